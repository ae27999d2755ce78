//! Runs a query: hits in order, with totals, facets and notes.

use std::ops::Range;

use super::{Excerpt, Facet, FacetCounts, Reason};
use crate::model::Record;

/// What to return of the matches.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// How many hits at most.
    pub limit: usize,
    /// How many hits to pass over first.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Whether to find the outer and joint acts, too, and not the primary ones alone.
    pub all_acts: bool,
    /// What to count all matches by.
    pub facets: Vec<Facet>,
    /// How many characters an excerpt may have.
    pub excerpt: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: Sort::Relevance,
            all_acts: false,
            facets: Vec::new(),
            excerpt: 400,
        }
    }
}

/// The order of hits; what is equal stands in the order of its documents.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest first, undated last.
    Newest,
    /// Earliest first, undated last.
    Oldest,
}

/// One statement that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The statement.
    pub record: Record,
    /// Its id as short as it is unique: `3f9a/2`.
    pub short_id: String,
    /// How well it matches.
    pub score: f32,
    /// Bytes of `record.quote` that the query matched, in order and apart; a phrase is one range.
    pub marks: Vec<Range<usize>>,
    /// What to show of it.
    pub excerpt: Excerpt,
    /// What the score is made of.
    pub why: Vec<Reason>,
}

/// A page of hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The hits.
    pub hits: Vec<Hit>,
    /// How many statements match in all.
    pub total: u64,
    /// How many more match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// How many passages outside statements match; counted only where no statement does.
    pub passages: u64,
    /// What was asked to be counted.
    pub facets: Vec<FacetCounts>,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
    /// The offset of the next page, where there is one.
    pub next: Option<usize>,
}
