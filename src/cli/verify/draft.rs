//! The quotes of a draft: what it sets in marks as somebody's words, and where.

use std::{fs, ops::ControlFlow, path::Path};

use crate::{
    extract::Extractor,
    ingest::{self, IngestError, ReadOptions},
    model::{Attribution, Document, Format, Kind, Span, SpeakerKind, Statement},
    query::Claim,
    render::verdict::Spot,
};

/// A quote of a draft.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    pub(super) claim: Claim,
    pub(super) spot: Spot,
}

/// Finds quotes in drafts.
pub(super) struct Reader {
    extractor: Extractor,
    options: ReadOptions,
}

impl Reader {
    pub(super) fn new(options: ReadOptions) -> Self {
        Self { extractor: Extractor::default(), options }
    }

    /// The quotes of the file or folder at `path`, file by file; what is wrong goes to `wrong`.
    pub(super) fn file(&self, path: &Path, wrong: &mut dyn FnMut(IngestError)) -> Vec<Quote> {
        let mut quotes = Vec::new();
        for source in ingest::walk(&[path.to_owned()]) {
            let source = match source {
                Ok(source) => source,
                Err(error) => {
                    wrong(error);
                    continue;
                }
            };
            let name = source.path.display().to_string();
            let raw = fs::read(&source.path).unwrap_or_default();
            ingest::read(&source, &self.options, &mut |result| {
                match result {
                    Ok(document) => quotes.extend(self.quotes(&document, &name, &raw)),
                    Err(error) => wrong(error),
                }
                ControlFlow::Continue(())
            });
        }
        quotes
    }

    /// The quotes of what came in on standard input.
    pub(super) fn bytes(&self, bytes: &[u8], wrong: &mut dyn FnMut(IngestError)) -> Vec<Quote> {
        let mut quotes = Vec::new();
        ingest::read_bytes("-", bytes, &self.options, &mut |result| {
            match result {
                Ok(document) => quotes.extend(self.quotes(&document, "-", bytes)),
                Err(error) => wrong(error),
            }
            ControlFlow::Continue(())
        });
        quotes
    }

    fn quotes(&self, document: &Document, name: &str, raw: &[u8]) -> Vec<Quote> {
        let statements = self.extractor.extract(document);
        let marked = marked(&statements);
        let quote = |(spans, statement): &(Vec<Span>, &Statement)| {
            let pieces: Vec<String> = spans.iter().map(|span| document.plain(*span)).collect();
            let start = spans.first().map_or(0, |span| span.start);
            let end = spans.last().map_or(start, |span| span.end);
            // Between the parts of a split quote words may be missing, and nobody is deceived.
            let claim = Claim { text: pieces.join(" … "), speaker: named(statement) };
            let lines = lines(document, raw, start, end);
            Quote { claim, spot: Spot { file: name.to_owned(), lines, span: [start, end] } }
        };
        marked.iter().map(quote).collect()
    }
}

/// The regions between marks that are somebody's words, each once, with the outermost act.
fn marked(statements: &[Statement]) -> Vec<(Vec<Span>, &Statement)> {
    let mut found: Vec<(Vec<Span>, &Statement)> = Vec::new();
    for statement in statements {
        // A turn or a speech is no quotation.
        if statement.quoted.is_empty() || statement.attribution == Attribution::Turn {
            continue;
        }
        match statement.kind {
            // The parts that a writer picks out stand for themselves.
            Kind::Mixed | Kind::Indirect => {
                found.extend(statement.quoted.iter().map(|span| (vec![*span], statement)));
            }
            Kind::Direct => found.push((statement.quoted.clone(), statement)),
        }
    }
    let end = |spans: &[Span]| spans.last().map_or(0, |span| span.end);
    found.sort_by_key(|(spans, statement)| {
        let length: usize = spans.iter().map(|span| span.len()).sum();
        (std::cmp::Reverse(length), !statement.primary)
    });
    let mut kept: Vec<(Vec<Span>, &Statement)> = Vec::new();
    for (spans, statement) in found {
        let inside = |span: &Span| {
            let others = kept.iter().flat_map(|(spans, _)| spans);
            others.into_iter().any(|other| span.start < other.end && other.start < span.end)
        };
        if !spans.iter().any(inside) {
            kept.push((spans, statement));
        }
    }
    kept.sort_by_key(|(spans, _)| (spans.first().map_or(0, |span| span.start), end(spans)));
    kept
}

/// Whose words a draft says they are, where it names somebody.
fn named(statement: &Statement) -> Option<String> {
    let speaker = statement.speaker.as_ref()?;
    let known = matches!(speaker.kind, SpeakerKind::Person | SpeakerKind::Organization);
    (known && !speaker.name.is_empty()).then(|| speaker.name.clone())
}

/// First line and character of the bytes `start..end` of a document's text, and those behind the
/// last one; of a web page those of its source.
fn lines(document: &Document, raw: &[u8], start: u32, end: u32) -> Option<[usize; 4]> {
    if document.origins.is_empty() {
        let [line, column] = line(&document.text, start as usize);
        let [end_line, end_column] = self::line(&document.text, end as usize);
        return Some([line, column, end_line, end_column]);
    }
    if document.format != Format::Html {
        return None;
    }
    let origins = document.origins_of(start, end.saturating_sub(1).max(start));
    let known = origins.iter().find(|origin| origin.raw.0 < origin.raw.1)?;
    let page = std::str::from_utf8(raw).ok()?;
    let from = usize::try_from(known.raw.0).ok().filter(|from| page.is_char_boundary(*from))?;
    let until = usize::try_from(known.raw.1).ok().filter(|until| page.is_char_boundary(*until))?;
    let block = page.get(from..until)?;
    let words = document.plain(Span { start, end });
    let place = |n_words: usize, last: bool| {
        let mut all: Vec<&str> = words.split_whitespace().collect();
        let n_words = n_words.min(all.len());
        let all = if last { all.split_off(all.len() - n_words) } else { all[..n_words].to_vec() };
        let at = if last { block.rfind(&all.join(" "))? } else { block.find(&all.join(" "))? };
        Some(from + at + if last { all.join(" ").len() } else { 0 })
    };
    // Markup may stand between words, and a character may be written as an entity.
    let first = [4, 2, 1].iter().find_map(|n| place(*n, false)).unwrap_or(from);
    let last = [4, 2, 1].iter().find_map(|n| place(*n, true)).filter(|last| first < *last);
    let [line, column] = line(page, first);
    let [end_line, end_column] = self::line(page, last.unwrap_or(first));
    Some([line, column, end_line, end_column])
}

/// Line and character of a byte, from 1.
fn line(text: &str, at: usize) -> [usize; 2] {
    let before = &text[..text.floor_char_boundary(at)];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    [1 + before.matches('\n').count(), 1 + before[start..].chars().count()]
}
