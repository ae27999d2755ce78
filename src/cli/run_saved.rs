//! `onrecord run`: a saved search, asked again.

use clap::Args;
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    saved::{Saved, Searches},
    search::{self, FormatArgs, ViewArgs},
    store,
};
use crate::render::{json, table};

const EXAMPLES: &str = "\
Examples:
  onrecord run                   which searches are saved
  onrecord run tolls             the statements that match now
  onrecord run tolls -n 50 --sort oldest --jsonl";

/// Ask a saved search again, or list those that are saved
///
/// Flags come before those that were saved with it.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct RunArgs {
    /// The search to ask [default: list all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Serialize)]
struct ListJson<'a> {
    format: u32,
    searches: Vec<SearchJson<'a>>,
}

#[derive(Serialize)]
struct SearchJson<'a> {
    name: &'a str,
    #[serde(flatten)]
    saved: &'a Saved,
}

pub(super) fn run(args: &RunArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let searches = Searches::read(&setting.places)?;
    let Some(name) = &args.name else {
        return list(&searches, args, setting);
    };
    let (query, saved) = searches.find(name)?.flags(name)?;
    let view = args.view.over(saved);
    let store = store::open_or_build(setting)?;
    search::answer(&store, &query.resolve(), &view, &args.format, setting)
}

fn list(searches: &Searches, args: &RunArgs, setting: &Setting) -> Result<Outcome, CliError> {
    if args.format.json {
        let all = searches.names().map(|(name, saved)| SearchJson { name, saved });
        let list = ListJson { format: json::FORMAT, searches: all.collect() };
        print(|out| json::line(out, &list))?;
        return Ok(Outcome::Done);
    }
    let mut rows = vec![vec!["name".to_owned(), "search".to_owned()]];
    rows.extend(searches.names().map(|(name, saved)| vec![name.to_owned(), saved.line()]));
    if rows.len() == 1 {
        say("no search is saved yet: `onrecord save NAME QUERY` saves one");
        return Ok(Outcome::Done);
    }
    setting.screen.show(|out| table::fitted(out, &rows, setting.screen.style))?;
    Ok(Outcome::Done)
}
