//! The earliest copy of a statement in an index, and whose wording each later one is nearest to.

use super::{Variants, align::likeness, variants};
use crate::{
    index::Store,
    model::{ApproxDate, Record},
    query::{Query, QueryError, SearchOptions, Sort, Worded, search},
};

/// How a copy stands in time to the earliest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Order {
    /// The only one of the earliest day.
    Earliest,
    /// One of several of the earliest day: which of them was first is unknown.
    SameDay,
    /// Of a later day.
    Later,
    /// Its document has no date.
    Undated,
}

impl Order {
    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Earliest => "earliest",
            Self::SameDay => "same-day",
            Self::Later => "later",
            Self::Undated => "undated",
        }
    }
}

/// A document with the statement, in its place among all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Which of the copies; `None` for the statement asked for.
    pub copy: Option<usize>,
    /// When.
    pub order: Order,
    /// Of the links of an earlier day the one whose wording is nearest.
    pub nearest: Option<usize>,
}

/// A statement's copies by date of publication.
#[derive(Clone, Debug, PartialEq)]
pub struct First {
    /// The statement asked for and its copies.
    pub variants: Variants,
    /// All of them, the earliest first, the undated last.
    pub links: Vec<Link>,
}

/// Puts the copies of `statement` in order.
pub fn first(store: &Store, statement: &Record) -> Result<First, QueryError> {
    let variants = variants(store, statement)?;
    let day = |copy: Option<usize>| {
        let published = copy
            .map_or(variants.statement.published, |nth| variants.copies[nth].source.published());
        published.map(|date| (date.first_day(), date.last_day()))
    };
    let mut order: Vec<Option<usize>> =
        std::iter::once(None).chain((0..variants.copies.len()).map(Some)).collect();
    order.sort_by_key(|copy| day(*copy).map_or((i64::MAX, i64::MAX), |days| days));
    let texts: Vec<Worded<'_>> = order
        .iter()
        .map(|copy| {
            let text = copy.map_or(&variants.statement.quote, |nth| &variants.copies[nth].after);
            Worded::new(text)
        })
        .collect();
    let earliest = day(order[0]);
    // A month overlaps each of its days.
    let overlaps = |one: (i64, i64), other: (i64, i64)| one.0 <= other.1 && other.0 <= one.1;
    let is_first = |copy: &Option<usize>| matches!((earliest, day(*copy)), (Some(first), Some(other)) if overlaps(first, other));
    let several = 1 < order.iter().filter(|copy| is_first(copy)).count();
    let link = |(nth, copy): (usize, &Option<usize>)| {
        let own = day(*copy);
        let when = match own {
            None => Order::Undated,
            Some(_) if is_first(copy) && several => Order::SameDay,
            Some(_) if is_first(copy) => Order::Earliest,
            Some(_) => Order::Later,
        };
        let before = (0..nth).filter(
            |other| matches!((day(order[*other]), own), (Some(one), Some(own)) if one.1 < own.0),
        );
        let alike = before.map(|other| (other, likeness(&texts[other], &texts[nth])));
        let nearest =
            alike.fold(None, |best: Option<(usize, f32)>, (other, likeness)| match best {
                Some((_, most)) if likeness <= most => best,
                _ => Some((other, likeness)),
            });
        Link { copy: *copy, order: when, nearest: nearest.map(|(other, _)| other) }
    };
    let links = order.iter().enumerate().map(link).collect();
    Ok(First { variants, links })
}

impl First {
    /// The day of a link's document.
    pub fn published(&self, link: &Link) -> Option<ApproxDate> {
        link.copy.map_or(self.variants.statement.published, |nth| {
            self.variants.copies[nth].source.published()
        })
    }
}

/// The earliest statement that matches `query`, by its document's date.
pub fn earliest(store: &Store, query: &Query) -> Result<Option<Record>, QueryError> {
    let options = SearchOptions { sort: Sort::Oldest, limit: 1, ..SearchOptions::default() };
    Ok(search(store, query, &options)?.hits.into_iter().next().map(|hit| hit.record))
}
