//! The text that rows are stored as: compact, and never a panic on one that is none.
//!
//! Numbers stand between the words as ASCII control and other characters, so that the whole is UTF-8:
//! tantivy stores a text in one piece, and bytes one by one.

use super::{
    rows::{DocumentRecord, PassageRecord},
    state::Key,
};
use crate::{
    model::{
        Agent, ApproxDate, Attribution, DateBasis, Format, Kind, Record, SaidRecord, Span,
        SpeakerKind, Wording,
    },
    text::slug,
};

/// The first character of every row.
const VERSION: u8 = 3;

/// Bits of a number in a character, below that which says that more follow.
const BITS: u32 = 6;

/// Writes values one behind the other.
pub(super) struct Writer(String);

/// Reads them back; `None` where the text is not what was written.
pub(super) struct Reader<'a>(&'a str);

/// The text of a statement.
pub fn encode(record: &Record) -> String {
    let mut out = Writer::new(record.quote.len() + record.context.len() + 256);
    let (hash, ordinal) = split_id(&record.id).unwrap_or_default();
    let plain_id = split_id(&record.id).is_some();
    let parent = record.parent.as_deref();
    let near = parent.and_then(split_id).filter(|(other, _)| plain_id && *other == hash);
    let one_context = record.context == record.quote;
    out.flags([plain_id, record.primary, near.is_some(), one_context]);
    if plain_id {
        out.fixed(hash);
        out.number(ordinal.into());
    } else {
        out.text(&record.id);
    }
    match near {
        Some((_, ordinal)) => out.number(ordinal.into()),
        None => out.option(parent, Writer::text),
    }
    out.text(&record.document);
    out.option(record.title.as_deref(), Writer::text);
    out.option(record.outlet.as_deref(), Writer::text);
    out.option(record.url.as_deref(), Writer::text);
    out.option(record.published, Writer::date);
    out.text(&record.quote);
    out.spans(&record.spans);
    out.spans(&record.quoted);
    if !one_context {
        out.text(&record.context);
    }
    out.spans(&[record.context_span]);
    out.choice(Kind::ALL, record.kind);
    out.choice(Wording::ALL, record.wording);
    out.choice(Attribution::ALL, record.attribution);
    out.option(record.cue.as_deref(), Writer::text);
    out.number(record.confidence.to_bits().into());
    out.option(record.speaker.as_ref(), Writer::agent);
    for agents in [&record.via, &record.addressees, &record.joint_with] {
        out.list(agents, Writer::agent);
    }
    out.option(record.said.as_ref(), |out, said| {
        out.option(said.date, Writer::date);
        out.option(said.as_written.as_deref(), Writer::text);
        out.choice(DateBasis::ALL, said.basis);
    });
    out.list(&record.topics, |out, topic| out.text(topic));
    out.option(record.place.as_deref(), Writer::text);
    out.into_text()
}

/// The statement of the text that [`encode`] gave.
pub(super) fn decode_record(text: &str) -> Option<Record> {
    let mut from = Reader::new(text)?;
    let [plain_id, primary, near, one_context] = from.flags()?;
    let mut hash = 0;
    let id = if plain_id {
        hash = from.fixed()?;
        format!("{hash:016x}/{}", from.number()?)
    } else {
        from.text()?
    };
    let parent = if near {
        Some(format!("{hash:016x}/{}", from.number()?))
    } else {
        from.option(Reader::text)?
    };
    let document = from.text()?;
    let title = from.option(Reader::text)?;
    let outlet = from.option(Reader::text)?;
    let url = from.option(Reader::text)?;
    let published = from.option(Reader::date)?;
    let quote = from.text()?;
    let spans = from.spans()?;
    let quoted = from.spans()?;
    let context = if one_context { quote.clone() } else { from.text()? };
    let context_span = *from.spans()?.first()?;
    let kind = from.choice(Kind::ALL)?;
    let wording = from.choice(Wording::ALL)?;
    let attribution = from.choice(Attribution::ALL)?;
    let cue = from.option(Reader::text)?;
    let confidence = f32::from_bits(from.short()?);
    let speaker = from.option(Reader::agent)?;
    let via = from.list(Reader::agent)?;
    let addressees = from.list(Reader::agent)?;
    let joint_with = from.list(Reader::agent)?;
    let said = from.option(|from| {
        let date = from.option(Reader::date)?;
        let as_written = from.option(Reader::text)?;
        Some(SaidRecord { date, as_written, basis: from.choice(DateBasis::ALL)? })
    })?;
    let topics = from.list(Reader::text)?;
    let place = from.option(Reader::text)?;
    from.end()?;
    Some(Record {
        id,
        primary,
        parent,
        joint_with,
        document,
        title,
        outlet,
        url,
        published,
        quote,
        spans,
        quoted,
        context,
        context_span,
        kind,
        wording,
        cue,
        attribution,
        confidence,
        speaker,
        via,
        addressees,
        said,
        topics,
        place,
    })
}

