//! Counts and lists as plain columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Style, sanitize::clean, wrap::Paragraph};
use crate::query::FacetCounts;

/// Writes counts: the number, then what has it. Several facets get a heading each.
pub fn counts(out: &mut dyn Write, facets: &[FacetCounts], style: Style) -> io::Result<()> {
    for (nth, facet) in facets.iter().enumerate() {
        if 0 < nth {
            writeln!(out)?;
        }
        if 1 < facets.len() {
            let bold = style.theme.speaker;
            writeln!(out, "{bold}{}{bold:#}", facet.facet.name())?;
        }
        // Where nobody's turns are counted, statements are all there is.
        let speeches = facet.values.iter().any(|value| 0 < value.speeches);
        let aside = style.theme.aside;
        if speeches {
            let name = facet.facet.name();
            writeln!(out, "{aside}statements  speeches  {name}{aside:#}")?;
        }
        let most = facet.values.iter().map(|value| value.count).chain([facet.without]).max();
        let width = most.unwrap_or(0).to_string().len();
        let width = if speeches { "statements".len() } else { width };
        for value in &facet.values {
            write!(out, "{:>width$}  ", value.count)?;
            if speeches {
                write!(out, "{:>8}  ", value.speeches)?;
            }
            writeln!(out, "{}", clean(&value.label))?;
        }
        if 0 < facet.without {
            let name = facet.facet.name();
            let gap = if speeches { " ".repeat("speeches".len() + 2) } else { String::new() };
            writeln!(out, "{aside}{:>width$}  {gap}(no {name}){aside:#}", facet.without)?;
        }
    }
    Ok(())
}

/// Writes `rows` in columns, each as wide as its widest cell; numbers under a heading to the right.
pub fn columns(out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
    let rows: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let number = |cell: &str| {
        cell.chars().all(|char| matches!(char, '0'..='9' | '.' | ',' | '–' | '+' | '−'))
    };
    let right: Vec<bool> = (0..n_columns)
        .map(|at| {
            let mut below = rows.iter().skip(1).map(|row| row.get(at)).peekable();
            below.peek().is_some() && below.all(|cell| cell.is_some_and(|cell| number(cell)))
        })
        .collect();
    for row in &rows {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(&widths).zip(&right) {
            let (before, after) =
                if *right { (width - cell.width(), 0) } else { (0, width - cell.width()) };
            line.extend(std::iter::repeat_n(' ', before));
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', 2 + after));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The least width of a column that is narrower than what is in it.
const NARROWEST: usize = 16;

/// Writes `rows` under a heading in columns that fit the width, long cells in several lines, and
/// those of several lines in as many; where there is too little room for that, the cells of a row
/// one below the other.
pub fn fitted(out: &mut dyn Write, rows: &[Vec<String>], style: Style) -> io::Result<()> {
    let Some((heading, rows_below)) = rows.split_first() else { return Ok(()) };
    let mut widths = vec![0; heading.len()];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            let widest = cell.lines().map(|line| clean(line).width()).max();
            *width = widest.unwrap_or(0).max(*width);
        }
    }
    // A column that nothing is in takes no room.
    let empty: Vec<bool> = (0..heading.len())
        .map(|at| rows_below.iter().all(|row| row.get(at).is_none_or(String::is_empty)))
        .collect();
    let shown: Vec<usize> = (0..heading.len()).filter(|at| !empty[*at]).collect();
    let room = style.width.saturating_sub(2 * shown.len().saturating_sub(1));
    while room < shown.iter().map(|at| widths[*at]).sum() {
        let Some(widest) = shown.iter().copied().max_by_key(|at| widths[*at]) else { break };
        if widths[widest] <= NARROWEST {
            return stacked(out, heading, rows_below, style);
        }
        widths[widest] -= 1;
    }
    for row in rows {
        let mut cells = Vec::new();
        for at in &shown {
            cells.push(lines(row.get(*at).map_or("", String::as_str), widths[*at])?);
        }
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut text = String::new();
            for (cell, at) in cells.iter().zip(&shown) {
                let part = cell.get(line).map_or("", String::as_str);
                text.push_str(part);
                text.extend(std::iter::repeat_n(' ', 2 + widths[*at] - part.width()));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
    }
    Ok(())
}

fn stacked(
    out: &mut dyn Write,
    heading: &[String],
    rows: &[Vec<String>],
    style: Style,
) -> io::Result<()> {
    for row in rows {
        let mut indent = 0;
        for (name, cell) in heading.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            for (nth, line) in cell.lines().enumerate() {
                let mut paragraph = Paragraph::new();
                if nth == 0 && !name.is_empty() {
                    paragraph.push(&format!("{name}: "), style.theme.aside);
                }
                paragraph.push(line, anstyle::Style::new());
                paragraph.write_wrapped(out, style.width, indent)?;
                indent = 2;
            }
        }
    }
    Ok(())
}

/// `text` in lines of a width.
fn lines(text: &str, width: usize) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut paragraph = Paragraph::new();
        paragraph.push(line, anstyle::Style::new());
        paragraph.write_wrapped(&mut lines, width, 0)?;
    }
    Ok(String::from_utf8_lossy(&lines).lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Theme;

    #[test]
    fn long_cells_take_lines_and_then_the_place_of_columns() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let reason = "there is nothing in it that anybody could read or want to";
        let rows = [row(&["path", "place", "reason"]), row(&["a/b.txt", "", reason])];
        let set = |width| {
            let mut out = Vec::new();
            fitted(&mut out, &rows, Style { theme: Theme::PLAIN, width }).unwrap();
            String::from_utf8(out).unwrap()
        };
        let wide = "path     reason\n\
                    a/b.txt  there is nothing in it that\n         anybody could read or want to\n";
        assert_eq!(set(39), wide);
        let narrow = "path: a/b.txt\n  reason: there is\n  nothing in it that\n  anybody could read\n  or want to\n";
        assert_eq!(set(20), narrow);
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = [row(&["kind", "ms"]), row(&["word", "1.25"]), row(&["phrase", "12.50"])];
        let mut out = Vec::new();
        columns(&mut out, &rows).unwrap();
        let expected = "kind       ms\nword     1.25\nphrase  12.50\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn columns_line_up() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = [row(&["speaker", "who said it"]), row(&["by", "日本", "x"])];
        let mut out = Vec::new();
        columns(&mut out, &rows).unwrap();
        let expected = "speaker  who said it\nby       日本         x\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
