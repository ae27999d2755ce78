//! Where an index is: whose a folder is, in which format, and whether its files are there.

use std::{fs, io, path::Path};

use super::{
    FORMAT, IndexError,
    manifest::{COPY, Manifest, Wrong, is_sealed},
};

/// The folder that is searched.
pub(super) const CURRENT: &str = "current";

/// tantivy's list of what belongs to the last commit.
pub(super) const META: &str = "meta.json";

/// The file that says whose a folder is, and in which format.
pub(super) const FORMAT_FILE: &str = "onrecord-format";
const FORMAT_PREFIX: &str = "onrecord index, format ";

/// Checks that what is in `current` can be read; `path` is what errors name.
pub(super) fn check_format(path: &Path, current: &Path) -> Result<(), IndexError> {
    let owned = || path.to_owned();
    let sealed = || is_of_this_format(current);
    let text = match fs::read(current.join(FORMAT_FILE)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(if sealed() {
                IndexError::Damaged { path: owned(), what: format!("`{FORMAT_FILE}` is missing") }
            } else if current.join(META).exists() {
                IndexError::Foreign { path: owned() }
            } else {
                IndexError::Missing { path: owned() }
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(IndexError::Foreign { path: owned() });
        }
        Err(cause) => return Err(IndexError::io("reading", current)(cause)),
    };
    if text == format_line() {
        return Ok(());
    }
    // Whoever wrote it was killed on the way.
    if format_line().starts_with(&text) && !current.join(META).exists() {
        return Err(IndexError::Missing { path: owned() });
    }
    match text.strip_prefix(FORMAT_PREFIX).and_then(|number| number.trim().parse().ok()) {
        Some(found) if found != FORMAT && text.ends_with('\n') => {
            Err(IndexError::OtherFormat { path: owned(), found })
        }
        _ if sealed() => Err(changed(path, FORMAT_FILE)),
        _ => Err(IndexError::Foreign { path: owned() }),
    }
}

/// Whether what is in `current` was written by this program, whatever its format file says.
pub(super) fn is_of_this_format(current: &Path) -> bool {
    fs::read(current.join(META)).is_ok_and(|meta| Manifest::read(&meta).is_some())
}

/// Checks, without reading much, that the files of the last commit in `current` are there and
/// are what they should be.
pub(super) fn glance(path: &Path, current: &Path) -> Result<(), IndexError> {
    let meta = read_if_there(&current.join(META))?;
    let meta = meta.ok_or_else(|| without_meta(path, current))?;
    let manifest = Manifest::read(&meta).ok_or_else(|| changed(path, META))?;
    let copy = fs::read(current.join(COPY)).ok().filter(|copy| *copy != meta);
    let copy = copy.and_then(|copy| Manifest::read(&copy));
    if copy.is_some_and(|copy| manifest.sequence < copy.sequence) {
        return Err(put_back(path));
    }
    manifest.glance(current).map_err(|wrong| match wrong {
        Wrong::Damage(what) => IndexError::Damaged { path: path.to_owned(), what },
        Wrong::Unreadable(cause) => IndexError::io("reading", current)(cause),
    })
}

/// What is said where a file is not as it was written.
pub(super) fn changed(path: &Path, file: &str) -> IndexError {
    let what = format!("`{file}` is not what was written");
    IndexError::Damaged { path: path.to_owned(), what }
}

/// What is said where the last commit is not the last that there was.
pub(super) fn put_back(path: &Path) -> IndexError {
    let what = format!("`{META}` is an earlier one: `{COPY}` is of a later commit");
    IndexError::Damaged { path: path.to_owned(), what }
}

/// The bytes of a file of an index; nothing where it is not there.
pub(super) fn read_if_there(file: &Path) -> Result<Option<Vec<u8>>, IndexError> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(Some).map_err(IndexError::io("reading", file)),
    }
}

/// Whose a folder is that an index's files may be in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    /// It holds an index of this program, of whatever format.
    Us,
    /// It is not there, or nothing is in it.
    Nobody,
    /// It holds something else.
    Other,
}

impl Owner {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nobody),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Self::Other),
            Err(error) => return Err(error),
        };
        if entries.next().is_none() {
            return Ok(Self::Nobody);
        }
        Ok(match fs::read(folder.join(FORMAT_FILE)) {
            Ok(bytes) if bytes.starts_with(FORMAT_PREFIX.as_bytes()) => Self::Us,
            // Whoever was killed while it was written.
            Ok(bytes)
                if format_line().as_bytes().starts_with(&bytes) && entries.next().is_none() =>
            {
                Self::Us
            }
            // What it says was lost, but not what it stands beside.
            _ if is_sealed(&folder.join(META)) || is_sealed(&folder.join(COPY)) => Self::Us,
            _ => Self::Other,
        })
    }
}

/// Whether `folder` is one that an index's files are in: texts are not looked for there.
pub(crate) fn is_index(folder: &Path) -> bool {
    folder.join(FORMAT_FILE).is_file()
}

/// What it means that nothing says what belongs to the last commit: rows that nothing points to
/// are damage; without any, there never was a commit.
pub(super) fn without_meta(path: &Path, current: &Path) -> IndexError {
    let path = path.to_owned();
    let mut entries = fs::read_dir(current).into_iter().flatten().filter_map(Result::ok);
    let belongs = |name: &Path| {
        name == Path::new(COPY) || name.extension().is_some_and(|extension| extension == "store")
    };
    if entries.any(|entry| belongs(Path::new(&entry.file_name()))) {
        IndexError::Damaged { path, what: format!("`{META}` is missing") }
    } else {
        IndexError::Missing { path }
    }
}

/// Writes down which format `current` is in.
pub(super) fn write_format(current: &Path) -> io::Result<()> {
    fs::write(current.join(FORMAT_FILE), format_line())
}

fn format_line() -> String {
    format!("{FORMAT_PREFIX}{FORMAT}\n")
}
