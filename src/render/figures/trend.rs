//! How often something is said over time.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::{PointJson, aside, rate, rate_cell};
use crate::{
    query::{Series, Sum, Trend},
    render::{
        Style,
        csv::{Rows, safe},
        json::FORMAT,
        thousands,
        wrap::shorten,
    },
};

/// A trend as it is written.
#[derive(Debug, Serialize)]
pub struct TrendJson<'a> {
    format: u32,
    query: &'a str,
    per: &'static str,
    #[serde(flatten)]
    all: PointJson,
    periods: Vec<PeriodJson<'a>>,
    by: Vec<SeriesJson<'a>>,
    more_values: usize,
    undated: u64,
    between: u64,
    outside: u64,
    undated_left_out: u64,
}

#[derive(Debug, Serialize)]
struct PeriodJson<'a> {
    label: &'a str,
    first: String,
    last: String,
    #[serde(flatten)]
    point: PointJson,
}

#[derive(Debug, Serialize)]
struct SeriesJson<'a> {
    id: &'a str,
    label: &'a str,
    #[serde(flatten)]
    all: PointJson,
    points: Vec<PointJson>,
}

/// Returns `trend` of `query` in the shape that is written.
pub fn json<'a>(query: &'a str, trend: &'a Trend) -> TrendJson<'a> {
    let periods = trend.periods.iter().zip(&trend.all.points).map(|(period, sum)| PeriodJson {
        label: &period.label,
        first: period.days.first().to_string(),
        last: period.days.last().to_string(),
        point: PointJson::new(*sum),
    });
    let by = trend.by.iter().map(|series| SeriesJson {
        id: &series.id,
        label: &series.label,
        all: PointJson::new(series.sum()),
        points: series.points.iter().copied().map(PointJson::new).collect(),
    });
    TrendJson {
        format: FORMAT,
        query,
        per: trend.per.name(),
        all: PointJson::new(trend.all.sum()),
        periods: periods.collect(),
        by: by.collect(),
        more_values: trend.more_values,
        undated: trend.undated,
        between: trend.between,
        outside: trend.outside,
        undated_left_out: trend.undated_left_out,
    }
}

/// Writes a row for each period of each line, under a row of column names.
pub fn csv(out: &mut dyn Write, trend: &Trend) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["period", "first", "last", "id", "label", "statements", "words", "per_10000"];
    rows.write(columns.map(Cow::Borrowed))?;
    for series in lines(trend) {
        for (period, sum) in trend.periods.iter().zip(&series.points) {
            let cells = [
                period.label.clone(),
                period.days.first().to_string(),
                period.days.last().to_string(),
                series.id.clone(),
                series.label.clone(),
                sum.statements.to_string(),
                sum.words.to_string(),
                rate_cell(sum.per_10_000()),
            ];
            rows.write(cells.iter().map(|cell| safe(cell)))?;
        }
    }
    rows.finish()
}

/// The lines asked for: those of the values, else that of all.
pub fn lines(trend: &Trend) -> &[Series] {
    if trend.by.is_empty() { std::slice::from_ref(&trend.all) } else { &trend.by }
}

/// The longest bar, in columns.
const BAR: usize = 40;
/// The widest label.
const LABEL: usize = 32;

/// Writes a bar for each period, or a line of little bars for each value.
pub fn text(out: &mut dyn Write, trend: &Trend, style: Style) -> io::Result<()> {
    if trend.periods.is_empty() {
        return Ok(());
    }
    if trend.by.is_empty() { periods(out, trend, style) } else { values(out, trend, style) }
}

fn periods(out: &mut dyn Write, trend: &Trend, style: Style) -> io::Result<()> {
    let per = trend.per.name();
    let counts: Vec<[String; 4]> = trend
        .periods
        .iter()
        .zip(&trend.all.points)
        .map(|(period, sum)| {
            let (statements, words) = (thousands(sum.statements), thousands(sum.words));
            [period.label.clone(), statements, words, rate(sum.per_10_000())]
        })
        .collect();
    let heading = [per, "statements", "words", "per 10,000"].map(str::to_owned);
    let mut widths = [0; 4];
    for row in std::iter::once(&heading).chain(&counts) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    // Where there is no room for a bar as well, the words go.
    let mut shown = vec![0, 1, 2, 3];
    let taken = |shown: &[usize]| shown.iter().map(|at| widths[*at] + 2).sum::<usize>();
    if style.width < taken(&shown) + 8 {
        shown.retain(|at| *at != 2);
    }
    let room = style.width.saturating_sub(taken(&shown)).min(BAR);
    let cells = |row: &[String; 4]| {
        let mut line = String::new();
        for at in &shown {
            let blanks = " ".repeat(widths[*at].saturating_sub(row[*at].width()));
            let (before, after) = if *at == 0 { ("", &*blanks) } else { (&*blanks, "") };
            line.extend([before, &row[*at], after, "  "]);
        }
        line
    };
    let aside = style.theme.aside;
    writeln!(out, "{aside}{}{aside:#}", cells(&heading).trim_end())?;
    let most = most(&trend.all.points);
    let mark = style.theme.mark;
    for (row, sum) in counts.iter().zip(&trend.all.points) {
        let bar = bar(sum.per_10_000().unwrap_or(0.0), most, room);
        let cells = cells(row);
        if bar.is_empty() {
            writeln!(out, "{}", cells.trim_end())?;
        } else {
            writeln!(out, "{cells}{mark}{bar}{mark:#}")?;
        }
    }
    Ok(())
}

