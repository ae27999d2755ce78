//! Documents and statements into rows, and rows back.

use std::sync::Arc;

use tantivy::{TantivyDocument, schema::Value};

use super::{
    IndexError, codec,
    maker::{End, Maker, Part, Parts},
    schema::{Fields, Row},
    state::{DocumentState, Key, Twin},
};
use crate::model::{ApproxDate, Document, Format, Language, Record, Span};

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
    /// Bytes that the rows take in memory, where they are made.
    pub bytes: usize,
    /// What the next run must know of it.
    pub state: DocumentState,
    /// What the index says about it; what it has is counted when its rows are made.
    pub record: DocumentRecord,
    /// Pairs of stem and form that its thread met in it first, where its rows are made.
    pub(super) forms: String,
    /// Why nothing could be found in it, where its rows are made.
    pub(super) failed: Option<String>,
}

/// More rows than this are made one by one as they are added: a row takes ten times the room of
/// its statement.
const MANY: usize = 10_000;

/// Rows that are made, or will be when they are asked for.
pub(super) enum Rows {
    Made(Vec<TantivyDocument>),
    ToMake(Box<Maker>),
}

/// Makes the rows of `document`, which was read from `file` under `settings`; pure work that any
/// thread can do.
pub fn prepare(
    fields: &Fields,
    file: Key,
    settings: u64,
    document: &Arc<Document>,
    part: Part,
) -> Prepared {
    let n_rows = part.n_rows() + 1;
    let mut maker = maker(fields, file, settings, document, Box::new([part].into_iter()));
    if MANY < n_rows {
        return Prepared::to_make(maker);
    }
    let mut rows = Vec::with_capacity(n_rows);
    rows.extend(&mut maker);
    let End { record, state, forms, failed } = maker.end;
    let bytes = rows.iter().map(size).sum::<usize>() + forms.len();
    Prepared { rows: Rows::Made(rows), bytes, state, record, forms, failed }
}

/// The same of a document in parts, whose rows are made as they are added.
pub fn prepare_parts(
    fields: &Fields,
    file: Key,
    settings: u64,
    document: &Arc<Document>,
    parts: Parts,
) -> Prepared {
    Prepared::to_make(maker(fields, file, settings, document, parts))
}

fn maker(
    fields: &Fields,
    file: Key,
    settings: u64,
    document: &Arc<Document>,
    parts: Parts,
) -> Maker {
    let record = DocumentRecord {
        hash: document.hash(),
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
        language: document.language,
        encoding: document.encoding.map(str::to_owned),
        undecoded: document.text.matches('\u{fffd}').count() as u64,
        ..DocumentRecord::default()
    };
    let state = DocumentState {
        key: Key::of_document(document),
        file,
        fingerprint: DocumentState::fingerprint(document, settings),
        twin: Twin::of(document),
        copy_of: None,
    };
    Maker::new(fields, settings, document, record, state, parts)
}

impl Prepared {
    fn to_make(maker: Maker) -> Self {
        let End { record, state, .. } = &maker.end;
        let (record, state) = (record.clone(), *state);
        let (rows, forms) = (Rows::ToMake(Box::new(maker)), String::new());
        Self { rows, bytes: 0, state, record, forms, failed: None }
    }

    /// Leaves of it what a copy of the document `of` has.
    #[must_use]
    pub fn into_copy(self, fields: &Fields, of: Key) -> Self {
        let Self { forms, failed, record, state, .. } = self;
        Self { forms, failed, ..prepare_copy(fields, record, state, of) }
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
    let (bytes, rows) = (size(&out), Rows::Made(vec![out]));
    Prepared { rows, bytes, state, record, forms: String::new(), failed: None }
}

/// What of an id, a name or a path stands in terms and columns.
pub fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_ID)]
}

/// Bytes that a row takes in memory, about.
pub(super) fn size(row: &TantivyDocument) -> usize {
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
