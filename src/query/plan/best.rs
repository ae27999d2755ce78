//! The best of several places, and of each other one a share.
//!
//! A union of a few: as rows come in their order, all stand at the same row or before it, and none
//! is read further than it was asked for. (tantivy's own reads thousands of rows ahead, which pays
//! where a union is read from end to end and costs where it is sought in.)

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    query::{EmptyScorer, EnableScoring, Explanation, Query as Engine, QueryClone, Scorer, Weight},
};

/// What is in any of several places.
#[derive(Debug)]
pub(super) struct BestOfQuery {
    places: Vec<Box<dyn Engine>>,
    share: Score,
}

impl BestOfQuery {
    pub(super) fn new(places: Vec<Box<dyn Engine>>, share: Score) -> Self {
        Self { places, share }
    }
}

impl Clone for BestOfQuery {
    fn clone(&self) -> Self {
        let places = self.places.iter().map(QueryClone::box_clone).collect();
        Self { places, share: self.share }
    }
}

impl Engine for BestOfQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let places = self.places.iter().map(|place| place.weight(scoring));
        let places = places.collect::<tantivy::Result<_>>()?;
        Ok(Box::new(BestOfWeight { places, share: self.share }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for place in &self.places {
            place.query_terms(visitor);
        }
    }
}

struct BestOfWeight {
    places: Vec<Box<dyn Weight>>,
    share: Score,
}

impl Weight for BestOfWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut places = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let scorer = place.scorer(reader, boost)?;
            if scorer.doc() != TERMINATED {
                places.push((scorer.doc(), scorer));
            }
        }
        Ok(match places.len() {
            0 => Box::new(EmptyScorer),
            1 => places.remove(0).1,
            _ => {
                let mut scorer = BestOfScorer { places, share: self.share, doc: 0 };
                scorer.doc = scorer.first();
                Box::new(scorer)
            }
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("the best place", if found { scorer.score() } else { 0.0 }))
    }
}

/// The rows of one segment that are in any of the places.
struct BestOfScorer {
    /// Each with the row it is at.
    places: Vec<(DocId, Box<dyn Scorer>)>,
    share: Score,
    /// The row at hand: the first that any of them is at.
    doc: DocId,
}

impl BestOfScorer {
    fn first(&self) -> DocId {
        self.places.iter().map(|(doc, _)| *doc).min().unwrap_or(TERMINATED)
    }
}

impl DocSet for BestOfScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let mut first = TERMINATED;
        for (doc, place) in &mut self.places {
            if *doc == self.doc {
                *doc = place.advance();
            }
            first = first.min(*doc);
        }
        self.doc = first;
        first
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (doc, place) in self.places.iter_mut().filter(|(doc, _)| *doc < target) {
            *doc = place.seek(target);
        }
        self.doc = self.first();
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.places.iter().map(|(_, place)| place.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.places.iter().map(|(_, place)| place.cost()).sum()
    }
}

impl Scorer for BestOfScorer {
    fn score(&mut self) -> Score {
        let (mut best, mut sum) = (0.0, 0.0);
        for (doc, place) in &mut self.places {
            if *doc == self.doc {
                let score = place.score();
                sum += score;
                best = Score::max(best, score);
            }
        }
        best + (sum - best) * self.share
    }
}
