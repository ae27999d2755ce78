//! Concordances, the node in the middle, and collocates.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::rounded;
use crate::{
    query::{Collocate, Collocates, Concordance, Line, day},
    render::{
        Style,
        csv::{Rows, safe},
        json::FORMAT,
        sanitize::clean,
        table, thousands,
        wrap::shorten,
    },
};

/// A concordance as it is written.
#[derive(Debug, Serialize)]
pub struct ConcordanceJson<'a> {
    format: u32,
    query: &'a str,
    occurrences: u64,
    statements: u64,
    lines: Vec<LineJson<'a>>,
    next: Option<usize>,
    undated_left_out: u64,
}

#[derive(Debug, Serialize)]
struct LineJson<'a> {
    id: &'a str,
    left: &'a str,
    node: &'a str,
    right: &'a str,
    span: [usize; 2],
    speaker: Option<&'a str>,
    date: Option<String>,
    document: &'a str,
}

/// The quote before the node, the node, and the quote after it.
fn parts(line: &Line) -> [&str; 3] {
    let quote = &line.record.quote;
    let part = |range| quote.get(range).unwrap_or_default();
    [part(0..line.node.start), part(line.node.clone()), part(line.node.end..quote.len())]
}

impl<'a> LineJson<'a> {
    fn new(line: &'a Line) -> Self {
        let [left, node, right] = parts(line);
        Self {
            id: &line.record.id,
            left,
            node,
            right,
            span: [line.node.start, line.node.end],
            speaker: line.record.speaker.as_ref().map(|agent| agent.name.as_str()),
            date: day(&line.record).map(|date| date.to_string()),
            document: &line.record.document,
        }
    }
}

/// Returns the concordance of `query` in the shape that is written.
pub fn json<'a>(query: &'a str, found: &'a Concordance) -> ConcordanceJson<'a> {
    ConcordanceJson {
        format: FORMAT,
        query,
        occurrences: found.occurrences,
        statements: found.statements,
        lines: found.lines.iter().map(LineJson::new).collect(),
        next: found.next,
        undated_left_out: found.undated_left_out,
    }
}

/// Writes a row for each line under a row of column names.
pub fn csv(out: &mut dyn Write, found: &Concordance) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["id", "left", "node", "right", "speaker", "date", "document"];
    rows.write(columns.map(Cow::Borrowed))?;
    for line in &found.lines {
        let line = LineJson::new(line);
        let date = line.date.unwrap_or_default();
        let speaker = line.speaker.unwrap_or_default();
        let cells = [line.id, line.left, line.node, line.right, speaker, &date, line.document];
        rows.write(cells.map(safe))?;
    }
    rows.finish()
}

/// The width from which on a line says who speaks.
const WIDE: usize = 110;
/// Columns of a speaker's name.
const SPEAKER: usize = 20;
/// Columns of a node, at most.
const NODE: usize = 32;

/// Writes a line for each occurrence: the id, then the words with the node in one column.
pub fn text(out: &mut dyn Write, lines: &[Line], style: Style) -> io::Result<()> {
    let wide = WIDE <= style.width;
    let id_width = lines.iter().map(|line| line.short_id.width()).max().unwrap_or(0);
    let taken = id_width + 2 + if wide { SPEAKER + 2 } else { 0 };
    let brackets = if style.theme.brackets { 2 } else { 0 };
    let nodes: Vec<String> = lines.iter().map(|line| shorten(parts(line)[1], NODE)).collect();
    let widest = nodes.iter().map(|node| node.width()).max().unwrap_or(0) + brackets;
    let room = style.width.saturating_sub(taken + widest + 2);
    let before = room / 2;
    let (aside, mark, speaker) = (style.theme.aside, style.theme.mark, style.theme.speaker);
    for (line, node) in lines.iter().zip(&nodes) {
        let [left, _, right] = parts(line).map(clean);
        let left = last_columns(left.trim_end(), before);
        write!(out, "{aside}{:id_width$}{aside:#}  ", line.short_id)?;
        if wide {
            let name = line.record.speaker.as_ref().map_or("–", |agent| &agent.name);
            let name = shorten(name, SPEAKER);
            let blanks = " ".repeat(SPEAKER - name.width());
            write!(out, "{speaker}{name}{speaker:#}{blanks}  ")?;
        }
        let blanks = " ".repeat(before - left.width());
        write!(out, "{blanks}{left} ")?;
        if style.theme.brackets {
            write!(out, "[{node}]")?;
        } else {
            write!(out, "{mark}{node}{mark:#}")?;
        }
        // A stop or an apostrophe that belongs to the node's word stands at it.
        let rest = style.width.saturating_sub(taken + before + 1 + node.width() + brackets);
        let right = first_columns(&right, rest);
        writeln!(out, "{}", right.trim_end())?;
    }
    Ok(())
}

