//! Concordances: every place where a word is said, with the words around it.
//!
//! Lines are made from quotes alone. A word is looked for as it is written, folded and not
//! stemmed; words side by side are a phrase. All matching statements are read; memory grows with
//! the lines asked for.

mod collocates;
mod node;
mod scan;
mod stop_words;

use std::{cmp::Ordering, collections::BinaryHeap, str::FromStr};

use tantivy::{DocAddress, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64;

pub use collocates::{Collocate, CollocateOptions, Collocates, collocates};
pub(super) use scan::addresses;
pub(super) use stop_words::is_stop_word;

use super::{QueryError, ids, tree::Query};
use crate::{
    index::{Store, decode},
    model::Record,
};
use scan::{Context, Occurrence, Scan};

/// Which lines to make, and in which order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KwicOptions {
    /// What lines are sorted by, first things first; then by document and place.
    pub sort: Vec<SortKey>,
    /// How many lines at most; 0 for all.
    pub limit: usize,
    /// How many lines to pass over first.
    pub offset: usize,
    /// Whether to draw the lines at random over all there are, always the same ones.
    pub sample: bool,
}

/// A word beside the node: `1l` is the one before it, `2r` the second after it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SortKey {
    // Invariant: 1 to 9.
    nth: usize,
    left: bool,
}

impl FromStr for SortKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "write a number from 1 to 9 and `l` or `r`, such as `1l` or `2r`";
        let lower = text.trim().to_lowercase();
        let mut chars = lower.chars();
        let (Some(nth @ '1'..='9'), Some(side @ ('l' | 'r')), None) =
            (chars.next(), chars.next(), chars.next())
        else {
            return Err(FORM);
        };
        let nth = nth.to_digit(10).and_then(|nth| usize::try_from(nth).ok()).unwrap_or(1);
        Ok(Self { nth, left: side == 'l' })
    }
}

impl SortKey {
    /// The folded word there; empty at the end of the quote.
    fn word(self, context: &Context<'_>, occurrence: &Occurrence) -> String {
        let at = if self.left {
            occurrence.left.checked_sub(self.nth)
        } else {
            Some(occurrence.right + self.nth - 1)
        };
        let word = at.and_then(|at| context.words.get(at));
        word.map(|word| word.folded.clone()).unwrap_or_default()
    }
}

/// Lines around a word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concordance {
    /// The lines.
    pub lines: Vec<Line>,
    /// How often it is said in all.
    pub occurrences: u64,
    /// In how many statements.
    pub statements: u64,
    /// The offset of the next lines, where there are more.
    pub next: Option<usize>,
    /// How many more statements match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// A line of a concordance.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The statement.
    pub record: Record,
    /// Its id as short as it is unique.
    pub short_id: String,
    /// Bytes of the quote that matched.
    pub node: std::ops::Range<usize>,
}

/// A line in the making; the greatest is the first to go.
#[derive(Eq, PartialEq)]
struct Kept {
    /// What chance decides; 0 where nothing is drawn.
    lot: u64,
    key: Vec<String>,
    document: String,
    ordinal: u64,
    start: usize,
    end: usize,
    address: DocAddress,
}

impl Kept {
    fn order(&self, other: &Self) -> Ordering {
        let place = |it: &Self| (it.ordinal, it.start);
        let document = || self.document.cmp(&other.document);
        let place = || place(self).cmp(&place(other));
        self.key.cmp(&other.key).then_with(document).then_with(place)
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        self.lot.cmp(&other.lot).then_with(|| self.order(other))
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Makes the concordance of the words of `query` in the statements that pass its filters.
pub fn kwic(
    store: &Store,
    query: &Query,
    options: &KwicOptions,
) -> Result<Concordance, QueryError> {
    let scan = Scan::new(store, query)?;
    let mut found = Concordance { notes: scan.notes(), ..Concordance::default() };
    found.undated_left_out = scan.undated()?;
    let keep = match options.limit {
        0 => usize::MAX,
        limit => limit.saturating_add(options.offset),
    };
    let mut heap: BinaryHeap<Kept> = BinaryHeap::new();
    scan.run(|address, record, context, occurrences| {
        found.statements += 1;
        found.occurrences += occurrences.len() as u64;
        for occurrence in occurrences {
            let start = occurrence.bytes.start;
            let lot = if options.sample {
                xxh3_64(format!("{} {start}", record.id).as_bytes())
            } else {
                0
            };
            if keep <= heap.len() && heap.peek().is_none_or(|last| last.lot < lot) {
                continue;
            }
            let ordinal = record.id.rsplit('/').next().and_then(|nth| nth.parse().ok());
            heap.push(Kept {
                lot,
                key: options.sort.iter().map(|key| key.word(context, occurrence)).collect(),
                document: record.document.clone(),
                ordinal: ordinal.unwrap_or(0),
                start,
                end: occurrence.bytes.end,
                address,
            });
            if keep < heap.len() {
                heap.pop();
            }
        }
        Ok(())
    })?;
    let mut kept = heap.into_vec();
    kept.sort_by(Kept::order);
    let searcher = scan.searcher();
    for line in kept.into_iter().skip(options.offset) {
        let row: TantivyDocument = searcher.doc(line.address)?;
        let record = decode(&row)?;
        let short_id = ids::short(searcher, store.fields(), &record.id)?;
        found.lines.push(Line { record, short_id, node: line.start..line.end });
    }
    let shown = options.offset.saturating_add(found.lines.len());
    let more = !found.lines.is_empty() && (shown as u64) < found.occurrences;
    found.next = (more && !options.sample).then_some(shown);
    Ok(found)
}

#[cfg(test)]
mod tests;
