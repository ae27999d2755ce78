//! References to statements, as styles of citing and other programs want them.
//!
//! Everything is made of a [`Citation`] alone. APA and Chicago are written here for the four sorts
//! of text that statements stand in; for any other style give [`ReferenceStyle::CslJson`] to a
//! program that reads CSL, such as Zotero or pandoc. No style has the day of reading.

mod apa;
mod bibtex;
mod chicago;
mod csl;
mod ris;
mod web;

use anstyle::Style as Ansi;
use serde::Serialize;
use serde_json::Value;

pub use apa::{apa, apa_in_text};
pub use bibtex::bibtex;
pub use chicago::{chicago_bibliography, chicago_note};
pub use csl::{CslItem, csl};
pub use ris::ris;
pub use web::{Selection, link, markdown, selection};

use super::wrap::Paragraph;
use crate::{
    model::MONTHS,
    query::{Citation, Name, Work},
};

/// A way to write a reference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferenceStyle {
    /// Publication manual of the American Psychological Association, 7th edition.
    Apa,
    /// The Chicago manual of style, 17th edition, notes and bibliography.
    Chicago,
    /// An entry for BibTeX and biber.
    Bibtex,
    /// An item for CSL processors.
    CslJson,
    /// A record for reference managers.
    Ris,
    /// The quote as a block of Markdown, with its source.
    Markdown,
    /// A text-quote selector of the W3C's Web Annotation Data Model.
    Selector,
    /// The document's address with a text fragment that leads to the quote.
    Link,
}

impl ReferenceStyle {
    /// Every style, in the order they are listed.
    pub const ALL: &[Self] = &[
        Self::Apa,
        Self::Chicago,
        Self::Bibtex,
        Self::CslJson,
        Self::Ris,
        Self::Markdown,
        Self::Selector,
        Self::Link,
    ];

    /// The name it is asked for and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apa => "apa",
            Self::Chicago => "chicago",
            Self::Bibtex => "bibtex",
            Self::CslJson => "csl-json",
            Self::Ris => "ris",
            Self::Markdown => "markdown",
            Self::Selector => "selector",
            Self::Link => "link",
        }
    }

    /// The style of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|style| style.name() == name)
    }
}

/// A reference as people read it: pieces of text, some of them in italics.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reference {
    pieces: Vec<(String, Slant)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Slant {
    Upright,
    Italic,
}

impl Reference {
    fn push(&mut self, text: &str) {
        self.add(text, Slant::Upright);
    }

    fn italic(&mut self, text: &str) {
        self.add(text, Slant::Italic);
    }

    fn add(&mut self, text: &str, slant: Slant) {
        let text: Vec<&str> = text.split(['\n', '\r', '\t']).collect();
        self.pieces.push((text.join(" "), slant));
    }

    /// Ends a part with `mark`, unless what stands there ends it already.
    fn end(&mut self, mark: char) {
        let text = self.plain();
        let inner = text.trim_end_matches(['”', '’', '"', ']', ')']);
        let ends = text.ends_with(mark) || inner.ends_with(['.', '?', '!']) && mark == '.';
        if !ends && !text.is_empty() {
            self.push(mark.encode_utf8(&mut [0; 4]));
        }
    }

    /// Without italics.
    pub fn plain(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// For a terminal, cleaned.
    pub fn paragraph(&self, italic: Ansi) -> Paragraph {
        let mut paragraph = Paragraph::new();
        for (text, slant) in &self.pieces {
            paragraph.push(text, if *slant == Slant::Italic { italic } else { Ansi::new() });
        }
        paragraph
    }
}

/// One statement's references in all styles, as they are written for programs.
#[derive(Debug, Serialize)]
pub struct CitationJson<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    apa: Option<ApaJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chicago: Option<ChicagoJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bibtex: Option<String>,
    #[serde(rename = "csl-json", skip_serializing_if = "Option::is_none")]
    csl: Option<CslItem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ris: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    selector: Option<Selection<'a>>,
    /// Null where the document has no address.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<Value>,
}

#[derive(Debug, Serialize)]
struct ApaJson {
    reference: String,
    in_text: String,
}

#[derive(Debug, Serialize)]
struct ChicagoJson {
    note: String,
    bibliography: String,
}

/// Returns the references of `citation` in `styles`; `text` is its document's, as [`link`] has it.
pub fn json<'a>(
    citation: &Citation<'a>,
    styles: &[ReferenceStyle],
    text: Option<&str>,
) -> CitationJson<'a> {
    let wanted = |style| styles.contains(&style);
    CitationJson {
        id: &citation.record.id,
        apa: wanted(ReferenceStyle::Apa)
            .then(|| ApaJson { reference: apa(citation).plain(), in_text: apa_in_text(citation) }),
        chicago: wanted(ReferenceStyle::Chicago).then(|| ChicagoJson {
            note: chicago_note(citation).plain(),
            bibliography: chicago_bibliography(citation).plain(),
        }),
        bibtex: wanted(ReferenceStyle::Bibtex).then(|| bibtex(citation)),
        csl: wanted(ReferenceStyle::CslJson).then(|| csl(citation)),
        ris: wanted(ReferenceStyle::Ris).then(|| ris(citation)),
        markdown: wanted(ReferenceStyle::Markdown).then(|| markdown(citation)),
        selector: wanted(ReferenceStyle::Selector).then(|| selection(citation)),
        link: wanted(ReferenceStyle::Link)
            .then(|| link(citation, text).map_or(Value::Null, Value::String)),
    }
}

