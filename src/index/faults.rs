//! An index on a disk that fails: each operation in turn is refused, half done, or the last one
//! there ever was. What was committed stays, success is said only where there is one, and who goes
//! on, with the same writer or another, ends with nothing missing and nothing twice.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, BufWriter, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
    error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

use super::{
    Builder, IndexError, Key, KnownForms, Store, check,
    folder::{Access, Folder},
    maker::Part,
    prepare,
    tests::{OPTIONS, document},
};
use crate::model::Span;

/// What happens to an operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    /// It is refused.
    Refused(io::ErrorKind),
    /// Half of it is done.
    Torn,
    /// Half of it is done, and nothing after it: the process is killed.
    Killed,
}

/// When the disk fails.
#[derive(Debug)]
struct Plan {
    fault: Fault,
    at: usize,
    /// How many operations fail.
    n: usize,
    seen: AtomicUsize,
    /// Whether the disk is whole again.
    over: AtomicBool,
}

impl Plan {
    fn new(fault: Fault, at: usize, n: usize) -> Arc<Self> {
        let n = if fault == Fault::Killed { usize::MAX - at } else { n };
        Arc::new(Self { fault, at, n, seen: AtomicUsize::new(0), over: AtomicBool::new(false) })
    }

    /// Whether the operation is done; where it fails, `half` is what is done of it.
    fn step(&self, half: impl FnOnce()) -> io::Result<()> {
        let seen = self.seen.fetch_add(1, Ordering::SeqCst);
        if self.over.load(Ordering::SeqCst) || seen < self.at || self.at + self.n <= seen {
            return Ok(());
        }
        match self.fault {
            Fault::Refused(kind) => Err(kind.into()),
            Fault::Torn => {
                half();
                Err(io::ErrorKind::StorageFull.into())
            }
            Fault::Killed => {
                if seen == self.at {
                    half();
                }
                Err(io::Error::other("killed"))
            }
        }
    }
}

/// A folder on a disk that fails.
#[derive(Clone, Debug)]
struct Failing {
    inner: MmapDirectory,
    path: Arc<Path>,
    plan: Arc<Plan>,
}

struct FailingFile {
    inner: WritePtr,
    plan: Arc<Plan>,
}

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let inner = &mut self.inner;
        self.plan.step(|| {
            let _ = inner.write_all(&bytes[..bytes.len() / 2]).and_then(|()| inner.flush());
        })?;
        self.inner.write_all(bytes)?;
        self.inner.flush()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.plan.step(|| {})?;
        self.inner.terminate_ref(token)
    }
}

