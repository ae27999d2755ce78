//! Word and `OpenDocument` texts: their paragraphs as a reader sees them.
//!
//! What the properties say of dates is when the file was made and changed, and of authors whose
//! computer it was made on: neither is the document's. Properties that people add are.

mod docx;
mod odt;
mod xml;

use std::ops::{ControlFlow, Range};

pub(super) use self::{docx::read as read_docx, odt::read as read_odt};

use self::xml::{Piece, Xml};
use super::{
    Fault,
    meta::{self, Field, Meta},
    prose,
    read::{Each, Flow, Reading, Stop},
    unpack::{Package, Part},
};
use crate::model::{Format, Origin};

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Style {
    #[default]
    Body,
    Title,
    Heading,
    /// Not to be read: hidden, or of a table of contents.
    Left,
}

/// A paragraph that is being read.
#[derive(Default)]
struct Open {
    words: String,
    /// The byte of the part that it begins at.
    start: u64,
    style: Style,
}

/// The text so far.
#[derive(Default)]
struct Draft {
    text: String,
    origins: Vec<Origin>,
    /// Where headings begin.
    headings: Vec<u32>,
    title: Option<String>,
    n_paragraphs: u64,
    /// Notes, to stand behind the text.
    notes: Vec<(String, Range<u64>)>,
}

impl Draft {
    /// Takes in a paragraph of the text that ends at `end`.
    fn paragraph(&mut self, open: &Open, end: u64) {
        self.n_paragraphs += 1;
        let start = self.text.len();
        let place = format!("paragraph {}", self.n_paragraphs);
        if open.style == Style::Left || !self.push(&open.words, open.start..end, place) {
            return;
        }
        let start = self.origins.last().map_or(start, |origin| origin.start as usize);
        match open.style {
            Style::Title if self.title.is_none() => self.title = Some(meta::tidy(&open.words)),
            Style::Body | Style::Left => return,
            Style::Title | Style::Heading => {}
        }
        self.headings.extend(u32::try_from(start));
    }

    fn note(&mut self, open: Open, end: u64) {
        if open.style != Style::Left {
            self.notes.push((open.words, open.start..end));
        }
    }

    fn push(&mut self, words: &str, raw: Range<u64>, place: String) -> bool {
        let words = words.trim();
        if words.is_empty() {
            return false;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.origins.push(Origin { start, raw: (raw.start, raw.end), place });
        self.text.push_str(words);
        true
    }

    /// Hands the document on.
    fn finish(
        mut self,
        reading: &Reading,
        properties: Properties,
        format: Format,
        each: Each<'_>,
    ) -> Flow {
        for (number, (words, raw)) in (1..).zip(std::mem::take(&mut self.notes)) {
            self.push(&words, raw, format!("note {number}"));
        }
        let mut layout = prose::lay_out(&self.text, 0..self.text.len(), false);
        if layout.paragraphs.is_empty() {
            return Err((None, Fault::Blank));
        }
        for paragraph in &mut layout.paragraphs {
            if self.headings.binary_search(&paragraph.span.start).is_ok() {
                paragraph.turn = None;
            }
        }
        let mut document = reading.document(None);
        document.format = format;
        let first_line = layout.title.map(|title| meta::tidy(title.of(&self.text)));
        document.title = self.title.or(properties.title).or(first_line);
        document.published = layout.date;
        document.paragraphs = layout.paragraphs;
        document.turns = layout.turns;
        document.hidden = layout.hidden;
        document.text = self.text;
        document.origins = self.origins;
        let fault = properties.added.fill(&mut document);
        if reading.warn(None, fault, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        Ok(reading.hand_on(document, None, each))
    }
}

/// What stands beside the text.
#[derive(Default)]
struct Properties {
    title: Option<String>,
    /// What people added.
    added: Meta,
}

impl Properties {
    /// Reads them from the part called `name`, if it is there.
    fn read(&mut self, package: &mut Package, name: &str, reading: &Reading) -> Result<(), Stop> {
        let Some(part) = package.part(name, reading)? else { return Ok(()) };
        let mut xml = Xml::new(part, reading);
        let mut slot = None;
        let mut words = String::new();
        while let Some(piece) = xml.next()? {
            match piece {
                Piece::Start(start) => match start.local_name().as_ref() {
                    "title" => slot = Some((Field::Title, 0)),
                    "property" | "user-defined" => {
                        slot = xml::attribute(&start, "name").and_then(|name| meta::field(&name));
                    }
                    _ => {}
                },
                Piece::Text(text) if slot.is_some() => words.push_str(&text),
                Piece::End(end)
                    if matches!(
                        end.local_name().as_ref(),
                        "title" | "property" | "user-defined"
                    ) =>
                {
                    let words = std::mem::take(&mut words);
                    match slot.take() {
                        Some((Field::Title, _)) => self.title = told_title(&words),
                        Some((field, rank)) => self.added.set(field, rank, vec![words]),
                        None => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A title that is one, and not what a program called the file.
pub(super) fn told_title(title: &str) -> Option<String> {
    let title = meta::tidy(title);
    let lower = title.to_lowercase();
    let is_name = [".doc", ".docx", ".dot", ".dotx", ".odt", ".rtf"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    let says_nothing = ["", "title", "untitled"].contains(&lower.as_str())
        || lower.starts_with("microsoft word - ");
    (!is_name && !says_nothing).then_some(title)
}

/// A part that must be there, or the document is another.
fn main_part<'a>(
    package: &'a mut Package,
    name: &str,
    reading: &'a Reading,
) -> Result<Part<'a>, Stop> {
    let missing = || Fault::Damaged { what: "ZIP", reason: format!("there is no `{name}` in it") };
    let part = package.part(name, reading)?.ok_or_else(|| (None, missing()))?;
    Ok(match reading.capture() {
        Some(capture) => capture.along(part),
        None => part,
    })
}
