//! What can go wrong with an index; tantivy's errors are put into words here.

use std::{
    io,
    path::{Path, PathBuf},
};

use tantivy::{
    TantivyError,
    directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

use super::FORMAT;

/// What was being done when nothing could be written.
pub(super) const WRITING: &str = "writing to";

/// Why an index cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Nothing is there.
    #[error("there is no index at `{}`", .path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file, or a folder with something else in it.
    #[error("`{}` is not an index of this program", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// Another version's index.
    #[error(
        "the index at `{}` was written in format {found} and this program reads format {FORMAT}",
        .path.display()
    )]
    OtherFormat {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Somebody else is writing.
    #[error("another `onrecord index` is writing to `{}`", .path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The system does not let it be read or written.
    #[error("{doing} `{}` failed: {}", .path.display(), plainly(.cause))]
    Io {
        /// What was being done: `writing to`.
        doing: &'static str,
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// Bytes that are not what was written.
    #[error("the index at `{}` is damaged: {what}", .path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Anything else that the engine reports.
    #[error("{doing} the index at `{}` failed: {reason}", .path.display())]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// The folder.
        path: PathBuf,
        /// The engine's words.
        reason: String,
    },
    /// A document that what is stored of it cannot be made of, which is a bug.
    #[error("what the index stores of `{document}` could not be made")]
    NoRows {
        /// Its key.
        document: String,
    },
    /// A stored row that cannot be read back.
    #[error("a row of the index cannot be read")]
    Row,
}

impl IndexError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some("`onrecord index PATH` makes one"),
            Self::Foreign { .. } => Some(
                "give a new or an empty folder with `--index`; what is in this one is left alone",
            ),
            Self::OtherFormat { .. } => {
                Some("`onrecord index --rebuild` writes it anew from the texts")
            }
            Self::Damaged { .. } | Self::Row => Some(
                "`onrecord check` says what is damaged, `onrecord check --repair` mends it or \
                 writes it anew from the texts",
            ),
            Self::Locked { .. } => Some("wait until it is done; searching works meanwhile"),
            Self::Io { doing, cause, .. } => match cause.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(
                    "make room and run it again; what was committed before can still be searched",
                ),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                    if *doing == WRITING =>
                {
                    Some("give a folder that can be written to with `--index`")
                }
                io::ErrorKind::PermissionDenied => {
                    Some("ask whoever made it for the right to read it, or give another `--index`")
                }
                _ => None,
            },
            Self::Engine { .. } => None,
            Self::NoRows { .. } => Some("this is a bug: please report it with the document"),
        }
    }

    /// Puts an error of the engine into words: `doing` it to the index at `path`.
    pub(super) fn engine(doing: &'static str, path: &Path, error: TantivyError) -> Self {
        let path = path.to_owned();
        let io = |cause: &io::Error| Self::Io { doing, path: path.clone(), cause: copy(cause) };
        match error {
            TantivyError::IoError(cause)
            | TantivyError::LockFailure(LockError::IoError(cause), _) => io(&cause),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => io(&io_error),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                match io_error.kind() {
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
                        let what = format!("`{}` is cut short or changed", filepath.display());
                        Self::Damaged { path, what }
                    }
                    _ => io(&io_error),
                }
            }
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                Self::Damaged { path, what: format!("`{}` is missing", file.display()) }
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(path)) => {
                Self::Missing { path }
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::NotADirectory(path)) => {
                Self::Foreign { path }
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => {
                io(&io_error)
            }
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked { path },
            TantivyError::DataCorruption(damage) => {
                Self::Damaged { path, what: in_words(&format!("{damage:?}")) }
            }
            other => {
                let reason = other.to_string();
                match system_error(&reason) {
                    Some(cause) => io(&cause),
                    None => Self::Engine { doing, path, reason },
                }
            }
        }
    }

    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { doing, path, cause }
    }
}

/// The same error once more: the engine hands out shared ones only.
fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// What tantivy says of damage, which it does in debug form only, with whole files quoted in it.
fn in_words(damage: &str) -> String {
    let file = damage.split("(in file `\"").nth(1).and_then(|rest| rest.split('"').next());
    match file {
        Some(file) => format!("`{file}` is cut short or changed"),
        None => "what is in its files does not fit together".to_owned(),
    }
}

/// The system's error in a text that tantivy made of one: a full disk comes as such a text.
fn system_error(text: &str) -> Option<io::Error> {
    let (_, rest) = text.split_once("(os error ")?;
    let (code, _) = rest.split_once(')')?;
    code.parse().ok().map(io::Error::from_raw_os_error)
}

/// The system's reason without its number.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_full_disk_is_named() {
        let cause = io::Error::from_raw_os_error(28);
        let text = TantivyError::InternalError(cause.to_string());
        for error in [TantivyError::IoError(Arc::new(cause)), text] {
            let error = IndexError::engine("writing to", Path::new("i"), error);
            assert_eq!(error.to_string(), "writing to `i` failed: the disk is full");
            assert!(error.hint().unwrap().starts_with("make room"));
        }
    }

    #[test]
    fn another_format_says_both() {
        let error = IndexError::OtherFormat { path: "i".into(), found: FORMAT + 1 };
        let words =
            format!("written in format {} and this program reads format {FORMAT}", FORMAT + 1);
        assert!(error.to_string().ends_with(&words));
        assert!(error.hint().unwrap().contains("--rebuild"));
    }
}
