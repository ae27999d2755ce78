//! Writing an index, so that whatever happens the last commit stays.
//!
//! What tantivy needs for that: garbage is collected as soon as the writer is open, because what
//! a killed one left behind would block it for good; temporary files of a killed one are swept;
//! all that the next run must know is in the commit; what waits to be indexed is bounded in
//! bytes; after a failed write the writer rolls back and collects garbage before anything else;
//! and merges are always waited for.

mod committed;
mod forms;
mod mend;
mod merge;
mod people;
mod places;
mod writer;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashSet;
use tantivy::{
    Directory as _, Index, IndexSettings, IndexWriter, TantivyDocument, TantivyError, Term,
    directory::error::OpenDirectoryError, indexer::UserOperation,
};

use super::{
    FORMAT, IndexError,
    budget::Budget,
    error::WRITING,
    folder::{Access, Folder, Trouble},
    maker::End,
    place::{CURRENT, META, check_format, glance, without_meta, write_format},
    rows::{Prepared, Rows, size},
    schema::{Fields, Row, schema},
    state::{FileState, Key, State},
    store::{Payload, load_payload, load_state, open_index},
};
use crate::model::Flags;
pub use mend::{keys_left, mend};
use places::{
    NEXT, clear, finish_swap, ignore_in_git, lock, refuse_foreign, remove_folder, swap, sweep,
};
use writer::{Waiting, open_writer, set_up};

/// Bytes of rows that are handed to tantivy's thread at once.
const BATCH: usize = 128 << 10;

/// How much memory a builder may use.
#[derive(Clone, Copy, Debug)]
pub struct BuilderOptions {
    /// Bytes that tantivy collects before it writes a segment.
    pub heap: usize,
    /// Bytes of rows that wait to be indexed.
    pub waiting: usize,
}

impl Default for BuilderOptions {
    fn default() -> Self {
        Self { heap: 64 << 20, waiting: 8 << 20 }
    }
}

/// Opens the folder of an index's files.
pub(super) type Over<'a> = dyn Fn(&Path) -> Result<Folder, OpenDirectoryError> + 'a;

/// The one writer of an index.
pub struct Builder {
    path: PathBuf,
    /// The folder it writes in, `current` or `next`.
    folder: PathBuf,
    /// Free again when it is closed.
    _lock: File,
    index: Index,
    trouble: Arc<Trouble>,
    fields: Fields,
    /// Gone after a failure that the writer did not survive.
    writer: Option<IndexWriter<Waiting>>,
    budget: Arc<Budget>,
    /// What the next commit says beside its rows.
    payload: Payload,
    state: State,
    /// Keys that rows may have, committed or not.
    keys: FxHashSet<Key>,
    changed: bool,
    waiting: u64,
    /// Rows of small documents, added together.
    pending: Vec<TantivyDocument>,
    pending_bytes: usize,
    /// Pairs of stem and form that the next commit brings.
    forms: String,
}

impl Builder {
    /// Opens the index in the folder `path` for writing, making it where there is none.
    pub fn open(path: &Path, options: BuilderOptions) -> Result<Self, IndexError> {
        Self::open_over(path, options, &|folder| Folder::open(folder, Access::Write))
    }

    /// Opens it as [`Self::open`] does, over files that `over` gives.
    pub(super) fn open_over(
        path: &Path,
        options: BuilderOptions,
        over: &Over<'_>,
    ) -> Result<Self, IndexError> {
        refuse_foreign(path)?;
        let lock = lock(path)?;
        finish_swap(path).map_err(IndexError::io(WRITING, path))?;
        Self::open_in(path, path.join(CURRENT), lock, options, over)
    }

    /// Starts a new index beside the one in `path`; [`Self::finish`] swaps it in.
    pub fn rebuild(path: &Path, options: BuilderOptions) -> Result<Self, IndexError> {
        refuse_foreign(path)?;
        let lock = lock(path)?;
        finish_swap(path).map_err(IndexError::io(WRITING, path))?;
        let over: &Over<'_> = &|folder| Folder::open(folder, Access::Write);
        Self::open_in(path, path.join(NEXT), lock, options, over)
    }

