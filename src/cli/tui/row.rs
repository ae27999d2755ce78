//! A row of the list: a statement, or a passage outside statements.

use std::ops::Range;

use crate::{
    model::Precision,
    query::{Hit, PassageHit, day},
    render::cards,
};

/// What a search found.
#[derive(Clone, Debug)]
pub(super) enum Row {
    Statement(Box<Hit>),
    Passage(Box<PassageHit>),
}

impl Row {
    /// What tells it from all others.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Statement(hit) => hit.record.id.clone(),
            Self::Passage(hit) => format!("{:016x} {}", hit.record.hash, hit.record.span.start),
        }
    }

    /// What is printed where it is taken: the shortest id, or the document of a passage.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Statement(hit) => &hit.short_id,
            Self::Passage(hit) => &hit.record.document,
        }
    }

    /// Who speaks, or the headline.
    pub(super) fn who(&self) -> &str {
        match self {
            Self::Statement(hit) => hit.record.speaker.as_ref().map_or("unknown", cards::called),
            Self::Passage(hit) => hit.record.title.as_deref().unwrap_or("passage"),
        }
    }

    /// The day, as far as it is known.
    pub(super) fn day(&self) -> String {
        let day = match self {
            Self::Statement(hit) => day(&hit.record),
            Self::Passage(hit) => hit.record.published,
        };
        let Some(day) = day else { return "undated".to_owned() };
        match day.precision() {
            // A list has room for no more.
            Precision::Range => format!("{:.7}…", day.first()),
            _ => day.to_string(),
        }
    }

    /// The words, and the bytes of them that match.
    pub(super) fn words(&self) -> (&str, &[Range<usize>]) {
        match self {
            Self::Statement(hit) => (&hit.record.quote, &hit.marks),
            Self::Passage(hit) => (&hit.excerpt.text, &hit.excerpt.marks),
        }
    }
}
