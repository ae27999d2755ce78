//! `OpenDocument` texts.

use rustc_hash::FxHashMap;

use super::{
    Draft, Open, Properties, Style, main_part,
    xml::{Piece, Xml, attribute},
};
use crate::{
    ingest::{
        Fault,
        read::{Each, Flow, Reading, Stop},
        unpack::Package,
    },
    model::Format,
};

/// Reads the document in `bytes`.
pub(in crate::ingest) fn read(reading: &Reading, bytes: Vec<u8>, each: Each<'_>) -> Flow {
    let mut package = Package::open(bytes)?;
    if is_encrypted(&mut package, reading)? {
        return Err((None, Fault::Encrypted));
    }
    let mut properties = Properties::default();
    properties.read(&mut package, "meta.xml", reading)?;
    let mut draft = Draft::default();
    let xml = Xml::new(main_part(&mut package, "content.xml", reading)?, reading);
    Walk::default().walk(xml, &mut draft)?;
    draft.finish(reading, properties, Format::Odt, each)
}

/// Whether the list of parts says that they are encrypted.
fn is_encrypted(package: &mut Package, reading: &Reading) -> Result<bool, Stop> {
    let Some(part) = package.part("META-INF/manifest.xml", reading)? else { return Ok(false) };
    let mut xml = Xml::new(part, reading);
    while let Some(piece) = xml.next()? {
        if let Piece::Start(start) = piece
            && start.local_name().as_ref() == "encryption-data"
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A walk through the paragraphs.
#[derive(Default)]
struct Walk {
    /// What the document's own styles stand for.
    styles: FxHashMap<String, Style>,
    /// Paragraphs that were begun; those of a note or a text box stand in another.
    open: Vec<Open>,
    /// How many notes are open, one in the other.
    notes: u32,
    /// Whether the text has begun.
    in_text: bool,
}

/// What is not to be read: deleted text, comments, numbers of notes, hidden text, what describes
/// images, tables of contents.
const LEFT: &[&str] = &[
    "text:tracked-changes",
    "office:annotation",
    "text:note-citation",
    "text:hidden-text",
    "text:hidden-paragraph",
    "svg:title",
    "svg:desc",
    "text:table-of-content",
];

/// More blanks in a row are as good as these.
const BLANKS: usize = 8;

impl Walk {
    fn walk(mut self, mut xml: Xml<'_>, draft: &mut Draft) -> Result<(), Stop> {
        let mut style_name = None;
        loop {
            let at = xml.at();
            let Some(piece) = xml.next()? else { return Ok(()) };
            match piece {
                Piece::Start(start) => {
                    let name = start.name();
                    let name = name.as_ref();
                    let style = attribute(&start, "style-name");
                    let style = style.and_then(|style| self.style(&style)).unwrap_or_default();
                    let is_hidden = name == "text:span" && style == Style::Left;
                    if LEFT.contains(&name) || is_hidden {
                        xml.skip()?;
                        continue;
                    }
                    match name {
                        "office:text" => self.in_text = true,
                        "office:spreadsheet" => {
                            return Err((None, Fault::Unsupported("a spreadsheet".to_owned())));
                        }
                        "office:presentation" => {
                            return Err((None, Fault::Unsupported("a presentation".to_owned())));
                        }
                        "style:style" => {
                            style_name = attribute(&start, "name");
                            let parent = attribute(&start, "parent-style-name");
                            let style = parent.and_then(|parent| self.style(&parent));
                            if let (Some(name), Some(style)) = (&style_name, style) {
                                self.styles.insert(name.clone(), style);
                            }
                        }
                        "style:text-properties" => {
                            let hidden = attribute(&start, "display");
                            if let (Some("none"), Some(name)) = (hidden.as_deref(), &style_name) {
                                self.styles.insert(name.clone(), Style::Left);
                            }
                        }
                        "text:note" => self.notes += 1,
                        "text:p" | "text:h" if self.in_text => {
                            let is_heading = name == "text:h" && style == Style::Body;
                            let style = if is_heading { Style::Heading } else { style };
                            self.open.push(Open { start: at, style, words: String::new() });
                        }
                        "text:s" => {
                            let count = attribute(&start, "c");
                            let count = count.and_then(|count| count.parse().ok()).unwrap_or(1);
                            self.push(&" ".repeat(count.min(BLANKS)));
                        }
                        "text:tab" => self.push("\t"),
                        "text:line-break" => self.push("\n"),
                        _ => {}
                    }
                }
                Piece::Text(text) => {
                    // Line ends of the XML are blanks, and many blanks are one.
                    if let Some(open) = self.open.last_mut() {
                        for char in text.chars() {
                            let char = if char.is_ascii_whitespace() { ' ' } else { char };
                            if char != ' ' || !open.words.ends_with(' ') {
                                open.words.push(char);
                            }
                        }
                    }
                }
                Piece::End(end) => match end.name().as_ref() {
                    "text:note" => self.notes = self.notes.saturating_sub(1),
                    "text:p" | "text:h" => {
                        let end = xml.at();
                        match self.open.pop() {
                            Some(open) if self.notes > 0 => draft.note(open, end),
                            Some(open) => draft.paragraph(&open, end),
                            None => {}
                        }
                    }
                    _ => {}
                },
            }
        }
    }

    fn push(&mut self, words: &str) {
        if let Some(open) = self.open.last_mut() {
            open.words.push_str(words);
        }
    }

    /// What the style called `name` stands for.
    fn style(&self, name: &str) -> Option<Style> {
        match name {
            "Title" => Some(Style::Title),
            _ if name.starts_with("Heading") => Some(Style::Heading),
            _ => self.styles.get(name).copied(),
        }
    }
}
