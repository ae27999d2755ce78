//! One document: statements found, rows made, and whatever panics caught with its name.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

#[cfg(unix)]
use rustix::time::{ClockId, clock_gettime};

use crate::{
    extract::{Extractor, passages},
    index::{Fields, Key, KnownForms, Prepared, prepare},
    model::{Document, Span},
    people::{Outcome, Overlay},
};

use super::Problem;

/// A document on its way to be extracted.
pub(super) struct Job {
    pub(super) document: Document,
    pub(super) path: PathBuf,
    pub(super) file: Key,
    pub(super) known: bool,
}

/// A document on its way to the index.
pub(super) struct Done {
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

/// Finds the statements of a document and makes its rows. Where that panics, the text is kept as
/// passages, and the problem says so.
pub(super) fn work(
    job: Job,
    extractor: &Extractor,
    people: &Overlay,
    fields: &Fields,
    settings: u64,
    known_forms: &mut KnownForms,
    spent: &mut Spent,
) -> Done {
    let Job { document, path, file, known } = job;
    let document = Arc::new(document);
    let start = Instant::now();
    let mut between = start;
    let mut outcomes = Vec::new();
    let found = caught(|| {
        let mut statements = extractor.extract(&document);
        outcomes = people.apply(&document, &mut statements);
        let passages = passages(&document, &statements);
        between = Instant::now();
        prepare(fields, file, settings, &document, statements, passages, known_forms)
    });
    spent.extract += between - start;
    let (prepared, problem) = match found {
        Ok(prepared) => (Some(prepared), None),
        Err(reason) => {
            let spans: Vec<Span> =
                document.paragraphs.iter().map(|paragraph| paragraph.span).collect();
            // What it met is lost with its rows.
            *known_forms = KnownForms::default();
            // Under no settings that there are, so that it is tried again when it is read again.
            let (none, settings) = (Vec::new(), !settings);
            let bare = || {
                prepare(fields, file, settings, &document, none, spans, &mut KnownForms::default())
            };
            let bare = caught(bare).ok();
            (bare, Some(panicked(path, &document.key, &reason)))
        }
    };
    spent.index += between.elapsed();
    Done { prepared, outcomes, known, problem }
}

fn panicked(path: PathBuf, key: &str, reason: &str) -> Problem {
    Problem {
        path,
        place: None,
        reason: format!("finding statements in `{key}` failed: {reason}; its text is searchable"),
        hint: Some("this is a bug: please report it with the document".to_owned()),
        broken: true,
        told: false,
    }
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
