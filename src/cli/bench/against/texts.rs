//! The texts that both sides index, as whoever knows nothing of onrecord would read them: JSON
//! Lines straight through, all else through onrecord's own reader.

use std::{
    borrow::Cow,
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    cli::{CliError, bench::stop},
    ingest::{self, ReadOptions},
    model::Document,
};

/// Bytes read at once.
const BUFFER: usize = 256 << 10;
/// The longest line, in bytes: what is held of a file at once.
const LINE: u64 = 64 << 20;
/// Records that tell what a file holds.
const LOOKED_AT: usize = 100;

/// What one row of the other engine is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cut {
    /// A record of JSON Lines with a speaker.
    Record,
    /// A paragraph of the text of a record of JSON Lines.
    RecordParagraph,
    /// A paragraph of a document that onrecord's reader made.
    Paragraph,
}

impl Cut {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::RecordParagraph => "paragraph of a record",
            Self::Paragraph => "paragraph",
        }
    }

    /// How the other engine came by its rows, for people.
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::Record => "a row is a record of JSON Lines, read straight through",
            Self::RecordParagraph => {
                "a row is a paragraph of a record of JSON Lines, read straight through"
            }
            Self::Paragraph => {
                "a row is a paragraph, read by onrecord's own reader (prose); its time counts on \
                 both sides"
            }
        }
    }
}

/// A row for the other engine.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) speaker: Option<&'a str>,
    pub(super) date: Option<&'a str>,
    pub(super) text: &'a str,
}

/// How much there was.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    /// Records or documents.
    pub(super) texts: u64,
    pub(super) rows: u64,
    /// Bytes of the texts.
    pub(super) bytes: u64,
    /// Records and files that could not be read.
    pub(super) passed_over: u64,
}

/// Who gets the rows.
pub(super) type Take<'a> = &'a mut dyn FnMut(Row<'_>) -> Result<(), CliError>;

/// Texts to be indexed.
#[derive(Debug)]
pub(super) struct Texts {
    path: PathBuf,
    pub(super) cut: Cut,
}

impl Texts {
    /// Looks at what is at `path`.
    pub(super) fn find(path: &Path) -> Self {
        let mut first = None;
        let mut all_lines = true;
        for source in ingest::walk(&[path.to_owned()]) {
            let Some(source) = source.ok().filter(|source| has_lines(&source.path)) else {
                all_lines = false;
                break;
            };
            first.get_or_insert(source.path);
        }
        let cut = first.filter(|_| all_lines).and_then(|first| cut_of(&first));
        Self { path: path.to_owned(), cut: cut.unwrap_or(Cut::Paragraph) }
    }

    /// Hands over every row, and says how much there was.
    pub(super) fn each(&self, asked_to: &AtomicBool, take: Take<'_>) -> Result<Tally, CliError> {
        let mut tally = Tally::default();
        for source in ingest::walk(std::slice::from_ref(&self.path)) {
            let Ok(source) = source else {
                tally.passed_over += 1;
                continue;
            };
            if self.cut != Cut::Paragraph {
                self.lines(&source.path, &mut tally, asked_to, take)?;
                continue;
            }
            let mut result = Ok(());
            ingest::read(&source, &ReadOptions::default(), &mut |read| {
                let taken = if let Ok(document) = read {
                    paragraphs(&document, &mut tally, take)
                } else {
                    tally.passed_over += 1;
                    Ok(())
                };
                result = taken.and_then(|()| stop(asked_to));
                if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            result?;
        }
        Ok(tally)
    }

    fn lines(
        &self,
        path: &Path,
        tally: &mut Tally,
        asked_to: &AtomicBool,
        take: Take<'_>,
    ) -> Result<(), CliError> {
        each_line(path, &mut |line| {
            let Some(record) = read_record(line) else {
                tally.passed_over += 1;
                return Ok(ControlFlow::Continue(()));
            };
            let row = record.row();
            let text = row.text;
            tally.texts += 1;
            tally.bytes += text.len() as u64;
            if self.cut == Cut::Record {
                tally.rows += 1;
                take(row)?;
            } else {
                let end = if text.contains("\n\n") { "\n\n" } else { "\n" };
                let parts = text.split(end).map(str::trim).filter(|part| !part.is_empty());
                for text in parts {
                    tally.rows += 1;
                    take(Row { text, ..row })?;
                }
            }
            stop(asked_to).map(ControlFlow::Continue)
        })
    }
}

fn paragraphs(document: &Document, tally: &mut Tally, take: Take<'_>) -> Result<(), CliError> {
    tally.texts += 1;
    tally.bytes += document.text.len() as u64;
    let date = document.published.map(|date| date.to_string());
    for paragraph in &document.paragraphs {
        let turn = paragraph.turn.and_then(|turn| document.turns.get(turn as usize));
        let speaker = turn.and_then(|turn| turn.known_as(document)).or(document.speaker.as_deref());
        let text = if document.hidden.is_empty() {
            Cow::Borrowed(paragraph.span.of(&document.text))
        } else {
            Cow::Owned(document.plain(paragraph.span))
        };
        tally.rows += 1;
        take(Row { id: Some(&document.key), speaker, date: date.as_deref(), text: &text })?;
    }
    Ok(())
}

fn has_lines(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["jsonl", "ndjson"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// What a row is, as the first records say; nothing where they have no text.
fn cut_of(path: &Path) -> Option<Cut> {
    let (mut with_text, mut with_speaker) = (0, 0);
    let mut looked_at = 0;
    each_line(path, &mut |line| {
        if let Some(record) = read_record(line) {
            with_text += 1;
            with_speaker += usize::from(record.speaker.filled().is_some());
        }
        looked_at += 1;
        Ok(if looked_at < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })
    .ok()?;
    (0 < with_text && looked_at <= 2 * with_text).then_some(if with_text < 2 * with_speaker {
        Cut::Record
    } else {
        Cut::RecordParagraph
    })
}

type EachLine<'a> = &'a mut dyn FnMut(&[u8]) -> Result<ControlFlow<()>, CliError>;

/// Hands over every line that is not blank, one in memory at a time.
fn each_line(path: &Path, each: EachLine<'_>) -> Result<(), CliError> {
    let failed =
        |error: &io::Error| CliError::user(format!("cannot read `{}`: {error}", path.display()));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut file = BufReader::with_capacity(BUFFER, file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut file).take(LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| failed(&error))? == 0 {
            return Ok(());
        }
        if line.len() as u64 == LINE {
            return Err(CliError::user(format!(
                "a line of `{}` is longer than {} MB",
                path.display(),
                LINE >> 20
            )));
        }
        if !line.trim_ascii().is_empty() && each(&line)?.is_break() {
            return Ok(());
        }
    }
}

/// The record of a line; nothing where there is none, or none with a text.
fn read_record(line: &[u8]) -> Option<Record<'_>> {
    let record: Record<'_> = serde_json::from_slice(line).ok()?;
    record.text().is_some().then_some(record)
}

/// What is taken of a record, borrowed from its line wherever nothing in it is escaped.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, default)]
    id: Piece<'a>,
    #[serde(borrow, default)]
    speaker: Piece<'a>,
    #[serde(borrow, default)]
    date: Piece<'a>,
    #[serde(borrow, default)]
    text: Piece<'a>,
}

impl Record<'_> {
    fn text(&self) -> Option<&str> {
        self.text.0.as_deref().filter(|text| !text.trim().is_empty())
    }

    fn row(&self) -> Row<'_> {
        Row {
            id: self.id.filled(),
            speaker: self.speaker.filled(),
            date: self.date.filled(),
            text: self.text().unwrap_or_default(),
        }
    }
}

/// A text or a number; anything else is nothing.
#[derive(Default)]
struct Piece<'a>(Option<Cow<'a, str>>);

