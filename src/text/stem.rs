//! Stems, remembered: one word of a text in three hundred is new.

use frostem::{Algorithm, Stemmer as Snowball};

use super::WordCache;

/// Words longer than this, in bytes, are no words and stay as they are.
const LONGEST: usize = 64;

/// The letters that a stem has in place of a word's ending, at most: `i` for `y`, `ate`.
const ENDING: usize = 8;

/// The Snowball stemmer of a language behind a memory of bounded size.
pub struct Stemmer {
    /// Missing for a language that has none: its words stay as they are.
    snowball: Option<(Snowball, WordCache<Stem>)>,
    /// The last stem that is not the beginning of its word.
    made: String,
}

/// A stem as its word's first `kept` bytes and an ending; nothing where it is too unlike its word.
#[derive(Clone, Copy, Default)]
struct Stem {
    kept: u8,
    ending: [u8; ENDING],
    ending_length: u8,
    is_like: bool,
}

impl Stemmer {
    /// Makes one for the language of that code, `en`, that remembers nothing yet.
    pub fn new(language: &str) -> Self {
        let snowball = algorithm(language).map(|it| (Snowball::new(it), WordCache::new()));
        Self { snowball, made: String::new() }
    }

    /// Returns the stem of a folded word.
    pub fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        let Some((snowball, known)) = self.snowball.as_mut().filter(|_| word.len() <= LONGEST)
        else {
            return word;
        };
        let stem =
            known.get_or_find(word, || Stem::of(word, &snowball.stem(word)).unwrap_or_default());
        let kept = &word[..usize::from(stem.kept)];
        if stem.is_like && stem.ending_length == 0 {
            return kept;
        }
        self.made.clear();
        if stem.is_like {
            self.made.push_str(kept);
            let ending = &stem.ending[..usize::from(stem.ending_length)];
            self.made.push_str(std::str::from_utf8(ending).unwrap_or_default());
        } else {
            self.made.push_str(&snowball.stem(word));
        }
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

impl Stem {
    /// `None` where the stem is too unlike its word.
    fn of(word: &str, stem: &str) -> Option<Self> {
        let common = word.bytes().zip(stem.bytes()).take_while(|(one, other)| one == other);
        let kept = stem.floor_char_boundary(word.floor_char_boundary(common.count()));
        let end = &stem.as_bytes()[kept..];
        let mut ending = [0; ENDING];
        ending.get_mut(..end.len())?.copy_from_slice(end);
        let ending_length = u8::try_from(end.len()).ok()?;
        Some(Self { kept: u8::try_from(kept).ok()?, ending, ending_length, is_like: true })
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
