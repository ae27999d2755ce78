//! Large files as a writer reads them: in windows, so that a merge of segments has in memory what it
//! looks at, not all that it has looked at.

use std::{
    fs::{self, File},
    io,
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tantivy::{
    HasLen,
    directory::{Directory as _, FileHandle, MmapDirectory, OwnedBytes},
};

/// Files shorter than this are mapped into memory and stay there.
const LARGE: u64 = 4 << 20;

/// Bytes that are read at once; lists of postings, which follow each other, are shorter.
const WINDOW: usize = 64 << 10;

/// What is longer than this is mapped for as long as it is looked at.
const LONG: usize = 1 << 20;

/// A large file.
#[derive(Debug)]
pub(super) struct Windowed {
    file: File,
    folder: PathBuf,
    name: PathBuf,
    len: usize,
    /// Where the bytes that were read last begin, and they.
    last: Mutex<(usize, OwnedBytes)>,
}

impl Windowed {
    /// Opens the file `name` in `folder`, if it is large.
    pub(super) fn open(folder: &Path, name: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(name);
        let len = fs::metadata(&path)?.len();
        if len < LARGE {
            return Ok(None);
        }
        let file = File::open(path)?;
        let len = usize::try_from(len).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let last = Mutex::new((0, OwnedBytes::empty()));
        let (folder, name) = (folder.to_owned(), name.to_owned());
        Ok(Some(Self { file, folder, name, len, last }))
    }
}

impl HasLen for Windowed {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Windowed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if LONG < range.len() {
            // Its own mapping, which goes with the bytes.
            let folder = MmapDirectory::open(&self.folder).map_err(io::Error::other)?;
            let whole = folder.get_file_handle(&self.name).map_err(io::Error::other)?;
            return whole.read_bytes(range);
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let held = last.0..last.0 + last.1.len();
        if range.start < held.start || held.end < range.end {
            let end = range.end.max(self.len.min(range.start + WINDOW));
            let mut bytes = vec![0; end - range.start];
            self.file.read_exact_at(&mut bytes, range.start as u64)?;
            *last = (range.start, OwnedBytes::new(bytes));
        }
        let (start, bytes) = &*last;
        Ok(bytes.slice(range.start - start..range.end - start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_reads_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> =
            (0..5_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        fs::write(folder.path().join("large"), &bytes).unwrap();
        fs::write(folder.path().join("small"), &bytes[..1000]).unwrap();
        assert!(Windowed::open(folder.path(), Path::new("small")).unwrap().is_none());
        let file = Windowed::open(folder.path(), Path::new("large")).unwrap().unwrap();
        assert_eq!(file.len(), bytes.len());
        let ranges = [
            0..0,
            0..10,
            5..10,
            65_530..65_540,
            60_000..200_000,
            10..2_000_000,
            70_000..70_001,
            bytes.len() - 8..bytes.len(),
            bytes.len()..bytes.len(),
        ];
        for range in ranges {
            assert_eq!(file.read_bytes(range.clone()).unwrap().as_slice(), &bytes[range]);
        }
        assert!(file.read_bytes(bytes.len() - 1..bytes.len() + 1).is_err());
    }
}
