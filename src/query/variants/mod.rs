//! The copies of a statement, however each was clipped or reworded.

mod act;
mod align;
mod first;
mod judge;
mod sense;

use std::{collections::BTreeMap, ops::Range};

use tantivy::{DocAddress, Searcher};

pub use act::Tie;
pub use align::Alteration;
pub use first::{First, Link, Order, earliest, first};
use judge::{Asked, Row, candidates, read, shown};

use super::{Change, Excerpt, PassageHit, QueryError, Worded, diff, ids};
use crate::{
    index::Store,
    model::{ApproxDate, Record, Span},
};

/// Words shown around what two wordings share.
const AROUND: usize = 8;

/// A text that has a statement's words.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It is a statement there.
    Statement(Box<Record>),
    /// It stands in the text outside statements.
    Passage(Box<PassageHit>),
}

/// What else sets a copy apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Remark {
    /// It says another day.
    OtherDay,
    /// It says another speaker.
    OtherSpeaker,
    /// None of it is between quotation marks, where the statement is.
    NoMarks,
    /// Less than half of it is between quotation marks, where all of the statement is.
    FewMarks,
}

impl Remark {
    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherDay => "other-day",
            Self::OtherSpeaker => "other-speaker",
            Self::NoMarks => "no-marks",
            Self::FewMarks => "few-marks",
        }
    }
}

/// One document's copy of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Where it stands; of several statements that share it the one with most of it.
    pub source: Source,
    /// Its id as short as it is unique, where it is a statement.
    pub short_id: Option<String>,
    /// Ids of the document's other statements with parts of it.
    pub others: Vec<String>,
    /// What was done to the words.
    pub alteration: Alteration,
    /// Whether it is of the same act.
    pub tie: Tie,
    /// What else is different.
    pub remarks: Vec<Remark>,
    /// The statement's words as far as they are compared.
    pub before: String,
    /// The copy's words as far as they are compared.
    pub after: String,
    /// What turns `before` into `after`.
    pub diff: Vec<Change>,
}

/// A statement and its copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// The statement.
    pub statement: Record,
    /// Its id as short as it is unique.
    pub short_id: String,
    /// One a document, by day of publication, undated last.
    pub copies: Vec<Variant>,
    /// The same words said on another day, to others or by another, one a document.
    pub again: Vec<Variant>,
}

impl Source {
    /// The document's path.
    pub fn document(&self) -> &str {
        match self {
            Self::Statement(record) => &record.document,
            Self::Passage(passage) => &passage.record.document,
        }
    }

    /// The document's own date.
    pub fn published(&self) -> Option<ApproxDate> {
        match self {
            Self::Statement(record) => record.published,
            Self::Passage(passage) => passage.record.published,
        }
    }

    /// The document's outlet.
    pub fn outlet(&self) -> Option<&str> {
        match self {
            Self::Statement(record) => record.outlet.as_deref(),
            Self::Passage(passage) => passage.record.outlet.as_deref(),
        }
    }

    fn hash(&self) -> String {
        match self {
            Self::Statement(record) => record.id.split('/').next().unwrap_or_default().to_owned(),
            Self::Passage(passage) => format!("{:016x}", passage.record.hash),
        }
    }
}

/// Finds the copies of `statement` in the documents of the index. See the module `act` for what is
/// a copy and what the same words said again.
pub fn variants(store: &Store, statement: &Record) -> Result<Variants, QueryError> {
    let searcher = store.searcher();
    let mut asked = Asked::new(statement);
    let near = candidates(store, &searcher, &mut asked)?;
    let mut rows: BTreeMap<DocAddress, Row> = BTreeMap::new();
    for candidate in &near {
        rows.insert(
            candidate.address(),
            read(&searcher, candidate.address(), candidate.is_statement())?,
        );
    }
    for address in sense::candidates(store, &searcher, &asked)? {
        if let std::collections::btree_map::Entry::Vacant(row) = rows.entry(address) {
            row.insert(read(&searcher, address, true)?);
        }
    }
    let mut documents: BTreeMap<String, Vec<(Row, Tie, Alteration)>> = BTreeMap::new();
    for row in rows.into_values() {
        if let Some((tie, alteration)) = asked.judge(&row) {
            let source = Source::from(row.clone());
            documents.entry(source.hash()).or_default().push((row, tie, alteration));
        }
    }
    let mut found = Variants {
        statement: statement.clone(),
        short_id: String::new(),
        copies: Vec::new(),
        again: Vec::new(),
    };
    found.short_id = ids::short(&searcher, store.fields(), &statement.id)?;
    for rows in documents.into_values() {
        let variant = variant(store, &searcher, &asked, rows)?;
        let list = if variant.tie == Tie::Copy { &mut found.copies } else { &mut found.again };
        list.push(variant);
    }
    for list in [&mut found.copies, &mut found.again] {
        list.sort_by_cached_key(|variant| {
            by_day(variant.source.published(), variant.source.document())
        });
    }
    Ok(found)
}

