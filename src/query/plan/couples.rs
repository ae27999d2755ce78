//! Phrases of which parts are in the index as one term; see [`crate::index::couple`].

use tantivy::{
    DocId, Score, SegmentReader, TERMINATED, Term,
    query::{
        Bm25Weight, BooleanQuery, ConstScoreQuery, EmptyScorer, EnableScoring, Explanation, Occur,
        PhraseQuery, Query as Engine, Scorer, TermQuery, Weight,
    },
    schema::{Field as Handle, IndexRecordOption},
};

use super::{Target, forms::FormsScorer, phrase_in};
use crate::index::{QueryWord, couple};

/// `words` side by side in the text of `target`.
pub(super) fn phrase_at(words: &[QueryWord], target: &Target) -> Box<dyn Engine> {
    let Some(couples) = target.couples else { return phrase_in(words, target.field) };
    let pairs = words.windows(2).map(|pair| couple(&pair[0].exact, &pair[1].exact));
    let mut found: Vec<Term> =
        pairs.flatten().map(|couple| Term::from_field_text(couples, &couple)).collect();
    if found.is_empty() {
        return phrase_in(words, target.field);
    }
    let terms: Vec<Term> =
        words.iter().map(|word| Term::from_field_text(target.field, &word.exact)).collect();
    if let [_, _] = terms.as_slice() {
        return Box::new(CoupleQuery { couple: found.remove(0), words: terms });
    }
    // The couples say which rows are worth a look at the places of the words.
    let mut wanted: Vec<(Occur, Box<dyn Engine>)> =
        vec![(Occur::Must, Box::new(PhraseQuery::new(terms)))];
    for couple in found {
        let couple = TermQuery::new(couple, IndexRecordOption::Basic);
        wanted.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(couple), 0.0))));
    }
    Box::new(BooleanQuery::new(wanted))
}

/// Two words side by side that are one term; they score as the phrase they are.
#[derive(Clone, Debug)]
struct CoupleQuery {
    couple: Term,
    words: Vec<Term>,
}

impl Engine for CoupleQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(Bm25Weight::for_terms(statistics_provider, &self.words)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        let (couple, text) = (self.couple.clone(), self.words[0].field());
        Ok(Box::new(CoupleWeight { couple, text, similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.couple, false);
    }
}

struct CoupleWeight {
    couple: Term,
    /// The field that the words stand in.
    text: Handle,
    similarity: Option<Bm25Weight>,
}

impl Weight for CoupleWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.couple.field())?;
        let option = match self.similarity {
            Some(_) => IndexRecordOption::WithFreqs,
            None => IndexRecordOption::Basic,
        };
        let Some(postings) = inverted.read_postings(&self.couple, option)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let norms = reader.get_fieldnorms_reader(self.text)?;
        let similarity = self.similarity.as_ref().map(|weight| weight.boost_by(boost));
        Ok(Box::new(FormsScorer::new(vec![postings], norms, similarity)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let found = scorer.doc() != TERMINATED && scorer.doc() <= doc && scorer.seek(doc) == doc;
        Ok(Explanation::new("two common words", if found { scorer.score() } else { 0.0 }))
    }
}
