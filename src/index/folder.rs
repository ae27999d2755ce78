//! tantivy's view of the folder its files are in: memory-mapped, with what it leaves open closed.

use std::{fs, io, path::Path, sync::Arc};

use tantivy::directory::{
    Advice, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle,
    WritePtr,
    error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

use super::store::{FORMAT_FILE, META};

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
/// It differs from [`MmapDirectory`] in three things. The folder is flushed to disk after
/// `meta.json` was renamed into place, without which a commit could be lost with the power. Files
/// that tantivy makes for their owner alone are opened to whoever may read the others. And a
/// reader goes on without a lock where none can be made, since on a read-only disk nobody writes.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    inner: MmapDirectory,
    path: Arc<Path>,
    access: Access,
}

impl Folder {
    pub(super) fn open(path: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let inner = match access {
            Access::Once => MmapDirectory::open_with_madvice(path, Advice::Random)?,
            Access::Whole | Access::Write => MmapDirectory::open(path)?,
        };
        Ok(Self { inner, path: path.into(), access })
    }

    /// Gives the file `name` the rights of the file that says which format this is.
    fn share(&self, name: &Path) -> io::Result<()> {
        let rights = fs::metadata(self.path.join(FORMAT_FILE))?.permissions();
        fs::set_permissions(self.path.join(name), rights)
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)?;
        // Where rights cannot be set, what was written stands nevertheless.
        let _ = self.share(path);
        if path == Path::new(META) { self.inner.sync_directory() } else { Ok(()) }
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