fn values(out: &mut dyn Write, trend: &Trend, style: Style) -> io::Result<()> {
    let rows: Vec<[String; 4]> = trend
        .by
        .iter()
        .map(|series| {
            let sum = series.sum();
            let label = shorten(&series.label, LABEL.min(style.width / 3));
            let peak = series.points.iter().filter_map(|point| point.per_10_000());
            let peak = rate(peak.max_by(f64::total_cmp));
            [label, thousands(sum.statements), rate(sum.per_10_000()), peak]
        })
        .collect();
    let heading = ["", "statements", "per 10,000", "peak"].map(str::to_owned);
    let narrow = style.width < 64;
    let widths: Vec<usize> = (0..4)
        .map(|at| {
            let cells = rows.iter().map(|row| row[at].width());
            let heading = if narrow { 0 } else { heading[at].width() };
            cells.max().unwrap_or(0).max(heading)
        })
        .collect();
    let shown: &[usize] = if narrow { &[0, 1] } else { &[0, 1, 2, 3] };
    let taken: usize = shown.iter().map(|at| widths[*at] + 2).sum();
    let room = style.width.saturating_sub(taken).max(1);
    let write = |out: &mut dyn Write, row: &[String; 4]| {
        shown.iter().try_for_each(|at| {
            let blanks = " ".repeat(widths[*at].saturating_sub(row[*at].width()));
            if *at == 0 {
                write!(out, "{}{blanks}  ", row[*at])
            } else {
                write!(out, "{blanks}{}  ", row[*at])
            }
        })
    };
    let (first, last) = (&trend.periods[0].label, &trend.periods[trend.periods.len() - 1].label);
    let mark = style.theme.mark;
    if !narrow {
        let aside = style.theme.aside;
        write!(out, "{aside}")?;
        write(out, &heading)?;
        let wide = room.min(trend.periods.len());
        let gap = wide.saturating_sub(first.width() + last.width());
        if first == last {
            writeln!(out, "{first}{aside:#}")?;
        } else if 0 < gap {
            writeln!(out, "{first}{}{last}{aside:#}", " ".repeat(gap))?;
        } else {
            writeln!(out, "{first} … {last}{aside:#}")?;
        }
    }
    for (row, series) in rows.iter().zip(&trend.by) {
        write(out, row)?;
        writeln!(out, "{mark}{}{mark:#}", sparkline(&series.points, room).trim_end())?;
    }
    if narrow {
        aside(out, &format!("{first} … {last}, per {}", trend.per.name()), style)?;
    }
    Ok(())
}

fn most(points: &[Sum]) -> f64 {
    points.iter().filter_map(|sum| sum.per_10_000()).fold(0.0, f64::max)
}

/// A bar in eighths of a column; nothing where there is nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of the columns of a line"
)]
fn bar(rate: f64, most: f64, room: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if rate <= 0.0 || most <= 0.0 || room == 0 {
        return String::new();
    }
    let eighths = ((rate / most * room as f64 * 8.0).round() as usize).max(1);
    format!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
}

/// A little bar for each period, or for as many periods as make the line fit `room`: the highest
/// rate fills it, the lowest bar is none at all, and a blank stands where nothing was said.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of seven levels"
)]
pub fn sparkline(points: &[Sum], room: usize) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let together = points.len().div_ceil(room.max(1)).max(1);
    let sums: Vec<Sum> = points
        .chunks(together)
        .map(|chunk| {
            let mut all = Sum::default();
            for sum in chunk {
                all.statements += sum.statements;
                all.words += sum.words;
            }
            all
        })
        .collect();
    let most = most(&sums);
    let level = |sum: &Sum| match sum.per_10_000() {
        None => ' ',
        Some(rate) if rate <= 0.0 => LEVELS[0],
        Some(rate) => LEVELS[((rate / most * 7.0).ceil() as usize).clamp(1, 7)],
    };
    sums.iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(statements: u64, words: u64) -> Sum {
        Sum { statements, words }
    }

    #[test]
    fn little_bars_are_of_rates() {
        let points = [sum(7, 1000), sum(0, 0), sum(0, 10), sum(1, 1000), sum(7, 2000)];
        assert_eq!(sparkline(&points, 10), "█ ▁▂▅");
        assert_eq!(sparkline(&points, 3), "█▂▅");
        assert_eq!(sparkline(&[], 3), "");
    }

    #[test]
    fn bars_fill_their_room() {
        assert_eq!(bar(2.0, 2.0, 3), "███");
        assert_eq!(bar(1.0, 2.0, 3), "█▌");
        assert_eq!(bar(0.0001, 2.0, 3), "▏");
        assert_eq!(bar(0.0, 2.0, 3), "");
    }
}
