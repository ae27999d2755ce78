//! Gathers the best matches and counts all of them in one pass over the index's columns.

use std::{cmp::Ordering, collections::BinaryHeap, io};

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::{Facet, Sort, Weights, counts::Number};
use crate::model::{Kind, Wording};

/// Collects matches; see [`Collected`].
pub(super) struct Gather<'a> {
    /// How many of the best to keep.
    pub(super) keep: usize,
    pub(super) sort: Sort,
    /// The newest day of the index, which recency is measured from.
    pub(super) newest: i64,
    pub(super) facets: &'a [Facet],
    pub(super) weights: Weights,
}

/// The best matches, best first, and the counts over all.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) total: u64,
    pub(super) best: Vec<Candidate>,
    /// For each facet the number of matches by stored value, and of those without one.
    pub(super) counts: Vec<(FxHashMap<String, Number>, u64)>,
}

/// A match and what orders it: the key, highest first, then the place in its document.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) key: f64,
    document: String,
    ordinal: u64,
    pub(super) address: DocAddress,
}

/// What one segment gives: its candidates and its counts.
pub(super) struct SegmentCollected(io::Result<Collected>);

impl Collector for Gather<'_> {
    type Fruit = Collected;
    type Child = GatherSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<GatherSegment> {
        let columns = reader.fast_fields();
        let tallies = self.facets.iter().map(|facet| Tally::open(*facet, reader));
        Ok(GatherSegment {
            segment,
            keep: self.keep,
            sort: self.sort,
            newest: self.newest,
            weights: self.weights,
            most: self.weights.most(),
            total: 0,
            heap: BinaryHeap::with_capacity(self.keep.min(1024) + 1),
            document: columns.str("doc")?,
            ordinal: columns.u64("ordinal")?,
            speech: columns.u64("speech")?,
            first: columns.i64("day_first")?,
            last: columns.i64("day_last")?,
            confidence: columns.f64("confidence")?,
            named: columns.str("speaker_label")?,
            wording: Weighted::open(columns.str("wording")?, |name| {
                self.weights.of_wording(Wording::from_name(name))
            })?,
            kind: Weighted::open(columns.str("kind")?, |name| {
                self.weights.of_kind(Kind::from_name(name))
            })?,
            tallies: tallies.collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && 0 < self.keep
    }

    fn merge_fruits(&self, segments: Vec<SegmentCollected>) -> tantivy::Result<Collected> {
        let counts = self.facets.iter().map(|_| (FxHashMap::default(), 0)).collect();
        let mut all = Collected { counts, ..Collected::default() };
        for SegmentCollected(segment) in segments {
            let segment = segment?;
            all.total += segment.total;
            all.best.extend(segment.best);
            for (all, (counts, without)) in all.counts.iter_mut().zip(segment.counts) {
                all.1 += without;
                for (value, count) in counts {
                    all.0.entry(value).or_default().add(count);
                }
            }
        }
        all.best.sort_by(|a, b| {
            let place = || a.document.cmp(&b.document).then(a.ordinal.cmp(&b.ordinal));
            b.key.total_cmp(&a.key).then_with(place)
        });
        all.best.truncate(self.keep);
        Ok(all)
    }
}

/// A column of few words, each with what it does to the score.
struct Weighted {
    column: Option<StrColumn>,
    weights: Vec<f32>,
    missing: f32,
}

impl Weighted {
    fn open(column: Option<StrColumn>, weight: impl Fn(&str) -> f32) -> io::Result<Self> {
        let mut weights = Vec::new();
        if let Some(column) = &column {
            let mut name = String::new();
            for ord in 0..column.num_terms() {
                column.ord_to_str(ord as u64, &mut name)?;
                weights.push(weight(&name));
            }
        }
        Ok(Self { column, weights, missing: weight("") })
    }

    fn of(&self, doc: DocId) -> f32 {
        let ord = self.column.as_ref().and_then(|column| column.ords().first(doc));
        let weight = ord.and_then(|ord| self.weights.get(usize::try_from(ord).ok()?));
        weight.copied().unwrap_or(self.missing)
    }
}

/// Counts the matches that have one value. They come in the order of their documents, and those of
/// a document in the order of its text.
#[derive(Clone, Default)]
struct Counter {
    number: Number,
    /// The last match's document, and the speech of the last one that is a part of any.
    document: Option<u64>,
    speech: Option<(u64, u64)>,
}

impl Counter {
    fn add(&mut self, part: Part) {
        self.number.matches += 1;
        if self.document != Some(part.document) {
            self.number.documents += 1;
            self.document = Some(part.document);
        }
        let speech = part.speech.map(|speech| (part.document, speech));
        if speech.is_some() && self.speech != speech {
            self.number.speeches += 1;
            self.speech = speech;
        }
    }
}

/// What a match is a part of.
#[derive(Clone, Copy)]
struct Part {
    document: u64,
    speech: Option<u64>,
}

/// Counts the values of one column.
enum Tally {
    Text { column: StrColumn, counts: Vec<Counter>, without: u64 },
    Number { facet: Facet, column: Column<i64>, counts: FxHashMap<i64, Counter>, without: u64 },
    Nothing { without: u64 },
}

impl Tally {
    fn open(facet: Facet, reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let name = facet.column();
        if matches!(facet, Facet::Year | Facet::Month) {
            let (column, counts) = (columns.i64(name)?, FxHashMap::default());
            return Ok(Self::Number { facet, column, counts, without: 0 });
        }
        Ok(match columns.str(name)? {
            Some(column) => {
                let counts = vec![Counter::default(); column.num_terms()];
                Self::Text { column, counts, without: 0 }
            }
            None => Self::Nothing { without: 0 },
        })
    }

    fn add(&mut self, doc: DocId, part: Part) {
        match self {
            Self::Text { column, counts, without } => {
                let mut any = false;
                for ord in column.ords().values_for_doc(doc) {
                    any = true;
                    if let Some(count) = usize::try_from(ord).ok().and_then(|at| counts.get_mut(at))
                    {
                        count.add(part);
                    }
                }
                *without += u64::from(!any);
            }
            Self::Number { column, counts, without, .. } => match column.first(doc) {
                Some(value) => counts.entry(value).or_default().add(part),
                None => *without += 1,
            },
            Self::Nothing { without } => *without += 1,
        }
    }

    fn finish(self) -> io::Result<(FxHashMap<String, Number>, u64)> {
        let mut found = FxHashMap::default();
        match self {
            Self::Text { column, counts, without } => {
                let mut value = String::new();
                for (ord, count) in counts.into_iter().enumerate() {
                    if count.number.matches == 0 {
                        continue;
                    }
                    value.clear();
                    column.ord_to_str(ord as u64, &mut value)?;
                    found.insert(value.clone(), count.number);
                }
                Ok((found, without))
            }
            Self::Number { facet, counts, without, .. } => {
                for (value, count) in counts {
                    found.insert(facet.period(value), count.number);
                }
                Ok((found, without))
            }
            Self::Nothing { without } => Ok((found, without)),
        }
    }
}

/// Collects one segment.
pub(super) struct GatherSegment {
    segment: SegmentOrdinal,
    keep: usize,
    sort: Sort,
    newest: i64,
    weights: Weights,
    /// The most that the factors can do together.
    most: f32,
    total: u64,
    /// The best so far, the worst of them on top.
    heap: BinaryHeap<Kept>,
    document: Option<StrColumn>,
    ordinal: Column<u64>,
    speech: Column<u64>,
    first: Column<i64>,
    last: Column<i64>,
    confidence: Column<f64>,
    named: Option<StrColumn>,
    wording: Weighted,
    kind: Weighted,
    tallies: Vec<Tally>,
}

/// A candidate within a segment, where documents are in the order of their ordinals.
#[derive(Clone, Copy)]
struct Kept {
    key: f64,
    document: u64,
    ordinal: u64,
    doc: DocId,
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = || self.document.cmp(&other.document).then(self.ordinal.cmp(&other.ordinal));
        other.key.total_cmp(&self.key).then_with(place).then(self.doc.cmp(&other.doc))
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Kept {}

impl GatherSegment {
    /// What orders `doc`, the highest first; nothing where it cannot be above `floor`.
    #[expect(clippy::cast_precision_loss, reason = "days of a few thousand years")]
    fn key(&self, doc: DocId, score: Score, floor: f64) -> Option<f64> {
        let key = match self.sort {
            Sort::Relevance => {
                // Where no words were asked for, everything matches equally well.
                let mut points = if 0.0 < score { score } else { 1.0 };
                // Columns are read only as long as they can still make a difference.
                let can_rise = |points: f32| floor <= f64::from(points * self.most);
                if !can_rise(points) {
                    return None;
                }
                points *= self.wording.of(doc);
                if !can_rise(points) {
                    return None;
                }
                points *= self.kind.of(doc);
                if !can_rise(points) {
                    return None;
                }
                points *= self.weights.of_confidence(self.confidence.first(doc).unwrap_or(0.0));
                let mut named = self.named.iter().filter_map(|column| column.ords().first(doc));
                points *= self.weights.of_name(named.next().is_some());
                points *= self.weights.of_day(self.first.first(doc), self.newest);
                f64::from(points)
            }
            Sort::Newest => self.last.first(doc).map_or(f64::NEG_INFINITY, |day| day as f64),
            Sort::Oldest => self.first.first(doc).map_or(f64::NEG_INFINITY, |day| -(day as f64)),
        };
        (floor <= key).then_some(key)
    }
}

impl SegmentCollector for GatherSegment {
    type Fruit = SegmentCollected;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if !self.tallies.is_empty() {
            let document = self.document.as_ref().and_then(|column| column.ords().first(doc));
            let document = document.unwrap_or(u64::MAX);
            let part = Part { document, speech: self.speech.first(doc) };
            for tally in &mut self.tallies {
                tally.add(doc, part);
            }
        }
        if self.keep == 0 {
            return;
        }
        let full = self.keep <= self.heap.len();
        let worst = self.heap.peek().filter(|_| full);
        let floor = worst.map_or(f64::NEG_INFINITY, |worst| worst.key);
        let Some(key) = self.key(doc, score, floor) else {
            return;
        };
        let document = self.document.as_ref().and_then(|column| column.ords().first(doc));
        self.heap.push(Kept {
            key,
            document: document.unwrap_or(u64::MAX),
            ordinal: self.ordinal.first(doc).unwrap_or(0),
            doc,
        });
        if full {
            self.heap.pop();
        }
    }

    fn harvest(self) -> SegmentCollected {
        SegmentCollected(self.finish())
    }
}

impl GatherSegment {
    fn finish(self) -> io::Result<Collected> {
        let mut best = Vec::with_capacity(self.heap.len());
        for kept in self.heap {
            let mut document = String::new();
            if let Some(column) = &self.document {
                column.ord_to_str(kept.document, &mut document)?;
            }
            best.push(Candidate {
                key: kept.key,
                document,
                ordinal: kept.ordinal,
                address: DocAddress::new(self.segment, kept.doc),
            });
        }
        let counts = self.tallies.into_iter().map(Tally::finish).collect::<io::Result<_>>()?;
        Ok(Collected { total: self.total, best, counts })
    }
}
