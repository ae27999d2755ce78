//! Which rows of the index are copies of a statement: candidates by fingerprints, judged word by
//! word and by the rule for acts.

use std::collections::BTreeMap;

use tantivy::{DocAddress, Searcher, TantivyDocument, columnar::Column};

use super::{
    act::{Evidence, Side, Tie, Who, tie, who},
    align::{Alignment, Alteration, align, is_telling, names_differ},
};
use crate::{
    index::{PassageRecord, Store, decode, decode_passage, query_words},
    model::{ApproxDate, Record},
    query::{
        Near, QueryError, Worded,
        near::{cut, near},
    },
    text::STEP,
};

/// Words shared that make a copy, at least.
const FEWEST: usize = 6;
/// Those of them that are more than grammar.
const TELLING: usize = 3;
/// Rows that are read for one statement, at most.
const MOST_READ: usize = 200;
/// Days that a formula's other uses are off.
const OFF: i64 = 10;
/// Other times at which words stand that are a formula.
const TIMES: usize = 3;

/// A statement whose copies are looked for.
pub(super) struct Asked<'a> {
    pub(super) record: &'a Record,
    pub(super) worded: Worded<'a>,
    pub(super) side: Side<'a>,
    /// Whether its words stand on many days.
    pub(super) is_formula: bool,
}

/// A row that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    Statement(Box<Record>),
    Passage(Box<PassageRecord>),
}

/// A row that may hold a copy, as its columns have it.
#[derive(Clone)]
pub(super) struct Candidate {
    near: Near,
    words: Option<u64>,
    day: Option<i64>,
}

impl Candidate {
    /// Whether it shares as many fingerprints as a text has that shares `tenths` of its words.
    fn shares(&self, n_words: usize, tenths: usize) -> bool {
        let own = self.words.and_then(|words| usize::try_from(words).ok()).unwrap_or(n_words);
        own.min(n_words) * tenths / (10 * STEP) <= self.near.shared as usize
    }
}

/// The columns that candidates are sifted by.
struct Columns {
    ordinal: Column<u64>,
    words: Column<u64>,
    day: Column<i64>,
}

/// The rows that share wording with the statement asked for, best first.
pub(super) fn candidates(
    store: &Store,
    searcher: &Searcher,
    asked: &mut Asked<'_>,
) -> Result<Vec<Candidate>, QueryError> {
    let segments = searcher.segment_readers().iter().map(|segment| {
        let columns = segment.fast_fields();
        Ok(Columns {
            ordinal: columns.u64("ordinal")?,
            words: columns.u64("words")?,
            day: columns.i64("day_first")?,
        })
    });
    let segments: Vec<Columns> = segments.collect::<tantivy::Result<_>>()?;
    let n_words = asked.worded.words.len();
    let mut found = Vec::new();
    for near in near(store, &asked.record.quote)? {
        let address = near.address;
        let Some(columns) = segments.get(address.segment_ord as usize) else { continue };
        let is_statement = columns.ordinal.first(address.doc_id).is_some();
        let words = columns.words.first(address.doc_id).filter(|_| is_statement);
        let candidate = Candidate { near, words, day: columns.day.first(address.doc_id) };
        if candidate.shares(n_words, 3) {
            found.push(candidate);
        }
    }
    let day = asked.side.said.or(asked.side.published).map(ApproxDate::first_day);
    let like = found.iter().filter(|candidate| candidate.shares(n_words, 6));
    asked.is_formula = is_formula(day, like.filter_map(|candidate| candidate.day).collect());
    cut(&store.opened(searcher), &mut found, MOST_READ, |candidate| candidate.near)?;
    Ok(found)
}

/// Whether words that stand on `days` are said again and again, seen from `day`.
fn is_formula(day: Option<i64>, mut days: Vec<i64>) -> bool {
    days.sort_unstable();
    let mut times = 0;
    let mut last = None;
    for other in days {
        let is_own = day.is_some_and(|day| (other - day).abs() <= OFF);
        if !is_own && last.is_none_or(|last| OFF < other - last) {
            times += 1;
            last = Some(other);
        }
    }
    TIMES + usize::from(day.is_none()) <= times
}

/// Reads a row.
pub(super) fn read(
    searcher: &Searcher,
    address: DocAddress,
    is_statement: bool,
) -> Result<Row, QueryError> {
    let row: TantivyDocument = searcher.doc(address)?;
    Ok(if is_statement {
        Row::Statement(Box::new(decode(&row)?))
    } else {
        Row::Passage(Box::new(decode_passage(&row)?))
    })
}

impl Candidate {
    pub(super) fn address(&self) -> DocAddress {
        self.near.address
    }

    pub(super) fn is_statement(&self) -> bool {
        self.words.is_some()
    }

    /// Whether its day does not rule out that it is of the same act, as far as columns tell.
    pub(super) fn may_be_copy(&self, asked: &Asked<'_>) -> bool {
        let day = asked.side.said.or(asked.side.published).map(ApproxDate::first_day);
        let is_far = matches!((day, self.day), (Some(one), Some(other))
            if OFF + 1 < (one - other).abs());
        !(is_far && asked.is_formula)
    }
}

impl<'a> Asked<'a> {
    pub(super) fn new(record: &'a Record) -> Self {
        let worded = Worded::new(&record.quote);
        Self { record, worded, side: Side::of(record), is_formula: false }
    }

