//! Annotated texts: one JSON object a line, whose offsets count characters.

pub mod names;

use std::{error::Error, fs, path::Path};

use onrecord::model::Span;
use serde_json::Value;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One text with its annotations.
pub struct Annotated {
    pub text: String,
    /// The whole object.
    pub gold: Value,
    /// Where each character starts, and the end.
    places: Vec<usize>,
}

impl Annotated {
    /// The rows under `key`; none where there is no such list.
    pub fn rows(&self, key: &str) -> &[Value] {
        self.gold[key].as_array().map_or(&[], Vec::as_slice)
    }

    /// The span between two offsets of `row`, which lie under the keys `start` and `end`.
    pub fn span(&self, row: &Value, start: &str, end: &str) -> Option<Span> {
        Some(Span::new(self.place(&row[start])?, self.place(&row[end])?))
    }

    /// The byte at an offset.
    pub fn place(&self, offset: &Value) -> Option<usize> {
        self.places.get(usize::try_from(offset.as_u64()?).ok()?).copied()
    }
}

/// The texts of a gold file.
pub fn read(path: &Path) -> Result<Vec<Annotated>> {
    lines(path)?.into_iter().map(annotated).collect()
}

/// The objects of a file of JSON Lines.
pub fn lines(path: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// One object as a text with its annotations.
pub fn annotated(gold: Value) -> Result<Annotated> {
    let text = gold["text"].as_str().ok_or("an object without `text`")?.to_owned();
    let mut places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
    places.push(text.len());
    Ok(Annotated { text, gold, places })
}

/// `span` without marks and white space at its ends.
pub fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let mark = |char: char| char.is_whitespace() || "\"“”‘’'«»„`".contains(char);
    let start = span.start as usize + (words.len() - words.trim_start_matches(mark).len());
    Span::new(start, start.max(span.start as usize + words.trim_end_matches(mark).len()))
}

/// Shared characters of two spans out of all from the first to the last.
#[allow(clippy::cast_precision_loss, reason = "thousands")]
pub fn overlap(text: &str, one: Span, other: Span) -> f64 {
    if !one.overlaps(other) {
        return 0.0;
    }
    let length = |start: u32, end: u32| text[start as usize..end as usize].chars().count() as f64;
    let shared = length(one.start.max(other.start), one.end.min(other.end));
    shared / length(one.start.min(other.start), one.end.max(other.end))
}
