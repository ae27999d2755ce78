//! The query language: text in, [`Query`] and notes out, never an error.
//!
//! ```text
//! query   = { either }                       all of them
//! either  = both { "OR" both }               one of them: OR binds tighter than a blank
//! both    = unary { "AND" unary }            all of them: AND binds tighter than OR
//! unary   = { "-" | "NOT" } near
//! near    = atom { beside atom }             from the left: (a NEAR/2 b) NEAR/9 c
//! beside  = ( "NEAR/" | "ADJ/" ) number      within so many words, in either order or in this
//! atom    = "(" query ")" | phrase | field | start | fuzzy | word
//! phrase  = '"' words '"' [ "~" number ]     also “ ” and « »: exact, stop words kept;
//!                                            with ~: in any order, so many others among them
//! field   = name ":" ( word | phrase )       see `onrecord fields`
//! start   = word "*"                         every word that begins so
//! fuzzy   = word "~" [ "1" | "2" ]           every word so few letters away
//! ```
//!
//! So `iran truce OR ceasefire` wants `iran` and one of the others. One field twice is a choice: `speaker:a speaker:b`
//! finds either's statements; but `after:` and `before:` are bounds, and words in `quote:`,
//! `context:` and `title:` are words like others: they hold together. A date is a
//! day, a month, a year, a quarter, a range open at either end (`2024-10..2024-11`, `..2024-05`),
//! or counted back from today; see [`super::Days`].
//!
//! Beside `NEAR` and `ADJ` stand words, phrases and groups of them. They look into one text: the
//! quote, the sentences around it or the headline; `quote:a NEAR/5 b` names it. `a NEAR/1 b` has
//! them side by side; the `’s` of a possessive is no word. A word stands for all its forms there,
//! too. Of a group, `(a OR b) NEAR/5 c` wants one, `(a b) NEAR/5 c` all, within five words of one
//! another. Two words are never the same place in the text.
//!
//! What does not parse is searched literally, and a [`Note`] says so. The limits below cut with a
//! note, too.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    Beside, Filter, Query,
    field::{Unread, read_field},
    lexer::{Token, TokenKind, is_mark, tokens},
};

/// How many bytes of a query are read.
pub const MAX_BYTES: usize = 4096;

/// How deep parentheses may nest.
pub const MAX_DEPTH: usize = 32;

/// How many words, phrases and fields a query may have.
pub const MAX_TERMS: usize = 128;

/// How far apart `NEAR`, `ADJ` and `~` behind a phrase reach.
pub const MAX_DISTANCE: u32 = 200;

/// How many letters `~` behind a word may put right.
pub const MAX_EDITS: u8 = 2;

/// How many notes one query earns.
const MAX_NOTES: usize = 8;

/// What a text means as a query.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parsed {
    /// What to look for.
    pub query: Query,
    /// What could not be read as meant, in the order of the text.
    pub notes: Vec<Note>,
}

/// A remark on a piece of a query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What became of them, and what to write instead.
    pub text: String,
}

/// Reads `text` as a query; relative dates are counted from `today`.
pub fn parse(text: &str, today: Date) -> Parsed {
    let read = &text[..text.floor_char_boundary(MAX_BYTES)];
    let mut parser = Parser {
        tokens: tokens(read),
        at: 0,
        depth: 0,
        extra: 0,
        n_terms: 0,
        today,
        notes: vec![],
    };
    let query = parser.query();
    let mut notes = parser.notes;
    if read.len() < text.len() {
        notes.push(Note {
            span: read.len()..text.len(),
            text: format!("a query has at most {MAX_BYTES} bytes; the rest is left out"),
        });
    }
    notes.sort_by_key(|note| note.span.start);
    if MAX_NOTES < notes.len() {
        let text = format!("{} more like these", notes.len() - (MAX_NOTES - 1));
        notes.truncate(MAX_NOTES - 1);
        notes.push(Note { span: 0..read.len(), text });
    }
    Parsed { query, notes }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    /// How many parentheses are open.
    depth: usize,
    /// How many more were opened past the limit.
    extra: usize,
    n_terms: usize,
    today: Date,
    notes: Vec<Note>,
}

