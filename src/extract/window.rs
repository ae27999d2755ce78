//! Long documents in parts: what people are called is kept for a text as a whole, and the time to
//! look it up grows with the square of that text.

use std::ops::Range;

use crate::model::{Document, Paragraph, Span, Speaker, Statement, Turn};

/// Bytes of a text that are looked at together: more than articles, debates and most books have.
const LONGEST: usize = 2 << 20;

/// A stretch of a document that is looked at on its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Window {
    /// Which of the document's paragraphs it has.
    pub paragraphs: Range<usize>,
    /// Its bytes of the document's text.
    pub bytes: Span,
}

/// The stretches of `document`, one after the other, each ending between paragraphs: one, unless
/// it is long.
pub fn windows(document: &Document) -> impl Iterator<Item = Window> {
    let all = document.paragraphs.as_slice();
    let is_long = LONGEST < document.text.len();
    let whole = Window::whole(document);
    let (mut first, mut end) = (0, 0);
    let mut next = move || {
        let rest = &all[first..];
        let next = rest.first()?;
        // A label may stand before its turn's first paragraph.
        let label = next.turn.and_then(|turn| document.turns[turn as usize].label);
        let label = label.filter(|label| end <= label.start && label.start < next.span.start);
        let start = label.map_or(next.span.start, |label| label.start);
        let fits =
            |paragraph: &&Paragraph| paragraph.span.end.saturating_sub(start) as usize <= LONGEST;
        let n_taken = rest.iter().take_while(fits).count().max(1);
        let paragraphs = first..first + n_taken;
        first = paragraphs.end;
        end = all[first - 1].span.end;
        Some(Window { paragraphs, bytes: Span { start, end } })
    };
    let parts = std::iter::from_fn(move || if is_long { next() } else { None });
    (!is_long).then_some(whole).into_iter().chain(parts)
}

impl Window {
    /// All of `document`.
    pub fn whole(document: &Document) -> Self {
        let bytes = Span::new(0, document.text.len());
        Self { paragraphs: 0..document.paragraphs.len(), bytes }
    }

    /// Whether it is all of `document`.
    pub(super) fn is_whole(&self, document: &Document) -> bool {
        self.bytes.len() == document.text.len()
    }

    /// What `document` would be with only this.
    pub(super) fn part(&self, document: &Document) -> Document {
        part(document, self.bytes.start, &document.paragraphs[self.paragraphs.clone()])
    }

    /// Moves the spans of a statement of the part to where they stand in the whole.
    pub(super) fn shift(&self, statement: &mut Statement) {
        spans(statement, |span| {
            span.start += self.bytes.start;
            span.end += self.bytes.start;
        });
    }
}

/// What `document` would be with only `paragraphs`, and its text from `start` on.
fn part(document: &Document, start: u32, paragraphs: &[Paragraph]) -> Document {
    let end = paragraphs.last().map_or(start, |last| last.span.end);
    let whole = Span { start, end };
    let inside = |span: &Span| whole.contains(*span);
    let back = |span: Span| Span { start: span.start - start, end: span.end - start };
    let turns = paragraphs.iter().filter_map(|paragraph| paragraph.turn);
    let (from, to) =
        turns.fold((u32::MAX, 0), |(from, to), turn| (from.min(turn), to.max(turn + 1)));
    let from = from.min(to);
    let turn = |turn: &Turn| {
        // What a label says is kept where the label itself stands in an earlier part.
        let label = turn.label.filter(inside);
        let name = turn.name.clone().or_else(|| {
            let label = turn.label.filter(|_| label.is_none())?;
            Some(label.of(&document.text).to_owned())
        });
        Turn { label: label.map(back), name, ..turn.clone() }
    };
    let hidden = document.hidden.iter().filter(|span| inside(span)).copied();
    Document {
        key: document.key.clone(),
        path: document.path.clone(),
        format: document.format,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        url: document.url.clone(),
        published: document.published,
        speaker: document.speaker.clone(),
        authors: document.authors.clone(),
        topics: document.topics.clone(),
        text: whole.of(&document.text).to_owned(),
        hidden: hidden.map(back).collect(),
        paragraphs: paragraphs
            .iter()
            .map(|paragraph| Paragraph {
                span: back(paragraph.span),
                turn: paragraph.turn.map(|turn| turn - from),
            })
            .collect(),
        turns: document.turns[from as usize..to as usize].iter().map(turn).collect(),
        language: document.language,
        encoding: document.encoding,
        origins: Vec::new(),
    }
}

/// Hands every span of `statement` to `change`.
pub(super) fn spans(statement: &mut Statement, mut change: impl FnMut(&mut Span)) {
    statement.spans.iter_mut().for_each(&mut change);
    statement.quoted.iter_mut().for_each(&mut change);
    change(&mut statement.context);
    statement.cue.iter_mut().for_each(&mut change);
    let mut speaker = |speaker: &mut Speaker| speaker.as_written.iter_mut().for_each(&mut change);
    statement.via.iter_mut().for_each(&mut speaker);
    statement.addressees.iter_mut().for_each(&mut speaker);
    statement.joint_with.iter_mut().for_each(&mut speaker);
    statement.speaker.iter_mut().for_each(&mut speaker);
    if let Some(said) = &mut statement.said {
        said.as_written.iter_mut().for_each(&mut change);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Extractor;
    use super::*;

    /// A transcript of more than one part, its turns two paragraphs long.
    fn long() -> Document {
        let (mut text, mut paragraphs, mut turns) = (String::new(), Vec::new(), Vec::new());
        while text.len() < LONGEST + LONGEST / 2 {
            let label = Span::new(text.len(), text.len() + "MS. LIND".len());
            turns.push(Turn { label: Some(label), ..Turn::default() });
            text.push_str("MS. LIND: ");
            for _ in 0..2 {
                let start = text.len();
                text.push_str(&"The cranes are mended, and the harbor is open. ".repeat(20));
                let span = Span::new(start, text.trim_end().len());
                paragraphs.push(Paragraph { span, turn: u32::try_from(turns.len() - 1).ok() });
                text.push('\n');
            }
        }
        Document { text, paragraphs, turns, ..Document::default() }
    }

    #[test]
    fn nothing_is_lost_between_parts() {
        let document = long();
        let parts: Vec<_> = windows(&document).map(|window| window.part(&document)).collect();
        assert_eq!(parts.len(), 2);
        let n_paragraphs: usize = parts.iter().map(|part| part.paragraphs.len()).sum();
        assert_eq!(n_paragraphs, document.paragraphs.len());
        let statements = Extractor::default().extract(&document);
        assert_eq!(statements.len(), document.paragraphs.len());
        for (statement, paragraph) in statements.iter().zip(&document.paragraphs) {
            assert_eq!(statement.spans, [paragraph.span]);
            assert_eq!(statement.speaker.as_ref().map(|one| one.name.as_str()), Some("Lind"));
        }
        let short = Document { text: "Short.".to_owned(), ..Document::default() };
        assert!(windows(&short).all(|window| window.is_whole(&short)));
    }
}
