//! Text into terms: UAX #29 words, folded. A word's other forms are found by a query's stem; see
//! [`super::forms`].
//!
//! | text | terms |
//! |---|---|
//! | `Israel’s` | `israel` `s` |
//! | `long-term`, `said.He`, `a_b` | their parts |
//! | `U.S.`, `US` | `us`, and at the same place `u.s`, which the pronoun has not |
//! | `U.K.`, `a.m.` | `uk`, `am` |
//! | `10,000`, `3.5` | `10000`, `3.5` |

use std::{cell::Cell, mem, ops::Range};

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use unicode_normalization::UnicodeNormalization;

use super::forms::Pairs;
use crate::{
    model::Language,
    text::{Stemmer, Words, fold_into, words},
};

/// The name that tantivy knows the analyzer by.
pub(super) const WORDS: &str = "onrecord-words";
/// The name that tantivy knows the one by that cuts pairs of stem and form apart.
pub(super) const PAIRS: &str = "onrecord-pairs";

/// The term of `U.S.` that the pronoun `us` has not.
const UNITED_STATES: &str = "u.s";

/// Bytes of a term, at most: what is longer is cut, in texts and queries alike.
const LONGEST: usize = 255;

/// Cuts text into terms; see the module.
#[derive(Clone, Default)]
pub struct Analyzer {
    token: Token,
    pieces: Vec<Piece>,
}

/// A part of a word that becomes a term.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) kind: PieceKind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PieceKind {
    Plain,
    /// Letters with stops between, or digits with commas: these are left out.
    Joined,
    /// The `s` of a possessive.
    Possessive,
    /// [`UNITED_STATES`], at the place of the term before.
    Mark,
}

/// A word of a query and the terms to look it up by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QueryWord {
    /// Where it stands in the query's text.
    pub range: Range<usize>,
    /// Its own term.
    pub exact: String,
    /// Its stems, one for each language asked for.
    pub stems: Vec<String>,
    /// The `s` of a possessive: part of a phrase, but no word of its own.
    pub possessive: bool,
}

thread_local! {
    /// A thread's stems, shared by its fields; taken out while in use.
    static STEMMERS: Cell<Vec<(Language, Stemmer)>> = const { Cell::new(Vec::new()) };
}

/// Takes the stemmer of `language` out of this thread's.
pub(super) fn take_stemmer(language: Language) -> Stemmer {
    let mut stemmers = STEMMERS.take();
    let known = stemmers.iter().position(|(known, _)| *known == language);
    let stemmer = known.map(|at| stemmers.swap_remove(at).1);
    STEMMERS.set(stemmers);
    stemmer.unwrap_or_else(|| Stemmer::new(language.code()))
}

/// Gives it back.
pub(super) fn put_stemmer(language: Language, stemmer: Stemmer) {
    let mut stemmers = STEMMERS.take();
    stemmers.push((language, stemmer));
    STEMMERS.set(stemmers);
}

/// Writes the stem of a word that is `written` so and folded into `term`, if it is another word.
///
/// Letters that fold to ASCII are folded before, so that accents make no difference; those of
/// other alphabets after, because their stemmers know them as they are written: `й` is no `и`.
pub(super) fn stem_into(
    (language, stemmer): (Language, &mut Stemmer),
    written: &str,
    term: &mut String,
    spare: &mut String,
) {
    spare.clear();
    if language == Language::ENGLISH || term.is_ascii() {
        let stem = stemmer.stem(term);
        if stem.len() == term.len() && stem == *term {
            return;
        }
        spare.push_str(stem);
    } else {
        let written: String = written.nfc().flat_map(char::to_lowercase).collect();
        fold_into(stemmer.stem(&written), spare);
    }
    mem::swap(term, spare);
}

/// Makes the analyzers known to `tokenizers`, which every index opened needs.
pub fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(WORDS, TextAnalyzer::from(Analyzer::default()));
    tokenizers.register(PAIRS, TextAnalyzer::from(Pairs::default()));
}

/// The words of `text` where they stand, as they are in the index: two texts whose words are
/// equal differ in typography alone.
pub fn exact_words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut analyzer = Analyzer::default();
    let mut terms = analyzer.token_stream(text);
    let mut found: Vec<(Range<usize>, String)> = Vec::with_capacity(text.len() / 5);
    let mut last = usize::MAX;
    while terms.advance() {
        let token = terms.token();
        // The country's mark stands at the place of the word before, which is said less clearly.
        if token.position == last {
            found.pop();
        }
        last = token.position;
        found.push((token.offset_from..token.offset_to, token.text.clone()));
    }
    found
}

/// The words of a query's text, stemmed as English.
pub fn query_words(text: &str) -> Vec<QueryWord> {
    query_words_in(text, &[Language::ENGLISH])
}

/// The words of a query's text with their stems in each of `languages`: `U.S.` and `US` stand for
/// the country, `us` for either.
pub fn query_words_in(text: &str, languages: &[Language]) -> Vec<QueryWord> {
    words_stemmed_where(text, languages, |_| true)
}

