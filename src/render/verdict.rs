//! Verdicts on quotes, for people and as JSON.
//!
//! `verify --json` is `{"format":1,"quotes":[…]}`, an object a quote:
//!
//! | key | holds |
//! |---|---|
//! | `verdict` | `exact`, `shortened`, `other-speaker`, `spliced`, `altered`, `not-found`, `too-short` |
//! | `stands` | whether it may be printed as it is |
//! | `text`, `speaker` | the quote and whose it is claimed to be |
//! | `file`, `line`, `column`, `end_line`, `end_column`, `span` | where it stands: lines and characters from 1, bytes of the draft's text; null for a bare quote |
//! | `statement` | the statement it is from or nearest to, as `show --json` has it; null where that is text outside statements, or nothing |
//! | `found` | every place, in the order of the quote: `id`, `document`, `place` (`quote`, `context`, `passage`), `range` (bytes of that text), `words` |
//! | `diff` | what turns the words there into the quote: `op` (`same`, `delete`, `insert`, `replace`), `before`, `after` |
//! | `notes` | what else there is to know |

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Paint};
use serde::Serialize;

use super::{
    Style, cards, diff, json,
    json::StatementJson,
    wrap::{Paragraph, shorten},
};
use crate::query::{Finding, Found, Holder, Verdict};

/// A quote that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The quote.
    pub text: String,
    /// Whose it is claimed to be.
    pub speaker: Option<String>,
    /// Where it stands; none for one that was typed.
    pub spot: Option<Spot>,
    /// What it was found to be.
    pub verdict: Verdict,
}

/// Where a quote stands in a draft.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spot {
    /// The file, as it was given.
    pub file: String,
    /// First line and character, and those behind the last one, from 1; none where a format has
    /// no lines.
    pub lines: Option<[usize; 4]>,
    /// Bytes of the draft's text.
    pub span: [u32; 2],
}

/// What was found, in a sentence.
pub fn message(checked: &Checked) -> String {
    let verdict = &checked.verdict;
    match verdict.finding {
        Finding::Exact => "stands in these words".to_owned(),
        Finding::Shortened if verdict.stands => "stands, shortened where it says so".to_owned(),
        Finding::Shortened => "shortened, and not what was said".to_owned(),
        Finding::OtherSpeaker => {
            let who = verdict.found.first().map_or("nobody named", speaker);
            let claimed = checked.speaker.as_deref().unwrap_or_default();
            format!("in these words by {who}, not by {claimed}")
        }
        Finding::Spliced => {
            format!("put together from {} places", verdict.found.len())
        }
        Finding::Altered => "words were changed".to_owned(),
        Finding::NotFound if verdict.found.is_empty() => {
            "nothing in the index is like it".to_owned()
        }
        Finding::NotFound => "not in the index; the nearest:".to_owned(),
        Finding::TooShort => "proves nothing, and was not checked".to_owned(),
    }
}

fn speaker(found: &Found) -> &str {
    let record = found.holder.record();
    let name = record.and_then(|record| record.speaker.as_ref()).map_or("", cards::called);
    if name.is_empty() { "nobody named" } else { name }
}

