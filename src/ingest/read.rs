//! One file in, its documents out, one at a time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{
    Fault, IngestError, Place, Source, dates, front_matter,
    json::Element,
    markdown,
    meta::{self, Meta},
    prose,
    sniff::{self, Kind},
};
use crate::model::{ApproxDate, Document, Format};

/// What the caller adds to what the files say.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The date of documents that carry none.
    pub date: Option<ApproxDate>,
    /// The longest text, JSON file or line of a JSON Lines file that is read, in bytes.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { date: None, max_bytes: 64 << 20 }
    }
}

/// Who gets the documents, and what is wrong.
type Each<'a> = &'a mut dyn FnMut(Result<Document, IngestError>) -> ControlFlow<()>;

/// Hands every document of `source` to `each`, and what is wrong with it; a broken record is one
/// error, and the rest goes on until `each` breaks off.
pub fn read(source: &Source, options: &ReadOptions, each: Each<'_>) {
    let reading = Reading {
        path: source.path.clone(),
        key: source.key(),
        relative: source.relative.clone(),
        options,
    };
    let result = sniff::by_name(&source.path, source.named)
        .map_err(|fault| (None, fault))
        .and_then(|kind| reading.file(kind, source, each));
    reading.finish(result, each);
}

/// The same for bytes that were read already: `name` stands for the path, and its extension or
/// else their beginning gives the format.
pub fn read_bytes(name: &str, bytes: Vec<u8>, options: &ReadOptions, each: Each<'_>) {
    let reading = Reading {
        path: PathBuf::from(name),
        key: name.to_owned(),
        relative: name.to_owned(),
        options,
    };
    let kind = sniff::by_name(Path::new(name), false).unwrap_or_else(|_| sniff::by_content(&bytes));
    let result = reading.bytes(kind, bytes, each);
    reading.finish(result, each);
}

/// What ends the reading of a file early.
type Stop = (Option<Place>, Fault);

/// A file that is being read.
struct Reading<'a> {
    path: PathBuf,
    key: String,
    relative: String,
    options: &'a ReadOptions,
}

