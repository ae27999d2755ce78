//! Counts the matches of one segment by the values of a column.

use std::{io, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{
    DocId,
    columnar::{Column, StrColumn},
};

use super::{
    Facet,
    counts::Number,
    standing::{Ords, names},
};
use crate::index::Columns;

/// The most values of which the names are kept.
const MOST_NAMES: usize = 50_000;

/// What a match is a part of.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) document: u64,
    pub(super) speech: Option<u64>,
}

/// Counts the matches that have one value. They come in the order of their documents, and those of
/// a document in the order of its text.
#[derive(Clone, Default)]
pub(super) struct Counter {
    number: Number,
    /// The last match's document, and the speech of the last one that is a part of any.
    document: Option<u64>,
    speech: Option<(u64, u64)>,
}

impl Counter {
    fn add(&mut self, part: Part) {
        self.number.matches += 1;
        if self.document != Some(part.document) {
            self.number.documents += 1;
            self.document = Some(part.document);
        }
        let speech = part.speech.map(|speech| (part.document, speech));
        if speech.is_some() && self.speech != speech {
            self.number.speeches += 1;
            self.speech = speech;
        }
    }
}

/// The counts of a column's values by their numbers: room for all, or for those that are met.
pub(super) enum Counts {
    All(Vec<Counter>),
    Met(FxHashMap<u64, Counter>),
}

impl Default for Counts {
    fn default() -> Self {
        Self::Met(FxHashMap::default())
    }
}

fn place(ord: u64) -> usize {
    usize::try_from(ord).unwrap_or(usize::MAX)
}

impl Counts {
    fn of(&mut self, ord: u64) -> &mut Counter {
        match self {
            Self::All(counts) => &mut counts[place(ord)],
            Self::Met(counts) => counts.entry(ord).or_default(),
        }
    }

    fn counted(self) -> Vec<(u64, Number)> {
        let mut counted: Vec<_> = match self {
            Self::All(counts) => (0..).zip(counts.into_iter().map(|it| it.number)).collect(),
            Self::Met(counts) => counts.into_iter().map(|(ord, it)| (ord, it.number)).collect(),
        };
        counted.retain(|(_, number)| 0 < number.matches);
        counted
    }
}

/// Counts the values of one column.
pub(super) enum Tally {
    Text {
        ords: Ords,
        column: StrColumn,
        counts: Counts,
        without: u64,
        /// What all values are called, where that is kept.
        names: Option<Arc<Vec<Box<str>>>>,
    },
    Number {
        facet: Facet,
        column: Column<i64>,
        counts: FxHashMap<i64, Counter>,
        without: u64,
    },
    Nothing {
        without: u64,
    },
}

impl Tally {
    /// Of a segment with so many `rows`, of which `many` will be counted or not.
    pub(super) fn open(
        facet: Facet,
        columns: &Columns,
        rows: u32,
        many: bool,
    ) -> tantivy::Result<Self> {
        let name = facet.column();
        if matches!(facet, Facet::Year | Facet::Month) {
            let (column, counts) = (columns.day(name)?, FxHashMap::default());
            return Ok(Self::Number { facet, column, counts, without: 0 });
        }
        let Some(column) = columns.text(name)? else { return Ok(Self::Nothing { without: 0 }) };
        let n = column.num_terms();
        let names = (many && n <= MOST_NAMES).then(|| names(columns, name, &column));
        Ok(Self::Text {
            ords: Ords::open(columns, name, rows, many)?,
            counts: if many { Counts::All(vec![Counter::default(); n]) } else { Counts::default() },
            column,
            without: 0,
            names: names.transpose()?,
        })
    }

    pub(super) fn add(&mut self, doc: DocId, part: Part) {
        match self {
            Self::Text { ords, counts, without, .. } => {
                let any = ords.each(doc, |ord| {
                    counts.of(ord).add(part);
                });
                *without += u64::from(!any);
            }
            Self::Number { column, counts, without, .. } => match column.first(doc) {
                Some(value) => counts.entry(value).or_default().add(part),
                None => *without += 1,
            },
            Self::Nothing { without } => *without += 1,
        }
    }

    /// Adds what was counted to the counts of all segments by name, and of what has none.
    pub(super) fn add_to(
        self,
        (all, all_without): &mut (FxHashMap<String, Number>, u64),
    ) -> io::Result<()> {
        let mut add = |name: &str, number: Number| match all.get_mut(name) {
            Some(known) => known.add(number),
            None => {
                all.insert(name.to_owned(), number);
            }
        };
        match self {
            Self::Text { column, counts, without, names, .. } => {
                *all_without += without;
                let mut name = String::new();
                for (ord, number) in counts.counted() {
                    if let Some(name) = names.as_ref().and_then(|names| names.get(place(ord))) {
                        add(name, number);
                        continue;
                    }
                    name.clear();
                    column.ord_to_str(ord, &mut name)?;
                    add(&name, number);
                }
            }
            Self::Number { facet, counts, without, .. } => {
                *all_without += without;
                for (value, count) in counts {
                    add(&facet.period(value), count.number);
                }
            }
            Self::Nothing { without } => *all_without += without,
        }
        Ok(())
    }
}
