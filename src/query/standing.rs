//! What is known of a row beside its words, for the order of matches: read from the index's
//! columns, or from plain copies of them where many rows are looked at again and again.

use std::{cell::OnceCell, sync::Arc};

use tantivy::{
    DocId,
    columnar::{Cardinality, Column, StrColumn},
};

use super::{Sort, Weights, tally::Part};
use crate::{
    index::Columns,
    model::{Kind, Wording},
};

/// Where a number stands for none.
pub(super) const NONE: u32 = u32::MAX;

/// What a row's score is multiplied by.
pub(super) enum Factors {
    Plain(Arc<PlainFactors>),
    Read(Box<Unread>),
}

/// Columns that are opened when the first factor is asked for.
pub(super) struct Unread {
    read: OnceCell<ReadFactors>,
    columns: Arc<Columns>,
    weights: Weights,
    newest: i64,
}

/// The factor of each row, by these weights and next to this day.
pub(super) struct PlainFactors {
    weights: Weights,
    newest: i64,
    factors: Vec<f32>,
}

impl Factors {
    pub(super) fn open(
        columns: &Arc<Columns>,
        rows: u32,
        weights: Weights,
        newest: i64,
        plain: bool,
    ) -> tantivy::Result<Self> {
        if !plain {
            let (read, columns) = (OnceCell::new(), Arc::clone(columns));
            return Ok(Self::Read(Box::new(Unread { read, columns, weights, newest })));
        }
        let is_it = |kept: &PlainFactors| kept.weights == weights && kept.newest == newest;
        let plain = columns.kept.get_or_make("factors", is_it, || {
            let read = ReadFactors::open(columns, weights, newest)?;
            let factors = (0..rows).map(|doc| read.of(doc)).collect();
            Ok(PlainFactors { weights, newest, factors })
        });
        Ok(Self::Plain(plain?))
    }

    pub(super) fn of(&self, doc: DocId) -> tantivy::Result<f32> {
        match self {
            Self::Plain(plain) => Ok(plain.factors[doc as usize]),
            Self::Read(unread) => {
                if let Some(read) = unread.read.get() {
                    return Ok(read.of(doc));
                }
                let opened = ReadFactors::open(&unread.columns, unread.weights, unread.newest)?;
                Ok(unread.read.get_or_init(|| opened).of(doc))
            }
        }
    }
}

/// The columns that factors are read from.
pub(super) struct ReadFactors {
    weights: Weights,
    newest: i64,
    first: Column<i64>,
    confidence: Column<f64>,
    named: Option<StrColumn>,
    wording: Weighted,
    kind: Weighted,
}

impl ReadFactors {
    fn open(columns: &Columns, weights: Weights, newest: i64) -> tantivy::Result<Self> {
        let wording = |name: &str| weights.of_wording(Wording::from_name(name));
        let kind = |name: &str| weights.of_kind(Kind::from_name(name));
        Ok(Self {
            weights,
            newest,
            first: columns.day("day_first")?,
            confidence: columns.share("confidence")?,
            named: columns.text("speaker_label")?,
            wording: Weighted::open(columns, "wording", wording)?,
            kind: Weighted::open(columns, "kind", kind)?,
        })
    }

    fn of(&self, doc: DocId) -> f32 {
        let mut named = self.named.iter().filter_map(|column| column.ords().first(doc));
        self.wording.of(doc)
            * self.kind.of(doc)
            * self.weights.of_confidence(self.confidence.first(doc).unwrap_or(0.0))
            * self.weights.of_name(named.next().is_some())
            * self.weights.of_day(self.first.first(doc), self.newest)
    }
}

/// A column of few words, each with what it does to the score.
struct Weighted {
    column: Option<StrColumn>,
    weights: Vec<f32>,
    missing: f32,
}

impl Weighted {
    fn open(
        columns: &Columns,
        name: &'static str,
        weight: impl Fn(&str) -> f32,
    ) -> tantivy::Result<Self> {
        let column = columns.text(name)?;
        let weights = match &column {
            Some(column) => names(columns, name, column)?.iter().map(|it| weight(it)).collect(),
            None => Vec::new(),
        };
        Ok(Self { column, weights, missing: weight("") })
    }

    fn of(&self, doc: DocId) -> f32 {
        let ord = self.column.as_ref().and_then(|column| column.ords().first(doc));
        let weight = ord.and_then(|ord| self.weights.get(usize::try_from(ord).ok()?));
        weight.copied().unwrap_or(self.missing)
    }
}

