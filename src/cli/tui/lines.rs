//! Other people's words as lines of the screen: cleaned, styled, broken between words.

use std::ops::Range;

use ratatui::{
    style::{Color, Modifier, Style},
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::render::{sanitize::clean, wrap::split_if_wide};

/// Columns of the widest character there is, U+17D8.
const WIDEST: usize = 3;

/// What is colored how; without color by weight alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) speaker: Style,
    pub(super) date: Style,
    pub(super) mark: Style,
    pub(super) quote: Style,
    pub(super) aside: Style,
    pub(super) cursor: Style,
}

impl Look {
    pub(super) const COLOR: Self = Self {
        speaker: Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD),
        date: Style::new().fg(Color::Green),
        mark: Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD),
        quote: Style::new(),
        aside: Style::new().fg(Color::DarkGray),
        cursor: Style::new().add_modifier(Modifier::REVERSED),
    };

    pub(super) const PLAIN: Self = Self {
        speaker: Style::new().add_modifier(Modifier::BOLD),
        date: Style::new(),
        mark: Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
        quote: Style::new(),
        aside: Style::new().add_modifier(Modifier::DIM),
        cursor: Style::new().add_modifier(Modifier::REVERSED),
    };
}

/// Pieces of a paragraph under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    pieces: Vec<(String, Style)>,
}

impl Flow {
    /// Adds `text`, cleaned.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            self.pieces.push((clean(text).into_owned(), style));
        }
    }

    /// Adds `text` in the style that `of` gives each of its bytes.
    pub(super) fn push_by(&mut self, text: &str, of: impl Fn(usize) -> Style) {
        let mut start = 0;
        for (at, _) in text.char_indices().skip(1) {
            if of(at) != of(start) {
                self.push(&text[start..at], of(start));
                start = at;
            }
        }
        if start < text.len() {
            self.push(&text[start..], of(start));
        }
    }

    /// Its first `width` columns, with `…` where something is left out.
    pub(super) fn cut(&self, width: usize) -> Vec<Span<'static>> {
        let whole: usize = self.pieces.iter().map(|(text, _)| text.width()).sum();
        let room = if whole <= width { width } else { width.saturating_sub(1) };
        let mut taken = 0;
        let mut spans = Vec::new();
        'all: for (text, style) in &self.pieces {
            let mut part = String::new();
            for grapheme in text.graphemes(true) {
                if room < taken + grapheme.width() {
                    part.push_str(if whole <= width || width == 0 { "" } else { "…" });
                    spans.push(Span::styled(part, *style));
                    break 'all;
                }
                taken += grapheme.width();
                part.push_str(grapheme);
            }
            spans.push(Span::styled(part, *style));
        }
        spans
    }

    /// Lines of `width` columns, all but the first one `indent` blanks in.
    pub(super) fn wrapped(&self, width: usize, indent: usize) -> Vec<Line<'static>> {
        let width = width.max(1);
        let indent = if width <= 2 * indent || width < indent + WIDEST { 0 } else { indent };
        let mut lines = Vec::new();
        let mut line: Vec<Span<'static>> = Vec::new();
        let (mut taken, mut start) = (0, 0);
        for (word, style, wide) in self.words() {
            let is_blank = word == " ";
            if width < taken + wide && start < taken {
                lines.push(Line::from(std::mem::take(&mut line)));
                line.push(Span::raw(" ".repeat(indent)));
                (taken, start) = (indent, indent);
                if is_blank {
                    continue;
                }
            }
            for grapheme in split_if_wide(&word, width - taken, width - indent) {
                if width < taken + grapheme.width() && start < taken {
                    lines.push(Line::from(std::mem::take(&mut line)));
                    line.push(Span::raw(" ".repeat(indent)));
                    (taken, start) = (indent, indent);
                }
                taken += grapheme.width();
                line.push(Span::styled(grapheme.to_owned(), style));
            }
        }
        lines.push(Line::from(line));
        lines
    }

    /// Words and the blanks between them, with the room that each takes up to the next blank.
    fn words(&self) -> Vec<(String, Style, usize)> {
        let mut words: Vec<(String, Style, usize)> = Vec::new();
        for (text, style) in &self.pieces {
            for word in text.split_inclusive(' ') {
                let (word, blank) = match word.strip_suffix(' ') {
                    Some(word) => (word, true),
                    None => (word, false),
                };
                if !word.is_empty() {
                    words.push((word.to_owned(), *style, word.width()));
                }
                if blank {
                    words.push((" ".to_owned(), *style, 1));
                }
            }
        }
        // A word in several styles breaks as one.
        for at in (1..words.len()).rev() {
            if words[at].0 != " " && words[at - 1].0 != " " {
                words[at - 1].2 += words[at].2;
                words[at].2 = 0;
            }
        }
        words
    }
}

/// Whether the byte `at` lies in one of `ranges`.
pub(super) fn lies_in(ranges: &[Range<usize>], at: usize) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn flow(pieces: &[&str]) -> Flow {
        let mut flow = Flow::default();
        for (nth, piece) in pieces.iter().enumerate() {
            flow.push(piece, if nth % 2 == 0 { Style::new() } else { Look::COLOR.mark });
        }
        flow
    }

    fn text(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn breaks_between_words_only() {
        assert_eq!(text(&flow(&["one tw", "o thr", "ee"]).wrapped(8, 0)), ["one two ", "three"]);
        assert_eq!(text(&flow(&["aa bb cc dd"]).wrapped(6, 1)), ["aa bb ", " cc dd"]);
        assert_eq!(text(&flow(&["abcdefgh"]).wrapped(3, 0)), ["abc", "def", "gh"]);
        assert_eq!(text(&flow(&["日本語"]).wrapped(4, 0)), ["日本", "語"]);
        assert_eq!(text(&flow(&[]).wrapped(4, 0)), [""]);
    }

    #[test]
    fn cuts_with_an_ellipsis() {
        let cut = |pieces: &[&str], width| Line::from(flow(pieces).cut(width)).to_string();
        assert_eq!(cut(&["one ", "two"], 7), "one two");
        assert_eq!(cut(&["one ", "two"], 6), "one t…");
        assert_eq!(cut(&["日本語"], 4), "日…");
        assert_eq!(cut(&["x\u{1b}[2J"], 9), "x␛[2J");
        assert_eq!(cut(&["ab"], 0), "");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(one in any::<String>(), two in any::<String>(), width in WIDEST..30, indent in 0_usize..9) {
            let flow = flow(&[&one, &two, "plain words"]);
            for line in flow.wrapped(width, indent) {
                assert!(line.width() <= width, "{line:?}");
            }
            assert!(Line::from(flow.cut(width)).width() <= width);
        }
    }
}
