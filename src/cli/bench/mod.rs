//! `onrecord bench`: how fast indexing and searching are, here and now.

mod against;
mod args;
mod compare;
mod curve;
mod formats;
mod machine;
mod plain;
mod queries;
mod reading;
mod report;
mod synthetic;
mod turns;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde::Serialize;

use super::{
    CliError, Outcome, Setting, interrupt, output::say, problems::thousands, query_args, store,
};
use crate::{
    extract::Extractor,
    index::{Row, Store},
    pipeline::{self, IndexOptions, IndexReport},
    render::{Style, json},
};
pub(super) use args::BenchArgs;
use compare::{Comparison, Past};
use machine::{Cost, Meter};
use report::{Report, Searches, Stage};

pub use synthetic::write as write_synthetic_corpus;

/// The version of the JSON that is printed.
const FORMAT: u32 = 1;

pub(super) fn run(args: &BenchArgs, setting: &Setting) -> Result<Outcome, CliError> {
    // What cannot be done is said before anything is measured.
    let run = match args.against {
        Some(system) => format!("against {}", system.name()),
        None if args.curve.is_some() => "curve".to_owned(),
        None if args.format.is_some() => "formats".to_owned(),
        None if args.queries => "queries".to_owned(),
        None => "index".to_owned(),
    };
    let past = args.compare.as_deref().map(|path| Past::read(path, &run)).transpose()?;
    args.against.map_or(Ok(()), against::check)?;
    args.plot.as_ref().map_or(Ok(()), |_| curve::check())?;
    let answer = Answer { run: &run, past, as_json: args.json, setting };
    if args.queries {
        let report = searches(&store::open_or_build(setting)?)?;
        answer.give(&report, report::write_searches)?;
        return Ok(Outcome::Done);
    }
    let folder = tempfile::Builder::new().prefix("onrecord-bench-").tempdir();
    let folder = folder.map_err(|error| no_room("make a folder to work in", &error))?;
    let folder = folder.path();
    let threads = match args.threads {
        0 => thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    if let Some(format) = &args.format {
        return reading::run(args, format, folder, &answer);
    }
    if let Some(sizes) = &args.curve {
        let report = curve::run(sizes, folder, threads)?;
        if let Some(path) = &args.plot {
            curve::draw(path, &report)?;
        }
        answer.give(&report, curve::write)?;
        return Ok(Outcome::Done);
    }
    let corpus = Corpus::of(args, folder)?;
    if let Some(system) = args.against {
        let report = against::run(args, system, &corpus, folder, threads)?;
        answer.give(&report, against::write)?;
        return Ok(Outcome::Done);
    }
    answer.give(&measure(&corpus, folder, threads)?, report::write)?;
    Ok(Outcome::Done)
}

/// Measures our own indexing and every kind of query.
fn measure(corpus: &Corpus, folder: &Path, threads: usize) -> Result<Report, CliError> {
    let index = folder.join("index");
    say("indexing");
    let indexed = interrupt::asked(|asked_to| index_into(&index, &corpus.path, threads, asked_to))?;
    let peak = machine::peak_memory();
    say("searching");
    let store = Store::open(&index)?;
    let queries = queries::time(&store, query_args::today())?;
    let Indexed { report: run, cost, index_bytes } = indexed;
    Ok(Report {
        format: FORMAT,
        run: "index",
        version: env!("CARGO_PKG_VERSION"),
        threads,
        corpus: corpus.name(),
        made_up: corpus.made_up,
        documents: run.new,
        statements: run.statements,
        text_bytes: run.bytes,
        index_bytes,
        index_bytes_per_text_byte: report::ratio(index_bytes, run.bytes),
        wall_seconds: run.wall.as_secs_f64(),
        cpu_seconds: cost.cpu_seconds,
        peak_memory_bytes: peak,
        stages: stages(&run),
        queries,
    })
}

/// Measures every kind of query on an index that is there.
fn searches(store: &Store) -> Result<Searches, CliError> {
    Ok(Searches {
        format: FORMAT,
        run: "queries",
        version: env!("CARGO_PKG_VERSION"),
        index: store.path().display().to_string(),
        statements: store.count(Row::Statement)?,
        segments: store.searcher().segment_readers().len(),
        queries: queries::time(store, query_args::today())?,
    })
}

/// Where an answer goes, and what it is set beside.
struct Answer<'a> {
    /// The kind of run.
    run: &'a str,
    past: Option<Past>,
    as_json: bool,
    setting: &'a Setting,
}

