//! `onrecord bench`: how fast indexing and searching are, here and now.

mod formats;
mod machine;
mod queries;
mod reading;
mod report;
mod synthetic;
mod turns;

use std::{path::PathBuf, thread, time::Duration};

use clap::Args;

use super::{
    CliError, Outcome, Setting, interrupt,
    output::{print, say},
    problems::thousands,
    query_args::{self, number},
};
use crate::{
    extract::Extractor,
    index::Store,
    pipeline::{self, IndexOptions, IndexReport},
    render::json,
};
use report::{Report, Stage};

pub use synthetic::write as write_synthetic_corpus;

const EXAMPLES: &str = "\
Examples:
  onrecord bench corpus                 a folder of texts
  onrecord bench                        a made-up corpus
  onrecord bench --documents 10000 --json
  onrecord bench --format all           how fast each format is read";

/// Measure indexing and searching
///
/// Indexes into a folder of its own, which is removed afterwards: documents, statements and MB a
/// second for each stage, time, memory and size of the whole, and how long queries of each kind
/// take. Without a path a corpus is made up, the same each time for the same number.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct BenchArgs {
    /// File or folder to index [default: a made-up corpus]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Documents of the made-up corpus
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = number, conflicts_with = "path")]
    documents: usize,
    /// Make up so many speaking turns instead, each a record of some 56 words
    #[arg(long, value_name = "N", value_parser = number, conflicts_with_all = ["path", "documents", "format"])]
    turns: Option<usize>,
    /// Measure reading alone, of a corpus made up in this format; `all` for one after the other
    ///
    /// With a path that is read instead, whatever formats it has.
    #[arg(long, value_name = "FORMAT", value_parser = formats::names())]
    format: Option<String>,
    /// Least CPU time that the reading of a format is measured for
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = number, requires = "format")]
    seconds: usize,
    /// Threads that extract [default: one a core]
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    threads: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The version of the JSON that is printed.
const FORMAT: u32 = 1;

pub(super) fn run(args: &BenchArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let folder = tempfile::Builder::new().prefix("onrecord-bench-").tempdir();
    let folder = folder.map_err(|error| no_room("make a folder to work in", &error))?;
    if let Some(format) = &args.format {
        return reading::run(args, format, folder.path(), setting);
    }
    let corpus = if let Some(path) = &args.path {
        path.clone()
    } else if let Some(n) = args.turns {
        say(&format!("making up {} turns", thousands(n as u64)));
        let corpus = folder.path().join("turns.jsonl");
        turns::write(&corpus, n).map_err(|error| no_room("write the corpus", &error))?;
        corpus
    } else {
        say(&format!("making up {} documents", thousands(args.documents as u64)));
        let corpus = folder.path().join("synthetic");
        let written =
            std::fs::create_dir(&corpus).and_then(|()| synthetic::write(&corpus, args.documents));
        written.map_err(|error| no_room("write the corpus", &error))?;
        corpus
    };
    let index = folder.path().join("index");
    let threads = match args.threads {
        0 => thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    say("indexing");
    let cpu_before = machine::cpu_seconds();
    // Stopped, the folder is removed as at the end.
    let run = interrupt::asked(|stop| {
        let index = index.clone();
        let options = IndexOptions { index, threads, stop: Some(stop), ..IndexOptions::default() };
        pipeline::index(&[corpus], &Extractor::default(), &options, &|_| {})
    })?;
    if run.interrupted {
        return Err(CliError::interrupted("interrupted"));
    }
    let cpu = machine::cpu_seconds().zip(cpu_before).map(|(after, before)| after - before);
    let peak = machine::peak_memory();
    if run.new == 0 {
        return Err(CliError::user("there is no document to measure with")
            .hint("give another path, or none for a made-up corpus"));
    }
    say("searching");
    let store = Store::open(&index)?;
    let queries = queries::time(&store, query_args::today())?;
    let index_bytes = machine::size(&index);
    let report = Report {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        threads,
        corpus: args.path.as_ref().map(|path| path.display().to_string()),
        documents: run.new,
        statements: run.statements,
        text_bytes: run.bytes,
        index_bytes,
        index_bytes_per_text_byte: report::ratio(index_bytes, run.bytes),
        wall_seconds: run.wall.as_secs_f64(),
        cpu_seconds: cpu,
        peak_memory_bytes: peak,
        stages: stages(&run),
        queries,
    };
    if args.json {
        print(|out| json::line(out, &report))?;
    } else {
        setting.screen.show(|out| report::write(out, &report, setting.screen.style))?;
    }
    Ok(Outcome::Done)
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
