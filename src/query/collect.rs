//! Gathers the best matches and counts all of them in one pass over the index's columns.

use std::{cmp::Ordering, collections::BinaryHeap, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{
    BitSet, COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal,
    SegmentReader, TERMINATED,
    query::{EnableScoring, Query as Engine, Scorer},
};

use super::{
    Facet, Sort, Weights,
    counts::Number,
    place::{Place, Places, sort_by_place},
    standing::{Days, Factors, Parts},
    tally::Tally,
};
use crate::index::{Columns, Opened, Statistics};

/// Collects matches; see [`Collected`].
pub(super) struct Gather<'a> {
    /// How many of the best to keep.
    pub(super) keep: usize,
    pub(super) sort: Sort,
    /// The newest day of the index, which recency is measured from.
    pub(super) newest: i64,
    pub(super) facets: &'a [Facet],
    pub(super) weights: Weights,
    pub(super) opened: &'a Opened,
}

/// The best matches, best first, and the counts over all.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) total: u64,
    pub(super) best: Vec<Candidate>,
    /// For each facet the number of matches by stored value, and of those without one.
    pub(super) counts: Vec<(FxHashMap<String, Number>, u64)>,
}

/// A match and what orders it: the key, highest first, then the place, which is read where two
/// matches are equally good.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) key: f64,
    pub(super) address: DocAddress,
    place: Option<Place>,
}

impl Gather<'_> {
    /// Gathers what `query` finds, among the rows of each segment that `among` has, if it is given.
    pub(super) fn run(
        &self,
        searcher: &Searcher,
        query: &dyn Engine,
        among: Option<&[Arc<BitSet>]>,
    ) -> tantivy::Result<Collected> {
        let is_scored = self.sort == Sort::Relevance && 0 < self.keep;
        let weight = if is_scored {
            let all = Statistics::of(searcher, self.opened)?;
            query.weight(EnableScoring::enabled_from_statistics_provider(&all, searcher))?
        } else {
            query.weight(EnableScoring::disabled_from_searcher(searcher))?
        };
        let counts = self.facets.iter().map(|_| (FxHashMap::default(), 0)).collect();
        let mut all = Collected { counts, ..Collected::default() };
        let mut floor = f64::NEG_INFINITY;
        let segments = searcher.segment_readers().iter().zip(self.opened.segments());
        for (nth, (reader, columns)) in segments.enumerate() {
            let mut scorer = weight.scorer(reader, 1.0)?;
            if scorer.doc() == TERMINATED {
                continue;
            }
            let many = self.opened.is_warm() && reader.max_doc() / MANY < scorer.size_hint();
            let mut segment = GatherSegment::open(self, reader, columns, many)?;
            segment.floor = floor;
            let among = among.and_then(|among| among.get(nth)).map(|rows| &**rows);
            let alive = reader.alive_bitset();
            let is_asked = |doc| {
                among.is_none_or(|rows| rows.contains(doc))
                    && alive.is_none_or(|alive| alive.is_alive(doc))
            };
            if is_scored {
                segment.gather(&mut *scorer, is_asked)?;
            } else {
                segment.count(&mut *scorer, is_asked)?;
            }
            let nth = SegmentOrdinal::try_from(nth).unwrap_or(SegmentOrdinal::MAX);
            segment.finish(nth, &mut all)?;
            // What is as good as the worst that is kept may still come before it.
            if 0 < self.keep && self.keep <= all.best.len() {
                let (_, worst, _) =
                    all.best.select_nth_unstable_by(self.keep - 1, |a, b| b.key.total_cmp(&a.key));
                floor = worst.key;
                all.best.retain(|candidate| floor <= candidate.key);
            }
        }
        self.sort(&mut all.best)?;
        all.best.truncate(self.keep);
        Ok(all)
    }

    /// Sorts `best`: by their keys, the equal by their places.
    fn sort(&self, best: &mut [Candidate]) -> tantivy::Result<()> {
        best.sort_by(|a, b| b.key.total_cmp(&a.key));
        for equal in best.chunk_by_mut(|a, b| a.key.total_cmp(&b.key).is_eq()) {
            sort_by_place(self.opened, equal, |candidate| (candidate.address, candidate.place))?;
        }
        Ok(())
    }
}

/// A segment's columns are made plain for searches that find more than one row in so many.
const MANY: u32 = 64;

/// Collects one segment.
struct GatherSegment {
    keep: usize,
    sort: Sort,
    /// What a match has to come up to.
    floor: f64,
    /// The most that the factors can do together.
    most: f32,
    total: u64,
    /// The best so far, the worst of them on top.
    heap: BinaryHeap<Kept>,
    factors: Factors,
    days: Days,
    /// Where matches stand, once two are equally good.
    places: Option<Places>,
    parts: Option<Parts>,
    tallies: Vec<Tally>,
    columns: Arc<Columns>,
}

