//! Turns a query into tantivy's queries, built directly.
//!
//! A word is looked for in all its forms in quote, context and title and as it is among the names,
//! and counts in each by that place's weight. Filters never add to a score.

mod best;
mod bricks;
mod couples;
mod days;
mod expand;
mod forms;
mod names;
mod near;
mod rows;
mod terms;
mod unwanted;

use std::{collections::BTreeSet, ops::Bound, sync::Arc};

use tantivy::{
    Searcher, Term,
    collector::Count,
    query::{BoostQuery, ExistsQuery, Query as Engine, QueryClone, RangeQuery},
    schema::Field as Handle,
};

use super::{
    Days, Filter, Numbers, Place, Query, QueryError, Weights, marks::runs, proximity::Leaf,
};
use crate::{
    index::{
        Fields, Opened, QueryWord, Row, Statistics, Store, forms, query_words, query_words_in,
    },
    model::{ApproxDate, Language},
};

pub(super) use bricks::{all, any, any_form, rows_of, term};
use bricks::{best_of, everything, filter, in_any, phrase_in, rarity};
use couples::phrase_at;
use days::DaysQuery;
pub(super) use expand::{near as near_terms, terms};
pub(super) use rows::Rows;

/// How many words the start of a word stands for at most.
pub const MAX_EXPANSIONS: usize = 512;

/// A query ready to run.
pub(super) struct Plan {
    /// What to find.
    pub(super) query: Box<dyn Engine>,
    /// The same, whatever sort of row it is in.
    pub(super) in_any_row: Box<dyn Engine>,
    /// The sort of rows it is asked of.
    pub(super) rows: Rows,
    /// The words in the order typed, in the quote: what earns a bonus.
    pub(super) phrase: Option<Box<dyn Engine>>,
    /// Each two of them side by side, where there are three or more.
    pub(super) pairs: Option<Box<dyn Engine>>,
    /// Whether that is a single word.
    pub(super) is_one_word: bool,
    /// What is undated and matches but for dates, and what of it matches all the same; where there
    /// is a date filter.
    pub(super) undated: Option<[Box<dyn Engine>; 2]>,
    /// What the user should know.
    pub(super) notes: Vec<String>,
    /// The languages that words are looked for in.
    pub(super) languages: Vec<Language>,
}

impl Plan {
    /// How many more match but for a date filter, having no date.
    pub(super) fn n_undated(&self, searcher: &Searcher) -> Result<u64, QueryError> {
        let Some([any_date, wanted]) = &self.undated else { return Ok(0) };
        let n = |found| -> Result<u64, QueryError> { Ok(searcher.search(found, &Count)? as u64) };
        Ok(n(any_date)?.saturating_sub(n(wanted)?))
    }
}

/// Plans `query`, where it does not matter what counts how much.
pub(super) fn plan(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    rows: Rows,
) -> Result<Plan, QueryError> {
    plan_weighted(searcher, store, query, rows, &Weights::default())
}

/// Plans `query`, words counting by `weights`.
pub(super) fn plan_weighted(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    rows: Rows,
    weights: &Weights,
) -> Result<Plan, QueryError> {
    let languages = store.languages()?;
    let (fields, notes) = (store.fields(), Vec::new());
    let opened = store.opened(searcher);
    let mut planner = Planner {
        searcher,
        fields,
        statistics: Statistics::of(searcher, &opened)?,
        opened,
        rows,
        weights,
        dates: Dates::Apply,
        notes,
        left_out: Vec::new(),
        languages,
    };
    let wanted = planner.build(query)?;
    planner.note_left_out();
    let in_rows = planner.rows();
    let undated = if has_dates(query) && rows.may_be_undated(searcher, store)? {
        let n_notes = planner.notes.len();
        planner.dates = Dates::Ignore;
        let any_date = planner.build(query)?;
        planner.notes.truncate(n_notes);
        let dated = planner.dated();
        let of = |found| all(vec![in_rows.box_clone(), found], vec![dated.box_clone()]);
        Some([of(any_date), of(wanted.box_clone())])
    } else {
        None
    };
    let words = plain_words(query);
    let quote = &planner.targets()[0];
    let phrase = (!words.is_empty()).then(|| phrase_at(&words, quote));
    let pairs = || any(words.windows(2).map(|pair| phrase_at(pair, quote)).collect());
    Ok(Plan {
        query: all(vec![in_rows, wanted.box_clone()], vec![]),
        in_any_row: wanted,
        rows,
        phrase,
        pairs: (2 < words.len()).then(pairs),
        is_one_word: words.len() == 1,
        undated,
        notes: planner.notes,
        languages: planner.languages,
    })
}

