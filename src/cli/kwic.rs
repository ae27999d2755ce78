//! `onrecord kwic`: every place where a word is said, one below the other, and what it is said
//! with.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::{counted, thousands},
    query_args::{Asked, QueryArgs, TableArgs, number},
    search, store,
};
use crate::{
    index::Store,
    query::{self, CollocateOptions, Concordance, KwicOptions, SortKey},
    render::{figures::kwic, json},
};

const EXAMPLES: &str = "\
Examples:
  onrecord kwic strait                      every “strait” that was said, words around it
  onrecord kwic '\"free passage\"' --sort 1l,2l --speaker marrane
  onrecord kwic toll --collocates           the words that it is said with
  onrecord kwic 'nav*' -n 0 --csv           all lines, for a spreadsheet";

const DETAILS: &str = "\
The word is looked for in quotes as it is written (case, accents and typography aside), `nav*` for \
all that begin so; words side by side are a phrase.

Collocates are words at most `--window` words from it in the same quote. `together` is how often \
they are, `in all` how often the word is said at all, `expected` how often it would be near by \
chance, and `G²` Dunning's log-likelihood ratio: 10.83 is exceeded by chance once in a thousand.";

/// Show every place where a word is said, with the words around it
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES, after_long_help = DETAILS)]
pub(super) struct KwicArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Sort by the first word on the right, the second on the left …
    #[arg(long, value_name = "WORDS", value_delimiter = ',', default_value = "1r,2r,3r")]
    sort: Vec<SortKey>,
    /// Show this many at most; 0 shows all
    #[arg(short = 'n', long, value_name = "N", value_parser = number, default_value = "40")]
    limit: usize,
    /// Pass over the first N
    #[arg(long, value_name = "N", value_parser = number, default_value = "0", conflicts_with_all = ["sample", "collocates"])]
    offset: usize,
    /// Draw the lines from all there are, always the same ones
    #[arg(long, conflicts_with = "collocates")]
    sample: bool,
    /// List the words it is said with instead
    #[arg(long)]
    collocates: bool,
    /// How many words on either side are near
    #[arg(long, value_name = "N", value_parser = window, default_value = "5", requires = "collocates", help_heading = COLLOCATES)]
    window: usize,
    /// Only words that are near so often
    #[arg(long, value_name = "N", value_parser = number, default_value = "3", requires = "collocates", help_heading = COLLOCATES)]
    min_together: usize,
    /// List `the`, `we`, `of` and the like, too
    #[arg(long, requires = "collocates", help_heading = COLLOCATES)]
    stop_words: bool,
    #[command(flatten)]
    format: TableArgs,
}

const COLLOCATES: &str = "Collocates";

fn window(text: &str) -> Result<usize, &'static str> {
    let window = text.parse().ok().filter(|window| (1..=50).contains(window));
    window.ok_or("write a number from 1 to 50")
}

pub(super) fn run(args: &KwicArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    search::notes(&asked);
    if args.collocates {
        return collocates(args, setting, &store, &asked);
    }
    let options = KwicOptions {
        sort: args.sort.clone(),
        limit: args.limit,
        offset: args.offset,
        sample: args.sample,
    };
    let found = query::kwic(&store, &asked.query, &options)?;
    if args.format.json {
        print(|out| json::line(out, &kwic::json(&asked.text, &found)))?;
    } else if args.format.csv {
        print(|out| kwic::csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| kwic::text(out, &found.lines, style))?;
    }
    say(&summary(&found, args.sample));
    for note in &found.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < found.occurrences))
}

fn summary(found: &Concordance, sample: bool) -> String {
    if found.occurrences == 0 {
        return "not said".to_owned();
    }
    let times = if found.occurrences == 1 { "time" } else { "times" };
    let statements = counted(found.statements, "statement");
    let mut summary = format!("{} {times} in {statements}", thousands(found.occurrences));
    let shown = found.lines.len() as u64;
    if shown < found.occurrences {
        let drawn = if sample { "drawn from all" } else { "shown" };
        summary.extend([format!(", {} {drawn}", thousands(shown))]);
        if let Some(next) = found.next {
            summary.extend([format!(" (more: --offset {next}; over all: --sample)")]);
        }
    }
    if 0 < found.undated_left_out {
        let undated = counted(found.undated_left_out, "undated statement");
        summary.extend([format!("; {undated} not shown")]);
    }
    summary
}

fn collocates(
    args: &KwicArgs,
    setting: &Setting,
    store: &Store,
    asked: &Asked,
) -> Result<Outcome, CliError> {
    let options = CollocateOptions {
        window: args.window,
        min_together: args.min_together as u64,
        stop_words: args.stop_words,
        limit: if args.limit == 0 { usize::MAX } else { args.limit },
    };
    let found = query::collocates(store, &asked.query, options)?;
    if args.format.json {
        print(|out| json::line(out, &kwic::collocates_json(&asked.text, args.window, &found)))?;
    } else if args.format.csv {
        print(|out| kwic::collocates_csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| kwic::collocates_text(out, &found, style))?;
    }
    let mut summary = counted(found.total as u64, "collocate");
    if found.rows.len() < found.total {
        summary.extend([format!(", {} shown", found.rows.len())]);
    }
    let (near, words) = (thousands(found.near), thousands(found.words));
    let times = counted(found.occurrences, "occurrence");
    summary.extend([format!("; {near} words near {times}, of {words}")]);
    say(&summary);
    for note in &found.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(!found.rows.is_empty()))
}
