//! What only one side says.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use anstyle::Style as Paint;
use serde::Serialize;

use super::{aside, rounded};
use crate::{
    query::{Comparison, KeyTerm, Keyness, Pair, Readout, Sentence, Side},
    render::{
        Style,
        csv::{Rows, safe},
        diff::{self, ChangeJson},
        json::FORMAT,
        thousands,
        wrap::Paragraph,
    },
};

/// Two speakers as they are written.
#[derive(Debug, Serialize)]
pub struct KeynessJson<'a> {
    format: u32,
    query: &'a str,
    joint: u64,
    sides: Vec<SideJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SideJson<'a> {
    name: &'a str,
    speakers: Vec<&'a str>,
    statements: u64,
    words: u64,
    terms: Vec<TermJson<'a>>,
}

#[derive(Debug, Serialize)]
struct TermJson<'a> {
    term: &'a str,
    here: u64,
    there: u64,
    statements: u64,
    g2: f64,
    sample: SampleJson<'a>,
}

#[derive(Debug, Serialize)]
struct SampleJson<'a> {
    id: &'a str,
    quote: &'a str,
    span: [usize; 2],
}

/// Returns the terms of two speakers in the shape that is written.
pub fn keyness_json<'a>(query: &'a str, found: &'a Keyness) -> KeynessJson<'a> {
    let term = |term: &'a KeyTerm| TermJson {
        term: &term.text,
        here: term.here,
        there: term.there,
        statements: term.statements,
        g2: rounded(term.g2),
        sample: SampleJson {
            id: &term.sample.record.id,
            quote: &term.sample.record.quote,
            span: [term.sample.node.start, term.sample.node.end],
        },
    };
    let side = |side: &'a Side| SideJson {
        name: &side.name,
        speakers: side.speakers.iter().map(|(name, _)| name.as_str()).collect(),
        statements: side.statements,
        words: side.words,
        terms: side.terms.iter().map(term).collect(),
    };
    let sides = found.sides.iter().map(side).collect();
    KeynessJson { format: FORMAT, query, joint: found.joint, sides }
}

/// Writes a row for each term under a row of column names.
pub fn keyness_csv(out: &mut dyn Write, found: &Keyness) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["speaker", "term", "here", "there", "statements", "g2", "id", "quote"];
    rows.write(columns.map(Cow::Borrowed))?;
    for side in &found.sides {
        for term in &side.terms {
            let numbers = [term.here, term.there, term.statements].map(|n| n.to_string());
            let [here, there, statements] = &numbers;
            let g2 = format!("{:.3}", term.g2);
            let record = &term.sample.record;
            let cells =
                [&side.name, &term.text, here, there, statements, &g2, &record.id, &record.quote];
            rows.write(cells.map(|cell| safe(cell)))?;
        }
    }
    rows.finish()
}

/// Characters of a sample on either side of its term.
const AROUND: usize = 60;

/// Writes the terms of each side, each with how often both say it and a sample.
pub fn keyness_text(out: &mut dyn Write, found: &Keyness, style: Style) -> io::Result<()> {
    for (nth, side) in found.sides.iter().enumerate() {
        if 0 < nth {
            writeln!(out)?;
        }
        let mut head = Paragraph::new();
        let names: Vec<&str> =
            side.speakers.iter().take(3).map(|(name, _)| name.as_str()).collect();
        let name = if names.is_empty() { side.name.clone() } else { names.join(", ") };
        head.push(&name, style.theme.speaker);
        if 3 < side.speakers.len() {
            head.push(&format!(" and {} more", side.speakers.len() - 3), style.theme.aside);
        }
        let more = if side.terms.is_empty() {
            " says nothing far more often"
        } else {
            " says far more often"
        };
        head.push(more, style.theme.aside);
        head.write_wrapped(out, style.width, 0)?;
        for term in &side.terms {
            let mut line = Paragraph::new();
            line.push(&term.text, style.theme.mark);
            let (here, there) = (thousands(term.here), thousands(term.there));
            let counts = format!("  {here} : {there}, G² {:.1}", term.g2);
            line.push(&counts, style.theme.aside);
            line.write_wrapped(out, style.width, 2)?;
            sample(term, style).write_wrapped(out, style.width, 6)?;
        }
    }
    Ok(())
}

