//! Figures about what is said: for people, as JSON and as CSV.
//!
//! | answer | JSON, format 1 |
//! |---|---|
//! | `trend` | `query`, `per`, `periods` (`label`, `first`, `last`, and a point), `by` (`id`, `label`, a point of all periods, `points`), `more_values`, `undated`, `between`, `outside`, `undated_left_out` |
//! | `who` | `query`, `min_words`, `speakers` (`id`, `name`, a point, `low`, `high`, `g2`), `n_speakers`, `too_few_words`, `unattributed`, `undated_left_out`, and a point of all |
//! | `kwic` | `query`, `occurrences`, `statements`, `lines` (`id`, `left`, `node`, `right`, `span` in bytes of the quote, `speaker`, `date`, `document`), `next`, `undated_left_out` |
//! | `kwic --collocates` | `query`, `window`, `occurrences`, `near`, `words`, `total`, `collocates` (`word`, `together`, `left`, `right`, `frequency`, `expected`, `g2`) |
//! | `compare --speaker` | `query`, `joint`, `sides` (`name`, `speakers`, `statements`, `words`, `terms`: `term`, `here`, `there`, `statements`, `g2`, `sample` with `id`, `quote`, `span`) |
//! | `compare` of readouts | `readouts` (`document`, `title`, `outlet`, `published`, `sentences` of `text` and `statement`), `pairs` (`first`, `second`, `similarity`, `changes`), `only`: for each readout the numbers of its sentences, from 0 |
//!
//! A point is `statements`, `words` and `per_10000`, which is null where nothing was said.

#[cfg(feature = "plot")]
pub mod chart;
pub mod compare;
#[cfg(feature = "plot")]
pub mod growth;
pub mod kwic;
pub mod trend;
pub mod who;

use std::io::{self, Write};

use serde::Serialize;

use crate::query::Sum;

/// Statements and words in JSON.
#[derive(Clone, Copy, Debug, Serialize)]
struct PointJson {
    statements: u64,
    words: u64,
    per_10000: Option<f64>,
}

impl PointJson {
    fn new(sum: Sum) -> Self {
        Self {
            statements: sum.statements,
            words: sum.words,
            per_10000: sum.per_10_000().map(rounded),
        }
    }
}

/// To three places.
fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

/// A rate for people: `3.5`, or a dash where there is none.
fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}"))
}

/// A rate for a spreadsheet.
fn rate_cell(rate: Option<f64>) -> String {
    rate.map(|rate| format!("{rate:.3}")).unwrap_or_default()
}

/// A line in the color of what is beside the point.
fn aside(out: &mut dyn Write, text: &str, style: super::Style) -> io::Result<()> {
    let mut paragraph = super::wrap::Paragraph::new();
    paragraph.push(text, style.theme.aside);
    paragraph.write_wrapped(out, style.width, 0)
}