/// The statements that say what `statement` says, of the same act, beside itself, in the order of
/// [`Variants::copies`]. Those of which less than half is in it are left out.
pub(super) fn copies(
    store: &Store,
    searcher: &Searcher,
    statement: &Record,
) -> Result<Vec<(DocAddress, Record)>, QueryError> {
    let mut asked = Asked::new(statement);
    let mut found = Vec::new();
    for candidate in candidates(store, searcher, &mut asked)? {
        if !candidate.is_statement() || !candidate.may_be_copy(&asked) {
            continue;
        }
        let row = read(searcher, candidate.address(), true)?;
        let Some((Tie::Copy, alteration)) = asked.judge(&row) else { continue };
        let Row::Statement(record) = row else { continue };
        let much_longer = asked.worded.words.len() * 2 < Worded::new(&record.quote).words.len();
        if alteration != Alteration::Part && !much_longer {
            found.push((candidate.address(), *record));
        }
    }
    let start = |record: &Record| record.spans.first().map(|span| span.start);
    found.sort_by_cached_key(|(_, record)| {
        (by_day(record.published, &record.document), start(record))
    });
    Ok(found)
}

/// What copies are sorted by: the day of publication, undated last, then the document.
fn by_day(published: Option<ApproxDate>, document: &str) -> (i64, String) {
    (published.map_or(i64::MAX, ApproxDate::first_day), document.to_owned())
}

impl From<Row> for Source {
    fn from(row: Row) -> Self {
        match row {
            Row::Statement(record) => Self::Statement(record),
            Row::Passage(record) => {
                let record = *record;
                let excerpt = Excerpt { text: record.text.clone(), ..Excerpt::default() };
                Self::Passage(Box::new(PassageHit { record, score: 0.0, excerpt }))
            }
        }
    }
}

/// Puts what one document has into one.
fn variant(
    store: &Store,
    searcher: &Searcher,
    asked: &Asked<'_>,
    mut rows: Vec<(Row, Tie, Alteration)>,
) -> Result<Variant, QueryError> {
    // Copies first, statements before passages, and the longest first.
    rows.sort_by_key(|(row, tie, _)| {
        let (length, span) = match row {
            Row::Statement(record) => (record.quote.len(), record.spans.first()),
            Row::Passage(passage) => (0, Some(&passage.span)),
        };
        (*tie != Tie::Copy, std::cmp::Reverse(length), span.map(|span| span.start))
    });
    let (text, quote) = composed(&rows);
    let (best, tie, alteration) = rows.remove(0);
    let mut source = Source::from(best);
    let other = Worded::new(&text);
    let inside = |word: &Range<usize>, range: &Range<usize>| {
        range.start <= word.start && word.end <= range.end
    };
    let quote = quote.map(|quote| {
        let first = other.ranges.iter().position(|word| inside(word, &quote)).unwrap_or(0);
        let end = other.ranges.iter().rposition(|word| inside(word, &quote)).map_or(0, |at| at + 1);
        first..end.max(first)
    });
    let alone = other.words.len();
    let shown = shown(asked, &other, quote.clone());
    let (alteration, before, after) = match shown {
        // Reworded throughout, as judged: there is no stretch to cut.
        Some((found, now, stretch)) if alteration != Alteration::Reworded || now.keeps_words() => {
            let before = widened(&found.before, &(0..asked.worded.words.len()));
            (now, before, widened(&found.after, &stretch))
        }
        _ => (alteration, 0..asked.worded.words.len(), quote.unwrap_or(0..alone)),
    };
    let (before, after) = (cut(&asked.worded, &before), cut(&other, &after));
    if let Source::Passage(passage) = &mut source {
        passage.excerpt.text.clone_from(&after);
    }
    let diff = diff(&Worded::new(&before), &Worded::new(&after));
    let (short_id, others) = match &source {
        Source::Statement(record) => {
            let ids = rows.iter().filter_map(|(row, ..)| match row {
                Row::Statement(other) => Some(other.id.clone()),
                Row::Passage(_) => None,
            });
            (Some(ids::short(searcher, store.fields(), &record.id)?), ids.collect())
        }
        Source::Passage(_) => (None, Vec::new()),
    };
    let remarks = remarks(asked, &source);
    Ok(Variant { source, short_id, others, alteration, tie, remarks, before, after, diff })
}

