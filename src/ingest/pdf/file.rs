//! A PDF file: its pages into one document.

use std::cell::Cell;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::{
    layout::{Block, blocks},
    page::{Line, Pages},
};
use crate::{
    ingest::{
        Fault, meta, office, prose,
        read::{Each, Flow, Reading, Stop},
    },
    model::{Format, Origin},
};

/// Bytes that one compressed part of the file's structure may have.
const STRUCTURE: usize = 16 << 20;

/// What may stand in a page's content, of what a text may have.
const PAGE_PART: u64 = 4;

/// Reads the file in `bytes`.
///
/// When it was made and changed, and whose computer it was, stands in it, too, and is not its
/// date or author.
pub(in crate::ingest) fn read(reading: &Reading, bytes: &[u8], each: Each<'_>) -> Flow {
    let document = load(bytes)?;
    if is_encrypted(&document) {
        return Err((None, Fault::Encrypted));
    }
    let limit = usize::try_from(reading.limits.document_bytes / PAGE_PART).unwrap_or(usize::MAX);
    let mut pages = Pages::new(&document, &reading.budget, limit);
    let mut written: Vec<Vec<Line>> = Vec::new();
    let mut n_bytes = 0;
    for id in document.page_iter() {
        let page = document.get_dictionary(id).ok();
        let lines = page.map(|page| pages.lines(page)).transpose()?.unwrap_or_default();
        n_bytes += lines.iter().map(|line| line.text.len() as u64 + 1).sum::<u64>();
        let limit = reading.limits.document_bytes;
        if limit < n_bytes {
            return Err((None, Fault::TooLong { what: "the text", limit }));
        }
        written.push(lines);
    }
    if written.is_empty() {
        return Err((None, damaged("there are no pages in it")));
    }
    if pages.known <= pages.unknown {
        return Err((None, Fault::NoTextLayer));
    }
    let title = title(&document);
    hand_on(reading, &blocks(written), title, each)
}

/// Loads the file, without images.
fn load(bytes: &[u8]) -> Result<Document, Stop> {
    let load = |force_reconstruct| {
        // No stream is there twice, whatever the list of them says.
        LEFT.set(bytes.len());
        let options = LoadOptions {
            filter: Some(kept),
            max_decompressed_size: Some(STRUCTURE),
            force_reconstruct,
            ..LoadOptions::default()
        };
        Document::load_mem_with_options(bytes, options)
    };
    let document = match load(false) {
        Ok(document) if is_encrypted(&document) || document.page_iter().next().is_some() => {
            return Ok(document);
        }
        Ok(_) => load(true),
        Err(error) => Err(error),
    };
    document.map_err(|error| {
        let is_cut = memchr::memmem::rfind(bytes, b"%%EOF").is_none();
        let fault = match error {
            lopdf::Error::InvalidPassword => Fault::Encrypted,
            _ if is_cut => Fault::Cut("PDF"),
            error => damaged(&error.to_string()),
        };
        (None, fault)
    })
}

/// Whether it takes a password: what opens with none at all was opened.
fn is_encrypted(document: &Document) -> bool {
    document.trailer.has(b"Encrypt")
}

thread_local! {
    /// Bytes of streams that may still be loaded.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// Keeps what may matter for the text: of what is returned lopdf only looks at whether it is.
fn kept(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = &*object {
        let left = LEFT.get().checked_sub(stream.content.len())?;
        LEFT.set(left);
        if stream.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image") {
            return None;
        }
    }
    Some((id, Object::Null))
}

fn damaged(reason: &str) -> Fault {
    Fault::Damaged { what: "PDF", reason: reason.to_owned() }
}

/// The title in the file's own description of itself.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).ok()?.as_dict().ok()?;
    let title = lopdf::decode_text_string(info.get_deref(b"Title", document).ok()?).ok()?;
    office::told_title(&title)
}

fn hand_on(reading: &Reading, blocks: &[Block], title: Option<String>, each: Each<'_>) -> Flow {
    let mut text = String::new();
    let mut origins: Vec<Origin> = Vec::new();
    for block in blocks {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        for (at, page) in &block.pages {
            let place = format!("page {page}");
            if origins.last().is_none_or(|last| last.place != place) {
                let start = u32::try_from(text.len() + at).unwrap_or(u32::MAX);
                origins.push(Origin { start, raw: (0, 0), place });
            }
        }
        text.push_str(&block.text);
    }
    let layout = prose::lay_out(&text, 0..text.len(), false);
    if layout.paragraphs.is_empty() {
        return Err((None, Fault::NoTextLayer));
    }
    let mut document = reading.document(None);
    document.format = Format::Pdf;
    let first_line = layout.title.map(|title| meta::tidy(title.of(&text)));
    document.title = title_of(blocks, title).or(first_line);
    document.published = layout.date;
    document.paragraphs = layout.paragraphs;
    document.turns = layout.turns;
    document.hidden = layout.hidden;
    document.origins = origins;
    document.text = text;
    Ok(reading.hand_on(document, None, each))
}

/// The title: what the file says, where that stands on the first page, or else what stands there
/// in large letters.
fn title_of(blocks: &[Block], said: Option<String>) -> Option<String> {
    const LONGEST: usize = 200;
    const HOW_FAR: usize = 8;
    let head: Vec<&Block> = blocks
        .iter()
        .take_while(|block| block.pages.first().is_some_and(|(_, page)| *page == 1))
        .collect();
    let folded = |text: &str| text.to_lowercase().replace(char::is_whitespace, "");
    if let Some(said) = said {
        let first_page: String = head.iter().map(|block| folded(&block.text)).collect();
        if first_page.contains(&folded(&said)) {
            return Some(said);
        }
    }
    let usual = usual_size(blocks);
    let largest = head.iter().take(HOW_FAR).max_by(|one, other| one.size.total_cmp(&other.size))?;
    let is_title = 1.2 * usual < largest.size && largest.text.len() <= LONGEST;
    (is_title && largest.text.contains(' ')).then(|| meta::tidy(&largest.text))
}

/// The size that most of the text has.
fn usual_size(blocks: &[Block]) -> f32 {
    let mut sizes: Vec<(f32, usize)> =
        blocks.iter().map(|block| (block.size, block.text.len())).collect();
    sizes.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, length)| length).sum::<usize>() / 2;
    let mut before = 0;
    let found = sizes.iter().find(|(_, length)| {
        before += length;
        half < before
    });
    found.map_or(0.0, |(size, _)| *size)
}
