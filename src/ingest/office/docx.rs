//! Word documents.

use rustc_hash::FxHashMap;

use super::{
    Draft, Open, Properties, Style, main_part,
    xml::{Piece, Xml, attribute},
};
use crate::{
    ingest::{
        Fault,
        read::{Each, Flow, Reading, Stop},
        unpack::{Package, Part},
    },
    model::Format,
};

/// Reads the document in `bytes`.
pub(in crate::ingest) fn read(reading: &Reading, bytes: Vec<u8>, each: Each<'_>) -> Flow {
    if bytes.starts_with(&OLE) {
        let is_encrypted = memchr::memmem::find(&bytes, ENCRYPTED).is_some();
        let fault = Fault::Misnamed("an old Office document");
        return Err((None, if is_encrypted { Fault::Encrypted } else { fault }));
    }
    let mut package = Package::open(bytes)?;
    let main = main_name(&mut package, reading)?;
    match main.split('/').next() {
        Some("xl") => return Err((None, Fault::Unsupported("a spreadsheet".to_owned()))),
        Some("ppt") => return Err((None, Fault::Unsupported("a presentation".to_owned()))),
        _ => {}
    }
    let mut properties = Properties::default();
    properties.read(&mut package, "docProps/core.xml", reading)?;
    properties.read(&mut package, "docProps/custom.xml", reading)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let styles = match package.part(&format!("{folder}/styles.xml"), reading)? {
        Some(part) => styles(part, reading)?,
        None => FxHashMap::default(),
    };
    let mut draft = Draft::default();
    Walk::new(main_part(&mut package, &main, reading)?, reading, &styles, false)
        .walk(&mut draft)?;
    for notes in ["footnotes", "endnotes"] {
        if let Some(part) = package.part(&format!("{folder}/{notes}.xml"), reading)? {
            Walk::new(part, reading, &styles, true).walk(&mut draft)?;
        }
    }
    // These stand in parts of their own.
    draft.notes.iter_mut().for_each(|(_, raw)| *raw = 0..0);
    draft.finish(reading, properties, Format::Docx, each)
}

/// How files of old Office programs, and encrypted ones of new programs, begin.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The name of the stream that holds what is encrypted.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// The name of the part that holds the text.
fn main_name(package: &mut Package, reading: &Reading) -> Result<String, Stop> {
    const USUAL: &str = "word/document.xml";
    let Some(part) = package.part("_rels/.rels", reading)? else { return Ok(USUAL.to_owned()) };
    let mut xml = Xml::new(part, reading);
    while let Some(piece) = xml.next()? {
        let Piece::Start(start) = piece else { continue };
        if attribute(&start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            && let Some(target) = attribute(&start, "Target")
        {
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Ok(USUAL.to_owned())
}

/// What the styles stand for by their names, which are English in every language's Word; their
/// ids are not.
fn styles(part: Part<'_>, reading: &Reading) -> Result<FxHashMap<String, Style>, Stop> {
    let mut styles = FxHashMap::default();
    let mut xml = Xml::new(part, reading);
    let mut id = None;
    while let Some(piece) = xml.next()? {
        let Piece::Start(start) = piece else { continue };
        match start.local_name().as_ref() {
            "style" => id = attribute(&start, "styleId"),
            "name" => {
                let name = attribute(&start, "val").unwrap_or_default().to_lowercase();
                if let (Some(id), Some(style)) = (id.take(), style_called(&name)) {
                    styles.insert(id, style);
                }
            }
            _ => {}
        }
    }
    Ok(styles)
}

fn style_called(name: &str) -> Option<Style> {
    match name {
        "title" => Some(Style::Title),
        _ if name.starts_with("heading") => Some(Style::Heading),
        _ if name.starts_with("toc ") => Some(Style::Left),
        _ => None,
    }
}

/// A walk through the paragraphs of a part.
struct Walk<'a> {
    xml: Xml<'a>,
    styles: &'a FxHashMap<String, Style>,
    is_notes: bool,
    /// Paragraphs that were begun; those of a text box stand in another.
    open: Vec<Open>,
    /// Whether a run is being read, and whether it is hidden.
    run: Option<bool>,
}

/// What is not to be read: deleted text, what an older program would show instead, what was
/// before a change of style, codes of fields.
const LEFT: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "rPrChange",
    "pPrChange",
    "sectPr",
    "delInstrText",
];

impl<'a> Walk<'a> {
    fn new(
        part: Part<'a>,
        reading: &Reading,
        styles: &'a FxHashMap<String, Style>,
        is_notes: bool,
    ) -> Self {
        Self { xml: Xml::new(part, reading), styles, is_notes, open: Vec::new(), run: None }
    }

    fn walk(mut self, draft: &mut Draft) -> Result<(), Stop> {
        loop {
            let at = self.xml.at();
            let Some(piece) = self.xml.next()? else { return Ok(()) };
            match piece {
                Piece::Start(start) => {
                    let name = start.local_name();
                    let name = name.as_ref();
                    let separates = ["footnote", "endnote"].contains(&name)
                        && attribute(&start, "type").is_some();
                    if LEFT.contains(&name) || separates {
                        self.xml.skip()?;
                        continue;
                    }
                    let value = || attribute(&start, "val");
                    let Some(open) = self.open.last_mut() else {
                        if name == "p" {
                            self.open.push(Open { start: at, ..Open::default() });
                        }
                        continue;
                    };
                    match (name, self.run) {
                        ("p", _) => {
                            self.open.push(Open { start: at, ..Open::default() });
                            self.run = None;
                        }
                        ("r", _) => self.run = Some(false),
                        ("vanish", Some(_)) => {
                            let off = value().is_some_and(|value| {
                                ["0", "false", "off"].contains(&value.as_str())
                            });
                            self.run = Some(!off);
                        }
                        ("pStyle", _) => {
                            let style = value().and_then(|id| self.styles.get(&id));
                            open.style = style.copied().unwrap_or_default();
                        }
                        ("tab", Some(false)) => open.words.push('\t'),
                        ("br" | "cr", Some(false)) => open.words.push('\n'),
                        ("noBreakHyphen", Some(false)) => open.words.push('\u{2011}'),
                        ("softHyphen", Some(false)) => open.words.push('\u{ad}'),
                        _ => {}
                    }
                }
                Piece::Text(text) => {
                    if let (Some(open), Some(false)) = (self.open.last_mut(), self.run) {
                        open.words.push_str(&text);
                    }
                }
                Piece::End(end) => match end.local_name().as_ref() {
                    "r" => self.run = None,
                    "p" => {
                        let end = self.xml.at();
                        match self.open.pop() {
                            Some(open) if self.is_notes => draft.note(open, end),
                            Some(open) => draft.paragraph(&open, end),
                            None => {}
                        }
                    }
                    _ => {}
                },
            }
        }
    }
}
