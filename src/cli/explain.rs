//! `onrecord explain`: how a query is read and what each part of it finds.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    query_args::QueryArgs,
    search, store,
};
use crate::{
    query::{self, SearchOptions},
    render::{explain, json},
};

const EXAMPLES: &str = "\
Examples:
  onrecord explain 'toll NEAR/9 ship is:own'
  onrecord explain 'strait speaker:marane'     which part finds nothing
  onrecord explain 'nav*' --json               the words that it stands for";

/// Explain how a query is read and what each part of it finds
///
/// Every part is shown with the number of statements that match it alone, and a word with its forms
/// in the index. Where all parts have to hold, the rarest comes first, since it is looked up first.
/// Where the whole finds nothing, it says which part is in the way.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Count the outer and joint acts of saying as well
    #[arg(long)]
    all_acts: bool,
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &ExplainArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    let options = SearchOptions { all_acts: args.all_acts, ..SearchOptions::default() };
    let explained = query::explain(&store, &asked.query, &options)?;
    if args.json {
        print(|out| json::line(out, &explain::json(&asked.text, &asked.notes, &explained)))?;
    } else {
        search::notes(&asked);
        let style = setting.screen.style;
        setting.screen.show(|out| explain::write(out, &explained, style))?;
        for note in &explained.notes {
            say(&format!("note: {note}"));
        }
    }
    Ok(Outcome::found(0 < explained.whole.statements))
}
