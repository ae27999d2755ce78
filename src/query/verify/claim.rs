//! Words as they are compared: of a quote that is claimed, and of a text it may be from.
//!
//! | in a quote | is read as |
//! |---|---|
//! | `…`, `...`, `. . .`, `[…]`, `(...)` | words may have been left out here |
//! | `[the port]` | the writer's words: left out, and what they stand for may have been left out |
//! | `[not]`, and any other negation in brackets | words of the quote: they turn it around |
//! | `[W]e`, `go[es]` | a word, brackets aside |
//! | `[sic]`, `(Laughter.)`, `[applause]` | nothing |

use std::ops::Range;

use crate::index::exact_words;

/// A word to be compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Word {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Folded, as the index has it.
    pub(super) folded: String,
    /// Its place among the words as they are indexed.
    pub(super) position: usize,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Gap {
    /// Nothing that counts.
    #[default]
    None,
    /// A mark that words were left out.
    Ellipsis,
    /// Words of the writer's in brackets.
    Bracket,
}

/// How a text is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Side {
    /// As a quote: what stands in brackets is its writer's.
    Quote,
    /// As a text that it may be from: all words are the text's own.
    Source,
}

/// Words that turn a sentence around.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without",
    "hardly",
];

/// What transcripts put in brackets that nobody said.
const STAGE: &[&str] = &[
    "applause",
    "laughter",
    "laughs",
    "chuckles",
    "cheers",
    "boos",
    "inaudible",
    "crosstalk",
    "cross-talk",
    "pause",
    "sic",
    "ph",
    "unintelligible",
];

/// The longest text in brackets, in bytes.
const LONGEST_ASIDE: usize = 80;

/// Whether `word`, folded, turns a sentence around.
pub(super) fn negates(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

/// The words of a text to compare.
pub(super) fn compared(text: &str, side: Side) -> Vec<Word> {
    if side == Side::Source && !text.contains(['[', '(']) {
        return plain(text);
    }
    let mut clean = Clean::default();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let end = at + char.len_utf8();
        match char {
            '[' | '(' => {
                let close = if char == '[' { ']' } else { ')' };
                match aside(&text[end..], close) {
                    Some(inner) => at = clean.aside(text, at..end + inner + 1, side),
                    None => at = clean.keep(text, at..end),
                }
            }
            '…' => at = clean.gap(at..end, Gap::Ellipsis),
            '.' => match dots(&text[at..]) {
                Some(length) => at = clean.gap(at..at + length, Gap::Ellipsis),
                None => at = clean.keep(text, at..end),
            },
            _ => at = clean.keep(text, at..end),
        }
    }
    clean.words()
}

fn plain(text: &str) -> Vec<Word> {
    let words = exact_words(text).into_iter().enumerate();
    words
        .map(|(position, (range, word))| Word {
            range,
            folded: same(word),
            position,
            gap: Gap::None,
        })
        .collect()
}

/// The country and the pronoun are told apart by typography alone.
fn same(word: String) -> String {
    if word == "u.s" { "us".to_owned() } else { word }
}

/// Bytes to the closing bracket, where what is between is an aside.
fn aside(rest: &str, close: char) -> Option<usize> {
    let inner = rest.find(close)?;
    (inner <= LONGEST_ASIDE && !rest[..inner].contains(['[', '(', '\n'])).then_some(inner)
}

/// Bytes of the ellipsis that `rest` begins with: three dots or more, blanks between or not.
fn dots(rest: &str) -> Option<usize> {
    let (mut n, mut end) = (0, 0);
    for (at, char) in rest.char_indices() {
        match char {
            '.' => (n, end) = (n + 1, at + 1),
            ' ' | '\u{a0}' if 0 < n => {}
            _ => break,
        }
    }
    (3 <= n).then_some(end)
}

/// A text without what is not compared, and where each of its bytes comes from.
#[derive(Default)]
struct Clean {
    text: String,
    from: Vec<usize>,
    /// Bytes of `text` that a gap stands at.
    gaps: Vec<(usize, Gap)>,
    /// Words that were taken out before that byte, though they are indexed.
    skipped: Vec<(usize, usize)>,
}

