//! Which part of a statement to show: whole words around the match, the quote's sense uncut.

use std::ops::Range;

/// A piece of a statement's context with its quote in it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Excerpt {
    /// What to show, `…` where something was left out.
    pub text: String,
    /// Bytes of `text` that the query matched; a phrase is one range.
    pub marks: Vec<Range<usize>>,
    /// Bytes of `text` that are the quote, quotation marks left out.
    pub quote: Vec<Range<usize>>,
}
