//! From folders to a committed index: reading, extraction and indexing side by side.
//!
//! ```text
//!              ┌─▶ extract, prepare ─┐
//!  walk ─▶ read┼─▶ extract, prepare ─┼─▶ in order ─▶ tantivy ─▶ commit
//!              └─▶ …                 ┘
//! ```
//!
//! What waits between the stages is bounded in bytes. Documents reach the index in the order of
//! the walk whichever thread is faster, so that one folder always makes the same index.

mod batch;
mod flags;
mod queue;
mod read;
mod report;
mod roots;
mod run;
mod twins;
mod walk;
mod work;

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use crate::{
    extract::Extractor,
    index::{Builder, BuilderOptions, IndexError},
    ingest::FlagError,
    model::Flags,
    people::Overlay,
};

pub use flags::{ReadRules, all_flags};
pub use report::{IndexReport, Problem, Progress, Stage, Stages};
pub use roots::place;
pub use walk::{Found, found};
pub use work::thread_cpu;

/// How to index.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct IndexOptions<'a> {
    /// The folder of the index.
    pub index: PathBuf,
    /// How the files below the paths given are read; remembered with the paths, and added to what
    /// was remembered before.
    pub flags: Flags,
    /// Forget the flags that were remembered with the paths given and what is below them.
    pub reset: bool,
    /// Hash of what else statements depend on, such as a file of topics: when it changes, every
    /// file is read again.
    pub settings: u64,
    /// What the user says of who is who. Where that is not what the index was made by, the documents
    /// concerned are read again, whether they are below the paths given or not.
    pub people: Overlay,
    /// Read every file, even where size, time and inode say that it is unchanged.
    pub full: bool,
    /// Read those again that something was wrong with, unchanged or not, so that it can be told.
    pub broken_again: bool,
    /// Look only at what is at or below these real places, where the rest is known to be as it was.
    pub parts: Option<Vec<PathBuf>>,
    /// Leave documents in the index whose files are gone.
    pub keep_missing: bool,
    /// Make a new index, and put it in the place of the old one when it is whole.
    pub rebuild: bool,
    /// Threads that extract; as many as there are cores where it is zero.
    pub threads: usize,
    /// Bytes of text after which to commit.
    pub commit_bytes: u64,
    /// Time after which to commit.
    pub commit_every: Duration,
    /// Memory of the index's writer.
    pub builder: BuilderOptions,
    /// Set from outside to stop at the next commit.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for IndexOptions<'_> {
    fn default() -> Self {
        Self {
            index: PathBuf::from("index"),
            flags: Flags::default(),
            reset: false,
            settings: 0,
            people: Overlay::default(),
            full: false,
            broken_again: false,
            parts: None,
            keep_missing: false,
            rebuild: false,
            threads: 0,
            commit_bytes: 32 << 20,
            commit_every: Duration::from_secs(10),
            builder: BuilderOptions::default(),
            stop: None,
        }
    }
}

/// Why a run ended early; what was committed before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The index cannot be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Two folders whose documents would have the same keys.
    #[error(
        "two folders are called `{name}`: `{}` is in the index and `{}` was given",
        .indexed.display(), .given.display()
    )]
    SameName {
        /// What both are called.
        name: String,
        /// The one that is indexed, or was given first.
        indexed: PathBuf,
        /// The other one.
        given: PathBuf,
    },
    /// The system gives no more threads.
    #[error("a thread could not be started: {cause}")]
    Threads {
        /// The system's reason.
        cause: std::io::Error,
    },
    /// A flag that cannot be taken.
    #[error(transparent)]
    Flag(#[from] FlagError),
    /// A path that no document in the index was read from.
    #[error("no document in the index is from `{}`", .path.display())]
    NotIndexed {
        /// As given.
        path: PathBuf,
    },
}

impl PipelineError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Index(error) => error.hint(),
            Self::SameName { .. } => {
                Some("give the folder above both, rename one, or use another `--index`")
            }
            Self::Threads { .. } => None,
            Self::Flag(_) => {
                Some("`onrecord status` lists the flags remembered, `--reset` forgets them")
            }
            Self::NotIndexed { .. } => Some("`onrecord documents` lists what is in the index"),
        }
    }
}

/// Brings the index up to date with the files below `paths`.
pub fn index(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: &IndexOptions<'_>,
    progress: &dyn Fn(&Progress),
) -> Result<IndexReport, PipelineError> {
    run::run(paths, extractor, options, progress)
}

/// Takes the documents of the file or folder `path` out of the index in the folder `index`.
///
/// Returns how many there were.
pub fn forget(index: &Path, path: &Path) -> Result<u64, PipelineError> {
    let mut builder =
        Builder::open(index, BuilderOptions { heap: 0, ..BuilderOptions::default() })?;
    let place = roots::place(path);
    let mut documents = 0;
    let mut files = 0;
    let roots = builder.roots().clone();
    let known = builder.state().files.clone();
    let mut left: Vec<&str> = Vec::new();
    for file in &known {
        let inside = roots
            .get(&file.root)
            .is_some_and(|root| roots::below(root, &file.relative).starts_with(&place));
        if inside || Path::new(&file.root).join(&file.relative) == path {
            builder.remove_file(file)?;
            documents += file.documents;
            files += 1;
        } else {
            left.push(&file.root);
        }
    }
    if files == 0 {
        return Err(PipelineError::NotIndexed { path: path.to_owned() });
    }
    builder.drop_given(&place);
    for name in roots.keys().filter(|name| !left.contains(&name.as_str())) {
        builder.drop_root(name);
    }
    builder.finish()?;
    Ok(documents)
}
