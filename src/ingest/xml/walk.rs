//! From tokens to a sitting: what a vocabulary calls a paragraph, a speech or no text at all.

use std::ops::ControlFlow;

use super::{
    sitting::{Held, Sitting},
    tokens::{Token, Tokens},
};
use crate::ingest::{
    Fault, Place, dates, meta,
    read::{Each, Flow, Reading},
};

/// What an element is to the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// Its words belong to the paragraph that it stands in.
    Inline,
    /// A paragraph of its own.
    Block,
    /// The same, but nobody's speech.
    Aside,
    /// A part that can have a heading of its own.
    Section,
    /// A speech, which the vocabulary has begun.
    Speech,
    /// Its words go to [`Vocabulary::close`] and not into the text.
    Capture,
    /// Its words are no text, but what stands in it may be asked for.
    Quiet,
    /// Nothing in it is text, or asked for.
    Skip,
}

/// What the elements of a kind of file mean.
pub(super) trait Vocabulary {
    /// An element opens, the last tag of `tokens`.
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role;

    /// An element closes, the last tag of `tokens`, before what it is to the text ends; `words`
    /// are those of one that was to be captured.
    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting);

    /// Words of a paragraph.
    fn text(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        sitting.text(tokens.text(), tokens);
    }

    /// Names the speakers of complete documents; returns whether they can be handed on, which
    /// after the `last` they have to be.
    fn name(&mut self, _held: &mut [Held], _last: bool) -> bool {
        true
    }
}

/// What the walk through a file keeps from one root element to the next.
pub(super) struct Walk<'a> {
    pub(super) reading: &'a Reading,
    /// How many documents were handed on.
    pub(super) handed_on: u64,
    told_entity: bool,
}

/// An open element.
struct Frame {
    role: Role,
    /// Where its words begin among those captured.
    start: usize,
}

#[derive(Default)]
struct Open {
    frames: Vec<Frame>,
    /// Elements that are open within and with one that is skipped.
    skipped: usize,
    quiet: usize,
    asides: usize,
    captures: usize,
    captured: String,
}

impl<'a> Walk<'a> {
    pub(super) fn new(reading: &'a Reading) -> Self {
        Self { reading, handed_on: 0, told_entity: false }
    }

    /// Reads the element that the last token opened to its end. What stands before a fault is
    /// handed on.
    pub(super) fn root(
        &mut self,
        tokens: &mut Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
        each: Each<'_>,
    ) -> Flow {
        let result = self.within(tokens, vocabulary, sitting, each);
        if matches!(result, Ok(ControlFlow::Break(()))) {
            return result;
        }
        if result.is_err() {
            // Half a paragraph is nobody's words.
            sitting.paragraph().clear();
        }
        while sitting.open_speeches() > 0 {
            sitting.end_speech(tokens.end());
        }
        sitting.end_paragraph(tokens.end());
        sitting.finish();
        let handed_on = self.hand_on(tokens, vocabulary, sitting, true, each);
        if handed_on.is_break() { Ok(handed_on) } else { result }
    }

    fn within(
        &mut self,
        tokens: &mut Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
        each: Each<'_>,
    ) -> Flow {
        let limit = self.reading.limits.document_bytes;
        let mut open = Open::default();
        let mut token = Token::Open;
        let mut waiting = 0;
        loop {
            open.take(token, tokens, vocabulary, sitting);
            let too_long = open.captured.len().max(sitting.paragraph().len()) as u64 > limit;
            if too_long {
                let what = "the text of an element";
                return Err((Some(Place::Line(tokens.line())), Fault::TooLong { what, limit }));
            }
            if sitting.ready.len() != waiting {
                let last = sitting.held() as u64 > limit;
                let flow = self.hand_on(tokens, vocabulary, sitting, last, each);
                if flow.is_break() {
                    return Ok(flow);
                }
                waiting = sitting.ready.len();
            }
            if token == Token::End || open.is_at_end() {
                return Ok(ControlFlow::Continue(()));
            }
            token = tokens.next()?;
        }
    }

