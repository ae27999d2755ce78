//! The made-up corpus written in each of the formats that are read, by writers no larger than that
//! takes.

mod mail;
mod markup;
mod office;
mod packed;
mod plain;

use std::{fs, io, path::Path};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::synthetic::{Debate, Story};

/// A format to measure.
pub(super) struct Format {
    pub(super) name: &'static str,
    /// Writes so many documents' worth into a folder. Returns the bytes there are to read, before
    /// they were packed.
    pub(super) write: fn(&Path, usize) -> io::Result<u64>,
}

/// All of them.
pub(super) const FORMATS: &[Format] = &[
    Format { name: "txt", write: plain::txt },
    Format { name: "markdown", write: plain::markdown },
    Format { name: "transcript", write: plain::transcript },
    Format { name: "json", write: plain::json },
    Format { name: "jsonl", write: plain::jsonl },
    Format { name: "csv", write: plain::csv },
    Format { name: "html", write: markup::html },
    Format { name: "tei", write: markup::tei },
    Format { name: "akoma-ntoso", write: markup::akoma_ntoso },
    Format { name: "publicwhip", write: markup::publicwhip },
    Format { name: "hansard", write: markup::hansard },
    Format { name: "mbox", write: mail::mbox },
    Format { name: "warc", write: mail::warc },
    Format { name: "docx", write: office::docx },
    Format { name: "odt", write: office::odt },
    Format { name: "pdf", write: office::pdf },
    Format { name: "gz", write: packed::gz },
    Format { name: "zst", write: packed::zst },
    Format { name: "bz2", write: packed::bz2 },
    Format { name: "xz", write: packed::xz },
    Format { name: "zip", write: packed::zip },
    Format { name: "tar", write: packed::tar },
];

/// Takes the name of a format, or `all`.
pub(super) fn names() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name).chain(["all"]))
}

/// Turns of a debate that are worth a document.
const TURNS: usize = 10;

/// Writes a file for every story.
fn each_story(
    folder: &Path,
    extension: &str,
    n: usize,
    text: impl Fn(&Story) -> Vec<u8>,
) -> io::Result<u64> {
    (0..n).map(|nth| put(folder, nth, extension, &text(&Story::nth(nth)))).sum()
}

/// Writes a file for every debate, as many as are worth `n` documents.
fn each_debate(
    folder: &Path,
    extension: &str,
    n: usize,
    text: impl Fn(&Debate) -> String,
) -> io::Result<u64> {
    let write = |nth| {
        let mut debate = Debate::nth(nth);
        debate.turns.truncate(n * TURNS);
        put(folder, nth, extension, text(&debate).as_bytes())
    };
    (0..(n * TURNS).div_ceil(200)).map(write).sum()
}

fn put(folder: &Path, nth: usize, extension: &str, bytes: &[u8]) -> io::Result<u64> {
    fs::write(folder.join(format!("{nth:06}.{extension}")), bytes)?;
    Ok(bytes.len() as u64)
}

/// `text` with the marks of XML taken for what they are.
fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}

/// Paragraphs between tags of a name.
fn tagged(paragraphs: &[String], tag: &str) -> String {
    all(paragraphs, |text| format!("<{tag}>{}</{tag}>\n", escaped(text)))
}

/// What `write` makes of each, one after the other.
fn all<T>(items: impl IntoIterator<Item = T>, write: impl FnMut(T) -> String) -> String {
    items.into_iter().map(write).collect()
}
