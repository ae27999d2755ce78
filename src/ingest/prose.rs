//! Text into paragraphs and turns: what all formats share once they have a text.

use std::ops::Range;

use super::{
    dates,
    labels::{self, Shape},
    lines::{self, Line},
    markdown::{self, Start},
    meta,
    pieces::pieces,
    transcript::{self, Mark},
};
use crate::model::{ApproxDate, Document, Paragraph, Span, Turn};

/// How a text is laid out.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) turns: Vec<Turn>,
    pub(super) hidden: Vec<Span>,
    /// The headline that it begins with.
    pub(super) title: Option<Span>,
    /// The date in a line of its own near the head.
    pub(super) date: Option<ApproxDate>,
}

/// Lays out `body` of `text`, looking for turns.
pub(super) fn lay_out(text: &str, body: Range<usize>, is_markdown: bool) -> Layout {
    let mut layout = Layout::default();
    let lines = lines::split(text, body);
    let wrap = lines::wrap(text, &lines);
    let marks = transcript::marks(text, &lines, wrap);
    layout.date = date_in_head(text, &lines);
    layout.add(text, &lines, &marks, wrap, is_markdown, None);
    layout.title = layout.title_of(text, &lines, is_markdown);
    layout.hide_invisible(text);
    layout
}

/// Makes `text` that of `document`, laid out, with the title and the date that it begins with.
pub(super) fn write(document: &mut Document, text: String) {
    let layout = lay_out(&text, 0..text.len(), markdown::is_likely(&text));
    document.text = text;
    layout.fill(document);
}

/// Lays out the parts of a text whose turns are known: each a range and its turn.
pub(super) fn lay_out_parts(
    text: &str,
    parts: &[(Range<usize>, Option<u32>)],
    turns: Vec<Turn>,
) -> Layout {
    let mut layout = Layout { turns, ..Layout::default() };
    let all = lines::split(text, 0..text.len());
    let wrap = lines::wrap(text, &all);
    for (part, turn) in parts {
        let lines = lines::split(text, part.clone());
        layout.add(text, &lines, &[], wrap, false, *turn);
    }
    layout.hide_invisible(text);
    layout
}

impl Layout {
    /// Makes this the layout of `document`, whose text it is of.
    pub(super) fn fill(self, document: &mut Document) {
        document.title = self.title.map(|title| meta::tidy(title.of(&document.text)));
        document.published = self.date;
        document.paragraphs = self.paragraphs;
        document.turns = self.turns;
        document.hidden = self.hidden;
    }

