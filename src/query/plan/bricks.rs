//! Tantivy's queries, put together.

use std::collections::BTreeSet;

use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery,
        Query as Engine, TermQuery,
    },
    schema::{Field as Handle, IndexRecordOption},
};

use super::{Target, best::BestOfQuery, forms::FormsQuery, unwanted::UnwantedQuery};
use crate::index::{QueryWord, Statistics};

pub(super) fn everything() -> Box<dyn Engine> {
    filter(Box::new(AllQuery))
}

/// `query` without a say in the score.
pub(super) fn filter(query: Box<dyn Engine>) -> Box<dyn Engine> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub(in crate::query) fn term(field: Handle, text: &str) -> Box<dyn Engine> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

pub(in crate::query) fn all(
    mut wanted: Vec<Box<dyn Engine>>,
    unwanted: Vec<Box<dyn Engine>>,
) -> Box<dyn Engine> {
    if wanted.len() == 1 && unwanted.is_empty() {
        return wanted.remove(0);
    }
    let wanted = wanted.into_iter().map(|query| (Occur::Must, query));
    let unwanted = unwanted.into_iter().map(|query| -> (Occur, Box<dyn Engine>) {
        (Occur::MustNot, Box::new(UnwantedQuery(query)))
    });
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}

pub(in crate::query) fn any(queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    best_of(queries, 1.0)
}

/// The best of `places`, and of each other one a `share`.
pub(super) fn best_of(mut places: Vec<Box<dyn Engine>>, share: f32) -> Box<dyn Engine> {
    if places.len() == 1 {
        return places.remove(0);
    }
    Box::new(BestOfQuery::new(places, share))
}

/// What `build` makes in the best of `targets`, and of each other one a `share`.
pub(super) fn in_any(
    targets: &[Target],
    share: f32,
    build: impl Fn(&Target) -> Box<dyn Engine>,
) -> Box<dyn Engine> {
    let weighted = |target: &Target| -> Box<dyn Engine> {
        Box::new(BoostQuery::new(build(target), target.weight))
    };
    best_of(targets.iter().map(weighted).collect(), share)
}

/// How many rows have one of `forms` in `field`; those with several count several times.
pub(in crate::query) fn rows_of<'a>(
    statistics: &Statistics<'_>,
    field: Handle,
    forms: impl IntoIterator<Item = &'a String>,
) -> tantivy::Result<u64> {
    let rows = |form: &'a String| statistics.rows(&Term::from_field_text(field, form));
    forms.into_iter().map(rows).sum()
}

/// Any of `forms` in `field`, as one term; and how many rows have it, those with several forms
/// several times.
pub(in crate::query) fn any_form(
    statistics: &Statistics<'_>,
    field: Handle,
    forms: &BTreeSet<String>,
) -> tantivy::Result<(u64, Box<dyn Engine>)> {
    let (mut all, mut terms) = (0, Vec::new());
    for form in forms {
        let term = Term::from_field_text(field, form);
        let rows = statistics.rows(&term)?;
        if 0 < rows {
            all += rows;
            terms.push(term);
        }
    }
    Ok(match terms.len() {
        0 => (0, Box::new(EmptyQuery)),
        1 => (all, Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs))),
        _ => (all, Box::new(FormsQuery::new(field, terms, all))),
    })
}

/// How much a word that so many `rows` of all have is worth to BM25: its inverse frequency.
#[expect(clippy::cast_precision_loss, reason = "a quotient of large numbers")]
pub(super) fn rarity(all: u64, rows: u64) -> f32 {
    let (all, rows) = (all.max(rows) as f32, rows as f32);
    (1.0 + (all - rows + 0.5) / (rows + 0.5)).ln()
}

/// `words` side by side in `field`.
pub(super) fn phrase_in(words: &[QueryWord], field: Handle) -> Box<dyn Engine> {
    let mut terms: Vec<Term> =
        words.iter().map(|word| Term::from_field_text(field, &word.exact)).collect();
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}