    /// What `row` has to do with it; nothing where it stands in the same document, is an outer act,
    /// or has other words.
    pub(super) fn judge(&self, row: &Row) -> Option<(Tie, Alteration)> {
        let hash = |id: &str| id.split('/').next().unwrap_or_default().to_owned();
        let (text, side) = match row {
            Row::Statement(record) => {
                if !record.primary || hash(&record.id) == hash(&self.record.id) {
                    return None;
                }
                (&record.quote, Side::of(record))
            }
            Row::Passage(passage) => {
                if format!("{:016x}", passage.hash) == hash(&self.record.id) {
                    return None;
                }
                let published = passage.published;
                let outlet = passage.outlet.as_deref();
                (&passage.text, Side { published, outlet, ..Side::default() })
            }
        };
        let other = Worded::new(text);
        let by_words = self.by_words(&other, matches!(row, Row::Passage(_)));
        let (alteration, shared, words, is_sense) = match by_words {
            Some((alteration, shared, words)) => (alteration, shared, words, false),
            None if matches!(row, Row::Statement(_)) && who(&self.side, &side) == Who::Same => {
                let words = other.words.len().min(self.worded.words.len());
                self.has_sense_of(&other).then_some((
                    Alteration::Reworded,
                    words / 2,
                    words,
                    true,
                ))?
            }
            None => return None,
        };
        let is_formula = self.is_formula;
        let other_names = !alteration.keeps_words() && self.names_differ(&other);
        let is_passage = matches!(row, Row::Passage(_));
        let evidence =
            Evidence { alteration, shared, words, is_formula, is_sense, is_passage, other_names };
        let tie = tie(&self.side, &side, evidence);
        (!is_sense || tie == Tie::Copy).then_some((tie, alteration))
    }

    /// Whether the words themselves are the same for the most part: what was done to them, how
    /// many are shared, and how many the shorter text has.
    fn by_words(&self, other: &Worded<'_>, is_passage: bool) -> Option<(Alteration, usize, usize)> {
        let before = &self.worded;
        if before.words == other.words && 3 <= before.words.len() {
            let n_words = before.words.len();
            let telling = before.words.iter().filter(|word| is_telling(word)).count();
            return (FEWEST <= n_words || 2 <= telling).then_some((
                Alteration::Same,
                n_words,
                n_words,
            ));
        }
        let found = align(before, other)?;
        let stretch = if is_passage { found.after.clone() } else { 0..other.words.len() };
        let words = before.words.len().min(stretch.len());
        // Of a passage only the shared words are compared, so that they have to be most of it all.
        if is_passage && found.shared * 10 < before.words.len() * 6 && found.shared < 20 {
            return None;
        }
        let fewest = if is_passage { 2 * FEWEST } else { FEWEST };
        let much = fewest <= found.shared && TELLING <= found.telling && 4 <= found.longest;
        let most = words * 7 <= found.shared * 10;
        // Two long quotations may overlap in one sentence.
        let part = 15 <= found.shared && 12 <= found.longest && !is_passage;
        (much && (most || part)).then(|| {
            let share = if most { words } else { words.max(found.shared * 2) };
            (found.alteration(before, other, &stretch), found.shared, share)
        })
    }

    fn names_differ(&self, other: &Worded<'_>) -> bool {
        let (own, all) = (0..self.worded.words.len(), 0..other.words.len());
        let (own, all) = match align(&self.worded, other) {
            Some(found) if FEWEST <= found.shared => (found.before, found.after),
            _ => (own, all),
        };
        names_differ((&self.worded, &own), (other, &all))
    }

    /// Whether `other` has most of the telling words, in whatever form and order.
    fn has_sense_of(&self, other: &Worded<'_>) -> bool {
        let (one, other) = (telling_stems(self.worded.text), telling_stems(other.text));
        let shared = one.keys().filter(|stem| other.contains_key(*stem)).count();
        let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
        4 <= shared && fewer <= shared * 2 && more <= fewer * 3
    }
}

/// The stems of `text`'s telling words, with the words.
pub(super) fn telling_stems(text: &str) -> BTreeMap<String, String> {
    let words = query_words(text).into_iter().filter(|word| is_telling(&word.exact));
    words.filter_map(|word| Some((word.stems.into_iter().next()?, word.exact))).collect()
}

/// How two texts that were judged copies stand to each other, for showing.
pub(super) fn shown(
    asked: &Asked<'_>,
    other: &Worded<'_>,
    quote: Option<std::ops::Range<usize>>,
) -> Option<(Alignment, Alteration, std::ops::Range<usize>)> {
    let found = align(&asked.worded, other)?;
    let stretch = match quote {
        // The words may stand a second time in the document, away from the quote.
        Some(quote) if found.after.start < quote.end && quote.start < found.after.end => {
            found.after.start.min(quote.start)..found.after.end.max(quote.end)
        }
        _ => found.after.clone(),
    };
    let alteration = found.alteration(&asked.worded, other, &stretch);
    Some((found, alteration, stretch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_many_days_is_a_formula() {
        assert!(!is_formula(Some(100), vec![95, 100, 103, 300, 301]));
        assert!(is_formula(Some(100), vec![1, 100, 300, 500]));
        assert!(!is_formula(None, vec![1, 300, 500]));
        assert!(is_formula(None, vec![1, 300, 500, 700]));
    }
}
