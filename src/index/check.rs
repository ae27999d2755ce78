//! Whether an index is whole.

use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, TantivyDocument, collector::DocSetCollector};

use super::{
    IndexError,
    folder::Access,
    rows::{DocumentRecord, decode, decode_document, decode_passage},
    schema::Row,
    store::{CURRENT, Store, check_format, open_index},
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
}

/// Reads the whole index in the folder `path`: every file against its checksum, every row, and
/// every document's record against the rows it should have.
pub fn check(path: &Path) -> Result<Check, IndexError> {
    let mut check = Check { damage: damaged_files(path)?, ..Check::default() };
    if !check.damage.is_empty() {
        return Ok(check);
    }
    let store = Store::open_whole(path)?;
    let mut found: FxHashMap<u64, Found> = FxHashMap::default();
    each(&store, Row::Document, &mut |row| match decode_document(row) {
        Ok(record) => {
            check.documents += 1;
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
    let mut wrong: Vec<String> =
        found.iter().filter_map(|(hash, found)| found.wrong(*hash)).collect();
    wrong.sort();
    check.damage.extend(wrong);
    Ok(check)
}

/// Reads every file of the index in the folder `path` against its checksum: what is wrong, in
/// words. Nothing else of the index is used, so that it answers whatever the damage.
pub fn damaged_files(path: &Path) -> Result<Vec<String>, IndexError> {
    let current = path.join(CURRENT);
    check_format(path, &current)?;
    let (index, _) = open_index(path, &current, Access::Whole)?;
    let damaged = index.validate_checksum();
    let damaged = damaged.map_err(|error| IndexError::engine("reading", path, error))?;
    let mut damaged: Vec<_> = damaged
        .iter()
        .map(|file| format!("`{}` is not what was written", file.display()))
        .collect();
    damaged.sort();
    Ok(damaged)
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
