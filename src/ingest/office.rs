//! Word and OpenDocument texts.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read_docx(_: &Reading, _: Vec<u8>, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("DOCX".to_owned())))
}

pub(super) fn read_odt(_: &Reading, _: Vec<u8>, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("ODT".to_owned())))
}
