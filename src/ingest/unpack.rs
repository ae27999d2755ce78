//! What is compressed or packed, streamed and within limits.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(
    _: &Reading,
    _: super::sniff::Packing,
    _: &mut dyn std::io::BufRead,
    _: Each<'_>,
) -> Flow {
    Err((None, Fault::Unsupported("an archive".to_owned())))
}

pub(super) fn zip(_: &Reading, _: std::fs::File, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("ZIP".to_owned())))
}
