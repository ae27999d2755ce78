//! Who says something most.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;

use super::{PointJson, rate, rate_cell, rounded};
use crate::{
    query::{Who, WhoRow},
    render::{
        Style,
        csv::{Rows, safe},
        json::FORMAT,
        table, thousands,
        wrap::shorten,
    },
};

/// The answer as it is written.
#[derive(Debug, Serialize)]
pub struct WhoJson<'a> {
    format: u32,
    query: &'a str,
    min_words: u64,
    #[serde(flatten)]
    all: PointJson,
    speakers: Vec<RowJson<'a>>,
    n_speakers: usize,
    too_few_words: usize,
    unattributed: u64,
    undated_left_out: u64,
}

#[derive(Debug, Serialize)]
struct RowJson<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(flatten)]
    point: PointJson,
    low: f64,
    high: f64,
    g2: f64,
}

/// Returns `who` of `query` in the shape that is written.
pub fn json<'a>(query: &'a str, who: &'a Who) -> WhoJson<'a> {
    let row = |row: &'a WhoRow| RowJson {
        id: &row.id,
        name: &row.name,
        point: PointJson::new(row.sum),
        low: rounded(row.interval.0),
        high: rounded(row.interval.1),
        g2: rounded(row.g2),
    };
    WhoJson {
        format: FORMAT,
        query,
        min_words: who.min_words,
        all: PointJson::new(who.all),
        speakers: who.rows.iter().map(row).collect(),
        n_speakers: who.speakers,
        too_few_words: who.too_few_words,
        unattributed: who.unattributed,
        undated_left_out: who.undated_left_out,
    }
}

/// Writes a row for each speaker under a row of column names.
pub fn csv(out: &mut dyn Write, who: &Who) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["id", "speaker", "statements", "words", "per_10000", "low", "high", "g2"];
    rows.write(columns.map(Cow::Borrowed))?;
    for row in &who.rows {
        let cells = [
            row.id.clone(),
            row.name.clone(),
            row.sum.statements.to_string(),
            row.sum.words.to_string(),
            rate_cell(row.sum.per_10_000()),
            format!("{:.3}", row.interval.0),
            format!("{:.3}", row.interval.1),
        ];
        // A negative number is no formula.
        let g2 = Cow::Owned(format!("{:.3}", row.g2));
        rows.write(cells.iter().map(|cell| safe(cell)).chain([g2]))?;
    }
    rows.finish()
}

/// Writes a table: as many columns as there is room for.
pub fn text(out: &mut dyn Write, who: &Who, style: Style) -> io::Result<()> {
    if who.rows.is_empty() {
        return Ok(());
    }
    // The speaker last, whose name can be long; figures about figures go first.
    let shown: &[usize] = match style.width {
        ..60 => &[0, 1, 5],
        60..80 => &[0, 1, 2, 5],
        _ => &[0, 1, 2, 3, 4, 5],
    };
    let name = if style.width < 60 { style.width.saturating_sub(24) } else { 36 };
    let heading = ["per 10,000", "statements", "words", "95 %", "G²", "speaker"];
    let mut rows = vec![heading.map(str::to_owned)];
    rows.extend(who.rows.iter().map(|row| {
        [
            rate(row.sum.per_10_000()),
            thousands(row.sum.statements),
            thousands(row.sum.words),
            format!("{:.1}–{:.1}", row.interval.0, row.interval.1),
            format!("{:+.1}", row.g2).replace('-', "−"),
            shorten(&row.name, name),
        ]
    }));
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| shown.iter().map(|at| row[*at].clone()).collect()).collect();
    table::columns(out, &rows)
}
