//! A document's text as a reader sees it: markup taken out, with the way back to its bytes.

use std::borrow::Cow;

use crate::model::{Document, Span};

/// The readable text of a document, and where each byte of it stands in the source.
pub(super) struct View<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where hidden bytes were taken out: the place in `text`, and how many bytes of the source
    /// are missing up to and with that place.
    cuts: Vec<(u32, u32)>,
}

impl<'a> View<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        if document.hidden.is_empty() {
            return Self { text: Cow::Borrowed(&document.text), cuts: Vec::new() };
        }
        let mut text = String::with_capacity(document.text.len());
        let mut cuts = Vec::with_capacity(document.hidden.len());
        let (mut at, mut missing) = (0, 0);
        for hidden in &document.hidden {
            text.push_str(&document.text[at..hidden.start as usize]);
            missing += hidden.end - hidden.start;
            at = hidden.end as usize;
            cuts.push((u32::try_from(text.len()).expect("no longer than its source"), missing));
        }
        text.push_str(&document.text[at..]);
        Self { text: Cow::Owned(text), cuts }
    }

    /// The source span of the view's bytes `start..end`.
    pub(super) fn source(&self, span: Span) -> Span {
        if self.cuts.is_empty() {
            return span;
        }
        let missing = |below: usize| below.checked_sub(1).map_or(0, |index| self.cuts[index].1);
        let start = self.cuts.partition_point(|(place, _)| *place <= span.start);
        // Hidden bytes right behind the last one are not part of it.
        let end = self.cuts.partition_point(|(place, _)| *place < span.end);
        let start = span.start + missing(start);
        Span { start, end: (span.end + missing(end)).max(start) }
    }

    /// The longest stretch of the view's `span` that nothing hidden stands in.
    pub(super) fn unbroken(&self, span: Span) -> Span {
        let from = self.cuts.partition_point(|(place, _)| *place <= span.start);
        let inside = self.cuts[from..].iter().map(|(place, _)| *place);
        let mut start = span.start;
        let ends = inside.take_while(|place| *place < span.end).chain([span.end]);
        let pieces = ends.map(|end| Span { start: std::mem::replace(&mut start, end), end });
        let longer = |one: Span, other: Span| if one.len() < other.len() { other } else { one };
        pieces.map(|piece| self.trimmed(piece)).reduce(longer).unwrap_or(span)
    }

    fn trimmed(&self, span: Span) -> Span {
        let words = span.of(&self.text).trim_end();
        let start = span.start as usize + words.len() - words.trim_start().len();
        Span::new(start, span.start as usize + words.len())
    }

    /// The view's span of the source's.
    pub(super) fn viewed(&self, span: Span) -> Span {
        if self.cuts.is_empty() {
            return span;
        }
        let place = |source: u32| {
            // The first cut whose source position lies behind `source`.
            let after = self.cuts.partition_point(|(place, missing)| place + missing <= source);
            let missing = after.checked_sub(1).map_or(0, |index| self.cuts[index].1);
            let next = self.cuts.get(after).map_or(u32::MAX, |(place, _)| *place);
            (source - missing).min(next)
        };
        let start = place(span.start);
        Span { start, end: place(span.end).max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_back_to_the_source() {
        let text = "a [link](x) b".to_owned();
        let hidden = vec![Span::new(2, 3), Span::new(7, 11)];
        let document = Document { text, hidden, ..Document::default() };
        let view = View::new(&document);
        assert_eq!(view.text, "a link b");
        let link = Span::new(2, 6);
        assert_eq!(view.source(link), Span::new(3, 7));
        assert_eq!(view.viewed(Span::new(3, 7)), link);
        assert_eq!(view.unbroken(Span::new(0, 8)), link);
        assert_eq!(view.unbroken(Span::new(0, 2)), Span::new(0, 1));
        assert_eq!(view.viewed(Span::new(0, 13)), Span::new(0, 8));
        assert_eq!(view.source(Span::new(0, 8)), Span::new(0, 13));
    }
}
