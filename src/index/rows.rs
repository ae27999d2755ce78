//! Documents and statements into rows, and rows back.

use std::{borrow::Cow, sync::Arc, vec};

use tantivy::{
    TantivyDocument,
    schema::{Field as Handle, Value},
};

use super::{
    IndexError, codec,
    forms::KnownForms,
    schema::{Fields, NameField, Row},
    state::{DocumentState, Key, Twin},
};
use crate::{
    model::{Agent, ApproxDate, Attribution, Document, Format, Language, Record, Span, Statement},
    text::{Density, fingerprints, slug, words},
};

/// Bytes of an id or a label in a term or a column, at most.
const LONGEST_ID: usize = 240;

/// A document of the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentRecord {
    /// [`Document::hash`]: what its statements' ids begin with.
    pub hash: u64,
    /// [`Document::key`].
    pub key: String,
    /// [`Document::path`].
    pub path: String,
    /// [`Document::format`].
    pub format: Format,
    /// [`Document::title`].
    pub title: Option<String>,
    /// [`Document::outlet`].
    pub outlet: Option<String>,
    /// [`Document::url`].
    pub url: Option<String>,
    /// [`Document::published`].
    pub published: Option<ApproxDate>,
    /// [`Document::speaker`].
    pub speaker: Option<String>,
    /// [`Document::authors`].
    pub authors: Vec<String>,
    /// [`Document::topics`].
    pub topics: Vec<String>,
    /// Bytes of its text.
    pub bytes: u64,
    /// Its primary statements.
    pub statements: u64,
    /// Its other acts of saying.
    pub acts: u64,
    /// Its passages.
    pub passages: u64,
    /// [`Document::language`].
    pub language: Option<Language>,
    /// [`Document::encoding`].
    pub encoding: Option<String>,
    /// Characters that could not be read, which stand as U+FFFD.
    pub undecoded: u64,
    /// The document that has the same text, where this is a copy of it.
    pub copy_of: Option<Key>,
    /// Its copies, by key; in no row, but found by [`super::Store::documents`].
    pub copies: Vec<DocumentRecord>,
}

/// A paragraph's text outside statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassageRecord {
    /// [`Document::hash`].
    pub hash: u64,
    /// [`Document::path`].
    pub document: String,
    /// [`Document::title`].
    pub title: Option<String>,
    /// [`Document::outlet`].
    pub outlet: Option<String>,
    /// [`Document::url`].
    pub url: Option<String>,
    /// [`Document::published`].
    pub published: Option<ApproxDate>,
    /// Bytes of the document's text.
    pub span: Span,
    /// The words under it, markup left out.
    pub text: String,
}

/// A document's rows, ready to be added.
pub struct Prepared {
    pub(super) rows: Rows,
    /// Bytes that the rows take in memory, when they are made.
    pub bytes: usize,
    /// How many rows there are.
    pub(super) n_rows: usize,
    /// What the next run must know of it.
    pub state: DocumentState,
    /// What the index says about it.
    pub record: DocumentRecord,
    /// Pairs of stem and form that its thread met in it first.
    pub(super) forms: String,
}

/// More rows than this are made one by one as they are added: a row takes ten times the room of
/// its statement.
const MANY: usize = 10_000;

/// Rows that are made, or will be when they are asked for.
pub(super) enum Rows {
    Made(vec::IntoIter<TantivyDocument>),
    ToMake(Box<Maker>),
}

impl Iterator for Rows {
    type Item = TantivyDocument;

    fn next(&mut self) -> Option<TantivyDocument> {
        match self {
            Self::Made(rows) => rows.next(),
            Self::ToMake(maker) => maker.next(),
        }
    }
}