/// The values of a column in their order, kept for the next query.
pub(super) fn names(
    columns: &Columns,
    name: &'static str,
    column: &StrColumn,
) -> tantivy::Result<Arc<Vec<Box<str>>>> {
    columns.kept.get_or_make(
        name,
        |_| true,
        || {
            let mut names = Vec::with_capacity(column.num_terms());
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                names.push(String::from_utf8_lossy(stream.key()).into());
            }
            Ok(names)
        },
    )
}

/// The day that an order goes by.
pub(super) enum Days {
    None,
    Plain(Arc<Vec<i64>>),
    Read(Column<i64>),
}

impl Days {
    pub(super) fn open(
        columns: &Columns,
        rows: u32,
        sort: Sort,
        plain: bool,
    ) -> tantivy::Result<Self> {
        let name = if sort == Sort::Newest { "day_last" } else { "day_first" };
        if sort == Sort::Relevance {
            return Ok(Self::None);
        }
        let column = columns.day(name)?;
        if !plain {
            return Ok(Self::Read(column));
        }
        let days = columns.kept.get_or_make(
            name,
            |_| true,
            || Ok((0..rows).map(|doc| column.first(doc).unwrap_or(i64::MIN)).collect::<Vec<_>>()),
        );
        Ok(Self::Plain(days?))
    }

    pub(super) fn of(&self, doc: DocId) -> Option<i64> {
        match self {
            Self::Plain(days) => Some(days[doc as usize]).filter(|day| *day != i64::MIN),
            Self::Read(column) => column.first(doc),
            Self::None => None,
        }
    }
}

/// Which documents and speeches rows are parts of.
pub(super) struct Parts {
    document: Ords,
    speech: Speeches,
}

enum Speeches {
    Plain(Arc<Vec<u32>>),
    Read(Column<u64>),
}

impl Parts {
    pub(super) fn open(columns: &Columns, rows: u32, plain: bool) -> tantivy::Result<Self> {
        let document = Ords::open(columns, "doc", rows, plain)?;
        let speech = columns.number("speech")?;
        if !plain {
            return Ok(Self { document, speech: Speeches::Read(speech) });
        }
        let speech = columns.kept.get_or_make(
            "speech",
            |_| true,
            || {
                let number = |doc| speech.first(doc).and_then(|it| u32::try_from(it).ok());
                Ok((0..rows).map(|doc| number(doc).unwrap_or(NONE)).collect::<Vec<_>>())
            },
        )?;
        Ok(Self { document, speech: Speeches::Plain(speech) })
    }

    pub(super) fn of(&self, doc: DocId) -> Part {
        let speech = match &self.speech {
            Speeches::Plain(all) => Some(all[doc as usize]).filter(|it| *it != NONE).map(u64::from),
            Speeches::Read(column) => column.first(doc),
        };
        Part { document: self.document.first(doc).unwrap_or(u64::MAX), speech }
    }
}

/// The number of each row's text in a segment's dictionary.
pub(super) enum Ords {
    Plain(Arc<Vec<u32>>),
    Read(Option<StrColumn>),
}

impl Ords {
    /// Those of the column `name`; where rows have several, they are always read.
    pub(super) fn open(
        columns: &Columns,
        name: &'static str,
        rows: u32,
        plain: bool,
    ) -> tantivy::Result<Self> {
        let column = columns.text(name)?;
        let is_single = |it: &&StrColumn| it.ords().get_cardinality() != Cardinality::Multivalued;
        let Some(one) = column.as_ref().filter(is_single).filter(|_| plain) else {
            return Ok(Self::Read(column));
        };
        let ords = columns.kept.get_or_make(
            name,
            |_| true,
            || {
                let ord = |doc| one.ords().first(doc).and_then(|ord| u32::try_from(ord).ok());
                Ok((0..rows).map(|doc| ord(doc).unwrap_or(NONE)).collect::<Vec<_>>())
            },
        );
        Ok(Self::Plain(ords?))
    }

    /// The first of `doc`.
    pub(super) fn first(&self, doc: DocId) -> Option<u64> {
        match self {
            Self::Plain(ords) => Some(ords[doc as usize]).filter(|it| *it != NONE).map(u64::from),
            Self::Read(column) => column.as_ref()?.ords().first(doc),
        }
    }

    /// Calls `each` with all of `doc`; says whether there are any.
    pub(super) fn each(&self, doc: DocId, mut each: impl FnMut(u64)) -> bool {
        let mut any = false;
        if let Self::Read(Some(column)) = self {
            for ord in column.ords().values_for_doc(doc) {
                any = true;
                each(ord);
            }
        } else if let Some(ord) = self.first(doc) {
            any = true;
            each(ord);
        }
        any
    }
}
