//! Lines of a text, and whether their ends mean anything or only kept them at one width.

use std::ops::Range;

use crate::model::Span;

/// A line, white space at both ends left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Empty where the line is blank.
    span: Span,
    /// How many characters stand in front of `start`. These three go to 255, more than any text is
    /// wrapped at: a long text has many lines.
    indent: u8,
    /// How many characters it has, the ones in front included.
    width: u8,
    /// How many characters its first word has.
    first: u8,
}

impl Line {
    /// Its first byte that is no white space.
    pub(super) fn start(&self) -> usize {
        self.span.start as usize
    }

    /// One past the last such byte.
    pub(super) fn end(&self) -> usize {
        self.span.end as usize
    }

    pub(super) fn of<'a>(&self, text: &'a str) -> &'a str {
        self.span.of(text)
    }

    /// Leaves out so many bytes at its start.
    pub(super) fn leave_out(&mut self, n_bytes: usize) {
        self.span = Span::new(self.start() + n_bytes, self.end());
    }

    /// Makes it stand so many characters further in.
    pub(super) fn set_in(&mut self, n_characters: usize) {
        let more = u8::try_from(n_characters).unwrap_or(u8::MAX);
        self.indent = self.indent.saturating_add(more);
    }

    pub(super) fn is_blank(&self) -> bool {
        self.span.is_empty()
    }
}

/// Cuts `range` of `text` into lines.
pub(super) fn split(text: &str, range: Range<usize>) -> Vec<Line> {
    let bytes = &text.as_bytes()[range.clone()];
    let has_newline = memchr::memchr(b'\n', bytes).is_some();
    let newline = if has_newline { b'\n' } else { b'\r' }; // The latter is how old Macs wrote.
    let mut lines = Vec::with_capacity(bytes.len() / 64 + 1);
    let mut start = range.start;
    for end in memchr::memchr_iter(newline, bytes).map(|at| range.start + at) {
        lines.push(trimmed(text, start, end));
        start = end + 1;
    }
    if start < range.end {
        lines.push(trimmed(text, start, range.end));
    }
    lines
}

fn trimmed(text: &str, start: usize, end: usize) -> Line {
    let whole = text[start..end].trim_end_matches(is_space);
    let words = whole.trim_start_matches(is_space);
    let from = start + whole.len() - words.len();
    let indent = characters(&text[start..from]);
    let first = words.bytes().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(words.len());
    Line {
        span: Span::new(from, start + whole.len()),
        indent,
        width: indent.saturating_add(characters(words)),
        first: characters(&words[..first]),
    }
}

/// White space, and what is as good as none at a line's ends.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn characters(text: &str) -> u8 {
    // Every byte but those that continue a character, signed so that it can be done many at once.
    let n_characters = text.bytes().filter(|byte| byte.cast_signed() >= -0x40).count();
    u8::try_from(n_characters).unwrap_or(u8::MAX)
}

/// The width that lines were kept to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrap {
    width: u8,
}

const NARROWEST: u8 = 40;
const WIDEST: u8 = 140;

/// Returns the width that the lines of `text` are wrapped near, if they are.
pub(super) fn wrap(text: &str, lines: &[Line]) -> Option<Wrap> {
    let inner = || lines.windows(2).filter(|pair| !pair[0].is_blank() && !pair[1].is_blank());
    // A link's target has no blank to break at: its line tells nothing.
    let linked = |line: &Line| {
        let mut words = line.of(text).as_bytes().split(|byte| *byte == b' ');
        words.any(|word| word.len() > UNBROKEN)
    };
    let mut widths: Vec<u8> =
        inner().map(|pair| pair[0]).filter(|line| !linked(line)).map(|line| line.width).collect();
    if widths.is_empty() {
        return None;
    }
    let overlong = widths.iter().filter(|width| **width > WIDEST).count();
    widths.retain(|width| *width <= WIDEST);
    if widths.is_empty() || overlong * 5 > widths.len() {
        return None;
    }
    let at = widths.len() * 9 / 10;
    let (_, width, _) = widths.select_nth_unstable(at);
    let wrap = Wrap { width: *width };
    if wrap.width < NARROWEST {
        return None;
    }
    let (mut all, mut full, mut cut) = (0_usize, 0_usize, 0_usize);
    for pair in inner() {
        all += 1;
        if wrap.is_full(&pair[0], &pair[1]) {
            full += 1;
            cut += usize::from(!ends_sentence(pair[0].of(text)));
        }
    }
    // Most lines must be full, and most of those must break off amid a sentence: paragraphs of a
    // line each end with one.
    (full * 5 >= all * 2 && cut * 2 > full).then_some(wrap)
}

