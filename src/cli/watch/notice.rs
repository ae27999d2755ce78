//! When to look again: as the system tells of changes, or by looking for them.
//!
//! However many changes there are, what is kept of them is whether there was one and when.

use std::{
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

/// Waits for changes below the paths given.
pub(super) struct Notice {
    paths: Vec<PathBuf>,
    how: How,
    /// When what was found last was read, and how long that took.
    last_round: (Instant, Duration),
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
    /// It cannot watch everything.
    lost: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) {
        let now = Instant::now();
        let mut seen = self.lock();
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
        let mut notice = Self { paths: paths.to_vec(), how: How::Looked(0), last_round };
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

    /// Notes what is there, right before it is read.
    pub(super) fn begin(&mut self) {
        match &mut self.how {
            How::Told { shared, .. } => shared.lock().changes = None,
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

    /// Waits until something changed and the changes settled. Returns false where it was stopped,
    /// and why it goes over to looking where that is so.
    pub(super) fn wait(&mut self, stop: &AtomicBool) -> (bool, Option<String>) {
        let mut next_look = Instant::now() + POLL;
        loop {
            if stop.load(Ordering::Relaxed) {
                return (false, None);
            }
            let rested = self.last_round.1 < self.last_round.0.elapsed();
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
                        return (true, None);
                    }
                }
                How::Told { watcher, shared, watched } => {
                    rewatch(watcher, watched, shared);
                    let seen = shared.lock();
                    let waited = shared.changed.wait_timeout(seen, TICK);
                    let (seen, _) = waited.unwrap_or_else(PoisonError::into_inner);
                    let settled = seen.changes.is_some_and(|(first, last)| {
                        SETTLE <= last.elapsed() || AT_MOST <= first.elapsed()
                    });
                    let lost = seen.lost;
                    drop(seen);
                    if lost {
                        self.how = How::Looked(0);
                        return (true, Some(reason(&notify::Error::new(ErrorKind::MaxFilesWatch))));
                    }
                    if settled && rested {
                        return (true, None);
                    }
                    if settled {
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
            Ok(event) => {
                if event.need_rescan() || tells(&event, &relevant, &index) {
                    teller.change();
                }
            }
            Err(error) => {
                teller.lock().lost |= matches!(error.kind, ErrorKind::MaxFilesWatch);
                teller.change();
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
        shared.change();
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

/// Whether `event` may mean that there is something else to read.
fn tells(event: &Event, given: &[PathBuf], index: &Path) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return false,
        _ => {}
    }
    event.paths.iter().any(|path| !path.starts_with(index) && is_below(path, given))
}

/// Whether a walk below the paths given looks at `path`.
fn is_below(path: &Path, given: &[PathBuf]) -> bool {
    let is_said = |name: &str| path.file_name().is_some_and(|found| found == name);
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    given.iter().any(|given| {
        let Ok(below) = path.strip_prefix(given) else {
            let beside = path.parent() == given.parent();
            return beside && (is_said(SETTINGS) || is_said(IGNORE));
        };
        let folders = below.parent().unwrap_or(Path::new(""));
        let seen = below.file_name().is_none_or(|name| !hidden(name) || is_said(IGNORE));
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
            tells(&Event::new(kind).add_path(path.into()), &given, Path::new("/news/index"))
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