/// A candidate within a segment, and its place there if that matters.
#[derive(Clone, Copy)]
struct Kept {
    key: f64,
    place: Option<Place>,
    doc: DocId,
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = || self.place.cmp(&other.place);
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
    fn open(
        gather: &Gather<'_>,
        reader: &SegmentReader,
        columns: &Arc<Columns>,
        many: bool,
    ) -> tantivy::Result<Self> {
        let rows = reader.max_doc();
        let tallies = gather.facets.iter().map(|facet| Tally::open(*facet, columns, rows, many));
        let by_date = gather.sort != Sort::Relevance && 0 < gather.keep;
        Ok(Self {
            keep: gather.keep,
            sort: gather.sort,
            floor: f64::NEG_INFINITY,
            most: gather.weights.most(),
            total: 0,
            heap: BinaryHeap::with_capacity(gather.keep.min(1024) + 1),
            factors: Factors::open(columns, rows, gather.weights, gather.newest, many)?,
            days: Days::open(columns, rows, gather.sort, by_date && many)?,
            places: None,
            parts: (!gather.facets.is_empty())
                .then(|| Parts::open(columns, rows, many))
                .transpose()?,
            tallies: tallies.collect::<tantivy::Result<_>>()?,
            columns: Arc::clone(columns),
        })
    }

    /// Gathers what `scorer` finds of the rows that are asked, by its score.
    fn gather(
        &mut self,
        scorer: &mut dyn Scorer,
        is_asked: impl Fn(DocId) -> bool,
    ) -> tantivy::Result<()> {
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if is_asked(doc) {
                self.tell(doc);
                self.offer(doc, || scorer.score())?;
            }
            doc = scorer.advance();
        }
        Ok(())
    }

    /// The same, whatever its score.
    fn count(
        &mut self,
        scorer: &mut dyn Scorer,
        is_asked: impl Fn(DocId) -> bool,
    ) -> tantivy::Result<()> {
        let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let n = scorer.fill_buffer(&mut buffer);
            for doc in buffer[..n].iter().copied().filter(|doc| is_asked(*doc)) {
                self.tell(doc);
                self.offer(doc, || 0.0)?;
            }
            if n < buffer.len() {
                return Ok(());
            }
        }
    }

    /// Counts a match.
    fn tell(&mut self, doc: DocId) {
        self.total += 1;
        if let Some(parts) = &self.parts {
            let part = parts.of(doc);
            for tally in &mut self.tallies {
                tally.add(doc, part);
            }
        }
    }

    /// Keeps a match if it is one of the best.
    fn offer(&mut self, doc: DocId, score: impl FnOnce() -> Score) -> tantivy::Result<()> {
        if self.keep == 0 {
            return Ok(());
        }
        let Some(key) = self.key(doc, score)? else { return Ok(()) };
        let worst = self.heap.peek().filter(|_| self.keep == self.heap.len());
        if self.places.is_none() && worst.is_some_and(|worst| worst.key.total_cmp(&key).is_eq()) {
            let places = Places::open(&self.columns)?;
            let with_place = |kept: Kept| Kept { place: Some(places.of(kept.doc)), ..kept };
            self.heap = self.heap.drain().map(with_place).collect();
            self.places = Some(places);
        }
        let place = self.places.as_ref().map(|places| places.of(doc));
        self.heap.push(Kept { key, place, doc });
        if self.keep < self.heap.len() {
            self.heap.pop();
        }
        if self.keep == self.heap.len()
            && let Some(worst) = self.heap.peek()
        {
            self.floor = self.floor.max(worst.key);
        }
        Ok(())
    }

    /// What orders `doc`, the highest first; nothing where it cannot be above the floor.
    #[expect(clippy::cast_precision_loss, reason = "days of a few thousand years")]
    fn key(&self, doc: DocId, score: impl FnOnce() -> Score) -> tantivy::Result<Option<f64>> {
        let key = match self.sort {
            Sort::Relevance => {
                // Where no words were asked for, everything matches equally well.
                let score = score();
                let points = if 0.0 < score { score } else { 1.0 };
                // Columns are read only where they can make a difference.
                if f64::from(points * self.most) < self.floor {
                    return Ok(None);
                }
                f64::from(points * self.factors.of(doc)?)
            }
            Sort::Newest => self.days.of(doc).map_or(f64::NEG_INFINITY, |day| day as f64),
            Sort::Oldest => self.days.of(doc).map_or(f64::NEG_INFINITY, |day| -(day as f64)),
        };
        Ok((self.floor <= key).then_some(key))
    }

    /// Adds what was gathered to `all`.
    fn finish(self, segment: SegmentOrdinal, all: &mut Collected) -> tantivy::Result<()> {
        all.total += self.total;
        all.best.extend(self.heap.into_iter().map(|kept| Candidate {
            key: kept.key,
            address: DocAddress::new(segment, kept.doc),
            place: kept.place,
        }));
        for (tally, counts) in self.tallies.into_iter().zip(&mut all.counts) {
            tally.add_to(counts)?;
        }
        Ok(())
    }
}
