//! Texts that share runs of words with a text: what copies are looked for among.

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocSet, Searcher, TERMINATED, Term,
    schema::{Field as Handle, IndexRecordOption},
};

use super::{QueryError, place::sort_by_place};
use crate::{
    index::{Opened, Statistics, Store},
    text::{Density, fingerprints},
};

/// A fingerprint in more rows than this is of words that everybody says.
const COMMONEST: usize = 1000;

/// How many rows are given at most.
const MOST: usize = 500;

/// A row of the index that shares fingerprints with a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// A statement, an act or a passage.
    pub address: DocAddress,
    /// How many fingerprints it shares with the text, of those that not everybody has.
    pub shared: u32,
    /// The same, each weighed by how rare it is.
    pub weight: f32,
}

/// Finds the rows that share a run of words with `text`, those that share most first.
///
/// A run of `SHINGLE + STEP - 1` words (see [`fingerprints`]) is always found, a shorter one of at
/// least `SHINGLE` by chance, unless its words are in more than a thousand rows.
pub fn near(store: &Store, text: &str) -> Result<Vec<Near>, QueryError> {
    let mut prints = Vec::new();
    fingerprints(text, Density::Full, &mut prints);
    prints.sort_unstable();
    prints.dedup();
    let searcher = store.searcher();
    let opened = store.opened(&searcher);
    let n_rows = Statistics::of(&searcher, &opened)?.n_rows();
    let mut found: FxHashMap<DocAddress, Near> = FxHashMap::default();
    for print in prints {
        let rows = rows_with(&searcher, store.fields().near, print)?;
        let weight = rarity(n_rows, rows.len());
        for address in rows {
            let near = found.entry(address).or_insert(Near { address, shared: 0, weight: 0.0 });
            near.shared += 1;
            near.weight += weight;
        }
    }
    let mut found: Vec<Near> = found.into_values().collect();
    found.sort_unstable_by(|a, b| {
        b.weight.total_cmp(&a.weight).then_with(|| a.address.cmp(&b.address))
    });
    cut(&opened, &mut found, MOST, |near| *near)?;
    Ok(found)
}

/// Leaves the first `most` of rows that are sorted by weight; of those that weigh the same the
/// first by place, so that it does not depend on where they lie in the index.
pub(super) fn cut<T: Clone>(
    opened: &Opened,
    rows: &mut Vec<T>,
    most: usize,
    near: impl Fn(&T) -> Near,
) -> tantivy::Result<()> {
    let Some(weight) = rows.get(most).map(|row| near(row).weight) else { return Ok(()) };
    let start = rows.partition_point(|row| weight < near(row).weight);
    let end = rows.partition_point(|row| weight <= near(row).weight);
    sort_by_place(opened, &mut rows[start..end], |row| (near(row).address, None))?;
    rows.truncate(most);
    Ok(())
}

/// The rows that have the fingerprint `print`; none where too many have it.
fn rows_with(
    searcher: &Searcher,
    field: Handle,
    print: u64,
) -> Result<Vec<DocAddress>, QueryError> {
    let term = Term::from_field_u64(field, print);
    let mut rows = Vec::new();
    for (nth, segment) in (0..).zip(searcher.segment_readers()) {
        let inverted = segment.inverted_index(field)?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                rows.push(DocAddress::new(nth, doc));
            }
            if COMMONEST < rows.len() {
                return Ok(Vec::new());
            }
            doc = postings.advance();
        }
    }
    Ok(rows)
}

/// What it says that two texts share what `rows` of the index have: 1 where no third has it.
#[expect(clippy::cast_precision_loss, reason = "a weight needs no more")]
fn rarity(n_rows: u64, rows: usize) -> f32 {
    let all = (n_rows.max(4) as f32).ln();
    (1.0 - (rows as f32 / 2.0).max(1.0).ln() / all).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        index::decode,
        query::fixture::{Corpus, corpus, document},
    };

    const SAID: &str = "The boats will sail at dawn and every one of them will carry grain for \
                        the islands that the storm has cut off from the world.";

    /// The documents of the rows near `text`.
    fn found(it: &Corpus, text: &str) -> Vec<String> {
        let found = near(&it.store, text).unwrap();
        let rows = found.iter().map(|near| it.store.searcher().doc(near.address).unwrap());
        let mut documents: Vec<_> = rows.map(|row| decode(&row).unwrap().document).collect();
        documents.sort();
        documents
    }

    #[test]
    fn clips_and_their_sources_find_each_other() {
        let clip = "every one of them will carry grain for the islands that";
        let swapped = "Every one of them will carry grain for the islands that the storm has cut \
                       off. The boats will sail at dawn, she said, and nobody minds.";
        let it = corpus(vec![
            document("source").says("A", SAID, |_| {}),
            document("clip").says("A", clip, |_| {}),
            document("swapped").says("A", swapped, |_| {}),
            document("other").says("A", "The boats will stay where they are at dawn.", |_| {}),
        ]);
        for text in [SAID, clip, swapped] {
            assert_eq!(found(&it, text), ["clip", "source", "swapped"], "{text}");
        }
        assert!(found(&it, "The boats").is_empty());
    }

    #[test]
    fn which_of_many_are_given_is_not_a_matter_of_their_order_in_the_index() {
        let draft = |nth| document(&format!("{nth:03}")).says("A", SAID, |_| {});
        let (half, all) = (MOST / 2, MOST + 99);
        let there = found(&corpus((0..all).map(draft).collect()), SAID);
        let back = found(&corpus((0..all).rev().map(draft).collect()), SAID);
        let mixed = found(&corpus((half..all).chain(0..half).map(draft).collect()), SAID);
        assert_eq!((there.len(), there.last().unwrap().as_str()), (MOST, "499"));
        assert_eq!((&there, &there), (&back, &mixed));
    }

    #[test]
    fn what_everybody_says_is_no_trace() {
        let said = "And with that I thank you all very much indeed.";
        let drafts = (0..=COMMONEST).map(|nth| document(&nth.to_string()).says("A", said, |_| {}));
        let it = corpus(drafts.collect());
        assert!(near(&it.store, said).unwrap().is_empty());
    }
}