    fn open_in(
        path: &Path,
        folder: PathBuf,
        lock: File,
        options: BuilderOptions,
        over: &Over<'_>,
    ) -> Result<Self, IndexError> {
        let failed = |error| IndexError::engine(WRITING, path, error);
        match check_format(path, &folder) {
            Ok(()) => {}
            Err(IndexError::Missing { .. }) => create(path, &folder, over)?,
            Err(error) => return Err(error),
        }
        if !folder.join(META).exists() {
            match without_meta(path, &folder) {
                IndexError::Missing { .. } => create(path, &folder, over)?,
                error => return Err(error),
            }
        }
        glance(path, &folder)?;
        sweep(&folder).map_err(IndexError::io(WRITING, path))?;
        let files = over(&folder).map_err(|error| failed(error.into()))?;
        files.mend_copy().map_err(IndexError::io(WRITING, path))?;
        let trouble = files.trouble();
        let (index, fields) = open_index(path, files)?;
        let writer = open_writer(&index, options.heap).map_err(failed)?;
        let payload = Payload { format: FORMAT, ..load_payload(path, &index)? };
        let mut builder = Self {
            path: path.to_owned(),
            folder,
            _lock: lock,
            index,
            trouble,
            fields,
            writer: Some(writer),
            budget: Arc::new(Budget::new(options.waiting)),
            payload,
            state: State::default(),
            keys: FxHashSet::default(),
            changed: false,
            waiting: 0,
            pending: Vec::new(),
            pending_bytes: 0,
            forms: String::new(),
        };
        builder.load()?;
        Ok(builder)
    }

    /// Reads what the last commit says.
    pub fn load(&mut self) -> Result<(), IndexError> {
        self.state = load_state(&self.path, &self.searcher()?)?;
        let documents = self.state.documents.iter().map(|document| document.key);
        // Beside those of rows that are not committed yet, which are to be replaced, too.
        self.keys.extend(documents.chain(self.state.files.iter().map(FileState::key)));
        Ok(())
    }

    /// Handles to the index's fields, for [`super::prepare`].
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What the last commit before it was opened says.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The folders that were indexed: name and place.
    pub fn roots(&self) -> &BTreeMap<String, PathBuf> {
        &self.payload.roots
    }

    /// Notes where the folder `name` is.
    pub fn set_root(&mut self, name: String, place: PathBuf) {
        if self.payload.roots.get(&name) != Some(&place) {
            self.payload.roots.insert(name, place);
            self.changed = true;
        }
    }

    /// Notes that everything at or below `place` belongs into the index.
    pub fn set_given(&mut self, place: PathBuf) {
        if self.payload.given.iter().any(|given| place.starts_with(given)) {
            return;
        }
        self.payload.given.retain(|given| !given.starts_with(&place));
        self.payload.given.insert(place);
        self.changed = true;
    }

    /// Remembers which flags hold for files and folders and all below them.
    pub fn set_flags(&mut self, flags: BTreeMap<PathBuf, Flags>) {
        self.changed |= self.payload.flags != flags;
        self.payload.flags = flags;
    }

    /// The flags that hold for files and folders and all below them.
    pub fn flags(&self) -> &BTreeMap<PathBuf, Flags> {
        &self.payload.flags
    }

    /// Forgets that anything at or below `place` was given.
    pub fn drop_given(&mut self, place: &Path) {
        let before = self.payload.clone();
        self.payload.given.retain(|given| !given.starts_with(place));
        self.payload.flags.retain(|given, _| !given.starts_with(place));
        self.changed |= self.payload != before;
    }

    /// Forgets a folder that nothing is left of.
    pub fn drop_root(&mut self, name: &str) {
        self.changed |= self.payload.roots.remove(name).is_some();
    }

