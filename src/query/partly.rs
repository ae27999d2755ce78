//! What comes closest where too few statements have every word: the same question with any of its
//! words.

use std::slice;

use super::{
    Hit, Query, QueryError, SearchOptions,
    marks::needles,
    plan::{Plan, Rows, plan_weighted},
    run::Run,
};
use crate::index::{Store, query_words};

/// Finds the best `limit` of those that have some words of `query`, whose plan is `whole`.
pub(super) fn partly(
    store: &Store,
    query: &Query,
    whole: Plan,
    rows: Rows,
    limit: usize,
    options: &SearchOptions,
) -> Result<Vec<Hit>, QueryError> {
    let Some(query) = loosened(query) else {
        return Ok(Vec::new());
    };
    let searcher = store.searcher();
    let options = SearchOptions { limit, ..options.clone() };
    let mut plan = plan_weighted(&searcher, store, &query, rows, &options.weights)?;
    let needles = needles(&query, &plan.languages);
    plan.pairs = whole.pairs;
    let run = Run::new(&searcher, store, &plan, &options)?;
    let found = run.gather(&[], limit)?;
    found.best.iter().map(|candidate| run.hit(store.fields(), candidate, &needles)).collect()
}

/// Asks for what passes the filters of `query` and has some of its words, but not all; nothing
/// where it has no two words.
fn loosened(query: &Query) -> Option<Query> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        part => slice::from_ref(part),
    };
    let (mut words, mut whole, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        if part.has_place() {
            whole.push(part.clone());
        }
        match part {
            Query::Phrase(typed) => words.extend(
                query_words(typed)
                    .into_iter()
                    .filter(|word| !word.possessive)
                    .map(|word| Query::Word(typed[word.range].to_owned())),
            ),
            part if part.has_place() => words.push(part.clone()),
            part => held.push(part.clone()),
        }
    }
    if words.len() < 2 {
        return None;
    }
    held.push(Query::any_of(words));
    held.push(Query::all_of(whole).negated());
    Some(Query::all_of(held))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::Corpus;

    #[test]
    fn any_word_will_do_but_filters_hold() {
        let loosened = |text: &str| loosened(&Corpus::query(text)).map(|query| query.to_string());
        let strait = "strait OR toll -(strait toll)";
        assert_eq!(loosened("strait toll").as_deref(), Some(strait));
        let held = "speaker:okoye -ferry strait OR toll -(strait toll)";
        assert_eq!(loosened("speaker:okoye strait toll -ferry").as_deref(), Some(held));
        let words = "the OR strait OR s OR toll -\"the strait s toll\"";
        assert_eq!(loosened("\"the strait s toll\"").as_deref(), Some(words));
        let possessive = loosened("\"the strait’s toll\"");
        assert_eq!(possessive.as_deref(), Some("the OR strait OR toll -\"the strait’s toll\""));
        for whole in ["", "strait", "speaker:okoye strait", "-strait", "strait NEAR/3 toll"] {
            assert_eq!(loosened(whole), None, "{whole}");
        }
    }
}