impl Reading<'_> {
    fn finish(&self, result: Result<ControlFlow<()>, Stop>, each: Each<'_>) {
        if let Err((place, fault)) = result {
            let _ = each(Err(IngestError { path: self.path.clone(), place, fault }));
        }
    }

    fn file(&self, kind: Kind, source: &Source, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        const BUFFER: usize = 256 << 10;
        let unreadable = |error| (None, Fault::Unreadable(error));
        let file = File::open(&source.path).map_err(unreadable)?;
        if kind == Kind::JsonLines {
            return self.json_lines(BufReader::with_capacity(BUFFER, file), each);
        }
        let limit = self.options.max_bytes;
        if source.stamp.size > limit {
            return Err((None, Fault::TooLong { what: "the file", limit }));
        }
        let expected = usize::try_from(source.stamp.size.min(limit)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(expected + 1);
        file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let without_name = source.path.extension().is_none();
        let kind = if without_name { sniff::by_content(&bytes) } else { kind };
        self.bytes(kind, bytes, each)
    }

    fn bytes(&self, kind: Kind, bytes: Vec<u8>, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        let limit = self.options.max_bytes;
        if kind == Kind::JsonLines || (kind == Kind::Json && sniff::is_lines(&bytes)) {
            return self.json_lines(bytes.as_slice(), each);
        }
        if bytes.len() as u64 > limit {
            return Err((None, Fault::TooLong { what: "the file", limit }));
        }
        let text = sniff::text(bytes)?;
        if text.trim_matches(super::lines::is_space).is_empty() {
            return Err((None, Fault::Blank));
        }
        match kind {
            Kind::Text | Kind::Markdown => self.text(kind, text, each),
            _ => self.json(&text, each),
        }
    }

    /// A document of this file: the only one, or its `record`.
    fn document(&self, record: Option<u64>) -> Document {
        let numbered =
            |name: &str| record.map_or(name.to_owned(), |record| format!("{name}#{record}"));
        Document { key: numbered(&self.key), path: numbered(&self.relative), ..Document::default() }
    }

    fn warn(&self, place: Option<Place>, fault: Option<Fault>, each: Each<'_>) -> ControlFlow<()> {
        match fault {
            Some(fault) => each(Err(IngestError { path: self.path.clone(), place, fault })),
            None => ControlFlow::Continue(()),
        }
    }

    fn text(&self, kind: Kind, text: String, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        if let Some(language) = sniff::markup(&text) {
            return Err((None, Fault::Unsupported(language.to_owned())));
        }
        let front = front_matter::read(&text).map_err(|(place, fault)| (Some(place), fault))?;
        let (meta, mut start, line) = front
            .map_or((Meta::default(), 0, None), |front| (front.meta, front.end, front.date_line));
        let header = dates::header(&text[start..]);
        let mut document = self.document(None);
        let mut fault = None;
        let mut place = line.map(Place::Line);
        if let Some((length, said, date)) = header {
            if date.is_none() {
                fault = Some(Fault::Date(said.to_owned()));
                place = Some(Place::Byte((start + length - said.len()) as u64));
            }
            document.published = date;
            start += length;
        }
        let is_markdown = kind == Kind::Markdown || markdown::is_likely(&text[start..]);
        let layout = prose::lay_out(&text, start..text.len(), is_markdown);
        if layout.paragraphs.is_empty() {
            return Err((None, Fault::Blank));
        }
        document.format = match (layout.turns.is_empty(), is_markdown) {
            (false, _) => Format::Transcript,
            (true, true) => Format::Markdown,
            (true, false) => Format::Plain,
        };
        document.title = layout.title.map(|title| shown(&text, title, &layout.hidden));
        document.published = document.published.or(layout.date);
        document.paragraphs = layout.paragraphs;
        document.turns = layout.turns;
        document.hidden = layout.hidden;
        document.text = text;
        fault = meta.fill(&mut document).or(fault);
        meta::date_from_outside(&mut document, self.file_name(), self.options.date);
        if self.warn(place, fault, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        Ok(each(Ok(document)))
    }

    fn file_name(&self) -> Option<&str> {
        self.relative.rsplit('/').next()
    }

    /// One object, an array of them, or several one after the other.
    fn json(&self, text: &str, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('[') {
            return self.json_array(text, each);
        }
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Element>();
        let mut number = 0;
        while let Some(value) = values.next() {
            let element = value.map_err(|error| broken(&error, 0))?;
            number += 1;
            let alone = number == 1 && text[values.byte_offset()..].trim().is_empty();
            let record = (!alone).then_some(number);
            if self.element(element, record, None, Format::Json, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn json_array(&self, text: &str, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        let mut number = 0;
        let mut flow = ControlFlow::Continue(());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let elements = super::json::Elements(&mut |element| {
            number += 1;
            if flow.is_continue() {
                flow = self.element(element, Some(number), None, Format::Json, each);
            }
        });
        let result = serde::de::DeserializeSeed::deserialize(elements, &mut deserializer)
            .and_then(|()| deserializer.end());
        match result {
            Err(error) if flow.is_continue() => Err(broken(&error, 0)),
            _ => Ok(flow),
        }
    }

    /// Hands on a document made of `element`: of the N-th `record`, on `line`.
    fn element(
        &self,
        element: Element,
        record: Option<u64>,
        line: Option<u64>,
        format: Format,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        let place = line.map(Place::Line).or(record.map(Place::Record));
        let object = match element {
            Element::Object(object) => object,
            Element::Other(found) => {
                return self.warn(place, Some(Fault::NotAnObject(found)), each);
            }
        };
        let mut document = self.document(record);
        document.format = format;
        match object.fill(&mut document) {
            Err(fault) => self.warn(place, Some(fault), each),
            Ok(fault) => {
                self.warn(place, fault, each)?;
                // A file of many records is named after the day of its making.
                let file_name = self.file_name().filter(|_| record.is_none());
                meta::date_from_outside(&mut document, file_name, self.options.date);
                each(Ok(document))
            }
        }
    }

    /// An object a line, in bounded memory.
    fn json_lines(&self, mut lines: impl BufRead, each: Each<'_>) -> Result<ControlFlow<()>, Stop> {
        const KEPT: usize = 1 << 20;
        let unreadable = |error| (None, Fault::Unreadable(error));
        sniff::refuse(lines.fill_buf().map_err(unreadable)?)?;
        let limit = self.options.max_bytes;
        let mut bytes = Vec::new();
        let (mut line, mut record) = (0_u64, 0_u64);
        loop {
            bytes.clear();
            bytes.shrink_to(KEPT);
            let read = next_line(&mut lines, limit, &mut bytes).map_err(unreadable)?;
            line += 1;
            let result = match read {
                LineRead::End if record == 0 => return Err((None, Fault::Blank)),
                LineRead::End => return Ok(ControlFlow::Continue(())),
                LineRead::TooLong => {
                    Err((Some(Place::Line(line)), Fault::TooLong { what: "the line", limit }))
                }
                LineRead::Line => match bytes.strip_prefix(sniff::UTF8_BOM).unwrap_or(&bytes) {
                    blank if blank.trim_ascii().is_empty() => continue,
                    content => parse_line(content, line),
                },
            };
            record += 1;
            let flow = match result {
                Ok(element) => {
                    self.element(element, Some(record), Some(line), Format::JsonLines, each)
                }
                Err((place, fault)) => self.warn(place, Some(fault), each),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }
}

/// How the reading of a line went.
enum LineRead {
    Line,
    TooLong,
    End,
}

/// Reads a line into `bytes`; of one over `limit` nothing is kept, and it is read over.
fn next_line(lines: &mut impl BufRead, limit: u64, bytes: &mut Vec<u8>) -> io::Result<LineRead> {
    let (mut length, mut any) = (0_u64, false);
    loop {
        let chunk = match lines.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        if chunk.is_empty() {
            break;
        }
        any = true;
        let newline = memchr::memchr(b'\n', chunk);
        let part = &chunk[..newline.unwrap_or(chunk.len())];
        length += part.len() as u64;
        if length <= limit {
            bytes.extend_from_slice(part);
        } else {
            *bytes = Vec::new();
        }
        let used = part.len() + usize::from(newline.is_some());
        lines.consume(used);
        if newline.is_some() {
            break;
        }
    }
    Ok(match (any, length > limit) {
        (false, _) => LineRead::End,
        (true, true) => LineRead::TooLong,
        (true, false) => LineRead::Line,
    })
}

fn parse_line(bytes: &[u8], line: u64) -> Result<Element, Stop> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        (Some(Place::Column(line, at as u64 + 1)), Fault::NotUtf8(bytes[at]))
    })?;
    serde_json::from_str(text).map_err(|error| broken(&error, line))
}

/// What serde says, placed on `line` of the file, or on its own line where that is 0.
fn broken(error: &serde_json::Error, line: u64) -> Stop {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line = if line == 0 { error.line() as u64 } else { line };
    (Some(Place::Column(line, error.column() as u64)), Fault::Json(reason))
}

/// The words under `span`, tidied.
fn shown(text: &str, span: crate::model::Span, hidden: &[crate::model::Span]) -> String {
    let mut words = String::new();
    let mut at = span.start;
    for hidden in hidden.iter().filter(|hidden| hidden.overlaps(span)) {
        words.push_str(&text[at as usize..hidden.start.max(at) as usize]);
        at = hidden.end;
    }
    words.push_str(&text[at.min(span.end) as usize..span.end as usize]);
    meta::tidy(&words)
}
