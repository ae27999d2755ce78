//! A document taken apart: paragraphs, quoted regions, tokens of the narration, sentences.

use std::ops::Range;

use super::{
    code,
    lexicon::{Class, Lexicon},
    marks::{Region, Style, regions},
    token::{Kind, Token, tokenize},
    view::View,
};
use crate::model::{Document, Span};

/// A paragraph of a [`Page`].
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) span: Span,
    pub(super) turn: Option<u32>,
    /// Indexes into [`Page::tokens`].
    pub(super) tokens: Range<usize>,
    /// Indexes into [`Page::regions`].
    pub(super) regions: Range<usize>,
    /// Indexes into [`Page::sentences`].
    pub(super) sentences: Range<usize>,
}

/// A document taken apart. All spans are the view's.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) blocks: Vec<Block>,
    pub(super) regions: Vec<Region>,
    pub(super) tokens: Vec<Token>,
    /// Ranges of tokens, closing punctuation with them.
    pub(super) sentences: Vec<Range<usize>>,
}

/// Whether Markdown's `>` stands before a paragraph.
fn set_off(source: &str, paragraph: Span) -> bool {
    let before = &source[..paragraph.start as usize];
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    line.trim_start().starts_with('>')
}

impl<'a> Page<'a> {
    pub(super) fn new(document: &Document, view: &'a View) -> Self {
        let text: &str = &view.text;
        let style = Style::of(text);
        let lexicon = Lexicon::get();
        let mut page = Self {
            text,
            blocks: Vec::with_capacity(document.paragraphs.len()),
            regions: Vec::new(),
            tokens: Vec::with_capacity(text.len() / 5),
            sentences: Vec::new(),
        };
        let fenced = code::fenced(text);
        let mut told = false;
        for paragraph in &document.paragraphs {
            let span = view.viewed(paragraph.span);
            let machine = fenced.iter().any(|fence| fence.overlaps(span));
            if machine || code::is_code(span.of(text)) {
                continue;
            }
            let first_region = page.regions.len();
            let style = style.of_paragraph(span.of(text));
            regions(text, span, style, &mut page.regions);
            if !set_off(&document.text, paragraph.span) {
                told = span.of(text).ends_with(':');
            } else if told
                && page
                    .regions
                    .get(first_region)
                    .is_none_or(|region| region.outer.start > span.start)
            {
                // A block set off behind a colon is a quote that needs no marks.
                page.regions.truncate(first_region);
                page.regions.push(Region { inner: span, outer: span, closed: true });
            }
            let first = page.tokens.len();
            let here = &page.regions[first_region..];
            tokenize(text, span, here, first_region, lexicon, &mut page.tokens);
            let first_sentence = page.sentences.len();
            page.split(first..page.tokens.len());
            page.blocks.push(Block {
                span,
                turn: paragraph.turn,
                tokens: first..page.tokens.len(),
                regions: first_region..page.regions.len(),
                sentences: first_sentence..page.sentences.len(),
            });
        }
        page
    }

