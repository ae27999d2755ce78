//! One file in, its documents out, one at a time.

use std::{fs, ops::ControlFlow};

use super::{Fault, IngestError, Source, sniff};
use crate::model::{ApproxDate, Document};

/// What the caller adds to what the files say.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The date of documents that carry none.
    pub date: Option<ApproxDate>,
    /// The longest text, JSON file or line of a JSON Lines file that is read, in bytes.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { date: None, max_bytes: 64 << 20 }
    }
}

/// Hands every document of `source` to `each`, and what is wrong with it; a broken record is one
/// error, and the rest goes on until `each` breaks off.
pub fn read(
    source: &Source,
    options: &ReadOptions,
    each: &mut dyn FnMut(Result<Document, IngestError>) -> ControlFlow<()>,
) {
    let result = fs::read(&source.path)
        .map_err(|error| IngestError::new(&source.path, Fault::Unreadable(error)))
        .and_then(|bytes| {
            sniff::text(bytes).map_err(|(place, fault)| IngestError {
                path: source.path.clone(),
                place,
                fault,
            })
        })
        .map(|text| Document {
            key: source.key(),
            path: source.relative.clone(),
            published: options.date,
            text,
            ..Document::default()
        });
    let _ = each(result);
}

/// The same for bytes that were read already: `name` stands for the path and gives the format.
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
    each: &mut dyn FnMut(Result<Document, IngestError>) -> ControlFlow<()>,
) {
    let result = sniff::text(bytes)
        .map_err(|(place, fault)| IngestError { path: name.into(), place, fault })
        .map(|text| Document {
            key: name.to_owned(),
            path: name.to_owned(),
            published: options.date,
            text,
            ..Document::default()
        });
    let _ = each(result);
}
