//! Plain text, Markdown and transcripts: front matter, header line, paragraphs and turns.

use std::ops::ControlFlow;

use super::{
    Fault, Place, dates,
    decode::Decoded,
    front_matter, markdown,
    meta::{self, Meta},
    prose,
    read::{Each, Flow, Reading},
    sniff::Kind,
};
use crate::model::{Document, Format, Origin, Paragraph, Span};

impl Reading {
    /// Reads `decoded`; whether it is Markdown is asked only of what is not called so.
    pub(super) fn text(&self, kind: Kind, mut decoded: Decoded, each: Each<'_>) -> Flow {
        if self.warn_all(decoded.take_faults(), each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let text = std::mem::take(&mut decoded.text);
        let front = front_matter::read(&text).map_err(|(place, fault)| (Some(place), fault))?;
        let (meta, mut start, line) = front
            .map_or((Meta::default(), 0, None), |front| (front.meta, front.end, front.date_line));
        let header = dates::header(&text[start..]);
        let mut document = self.document(None);
        let mut fault = None;
        let mut place = line.map(Place::Line);
        if let Some((length, said, date)) = header {
            if date.is_none() {
                fault = Some(Fault::Date(said.to_owned()));
                place = Some(Place::Byte((start + length - said.len()) as u64));
            }
            document.published = date;
            start += length;
        }
        let is_markdown = kind == Kind::Markdown || markdown::is_likely(&text[start..]);
        let layout = prose::lay_out(&text, start..text.len(), is_markdown);
        if layout.paragraphs.is_empty() {
            return Err((None, Fault::Blank));
        }
        document.format = match (layout.turns.is_empty(), is_markdown) {
            (false, _) => Format::Transcript,
            (true, true) => Format::Markdown,
            (true, false) => Format::Plain,
        };
        document.title = layout.title.map(|title| shown(&text, title, &layout.hidden));
        document.published = document.published.or(layout.date);
        document.paragraphs = layout.paragraphs;
        document.turns = layout.turns;
        document.hidden = layout.hidden;
        document.text = text;
        document.encoding = decoded.encoding;
        if !decoded.is_the_file() {
            document.origins = origins(&document, &decoded);
        }
        fault = meta.fill(&mut document).or(fault);
        if self.warn(place, fault, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        Ok(self.hand_on(document, None, each))
    }
}

/// Where the paragraphs of a text stood before it was decoded.
fn origins(document: &Document, decoded: &Decoded) -> Vec<Origin> {
    let newlines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let (mut line, mut at) = (1, 0);
    let origin = |paragraph: &Paragraph| {
        let (start, end) = (paragraph.span.start as usize, paragraph.span.end as usize);
        line += newlines(&document.text[at..start]);
        at = start;
        let raw = (decoded.raw(start), decoded.raw(end));
        Origin { start: paragraph.span.start, raw, place: format!("line {line}") }
    };
    document.paragraphs.iter().map(origin).collect()
}

/// The words under `span`, tidied.
fn shown(text: &str, span: Span, hidden: &[Span]) -> String {
    let mut words = String::new();
    let mut at = span.start;
    for hidden in hidden.iter().filter(|hidden| hidden.overlaps(span)) {
        words.push_str(&text[at as usize..hidden.start.max(at) as usize]);
        at = hidden.end;
    }
    words.push_str(&text[at.min(span.end) as usize..span.end as usize]);
    meta::tidy(&words)
}
