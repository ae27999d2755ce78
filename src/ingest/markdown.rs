//! Markdown's marks: which bytes of a text are markup and no words.

use std::ops::Range;

use crate::model::Span;

/// Whether `text` is written in Markdown, whatever its file is called: it has links, escapes or
/// bold type of that form.
pub(super) fn is_likely(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"](").any(|at| {
        let target = &bytes[at + 2..];
        target.starts_with(b"http") || target.starts_with(b"/") || target.starts_with(b"#")
    }) || memchr::memchr_iter(b'\\', bytes)
        .any(|at| matches!(bytes.get(at + 1), Some(b'[' | b'#' | b'*' | b'_' | b'$' | b'\'')))
        || memchr::memmem::find_iter(bytes, b"**")
            .filter(|at| {
                let word =
                    |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace());
                word(at + 2) || (*at > 0 && word(at - 1))
            })
            .nth(1)
            .is_some()
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Start {
    /// Text, or the middle of something.
    Text,
    /// `## `: how many marks.
    Heading(u8),
    /// `- `, `* `, `1. `.
    Item,
    /// `> `.
    Quote,
    /// `---`, `***`: a line without words.
    Rule,
}

/// Returns what `line` begins with and how many bytes of it are the mark.
pub(super) fn start(line: &str) -> (Start, usize) {
    let bytes = line.as_bytes();
    let mark = bytes.first().copied().unwrap_or_default();
    let run = bytes.iter().take_while(|byte| **byte == mark).count();
    let blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let past = |at: usize| line.len() - line[at..].trim_start().len();
    match mark {
        b'#' if run <= 6 && blank(run) => {
            (Start::Heading(u8::try_from(run).unwrap_or(1)), past(run))
        }
        b'>' => (Start::Quote, past(1)),
        b'-' | b'*' | b'_' | b'='
            if bytes.iter().all(|byte| *byte == mark || *byte == b' ') && bytes.len() >= 3 =>
        {
            (Start::Rule, bytes.len())
        }
        b'-' | b'*' | b'+' if blank(1) => (Start::Item, past(1)),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let dot = matches!(bytes.get(digits), Some(b'.' | b')'));
            if dot && digits <= 3 && blank(digits + 1) {
                (Start::Item, past(digits + 1))
            } else {
                (Start::Text, 0)
            }
        }
        _ => (Start::Text, 0),
    }
}

/// Appends to `hidden`, sorted, what of `block` (lines without a blank one among them) is markup
/// amid the words: escapes, emphasis, links, images, code marks and HTML tags.
pub(super) fn inline(text: &str, block: Range<usize>, hidden: &mut Vec<Span>) {
    let mut scan = Inline {
        text,
        bytes: &text.as_bytes()[..block.end],
        brackets: Vec::new(),
        emphasis: Vec::new(),
        found: Vec::new(),
    };
    scan.run(block);
    let mut found = scan.found;
    found.sort_unstable();
    for span in found {
        match hidden.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => hidden.push(span),
        }
    }
}

struct Inline<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where square brackets opened, and whether they are an image's.
    brackets: Vec<(usize, bool)>,
    /// Where runs of `*` or `_` are open: mark, first byte, how many are left.
    emphasis: Vec<(u8, usize, usize)>,
    found: Vec<Span>,
}

/// How many runs of marks may be open at once.
const DEEPEST: usize = 64;

