//! `onrecord save`: a search under a name.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::say,
    problems::counted,
    query_args::QueryArgs,
    saved::{Saved, Searches, Shown, name},
    search::{self, ViewArgs},
};
use crate::{index::Store, query};

const EXAMPLES: &str = "\
Examples:
  onrecord save tolls 'toll OR fee is:own'    then: onrecord new tolls
  onrecord save hale --via hale --since 3w --sort newest
  onrecord save tolls --from-now toll         what is there now is not new
  onrecord save --delete tolls";

/// Keep a search under a name
///
/// It is written to `searches.toml` beside the index with all its flags; dates such as `3w` are
/// counted anew each time. `onrecord run NAME` asks it again, `onrecord new NAME` shows what came
/// in since.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct SaveArgs {
    /// What to call it: letters and digits, with `-`, `_` or `.` between them
    #[arg(value_name = "NAME", value_parser = name)]
    name: String,
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    view: ViewArgs,
    /// Take what matches now as shown: `new` begins with what comes in
    #[arg(long)]
    from_now: bool,
    /// Write over a search of that name; what it has shown stays shown
    #[arg(long)]
    replace: bool,
    /// Delete the search of that name, and what it has shown
    #[arg(long, conflicts_with_all = ["from_now", "replace", "words"])]
    delete: bool,
}

pub(super) fn run(args: &SaveArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let (name, places) = (args.name.as_str(), &setting.places);
    let mut searches = Searches::read(places)?;
    if args.delete {
        searches.find(name)?;
        searches.remove(name)?;
        Shown::open(places, name)?.remove()?;
        say(&format!("deleted the search `{name}`"));
        return Ok(Outcome::Done);
    }
    if searches.has(name) && !args.replace {
        let line = searches.find(name)?.line();
        return Err(CliError::user(format!("a search is saved as `{name}` already: {line}"))
            .hint("take another name, or write over it with `--replace`"));
    }
    let asked = args.query.resolve();
    search::notes(&asked);
    let options = args.view.options();
    if args.from_now {
        let store = Store::open(&places.index)?;
        let shown = Shown::open(places, name)?;
        let caught_up = query::caught_up(&store, &asked.query, &shown.seen, &options)?;
        searches.put(name, &Saved::new(&args.query, &args.view))?;
        shown.put(&caught_up.seen)?;
        let now = counted(caught_up.page.total, "statement");
        say(&format!("saved as `{name}`; {now} there now will not be new"));
        return Ok(Outcome::Done);
    }
    searches.put(name, &Saved::new(&args.query, &args.view))?;
    say(&format!("saved as `{name}`"));
    Ok(Outcome::Done)
}