impl Piece<'_> {
    fn filled(&self) -> Option<&str> {
        self.0.as_deref().filter(|piece| !piece.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Piece<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PieceVisitor)
    }
}

struct PieceVisitor;

impl<'de> Visitor<'de> for PieceVisitor {
    type Value = Piece<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Piece(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Piece(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Piece(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Piece(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Piece(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Piece(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Piece(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Piece(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Piece(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cut of a file, how much there was, and the rows as `id speaker date text`.
    fn rows(name: &str, content: &str) -> (Cut, Tally, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let texts = Texts::find(&path);
        let mut rows = Vec::new();
        let tally = texts.each(&AtomicBool::new(false), &mut |row| {
            let pieces = [row.id, row.speaker, row.date, Some(row.text)];
            rows.push(pieces.map(|piece| piece.unwrap_or("–")).join(" "));
            Ok(())
        });
        (texts.cut, tally.unwrap(), rows)
    }

    #[test]
    fn records_with_a_speaker_are_rows() {
        let content = "{\"id\":7,\"speaker\":\"Ada\",\"text\":\"No.\\n\\nNot \\\"that\\\".\"}\n\n\
                       {\"speaker\":\"Bo\",\"date\":\"2031-01-02\",\"text\":\"Yes.\",\"x\":[{}]}\n\
                       {\"speaker\":[\"Cy\"],\"text\":\" \"}\n{\"text\":\n";
        let (cut, tally, rows) = rows("a.jsonl", content);
        assert_eq!((cut, tally.texts, tally.rows, tally.passed_over), (Cut::Record, 2, 2, 2));
        assert_eq!(rows, ["7 Ada – No.\n\nNot \"that\".", "– Bo 2031-01-02 Yes."]);
    }

    #[test]
    fn records_without_are_cut_into_paragraphs() {
        let content = "{\"text\":\"One\\nand.\\n\\n\\n\\nTwo.\",\"speaker\":null}\n\
                       {\"text\":\"Three.\\nFour.\"}\n";
        let (cut, tally, rows) = rows("a.ndjson", content);
        assert_eq!((cut, tally.texts, tally.rows), (Cut::RecordParagraph, 2, 4));
        assert_eq!(rows[0], "– – – One\nand.");
    }

    #[test]
    fn all_else_is_read_by_our_own_reader() {
        let (cut, tally, rows) = rows("a.txt", "One went home.\n\nTwo did not go there.\n");
        assert_eq!((cut, tally.texts, tally.rows), (Cut::Paragraph, 1, 2));
        assert!(rows[1].ends_with(" Two did not go there."), "{rows:?}");
        assert_eq!(rows_of_none().0, Cut::Paragraph);
    }

    fn rows_of_none() -> (Cut, Tally, Vec<String>) {
        rows("a.jsonl", "{\"body\":\"Nothing here is called a text, and so it is read whole.\"}\n")
    }
}
