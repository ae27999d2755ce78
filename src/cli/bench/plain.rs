//! Queries that any engine understands, put to one or to two in turns: words and phrases, the ten
//! best with their texts and snippets.

use std::{hint::black_box, sync::atomic::AtomicBool, time::Instant};

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::{
    queries::{longest, samples},
    report::percentile,
    stop,
};
use crate::{
    cli::{CliError, problems::thousands},
    index::Store,
    query::{self, SearchOptions},
    text::words,
};

/// Statements that queries are made of.
const SAMPLES: usize = 100;
/// Runs of each kind that are timed, at least.
const RUNS: usize = 600;
/// Hits of a query, with all that a page of results shows of them.
pub(super) const HITS: usize = 10;
/// The longest word; tantivy's own rules leave out those of 40 bytes and more.
const LONGEST: usize = 30;

/// A query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Plain {
    /// Without marks, in lower case.
    pub(super) words: Vec<String>,
    /// Whether they stand one after the other, or else anywhere in one text.
    pub(super) is_phrase: bool,
}

impl Plain {
    /// As it is typed into onrecord and into tantivy.
    pub(super) fn typed(&self) -> String {
        let words = self.words.join(" ");
        if self.is_phrase { format!("\"{words}\"") } else { words }
    }
}

/// An engine that is measured against.
pub(super) trait Searched {
    /// Finds the best ten, fetches their texts and makes their snippets. Returns how many.
    fn search(&self, query: &Plain) -> Result<usize, CliError>;
}

impl Searched for (&Store, Date) {
    fn search(&self, query: &Plain) -> Result<usize, CliError> {
        let options = SearchOptions { limit: HITS, ..SearchOptions::default() };
        let parsed = query::parse(&query.typed(), self.1).query;
        Ok(black_box(query::search(self.0, &parsed, &options)?).hits.len())
    }
}

/// How long queries of one kind take.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Times {
    pub(super) kind: &'static str,
    /// One of them.
    pub(super) example: String,
    pub(super) runs: usize,
    /// Hits returned by a query, ten at most, on average.
    pub(super) hits: f64,
    pub(super) p50_us: f64,
    pub(super) p95_us: f64,
    pub(super) p99_us: f64,
}

type Make = fn(&str) -> Option<Plain>;

const KINDS: &[(&str, Make)] = &[
    ("word", |text| all(&[longest(text, 0)?])),
    ("two words", |text| all(&[longest(text, 0)?, longest(text, 1)?])),
    ("phrase", phrase),
    ("stop words", stop_words),
];

/// Puts the same queries, made of statements in `store`, to every one of `engines` in turn. Returns
/// the times of each.
pub(super) fn time(
    store: &Store,
    engines: &[&dyn Searched],
    asked_to: &AtomicBool,
) -> Result<Vec<Vec<Times>>, CliError> {
    let samples = samples(store, SAMPLES)?;
    let mut measured = vec![Vec::new(); engines.len()];
    for (kind, make) in KINDS {
        let mut queries: Vec<Plain> =
            samples.iter().filter_map(|record| make(&record.quote)).collect();
        let mut known = FxHashSet::default();
        queries.retain(|query| known.insert(query.typed()));
        let rounds = RUNS.div_ceil(queries.len().max(1));
        let mut times = vec![Vec::new(); engines.len()];
        let mut hits = vec![0_usize; engines.len()];
        // The first round warms up what every later one finds warm.
        for round in 0..=rounds {
            for query in &queries {
                stop(asked_to)?;
                for ((engine, times), hits) in engines.iter().zip(&mut times).zip(&mut hits) {
                    let begun = Instant::now();
                    let found = engine.search(query)?;
                    if 0 < round {
                        times.push(begun.elapsed().as_secs_f64() * 1e6);
                        *hits += found;
                    }
                }
            }
        }
        let example = queries.first().map(Plain::typed).unwrap_or_default();
        for ((measured, times), hits) in measured.iter_mut().zip(times).zip(hits) {
            measured.push(Times::new(kind, example.clone(), times, hits));
        }
    }
    Ok(measured)
}

