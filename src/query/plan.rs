//! Turns a query into tantivy's queries, built directly.
//!
//! A word is looked for as a stem in quote, context and title and as it is among the names; the
//! best place counts in full and the others a little, so that a word is not worth more for
//! standing in the quote *and* in the sentence around it. Filters never add to a score.

mod expand;
mod names;
mod near;

use std::ops::Bound;

use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
        ExistsQuery, Occur, PhraseQuery, Query as Engine, QueryClone, RangeQuery, TermQuery,
    },
    schema::{Field as Handle, IndexRecordOption},
};

use super::{
    Days, Filter, Numbers, Place, Query, QueryError, SearchOptions, marks::runs, proximity::Leaf,
};
use crate::{
    index::{Fields, QueryWord, Row, Store, TextField, query_words, query_words_in},
    model::{ApproxDate, Language},
};

pub(super) use expand::{near as near_terms, terms};

/// What a word's score counts in the quote.
const QUOTE_WEIGHT: f32 = 3.0;
/// What a word's score counts among the names.
const NAMES_WEIGHT: f32 = 1.5;
/// What a word's score counts in the sentence around the quote.
const CONTEXT_WEIGHT: f32 = 1.0;
/// What a word's score counts in the headline.
const TITLE_WEIGHT: f32 = 0.5;

/// What a second place adds of its score to the first's.
const TIE_BREAKER: f32 = 0.2;

/// How many words the start of a word stands for at most.
pub const MAX_EXPANSIONS: usize = 512;

/// Which rows a query is asked of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Rows {
    /// Primary statements.
    Statements,
    /// Statements and the acts they are shown for.
    Acts,
    /// Text outside statements.
    Passages,
}

impl Rows {
    /// Those that `options` ask for.
    pub(super) fn of(options: &SearchOptions) -> Self {
        if options.all_acts { Self::Acts } else { Self::Statements }
    }
}

/// A query ready to run.
pub(super) struct Plan {
    /// What to find.
    pub(super) query: Box<dyn Engine>,
    /// The words in the order typed, in the quote: what earns a bonus.
    pub(super) phrase: Option<Box<dyn Engine>>,
    /// Whether that is a single word.
    pub(super) is_one_word: bool,
    /// What a date filter leaves out for want of a date, where there is such a filter.
    pub(super) undated: Option<Box<dyn Engine>>,
    /// What the user should know.
    pub(super) notes: Vec<String>,
    /// The languages that words are looked for in.
    pub(super) languages: Vec<Language>,
}

/// Plans `query`.
pub(super) fn plan(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    rows: Rows,
) -> Result<Plan, QueryError> {
    let languages = store.languages()?;
    let (fields, notes) = (store.fields(), Vec::new());
    let mut planner = Planner {
        searcher,
        fields,
        rows,
        dates: Dates::Apply,
        notes,
        left_out: Vec::new(),
        languages,
    };
    let wanted = planner.build(query)?;
    planner.note_left_out();
    let rows = planner.rows();
    let undated = if has_dates(query) {
        let n_notes = planner.notes.len();
        planner.dates = Dates::Ignore;
        let any_date = planner.build(query)?;
        planner.notes.truncate(n_notes);
        let dated = planner.dated();
        Some(all(vec![rows.box_clone(), any_date], vec![dated, wanted.box_clone()]))
    } else {
        None
    };
    let words = plain_words(query);
    let phrase = (!words.is_empty()).then(|| phrase_in(&words, planner.targets()[0].exact));
    Ok(Plan {
        query: all(vec![rows, wanted], vec![]),
        phrase,
        is_one_word: words.len() == 1,
        undated,
        notes: planner.notes,
        languages: planner.languages,
    })
}

struct Planner<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    rows: Rows,
    dates: Dates,
    notes: Vec<String>,
    /// Starts and likenesses of words that stand for too many terms of a place, and how many are
    /// left out.
    left_out: Vec<(String, usize)>,
    languages: Vec<Language>,
}

/// Whether filters on days are applied, or everything passes them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Dates {
    Apply,
    Ignore,
}

/// Where words are looked for, and what they count there.
#[derive(Clone, Copy)]
struct Target {
    stemmed: Option<Handle>,
    exact: Handle,
    weight: f32,
}

impl Target {
    fn text(field: TextField, weight: f32) -> Self {
        Self { stemmed: Some(field.stemmed), exact: field.exact, weight }
    }
}

