//! Web pages: the article without the page around it.

use super::read::{Each, Flow, Reading};

#[cfg(feature = "html")]
mod article;
#[cfg(feature = "html")]
mod attributes;
#[cfg(feature = "html")]
mod blocks;
#[cfg(feature = "html")]
mod charset;
#[cfg(feature = "html")]
mod evidence;
#[cfg(feature = "html")]
mod linked_data;
#[cfg(feature = "html")]
mod literal;
#[cfg(feature = "html")]
mod noise;
#[cfg(feature = "html")]
mod page;
#[cfg(feature = "html")]
mod says;
#[cfg(feature = "html")]
mod scan;
#[cfg(feature = "html")]
mod second;
#[cfg(feature = "html")]
mod tags;
#[cfg(feature = "html")]
mod tidy;
#[cfg(feature = "html")]
mod title;
#[cfg(feature = "html")]
mod tree;

/// Reads the page in `bytes`, which came as being in the encoding `declared`.
#[cfg(feature = "html")]
pub(super) fn read(
    reading: &Reading,
    bytes: Vec<u8>,
    declared: Option<&str>,
    each: Each<'_>,
) -> Flow {
    page::read(reading, bytes, declared, each)
}

/// Says that pages are not read.
#[cfg(not(feature = "html"))]
pub(super) fn read(_: &Reading, _: Vec<u8>, _: Option<&str>, _: Each<'_>) -> Flow {
    let what = "HTML, which this program was built without (feature `html`),";
    Err((None, super::Fault::Unsupported(what.to_owned())))
}
