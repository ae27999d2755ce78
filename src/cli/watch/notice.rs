//! When to look again: as the system tells of changes, or by looking for them.
//!
//! However many changes there are, what is kept of them is when they were, and where as long as
//! they are few.

use std::{
    collections::BTreeSet,
    fs,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use notify::{
    ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};
use xxhash_rust::xxh3::Xxh3;

use super::mounts;
use crate::{
    ingest::{self, IGNORE, SETTINGS},
    pipeline,
};

/// How long nothing must change before what changed is read: an editor's save is several changes.
const SETTLE: Duration = Duration::from_millis(150);
/// How long changes that go on may keep it waiting.
const AT_MOST: Duration = Duration::from_secs(1);
/// How often it is looked whether it is to end, and whether a folder was replaced.
const TICK: Duration = Duration::from_millis(100);
/// How often changes are looked for where nobody tells of them.
const POLL: Duration = Duration::from_secs(1);

/// How many places are kept in which something changed; of more, everything is looked at.
const PLACES: usize = 256;
/// How long after the last look at single places everything is looked at, in case something
/// changed unnoticed.
const WHOLE: Duration = Duration::from_mins(1);

/// What has to be looked at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Change {
    /// Everything.
    Whole,
    /// What is at or below these real places.
    Parts(Vec<PathBuf>),
}

/// Waits for changes below the paths given.
pub(super) struct Notice {
    paths: Vec<PathBuf>,
    how: How,
    /// When what was found last was read, and how long to rest after it.
    last_round: (Instant, Duration),
    /// Whether everything was looked at then.
    whole: bool,
}

enum How {
    /// The system tells.
    Told { watcher: RecommendedWatcher, shared: Arc<Shared>, watched: Vec<Watched> },
    /// Looking, and the hash of what was there.
    Looked(u64),
}

/// A path that the system watches.
struct Watched {
    path: PathBuf,
    /// Which file or folder it was; another one in its place must be watched anew.
    identity: Option<u64>,
}

/// What the system's thread says.
#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    /// The first change that was not read yet, and the last one.
    changes: Option<(Instant, Instant)>,
    /// Where they were; nothing where that is not known.
    places: Option<BTreeSet<PathBuf>>,
    /// It cannot watch everything.
    lost: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a change, at `places` if that is known.
    fn change(&self, places: Option<Vec<PathBuf>>) {
        let now = Instant::now();
        let mut seen = self.lock();
        if seen.changes.is_none() {
            seen.places = Some(BTreeSet::new());
        }
        match (places, &mut seen.places) {
            (Some(new), Some(known)) if known.len() + new.len() <= PLACES => known.extend(new),
            _ => seen.places = None,
        }
        let first = seen.changes.map_or(now, |(first, _)| first);
        seen.changes = Some((first, now));
        drop(seen);
        self.changed.notify_all();
    }
}

impl Notice {
    /// Begins to watch; where that cannot be done it looks, and says why.
    pub(super) fn new(paths: &[PathBuf], index: &Path, poll: bool) -> (Self, Option<String>) {
        let last_round = (Instant::now(), Duration::ZERO);
        let how = How::Looked(0);
        let mut notice = Self { paths: paths.to_vec(), how, last_round, whole: true };
        let remote = paths.iter().find_map(|path| mounts::remote(&pipeline::place(path)));
        let why = match remote {
            _ if poll => None,
            Some(kind) => Some(format!("a folder is on a network (`{kind}`)")),
            None => match told(paths, index) {
                Ok(how) => {
                    notice.how = how;
                    None
                }
                Err(error) => Some(reason(&error)),
            },
        };
        (notice, why)
    }

    /// Whether it looks for changes itself.
    pub(super) fn looks(&self) -> bool {
        matches!(self.how, How::Looked(_))
    }

    /// Notes what is there, right before it is read. Returns what has to be.
    pub(super) fn begin(&mut self, change: &Change) {
        self.whole = *change == Change::Whole;
        match &mut self.how {
            How::Told { .. } => {}
            How::Looked(hash) => *hash = hash_of(&self.paths),
        }
        self.last_round.0 = Instant::now();
    }

    /// Notes that it was read; where nothing new was found, the next look costs time in vain, and
    /// waits in proportion.
    pub(super) fn end(&mut self, found: bool) {
        let took = self.last_round.0.elapsed();
        self.last_round = (Instant::now(), if found { Duration::ZERO } else { 4 * took });
    }

