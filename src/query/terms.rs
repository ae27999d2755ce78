//! Looks up terms in the index's dictionaries.

use std::collections::BTreeMap;

use tantivy::{Searcher, schema::Field as Handle};

use super::QueryError;

/// How many terms of one dictionary are looked at for one start of a word.
const MAX_SCAN: usize = 100_000;

/// Returns the terms of `field` that begin with `start`, in order, with the number of rows that
/// have each; rows deleted but not yet merged away may be among them.
pub(super) fn starting_with(
    searcher: &Searcher,
    field: Handle,
    start: &str,
) -> Result<BTreeMap<String, u64>, QueryError> {
    let mut found = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(start).into_stream()?;
        for _ in 0..MAX_SCAN {
            let Some((term, info)) = stream.next() else { break };
            if !term.starts_with(start.as_bytes()) {
                break;
            }
            if let Ok(term) = str::from_utf8(term) {
                *found.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        }
    }
    Ok(found)
}

/// Returns the `most` commonest of `terms` and how many were left out.
pub(super) fn commonest(terms: BTreeMap<String, u64>, most: usize) -> (Vec<String>, usize) {
    let left_out = terms.len().saturating_sub(most);
    let mut terms: Vec<(String, u64)> = terms.into_iter().collect();
    if 0 < left_out {
        terms.sort_by(|(a, a_rows), (b, b_rows)| b_rows.cmp(a_rows).then_with(|| a.cmp(b)));
        terms.truncate(most);
    }
    (terms.into_iter().map(|(term, _)| term).collect(), left_out)
}
