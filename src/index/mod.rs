//! Statements on disk.

mod analyzer;
mod budget;
mod build;
mod check;
mod codec;
mod columns;
mod couples;
mod error;
#[cfg(test)]
mod faults;
mod fields;
mod folder;
mod forms;
mod maker;
mod manifest;
mod place;
mod proof;
mod rows;
mod schema;
mod state;
mod statistics;
mod store;
#[cfg(test)]
mod tests;
mod touched;
#[cfg(unix)]
mod window;

pub(crate) use analyzer::words_stemmed_where;
pub use analyzer::{
    Analyzer, QueryWord, Terms, exact_words, query_words, query_words_in, register,
};
pub use budget::{Budget, Ticket};
pub use build::{Builder, BuilderOptions, keys_left, mend};
pub use check::{Check, check, damaged_files};
pub use codec::encode;
pub use columns::{Columns, Opened};
pub use couples::couple;
pub use error::IndexError;
pub use fields::{Bound, FIELDS, Field, FieldKind};
pub use forms::{KnownForms, forms};
pub use maker::{End, Part, Parts};
pub(crate) use place::is_index;
pub use proof::against_text;
pub use rows::{
    DocumentRecord, PassageRecord, Prepared, clip, decode, decode_document, decode_passage,
    prepare, prepare_copy, prepare_parts,
};
pub use schema::{Fields, NameField, Row, schema};
pub use state::{DocumentState, FileState, Key, State, Twin};
pub use statistics::{Deleted, Statistics, deleted, rows_but};
pub use store::{MadeOf, Status, Store};

/// The version of what is written below `index/`; another one is rebuilt, never guessed at.
pub const FORMAT: u32 = 6;
