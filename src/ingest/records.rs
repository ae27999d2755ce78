//! JSON and JSON Lines: an object a document.

use std::{
    io::{self, BufRead},
    ops::ControlFlow,
};

use super::{
    Fault, Place,
    counted::LineRead,
    decode::{Decoded, Stream},
    json::{Element, Elements},
    read::{Each, Flow, Reading, Stop, unreadable},
};
use crate::model::Format;

/// How a record was read: its format, and the encoding where it was not UTF-8.
type Read = (Format, Option<&'static str>);

impl Reading {
    /// One object, an array of them, or several one after the other.
    pub(super) fn json(&self, decoded: &Decoded, each: Each<'_>) -> Flow {
        let text = decoded.text.trim_start_matches('\u{feff}');
        let format = (Format::Json, decoded.encoding);
        if text.trim_start().starts_with('[') {
            return self.json_array(text, format, each);
        }
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Element>();
        let mut number = 0;
        while let Some(value) = values.next() {
            let element = value.map_err(|error| broken(&error, 0))?;
            number += 1;
            let alone = number == 1 && text[values.byte_offset()..].trim().is_empty();
            let record = (!alone).then_some(number);
            if self.element(element, record, None, format, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn json_array(&self, text: &str, format: Read, each: Each<'_>) -> Flow {
        let mut number = 0;
        let mut flow = ControlFlow::Continue(());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let elements = Elements(&mut |element| {
            number += 1;
            if flow.is_continue() {
                flow = self.element(element, Some(number), None, format, each);
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
        (format, encoding): Read,
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
        (document.format, document.encoding) = (format, encoding);
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
        let mut lines = Stream::new(lines, None, self.defaults.language)?;
        let limit = self.limits.document_bytes;
        let mut bytes = Vec::new();
        let (mut line, mut record) = (0_u64, 0_u64);
        loop {
            bytes.clear();
            bytes.shrink_to(KEPT);
            let read = next_line(&mut lines, limit, &mut bytes).map_err(unreadable)?;
            line += 1;
            let result = match read {
                LineRead::End if record == 0 => return Err((None, Fault::Blank)),
                LineRead::End => return Ok(self.warn_all(lines.faults(), each)),
                LineRead::TooLong => {
                    Err((Some(Place::Line(line)), Fault::TooLong { what: "the line", limit }))
                }
                LineRead::Line if bytes.trim_ascii().is_empty() => continue,
                LineRead::Line => {
                    serde_json::from_slice(&bytes).map_err(|error| broken(&error, line))
                }
            };
            record += 1;
            let flow = match result {
                Ok(element) => {
                    let format = (Format::JsonLines, lines.encoding());
                    self.element(element, Some(record), Some(line), format, each)
                }
                Err((place, fault)) => self.warn(place, Some(fault), each),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }
}

/// Reads a line into `bytes`; of one over `limit` nothing is kept, and it is read over.
pub(super) fn next_line(
    lines: &mut dyn BufRead,
    limit: u64,
    bytes: &mut Vec<u8>,
) -> io::Result<LineRead> {
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

/// What serde says, placed on `line` of the file, or on its own line where that is 0.
fn broken(error: &serde_json::Error, line: u64) -> Stop {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line = if line == 0 { error.line() as u64 } else { line };
    (Some(Place::Column(line, error.column() as u64)), Fault::Json(reason))
}