/// The text of a passage.
pub(super) fn encode_passage(passage: &PassageRecord) -> String {
    let mut out = Writer::new(passage.text.len() + 128);
    out.fixed(passage.hash);
    out.text(&passage.document);
    out.option(passage.title.as_deref(), Writer::text);
    out.option(passage.outlet.as_deref(), Writer::text);
    out.option(passage.url.as_deref(), Writer::text);
    out.option(passage.published, Writer::date);
    out.spans(&[passage.span]);
    out.text(&passage.text);
    out.into_text()
}

pub(super) fn decode_passage(text: &str) -> Option<PassageRecord> {
    let mut from = Reader::new(text)?;
    let passage = PassageRecord {
        hash: from.fixed()?,
        document: from.text()?,
        title: from.option(Reader::text)?,
        outlet: from.option(Reader::text)?,
        url: from.option(Reader::text)?,
        published: from.option(Reader::date)?,
        span: *from.spans()?.first()?,
        text: from.text()?,
    };
    from.end()?;
    Some(passage)
}

/// The text of a document's record.
pub(super) fn encode_document(document: &DocumentRecord) -> String {
    let mut out = Writer::new(256);
    out.fixed(document.hash);
    out.text(&document.key);
    out.text(&document.path);
    out.text(document.format.name());
    out.option(document.title.as_deref(), Writer::text);
    out.option(document.outlet.as_deref(), Writer::text);
    out.option(document.url.as_deref(), Writer::text);
    out.option(document.published, Writer::date);
    out.option(document.speaker.as_deref(), Writer::text);
    out.list(&document.authors, |out, author| out.text(author));
    out.list(&document.topics, |out, topic| out.text(topic));
    for count in [document.bytes, document.statements, document.acts, document.passages] {
        out.number(count);
    }
    out.option(document.language, |out, language| out.text(language.code()));
    out.option(document.encoding.as_deref(), Writer::text);
    out.number(document.undecoded);
    out.option(document.copy_of, Writer::key);
    out.into_text()
}

pub(super) fn decode_document(text: &str) -> Option<DocumentRecord> {
    let mut from = Reader::new(text)?;
    let document = DocumentRecord {
        hash: from.fixed()?,
        key: from.text()?,
        path: from.text()?,
        format: Format::from_name(&from.text()?)?,
        title: from.option(Reader::text)?,
        outlet: from.option(Reader::text)?,
        url: from.option(Reader::text)?,
        published: from.option(Reader::date)?,
        speaker: from.option(Reader::text)?,
        authors: from.list(Reader::text)?,
        topics: from.list(Reader::text)?,
        bytes: from.number()?,
        statements: from.number()?,
        acts: from.number()?,
        passages: from.number()?,
        language: match from.option(Reader::text)? {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        },
        encoding: from.option(Reader::text)?,
        undecoded: from.number()?,
        copy_of: from.option(Reader::key)?,
        copies: Vec::new(),
    };
    from.end()?;
    Some(document)
}

/// The document's hash and the ordinal of an id that is written as ids are.
fn split_id(id: &str) -> Option<(u64, u32)> {
    let (hash, ordinal) = id.split_once('/')?;
    let parts = (u64::from_str_radix(hash, 16).ok()?, ordinal.parse().ok()?);
    (format!("{:016x}/{}", parts.0, parts.1) == id).then_some(parts)
}

