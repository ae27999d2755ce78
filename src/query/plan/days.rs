//! Rows whose days may be of a range: looked up for the rows that all else finds.

use std::sync::Arc;

use tantivy::{
    DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED,
    columnar::Column,
    query::{EnableScoring, Explanation, Query as Engine, Scorer, Weight},
};

use crate::index::Opened;

/// Rows whose last day is not before `first` and whose first day is not after `last`.
#[derive(Clone)]
pub(super) struct DaysQuery {
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) opened: Arc<Opened>,
}

impl std::fmt::Debug for DaysQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Days({:?}..={:?})", self.first, self.last)
    }
}

impl Engine for DaysQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DaysWeight(self.clone())))
    }
}

struct DaysWeight(DaysQuery);

impl Weight for DaysWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let columns = match self.0.opened.of(reader.segment_id()) {
            Some(columns) => (columns.day("day_first")?, columns.day("day_last")?),
            None => (reader.fast_fields().i64("day_first")?, reader.fast_fields().i64("day_last")?),
        };
        let mut scorer = DaysScorer {
            first: self.0.first.unwrap_or(i64::MIN),
            last: self.0.last.unwrap_or(i64::MAX),
            day_first: columns.0,
            day_last: columns.1,
            rows: reader.max_doc(),
            doc: 0,
            boost,
        };
        scorer.doc = scorer.next(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("days", if found { 1.0 } else { 0.0 }))
    }
}

struct DaysScorer {
    first: i64,
    last: i64,
    day_first: Column<i64>,
    day_last: Column<i64>,
    rows: u32,
    doc: DocId,
    boost: Score,
}

impl DaysScorer {
    fn matches(&self, doc: DocId) -> bool {
        self.day_last.first(doc).is_some_and(|day| self.first <= day)
            && self.day_first.first(doc).is_some_and(|day| day <= self.last)
    }

    fn next(&self, from: DocId) -> DocId {
        (from..self.rows).find(|doc| self.matches(*doc)).unwrap_or(TERMINATED)
    }
}

impl DocSet for DaysScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.next(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.next(target);
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        // Whoever asks goes on from the next row at which all others are.
        if self.rows <= target {
            self.doc = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        self.doc = target;
        if self.matches(target) {
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(target + 1)
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.rows
    }

    fn cost(&self) -> u64 {
        // Never the first to be asked.
        u64::from(self.rows) * 2
    }
}

impl Scorer for DaysScorer {
    fn score(&mut self) -> Score {
        self.boost
    }
}
