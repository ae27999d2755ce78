//! CSV and TSV: a row a document.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: &mut dyn std::io::BufRead, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("CSV".to_owned())))
}