    /// Hands on what is ready, and what is wrong with the file itself.
    fn hand_on(
        &mut self,
        tokens: &Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
        last: bool,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        if !vocabulary.name(&mut sitting.ready, last) && !last {
            return ControlFlow::Continue(());
        }
        if let Some((line, entity)) = tokens.unknown_entity.as_ref().filter(|_| !self.told_entity) {
            self.told_entity = true;
            let fault = Fault::Entity(entity.clone());
            self.reading.warn(Some(Place::Line(*line)), Some(fault), each)?;
        }
        for Held { mut document, .. } in sitting.ready.drain(..) {
            self.handed_on += 1;
            let numbered = self.reading.document(Some(self.handed_on));
            document.key = numbered.key;
            document.path = numbered.path;
            document.encoding = tokens.encoding();
            document.title = document.title.map(|title| meta::tidy(&title));
            if document.published.is_none() && self.reading.defaults.name_pattern.is_none() {
                // Not a file of many, but one sitting in parts.
                document.published = dates::in_path(&self.reading.relative);
            }
            self.reading.hand_on(document, Some(self.handed_on), each)?;
        }
        ControlFlow::Continue(())
    }
}

/// Reads all that `tokens` has up to its end or a fault for what `vocabulary` keeps of it.
pub(super) fn skim(
    tokens: &mut Tokens<'_>,
    vocabulary: &mut dyn Vocabulary,
    sitting: &mut Sitting,
) {
    let mut open = Open::default();
    while let Ok(token) = tokens.next() {
        open.take(token, tokens, vocabulary, sitting);
        if token == Token::End {
            break;
        }
    }
    sitting.end_paragraph(tokens.end());
}

impl Open {
    fn take(
        &mut self,
        token: Token,
        tokens: &Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
    ) {
        match token {
            Token::Open => self.open(tokens, vocabulary, sitting),
            Token::Text => self.text(tokens, vocabulary, sitting),
            Token::Close => self.close(tokens, vocabulary, sitting),
            Token::End => {}
        }
    }

    fn is_at_end(&self) -> bool {
        self.frames.is_empty() && self.skipped == 0
    }

    fn open(
        &mut self,
        tokens: &Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
    ) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        let role = vocabulary.open(tokens, sitting);
        match role {
            Role::Skip => {
                self.skipped = 1;
                return;
            }
            Role::Block | Role::Speech => self.between(tokens, sitting),
            Role::Aside => {
                self.between(tokens, sitting);
                self.asides += 1;
            }
            Role::Section => {
                sitting.end_paragraph(tokens.at());
                sitting.end_loose(tokens.at());
                sitting.begin_section();
            }
            Role::Capture => self.captures += 1,
            Role::Quiet => {
                self.between(tokens, sitting);
                self.quiet += 1;
            }
            Role::Inline => {}
        }
        self.frames.push(Frame { role, start: self.captured.len() });
    }

    /// The end of a paragraph, or a blank between words that are captured.
    fn between(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        if self.captures > 0 {
            self.captured.push(' ');
        } else if self.quiet == 0 {
            sitting.end_paragraph(tokens.at());
        }
    }

    fn text(
        &mut self,
        tokens: &Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
    ) {
        if self.skipped > 0 {
        } else if self.captures > 0 {
            self.captured.push_str(tokens.text());
        } else if self.quiet == 0 {
            sitting.unspoken |= self.asides > 0;
            vocabulary.text(tokens, sitting);
        }
    }

    fn close(
        &mut self,
        tokens: &Tokens<'_>,
        vocabulary: &mut dyn Vocabulary,
        sitting: &mut Sitting,
    ) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(Frame { role, start }) = self.frames.pop() else { return };
        if role == Role::Capture {
            self.captures -= 1;
            vocabulary.close(tokens, Some(&self.captured[start..]), sitting);
            // What was asked for by itself is no part of what stands around it.
            self.captured.truncate(start);
            self.captured.shrink_to(1 << 20);
            return;
        }
        vocabulary.close(tokens, None, sitting);
        match role {
            Role::Quiet => self.quiet -= 1,
            Role::Section => {
                sitting.end_paragraph(tokens.end());
                sitting.end_loose(tokens.end());
                sitting.end_section();
            }
            Role::Aside => {
                self.asides -= 1;
                sitting.end_paragraph(tokens.end());
            }
            Role::Block if self.captures > 0 => self.captured.push(' '),
            Role::Block if self.quiet == 0 => sitting.end_paragraph(tokens.end()),
            Role::Speech => sitting.end_speech(tokens.end()),
            _ => {}
        }
    }
}
