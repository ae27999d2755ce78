//! `onrecord count`: how many statements each speaker, topic, outlet or year has.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::{counted, thousands},
    query_args::{QueryArgs, number},
    search, store,
};
use crate::{
    query::{self, Facet, SearchOptions},
    render::{csv, json, table},
};

const EXAMPLES: &str = "\
Examples:
  onrecord count toll                       how many statements
  onrecord count '' --by speaker            who is quoted how often
  onrecord count topic:energy --by month";

/// Count statements by speaker, topic, outlet, kind or date
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CountArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// What to count by: speaker, via, to, topic, outlet, language, doc, kind, wording, year, month (can be repeated)
    #[arg(long, value_name = "FIELD", value_parser = facet(), hide_possible_values = true)]
    by: Vec<Facet>,
    /// Show this many values at most [default: all]
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    limit: Option<usize>,
    /// Count the outer and joint acts of saying as well
    #[arg(long)]
    all_acts: bool,
    /// Print one JSON object
    #[arg(long, help_heading = "Output", conflicts_with = "csv")]
    json: bool,
    /// Print CSV with a heading
    #[arg(long, help_heading = "Output")]
    csv: bool,
}

/// Reads the name of a facet.
pub(super) fn facet() -> impl TypedValueParser<Value = Facet> {
    let names = Facet::ALL.iter().map(|facet| facet.name());
    PossibleValuesParser::new(names)
        .map(|name| Facet::from_name(&name).expect("only names of facets are let through"))
}

pub(super) fn run(args: &CountArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    let options = SearchOptions {
        limit: 0,
        all_acts: args.all_acts,
        facets: args.by.clone(),
        ..SearchOptions::default()
    };
    search::notes(&asked);
    let mut page = query::search(&store, &asked.query, &options)?;
    for facet in &mut page.facets {
        facet.values.truncate(args.limit.unwrap_or(usize::MAX));
    }
    if args.json {
        print(|out| json::line(out, &json::counts(&asked.text, page.total, &page.facets)))?;
    } else if args.csv {
        print(|out| csv::counts(out, &page.facets))?;
    } else if args.by.is_empty() {
        print(|out| writeln!(out, "{}", page.total))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| table::counts(out, &page.facets, style))?;
        say(&counted(page.total, "statement"));
    }
    if 0 < page.undated_left_out {
        say(&format!("{} undated not counted", thousands(page.undated_left_out)));
    }
    for note in &page.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < page.total))
}