impl Wrap {
    /// Whether `line` had no room for the first word of `next`.
    fn is_full(self, line: &Line, next: &Line) -> bool {
        let together = line.width.saturating_add(1).saturating_add(next.first);
        together > self.width - self.width / 8
    }

    /// Whether the end of `line` before `next` is no more than a space.
    pub(super) fn joins(self, text: &str, line: &Line, next: &Line) -> bool {
        // Where a paragraph's first line is set in, it begins one.
        next.indent <= line.indent.saturating_add(1)
            && (self.is_full(line, next) || {
                let goes_on = next.of(text).chars().next().is_some_and(char::is_lowercase);
                goes_on && !ends_sentence(line.of(text))
            })
    }
}

/// A word longer than this is a link.
const UNBROKEN: usize = 40;

/// Whether `line` ends as a sentence or a lead-in does.
pub(super) fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(|char: char| {
        matches!(char, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_') || is_space(char)
    });
    bare.ends_with(['.', '!', '?', ':', '…', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Option<Vec<bool>> {
        let lines = split(text, 0..text.len());
        let wrap = wrap(text, &lines)?;
        Some(lines.windows(2).map(|pair| wrap.joins(text, &pair[0], &pair[1])).collect())
    }

    #[test]
    fn lines_kept_to_a_width_are_joined() {
        let text = "The harbor board met on Tuesday to hear from the two\r\n\
                    engineers who had looked at the cranes, and it put off\r\n\
                    a decision.\r\n\
                    Members will meet again in the second week of the next\r\n\
                    month.\r\n";
        assert_eq!(joined(text), Some(vec![true, true, false, true]));
    }

    #[test]
    fn a_paragraph_a_line_is_not_wrapped() {
        let text = "The harbor board met on Tuesday to hear from two engineers.\n\
                    It put off a decision on the cranes until the next month.\n\
                    Members will meet again in the second week of the month.\n";
        assert_eq!(joined(text), None);
        let long = "word ".repeat(60);
        assert_eq!(joined(&format!("{long}\n{long}\nThe end.\n")), None);
    }

    #[test]
    fn links_do_not_count() {
        let link = format!("[said](https://example.org/{}) on", "harbor-".repeat(20));
        let text = format!(
            "The harbor board met on Tuesday to hear from the two\n{link}\n{link}\n\
             engineers who had looked at the cranes, and it put off\n\
             a decision.\n"
        );
        assert_eq!(joined(&text), Some(vec![true; 4]));
    }

    #[test]
    fn an_indented_line_begins_a_paragraph() {
        let text = "  The harbor board met on Tuesday to hear from the two\n\
                    engineers who had looked at the cranes, and it put off\n  \
                    Members will meet again in the second week of the next\n\
                    month, or so the chair of the board told the newspaper\n\
                    on Friday.\n";
        assert_eq!(joined(text), Some(vec![true, false, true, true]));
    }

    #[test]
    fn blank_space_is_no_text() {
        let text = "\u{feff} \u{a0}x\u{a0} \r\n \u{a0}\r\n";
        let lines = split(text, 0..text.len());
        assert_eq!(lines[0].of(text), "x");
        assert!(lines[1].is_blank());
    }
}
