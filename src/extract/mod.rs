//! Documents in, statements out: pure, and on any text without failing.
//!
//! The steps, each a module: `view` takes markup out; `marks` pairs quotation marks; `token`
//! and `page` cut the narration into tokens and sentences, each quoted region one token; `clause`
//! finds cues with their subjects (`noun`) and with what they govern; `draft` makes statements
//! of them and of the quotes that no cue governs; `rank` weighs who said a quote, and whether
//! anybody did; `people` and `resolve` lead mentions back to
//! names; `assemble` draws the chain of telling, hearers and days. `turn` and `readout` do the
//! same for transcripts and for the words of an office about its head.

mod assemble;
mod clause;
mod code;
mod draft;
mod event;
mod lexicon;
mod marks;
mod noun;
mod page;
mod people;
pub mod rank;
mod readout;
mod resolve;
mod title;
mod token;
mod topic;
mod turn;
mod view;
pub mod when;
mod window;

pub use topic::{Topics, TopicsError};
pub use window::{Window, windows};

use page::Page;
use resolve::MAX_WORDS;
use view::View;

use crate::model::{Document, Paragraph, Span, Statement};

/// Finds the statements of documents.
#[derive(Debug)]
pub struct Extractor {
    topics: Topics,
}

impl Default for Extractor {
    fn default() -> Self {
        Self::new(Topics::builtin())
    }
}

impl Extractor {
    /// An extractor that sorts statements into `topics`.
    pub fn new(topics: Topics) -> Self {
        Self { topics }
    }

    /// Returns every statement of `document` in text order, ordinals from 1.
    pub fn extract(&self, document: &Document) -> Vec<Statement> {
        let mut all = Vec::new();
        for window in windows(document) {
            let before = u32::try_from(all.len()).unwrap_or(u32::MAX);
            all.extend(self.extract_window(document, &window, before));
        }
        all
    }

    /// Returns those of one of its [`windows`], ordinals from that of the last one `before` it.
    pub fn extract_window(
        &self,
        document: &Document,
        window: &Window,
        before: u32,
    ) -> Vec<Statement> {
        if window.is_whole(document) {
            return number(self.statements(document), before);
        }
        let mut statements = number(self.statements(&window.part(document)), before);
        for statement in &mut statements {
            window.shift(statement);
        }
        statements
    }

    /// The statements of a document that is looked at as a whole, in no order, their parents by
    /// their place in the list.
    fn statements(&self, document: &Document) -> Vec<Statement> {
        let view = View::new(document);
        let page = Page::new(document, &view);
        let mut statements = assemble::statements(document, &view, &page, &self.topics);
        for statement in &mut statements {
            shorten(statement, document, &view);
            window::spans(statement, |span| *span = view.source(*span));
        }
        statements
    }
}

/// Cuts mentions to a stretch without markup where that makes more words of them than a mention
/// has: the target of a link may be a sentence.
fn shorten(statement: &mut Statement, document: &Document, view: &View<'_>) {
    if document.hidden.is_empty() {
        return;
    }
    let Statement { speaker, via, addressees, joint_with, .. } = statement;
    let agents = speaker.iter_mut().chain(via).chain(addressees).chain(joint_with);
    for mention in agents.filter_map(|agent| agent.as_written.as_mut()) {
        let n_words = view.source(*mention).of(&document.text).split_whitespace().count();
        if MAX_WORDS < n_words {
            *mention = view.unbroken(*mention);
        }
    }
}

