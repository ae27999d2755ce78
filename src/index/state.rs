//! What an incremental run must know, kept in the index itself: one column, read without the
//! stored rows.

use tantivy::Searcher;
use xxhash_rust::xxh3::Xxh3;

use super::codec::{Reader, Writer};
use crate::model::Document;

/// A 128-bit hash that rows are replaced and forgotten by.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Key(u128);

/// A file that documents were read from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FileState {
    /// The name of its root, which its documents' keys begin with.
    pub root: String,
    /// Its path below the root, `/`-separated.
    pub relative: String,
    /// Bytes.
    pub size: u64,
    /// Last change, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// Its number on its disk.
    pub inode: u64,
    /// Hash of what else its statements depend on: topics, options, the program's version.
    pub settings: u64,
    /// Documents in it.
    pub documents: u64,
    /// Records in it that were left out as broken.
    pub broken: u64,
}

/// A document as an incremental run knows it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DocumentState {
    /// Hash of its key.
    pub key: Key,
    /// The file it was read from.
    pub file: Key,
    /// Hash of all that was read.
    pub fingerprint: u64,
}

/// Everything that an incremental run must know.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The files, in no order.
    pub files: Vec<FileState>,
    /// The documents, in no order.
    pub documents: Vec<DocumentState>,
}

const FILE: u8 = b'F';
const DOCUMENT: u8 = b'D';

impl Key {
    /// The key of a document's rows.
    pub fn of_document(document: &Document) -> Self {
        Self::of(&[b"document", document.key.as_bytes()])
    }

    /// The key of a file's rows.
    pub fn of_file(root: &str, relative: &str) -> Self {
        Self::of(&[b"file", root.as_bytes(), relative.as_bytes()])
    }

    fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Xxh3::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.digest128())
    }

    pub(super) fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    fn parts(self) -> [u64; 2] {
        let bytes = self.0.to_be_bytes();
        let half = |from: usize| {
            bytes[from..from + 8].iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
        };
        [half(0), half(8)]
    }

    fn from_parts(high: u64, low: u64) -> Self {
        Self(u128::from(high) << 64 | u128::from(low))
    }
}

impl FileState {
    /// The key of its rows.
    pub fn key(&self) -> Key {
        Key::of_file(&self.root, &self.relative)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new(self.root.len() + self.relative.len() + 64);
        out.number(FILE.into());
        out.text(&self.root);
        out.text(&self.relative);
        out.number(self.size);
        out.signed(self.modified_ns);
        out.fixed(self.inode);
        out.fixed(self.settings);
        out.number(self.documents);
        out.number(self.broken);
        out.into_bytes()
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            root: from.text()?,
            relative: from.text()?,
            size: from.number()?,
            modified_ns: from.signed()?,
            inode: from.fixed()?,
            settings: from.fixed()?,
            documents: from.number()?,
            broken: from.number()?,
        })
    }
}

impl DocumentState {
    /// Hash of everything that ingest read, so that a changed date counts as a change too, and
    /// of the settings.
    pub fn fingerprint(document: &Document, settings: u64) -> u64 {
        let mut hasher = Xxh3::with_seed(settings);
        let mut text = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        text(&document.key);
        text(&document.path);
        text(document.format.name());
        text(&document.text);
        for part in [&document.title, &document.outlet, &document.url, &document.speaker] {
            text(part.as_deref().unwrap_or("\0"));
        }
        text(&document.published.map(|date| date.to_string()).unwrap_or_default());
        for list in [&document.authors, &document.topics] {
            text(&list.len().to_string());
            for part in list {
                text(part);
            }
        }
        let mut number = |number: u32| hasher.update(&number.to_le_bytes());
        for span in &document.hidden {
            number(span.start);
            number(span.end);
        }
        for paragraph in &document.paragraphs {
            number(paragraph.span.start);
            number(paragraph.span.end);
            number(paragraph.turn.map_or(0, |turn| turn + 1));
        }
        for turn in &document.turns {
            hasher.update(turn.name.as_deref().unwrap_or("\0").as_bytes());
            hasher.update(&[u8::from(turn.anonymous)]);
        }
        hasher.digest()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new(64);
        out.number(DOCUMENT.into());
        for part in self.key.parts().into_iter().chain(self.file.parts()) {
            out.fixed(part);
        }
        out.fixed(self.fingerprint);
        out.into_bytes()
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut key = || Some(Key::from_parts(from.fixed()?, from.fixed()?));
        let (key, file) = (key()?, key()?);
        Some(Self { key, file, fingerprint: from.fixed()? })
    }
}

impl State {
    /// Reads it off the column of every live row; `None` where the column is damaged.
    pub(super) fn load(searcher: &Searcher) -> tantivy::Result<Option<Self>> {
        let mut state = Self::default();
        for segment in searcher.segment_readers() {
            let Some(column) = segment.fast_fields().bytes("state")? else { continue };
            let mut live = vec![false; column.num_terms()];
            for row in segment.doc_ids_alive() {
                for ordinal in column.term_ords(row) {
                    if let Some(live) =
                        usize::try_from(ordinal).ok().and_then(|at| live.get_mut(at))
                    {
                        *live = true;
                    }
                }
            }
            let mut terms = column.dictionary().stream()?;
            let mut flags = live.into_iter();
            while terms.advance() {
                if flags.next() == Some(true) && state.add(terms.key()).is_none() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(state))
    }

    fn add(&mut self, bytes: &[u8]) -> Option<()> {
        let mut from = Reader::new(bytes)?;
        match u8::try_from(from.number()?).ok()? {
            FILE => self.files.push(FileState::read(&mut from)?),
            DOCUMENT => self.documents.push(DocumentState::read(&mut from)?),
            _ => return None,
        }
        from.end()
    }
}
