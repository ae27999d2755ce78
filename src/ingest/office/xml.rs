//! The XML of a document's part, piece by piece, up to a length.

use std::{borrow::Cow, sync::Arc};

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesEnd, BytesStart, Event},
};

use super::super::{
    Fault,
    read::{Reading, Stop, unreadable},
    unpack::Part,
};

pub(super) struct Xml<'a> {
    reader: Reader<Part<'a>>,
    buffer: Vec<u8>,
    limit: u64,
    open: u64,
}

/// An element without content is a start and an end, too.
pub(super) enum Piece<'a> {
    Start(BytesStart<'a>),
    End(BytesEnd<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: Part<'a>, reading: &Reading) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), limit: reading.limits.document_bytes, open: 0 }
    }

    /// Where the next piece begins.
    pub(super) fn at(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// Reads over an element whose start was read.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let outside = self.open.saturating_sub(1);
        while outside < self.open && self.next()?.is_some() {}
        Ok(())
    }

    /// The next piece; nothing at the end. Entities are not expanded: there are none in such parts
    /// but those of XML itself.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'_>>, Stop> {
        let limit = self.limit;
        self.buffer.clear();
        let (at, event) = {
            let event = self.reader.read_event_into(&mut self.buffer);
            (self.reader.buffer_position(), event.map_err(broken)?)
        };
        if limit <= at {
            return Err((None, Fault::TooLong { what: "its XML", limit }));
        }
        Ok(Some(match event {
            Event::Start(start) => {
                self.open += 1;
                Piece::Start(start)
            }
            Event::End(end) => {
                self.open -= 1;
                Piece::End(end)
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let char = reference.resolve_char_ref().ok().flatten();
                let name = reference.into_inner();
                Piece::Text(match (char, resolve_predefined_entity(&name)) {
                    (Some(char), _) => Cow::Owned(char.to_string()),
                    (None, text) => Cow::Borrowed(text.unwrap_or_default()),
                })
            }
            Event::Eof if self.open == 0 => return Ok(None),
            Event::Eof => return Err((None, Fault::Cut("XML"))),
            _ => Piece::Text(Cow::Borrowed("")),
        }))
    }
}

/// The attribute of that local name.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn broken(error: quick_xml::Error) -> Stop {
    match error {
        quick_xml::Error::Io(error) => match Arc::try_unwrap(error) {
            Ok(error) => unreadable(error),
            Err(error) => (None, Fault::Damaged { what: "XML", reason: error.to_string() }),
        },
        error => (None, Fault::Damaged { what: "XML", reason: error.to_string() }),
    }
}
