//! The query language.

use std::ops::Range;

use jiff::civil::Date;

use super::Query;

/// What a text means as a query.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parsed {
    /// What to look for.
    pub query: Query,
    /// What could not be read as meant.
    pub notes: Vec<Note>,
}

/// A remark on a piece of a query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What became of them, and what to write instead.
    pub text: String,
}

/// Reads `text` as a query; relative dates are counted from `today`.
pub fn parse(text: &str, today: Date) -> Parsed {
    let _ = today;
    Parsed { query: Query::Word(text.to_owned()), notes: Vec::new() }
}
