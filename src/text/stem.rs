//! Stems, remembered: one word of a text in three hundred is new.

use std::hash::BuildHasher;

use frostem::{Algorithm, Stemmer as Snowball};
use rustc_hash::FxBuildHasher;

/// Slots of the memory, a power of two: more words than a text uses often, and small enough to
/// stay near the processor.
const SLOTS: usize = 1 << 14;

/// Words longer than this, in bytes, are no words and stay as they are.
const LONGEST: usize = 64;

/// Words up to this length are remembered.
const REMEMBERED: usize = 20;

/// The letters that a stem has in place of a word's ending, at most: `i` for `y`, `ate`.
const ENDING: usize = 8;

/// The Snowball stemmer of a language behind a memory of bounded size.
pub struct Stemmer {
    /// Missing for a language that has none: its words stay as they are.
    snowball: Option<Snowball>,
    slots: Vec<Slot>,
    /// The last stem that is not the beginning of its word.
    made: String,
}

/// A word and its stem: the word's first `kept` bytes and an ending. A newcomer takes the slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    word: [u8; REMEMBERED],
    length: u8,
    kept: u8,
    ending: [u8; ENDING],
    ending_length: u8,
}

impl Stemmer {
    /// Makes one for the language of that code, `en`, that remembers nothing yet.
    pub fn new(language: &str) -> Self {
        let snowball = algorithm(language).map(Snowball::new);
        let slots = vec![Slot::default(); if snowball.is_some() { SLOTS } else { 0 }];
        Self { snowball, slots, made: String::new() }
    }

    /// Returns the stem of a folded word.
    pub fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        let bytes = word.as_bytes();
        let Some(snowball) = self.snowball.as_ref().filter(|_| bytes.len() <= LONGEST) else {
            return word;
        };
        if bytes.len() > REMEMBERED || bytes.is_empty() {
            self.made.clear();
            self.made.push_str(&snowball.stem(word));
            return &self.made;
        }
        let mut padded = [0; REMEMBERED];
        padded[..bytes.len()].copy_from_slice(bytes);
        let hash = usize::try_from(FxBuildHasher.hash_one(padded) >> 40).unwrap_or(0);
        let slot = &mut self.slots[hash % SLOTS];
        if usize::from(slot.length) != bytes.len() || slot.word != padded {
            let stem = snowball.stem(word);
            let Some(remembered) = Slot::new(padded, word, &stem) else {
                self.made.clear();
                self.made.push_str(&stem);
                return &self.made;
            };
            *slot = remembered;
        }
        let kept = &word[..usize::from(slot.kept)];
        if slot.ending_length == 0 {
            return kept;
        }
        self.made.clear();
        self.made.push_str(kept);
        let ending = &slot.ending[..usize::from(slot.ending_length)];
        self.made.push_str(std::str::from_utf8(ending).unwrap_or_default());
        &self.made
    }
}

/// The stemmer of a language, if there is one.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "hy" => Algorithm::Armenian,
        "eu" => Algorithm::Basque,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "et" => Algorithm::Estonian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "id" => Algorithm::Indonesian,
        "ga" => Algorithm::Irish,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "fa" => Algorithm::Persian,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

impl Slot {
    /// `None` where the stem is too unlike its word.
    fn new(padded: [u8; REMEMBERED], word: &str, stem: &str) -> Option<Self> {
        let common = word.bytes().zip(stem.bytes()).take_while(|(one, other)| one == other);
        let kept = stem.floor_char_boundary(word.floor_char_boundary(common.count()));
        let end = &stem.as_bytes()[kept..];
        let mut ending = [0; ENDING];
        ending.get_mut(..end.len())?.copy_from_slice(end);
        Some(Self {
            word: padded,
            length: u8::try_from(word.len()).ok()?,
            kept: u8::try_from(kept).ok()?,
            ending,
            ending_length: u8::try_from(end.len()).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stems_and_remembers() {
        let mut stemmer = Stemmer::new("en");
        for _ in 0..2 {
            assert_eq!(stemmer.stem("commitments"), "commit");
            assert_eq!(stemmer.stem("ironclad"), "ironclad");
            assert_eq!(stemmer.stem(""), "");
        }
        let long = "s".repeat(LONGEST + 1);
        assert_eq!(stemmer.stem(&long), long);
    }

    #[test]
    fn every_language_has_its_own() {
        for (code, word, stem) in [
            ("de", "verhandlungen", "verhandl"),
            ("fr", "parlements", "parl"),
            ("ru", "заседания", "заседан"),
            ("zh", "议会", "议会"),
        ] {
            assert_eq!(Stemmer::new(code).stem(word), stem);
        }
    }

    proptest! {
        #[test]
        fn memory_changes_no_stem(words in proptest::collection::vec("[a-z']{0,12}|\\PC{0,6}", 1..80)) {
            let mut stemmer = Stemmer::new("en");
            let plain = Snowball::new(Algorithm::English);
            for word in words.iter().chain(&words) {
                let stem = plain.stem(word);
                prop_assert_eq!(stemmer.stem(word), &*stem);
            }
        }
    }
}
