//! One document: statements found, rows made, and whatever panics caught with its name.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    time::{Duration, Instant},
};

#[cfg(unix)]
use rustix::time::{ClockId, clock_gettime};

use crate::{
    extract::{Extractor, Window, passages, passages_of, windows},
    index::{Fields, Key, KnownForms, Part, Prepared, prepare, prepare_parts},
    model::Document,
    people::{Outcome, Overlay},
};

use super::{
    Problem,
    batch::{Batch, Step},
    queue::Queue,
    read::Item,
};

/// A document on its way to be extracted.
pub(super) struct Job {
    pub(super) document: Document,
    pub(super) path: PathBuf,
    pub(super) file: Key,
    pub(super) known: bool,
}

/// A document on its way to the index.
pub(super) struct Done {
    pub(super) path: PathBuf,
    pub(super) prepared: Option<Prepared>,
    /// What became of the corrections of the user's.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) known: bool,
    pub(super) problem: Option<Problem>,
}

/// Time spent on one thread.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub(super) extract: Duration,
    pub(super) index: Duration,
}

/// What documents are worked on with.
pub(super) struct Desk<'a> {
    extractor: &'a Extractor,
    people: &'a Overlay,
    fields: &'a Fields,
    settings: u64,
    /// Pairs of stem and form that this thread met.
    known_forms: KnownForms,
    spent: Spent,
}

/// A long document whose parts are asked for one after the other, so that no more of it than its
/// text is in memory.
struct Rest {
    document: Arc<Document>,
    parts: SyncSender<Part>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        extractor: &'a Extractor,
        people: &'a Overlay,
        fields: &'a Fields,
        settings: u64,
    ) -> Self {
        let (known_forms, spent) = (KnownForms::default(), Spent::default());
        Self { extractor, people, fields, settings, known_forms, spent }
    }

    /// Works on what the queue gives until there is nothing more, or nobody wants it.
    pub(super) fn run(
        mut self,
        queue: &Queue<Batch<Step>, Batch<Item>>,
        stop: &dyn Fn() -> bool,
    ) -> Spent {
        while let Some((number, Batch { all, ticket })) = queue.take() {
            let mut rests = Vec::new();
            let items = all.into_iter().map(|step| match step {
                Step::Ready(item) => item,
                Step::Document(_) if stop() => Item::Kept, // Nobody looks at it any more.
                Step::Document(job) => {
                    let (done, rest) = self.work(*job);
                    rests.extend(rest);
                    Item::Done(Box::new(done))
                }
            });
            queue.put(number, Batch { all: items.collect(), ticket });
            for rest in rests {
                self.go_on(rest);
            }
        }
        self.spent
    }

    /// Finds the statements of a document and makes its rows. Of a long one they are made when they
    /// are asked for, from what [`Self::go_on`] finds in the rest.
    fn work(&mut self, job: Job) -> (Done, Option<Rest>) {
        let Job { document, path, file, known } = job;
        let document = Arc::new(document);
        let mut outcomes = Vec::new();
        // What the user says of people is asked of a document as a whole.
        if self.people.is_empty() && windows(&document).nth(1).is_some() {
            let start = Instant::now();
            let (sender, receiver) = sync_channel(1);
            let parts = Box::new(receiver.into_iter());
            let (fields, settings) = (self.fields, self.settings);
            let prepared = prepare_parts(fields, file, settings, &document, parts);
            self.spent.index += start.elapsed();
            let prepared = Some(prepared);
            let done = Done { path, prepared, outcomes, known, problem: None };
            return (done, Some(Rest { document, parts: sender }));
        }
        let found = caught(|| {
            let start = Instant::now();
            let mut statements = self.extractor.extract(&document);
            outcomes = self.people.apply(&document, &mut statements);
            let passages = passages(&document, &statements);
            let between = Instant::now();
            let all = Window::whole(&document).bytes;
            let part = Part::new(&document, statements, passages, all, &mut self.known_forms);
            let prepared = prepare(self.fields, file, self.settings, &document, part);
            self.spent.extract += between - start;
            self.spent.index += between.elapsed();
            prepared
        });
        let (prepared, problem) = match found {
            Ok(prepared) => (Some(prepared), None),
            Err(reason) => {
                // What it met is lost with its rows.
                self.known_forms = KnownForms::default();
                let bare = caught(|| {
                    let part = bare(&document, &Window::whole(&document), reason.clone());
                    prepare(self.fields, file, self.settings, &document, part)
                });
                let problem =
                    bare.is_err().then(|| Problem::panicked(&path, &document.key, &reason));
                (bare.ok(), problem)
            }
        };
        (Done { path, prepared, outcomes, known, problem }, None)
    }

    /// Finds the statements of a document part by part, as long as somebody takes them.
    fn go_on(&mut self, rest: Rest) {
        let Rest { document, parts } = rest;
        let mut before = 0;
        for window in windows(&document) {
            let start = Instant::now();
            let found = caught(|| {
                let statements = self.extractor.extract_window(&document, &window, before);
                let n_statements = u32::try_from(statements.len()).unwrap_or(u32::MAX);
                let paragraphs = &document.paragraphs[window.paragraphs.clone()];
                let passages = passages_of(&document, paragraphs, &statements);
                let bytes = window.bytes;
                let part = Part::new(&document, statements, passages, bytes, &mut self.known_forms);
                (part, n_statements)
            });
            let (part, n_statements) = found.unwrap_or_else(|reason| {
                let bare = caught(|| bare(&document, &window, reason.clone()));
                (bare.unwrap_or_else(|_| Part::default().failed(reason)), 0)
            });
            before = before.saturating_add(n_statements);
            self.spent.extract += start.elapsed();
            if parts.send(part).is_err() {
                return; // It is a copy of another, or the run has failed.
            }
        }
    }
}

/// A stretch of a document as passages, where finding statements in it failed for that reason.
fn bare(document: &Document, window: &Window, reason: String) -> Part {
    let paragraphs = document.paragraphs[window.paragraphs.clone()].iter();
    let passages = paragraphs.map(|paragraph| paragraph.span).collect();
    let forms = &mut KnownForms::default();
    Part::new(document, Vec::new(), passages, window.bytes, forms).failed(reason)
}

/// Runs `work`; a panic becomes its message.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| message(&*panic))
}

/// The first line of a panic's message, without the text that it may quote at length.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
    text.lines().next().unwrap_or_default().chars().take(100).collect()
}

/// Processor time of this thread, where the system tells.
pub fn thread_cpu() -> Option<Duration> {
    #[cfg(unix)]
    return Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).ok();
    #[cfg(not(unix))]
    None
}

/// Processor time of this process, none where the system does not tell.
pub(super) fn process_cpu() -> Duration {
    #[cfg(unix)]
    return Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default();
    #[cfg(not(unix))]
    Duration::ZERO
}
