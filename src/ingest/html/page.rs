//! A page's bytes into its document.

use std::ops::ControlFlow;

use dom_query::Document as Parsed;

use super::{
    article::{Hints, LEAST, Page},
    blocks::blocks,
    charset,
    evidence::Evidence,
    linked_data, literal,
    says::Says,
    scan, second,
    tree::Tree,
};
use crate::{
    ingest::{
        Fault, decode, lines,
        meta::{self, Field, Meta},
        prose,
        read::{Each, Flow, Reading},
    },
    model::{Document, Format, Origin},
};

/// Reads the page in `bytes`, which came as being in the encoding `declared`.
pub(in crate::ingest) fn read(
    reading: &Reading,
    bytes: Vec<u8>,
    declared: Option<&str>,
    each: Each<'_>,
) -> Flow {
    let said = declared.map(str::to_owned).or_else(|| charset::declared(&bytes));
    let size = bytes.len();
    let mut decoded = decode::decode(bytes, said.as_deref(), reading.defaults.language)?;
    if reading.warn_all(decoded.take_faults(), each).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    if decoded.text.trim_matches(lines::is_space).is_empty() {
        return Err((None, Fault::Blank));
    }
    let unescaped = literal::unescaped(&decoded.text);
    let text = unescaped.as_ref().map_or(decoded.text.as_str(), |unescaped| &unescaped.text);
    let depth = reading.limits.element_depth;
    let scanned = scan::scan(text, usize::try_from(depth).unwrap_or(usize::MAX));
    let faults = [
        scanned.too_deep.then_some(Fault::TooDeep(depth)),
        scanned.too_many.then_some(Fault::TooManyElements),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().map(|fault| (None, fault)).collect();
    if reading.warn_all(faults, each).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let (says, parts) = article(scanned);
    if parts.is_empty() {
        return Err((None, Fault::Blank));
    }
    let mut document = reading.document(None);
    let starts = assemble(&parts, &mut document);
    says.fill(&mut document);
    document.encoding = decoded.encoding;
    document.format = Format::Html;
    let raw =
        |at: usize| decoded.raw(unescaped.as_ref().map_or(at, |unescaped| unescaped.before(at)));
    document.origins = starts
        .iter()
        .zip(&parts)
        .zip(1..)
        .map(|((start, part), number)| {
            let place = format!("paragraph {number}");
            let raw = part
                .place
                .map_or((0, size as u64), |(from, to)| (raw(from), to.map_or(size as u64, raw)));
            Origin { start: u32::try_from(*start).unwrap_or(u32::MAX), raw, place }
        })
        .collect();
    Ok(reading.hand_on(document, None, each))
}

/// A paragraph, and the range of the page that it stands in, to the end where that is not known.
struct Part {
    text: String,
    place: Option<(usize, Option<usize>)>,
}

/// What the page says, and its article.
fn article(scanned: scan::Scanned) -> (Says, Vec<Part>) {
    let parsed = Parsed::from(scanned.html);
    let tree = Tree::new(&parsed);
    let lines = blocks(&tree);
    let mut says = Says::new(&tree, &lines, &scanned.linked_data);
    let body = says.text.as_deref().map(paragraphs).unwrap_or_default();
    let evidence = (!body.is_empty()).then(|| Evidence::new(&body.join("\n")));
    let hints = Hints {
        title: says.title.as_deref(),
        description: says.description.as_deref(),
        authors: &says.authors,
        text: evidence.as_ref(),
    };
    let view = || second::reading_view(parsed.clone());
    let mut page = Page::new(&tree, lines, true);
    let mut chosen = page.article(&hints, &view);
    if page.read_in(&chosen) < LEAST {
        let lax = Page::new(&tree, blocks(&tree), false);
        let more = lax.article(&hints, &|| None);
        if lax.read_in(&more) > 2 * page.read_in(&chosen) {
            (page, chosen) = (lax, more);
        }
    }
    if chosen.is_empty() {
        chosen = (0..page.blocks.len()).collect(); // Nothing but links, or scraps.
    }
    // A page that shows less than it says keeps the rest for subscribers.
    if let Some(text) = evidence.filter(|text| LEAST <= text.weight()) {
        let (weight, read) = (text.weight(), page.read_in(&chosen));
        if page.shared_with(&text, &chosen) * 10 < weight * 7 && read * 8 <= weight * 10 {
            let parts = body.into_iter().map(|text| Part { text, place: None }).collect();
            return (says, parts);
        }
    }
    says.date = says.date.or_else(|| page.day_above(&chosen));
    let parts = chosen.iter().map(|at| {
        let block = &page.blocks[*at];
        let end = (block.end..tree.nodes.len())
            .find_map(|node| tree.element(node)?.place())
            .filter(|end| block.place.is_some_and(|place| place < *end));
        Part { text: block.text.clone(), place: block.place.map(|place| (place, end)) }
    });
    let parts = parts.collect();
    (says, parts)
}

/// The paragraphs of a text in linked data, which may be marked up as a page.
fn paragraphs(text: &str) -> Vec<String> {
    if text.contains("</p>") || text.contains("&lt;/p&gt;") || text.contains("<br") {
        let page = text.replace("&lt;", "<").replace("&gt;", ">");
        let tree = Tree::new(&Parsed::from(scan::scan(&page, 64).html));
        return blocks(&tree).into_iter().map(|block| block.text).collect();
    }
    let lines = text.split('\n').map(linked_data::plain);
    lines.map(|line| meta::tidy(&line)).filter(|line| !line.is_empty()).collect()
}

/// Puts the text together; returns where each part begins.
fn assemble(parts: &[Part], document: &mut Document) -> Vec<usize> {
    let mut text = String::with_capacity(parts.iter().map(|part| part.text.len() + 2).sum());
    let mut starts = Vec::with_capacity(parts.len());
    for part in parts {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        starts.push(text.len());
        text.push_str(&part.text);
    }
    let layout = prose::lay_out(&text, 0..text.len(), false);
    document.title = layout.title.map(|title| meta::tidy(title.of(&text)));
    document.published = layout.date;
    document.paragraphs = layout.paragraphs;
    document.turns = layout.turns;
    document.hidden = layout.hidden;
    document.text = text;
    starts
}

impl Says {
    /// Writes what the page says into `document`.
    fn fill(self, document: &mut Document) {
        let mut said = Meta::default();
        said.set(Field::Title, 0, self.title.into_iter().collect());
        said.set(Field::Outlet, 0, self.outlet.into_iter().collect());
        said.set(Field::Url, 0, self.url.into_iter().collect());
        said.set(Field::Authors, 0, self.authors);
        said.set(Field::Topics, 0, self.topics);
        said.fill(document);
        document.published = self.date.or(document.published);
        document.language = self.language;
    }
}