impl Inline<'_> {
    fn run(&mut self, block: Range<usize>) {
        let mut at = block.start;
        while at < block.end {
            at = match self.bytes[at] {
                b'\\' => self.escape(at),
                b'*' | b'_' => self.run_of_marks(at, block.start),
                b'[' => {
                    let image = at > block.start && self.bytes[at - 1] == b'!';
                    self.brackets.push((at, image));
                    at + 1
                }
                b']' => self.bracket(at),
                b'`' => self.code(at),
                b'<' => self.tag(at),
                _ => at + 1,
            };
        }
    }

    fn hide(&mut self, start: usize, end: usize) {
        self.found.push(Span::new(start, end));
    }

    fn escape(&mut self, at: usize) -> usize {
        match self.bytes.get(at + 1) {
            Some(next) if next.is_ascii_punctuation() => {
                self.hide(at, at + 1);
                at + 2
            }
            None | Some(b'\n' | b'\r') => {
                self.hide(at, at + 1); // A line break.
                at + 1
            }
            _ => at + 1,
        }
    }

    fn run_of_marks(&mut self, at: usize, from: usize) -> usize {
        let mark = self.bytes[at];
        let end = at + self.bytes[at..].iter().take_while(|byte| **byte == mark).count();
        let before = self.text[from..at].chars().next_back();
        let after = self.text[end..self.bytes.len()].chars().next();
        let blank = |char: Option<char>| char.is_none_or(char::is_whitespace);
        let point = |char: Option<char>| char.is_some_and(|char| !char.is_alphanumeric());
        let left = !blank(after) && (!point(after) || blank(before) || point(before));
        let right = !blank(before) && (!point(before) || blank(after) || point(after));
        let inside_word = mark == b'_' && left && right && !point(before) && !point(after);
        let mut left_over = end - at;
        if right && !inside_word {
            while left_over > 0 {
                let Some(open) = self.emphasis.iter().rposition(|open| open.0 == mark) else {
                    break;
                };
                let (_, start, length) = self.emphasis[open];
                let pair = length.min(left_over);
                self.hide(start + length - pair, start + length);
                self.hide(end - left_over, end - left_over + pair);
                left_over -= pair;
                self.emphasis.truncate(open);
                if length > pair {
                    self.emphasis.push((mark, start, length - pair));
                }
            }
        }
        // Nobody nests that deep: what is open for so long never closes.
        if left && !inside_word && left_over > 0 && self.emphasis.len() < DEEPEST {
            self.emphasis.push((mark, end - left_over, left_over));
        }
        end
    }

    fn bracket(&mut self, at: usize) -> usize {
        let Some((open, image)) = self.brackets.pop() else { return at + 1 };
        let target = match self.bytes.get(at + 1) {
            Some(b'(') => self.closing(at + 1, b'(', b')'),
            _ if self.bytes.get(open + 1) == Some(&b'^') => Some(at), // A footnote's mark.
            _ => None,
        };
        let Some(end) = target else { return at + 1 };
        if image {
            self.hide(open - 1, end + 1);
        } else if end == at {
            self.hide(open, end + 1);
        } else {
            self.hide(open, open + 1);
            self.hide(at, end + 1);
        }
        end + 1
    }

    /// Where the bracket that opens at `at` closes.
    fn closing(&self, at: usize, open: u8, close: u8) -> Option<usize> {
        const LONGEST: usize = 4096;
        let mut depth = 0_usize;
        for (offset, byte) in self.bytes[at..].iter().enumerate().take(LONGEST) {
            if *byte == open {
                depth += 1;
            } else if *byte == close {
                depth -= 1;
                if depth == 0 {
                    return Some(at + offset);
                }
            }
        }
        None
    }

    /// `code` between single marks; two and more are old quotation marks as often as not.
    fn code(&mut self, at: usize) -> usize {
        let run = self.bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        if run > 1 {
            return at + run;
        }
        let close = memchr::memchr2(b'`', b'\n', &self.bytes[at + 1..]).map(|end| at + 1 + end);
        match close {
            Some(close)
                if self.bytes[close] == b'`' && self.bytes.get(close + 1) != Some(&b'`') =>
            {
                self.hide(at, at + 1);
                self.hide(close, close + 1);
                close + 1
            }
            _ => at + 1,
        }
    }

    fn tag(&mut self, at: usize) -> usize {
        const LONGEST: usize = 2048;
        let rest = &self.bytes[at + 1..];
        let named = matches!(rest, [b'/' | b'!', b'a'..=b'z' | b'A'..=b'Z' | b'-', ..])
            || matches!(rest, [b'a'..=b'z' | b'A'..=b'Z', ..]);
        let window = &rest[..rest.len().min(LONGEST)];
        let Some(end) = memchr::memchr2(b'>', b'<', window).filter(|_| named) else {
            return at + 1;
        };
        if rest[end] != b'>' {
            return at + 1;
        }
        let close = at + 1 + end;
        if rest.starts_with(b"http") || memchr::memchr(b'@', &rest[..end]).is_some() {
            self.hide(at, at + 1);
            self.hide(close, close + 1);
        } else {
            self.hide(at, close + 1);
        }
        close + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    #[track_caller]
    fn check(text: &str, plain: &str) {
        let mut hidden = Vec::new();
        inline(text, 0..text.len(), &mut hidden);
        let document = Document { text: text.to_owned(), hidden, ..Document::default() };
        assert_eq!(document.plain(Span::new(0, text.len())), plain);
    }

    #[test]
    fn links_keep_their_words() {
        check("the [harbor\nboard](https://a.example/x_y_(z)) met", "the harbor\nboard met");
        check("[**a**](/b) *and* [c](d \"e\")", "a and c");
        check("![A crane](crane.jpg) The end", " The end");
        check("see [^1] and [sic] and [two](", "see  and [sic] and [two](");
        check("<https://a.example> <em>so</em> 3 < 4 and <b", "https://a.example so 3 < 4 and <b");
    }

    #[test]
    fn emphasis_is_marks_in_pairs() {
        check("**Bold** and *it* and __x__ and _y_", "Bold and it and x and y");
        check("***both*** 2 * 3 * 4 and snake_case_word", "both 2 * 3 * 4 and snake_case_word");
        check("**“Quoted,”** she *said.*", "“Quoted,” she said.");
        check("*open and **bold**", "*open and bold");
    }

    #[test]
    fn escapes_lose_their_stroke() {
        check(r"\[Applause\] \### a\b \*x\*", r"[Applause] ### a\b *x*");
        check("`code` and ``old'' marks and ` one", "code and ``old'' marks and ` one");
    }

    #[test]
    fn lines_begin_with_marks() {
        assert_eq!(start("## Head"), (Start::Heading(2), 3));
        assert_eq!(start("-   Item"), (Start::Item, 4));
        assert_eq!(start("12. Item"), (Start::Item, 4));
        assert_eq!(start("> Said"), (Start::Quote, 2));
        assert_eq!(start("* * *"), (Start::Rule, 5));
        assert_eq!(start("-- and so on"), (Start::Text, 0));
        assert_eq!(start("2024. A year"), (Start::Text, 0));
        assert_eq!(start("**Bold**"), (Start::Text, 0));
    }

    #[test]
    fn markdown_shows() {
        assert!(is_likely("see [x](https://a.example)"));
        assert!(is_likely(r"\[Applause\]"));
        assert!(is_likely("**MR. BERG:** yes"));
        assert!(!is_likely("2 ** 3 and ** 4, [x] (y)"));
    }
}
