//! Adds up statements and their words, by day and by a facet, in one pass over the columns.

use std::{collections::BTreeMap, io, mem};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use crate::query::Facet;

/// What statements come to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sum {
    /// How many there are.
    pub statements: u64,
    /// The words of their quotes.
    pub words: u64,
}

impl Sum {
    pub(super) fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.words += other.words;
    }
}

/// First and last day of a statement, as days since 1970-01-01; `None` where it has none, or where
/// days were not asked for.
pub(super) type Day = Option<(i64, i64)>;

/// Collects matches; see [`Tallied`].
#[derive(Default)]
pub(super) struct Tally<'a> {
    /// Whether to tell days apart.
    pub(super) by_day: bool,
    /// Which values to tell apart.
    pub(super) by: Option<Facet>,
    /// The ids of the values to tell apart, if not all.
    pub(super) only: Option<&'a FxHashSet<String>>,
}

/// Statements added up.
#[derive(Debug, Default)]
pub(super) struct Tallied {
    /// All of them.
    pub(super) all: FxHashMap<Day, Sum>,
    /// Those with a value, by its id.
    pub(super) values: BTreeMap<String, Valued>,
    /// Those without one.
    pub(super) without: Sum,
}

/// The statements of a value.
#[derive(Debug, Default)]
pub(super) struct Valued {
    /// Its spellings, and how many statements have each.
    labels: BTreeMap<String, u64>,
    pub(super) days: FxHashMap<Day, Sum>,
}

impl Valued {
    /// The spelling that most have, the first of those.
    pub(super) fn label(&self) -> String {
        let most = self.labels.iter().max_by(|(a, a_n), (b, b_n)| a_n.cmp(b_n).then(b.cmp(a)));
        most.map(|(label, _)| label.clone()).unwrap_or_default()
    }

    pub(super) fn sum(&self) -> Sum {
        total(&self.days)
    }
}

pub(super) fn total(days: &FxHashMap<Day, Sum>) -> Sum {
    let mut all = Sum::default();
    for sum in days.values() {
        all.add(*sum);
    }
    all
}

impl Collector for Tally<'_> {
    type Fruit = Tallied;
    type Child = SegmentTally;

    fn for_segment(
        &self,
        _segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentTally> {
        let columns = reader.fast_fields();
        let days = if self.by_day {
            Some((columns.i64("day_first")?, columns.i64("day_last")?))
        } else {
            None
        };
        let values = match self.by {
            Some(facet) => columns.str(facet.column())?,
            None => None,
        };
        let mut runs = vec![Run::default(); values.as_ref().map_or(0, |column| column.num_terms())];
        if let (Some(column), Some(only)) = (&values, self.only) {
            let mut value = String::new();
            for (ord, run) in runs.iter_mut().enumerate() {
                value.clear();
                column.ord_to_str(ord as u64, &mut value)?;
                run.left_out = !only.contains(split(&value).0);
            }
        }
        Ok(SegmentTally {
            words: columns.u64("words")?,
            days,
            by: self.by.is_some(),
            values,
            all: Run::default(),
            runs,
            without: Sum::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<io::Result<Tallied>>) -> tantivy::Result<Tallied> {
        let mut all = Tallied::default();
        for segment in segments {
            let segment = segment?;
            merge(&mut all.all, segment.all);
            all.without.add(segment.without);
            for (id, value) in segment.values {
                let here = all.values.entry(id).or_default();
                for (label, count) in value.labels {
                    *here.labels.entry(label).or_default() += count;
                }
                merge(&mut here.days, value.days);
            }
        }
        Ok(all)
    }
}

fn merge(days: &mut FxHashMap<Day, Sum>, more: FxHashMap<Day, Sum>) {
    for (day, sum) in more {
        days.entry(day).or_default().add(sum);
    }
}

/// Id and label of a stored value.
fn split(value: &str) -> (&str, &str) {
    value.split_once('\t').unwrap_or((value, value))
}

/// Sums by day, the last day's at hand: a document's statements follow each other.
#[derive(Clone, Default)]
struct Run {
    left_out: bool,
    day: Day,
    sum: Sum,
    days: FxHashMap<Day, Sum>,
}

impl Run {
    fn add(&mut self, day: Day, words: u64) {
        if self.day != day {
            self.flush();
            self.day = day;
        }
        self.sum.add(Sum { statements: 1, words });
    }

    fn flush(&mut self) {
        if 0 < self.sum.statements {
            self.days.entry(self.day).or_default().add(mem::take(&mut self.sum));
        }
    }
}

/// Adds up one segment.
pub(super) struct SegmentTally {
    words: Column<u64>,
    days: Option<(Column<i64>, Column<i64>)>,
    by: bool,
    values: Option<StrColumn>,
    all: Run,
    /// By the value's number.
    runs: Vec<Run>,
    without: Sum,
}

impl SegmentCollector for SegmentTally {
    type Fruit = io::Result<Tallied>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        let words = self.words.first(doc).unwrap_or(0);
        let day = self.days.as_ref().and_then(|(first, last)| {
            let first = first.first(doc)?;
            Some((first, last.first(doc)?))
        });
        self.all.add(day, words);
        if !self.by {
            return;
        }
        let mut any = false;
        if let Some(column) = &self.values {
            for ord in column.ords().values_for_doc(doc) {
                any = true;
                let run = usize::try_from(ord).ok().and_then(|ord| self.runs.get_mut(ord));
                if let Some(run) = run.filter(|run| !run.left_out) {
                    run.add(day, words);
                }
            }
        }
        if !any {
            self.without.add(Sum { statements: 1, words });
        }
    }

    fn harvest(mut self) -> io::Result<Tallied> {
        self.all.flush();
        let mut found = Tallied { all: self.all.days, without: self.without, ..Tallied::default() };
        let Some(column) = &self.values else { return Ok(found) };
        let mut value = String::new();
        for (ord, mut run) in self.runs.into_iter().enumerate() {
            run.flush();
            if run.days.is_empty() {
                continue;
            }
            value.clear();
            column.ord_to_str(ord as u64, &mut value)?;
            let (id, label) = split(&value);
            let here = found.values.entry(id.to_owned()).or_default();
            *here.labels.entry(label.to_owned()).or_default() += total(&run.days).statements;
            merge(&mut here.days, run.days);
        }
        Ok(found)
    }
}