/// Makes the rows of `document`, which was read from `file` under `settings`; pure work that any
/// thread can do.
pub fn prepare(
    fields: &Fields,
    file: Key,
    settings: u64,
    document: &Arc<Document>,
    statements: Vec<Statement>,
    mut passages: Vec<Span>,
    known_forms: &mut KnownForms,
) -> Prepared {
    passages.retain(|span| has_words(document, *span));
    let (hash, key) = (document.hash(), Key::of_document(document));
    let primary = statements.iter().filter(|statement| statement.primary).count() as u64;
    let record = DocumentRecord {
        hash,
        key: document.key.clone(),
        path: document.path.clone(),
        format: document.format,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        url: document.url.clone(),
        published: document.published,
        speaker: document.speaker.clone(),
        authors: document.authors.clone(),
        topics: document.topics.clone(),
        bytes: document.text.len() as u64,
        statements: primary,
        acts: statements.len() as u64 - primary,
        passages: passages.len() as u64,
        language: document.language,
        encoding: document.encoding.map(str::to_owned),
        undecoded: document.text.matches('\u{fffd}').count() as u64,
        copy_of: None,
        copies: Vec::new(),
    };
    let state = DocumentState {
        key,
        file,
        fingerprint: DocumentState::fingerprint(document, settings),
        twin: Twin::of(document),
        copy_of: None,
    };
    let n_rows = statements.len() + passages.len() + 1;
    let mut maker = Maker {
        fields: *fields,
        file,
        document: Arc::clone(document),
        hash,
        key,
        statements: statements.into_iter(),
        passages: passages.into_iter(),
        has_passage: false,
        prints: Vec::new(),
        last: None,
    };
    maker.last = Some(maker.document(&record, &state));
    let (rows, bytes) = if MANY < n_rows {
        (Rows::ToMake(Box::new(maker)), 3 * document.text.len() + 1024 * n_rows)
    } else {
        let rows: Vec<_> = maker.collect();
        let bytes = rows.iter().map(size).sum();
        (Rows::Made(rows.into_iter()), bytes)
    };
    let forms = new_forms(document, known_forms);
    Prepared { rows, bytes: bytes + forms.len(), n_rows, state, record, forms }
}

/// The pairs of stem and form that no document of the thread's had before.
fn new_forms(document: &Document, known_forms: &mut KnownForms) -> String {
    let foreign = document.language.filter(|_| document.is_foreign());
    let text = match document.hidden.as_slice() {
        [] => Cow::Borrowed(document.text.as_str()),
        _ => Cow::Owned(document.plain(Span::new(0, document.text.len()))),
    };
    let texts = [text.as_ref()].into_iter().chain(document.title.as_deref());
    known_forms.add(texts, foreign.unwrap_or(Language::ENGLISH))
}

/// Whether there is a word to find under `span`.
fn has_words(document: &Document, span: Span) -> bool {
    if document.hidden.is_empty() {
        words(span.of(&document.text)).next().is_some()
    } else {
        words(&document.plain(span)).next().is_some()
    }
}

impl Prepared {
    /// Leaves of it what a copy of the document `of` has.
    #[must_use]
    pub fn into_copy(self, fields: &Fields, of: Key) -> Self {
        Self { forms: self.forms, ..prepare_copy(fields, self.record, self.state, of) }
    }
}

/// Makes the only row of a copy of the document `of`: its own name and address.
pub fn prepare_copy(
    fields: &Fields,
    record: DocumentRecord,
    state: DocumentState,
    of: Key,
) -> Prepared {
    let state = DocumentState { copy_of: Some(of), ..state };
    let (statements, acts, passages) = (0, 0, 0);
    let copy_of = Some(of);
    let record = DocumentRecord { statements, acts, passages, copy_of, ..record };
    let mut out = TantivyDocument::new();
    out.add_text(fields.row, Row::Copy.term());
    out.add_bytes(fields.key, &state.key.bytes());
    out.add_bytes(fields.file, &state.file.bytes());
    out.add_bytes(fields.state, state.encode().as_bytes());
    out.add_text(fields.blob, codec::encode_document(&record));
    let (bytes, rows) = (size(&out), Rows::Made(vec![out].into_iter()));
    Prepared { rows, bytes, n_rows: 1, state, record, forms: String::new() }
}

/// Makes the rows of a document: its statements, its passages, and last its own.
pub(super) struct Maker {
    fields: Fields,
    file: Key,
    document: Arc<Document>,
    hash: u64,
    key: Key,
    statements: vec::IntoIter<Statement>,
    passages: vec::IntoIter<Span>,
    /// Whether a passage was made.
    has_passage: bool,
    /// Fingerprints of the last text, kept for its room.
    prints: Vec<u64>,
    last: Option<TantivyDocument>,
}