/// Writes what was found for people: in full, but a line for each quote of a draft that stands.
pub fn write(out: &mut dyn Write, checked: &[Checked], style: Style) -> io::Result<()> {
    for (nth, one) in checked.iter().enumerate() {
        let brief = one.spot.is_some() && one.verdict.stands;
        let before = nth.checked_sub(1).map(|nth| &checked[nth]);
        let after_brief = before.is_some_and(|it| it.spot.is_some() && it.verdict.stands);
        if 0 < nth && !(brief && after_brief) {
            writeln!(out)?;
        }
        head(out, one, style)?;
        if brief {
            continue;
        }
        body(out, one, style)?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, one: &Checked, style: Style) -> io::Result<()> {
    let mut line = Paragraph::new();
    if let Some(spot) = &one.spot {
        line.push(&place(spot), style.theme.aside);
        line.push(": ", Paint::new());
    }
    let good = AnsiColor::Green.on_default().bold();
    let bad = AnsiColor::Red.on_default().bold();
    let paint = match (style.theme.brackets, one.verdict.stands) {
        (true, _) => Paint::new(),
        (false, true) => good,
        (false, false) => bad,
    };
    line.push(&one.verdict.finding.name().replace('-', " "), paint);
    line.push(": ", Paint::new());
    if one.spot.is_some() && one.verdict.stands {
        let id = one.verdict.found.first().and_then(|found| found.short_id.as_deref());
        let id = id.map(|id| format!(" {id}")).unwrap_or_default();
        let room = style.width.saturating_sub(line.width() + id.len() + 2).max(20);
        line.push(&format!("“{}”", shorten(trimmed(&one.text), room)), Paint::new());
        line.push(&id, style.theme.aside);
    } else {
        line.push(&message(one), Paint::new());
    }
    line.write_wrapped(out, style.width, 0)
}

/// Where a quote stands, as compilers say it: `draft.md:3:14`.
pub fn place(spot: &Spot) -> String {
    match spot.lines {
        Some([line, column, ..]) => format!("{}:{line}:{column}", spot.file),
        None => spot.file.clone(),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_matches(['“', '”', '"', '«', '»', '„'])
}

fn body(out: &mut dyn Write, one: &Checked, style: Style) -> io::Result<()> {
    let verdict = &one.verdict;
    for note in &verdict.notes {
        let mut line = Paragraph::new();
        line.push(&format!("note: {note}"), Paint::new());
        line.write_wrapped(out, style.width, 2)?;
    }
    if let [found] = verdict.found.as_slice() {
        writeln!(out)?;
        let changes = (&verdict.before, &verdict.after, &verdict.changes);
        let words = diff::paragraph(changes.0, changes.1, changes.2, style);
        return source(out, found, &words, style);
    }
    let mut quote = Paragraph::new();
    quote.push(&format!("“{}”", trimmed(&one.text)), Paint::new());
    quote.write_wrapped(out, style.width, 2)?;
    for found in &verdict.found {
        writeln!(out)?;
        let mut words = Paragraph::new();
        words.push(&format!("“{}”", found.words()), Paint::new());
        source(out, found, &words, style)?;
    }
    Ok(())
}

/// Writes where `words` stand, and who said them.
fn source(out: &mut dyn Write, found: &Found, words: &Paragraph, style: Style) -> io::Result<()> {
    match &found.holder {
        Holder::Statement(record) => {
            cards::head(out, record, style)?;
            words.write_wrapped(out, style.width, 2)?;
            cards::foot(out, record, found.short_id.as_deref().unwrap_or(&record.id), style)
        }
        Holder::Passage(passage) => {
            let mut title = Paragraph::new();
            title.push(passage.title.as_deref().unwrap_or("passage"), Paint::new());
            title.write_wrapped(out, style.width, 0)?;
            words.write_wrapped(out, style.width, 2)?;
            let mut line = Paragraph::new();
            line.push(&passage.document, style.theme.aside);
            line.write_wrapped(out, style.width, 2)
        }
    }
}

/// What is written for programs.
#[derive(Debug, Serialize)]
pub struct QuotesJson<'a> {
    format: u32,
    quotes: Vec<QuoteJson<'a>>,
}

#[derive(Debug, Serialize)]
struct QuoteJson<'a> {
    verdict: &'static str,
    stands: bool,
    text: &'a str,
    speaker: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    span: Option<[u32; 2]>,
    statement: Option<StatementJson<'a>>,
    found: Vec<FoundJson<'a>>,
    diff: Vec<diff::ChangeJson<'a>>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct FoundJson<'a> {
    id: Option<&'a str>,
    document: &'a str,
    place: &'static str,
    range: [usize; 2],
    words: &'a str,
}

/// Returns what was checked in the shape that is written.
pub fn json(checked: &[Checked]) -> QuotesJson<'_> {
    QuotesJson { format: json::FORMAT, quotes: checked.iter().map(quote).collect() }
}

fn quote(one: &Checked) -> QuoteJson<'_> {
    let (verdict, spot) = (&one.verdict, one.spot.as_ref());
    let line = |nth: usize| spot.and_then(|spot| Some(spot.lines?[nth]));
    let record = verdict.found.first().and_then(|found| found.holder.record());
    QuoteJson {
        verdict: verdict.finding.name(),
        stands: verdict.stands,
        text: &one.text,
        speaker: one.speaker.as_deref(),
        file: spot.map(|spot| spot.file.as_str()),
        line: line(0),
        column: line(1),
        end_line: line(2),
        end_column: line(3),
        span: spot.map(|spot| spot.span),
        statement: record.map(|record| json::statement(record, None)),
        found: verdict.found.iter().map(found).collect(),
        diff: diff::json(&verdict.before, &verdict.after, &verdict.changes),
        notes: &verdict.notes,
    }
}

fn found(found: &Found) -> FoundJson<'_> {
    let (id, document) = match &found.holder {
        Holder::Statement(record) => (Some(record.id.as_str()), &record.document),
        Holder::Passage(passage) => (None, &passage.document),
    };
    let range = [found.range.start, found.range.end];
    FoundJson { id, document, place: found.place.name(), range, words: found.words() }
}
