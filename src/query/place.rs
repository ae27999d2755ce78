//! The order of rows that nothing else puts in order: by the names of their documents and where
//! they stand in them, wherever in the index they lie.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, columnar::Column};

use super::standing::Ords;
use crate::index::{Columns, Opened};

/// The number of a document in its segment, which is in the order of their names, and of a
/// statement in it.
pub(super) type Place = (u64, u64);

/// Where rows stand in which documents.
pub(super) struct Places {
    document: Ords,
    ordinal: Column<u64>,
}

impl Places {
    pub(super) fn open(columns: &Columns) -> tantivy::Result<Self> {
        let document = Ords::Read(columns.text("doc")?);
        Ok(Self { document, ordinal: columns.number("ordinal")? })
    }

    pub(super) fn of(&self, doc: DocId) -> Place {
        let document = self.document.first(doc).unwrap_or(u64::MAX);
        (document, self.ordinal.first(doc).unwrap_or(0))
    }
}

/// Sorts rows by their places; `of` says where in the index a row is, and its place if that is
/// known.
pub(super) fn sort_by_place<T: Clone>(
    opened: &Opened,
    rows: &mut [T],
    of: impl Fn(&T) -> (DocAddress, Option<Place>),
) -> tantivy::Result<()> {
    let Some(first) = rows.first().filter(|_| 1 < rows.len()) else { return Ok(()) };
    let segment = of(first).0.segment_ord;
    let is_one_segment = rows.iter().all(|row| of(row).0.segment_ord == segment);
    let mut named = Vec::with_capacity(rows.len());
    for row in &*rows {
        let (address, place) = of(row);
        let columns = &opened.segments()[address.segment_ord as usize];
        let (document, ordinal) = match place {
            Some(place) => place,
            None => Places::open(columns)?.of(address.doc_id),
        };
        // Names cost more than all else of a row, and within a segment their order is known.
        let mut name = String::new();
        if !is_one_segment && let Some(column) = columns.text("doc")? {
            column.ord_to_str(document, &mut name)?;
        }
        named.push((name, document, ordinal, address, row.clone()));
    }
    named.sort_by(|a, b| {
        let document = || if is_one_segment { a.1.cmp(&b.1) } else { Ordering::Equal };
        // Passages have no number: within a document, rows are in the text's order.
        a.0.cmp(&b.0).then_with(document).then(a.2.cmp(&b.2)).then_with(|| a.3.cmp(&b.3))
    });
    for (to, (.., row)) in rows.iter_mut().zip(named) {
        *to = row;
    }
    Ok(())
}
