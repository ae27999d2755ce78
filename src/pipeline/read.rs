//! The reading thread: which files changed, and their documents.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::ControlFlow,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rustc_hash::FxHashSet;

use crate::{
    index::{DocumentState, FileState, Key, State},
    ingest::{self, Fault, IngestError, ReadOptions, Severity, Source},
    model::Document,
};

use super::{
    Problem, ReadRules,
    batch::Batches,
    flags::settings_of,
    roots::below,
    work::{Done, Job, caught},
};

/// Bytes of documents between reading and the index.
pub(super) const IN_FLIGHT: usize = 12 << 20;

/// What the reading thread hands on, at its place in the order.
pub(super) enum Item {
    /// A document that was extracted.
    Done(Box<Done>),
    /// A document that is as it was.
    Kept,
    /// A file that is as it was, with its documents.
    Unchanged {
        bytes: u64,
        documents: u64,
    },
    /// A file that nothing was known of, before its first document.
    Begun(Box<FileState>),
    /// A file that was read to its end.
    FileDone {
        bytes: u64,
        /// What to write down about it; nothing where that stands there already.
        state: Option<FileState>,
        /// Documents that it no longer has.
        gone: Vec<Key>,
    },
    /// Something of a kind that is not read.
    Unsupported(String),
    Problem(Problem),
}

/// What is known of earlier runs.
pub(super) struct Known {
    files: HashMap<Key, FileState>,
    documents: HashMap<Key, HashMap<Key, u64>>,
    /// Files that are read again whether they changed or not.
    again: HashSet<Key>,
}

impl Known {
    pub(super) fn new(state: &State) -> Self {
        let mut documents: HashMap<Key, HashMap<Key, u64>> = HashMap::new();
        for document in &state.documents {
            documents.entry(document.file).or_default().insert(document.key, document.fingerprint);
        }
        let files = state.files.iter().map(|file| (file.key(), file.clone())).collect();
        Self { files, documents, again: HashSet::new() }
    }

    /// These, but that `documents` are to be read again with the files they are in.
    pub(super) fn but_again(mut self, documents: &HashSet<Key>) -> Self {
        for (file, known) in &mut self.documents {
            for (document, fingerprint) in known {
                if documents.contains(document) {
                    *fingerprint = !*fingerprint;
                    self.again.insert(*file);
                }
            }
        }
        self
    }

    /// The files that are to be read again, by path.
    pub(super) fn again(&self) -> Vec<&FileState> {
        let mut files: Vec<_> = self.again.iter().filter_map(|key| self.files.get(key)).collect();
        files.sort_by(|a, b| (&a.root, &a.relative).cmp(&(&b.root, &b.relative)));
        files
    }

    /// Whether `source` is one of them.
    pub(super) fn is_again(&self, source: &Source) -> bool {
        self.again.contains(&Key::of_file(&source.root, &source.relative))
    }

    /// The keys of a file's documents.
    pub(super) fn keys_of(&self, file: Key) -> impl Iterator<Item = Key> {
        self.documents.get(&file).into_iter().flat_map(|documents| documents.keys().copied())
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &FileState> {
        self.files.values()
    }

    /// Documents of a file.
    pub(super) fn documents_of(&self, file: Key) -> u64 {
        self.documents.get(&file).map_or(0, |documents| documents.len() as u64)
    }
}

/// Everything that the reading thread needs.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a [Source],
    pub(super) known: &'a Known,
    pub(super) rules: &'a ReadRules,
    /// The real places of the folders that sources are in, by name.
    pub(super) roots: &'a BTreeMap<String, PathBuf>,
    /// Hash of what statements depend on beside what is read.
    pub(super) settings: u64,
    pub(super) full: bool,
    pub(super) broken_again: bool,
    pub(super) stop: &'a dyn Fn() -> bool,
    pub(super) failed: &'a AtomicBool,
}

