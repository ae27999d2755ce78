//! `onrecord watch`: keeps the index up to date while files change.

mod mounts;
mod notice;

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use clap::Args;

use super::{
    CliError, Outcome, Setting, index, interrupt,
    output::say,
    people::{PeopleFile, tell_conflicts},
    places::Places,
    query_args::number,
    read_args::ReadArgs,
    topic_args::{TopicArgs, plainly},
};
use crate::{
    extract::Extractor,
    index::IndexError,
    people::Overlay,
    pipeline::{IndexOptions, IndexReport, PipelineError},
};
use notice::{Change, Notice};

const EXAMPLES: &str = "\
Examples:
  onrecord watch corpus &            searches find what was saved a moment ago
  onrecord watch --poll /mnt/press   for folders whose changes the system does not tell of";

/// Keep the index up to date while files change, until Ctrl-C
///
/// Does what `onrecord index` does, and again whenever files were added, changed, moved or removed,
/// within two seconds. Every round that found something is told in a line. Searches and other
/// runs of `index` go on meanwhile: the index is locked only while something is being read. On
/// a network, and where the system can watch no more folders, changes are looked for every second.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct WatchArgs {
    /// Files and folders to watch [default: those read before, else the nearest `corpus/`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look for changes every second instead of being told of them
    #[arg(long)]
    poll: bool,
    #[command(flatten)]
    topics: TopicArgs,
    /// Threads that extract [default: one a core]
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    threads: usize,
    #[command(flatten)]
    read: ReadArgs,
}

/// How many problems are remembered as told.
const MOST_TOLD: usize = 10_000;

/// How long to wait before asking again for an index that somebody else writes.
const AGAIN: Duration = Duration::from_millis(200);

pub(super) fn run(args: &WatchArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let places = &setting.places;
    let paths = match args.paths.as_slice() {
        [] => index::paths(places, false)?,
        paths => paths.to_vec(),
    };
    let (topics, settings) = args.topics.resolve()?;
    let extractor = Extractor::new(topics);
    let flags = args.read.flags();
    interrupt::asked(|stop| {
        let options = IndexOptions {
            index: places.index.clone(),
            flags,
            settings,
            threads: args.threads,
            stop: Some(stop),
            ..IndexOptions::default()
        };
        watch(&paths, &extractor, &options, args.poll, stop, places)
    })?;
    say("stopped; what was found is in the index");
    Ok(Outcome::Done)
}

fn watch(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: &IndexOptions<'_>,
    poll: bool,
    stop: &AtomicBool,
    places: &Places,
) -> Result<(), CliError> {
    let mut watched = paths.to_vec();
    watched.push(places.people.clone());
    // Before anything is read, so that nothing changes unseen in between.
    let (mut notice, mut why) = Notice::new(&watched, &options.index, poll);
    let mut people = People::default();
    let mut told = HashSet::new();
    let mut first = true;
    let mut change = Change::Whole;
    loop {
        notice.begin(&change);
        let parts = match &change {
            Change::Whole => None,
            Change::Parts(parts) => Some(parts.clone()),
        };
        let news = people.read(places);
        let now = IndexOptions { parts, people: people.overlay.clone(), ..options.clone() };
        let report = round(paths, extractor, &now, stop)?;
        if news {
            tell_conflicts(&people.overlay, places)?;
        }
        let found = 0 < report.new + report.changed + report.removed;
        let now = tell(report, &told, first || found);
        if change == Change::Whole || MOST_TOLD < told.len() {
            told.clear();
        }
        told.extend(now);
        notice.end(found);
        if first && !stop.load(Ordering::Relaxed) {
            let how = if notice.looks() { ", looking every second" } else { "" };
            say(&format!("watching {}{how}; Ctrl-C ends it", named(paths)));
        }
        first = false;
        if let Some(why) = why.take() {
            say(&format!("changes are looked for every second: {why}"));
        }
        let (changed, lost) = notice.wait(stop);
        let Some(changed) = changed else { return Ok(()) };
        (change, why) = (changed, lost);
    }
}

/// Who is who, as it was said last.
#[derive(Default)]
struct People {
    overlay: Overlay,
    /// Why the file cannot be read.
    error: Option<String>,
}

impl People {
    /// Reads the file again; what cannot be read changes nothing. Returns whether it was changed,
    /// having said what is wrong in it.
    fn read(&mut self, places: &Places) -> bool {
        match PeopleFile::read(places) {
            Ok(file) => {
                self.error = None;
                let is_new = file.text() != self.overlay.text();
                if is_new {
                    self.overlay = file.told().0;
                }
                is_new
            }
            Err(error) => {
                let error = error.to_string();
                if self.error.as_ref() != Some(&error) {
                    say(&error);
                }
                self.error = Some(error);
                false
            }
        }
    }
}

/// Brings the index up to date, when nobody else writes it.
fn round(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: &IndexOptions<'_>,
    stop: &AtomicBool,
) -> Result<IndexReport, CliError> {
    let mut waits = false;
    loop {
        match index::with_bar(paths, extractor, options) {
            Err(PipelineError::Index(IndexError::Locked { .. })) => {
                if stop.load(Ordering::Relaxed) {
                    return Ok(IndexReport::default());
                }
                if !waits {
                    say("waiting: another run writes the index");
                }
                waits = true;
                thread::sleep(AGAIN);
            }
            result => return Ok(result?),
        }
    }
}

/// Says what a round found, and what is wrong that was not `told`. Returns all that is wrong.
fn tell(mut report: IndexReport, told: &HashSet<String>, whole: bool) -> HashSet<String> {
    let key = |problem: &crate::pipeline::Problem| {
        let place = problem.place.as_deref().unwrap_or_default();
        format!("{}\0{place}\0{}", problem.path.display(), problem.reason)
    };
    let now: HashSet<String> = report.problems.iter().map(key).collect();
    if !whole {
        report.files_unsupported.clear();
        report.ignored = 0;
    }
    let is_old = |problem: &crate::pipeline::Problem| problem.told || told.contains(&key(problem));
    report.problems.retain(|problem| !is_old(problem));
    if whole {
        index::tell(&report);
    } else {
        index::tell_problems(&report);
    }
    now
}

fn named(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    names.join(", ")
}
