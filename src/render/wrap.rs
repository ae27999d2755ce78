//! Styled words set in lines of a width, counted as a terminal counts.

use std::io::{self, Write};

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sanitize::clean;

/// A paragraph under way: pieces of text, each with a style, cleaned as they come in.
#[derive(Debug, Default)]
pub struct Paragraph {
    pieces: Vec<(String, Style)>,
}

impl Paragraph {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `text` in `style`.
    pub fn push(&mut self, text: &str, style: Style) {
        if !text.is_empty() {
            self.pieces.push((clean(text).into_owned(), style));
        }
    }

    /// Columns that it takes on one line.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| text.width()).sum()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Writes it as it is, without a line break.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.pieces.iter().try_for_each(|(text, style)| styled(out, text, *style))
    }

    /// Writes it in lines of `width` columns, `indent` blanks before each, broken between words;
    /// a word too long for a line is broken where the line ends.
    pub fn write_wrapped(
        &self,
        out: &mut dyn Write,
        width: usize,
        indent: usize,
    ) -> io::Result<()> {
        let room = width.saturating_sub(indent).max(1);
        let mut line: Vec<(String, Style)> = Vec::new();
        let mut taken = 0;
        for word in self.words() {
            let wide: usize = word.iter().map(|(text, _)| text.width()).sum();
            if 0 < taken && room < taken + 1 + wide {
                write_line(out, &line, indent)?;
                line.clear();
                taken = 0;
            }
            if 0 < taken {
                // A blank between two marked words is marked with them.
                let style = line.last().map_or(Style::new(), |(_, style)| *style);
                let style = if word[0].1 == style { style } else { Style::new() };
                line.push((" ".to_owned(), style));
                taken += 1;
            }
            for (text, style) in word {
                for grapheme in split_if_wide(&text, room, room) {
                    let wide = grapheme.width();
                    if 0 < taken && room < taken + wide {
                        write_line(out, &line, indent)?;
                        line.clear();
                        taken = 0;
                    }
                    line.push((grapheme.to_owned(), style));
                    taken += wide;
                }
            }
        }
        if line.is_empty() { Ok(()) } else { write_line(out, &line, indent) }
    }

    /// Its words, each in as many pieces as it has styles.
    fn words(&self) -> Vec<Vec<(String, Style)>> {
        let mut words = Vec::new();
        let mut word: Vec<(String, Style)> = Vec::new();
        for (text, style) in &self.pieces {
            let mut parts = text.split(' ');
            if let Some(first) = parts.next()
                && !first.is_empty()
            {
                word.push((first.to_owned(), *style));
            }
            for part in parts {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                if !part.is_empty() {
                    word.push((part.to_owned(), *style));
                }
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
        words
    }
}

/// `text` whole, or its graphemes where it is wider than `room`; of one that has no room in a whole
/// line of `width` columns, the characters.
pub fn split_if_wide(text: &str, room: usize, width: usize) -> Vec<&str> {
    if text.width() <= room {
        return vec![text];
    }
    let mut parts = Vec::new();
    for grapheme in text.graphemes(true) {
        if grapheme.width() <= width {
            parts.push(grapheme);
        } else {
            parts.extend(grapheme.split("").filter(|char| !char.is_empty()));
        }
    }
    parts
}

fn write_line(out: &mut dyn Write, line: &[(String, Style)], indent: usize) -> io::Result<()> {
    write!(out, "{:indent$}", "")?;
    let mut at = 0;
    while at < line.len() {
        let style = line[at].1;
        let end =
            line[at..].iter().position(|piece| piece.1 != style).map_or(line.len(), |n| at + n);
        let text: String = line[at..end].iter().map(|(text, _)| text.as_str()).collect();
        styled(out, &text, style)?;
        at = end;
    }
    writeln!(out)
}

fn styled(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    if style == Style::new() {
        return out.write_all(text.as_bytes());
    }
    write!(out, "{style}{text}{style:#}")
}

/// Cuts `text` in its middle so that it takes `width` columns at most.
pub fn shorten(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let graphemes: Vec<&str> = text.graphemes(true).collect();
    let room = width.saturating_sub(1);
    let take = |graphemes: &mut dyn Iterator<Item = &&str>, room: usize| {
        let mut taken = 0;
        let mut n = 0;
        for grapheme in graphemes {
            taken += grapheme.width();
            if room < taken {
                break;
            }
            n += 1;
        }
        n
    };
    let n_tail = take(&mut graphemes.iter().rev(), room / 2);
    let n_head = take(&mut graphemes.iter(), room - room / 2);
    let tail = graphemes[graphemes.len() - n_tail..].concat();
    format!("{}…{tail}", graphemes[..n_head].concat())
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;

    use super::*;

    fn lines(pieces: &[(&str, Style)], width: usize) -> String {
        let mut paragraph = Paragraph::new();
        for (text, style) in pieces {
            paragraph.push(text, *style);
        }
        let mut out = Vec::new();
        paragraph.write_wrapped(&mut out, width, 2).unwrap();
        String::from_utf8(out).unwrap()
    }

    const NO: Style = Style::new();

    #[test]
    fn breaks_between_words() {
        assert_eq!(lines(&[("one two three", NO)], 9), "  one two\n  three\n");
        assert_eq!(lines(&[("one tw", NO), ("o three", NO)], 9), "  one two\n  three\n");
    }

    #[test]
    fn breaks_a_word_that_is_too_long_and_counts_wide_characters() {
        assert_eq!(lines(&[("abcdefghij", NO)], 6), "  abcd\n  efgh\n  ij\n");
        assert_eq!(lines(&[("日本語日本語", NO)], 6), "  日本\n  語日\n  本語\n");
    }

    #[test]
    fn a_style_ends_with_its_line() {
        let red = AnsiColor::Red.on_default();
        assert_eq!(
            lines(&[("a ", NO), ("bb cc", red), (".", NO)], 6),
            "  a \u{1b}[31mbb\u{1b}[0m\n  \u{1b}[31mcc\u{1b}[0m.\n"
        );
        assert_eq!(lines(&[("bb cc", red)], 80), "  \u{1b}[31mbb cc\u{1b}[0m\n");
    }

    #[test]
    fn no_line_is_wider_than_the_width() {
        let text = "“Naïve” 日本語 words, some-rather-long-compound-words-too 🙂🙂🙂 and the rest";
        for width in 4..60 {
            for line in lines(&[(text, NO)], width).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn shortens_in_the_middle() {
        assert_eq!(shorten("000_e49c65e033941b82.txt", 13), "000_e4…82.txt");
        assert_eq!(shorten("short.txt", 13), "short.txt");
    }
}
