//! JSON and JSON Lines: an object a document.

use std::{borrow::Cow, io::BufRead, ops::ControlFlow};

use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Fault, Place,
    counted::{Counted, LineRead},
    decode::Stream,
    json::{
        self, Found,
        cut::Values,
        node::{self, Node},
    },
    read::{Each, Flow, Reading, Stop, unreadable},
};
use crate::model::{Document, Format};

/// Bytes of an id that a record goes by, at most.
const LONGEST_ID: usize = 240;

/// The records of a file while they are read.
struct Records<'a> {
    reading: &'a Reading,
    format: Format,
    /// Records so far, and those whose text was empty.
    n: u64,
    n_empty: u64,
    /// Hashes of the ids that they have.
    ids: FxHashSet<u64>,
}

/// Where a record stands.
#[derive(Clone, Copy)]
struct At {
    /// Whether it is the only one of its file.
    alone: bool,
    /// The line, in a file of an object a line.
    line: Option<u64>,
    /// Its bytes in the file.
    raw: (u64, u64),
    encoding: Option<&'static str>,
}

impl Reading {
    /// One object, an array of them, or several one after the other, in bounded memory.
    pub(super) fn json(&self, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
        let limit = self.limits.document_bytes;
        let stream = Stream::new(input, None, self.defaults.language)?;
        let mut values = Values::new(stream, limit);
        let mut records = Records::new(self, Format::Json);
        // Pieces of one recording, where the file is a list of them.
        let mut segments: Option<(Vec<Node>, u64)> = None;
        while let Some(value) = values.next()? {
            let parsed = if value.too_long {
                let place = Some(Place::Record(records.n + 1));
                Err((place, Fault::TooLong { what: "the record", limit }))
            } else {
                parse(self, values.bytes(&value), value.line)
            };
            let alone = !value.element && records.n == 0 && values.is_done()?;
            let node = match parsed {
                Ok(node) => node,
                Err((place, fault)) if value.element => {
                    records.n += 1;
                    if self.warn(place, Some(fault), each).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    continue;
                }
                Err(stop) => return Err(stop),
            };
            if records.n == 0 && value.element && json::is_segment(&node, &self.defaults.map) {
                segments.get_or_insert_default();
            }
            if let Some((nodes, length)) = &mut segments {
                *length += value.place.1 - value.place.0;
                if limit < *length {
                    return Err((None, Fault::TooLong { what: "the list", limit }));
                }
                nodes.push(node);
                continue;
            }
            let raw = [value.place.0, value.place.1].map(|at| values.input.raw(at)).into();
            let at = At { alone, line: None, raw, encoding: values.input.encoding() };
            if records.add(node, at, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if let Some((nodes, length)) = segments {
            let node = Node::Object(vec![("segments".to_owned(), Node::List(nodes))]);
            let encoding = values.input.encoding();
            let at = At { alone: true, line: None, raw: (0, length), encoding };
            if records.add(node, at, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        records.finish(values.input, each)
    }

    /// An object a line, in bounded memory.
    pub(super) fn json_lines(&self, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
        const KEPT: usize = 1 << 20;
        let mut lines = Stream::new(input, None, self.defaults.language)?;
        let limit = self.limits.document_bytes;
        let mut records = Records::new(self, Format::JsonLines);
        let mut bytes = Vec::new();
        let (mut line, mut start) = (0, 0);
        loop {
            bytes.clear();
            bytes.shrink_to(KEPT);
            let mut counted = Counted::at(&mut lines, start);
            let read = counted.line(limit, &mut bytes).map_err(unreadable)?;
            let next = counted.at;
            line += 1;
            let raw = [start, start + bytes.len() as u64].map(|at| lines.raw(at)).into();
            start = next;
            let parsed = match read {
                LineRead::End => return records.finish(lines, each),
                LineRead::TooLong => {
                    Err((Some(Place::Line(line)), Fault::TooLong { what: "the line", limit }))
                }
                LineRead::Line if bytes.trim_ascii().is_empty() => continue,
                LineRead::Line => parse(self, &bytes, line),
            };
            let flow = match parsed {
                Ok(node) => {
                    let at = At { alone: false, line: Some(line), raw, encoding: lines.encoding() };
                    records.add(node, at, each)
                }
                Err((place, fault)) => {
                    records.n += 1;
                    self.warn(place, Some(fault), each)
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }
}

impl<'a> Records<'a> {
    fn new(reading: &'a Reading, format: Format) -> Self {
        Self { reading, format, n: 0, n_empty: 0, ids: FxHashSet::default() }
    }

    /// Has a record go by its id, if it is the first to have that: what is said in it is called the
    /// same wherever it stands in the file.
    fn name_by_id(&mut self, members: &[(String, Node)], document: &mut Document) {
        let id = members.iter().find_map(|(key, value)| match value {
            Node::Text(id) | Node::Number(id) if key == "id" && !id.is_empty() => Some(id),
            _ => None,
        });
        if let Some(id) = id.filter(|id| id.len() <= LONGEST_ID)
            && self.ids.insert(xxh3_64(id.as_bytes()))
        {
            document.key = format!("{}#id:{id}", self.reading.key);
        }
    }

    /// Hands on the document that a record is, or those that it holds in a list.
    fn add(&mut self, node: Node, at: At, each: Each<'_>) -> ControlFlow<()> {
        self.one(node, at, each)?.into_iter().try_for_each(|node| {
            let at = At { alone: false, ..at };
            self.one(node, at, each).map_continue(|_| ())
        })
    }

    /// Hands on the document that a record is; returns the list that it is instead.
    fn one(&mut self, node: Node, at: At, each: Each<'_>) -> ControlFlow<(), Vec<Node>> {
        let reading = self.reading;
        let number = self.n + 1;
        let record = (!at.alone).then_some(number);
        let place = at.line.map(Place::Line).or(record.map(Place::Record));
        let done = ControlFlow::Continue(Vec::new());
        let members = match node {
            Node::Object(members) => members,
            other => {
                self.n = number;
                reading.warn(place, Some(Fault::NotAnObject(other.sort())), each)?;
                return done;
            }
        };
        let mut document = reading.document(record);
        if !at.alone && reading.record.is_none() {
            self.name_by_id(&members, &mut document);
        }
        (document.format, document.encoding) = (self.format, at.encoding);
        let name = match (at.line, at.alone) {
            (Some(line), _) => format!("line {line}"),
            (None, true) => "the object".to_owned(),
            (None, false) => format!("record {number}"),
        };
        let stands = json::Place { raw: at.raw, name };
        match json::fill(members, &reading.defaults.map, stands, &mut document) {
            Ok(Found::List(list)) => return ControlFlow::Continue(list),
            Ok(Found::WithoutText) if !at.alone => self.n_empty += 1,
            Ok(Found::WithoutText) => reading.warn(place, Some(Fault::NoText), each)?,
            Err(fault) => reading.warn(place, Some(fault), each)?,
            Ok(Found::Document(fault)) => {
                reading.warn(place, fault, each)?;
                reading.hand_on(document, record, each)?;
            }
        }
        self.n = number;
        done
    }

    /// Tells what was the same with many, and what was wrong with the bytes.
    fn finish(self, stream: Stream<'_>, each: Each<'_>) -> Flow {
        if self.n == 0 {
            return Err((None, Fault::Blank));
        }
        let without = Fault::WithoutText { what: "records", n: self.n_empty, of: self.n };
        let without = Some(without).filter(|_| 0 < self.n_empty);
        if self.reading.warn(None, without, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        Ok(self.reading.warn_all(stream.faults(), each))
    }
}

/// Parses a record, which begins in `line`.
fn parse(reading: &Reading, bytes: &[u8], line: u64) -> Result<Node, Stop> {
    if memchr::memchr(0, bytes).is_some() {
        return Err((Some(Place::Line(line)), Fault::Binary));
    }
    let map = &reading.defaults.map;
    let node = Node::parse(bytes, map).or_else(|error| match without_nan(bytes) {
        Some(bytes) => Node::parse(&bytes, map).map_err(|_| error),
        None => Err(error),
    });
    node.map_err(|error| {
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or_default();
        let place = Place::Column(line + error.line() as u64 - 1, error.column() as u64);
        let fault = match reason {
            "recursion limit exceeded" => Fault::TooNested,
            node::TOO_MANY => Fault::TooManyValues,
            _ => Fault::Json(reason.to_owned()),
        };
        (Some(place), fault)
    })
}

/// `bytes` with `null` for the `NaN` that Python writes for it.
fn without_nan(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    const NAN: &[u8] = b": NaN";
    let mut found = memchr::memmem::find_iter(bytes, NAN).peekable();
    found.peek()?;
    let mut without = bytes.to_vec();
    for at in found {
        without[at..at + NAN.len()].copy_from_slice(b":null");
    }
    Some(Cow::Owned(without))
}
