//! Hits as cards: who to whom and when, the words, and where they stand.

use std::{
    io::{self, Write},
    ops::Range,
};

use anstyle::Style as Ansi;
use unicode_width::UnicodeWidthStr;

use super::{
    Style,
    wrap::{Paragraph, shorten},
};
use crate::{
    model::{Agent, ApproxDate, Attribution, DateBasis, Kind, Record, SpeakerKind, Wording},
    query::{Excerpt, Hit, Page, PassageHit},
};

const INDENT: usize = 2;
/// Columns that a path keeps.
const SHORT_PATH: usize = 24;
const OPENING: &[char] = &['“', '"', '‘', '«', '„', '\''];
const CLOSING: &[char] = &['”', '"', '’', '»', '“', '\'', '.', ',', '!', '?', ';', ':', '…'];

/// How much of a hit a card shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct CardOptions {
    /// The whole excerpt, and not the quote alone.
    pub context: bool,
    /// What the score is made of.
    pub explain: bool,
}

/// The paragraphs around a statement's sentences.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Those before, in order.
    pub before: Vec<String>,
    /// Those after, in order.
    pub after: Vec<String>,
}

/// Writes `hits` as cards with a blank line between them, the nth with what is `around` it.
pub fn write(
    out: &mut dyn Write,
    hits: &[Hit],
    around: &[Around],
    style: Style,
    options: CardOptions,
) -> io::Result<()> {
    for (nth, hit) in hits.iter().enumerate() {
        if 0 < nth {
            writeln!(out)?;
        }
        card(out, hit, around.get(nth), style, options)?;
    }
    Ok(())
}

/// Writes what has some of the words, below a line that says so.
pub fn partly(
    out: &mut dyn Write,
    page: &Page,
    style: Style,
    options: CardOptions,
) -> io::Result<()> {
    if page.partly.is_empty() {
        return Ok(());
    }
    if !page.hits.is_empty() {
        writeln!(out)?;
    }
    let mut line = Paragraph::new();
    line.push("With some of the words:", style.theme.aside);
    line.write_wrapped(out, style.width, 0)?;
    writeln!(out)?;
    write(out, &page.partly, &[], style, options)
}

fn card(
    out: &mut dyn Write,
    hit: &Hit,
    around: Option<&Around>,
    style: Style,
    options: CardOptions,
) -> io::Result<()> {
    let paragraphs = |out: &mut dyn Write, texts: &[String]| {
        texts.iter().try_for_each(|text| {
            let mut paragraph = Paragraph::new();
            paragraph.push(text, style.theme.aside);
            paragraph.write_wrapped(out, style.width, INDENT)
        })
    };
    head(out, &hit.record, style)?;
    let shown =
        if options.context { 0..hit.excerpt.text.len() } else { shown(&hit.excerpt, &hit.record) };
    let mut body = Paragraph::new();
    marked(&mut body, &hit.excerpt.text, &hit.excerpt.marks, shown, style);
    paragraphs(out, around.map_or(&[], |around| &around.before))?;
    body.write_wrapped(out, style.width, INDENT)?;
    paragraphs(out, around.map_or(&[], |around| &around.after))?;
    foot(out, &hit.record, &hit.short_id, style)?;
    if let Some(copies) = hit.copies.as_ref().filter(|copies| 1 < copies.documents) {
        let mut line = Paragraph::new();
        line.push(&format!("in {} documents: ", copies.documents), Ansi::new());
        line.push(&format!("onrecord variants {}", hit.short_id), style.theme.aside);
        line.write_wrapped(out, style.width, INDENT)?;
    }
    if options.explain {
        writeln!(out, "  score {:.2}", hit.score)?;
        for reason in &hit.why {
            let mut line = Paragraph::new();
            line.push(&reason.to_string(), style.theme.aside);
            line.write_wrapped(out, style.width, 2 * INDENT)?;
        }
    }
    Ok(())
}

/// Writes passages as cards: when and under which title, the words, and where they stand.
pub fn passages(out: &mut dyn Write, hits: &[PassageHit], style: Style) -> io::Result<()> {
    for (nth, hit) in hits.iter().enumerate() {
        if 0 < nth {
            writeln!(out)?;
        }
        let record = &hit.record;
        let mut title = Paragraph::new();
        title.push(record.title.as_deref().unwrap_or("passage"), Ansi::new());
        let mut when = Paragraph::new();
        when.push(&reported(record.published), style.theme.date);
        sides(out, &title, &when, style)?;
        let (text, marks) = (&hit.excerpt.text, &hit.excerpt.marks);
        let mut body = Paragraph::new();
        marked(&mut body, text, marks, 0..text.len(), style);
        body.write_wrapped(out, style.width, INDENT)?;
        let mut groups: Vec<String> = record.outlet.iter().cloned().collect();
        groups.push(record.document.clone());
        grouped(out, groups, style)?;
    }
    Ok(())
}

