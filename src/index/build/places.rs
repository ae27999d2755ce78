//! The folders of an index: whose they are, who may write, and how a new one takes its place.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::Path,
    thread,
    time::Duration,
};

use tantivy::{Directory as _, Index, directory::META_LOCK};

use crate::index::{
    IndexError,
    error::WRITING,
    folder::is_segments,
    manifest::Manifest,
    place::{CURRENT, FORMAT_FILE, META, Owner},
};

pub(super) const NEXT: &str = "next";
const OLD: &str = "old";
const LOCK: &str = ".lock";
const GITIGNORE: &str = ".gitignore";

/// How often the lock is tried, a hundredth of a second apart.
const ATTEMPTS: u32 = 20;

/// Fails where the folder `path`, or one in it that this program would write or delete, is
/// somebody else's.
pub(super) fn refuse_foreign(path: &Path) -> Result<(), IndexError> {
    let foreign = || IndexError::Foreign { path: path.to_owned() };
    let mut ours = false;
    for name in [CURRENT, NEXT, OLD] {
        match Owner::of(&path.join(name)).map_err(IndexError::io("reading", path))? {
            Owner::Us => ours = true,
            Owner::Nobody => {}
            Owner::Other => return Err(foreign()),
        }
    }
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(foreign()),
        entries => entries.map_err(IndexError::io("reading", path))?,
    };
    let others = entries.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name();
        let hidden = name.as_encoded_bytes().starts_with(b".");
        !hidden && ![CURRENT, NEXT, OLD].iter().any(|known| name == *known)
    });
    if others && !ours { Err(foreign()) } else { Ok(()) }
}

/// Sees to it that nobody else writes to the index in the folder `path`.
pub(super) fn lock(path: &Path) -> Result<File, IndexError> {
    let failed = |cause| IndexError::io(WRITING, path)(cause);
    fs::create_dir_all(path).map_err(failed)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
    let file = file.map_err(failed)?;
    for attempt in 0..ATTEMPTS {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // A program that this process starts holds what is open until it has become one.
            Err(TryLockError::WouldBlock) if attempt + 1 < ATTEMPTS => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
    }
    Err(IndexError::Locked { path: path.to_owned() })
}

/// Removes the temporary files of a writer that was killed.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".tmp") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Removes the files in `folder` that the last commit does not need, while nobody writes and no
/// reader is about to open one of them.
pub(super) fn clear(index: &Index, folder: &Path) -> tantivy::Result<()> {
    let _lock = index.directory().acquire_lock(&META_LOCK)?;
    let Some(manifest) = Manifest::read(&fs::read(folder.join(META))?) else { return Ok(()) };
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let name = name.to_str().unwrap_or_default();
        if is_segments(name) && !manifest.files.contains_key(name) {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

/// Puts `next` in the place of `current`: at one stroke where the system can, so that a search
/// finds the one or the other.
pub(super) fn swap(path: &Path) -> io::Result<()> {
    let (current, next, old) = (path.join(CURRENT), path.join(NEXT), path.join(OLD));
    File::open(&next)?.sync_all()?;
    if !current.exists() {
        fs::rename(&next, &current)?;
    } else if exchange(&next, &current).is_err() {
        remove_folder(&old)?;
        fs::rename(&current, &old)?;
        fs::rename(&next, &current)?;
    }
    File::open(path)?.sync_all()?;
    remove_folder(&next)?;
    remove_folder(&old)
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Ends a swap that was killed on its way, and clears what it replaced, or what a killed rebuild
/// left.
pub(super) fn finish_swap(path: &Path) -> io::Result<()> {
    let (current, next, old) = (path.join(CURRENT), path.join(NEXT), path.join(OLD));
    if old.exists() && !current.exists() {
        let whole = if next.exists() { &next } else { &old };
        fs::rename(whole, &current)?;
    }
    remove_folder(&next)?;
    remove_folder(&old)
}

/// Removes a folder of an index's files; last of them the one that says whose it is, so that what
/// is left by somebody killed on the way is known again.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let mut last = None;
    for entry in entries {
        let entry = entry?;
        if entry.file_name() == FORMAT_FILE {
            last = Some(entry.path());
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    last.map_or(Ok(()), fs::remove_file)?;
    fs::remove_dir(path)
}

/// Has git leave a new index alone, unless somebody said something else.
pub(super) fn ignore_in_git(path: &Path) -> io::Result<()> {
    match OpenOptions::new().create_new(true).write(true).open(path.join(GITIGNORE)) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
