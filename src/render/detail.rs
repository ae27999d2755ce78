//! One statement with all that is known about it: `onrecord show`.

use std::{
    io::{self, Write},
    ops::Range,
};

use super::{Style, cards, wrap::Paragraph};
use crate::model::{Agent, Attribution, DateBasis, Record, Span};

/// A statement to show, with what the record itself does not say.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'a> {
    /// The statement.
    pub record: &'a Record,
    /// The acts that it is reported in, innermost first.
    pub chain: &'a [Record],
    /// Where the quote stands in the record's context.
    pub marks: &'a [Range<usize>],
    /// How the document's file is today: `unchanged`, `changed since it was indexed`.
    pub file: &'a str,
    /// Whom the text gives, empty for nobody, where the user said who it was.
    pub corrected: Option<&'a str>,
}

/// Writes `detail` for people.
pub fn write(out: &mut dyn Write, detail: &Detail<'_>, style: Style) -> io::Result<()> {
    let record = detail.record;
    cards::head(out, record, style)?;
    let mut context = Paragraph::new();
    cards::marked(&mut context, &record.context, detail.marks, 0..record.context.len(), style);
    context.write_wrapped(out, style.width, 2)?;
    writeln!(out)?;
    let mut rows = vec![("id", record.id.clone())];
    rows.push(("speaker", record.speaker.as_ref().map_or_else(|| "unknown".to_owned(), agent)));
    rows.extend(record.joint_with.iter().map(|other| ("with", agent(other))));
    rows.extend(record.via.iter().map(|via| ("via", agent(via))));
    rows.extend(record.addressees.iter().map(|to| ("to", agent(to))));
    rows.push(("known by", detail.corrected.map_or_else(|| known_by(record), corrected)));
    rows.push(("kind", format!("{}, {}", record.kind.name(), record.wording.name())));
    rows.push(("said", said(record)));
    if !record.topics.is_empty() {
        rows.push(("topics", record.topics.join(", ")));
    }
    rows.push(("document", record.document.clone()));
    let about = [("title", &record.title), ("outlet", &record.outlet), ("url", &record.url)];
    rows.extend(about.iter().filter_map(|(name, value)| Some((*name, (*value).clone()?))));
    rows.extend(record.published.map(|date| ("published", date.to_string())));
    rows.extend(record.place.iter().map(|place| ("place", place.clone())));
    rows.push(("bytes", spans(&record.spans)));
    if record.quoted != record.spans {
        let none = || "none of it".to_owned();
        let quoted = if record.quoted.is_empty() { none() } else { spans(&record.quoted) };
        rows.push(("in quotes", quoted));
    }
    rows.push(("file", detail.file.to_owned()));
    for act in detail.chain {
        let who = act.speaker.as_ref().map_or("unknown speaker", cards::called);
        rows.push(("reported in", format!("{}, by {who}: “{}”", act.id, act.quote)));
    }
    for (name, value) in rows {
        let mut row = Paragraph::new();
        row.push(&value, anstyle::Style::new());
        let mut lines = Vec::new();
        row.write_wrapped(&mut lines, style.width, INDENT)?;
        let aside = style.theme.aside;
        // The name stands where the first line is indented.
        write!(out, "  {aside}{name:<width$}{aside:#}", width = INDENT - 2)?;
        out.write_all(lines.get(INDENT..).unwrap_or(b"\n"))?;
    }
    Ok(())
}

const INDENT: usize = 15;

fn agent(agent: &Agent) -> String {
    let text = format!("{} ({})", cards::named(agent), agent.kind.name());
    match &agent.as_written {
        Some(written) if written != cards::called(agent) => format!("{text}, as “{written}”"),
        _ => text,
    }
}

fn corrected(text: &str) -> String {
    format!("your correction; the text gives {}", if text.is_empty() { "nobody" } else { text })
}

fn known_by(record: &Record) -> String {
    let evidence = match record.attribution {
        Attribution::Turn => "the label of the turn",
        Attribution::Cue => "a word of saying beside the name",
        Attribution::Reference => "a word of saying beside a mention led back to the name",
        Attribution::Continued => "going on from the paragraph before",
        Attribution::Unknown => "nothing in the text",
    };
    let cue = record.cue.as_ref().map(|cue| format!(" (“{cue}”)")).unwrap_or_default();
    format!("{evidence}{cue}, {:.0} % sure", record.confidence * 100.0)
}

fn said(record: &Record) -> String {
    let Some(said) = &record.said else { return cards::day(record) };
    let basis = match (said.basis, said.date) {
        (_, None) => "the document has no date to count from",
        (DateBasis::Stated, _) => "stated beside it",
        (DateBasis::Relative, _) => "counted from the document's date",
        (DateBasis::Document, _) => "the document's own date",
    };
    format!("{}, {basis}", cards::day(record))
}

fn spans(spans: &[Span]) -> String {
    let pair = |span: &Span| format!("{}..{}", span.start, span.end);
    spans.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// Where the pieces of a quote stand in its context, as far as that can be told.
pub fn quote_in_context(record: &Record) -> Vec<Range<usize>> {
    // Without markup left out, offsets into the document lead straight there.
    if record.context.len() == record.context_span.len() {
        let within = |span: &Span| {
            let start = span.start.checked_sub(record.context_span.start)? as usize;
            let range = start..start + span.len();
            record.context.get(range.clone()).map(|_| range)
        };
        return record.spans.iter().filter_map(within).collect();
    }
    let at = record.context.find(&record.quote);
    at.map(|at| at..at + record.quote.len()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::{Theme, fixture};

    #[test]
    fn everything_known_is_shown() {
        let record = fixture::hit().record;
        let mut outer = record.clone();
        outer.id = "3f9a1c22d07be415/1".to_owned();
        outer.speaker = record.via.first().cloned();
        outer.quote = "Okoye reaffirmed the commitment".to_owned();
        let detail = Detail {
            record: &record,
            chain: &[outer],
            marks: &quote_in_context(&record),
            file: "unchanged",
            corrected: None,
        };
        let mut out = Vec::new();
        write(&mut out, &detail, Style::new(Theme::PLAIN, 80)).unwrap();
        assert_snapshot!(String::from_utf8(out).unwrap(), @"
        Ada Okoye → Yoav Lindt                                  2031-11-03 (“on Monday”)
          Minister Ada Okoye reaffirmed “[the ironclad commitment of both ports to keep
          the strait open,]” spokesperson Jonas Brandt said in a readout.

          id           3f9a1c22d07be415/2
          speaker      Ada Okoye, Minister (person)
          via          Jonas Brandt, spokesperson (person)
          to           Yoav Lindt (person)
          known by     a word of saying beside the name (“reaffirmed”), 97 % sure
          kind         mixed, readout
          said         2031-11-03 (“on Monday”), counted from the document's date
          topics       transport/shipping
          document     calls/2031/strait-call.txt
          published    2031-11-05
          bytes        33..95
          file         unchanged
          reported in  3f9a1c22d07be415/1, by Jonas Brandt: “Okoye reaffirmed the
                       commitment”
        ");
    }
}
