//! PDFs where the feature `pdf` is left out.

use crate::ingest::{
    Fault,
    read::{Each, Flow, Reading},
};

/// Says that this program was built without.
pub(in crate::ingest) fn read(_: &Reading, _: &[u8], _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("PDF (this program was built without)".to_owned())))
}
