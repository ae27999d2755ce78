//! The index on disk, for reading.
//!
//! ```text
//! index/
//!   .lock              held by the one writer
//!   current/           what is searched
//!     onrecord-format  `onrecord index, format 2`
//!     meta.json, …     tantivy's files
//!   next/              what `--rebuild` is writing, swapped in when it is whole
//! ```
//!
//! | format | since | differs in |
//! |---|---|---|
//! | 1 | 0.1.0 | the first |
//! | 2 | 0.1.0 | languages, encodings, places, speeches, copies of a document |

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::{
    Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, TantivyDocument, Term,
    collector::{Count, DocSetCollector},
    query::TermQuery,
    schema::IndexRecordOption,
    tokenizer::{RawTokenizer, TextAnalyzer, TokenizerManager},
};

use super::{
    FORMAT, IndexError,
    analyzer::register,
    folder::{Access, Folder},
    rows::{DocumentRecord, decode_document},
    schema::{Fields, Row},
    state::{Key, State},
};
use crate::{
    model::{Flags, Language},
    people::Applied,
};

/// The folder that is searched.
pub(super) const CURRENT: &str = "current";

/// tantivy's list of what belongs to the last commit.
pub(super) const META: &str = "meta.json";

/// The file that says whose a folder is, and in which format.
pub(super) const FORMAT_FILE: &str = "onrecord-format";
const FORMAT_PREFIX: &str = "onrecord index, format ";

/// An index that is open for reading.
pub struct Store {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// What a commit says beside its rows.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Payload {
    /// [`FORMAT`].
    pub(super) format: u32,
    /// The folders that were indexed: name and place.
    pub(super) roots: BTreeMap<String, PathBuf>,
    /// The files and folders that were given to be read, none inside another.
    #[serde(default)]
    pub(super) given: BTreeSet<PathBuf>,
    /// The flags given with files and folders, which hold for all below them.
    #[serde(default)]
    pub(super) flags: BTreeMap<PathBuf, Flags>,
    /// What the user says of who is who, and what became of it.
    #[serde(default, skip_serializing_if = "Applied::is_empty")]
    pub(super) people: Applied,
}

/// What an index was made of.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct MadeOf {
    /// The files and folders that were given, none inside another.
    #[serde(default)]
    pub given: BTreeSet<PathBuf>,
    /// The flags given with files and folders, which hold for all below them.
    #[serde(default)]
    pub flags: BTreeMap<PathBuf, Flags>,
}

/// What is in an index.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Status {
    /// [`FORMAT`].
    pub format: u32,
    /// The folders that were indexed: name and place.
    pub roots: BTreeMap<String, PathBuf>,
    /// The flags given with files and folders, which hold for all below them.
    pub flags: BTreeMap<PathBuf, Flags>,
    /// Files that documents were read from.
    pub files: u64,
    /// Documents.
    pub documents: u64,
    /// Documents with the text of another one, which are only other addresses of it.
    pub copies: u64,
    /// Documents of each language, those of none that can be told under `None`.
    pub languages: BTreeMap<Option<Language>, u64>,
    /// Documents with characters that could not be read.
    pub undecoded: u64,
    /// Primary statements.
    pub statements: u64,
    /// Other acts of saying.
    pub acts: u64,
    /// Passages.
    pub passages: u64,
    /// Bytes of the documents' texts.
    pub text_bytes: u64,
    /// Bytes of the index on disk.
    pub index_bytes: u64,
    /// Parts that a search looks through one by one.
    pub segments: usize,
    /// Rows that were replaced or removed and still take room.
    pub deleted_rows: u64,
}

impl Store {
    /// Whether there is an index in the folder `path`, of whatever format.
    pub fn exists(path: &Path) -> bool {
        path.join(CURRENT).exists()
    }

    /// What the index in the folder `path` was made of, whatever its format.
    pub fn made_of(path: &Path) -> Result<MadeOf, IndexError> {
        #[derive(Deserialize)]
        struct Meta {
            payload: Option<String>,
        }
        let current = path.join(CURRENT);
        match check_format(path, &current) {
            Err(IndexError::OtherFormat { .. }) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        let damaged = |_| IndexError::Damaged {
            path: path.to_owned(),
            what: format!("`{META}` is cut short or changed"),
        };
        let bytes = match fs::read(current.join(META)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(without_meta(path, &current));
            }
            bytes => bytes.map_err(IndexError::io("reading", path))?,
        };
        let meta: Meta = serde_json::from_slice(&bytes).map_err(damaged)?;
        let Some(payload) = meta.payload else { return Ok(MadeOf::default()) };
        serde_json::from_str(&payload).map_err(damaged)
    }

