//! The text layer of PDFs.

mod cmap;
mod file;
mod font;
mod layout;
mod page;

pub(super) use file::read;
