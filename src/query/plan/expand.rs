//! Operators that stand for several words or look at where words stand.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{
    Searcher, Term,
    query::{BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Query as Engine},
    schema::Field as Handle,
};

use super::{
    MAX_EXPANSIONS, Planner, Rows, Target, Weights, all, best_of, everything, near::NearQuery,
    targets, terms::TermsQuery,
};
use crate::{
    index::{Store, forms, query_words_in},
    query::{
        Filter, MAX_DISTANCE, Query, QueryError,
        proximity::{Leaf, Where, pattern, place},
        terms::{commonest, starting_with},
    },
};

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
        for target in targets.iter().filter(|target| target.is_text) {
            let mut terms = |leaf: &Leaf| -> Result<Vec<Term>, QueryError> {
                let words = self.expand(leaf, target.field)?;
                let terms = words.iter().map(|word| Term::from_field_text(target.field, word));
                Ok(terms.collect())
            };
            let pattern = pattern.try_map(&mut terms)?;
            let near = Box::new(NearQuery::new(target.field, pattern));
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
            let found = self.expand(leaf, target.field)?;
            if found.is_empty() {
                continue;
            }
            let terms = found.iter().map(|word| Term::from_field_text(target.field, word));
            let any = TermsQuery::new(target.field, terms.collect());
            places.push(Box::new(ConstScoreQuery::new(Box::new(any), target.weight)));
        }
        if places.is_empty() {
            return Ok(Box::new(EmptyQuery));
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
            Leaf::Word(word) => rows_by_form(self.searcher, field, self.forms(word)?)?,
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
            Query::Prefix(_) => starting_with(searcher, target.field, &word.exact)?,
            Query::Fuzzy(..) => near(searcher, target.field, &word.exact, edits)?,
            _ => {
                let fields = store.fields();
                let forms = forms(searcher, fields, &word.exact, &word.stems, &languages)?;
                rows_by_form(searcher, target.field, forms)?
            }
        };
        for (term, rows) in found {
            let most = all.entry(term).or_default();
            *most = rows.max(*most);
        }
    }
    Ok(all.into_iter().collect())
}

/// Those of `forms` that `field` has, with the rows that have each.
fn rows_by_form(
    searcher: &Searcher,
    field: Handle,
    forms: BTreeSet<String>,
) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for form in forms {
        let rows = searcher.doc_freq(&Term::from_field_text(field, &form))?;
        if 0 < rows {
            found.insert(form, rows);
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
    // Made once: that takes longer than to go through a dictionary with it.
    let automaton = query.automaton()?;
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().search(&automaton).into_stream()?;
        while let Some((term, info)) = stream.next() {
            if let Ok(term) = str::from_utf8(term) {
                *found.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        }
    }
    Ok(found)
}