impl Clean {
    fn keep(&mut self, text: &str, range: Range<usize>) -> usize {
        self.text.push_str(&text[range.clone()]);
        self.from.extend(range.clone());
        range.end
    }

    fn gap(&mut self, range: Range<usize>, gap: Gap) -> usize {
        self.gaps.push((self.text.len(), gap));
        self.text.push(' ');
        self.from.push(range.start);
        range.end
    }

    /// Takes in what stands in brackets at `range`.
    fn aside(&mut self, text: &str, range: Range<usize>, side: Side) -> usize {
        let inner = range.start + 1..range.end - 1;
        let words = exact_words(&text[inner.clone()]);
        let square = text[range.clone()].starts_with('[');
        if words.is_empty() {
            let dotted = text[inner].trim().chars().all(|char| matches!(char, '.' | '…' | ' '));
            let gap = if dotted { Gap::Ellipsis } else { Gap::None };
            return self.gap(range, gap);
        }
        let letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let glued = letter(text[..range.start].chars().next_back())
            || letter(text[range.end..].chars().next());
        if square && glued {
            self.keep(text, inner);
            return range.end;
        }
        let staged = words.len() <= 4 && words.iter().any(|(_, word)| STAGE.contains(&&**word));
        if staged {
            self.skipped.push((self.text.len(), words.len()));
            return self.gap(range, Gap::None);
        }
        let turned = words.iter().any(|(_, word)| negates(word));
        if side == Side::Quote && square && !turned {
            return self.gap(range, Gap::Bracket);
        }
        self.keep(text, range)
    }

    fn words(self) -> Vec<Word> {
        let mut gaps = self.gaps.iter().filter(|(_, gap)| *gap != Gap::None).peekable();
        let mut skipped = self.skipped.iter().peekable();
        let mut n_skipped = 0;
        let mut words = Vec::new();
        for (nth, (range, word)) in exact_words(&self.text).into_iter().enumerate() {
            let mut gap = Gap::None;
            while let Some((_, other)) = gaps.next_if(|(at, _)| *at <= range.start) {
                gap = if gap == Gap::Bracket { gap } else { *other };
            }
            while let Some((_, n)) = skipped.next_if(|(at, _)| *at <= range.start) {
                n_skipped += n;
            }
            let from = self.from[range.start]..self.from[range.end - 1] + 1;
            let position = nth + n_skipped;
            words.push(Word { range: from, folded: same(word), position, gap });
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words as compared, gaps as `…` and `[]`.
    fn read(text: &str) -> String {
        let words = compared(text, Side::Quote);
        let shown: Vec<String> = words
            .iter()
            .map(|it| match it.gap {
                Gap::None => it.folded.clone(),
                Gap::Ellipsis => format!("… {}", it.folded),
                Gap::Bracket => format!("[] {}", it.folded),
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn marks_of_the_writer_are_read() {
        assert_eq!(read("“We will … go,” the U.S."), "we will … go the us");
        assert_eq!(read("We will ... go. . . . home [...] now"), "we will … go … home … now");
        assert_eq!(read("[W]e will go[es] now"), "we will goes now");
        assert_eq!(read("We [the port] will go (Laughter.) home"), "we [] will go home");
        assert_eq!(read("We will [not] go [sic]"), "we will not go");
        assert_eq!(read("Mr. X. Y. (as planned) goes"), "mr x y as planned goes");
        assert_eq!(read("an open [ bracket"), "an open bracket");
        assert_eq!(read("…"), "");
    }

    #[test]
    fn words_know_their_bytes_and_their_place() {
        let text = "“[W]e – (Applause.) the “U.S.” – go”";
        let words = compared(text, Side::Source);
        let shown: Vec<_> = words.iter().map(|it| (&text[it.range.clone()], it.position)).collect();
        assert_eq!(shown, [("W]e", 0), ("the", 2), ("U.S", 3), ("go", 4)]);
    }
}
