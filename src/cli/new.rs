//! `onrecord new`: what came in since a saved search was last looked at.
//!
//! What was shown is written down after it was: a look that is cut short shows the same again
//! rather than never.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
    query_args::number,
    saved::{Searches, Shown, replace},
    search::{self, FormatArgs, SortArg, ViewArgs},
    store,
};
use crate::{
    query::{self, Fresh},
    render::{feed, json, table},
};

const EXAMPLES: &str = "\
Examples:
  onrecord new                      how much is new in each saved search
  onrecord new tolls                what came in since the last `new tolls`
  onrecord new tolls --peek         the same, and it stays new
  onrecord new tolls --atom ~/www/tolls.xml > /dev/null";

/// Show what came in since a saved search was last looked at
///
/// The first look shows all that matches, unless the search was saved `--from-now`. A statement is
/// shown once: not again when its document changes around it or moves, when the index is built
/// anew, or when its speaker is corrected; but where its words change, or another document has the
/// same, it is new. With `-n`, the others stay new.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct NewArgs {
    /// The saved search [default: count for all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Leave what is shown new
    #[arg(long)]
    peek: bool,
    /// Show this many at most; the others stay new [default: all]
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    limit: Option<usize>,
    /// Order: newest, oldest, undated last, or relevance [default: as saved, else newest]
    #[arg(long, value_name = "ORDER", hide_possible_values = true)]
    sort: Option<SortArg>,
    /// Show the sentences around each statement, and N paragraphs before and after them
    #[arg(short = 'C', long, value_name = "N", value_parser = number)]
    context: Option<usize>,
    /// Write them to an RSS 2.0 file too, those shown before behind them
    #[arg(long, value_name = "FILE", requires = "name", help_heading = "Output")]
    rss: Option<PathBuf>,
    /// Write them to an Atom file too, those shown before behind them
    #[arg(long, value_name = "FILE", requires = "name", help_heading = "Output")]
    atom: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

/// How many of those shown before a feed goes on with.
const FEED: usize = 100;

pub(super) fn run(args: &NewArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let searches = Searches::read(&setting.places)?;
    let Some(name) = &args.name else {
        return list(&searches, args, setting);
    };
    let (asked, mut view) = looked_for(&searches, name)?;
    view.limit = Some(args.limit.unwrap_or(usize::MAX));
    view.sort = args.sort.or(view.sort).or(Some(SortArg::Newest));
    view.context = args.context.or(view.context);
    view.by.clear();
    let store = store::open_or_build(setting)?;
    let places = &setting.places;
    let shown = if args.peek { Shown::peek(places, name)? } else { Shown::open(places, name)? };
    let asked = asked.resolve();
    search::notes(&asked);
    let older = if args.rss.is_some() || args.atom.is_some() { FEED } else { 0 };
    let fresh = query::fresh(&store, &asked.query, &shown.seen, &view.options(), older)?;
    for (path, write) in [
        (&args.rss, feed::rss as fn(&str, &str, &[query::FreshHit]) -> Vec<u8>),
        (&args.atom, feed::atom),
    ] {
        if let Some(path) = path {
            write_feed(path, &write(name, &searches.find(name)?.line(), &fresh.feed))?;
        }
    }
    search::show(&store, &asked, &fresh.page, &view, &args.format, setting)?;
    if !args.peek {
        shown.put(&fresh.seen)?;
    }
    say(&summary(name, &fresh));
    for note in &fresh.page.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < fresh.page.total))
}

/// The flags of the search that is saved as `name`.
fn looked_for(
    searches: &Searches,
    name: &str,
) -> Result<(super::query_args::QueryArgs, ViewArgs), CliError> {
    let (query, view) = searches.find(name)?.flags(name)?;
    if view.passages {
        return Err(CliError::user(format!("`{name}` is a search for passages"))
            .hint("only statements are known again; save it without `--passages`"));
    }
    Ok((query, view))
}

fn write_feed(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    if path.is_dir() {
        return Err(CliError::user(format!("`{}` is a folder", path.display()))
            .hint("name a file, such as `tolls.xml`"));
    }
    replace(path, bytes)
}

fn summary(name: &str, fresh: &Fresh) -> String {
    let (total, shown) = (fresh.page.total, fresh.page.hits.len() as u64);
    if total == 0 {
        return format!("nothing new in `{name}`");
    }
    let mut summary = format!("{} new in `{name}`", counted(total, "statement"));
    if shown < total {
        summary.extend([format!(", {shown} shown; the others stay new")]);
    }
    summary
}

#[derive(Serialize)]
struct ListJson<'a> {
    format: u32,
    searches: Vec<CountJson<'a>>,
}

#[derive(Serialize)]
struct CountJson<'a> {
    name: &'a str,
    new: u64,
}

fn list(searches: &Searches, args: &NewArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let mut counts = Vec::new();
    if searches.names().next().is_some() {
        let store = store::open_or_build(setting)?;
        for (name, saved) in searches.names() {
            if saved.passages {
                continue;
            }
            let (query, view) = looked_for(searches, name)?;
            let shown = Shown::peek(&setting.places, name)?;
            let query = query.resolve().query;
            let new = query::caught_up(&store, &query, &shown.seen, &view.options())?.page.total;
            counts.push(CountJson { name, new });
        }
    }
    if args.format.json {
        let list = ListJson { format: json::FORMAT, searches: counts };
        print(|out| json::line(out, &list))?;
        return Ok(Outcome::Done);
    }
    if counts.is_empty() {
        say("no search is saved yet: `onrecord save NAME QUERY` saves one");
        return Ok(Outcome::Done);
    }
    let heading = vec!["search".to_owned(), "new".to_owned()];
    let rows = counts.iter().map(|it| vec![it.name.to_owned(), it.new.to_string()]);
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(rows).collect();
    setting.screen.show(|out| table::columns(out, &rows))?;
    Ok(Outcome::Done)
}
