//! Columns that stay open from one query to the next, and what queries keep beside them.
//!
//! A column takes longer to open than a search for a rare word takes. A program that asks once
//! opens those it reads and no more; one that goes on asking may also keep what it made of them,
//! which [`Opened::is_warm`] says is worth it. Segments never change, so that what is kept of one
//! holds until it is merged away; deleted rows are not known here.

use std::{
    any::Any,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use tantivy::{
    Searcher,
    columnar::{Column, StrColumn},
    fastfield::FastFieldReaders,
    index::SegmentId,
};

/// Searches after which there will be more.
const WARM: u32 = 3;

/// Searches after which there will be many more.
const HOT: u32 = 50;

/// The columns of all segments of one commit, in their order.
pub struct Opened {
    segments: Vec<Arc<Columns>>,
    /// Of all segments together.
    pub kept: Kept,
    asked: AtomicU32,
}

impl Opened {
    /// Those of `searcher`'s segments; of segments that `before` has too, as they are there.
    pub(super) fn new(searcher: &Searcher, before: Option<&Self>) -> Self {
        let segments = searcher.segment_readers().iter().map(|reader| {
            let id = reader.segment_id();
            let known = before.and_then(|it| it.segments.iter().find(|known| known.id == id));
            known.cloned().unwrap_or_else(|| {
                let fast = reader.fast_fields().clone();
                let (texts, days) = (RwLock::default(), RwLock::default());
                let (numbers, shares) = (RwLock::default(), RwLock::default());
                let kept = Kept::default();
                Arc::new(Columns { id, fast, texts, days, numbers, shares, kept })
            })
        });
        let asked = before.map_or(0, |before| before.asked.load(Ordering::Relaxed));
        Self { segments: segments.collect(), kept: Kept::default(), asked: asked.into() }
    }

    /// The columns of each segment.
    pub fn segments(&self) -> &[Arc<Columns>] {
        &self.segments
    }

    /// Those of one segment.
    pub fn of(&self, id: SegmentId) -> Option<&Columns> {
        self.segments.iter().find(|columns| columns.id == id).map(|columns| &**columns)
    }

    /// Says that there is a search.
    pub fn ask(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether there were so many searches that there will be more.
    pub fn is_warm(&self) -> bool {
        WARM < self.asked.load(Ordering::Relaxed)
    }

    /// Whether there were so many that what takes as long as many of them is worth it.
    pub fn is_hot(&self) -> bool {
        HOT < self.asked.load(Ordering::Relaxed)
    }
}

type Known<T> = RwLock<Vec<(&'static str, T)>>;

/// The columns of one segment, each opened when it is first asked for.
pub struct Columns {
    id: SegmentId,
    fast: FastFieldReaders,
    texts: Known<Option<StrColumn>>,
    days: Known<Column<i64>>,
    numbers: Known<Column<u64>>,
    shares: Known<Column<f64>>,
    /// What was made of them.
    pub kept: Kept,
}

impl Columns {
    /// A column of texts; none where no row has one.
    pub fn text(&self, name: &'static str) -> tantivy::Result<Option<StrColumn>> {
        known(&self.texts, name, || self.fast.str(name))
    }

    /// A column of numbers that may be below 0.
    pub fn day(&self, name: &'static str) -> tantivy::Result<Column<i64>> {
        known(&self.days, name, || self.fast.i64(name))
    }

    /// A column of numbers.
    pub fn number(&self, name: &'static str) -> tantivy::Result<Column<u64>> {
        known(&self.numbers, name, || self.fast.u64(name))
    }

    /// A column of fractions.
    pub fn share(&self, name: &'static str) -> tantivy::Result<Column<f64>> {
        known(&self.shares, name, || self.fast.f64(name))
    }
}

fn known<T: Clone>(
    all: &Known<T>,
    name: &'static str,
    open: impl FnOnce() -> tantivy::Result<T>,
) -> tantivy::Result<T> {
    let found = |all: &[(&str, T)]| {
        all.iter().find(|(known, _)| *known == name).map(|(_, column)| column.clone())
    };
    if let Some(column) = found(&all.read().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(column);
    }
    let column = open()?;
    all.write().unwrap_or_else(PoisonError::into_inner).push((name, column.clone()));
    Ok(column)
}

type AnyKept = Arc<dyn Any + Send + Sync>;

/// What queries made and the next can use: one of each type and name.
#[derive(Default)]
pub struct Kept(RwLock<Vec<(&'static str, AnyKept)>>);

impl Kept {
    /// What is kept under `name`, if `is_it` says so of it, else what `make` makes, which is kept
    /// in its place.
    pub fn get_or_make<T: Any + Send + Sync>(
        &self,
        name: &'static str,
        is_it: impl Fn(&T) -> bool,
        make: impl FnOnce() -> tantivy::Result<T>,
    ) -> tantivy::Result<Arc<T>> {
        let found = |all: &[(&str, AnyKept)]| {
            let known = all.iter().filter(|(known, _)| *known == name);
            let known = known.filter_map(|(_, kept)| Arc::clone(kept).downcast::<T>().ok());
            known.into_iter().find(|kept| is_it(kept))
        };
        if let Some(kept) = found(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(kept);
        }
        let new = Arc::new(make()?);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(known, kept)| *known != name || !kept.is::<T>());
        all.push((name, Arc::clone(&new) as AnyKept));
        Ok(new)
    }
}
