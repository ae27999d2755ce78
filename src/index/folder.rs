//! tantivy's view of the folder its files are in: memory-mapped, with what it leaves open closed.

use std::{
    collections::BTreeSet,
    fs, io,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tantivy::directory::{
    Advice, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
    error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

#[cfg(unix)]
use super::window::Windowed;
use super::{
    manifest::{COPY, Manifest, seal},
    place::{FORMAT_FILE, META},
};

/// tantivy's list of the files that it made and may delete.
const MANAGED: &str = ".managed.json";

/// How the files will be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Access {
    /// Here and there, by one search: nothing is read ahead.
    Once,
    /// From end to end.
    Whole,
    /// By a writer.
    Write,
}

/// A folder of tantivy's files.
///
/// It differs from [`MmapDirectory`] in this. `meta.json` is written with its manifest and read
/// back only where that holds, and the folder is flushed to disk after it was renamed into place,
/// without which a commit could be lost with the power. tantivy's list of its files is not kept on
/// disk but made of what is there, so that nothing a killed writer left behind stays or is in the
/// way, and no file costs a rename. Files that tantivy makes for their
/// owner alone are opened to whoever may read the others. And a reader goes on without a lock where
/// none can be made, since on a read-only disk nobody writes.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    inner: Box<dyn Directory>,
    path: Arc<Path>,
    access: Access,
    trouble: Arc<Trouble>,
}

/// What went wrong where tantivy cannot be told without misleading it.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// Set while it is not known which files the commit on disk needs: none is deleted.
    keep_all: AtomicBool,
    /// Why a commit that is in place may not outlive a loss of power.
    late: Mutex<Option<io::Error>>,
}

impl Trouble {
    /// Has nothing deleted until [`Self::clear`].
    pub(super) fn keep_all(&self) {
        self.keep_all.store(true, Ordering::SeqCst);
    }

    /// It is known again what the commit on disk needs.
    pub(super) fn clear(&self) {
        self.keep_all.store(false, Ordering::SeqCst);
    }

    /// Why what was committed last may not be safe, if so.
    pub(super) fn late(&self) -> Option<io::Error> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_late(&self, error: io::Error) {
        self.keep_all();
        *self.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

impl Folder {
    pub(super) fn open(path: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let inner = match access {
            Access::Once => MmapDirectory::open_with_madvice(path, Advice::Random)?,
            Access::Whole | Access::Write => MmapDirectory::open(path)?,
        };
        Ok(Self::over(Box::new(inner), path, access))
    }

    /// The folder `path`, whose files `inner` reads and writes.
    pub(super) fn over(inner: Box<dyn Directory>, path: &Path, access: Access) -> Self {
        Self { inner, path: path.into(), access, trouble: Arc::default() }
    }

    pub(super) fn trouble(&self) -> Arc<Trouble> {
        Arc::clone(&self.trouble)
    }

    /// Writes tantivy's list of segments with our manifest, and its copy.
    fn write_meta(&self, meta: &[u8]) -> io::Result<()> {
        let sealed = seal(&self.path, meta)?;
        self.write_whole(Path::new(META), &sealed)?;
        // From here on the commit is in place. Were tantivy told that it failed, it would go on
        // from the one before, and delete what this one needs.
        let after =
            self.inner.sync_directory().and_then(|()| self.write_whole(Path::new(COPY), &sealed));
        if let Err(error) = after {
            self.trouble.is_late(error);
        }
        Ok(())
    }

    /// Writes the copy anew where a writer was killed before it did.
    pub(super) fn mend_copy(&self) -> io::Result<()> {
        let meta = fs::read(self.path.join(META))?;
        if fs::read(self.path.join(COPY)).is_ok_and(|copy| copy == meta) {
            return Ok(());
        }
        self.write_whole(Path::new(COPY), &meta)
    }

    /// Puts the copy in the place of what it is a copy of.
    pub(super) fn take_from_copy(&self) -> io::Result<()> {
        let copy = fs::read(self.path.join(COPY))?;
        self.write_whole(Path::new(META), &copy)?;
        self.inner.sync_directory()
    }

    fn write_whole(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)?;
        // Where rights cannot be set, what was written stands nevertheless.
        let _ = self.share(path);
        Ok(())
    }

    /// The list of tantivy's files, made of what is there.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let name = name.to_str().unwrap_or_default();
            if is_segments(name) || name == META {
                names.insert(name.to_owned());
            }
        }
        Ok(serde_json::to_vec(&names)?)
    }

    /// Gives the file `name` the rights of the file that says which format this is.
    fn share(&self, name: &Path) -> io::Result<()> {
        let rights = fs::metadata(self.path.join(FORMAT_FILE))?.permissions();
        fs::set_permissions(self.path.join(name), rights)
    }
}

/// Whether a file of that name belongs to a segment: 32 hex digits, a dot, and what it holds.
pub(super) fn is_segments(name: &str) -> bool {
    let id = name.split_once('.').map_or("", |(id, _)| id);
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn changed(path: &Path) -> OpenReadError {
    OpenReadError::wrap_io_error(io::ErrorKind::InvalidData.into(), path.to_owned())
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        #[cfg(unix)]
        if self.access == Access::Write
            && let Ok(Some(file)) = Windowed::open(&self.path, path)
        {
            return Ok(Arc::new(file));
        }
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        if self.trouble.keep_all.load(Ordering::SeqCst) {
            let io_error = Arc::new(io::ErrorKind::ResourceBusy.into());
            return Err(DeleteError::IoError { io_error, filepath: path.to_owned() });
        }
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MANAGED) {
            // Whoever only reads deletes nothing.
            return match self.access {
                Access::Write => self
                    .managed()
                    .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned())),
                Access::Once | Access::Whole => Ok(b"[]".to_vec()),
            };
        }
        let data = self.inner.atomic_read(path)?;
        if path == Path::new(META) && Manifest::read(&data).is_none() {
            return Err(changed(path));
        }
        Ok(data)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        match path.to_str() {
            Some(META) => self.write_meta(data),
            // Read off the folder when it is opened.
            Some(MANAGED) => Ok(()),
            _ => self.write_whole(path, data),
        }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error))
                if self.access != Access::Write
                    && matches!(
                        error.kind(),
                        io::ErrorKind::PermissionDenied
                            | io::ErrorKind::ReadOnlyFilesystem
                            | io::ErrorKind::StorageFull
                            | io::ErrorKind::QuotaExceeded
                    ) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            result => result,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