/// Writes the line that says who, to whom and when.
pub fn head(out: &mut dyn Write, record: &Record, style: Style) -> io::Result<()> {
    let theme = style.theme;
    let mut names = Paragraph::new();
    match &record.speaker {
        Some(speaker) => names.push(called(speaker), theme.speaker),
        None => names.push("unknown speaker", theme.aside),
    }
    for (nth, agent) in record.joint_with.iter().enumerate() {
        let last = nth + 1 == record.joint_with.len();
        names.push(if last { " and " } else { ", " }, Ansi::new());
        names.push(called(agent), theme.speaker);
    }
    for (nth, agent) in record.addressees.iter().enumerate() {
        names.push(if nth == 0 { " → " } else { ", " }, Ansi::new());
        names.push(called(agent), Ansi::new());
    }
    let mut when = Paragraph::new();
    when.push(&day(record), theme.date);
    sides(out, &names, &when, style)
}

/// Writes `left` and `right` on one line, or on two where there is no room.
fn sides(out: &mut dyn Write, left: &Paragraph, right: &Paragraph, style: Style) -> io::Result<()> {
    let gap = style.width.checked_sub(left.width() + right.width()).filter(|gap| 2 <= *gap);
    if let Some(gap) = gap {
        left.write(out)?;
        write!(out, "{:gap$}", "")?;
        right.write(out)?;
        return writeln!(out);
    }
    left.write_wrapped(out, style.width, 0)?;
    right.write_wrapped(out, style.width, INDENT)
}

/// The day of the saying with the words that gave it, as far as either is known.
pub fn day(record: &Record) -> String {
    let Some(said) = &record.said else { return reported(record.published) };
    let day = said.date.map_or_else(|| reported(record.published), |date| date.to_string());
    match &said.as_written {
        Some(words) if said.basis != DateBasis::Document => format!("{day} (“{words}”)"),
        _ => day,
    }
}

fn reported(published: Option<ApproxDate>) -> String {
    published.map_or_else(|| "undated".to_owned(), |date| format!("reported {date}"))
}

/// Which part of an excerpt a card shows: the quote with its marks, and the cue where it stands
/// right before it and belongs to its sense. The whole, where the query matched elsewhere.
fn shown(excerpt: &Excerpt, record: &Record) -> Range<usize> {
    let text = excerpt.text.as_str();
    let whole = 0..text.len();
    let (Some(first), Some(last)) = (excerpt.quote.first(), excerpt.quote.last()) else {
        return whole;
    };
    let mut start = text[..first.start].trim_end_matches(OPENING).len();
    let rest = text[last.end..].trim_start_matches(CLOSING);
    let end = text.len() - rest.len();
    if record.kind != Kind::Direct
        && let Some(cue) = &record.cue
    {
        // A mark in front of the cue belongs to a quote that the cue stands in.
        start = cue_before(&text[..start], cue)
            .map_or(start, |cue| text[..cue].trim_end_matches(OPENING).len());
    }
    let inside = |mark: &Range<usize>| start <= mark.start && mark.end <= end;
    if excerpt.marks.iter().all(inside) { start..end } else { whole }
}

/// Where `cue` stands in `before`, if so near its end that both are read as one.
fn cue_before(before: &str, cue: &str) -> Option<usize> {
    const NEAR: usize = 60;
    let at = before.rfind(cue)?;
    let between = &before[at + cue.len()..];
    let apart = NEAR < between.len() || between.contains(['.', '!', '?', ';', '”', '"', '»']);
    let is_word = !before[..at].ends_with(char::is_alphanumeric)
        && !between.starts_with(char::is_alphanumeric);
    (is_word && !apart).then_some(at)
}

