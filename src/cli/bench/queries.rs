//! The kinds of queries that are timed, in processor time, made of words that the index at hand
//! holds.

use std::hint::black_box;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use tantivy::{
    TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query as Engine, TermQuery},
    schema::IndexRecordOption,
};

use super::{machine::thread_milliseconds, plain, report::QueryTimes};
use crate::{
    index::{Row, Store, decode},
    model::Record,
    query::{self, Claim, Facet, QueryError, SearchOptions, Sort, Verifier},
    text::words,
};

/// Queries of each kind.
const QUERIES: usize = 6;
/// Statements that queries are made of.
const SAMPLES: usize = 60;
/// Runs of each kind that are timed, at least.
const RUNS: usize = 150;

/// A kind of query.
struct Kind {
    name: &'static str,
    /// Makes one of a statement that it is to find, the nth one of its kind.
    make: fn(&Record, usize) -> Option<String>,
    facets: &'static [Facet],
    sort: Sort,
}

impl Kind {
    const fn new(name: &'static str, make: fn(&Record, usize) -> Option<String>) -> Self {
        Self { name, make, facets: &[], sort: Sort::Relevance }
    }
}

/// Those that make up the mixture, each with the same share of it.
const MIXED: &[Kind] = &[
    Kind::new("word", any_word),
    Kind::new("two words", |record, nth| {
        Some(format!("{} {}", any_word(record, nth)?, any_word(record, nth + QUERIES / 2)?))
    }),
    Kind::new("phrase", |record, _| phrase(record)),
    Kind::new("stop words", |record, _| Some(plain::stop_words(&record.quote)?.typed())),
    Kind::new("phrase and speaker", |record, _| {
        Some(format!("{} {}", phrase(record)?, speaker(record)?))
    }),
    Kind::new("date and word", |record, nth| {
        let day = record.said.as_ref().and_then(|said| said.date).or(record.published)?;
        Some(format!("date:{} {}", day.first().year(), any_word(record, nth)?))
    }),
    Kind::new("prefix", |record, _| {
        Some(format!("{}*", longest(&record.quote, 0)?.chars().take(4).collect::<String>()))
    }),
    Kind::new("fuzzy", |record, _| {
        let mut word = longest(&record.quote, 0).filter(|word| word.is_ascii())?;
        word.remove(word.len() / 2);
        Some(format!("{word}~1"))
    }),
    Kind { facets: &[Facet::Speaker], ..Kind::new("counts of a word", any_word) },
    Kind { sort: Sort::Newest, ..Kind::new("newest of a word", any_word) },
];

/// Those beside it.
const OTHERS: &[Kind] = &[
    Kind::new("either", |record, nth| {
        Some(format!("{} OR {}", any_word(record, nth)?, any_word(record, nth + QUERIES / 2)?))
    }),
    Kind::new("without", |record, nth| {
        Some(format!("{} -{}", any_word(record, nth)?, any_word(record, nth + QUERIES / 2)?))
    }),
    Kind::new("speaker", |record, _| speaker(record)),
    Kind::new("speaker and word", |record, nth| {
        Some(format!("{} {}", speaker(record)?, any_word(record, nth)?))
    }),
    Kind::new("topic", |record, _| Some(format!("topic:{}", record.topics.first()?))),
    Kind {
        facets: &[Facet::Speaker, Facet::Topic, Facet::Year],
        ..Kind::new("counts of all", |_, _| Some(String::new()))
    },
];

/// Times every kind of query on `store`.
pub(super) fn time(store: &Store, today: Date) -> Result<Vec<QueryTimes>, QueryError> {
    let samples = samples(store, SAMPLES)?;
    let mut measured = Vec::new();
    let (mut all, mut n_queries) = (Vec::new(), 0);
    for (nth, kind) in MIXED.iter().enumerate() {
        // Each kind begins with statements of its own.
        let mut samples: Vec<&Record> = samples.iter().collect();
        let first = (nth * QUERIES).min(samples.len());
        samples.rotate_left(first);
        let (queries, times) = kind.time(store, &samples, today)?;
        all.extend_from_slice(&times);
        n_queries += queries.len();
        measured.push(QueryTimes::new(kind.name, first_of(queries), times));
    }
    measured.push(QueryTimes::new("all of these", format!("{n_queries} queries"), all));
    for kind in OTHERS {
        let samples: Vec<&Record> = samples.iter().collect();
        let (queries, times) = kind.time(store, &samples, today)?;
        measured.push(QueryTimes::new(kind.name, first_of(queries), times));
    }
    measured.push(quotes(store, &samples)?);
    Ok(measured)
}

