//! Tokens of a paragraph's narration: words, punctuation, and each quoted region as one token.

use super::{
    lexicon::{Class, Lexicon},
    marks::Region,
};
use crate::model::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Word,
    Number,
    /// `’s` or a bare apostrophe behind a word.
    Possessive,
    Comma,
    /// `.`, `?`, `!` or `…`
    Stop,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    Other,
    /// A region between quotation marks: its index in the document's list.
    Region(u32),
}

/// A word, a mark of punctuation, or a quoted region.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) class: Class,
    pub(super) kind: Kind,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// Two letters or more, all capitals.
    pub(super) upper: bool,
    /// Ends with a full stop that belongs to it.
    pub(super) dotted: bool,
}

impl Token {
    pub(super) fn span(self) -> Span {
        Span { start: self.start, end: self.end }
    }

    pub(super) fn is(self, class: Class) -> bool {
        self.class.is(class)
    }

    pub(super) fn word(self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn region(self) -> Option<usize> {
        if let Kind::Region(index) = self.kind { Some(index as usize) } else { None }
    }
}

/// Appends the tokens of `text[span]`; `regions` are those that lie in it, the first of them
/// number `first` of the document's list.
pub(super) fn tokenize(
    text: &str,
    span: Span,
    regions: &[Region],
    first: usize,
    lexicon: &Lexicon,
    tokens: &mut Vec<Token>,
) {
    let mut lower = String::new();
    let mut at = span.start as usize;
    for (index, region) in regions.iter().enumerate() {
        words(text, at..region.outer.start as usize, lexicon, &mut lower, tokens);
        let number = u32::try_from(first + index).expect("fewer regions than bytes");
        tokens.push(Token {
            start: region.outer.start,
            end: region.outer.end,
            class: Class::default(),
            kind: Kind::Region(number),
            capital: false,
            upper: false,
            dotted: false,
        });
        at = region.outer.end as usize;
    }
    words(text, at..span.end as usize, lexicon, &mut lower, tokens);
}

fn words(
    text: &str,
    range: std::ops::Range<usize>,
    lexicon: &Lexicon,
    lower: &mut String,
    tokens: &mut Vec<Token>,
) {
    let (mut at, end) = (range.start, range.end);
    let bytes = text.as_bytes();
    while at < end {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let char =
            if byte.is_ascii() { byte as char } else { text[at..].chars().next().unwrap_or(' ') };
        let len = char.len_utf8();
        if char.is_alphanumeric() || matches!(char, '@' | '#' | '$' | '£' | '€') {
            let stop = word_end(text, at + len, end);
            push_word(text, at, stop, end, lexicon, lower, tokens);
            at = tokens.last().map_or(stop, |token| token.end as usize).max(stop);
        } else if matches!(char, '\'' | '’') {
            let stop = possessive_end(text, at + len, end);
            let kind = if tokens.last().is_some_and(|last| last.end as usize == at) {
                Kind::Possessive
            } else {
                Kind::Other
            };
            tokens.push(punctuation(at, stop, kind));
            if kind == Kind::Possessive && stop - at - len > 1 {
                // `’ll`, `’ve`, `’re`: a verb, not a possessive.
                let last = tokens.last_mut().expect("just pushed");
                last.class = Class::AUXILIARY;
                last.kind = Kind::Word;
            }
            at = stop;
        } else {
            let kind = match char {
                ',' => Kind::Comma,
                '.' | '?' | '!' | '…' => Kind::Stop,
                ':' => Kind::Colon,
                ';' => Kind::Semicolon,
                '–' | '—' | '-' | '―' => Kind::Dash,
                // A firm's "&" is a part of its name.
                '&' => Kind::Word,
                '(' | '[' => Kind::Open,
                ')' | ']' => Kind::Close,
                char if char.is_whitespace() || char.is_control() => {
                    at += len;
                    continue;
                }
                _ => Kind::Other,
            };
            tokens.push(Token { capital: char == '&', ..punctuation(at, at + len, kind) });
            at += len;
        }
    }
}

fn punctuation(start: usize, end: usize, kind: Kind) -> Token {
    let Span { start, end } = Span::new(start, end);
    Token { start, end, class: Class::default(), kind, capital: false, upper: false, dotted: false }
}

/// Where the word that began before `at` ends: letters and digits, and `-`, `.`, `&`, `'`, `,`
/// between two of them where they do not part words.
fn word_end(text: &str, mut at: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    while at < end {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let next = bytes.get(at + 1).copied().filter(|_| at + 1 < end);
        if !byte.is_ascii() {
            let char = text[at..].chars().next().unwrap_or(' ');
            let joins = matches!(char, '\u{ad}' | '\u{2011}' | '\u{2010}');
            if !(char.is_alphanumeric() || joins || unicode_mark(char)) {
                break;
            }
            at += char.len_utf8();
        } else if matches!(byte, b'-' | b'.' | b'&' | b'/' | b'_' | b'@')
            && next.is_some_and(|next| next.is_ascii_alphanumeric() || !next.is_ascii())
        {
            // "R.-S.C." and "co-founder" are one word; "end.Next" is two.
            if byte == b'.' && !inner_stop(text, at) {
                break;
            }
            if next.is_some_and(|next| !next.is_ascii())
                && !text[at + 1..].chars().next().is_some_and(char::is_alphanumeric)
            {
                break;
            }
            at += 1;
        } else if byte == b',' && number_comma(bytes, at, end) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

fn unicode_mark(char: char) -> bool {
    unicode_normalization::char::is_combining_mark(char)
}

fn number_comma(bytes: &[u8], at: usize, end: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_digit() && at + 1 < end && bytes[at + 1].is_ascii_digit()
}

/// Whether the full stop at `at` joins: `U.S`, `3.5`, `GreatFire.org`, not `left.The`.
fn inner_stop(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let mut behind = text[at + 1..].chars();
    let after = behind.next();
    let single = text[..at].chars().rev().take_while(|char| char.is_alphanumeric()).count() == 1;
    match (before, after) {
        (Some(before), Some(after)) if before.is_ascii_digit() && after.is_ascii_digit() => true,
        (_, Some(after)) if after.is_uppercase() => single,
        (_, Some(after)) => after.is_lowercase(),
        _ => false,
    }
}

fn possessive_end(text: &str, mut at: usize, end: usize) -> usize {
    for char in text[at..end].chars() {
        if !char.is_alphabetic() {
            break;
        }
        at += char.len_utf8();
    }
    at
}

fn push_word(
    text: &str,
    start: usize,
    mut end: usize,
    limit: usize,
    lexicon: &Lexicon,
    lower: &mut String,
    tokens: &mut Vec<Token>,
) {
    // `don’t` and `O’Neill` are one word; `Miller’s` and `he’ll` are two.
    let bytes = text.as_bytes();
    let follows = |end: usize| (end < limit).then(|| bytes[end]);
    for (mark, first) in [('\'', b'\''), ('’', 0xe2)] {
        if follows(end) == Some(first) && text[end..limit].starts_with(mark) {
            let tail = end + mark.len_utf8();
            let stop = possessive_end(text, tail, limit);
            let suffix = &text[tail..stop];
            let negation = suffix == "t" && text[..end].ends_with('n');
            let name = stop > tail
                && stop - start > 3
                && text[start..end].len() <= 2
                && suffix.starts_with(char::is_uppercase);
            if negation || name {
                end = word_end(text, stop, limit);
            }
        }
    }
    let word = &text[start..end];
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        for char in word.chars() {
            if char == '’' {
                lower.push('\'');
            } else {
                lower.extend(char.to_lowercase());
            }
        }
    }
    let mut class = lexicon.class(lower);
    let capital = capital(word);
    let upper = !word.chars().any(char::is_lowercase)
        && word.chars().filter(|char| char.is_alphabetic()).nth(1).is_some();
    let number = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'$');
    let mut dotted = false;
    if follows(end) == Some(b'.') {
        let initial = word.len() == 1 && capital && word != "I";
        let acronym = word.contains('.') && !number;
        // "No. 6": a number, and no denial.
        let numero = lower == "no"
            && capital
            && text[end + 1..limit].trim_start().starts_with(|char: char| char.is_ascii_digit());
        if initial
            || acronym
            || numero
            || class.is(Class::ABBREVIATION) && abbreviates(lower, capital)
        {
            dotted = true;
            end += 1;
        }
    }
    if class.unlisted() && lower.len() > 4 && lower.ends_with("ly") {
        // "Critically," is no name; "Connolly" may be one.
        let manner = ["ally", "ously", "ively", "ingly", "edly", "fully", "antly", "ently"];
        if !capital || manner.iter().any(|ending| lower.ends_with(ending)) && lower.len() > 7 {
            class = Class::ADVERB;
        }
    }
    if let Some(verb) = tokens.last_mut().filter(|last| last.word() && last.is(Class::PHRASAL))
        && let Some(cue) = lexicon.phrasal(verb.span().of(text), lower)
    {
        // "pointed out" is one cue.
        verb.class = verb.class.or(cue);
        verb.end = Span::new(start, end).end;
        return;
    }
    let kind = if number { Kind::Number } else { Kind::Word };
    let Span { start, end } = Span::new(start, end);
    tokens.push(Token { start, end, class, kind, capital, upper, dotted });
}

/// Whether a word begins with a capital; "al-Rashid" is as good a name as "Al-Rashid".
fn capital(word: &str) -> bool {
    let first = word.chars().next().unwrap_or(' ');
    let hyphen = matches!(word.as_bytes(), [_, _, b'-', ..] | [_, _, _, b'-', ..]);
    if !first.is_lowercase() || !hyphen {
        return first.is_uppercase();
    }
    let article = ["al-", "el-", "ul-", "as-", "ad-", "bin-", "ibn-"];
    let behind = article.iter().find_map(|article| word.strip_prefix(article)).unwrap_or(word);
    behind.starts_with(char::is_uppercase)
}

/// Words that are abbreviations only in capitals (`Sun.`, `No.`, `Miss.`) end sentences otherwise.
fn abbreviates(lower: &str, capital: bool) -> bool {
    let always = matches!(lower, "vs" | "etc" | "no" | "a.m" | "p.m" | "i.e" | "e.g" | "ft");
    if matches!(lower, "no" | "sun" | "miss" | "mass" | "sat" | "wash" | "ill" | "may" | "march") {
        return false;
    }
    capital || always
}
