//! Statements that may say the same in other words: what fingerprints cannot find.

use tantivy::{
    DocAddress, Order, Searcher, Term,
    collector::{
        TopDocs,
        sort_key::{SortBySimilarityScore, SortByStaticFastValue, SortByString},
    },
    query::{BooleanQuery, ConstScoreQuery, Occur, Query as Engine, TermQuery},
    schema::IndexRecordOption,
};

use super::judge::{Asked, telling_stems};
use crate::{
    index::{Row, Statistics, Store, forms},
    model::Language,
    query::{
        QueryError,
        plan::{any, any_form},
    },
};

/// Words that are looked for, the rarest.
const WORDS: usize = 10;
/// Statements given at most.
const MOST: usize = 40;

/// Statements by the same speaker with the rarest of the statement's words.
pub(super) fn candidates(
    store: &Store,
    searcher: &Searcher,
    asked: &Asked<'_>,
) -> Result<Vec<DocAddress>, QueryError> {
    let fields = store.fields();
    let term = |term: Term| -> Box<dyn Engine> {
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    let ids = asked.side.speakers.iter().flat_map(|agent| {
        let surname = agent.id.rsplit('-').next().unwrap_or_default();
        [Term::from_field_text(fields.speaker.words, surname)]
    });
    let ids: Vec<_> = ids.map(term).collect();
    let statistics = Statistics::of(searcher, &store.opened(searcher))?;
    let mut words = Vec::new();
    for (stem, word) in telling_stems(asked.worded.text) {
        let forms = forms(searcher, fields, &word, &[stem], &[Language::ENGLISH])?;
        let (rows, found) = any_form(&statistics, fields.quote, &forms)?;
        if 0 < rows {
            words.push((rows, word, found));
        }
    }
    words.sort_by(|(one, a, _), (other, b, _)| (one, a).cmp(&(other, b)));
    words.truncate(WORDS);
    if ids.is_empty() || words.is_empty() {
        return Ok(Vec::new());
    }
    let must = |query: Box<dyn Engine>| -> (Occur, Box<dyn Engine>) {
        (Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0)))
    };
    let rows = term(Term::from_field_text(fields.row, Row::Statement.term()));
    let words = any(words.into_iter().map(|(.., found)| found).collect());
    let query = BooleanQuery::new(vec![
        must(rows),
        must(Box::new(BooleanQuery::union(ids))),
        (Occur::Must, words),
    ]);
    // Those that are equally good in the order of their places, wherever they lie in the index.
    let best = TopDocs::with_limit(MOST).order_by((
        (SortBySimilarityScore, Order::Desc),
        (SortByString::for_field("doc"), Order::Asc),
        (SortByStaticFastValue::<u64>::for_field("ordinal"), Order::Asc),
    ));
    let best = searcher.search_with_statistics_provider(&query, &best, &statistics)?;
    Ok(best.into_iter().map(|(_, address)| address).collect())
}
