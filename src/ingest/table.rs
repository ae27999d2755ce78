//! CSV and TSV: a row a document.
//!
//! The header tells what stands between fields and what each holds; a row with a speaker is that
//! speaker's speech.

mod columns;
mod rows;

use std::{borrow::Cow, io::BufRead, ops::ControlFlow};

use self::{
    columns::Columns,
    rows::{Row, Rows, Shape, fields},
};
use super::{
    Fault, Place,
    dates::{self, Order},
    decode::Stream,
    meta::{self, Field, Meta},
    prose,
    read::{Each, Flow, Reading, Stop},
};
use crate::model::{Document, Format, Origin};

/// Bytes whose dates tell in which order all of them are written.
const LOOK_AHEAD: usize = 1 << 20;

/// Marks never closed before the rest is given up: each costs a look at all that is left.
const MAX_OPEN: usize = 16;

/// Reads the rows of `input`.
pub(super) fn read(reading: &Reading, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
    Table::new(reading, input)?.read(each)
}

/// A table that is being read.
struct Table<'a> {
    reading: &'a Reading,
    rows: Rows<Stream<'a>>,
    columns: Columns,
    /// The first row, where it is no header.
    first: Option<Row>,
    /// How the dates of all rows are written.
    order: Option<Order>,
    n_rows: u64,
    n_without_text: u64,
    /// How many dates could not be read, and the line and the words of the first.
    wrong_dates: Option<(u64, u64, String)>,
}

/// What a row comes to.
enum Outcome {
    Document(Box<Document>, Vec<Fault>),
    WithoutText,
}

impl<'a> Table<'a> {
    /// Reads the header of `input`.
    fn new(reading: &'a Reading, input: &'a mut dyn BufRead) -> Result<Self, Stop> {
        let stream = Stream::new(input, None, reading.defaults.language)?;
        let mut rows = Rows::new(stream, reading.limits.document_bytes)?;
        let mut delimiter = None;
        let (columns, header) = loop {
            let Some(header) = rows.next()? else { return Err((None, Fault::Blank)) };
            let at = |fault| (Some(Place::Line(header.line)), fault);
            match header.shape {
                Shape::Whole => {}
                Shape::Open => return Err(at(Fault::OpenMark { read: false })),
                Shape::TooLong => return Err(at(too_long(reading))),
            }
            let text = rows.text(&header);
            match text.as_bytes() {
                // A line for spreadsheets: `sep=;`
                [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark] => delimiter = Some(*mark),
                _ => {
                    break (
                        Columns::of(&text, delimiter, &reading.defaults.map).map_err(at)?,
                        header,
                    );
                }
            }
        };
        rows.delimiter = Some(columns.delimiter);
        let order = order(&mut rows, &columns)?;
        Ok(Self {
            reading,
            rows,
            first: Some(header).filter(|_| columns.headless),
            columns,
            order,
            n_rows: 0,
            n_without_text: 0,
            wrong_dates: None,
        })
    }

