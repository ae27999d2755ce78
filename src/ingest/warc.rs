//! Web archives: the pages in their response records.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: &mut dyn std::io::BufRead, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("WARC".to_owned())))
}