impl Iterator for Maker {
    type Item = TantivyDocument;

    fn next(&mut self) -> Option<TantivyDocument> {
        if let Some(statement) = self.statements.next() {
            return Some(self.statement(&statement));
        }
        if let Some(span) = self.passages.next() {
            return Some(self.passage(span));
        }
        self.last.take()
    }
}

impl Maker {
    /// A row with what all rows of the document have.
    /// `text` is how many bytes of words will be added to it.
    fn start(&self, row: Row, day: Option<ApproxDate>, text: usize) -> TantivyDocument {
        let (fields, document) = (&self.fields, &self.document);
        // The words stand in it twice: to be found and in the stored row.
        let mut out = TantivyDocument::with_capacity(2 * text + 1024);
        out.add_text(fields.row, row.term());
        out.add_bytes(fields.key, &self.key.bytes());
        out.add_bytes(fields.file, &self.file.bytes());
        out.add_text(fields.hash, format!("{:016x}", self.hash));
        out.add_text(fields.doc, clip(&document.path));
        out.add_text(fields.doc_words, &document.path);
        // A document's passages are many and short: its title finds the first of them.
        if let Some(title) = &document.title
            && (row != Row::Passage || !self.has_passage)
        {
            out.add_text(fields.title, title);
        }
        if let Some(outlet) = &document.outlet {
            add_name(&mut out, fields.outlet, &slug(outlet), outlet);
        }
        if let Some(language) = document.language {
            out.add_text(fields.language, language.code());
        }
        if let Some(date) = document.published {
            out.add_i64(fields.published_first, date.first_day());
            out.add_i64(fields.published_last, date.last_day());
        }
        if let Some(day) = day.or(document.published) {
            out.add_i64(fields.day_first, day.first_day());
            out.add_i64(fields.day_last, day.last_day());
            let (first, last) = (day.first(), day.last());
            if first.year() == last.year() {
                out.add_i64(fields.year, first.year().into());
                if first.month() == last.month() {
                    let month = i64::from(first.year()) * 100 + i64::from(first.month());
                    out.add_i64(fields.month, month);
                }
            }
        }
        out
    }

    /// Adds what `text` and its copies are found by, and returns how many words it has.
    fn add_near(&mut self, out: &mut TantivyDocument, text: &str) -> usize {
        self.prints.clear();
        let n_words = fingerprints(text, Density::Kept, &mut self.prints);
        for print in &self.prints {
            out.add_u64(self.fields.near, *print);
        }
        n_words
    }

    fn statement(&mut self, statement: &Statement) -> TantivyDocument {
        let fields = self.fields;
        let record = Record::new(&self.document, self.hash, statement);
        let row = if record.primary { Row::Statement } else { Row::Act };
        let day = record.said.as_ref().and_then(|said| said.date);
        let mut out = self.start(row, day, record.quote.len() + record.context.len());
        out.add_u64(fields.ordinal, statement.ordinal.into());
        if let Some(speech) = self.speech(statement) {
            out.add_u64(fields.speech, speech);
        }
        let n_words = self.add_near(&mut out, &record.quote);
        out.add_u64(fields.words, n_words as u64);
        add_words(&mut out, fields.quote, fields.quote_couples, &record.quote);
        if record.context != record.quote {
            add_words(&mut out, fields.context, fields.context_couples, &record.context);
        }
        for agent in record.speaker.iter().chain(&record.joint_with) {
            add_agent(&mut out, &fields, fields.speaker, agent);
        }
        for agent in &record.via {
            add_agent(&mut out, &fields, fields.via, agent);
        }
        for agent in &record.addressees {
            add_agent(&mut out, &fields, fields.to, agent);
        }
        add_topics(&mut out, fields.topic, &record.topics);
        out.add_text(fields.kind, record.kind.name());
        out.add_text(fields.wording, record.wording.name());
        out.add_text(fields.attribution, record.attribution.name());
        out.add_f64(fields.confidence, record.confidence.into());
        out.add_text(fields.blob, codec::encode(&record));
        out
    }