    /// Hands on the rows, and tells at the end what was the same with many.
    fn read(mut self, each: Each<'_>) -> Flow {
        let twice = self.columns.twice.take().map(Fault::SameColumn);
        if self.reading.warn(Some(Place::Line(1)), twice, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let mut n_open = 0;
        while let Some(row) =
            self.first.take().map_or_else(|| self.rows.next(), |row| Ok(Some(row)))?
        {
            self.n_rows += 1;
            n_open += usize::from(row.shape != Shape::Whole);
            let place = Some(Place::Line(row.line));
            if MAX_OPEN < n_open {
                return Err((place, Fault::OpenMark { read: false }));
            }
            if self.row(&row, place, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let without = Fault::WithoutText { what: "rows", n: self.n_without_text, of: self.n_rows };
        let without = Some(without).filter(|_| 0 < self.n_without_text);
        let empty = (self.n_rows == 0).then_some(Fault::HeaderOnly);
        let (line, dates) = self
            .wrong_dates
            .map_or((None, None), |(n, line, first)| (Some(line), Some(Fault::RowDates(n, first))));
        let faults = [(None, empty), (None, without), (line.map(Place::Line), dates)];
        for (place, fault) in faults {
            if self.reading.warn(place, fault, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(self.reading.warn_all(self.rows.input.faults(), each))
    }

    fn row(&mut self, row: &Row, place: Option<Place>, each: Each<'_>) -> ControlFlow<()> {
        match self.document(row) {
            Err(fault) => self.reading.warn(place, Some(fault), each),
            Ok(Outcome::WithoutText) => {
                self.n_without_text += 1;
                ControlFlow::Continue(())
            }
            Ok(Outcome::Document(document, faults)) => {
                for fault in faults {
                    self.reading.warn(place, Some(fault), each)?;
                }
                self.reading.hand_on(*document, Some(self.n_rows), each)
            }
        }
    }

    /// The document of a row, with what is wrong in it.
    fn document(&mut self, row: &Row) -> Result<Outcome, Fault> {
        if row.shape == Shape::TooLong {
            return Err(too_long(self.reading));
        }
        let line = self.rows.text(row);
        if line.contains('\0') {
            return Err(Fault::Binary);
        }
        let open = row.shape == Shape::Open;
        let expected = self.columns.pieces.len();
        let mut meta = Meta::dated(self.order);
        let mut text: Option<(u8, Cow<'_, str>)> = None;
        let (mut found, mut more) = (0, false);
        for field in fields(&line, self.columns.delimiter, open) {
            match self.columns.pieces.get(found) {
                Some(Some((Field::Text, rank))) => {
                    let better = text.as_ref().is_none_or(|(old, _)| rank < old);
                    if better && !meta::says_nothing(&field) {
                        text = Some((*rank, field));
                    }
                }
                Some(Some((piece, rank))) => meta.set(*piece, *rank, vec![field.into_owned()]),
                Some(None) => {}
                None => more |= !field.trim().is_empty(),
            }
            found += 1;
        }
        let mut faults = Vec::new();
        let ragged = |read| Fault::Ragged { found, expected, read };
        match (open, found < expected) {
            (true, _) if found != expected => return Err(Fault::OpenMark { read: false }),
            (true, _) => faults.push(Fault::OpenMark { read: true }),
            // Which field is which is not known.
            _ if more => return Err(ragged(false)),
            (_, true) if text.is_none() => return Err(ragged(false)),
            (_, true) => faults.push(ragged(true)),
            _ => {}
        }
        let is_speech = meta.has(Field::Speaker);
        let text = text.filter(|(rank, _)| !(is_speech && meta::is_summary(*rank)));
        let Some((_, text)) = text else { return Ok(Outcome::WithoutText) };
        let mut document = self.reading.document(Some(self.n_rows));
        prose::write(&mut document, text.into_owned());
        if document.paragraphs.is_empty() {
            return Ok(Outcome::WithoutText);
        }
        document.format = Format::Csv;
        document.encoding = self.rows.input.encoding();
        let place = format!("row {}", self.n_rows);
        let raw = [row.place.0, row.place.1].map(|at| self.rows.input.raw(at));
        document.origins = vec![Origin { start: 0, raw: raw.into(), place }];
        if let Some(Fault::Date(said)) = meta.fill(&mut document) {
            let first = (0, row.line, said);
            self.wrong_dates.get_or_insert(first).0 += 1;
        }
        Ok(Outcome::Document(Box::new(document), faults))
    }
}

fn too_long(reading: &Reading) -> Fault {
    Fault::TooLong { what: "the row", limit: reading.limits.document_bytes }
}

/// How the dates of a table are written, by the first of them that can be read in one way only;
/// nothing where they contradict each other.
fn order(rows: &mut Rows<Stream<'_>>, columns: &Columns) -> Result<Option<Order>, Stop> {
    let dated = columns.of_field(Field::Date);
    if dated.is_empty() {
        return Ok(None);
    }
    let head = rows.peek(LOOK_AHEAD)?;
    let mut ahead = Rows::new(head, head.len() as u64)?;
    ahead.delimiter = Some(columns.delimiter);
    let (mut order, mut n_open) = (None, 0);
    while let Some(row) = ahead.next()? {
        n_open += usize::from(row.shape != Shape::Whole);
        if MAX_OPEN < n_open {
            break;
        }
        let line = ahead.text(&row);
        let written = fields(&line, columns.delimiter, row.shape == Shape::Open).enumerate();
        for (_, date) in written.filter(|(at, _)| dated.contains(at)) {
            match (order, dates::order(&date)) {
                (_, None) => {}
                (None, found) => order = found,
                (Some(known), Some(found)) if known != found => return Ok(None),
                _ => {}
            }
        }
    }
    Ok(order)
}
