//! The flags that say what to look for, shared by the commands that search.

use std::env;

use clap::{
    Args,
    builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser},
};
use clap_complete::engine::ArgValueCompleter;
use jiff::civil::Date;

use super::{completions, words};
use crate::{
    model::{DateError, Kind},
    query::{self, Days, Filter, Filters, Note, Numbers, Query},
};

/// What to look for.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct QueryArgs {
    /// Words, phrases and `field:value` to look for; nothing finds all
    ///
    /// Words are joined by AND: `"exact phrase"` (inside the shell's quotes), `-without`, `OR`,
    /// `( )`, `begin*`, `like~1`, `this NEAR/5 that`, and fields such as `speaker:blinken` or
    /// `date:2024-05..`. `onrecord fields` lists them all.
    #[arg(value_name = "QUERY", value_parser = OsStringValueParser::new().map(|word| words::unmark(&word)))]
    pub(super) words: Vec<String>,
    /// Only what this person or office said (can be repeated)
    #[arg(long, value_name = "NAME", help_heading = FILTERS, add = ArgValueCompleter::new(completions::speakers))]
    pub(super) speaker: Vec<String>,
    /// Only what this person or office passed on (can be repeated)
    #[arg(long, value_name = "NAME", help_heading = FILTERS, add = ArgValueCompleter::new(completions::via))]
    pub(super) via: Vec<String>,
    /// Only on this topic and those below it (can be repeated)
    #[arg(long, value_name = "TOPIC", help_heading = FILTERS, add = ArgValueCompleter::new(completions::topics))]
    pub(super) topic: Vec<String>,
    /// Only from this outlet (can be repeated)
    #[arg(long, value_name = "NAME", help_heading = FILTERS, add = ArgValueCompleter::new(completions::outlets))]
    pub(super) outlet: Vec<String>,
    /// Only of this kind: direct, mixed or indirect (can be repeated)
    #[arg(long, value_name = "KIND", help_heading = FILTERS, value_parser = kind(), hide_possible_values = true)]
    pub(super) kind: Vec<Kind>,
    /// Only said, or else reported, on that day or later: 2024-05-17, 2024-05, 2024 or 3w ago
    #[arg(long, value_name = "DATE", help_heading = FILTERS, value_parser = days)]
    pub(super) since: Option<TypedDays>,
    /// Only said, or else reported, on that day or earlier
    #[arg(long, value_name = "DATE", help_heading = FILTERS, value_parser = days)]
    pub(super) until: Option<TypedDays>,
    /// Only said, or else reported, on these days: a day, month, year or FIRST..LAST
    #[arg(long, value_name = "DATE", help_heading = FILTERS, value_parser = days)]
    pub(super) on: Option<TypedDays>,
    /// Only where the speaker is at least that likely right, 0 to 1
    #[arg(long, value_name = "SHARE", help_heading = FILTERS, value_parser = share)]
    pub(super) min_confidence: Option<u16>,
}

const FILTERS: &str = "Filters";

/// How a table is written.
#[derive(Args, Debug)]
pub(super) struct TableArgs {
    /// Print one JSON object
    #[arg(long, help_heading = "Output", conflicts_with = "csv")]
    pub(super) json: bool,
    /// Print CSV with a heading
    #[arg(long, help_heading = "Output")]
    pub(super) csv: bool,
}

/// A query, read.
#[derive(Debug)]
pub(super) struct Asked {
    /// As typed.
    pub(super) text: String,
    /// With the flags' filters.
    pub(super) query: Query,
    /// What could not be read as meant.
    pub(super) notes: Vec<Note>,
}

impl QueryArgs {
    /// The words as typed.
    pub(super) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// The names given with `--speaker`.
    pub(super) fn speakers(&self) -> Vec<&str> {
        self.speaker.iter().map(String::as_str).collect()
    }

    /// Joins the words and reads them together with the flags.
    pub(super) fn resolve(&self) -> Asked {
        self.resolve_by(&self.speaker)
    }

    /// The same, whoever speaks.
    pub(super) fn resolve_for_all(&self) -> Asked {
        self.resolve_by(&[])
    }

    fn resolve_by(&self, speakers: &[String]) -> Asked {
        let text = self.words.join(" ");
        let parsed = query::parse(&text, today());
        let mut query = Filters {
            speakers: speakers.to_vec(),
            via: self.via.clone(),
            topics: self.topic.clone(),
            since: self.since.as_ref().map(|it| it.days),
            until: self.until.as_ref().map(|it| it.days),
            on: self.on.as_ref().map(|it| it.days),
        }
        .apply(parsed.query);
        let kinds = self.kind.iter().map(|kind| Query::Filter(Filter::Kind(*kind))).collect();
        let outlets = self.outlet.iter().cloned().map(Filter::Outlet).map(Query::Filter).collect();
        let sure = self
            .min_confidence
            .map(|least| Query::Filter(Filter::Sure(Numbers::at_least(u32::from(least)))));
        for choice in [Query::any_of(kinds), Query::any_of(outlets), sure.unwrap_or_default()] {
            query = match (query, choice) {
                (query, Query::All) => query,
                (Query::All, choice) => choice,
                (query, choice) => Query::And(vec![query, choice]),
            };
        }
        Asked { text, query, notes: parsed.notes }
    }
}

fn kind() -> impl TypedValueParser<Value = Kind> {
    let names = Kind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names)
        .map(|name| Kind::from_name(&name).expect("only names of kinds are let through"))
}

fn share(text: &str) -> Result<u16, &'static str> {
    query::thousandths(text).ok_or("write a share from 0 to 1, such as 0.8")
}

/// Reads a number, with a message of our own.
pub(super) fn number(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "write a number, such as 20")
}

/// Days as they were typed, and what that means today.
#[derive(Clone, Debug)]
pub(super) struct TypedDays {
    pub(super) text: String,
    days: Days,
}

/// Reads days, those counted from today too.
pub(super) fn days(text: &str) -> Result<TypedDays, DateError> {
    let days = Days::parse(text, today())?;
    Ok(TypedDays { text: text.to_owned(), days })
}

/// The day that `3w` and `yesterday` are counted from.
pub(super) fn today() -> Date {
    let given = env::var("ONRECORD_TODAY").ok().and_then(|day| day.parse().ok());
    given.unwrap_or_else(|| jiff::Zoned::now().date())
}
