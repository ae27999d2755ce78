//! The text layer of PDFs.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: Vec<u8>, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("PDF".to_owned())))
}
