//! Copies of one statement on one card.
//!
//! Matches are gone through from the best on: each is a card unless it is a copy of a card before
//! it. That depends on the order of the matches alone, so pages of any size follow on each other.

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::{
    QueryError, SearchOptions,
    collect::{Candidate, Collected},
    variants::copies,
};
use crate::{
    index::{Store, decode},
    model::Record,
};

/// Where else a statement stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Copies {
    /// Ids of the statements that are copies of it, whether they match the query or not.
    pub ids: Vec<String>,
    /// The documents it and its copies stand in.
    pub documents: usize,
}

/// A page of cards.
#[derive(Default)]
pub(super) struct Cards {
    pub(super) cards: Vec<(Candidate, Copies)>,
    pub(super) next: Option<usize>,
}

/// Puts the matches that `found` begins with on cards; `more` finds that many of them.
pub(super) fn collapse(
    store: &Store,
    searcher: &Searcher,
    options: &SearchOptions,
    found: &Collected,
    more: impl Fn(usize) -> Result<Collected, QueryError>,
) -> Result<Cards, QueryError> {
    let end = options.offset.saturating_add(options.limit);
    let mut page = Cards::default();
    let (mut nth_card, mut at) = (0, 0);
    let mut taken: FxHashSet<DocAddress> = FxHashSet::default();
    let mut deeper: Option<Collected> = None;
    if options.limit == 0 {
        return Ok(page);
    }
    loop {
        let best = deeper.as_ref().map_or(&found.best, |deeper| &deeper.best);
        let Some(candidate) = best.get(at) else {
            if found.total <= best.len() as u64 {
                return Ok(page);
            }
            let keep = best.len().saturating_mul(2).max(64);
            deeper = Some(more(keep)?);
            // Nothing more to be had would go round for ever.
            if deeper.as_ref().is_some_and(|deeper| deeper.best.len() <= at) {
                return Ok(page);
            }
            continue;
        };
        at += 1;
        if taken.contains(&candidate.address) {
            continue;
        }
        if nth_card == end {
            page.next = Some(end);
            return Ok(page);
        }
        let row: TantivyDocument = searcher.doc(candidate.address)?;
        let copies = copies(store, searcher, &decode(&row)?)?;
        taken.extend(copies.iter().map(|(address, _)| *address));
        if options.offset <= nth_card {
            page.cards.push((candidate.clone(), of(&copies)));
        }
        nth_card += 1;
    }
}

fn of(copies: &[(DocAddress, Record)]) -> Copies {
    let documents: FxHashSet<&str> =
        copies.iter().filter_map(|(_, copy)| copy.id.split('/').next()).collect();
    let ids = copies.iter().map(|(_, copy)| copy.id.clone()).collect();
    Copies { ids, documents: documents.len() + 1 }
}

#[cfg(test)]
mod tests {
    use crate::query::{
        SearchOptions,
        fixture::{Corpus, corpus, document},
    };

    fn it() -> Corpus {
        let said = |nth: usize| {
            format!("The harbor number {nth} stays open to every ship of every flag in wartime.")
        };
        let draft = |path: &str, day: &str, nth: usize| {
            document(path).published(day).says("Ada Okoye", &said(nth), |_| {})
        };
        let days = ["2024-05-01", "2024-05-02", "2024-05-03"];
        // Words one, two … are different enough to be other statements.
        let mut drafts = Vec::new();
        for (nth, word) in ["grain", "pilots", "lights", "nets", "barges"].iter().enumerate() {
            for day in &days[..=nth % 3] {
                let text = format!(
                    "In the harbor {word} are what {word} have always been, and {word} for \
                     everyone will follow {word}, whoever governs {word} there."
                );
                let path = format!("{word}-{day}");
                drafts.push(document(&path).published(day).says("Ada Okoye", &text, |_| {}));
            }
        }
        drafts.push(draft("alone", "2024-05-01", 1));
        corpus(drafts)
    }

    fn page(it: &Corpus, offset: usize, limit: usize) -> crate::query::Page {
        let options = SearchOptions { offset, limit, collapse: true, ..SearchOptions::default() };
        it.search_with("harbor", &options)
    }

    #[test]
    fn copies_share_a_card() {
        let it = it();
        let all = page(&it, 0, 99);
        assert_eq!((all.total, all.hits.len(), all.next), (10, 6, None));
        let mut documents: Vec<usize> =
            all.hits.iter().map(|hit| hit.copies.as_ref().unwrap().documents).collect();
        documents.sort_unstable();
        assert_eq!(documents, [1, 1, 1, 2, 2, 3]);
        let plain = it.search("harbor");
        assert_eq!(plain.total, 10);
        assert!(plain.hits.iter().all(|hit| hit.copies.is_none()));
    }

    #[test]
    fn pages_lose_and_repeat_nothing() {
        let it = it();
        let ids = |hits: &[crate::query::Hit]| -> Vec<String> {
            hits.iter().map(|hit| hit.record.id.clone()).collect()
        };
        let all = ids(&page(&it, 0, 99).hits);
        for limit in 1..=7 {
            let (mut paged, mut offset) = (Vec::new(), Some(0));
            while let Some(at) = offset {
                let page = page(&it, at, limit);
                paged.extend(ids(&page.hits));
                offset = page.next;
            }
            assert_eq!(paged, all, "{limit} a page");
        }
        let mut shown = all.clone();
        for hit in page(&it, 0, 99).hits {
            shown.extend(hit.copies.unwrap().ids);
        }
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), 10, "every match is on a card");
    }
}
