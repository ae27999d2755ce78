//! E-mails, one or many to a file: who sent what when, and the text in them.

use std::{
    io::{self, BufRead},
    ops::ControlFlow,
};

use mail_parser::{
    Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{
        base64::base64_decode, html::html_to_text, quoted_printable::quoted_printable_decode,
    },
};

use super::{
    Fault,
    counted::{Counted, LineRead},
    dates,
    decode::{Decoded, decode},
    html, meta,
    read::{Each, Flow, Reading, Stop, unreadable},
    sniff::Kind,
};
use crate::model::{ApproxDate, Document, Format, Language, Origin};

/// Reads an e-mail.
pub(super) fn read(reading: &Reading, bytes: &[u8], each: Each<'_>) -> Flow {
    message(reading, bytes, (0, bytes.len() as u64), each)
}

/// Reads a mailbox: each message begins with a line `From `, behind a blank one.
pub(super) fn read_mbox(reading: &Reading, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
    let mut mailbox = Mailbox {
        input: Counted::new(input),
        limit: reading.limits.document_bytes,
        line: Vec::new(),
        begun: false,
    };
    let mut number = 0;
    loop {
        let letter = match mailbox.next() {
            Ok(Some(letter)) => letter,
            Ok(None) if number == 0 => return Err((None, Fault::Blank)),
            Ok(None) => return Ok(ControlFlow::Continue(())),
            Err(error) => return Err(unreadable(error)),
        };
        number += 1;
        let record = reading.record(number);
        let result = match letter.bytes {
            Some(bytes) => message(&record, &bytes, letter.raw, each),
            None => Err((None, Fault::TooLong { what: "the message", limit: mailbox.limit })),
        };
        let flow = match result {
            Ok(flow) => flow,
            Err((_, fault)) => record.warn(None, Some(fault), each),
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
}

struct Mailbox<'a> {
    input: Counted<'a>,
    limit: u64,
    line: Vec<u8>,
    /// Whether the line `From ` of the next message was read.
    begun: bool,
}

/// A message of a mailbox.
struct Letter {
    /// Where it stands.
    raw: (u64, u64),
    /// Nothing where there are too many.
    bytes: Option<Vec<u8>>,
}

impl Letter {
    fn is_blank(&self) -> bool {
        self.bytes.as_ref().is_some_and(|bytes| bytes.trim_ascii().is_empty())
    }
}

impl Mailbox<'_> {
    fn next(&mut self) -> io::Result<Option<Letter>> {
        let mut blank = true;
        let mut letter = Letter { raw: (self.input.at, 0), bytes: Some(Vec::new()) };
        loop {
            let at = self.input.at;
            let read = self.input.line(self.limit, &mut self.line)?;
            let begins = blank && self.line.starts_with(b"From ");
            if begins && !self.begun && letter.is_blank() {
                self.begun = true;
                letter.raw.0 = self.input.at;
                continue;
            }
            letter.raw.1 = at;
            match read {
                LineRead::End => {
                    let was_begun = std::mem::take(&mut self.begun);
                    return Ok((was_begun || !letter.is_blank()).then_some(letter));
                }
                _ if begins => {
                    self.begun = true;
                    return Ok(Some(letter));
                }
                LineRead::TooLong => letter.bytes = None,
                LineRead::Line => {}
            }
            blank = self.line.trim_ascii().is_empty();
            let Some(bytes) = &mut letter.bytes else { continue };
            // `>From ` is how a line of the text that begins so is written.
            let escaped = self.line.trim_ascii_start();
            let depth = escaped.iter().take_while(|byte| **byte == b'>').count();
            let is_escaped = depth > 0 && escaped[depth..].starts_with(b"From ");
            bytes.extend_from_slice(&self.line[usize::from(is_escaped)..]);
            bytes.push(b'\n');
            if self.limit < bytes.len() as u64 {
                letter.bytes = None;
            }
        }
    }
}

/// Reads the message that stands at `raw`.
fn message(reading: &Reading, bytes: &[u8], raw: (u64, u64), each: Each<'_>) -> Flow {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err((None, Fault::NoMail));
    };
    let is_mail = message.from().is_some() || message.date().is_some();
    let result = if is_mail {
        let place = format!("message {}", reading.record.unwrap_or(1));
        parsed_message(reading, &message, &Origin { start: 0, raw, place }, each)
    } else {
        Err((None, Fault::NoMail))
    };
    take_apart(message);
    result
}

/// Drops `message` without recursion, however many it holds, one in the other.
fn take_apart(message: Message<'_>) {
    let mut messages = vec![message];
    while let Some(message) = messages.pop() {
        messages.extend(message.parts.into_iter().filter_map(|part| match part.body {
            PartType::Message(message) => Some(message),
            _ => None,
        }));
    }
}