impl Planner<'_> {
    fn build(&mut self, query: &Query) -> Result<Box<dyn Engine>, QueryError> {
        Ok(match query {
            Query::All => everything(),
            Query::Word(_)
            | Query::Phrase(_)
            | Query::Prefix(_)
            | Query::Fuzzy(..)
            | Query::Loose(..)
            | Query::Near(_) => {
                let targets = self.targets();
                self.text(query, &targets)?
            }
            Query::Filter(filter) => self.filter(filter)?,
            Query::Not(inner) => {
                let inner = self.build_negated(inner)?;
                all(vec![everything()], vec![inner])
            }
            Query::And(parts) => {
                let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
                for part in parts {
                    match part {
                        Query::Not(inner) => unwanted.push(self.build_negated(inner)?),
                        part => wanted.push(self.build(part)?),
                    }
                }
                if wanted.is_empty() {
                    wanted.push(everything());
                }
                all(wanted, unwanted)
            }
            Query::Or(parts) => {
                let parts: Result<Vec<_>, _> = parts.iter().map(|part| self.build(part)).collect();
                Box::new(BooleanQuery::union(parts?))
            }
        })
    }

    /// Builds what must not match; a filter on days always holds there.
    fn build_negated(&mut self, query: &Query) -> Result<Box<dyn Engine>, QueryError> {
        let dates = std::mem::replace(&mut self.dates, Dates::Apply);
        let built = self.build(query);
        self.dates = dates;
        built
    }

    fn rows(&self) -> Box<dyn Engine> {
        let row = |row: Row| filter(term(self.fields.row, row.term()));
        match self.rows {
            Rows::Statements => row(Row::Statement),
            Rows::Acts => filter(any(vec![row(Row::Statement), row(Row::Act)])),
            Rows::Passages => row(Row::Passage),
        }
    }

    fn targets(&self) -> Vec<Target> {
        targets(self.fields, self.rows)
    }

    /// A word, phrase or start of a word in any of `targets`.
    fn text(&mut self, query: &Query, targets: &[Target]) -> Result<Box<dyn Engine>, QueryError> {
        match query {
            Query::Word(typed) => {
                let runs = runs(self.words(typed));
                let runs = runs.iter().map(|run| match run.as_slice() {
                    [word] => in_any(targets, |target| word_in(word, target)),
                    run => in_any(targets, |target| phrase_in(run, target.exact)),
                });
                Ok(all(runs.collect(), vec![]))
            }
            Query::Phrase(typed) => {
                let words = query_words(typed);
                Ok(in_any(targets, |target| phrase_in(&words, target.exact)))
            }
            Query::Prefix(typed) => self.prefix(typed, targets),
            Query::Fuzzy(typed, edits) => {
                let leaf = |word: QueryWord| Leaf::Fuzzy(word.exact, *edits);
                let leaves: Vec<Leaf> = self.words(typed).into_iter().map(leaf).collect();
                let words: Result<Vec<_>, _> =
                    leaves.iter().map(|leaf| self.any_of(leaf, targets)).collect();
                Ok(all(words?, vec![]))
            }
            Query::Loose(..) | Query::Near(_) => self.near(query, targets),
            other => self.build(other),
        }
    }

    /// The words of a query's text, with their stems.
    fn words(&self, typed: &str) -> Vec<QueryWord> {
        let mut words = query_words_in(typed, &self.languages);
        words.retain(|word| !word.possessive);
        words
    }

    fn filter(&mut self, wanted: &Filter) -> Result<Box<dyn Engine>, QueryError> {
        let fields = self.fields;
        let built = match wanted {
            Filter::Speaker(name) => self.name(wanted, fields.speaker, name)?,
            Filter::Via(name) => self.name(wanted, fields.via, name)?,
            Filter::To(name) => self.name(wanted, fields.to, name)?,
            Filter::Outlet(name) => self.name(wanted, fields.outlet, name)?,
            Filter::Topic(topic) => self.topic(topic)?,
            Filter::Document(path) => self.document(path)?,
            Filter::Date(_) | Filter::After(_) | Filter::Before(_)
                if self.dates == Dates::Ignore =>
            {
                everything()
            }
            Filter::Date(days) => self.days(*days),
            Filter::After(first) => self.days(Days::since(*first)),
            Filter::Before(last) => self.days(Days::until(*last)),
            Filter::Language(language) => term(fields.language, language.code()),
            Filter::Kind(kind) => term(fields.kind, kind.name()),
            Filter::Wording(wording) => term(fields.wording, wording.name()),
            Filter::Dated => self.dated(),
            Filter::Sure(shares) => self.sure(*shares),
            Filter::Words(numbers) => self.words_in(*numbers),
            Filter::Text(place, words) => {
                let targets = self.place(*place);
                return self.text(words, &targets);
            }
        };
        Ok(filter(built))
    }

    /// Rows whose days can be one of `days`.
    fn days(&self, days: Days) -> Box<dyn Engine> {
        let day = |field, date| Term::from_field_i64(field, ApproxDate::day(date).first_day());
        let mut wanted: Vec<Box<dyn Engine>> = Vec::with_capacity(2);
        if let Some(first) = days.first() {
            let lower = Bound::Included(day(self.fields.day_last, first));
            wanted.push(Box::new(RangeQuery::new(lower, Bound::Unbounded)));
        }
        if let Some(last) = days.last() {
            let upper = Bound::Included(day(self.fields.day_first, last));
            wanted.push(Box::new(RangeQuery::new(Bound::Unbounded, upper)));
        }
        all(wanted, vec![])
    }

    fn sure(&self, shares: Numbers) -> Box<dyn Engine> {
        // Half a step more, since an f32 was stored as the f64 next to it.
        let share = |thousandths: u32, step: f64| {
            let share = (f64::from(thousandths) + step) / 1000.0;
            Bound::Included(Term::from_field_f64(self.fields.confidence, share))
        };
        let least = shares.least.map_or(Bound::Unbounded, |least| share(least, -0.5));
        let most = shares.most.map_or(Bound::Unbounded, |most| share(most, 0.5));
        Box::new(RangeQuery::new(least, most))
    }

    fn words_in(&self, numbers: Numbers) -> Box<dyn Engine> {
        let end = |number: Option<u32>| {
            number.map_or(Bound::Unbounded, |number| {
                Bound::Included(Term::from_field_u64(self.fields.words, number.into()))
            })
        };
        Box::new(RangeQuery::new(end(numbers.least), end(numbers.most)))
    }

    /// Where a query's `place` is.
    fn place(&self, place: Place) -> Vec<Target> {
        let fields = self.fields;
        let quote = Target::text(fields.quote, QUOTE_WEIGHT);
        match place {
            Place::Quote => vec![quote],
            // A context that is nothing but the quote is not indexed again.
            Place::Context => vec![quote, Target::text(fields.context, CONTEXT_WEIGHT)],
            Place::Title => vec![Target::text(fields.title, TITLE_WEIGHT)],
        }
    }

    fn dated(&self) -> Box<dyn Engine> {
        let schema = self.searcher.schema();
        let name = schema.get_field_name(self.fields.day_first).to_owned();
        Box::new(ExistsQuery::new(name, false))
    }
}