impl Writer {
    pub(super) fn new(capacity: usize) -> Self {
        let mut out = Self(String::with_capacity(capacity));
        out.small(VERSION);
        out
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Adds a number below 128.
    fn small(&mut self, number: u8) {
        debug_assert!(number.is_ascii(), "{number} takes two bytes");
        self.0.push(char::from(number));
    }

    fn flags(&mut self, flags: [bool; 4]) {
        self.small((0..4).map(|bit| u8::from(flags[bit]) << bit).sum());
    }

    /// Adds a number that may be any.
    pub(super) fn fixed(&mut self, number: u64) {
        for shift in (0..64).step_by(7) {
            self.small((number >> shift & 0x7f).to_le_bytes()[0]);
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        for part in key.parts() {
            self.fixed(part);
        }
    }

    /// Adds a number that is mostly small.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >> BITS != 0 {
            self.small(number.to_le_bytes()[0] & 0x3f | 0x40);
            number >>= BITS;
        }
        self.small(number.to_le_bytes()[0]);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.push_str(text);
    }

    fn date(&mut self, date: ApproxDate) {
        self.signed(date.first_day());
        self.signed(date.last_day() - date.first_day());
    }

    pub(super) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.small(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, values: &[T], write: impl Fn(&mut Self, &T)) {
        self.number(values.len() as u64);
        for value in values {
            write(self, value);
        }
    }

    fn choice<T: Copy + PartialEq>(&mut self, all: &[T], value: T) {
        let place = all.iter().position(|other| *other == value).unwrap_or(all.len());
        self.number(place as u64);
    }

    fn spans(&mut self, spans: &[Span]) {
        self.list(spans, |out, span| {
            out.number(span.start.into());
            out.number(u64::from(span.end - span.start));
        });
    }

    fn agent(&mut self, agent: &Agent) {
        let by_name = agent.id == slug(&agent.name);
        let as_named = agent.as_written.as_deref() == Some(&agent.name);
        self.flags([by_name, as_named, false, false]);
        self.text(&agent.name);
        if !by_name {
            self.text(&agent.id);
        }
        if !as_named {
            self.option(agent.as_written.as_deref(), Self::text);
        }
        self.choice(SpeakerKind::ALL, agent.kind);
        self.option(agent.role.as_deref(), Self::text);
        self.option(agent.span, |out, span| out.spans(&[span]));
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let mut from = Self(text);
        (from.small()? == VERSION).then_some(from)
    }

    pub(super) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn small(&mut self) -> Option<u8> {
        self.take(1).map(|char| char.as_bytes()[0])
    }

    fn flags(&mut self) -> Option<[bool; 4]> {
        let number = self.small()?;
        (number < 16).then(|| [0, 1, 2, 3].map(|bit| number >> bit & 1 == 1))
    }

    pub(super) fn fixed(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            number |= u64::from(self.small()?) << shift;
        }
        Some(number)
    }

    pub(super) fn key(&mut self) -> Option<Key> {
        Some(Key::from_parts(self.fixed()?, self.fixed()?))
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(BITS as usize) {
            let small = self.small()?;
            number |= u64::from(small & 0x3f) << shift;
            if small < 0x40 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn short(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.number()?.try_into().ok()?;
        self.take(length).map(str::to_owned)
    }

    fn date(&mut self) -> Option<ApproxDate> {
        let first = self.signed()?;
        ApproxDate::from_days(first, first.checked_add(self.signed()?)?)
    }

    #[expect(clippy::option_option, reason = "damaged, absent and present are three things")]
    pub(super) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.small()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        // Every value takes a byte at least, so a longer list is damage, not a reason to allocate.
        if length > self.0.len() as u64 {
            return None;
        }
        (0..length).map(|_| read(self)).collect()
    }

    fn choice<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(usize::try_from(self.number()?).ok()?).copied()
    }

    fn spans(&mut self) -> Option<Vec<Span>> {
        self.list(|from| {
            let start = from.short()?;
            Some(Span { start, end: start.checked_add(from.short()?)? })
        })
    }

    fn agent(&mut self) -> Option<Agent> {
        let [by_name, as_named, ..] = self.flags()?;
        let name = self.text()?;
        let id = if by_name { slug(&name) } else { self.text()? };
        let as_written = if as_named { Some(name.clone()) } else { self.option(Self::text)? };
        let kind = self.choice(SpeakerKind::ALL)?;
        let role = self.option(Self::text)?;
        let span = match self.option(Self::spans)? {
            Some(spans) => Some(*spans.first()?),
            None => None,
        };
        Some(Agent { id, name, as_written, kind, role, span })
    }
}
