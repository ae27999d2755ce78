//! Quotation marks: the regions of a paragraph that stand between them.
//!
//! Marks come curly, straight, doubled (`''…''`), in guillemets, low-high, and in British texts
//! single. Marks inside a region (a quote in a quote) belong to it.

use crate::model::Span;

/// What stands between two marks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Region {
    /// Between the marks.
    pub(super) inner: Span,
    /// With the marks.
    pub(super) outer: Span,
    /// Whether a closing mark was found; a quote that goes on in the next paragraph has none.
    pub(super) closed: bool,
}

/// Which marks a document quotes with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Style {
    Double,
    /// Single marks, as British papers have them; double ones stand inside them, or now and then
    /// by themselves.
    Single,
}

impl Style {
    /// Looks at a whole text.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let double = memchr::memchr(b'"', bytes).is_some()
            || ["\u{201c}", "\u{201d}", "\u{ab}", "''", "``", "\u{201e}"]
                .iter()
                .any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some());
        if double {
            // In a British text the double marks are the few inside the single ones.
            let any = ["\u{2018}", " '", "\n'"]
                .iter()
                .any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some());
            let (n_double, n_single) = if any { opening(text) } else { (1, 0) };
            let single = n_single > 2 && n_single > 2 * n_double;
            return if single { Self::Single } else { Self::Double };
        }
        let single = text.starts_with('\'')
            || memchr::memmem::find(bytes, "\u{2018}".as_bytes()).is_some()
            || memchr::memmem::find(bytes, b" '").is_some()
            || memchr::memmem::find(bytes, b"\n'").is_some();
        if single { Self::Single } else { Self::Double }
    }
}

/// How many double and how many single marks open something in a text; single ones inside
/// double ones do not count.
fn opening(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut n_double, mut n_single) = (0, 0);
    let mut inside = false;
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'"' | b'\'' | b'\n' | 0xe2) {
            continue;
        }
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let opens = before.is_none_or(|before| before.is_ascii_whitespace() || before == b'(');
        let twin = *byte == b'\'' && (bytes.get(at + 1) == Some(byte) || before == Some(*byte));
        let (single, length) = match (byte, bytes.get(at + 1..at + 3)) {
            (b'\n', _) => {
                inside = false;
                continue;
            }
            (b'\'', _) => (!twin, 1),
            (b'"', _) => (false, 1),
            (_, Some([0x80, 0x98])) => (true, 3),
            (_, Some([0x80, 0x9c..=0x9e])) => (false, 3),
            _ => continue,
        };
        if !single {
            n_double += usize::from(opens);
            inside = opens;
        } else if opens && !inside {
            let letter = bytes.get(at + length);
            n_single += usize::from(letter.is_some_and(u8::is_ascii_alphanumeric));
        }
    }
    (n_double, n_single)
}

impl Style {
    /// The style of one paragraph: single where it has no double marks and opens with a single
    /// one, whatever the rest of the text does.
    pub(super) fn of_paragraph(self, paragraph: &str) -> Self {
        let mut chars = paragraph.chars();
        let opens = matches!(chars.next(), Some('\u{2018}' | '\''))
            && chars.next().is_some_and(char::is_uppercase);
        let double = || {
            paragraph.contains(['"', '\u{201c}', '\u{201d}', '\u{ab}']) || paragraph.contains("''")
        };
        // A short line between single marks is a heading that quotes what follows.
        let long = || paragraph.split_whitespace().nth(8).is_some();
        if opens && long() && !double() { Self::Single } else { self }
    }
}

enum Mark {
    Open,
    Close,
    /// A straight mark that may be either.
    Either,
}

