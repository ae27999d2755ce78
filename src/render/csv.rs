//! CSV, one row a statement, for spreadsheets.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and the texts are
//! other people's: such a cell gets an apostrophe in front, which spreadsheets take for "text".

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::sanitize::clean;
use crate::{
    model::{Agent, Record},
    query::{FacetCounts, Hit, PassageHit},
};

const COLUMNS: &[&str] = &[
    "id",
    "speaker",
    "role",
    "via",
    "addressees",
    "said_first",
    "said_last",
    "said_as_written",
    "published",
    "kind",
    "wording",
    "quote",
    "context",
    "document",
    "title",
    "outlet",
    "url",
    "topics",
    "attribution",
    "confidence",
    "score",
];

/// Writes `hits` under a row of column names.
pub fn hits(out: &mut dyn Write, hits: &[Hit]) -> io::Result<()> {
    let mut rows = Rows::new(out);
    rows.write(COLUMNS.iter().map(|column| Cow::Borrowed(*column)))?;
    for hit in hits {
        rows.write(cells(&hit.record, hit.score).iter().map(|cell| safe(cell)))?;
    }
    rows.finish()
}

/// Writes passages under a row of column names.
pub fn passages(out: &mut dyn Write, hits: &[PassageHit]) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["document", "title", "outlet", "url", "published", "text", "score"];
    rows.write(columns.map(Cow::Borrowed))?;
    for hit in hits {
        let record = &hit.record;
        let cells = [
            record.document.clone(),
            record.title.clone().unwrap_or_default(),
            record.outlet.clone().unwrap_or_default(),
            record.url.clone().unwrap_or_default(),
            record.published.map(|date| date.to_string()).unwrap_or_default(),
            record.text.clone(),
            format!("{:.3}", hit.score),
        ];
        rows.write(cells.iter().map(|cell| safe(cell)))?;
    }
    rows.finish()
}

/// Writes the counts of `facets`: one row a value.
pub fn counts(out: &mut dyn Write, facets: &[FacetCounts]) -> io::Result<()> {
    let mut rows = Rows::new(out);
    rows.write(["facet", "id", "label", "count", "speeches", "documents"].map(Cow::Borrowed))?;
    for facet in facets {
        for value in &facet.values {
            let numbers = [value.count, value.speeches, value.documents];
            let [count, speeches, documents] = numbers.map(|number| number.to_string());
            let name = facet.facet.name();
            let cells = [name, &value.id, &value.label, &count, &speeches, &documents];
            rows.write(cells.map(safe))?;
        }
    }
    rows.finish()
}

fn cells(record: &Record, score: f32) -> Vec<String> {
    let said = record.said.as_ref();
    let day = said.and_then(|said| said.date);
    let speaker = record.speaker.as_ref();
    vec![
        record.id.clone(),
        speaker.map(|agent| agent.name.clone()).unwrap_or_default(),
        speaker.and_then(|agent| agent.role.clone()).unwrap_or_default(),
        names(&record.via),
        names(&record.addressees),
        day.map(|day| day.first().to_string()).unwrap_or_default(),
        day.map(|day| day.last().to_string()).unwrap_or_default(),
        said.and_then(|said| said.as_written.clone()).unwrap_or_default(),
        record.published.map(|date| date.to_string()).unwrap_or_default(),
        record.kind.name().to_owned(),
        record.wording.name().to_owned(),
        record.quote.clone(),
        record.context.clone(),
        record.document.clone(),
        record.title.clone().unwrap_or_default(),
        record.outlet.clone().unwrap_or_default(),
        record.url.clone().unwrap_or_default(),
        record.topics.join("; "),
        record.attribution.name().to_owned(),
        format!("{:.2}", record.confidence),
        format!("{score:.3}"),
    ]
}

fn names(agents: &[Agent]) -> String {
    agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// Makes a cell that nothing runs.
pub(super) fn safe(cell: &str) -> Cow<'_, str> {
    let starts = |char| matches!(char, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n');
    let wide = |char| matches!(char, '＝' | '＋' | '－' | '＠');
    let cleaned = clean(cell);
    // Blanks in front do not stop every spreadsheet.
    let first = cleaned.trim_start().chars().next();
    if cell.starts_with(starts) || first.is_some_and(|char| starts(char) || wide(char)) {
        return Cow::Owned(format!("'{cleaned}"));
    }
    cleaned
}

/// Rows under way.
pub(super) struct Rows<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { writer: csv::Writer::from_writer(out) }
    }

    pub(super) fn write<'c>(
        &mut self,
        cells: impl IntoIterator<Item = Cow<'c, str>>,
    ) -> io::Result<()> {
        for cell in cells {
            self.writer.write_field(cell.as_bytes()).map_err(plain)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(plain)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The cause itself, so that a closed pipe is known for one.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("a row has another number of cells than the first"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused() {
        for cell in ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1", "  =1", "＝1"] {
            assert!(safe(cell).starts_with('\''), "{cell:?} -> {}", safe(cell));
        }
        assert_eq!(safe("1-2=3"), "1-2=3");
        assert_eq!(safe("a\u{202e}b"), "a<U+202E>b");
    }
}