    fn add(
        &mut self,
        text: &str,
        lines: &[Line],
        marks: &[(usize, Mark)],
        wrap: Option<lines::Wrap>,
        is_markdown: bool,
        turn: Option<u32>,
    ) {
        let mut marks = marks.iter().peekable();
        let mut turn = turn;
        let mut block: Option<Range<usize>> = None;
        let mut open: Option<Open> = None;
        let mut pending = Vec::new();
        let mut ready = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if line.is_blank() {
                ready.extend(open.take());
                self.flush(text, &mut block, &mut ready, &mut pending, is_markdown);
                continue;
            }
            let mark = marks.next_if(|(marked, _)| *marked == at).map(|(_, mark)| mark);
            let (start, length) =
                if is_markdown { markdown::start(line.of(text)) } else { (Start::Text, 0) };
            let mut from = line.start();
            match mark {
                Some(Mark::Turn(label)) => {
                    let name = &line.of(text)[label.name.clone()];
                    turn = u32::try_from(self.turns.len()).ok();
                    let label_span =
                        Span::new(line.start() + label.name.start, line.start() + label.name.end);
                    self.turns.push(Turn {
                        label: Some(label_span),
                        // Who answers an `A` is not said.
                        anonymous: labels::is_crowd(name) || label.shape == Shape::Answer,
                        ..Turn::default()
                    });
                    from = line.start() + label.words;
                }
                Some(Mark::End) => turn = None,
                None => {}
            }
            let mut words = *line;
            if start == Start::Quote {
                words.leave_out(length);
            }
            let goes_on = open.as_ref().is_some_and(|open| {
                let quoted = start == Start::Quote && open.start == Start::Quote;
                let text_on = start == Start::Text
                    && open.start != Start::Rule
                    && !matches!(open.start, Start::Heading(_));
                // What follows an item's words without a blank line goes on with them.
                let item = open.start == Start::Item && !lines::ends_sentence(open.last.of(text));
                mark.is_none()
                    && (text_on || quoted)
                    && wrap.is_some_and(|wrap| item || wrap.joins(text, &open.last, &words))
            });
            if length > 0 && mark.is_none() {
                pending.push(Span::new(line.start(), line.start() + length));
                from += length;
            }
            block = Some(block.map_or(line.start(), |block| block.start)..line.end());
            if goes_on && let Some(open) = &mut open {
                open.end = line.end();
                open.last = *line;
                continue;
            }
            ready.extend(open.take());
            let heading = matches!(start, Start::Heading(_));
            let mut last = *line;
            last.set_in(length); // What goes on under an item stands below its words.
            open = Some(Open {
                from,
                end: line.end(),
                start,
                last,
                turn: if heading { None } else { turn },
            });
        }
        ready.extend(open.take());
        self.flush(text, &mut block, &mut ready, &mut pending, is_markdown);
    }

    /// Ends a block: finds the marks in it, then trims its paragraphs.
    fn flush(
        &mut self,
        text: &str,
        block: &mut Option<Range<usize>>,
        ready: &mut Vec<Open>,
        pending: &mut Vec<Span>,
        is_markdown: bool,
    ) {
        let Some(block) = block.take() else { return };
        let before = self.hidden.len();
        if is_markdown {
            markdown::inline(text, block, &mut self.hidden);
        }
        if !pending.is_empty() {
            self.hidden.append(pending);
            tidy(&mut self.hidden, before);
        }
        for open in ready.drain(..) {
            let hidden = &self.hidden[before..];
            let Some(whole) = trim(text, open.from..open.end, hidden) else { continue };
            let pieces = pieces(text, whole).into_iter();
            let trimmed = pieces
                .filter_map(|piece| trim(text, piece.start as usize..piece.end as usize, hidden));
            let turn = open.turn;
            self.paragraphs.extend(trimmed.map(|span| Paragraph { span, turn }));
        }
    }

    /// The headline: Markdown's first heading, or a first line that is no sentence.
    fn title_of(&self, text: &str, lines: &[Line], is_markdown: bool) -> Option<Span> {
        const LONGEST: usize = 160;
        let first = self.paragraphs.first()?;
        let at = lines.iter().position(|line| !line.is_blank())?;
        let line = lines[at].of(text);
        let heading = is_markdown && matches!(markdown::start(line).0, Start::Heading(1 | 2));
        let last = first.span.end as usize;
        let alone =
            lines.iter().find(|line| line.start() >= last && line.start() > lines[at].start());
        let below_blank = lines.get(at + 1).is_some_and(Line::is_blank);
        let words = first.span.of(text);
        let headline = below_blank
            && first.turn.is_none()
            && alone.is_some()
            && self.paragraphs.len() > 1
            && words.len() <= LONGEST
            && words.split_whitespace().nth(1).is_some()
            && words.starts_with(|char: char| {
                char.is_uppercase() || char.is_numeric() || "“‘'\"".contains(char)
            })
            && !lines::ends_sentence(words)
            && !words.ends_with([',', '-', '–', '—', '”', '"']);
        (heading || headline).then_some(first.span)
    }

    /// Hides `spans` too.
    pub(super) fn hide_all(&mut self, spans: Vec<Span>) {
        self.hidden.extend(spans);
        tidy(&mut self.hidden, 0);
    }

    /// Hides soft hyphens and what has no width.
    fn hide_invisible(&mut self, text: &str) {
        let before = self.hidden.len();
        for invisible in ["\u{ad}", "\u{200b}", "\u{2060}", "\u{feff}"] {
            let found = memchr::memmem::find_iter(text.as_bytes(), invisible.as_bytes());
            self.hidden.extend(found.map(|at| Span::new(at, at + invisible.len())));
        }
        if self.hidden.len() > before {
            tidy(&mut self.hidden, 0);
        }
    }
}

/// A paragraph that may go on.
struct Open {
    from: usize,
    end: usize,
    start: Start,
    last: Line,
    turn: Option<u32>,
}

