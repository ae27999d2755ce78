//! Rows of words' forms, which belong to no document.

use std::mem;

use tantivy::TantivyDocument;

use super::{BATCH, Builder};
use crate::index::{IndexError, Row};

impl Builder {
    /// Keeps the pairs of stem and form that a document brought for the next commit.
    pub(super) fn note_forms(&mut self, pairs: &str) -> Result<(), IndexError> {
        self.forms.push_str(pairs);
        if self.forms.len() < BATCH { Ok(()) } else { self.add_forms() }
    }

    /// Adds a row of the pairs that documents brought.
    pub(super) fn add_forms(&mut self) -> Result<(), IndexError> {
        if self.forms.is_empty() {
            return Ok(());
        }
        let mut row = TantivyDocument::with_capacity(self.forms.len() + 64);
        row.add_text(self.fields.row, Row::Forms.term());
        row.add_text(self.fields.forms, &self.forms);
        let bytes = mem::take(&mut self.forms).len();
        self.add(row, bytes)
    }
}