impl Answer<'_> {
    /// Prints `report`, which `write` writes for people, or the comparison that was asked for.
    fn give<R: Serialize>(
        &self,
        report: &R,
        write: impl FnOnce(&mut dyn Write, &R, Style) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let screen = &self.setting.screen;
        let Some(past) = &self.past else {
            return screen.show_unless(self.as_json, |out| {
                if self.as_json {
                    json::line(out, report)
                } else {
                    write(out, report, screen.style)
                }
            });
        };
        let compared = Comparison::new(past, self.run, report)?;
        screen.show_unless(self.as_json, |out| {
            if self.as_json {
                json::line(out, &compared)
            } else {
                compare::write(out, &compared, screen.style)
            }
        })
    }
}

/// Texts to measure with.
struct Corpus {
    path: PathBuf,
    /// What is made up, where it is.
    made_up: Option<&'static str>,
}

impl Corpus {
    /// What `args` name, made up below `folder` where they name no path.
    fn of(args: &BenchArgs, folder: &Path) -> Result<Self, CliError> {
        if let Some(path) = &args.path {
            return Ok(Self { path: path.clone(), made_up: None });
        }
        if let Some(n) = args.turns {
            return Self::turns(folder, n);
        }
        say(&format!("making up {} documents", thousands(args.documents as u64)));
        let path = folder.join("synthetic");
        fs::create_dir(&path)
            .and_then(|()| synthetic::write(&path, args.documents))
            .map_err(|error| no_room("write the corpus", &error))?;
        Ok(Self { path, made_up: Some("documents") })
    }

    /// `n` turns, made up.
    fn turns(folder: &Path, n: usize) -> Result<Self, CliError> {
        say(&format!("making up {} turns", thousands(n as u64)));
        let path = folder.join("turns.jsonl");
        turns::write(&path, n).map_err(|error| no_room("write the corpus", &error))?;
        Ok(Self { path, made_up: Some("turns") })
    }

    /// The path; nothing where it is made up.
    fn name(&self) -> Option<String> {
        self.made_up.is_none().then(|| self.path.display().to_string())
    }
}

/// What our own indexing did and cost.
struct Indexed {
    report: IndexReport,
    cost: Cost,
    index_bytes: u64,
}

/// Indexes `corpus` in the folder `index`. Stopped, whoever made the folder removes it as at the
/// end.
fn index_into(
    index: &Path,
    corpus: &Path,
    threads: usize,
    asked_to: &'static AtomicBool,
) -> Result<Indexed, CliError> {
    let options = IndexOptions {
        index: index.to_owned(),
        threads,
        stop: Some(asked_to),
        ..IndexOptions::default()
    };
    let meter = Meter::start();
    let report = pipeline::index(&[corpus.to_owned()], &Extractor::default(), &options, &|_| {})?;
    let cost = meter.stop();
    if report.interrupted {
        return Err(interrupted());
    }
    if report.new == 0 {
        return Err(nothing());
    }
    Ok(Indexed { report, cost, index_bytes: machine::size(index) })
}

/// An error once somebody wants the work to stop.
fn stop(asked_to: &AtomicBool) -> Result<(), CliError> {
    if asked_to.load(Ordering::Relaxed) { Err(interrupted()) } else { Ok(()) }
}

fn interrupted() -> CliError {
    CliError::interrupted("interrupted")
}

fn nothing() -> CliError {
    CliError::user("there is no document to measure with")
        .hint("give another path, or none for a made-up corpus")
}

fn no_room(what: &str, error: &std::io::Error) -> CliError {
    CliError::user(format!("cannot {what}: {error}")).hint("set `TMPDIR` to a folder with room")
}

fn stages(run: &IndexReport) -> Vec<Stage> {
    let stage = |name, busy: Duration, cpu: Option<Duration>| {
        Stage::new(name, busy, cpu, run.new, run.statements, run.bytes)
    };
    let stages = &run.stages;
    let of = |name, stage_of: pipeline::Stage| {
        let cpu = Some(stage_of.cpu).filter(|cpu| !cpu.is_zero());
        stage(name, stage_of.busy, cpu)
    };
    vec![
        of("read", stages.read),
        of("extract", stages.extract),
        of("index", stages.index),
        of("commit", stages.commit),
        stage("all", run.wall, Some(stages.all.cpu).filter(|cpu| !cpu.is_zero())),
    ]
}
