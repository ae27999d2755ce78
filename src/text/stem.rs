//! English stems, remembered: one word of a text in three hundred is new.

use std::hash::BuildHasher;

use frostem::{Algorithm, Stemmer as Snowball};
use rustc_hash::FxBuildHasher;

/// Slots of the memory, a power of two: more words than a language has in daily use.
const SLOTS: usize = 1 << 15;

/// Words longer than this, in bytes, are no words and stay as they are.
const LONGEST: usize = 64;

/// The English Snowball stemmer behind a memory of bounded size.
pub struct Stemmer {
    snowball: Snowball,
    /// One word a slot; a newcomer takes the slot and its buffer over.
    slots: Vec<Slot>,
}

#[derive(Clone, Default)]
struct Slot {
    /// The word, and behind it its stem.
    both: String,
    word: usize,
}

impl Default for Stemmer {
    fn default() -> Self {
        Self::new()
    }
}

impl Stemmer {
    /// Makes one that remembers nothing yet.
    pub fn new() -> Self {
        Self { snowball: Snowball::new(Algorithm::English), slots: vec![Slot::default(); SLOTS] }
    }

    /// Returns the stem of a folded word.
    pub fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        if word.len() > LONGEST {
            return word;
        }
        let hash = FxBuildHasher.hash_one(word);
        let slot = &mut self.slots[usize::try_from(hash >> 32).unwrap_or(0) % SLOTS];
        if slot.both.as_bytes().get(..slot.word) != Some(word.as_bytes()) || word.is_empty() {
            slot.both.clear();
            slot.both.push_str(word);
            slot.word = word.len();
            slot.both.push_str(&self.snowball.stem(word));
        }
        &slot.both[slot.word..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stems_and_remembers() {
        let mut stemmer = Stemmer::new();
        for _ in 0..2 {
            assert_eq!(stemmer.stem("commitments"), "commit");
            assert_eq!(stemmer.stem("ironclad"), "ironclad");
            assert_eq!(stemmer.stem(""), "");
        }
        let long = "s".repeat(LONGEST + 1);
        assert_eq!(stemmer.stem(&long), long);
    }

    proptest! {
        #[test]
        fn memory_changes_no_stem(words in proptest::collection::vec("[a-z']{0,12}|\\PC{0,6}", 1..80)) {
            let mut stemmer = Stemmer::new();
            let plain = Snowball::new(Algorithm::English);
            for word in words.iter().chain(&words) {
                let stem = plain.stem(word);
                prop_assert_eq!(stemmer.stem(word), &*stem);
            }
        }
    }
}