impl Times {
    /// What stands over [`Self::cells`].
    pub(super) const HEADING: [&str; 6] =
        ["runs", "hits", "p50 µs", "p95 µs", "p99 µs", "for example"];

    /// Its figures and its example, for a table.
    pub(super) fn cells(&self) -> [String; 6] {
        let whole = |figure: f64| format!("{figure:.0}");
        [
            thousands(self.runs as u64),
            format!("{:.1}", self.hits),
            whole(self.p50_us),
            whole(self.p95_us),
            whole(self.p99_us),
            self.example.clone(),
        ]
    }

    /// Sorts the times (in microseconds) into percentiles.
    fn new(kind: &'static str, example: String, mut times: Vec<f64>, hits: usize) -> Self {
        times.sort_by(f64::total_cmp);
        let runs = times.len();
        Self {
            kind,
            example,
            runs,
            hits: super::report::ratio(hits as u64, runs as u64),
            p50_us: percentile(&times, 50),
            p95_us: percentile(&times, 95),
            p99_us: percentile(&times, 99),
        }
    }
}

/// All of these words, where every engine takes each for one word.
fn all(words: &[String]) -> Option<Plain> {
    let plain = words.iter().all(|word| word.len() <= LONGEST);
    plain.then(|| Plain { words: words.to_vec(), is_phrase: false })
}

/// Words that stand one after the other with a blank between them and nothing but letters in them,
/// so that no engine's rules part them.
fn runs(text: &str) -> Vec<Vec<&str>> {
    let mut runs: Vec<Vec<&str>> = vec![Vec::new()];
    let mut end = 0;
    for (start, word) in words(text) {
        let is_plain = word.len() <= LONGEST && word.chars().all(|char| char.is_ascii_alphabetic());
        let Some(run) = runs.last_mut() else { break };
        if is_plain && (run.is_empty() || text.get(end..start) == Some(" ")) {
            run.push(word);
        } else {
            runs.push(if is_plain { vec![word] } else { Vec::new() });
        }
        end = start + word.len();
    }
    runs
}

fn of_run(run: &[&str]) -> Plain {
    Plain { words: run.iter().map(|word| word.to_lowercase()).collect(), is_phrase: true }
}

/// Three words from the middle of the longest run.
fn phrase(text: &str) -> Option<Plain> {
    let runs = runs(text);
    let run = runs.iter().max_by_key(|run| run.len()).filter(|run| 3 <= run.len())?;
    let middle = (run.len() - 3) / 2;
    Some(of_run(&run[middle..middle + 3]))
}

/// The first two or three stop words in a row.
pub(super) fn stop_words(text: &str) -> Option<Plain> {
    for run in runs(text) {
        let is_stop = |word: &&str| STOP_WORDS.iter().any(|stop| word.eq_ignore_ascii_case(stop));
        for (at, _) in run.iter().enumerate() {
            let n = run[at..].iter().take(3).take_while(|word| is_stop(word)).count();
            if 2 <= n {
                return Some(of_run(&run[at..at + n]));
            }
        }
    }
    None
}

const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do",
    "for", "from", "had", "has", "have", "he", "her", "his", "i", "if", "in", "is", "it", "its",
    "not", "of", "on", "or", "our", "she", "that", "the", "their", "they", "this", "to", "was",
    "we", "were", "which", "who", "will", "with", "you",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_words_that_every_engine_finds_side_by_side() {
        let text = "“Don’t,” she said, on the record of the ferry’s crew.";
        let typed = |query: Option<Plain>| query.unwrap().typed();
        assert_eq!(typed(stop_words(text)), "\"on the\"");
        assert_eq!(typed(phrase(text)), "\"the record of\"");
        assert_eq!(stop_words("No, the; of"), None);
        assert_eq!(phrase("It's"), None);
        assert_eq!(typed(all(&["ferry".to_owned(), "crew".to_owned()])), "ferry crew");
    }
}