/// As [`query_words_in`], with the stems of those words alone whose term passes `is_wanted`.
pub(crate) fn words_stemmed_where(
    text: &str,
    languages: &[Language],
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<QueryWord> {
    let mut stemmers: Vec<(Language, Stemmer)> =
        languages.iter().map(|language| (*language, take_stemmer(*language))).collect();
    let mut spare = String::new();
    let mut found: Vec<QueryWord> = Vec::new();
    let mut pieces = Vec::new();
    for (at, word) in words(text) {
        pieces.clear();
        cut(word, at, &mut pieces);
        for piece in &pieces {
            let mut exact = String::new();
            term(text, piece, &mut exact);
            if piece.kind == PieceKind::Mark {
                if let Some(last) = found.last_mut() {
                    last.stems.fill(exact.clone());
                    last.exact = exact;
                }
                continue;
            }
            if exact.is_empty() {
                continue;
            }
            let written = &text[piece.range.clone()];
            let stem = |(language, stemmer): &mut (Language, Stemmer)| {
                let mut term = exact.clone();
                stem_into((*language, stemmer), written, &mut term, &mut spare);
                term
            };
            let stems = if is_wanted(&exact) {
                stemmers.iter_mut().map(stem).collect()
            } else {
                Vec::new()
            };
            let possessive = piece.kind == PieceKind::Possessive;
            found.push(QueryWord { range: piece.range.clone(), exact, stems, possessive });
        }
    }
    for (language, stemmer) in stemmers {
        put_stemmer(language, stemmer);
    }
    found
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.token.reset();
        self.pieces.clear();
        Terms { analyzer: self, text, words: words(text), next_piece: 0 }
    }
}

/// The terms of one text.
pub struct Terms<'a> {
    analyzer: &'a mut Analyzer,
    text: &'a str,
    words: Words<'a>,
    next_piece: usize,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Analyzer { token, pieces } = &mut *self.analyzer;
            let Some(piece) = pieces.get(self.next_piece) else {
                let Some((at, word)) = self.words.next() else { return false };
                pieces.clear();
                self.next_piece = 0;
                cut(word, at, pieces);
                continue;
            };
            self.next_piece += 1;
            token.text.clear();
            term(self.text, piece, &mut token.text);
            if token.text.is_empty() {
                continue;
            }
            if piece.kind != PieceKind::Mark {
                token.position = token.position.wrapping_add(1);
            }
            token.offset_from = piece.range.start;
            token.offset_to = piece.range.end;
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.analyzer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.analyzer.token
    }
}

/// Appends the folded term of `piece` to `out`.
pub(super) fn term(text: &str, piece: &Piece, out: &mut String) {
    let word = &text[piece.range.clone()];
    match piece.kind {
        PieceKind::Plain | PieceKind::Possessive if word.is_ascii() => {
            let start = out.len();
            out.push_str(word);
            out[start..].make_ascii_lowercase();
        }
        PieceKind::Plain | PieceKind::Possessive => fold_into(word, out),
        PieceKind::Joined => {
            for part in word.split(['.', ',']) {
                fold_into(part, out);
            }
        }
        PieceKind::Mark => out.push_str(UNITED_STATES),
    }
    if out.len() > LONGEST {
        out.truncate(out.floor_char_boundary(LONGEST));
    }
}

/// Cuts `word`, which starts at byte `at` of its text, into pieces.
pub(super) fn cut(word: &str, at: usize, pieces: &mut Vec<Piece>) {
    let range = |from: usize, to: usize| at + from..at + to;
    let piece = |from, to, kind| Piece { range: range(from, to), kind };
    let bytes = word.as_bytes();
    if bytes.iter().all(u8::is_ascii_alphabetic) {
        pieces.push(piece(0, word.len(), PieceKind::Plain));
        if word == "US" {
            pieces.push(piece(0, word.len(), PieceKind::Mark));
        }
        return;
    }
    let stem_end = possessive(word);
    let body = &word[..stem_end.unwrap_or(word.len())];
    if is_acronym(body) || is_grouped_number(body) {
        pieces.push(piece(0, body.len(), PieceKind::Joined));
        if body == "U.S" || body == "US" {
            pieces.push(piece(0, body.len(), PieceKind::Mark));
        }
    } else {
        let mut from = 0;
        for (index, char) in body.char_indices() {
            if is_cut(body, index, char) {
                if from < index {
                    pieces.push(piece(from, index, PieceKind::Plain));
                }
                from = index + char.len_utf8();
            }
        }
        if from < body.len() {
            pieces.push(piece(from, body.len(), PieceKind::Plain));
        }
        if body == "US" {
            pieces.push(piece(0, body.len(), PieceKind::Mark));
        }
    }
    if stem_end.is_some() {
        pieces.push(piece(word.len() - 1, word.len(), PieceKind::Possessive));
    }
}

