//! Two of the commonest words side by side, indexed as one term.
//!
//! `of the` stands in more than half of all paragraphs, and to find where its words stand side by
//! side their places would have to be compared in each. Such couples have terms of their own, in a
//! field beside that of each running text, with how often they stand there and nothing else: a few
//! bytes a statement.

use super::{
    analyzer::{Piece, PieceKind, cut, term},
    forms::END,
};
use crate::text::words;

/// The words that couples are made of: the commonest of English, sorted.
const COMMON: [&str; 40] = [
    "a", "all", "and", "are", "as", "at", "be", "but", "by", "can", "for", "from", "has", "have",
    "he", "his", "i", "in", "is", "it", "not", "of", "on", "or", "our", "that", "the", "their",
    "they", "this", "to", "was", "we", "were", "what", "who", "will", "with", "would", "you",
];

/// The longest of them.
const LONGEST: usize = 5;

/// The number of a folded word among them.
fn common(word: &str) -> Option<usize> {
    if LONGEST < word.len() { None } else { COMMON.binary_search(&word).ok() }
}

/// The term of two words side by side, if both are among the commonest.
pub fn couple(one: &str, other: &str) -> Option<String> {
    let (one, other) = (common(one)?, common(other)?);
    Some(format!("{} {}", COMMON[one], COMMON[other]))
}

/// The couples of `text` as often as they stand there, each with [`END`] behind it.
pub(super) fn couples(text: &str) -> String {
    let mut out = String::new();
    let mut last = None;
    let mut next = |at: Option<usize>| {
        if let (Some(one), Some(other)) = (last, at) {
            let one: usize = one;
            out.extend([COMMON[one], " ", COMMON[other]]);
            out.push(END);
        }
        last = at;
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut folded = String::new();
    for (at, word) in words(text) {
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            if LONGEST < word.len() {
                next(None);
                continue;
            }
            folded.clear();
            folded.push_str(word);
            folded.make_ascii_lowercase();
            next(common(&folded));
            continue;
        }
        pieces.clear();
        cut(word, at, &mut pieces);
        for piece in pieces.iter().filter(|piece| piece.kind != PieceKind::Mark) {
            folded.clear();
            term(text, piece, &mut folded);
            if !folded.is_empty() {
                next(common(&folded));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::exact_words;

    #[test]
    fn couples_are_what_a_phrase_of_two_finds() {
        for text in [
            "Of the people, by the people. It\u{2019}s what we will have; that is the a_the IN THE.",
            "Thé of Of. The US of the U.S. and the A.",
            "",
        ] {
            let found = exact_words(text);
            let wanted: String = found
                .windows(2)
                .filter_map(|pair| Some(couple(&pair[0].1, &pair[1].1)? + "\n"))
                .collect();
            assert_eq!(couples(text), wanted, "{text}");
        }
        assert_eq!(couples("in the end of the"), "in the\nof the\n");
    }

    #[test]
    fn common_words_are_found() {
        assert!(COMMON.iter().all(|word| common(word).is_some()));
        assert_eq!(couple("the", "strait"), None);
    }
}
