//! What must not match.
//!
//! Whether a row is to be left out is asked by [`DocSet::seek_danger`], of rows too that come before
//! the first unwanted one; tantivy's phrases assert that they are not asked that. Here a row before
//! the one at hand is answered at once, which is what the trait does by itself.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    query::{EmptyScorer, EnableScoring, Explanation, Query as Engine, QueryClone, Scorer, Weight},
};

/// A query to be excluded.
#[derive(Debug)]
pub(super) struct UnwantedQuery(pub(super) Box<dyn Engine>);

impl Clone for UnwantedQuery {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Engine for UnwantedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(UnwantedWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct UnwantedWeight(Box<dyn Weight>);

impl Weight for UnwantedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.0.scorer(reader, boost)?;
        if scorer.doc() == TERMINATED {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(UnwantedScorer(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

struct UnwantedScorer(Box<dyn Scorer>);

impl DocSet for UnwantedScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}

impl Scorer for UnwantedScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}

#[cfg(test)]
mod tests {
    use crate::query::fixture::{corpus, document};

    #[test]
    fn rows_before_the_first_unwanted_phrase_are_found() {
        let draft = |nth: usize| {
            let title = ["The harbor opens", "Pilots stay ashore", "Ashore stay pilots"][nth % 3];
            let said = format!("The harbor number {nth} is open.");
            document(&nth.to_string()).title(title).says("Ada Okoye", &said, |_| {})
        };
        // From the third on in the first segment, from the second on in the other.
        let it = corpus([0, 2, 1, 3, 4, 5, 6, 7].map(draft).into());
        for query in ["harbor -title:\"pilots stay ashore\"", "-title:\"pilots stay ashore\""] {
            let mut found = it.quotes(query);
            found.sort();
            let left = [0, 2, 3, 5, 6].map(|nth| format!("The harbor number {nth} is open."));
            assert_eq!(found, left, "{query}");
        }
    }
}