/// Where the apostrophe of a possessive stands.
fn possessive(word: &str) -> Option<usize> {
    let body = word.strip_suffix(['s', 'S'])?;
    let stem =
        body.strip_suffix(['\'', '\u{2018}', '\u{2019}', '\u{201b}', '\u{2bc}', '\u{ff07}'])?;
    (!stem.is_empty()).then_some(stem.len())
}

/// Single letters with stops between: `U.S`, `a.m`.
fn is_acronym(word: &str) -> bool {
    let mut parts = word.split('.');
    let letter = |part: &str| part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic();
    parts.next().is_some_and(letter) && word.contains('.') && parts.all(letter)
}

/// Digits in groups of three: `10,000`.
fn is_grouped_number(word: &str) -> bool {
    let mut groups = word.split(',');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    groups.next().is_some_and(|first| matches!(first.len(), 1..=3) && digits(first))
        && word.contains(',')
        && groups.all(|group| group.len() == 3 && digits(group))
}

fn is_cut(word: &str, index: usize, char: char) -> bool {
    let bytes = word.as_bytes();
    match char {
        '_' | ':' | ',' | ';' => true,
        // A stop stays between digits.
        '.' => {
            !(index > 0
                && bytes[index - 1].is_ascii_digit()
                && bytes.get(index + 1).is_some_and(u8::is_ascii_digit))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<(String, usize)> {
        let mut analyzer = Analyzer::default();
        let mut stream = analyzer.token_stream(text);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push((stream.token().text.clone(), stream.token().position));
        }
        terms
    }

    fn exact(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn possessives_find_their_owner() {
        assert_eq!(exact("Israel’s security"), ["israel", "s", "security"]);
        assert_eq!(exact("the United States’ aid"), ["the", "united", "states", "aid"]);
        assert_eq!(exact("don’t"), ["don't"]);
    }

    #[test]
    fn the_country_is_told_from_the_pronoun() {
        let at_one_place = [("us".to_owned(), 0), ("u.s".to_owned(), 0), ("aid".to_owned(), 1)];
        assert_eq!(terms("US aid"), at_one_place);
        assert_eq!(terms("U.S. aid"), at_one_place);
        assert_eq!(exact("let us go"), ["let", "us", "go"]);
        assert_eq!(exact("US’s U.S.-made"), ["us", "u.s", "s", "us", "u.s", "made"]);
        let query = |text| query_words(text).into_iter().map(|word| word.exact).collect::<Vec<_>>();
        assert_eq!(query("U.S."), ["u.s"]);
        assert_eq!(query("US aid"), ["u.s", "aid"]);
        assert_eq!(query("us"), ["us"]);
    }

    #[test]
    fn words_are_found_by_their_parts() {
        assert_eq!(
            exact("long-term aid/loans said.He a_b"),
            ["long", "term", "aid", "loans", "said", "he", "a", "b"]
        );
        assert_eq!(exact("10,000 3.5 1,2 a.m."), ["10000", "3.5", "1", "2", "am"]);
        assert_eq!(exact("Élan “Zürich”"), ["elan", "zurich"]);
    }

    #[test]
    fn endless_words_are_cut() {
        assert_eq!(exact(&"é".repeat(1000)), ["e".repeat(LONGEST)]);
    }

    #[test]
    fn query_words_know_where_they_stand() {
        let words = query_words("Israel’s commitments");
        let texts: Vec<_> = words.iter().map(|word| word.range.clone()).collect();
        assert_eq!(texts, [0..6, 9..10, 11..22]);
        assert!(words[1].possessive);
        assert_eq!(words[2].stems, ["commit"]);
    }

    proptest! {
        #[test]
        fn terms_are_folded_and_lie_in_the_text(text in "(\\PC|[A-Za-z’'. ,:_0-9]){0,60}") {
            let mut analyzer = Analyzer::default();
            let mut stream = analyzer.token_stream(&text);
            let mut last = 0;
            while stream.advance() {
                let token = stream.token();
                prop_assert!(text.get(token.offset_from..token.offset_to).is_some());
                prop_assert!(token.offset_from >= last, "in order");
                last = token.offset_from;
                prop_assert!(!token.text.is_empty() && token.text.len() <= LONGEST);
            }
        }

        #[test]
        fn a_query_finds_the_text_it_was_copied_from(text in "([A-Za-z’'. ,:-]|US|U\\.S\\.|’s |é){0,60}") {
            let indexed = exact(&text);
            for word in query_words(&text) {
                prop_assert!(indexed.contains(&word.exact), "{:?} in {:?}", word, indexed);
            }
        }

        #[test]
        fn case_and_typography_make_no_difference(text in "[a-z’ -]{0,40}") {
            prop_assert_eq!(exact(&text.replace('’', "'")), exact(&text));
            let folded = fold(&text).into_owned();
            prop_assert_eq!(exact(&folded), exact(&text));
        }
    }
}
