//! Runs a pattern of words over the positions of one field.
//!
//! Rows that hold all the words come from tantivy's own queries; of those, the positions are read
//! and the pattern decides. A word that stands for several terms (forms, a start, a likeness)
//! stands wherever one of them does. What matches scores like a phrase: BM25 of its words, each as
//! rare as the commonest of its terms, by how often the pattern matches.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::{Postings, SegmentPostings},
    query::{
        Bm25Weight, BooleanQuery, EmptyQuery, EmptyScorer, EnableScoring, Explanation,
        Query as Engine, Scorer, TermQuery, Weight,
    },
    schema::{Field as Handle, IndexRecordOption},
};

use super::terms::TermsQuery;
use crate::query::proximity::{Pattern, SILENT};

/// A pattern of terms of one field, which has positions.
#[derive(Clone, Debug)]
pub(super) struct NearQuery {
    field: Handle,
    pattern: Pattern<Vec<Term>>,
}

impl NearQuery {
    pub(super) fn new(field: Handle, pattern: Pattern<Vec<Term>>) -> Self {
        Self { field, pattern }
    }
}

impl Engine for NearQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut similarity = None;
        if let EnableScoring::Enabled { statistics_provider, .. } = scoring {
            let mut terms: Vec<Term> = Vec::new();
            for leaf in self.pattern.leaves() {
                let mut commonest: Option<(u64, &Term)> = None;
                for term in leaf {
                    let rows = statistics_provider.doc_freq(term)?;
                    if commonest.is_none_or(|(most, _)| most < rows) {
                        commonest = Some((rows, term));
                    }
                }
                terms.extend(commonest.map(|(_, term)| term.clone()));
            }
            if !terms.is_empty() {
                similarity = Some(Bm25Weight::for_terms(statistics_provider, &terms)?);
            }
        }
        let candidates = candidates(&self.pattern);
        let schema = EnableScoring::disabled_from_schema(scoring.schema());
        Ok(Box::new(NearWeight {
            field: self.field,
            pattern: self.pattern.clone(),
            candidates: candidates.weight(schema)?,
            similarity,
        }))
    }
}

/// Rows that hold what the pattern asks for, wherever it stands.
fn candidates(pattern: &Pattern<Vec<Term>>) -> Box<dyn Engine> {
    let leaf = |terms: &Vec<Term>| -> Box<dyn Engine> {
        match terms.as_slice() {
            [] => Box::new(EmptyQuery),
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
            terms => Box::new(TermsQuery::new(terms[0].field(), terms.to_vec())),
        }
    };
    match pattern {
        Pattern::Word(terms) => leaf(terms),
        Pattern::Row(leaves) | Pattern::Window(leaves, _) => {
            Box::new(BooleanQuery::intersection(leaves.iter().map(leaf).collect()))
        }
        Pattern::Any(parts) => {
            Box::new(BooleanQuery::union(parts.iter().map(candidates).collect()))
        }
        Pattern::Near { left, right, .. } => {
            Box::new(BooleanQuery::intersection(vec![candidates(left), candidates(right)]))
        }
    }
}

struct NearWeight {
    field: Handle,
    pattern: Pattern<Vec<Term>>,
    candidates: Box<dyn Weight>,
    similarity: Option<Bm25Weight>,
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let candidates = self.candidates.scorer(reader, 1.0)?;
        if candidates.doc() == TERMINATED {
            return Ok(Box::new(EmptyScorer));
        }
        let inverted = reader.inverted_index(self.field)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut open = |terms: &Vec<Term>| -> tantivy::Result<Vec<SegmentPostings>> {
            let postings = terms.iter().map(|term| Ok(inverted.read_postings(term, option)?));
            Ok(postings.collect::<tantivy::Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        let pattern = self.pattern.try_map(&mut open)?;
        let silent = Term::from_field_text(self.field, SILENT);
        let mut scorer = NearScorer {
            candidates,
            pattern,
            silent: inverted.read_postings(&silent, option)?,
            norms: reader.get_fieldnorms_reader(self.field)?,
            similarity: self.similarity.as_ref().map(|weight| weight.boost_by(boost)),
            often: 0,
        };
        if !scorer.matches() {
            scorer.advance();
        }
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("words near each other", if found { scorer.score() } else { 0.0 }))
    }
}

/// The rows of one segment where the pattern matches.
struct NearScorer {
    candidates: Box<dyn Scorer>,
    pattern: Pattern<Vec<SegmentPostings>>,
    silent: Option<SegmentPostings>,
    norms: FieldNormReader,
    similarity: Option<Bm25Weight>,
    /// How often the pattern matches in the row at hand.
    often: u32,
}

impl NearScorer {
    /// Whether the pattern matches in the candidate at hand.
    fn matches(&mut self) -> bool {
        let row = self.candidates.doc();
        let mut silent = Vec::new();
        if let Some(postings) = &mut self.silent {
            places(postings, row, &mut silent);
        }
        let mut all = |postings: &mut Vec<SegmentPostings>, out: &mut Vec<u32>| {
            for postings in postings.iter_mut() {
                places(postings, row, out);
            }
            out.sort_unstable();
            out.dedup();
        };
        let found = self.pattern.stretches(&mut all, &silent);
        self.often = u32::try_from(found.len()).unwrap_or(u32::MAX);
        !found.is_empty()
    }

    fn next_match(&mut self) -> DocId {
        while self.candidates.doc() != TERMINATED && !self.matches() {
            self.candidates.advance();
        }
        self.candidates.doc()
    }
}

/// Adds where the term stands in `row`.
fn places(postings: &mut SegmentPostings, row: DocId, out: &mut Vec<u32>) {
    if postings.doc() < row {
        postings.seek(row);
    }
    if postings.doc() == row {
        postings.append_positions_with_offset(0, out);
    }
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        self.candidates.advance();
        self.next_match()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.candidates.doc() {
            return self.candidates.doc();
        }
        self.candidates.seek(target);
        self.next_match()
    }

    fn doc(&self) -> DocId {
        self.candidates.doc()
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }

    fn cost(&self) -> u64 {
        // Positions are read and compared for every candidate.
        self.candidates.cost().saturating_mul(10)
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc());
        self.similarity.as_ref().map_or(1.0, |weight| weight.score(norm, self.often))
    }
}