fn first_of(queries: Vec<String>) -> String {
    queries.into_iter().next().unwrap_or_default()
}

impl Kind {
    /// The queries, and how many milliseconds each took each time.
    fn time(
        &self,
        store: &Store,
        samples: &[&Record],
        today: Date,
    ) -> Result<(Vec<String>, Vec<f64>), QueryError> {
        let (mut queries, mut known) = (Vec::new(), FxHashSet::default());
        for sample in samples {
            if queries.len() == QUERIES {
                break;
            }
            let made = (self.make)(sample, queries.len());
            queries.extend(made.filter(|query| known.insert(query.clone())));
        }
        let options = SearchOptions {
            facets: self.facets.to_vec(),
            sort: self.sort,
            ..SearchOptions::default()
        };
        let mut times = Vec::new();
        // The first round warms up what every later one finds warm.
        for round in 0..=RUNS.div_ceil(queries.len().max(1)) {
            for text in &queries {
                let begun = thread_milliseconds();
                let query = query::parse(text, today).query;
                black_box(query::search(store, &query, &options)?);
                if 0 < round {
                    times.push(thread_milliseconds() - begun);
                }
            }
        }
        Ok((queries, times))
    }
}

/// Times the check of quotes that lost a word.
fn quotes(store: &Store, samples: &[Record]) -> Result<QueryTimes, QueryError> {
    let verifier = Verifier::new(store)?;
    let claims: Vec<Claim> = samples.iter().map(misquoted).collect();
    let mut times = Vec::new();
    for round in 0..=RUNS.div_ceil(claims.len().max(1)) {
        for claim in &claims {
            let begun = thread_milliseconds();
            black_box(verifier.verify(claim)?);
            if 0 < round {
                times.push(thread_milliseconds() - begun);
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

/// `n` statements at most, of documents all over the index: those next to hashes at even
/// distances, so that they are the same however the rows lie.
pub(super) fn samples(store: &Store, n: usize) -> Result<Vec<Record>, QueryError> {
    let (searcher, fields) = (store.searcher(), store.fields());
    let is = |field, text: &str| -> Box<dyn Engine> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
    };
    let step = u64::MAX / n.max(1) as u64;
    let (mut samples, mut known) = (Vec::new(), FxHashSet::default());
    for nth in 0..n {
        let mut at = format!("{:016x}", step * nth as u64);
        // A document may be without statements.
        while let Some(hash) = next_hash(store, &at)? {
            let of = BooleanQuery::intersection(vec![
                is(fields.hash, &hash),
                is(fields.row, Row::Statement.term()),
            ]);
            let mut rows: Vec<_> = searcher.search(&of, &DocSetCollector)?.into_iter().collect();
            rows.sort_unstable();
            if let Some(row) = rows.get(rows.len() / 2) {
                if known.insert(hash) {
                    let row: TantivyDocument = searcher.doc(*row)?;
                    samples.push(decode(&row)?);
                }
                break;
            }
            at = hash + "0";
        }
    }
    Ok(samples)
}

/// The first document's hash that is not before `start`.
fn next_hash(store: &Store, start: &str) -> Result<Option<String>, QueryError> {
    let mut first: Option<String> = None;
    for segment in store.searcher().segment_readers() {
        let inverted = segment.inverted_index(store.fields().hash)?;
        let terms = inverted.terms();
        let mut stream = terms.range().ge(start).into_stream()?;
        let found = stream.next().and_then(|(term, _)| str::from_utf8(term).ok());
        if let Some(found) = found
            && first.as_deref().is_none_or(|first| found < first)
        {
            first = Some(found.to_owned());
        }
    }
    Ok(first)
}

/// The words of `quote` in lower case, the longest first, without the shortest.
fn by_length(quote: &str) -> Vec<String> {
    let plain = |word: &&str| word.chars().all(char::is_alphabetic) && 3 < word.len();
    let found = words(quote).map(|(_, word)| word).filter(plain);
    let mut found: Vec<String> = found.map(str::to_lowercase).collect();
    found.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    found.dedup();
    found
}

/// The longest word of `quote`, or the `nth` after it.
pub(super) fn longest(quote: &str, nth: usize) -> Option<String> {
    by_length(quote).into_iter().nth(nth)
}

/// A word of the statement: for the first query its longest, which is mostly rare, for the last its
/// shortest, which mostly is not.
fn any_word(record: &Record, nth: usize) -> Option<String> {
    let found = by_length(&record.quote);
    let at = (nth % QUERIES) * found.len().checked_sub(1)? / (QUERIES - 1);
    found.into_iter().nth(at)
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
