//! The text layer of PDFs.

use super::read::{Each, Flow, Reading};

#[cfg(feature = "pdf")]
mod cmap;
#[cfg(feature = "pdf")]
mod file;
#[cfg(feature = "pdf")]
mod font;
#[cfg(feature = "pdf")]
mod layout;
#[cfg(feature = "pdf")]
mod page;

/// Reads the file in `bytes`.
#[cfg(feature = "pdf")]
pub(super) fn read(reading: &Reading, bytes: &[u8], each: Each<'_>) -> Flow {
    file::read(reading, bytes, each)
}

/// Says that this program was built without.
#[cfg(not(feature = "pdf"))]
pub(super) fn read(_: &Reading, _: &[u8], _: Each<'_>) -> Flow {
    Err((None, super::Fault::Unsupported("PDF (this program was built without)".to_owned())))
}