    /// The words of a token.
    pub(super) fn word(&self, index: usize) -> &'a str {
        self.tokens[index].span().of(self.text)
    }

    /// Whether the token is this word, in whatever case.
    pub(super) fn says(&self, index: usize, word: &str) -> bool {
        self.says_any(index, &[word])
    }

    /// Whether the token is one of these words, in whatever case.
    pub(super) fn says_any(&self, index: usize, words: &[&str]) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        // Lengths first: no other test of the rules is made as often.
        let own = &self.text.as_bytes()[token.start as usize..token.end as usize];
        words
            .iter()
            .any(|word| word.len() == own.len() && own.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// The bytes from one token to before another.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        Span { start: self.tokens[tokens.start].start, end: self.tokens[tokens.end - 1].end }
    }

    /// The last letter, digit or stop inside a region.
    pub(super) fn region_end(&self, region: usize) -> Option<char> {
        let words = self.regions[region].inner.of(self.text);
        words.chars().rev().find(|char| !matches!(char, '\'' | '’' | ')' | ']' | '”'))
    }

    /// Whether a region begins with a capital letter or a digit.
    pub(super) fn region_capital(&self, region: usize) -> bool {
        let words = self.regions[region].inner.of(self.text);
        let first = words.chars().find(|char| char.is_alphanumeric() || *char == '…');
        first.is_some_and(|char| char.is_uppercase() || char.is_numeric())
    }

    /// Splits all tokens into sentences, where there are no blocks.
    pub(super) fn split_all(&mut self) {
        self.split(0..self.tokens.len());
    }

    fn split(&mut self, tokens: Range<usize>) {
        let mut start = tokens.start;
        let mut at = tokens.start;
        while at < tokens.end {
            if self.ends_sentence(at, tokens.end) {
                self.sentences.push(start..at + 1);
                start = at + 1;
            }
            at += 1;
        }
        if start < tokens.end {
            self.sentences.push(start..tokens.end);
        }
    }

    fn ends_sentence(&self, at: usize, end: usize) -> bool {
        let token = self.tokens[at];
        let Some(next) = self.tokens.get(at + 1).filter(|_| at + 1 < end) else { return true };
        let opens = next.capital
            || matches!(next.kind, Kind::Region(_) | Kind::Number | Kind::Open | Kind::Other);
        match token.kind {
            Kind::Stop => {
                let closes = matches!(next.kind, Kind::Close | Kind::Stop);
                !closes && (opens || next.kind == Kind::Dash)
            }
            Kind::Close => {
                // A stop inside the bracket: "(He left.) She stayed."
                opens && at > 0 && self.tokens[at - 1].kind == Kind::Stop
            }
            Kind::Region(region) => {
                let stop = self.region_end(region as usize);
                opens
                    && matches!(stop, Some('.' | '?' | '!' | '…'))
                    && !self.tag_follows(at + 1, end)
            }
            Kind::Word if token.dotted => {
                // "… in the U.S. The next day"
                let starter = Class::DETERMINER
                    .or(Class::PRONOUN)
                    .or(Class::POSSESSIVE)
                    .or(Class::SUBORDINATOR)
                    .or(Class::CONJUNCTION)
                    .or(Class::PREPOSITION);
                let title = token.is(Class::TITLE);
                // "… at 1:47 a.m. “If you can’t …”"
                let quote = next.region().is_some_and(|region| self.region_capital(region))
                    && self.word(at).trim_end_matches('.').contains('.');
                opens && !title && (next.is(starter) || quote) && token.end - token.start > 2
            }
            _ => false,
        }
    }

    /// Whether a short "X said" and no more than that follows a quote that ended with its own
    /// stop: the words are its tag, not a new sentence.
    fn tag_follows(&self, from: usize, end: usize) -> bool {
        for at in from..end.min(from + 9) {
            let token = self.tokens[at];
            match token.kind {
                Kind::Word
                    if token.is(Class::CUE)
                        && token.is(Class::QUOTES)
                        && !token.is(Class::ALSO_NOUN.or(Class::GERUND)) =>
                {
                    return self.tag_ends(at + 1, end);
                }
                Kind::Word | Kind::Possessive => {
                    let opener = Class::CONJUNCTION.or(Class::SUBORDINATOR);
                    let verb = token.is(Class::AUXILIARY.or(Class::VERB)) && !token.capital;
                    if at == from && token.is(opener) || verb && token.word() {
                        return false;
                    }
                }
                Kind::Comma if at > from => {}
                _ => return false,
            }
        }
        false
    }

    fn tag_ends(&self, at: usize, end: usize) -> bool {
        let Some(token) = self.tokens.get(at).filter(|_| at < end) else { return true };
        match token.kind {
            Kind::Stop | Kind::Comma => {
                // A comma that leads up to another quote makes it that quote's own tag.
                let next = self.tokens.get(at + 1).filter(|_| at + 1 < end);
                token.kind == Kind::Stop || next.is_none_or(|next| next.region().is_none())
            }
            // "…?” Okoye asked him."
            Kind::Word
                if token.is(Class::READER_OF)
                    || self.says_any(at, &["him", "her", "them", "me", "us"]) =>
            {
                self.tag_ends(at + 1, end)
            }
            Kind::Word => {
                token.is(Class::PREPOSITION.or(Class::WEEKDAY).or(Class::ADVERB))
                    && (at..end).take(10).all(|later| {
                        self.tokens[later].region().is_none() && !self.says(later, "that")
                    })
            }
            _ => false,
        }
    }
}
