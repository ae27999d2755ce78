//! `onrecord trend`: how often something is said over time.

#[cfg_attr(not(feature = "plot"), path = "without_plot.rs")]
mod plot;

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    picture,
    problems::{counted, thousands},
    query_args::{QueryArgs, TableArgs, number},
    search, store,
};
use crate::{
    query::{self, Facet, Per, Trend, TrendOptions},
    render::{figures::trend, json},
};

const EXAMPLES: &str = "\
Examples:
  onrecord trend toll                       how often it is said, against all that is said
  onrecord trend toll --by speaker          a line for each of those who say it most
  onrecord trend '\"free passage\"' --per month --since 2031
  onrecord trend toll --plot toll.svg       a chart";

const DENOMINATOR: &str = "\
Counted are statements that say it: the words are looked for in quotes, not in names, headlines or \
the sentences around. Each counts once, on the day it was said, or else published. The words they \
are set against are those of the quotes of all statements that pass the same filters. Without \
a date filter the first and the last thousandth of all words are passed over, which may be \
quotations centuries old.";

/// Show how often something is said over time
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES, after_long_help = DENOMINATOR)]
pub(super) struct TrendArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Count per year, month, week or day [default: what fits the days there are]
    #[arg(long, value_name = "PERIOD", value_parser = per(), hide_possible_values = true)]
    per: Option<Per>,
    /// Show a line for each of those with most statements: speaker, via, to, topic, outlet, language, kind, wording
    #[arg(long, value_name = "FIELD", value_parser = facet(), hide_possible_values = true)]
    by: Option<Facet>,
    /// Show this many lines at most
    #[arg(short = 'n', long, value_name = "N", value_parser = number, default_value = "10")]
    limit: usize,
    /// Write a chart to FILE, which ends in .svg or .png
    #[arg(long, value_name = "FILE", help_heading = "Output", value_parser = picture::path)]
    plot: Option<PathBuf>,
    #[command(flatten)]
    format: TableArgs,
}

fn per() -> impl TypedValueParser<Value = Per> {
    PossibleValuesParser::new(Per::ALL.iter().map(|per| per.name()))
        .map(|name| Per::from_name(&name).expect("only names of periods are let through"))
}

/// Fields that have no day of their own.
fn facet() -> impl TypedValueParser<Value = Facet> {
    let timeless = |facet: &&Facet| !matches!(facet, Facet::Year | Facet::Month | Facet::Document);
    let names = Facet::ALL.iter().filter(timeless).map(|facet| facet.name());
    PossibleValuesParser::new(names)
        .map(|name| Facet::from_name(&name).expect("only names of facets are let through"))
}

pub(super) fn run(args: &TrendArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    search::notes(&asked);
    let options = TrendOptions { per: args.per, by: args.by, limit: args.limit };
    let found = query::trend(&store, &asked.query, options)?;
    if let Some(path) = &args.plot {
        plot::write(path, &asked.text, &found)?;
    }
    if args.format.json {
        print(|out| json::line(out, &trend::json(&asked.text, &found)))?;
    } else if args.format.csv {
        print(|out| trend::csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| trend::text(out, &found, style))?;
    }
    say(&summary(&found));
    for note in &found.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < statements(&found)))
}

/// All that match.
fn statements(found: &Trend) -> u64 {
    found.all.sum().statements + found.undated + found.between + found.outside
}

fn summary(found: &Trend) -> String {
    let sum = found.all.sum();
    let mut summary = match statements(found) {
        0 => "no statement".to_owned(),
        n => counted(n, "statement"),
    };
    if let Some(rate) = sum.per_10_000() {
        let (words, per) = (thousands(sum.words), found.per.name());
        summary.extend([format!("; {rate:.1} per 10,000 of {words} words, per {per}")]);
    }
    if 0 < found.undated {
        summary.extend([format!(
            "; {} undated, in no {}",
            thousands(found.undated),
            found.per.name()
        )]);
    }
    if 0 < found.between {
        let per = found.per.name();
        summary.extend([format!("; {} not known to the {per}, in none", thousands(found.between))]);
    }
    if let (true, [first, .., last]) = (0 < found.outside, found.periods.as_slice()) {
        let (first, last) = (&first.label, &last.label);
        let outside = thousands(found.outside);
        summary.extend([format!("; {outside} outside {first}–{last} (--since shows them)")]);
    }
    if 0 < found.undated_left_out {
        summary.extend([format!("; {} undated not counted", thousands(found.undated_left_out))]);
    }
    if !found.by.is_empty() && 0 < found.more_values {
        summary.extend([format!(
            "; {} not shown (-n)",
            counted(found.more_values as u64, "more line")
        )]);
    }
    summary
}