/// Finds the regions of the paragraph at `paragraph`, in order.
pub(super) fn regions(text: &str, paragraph: Span, style: Style, found: &mut Vec<Region>) {
    let part = paragraph.of(text);
    let base = paragraph.start as usize;
    let mut open: Option<(usize, usize)> = None;
    let mut open_style = style;
    let mut at = 0;
    while let Some(next) = next_mark(&part[at..], style) {
        let place = at + next;
        let Some((mark, len)) = mark_at(part, place, style) else {
            at = place + part[place..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        // A mark of the other kind is no end to what this kind opened.
        let own = mark_style(part, place, style);
        if open.is_some() && own != open_style {
            at = place + len;
            continue;
        }
        let before = part[..place].chars().next_back();
        let after = part[place + len..].chars().next();
        match (open, resolve(mark, open.is_some(), before, after, own, &part[place + len..])) {
            (None, Mark::Open) => {
                open = Some((place, place + len));
                open_style = own;
            }
            (Some((outer, inner)), Mark::Close) => {
                push(text, found, base, outer, inner, place, place + len, true);
                open = None;
            }
            _ => {}
        }
        at = place + len;
    }
    if let Some((outer, inner)) = open {
        // A single mark that never closes is an apostrophe, unless it opens the paragraph.
        let opens_well = (open_style == Style::Double || outer == 0) && (part.len() - inner) > 1;
        if opens_well {
            push(text, found, base, outer, inner, part.len(), part.len(), false);
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "six places of one region")]
fn push(
    text: &str,
    found: &mut Vec<Region>,
    base: usize,
    outer: usize,
    inner: usize,
    inner_end: usize,
    outer_end: usize,
    closed: bool,
) {
    let label = if outer == 0 { label(&text[base + inner..base + inner_end]) } else { 0 };
    let outer = if label > 0 { inner + label } else { outer };
    let inner = inner + label;
    let words = &text[base + inner..base + inner_end];
    let trimmed_start = inner + (words.len() - words.trim_start().len());
    let trimmed_end = inner + words.trim_end().len();
    if words.chars().any(char::is_alphanumeric) {
        found.push(Region {
            inner: Span::new(base + trimmed_start, base + trimmed_end),
            outer: Span::new(base + outer, base + outer_end),
            closed,
        });
    }
}

/// How many bytes the label of a turn takes where a transcript stands between marks:
/// `“MARRANE: We will …`.
fn label(words: &str) -> usize {
    let Some(colon) = words.bytes().take(40).position(|byte| byte == b':') else { return 0 };
    let name = &words[..colon];
    let shouted = name.chars().all(|char| char.is_uppercase() || " .'-\u{2019}".contains(char))
        && name.chars().filter(|char| char.is_uppercase()).count() > 1;
    let goes_on = words[colon + 1..].starts_with(char::is_whitespace);
    if shouted && goes_on { colon + 1 } else { 0 }
}

fn next_mark(text: &str, style: Style) -> Option<usize> {
    // 0xe2 leads the curly marks, 0xc2 the guillemets.
    let may_lead = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | 0xe2 | 0xc2);
    let mut from = 0;
    while let Some(place) = text.as_bytes()[from..].iter().position(may_lead) {
        let place = place + from;
        if mark_at(text, place, style).is_some() {
            return Some(place);
        }
        from = place + 1;
    }
    None
}

fn mark_at(text: &str, place: usize, style: Style) -> Option<(Mark, usize)> {
    let rest = text.get(place..)?;
    let mut chars = rest.chars();
    let first = chars.next()?;
    let second = chars.next();
    let mark = match (first, style) {
        ('"', _) | ('\'', Style::Single) => (Mark::Either, 1),
        ('\'', Style::Double) if second == Some('\'') => (Mark::Either, 2),
        ('\u{201c}' | '\u{201e}' | '\u{201f}', _) | ('\u{2018}', Style::Single) => (Mark::Open, 3),
        ('\u{201d}', _) | ('\u{2019}', Style::Single) => (Mark::Close, 3),
        ('\u{ab}', _) => (Mark::Open, 2),
        ('\u{bb}', _) => (Mark::Close, 2),
        ('`', _) if second == Some('`') => (Mark::Open, 2),
        ('\u{2019}', Style::Double) if second == Some('\u{2019}') => (Mark::Close, 6),
        ('\u{2018}', Style::Double) if second == Some('\u{2018}') => (Mark::Open, 6),
        _ => return None,
    };
    Some(mark)
}

/// The kind of the mark at `place`, in a text that quotes in `style`.
fn mark_style(text: &str, place: usize, style: Style) -> Style {
    let single = text[place..].starts_with(['\'', '\u{2018}', '\u{2019}']);
    if style == Style::Single && single { Style::Single } else { Style::Double }
}

fn resolve(
    mark: Mark,
    open: bool,
    before: Option<char>,
    after: Option<char>,
    style: Style,
    rest: &str,
) -> Mark {
    let letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let space = |char: Option<char>| char.is_none_or(char::is_whitespace);
    if style == Style::Single {
        return match mark {
            // An apostrophe stands inside or at the end of a word.
            Mark::Close | Mark::Either if letter(after) && letter(before) => Mark::Either,
            Mark::Close | Mark::Either if open && !letter(after) => {
                let plural = before == Some('s') && space(after);
                let closes_later = plural && closes_after_stop(rest);
                if closes_later { Mark::Either } else { Mark::Close }
            }
            // A nested mark may follow at once: `'"Last orders" means last orders.'`
            Mark::Open | Mark::Either
                if !open
                    && !letter(before)
                    && (letter(after) || matches!(after, Some('"' | '\u{201c}')))
                    && !elided(rest) =>
            {
                Mark::Open
            }
            other => other,
        };
    }
    match mark {
        Mark::Either if open => Mark::Close,
        Mark::Either => {
            let after_space = space(before) || before.is_some_and(|char| "([—–-/".contains(char));
            let dangles = space(after) && !after_space || letter(before) && !letter(after);
            if dangles { Mark::Either } else { Mark::Open }
        }
        // A curly mark that was turned the wrong way still opens where nothing else can.
        Mark::Close if !open && space(before) && letter(after) => Mark::Open,
        Mark::Open if open && !space(before) && (space(after) || after == Some(',')) => Mark::Close,
        other => other,
    }
}

/// Whether a single mark behind a stop or comma follows before any other opens.
fn closes_after_stop(rest: &str) -> bool {
    for (place, char) in rest.char_indices() {
        match char {
            '\u{2018}' => return false,
            '\'' | '\u{2019}' => {
                let before = rest[..place].chars().next_back();
                if before.is_some_and(|char| ".,?!".contains(char)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// `'em`, `'90s`, `'twas`: an apostrophe at the head of a word.
fn elided(rest: &str) -> bool {
    rest.starts_with(|char: char| char.is_ascii_digit())
        || ["em ", "twas", "tis", "til ", "cause "].iter().any(|word| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[&str]) {
        let mut found = Vec::new();
        regions(text, Span::new(0, text.len()), Style::of(text), &mut found);
        let inner: Vec<&str> = found.iter().map(|region| region.inner.of(text)).collect();
        assert_eq!(inner, wanted);
    }

    #[test]
    fn every_style_of_marks() {
        check("“A b,” she said. “C.”", &["A b,", "C."]);
        check("\"A b,\" she said, \"c.\"", &["A b,", "c."]);
        check("''A b,'' she said.", &["A b,"]);
        check("«A b», she said.", &["A b"]);
        check("„A b“, she said.", &["A b"]);
        check("“A b,’’ she said.", &["A b,"]);
    }

    #[test]
    fn single_marks_are_told_from_apostrophes() {
        check("‘We don’t know,’ he said of the players’ wish.", &["We don’t know,"]);
        check("'The workers' fund is empty,' he said.", &["The workers' fund is empty,"]);
        check("The dog's tail and the cats' tails.", &[]);
    }

    #[test]
    fn double_marks_stand_inside_single_ones() {
        check(
            "‘One didn’t,’ he said. ‘One was a “team player”.’ It was ‘odd’.",
            &["One didn’t,", "One was a “team player”.", "odd"],
        );
        check("“It’s ‘odd’ and ‘sad’,” she said of ‘it’.", &["It’s ‘odd’ and ‘sad’,"]);
    }

    #[test]
    fn a_mark_that_never_closes_runs_to_the_end() {
        check("He said: “On and on.", &["On and on."]);
    }

    #[test]
    fn inner_marks_stay_inside() {
        check("“She said ‘no’ to me,” he said.", &["She said ‘no’ to me,"]);
    }
}
