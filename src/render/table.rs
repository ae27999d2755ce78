//! Counts and lists as plain columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Style, sanitize::clean};
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
        let most = facet.values.iter().map(|value| value.count).chain([facet.without]).max();
        let width = most.unwrap_or(0).to_string().len();
        for value in &facet.values {
            writeln!(out, "{:>width$}  {}", value.count, clean(&value.label))?;
        }
        if 0 < facet.without {
            let aside = style.theme.aside;
            let name = facet.facet.name();
            writeln!(out, "{aside}{:>width$}  (no {name}){aside:#}", facet.without)?;
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
    let number = |cell: &str| cell.chars().all(|char| matches!(char, '0'..='9' | '.' | ',' | '–'));
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

#[cfg(test)]
mod tests {
    use super::*;

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
