//! Measures the order of hits on the judged queries of `tests/ranking`:
//! `cargo run --profile fast --example ranking` prints nDCG@10 of ours and of plain BM25, half by
//! half and kind by kind; with `--json` the same as JSON. `--pool N` prints what of the first N of any system
//! has not been judged, `--tune` searches for weights on the half that is for tuning, `--each` prints every
//! query.

#![allow(clippy::print_stdout, reason = "figures are what it is run for")]
#![allow(unreachable_pub, reason = "the modules of an example have no outside")]

mod judged;
mod plain;
mod pool;
mod report;
mod tune;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use judged::{Asked, Result};
use onrecord::{
    index::Store,
    model::Record,
    query::{Query, SearchOptions, Weights},
};
use plain::{Plain, Way};

const USAGE: &str = "ranking [--json] [--each] [--tune] [--pool N]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What is asked, and where.
struct Bench {
    asked: Vec<Asked>,
    store: Store,
    records: Vec<Record>,
    /// Their ids.
    there: HashSet<String>,
    plain: Plain,
}

fn run() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared =
        env::var_os("ONRECORD_SHARED").map_or_else(|| repository.join("../shared"), PathBuf::from);
    let roots = [shared.join("corpora/whitehouse-sample"), repository.join("corpus")];
    let roots =
        roots.map(|root| root.canonicalize().map_err(|_| format!("no `{}`", root.display())));
    let roots: Vec<PathBuf> = roots.into_iter().collect::<std::result::Result<_, _>>()?;
    let folder = tempfile::tempdir()?;
    let store = judged::index(folder.path(), &roots)?;
    let records = judged::hits(
        &store,
        &Query::All,
        &SearchOptions { limit: usize::MAX, ..SearchOptions::default() },
    )?;
    let records: Vec<Record> = records.into_iter().map(|hit| hit.record).collect();
    let there = records.iter().map(|record| record.id.clone()).collect();
    let asked = judged::read(&repository.join("tests/ranking"))?;
    let bench = Bench { asked, plain: Plain::new(&records)?, store, records, there };
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => report::print(&bench, &systems(), false),
        ["--json"] => report::json(&bench, &systems()),
        ["--each"] => report::print(&bench, &systems(), true),
        ["--tune"] => tune::tune(&bench),
        ["--pool", depth] => pool(&bench, depth.parse()?),
        _ => Err(USAGE.into()),
    }
}

/// Something that puts hits in an order.
#[derive(Clone, Copy)]
enum System {
    Ours(Weights),
    /// Ours with nothing but what has every word.
    Every(Weights),
    Plain(Way),
}

impl System {
    fn order(self, bench: &Bench, asked: &Asked, limit: usize) -> Result<Vec<String>> {
        match self {
            Self::Ours(weights) => {
                let options = SearchOptions { limit, weights, partly: true, ..Default::default() };
                judged::order(&bench.store, &asked.query(), &options)
            }
            Self::Every(weights) => {
                let options = SearchOptions { limit, weights, ..Default::default() };
                judged::order(&bench.store, &asked.query(), &options)
            }
            Self::Plain(way) => bench.plain.order(&bench.store, asked, way, limit),
        }
    }
}

/// What is compared: the first is the one to beat, the last ours as it is.
fn systems() -> Vec<(&'static str, System)> {
    let plain = |quote, every, fields| System::Plain(Way { quote, every, fields });
    vec![
        ("BM25, one field, any word, fields hold", plain(false, false, true)),
        ("BM25, one field, any word, no fields", plain(false, false, false)),
        ("BM25, one field, every word, fields hold", plain(false, true, true)),
        ("BM25, quote alone, any word, fields hold", plain(true, false, true)),
        ("ours at first: every word", System::Every(before())),
        ("ours, every word", System::Every(Weights::default())),
        ("ours, first weights", System::Ours(before())),
        ("ours, words alone", System::Ours(words_alone())),
        ("ours", System::Ours(Weights::default())),
    ]
}

/// The weights as they were guessed at first.
fn before() -> Weights {
    Weights {
        quote: 3.0,
        names: 1.5,
        context: 1.0,
        title: 0.5,
        second_place: 0.2,
        phrase: 4.0,
        pairs: 0.0,
        form: 1.0,
        readout: 0.85,
        paraphrase: 0.7,
        mixed: 0.95,
        indirect: 0.85,
        unsure: 0.7,
        unnamed: 1.0,
        recency: 0.1,
        half_life: 730.0,
    }
}

/// Ours with no bonus for phrases and no say for what is known of a statement.
fn words_alone() -> Weights {
    Weights {
        phrase: 0.0,
        pairs: 0.0,
        form: 0.0,
        readout: 1.0,
        paraphrase: 1.0,
        mixed: 1.0,
        indirect: 1.0,
        unsure: 1.0,
        unnamed: 1.0,
        recency: 0.0,
        ..Weights::default()
    }
}

/// Prints what of the first `depth` of any system, and of a few others, has no grade.
fn pool(bench: &Bench, depth: usize) -> Result<()> {
    let mut systems: Vec<System> = systems().into_iter().map(|(_, system)| system).collect();
    let others =
        [Weights { names: 6.0, ..before() }, Weights { pairs: 2.0, unnamed: 0.5, ..before() }];
    systems.extend(others.map(System::Ours));
    let records: HashMap<&str, &Record> =
        bench.records.iter().map(|record| (record.id.as_str(), record)).collect();
    for asked in &bench.asked {
        let mut found = BTreeSet::new();
        for system in &systems {
            found.extend(system.order(bench, asked, depth)?);
        }
        pool::print(asked, &found, &records);
    }
    Ok(())
}
