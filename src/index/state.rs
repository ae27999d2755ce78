//! What an incremental run must know, kept in the index itself: one column, read without the
//! stored rows.

use tantivy::Searcher;
use xxhash_rust::xxh3::Xxh3;

use super::codec::{Reader, Writer};
use crate::{
    model::{Document, Language},
    text::slug,
};

/// A 128-bit hash that rows are replaced and forgotten by.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
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
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DocumentState {
    /// Hash of its key.
    pub key: Key,
    /// The file it was read from.
    pub file: Key,
    /// Hash of all that was read.
    pub fingerprint: u64,
    /// What its copies are known by; `None` where its text is too short to be copied.
    pub twin: Option<Twin>,
    /// The document that it is a copy of.
    pub copy_of: Option<Key>,
}

/// What tells whether two documents are one text, found at two places.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Twin {
    /// Hash of the words, and of whose they are in a transcript.
    pub words: u64,
    /// Hash of the speaker; 0 where there is none.
    pub speaker: u64,
    /// Hash of the date; 0 where there is none.
    pub date: u64,
    /// Hash of the address; 0 where there is none.
    pub url: u64,
    /// How much else is known of it.
    pub known: u8,
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
        Self::of_document_key(&document.key)
    }

    /// The key of the rows of the document that is known by `key`.
    pub fn of_document_key(key: &str) -> Self {
        Self::of(&[b"document", key.as_bytes()])
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

    /// 32 hex digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }

    /// Its halves, the higher first.
    pub fn parts(self) -> [u64; 2] {
        let bytes = self.0.to_be_bytes();
        let half = |from: usize| {
            bytes[from..from + 8].iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
        };
        [half(0), half(8)]
    }

    /// The key of those halves.
    pub fn from_parts(high: u64, low: u64) -> Self {
        Self(u128::from(high) << 64 | u128::from(low))
    }
}

impl FileState {
    /// The key of its rows.
    pub fn key(&self) -> Key {
        Key::of_file(&self.root, &self.relative)
    }

    pub(super) fn encode(&self) -> String {
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
        out.into_text()
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
        text(document.language.as_ref().map_or("", Language::code));
        text(document.encoding.unwrap_or_default());
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
            hasher.update(turn.known_as(document).unwrap_or("\0").as_bytes());
            let role = turn.speaker.as_ref().and_then(|speaker| speaker.role.as_deref());
            hasher.update(role.unwrap_or("\0").as_bytes());
        }
        for origin in &document.origins {
            hasher.update(&origin.start.to_le_bytes());
            hasher.update(origin.place.as_bytes());
        }
        hasher.digest()
    }

    pub(super) fn encode(&self) -> String {
        let mut out = Writer::new(64);
        out.number(DOCUMENT.into());
        out.key(self.key);
        out.key(self.file);
        out.fixed(self.fingerprint);
        out.option(self.twin, |out, twin| {
            for part in [twin.words, twin.speaker, twin.date, twin.url] {
                out.fixed(part);
            }
            out.number(twin.known.into());
        });
        out.option(self.copy_of, Writer::key);
        out.into_text()
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            key: from.key()?,
            file: from.key()?,
            fingerprint: from.fixed()?,
            twin: from.option(Twin::read)?,
            copy_of: from.option(Reader::key)?,
        })
    }
}

impl Twin {
    /// Bytes that a text has at least for its copies to be looked for: short ones are said twice.
    const LEAST: usize = 200;

    /// What the copies of `document` are known by.
    pub fn of(document: &Document) -> Option<Self> {
        let hash = |text: &str| xxhash_rust::xxh3::xxh3_64(text.as_bytes()).max(1);
        let known = |text: Option<&String>| text.map_or(0, |text| hash(&slug(text)));
        let mut hasher = Xxh3::new();
        let mut length = 0;
        let mut turn = None;
        for paragraph in &document.paragraphs {
            if paragraph.turn != turn {
                turn = paragraph.turn;
                let who = turn.and_then(|turn| document.turns.get(turn as usize));
                let name = who.and_then(|who| who.known_as(document)).unwrap_or_default();
                hasher.update(slug(name).as_bytes());
            }
            for word in document.plain(paragraph.span).split_whitespace() {
                hasher.update(word.as_bytes());
                hasher.update(b" ");
                length += word.len() + 1;
            }
        }
        let others = [document.title.is_some(), document.outlet.is_some()];
        let stated = [document.published.is_some(), document.speaker.is_some()];
        let count = |flags: [bool; 2]| flags.map(u8::from).iter().sum::<u8>();
        (Self::LEAST <= length).then(|| Self {
            words: hasher.digest(),
            speaker: known(document.speaker.as_ref()),
            date: known(document.published.map(|date| date.to_string()).as_ref()),
            url: known(document.url.as_ref()),
            known: 3 * count(stated) + count(others) + u8::from(document.url.is_some()),
        })
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            words: from.fixed()?,
            speaker: from.fixed()?,
            date: from.fixed()?,
            url: from.fixed()?,
            known: from.number()?.try_into().ok()?,
        })
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
        let mut from = Reader::new(str::from_utf8(bytes).ok()?)?;
        match u8::try_from(from.number()?).ok()? {
            FILE => self.files.push(FileState::read(&mut from)?),
            DOCUMENT => self.documents.push(DocumentState::read(&mut from)?),
            _ => return None,
        }
        from.end()
    }
}