    /// Opens the index in the folder `path` for a search or a few: only what they touch is read.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        Self::open_for(path, Access::Once)
    }

    /// Opens it to be read as a whole.
    pub(super) fn open_whole(path: &Path) -> Result<Self, IndexError> {
        Self::open_for(path, Access::Whole)
    }

    fn open_for(path: &Path, access: Access) -> Result<Self, IndexError> {
        let current = path.join(CURRENT);
        check_format(path, &current)?;
        let failed = |error| IndexError::engine("opening", path, error);
        let (index, fields) = open_index(path, &current, access)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = reader.try_into().map_err(failed)?;
        Ok(Self { path: path.to_owned(), index, reader, fields })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// tantivy's index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The last commit when it was opened, or reloaded.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Handles to its fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Goes on to the last commit.
    pub fn reload(&self) -> Result<(), IndexError> {
        self.reader.reload().map_err(|error| IndexError::engine("reading", &self.path, error))
    }

    /// What an incremental run must know.
    pub fn state(&self) -> Result<State, IndexError> {
        load_state(&self.path, &self.searcher())
    }

    /// How many live rows of a sort there are.
    pub fn count(&self, row: Row) -> Result<u64, IndexError> {
        let searcher = self.searcher();
        let count = searcher.search(&self.rows(row), &Count);
        count
            .map(|count| count as u64)
            .map_err(|error| IndexError::engine("reading", &self.path, error))
    }

    /// All documents with their copies, by path.
    pub fn documents(&self) -> Result<Vec<DocumentRecord>, IndexError> {
        let mut documents = self.records(Row::Document)?;
        let mut copies: FxHashMap<Key, Vec<DocumentRecord>> = FxHashMap::default();
        for copy in self.records(Row::Copy)? {
            copies.entry(copy.copy_of.unwrap_or_default()).or_default().push(copy);
        }
        for document in &mut documents {
            if copies.is_empty() {
                break;
            }
            let copies = copies.remove(&Key::of_document_key(&document.key));
            document.copies = copies.unwrap_or_default();
        }
        Ok(documents)
    }

    /// What is said of documents in the rows of that sort, by path.
    fn records(&self, row: Row) -> Result<Vec<DocumentRecord>, IndexError> {
        let failed = |error| IndexError::engine("reading", &self.path, error);
        let searcher = self.searcher();
        let mut found: Vec<_> = searcher
            .search(&self.rows(row), &DocSetCollector)
            .map_err(failed)?
            .into_iter()
            .collect();
        found.sort_unstable();
        let mut documents = Vec::with_capacity(found.len());
        for address in found {
            let row: TantivyDocument = searcher.doc(address).map_err(failed)?;
            documents.push(decode_document(&row)?);
        }
        documents.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(documents)
    }

    /// The languages that words are to be looked for in: English, and those of its documents.
    pub fn languages(&self) -> Result<Vec<Language>, IndexError> {
        let failed = |error| IndexError::engine("reading", &self.path, error);
        let mut languages = vec![Language::ENGLISH];
        for segment in self.searcher().segment_readers() {
            let Some(column) = segment.fast_fields().str("language").map_err(failed)? else {
                continue;
            };
            let mut code = String::new();
            for ordinal in 0..column.num_terms() {
                let known = column.ord_to_str(ordinal as u64, &mut code);
                known.map_err(|error| failed(error.into()))?;
                languages.extend(code.parse::<Language>().ok());
            }
        }
        // English stays the first.
        let others = languages.split_off(1);
        let others: BTreeSet<_> =
            others.into_iter().filter(|it| *it != Language::ENGLISH).collect();
        languages.extend(others);
        Ok(languages)
    }

    /// What the user said of who is who when it was written, and what became of it.
    pub fn people(&self) -> Result<Applied, IndexError> {
        Ok(load_payload(&self.path, &self.index)?.people)
    }

    /// What is in it.
    pub fn status(&self) -> Result<Status, IndexError> {
        let failed = |error| IndexError::engine("reading", &self.path, error);
        let payload = load_payload(&self.path, &self.index)?;
        let searcher = self.searcher();
        let deleted = searcher.segment_readers().iter().map(SegmentReader::num_deleted_docs);
        let documents = self.documents()?;
        let mut languages: BTreeMap<_, u64> = BTreeMap::new();
        for document in &documents {
            *languages.entry(document.language).or_default() += 1;
        }
        let undecoded = documents.iter().filter(|document| 0 < document.undecoded).count();
        let space = searcher.space_usage().map_err(|error| failed(error.into()))?;
        Ok(Status {
            format: payload.format,
            roots: payload.roots,
            flags: payload.flags,
            files: self.count(Row::File)?,
            documents: documents.len() as u64,
            copies: self.count(Row::Copy)?,
            languages,
            undecoded: undecoded as u64,
            statements: self.count(Row::Statement)?,
            acts: self.count(Row::Act)?,
            passages: self.count(Row::Passage)?,
            text_bytes: documents.iter().map(|document| document.bytes).sum(),
            index_bytes: space.total().get_bytes(),
            segments: searcher.segment_readers().len(),
            deleted_rows: deleted.map(u64::from).sum(),
        })
    }

    pub(super) fn rows(&self, row: Row) -> TermQuery {
        TermQuery::new(Term::from_field_text(self.fields.row, row.term()), IndexRecordOption::Basic)
    }
}

