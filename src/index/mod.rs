//! Statements on disk.

mod analyzer;
mod fields;
mod schema;

pub use analyzer::{Analyzer, Form, QueryWord, Terms, query_words, register};
pub use fields::{Bound, FIELDS, Field, FieldKind};
pub use schema::{Fields, NameField, Row, TextField, schema};

/// The version of what is written below `index/`; another one is rebuilt, never guessed at.
pub const FORMAT: u32 = 1;
