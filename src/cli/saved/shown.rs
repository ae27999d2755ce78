//! What each saved search has shown: a file each in `.onrecord/` beside the index, so that it
//! outlives an index that is deleted and built again.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
};

use xxhash_rust::xxh3::xxh3_64;

use super::{CliError, Places, beside, cannot, replace};
use crate::{query::Seen, text::slug};

const FOLDER: &str = ".onrecord";

/// What one search has shown. While it is held, another process that looks waits.
pub(in crate::cli) struct Shown {
    path: PathBuf,
    /// What it was when it was opened.
    pub(in crate::cli) seen: Seen,
    lock: Option<File>,
}

impl Shown {
    /// Opens what the search `name` has shown, to look only.
    pub(in crate::cli) fn peek(places: &Places, name: &str) -> Result<Self, CliError> {
        let path = path(places, name);
        let seen = read(&path)?;
        Ok(Self { path, seen, lock: None })
    }

    /// Opens it to be written, after whoever else does.
    pub(in crate::cli) fn open(places: &Places, name: &str) -> Result<Self, CliError> {
        let path = path(places, name);
        let folder = path.parent().unwrap_or(&path).to_owned();
        fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).map_err(|error| cannot("write", &lock_path, &error))?;
        match lock.lock() {
            // Where nothing can be locked, two at once show the same twice, and nothing is missed.
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(error) => return Err(cannot("lock", &lock_path, &error)),
        }
        let seen = read(&path)?;
        Ok(Self { path, seen, lock: Some(lock) })
    }

    /// Writes down what has been shown by now.
    pub(in crate::cli) fn put(self, seen: &Seen) -> Result<(), CliError> {
        replace(&self.path, seen.to_text().as_bytes())?;
        drop(self.lock);
        Ok(())
    }

    /// Forgets all of it.
    pub(in crate::cli) fn remove(self) -> Result<(), CliError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(cannot("remove", &self.path, &error))
            }
            _ => Ok(()),
        }
    }
}

fn path(places: &Places, name: &str) -> PathBuf {
    let index = places.index.file_name().unwrap_or_default();
    let number = xxh3_64(name.as_bytes()) & 0xffff_ffff;
    let folder = beside(places).join(FOLDER).join(index);
    // Some disks take `A` for `a`, and a slug is the same for both.
    folder.join(format!("{}-{number:08x}.seen", slug(name)))
}

fn read(path: &std::path::Path) -> Result<Seen, CliError> {
    match fs::read_to_string(path) {
        Ok(text) => Seen::from_text(&text).map_err(|error| {
            CliError::user(format!("cannot read `{}`: {error}", path.display()))
                .hint("remove it, and all that matches is new once more")
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::default()),
        Err(error) => Err(cannot("read", path, &error)),
    }
}
