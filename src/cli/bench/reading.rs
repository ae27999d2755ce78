//! `onrecord bench --format`: how fast each format is read, without extraction and index.

use std::{
    fs,
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{
    Answer, BenchArgs, FORMAT,
    formats::{FORMATS, Format},
    machine, no_room,
    report::float,
};
use crate::{
    cli::{
        CliError, Outcome, interrupt,
        output::say,
        problems::{counted, thousands},
    },
    ingest::{self, ReadOptions},
    render::{Style, table},
};

/// Everything that was measured.
#[derive(Serialize)]
struct Report {
    format: u32,
    run: &'static str,
    version: &'static str,
    /// The path, or null for made-up corpora.
    corpus: Option<String>,
    formats: Vec<Row>,
}

/// How one format was read.
#[derive(Serialize)]
struct Row {
    name: String,
    files: u64,
    /// Bytes on disk.
    disk_bytes: u64,
    /// Bytes to read, before they were packed.
    input_bytes: u64,
    documents: u64,
    text_bytes: u64,
    problems: u64,
    /// How often all of it was read.
    rounds: u32,
    /// CPU time of a round.
    cpu_seconds: Option<f64>,
    /// Millions of bytes of input a CPU second.
    megabytes_per_cpu_second: Option<f64>,
    documents_per_cpu_second: Option<f64>,
    peak_memory_bytes: Option<u64>,
}

pub(super) fn run(
    args: &BenchArgs,
    format: &str,
    folder: &Path,
    answer: &Answer<'_>,
) -> Result<Outcome, CliError> {
    let measured = interrupt::asked(|stop| {
        let mut rows = Vec::new();
        if let Some(path) = &args.path {
            rows.push(measure(format, std::slice::from_ref(path), None, args.seconds));
            return Ok(rows);
        }
        for Format { name, write } in
            FORMATS.iter().filter(|known| format == "all" || known.name == format)
        {
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(CliError::interrupted("interrupted"));
            }
            say(&format!("reading {name}"));
            let corpus = folder.join(name);
            let written = fs::create_dir(&corpus).and_then(|()| write(&corpus, args.documents));
            let bytes = written.map_err(|error| no_room("write the corpus", &error))?;
            rows.push(measure(name, std::slice::from_ref(&corpus), Some(bytes), args.seconds));
            fs::remove_dir_all(&corpus).map_err(|error| no_room("clear the corpus", &error))?;
        }
        Ok(rows)
    })?;
    let corpus = args.path.as_ref().map(|path| path.display().to_string());
    let report = Report {
        format: FORMAT,
        run: "formats",
        version: env!("CARGO_PKG_VERSION"),
        corpus,
        formats: measured,
    };
    answer.give(&report, show)?;
    let unread = report.formats.iter().any(|row| row.documents == 0);
    Ok(Outcome::Done.unless_skipped(unread))
}

/// Reads `paths` again and again, until that took long enough to be measured.
fn measure(name: &str, paths: &[PathBuf], input: Option<u64>, seconds: usize) -> Row {
    let peak = machine::reset_peak_memory();
    let before = machine::cpu_seconds();
    let used = || Some(machine::cpu_seconds()? - before?);
    let mut rounds = 0;
    let (row, cpu) = loop {
        let row = read(name, paths);
        rounds += 1;
        let cpu = used();
        if cpu.is_none_or(|cpu| float(seconds as u64) <= cpu) {
            break (row, cpu);
        }
    };
    let (mut row, first) = row;
    if let Some(problem) = first {
        say(&format!("{}, first: {problem}", counted(row.problems, "problem")));
    }
    row.rounds = rounds;
    row.input_bytes = input.unwrap_or(row.disk_bytes);
    row.cpu_seconds = cpu.map(|cpu| cpu / f64::from(rounds)).filter(|cpu| 0.0 < *cpu);
    row.megabytes_per_cpu_second = row.cpu_seconds.map(|cpu| float(row.input_bytes) / 1e6 / cpu);
    row.documents_per_cpu_second = row.cpu_seconds.map(|cpu| float(row.documents) / cpu);
    row.peak_memory_bytes = machine::peak_memory().filter(|_| peak);
    row
}

/// Reads all once. Returns the first thing that was wrong, too.
fn read(name: &str, paths: &[PathBuf]) -> (Row, Option<String>) {
    let mut row = Row {
        name: name.to_owned(),
        files: 0,
        disk_bytes: 0,
        input_bytes: 0,
        documents: 0,
        text_bytes: 0,
        problems: 0,
        rounds: 0,
        cpu_seconds: None,
        megabytes_per_cpu_second: None,
        documents_per_cpu_second: None,
        peak_memory_bytes: None,
    };
    let options = ReadOptions::default();
    let mut first = None;
    let mut wrong = |error: &ingest::IngestError, problems: &mut u64| {
        *problems += 1;
        first.get_or_insert_with(|| error.to_string());
    };
    for source in ingest::walk(paths) {
        match source {
            Ok(source) => {
                row.files += 1;
                row.disk_bytes += source.stamp.size;
                ingest::read(&source, &options, &mut |result| {
                    match result {
                        Ok(document) => {
                            row.documents += 1;
                            row.text_bytes += document.text.len() as u64;
                        }
                        Err(error) => wrong(&error, &mut row.problems),
                    }
                    ControlFlow::Continue(())
                });
            }
            Err(error) => wrong(&error, &mut row.problems),
        }
    }
    (row, first)
}

fn show(out: &mut dyn Write, report: &Report, _: Style) -> io::Result<()> {
    let heading =
        ["format", "files", "input MB", "disk MB", "documents", "MB/CPU s", "doc/CPU s", "peak MB"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(report.formats.iter().map(|row| {
        let figure = |figure: Option<f64>, digits: usize| {
            figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.digits$}"))
        };
        vec![
            row.name.clone(),
            thousands(row.files),
            figure(Some(float(row.input_bytes) / 1e6), 1),
            figure(Some(float(row.disk_bytes) / 1e6), 1),
            thousands(row.documents),
            figure(row.megabytes_per_cpu_second, 1),
            figure(row.documents_per_cpu_second, 0),
            figure(row.peak_memory_bytes.map(|bytes| float(bytes) / 1e6), 0),
        ]
    }));
    table::columns(out, &rows)
}
