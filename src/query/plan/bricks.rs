//! Tantivy's queries, put together.

use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
        Occur, PhraseQuery, Query as Engine, TermQuery,
    },
    schema::{Field as Handle, IndexRecordOption},
};

use super::Target;
use crate::index::QueryWord;

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
    let unwanted = unwanted.into_iter().map(|query| (Occur::MustNot, query));
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}

pub(in crate::query) fn any(queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    Box::new(BooleanQuery::union(queries))
}

/// The best of `places`, and of each other one a `share`.
pub(super) fn best_of(mut places: Vec<Box<dyn Engine>>, share: f32) -> Box<dyn Engine> {
    if places.len() == 1 {
        return places.remove(0);
    }
    Box::new(DisjunctionMaxQuery::with_tie_breaker(places, share))
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

/// What stands for `word` in `target`: stems, one for each language, or the word as it is.
pub(super) fn terms_of(word: &QueryWord, target: &Target) -> Vec<Term> {
    let Some(stemmed) = target.stemmed else {
        return vec![Term::from_field_text(target.exact, &word.exact)];
    };
    let mut stems: Vec<&String> = word.stems.iter().collect();
    stems.sort();
    stems.dedup();
    stems.into_iter().map(|stem| Term::from_field_text(stemmed, stem)).collect()
}

pub(super) fn word_in(word: &QueryWord, target: &Target, share: f32) -> Box<dyn Engine> {
    let found =
        |term| -> Box<dyn Engine> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
    best_of(terms_of(word, target).into_iter().map(found).collect(), share)
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
