//! Documents in, statements out: pure, and on any text without failing.
//!
//! The steps, each a module: `view` takes markup out; `marks` pairs quotation marks; `token`
//! and `page` cut the narration into tokens and sentences, each quoted region one token; `clause`
//! finds cues with their subjects (`noun`) and with what they govern; `draft` makes statements
//! of them and of the quotes that no cue governs; `people` and `resolve` lead mentions back to
//! names; `assemble` draws the chain of telling, hearers and days. `turn` and `readout` do the
//! same for transcripts and for the words of an office about its head.

mod assemble;
mod clause;
mod draft;
mod event;
mod lexicon;
mod marks;
mod noun;
mod page;
mod people;
mod readout;
mod resolve;
mod token;
mod topic;
mod turn;
mod view;
pub mod when;

pub use topic::{Topics, TopicsError};

use page::Page;
use view::View;

use crate::model::{Document, Span, Speaker, Statement};

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
        let view = View::new(document);
        let page = Page::new(document, &view);
        let mut statements = assemble::statements(document, &view, &page, &self.topics);
        for statement in &mut statements {
            to_source(&view, statement);
        }
        number(statements)
    }
}

/// Sorts statements into text order, an outer act before its inner ones, and numbers them.
fn number(statements: Vec<Statement>) -> Vec<Statement> {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    let key = |statement: &Statement| {
        let start = statement.spans.first().map_or(0, |span| span.start);
        let end = statement.spans.last().map_or(0, |span| span.end);
        (start, std::cmp::Reverse(end), statement.parent.is_some())
    };
    order.sort_by_key(|index| key(&statements[*index]));
    let mut place = vec![0; statements.len()];
    for (ordinal, index) in (1..).zip(&order) {
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

fn to_source(view: &View, statement: &mut Statement) {
    let map = |span: &mut Span| *span = view.source(*span);
    statement.spans.iter_mut().for_each(map);
    statement.quoted.iter_mut().for_each(map);
    map(&mut statement.context);
    statement.cue.iter_mut().for_each(map);
    let speaker = |speaker: &mut Speaker| speaker.as_written.iter_mut().for_each(map);
    statement.via.iter_mut().for_each(speaker);
    statement.addressees.iter_mut().for_each(speaker);
    statement.joint_with.iter_mut().for_each(speaker);
    statement.speaker.iter_mut().for_each(speaker);
    if let Some(said) = &mut statement.said {
        said.as_written.iter_mut().for_each(map);
    }
}

/// Returns what of `document`'s paragraphs lies outside all `statements`: the passages, in order.
///
/// A paragraph that some statement lies in is a passage still where it has words of its own.
pub fn passages(document: &Document, statements: &[Statement]) -> Vec<Span> {
    let mut contexts: Vec<Span> = statements.iter().map(|statement| statement.context).collect();
    contexts.sort();
    let covered = |paragraph: Span| {
        let mut at = paragraph.start;
        for context in &contexts {
            if context.start <= at && at < context.end {
                at = context.end;
            }
        }
        let rest = Span { start: at.min(paragraph.end), end: paragraph.end };
        rest.of(&document.text).trim().is_empty()
    };
    let paragraphs = document.paragraphs.iter().map(|paragraph| paragraph.span);
    paragraphs.filter(|paragraph| !covered(*paragraph)).collect()
}
