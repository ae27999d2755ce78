//! Which rows a query is asked of.

use std::sync::Arc;

use tantivy::{BitSet, DocSet, Searcher, TERMINATED, Term, query::BitSetDocSet};

use super::terms::TermsQuery;
use crate::{
    index::{Row, Store},
    query::SearchOptions,
};

/// Which rows a query is asked of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::query) enum Rows {
    /// Primary statements.
    Statements,
    /// Statements and the acts they are shown for.
    Acts,
    /// Text outside statements.
    Passages,
}

impl Rows {
    /// What they are called in the index.
    pub(super) fn all(self) -> &'static [Row] {
        match self {
            Self::Statements => &[Row::Statement],
            Self::Acts => &[Row::Statement, Row::Act],
            Self::Passages => &[Row::Passage],
        }
    }

    /// The rows of that sort in each segment, deleted ones among them; nothing where a search is
    /// one of a few, which reads less of them than this.
    pub(in crate::query) fn sets(
        self,
        searcher: &Searcher,
        store: &Store,
    ) -> tantivy::Result<Option<Vec<Arc<BitSet>>>> {
        let opened = store.opened(searcher);
        if !opened.is_warm() {
            return Ok(None);
        }
        let segments = searcher.segment_readers().iter().zip(opened.segments());
        let sets = segments.map(|(reader, columns)| {
            columns.kept.get_or_make(
                self.name(),
                |_| true,
                || {
                    let field = store.fields().row;
                    let terms =
                        self.all().iter().map(|row| Term::from_field_text(field, row.term()));
                    let found = TermsQuery::new(field, terms.collect()).rows(reader)?;
                    Ok(found.unwrap_or_else(|| BitSet::with_max_value(reader.max_doc())))
                },
            )
        });
        sets.collect::<tantivy::Result<_>>().map(Some)
    }

    /// Whether one of them may be without a date.
    pub(super) fn may_be_undated(
        self,
        searcher: &Searcher,
        store: &Store,
    ) -> tantivy::Result<bool> {
        let Some(sets) = self.sets(searcher, store)? else { return Ok(true) };
        let opened = store.opened(searcher);
        for (rows, columns) in sets.iter().zip(opened.segments()) {
            let undated = columns.kept.get_or_make(
                self.name(),
                |_| true,
                || {
                    let days = columns.day("day_first")?;
                    let mut rows = BitSetDocSet::from((**rows).clone());
                    while rows.doc() != TERMINATED && days.first(rows.doc()).is_some() {
                        rows.advance();
                    }
                    Ok(Undated(rows.doc() != TERMINATED))
                },
            );
            if undated?.0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Statements => "statements",
            Self::Acts => "acts",
            Self::Passages => "passages",
        }
    }

    /// Those that `options` ask for.
    pub(in crate::query) fn of(options: &SearchOptions) -> Self {
        if options.all_acts { Self::Acts } else { Self::Statements }
    }
}

/// Whether a segment has rows without a date.
struct Undated(bool);
