//! Whether an index is whole.

use std::{fs, path::Path};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, TantivyDocument, collector::DocSetCollector};

use super::{
    IndexError, Key,
    folder::is_segments,
    manifest::{COPY, Manifest},
    place::{
        CURRENT, FORMAT_FILE, META, changed, check_format, is_of_this_format, put_back,
        read_if_there, without_meta,
    },
    rows::{DocumentRecord, decode, decode_document, decode_passage},
    schema::{Row, schema},
    store::Store,
};

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Check {
    /// Documents looked at.
    pub documents: u64,
    /// Statements and acts read back.
    pub statements: u64,
    /// Passages read back.
    pub passages: u64,
    /// What is wrong, in words; nothing where all is well.
    pub damage: Vec<String>,
    /// What a run that was killed left behind, and the next one clears.
    pub left: Vec<String>,
}

/// Reads the whole index in the folder `path`: every file against its checksum, every row, and
/// every document's record against the rows it should have.
pub fn check(path: &Path) -> Result<Check, IndexError> {
    let Files { damage, left } = files(path)?;
    let mut check = Check { damage, left, ..Check::default() };
    if !check.damage.is_empty() {
        return Ok(check);
    }
    let store = Store::open_whole(path)?;
    if store.index().schema() != schema() {
        check.damage.push(format!("`{META}` has another schema than this program writes"));
        return Ok(check);
    }
    let mut found: FxHashMap<u64, Found> = FxHashMap::default();
    let mut keys: FxHashSet<Key> = FxHashSet::default();
    each(&store, Row::Document, &mut |row| match decode_document(row) {
        Ok(record) => {
            check.documents += 1;
            keys.insert(Key::of_document_key(&record.key));
            let entry = found.entry(record.hash).or_default();
            entry.records += 1;
            entry.record = Some(record);
        }
        Err(error) => check.damage.push(error.to_string()),
    })?;
    for row in [Row::Statement, Row::Act] {
        each(&store, row, &mut |stored| match decode(stored) {
            Ok(record) => {
                check.statements += 1;
                let hash = record.id.split('/').next().unwrap_or_default();
                let entry = found.entry(u64::from_str_radix(hash, 16).unwrap_or(0)).or_default();
                if row == Row::Statement { entry.statements += 1 } else { entry.acts += 1 }
            }
            Err(error) => check.damage.push(error.to_string()),
        })?;
    }
    each(&store, Row::Passage, &mut |row| match decode_passage(row) {
        Ok(passage) => {
            check.passages += 1;
            found.entry(passage.hash).or_default().passages += 1;
        }
        Err(error) => check.damage.push(error.to_string()),
    })?;
    each(&store, Row::Copy, &mut |row| match decode_document(row) {
        Ok(record) => {
            keys.insert(Key::of_document_key(&record.key));
        }
        Err(error) => check.damage.push(error.to_string()),
    })?;
    let mut wrong: Vec<String> =
        found.iter().filter_map(|(hash, found)| found.wrong(*hash)).collect();
    wrong.sort();
    check.damage.extend(wrong);
    check.damage.extend(wrong_state(&store, &keys)?);
    Ok(check)
}

/// What an incremental run would go by, against the documents that are there.
fn wrong_state(store: &Store, keys: &FxHashSet<Key>) -> Result<Vec<String>, IndexError> {
    let state = store.state()?;
    let mut seen = FxHashSet::default();
    let mut damage = Vec::new();
    for document in &state.documents {
        if !seen.insert(document.key) {
            damage.push(format!("the document `{}` is noted twice", document.key.hex()));
        } else if !keys.contains(&document.key) {
            damage.push(format!("the document `{}` is noted and not there", document.key.hex()));
        }
    }
    damage.extend(
        keys.difference(&seen)
            .map(|key| format!("the document `{}` is there and not noted", key.hex())),
    );
    let mut files = FxHashSet::default();
    for file in &state.files {
        if !files.insert(file.key()) {
            damage.push(format!("the file `{}/{}` is noted twice", file.root, file.relative));
        }
    }
    damage.sort();
    Ok(damage)
}

/// Reads every file of the index in the folder `path` against its checksum: what is wrong, in
/// words. Nothing else of the index is used, so that it answers whatever the damage.
pub fn damaged_files(path: &Path) -> Result<Vec<String>, IndexError> {
    Ok(files(path)?.damage)
}

/// The files of an index.
#[derive(Default)]
struct Files {
    damage: Vec<String>,
    left: Vec<String>,
}

/// Looks at every file of the index in the folder `path`.
fn files(path: &Path) -> Result<Files, IndexError> {
    let current = path.join(CURRENT);
    let mut seen = None;
    loop {
        let files = files_once(path, &current)?;
        // A writer that committed meanwhile has put other files in the place of these.
        let meta = fs::read(current.join(META)).ok();
        if files.damage.is_empty() && files.left.is_empty() || seen == meta {
            return Ok(files);
        }
        seen = meta;
    }
}

