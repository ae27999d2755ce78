//! Mends what an index says twice.

use std::{collections::BTreeSet, path::Path};

use tantivy::TantivyDocument;

use super::places::{finish_swap, lock, refuse_foreign, sweep};
use crate::index::{
    IndexError, Store, decode_document,
    error::WRITING,
    folder::{Access, Folder},
    manifest::{COPY, Manifest},
    place::{
        CURRENT, FORMAT_FILE, META, check_format, is_of_this_format, read_if_there, write_format,
    },
};

/// Mends the index in the folder `path` as far as one of its files can be told by others. Returns
/// what was done, in words.
pub fn mend(path: &Path) -> Result<Vec<String>, IndexError> {
    refuse_foreign(path)?;
    let _lock = lock(path)?;
    let failed = |cause| IndexError::io(WRITING, path)(cause);
    finish_swap(path).map_err(failed)?;
    let current = path.join(CURRENT);
    let mut mended = Vec::new();
    let wrong_format = match check_format(path, &current) {
        Err(IndexError::OtherFormat { .. }) => is_of_this_format(&current),
        Err(IndexError::Damaged { .. }) => true,
        _ => false,
    };
    if wrong_format {
        write_format(&current).map_err(failed)?;
        mended.push(format!("`{FORMAT_FILE}`"));
    }
    let meta = read_if_there(&current.join(META))?;
    let copy = read_if_there(&current.join(COPY))?;
    let manifest = |bytes: &Option<Vec<u8>>| bytes.as_deref().and_then(Manifest::read);
    let (of_meta, of_copy) = (manifest(&meta), manifest(&copy));
    // Only a commit whose files are all there.
    let stands = |manifest: &Option<Manifest>| {
        manifest.as_ref().is_some_and(|manifest| manifest.glance(&current).is_ok())
    };
    let sequence = |manifest: &Option<Manifest>| manifest.as_ref().map(|it| it.sequence);
    let newer = sequence(&of_meta) < sequence(&of_copy);
    let engine = |error| IndexError::engine(WRITING, path, error);
    let folder = Folder::open(&current, Access::Write).map_err(|error| engine(error.into()))?;
    if newer && stands(&of_copy) {
        folder.take_from_copy().map_err(failed)?;
        mended.push(format!("`{META}`, from `{COPY}`"));
    } else if copy != meta && stands(&of_meta) {
        folder.mend_copy().map_err(failed)?;
        mended.push(format!("`{COPY}`, from `{META}`"));
    }
    sweep(&current).map_err(failed)?;
    Ok(mended)
}

/// The keys of all documents whose rows can still be read in the index in the folder `path`,
/// whatever else is wrong with it: rows are read one by one, without looking anything up.
pub fn keys_left(path: &Path) -> Result<BTreeSet<String>, IndexError> {
    let store = Store::open_unchecked(path)?;
    let failed = |error| IndexError::engine("reading", path, error);
    let mut keys = BTreeSet::new();
    for segment in store.searcher().segment_readers() {
        let rows = segment.get_store_reader(0).map_err(|error| failed(error.into()))?;
        // Rows that are no documents' do not read as such.
        let found = rows.iter::<TantivyDocument>(segment.alive_bitset());
        keys.extend(found.filter_map(|row| Some(decode_document(&row.ok()?).ok()?.key)));
    }
    Ok(keys)
}
