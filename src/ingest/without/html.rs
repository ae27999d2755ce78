//! Web pages where the feature `html` is left out.

use crate::ingest::{
    Fault,
    read::{Each, Flow, Reading},
};

/// Says that pages are not read.
pub(in crate::ingest) fn read(_: &Reading, _: Vec<u8>, _: Option<&str>, _: Each<'_>) -> Flow {
    let what = "HTML, which this program was built without (feature `html`),";
    Err((None, Fault::Unsupported(what.to_owned())))
}
