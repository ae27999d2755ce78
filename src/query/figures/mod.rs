//! How often something is said: over time, and by whom.
//!
//! Both set statements against words. What counts is a statement whose *quote* has the query's
//! words, once however often it has them: speakers repeat themselves, and a rate of statements
//! can be given an interval. What it is set against, the **denominator**, is the number of words
//! in the quotes of all primary statements that pass the query's filters, its words left out: for
//! `toll speaker:marrane` all that Marrane said.

mod stats;
mod tally;
mod trend;
mod who;

pub use stats::{g2_of_rates, g2_of_table, interval};
pub use tally::Sum;
pub use trend::{MAX_PERIODS, Per, Period, Series, Trend, TrendOptions, trend};
pub use who::{Who, WhoOptions, WhoRow, who};

use super::{Filter, Place, Query};

/// `query` with its words looked for in quotes alone: who says it, not whom it is said of.
pub(super) fn in_quotes(query: &Query) -> Query {
    match query {
        Query::All | Query::Filter(_) => query.clone(),
        Query::Not(inner) => in_quotes(inner).negated(),
        Query::And(parts) => Query::And(parts.iter().map(in_quotes).collect()),
        Query::Or(parts) => Query::Or(parts.iter().map(in_quotes).collect()),
        words => Query::Filter(Filter::Text(Place::Quote, Box::new(words.clone()))),
    }
}

/// The filters of `query`, without its words: all that could have been said instead.
pub(super) fn background(query: &Query) -> Query {
    match query {
        Query::Filter(Filter::Text(..)) => Query::All,
        Query::Filter(_) => query.clone(),
        Query::Not(inner) => match background(inner) {
            Query::All => Query::All,
            filters => filters.negated(),
        },
        Query::And(parts) => Query::all_and(parts.iter().map(background)),
        Query::Or(parts) => {
            let parts: Vec<Query> = parts.iter().map(background).collect();
            if parts.contains(&Query::All) { Query::All } else { Query::Or(parts) }
        }
        _ => Query::All,
    }
}

impl Query {
    /// All of `parts`, each a condition of its own.
    fn all_and(parts: impl Iterator<Item = Self>) -> Self {
        let mut parts: Vec<Self> = parts.filter(|part| *part != Self::All).collect();
        match parts.len() {
            0 => Self::All,
            1 => parts.remove(0),
            _ => Self::And(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::Corpus;

    #[test]
    fn words_are_looked_for_in_quotes() {
        let quoted = |text: &str| in_quotes(&Corpus::query(text)).to_string();
        assert_eq!(quoted("toll -\"free passage\""), "quote:toll -quote:\"free passage\"");
        assert_eq!(quoted("title:toll speaker:a"), "title:toll speaker:a");
    }

    #[test]
    fn the_background_has_the_filters_alone() {
        let filters = |text: &str| background(&Corpus::query(text)).to_string();
        assert_eq!(filters("toll by:a is:own -kind:direct"), "speaker:a is:own -kind:direct");
        assert_eq!(filters("toll OR fee*"), "");
        assert_eq!(filters("(by:a OR to:b) -toll title:x"), "speaker:a OR to:b");
        assert_eq!(filters("(by:a OR toll) is:own"), "is:own");
    }
}