/// The English name of the month `number`, from 1.
fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// What a text without a headline is called: what it is, and its file where nothing else leads
/// to it.
fn described(citation: &Citation<'_>) -> String {
    let what = match citation.work {
        Work::Transcript => "Transcript",
        Work::Remarks => "Remarks",
        Work::Readout => "Readout",
        Work::Article => "Untitled text",
    };
    match (citation.url, citation.outlet) {
        (None, None) => format!("{what}, {}", citation.record.document),
        _ => what.to_owned(),
    }
}

/// The words quoted, with `…` between pieces that stand apart.
pub fn quote(citation: &Citation<'_>) -> String {
    let context = citation.record.context.as_str();
    let pieces = citation.pieces();
    let pieces: Vec<&str> = pieces.into_iter().map(|piece| context[piece].trim()).collect();
    match pieces.as_slice() {
        [] | [_] => citation.record.quote.clone(),
        pieces => pieces.join(" … "),
    }
}

/// A line on who is quoted and through whom, for fields of remarks.
fn remark(citation: &Citation<'_>) -> String {
    let quote = quote(citation);
    let quote: Vec<&str> = quote.split_whitespace().collect();
    let mut remark = format!("“{}”", quote.join(" "));
    let who = citation.quoted.as_ref().or(citation.authors.first().filter(|_| is_own(citation)));
    if let Some(who) = who {
        remark.extend([" — ", &who.in_order()]);
    }
    for (nth, via) in citation.via.iter().enumerate() {
        remark.extend([if nth == 0 { ", via " } else { ", " }, &via.in_order()]);
    }
    remark
}

/// Whether the author is the one who is quoted.
fn is_own(citation: &Citation<'_>) -> bool {
    citation.quoted.is_none() && citation.record.speaker.is_some()
}

/// The outlet, where it stands in the place of the author.
fn standing_for_author<'a>(citation: &'a Citation<'_>) -> Option<&'a str> {
    match citation.authors.as_slice() {
        [Name::Whole(name)] if citation.record.outlet.as_deref() == Some(name) => Some(name),
        _ => None,
    }
}

/// Names in a row: `a, b, and c`; two without the comma, as Chicago has it.
fn listed(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} {and} {two}"),
        [first @ .., last] => format!("{}, {and} {last}", first.join(", ")),
    }
}

fn in_order(names: &[Name]) -> Vec<String> {
    names.iter().map(Name::in_order).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Attribution, DateBasis, Format, Record, SaidRecord, Span, Wording},
        query::Imprint,
        render::fixture,
    };

    /// An article with two authors and a quote in two pieces.
    pub(super) fn article(check: impl FnOnce(&mut Citation<'_>)) {
        let mut record = spoken("“No toll,” she said, “not one-way & not now.” So it is.");
        record.quote = "No toll, not one-way & not now.".to_owned();
        record.spans = ["No toll,", "not one-way & not now."]
            .map(|piece| {
                let at = record.context.find(piece).unwrap();
                Span::new(at, at + piece.len())
            })
            .into();
        record.document = "news/toll.md".to_owned();
        record.title = Some("Marrane: no toll".to_owned());
        record.outlet = Some("Harbor Courier".to_owned());
        record.url = Some("https://courier.example/toll".to_owned());
        record.published = "2031-06-02".parse().ok();
        let authors = vec!["Wim Sollers".to_owned(), "By Marie-Louise Núñez-Ávila".to_owned()];
        let imprint = Imprint { authors, ..Imprint::default() };
        check(&mut Citation::new(&record, &imprint));
    }

    /// A turn of a transcript without an address.
    pub(super) fn remarks(check: impl FnOnce(&mut Citation<'_>)) {
        let mut record = spoken("What is it for?\n\nFor us.");
        record.quote.clone_from(&record.context);
        record.spans = vec![record.context_span];
        record.attribution = Attribution::Turn;
        record.document = "talks/a & b.txt#2".to_owned();
        record.title = Some("What is the strait for?".to_owned());
        record.outlet = Some("Quay House".to_owned());
        record.published = "2031-03".parse().ok();
        let imprint = Imprint { format: Format::Transcript, ..Imprint::default() };
        check(&mut Citation::new(&record, &imprint));
    }

    fn spoken(context: &str) -> Record {
        Record {
            context: context.to_owned(),
            context_span: Span::new(0, context.len()),
            speaker: Some(fixture::agent("ilse-marrane", "Ilse Marrane", None)),
            via: Vec::new(),
            addressees: Vec::new(),
            wording: Wording::Own,
            said: Some(SaidRecord {
                date: "2031-06-01".parse().ok(),
                as_written: Some("on Sunday".to_owned()),
                basis: DateBasis::Relative,
            }),
            ..fixture::hit().record
        }
    }

    #[test]
    fn styles_have_names() {
        for style in ReferenceStyle::ALL {
            assert_eq!(ReferenceStyle::from_name(style.name()), Some(*style));
        }
        assert_eq!(ReferenceStyle::from_name("mla"), None);
    }

    #[test]
    fn italics_are_cleaned_like_the_rest() {
        article(|citation| {
            citation.title = Some("Toll\u{1b}[31m\nnow");
            let mut out = Vec::new();
            let italic = Ansi::new().italic();
            apa(citation).paragraph(italic).write(&mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(out.contains("Toll␛[31m now. \u{1b}[3mHarbor Courier\u{1b}[0m."), "{out}");
        });
    }
}