/// Adds `text[shown]` to `paragraph` with what is in `marks` marked.
pub fn marked(
    paragraph: &mut Paragraph,
    text: &str,
    marks: &[Range<usize>],
    shown: Range<usize>,
    style: Style,
) {
    let mut at = shown.start;
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(shown.end));
        if end <= start {
            continue;
        }
        paragraph.push(&text[at..start], Ansi::new());
        if style.theme.brackets {
            paragraph.push("[", Ansi::new());
        }
        paragraph.push(&text[start..end], style.theme.mark);
        if style.theme.brackets {
            paragraph.push("]", Ansi::new());
        }
        at = end;
    }
    paragraph.push(&text[at..shown.end], Ansi::new());
}

/// Writes how the speaker is known, who passed it on, and where it stands.
pub fn foot(out: &mut dyn Write, record: &Record, id: &str, style: Style) -> io::Result<()> {
    let mut groups = vec![evidence(record)];
    groups.extend(record.outlet.clone());
    let others: usize =
        groups.iter().map(|group| group.width() + 3).sum::<usize>() + id.width() + 3;
    // A path may lose its middle before the line breaks.
    let room = (style.width - INDENT).saturating_sub(others).max(SHORT_PATH);
    let path = shorten(&record.document, room);
    groups.push(format!("{path}   {id}"));
    grouped(out, groups, style)
}

/// Writes `groups` side by side on as few lines as they need.
fn grouped(out: &mut dyn Write, groups: Vec<String>, style: Style) -> io::Result<()> {
    let room = style.width - INDENT;
    // Groups stay whole as long as one fits in a line.
    let mut lines: Vec<String> = Vec::new();
    for group in groups {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + group.width() <= room => {
                line.push_str("   ");
                line.push_str(&group);
            }
            _ => lines.push(group),
        }
    }
    for line in lines {
        let mut paragraph = Paragraph::new();
        paragraph.push(&line, style.theme.aside);
        if paragraph.width() <= room {
            write!(out, "{:INDENT$}", "")?;
            paragraph.write(out)?;
            writeln!(out)?;
        } else {
            paragraph.write_wrapped(out, style.width, INDENT)?;
        }
    }
    Ok(())
}

fn evidence(record: &Record) -> String {
    let mut parts = vec![match (record.wording, record.kind) {
        (Wording::Own, Kind::Direct) => "own words".to_owned(),
        (Wording::Own, Kind::Mixed) => "own words in part".to_owned(),
        (wording, _) => wording.name().to_owned(),
    }];
    // "Miller, State Department spokesperson" has said that the department passed it on.
    let told_by = |agent: &Agent| {
        let roles =
            record.speaker.iter().chain(&record.via).filter_map(|other| other.role.as_ref());
        let names = record.speaker.iter().map(|other| &other.name);
        roles.chain(names).any(|text| text.contains(called(agent)))
    };
    let via: Vec<&Agent> = record
        .via
        .iter()
        .filter(|agent| agent.kind != SpeakerKind::Organization || !told_by(agent))
        .collect();
    for (nth, agent) in via.iter().enumerate() {
        parts.push(if nth == 0 { format!("via {}", named(agent)) } else { named(agent) });
    }
    if via.is_empty()
        && let Some(role) = record.speaker.as_ref().and_then(|speaker| speaker.role.as_ref())
    {
        parts.push(role.clone());
    }
    let mention = record.speaker.as_ref().and_then(|speaker| speaker.as_written.as_ref());
    match (record.attribution, mention) {
        (Attribution::Reference, Some(mention)) => parts.push(format!("as “{mention}”")),
        (Attribution::Continued, _) => parts.push("continued".to_owned()),
        _ => {}
    }
    parts.join(", ")
}

/// An agent with their role.
pub fn named(agent: &Agent) -> String {
    let name = called(agent);
    match &agent.role {
        Some(role) if role != name => format!("{name}, {role}"),
        _ => name.to_owned(),
    }
}

