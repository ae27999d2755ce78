//! Measures how much comes out right: `cargo run --release --example evaluate -- ../shared/gold`
//! prints a table, with `--json` the same as JSON, and with `--misses` everything that did not come
//! out as annotated, sorted (`--misses=FOLDER`: a file a row). Needs `python3` for the scorers that
//! lie beside the gold.

#![allow(clippy::print_stdout, reason = "figures are what it is run for")]
#![allow(unreachable_pub, reason = "the modules of an example have no outside")]

mod score;
mod speed;

use std::{env, fs, path::PathBuf, process::ExitCode};

use score::{
    PARTS, Setting,
    gold::Result,
    report::{self, Row},
};
use serde_json::{Value, json};

const USAGE: &str = "evaluate GOLD [--json] [--misses[=FOLDER]]";

struct Options {
    gold: PathBuf,
    json: bool,
    misses: bool,
    /// Where they go, a file a row; else to standard output.
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    // It is the program that it measures, too: so the two are always of one build.
    if env::args_os().nth(1).is_some_and(|verb| verb == "extract") {
        return onrecord::cli::run();
    }
    match options().and_then(|options| evaluate(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options> {
    let mut options = Options { gold: PathBuf::new(), json: false, misses: false, folder: None };
    for arg in env::args().skip(1) {
        match arg.split_once('=') {
            Some(("--misses", folder)) => options.folder = Some(PathBuf::from(folder)),
            _ if arg == "--misses" => options.misses = true,
            _ if arg == "--json" => options.json = true,
            _ if arg.starts_with('-') => {
                return Err(format!("no such option: {arg}\n{USAGE}").into());
            }
            _ => options.gold = PathBuf::from(arg),
        }
    }
    if options.gold.is_dir() {
        Ok(options)
    } else {
        Err(format!("give the folder of the gold files\n{USAGE}").into())
    }
}

fn evaluate(options: &Options) -> Result<()> {
    let setting = Setting::new(env::current_exe()?, options.gold.clone());
    let (mut rows, mut misses) = (Vec::new(), Vec::new());
    for (_, part) in PARTS {
        let report = part(&setting)?;
        rows.extend(report.rows);
        misses.extend(report.misses);
    }
    rows.push(speed::speed(&setting)?);
    if options.json {
        println!("{}", json(&rows));
    } else {
        print!("{}", report::table(&rows));
    }
    for (row, text) in report::misses(&misses) {
        if let Some(folder) = &options.folder {
            fs::create_dir_all(folder)?;
            fs::write(folder.join(format!("{row}.txt")), &text)?;
        }
        if options.misses {
            print!("\n{text}");
        }
    }
    Ok(())
}

/// The table for programs.
fn json(rows: &[Row]) -> Value {
    let row = |row: &Row| {
        json!({
            "key": row.key, "measure": row.measure, "on": row.on, "value": row.value,
            "note": row.note, "goal": row.goal,
            "reached": row.goal.map(|goal| row.reaches(goal)),
        })
    };
    json!({ "rows": rows.iter().map(row).collect::<Vec<_>>() })
}