impl<'a> Parser<'a> {
    fn query(&mut self) -> Query {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Close if 0 < self.extra => {
                    self.extra -= 1;
                    self.at += 1;
                }
                TokenKind::Close if 0 < self.depth => break,
                TokenKind::Close => {
                    self.note(token.span, "this `)` closes nothing and is left out".to_owned());
                    self.at += 1;
                }
                _ => parts.push(self.either()),
            }
        }
        Query::all_of(parts)
    }

    fn either(&mut self) -> Query {
        let mut parts = vec![self.both()];
        while self.is_at(&TokenKind::Or) && self.operand_follows() {
            self.at += 1;
            parts.push(self.both());
        }
        Query::any_of(parts)
    }

    fn both(&mut self) -> Query {
        let mut parts = vec![self.unary()];
        while self.is_at(&TokenKind::And) && self.operand_follows() {
            self.at += 1;
            parts.push(self.unary());
        }
        Query::all_of(parts)
    }

    fn unary(&mut self) -> Query {
        let mut negated = false;
        while self.is_at(&TokenKind::Not) && self.operand_follows() {
            negated = !negated;
            self.at += 1;
        }
        let query = self.near();
        if negated { query.negated() } else { query }
    }

    fn near(&mut self) -> Query {
        let mut left = self.atom();
        while let Some(Token { kind: TokenKind::Near { ordered, distance }, span }) = self.peek()
            && self.place_follows()
        {
            self.at += 1;
            let right = self.atom();
            left = self.beside(left, right, ordered, distance, span);
        }
        left
    }

    /// Joins two that are to stand near each other; what has no place in a text only has to hold.
    fn beside(
        &mut self,
        left: Query,
        right: Query,
        ordered: bool,
        distance: u32,
        span: Range<usize>,
    ) -> Query {
        if left == Query::All || right == Query::All {
            return Query::all_of(vec![left, right]);
        }
        if !left.has_place() || !right.has_place() {
            let what = if left.has_place() { &right } else { &left };
            let text = format!("`{what}` stands nowhere in a text; both sides have to hold");
            self.note(span, text);
            return Query::all_of(vec![left, right]);
        }
        let distance = self.within_reach(distance, &span);
        Query::Near(Box::new(Beside { left, right, distance, ordered }))
    }

    fn within_reach(&mut self, distance: u32, span: &Range<usize>) -> u32 {
        if MAX_DISTANCE < distance {
            let text = format!("words are looked for {MAX_DISTANCE} words apart at most");
            self.note(span.clone(), text);
        }
        distance.min(MAX_DISTANCE)
    }

    /// Whether something that can stand near comes right after the token at hand.
    fn place_follows(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Open
                    | TokenKind::Phrase { .. }
                    | TokenKind::Word(_)
                    | TokenKind::Field { .. }
            )
        })
    }

    fn atom(&mut self) -> Query {
        let Some(token) = self.peek() else {
            return Query::All;
        };
        self.at += 1;
        if !matches!(token.kind, TokenKind::Open) && !self.has_room(&token.span) {
            return Query::All;
        }
        match token.kind {
            TokenKind::Open => self.group(token.span),
            TokenKind::Close => Query::All,
            TokenKind::Or => self.stray(token.span, "OR"),
            TokenKind::And => self.stray(token.span, "AND"),
            TokenKind::Not => self.stray(token.span, "NOT"),
            TokenKind::Near { ordered, distance } => {
                let name = if ordered { "ADJ" } else { "NEAR" };
                self.stray(token.span, &format!("{name}/{distance}"))
            }
            TokenKind::Word(word) => self.word(word, token.span),
            TokenKind::Phrase { words, closed, slop } => {
                if !closed {
                    let text = "this quotation mark is never closed; the phrase goes to the end";
                    self.note(token.span.clone(), text.to_owned());
                }
                self.phrase(words, slop, token.span)
            }
            TokenKind::Field { name, value, marked, slop } => {
                self.field(name, value, marked, slop, token.span)
            }
        }
    }

    /// Whether there may be one term more.
    fn has_room(&mut self, span: &Range<usize>) -> bool {
        self.n_terms += 1;
        if self.n_terms == MAX_TERMS + 1 {
            let text = format!("a query has at most {MAX_TERMS} terms; the rest is left out");
            self.note(span.clone(), text);
        }
        self.n_terms <= MAX_TERMS
    }

    fn group(&mut self, open: Range<usize>) -> Query {
        if MAX_DEPTH <= self.depth {
            if self.extra == 0 {
                let text = format!(
                    "parentheses nest at most {MAX_DEPTH} deep; those further in are left out"
                );
                self.note(open, text);
            }
            self.extra += 1;
            return Query::All;
        }
        self.depth += 1;
        let query = self.query();
        self.depth -= 1;
        match self.peek() {
            Some(_) => self.at += 1,
            None if self.depth == 0 => {
                self.note(open, "this `(` is never closed; it goes to the end".to_owned());
            }
            None => {}
        }
        query
    }

    fn stray(&mut self, span: Range<usize>, operator: &str) -> Query {
        let word = operator.to_lowercase();
        self.note(span, format!("`{operator}` joins nothing here; searched as the word `{word}`"));
        Query::Word(word)
    }

    fn word(&mut self, typed: &str, span: Range<usize>) -> Query {
        let (word, start) = match typed.trim_end_matches('*') {
            "" => return Query::All,
            word => (word, word.len() < typed.len()),
        };
        if !has_words(word) {
            self.note(span, format!("`{typed}` holds no word to search for"));
            return Query::All;
        }
        if word.contains('*') {
            let text = "`*` stands for more letters at the end of a word only; left out here";
            self.note(span.clone(), text.to_owned());
        }
        if start {
            return Query::Prefix(word.to_owned());
        }
        if let Some(fuzzy) = self.fuzzy(word, &span) {
            return fuzzy;
        }
        if let Some(operator) = like_near(word) {
            let text =
                format!("`{word}` is searched as it stands; nearness is written `{operator}/5`");
            self.note(span, text);
        }
        Query::Word(match word {
            "OR" | "AND" | "NOT" => word.to_lowercase(),
            _ => word.to_owned(),
        })
    }

    /// Reads `word~1`; what looks like a field stays as it is, so as not to print as one.
    fn fuzzy(&mut self, typed: &str, span: &Range<usize>) -> Option<Query> {
        let (word, digits) = typed.rsplit_once('~').filter(|_| !typed.contains(':'))?;
        let edits = match digits {
            "" => 1,
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().unwrap_or(u32::MAX)
            }
            _ => return None,
        };
        if edits == 0 || !has_words(word) || word.ends_with('~') {
            let text = "`~1` or `~2` stands behind a word";
            self.note(span.clone(), format!("`{typed}` is searched as it stands; {text}"));
            return None;
        }
        let least = u8::try_from(edits).unwrap_or(u8::MAX).min(MAX_EDITS);
        if u32::from(least) < edits {
            let text = format!("words are looked for {MAX_EDITS} letters away at most");
            self.note(span.clone(), text);
        }
        Some(Query::Fuzzy(word.to_owned(), least))
    }

    /// Reads the words between quotation marks, with the digits of the `~5` behind them.
    fn phrase(&mut self, words: &str, slop: Option<&str>, span: Range<usize>) -> Query {
        let words = tidy(words);
        if !has_words(&words) {
            if !words.is_empty() {
                self.note(span, format!("`{words}` holds no word to search for"));
            }
            return Query::All;
        }
        match slop {
            None => Query::Phrase(words),
            Some("") => {
                let text =
                    "`~` behind a phrase needs a number; the phrase is searched as it stands";
                self.note(span, text.to_owned());
                Query::Phrase(words)
            }
            Some(digits) => {
                let others = self.within_reach(digits.parse().unwrap_or(u32::MAX), &span);
                Query::Loose(words, others)
            }
        }
    }

    fn field(
        &mut self,
        name: &str,
        value: &str,
        marked: bool,
        slop: Option<&str>,
        span: Range<usize>,
    ) -> Query {
        let tidied = tidy(value);
        match read_field(name, &tidied, marked, self.today) {
            Ok(Filter::Text(place, _)) if marked => match self.phrase(value, slop, span) {
                Query::All => Query::All,
                words => Query::Filter(Filter::Text(place, Box::new(words))),
            },
            Ok(Filter::Text(place, words)) => {
                let words = match *words {
                    Query::Word(typed) => self.fuzzy(&typed, &span).unwrap_or(Query::Word(typed)),
                    words => words,
                };
                Query::Filter(Filter::Text(place, Box::new(words)))
            }
            Ok(filter) => {
                if slop.is_some() {
                    let text = "`~` is for words of a text; left out here";
                    self.note(span, text.to_owned());
                }
                Query::Filter(filter)
            }
            Err(Unread { reason, hint }) => {
                let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
                self.note(span.clone(), format!("{reason}: searched as it stands{hint}"));
                if marked {
                    let name = Query::Word(name.to_lowercase());
                    if !self.has_room(&span) {
                        return name;
                    }
                    return Query::all_of(vec![name, self.phrase(value, slop, span)]);
                }
                let literal =
                    if value.is_empty() { name.to_lowercase() } else { format!("{name}:{value}") };
                self.word(&literal, span)
            }
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).cloned()
    }

    fn is_at(&self, kind: &TokenKind) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.kind == *kind)
    }

    /// Whether something that can be searched for comes right after the token at hand.
    fn operand_follows(&self) -> bool {
        let next = self.tokens[self.at + 1..].iter().find(|token| token.kind != TokenKind::Not);
        next.is_some_and(|token| {
            !matches!(token.kind, TokenKind::Or | TokenKind::And | TokenKind::Close)
        })
    }

    fn note(&mut self, span: Range<usize>, text: String) {
        self.notes.push(Note { span, text });
    }
}

pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The operator that a word is nearly: `near/5`, `NEAR/`, `NEAR/0`, `W/5`.
fn like_near(word: &str) -> Option<&'static str> {
    let (name, number) = word.split_once('/')?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match name.to_ascii_lowercase().as_str() {
        "near" | "w" | "within" if !number.is_empty() || name == "NEAR" => Some("NEAR"),
        "adj" | "pre" if !number.is_empty() || name == "ADJ" => Some("ADJ"),
        _ => None,
    }
}

/// `text` with single blanks and no quotation marks.
fn tidy(text: &str) -> String {
    let pieces = text.split(|char: char| char.is_whitespace() || is_mark(char));
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