/// What an agent is called: by name, or as the text has it where that leads to no name.
pub fn called(agent: &Agent) -> &str {
    match (agent.name.as_str(), &agent.as_written) {
        ("", Some(written)) => written,
        ("", None) => "unknown",
        (name, _) => name,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::{Theme, fixture};

    fn cards(hits: &[Hit], theme: Theme, width: usize, options: CardOptions) -> String {
        let mut out = Vec::new();
        write(&mut out, hits, &[], Style::new(theme, width), options).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn plain(hit: Hit, width: usize) -> String {
        cards(&[hit], Theme::PLAIN, width, CardOptions::default())
    }

    #[test]
    fn a_card_says_who_what_and_where() {
        assert_snapshot!(plain(fixture::hit(), 80), @"
        Ada Okoye → Yoav Lindt                                  2031-11-03 (“on Monday”)
          reaffirmed “the [ironclad] commitment of both ports to keep the strait open,”
          readout, via Jonas Brandt, spokesperson   calls/2031/strait-call.txt   3f9a/2
        ");
    }

    #[test]
    fn narrow_cards_put_the_date_below() {
        assert_snapshot!(plain(fixture::hit(), 40), @"
        Ada Okoye → Yoav Lindt
          2031-11-03 (“on Monday”)
          reaffirmed “the [ironclad] commitment
          of both ports to keep the strait
          open,”
          readout, via Jonas Brandt,
          spokesperson
          calls/2031/s…it-call.txt   3f9a/2
        ");
    }

    #[test]
    fn context_and_reasons_are_shown_on_request() {
        let options = CardOptions { context: true, explain: true };
        assert_snapshot!(cards(&[fixture::hit()], Theme::PLAIN, 80, options), @"
        Ada Okoye → Yoav Lindt                                  2031-11-03 (“on Monday”)
          Minister Ada Okoye reaffirmed “the [ironclad] commitment of both ports to keep
          the strait open,” spokesperson Jonas Brandt said in a readout.
          readout, via Jonas Brandt, spokesperson   calls/2031/strait-call.txt   3f9a/2
          score 12.30
            words +12.30 (ironclad)
        ");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let mut hit = fixture::hit();
        hit.record.speaker = None;
        hit.record.said = None;
        hit.record.addressees.clear();
        hit.record.via.clear();
        hit.record.wording = Wording::Own;
        hit.record.attribution = Attribution::Continued;
        assert_snapshot!(plain(hit.clone(), 80), @"
        unknown speaker                                              reported 2031-11-05
          reaffirmed “the [ironclad] commitment of both ports to keep the strait open,”
          own words in part, continued   calls/2031/strait-call.txt   3f9a/2
        ");
        hit.record.published = None;
        assert_eq!(day(&hit.record), "undated");
    }

    #[test]
    fn the_cue_is_shown_where_it_is_near() {
        assert_eq!(cue_before("Okoye told the ministry “", "told"), Some(6));
        assert_eq!(cue_before("Okoye foretold ", "told"), None);
        assert_eq!(cue_before("“No,” he said. Then ", "said"), None);
        assert_eq!(cue_before("", "said"), None);
    }

    #[test]
    fn a_match_outside_the_quote_brings_its_sentence() {
        let mut hit = fixture::hit();
        let at = hit.excerpt.text.find("readout").unwrap();
        hit.excerpt.marks.push(at..at + 7);
        assert_snapshot!(plain(hit, 80), @"
        Ada Okoye → Yoav Lindt                                  2031-11-03 (“on Monday”)
          Minister Ada Okoye reaffirmed “the [ironclad] commitment of both ports to keep
          the strait open,” spokesperson Jonas Brandt said in a [readout].
          readout, via Jonas Brandt, spokesperson   calls/2031/strait-call.txt   3f9a/2
        ");
    }

    #[test]
    fn color_replaces_brackets() {
        let colored = cards(&[fixture::hit()], Theme::COLOR, 80, CardOptions::default());
        assert!(colored.contains("\u{1b}[1m\u{1b}[33mironclad\u{1b}[0m"), "{colored:?}");
        assert!(!colored.contains("[ironclad]"), "{colored}");
    }

    #[test]
    fn hostile_names_and_paths_are_cleaned() {
        let mut hit = fixture::hit();
        hit.record.document = "\u{1b}]0;owned\u{7}.txt".to_owned();
        hit.record.speaker = Some(fixture::agent("x", "Ada\u{202e}\u{1b}[31m", None));
        hit.excerpt.text = "Ada said “go\u{1b}[2J\u{200b} now”".to_owned();
        hit.excerpt.marks.clear();
        hit.excerpt.quote.clear();
        let card = plain(hit, 80);
        assert!(!card.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{card:?}");
        assert!(card.contains("go␛[2J now"), "{card}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let mut hit = fixture::hit();
        hit.record.document = "a/very/long/path/".repeat(12) + "document.txt#1204";
        hit.record.outlet =
            Some("The Strait and Harbor Gazette of the Northern Provinces".to_owned());
        for width in 40..=200 {
            for line in plain(hit.clone(), width).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}
