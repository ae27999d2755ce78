//! Measures how often `verify` is right: quotes of the White House sample, changed in eight ways,
//! and quotes that nobody said.
//!
//! `cargo run --release --example verify_eval -- ../shared/corpora/whitehouse-sample` indexes the
//! folder in a temporary one and prints a table of what each sort of quote was found to be; with
//! `--misses` every quote that came out wrong, with `--against PATH` what an index, or texts, say of
//! the same quotes that have these documents among others. What is measured is drawn with the seed 2031, fixed before anything was measured; the thresholds of
//! `query::verify` were set on quotes of the seed 1 (`--seed 1`).

#![allow(clippy::print_stdout, reason = "figures are what it is run for")]
#![allow(unreachable_pub, reason = "the modules of an example have no outside")]

mod measure;

use std::{env, path::PathBuf, process::ExitCode, time::Instant};

use measure::{CLASSES, REPORTED, Result, Sample, Table};
use onrecord::index::Store;

const USAGE: &str = "verify_eval FOLDER [--against PATH] [--seed N] [--misses]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let (mut folder, mut against, mut seed, mut misses) = (None, None, REPORTED, false);
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--against" => against = args.next().map(PathBuf::from),
            "--seed" => seed = args.next().unwrap_or_default().parse()?,
            "--misses" => misses = true,
            _ => folder = Some(PathBuf::from(arg)),
        }
    }
    let temporary = tempfile::tempdir()?;
    let folder: PathBuf = folder.ok_or("which folder?")?;
    let mut store = Store::open(&measure::index(&folder, temporary.path())?)?;
    let sample = Sample::new(&store)?;
    println!("{}, seed {seed}", sample.told());
    let quotes = sample.quotes(seed, 200, 100);
    if let Some(other) = against {
        let is_index = Store::exists(&other);
        let at = temporary.path().join("other");
        let other = if is_index { other } else { measure::index(&other, &at)? };
        store = Store::open(&other)?;
    }
    let begun = Instant::now();
    let table = Table::of(&store, &quotes)?;
    let seconds = begun.elapsed().as_secs_f64();
    print!("{table}");
    println!("{} quotes of {} sorts in {seconds:.1} s", quotes.len(), CLASSES.len());
    if misses {
        print!("{}", table.misses());
    }
    Ok(())
}