    /// Bytes of rows added since the last commit.
    pub fn uncommitted(&self) -> u64 {
        self.waiting
    }

    /// Whether there is anything to commit.
    pub fn has_changed(&self) -> bool {
        self.changed
    }

    /// Puts a document's rows in the place of those that it had. Where making one panics, none of
    /// them is left.
    pub fn replace(&mut self, document: Prepared) -> Result<End, IndexError> {
        let Prepared { rows, bytes, state, record, forms, failed } = document;
        self.remove(state.key)?;
        self.keys.insert(state.key);
        let mut maker = match rows {
            Rows::Made(rows) => {
                self.waiting += bytes as u64;
                self.note_forms(&forms)?;
                let each = bytes / rows.len().max(1) + 1;
                rows.into_iter().try_for_each(|row| self.add(row, each))?;
                return Ok(End { record, state, forms, failed });
            }
            Rows::ToMake(maker) => maker,
        };
        loop {
            match catch_unwind(AssertUnwindSafe(|| maker.next())) {
                Ok(Some(row)) => {
                    let bytes = size(&row);
                    self.waiting += bytes as u64;
                    self.add(row, bytes)?;
                }
                Ok(None) => break,
                Err(_) => {
                    self.remove(state.key)?;
                    return Err(IndexError::NoRows { document: record.key });
                }
            }
        }
        self.note_forms(&maker.end.forms)?;
        Ok(maker.end)
    }

    /// Takes the rows of `key` out.
    pub fn remove(&mut self, key: Key) -> Result<(), IndexError> {
        if self.keys.remove(&key) {
            self.changed = true;
            self.forget_people(key);
            // A deletion reaches what was added before it.
            self.add_pending()?;
            let term = Term::from_field_bytes(self.fields.key, &key.bytes());
            self.writer()?.delete_term(term);
        }
        Ok(())
    }

    /// Takes a file and all its documents out.
    pub fn remove_file(&mut self, file: &FileState) -> Result<(), IndexError> {
        self.changed = true;
        self.forget_people_of(file.key());
        self.add_pending()?;
        let term = Term::from_field_bytes(self.fields.file, &file.key().bytes());
        self.writer()?.delete_term(term);
        Ok(())
    }

    /// Notes that all of `file` is in the index.
    pub fn put_file(&mut self, file: &FileState) -> Result<(), IndexError> {
        let key = file.key();
        self.remove(key)?;
        self.keys.insert(key);
        let mut row = TantivyDocument::new();
        row.add_text(self.fields.row, Row::File.term());
        row.add_bytes(self.fields.key, &key.bytes());
        row.add_bytes(self.fields.file, &key.bytes());
        row.add_bytes(self.fields.state, file.encode().as_bytes());
        self.add(row, 256)
    }

    /// Adds a row of about so many `bytes`.
    fn add(&mut self, row: TantivyDocument, bytes: usize) -> Result<(), IndexError> {
        self.changed = true;
        self.pending.push(row);
        self.pending_bytes += bytes;
        if self.pending_bytes < BATCH { Ok(()) } else { self.add_pending() }
    }