    /// Which speech of the document `statement` is a part of, if it is not reported by one.
    fn speech(&self, statement: &Statement) -> Option<u64> {
        if statement.attribution != Attribution::Turn || statement.parent.is_some() {
            return None;
        }
        let start = statement.spans.first()?.start;
        let paragraphs = &self.document.paragraphs;
        let nth = paragraphs.partition_point(|paragraph| paragraph.span.end <= start);
        Some(paragraphs.get(nth)?.turn.map_or(0, |turn| u64::from(turn) + 1))
    }

    fn passage(&mut self, span: Span) -> TantivyDocument {
        let document = Arc::clone(&self.document);
        let text = document.plain(span);
        let mut out = self.start(Row::Passage, None, text.len());
        add_words(&mut out, self.fields.passage, self.fields.passage_couples, &text);
        self.add_near(&mut out, &text);
        let passage = PassageRecord {
            hash: self.hash,
            document: document.path.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            url: document.url.clone(),
            published: document.published,
            span,
            text,
        };
        out.add_text(self.fields.blob, codec::encode_passage(&passage));
        self.has_passage = true;
        out
    }

    fn document(&self, record: &DocumentRecord, state: &DocumentState) -> TantivyDocument {
        let mut out = self.start(Row::Document, None, 0);
        for name in self.document.speaker.iter().chain(&self.document.authors) {
            out.add_text(self.fields.names, name);
        }
        out.add_bytes(self.fields.state, state.encode().as_bytes());
        out.add_text(self.fields.blob, codec::encode_document(record));
        out
    }
}

/// Adds a running text to `field`.
fn add_words(out: &mut TantivyDocument, field: Handle, couples: Handle, text: &str) {
    out.add_text(field, text);
    let found = super::couples::couples(text);
    if !found.is_empty() {
        out.add_text(couples, found);
    }
}

fn add_agent(out: &mut TantivyDocument, fields: &Fields, field: NameField, agent: &Agent) {
    add_name(out, field, &agent.id, &agent.name);
    out.add_text(fields.names, &agent.name);
    if let Some(role) = &agent.role {
        out.add_text(fields.names, role);
    }
}

fn add_name(out: &mut TantivyDocument, field: NameField, id: &str, name: &str) {
    out.add_text(field.words, name);
    if !id.is_empty() {
        out.add_text(field.id, clip(id));
        out.add_text(field.label, format!("{}\t{}", clip(id), clip(name)));
    }
}

/// Adds every topic and those above it, each once.
fn add_topics(out: &mut TantivyDocument, field: Handle, topics: &[String]) {
    let mut paths: Vec<&str> = topics
        .iter()
        .flat_map(|topic| {
            let above = topic.match_indices('/').map(|(slash, _)| &topic[..slash]);
            above.chain([topic.as_str()])
        })
        .map(clip)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        out.add_text(field, path);
    }
}

/// What of an id, a name or a path stands in terms and columns.
pub fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_ID)]
}

fn size(row: &TantivyDocument) -> usize {
    let values = row.field_values().map(|(_, value)| {
        let text = value.as_str().map(str::len);
        text.or_else(|| value.as_bytes().map(<[u8]>::len)).unwrap_or(8) + 16
    });
    values.sum::<usize>() + 64
}

/// The statement stored in a row.
pub fn decode(row: &TantivyDocument) -> Result<Record, IndexError> {
    blob(row).and_then(codec::decode_record).ok_or(IndexError::Row)
}

/// The passage stored in a row.
pub fn decode_passage(row: &TantivyDocument) -> Result<PassageRecord, IndexError> {
    blob(row).and_then(codec::decode_passage).ok_or(IndexError::Row)
}

/// The document stored in a row.
pub fn decode_document(row: &TantivyDocument) -> Result<DocumentRecord, IndexError> {
    blob(row).and_then(codec::decode_document).ok_or(IndexError::Row)
}

/// The blob: the only value that is stored.
fn blob(row: &TantivyDocument) -> Option<&str> {
    row.field_values().find_map(|(_, value)| value.as_str())
}