struct Planner<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    opened: Arc<Opened>,
    statistics: Statistics<'a>,
    rows: Rows,
    weights: &'a Weights,
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
    field: Handle,
    /// Where couples of its commonest words are.
    couples: Option<Handle>,
    /// Whether words stand there in sentences, and so in any form; else they are names.
    is_text: bool,
    weight: f32,
}

impl Target {
    fn text(field: Handle, couples: Option<Handle>, weight: f32) -> Self {
        Self { field, couples, is_text: true, weight }
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
                any(parts?)
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
        let row = |row: &Row| filter(term(self.fields.row, row.term()));
        match self.rows.all() {
            [one] => row(one),
            several => filter(any(several.iter().map(row).collect())),
        }
    }

    fn targets(&self) -> Vec<Target> {
        targets(self.fields, self.rows, self.weights)
    }

    /// A word, phrase or start of a word in any of `targets`.
    fn text(&mut self, query: &Query, targets: &[Target]) -> Result<Box<dyn Engine>, QueryError> {
        let share = self.weights.second_place;
        match query {
            Query::Word(typed) => {
                let runs = runs(self.words(typed));
                let runs = runs.iter().map(|run| match run.as_slice() {
                    [word] => self.word(word, targets),
                    run => Ok(in_any(targets, share, |target| phrase_at(run, target))),
                });
                Ok(all(runs.collect::<Result<_, _>>()?, vec![]))
            }
            Query::Phrase(typed) => {
                let words = query_words(typed);
                Ok(in_any(targets, share, |target| phrase_at(&words, target)))
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

    /// A word in any of `targets`. It is as rare in each as where it is commonest: a `the` that
    /// stands in few names is no rare word for that.
    fn word(&self, word: &QueryWord, targets: &[Target]) -> Result<Box<dyn Engine>, QueryError> {
        let in_text = self.forms(word)?;
        let as_it_is = BTreeSet::from([word.exact.clone()]);
        let mut places = Vec::with_capacity(targets.len());
        for target in targets {
            let forms = if target.is_text { &in_text } else { &as_it_is };
            places.push((target.weight, any_form(&self.statistics, target.field, forms)?));
        }
        let n_all = self.statistics.n_rows();
        let most = places.iter().map(|(_, (rows, _))| *rows).max().unwrap_or(0);
        let places = places.into_iter().map(|(weight, (rows, found))| -> Box<dyn Engine> {
            let as_rare = rarity(n_all, most) / rarity(n_all, rows);
            Box::new(BoostQuery::new(found, weight * as_rare))
        });
        Ok(best_of(places.collect(), self.weights.second_place))
    }

    /// The forms of a word that texts have.
    fn forms(&self, word: &QueryWord) -> Result<BTreeSet<String>, QueryError> {
        Ok(forms(self.searcher, self.fields, &word.exact, &word.stems, &self.languages)?)
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
        let day = |date| ApproxDate::day(date).first_day();
        Box::new(DaysQuery {
            first: days.first().map(day),
            last: days.last().map(day),
            opened: Arc::clone(&self.opened),
        })
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
        let quote = Target::text(fields.quote, Some(fields.quote_couples), self.weights.quote);
        let context = Some(fields.context_couples);
        let context = Target::text(fields.context, context, self.weights.context);
        match place {
            Place::Quote => vec![quote],
            // A context that is nothing but the quote is not indexed again.
            Place::Context => vec![quote, context],
            Place::Title => vec![Target::text(fields.title, None, self.weights.title)],
        }
    }

    fn dated(&self) -> Box<dyn Engine> {
        let schema = self.searcher.schema();
        let name = schema.get_field_name(self.fields.day_first).to_owned();
        Box::new(ExistsQuery::new(name, false))
    }
}

/// Where words are looked for in `rows`.
fn targets(fields: &Fields, rows: Rows, weights: &Weights) -> Vec<Target> {
    match rows {
        Rows::Passages => {
            vec![
                Target::text(fields.passage, Some(fields.passage_couples), 1.0),
                Target::text(fields.title, None, weights.title),
            ]
        }
        Rows::Statements | Rows::Acts => vec![
            Target::text(fields.quote, Some(fields.quote_couples), weights.quote),
            Target { field: fields.names, couples: None, is_text: false, weight: weights.names },
            Target::text(fields.context, Some(fields.context_couples), weights.context),
            Target::text(fields.title, None, weights.title),
        ],
    }
}

/// The plain words of a query in the order typed.
fn plain_words(query: &Query) -> Vec<QueryWord> {
    match query {
        Query::Word(words) | Query::Phrase(words) => query_words(words),
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

#[cfg(test)]
mod tests;