    /// Hands the rows that wait for more to tantivy, as one entry in its queue.
    fn add_pending(&mut self) -> Result<(), IndexError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let rows = mem::take(&mut self.pending);
        let ticket = Arc::new(self.budget.take(mem::take(&mut self.pending_bytes)));
        let waiting = |row| Waiting { row, _ticket: Arc::clone(&ticket) };
        let rows: Vec<_> = rows.into_iter().map(|row| UserOperation::Add(waiting(row))).collect();
        drop(ticket);
        match self.writer()?.run(rows) {
            Ok(_) => Ok(()),
            // The writer's thread died: only a commit tells of what.
            Err(error) => {
                let cause = self.writer()?.prepare_commit().err();
                Err(self.failed(cause.unwrap_or(error)))
            }
        }
    }

    /// Makes everything since the last commit visible, at once and for good.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        if !self.changed {
            return Ok(());
        }
        self.add_forms()?;
        self.add_pending()?;
        let payload = serde_json::to_string(&self.payload).map_err(|error| IndexError::Engine {
            doing: WRITING,
            path: self.path.clone(),
            reason: error.to_string(),
        })?;
        let committed = self.writer()?.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&payload);
            prepared.commit()
        });
        if let Err(error) = committed {
            return Err(self.failed(error));
        }
        self.safe()?;
        self.changed = false;
        self.waiting = 0;
        Ok(())
    }

    /// Goes back to the last commit.
    pub fn rollback(&mut self) -> Result<(), IndexError> {
        self.pending.clear();
        self.pending_bytes = 0;
        self.forms.clear();
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        let failed = |error| IndexError::engine(WRITING, &self.path, error);
        // A merge under way does not know what the next writer needs, and would delete it.
        self.trouble.keep_all();
        writer.rollback().map_err(failed)?;
        self.index.directory().sync_directory().map_err(IndexError::io(WRITING, &self.path))?;
        self.trouble.clear();
        set_up(&writer).map_err(failed)?;
        self.writer = Some(writer);
        self.payload = load_payload(&self.path, &self.index)?;
        self.changed = false;
        self.waiting = 0;
        self.load()
    }

    /// Commits, waits for merges, and swaps a rebuilt index in.
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        if let Some(writer) = self.writer.take() {
            let waited = writer.wait_merging_threads();
            waited.map_err(|error| IndexError::engine(WRITING, &self.path, error))?;
            self.safe()?;
            // What the last merges made needless; the next writer does it where this one cannot.
            let _ = clear(&self.index, &self.folder);
        }
        if self.folder.ends_with(NEXT) {
            swap(&self.path).map_err(IndexError::io(WRITING, &self.path))?;
        }
        Ok(())
    }

    /// Goes back to the last commit and closes; what a rebuild wrote is removed.
    pub fn abandon(mut self) -> Result<(), IndexError> {
        self.rollback()?;
        let next = self.folder.ends_with(NEXT).then(|| self.folder.clone());
        let path = self.path.clone();
        drop(self);
        next.map_or(Ok(()), |next| remove_folder(&next)).map_err(IndexError::io(WRITING, &path))
    }

    /// Fails where what was committed is in place, but may not outlive a loss of power.
    fn safe(&mut self) -> Result<(), IndexError> {
        let Some(cause) = self.trouble.late() else { return Ok(()) };
        let error = IndexError::io(WRITING, &self.path)(cause);
        let _ = self.rollback();
        Err(error)
    }

    /// Rolls back after a failed write; the writer must not be used as it is.
    fn failed(&mut self, error: TantivyError) -> IndexError {
        // Where that fails, too, the writer is gone, and the last commit stands.
        let _ = self.rollback();
        IndexError::engine(WRITING, &self.path, error)
    }
}

impl Drop for Builder {
    /// A writer dropped in mid-merge can leave an index that nobody can read.
    fn drop(&mut self) {
        // Whoever wants to know whether that went well calls [`Self::finish`].
        let _ = self.writer.take().map(IndexWriter::wait_merging_threads);
    }
}

fn create(path: &Path, folder: &Path, over: &Over<'_>) -> Result<(), IndexError> {
    let io = |cause| IndexError::io(WRITING, path)(cause);
    let failed = |error| IndexError::engine(WRITING, path, error);
    fs::create_dir_all(folder).map_err(io)?;
    ignore_in_git(path).map_err(io)?;
    write_format(folder).map_err(io)?;
    let directory = over(folder).map_err(|error| failed(error.into()))?;
    let trouble = directory.trouble();
    let index = Index::create(directory, schema(), IndexSettings::default()).map_err(failed)?;
    drop(index);
    trouble.late().map_or(Ok(()), |cause| Err(io(cause)))
}
