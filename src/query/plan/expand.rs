//! Operators that stand for several words or look at where words stand.

use std::collections::BTreeMap;

use tantivy::{
    Searcher, Term,
    query::{
        BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Query as Engine, TermSetQuery,
    },
    schema::Field as Handle,
};

use super::{
    MAX_EXPANSIONS, Planner, Rows, Target, Weights, all, best_of, everything, near::NearQuery,
    targets,
};
use crate::{
    index::{QueryWord, Store, query_words_in},
    model::Language,
    query::{
        Filter, MAX_DISTANCE, Query, QueryError,
        proximity::{Leaf, Where, pattern, place},
        terms::{commonest, starting_with},
    },
};

/// Letters of a word that its forms are looked for behind; all where it has no more than that.
const FORMS_START: usize = 4;
/// Letters of a stem that is so short that its forms may share the first letter alone: `die`,
/// `dying`.
const SHORT_STEM: usize = 3;

impl Planner<'_> {
    /// Words near one another in one text of `targets`, or of the place that the query names.
    pub(super) fn near(
        &mut self,
        query: &Query,
        targets: &[Target],
    ) -> Result<Box<dyn Engine>, QueryError> {
        let Some(pattern) = pattern(query, MAX_DISTANCE, &self.languages) else {
            return Ok(everything());
        };
        let named;
        let targets = match place(query) {
            Where::Anywhere => targets,
            Where::In(place) => {
                named = self.place(place);
                &named
            }
            Where::Nowhere => {
                let note =
                    format!("`{query}` looks into two places at once, and nothing is in both");
                self.notes.push(note);
                return Ok(Box::new(EmptyQuery));
            }
        };
        let mut places: Vec<Box<dyn Engine>> = Vec::new();
        // Names stand one behind the other there, and are no text.
        for target in targets.iter().filter(|target| target.stemmed.is_some()) {
            let mut terms = |leaf: &Leaf| -> Result<Vec<Term>, QueryError> {
                let words = self.expand(leaf, target.exact)?;
                let terms = words.iter().map(|word| Term::from_field_text(target.exact, word));
                Ok(terms.collect())
            };
            let pattern = pattern.try_map(&mut terms)?;
            let near = Box::new(NearQuery::new(target.exact, pattern));
            places.push(Box::new(BoostQuery::new(near, target.weight)));
        }
        Ok(best_of(places, self.weights.second_place))
    }

    /// Every word that begins as the last of `typed` does, and the words before it.
    pub(super) fn prefix(
        &mut self,
        typed: &str,
        targets: &[Target],
    ) -> Result<Box<dyn Engine>, QueryError> {
        let mut words = self.words(typed);
        let Some(start) = words.pop() else {
            return Ok(everything());
        };
        let mut wanted: Vec<Box<dyn Engine>> =
            words.iter().map(|word| self.word(word, targets)).collect::<Result<_, _>>()?;
        wanted.push(self.any_of(&Leaf::Prefix(start.exact), targets)?);
        Ok(all(wanted, vec![]))
    }

    /// Any of the terms that `leaf` stands for, all worth the same.
    pub(super) fn any_of(
        &mut self,
        leaf: &Leaf,
        targets: &[Target],
    ) -> Result<Box<dyn Engine>, QueryError> {
        let mut places: Vec<Box<dyn Engine>> = Vec::with_capacity(targets.len());
        for target in targets {
            let found = self.expand(leaf, target.exact)?;
            let terms = found.iter().map(|word| Term::from_field_text(target.exact, word));
            places.push(Box::new(ConstScoreQuery::new(
                Box::new(TermSetQuery::new(terms)),
                target.weight,
            )));
        }
        Ok(best_of(places, self.weights.second_place))
    }

    /// Says of what was cut short, the worst place for each.
    pub(super) fn note_left_out(&mut self) {
        let mut left_out = std::mem::take(&mut self.left_out);
        left_out.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
        left_out.dedup_by(|one, other| one.0 == other.0);
        for (shown, left_out) in left_out {
            let all = MAX_EXPANSIONS + left_out;
            self.notes.push(format!(
                "`{shown}` stands for {all} words; the {MAX_EXPANSIONS} commonest are searched"
            ));
        }
    }

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

/// The terms that a word, a start or a likeness of one stands for wherever it is looked for, with
/// the rows that have each where most have; nothing for other queries.
pub(in crate::query) fn terms(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    rows: Rows,
) -> Result<Vec<(String, u64)>, QueryError> {
    let query = match query {
        Query::Filter(Filter::Text(_, words)) => words,
        query => query,
    };
    let (typed, edits) = match query {
        Query::Word(typed) | Query::Prefix(typed) => (typed, 0),
        Query::Fuzzy(typed, edits) => (typed, *edits),
        _ => return Ok(Vec::new()),
    };
    let languages = store.languages()?;
    let mut words = query_words_in(typed, &languages);
    words.retain(|word| !word.possessive);
    let [word] = words.as_slice() else { return Ok(Vec::new()) };
    let mut all: BTreeMap<String, u64> = BTreeMap::new();
    for target in targets(store.fields(), rows, &Weights::default()) {
        let found = match query {
            Query::Prefix(_) => starting_with(searcher, target.exact, &word.exact)?,
            Query::Fuzzy(..) => near(searcher, target.exact, &word.exact, edits)?,
            _ => forms(searcher, target.exact, word, &languages)?,
        };
        for (term, rows) in found {
            let most = all.entry(term).or_default();
            *most = rows.max(*most);
        }
    }
    Ok(all.into_iter().collect())
}

/// The terms of `field` that have a stem of `word`: the word's own forms. Where a stemmer needs to
/// know how a word was written to stem it, what is folded may be missed.
fn forms(
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