/// Sorts statements into text order, an outer act before its inner ones, and numbers them behind
/// those `before`.
fn number(statements: Vec<Statement>, before: u32) -> Vec<Statement> {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    let key = |statement: &Statement| {
        let start = statement.spans.first().map_or(0, |span| span.start);
        let end = statement.spans.last().map_or(0, |span| span.end);
        (start, std::cmp::Reverse(end), statement.parent.is_some())
    };
    order.sort_by_key(|index| key(&statements[*index]));
    let mut place = vec![0; statements.len()];
    for (ordinal, index) in (before + 1..).zip(&order) {
        place[*index] = ordinal;
    }
    let mut numbered: Vec<Statement> = statements
        .into_iter()
        .enumerate()
        .map(|(index, statement)| Statement {
            ordinal: place[index],
            parent: statement.parent.map(|parent| place[parent as usize]),
            ..statement
        })
        .collect();
    numbered.sort_by_key(|statement| statement.ordinal);
    numbered
}

/// Returns what of `document`'s paragraphs lies outside all `statements`: the passages, in order.
///
/// A paragraph that some statement lies in is a passage still where it has words of its own.
pub fn passages(document: &Document, statements: &[Statement]) -> Vec<Span> {
    passages_of(document, &document.paragraphs, statements)
}

/// Returns the passages among some of `document`'s `paragraphs`, with the `statements` of those.
pub fn passages_of(
    document: &Document,
    paragraphs: &[Paragraph],
    statements: &[Statement],
) -> Vec<Span> {
    let mut contexts: Vec<Span> = statements.iter().map(|statement| statement.context).collect();
    contexts.sort();
    contexts.dedup_by(|next, last| {
        let meet = next.start <= last.end;
        if meet {
            last.end = last.end.max(next.end);
        }
        meet
    });
    let covered = |paragraph: Span| {
        let next = contexts.partition_point(|context| context.start <= paragraph.start);
        let end = next.checked_sub(1).map_or(0, |last| contexts[last].end);
        let at = end.clamp(paragraph.start, paragraph.end);
        let rest = Span { start: at, end: paragraph.end };
        rest.of(&document.text).trim().is_empty()
    };
    let paragraphs = paragraphs.iter().map(|paragraph| paragraph.span);
    paragraphs.filter(|paragraph| !covered(*paragraph)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, Strategy, any, prop, proptest};

    use super::*;

    /// Texts that look enough like news to reach every rule, and some that look like nothing.
    fn texts() -> impl Strategy<Value = String> {
        let words = "said told that the The a He she they who according to Ada Okoye Mr. Secretary \
            of State spokesman minister and but , . : “ ” \" '' — ( ) ? reaffirmed “confirmed noted \
            adding calling statement readout on Monday spoke with call between war it was by \
            it’s Okoye’s U.S. No. ‘ ’ « » 2031 ; … urged reporters if what – I we\n\n Q THE";
        let known: Vec<&str> = words.split(' ').collect();
        let word = prop::sample::select(known).prop_map(str::to_owned);
        let any_word = any::<String>();
        let piece = proptest::prop_oneof![12 => word, 1 => any_word];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
    }

    fn document(text: String) -> Document {
        let mut paragraphs = Vec::new();
        let mut at = 0;
        for piece in text.split("\n\n") {
            let inner = piece.trim();
            let start = at + (piece.len() - piece.trim_start().len());
            if !inner.is_empty() {
                let span = Span::new(start, start + inner.len());
                paragraphs.push(Paragraph { span, turn: None });
            }
            at += piece.len() + 2;
        }
        Document { text, paragraphs, ..Document::default() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_gives_spans_that_lie_in_it(text in texts()) {
            let document = document(text);
            let statements = Extractor::default().extract(&document);
            for statement in &statements {
                let record = crate::model::Record::new(&document, 7, statement);
                let written = record.speaker.and_then(|speaker| speaker.as_written);
                assert!(written.is_none_or(|written| written.split_whitespace().count() <= 12));
                for pair in statement.spans.windows(2) {
                    assert!(pair[0].end <= pair[1].start, "pieces stand in order");
                }
                assert!(statement.parent.is_none_or(|parent| parent != statement.ordinal));
                assert!(statement.spans.iter().all(|span| statement.context.contains(*span)));
            }
            passages(&document, &statements);
        }
    }
}
