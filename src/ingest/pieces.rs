//! Paragraphs that no end is in sight of, cut: finding statements takes time that grows with the
//! square of a paragraph's length, and some texts come as one line.

use super::lines;
use crate::model::Span;

/// Bytes of a paragraph at most; hardly any that a person wrote comes near.
const LONGEST: usize = 16 << 10;

/// Bytes after which one is cut at a blank where no sentence ends.
const UNENDING: usize = 4 << 10;

/// Cuts `span` of `text` at ends of sentences, or at blanks, into pieces that are short enough.
pub(super) fn pieces(text: &str, span: Span) -> Vec<Span> {
    let (mut from, end) = (span.start as usize, span.end as usize);
    let mut pieces = Vec::new();
    while UNENDING < end - from {
        let window = &text[from..text.floor_char_boundary(end.min(from + LONGEST))];
        let length = cut(window, from + window.len() == end);
        pieces.push(Span::new(from, from + length));
        from += length;
    }
    if from < end {
        pieces.push(Span::new(from, end));
    }
    pieces
}

/// Where to cut `text`: behind its last sentence, unless one of them does not end; not at all
/// where that is all there `is_rest` of it.
fn cut(text: &str, is_rest: bool) -> usize {
    let (mut sentence, mut blank) = (0, 0);
    for (at, char) in text.char_indices() {
        if !lines::is_space(char) {
            continue;
        }
        let next = text[at..].chars().find(|char| !lines::is_space(*char));
        if next.is_some_and(|next| !next.is_lowercase()) && lines::ends_sentence(&text[..at]) {
            sentence = at;
        } else if UNENDING < at - sentence {
            return if sentence == 0 { at } else { sentence };
        }
        blank = at;
    }
    let end = if sentence == 0 { blank } else { sentence };
    if is_rest || end == 0 { text.len() } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_up(text: &str) -> Vec<&str> {
        let pieces = pieces(text, Span::new(0, text.len()));
        let pieces: Vec<_> = pieces.iter().map(|piece| piece.of(text)).collect();
        assert_eq!(pieces.concat(), text, "nothing is lost");
        assert!(pieces.iter().all(|piece| piece.len() <= LONGEST));
        pieces
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let text = "Mr. Holt met the board on May 3. “We will open,” he said. ".repeat(1000);
        let pieces = cut_up(text.trim_end());
        assert!(pieces.len() <= 4, "{}", pieces.len());
        assert!(pieces.iter().all(|piece| piece.ends_with(['.', '”'])), "{:?}", pieces.last());
        assert_eq!(cut_up("One. Two."), ["One. Two."]);
    }

    #[test]
    fn what_never_ends_is_cut_at_a_blank() {
        let pieces = cut_up(&format!("A start. {}", "and she said that ".repeat(5000)))
            .into_iter()
            .map(str::len)
            .max();
        assert!(pieces.is_some_and(|longest| longest < UNENDING + 100), "{pieces:?}");
        assert_eq!(cut_up(&"é".repeat(20_000)).len(), 3);
        assert!(cut_up(&"\u{a0}“".repeat(20_000)).len() > 3);
    }
}
