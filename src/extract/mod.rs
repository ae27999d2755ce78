//! Documents in, statements out: pure, and on any text without failing.

mod topic;
pub mod when;

pub use topic::{Topics, TopicsError};

use crate::model::{Document, Span, Statement};

/// Finds the statements of documents.
#[derive(Debug, Default)]
pub struct Extractor {}

impl Extractor {
    /// Returns every statement of `document` in text order, ordinals from 1.
    pub fn extract(&self, document: &Document) -> Vec<Statement> {
        let _ = document;
        Vec::new()
    }
}

/// Returns what of `document`'s paragraphs lies outside all `statements`: the passages, in order.
pub fn passages(document: &Document, statements: &[Statement]) -> Vec<Span> {
    let _ = statements;
    document.paragraphs.iter().map(|paragraph| paragraph.span).collect()
}