/// Sorts the spans from `from` on and joins those that touch.
fn tidy(spans: &mut Vec<Span>, from: usize) {
    spans[from..].sort_unstable();
    let mut kept = from;
    for at in from..spans.len() {
        if kept > from && spans[at].start <= spans[kept - 1].end {
            spans[kept - 1].end = spans[kept - 1].end.max(spans[at].end);
        } else {
            spans[kept] = spans[at];
            kept += 1;
        }
    }
    spans.truncate(kept);
}

/// Takes white space and markup off the ends of `range`; nothing where no word is left.
fn trim(text: &str, range: Range<usize>, hidden: &[Span]) -> Option<Span> {
    let (mut start, mut end) = (range.start, range.end);
    loop {
        let words = &text[start..end];
        start += words.len() - words.trim_start_matches(lines::is_space).len();
        let at = hidden.partition_point(|span| span.end as usize <= start);
        match hidden.get(at).filter(|span| span.start as usize <= start) {
            Some(markup) if start < end => start = (markup.end as usize).min(end),
            _ => break,
        }
    }
    loop {
        end = start + text[start..end].trim_end_matches(lines::is_space).len();
        let at = hidden.partition_point(|span| (span.end as usize) < end);
        match hidden.get(at).filter(|span| (span.start as usize) < end) {
            Some(markup) if start < end => end = (markup.start as usize).max(start),
            _ => break,
        }
    }
    text[start..end].contains(char::is_alphanumeric).then(|| Span::new(start, end))
}

/// The date in one of the first lines: alone there, `Updated: 2017-09-15 21:45`, behind a place,
/// `Port Ellis, May 3, 2031`, or in the dateline, `PORT ELLIS, May 3, 2031 - The harbor …`.
fn date_in_head(text: &str, lines: &[Line]) -> Option<ApproxDate> {
    const LINES: usize = 6;
    const LONGEST: usize = 80;
    let head = lines.iter().filter(|line| !line.is_blank()).take(LINES).map(|line| line.of(text));
    head.into_iter().find_map(|line| {
        if line.len() <= LONGEST {
            let found = line.split(['|', '·']).find_map(day_alone);
            if found.is_some() {
                return found;
            }
        }
        let (dateline, _) =
            line[..line.floor_char_boundary(LONGEST)].split_once(" - ").or_else(|| {
                let dash =
                    line.find(" – ").or_else(|| line.find(" — ")).or_else(|| line.find(" -- "))?;
                (dash <= LONGEST).then(|| line.split_at(dash))
            })?;
        let capitals = dateline.bytes().take(3).all(|byte| byte.is_ascii_uppercase());
        let dateline = dateline.split('(').next().unwrap_or_default();
        capitals.then(|| day_alone(dateline)).flatten()
    })
}

/// The day that `part` of a line is, or that stands in it behind a word or a place.
fn day_alone(part: &str) -> Option<ApproxDate> {
    const SHORTEST: usize = 8;
    let part =
        part.trim_matches(|char: char| matches!(char, '*' | '_' | '#') || lines::is_space(char));
    let year = part.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    if !year || part.len() < SHORTEST {
        return None;
    }
    let labelled = part.split_once(": ").filter(|(label, _)| label.len() <= 12);
    let placed = part.split_once(", ").filter(|(place, _)| place.split(' ').count() <= 3);
    let parts = [Some(part), labelled.map(|found| found.1), placed.map(|found| found.1)];
    let found = parts.into_iter().flatten().find_map(dates::parse);
    found.filter(|date| date.first() == date.last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stand_in_the_head_in_many_ways() {
        let date = |text: &str| {
            date_in_head(text, &lines::split(text, 0..text.len())).map(|date| date.to_string())
        };
        for head in [
            "Wire | Updated: 2031-05-03 21:45\n\nText",
            "Briefing\n\nPort Ellis, May 3, 2031\n\n2:14 p.m.",
            "PORT ELLIS, May 3, 2031 - The harbor board met on\nTuesday.",
            "PORT ELLIS, May 3, 2031 (Wire) — The harbor board met.",
            "Text\n**3 May 2031**",
        ] {
            assert_eq!(date(head).as_deref(), Some("2031-05-03"), "{head}");
        }
        for head in [
            "PORT ELLIS (Wire) — The harbor board met in 2031.",
            "Remembering May 3, 2031",
            "The board met on May 3, 2031, and put off a decision.",
            "May 2031",
        ] {
            assert_eq!(date(head), None, "{head}");
        }
    }
}