    /// Waits until something changed and the changes settled. Returns what has to be looked at,
    /// nothing where it was stopped, and why it goes over to looking itself where that is so.
    pub(super) fn wait(&mut self, stop: &AtomicBool) -> (Option<Change>, Option<String>) {
        let mut next_look = Instant::now() + POLL;
        loop {
            if stop.load(Ordering::Relaxed) {
                return (None, None);
            }
            let rested = self.last_round.1 < self.last_round.0.elapsed();
            if !self.whole && WHOLE < self.last_round.0.elapsed() {
                return (Some(Change::Whole), None);
            }
            match &mut self.how {
                How::Looked(before) => {
                    std::thread::sleep(TICK);
                    if Instant::now() < next_look || !rested {
                        continue;
                    }
                    let start = Instant::now();
                    let now = hash_of(&self.paths);
                    next_look = Instant::now() + POLL.max(4 * start.elapsed());
                    if now != *before {
                        return (Some(Change::Whole), None);
                    }
                }
                How::Told { watcher, shared, watched } => {
                    rewatch(watcher, watched, shared);
                    let seen = shared.lock();
                    let waited = shared.changed.wait_timeout(seen, TICK);
                    let (mut seen, _) = waited.unwrap_or_else(PoisonError::into_inner);
                    let settled = seen.changes.is_some_and(|(first, last)| {
                        SETTLE <= last.elapsed() || AT_MOST <= first.elapsed()
                    });
                    if seen.lost {
                        drop(seen);
                        self.how = How::Looked(0);
                        let why = reason(&notify::Error::new(ErrorKind::MaxFilesWatch));
                        return (Some(Change::Whole), Some(why));
                    }
                    if settled && rested {
                        seen.changes = None;
                        return (Some(change_at(seen.places.take())), None);
                    }
                    if settled {
                        drop(seen);
                        std::thread::sleep(TICK);
                    }
                }
            }
        }
    }
}

/// Asks the system to tell of changes.
fn told(paths: &[PathBuf], index: &Path) -> notify::Result<How> {
    let shared = Arc::new(Shared::default());
    let places: Vec<PathBuf> = paths.iter().map(|path| pipeline::place(path)).collect();
    let index = pipeline::place(index);
    let (teller, relevant) = (Arc::clone(&shared), places.clone());
    let mut watcher =
        notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) if event.need_rescan() => teller.change(None),
            Ok(event) => {
                if let Some(places) = tells(event, &relevant, &index) {
                    teller.change(Some(places));
                }
            }
            Err(error) => {
                teller.lock().lost |= matches!(error.kind, ErrorKind::MaxFilesWatch);
                teller.change(None);
            }
        })?;
    let mut all = Vec::new();
    for path in places {
        let identity = identity(&path);
        if identity.is_some() {
            watch(&mut watcher, &path)?;
        }
        all.push(Watched { path, identity });
    }
    Ok(How::Told { watcher, shared, watched: all })
}

/// Of a file the folder is watched: most programs save by putting another file in its place.
fn watch(watcher: &mut RecommendedWatcher, path: &Path) -> notify::Result<()> {
    match path.parent().filter(|_| path.is_file()) {
        Some(folder) => watcher.watch(folder, RecursiveMode::NonRecursive),
        None => watcher.watch(path, RecursiveMode::Recursive),
    }
}

/// Watches what came in the place of what was watched.
fn rewatch(watcher: &mut RecommendedWatcher, all: &mut [Watched], shared: &Shared) {
    for one in all {
        let now = identity(&one.path);
        if now == one.identity {
            continue;
        }
        one.identity = now;
        if now.is_some() {
            // What is gone is watched no more, whether that can be said or not.
            let _ = watcher.unwatch(&one.path);
            shared.lock().lost |= watch(watcher, &one.path).is_err();
        }
        shared.change(None);
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).ok()?;
    // A file is watched through its folder, whichever file it is.
    Some(if metadata.is_file() { 0 } else { metadata.ino() })
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<u64> {
    path.exists().then_some(0)
}

/// Where `event` may mean that there is something else to read, if it may.
fn tells(event: Event, given: &[PathBuf], index: &Path) -> Option<Vec<PathBuf>> {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        _ => {}
    }
    let read = |path: &PathBuf| !path.starts_with(index) && is_below(path, given);
    let places: Vec<PathBuf> = event.paths.into_iter().filter(read).collect();
    (!places.is_empty()).then_some(places)
}

