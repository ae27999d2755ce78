//! Rows of the table and what was missed, as they are printed.

use std::{cmp::Reverse, fmt::Write as _};

use super::gold::Annotated;
use onrecord::model::Span;

/// What measuring one set of texts gave.
#[derive(Default)]
pub struct Report {
    pub rows: Vec<Row>,
    pub misses: Vec<Miss>,
}

/// A line of the table.
pub struct Row {
    /// What a test or a program calls it by.
    pub key: &'static str,
    pub measure: &'static str,
    pub on: &'static str,
    pub value: f64,
    pub unit: Unit,
    pub note: String,
    pub goal: Option<f64>,
}

/// What a figure counts.
#[derive(Clone, Copy)]
pub enum Unit {
    Percent,
    Number,
    /// A share that is too much, the less the better.
    Error,
    /// A number of mistakes, the fewer the better.
    Mistakes,
}

/// The key of a row, what it measures, and on what.
type Names = (&'static str, &'static str, &'static str);

impl Row {
    fn new(names: Names, value: f64, unit: Unit, note: String) -> Self {
        let (key, measure, on) = names;
        Self { key, measure, on, value, unit, note, goal: None }
    }

    /// A figure between 0 and 1, in percent.
    pub fn percent(names: Names, value: f64, note: String) -> Self {
        Self::new(names, 100.0 * value, Unit::Percent, note)
    }

    /// How many of all came out right, in percent.
    pub fn share(names: Names, (part, whole): (usize, usize)) -> Self {
        Self::percent(names, ratio(part, whole), format!("{part} of {whole}"))
    }

    /// How far off something is, between 0 and 1, in percent.
    pub fn error(names: Names, value: f64, note: String) -> Self {
        Self::new(names, 100.0 * value, Unit::Error, note)
    }

    /// So many.
    pub fn number(names: Names, value: f64, note: String) -> Self {
        Self::new(names, value, Unit::Number, note)
    }

    /// So many mistakes.
    pub fn mistakes(names: Names, n: usize, note: String) -> Self {
        Self::new(names, ratio(n, 1), Unit::Mistakes, note)
    }

    /// The same with what it should reach.
    #[must_use]
    pub fn goal(self, goal: f64) -> Self {
        Self { goal: Some(goal), ..self }
    }

    /// Whether the figure is as good as `other`.
    pub fn reaches(&self, other: f64) -> bool {
        // What prints the same is the same.
        let (value, other) = ((self.value * 100.0).round(), (other * 100.0).round());
        let less_is_better = matches!(self.unit, Unit::Mistakes | Unit::Error);
        if less_is_better { value <= other } else { other <= value }
    }

    fn figure(&self, value: f64) -> String {
        match self.unit {
            Unit::Percent | Unit::Error => format!("{value:.1} %"),
            Unit::Number | Unit::Mistakes if value.fract() == 0.0 => format!("{value}"),
            Unit::Number | Unit::Mistakes => format!("{value:.1}"),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
pub fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The harmonic mean of precision and recall.
pub fn f1(right: usize, found: usize, gold: usize) -> f64 {
    ratio(2 * right, found + gold)
}

/// One thing that did not come out as annotated.
pub struct Miss {
    /// The measure that it lowers.
    row: &'static str,
    /// What sort of mistake it is.
    sort: String,
    document: String,
    expected: String,
    found: String,
    around: String,
}

impl Miss {
    pub fn new(
        row: &'static str,
        sort: impl Into<String>,
        text: &Annotated,
        span: Span,
        (expected, found): (&str, &str),
    ) -> Self {
        Self {
            row,
            sort: sort.into(),
            document: text.gold["id"].as_str().unwrap_or_default().to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
            around: around(&text.text, span),
        }
    }
}

/// The words of `span` with some before and after, a long span cut in its middle.
fn around(text: &str, span: Span) -> String {
    const SIDE: usize = 160;
    const MIDDLE: usize = 240;
    let (before, words, after) =
        (&text[..span.start as usize], span.of(text), &text[span.end as usize..]);
    let last = |text: &str, n| {
        text.char_indices().rev().nth(n).map_or(0, |(at, char)| at + char.len_utf8())
    };
    let first = |text: &str, n| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let shown = if words.chars().count() <= MIDDLE {
        words.to_owned()
    } else {
        let (start, end) = (first(words, MIDDLE / 2), last(words, MIDDLE / 2));
        format!("{} … {}", &words[..start], &words[end..])
    };
    let (before, after) = (&before[last(before, SIDE)..], &after[..first(after, SIDE)]);
    format!("{before}⟦{shown}⟧{after}").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The table, a line a row.
pub fn table(rows: &[Row]) -> String {
    let mut cells = vec![["measure", "on", "figure", "", "goal", ""].map(str::to_owned)];
    cells.extend(rows.iter().map(|row| {
        let verdict =
            row.goal.map_or("", |goal| if row.reaches(goal) { "reached" } else { "short" });
        [
            row.measure.to_owned(),
            row.on.to_owned(),
            row.figure(row.value),
            row.note.clone(),
            row.goal.map(|goal| row.figure(goal)).unwrap_or_default(),
            verdict.to_owned(),
        ]
    }));
    let width = |at: usize| cells.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut table = String::new();
    for [measure, on, figure, note, goal, verdict] in &cells {
        let [measures, ons, figures, notes, goals, _] = widths;
        let line = format!(
            "{measure:measures$}  {on:ons$}  {figure:>figures$}  {note:notes$}  {goal:>goals$}  {verdict}"
        );
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

/// Every miss by row of the table and sort of mistake, the most frequent sort first.
pub fn misses(misses: &[Miss]) -> Vec<(&'static str, String)> {
    let mut rows: Vec<&'static str> = Vec::new();
    for miss in misses {
        if !rows.contains(&miss.row) {
            rows.push(miss.row);
        }
    }
    rows.into_iter().map(|row| (row, of_row(misses, row))).collect()
}

fn of_row(misses: &[Miss], row: &'static str) -> String {
    let misses: Vec<&Miss> = misses.iter().filter(|miss| miss.row == row).collect();
    let mut sorts: Vec<(&str, usize)> = Vec::new();
    for miss in &misses {
        match sorts.iter_mut().find(|(sort, _)| *sort == miss.sort) {
            Some((_, n)) => *n += 1,
            None => sorts.push((&miss.sort, 1)),
        }
    }
    sorts.sort_by_key(|(_, n)| Reverse(*n));
    let mut text = format!("# {row}: {}\n", misses.len());
    for (sort, n) in &sorts {
        let _ = writeln!(text, "{n:6}  {sort}");
    }
    for (sort, n) in sorts {
        let _ = write!(text, "\n## {row}, {sort}: {n}\n");
        for miss in misses.iter().filter(|miss| miss.sort == sort) {
            let Miss { document, expected, found, around, .. } = miss;
            let _ = write!(
                text,
                "\n{document}\n  expected {expected}\n  found    {found}\n  {around}\n"
            );
        }
    }
    text
}
