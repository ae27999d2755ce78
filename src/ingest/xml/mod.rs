//! XML of parliaments, streamed: which vocabulary it is, and what all share.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: &mut dyn std::io::BufRead, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("XML".to_owned())))
}