fn sample(term: &KeyTerm, style: Style) -> Paragraph {
    let (quote, node) = (&term.sample.record.quote, &term.sample.node);
    let before = quote.get(..node.start).unwrap_or_default();
    let after = quote.get(node.end..).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    // Whole words on either side.
    let start =
        if start == 0 { 0 } else { before[start..].find(' ').map_or(start, |at| start + at + 1) };
    let end = if end == after.len() { end } else { after[..end].rfind(' ').unwrap_or(end) };
    let mut line = Paragraph::new();
    line.push(if start == 0 { "“" } else { "“… " }, Paint::new());
    line.push(&before[start..], Paint::new());
    if style.theme.brackets {
        line.push("[", Paint::new());
    }
    line.push(quote.get(node.clone()).unwrap_or_default(), style.theme.mark);
    if style.theme.brackets {
        line.push("]", Paint::new());
    }
    line.push(&after[..end], Paint::new());
    line.push(if end == after.len() { "”" } else { " …”" }, Paint::new());
    line.push(&format!("  {}", term.sample.short_id), style.theme.aside);
    line
}

/// Two readouts as they are written.
#[derive(Debug, Serialize)]
pub struct ReadoutsJson<'a> {
    format: u32,
    readouts: Vec<ReadoutJson<'a>>,
    pairs: Vec<PairJson<'a>>,
    only: &'a [Vec<usize>; 2],
}

#[derive(Debug, Serialize)]
struct ReadoutJson<'a> {
    document: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    published: Option<String>,
    sentences: Vec<SentenceJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SentenceJson<'a> {
    text: &'a str,
    statement: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct PairJson<'a> {
    first: usize,
    second: usize,
    similarity: f64,
    changes: Vec<ChangeJson<'a>>,
}

/// The texts of a pair.
fn texts<'a>(found: &'a Comparison, pair: &Pair) -> [&'a str; 2] {
    let text = |side: usize, nth: usize| {
        found.readouts[side].sentences.get(nth).map_or("", |sentence| sentence.text.as_str())
    };
    [text(0, pair.first), text(1, pair.second)]
}

/// Returns two readouts in the shape that is written.
pub fn readouts_json(found: &Comparison) -> ReadoutsJson<'_> {
    let readouts = found.readouts.iter().map(|readout| ReadoutJson {
        document: &readout.path,
        title: readout.title.as_deref(),
        outlet: readout.outlet.as_deref(),
        published: readout.published.map(|date| date.to_string()),
        sentences: readout
            .sentences
            .iter()
            .map(|it| SentenceJson { text: &it.text, statement: it.statement.as_deref() })
            .collect(),
    });
    let pairs = found.pairs.iter().map(|pair| {
        let [before, after] = texts(found, pair);
        PairJson {
            first: pair.first,
            second: pair.second,
            similarity: rounded(pair.similarity),
            changes: diff::json(before, after, &pair.changes),
        }
    });
    ReadoutsJson {
        format: FORMAT,
        readouts: readouts.collect(),
        pairs: pairs.collect(),
        only: &found.only,
    }
}