/// Checks that what is in `current` can be read; `path` is what errors name.
pub(super) fn check_format(path: &Path, current: &Path) -> Result<(), IndexError> {
    let owned = || path.to_owned();
    let text = match fs::read(current.join(FORMAT_FILE)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(if current.join(META).exists() {
                IndexError::Foreign { path: owned() }
            } else {
                IndexError::Missing { path: owned() }
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(IndexError::Foreign { path: owned() });
        }
        Err(cause) => return Err(IndexError::io("reading", current)(cause)),
    };
    let found = text.strip_prefix(FORMAT_PREFIX).and_then(|number| number.trim().parse().ok());
    match found {
        Some(FORMAT) => Ok(()),
        Some(found) => Err(IndexError::OtherFormat { path: owned(), found }),
        None => Err(IndexError::Foreign { path: owned() }),
    }
}

/// Whose a folder is that an index's files may be in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    /// It holds an index of this program, of whatever format.
    Us,
    /// It is not there, or nothing is in it.
    Nobody,
    /// It holds something else.
    Other,
}

impl Owner {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nobody),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Self::Other),
            Err(error) => return Err(error),
        };
        if entries.next().is_none() {
            return Ok(Self::Nobody);
        }
        Ok(match fs::read(folder.join(FORMAT_FILE)) {
            Ok(bytes) if bytes.starts_with(FORMAT_PREFIX.as_bytes()) => Self::Us,
            // Whoever was killed before its first byte was written.
            Ok(bytes) if bytes.is_empty() && entries.next().is_none() => Self::Us,
            _ => Self::Other,
        })
    }
}

/// Whether `folder` is one that an index's files are in: texts are not looked for there.
pub(crate) fn is_index(folder: &Path) -> bool {
    folder.join(FORMAT_FILE).is_file()
}

/// What it means that nothing says what belongs to the last commit: rows that nothing points to
/// are damage; without any, there never was a commit.
pub(super) fn without_meta(path: &Path, current: &Path) -> IndexError {
    let path = path.to_owned();
    let mut entries = fs::read_dir(current).into_iter().flatten().filter_map(Result::ok);
    let is_segment = |name: &Path| name.extension().is_some_and(|extension| extension == "store");
    if entries.any(|entry| is_segment(Path::new(&entry.file_name()))) {
        IndexError::Damaged { path, what: format!("`{META}` is missing") }
    } else {
        IndexError::Missing { path }
    }
}

/// Writes down which format `current` is in.
pub(super) fn write_format(current: &Path) -> io::Result<()> {
    fs::write(current.join(FORMAT_FILE), format!("{FORMAT_PREFIX}{FORMAT}\n"))
}

pub(super) fn open_index(
    path: &Path,
    current: &Path,
    access: Access,
) -> Result<(Index, Fields), IndexError> {
    let failed = |error| IndexError::engine("opening", path, error);
    if !current.join(META).exists() {
        return Err(without_meta(path, current));
    }
    let folder = Folder::open(current, access).map_err(|error| failed(error.into()))?;
    let mut index = Index::open(folder).map_err(failed)?;
    index.set_tokenizers(tokenizers());
    let fields = Fields::of(&index.schema()).ok_or_else(|| IndexError::Damaged {
        path: path.to_owned(),
        what: "its schema lacks a field".to_owned(),
    })?;
    Ok((index, fields))
}

pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::new();
    // tantivy asks for a default even for fields that are no text.
    for name in ["raw", "default"] {
        tokenizers.register(name, TextAnalyzer::from(RawTokenizer::default()));
    }
    register(&tokenizers);
    tokenizers
}

pub(super) fn load_payload(path: &Path, index: &Index) -> Result<Payload, IndexError> {
    let metas = index.load_metas().map_err(|error| IndexError::engine("reading", path, error))?;
    let Some(payload) = metas.payload else {
        return Ok(Payload { format: FORMAT, ..Payload::default() });
    };
    serde_json::from_str(&payload).map_err(|_| IndexError::Damaged {
        path: path.to_owned(),
        what: "its last commit has no valid payload".to_owned(),
    })
}

pub(super) fn load_state(path: &Path, searcher: &Searcher) -> Result<State, IndexError> {
    State::load(searcher).map_err(|error| IndexError::engine("reading", path, error))?.ok_or_else(
        || IndexError::Damaged {
            path: path.to_owned(),
            what: "what it says about its files cannot be read".to_owned(),
        },
    )
}
