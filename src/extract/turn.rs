//! Turns, speeches and letters: whole paragraphs that are one speaker's words.

mod label;
mod whole;

pub(super) use whole::{frames, is_heading, of_document, of_heading};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    page::{Block, Page},
    people::{Heard, People},
    resolve::MAX_WORDS,
    title::{self, Named},
    token::Kind,
    view::View,
};
use crate::{
    model::{Document, Span, Speaker, SpeakerKind, Turn},
    text::fold,
};

/// A paragraph of more words than this is cut …
const LONG: usize = 200;
/// … at the sentence end nearest to this many.
const PIECE: usize = 120;

/// The surnames of those who speak in a document that is all speech, folded: a transcript's
/// labels, or none where one person speaks throughout. Nothing for what tells of speech.
pub(super) fn surnames(document: &Document) -> Option<FxHashSet<String>> {
    let whole = document.speaker.is_some()
        || document.title.as_deref().is_some_and(|title| whole::led_by(title).is_some());
    if document.turns.is_empty() && !whole {
        return None;
    }
    let last = |turn: &Turn| {
        let label = turn.known_as(document)?;
        let cut = label.split(['(', '[', ',']).next().unwrap_or(label);
        Some(fold(cut.split_whitespace().next_back()?).into_owned())
    };
    Some(document.turns.iter().filter_map(last).collect())
}

/// Those whom labels name in full: "RELL" below "JONAS RELL" is the same.
pub(super) fn named(document: &Document) -> Vec<Named> {
    let mut seen = FxHashSet::default();
    let turns = document.turns.iter().filter(|turn| !turn.anonymous);
    let labels = turns.filter_map(|turn| turn.known_as(document));
    labels.filter(|label| seen.insert(*label)).filter_map(label::named).collect()
}

/// The speakers of a document's turns, by their index.
pub(super) fn speakers<'a>(
    document: &'a Document,
    view: &View,
    page: &Page,
    people: &People,
) -> Vec<Option<Speaker>> {
    let mut known: FxHashMap<&'a str, Speaker> = FxHashMap::default();
    let answerer = document.title.as_deref().and_then(|title| {
        let start = asked(title)?;
        let named =
            title::named(title).into_iter().find(|named| named.span.start as usize == start)?;
        Some(&title[named.span.range()])
    });
    let turn_at = |at: u32| {
        let block = page.blocks.partition_point(|block| block.span.end <= at);
        let turn = page.blocks.get(block)?.turn?;
        document.turns.get(turn as usize)
    };
    let speaker = |turn: &'a Turn| {
        let short = |label: &Span| label.of(&document.text).split_whitespace().count() <= MAX_WORDS;
        let written = turn.label.filter(short).map(|label| view.viewed(label));
        if let Some(speaker) = &turn.speaker {
            return Some(Speaker { as_written: written, ..(**speaker).clone() });
        }
        let of_whom = |label: Span| ["A", "ANSWER", "Answer"].contains(&label.of(&document.text));
        let answerer = answerer.filter(|_| turn.label.is_some_and(of_whom));
        let name = answerer.or_else(|| turn.known_as(document))?;
        if turn.anonymous && answerer.is_none() {
            return Some(Speaker {
                name: String::new(),
                as_written: written,
                kind: SpeakerKind::Unnamed,
                role: None,
            });
        }
        let heard = |mention: Span| {
            let own = turn_at(mention.start).and_then(|turn| turn.known_as(document)) == Some(name);
            match own {
                true if introduces(page.text, mention) => Heard::Introduced,
                true => Heard::Own,
                false => Heard::Others,
            }
        };
        let speaker = known.entry(name).or_insert_with(|| label::speaker(name, people, heard));
        Some(Speaker { as_written: written, ..speaker.clone() })
    };
    document.turns.iter().map(speaker).collect()
}

/// Whether a name is that of whoever says so: "I’m Ida Moss", but not "I’m Ida Moss’s brother".
fn introduces(text: &str, name: Span) -> bool {
    let before = &text[..name.start as usize];
    let after = text.get(name.end as usize..).unwrap_or_default();
    ["I’m ", "I'm ", "I am ", "name is ", "This is ", "this is "]
        .iter()
        .any(|words| before.ends_with(words))
        && !after.starts_with(['\'', '’'])
}

/// Where in a title such as "Interview with X" the name begins.
fn asked(title: &str) -> Option<usize> {
    const LEADS: &[&str] =
        &["interview with ", "questions for ", "questions with ", "q&a with ", "q&a: "];
    let folded = title.to_lowercase();
    LEADS.iter().find_map(|lead| Some(folded.find(lead)? + lead.len()))
}

/// Whether a paragraph within a turn is nobody's words: `(Laughter.)`, `[[Page 12]]`, or of any
/// length what is marked as proceedings, `[(proc text) … (proc text)]`; where it does not begin the
/// turn, a time or the number of a page too.
pub(super) fn is_aside(words: &str, begins: bool) -> bool {
    let words = words.trim_matches(['*', '_', ' ', '.']);
    let within = |open: char, close: char, most: usize| {
        words.starts_with(open)
            && words.trim_end_matches(close).find(close).is_none()
            && words.ends_with(close)
            && words.split_whitespace().count() <= most
    };
    let inner = words.trim_matches(['[', ']']);
    let proceedings = inner.starts_with("(proc text)") && inner.ends_with("(proc text)");
    if within('(', ')', 6) || within('[', ']', 40) || proceedings {
        return true;
    }
    let mut parts =
        words.split(|char: char| !char.is_alphanumeric()).filter(|part| !part.is_empty());
    let number = |part: &str| part.len() < 5 && part.bytes().all(|byte| byte.is_ascii_digit());
    !begins
        && words.len() < 24
        && parts.all(|part| number(part) || matches!(part, "Page" | "page" | "PAGE" | "of" | "OF"))
}

/// Cuts a paragraph of a turn into statements: whole, or at sentence ends where it is long.
pub(super) fn pieces(page: &Page, block: &Block) -> Vec<Span> {
    let n_words = |span: Span| span.of(page.text).split_whitespace().count();
    // Two bytes a word at least: few paragraphs need counting.
    if block.span.len() < 2 * LONG || n_words(block.span) <= LONG {
        return vec![block.span];
    }
    let mut pieces = Vec::new();
    let mut start = block.span.start;
    let mut words = 0;
    let sentences = &page.sentences[block.sentences.clone()];
    for (index, sentence) in sentences.iter().enumerate() {
        words += page.tokens[sentence.clone()]
            .iter()
            .map(|token| {
                if let Kind::Region(_) = token.kind {
                    n_words(token.span())
                } else {
                    usize::from(token.word())
                }
            })
            .sum::<usize>();
        let next = sentences.get(index + 1).map(|next| page.tokens[next.start].start);
        if let Some(next) = next.filter(|_| words >= PIECE) {
            let end = start
                + u32::try_from(page.text[start as usize..next as usize].trim_end().len())
                    .unwrap_or(0);
            pieces.push(Span { start, end });
            start = next;
            words = 0;
        }
    }
    if start < block.span.end {
        pieces.push(Span { start, end: block.span.end });
    }
    pieces
}
