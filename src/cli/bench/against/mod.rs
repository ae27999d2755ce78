//! `onrecord bench --against`: another engine on the same texts, in turns with our own.

mod report;
#[cfg_attr(not(feature = "sqlite"), path = "without_sqlite.rs")]
mod sqlite;
mod tantivy;
mod texts;

use std::{fmt::Display, fs, path::Path, sync::atomic::AtomicBool};

use super::{
    Corpus, FORMAT, Indexed,
    args::{BenchArgs, System},
    index_into,
    machine::{self, Meter},
    plain::{self, Searched},
};
use crate::{
    cli::{CliError, interrupt, output::say, query_args},
    index::Store,
};
pub(super) use report::write;
use report::{Ratios, Report, Side, Turn};
use texts::{Tally, Texts};

/// An engine to measure against.
struct Baseline {
    name: &'static str,
    /// With its name, for people.
    version: String,
    /// Indexes the texts in an empty folder.
    build: fn(&Path, &Texts, &AtomicBool) -> Result<Tally, CliError>,
    /// Opens what was indexed there.
    open: fn(&Path) -> Result<Box<dyn Searched>, CliError>,
}

impl Baseline {
    fn of(system: System) -> Result<Self, CliError> {
        match system {
            System::Tantivy => Ok(tantivy::baseline()),
            System::Sqlite => sqlite::baseline(),
        }
    }
}

fn no_room(error: &dyn Display) -> CliError {
    CliError::user(format!("cannot write the other engine's index: {error}"))
        .hint("set `TMPDIR` to a folder with room")
}

/// Says early that an engine is not there.
pub(super) fn check(system: System) -> Result<(), CliError> {
    Baseline::of(system).map(drop)
}

/// Measures both on `corpus`, below `folder`.
pub(super) fn run(
    args: &BenchArgs,
    system: System,
    corpus: &Corpus,
    folder: &Path,
    threads: usize,
) -> Result<Report, CliError> {
    interrupt::asked(|stop| measure(args, system, corpus, folder, threads, stop))
}

fn measure(
    args: &BenchArgs,
    system: System,
    corpus: &Corpus,
    folder: &Path,
    threads: usize,
    asked_to: &'static AtomicBool,
) -> Result<Report, CliError> {
    let baseline = Baseline::of(system)?;
    let texts = Texts::find(&corpus.path);
    // Read once before, the texts lie in the system's cache for both.
    let before = texts.each(asked_to, &mut |_| Ok(()))?;
    if before.rows == 0 {
        return Err(super::nothing());
    }
    let (theirs_in, ours_in) = (folder.join(baseline.name), folder.join("index"));
    let mut turns = Vec::new();
    let mut last = None;
    for round in 1..=args.rounds {
        say(&format!("round {round} of {}: {}", args.rounds, baseline.name));
        empty(&theirs_in)?;
        let meter = Meter::start();
        let tally = (baseline.build)(&theirs_in, &texts, asked_to)?;
        let theirs = Turn { cost: meter.stop(), index_bytes: machine::size(&theirs_in) };
        say(&format!("round {round} of {}: onrecord", args.rounds));
        remove(&ours_in)?;
        let indexed = index_into(&ours_in, &corpus.path, threads, asked_to)?;
        let ours = Turn { cost: indexed.cost, index_bytes: indexed.index_bytes };
        turns.push((ours, theirs));
        last = Some((indexed, tally));
    }
    let Some((indexed, tally)) = last else { return Err(super::nothing()) };
    say("searching");
    let store = Store::open(&ours_in)?;
    let searched = (baseline.open)(&theirs_in)?;
    let ours = (&store, query_args::today());
    let mut times = plain::time(&store, &[&ours, &*searched], asked_to)?;
    let (their_queries, our_queries) =
        (times.pop().unwrap_or_default(), times.pop().unwrap_or_default());
    let Indexed { report: run, .. } = indexed;
    let (our_turns, their_turns): (Vec<Turn>, Vec<Turn>) = turns.into_iter().unzip();
    let ratios = Ratios::of(&our_turns, &their_turns);
    let ours = Side {
        name: "onrecord",
        version: format!("onrecord {}", env!("CARGO_PKG_VERSION")),
        texts: run.new + run.copies,
        rows: run.statements + run.acts + run.passages,
        ..Side::new(our_turns, our_queries, tally.bytes)
    };
    let theirs = Side {
        name: baseline.name,
        version: baseline.version,
        texts: tally.texts,
        rows: tally.rows,
        ..Side::new(their_turns, their_queries, tally.bytes)
    };
    Ok(Report {
        format: FORMAT,
        run: "against",
        against: baseline.name,
        version: env!("CARGO_PKG_VERSION"),
        threads,
        corpus: corpus.name(),
        made_up: corpus.made_up,
        cut: texts.cut.name(),
        told: texts.cut.told(),
        texts_match: ours.texts == theirs.texts,
        passed_over: tally.passed_over,
        text_bytes: tally.bytes,
        rounds: args.rounds,
        systems: [ours, theirs],
        ratios,
    })
}

fn remove(folder: &Path) -> Result<(), CliError> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| no_room(&error))
    } else {
        Ok(())
    }
}

fn empty(folder: &Path) -> Result<(), CliError> {
    remove(folder)?;
    fs::create_dir(folder).map_err(|error| no_room(&error))
}
