//! Rows of the index as texts to compare with.

use tantivy::{
    Searcher, TantivyDocument, Term, collector::DocSetCollector, query::TermQuery,
    schema::IndexRecordOption,
};

use super::{
    Holder, Place,
    claim::{Side, Word, compared},
    seeds::Candidate,
};
use crate::{
    index::{Fields, decode, decode_passage},
    model::Record,
    query::QueryError,
};

/// A text that a quote may be from.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// The rows that it is of, in order: one, or statements that follow one another.
    pub(super) parts: Vec<Part>,
    /// Their words.
    pub(super) words: Vec<Word>,
}

/// A row of a text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) holder: Holder,
    pub(super) place: Place,
    /// The first of its words in [`Text::words`].
    pub(super) first: usize,
}

impl Part {
    /// The text that bytes are counted in.
    pub(super) fn text(&self) -> &str {
        match (&self.holder, self.place) {
            (Holder::Statement(record), Place::Quote) => &record.quote,
            (Holder::Statement(record), _) => &record.context,
            (Holder::Passage(passage), _) => &passage.text,
        }
    }
}

impl Text {
    fn of(holder: Holder, place: Place) -> Self {
        let part = Part { holder, place, first: 0 };
        let words = compared(part.text(), Side::Source);
        Self { parts: vec![part], words }
    }

    /// The statement that it is of, or begins with.
    pub(super) fn record(&self) -> Option<&Record> {
        self.parts.first().and_then(|part| part.holder.record())
    }

    /// The texts in the row at `address`: the quote, and the sentences around it.
    pub(super) fn load(searcher: &Searcher, row: &Candidate) -> Result<Vec<Self>, QueryError> {
        let is_passage = row.is_passage;
        let row: TantivyDocument = searcher.doc(row.address)?;
        if is_passage {
            let passage = Box::new(decode_passage(&row)?);
            return Ok(vec![Self::of(Holder::Passage(passage), Place::Passage)]);
        }
        let record = Box::new(decode(&row)?);
        let around = record.context != record.quote;
        let mut texts = Vec::with_capacity(2);
        if around {
            texts.push(Self::of(Holder::Statement(record.clone()), Place::Context));
        }
        texts.insert(0, Self::of(Holder::Statement(record), Place::Quote));
        Ok(texts)
    }

    /// The text of `record` with the statements before and after it that the same speaker makes,
    /// nobody else between; none where there are no others.
    pub(super) fn around(
        searcher: &Searcher,
        fields: &Fields,
        record: &Record,
    ) -> Result<Option<Self>, QueryError> {
        let beside = beside(searcher, fields, record)?;
        let Some(here) = beside.iter().position(|other| other.id == record.id) else {
            return Ok(None);
        };
        let joins = |one: &Record, other: &Record| {
            let speaker = |it: &Record| it.speaker.as_ref().map(|agent| agent.id.clone());
            one.speaker.is_some()
                && speaker(one) == speaker(other)
                && bytes_between(one, other).is_some_and(|bytes| bytes <= APART)
        };
        let mut first = here;
        while 0 < first && joins(&beside[first - 1], &beside[first]) && here - first < REACH {
            first -= 1;
        }
        let mut last = here;
        while last + 1 < beside.len()
            && joins(&beside[last], &beside[last + 1])
            && last - here < REACH
        {
            last += 1;
        }
        if first == last {
            return Ok(None);
        }
        let mut text = Self { parts: Vec::new(), words: Vec::new() };
        for record in beside.into_iter().take(last + 1).skip(first) {
            let holder = Holder::Statement(Box::new(record));
            let part = Part { holder, place: Place::Quote, first: text.words.len() };
            text.words.extend(compared(part.text(), Side::Source));
            text.parts.push(part);
        }
        Ok(Some(text))
    }
}

/// Statements before and after one that a quote may run on from and to.
const REACH: usize = 8;
/// Bytes between two statements that follow one another: a cue or a note, no paragraph.
const APART: u32 = 160;

/// Bytes from the end of `one` to the beginning of `other`.
fn bytes_between(one: &Record, other: &Record) -> Option<u32> {
    other.spans.first()?.start.checked_sub(one.spans.last()?.end)
}

/// The statements of the document of `record` around it, in text order.
fn beside(
    searcher: &Searcher,
    fields: &Fields,
    record: &Record,
) -> Result<Vec<Record>, QueryError> {
    let Some((hash, ordinal)) = record.id.split_once('/') else { return Ok(Vec::new()) };
    let ordinal: u64 = ordinal.parse().unwrap_or_default();
    let reach = 2 * REACH as u64;
    let near = ordinal.saturating_sub(reach)..=ordinal + reach;
    let query = TermQuery::new(Term::from_field_text(fields.hash, hash), IndexRecordOption::Basic);
    let mut found = Vec::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        let segment = searcher.segment_reader(address.segment_ord);
        let column = segment.fast_fields().u64("ordinal")?;
        if column.first(address.doc_id).is_some_and(|ordinal| near.contains(&ordinal)) {
            let row: TantivyDocument = searcher.doc(address)?;
            found.push(decode(&row)?);
        }
    }
    let first = |record: &Record| record.spans.first().map_or(0, |span| span.start);
    found.retain(|other| other.primary && other.parent == record.parent);
    found.sort_by_key(first);
    Ok(found)
}
