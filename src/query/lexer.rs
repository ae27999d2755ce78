//! Cuts a query's text into tokens; what they mean together is the parser's.

use std::ops::Range;

/// A piece of a query and where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum TokenKind<'a> {
    Open,
    Close,
    Or,
    And,
    Not,
    /// The words between quotation marks.
    Phrase {
        words: &'a str,
        closed: bool,
        /// The digits of a `~5` behind it.
        slop: Option<&'a str>,
    },
    /// `NEAR/5`, or `ADJ/5`, which is ordered.
    Near {
        ordered: bool,
        distance: u32,
    },
    /// Anything else up to a blank, a parenthesis or a quotation mark.
    Word(&'a str),
    /// `name:value`.
    Field {
        name: &'a str,
        value: &'a str,
        marked: bool,
        slop: Option<&'a str>,
    },
}

/// Whether `char` opens or closes a phrase.
pub(super) fn is_mark(char: char) -> bool {
    matches!(char, '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
}

/// The tokens of `text`, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let after = at + char.len_utf8();
        let (kind, end) = match char {
            _ if char.is_whitespace() => {
                at = after;
                continue;
            }
            '(' => (TokenKind::Open, after),
            ')' => (TokenKind::Close, after),
            '-' if text[after..].chars().next().is_some_and(|next| !ends_word(next)) => {
                (TokenKind::Not, after)
            }
            '-' if text[after..].starts_with(|next| next == '(' || is_mark(next)) => {
                (TokenKind::Not, after)
            }
            _ if is_mark(char) => phrase(text, after),
            _ => word(text, at),
        };
        tokens.push(Token { kind, span: at..end });
        at = end;
    }
    tokens
}

fn ends_word(char: char) -> bool {
    char.is_whitespace() || matches!(char, '(' | ')') || is_mark(char)
}

/// The phrase whose words begin at `start`, and where the text goes on.
fn phrase(text: &str, start: usize) -> (TokenKind<'_>, usize) {
    let Some(length) = text[start..].find(is_mark) else {
        let words = &text[start..];
        return (TokenKind::Phrase { words, closed: false, slop: None }, text.len());
    };
    let words = &text[start..start + length];
    let mut end = start + length;
    end += text[end..].chars().next().map_or(0, char::len_utf8);
    let slop = text[end..].strip_prefix('~').map(|after| {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        end += 1 + digits;
        &after[..digits]
    });
    (TokenKind::Phrase { words, closed: true, slop }, end)
}

fn word(text: &str, start: usize) -> (TokenKind<'_>, usize) {
    let end = text[start..].find(ends_word).map_or(text.len(), |length| start + length);
    let word = &text[start..end];
    match word {
        "OR" => return (TokenKind::Or, end),
        "AND" => return (TokenKind::And, end),
        "NOT" => return (TokenKind::Not, end),
        _ => {}
    }
    if let Some((ordered, distance)) = near(word) {
        return (TokenKind::Near { ordered, distance }, end);
    }
    let Some((name, value)) = word.split_once(':') else {
        return (TokenKind::Word(word), end);
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_name || value.starts_with("//") {
        return (TokenKind::Word(word), end);
    }
    let mark = text[end..].chars().next().filter(|char| value.is_empty() && is_mark(*char));
    let Some(mark) = mark else {
        return (TokenKind::Field { name, value, marked: false, slop: None }, end);
    };
    match phrase(text, end + mark.len_utf8()) {
        (TokenKind::Phrase { words, slop, .. }, end) => {
            (TokenKind::Field { name, value: words, marked: true, slop }, end)
        }
        other => other,
    }
}

/// Reads `NEAR/5` and `ADJ/5`, numbers from 1.
fn near(word: &str) -> Option<(bool, u32)> {
    let (name, digits) = word.split_once('/')?;
    let ordered = match name {
        "NEAR" => false,
        "ADJ" => true,
        _ => return None,
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let distance = digits.parse().unwrap_or(u32::MAX);
    (0 < distance).then_some((ordered, distance))
}
