//! A word in all its forms, which counts as one term: BM25 of how often any of them stands there.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query as Engine, Scorer, Weight},
    schema::{Field as Handle, IndexRecordOption},
};

/// The forms of a word in one field, and how many rows have them.
#[derive(Clone, Debug)]
pub(super) struct FormsQuery {
    field: Handle,
    terms: Vec<Term>,
    rows: u64,
}

impl FormsQuery {
    pub(super) fn new(field: Handle, terms: Vec<Term>, rows: u64) -> Self {
        Self { field, terms, rows }
    }
}

impl Engine for FormsQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider: all, .. } => {
                let n_all = all.total_num_docs()?;
                let rows = self.rows.min(n_all);
                #[expect(clippy::cast_precision_loss, reason = "a mean of large numbers")]
                let mean = all.total_num_tokens(self.field)? as Score / n_all as Score;
                Some(Bm25Weight::for_one_term(rows, n_all, mean))
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(FormsWeight { query: self.clone(), similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for term in &self.terms {
            visitor(term, false);
        }
    }
}

struct FormsWeight {
    query: FormsQuery,
    similarity: Option<Bm25Weight>,
}

impl Weight for FormsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.query.field)?;
        let option = match self.similarity {
            Some(_) => IndexRecordOption::WithFreqs,
            None => IndexRecordOption::Basic,
        };
        let mut postings = Vec::with_capacity(self.query.terms.len());
        for term in &self.query.terms {
            postings.extend(inverted.read_postings(term, option)?);
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let norms = reader.get_fieldnorms_reader(self.query.field)?;
        let similarity = self.similarity.as_ref().map(|weight| weight.boost_by(boost));
        Ok(Box::new(FormsScorer::new(postings, norms, similarity)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("forms of a word", if found { scorer.score() } else { 0.0 }))
    }
}

/// The rows of one segment that have any of the forms.
pub(super) struct FormsScorer {
    postings: Vec<SegmentPostings>,
    /// The row at hand: the first that any of them is at.
    doc: DocId,
    norms: FieldNormReader,
    similarity: Option<Bm25Weight>,
}

impl FormsScorer {
    pub(super) fn new(
        postings: Vec<SegmentPostings>,
        norms: FieldNormReader,
        similarity: Option<Bm25Weight>,
    ) -> Self {
        let mut scorer = Self { postings, doc: 0, norms, similarity };
        scorer.doc = scorer.first();
        scorer
    }

    fn first(&self) -> DocId {
        self.postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED)
    }
}

impl DocSet for FormsScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let mut first = TERMINATED;
        for postings in &mut self.postings {
            let doc = if postings.doc() == self.doc { postings.advance() } else { postings.doc() };
            first = first.min(doc);
        }
        self.doc = first;
        first
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() < target) {
            postings.seek(target);
        }
        self.doc = self.first();
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for FormsScorer {
    fn score(&mut self) -> Score {
        let Some(similarity) = &self.similarity else { return 1.0 };
        let here = self.postings.iter().filter(|postings| postings.doc() == self.doc);
        let often = here.map(Postings::term_freq).fold(0, u32::saturating_add);
        similarity.score(self.norms.fieldnorm_id(self.doc), often)
    }
}
