//! One run of a plan: gathers candidates, and makes hits of them.

use std::{iter, sync::Arc};

use tantivy::{
    BitSet, DocAddress, DocSet, Searcher, TantivyDocument,
    query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query as Engine, QueryClone, Weight},
};

use super::{
    Facet, Hit, Place, QueryError, SearchOptions, Sort, Weights,
    collect::{Candidate, Collected, Gather},
    excerpt, ids,
    marks::{Needles, marks},
    plan::Plan,
    rank,
};
use crate::{
    index::{Fields, Opened, Statistics, Store, decode, deleted},
    model::Record,
};

/// One run of a plan.
pub(super) struct Run<'a> {
    searcher: &'a Searcher,
    options: &'a SearchOptions,
    opened: Arc<Opened>,
    /// The rows of each segment that are asked, where the query does not say so itself.
    among: Option<Vec<Arc<BitSet>>>,
    query: Box<dyn Engine>,
    /// For the words in the order typed, and for each two of them.
    bonuses: [Option<Box<dyn Engine>>; 2],
    newest: i64,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        store: &Store,
        plan: &Plan,
        options: &'a SearchOptions,
    ) -> Result<Self, QueryError> {
        let opened = store.opened(searcher);
        opened.ask();
        let among = plan.rows.sets(searcher, store)?;
        let found = if among.is_some() { &plan.in_any_row } else { &plan.query };
        let mut query = found.box_clone();
        let Weights { form, phrase, pairs, .. } = options.weights;
        let phrase_weight = if plan.is_one_word { form } else { phrase };
        let bonuses =
            [(&plan.phrase, phrase_weight), (&plan.pairs, pairs)].map(|(bonus, weight)| {
                let bonus =
                    bonus.as_ref().filter(|_| options.sort == Sort::Relevance && 0.0 < weight)?;
                Some(Box::new(BoostQuery::new(bonus.box_clone(), weight)) as Box<dyn Engine>)
            });
        let given = bonuses.iter().flatten().map(|bonus| (Occur::Should, bonus.box_clone()));
        if bonuses.iter().any(Option::is_some) {
            query = Box::new(BooleanQuery::new(
                iter::once((Occur::Must, query)).chain(given).collect(),
            ));
        }
        let newest = *opened.kept.get_or_make("newest", |_| true, || newest(searcher, &opened))?;
        Ok(Self { searcher, options, opened, among, query, bonuses, newest })
    }

    /// How many of the best are wanted.
    pub(super) fn keep(&self) -> usize {
        match self.options.limit {
            0 => 0,
            limit => limit.saturating_add(self.options.offset),
        }
    }

    pub(super) fn gather(&self, facets: &[Facet], keep: usize) -> Result<Collected, QueryError> {
        let (sort, weights) = (self.options.sort, self.options.weights);
        let (newest, opened) = (self.newest, &*self.opened);
        let gather = Gather { keep, sort, newest, facets, weights, opened };
        Ok(gather.run(self.searcher, &*self.query, self.among.as_deref())?)
    }

    pub(super) fn hit(
        &self,
        fields: &Fields,
        candidate: &Candidate,
        needles: &Needles,
    ) -> Result<Hit, QueryError> {
        let score = self.score_of(candidate);
        let row: TantivyDocument = self.searcher.doc(candidate.address)?;
        let record = decode(&row)?;
        let short_id = if self.opened.is_hot() {
            ids::short_of_many(self.searcher, &self.opened, fields, &record.id)?
        } else {
            ids::short(self.searcher, fields, &record.id)?
        };
        let marks = marks(&record.quote, needles, Place::Quote);
        let excerpt = excerpt::excerpt(&record, needles, self.options.excerpt);
        let why = if self.options.explain && self.options.sort == Sort::Relevance {
            let [phrase, pairs] = &self.bonuses;
            let phrase = self.score_by(phrase.as_deref(), candidate.address)?;
            let pairs = self.score_by(pairs.as_deref(), candidate.address)?;
            let places = places(&record, needles);
            rank::reasons(
                &self.options.weights,
                &record,
                score,
                (phrase, pairs),
                &places,
                self.newest,
            )
        } else {
            Vec::new()
        };
        Ok(Hit { record, short_id, score, marks, excerpt, why, copies: None })
    }

    #[expect(clippy::cast_possible_truncation, reason = "a score's key was an f32")]
    pub(super) fn score_of(&self, candidate: &Candidate) -> f32 {
        if self.options.sort == Sort::Relevance { candidate.key as f32 } else { 0.0 }
    }

    /// What `bonus` earned the row at `address`.
    fn score_by(&self, bonus: Option<&dyn Engine>, address: DocAddress) -> Result<f32, QueryError> {
        let Some(bonus) = bonus else {
            return Ok(0.0);
        };
        let statistics = Statistics::of(self.searcher, &self.opened)?;
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, self.searcher);
        let weight: Box<dyn Weight> = bonus.weight(scoring)?;
        let segment = self.searcher.segment_reader(address.segment_ord);
        let mut scorer = weight.scorer(segment, 1.0)?;
        if scorer.doc() < address.doc_id {
            scorer.seek(address.doc_id);
        }
        Ok(if scorer.doc() == address.doc_id { scorer.score() } else { 0.0 })
    }
}

/// The newest first day of the index.
fn newest(searcher: &Searcher, opened: &Opened) -> tantivy::Result<i64> {
    let mut newest = None;
    let deleted = deleted(searcher, opened)?;
    for ((reader, columns), deleted) in
        searcher.segment_readers().iter().zip(opened.segments()).zip(&*deleted)
    {
        let days = columns.day("day_first")?;
        if days.values.num_vals() == 0 {
            continue;
        }
        let of_all = Some(days.max_value());
        let gone = deleted.iter().filter_map(|row| days.first(*row)).max();
        newest = newest.max(if gone == of_all {
            reader.doc_ids_alive().filter_map(|row| days.first(row)).max()
        } else {
            of_all
        });
    }
    Ok(newest.unwrap_or(0))
}

/// Where words of the query stand in `record`.
fn places(record: &Record, needles: &Needles) -> Vec<&'static str> {
    let found = |text: &str, place| !marks(text, needles, place).is_empty();
    let mut places = Vec::new();
    if found(&record.quote, Place::Quote) {
        places.push("the quote");
    } else if found(&record.context, Place::Context) {
        places.push("the sentences around it");
    }
    let agents = record.speaker.iter().chain(&record.via).chain(&record.addressees);
    let agents = agents.chain(&record.joint_with);
    let mut names = agents.flat_map(|agent| [Some(&agent.name), agent.role.as_ref()]).flatten();
    if names.any(|name| found(name, Place::Context)) {
        places.push("a name");
    }
    if record.title.as_ref().is_some_and(|title| found(title, Place::Title)) {
        places.push("the headline");
    }
    places
}
