//! The kinds of queries that are timed, made of words that the index at hand holds.

use std::{hint::black_box, time::Instant};

use jiff::civil::Date;

use super::report::QueryTimes;
use crate::{
    index::Store,
    model::Record,
    query::{self, Claim, Facet, Filter, Query, QueryError, SearchOptions, Verifier},
    text::words,
};

/// Statements that queries are made of.
const SAMPLES: usize = 50;
/// Runs of each kind that are timed, at least.
const RUNS: usize = 150;

/// A kind of query.
struct Kind {
    name: &'static str,
    /// Makes one of a statement that it is to find.
    make: fn(&Record) -> Option<String>,
    facets: &'static [Facet],
}

const KINDS: &[Kind] = &[
    Kind { name: "word", make: |record| longest(&record.quote, 0), facets: &[] },
    Kind {
        name: "two words",
        make: |record| {
            Some(format!("{} {}", longest(&record.quote, 0)?, longest(&record.quote, 1)?))
        },
        facets: &[],
    },
    Kind { name: "phrase", make: phrase, facets: &[] },
    Kind {
        name: "prefix",
        make: |record| {
            Some(format!("{}*", longest(&record.quote, 0)?.chars().take(4).collect::<String>()))
        },
        facets: &[],
    },
    Kind {
        name: "either",
        make: |record| {
            Some(format!("{} OR {}", longest(&record.quote, 0)?, longest(&record.quote, 2)?))
        },
        facets: &[],
    },
    Kind {
        name: "without",
        make: |record| {
            Some(format!("{} -{}", longest(&record.quote, 0)?, longest(&record.quote, 1)?))
        },
        facets: &[],
    },
    Kind { name: "speaker", make: speaker, facets: &[] },
    Kind {
        name: "speaker and word",
        make: |record| Some(format!("{} {}", speaker(record)?, longest(&record.quote, 0)?)),
        facets: &[],
    },
    Kind {
        name: "topic",
        make: |record| Some(format!("topic:{}", record.topics.first()?)),
        facets: &[],
    },
    Kind {
        name: "date and word",
        make: |record| {
            let day = record.said.as_ref().and_then(|said| said.date).or(record.published)?;
            Some(format!("date:{} {}", day.first().year(), longest(&record.quote, 0)?))
        },
        facets: &[],
    },
    Kind {
        name: "counts of all",
        make: |_| Some(String::new()),
        facets: &[Facet::Speaker, Facet::Topic, Facet::Year],
    },
];

/// Times every kind of query on `store`.
pub(super) fn time(store: &Store, today: Date) -> Result<Vec<QueryTimes>, QueryError> {
    let samples = samples(store, SAMPLES)?;
    let mut measured = Vec::new();
    for kind in KINDS {
        let mut queries: Vec<String> = samples.iter().filter_map(kind.make).collect();
        queries.dedup();
        let rounds = RUNS.div_ceil(queries.len().max(1));
        let options = SearchOptions { facets: kind.facets.to_vec(), ..SearchOptions::default() };
        let mut times = Vec::new();
        // The first round warms up what every later one finds warm.
        for round in 0..=rounds {
            for text in &queries {
                let begun = Instant::now();
                let query = query::parse(text, today).query;
                black_box(query::search(store, &query, &options)?);
                if 0 < round {
                    times.push(begun.elapsed().as_secs_f64() * 1e3);
                }
            }
        }
        let example = queries.into_iter().next().unwrap_or_default();
        measured.push(QueryTimes::new(kind.name, example, times));
    }
    measured.push(quotes(store, &samples)?);
    Ok(measured)
}

/// Times the check of quotes that lost a word.
fn quotes(store: &Store, samples: &[Record]) -> Result<QueryTimes, QueryError> {
    let verifier = Verifier::new(store)?;
    let claims: Vec<Claim> = samples.iter().map(misquoted).collect();
    let mut times = Vec::new();
    for round in 0..=RUNS.div_ceil(claims.len().max(1)) {
        for claim in &claims {
            let begun = Instant::now();
            black_box(verifier.verify(claim)?);
            if 0 < round {
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let example = claims.into_iter().next().map(|claim| claim.text).unwrap_or_default();
    Ok(QueryTimes::new("quote to verify", example, times))
}

/// A statement without the word in its middle.
fn misquoted(record: &Record) -> Claim {
    let mut found: Vec<&str> = record.quote.split_whitespace().take(60).collect();
    if 2 < found.len() {
        found.remove(found.len() / 2);
    }
    let speaker = record.speaker.as_ref().map(|speaker| speaker.name.clone());
    Claim { text: found.join(" "), speaker }
}

/// `n` statements at most, from documents all over the index.
pub(super) fn samples(store: &Store, n: usize) -> Result<Vec<Record>, QueryError> {
    let documents: Vec<_> =
        store.documents()?.into_iter().filter(|document| 0 < document.statements).collect();
    let step = documents.len().div_ceil(n).max(1);
    let options = SearchOptions { limit: 1, ..SearchOptions::default() };
    let mut samples = Vec::new();
    for document in documents.into_iter().step_by(step) {
        let query = Query::Filter(Filter::Document(document.path));
        let page = query::search(store, &query, &options)?;
        samples.extend(page.hits.into_iter().map(|hit| hit.record));
    }
    Ok(samples)
}

/// The longest word of `quote`, or the `nth` after it.
pub(super) fn longest(quote: &str, nth: usize) -> Option<String> {
    let plain = |word: &&str| word.chars().all(char::is_alphabetic) && 3 < word.len();
    let mut found: Vec<&str> = words(quote).map(|(_, word)| word).filter(plain).collect();
    found.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    found.dedup();
    found.get(nth).map(|word| word.to_lowercase())
}

/// Three words of the quote, in their order.
fn phrase(record: &Record) -> Option<String> {
    let found: Vec<&str> = words(&record.quote).map(|(_, word)| word).collect();
    let middle = found.len().checked_sub(3)? / 2;
    Some(format!("\"{}\"", found[middle..middle + 3].join(" ")))
}

fn speaker(record: &Record) -> Option<String> {
    let speaker = record.speaker.as_ref().filter(|speaker| !speaker.name.is_empty())?;
    Some(format!("speaker:\"{}\"", speaker.name))
}
