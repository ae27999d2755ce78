//! What a run tells: on the way, and at its end.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use super::roots::below;
use crate::{
    index::{FileState, IndexError},
    ingest::{IngestError, Severity},
};

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    /// Files done, those unchanged included.
    pub files: u64,
    /// Files there are.
    pub all_files: u64,
    /// Bytes of the files done.
    pub bytes: u64,
    /// Bytes of all files.
    pub all_bytes: u64,
    /// Documents done.
    pub documents: u64,
    /// Statements found in them.
    pub statements: u64,
    /// Whether a commit is under way.
    pub committing: bool,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct IndexReport {
    /// Documents that were not in the index.
    pub new: u64,
    /// Documents that were replaced.
    pub changed: u64,
    /// Documents left as they were.
    pub unchanged: u64,
    /// Documents taken out because they are gone.
    pub removed: u64,
    /// Documents read whose text is another one's: further addresses of it.
    pub copies: u64,
    /// Files read.
    pub files_read: u64,
    /// Files that were not read because nothing about them changed.
    pub files_unchanged: u64,
    /// Files, and members of archives, of kinds that are not read, by kind.
    pub files_unsupported: BTreeMap<String, u64>,
    /// Files and folders that patterns of the user's leave out.
    pub ignored: u64,
    /// Primary statements of new and changed documents.
    pub statements: u64,
    /// Their other acts of saying.
    pub acts: u64,
    /// Their passages.
    pub passages: u64,
    /// Bytes of the texts of new and changed documents.
    pub bytes: u64,
    /// Commits made.
    pub commits: u64,
    /// Whether it was stopped from outside before all was done.
    pub interrupted: bool,
    /// What was wrong, in the order of the files.
    pub problems: Vec<Problem>,
    /// Where the time went.
    pub stages: Stages,
    /// The whole run.
    pub wall: Duration,
}

/// Something wrong with a file or a document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// Where in it: `line 3`.
    pub place: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether something was left out, and the run counts as failed in part.
    pub broken: bool,
    /// Whether an earlier run has told it in full, and nothing changed since.
    pub told: bool,
}

/// The time that a stage took over all threads.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stage {
    /// Time at work, waiting for other stages left out.
    pub busy: Duration,
    /// Time on a processor, where the system tells.
    pub cpu: Duration,
}

/// The time that each stage took.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stages {
    /// Walking and reading files into documents.
    pub read: Stage,
    /// Finding statements.
    pub extract: Stage,
    /// Making rows, tokens and postings, merges included.
    pub index: Stage,
    /// Waiting for commits; what they compute counts as indexing.
    pub commit: Stage,
    /// The whole process.
    pub all: Stage,
}

impl IndexReport {
    pub(super) fn add_unsupported(&mut self, kind: &str) {
        *self.files_unsupported.entry(kind.to_owned()).or_default() += 1;
    }

    /// Whether something was left out as broken.
    pub fn has_broken(&self) -> bool {
        self.problems.iter().any(|problem| problem.broken)
    }
}

impl Problem {
    /// What is wrong, as it is told.
    pub fn new(error: &IngestError) -> Self {
        Self {
            path: error.path.clone(),
            place: error.place.map(|place| place.to_string()),
            reason: error.reason(),
            hint: error.hint(),
            broken: error.severity() == Severity::Broken,
            told: false,
        }
    }

    /// That finding statements in a document, or in a part of it, panicked.
    pub(super) fn panicked(path: &Path, key: &str, reason: &str) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
            reason: format!(
                "finding statements in `{key}` failed: {reason}; its text is searchable"
            ),
            hint: Some("this is a bug: please report it with the document".to_owned()),
            broken: true,
            told: false,
        }
    }

    /// That nothing can be stored of a document.
    pub(super) fn left_out(error: &IndexError) -> Self {
        let document = match error {
            IndexError::NoRows { document } => document.as_str(),
            _ => "",
        };
        Self {
            path: PathBuf::from(document),
            place: None,
            reason: format!("{error}; it is left out"),
            hint: error.hint().map(str::to_owned),
            broken: true,
            told: false,
        }
    }

    /// That a file is gone whose documents are in the index as older rules made them.
    pub(super) fn waits(file: &FileState, roots: &BTreeMap<String, PathBuf>) -> Self {
        let folder = roots.get(&file.root).cloned().unwrap_or_default();
        Self {
            path: below(&folder, &file.relative),
            place: None,
            reason: "it is not there, so who is who in it stays as it was".to_owned(),
            hint: Some("bring it back, or take it out with `onrecord forget`".to_owned()),
            broken: false,
            told: false,
        }
    }
}
