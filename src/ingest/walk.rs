//! Which files are there, in an order that never changes.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use walkdir::{DirEntry, WalkDir};

use super::{
    Fault, IngestError,
    folders::{Folders, SETTINGS},
    options::Defaults,
    sniff,
};

/// A file to read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// The name of the folder that was given, or that the file given is in.
    pub root: String,
    /// The path below that folder, `/`-separated.
    pub relative: String,
    /// What tells a changed file from an unchanged one without reading it.
    pub stamp: Stamp,
    /// Whether it was named itself, and not found in a folder.
    pub named: bool,
    /// What the folders it is in say of all files in them.
    pub defaults: Arc<Defaults>,
}

/// What tells a changed file from an unchanged one without reading it.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Last change, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// The file's number on its disk; 0 where there is none.
    pub inode: u64,
}

impl Source {
    /// What its documents' keys begin with: `news/2024/a.jsonl`.
    pub fn key(&self) -> String {
        if self.root.is_empty() {
            self.relative.clone()
        } else {
            format!("{}/{}", self.root, self.relative)
        }
    }
}

/// Returns the files under `paths`, each folder's in the order of their names.
///
/// Links are followed. Hidden files and folders below `paths` are left out without a word, and so
/// are folders' settings; what cannot be read and what the user leaves out is an error among the
/// rest.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Result<Source, IngestError>> {
    paths.iter().flat_map(|path| Root::new(path))
}

/// Returns what [`walk`] does of `given` that is at or below `parts`, paths that begin with it; one
/// that is gone is no error.
pub fn walk_parts(
    given: PathBuf,
    parts: Vec<PathBuf>,
) -> impl Iterator<Item = Result<Source, IngestError>> {
    parts.into_iter().flat_map(move |part| Root::part(&given, &part))
}

/// One of the paths given, or a part of what is below it.
struct Root {
    path: PathBuf,
    /// Where it really is.
    place: PathBuf,
    name: String,
    entries: Option<walkdir::IntoIter>,
    /// Whether it begins further down than what was given.
    part: bool,
    folders: Folders,
    empty: bool,
}

impl Root {
    fn new(path: &Path) -> Self {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (mut folders, left_out) = Folders::above(&place);
        let mut entries = None;
        if let Some(by) = left_out {
            let fault = Fault::Ignored { by, given: true };
            folders.faults.push_back(IngestError::new(path, fault));
        } else {
            entries = Some(WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter());
        }
        let name = root_name(&place);
        Self { path: path.to_owned(), place, name, entries, part: false, folders, empty: true }
    }

    fn part(given: &Path, part: &Path) -> Self {
        let mut root = Self::new(given);
        let Ok(below) = part.strip_prefix(given) else { return root };
        if below.as_os_str().is_empty() {
            return root;
        }
        let (folders, left_out) = Folders::above(&root.place.join(below));
        if let Some(by) = left_out {
            let fault = Fault::Ignored { by, given: false };
            root.folders.faults.push_back(IngestError::new(part, fault));
            root.entries = None;
        } else if part.exists() && root.entries.is_some() {
            let entries = WalkDir::new(part).follow_links(true).sort_by_file_name();
            (root.entries, root.folders) = (Some(entries.into_iter()), folders);
        } else {
            root.entries = None;
        }
        Self { part: true, empty: false, ..root }
    }

    fn source(&self, entry: &DirEntry) -> Result<Source, IngestError> {
        let path = entry.path();
        let metadata =
            entry.metadata().map_err(|error| IngestError::new(path, unreadable(error.into())))?;
        if let Some(special) = special(metadata.file_type()) {
            return Err(IngestError::new(path, Fault::Special(special)));
        }
        let named = entry.depth() == 0 && !self.part;
        sniff::of_file(path, named).map_err(|fault| IngestError::new(path, fault))?;
        let below = if named {
            Path::new(entry.file_name())
        } else {
            path.strip_prefix(&self.path).unwrap_or(path)
        };
        let parts: Vec<_> = below.iter().map(name_of).collect();
        Ok(Source {
            path: path.to_owned(),
            root: self.name.clone(),
            relative: parts.join("/"),
            stamp: Stamp::of(&metadata),
            named,
            defaults: self.folders.defaults(),
        })
    }

    fn fault(&self, error: &walkdir::Error) -> IngestError {
        let path = error.path().unwrap_or(&self.path);
        if let Some(ancestor) = error.loop_ancestor() {
            return IngestError::new(path, Fault::Loop(ancestor.to_owned()));
        }
        let reason = error.io_error().map_or(io::ErrorKind::Other, io::Error::kind);
        if reason == io::ErrorKind::NotFound {
            return IngestError::new(path, missing(path));
        }
        let again = error.io_error().and_then(io::Error::raw_os_error);
        let cause = again.map_or_else(|| io::Error::from(reason), io::Error::from_raw_os_error);
        IngestError::new(path, unreadable(cause))
    }
}

impl Iterator for Root {
    type Item = Result<Source, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(fault) = self.folders.faults.pop_front() {
                return Some(Err(fault));
            }
            let entries = self.entries.as_mut()?;
            let Some(entry) = entries.next() else {
                self.entries = None;
                return self.empty.then(|| Err(IngestError::new(&self.path, Fault::Empty)));
            };
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() > 0 && error.path().is_some_and(is_hidden) => continue,
                Err(error) => {
                    self.empty = false;
                    return Some(Err(self.fault(&error)));
                }
            };
            let (depth, is_folder) = (entry.depth(), entry.file_type().is_dir());
            if 0 < depth && is_hidden(entry.path()) {
                if is_folder {
                    entries.skip_current_dir();
                }
                continue;
            }
            let below = entry.path().strip_prefix(&self.path).unwrap_or(Path::new(""));
            let given = below.as_os_str().is_empty();
            let place = if given { self.place.clone() } else { self.place.join(below) };
            self.folders.leave(depth);
            if 0 < depth
                && let Some(by) = self.folders.leave_out(&place, is_folder)
            {
                if is_folder {
                    entries.skip_current_dir();
                }
                self.empty = false;
                let fault = Fault::Ignored { by, given: false };
                return Some(Err(IngestError::new(entry.path(), fault)));
            }
            if is_folder {
                self.folders.enter(depth, entry.path(), &place);
                continue;
            }
            if entry.file_name() == SETTINGS {
                continue;
            }
            self.empty = false;
            return Some(self.source(&entry));
        }
    }
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified_ns = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
        Self {
            size: metadata.len(),
            modified_ns: modified_ns.unwrap_or_default(),
            inode: inode(metadata),
        }
    }
}

/// The name of the folder at `place`, or of the folder that the file at `place` is in, so that a
/// file has one key whether it is given itself or with its folder.
fn root_name(place: &Path) -> String {
    let folder = if place.is_dir() { Some(place) } else { place.parent() };
    let name = folder.and_then(Path::file_name);
    name.map(name_of).unwrap_or_default()
}

/// `name` as text; bytes that are none are written `\xff`, so that two names stay two.
fn name_of(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().first() == Some(&b'.'))
}

fn missing(path: &Path) -> Fault {
    fs::read_link(path).map_or(Fault::Missing, Fault::DeadLink)
}

fn unreadable(error: io::Error) -> Fault {
    Fault::Unreadable(error)
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        Some("a named pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_char_device() || kind.is_block_device() {
        Some("a device")
    } else {
        None
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> Option<&'static str> {
    None
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}
