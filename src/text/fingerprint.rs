//! Fingerprints of wording: numbers that two texts share where they share a run of words.
//!
//! Every [`SHINGLE`] words in a row are hashed together. Of a text that is kept every [`STEP`]th
//! hash is written down (they are what an index grows by), and a text that is looked up brings all
//! of its own, so that a shared run of `SHINGLE + STEP - 1` words shares at least one, wherever it
//! stands in either (Manber 1994; Tridgell 1996 on files). Winnowing (Schleimer, Wilkerson, Aiken
//! 2003) gives the same for twice as many numbers; it pays only where both sides are thinned out.
//! Whole-text sketches (`MinHash`) miss a clip of a long text.

use super::{fold_into, words};

/// How many words are hashed together.
pub const SHINGLE: usize = 5;

/// Of how many hashes in a row one is kept.
pub const STEP: usize = 16;

/// Which hashes of a text are wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Density {
    /// Every [`STEP`]th: of a text that is kept.
    Kept,
    /// All: of a text that is looked up.
    Full,
}

/// Turns by which a word's hash moves with every word after it.
const TURN: u32 = 7;

/// Appends the fingerprints of `text` to `found`, 32 bits each and in order, and returns how many
/// words it has. Case, accents, dashes, the dots of acronyms and the `s` of possessives make no difference; a
/// text of fewer than [`SHINGLE`] words has none.
pub fn fingerprints(text: &str, density: Density, found: &mut Vec<u64>) -> usize {
    let mut last = [0_u64; SHINGLE];
    let mut rolling = 0_u64;
    let (mut n_words, mut n_hashed) = (0, 0);
    let mut folded = String::new();
    for (_, word) in words(text) {
        n_words += 1;
        let Some(word) = without_possessive(word) else { continue };
        let hash = word_hash(word, &mut folded);
        let oldest = &mut last[n_hashed % SHINGLE];
        // A sum by exclusive or, each word turned by its place: the oldest is taken out again.
        let turns = TURN * u32::try_from(SHINGLE).unwrap_or(0);
        rolling = rolling.rotate_left(TURN) ^ hash ^ oldest.rotate_left(turns);
        *oldest = hash;
        n_hashed += 1;
        if let Some(nth) = n_hashed.checked_sub(SHINGLE)
            && (density == Density::Full || is_kept(nth))
        {
            found.push(rolling.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32);
        }
    }
    n_words
}

/// Every [`STEP`]th, and one between the first two, for those whose text is short.
fn is_kept(nth: usize) -> bool {
    nth.is_multiple_of(STEP) || nth == STEP / 2
}

/// `US` for `US’s`, and nothing for the `s` that is left where `U.S.’s` is cut.
fn without_possessive(word: &str) -> Option<&str> {
    let stem = word.strip_suffix(['s', 'S']).unwrap_or(word);
    if stem.is_empty() {
        return None;
    }
    Some(stem.strip_suffix(['\'', '\u{2019}']).unwrap_or(word))
}

/// A hash of `word` as it is folded, without what typography puts into words.
fn word_hash(word: &str, folded: &mut String) -> u64 {
    if word.is_ascii() {
        return bytes_hash(word);
    }
    folded.clear();
    fold_into(word, folded);
    bytes_hash(folded)
}

/// FNV-1a over letters and digits, ASCII in lower case, and mixed so that turns do not undo it.
fn bytes_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str, density: Density) -> Vec<u64> {
        let mut found = Vec::new();
        fingerprints(text, density, &mut found);
        found
    }

    fn shared(kept: &str, asked: &str) -> usize {
        let asked = of(asked, Density::Full);
        of(kept, Density::Kept).iter().filter(|print| asked.contains(print)).count()
    }

    #[test]
    fn typography_makes_no_difference() {
        let plain = "the US's 10,000 boats - all of them - stay at Sao Tome";
        let set = "The U.S.’s “10,000” boats—all of them—stay at São Tomé!";
        assert_eq!(of(plain, Density::Full), of(set, Density::Full));
        assert_eq!(of(plain, Density::Full).len(), 11 - SHINGLE + 1);
    }

    #[test]
    fn short_texts_have_none_and_words_are_counted() {
        let mut found = Vec::new();
        assert_eq!(fingerprints("no toll at all", Density::Full, &mut found), 4);
        assert!(found.is_empty());
        assert_eq!(fingerprints("no toll at all, ever", Density::Kept, &mut found), 5);
        assert_eq!(found.len(), 1);
        assert!(u32::try_from(found[0]).is_ok());
    }

    #[test]
    fn words_in_another_order_are_another_text() {
        assert_eq!(shared("one two three four five", "one three two four five"), 0);
        assert_eq!(shared("one one two one one", "one one one two one"), 0);
    }

    proptest! {
        #[test]
        fn a_shared_run_shares_one(
            run in proptest::collection::vec(0..40_u8, SHINGLE + STEP - 1..40),
            around in proptest::collection::vec(proptest::collection::vec(0..40_u8, 0..30), 4),
        ) {
            let text = |parts: [&[u8]; 3]| {
                parts.concat().iter().map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
            };
            let one = text([&around[0], &run, &around[1]]);
            let other = text([&around[2], &run, &around[3]]);
            prop_assert!(0 < shared(&one, &other));
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}") {
            let kept = of(&text, Density::Kept);
            let full = of(&text, Density::Full);
            prop_assert!(kept.iter().all(|print| full.contains(print)));
            prop_assert_eq!(fingerprints(&text, Density::Kept, &mut Vec::new()), words(&text).count());
        }
    }
}