/// Writes a row for each sentence, those of a pair in one, under a row of column names.
pub fn readouts_csv(out: &mut dyn Write, found: &Comparison) -> io::Result<()> {
    let mut rows = Rows::new(out);
    let columns = ["in", "first", "first_id", "second", "second_id", "similarity"];
    rows.write(columns.map(Cow::Borrowed))?;
    let nothing = Sentence { text: String::new(), statement: None };
    let of = |side: usize, nth: usize| found.readouts[side].sentences.get(nth);
    let mut write = |wherein: &str, first: &Sentence, second: &Sentence, alike: &str| {
        let id = |it: &Sentence| it.statement.clone().unwrap_or_default();
        let (first_id, second_id) = (id(first), id(second));
        rows.write([wherein, &first.text, &first_id, &second.text, &second_id, alike].map(safe))
    };
    for pair in &found.pairs {
        let (first, second) = (of(0, pair.first), of(1, pair.second));
        let alike = format!("{:.3}", pair.similarity);
        write("both", first.unwrap_or(&nothing), second.unwrap_or(&nothing), &alike)?;
    }
    for nth in &found.only[0] {
        write("first", of(0, *nth).unwrap_or(&nothing), &nothing, "")?;
    }
    for nth in &found.only[1] {
        write("second", &nothing, of(1, *nth).unwrap_or(&nothing), "")?;
    }
    rows.finish()
}

/// A pair that is at least so alike is shown as one sentence with its changes.
const ONE: f64 = 0.75;

/// Writes what only the first says, what both say, and what only the second says.
pub fn readouts_text(out: &mut dyn Write, found: &Comparison, style: Style) -> io::Result<()> {
    let [first, second] = &found.readouts;
    for (mark, readout) in [("A", first), ("B", second)] {
        heading(out, mark, readout, style)?;
    }
    alone(out, "only A", first, &found.only[0], style)?;
    if !found.pairs.is_empty() {
        writeln!(out)?;
        aside(out, "both", style)?;
    }
    for pair in &found.pairs {
        let [before, after] = texts(found, pair);
        if ONE <= pair.similarity {
            let changes = diff::paragraph(before, after, &pair.changes, style);
            hanging(out, "= ", &changes, style)?;
        } else {
            item(out, "A ", before, &id(first, pair.first), style)?;
            item(out, "B ", after, &id(second, pair.second), style)?;
        }
    }
    alone(out, "only B", second, &found.only[1], style)
}

fn heading(out: &mut dyn Write, mark: &str, readout: &Readout, style: Style) -> io::Result<()> {
    let mut line = Paragraph::new();
    line.push(&format!("{mark}  "), style.theme.mark);
    line.push(readout.title.as_ref().unwrap_or(&readout.path), style.theme.speaker);
    let outlet = readout.outlet.clone();
    let date = readout.published.map(|date| date.to_string());
    let path = readout.title.as_ref().map(|_| readout.path.clone());
    for more in [outlet, date, path].into_iter().flatten() {
        line.push(&format!("  {more}"), style.theme.aside);
    }
    line.write_wrapped(out, style.width, 0)
}

fn alone(
    out: &mut dyn Write,
    name: &str,
    readout: &Readout,
    sentences: &[usize],
    style: Style,
) -> io::Result<()> {
    if sentences.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    aside(out, name, style)?;
    for nth in sentences {
        if let Some(sentence) = readout.sentences.get(*nth) {
            item(out, "- ", &sentence.text, &id(readout, *nth), style)?;
        }
    }
    Ok(())
}

fn id(readout: &Readout, nth: usize) -> String {
    readout.sentences.get(nth).and_then(|it| it.statement.clone()).unwrap_or_default()
}

/// A sentence behind a mark, its lines under each other.
fn item(out: &mut dyn Write, mark: &str, text: &str, id: &str, style: Style) -> io::Result<()> {
    let mut line = Paragraph::new();
    line.push(text, Paint::new());
    if !id.is_empty() {
        line.push(&format!("  {id}"), style.theme.aside);
    }
    hanging(out, mark, &line, style)
}

/// A paragraph behind a mark of two columns.
fn hanging(out: &mut dyn Write, mark: &str, text: &Paragraph, style: Style) -> io::Result<()> {
    let mut set = Vec::new();
    text.write_wrapped(&mut set, style.width, 2)?;
    let aside = style.theme.aside;
    write!(out, "{aside}{mark}{aside:#}")?;
    out.write_all(set.get(2..).unwrap_or_default())
}
