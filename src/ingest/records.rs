//! JSON and JSON Lines: an object a document.

use std::{
    io::{self, BufRead},
    ops::ControlFlow,
};

use super::{
    Fault, Place,
    json::{Element, Elements},
    read::{Each, Flow, Reading, Stop, unreadable},
    sniff,
};
use crate::model::Format;

impl Reading {
    /// One object, an array of them, or several one after the other.
    pub(super) fn json(&self, text: &str, each: Each<'_>) -> Flow {
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

    fn json_array(&self, text: &str, each: Each<'_>) -> Flow {
        let mut number = 0;
        let mut flow = ControlFlow::Continue(());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let elements = Elements(&mut |element| {
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
                self.hand_on(document, record, each)
            }
        }
    }

    /// An object a line, in bounded memory.
    pub(super) fn json_lines(&self, lines: &mut dyn BufRead, each: Each<'_>) -> Flow {
        const KEPT: usize = 1 << 20;
        sniff::refuse(lines.fill_buf().map_err(unreadable)?)?;
        let limit = self.limits.document_bytes;
        let mut bytes = Vec::new();
        let (mut line, mut record) = (0_u64, 0_u64);
        loop {
            bytes.clear();
            bytes.shrink_to(KEPT);
            let read = next_line(lines, limit, &mut bytes).map_err(unreadable)?;
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
fn next_line(lines: &mut dyn BufRead, limit: u64, bytes: &mut Vec<u8>) -> io::Result<LineRead> {
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