impl Reader<'_> {
    /// Reads all sources. Returns the time that took, waiting left out.
    pub(super) fn run(&self, mut out: Batches<'_>) -> Duration {
        let start = Instant::now();
        for source in self.sources {
            if self.ended() {
                break;
            }
            let key = Key::of_file(&source.root, &source.relative);
            let before = self.known.files.get(&key);
            let options = self.options(source);
            let now = state_of(source, settings_of(source, options, self.settings));
            match before {
                Some(before) if self.may_stay(before, key) && is_unchanged(&now, before) => {
                    pass_unchanged(source, before, &mut out);
                }
                _ => self.read(source, options, now, before, &mut out),
            }
        }
        out.hand_on();
        start.elapsed().saturating_sub(out.waited)
    }

    fn ended(&self) -> bool {
        (self.stop)() || self.failed.load(Ordering::Relaxed)
    }

    fn options(&self, source: &Source) -> &ReadOptions {
        let root = self.roots.get(&source.root);
        root.map_or_else(
            || self.rules.of(&source.path),
            |root| self.rules.of(&below(root, &source.relative)),
        )
    }

    fn may_stay(&self, before: &FileState, key: Key) -> bool {
        let told_of = 0 < before.broken || before.documents == 0;
        !(self.full || self.broken_again && told_of || self.known.again.contains(&key))
    }

    fn read(
        &self,
        source: &Source,
        options: &ReadOptions,
        mut state: FileState,
        before: Option<&FileState>,
        out: &mut Batches<'_>,
    ) {
        let none = HashMap::new();
        let known = self.known.documents.get(&state.key()).unwrap_or(&none);
        let mut seen = FxHashSet::default();
        let mut lost = false;
        let mut each = |result: Result<Document, IngestError>| {
            if self.ended() {
                return ControlFlow::Break(());
            }
            match result {
                Ok(document) => {
                    state.documents += 1;
                    if before.is_none() && state.documents == 1 {
                        out.ready(Item::Begun(Box::new(unfinished(&state))));
                    }
                    let key = Key::of_document(&document);
                    let fresh = seen.insert(key);
                    let before = known.get(&key);
                    if before == Some(&DocumentState::fingerprint(&document, self.settings))
                        && fresh
                    {
                        out.ready(Item::Kept);
                    } else {
                        let known = before.is_some();
                        let (path, file) = (source.path.clone(), state.key());
                        out.document(Job { document, path, file, known });
                    }
                }
                Err(error) if error.severity() == Severity::Unsupported => {
                    let kind = error.unsupported_kind().unwrap_or_default().to_owned();
                    out.ready(Item::Unsupported(kind));
                }
                Err(error) => {
                    lost |= matches!(error.fault, Fault::Unreadable(_));
                    let problem = Problem::new(&error);
                    state.broken += u64::from(problem.broken);
                    out.ready(Item::Problem(problem));
                }
            }
            ControlFlow::Continue(())
        };
        if let Err(reason) = caught(|| ingest::read(source, options, &mut each)) {
            lost = true;
            out.ready(Item::Problem(Problem {
                path: source.path.clone(),
                place: None,
                reason: format!("reading it failed: {reason}"),
                hint: Some("this is a bug: please report it with the file".to_owned()),
                broken: true,
                told: false,
            }));
        }
        // A file that could not be read to its end keeps what it had, and is read again.
        if lost || self.ended() {
            return;
        }
        let gone = known.keys().filter(|key| !seen.contains(key)).copied().collect();
        let bytes = state.size;
        let state = (before != Some(&state)).then_some(state);
        out.ready(Item::FileDone { bytes, state, gone });
    }
}

fn pass_unchanged(source: &Source, before: &FileState, out: &mut Batches<'_>) {
    if before.broken > 0 {
        let reason = match (before.documents, before.broken) {
            (0, 1) => "nothing in it could be read, and it is unchanged".to_owned(),
            (_, 1) => "a part of it could not be read, and it is unchanged".to_owned(),
            (_, n) => format!("{n} parts of it could not be read, and it is unchanged"),
        };
        out.ready(Item::Problem(Problem {
            path: source.path.clone(),
            place: None,
            reason,
            hint: Some("`--full` reads it again and says why".to_owned()),
            broken: true,
            told: true,
        }));
    }
    let (bytes, documents) = (before.size, before.documents);
    out.ready(Item::Unchanged { bytes, documents });
}

/// Whether nothing about a file is another than it was, whatever was found in it.
fn is_unchanged(now: &FileState, before: &FileState) -> bool {
    let now = FileState { documents: before.documents, broken: before.broken, ..now.clone() };
    now == *before
}

/// What is written down of a file while it is not known what there is in it: it will have changed.
fn unfinished(state: &FileState) -> FileState {
    let documents = 0;
    FileState { size: u64::MAX, modified_ns: 0, inode: 0, documents, ..state.clone() }
}

fn state_of(source: &Source, settings: u64) -> FileState {
    FileState {
        root: source.root.clone(),
        relative: source.relative.clone(),
        size: source.stamp.size,
        modified_ns: source.stamp.modified_ns,
        inode: source.stamp.inode,
        settings,
        documents: 0,
        broken: 0,
    }
}

/// The files below `given` that are no longer there: in the index, not among `sources`, and not
/// below a place that could not be looked into.
pub(super) fn missing<'a>(
    known: &'a Known,
    places: &BTreeMap<String, PathBuf>,
    given: &[PathBuf],
    sources: &[Source],
    unseen: &[PathBuf],
) -> Vec<&'a FileState> {
    let there: HashSet<Key> =
        sources.iter().map(|source| Key::of_file(&source.root, &source.relative)).collect();
    let mut missing: Vec<_> = known
        .files()
        .filter(|file| !there.contains(&file.key()))
        .filter(|file| {
            let Some(root) = places.get(&file.root) else { return false };
            let path = below(root, &file.relative);
            given.iter().any(|given| path.starts_with(given))
                && !unseen.iter().any(|unseen| path.starts_with(unseen))
        })
        .collect();
    missing.sort_by(|one, other| (&one.root, &one.relative).cmp(&(&other.root, &other.relative)));
    missing
}

/// Adds to `sources` the files that are to be read again, whether they were given this time or not.
/// Returns those that are not there.
pub(super) fn add_again<'a>(
    sources: &mut Vec<Source>,
    known: &'a Known,
    roots: &BTreeMap<String, PathBuf>,
) -> Vec<&'a FileState> {
    let mut again = known.again();
    if again.is_empty() {
        return again;
    }
    let there: HashSet<Key> =
        sources.iter().map(|source| Key::of_file(&source.root, &source.relative)).collect();
    again.retain(|file| {
        let found = || {
            let path = below(roots.get(&file.root)?, &file.relative);
            let source = ingest::walk(&[path]).find_map(Result::ok)?;
            Some(Source { root: file.root.clone(), relative: file.relative.clone(), ..source })
        };
        if there.contains(&file.key()) {
            return false;
        }
        let found = found();
        let is_gone = found.is_none();
        sources.extend(found);
        is_gone
    });
    again
}
