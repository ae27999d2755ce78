//! `onrecord who`: who says something most, measured against all that they say.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::{counted, thousands},
    query_args::{QueryArgs, TableArgs, number},
    search, store,
};
use crate::{
    query::{self, Who, WhoOptions},
    render::{figures::who, json},
};

const EXAMPLES: &str = "\
Examples:
  onrecord who strait                       who says it most, per 10,000 words of theirs
  onrecord who '\"free passage\"' --since 2031
  onrecord who toll --min-words 50 --csv    speakers of few words, too";

const COLUMNS: &str = "\
`statements` are those whose quote says it, each counted once; `words` are those of the quotes of \
all statements of the speaker that pass the same filters. `95 %` is the interval of the rate \
(Byar's limits of a Poisson count). `G²` is the log-likelihood ratio against everybody else, with \
a minus where they say it less: 3.84 is exceeded by chance once in twenty, 10.83 once in a \
thousand.";

/// Show who says something most, per 10,000 words of theirs
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES, after_long_help = COLUMNS)]
pub(super) struct WhoArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Only speakers of so many words in all [default: 1000, or a hundredth of all words where that is less]
    #[arg(long, value_name = "N", value_parser = number)]
    min_words: Option<usize>,
    /// Show this many at most
    #[arg(short = 'n', long, value_name = "N", value_parser = number, default_value = "20")]
    limit: usize,
    #[command(flatten)]
    format: TableArgs,
}

pub(super) fn run(args: &WhoArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    search::notes(&asked);
    let min_words = args.min_words.map(|words| words as u64);
    let options = WhoOptions { min_words, limit: args.limit };
    let found = query::who(&store, &asked.query, options)?;
    if args.format.json {
        print(|out| json::line(out, &who::json(&asked.text, &found)))?;
    } else if args.format.csv {
        print(|out| who::csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| who::text(out, &found, style))?;
    }
    say(&summary(&found));
    for note in &found.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(!found.rows.is_empty()))
}

fn summary(found: &Who) -> String {
    let mut summary = counted(found.speakers as u64, "speaker");
    if found.rows.len() < found.speakers {
        summary.extend([format!(", {} shown", found.rows.len())]);
    }
    let statements = match found.all.statements {
        0 => "no statement".to_owned(),
        n => counted(n, "statement"),
    };
    summary.extend(["; ", &statements]);
    if let Some(rate) = found.all.per_10_000() {
        let words = thousands(found.all.words);
        summary.extend([format!(", {rate:.1} per 10,000 of {words} words")]);
    }
    if 0 < found.unattributed {
        summary.extend([format!("; {} by nobody known", thousands(found.unattributed))]);
    }
    if 0 < found.too_few_words {
        let (few, least) = (thousands(found.too_few_words as u64), thousands(found.min_words));
        summary.extend([format!("; {few} more with fewer than {least} words (--min-words)")]);
    }
    if 0 < found.undated_left_out {
        summary.extend([format!("; {} undated not counted", thousands(found.undated_left_out))]);
    }
    summary
}
