//! `onrecord bench --curve`: what indexing and searching cost as the number of records grows.

#[cfg_attr(not(feature = "plot"), path = "without_plot.rs")]
mod plot;
mod report;

use std::{fs, path::Path, sync::atomic::AtomicBool};

use super::{
    Corpus, FORMAT,
    args::Sizes,
    index_into, no_room,
    plain::{self, Searched},
    report::float,
    stop,
};
use crate::{
    cli::{CliError, interrupt, output::say, problems::thousands, query_args},
    index::Store,
};
pub(super) use plot::{check, write as draw};
use report::{Growth, Point};
pub(super) use report::{Report, write};

/// Measures each of `sizes` below `folder`, one after the other.
pub(super) fn run(sizes: &Sizes, folder: &Path, threads: usize) -> Result<Report, CliError> {
    interrupt::asked(|asked_to| {
        let mut points = Vec::new();
        for size in &sizes.0 {
            stop(asked_to)?;
            points.push(measure(*size, folder, threads, asked_to)?);
        }
        let growth = Growth::over(&points);
        Ok(Report {
            format: FORMAT,
            run: "curve",
            version: env!("CARGO_PKG_VERSION"),
            threads,
            points,
            growth,
        })
    })
}

fn measure(
    size: usize,
    folder: &Path,
    threads: usize,
    asked_to: &'static AtomicBool,
) -> Result<Point, CliError> {
    let corpus = Corpus::turns(folder, size)?;
    let index = folder.join("index");
    say(&format!("indexing {}", thousands(size as u64)));
    let indexed = index_into(&index, &corpus.path, threads, asked_to)?;
    say("searching");
    let store = Store::open(&index)?;
    let ours = (&store, query_args::today());
    let ours: &dyn Searched = &ours;
    let queries = plain::time(&store, &[ours], asked_to)?.pop().unwrap_or_default();
    drop(store);
    let clear = || {
        fs::remove_dir_all(&index)?;
        fs::remove_file(&corpus.path)
    };
    clear().map_err(|error| no_room("clear the folder it works in", &error))?;
    let run = &indexed.report;
    let records = run.new + run.copies;
    Ok(Point {
        records,
        text_bytes: run.bytes,
        index_bytes: indexed.index_bytes,
        cpu_microseconds_per_record: indexed.cost.cpu_seconds.map(|cpu| cpu * 1e6 / float(records)),
        cost: indexed.cost,
        queries,
    })
}
