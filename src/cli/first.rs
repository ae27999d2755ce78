//! `onrecord first`: the earliest copy of a statement.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
    query_args::QueryArgs,
    search, store,
};
use crate::{
    index::Row,
    query::{self, Query, QueryError},
    render::{json, variants},
};

const EXAMPLES: &str = "\
Examples:
  onrecord first 1c96/1                 who had this statement first
  onrecord first 'convoy toll' --speaker marrane
  onrecord first 1c96/1 --json";

/// Show the earliest copy of a statement in this index, and who has it from whom
///
/// What looks like an id (hex digits, a slash, a number) is one; anything else is a query, of
/// which the earliest match is taken. Copies are put in the order in which their documents were
/// published, the undated last; which of several of one day was first is unknown. Of every later
/// one it is said whose earlier wording is nearest: a trace, and no proof.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct FirstArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &FirstArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open(&setting.places)?;
    let asked = args.query.resolve();
    if asked.query == Query::All {
        return Err(CliError::user("nothing to look for").hint(
            "name a statement by its id, or say what to look for: `onrecord first convoy toll`",
        ));
    }
    let statement = match query::find(&store, &asked.text) {
        Err(QueryError::IdForm { .. }) => {
            search::notes(&asked);
            query::earliest(&store, &asked.query)?
        }
        found => Some(found?),
    };
    let Some(statement) = statement else {
        say("no statement");
        return Ok(Outcome::Nothing);
    };
    let found = query::first(&store, &statement)?;
    let n_documents = store.count(Row::Document)?;
    if args.json {
        print(|out| json::line(out, &variants::first(&found, n_documents)))?;
    } else {
        let documents = counted(n_documents, "document");
        let style = setting.screen.style;
        setting.screen.show(|out| variants::write_first(out, &found, &documents, style))?;
    }
    say(&format!("{} with it", counted(found.links.len() as u64, "document")));
    Ok(Outcome::Done)
}
