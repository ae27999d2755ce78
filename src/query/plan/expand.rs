//! Which terms of a field a word of a query stands for.

use std::collections::BTreeMap;

use tantivy::{Searcher, Term, query::FuzzyTermQuery, schema::Field as Handle};

use super::{MAX_EXPANSIONS, Planner};
use crate::{
    index::{QueryWord, query_words_in},
    model::Language,
    query::{
        QueryError,
        proximity::Leaf,
        terms::{commonest, starting_with},
    },
};

/// Letters of a word that its forms are looked for behind; all where it has no more than that.
const FORMS_START: usize = 4;
/// Letters of a stem that is so short that its forms may share the first letter alone: `die`,
/// `dying`.
const SHORT_STEM: usize = 3;

impl Planner<'_> {
    /// The terms of `field` that `leaf` stands for; the
    /// commonest where there are too many, with a note.
    pub(super) fn expand(&mut self, leaf: &Leaf, field: Handle) -> Result<Vec<String>, QueryError> {
        let found = match leaf {
            Leaf::Exact(word) => return Ok(vec![word.exact.clone()]),
            Leaf::Word(word) => forms(self.searcher, field, word, &self.languages)?,
            Leaf::Prefix(start) => starting_with(self.searcher, field, start)?,
            Leaf::Fuzzy(word, edits) => near(self.searcher, field, word, *edits)?,
        };
        let (found, left_out) = commonest(found, MAX_EXPANSIONS);
        if 0 < left_out {
            let shown = match leaf {
                Leaf::Word(word) | Leaf::Exact(word) => word.exact.clone(),
                Leaf::Prefix(start) => format!("{start}*"),
                Leaf::Fuzzy(word, edits) => format!("{word}~{edits}"),
            };
            self.left_out.push((shown, left_out));
        }
        Ok(found)
    }
}

/// The terms of `field` that have a stem of `word`: the word's own forms. Where a stemmer needs to
/// know how a word was written to stem it, what is folded may be missed.
pub(in crate::query) fn forms(
    searcher: &Searcher,
    field: Handle,
    word: &QueryWord,
    languages: &[Language],
) -> Result<BTreeMap<String, u64>, QueryError> {
    let mut starts: Vec<String> = Vec::new();
    for stem in &word.stems {
        let letters = if stem.chars().count() <= SHORT_STEM { 1 } else { FORMS_START };
        let pairs = stem.chars().zip(word.exact.chars());
        let shared = pairs.take_while(|(one, other)| one == other).count();
        starts.push(stem.chars().take(shared.min(letters)).collect());
    }
    starts.sort();
    starts.dedup();
    let mut found = BTreeMap::new();
    // Where the stem shares no letter with the word, only the word itself is looked up.
    starts.retain(|start| !start.is_empty());
    let exact = searcher.doc_freq(&Term::from_field_text(field, &word.exact))?;
    if 0 < exact {
        found.insert(word.exact.clone(), exact);
    }
    for start in starts {
        for (term, rows) in starting_with(searcher, field, &start)? {
            let stems = query_words_in(&term, languages);
            let [other] = stems.as_slice() else { continue };
            if other.exact == term && other.stems.iter().zip(&word.stems).any(|(a, b)| a == b) {
                found.insert(term, rows);
            }
        }
    }
    Ok(found)
}

/// The terms of `field` that become `word` by so many letters put in, left out, changed or swapped
/// with their neighbor.
pub(in crate::query) fn near(
    searcher: &Searcher,
    field: Handle,
    word: &str,
    edits: u8,
) -> Result<BTreeMap<String, u64>, QueryError> {
    let query = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
    let mut found = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().search(query.automaton()?).into_stream()?;
        while let Some((term, info)) = stream.next() {
            if let Ok(term) = str::from_utf8(term) {
                *found.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        }
    }
    Ok(found)
}
