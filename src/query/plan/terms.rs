//! Any of many terms of a field, all worth the same: the starts and likenesses of words.

use tantivy::{
    BitSet, DocId, SegmentReader, TERMINATED, Term,
    query::{
        BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query as Engine,
        Scorer, Weight,
    },
    schema::{Field as Handle, IndexRecordOption},
};

/// Rows that have any of the terms of one field.
#[derive(Clone, Debug)]
pub(super) struct TermsQuery {
    field: Handle,
    terms: Vec<Term>,
}

impl TermsQuery {
    pub(super) fn new(field: Handle, terms: Vec<Term>) -> Self {
        Self { field, terms }
    }

    /// The rows of a segment, deleted ones among them; nothing where there are none.
    pub(super) fn rows(&self, reader: &SegmentReader) -> tantivy::Result<Option<BitSet>> {
        let inverted = reader.inverted_index(self.field)?;
        let mut rows = None;
        for term in &self.terms {
            let Some(mut postings) =
                inverted.read_block_postings(term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let rows = rows.get_or_insert_with(|| BitSet::with_max_value(reader.max_doc()));
            while 0 < postings.block_len() {
                for doc in postings.docs() {
                    rows.insert(*doc);
                }
                postings.advance();
            }
        }
        Ok(rows)
    }
}

impl Engine for TermsQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(TermsWeight(self.clone())))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for term in &self.terms {
            visitor(term, false);
        }
    }
}

struct TermsWeight(TermsQuery);

impl Weight for TermsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.0.rows(reader)? {
            Some(rows) => Box::new(ConstScorer::new(BitSetDocSet::from(rows), boost)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() != TERMINATED && scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("any of many terms", if found { 1.0 } else { 0.0 }))
    }
}
