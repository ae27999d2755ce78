//! Says which people a name in a query stands for, and who passed on what they said.

use rustc_hash::FxHashMap;
use tantivy::{Searcher, Term, query::QueryClone};

use super::{
    Facet, FacetCounts, FacetValue, Filter, Query, QueryError, Sort, Weights,
    collect::{Collected, Gather},
    counts::Number,
    plan::{Plan, all, plan},
};
use crate::{
    index::{Store, query_words},
    text::fold,
};

/// How many namesakes are listed.
const MAX_LISTED: usize = 5;

/// The names that a query wants as speaker.
pub(super) fn filters(query: &Query) -> Vec<&str> {
    match query {
        Query::Filter(Filter::Speaker(name)) => vec![name],
        Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(filters).collect(),
        _ => Vec::new(),
    }
}

/// What to say of the speakers that `query` names, `here` being its plan, `found` its answer and the
/// last of `facets` its speakers.
pub(super) fn notes(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    here: &Plan,
    facets: &[Facet],
    found: &Collected,
) -> Result<Vec<String>, QueryError> {
    let rows = here.rows;
    let mut notes = Vec::new();
    let names = filters(query);
    let (Some(Facet::Speaker), Some(speakers)) = (facets.last(), found.counts.last()) else {
        return Ok(notes);
    };
    let speakers = FacetCounts::new(Facet::Speaker, speakers.clone()).values;
    for name in &names {
        let namesakes: Vec<&FacetValue> =
            speakers.iter().filter(|speaker| answers_to(&speaker.label, name)).collect();
        if 1 < namesakes.len() {
            notes.push(format!("{} speakers match: {}", namesakes.len(), listed(&namesakes)));
        }
    }
    let [name] = names.as_slice() else {
        return Ok(notes);
    };
    // The same question of those who pass things on.
    if !may_pass_on(searcher, store, name)? {
        return Ok(notes);
    }
    let weights = Weights::default();
    let via = plan(searcher, store, &swapped(query), rows)?;
    let more = all(vec![via.query], vec![here.query.box_clone()]);
    let (facets, opened) = (&[Facet::Via], &*store.opened(searcher));
    let gather = Gather { keep: 0, sort: Sort::Oldest, newest: 0, facets, weights, opened };
    let more = gather.run(searcher, &*more, None)?;
    if 0 < more.total {
        let counts: (FxHashMap<String, Number>, u64) =
            more.counts.into_iter().next().unwrap_or_default();
        let people = FacetCounts::new(Facet::Via, counts).values;
        let people: Vec<&FacetValue> =
            people.iter().filter(|person| answers_to(&person.label, name)).collect();
        let who = match people.as_slice() {
            [person] => person.label.clone(),
            people => listed(people),
        };
        let noun = if more.total == 1 { "statement" } else { "statements" };
        let filter = Filter::Via(fold(name).into_owned());
        notes.push(format!("{} more {noun} via {who}: {filter}", more.total));
    }
    Ok(notes)
}

/// Whether every word of `name` is in a name of those who pass things on.
fn may_pass_on(searcher: &Searcher, store: &Store, name: &str) -> Result<bool, QueryError> {
    if name.ends_with('*') {
        return Ok(true);
    }
    for word in query_words(name).iter().filter(|word| !word.possessive) {
        let word = Term::from_field_text(store.fields().via.words, &word.exact);
        if searcher.doc_freq(&word)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn listed(people: &[&FacetValue]) -> String {
    let mut listed: Vec<String> = people
        .iter()
        .take(MAX_LISTED)
        .map(|person| format!("{} ({})", person.label, person.count))
        .collect();
    if MAX_LISTED < people.len() {
        listed.push(format!("{} others", people.len() - MAX_LISTED));
    }
    listed.join(", ")
}

/// Whether `label` holds every word of `name`.
fn answers_to(label: &str, name: &str) -> bool {
    let words = query_words(label);
    let is_start = name.ends_with('*');
    query_words(name).iter().filter(|wanted| !wanted.possessive).all(|wanted| {
        words.iter().any(|word| {
            word.exact == wanted.exact || (is_start && word.exact.starts_with(&wanted.exact))
        })
    })
}

/// `query` with its speakers as those who passed it on.
fn swapped(query: &Query) -> Query {
    match query {
        Query::Filter(Filter::Speaker(name)) => Query::Filter(Filter::Via(name.clone())),
        Query::And(parts) => Query::And(parts.iter().map(swapped).collect()),
        Query::Or(parts) => Query::Or(parts.iter().map(swapped).collect()),
        other => other.clone(),
    }
}
