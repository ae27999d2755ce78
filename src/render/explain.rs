//! A query taken apart: a line a part, and what is in the way where it finds nothing; and as JSON.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use serde::Serialize;

use super::{Style, json::FORMAT, wrap::Paragraph};
use crate::query::{Explained, Note, Part, Role};

/// Writes `explained`: how many statements match each part, the part, the words it stands for.
pub fn write(out: &mut dyn Write, explained: &Explained, style: Style) -> io::Result<()> {
    let width = explained.whole.widest();
    part(out, &explained.whole, style, (width, 0))?;
    if explained.whole.statements == 0 {
        writeln!(out)?;
        for reason in reasons(explained) {
            let mut paragraph = Paragraph::new();
            paragraph.push(&reason, Ansi::new());
            paragraph.write_wrapped(out, style.width, 0)?;
        }
    }
    Ok(())
}

impl Part {
    /// Columns of the greatest number.
    fn widest(&self) -> usize {
        let own = self.statements.to_string().len();
        self.parts.iter().map(Self::widest).fold(own, usize::max)
    }
}

fn part(
    out: &mut dyn Write,
    shown: &Part,
    style: Style,
    (width, depth): (usize, usize),
) -> io::Result<()> {
    let mut line = Paragraph::new();
    let label = match shown.role {
        Role::Everything => "every statement",
        Role::All => "all of",
        Role::Any => "any of",
        Role::Without => "without",
        _ => shown.text.as_str(),
    };
    line.push(label, style.theme.mark);
    if !shown.terms.is_empty() {
        let mut terms: Vec<String> =
            shown.terms.iter().map(|(term, rows)| format!("{term} {rows}")).collect();
        if 0 < shown.more_terms {
            terms.push(format!("{} more", shown.more_terms));
        }
        line.push(&format!("  ({})", terms.join(", ")), style.theme.aside);
    }
    let indent = width + 2 + 2 * depth;
    let mut lines = Vec::new();
    // Where the parts are many deep, words still have some room.
    let indent = indent.min(style.width / 2);
    line.write_wrapped(&mut lines, style.width, indent)?;
    let number = format!("{:>width$}", shown.statements);
    out.write_all(number.as_bytes())?;
    out.write_all(lines.get(number.len()..).unwrap_or_default())?;
    shown.parts.iter().try_for_each(|inner| part(out, inner, style, (width, depth + 1)))
}

/// Why a query finds nothing, and what it may have been meant for.
pub fn reasons(explained: &Explained) -> Vec<String> {
    let mut reasons = Vec::new();
    why(&explained.whole, &mut reasons);
    if let Some(meant) = &explained.meant {
        let noun = if meant.total == 1 { "statement" } else { "statements" };
        reasons.push(format!("did you mean `{}`? {} {noun}", meant.query, meant.total));
    }
    reasons
}

fn why(part: &Part, reasons: &mut Vec<String>) {
    if part.role != Role::All {
        if part.parts.is_empty() || part.role == Role::Without {
            reasons.push(format!("`{}` finds nothing", part.text));
        } else if part.role == Role::Near && part.parts.iter().all(|it| 0 < it.statements) {
            reasons.push(format!("both sides of `{}` are found, but nowhere so near", part.text));
        } else {
            for it in part.parts.iter().filter(|it| it.statements == 0) {
                why(it, reasons);
            }
        }
        return;
    }
    let empty: Vec<&Part> = part.parts.iter().filter(|it| it.statements == 0).collect();
    if !empty.is_empty() {
        for it in empty {
            why(it, reasons);
        }
        return;
    }
    reasons.push("each part is found, but nothing has all of them".to_owned());
    for inner in &part.parts {
        if let Some(without) = inner.without.filter(|without| 0 < *without) {
            let noun = if without == 1 { "statement" } else { "statements" };
            reasons.push(format!("without `{}`: {without} {noun}", inner.text));
        }
    }
}

/// A query taken apart as it is written.
#[derive(Debug, Serialize)]
pub struct ExplainedJson<'a> {
    format: u32,
    query: &'a str,
    total: u64,
    tree: PartJson<'a>,
    reasons: Vec<String>,
    notes: Vec<&'a str>,
    meant: Option<String>,
}

#[derive(Debug, Serialize)]
struct PartJson<'a> {
    role: &'static str,
    text: &'a str,
    statements: u64,
    terms: Vec<TermJson<'a>>,
    more_terms: usize,
    without: Option<u64>,
    parts: Vec<PartJson<'a>>,
}

#[derive(Debug, Serialize)]
struct TermJson<'a> {
    term: &'a str,
    statements: u64,
}

/// Returns what `explained` says of `query`, with the `notes` of reading it, in the shape that is
/// written.
pub fn json<'a>(query: &'a str, notes: &'a [Note], explained: &'a Explained) -> ExplainedJson<'a> {
    let total = explained.whole.statements;
    let read = notes.iter().map(|note| note.text.as_str());
    ExplainedJson {
        format: FORMAT,
        query,
        total,
        tree: part_json(&explained.whole),
        reasons: if total == 0 { reasons(explained) } else { Vec::new() },
        notes: read.chain(explained.notes.iter().map(String::as_str)).collect(),
        meant: explained.meant.as_ref().map(|meant| meant.query.to_string()),
    }
}

fn part_json(part: &Part) -> PartJson<'_> {
    PartJson {
        role: part.role.name(),
        text: &part.text,
        statements: part.statements,
        terms: part
            .terms
            .iter()
            .map(|(term, statements)| TermJson { term, statements: *statements })
            .collect(),
        more_terms: part.more_terms,
        without: part.without,
        parts: part.parts.iter().map(part_json).collect(),
    }
}