/// What has to be looked at where something changed at `places`.
fn change_at(places: Option<BTreeSet<PathBuf>>) -> Change {
    let mut parts: Vec<PathBuf> = Vec::new();
    for mut place in places.into_iter().flatten() {
        if is_called(&place, SETTINGS) || is_called(&place, IGNORE) {
            place.pop();
        }
        // Where a link leads, another folder's settings hold.
        match fs::canonicalize(&place) {
            Ok(real) if real != place => return Change::Whole,
            _ => {}
        }
        // Sorted, a folder comes before what is in it, but for one that was put in for its file.
        parts.retain(|part| !part.starts_with(&place));
        if !parts.iter().any(|part| place.starts_with(part)) {
            parts.push(place);
        }
    }
    if parts.is_empty() { Change::Whole } else { Change::Parts(parts) }
}

fn is_called(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|found| found == name)
}

/// Whether a walk below the paths given looks at `path`.
fn is_below(path: &Path, given: &[PathBuf]) -> bool {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    given.iter().any(|given| {
        let Ok(below) = path.strip_prefix(given) else {
            let beside = path.parent() == given.parent();
            return beside && (is_called(path, SETTINGS) || is_called(path, IGNORE));
        };
        let folders = below.parent().unwrap_or(Path::new(""));
        let seen = below.file_name().is_none_or(|name| !hidden(name) || is_called(path, IGNORE));
        seen && !folders.iter().any(hidden)
    })
}

/// A hash of what there is to read, and of how.
fn hash_of(paths: &[PathBuf]) -> u64 {
    let mut hasher = Xxh3::new();
    for found in ingest::walk(paths) {
        match found {
            Ok(source) => {
                (source.path, source.stamp, source.defaults).hash(&mut hasher);
            }
            Err(error) => error.to_string().hash(&mut hasher),
        }
    }
    // Of a file that is no text, too, such as the one that says who is who.
    for metadata in paths.iter().filter_map(|path| fs::metadata(path).ok()) {
        (metadata.is_file().then(|| (metadata.len(), metadata.modified().ok()))).hash(&mut hasher);
    }
    hasher.finish()
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "the system watches no more folders (fs.inotify.max_user_watches)".to_owned()
        }
        ErrorKind::Io(error) => super::plainly(error),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, ModifyKind};

    use super::*;

    #[test]
    fn what_is_not_read_is_no_change() {
        let given = [PathBuf::from("/news"), PathBuf::from("/one/a.txt")];
        let told = |kind, path: &str| {
            tells(Event::new(kind).add_path(path.into()), &given, Path::new("/news/index"))
                .is_some()
        };
        let made = EventKind::Create(CreateKind::Any);
        for path in ["/news/a.txt", "/news", "/news/b/.onrecordignore", "/one/a.txt"] {
            assert!(told(made, path), "{path}");
        }
        assert!(told(made, "/one/onrecord.toml"));
        for path in ["/news/index/x", "/news/.a.swp", "/news/.git/x", "/one/b.txt", "/else"] {
            assert!(!told(made, path), "{path}");
        }
        assert!(!told(EventKind::Access(AccessKind::Read), "/news/a.txt"));
        assert!(told(EventKind::Modify(ModifyKind::Any), "/news/a.txt"));
    }

    #[test]
    fn single_places_are_looked_at_unless_it_is_not_known_where() {
        let at = |places: &[&str]| change_at(Some(places.iter().map(PathBuf::from).collect()));
        let parts = |places: &[&str]| Change::Parts(places.iter().map(PathBuf::from).collect());
        assert_eq!(change_at(None), Change::Whole);
        assert_eq!(at(&["/no/a.txt", "/no/b", "/no/b/c.txt"]), parts(&["/no/a.txt", "/no/b"]));
        assert_eq!(at(&["/no/b/a.txt", "/no/b/onrecord.toml"]), parts(&["/no/b"]));
        let shared = Shared::default();
        for nth in 0..=PLACES {
            shared.change(Some(vec![PathBuf::from(nth.to_string())]));
        }
        assert_eq!(shared.lock().places, None, "what is kept is bounded");
    }

    #[test]
    fn what_is_written_is_noticed_by_looking() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().to_owned()];
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "one").unwrap();
        let before = hash_of(&paths);
        assert_eq!(hash_of(&paths), before);
        std::fs::write(folder.path().join(SETTINGS), "outlet = \"A\"").unwrap();
        let with_settings = hash_of(&paths);
        std::fs::remove_file(file).unwrap();
        assert!(before != with_settings && with_settings != hash_of(&paths));
    }
}