fn files_once(path: &Path, current: &Path) -> Result<Files, IndexError> {
    let mut files = Files::default();
    let damaged = |error| match error {
        IndexError::Damaged { what, .. } => Ok(what),
        error => Err(error),
    };
    match check_format(path, current) {
        Err(IndexError::OtherFormat { .. }) if is_of_this_format(current) => {
            files.damage.push(damaged(changed(path, FORMAT_FILE))?);
        }
        Err(error) => files.damage.push(damaged(error)?),
        Ok(()) => {}
    }
    let meta = read_if_there(&current.join(META))?;
    let copy = read_if_there(&current.join(COPY))?;
    let manifest = meta.as_deref().and_then(Manifest::read);
    let of_copy = copy.as_deref().and_then(Manifest::read);
    match (&meta, &manifest) {
        (None, _) => files.damage.push(damaged(without_meta(path, current))?),
        (Some(_), None) => files.damage.push(damaged(changed(path, META))?),
        (Some(_), Some(manifest)) => match (&copy, &of_copy) {
            // The first thing that is written; the next run writes its copy.
            (None, _) if manifest.sequence == 0 => {}
            (None, _) => files.damage.push(format!("`{COPY}` is missing")),
            (Some(_), None) => files.damage.push(damaged(changed(path, COPY))?),
            (Some(_), Some(of_copy)) if manifest.sequence < of_copy.sequence => {
                files.damage.push(damaged(put_back(path))?);
            }
            (Some(_), Some(of_copy)) if of_copy.sequence + 1 == manifest.sequence => {
                let what = format!(
                    "`{COPY}` is of the commit before: a run was killed, and the next one writes it"
                );
                files.left.push(what);
            }
            _ if copy != meta => files.damage.push(format!("`{COPY}` is not of this commit")),
            _ => {}
        },
    }
    if let Some(manifest) = manifest.or(of_copy) {
        let damage = manifest.damage(current).map_err(IndexError::io("reading", current))?;
        files.damage.extend(damage);
        files.left.extend(left(path, current, &manifest)?);
    }
    Ok(files)
}

/// What no commit needs.
fn left(path: &Path, current: &Path, manifest: &Manifest) -> Result<Vec<String>, IndexError> {
    let mut left = Vec::new();
    for entry in fs::read_dir(current).map_err(IndexError::io("reading", current))? {
        let name = entry.map_err(IndexError::io("reading", current))?.file_name();
        let name = name.to_string_lossy();
        let known = [META, COPY, FORMAT_FILE].contains(&&*name) || name.ends_with(".lock");
        if known || manifest.files.contains_key(&*name) {
            continue;
        }
        left.push(if is_segments(&name) || name.starts_with(".tmp") {
            format!("`{name}` is in no commit: the next run of `onrecord index` removes it")
        } else {
            format!("`{name}` is no file of this program")
        });
    }
    for name in ["next", "old"] {
        if path.join(name).exists() {
            left.push(format!(
                "`{name}` is half an index: the next run of `onrecord index` removes it"
            ));
        }
    }
    left.sort();
    Ok(left)
}

/// What was found of a document.
#[derive(Default)]
struct Found {
    record: Option<DocumentRecord>,
    records: u64,
    statements: u64,
    acts: u64,
    passages: u64,
}

impl Found {
    fn wrong(&self, hash: u64) -> Option<String> {
        let Some(record) = &self.record else {
            let rows = self.statements + self.acts + self.passages;
            return Some(format!("{rows} rows of `{hash:016x}` belong to no document"));
        };
        if self.records > 1 {
            return Some(format!("`{}` is in the index {} times", record.key, self.records));
        }
        let counts = [
            ("statements", record.statements, self.statements),
            ("acts", record.acts, self.acts),
            ("passages", record.passages, self.passages),
        ];
        let (what, said, found) = counts.into_iter().find(|(_, said, found)| said != found)?;
        Some(format!("`{}` should have {said} {what} and has {found}", record.key))
    }
}

/// Hands every live row of a sort to `each`, in the order they are stored.
fn each(store: &Store, row: Row, each: &mut dyn FnMut(&TantivyDocument)) -> Result<(), IndexError> {
    let failed = |error| IndexError::engine("reading", store.path(), error);
    let searcher = store.searcher();
    let found = searcher.search(&store.rows(row), &DocSetCollector).map_err(failed)?;
    let mut found: Vec<DocAddress> = found.into_iter().collect();
    found.sort_unstable();
    for address in found {
        each(&searcher.doc(address).map_err(failed)?);
    }
    Ok(())
}