/// The beginning of `text` that fits `room` columns.
fn first_columns(text: &str, room: usize) -> String {
    let mut taken = 0;
    let fits = |grapheme: &&str| {
        taken += grapheme.width();
        taken <= room
    };
    text.graphemes(true).take_while(fits).collect()
}

/// The end of `text` that fits `room` columns.
fn last_columns(text: &str, room: usize) -> &str {
    let mut taken = 0;
    let mut start = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        taken += grapheme.width();
        if room < taken {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// Collocates as they are written.
#[derive(Debug, Serialize)]
pub struct CollocatesJson<'a> {
    format: u32,
    query: &'a str,
    window: usize,
    occurrences: u64,
    near: u64,
    words: u64,
    total: usize,
    collocates: Vec<CollocateJson<'a>>,
}

#[derive(Debug, Serialize)]
struct CollocateJson<'a> {
    word: &'a str,
    together: u64,
    left: u64,
    right: u64,
    frequency: u64,
    expected: f64,
    g2: f64,
}

/// Returns the collocates of `query` in the shape that is written.
pub fn collocates_json<'a>(
    query: &'a str,
    window: usize,
    found: &'a Collocates,
) -> CollocatesJson<'a> {
    let row = |row: &'a Collocate| CollocateJson {
        word: &row.word,
        together: row.together,
        left: row.left,
        right: row.together - row.left,
        frequency: row.frequency,
        expected: rounded(row.expected),
        g2: rounded(row.g2),
    };
    CollocatesJson {
        format: FORMAT,
        query,
        window,
        occurrences: found.occurrences,
        near: found.near,
        words: found.words,
        total: found.total,
        collocates: found.rows.iter().map(row).collect(),
    }
}

const COLUMNS: [&str; 7] = ["word", "together", "left", "right", "frequency", "expected", "g2"];

/// Writes a row for each collocate under a row of column names.
pub fn collocates_csv(out: &mut dyn Write, found: &Collocates) -> io::Result<()> {
    let mut rows = Rows::new(out);
    rows.write(COLUMNS.map(Cow::Borrowed))?;
    for row in &found.rows {
        let numbers = [row.together, row.left, row.together - row.left, row.frequency];
        let numbers = numbers.map(|number| number.to_string());
        let figures = [format!("{:.3}", row.expected), format!("{:.3}", row.g2)];
        let cells = std::iter::once(&row.word).chain(&numbers).chain(&figures);
        rows.write(cells.map(|cell| safe(cell)))?;
    }
    rows.finish()
}

/// Writes a table of collocates: as many columns as there is room for.
pub fn collocates_text(out: &mut dyn Write, found: &Collocates, style: Style) -> io::Result<()> {
    if found.rows.is_empty() {
        return Ok(());
    }
    let shown: &[usize] = if style.width < 60 { &[0, 1, 2, 6] } else { &[0, 1, 2, 3, 4, 5, 6] };
    let heading = ["G²", "together", "in all", "expected", "left", "right", "word"];
    let mut rows = vec![heading.map(str::to_owned)];
    rows.extend(found.rows.iter().map(|row| {
        [
            format!("{:.1}", row.g2),
            thousands(row.together),
            thousands(row.frequency),
            format!("{:.1}", row.expected),
            thousands(row.left),
            thousands(row.together - row.left),
            row.word.clone(),
        ]
    }));
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| shown.iter().map(|at| row[*at].clone()).collect()).collect();
    table::columns(out, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Theme, fixture};

    fn line(node: &str) -> Line {
        let hit = fixture::hit();
        let start = hit.record.quote.find(node).unwrap();
        Line { short_id: hit.short_id, node: start..start + node.len(), record: hit.record }
    }

    #[test]
    fn the_node_stands_in_one_column() {
        let lines = [line("ironclad"), line("the"), line("open")];
        let set = |width| {
            let mut out = Vec::new();
            text(&mut out, &lines, Style { theme: Theme::PLAIN, width }).unwrap();
            String::from_utf8(out).unwrap()
        };
        for width in [40, 61, 80, 120] {
            let set = set(width);
            let columns: Vec<usize> =
                set.lines().map(|line| line[..line.find('[').unwrap()].width()).collect();
            assert!(columns.iter().all(|column| *column == columns[0]), "{set}");
            assert!(set.lines().all(|line| line.width() <= width), "{set}");
        }
        let expected = "3f9a/2           the [ironclad] commitment of\n\
                        3f9a/2               [the] ironclad commitmen\n\
                        3f9a/2  p the strait [open],\n";
        assert_eq!(set(45), expected);
    }
}