/// The text of a document's rows as it stands there, and where the first one's quote is in it.
fn composed(rows: &[(Row, Tie, Alteration)]) -> (String, Option<Range<usize>>) {
    // Sentences that overlap those of a better row stand there already.
    let mut pieces: BTreeMap<(u32, u32), &str> = BTreeMap::new();
    let span = |span: Span| (span.start, span.end);
    for (row, ..) in rows {
        let (place, text) = match row {
            Row::Statement(record) => (span(record.context_span), &record.context),
            Row::Passage(passage) => (span(passage.span), &passage.text),
        };
        if pieces.keys().all(|other| other.1 <= place.0 || place.1 <= other.0) {
            pieces.insert(place, text);
        }
    }
    let quote = match &rows[0].0 {
        Row::Statement(record) => Some(record),
        Row::Passage(_) => None,
    };
    let mut text = String::new();
    let mut found = None;
    let mut last_end = None;
    for (place, piece) in pieces {
        if let Some(end) = last_end {
            text.push_str(if place.0 <= end + 2 { " " } else { " … " });
        }
        last_end = Some(place.1);
        if let Some(record) = quote
            && span(record.context_span) == place
            && let Some(at) = piece.find(&record.quote)
        {
            found = Some(text.len() + at..text.len() + at + record.quote.len());
        }
        text.push_str(piece);
    }
    match quote {
        // A quote in pieces, or one whose sentences were left out, is compared by itself.
        Some(record) if found.is_none() => (record.quote.clone(), Some(0..record.quote.len())),
        _ => (text, found),
    }
}

/// `words` with some of `all` on either side.
fn widened(words: &Range<usize>, all: &Range<usize>) -> Range<usize> {
    let start = words.start.saturating_sub(AROUND).max(all.start);
    let end = (words.end + AROUND).min(all.end);
    // A few words more are not worth a cut.
    let start = if start <= all.start + AROUND { all.start } else { start };
    let end = if all.end <= end + AROUND { all.end } else { end };
    start.min(words.start)..end.max(words.end)
}

/// The words `range` of `text` as they stand there, `…` where something was left out.
fn cut(text: &Worded<'_>, range: &Range<usize>) -> String {
    let n_words = text.words.len();
    if *range == (0..n_words) {
        return text.text.trim().to_owned();
    }
    let start = text.ranges.get(range.start).map_or(0, |word| word.start);
    let end = range.end.checked_sub(1).and_then(|last| text.ranges.get(last));
    let end = end.map_or(start, |word| word.end).max(start);
    let lead = if 0 < range.start { "… " } else { "" };
    let trail = if range.end < n_words { " …" } else { "" };
    format!("{lead}{}{trail}", &text.text[start..end])
}

fn remarks(asked: &Asked<'_>, source: &Source) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let marked = |record: &Record| {
        let of = |spans: &[Span]| spans.iter().map(|span| span.end - span.start).sum::<u32>();
        (of(&record.quoted), of(&record.spans))
    };
    let (in_marks, all) = marked(asked.record);
    let is_marked = all <= in_marks * 2 && !asked.side.is_turn;
    match source {
        Source::Statement(record) => {
            let side = act::Side::of(record);
            if act::is_other_day(&asked.side, &side) {
                remarks.push(Remark::OtherDay);
            }
            if act::who(&asked.side, &side) == act::Who::Other {
                remarks.push(Remark::OtherSpeaker);
            }
            let (theirs, all) = marked(record);
            if is_marked && !side.is_turn {
                match theirs {
                    0 => remarks.push(Remark::NoMarks),
                    _ if theirs * 2 < all => remarks.push(Remark::FewMarks),
                    _ => {}
                }
            }
        }
        Source::Passage(_) if is_marked => remarks.push(Remark::NoMarks),
        Source::Passage(_) => {}
    }
    remarks
}

#[cfg(test)]
mod tests;