fn parsed_message(
    reading: &Reading,
    message: &Message<'_>,
    origin: &Origin,
    each: Each<'_>,
) -> Flow {
    let envelope = Envelope::of(message);
    if let Some(fault) = &envelope.fault
        && reading.warn(None, Some(Fault::Date(fault.clone())), each).is_break()
    {
        return Ok(ControlFlow::Break(()));
    }
    let mut addressed = |result: Result<Document, _>| {
        each(result.map(|mut document| {
            envelope.address(&mut document);
            document.origins = vec![origin.clone()];
            document
        }))
    };
    let flow = body(reading, message, &mut addressed)?;
    if flow.is_break() {
        return Ok(flow);
    }
    forwarded(reading, message, origin, each)
}

/// Reads the messages attached to `message`.
fn forwarded(reading: &Reading, message: &Message<'_>, origin: &Origin, each: Each<'_>) -> Flow {
    let nested = message.attachments().filter_map(|part| match &part.body {
        PartType::Message(message) => Some(message),
        _ => None,
    });
    for (number, message) in (1..).zip(nested) {
        if reading.limits.archive_depth <= reading.archive_depth {
            return Err((None, Fault::Nested(reading.limits.archive_depth)));
        }
        let record = reading.record.map(|record| format!("message-{record}/"));
        let name = format!("{}attached-{number}", record.unwrap_or_default());
        let inner = Reading { record: None, ..reading.inside(&name) };
        let place = format!("{}, attached {number}", origin.place);
        let origin = Origin { place, ..origin.clone() };
        let flow = match parsed_message(&inner, message, &origin, each) {
            Ok(flow) => flow,
            Err((place, fault)) => inner.warn(place, Some(fault), each),
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads the text of `message`: the plain one, if there is one.
fn body(reading: &Reading, message: &Message<'_>, each: Each<'_>) -> Flow {
    let parts = |ids: &[u32]| {
        let parts = ids.iter().filter_map(|id| message.part(*id));
        parts.collect::<Vec<_>>()
    };
    let (mut plain, mut pages) = (Vec::new(), Vec::new());
    for part in parts(&message.text_body).into_iter().chain(parts(&message.html_body)) {
        match part.body {
            PartType::Text(_) if pages.is_empty() => plain.push(part),
            PartType::Html(_) => pages.push(part),
            _ => {}
        }
    }
    let language = reading.defaults.language;
    let mut text = Decoded::of(String::new());
    plain.dedup_by_key(|part| part.offset_body);
    for part in plain {
        let mut decoded = decoded(message, part, language)?;
        if reading.warn_all(decoded.take_faults(), each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if !text.text.is_empty() {
            text.text.push_str("\n\n");
        }
        text.text.push_str(&decoded.text);
        text.encoding = text.encoding.or(decoded.encoding);
    }
    if !text.text.trim().is_empty() {
        // Markdown's rules tell what is quoted of an earlier message from what answers it.
        let is_answer = text.text.lines().any(|line| line.starts_with('>'));
        return reading.text(if is_answer { Kind::Markdown } else { Kind::Text }, text, each);
    }
    let Some(page) = pages.first() else { return Err((None, Fault::Blank)) };
    let page = decoded(message, page, language)?;
    let mut read = false;
    let mut noting = |result: Result<_, _>| {
        read |= result.is_ok();
        each(result)
    };
    let result = html::read(reading, page.text.clone().into_bytes(), Some("utf-8"), &mut noting);
    if read {
        return result;
    }
    // Many are no articles, but tables of what looks good.
    reading.text(Kind::Text, Decoded::of(html_to_text(&page.text)), each)
}

/// The text of `part`, in the encoding that it says or else looks like.
fn decoded(
    message: &Message<'_>,
    part: &MessagePart<'_>,
    language: Option<Language>,
) -> Result<Decoded, Stop> {
    let range = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message.get(range).unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    let charset = part.content_type().and_then(|content_type| content_type.attribute("charset"));
    match bytes {
        Some(bytes) => decode(bytes, charset, language),
        None => decode(part.contents().to_vec(), None, None),
    }
}

/// What the head of a message says.
struct Envelope {
    title: Option<String>,
    date: Option<ApproxDate>,
    /// A date that is none.
    fault: Option<String>,
    sender: Option<String>,
    /// Whether it was sent to many by an office, so that the sender's name is that of who
    /// published it.
    is_mailing: bool,
}

impl Envelope {
    fn of(message: &Message<'_>) -> Self {
        let has = |name: &'static str| message.header(name).is_some();
        let sender = message.from().and_then(|from| from.first());
        let written = message.header_raw("Date").map(meta::tidy);
        let date = message.date().and_then(|date| {
            let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
            dates::parse(&day)
        });
        Self {
            title: message.subject().map(meta::tidy).filter(|subject| !subject.is_empty()),
            date,
            fault: written.filter(|written| date.is_none() && !written.is_empty()),
            sender: sender.and_then(|sender| sender.name()).map(meta::tidy),
            is_mailing: has("List-Unsubscribe") && !has("List-Post"),
        }
    }

    fn address(&self, document: &mut Document) {
        document.format = Format::Email;
        document.title = self.title.clone().or(document.title.take());
        document.published = self.date.or(document.published);
        if self.is_mailing {
            document.outlet = self.sender.clone().or(document.outlet.take());
        }
        if document.authors.is_empty() {
            document.authors.extend(self.sender.clone());
        }
    }
}
