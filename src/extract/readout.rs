//! Acts inside the words of a readout: “The Secretary reviewed … and urged …”.

use std::ops::Range;

use super::{
    lexicon::{Class, Lexicon},
    noun::{self, Mention},
    page::Page,
    token::{self, Kind},
};
use crate::model::Span;

/// An act that a readout reports within quotation marks.
pub(super) struct Reported {
    pub(super) subject: Mention,
    pub(super) cue: Span,
    pub(super) class: Class,
    pub(super) content: Span,
}

/// Takes the words inside a region apart as a page of their own.
pub(super) fn inner_page(text: &str, span: Span) -> Page<'_> {
    let mut page = Page {
        text,
        blocks: Vec::new(),
        regions: Vec::new(),
        tokens: Vec::new(),
        sentences: Vec::new(),
    };
    token::tokenize(text, span, &[], 0, Lexicon::get(), &mut page.tokens);
    page.split_all();
    page
}

/// The acts of a readout's sentences, each "somebody reaffirmed something".
pub(super) fn reported(page: &Page) -> Vec<Reported> {
    let mut found = Vec::new();
    for sentence in &page.sentences {
        let mut end = sentence.end;
        while end > sentence.start && page.tokens[end - 1].kind == Kind::Stop {
            end -= 1;
        }
        let mut subject: Option<Mention> = None;
        let mut at = sentence.start + 1;
        while at < end {
            let token = page.tokens[at];
            let cue = token.is(Class::CUE)
                && token.is(Class::PAST)
                && token.is(Class::READOUT.or(Class::JOINT).or(Class::SURE))
                && !token.capital;
            if !cue {
                at += 1;
                continue;
            }
            let found_subject = if subject.is_none() {
                let mut edge = at;
                while edge > sentence.start
                    && page.tokens[edge - 1].is(Class::ADVERB.or(Class::AUXILIARY))
                {
                    edge -= 1;
                }
                noun::ending_at(page, sentence.start, edge)
            } else if page.says(at - 1, "and")
                || page.tokens[at - 1].kind == Kind::Comma
                || page.tokens[at - 1].is(Class::ADVERB)
            {
                subject.clone()
            } else {
                None
            };
            let Some(mention) = found_subject else {
                at += 1;
                continue;
            };
            let stop = next_act(page, at + 1..end);
            if at + 1 < stop {
                found.push(Reported {
                    subject: mention.clone(),
                    cue: token.span(),
                    class: token.class,
                    content: page.span(at + 1..stop),
                });
            }
            subject = Some(mention);
            at = stop;
        }
    }
    found
}

/// Where "… and urged" begins the next act.
fn next_act(page: &Page, tokens: Range<usize>) -> usize {
    for at in tokens.clone() {
        let joined = page.says(at, "and");
        let next = page.tokens.get(at + 1).filter(|_| at + 1 < tokens.end);
        if joined
            && next.is_some_and(|token| {
                token.is(Class::CUE)
                    && token.is(Class::PAST)
                    && token.is(Class::READOUT.or(Class::JOINT))
            })
        {
            let comma = at > tokens.start && page.tokens[at - 1].kind == Kind::Comma;
            return if comma { at - 1 } else { at };
        }
    }
    tokens.end
}