/// Where words are looked for in `rows`.
fn targets(fields: &Fields, rows: Rows) -> Vec<Target> {
    match rows {
        Rows::Passages => {
            vec![Target::text(fields.passage, 1.0), Target::text(fields.title, TITLE_WEIGHT)]
        }
        Rows::Statements | Rows::Acts => vec![
            Target::text(fields.quote, QUOTE_WEIGHT),
            Target { stemmed: None, exact: fields.names, weight: NAMES_WEIGHT },
            Target::text(fields.context, CONTEXT_WEIGHT),
            Target::text(fields.title, TITLE_WEIGHT),
        ],
    }
}

/// The plain words of a query in the order typed.
fn plain_words(query: &Query) -> Vec<QueryWord> {
    match query {
        Query::Word(word) => query_words(word),
        Query::And(parts) => parts.iter().flat_map(plain_words).collect(),
        _ => Vec::new(),
    }
}

/// Whether days narrow the query other than by leaving some out.
fn has_dates(query: &Query) -> bool {
    match query {
        Query::Filter(filter) => {
            matches!(filter, Filter::Date(_) | Filter::After(_) | Filter::Before(_))
        }
        Query::And(parts) | Query::Or(parts) => parts.iter().any(has_dates),
        _ => false,
    }
}

fn everything() -> Box<dyn Engine> {
    filter(Box::new(AllQuery))
}

/// `query` without a say in the score.
fn filter(query: Box<dyn Engine>) -> Box<dyn Engine> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn term(field: Handle, text: &str) -> Box<dyn Engine> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn all(mut wanted: Vec<Box<dyn Engine>>, unwanted: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    if wanted.len() == 1 && unwanted.is_empty() {
        return wanted.remove(0);
    }
    let wanted = wanted.into_iter().map(|query| (Occur::Must, query));
    let unwanted = unwanted.into_iter().map(|query| (Occur::MustNot, query));
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}

fn any(queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    Box::new(BooleanQuery::union(queries))
}

fn best_of(mut places: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    if places.len() == 1 {
        return places.remove(0);
    }
    Box::new(DisjunctionMaxQuery::with_tie_breaker(places, TIE_BREAKER))
}

fn in_any(targets: &[Target], build: impl Fn(&Target) -> Box<dyn Engine>) -> Box<dyn Engine> {
    let weighted = |target: &Target| -> Box<dyn Engine> {
        Box::new(BoostQuery::new(build(target), target.weight))
    };
    best_of(targets.iter().map(weighted).collect())
}

fn word_in(word: &QueryWord, target: &Target) -> Box<dyn Engine> {
    let found = |field: Handle, text: &str| -> Box<dyn Engine> {
        let term = Term::from_field_text(field, text);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    let Some(stemmed) = target.stemmed else {
        return found(target.exact, &word.exact);
    };
    let mut stems: Vec<&String> = word.stems.iter().collect();
    stems.sort();
    stems.dedup();
    best_of(stems.into_iter().map(|stem| found(stemmed, stem)).collect())
}

/// `words` side by side in `field`.
fn phrase_in(words: &[QueryWord], field: Handle) -> Box<dyn Engine> {
    let mut terms: Vec<Term> =
        words.iter().map(|word| Term::from_field_text(field, &word.exact)).collect();
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

#[cfg(test)]
mod tests;
