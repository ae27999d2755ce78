//! The index on disk, for reading.
//!
//! ```text
//! index/
//!   .lock              held by the one writer
//!   .gitignore         an index is made, not kept
//!   current/           what is searched
//!     onrecord-format  `onrecord index, format 6`
//!     meta.json        the last commit, with the manifest of its files
//!     onrecord-meta-copy.json  the same once more
//!     …                tantivy's files
//!   next/              what `--rebuild` is writing, swapped in when it is whole
//! ```
//!
//! | format | since | differs in |
//! |---|---|---|
//! | 1 | 0.1.0 | the first |
//! | 2 | 0.1.0 | languages, encodings, places, speeches, copies of a document |
//! | 3 | 0.1.0 | how many words a quote has, fingerprints of its wording |
//! | 4 | 0.1.0 | running text indexed once, by its words; a stem's forms are looked up |
//! | 5 | 0.1.0 | the manifest in `meta.json`, and its copy; forms in rows of their own |
//! | 6 | 0.1.0 | two of the commonest words side by side are a term |

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::{
    Index, IndexReader, ReloadPolicy, Searcher, SearcherGeneration, SegmentReader, TantivyDocument,
    Term,
    collector::{Count, DocSetCollector},
    query::TermQuery,
    schema::IndexRecordOption,
    tokenizer::{RawTokenizer, TextAnalyzer, TokenizerManager},
};

use super::{
    FORMAT, IndexError,
    analyzer::register,
    columns::Opened,
    folder::{Access, Folder},
    manifest::{COPY, Manifest},
    place::{CURRENT, META, changed, check_format, glance, read_if_there, without_meta},
    rows::{DocumentRecord, decode_document},
    schema::{Fields, Row},
    state::{Key, State},
};
use crate::{
    model::{Flags, Language},
    people::Applied,
};

/// An index that is open for reading.
pub struct Store {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    opened: RwLock<Option<(SearcherGeneration, Arc<Opened>)>>,
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
    /// Whether copies may stand beside what they are copies of, as documents of their own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) unsettled: bool,
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
            Err(IndexError::OtherFormat { .. } | IndexError::Damaged { .. }) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        let damaged = || changed(path, META);
        let bytes = read_if_there(&current.join(META))?;
        let copy =
            read_if_there(&current.join(COPY))?.filter(|copy| Manifest::read(copy).is_some());
        let bytes = match (bytes, copy) {
            (Some(bytes), Some(_)) if Manifest::read(&bytes).is_some() => bytes,
            (_, Some(copy)) => copy,
            (Some(bytes), None) => bytes,
            (None, None) => return Err(without_meta(path, &current)),
        };
        let meta: Meta = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let Some(payload) = meta.payload else { return Ok(MadeOf::default()) };
        serde_json::from_str(&payload).map_err(|_| damaged())
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
        let mut seen = None;
        loop {
            let result = Self::try_open(path, &current, access);
            // A writer that was done meanwhile has put other files in the place of these.
            let meta = fs::read(current.join(META)).ok();
            match result {
                Err(IndexError::Damaged { .. } | IndexError::Io { .. }) if seen != meta => {
                    seen = meta;
                }
                result => return result,
            }
        }
    }

    /// Opens it whatever is known to be wrong with its files.
    pub fn open_unchecked(path: &Path) -> Result<Self, IndexError> {
        Self::open_files(path, &path.join(CURRENT), Access::Whole)
    }

    fn try_open(path: &Path, current: &Path, access: Access) -> Result<Self, IndexError> {
        check_format(path, current)?;
        glance(path, current)?;
        Self::open_files(path, current, access)
    }

    fn open_files(path: &Path, current: &Path, access: Access) -> Result<Self, IndexError> {
        let failed = |error| IndexError::engine("opening", path, error);
        let folder = Folder::open(current, access).map_err(|error| failed(error.into()))?;
        let (index, fields) = open_index(path, folder)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = reader.try_into().map_err(failed)?;
        Ok(Self { path: path.to_owned(), index, reader, fields, opened: RwLock::default() })
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

    /// The columns of what `searcher` searches, as they are open.
    pub fn opened(&self, searcher: &Searcher) -> Arc<Opened> {
        let generation = searcher.generation();
        let known = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, opened)) if of == generation => Arc::clone(opened),
            _ => {
                drop(known);
                let mut known = self.opened.write().unwrap_or_else(PoisonError::into_inner);
                let before = known.as_ref().map(|(_, opened)| &**opened);
                let opened = Arc::new(Opened::new(searcher, before));
                *known = Some((generation.clone(), Arc::clone(&opened)));
                opened
            }
        }
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
        let opened = self.opened(&self.searcher());
        let languages = opened.kept.get_or_make("languages", |_| true, || languages(&opened));
        languages
            .map(|languages| languages.to_vec())
            .map_err(|error| IndexError::engine("reading", &self.path, error))
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

/// English, and the languages of the documents.
fn languages(opened: &Opened) -> tantivy::Result<Vec<Language>> {
    let mut others = BTreeSet::new();
    for columns in opened.segments() {
        let Some(column) = columns.text("language")? else { continue };
        let mut code = String::new();
        for ordinal in 0..column.num_terms() {
            column.ord_to_str(ordinal as u64, &mut code)?;
            others.extend(code.parse::<Language>().ok());
        }
    }
    others.remove(&Language::ENGLISH);
    Ok([Language::ENGLISH].into_iter().chain(others).collect())
}

pub(super) fn open_index(path: &Path, folder: Folder) -> Result<(Index, Fields), IndexError> {
    let failed = |error| IndexError::engine("opening", path, error);
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