impl Directory for Failing {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.plan.step(|| {}).map_err(|error| DeleteError::IoError {
            io_error: Arc::new(error),
            filepath: path.to_owned(),
        })?;
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        // A file may be made by a call that fails.
        let made = self.plan.step(|| drop(fs::write(self.path.join(path), "")));
        made.map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let inner = self.inner.open_write(path)?;
        let file = FailingFile { inner, plan: Arc::clone(&self.plan) };
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let half = self.path.join(format!(".tmp{}", self.plan.seen.load(Ordering::SeqCst)));
        // Written, flushed, renamed.
        self.plan.step(|| drop(fs::write(&half, &data[..data.len() / 2])))?;
        self.plan.step(|| drop(fs::write(&half, data)))?;
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.plan.step(|| {})?;
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.plan.step(|| {}).map_err(LockError::wrap_io_error)?;
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// Documents by key, with what stands in them.
type Documents = BTreeMap<String, u32>;

fn text(version: u32) -> String {
    format!("The envoy said that answer {version} was no answer to the council. It rained.")
}

/// What is to be there after each commit.
fn script() -> Vec<Documents> {
    let mut now = Documents::new();
    (0..14)
        .map(|step: u32| {
            now.insert(format!("root/{}.txt", step % 5), step);
            now.insert(format!("root/new{step}.txt"), step);
            if step % 3 == 2 {
                now.remove(&format!("root/new{}.txt", step - 1));
            }
            now.clone()
        })
        .collect()
}

fn committed(path: &Path) -> Result<Documents, IndexError> {
    let store = Store::open(path)?;
    let documents = store.documents()?;
    let n_documents = documents.len();
    let mut all = Documents::new();
    for record in documents {
        let is_that =
            |version: &u32| document(&record.key, &text(*version)).0.hash() == record.hash;
        let version = (0..20).find(is_that).unwrap();
        all.insert(record.key, version);
    }
    assert_eq!(all.len(), n_documents, "something is there twice");
    Ok(all)
}

/// Brings what was committed to `target`, as an incremental run does.
fn bring(builder: &mut Builder, before: &Documents, target: &Documents) -> Result<(), IndexError> {
    for key in before.keys().filter(|key| !target.contains_key(*key)) {
        builder.remove(Key::of_document_key(key))?;
    }
    for (key, version) in target.iter().filter(|(key, version)| before.get(*key) != Some(version)) {
        let (document, statements, passages) = document(key, &text(*version));
        let file = Key::of_file("root", key);
        let (all, forms) = (Span::new(0, document.text.len()), &mut KnownForms::default());
        let part = Part::new(&document, statements, passages, all, forms);
        let prepared = prepare(builder.fields(), file, 0, &Arc::new(document), part);
        builder.replace(prepared)?;
    }
    builder.commit()
}

/// Plays the script on a disk that fails as planned. Returns how many operations there were.
fn play(plan: &Arc<Plan>) -> usize {
    // In memory where there is such a folder: a thousand flushes take their time on a disk.
    let temp = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let path = temp.path();
    let how = format!("{plan:?}");
    let over = |folder: &Path| -> Result<Folder, OpenDirectoryError> {
        let inner = MmapDirectory::open(folder)?;
        let failing = Failing { inner, path: folder.into(), plan: Arc::clone(plan) };
        Ok(Folder::over(Box::new(failing), folder, Access::Write))
    };
    let mut sure = Documents::new();
    let mut failures = 0;
    let mut builder: Option<Builder> = None;
    let mut before_last = 0;
    for target in script() {
        before_last = plan.seen.load(Ordering::SeqCst);
        for attempt in 0.. {
            assert!(attempt < 5, "{how}: never done");
            let result = match builder.as_mut() {
                Some(builder) => bring(builder, &sure, &target),
                None => Builder::open_over(path, OPTIONS, &over)
                    .and_then(|opened| bring(builder.insert(opened), &sure, &target)),
            };
            if result.is_ok() {
                assert_eq!(committed(path).unwrap(), target, "{how}: it said Ok");
                sure = target.clone();
                break;
            }
            failures += 1;
            // What is there is what was there or what was to come.
            let now = match committed(path) {
                Err(IndexError::Missing { .. }) => Documents::new(),
                now => now.unwrap_or_else(|error| panic!("{how}: {error}")),
            };
            assert!(now == sure || now == target, "{how}: {now:?}");
            sure = now;
            if plan.fault == Fault::Killed || attempt % 2 == 1 {
                drop(builder.take());
                // As the next process finds it.
                plan.over.store(true, Ordering::SeqCst);
            }
        }
    }
    failures += usize::from(builder.unwrap().finish().is_err());
    let last = Builder::open(path, OPTIONS).unwrap_or_else(|error| panic!("{how}: {error}"));
    last.finish().unwrap();
    assert_eq!(committed(path).unwrap(), sure, "{how}");
    let found = check(path).unwrap();
    assert_eq!((found.damage.len(), found.left.len()), (0, 0), "{how}: {found:?}");
    // Other failures may pass unseen, and any after the last commit: a file is deleted later, a
    // merge is tried again.
    let is_heard = plan.fault == Fault::Killed && plan.at < before_last;
    assert!(!is_heard || 0 < failures, "{how}: nobody noticed");
    plan.seen.load(Ordering::SeqCst)
}

#[test]
#[expect(clippy::print_stdout, reason = "how far a long run is")]
fn whatever_operation_fails_nothing_is_lost_or_twice() {
    let long = env::var_os("ONRECORD_LONG").is_some();
    let n = play(&Plan::new(Fault::Torn, usize::MAX, 0));
    assert!(n > 300, "{n}");
    let faults = [
        (Fault::Refused(io::ErrorKind::StorageFull), 1),
        (Fault::Refused(io::ErrorKind::StorageFull), 40),
        (Fault::Refused(io::ErrorKind::PermissionDenied), 1),
        (Fault::Refused(io::ErrorKind::Other), 7),
        (Fault::Torn, 1),
        (Fault::Torn, 15),
        (Fault::Killed, 1),
    ];
    let all: Vec<_> = faults.iter().flat_map(|fault| (0..n).map(move |at| (at, *fault))).collect();
    // A short run takes some points of each.
    let step = if long { 1 } else { all.len() / 16 };
    for (nth, (at, (fault, burst))) in all.iter().enumerate().step_by(step) {
        if nth.is_multiple_of(500) {
            println!("{nth} of {} faults", all.len());
        }
        play(&Plan::new(*fault, *at, *burst));
    }
}
