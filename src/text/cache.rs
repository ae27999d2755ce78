//! What is known of words, kept near the processor: a table of bounded size in which a newcomer
//! takes its slot.

/// Slots, a power of two: more words than a text uses often, and few enough to stay in the cache.
const SLOTS: usize = 1 << 14;

/// Bytes of a word that is kept, at most: few are longer.
const LONGEST: usize = 15;

/// Values of words as texts write them.
pub struct WordCache<V> {
    slots: Vec<(Word, V)>,
}

/// A word of up to [`LONGEST`] bytes and its length, which is 0 in an empty slot.
type Word = [u64; 2];

impl<V: Copy + Default> WordCache<V> {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self { slots: vec![(Word::default(), V::default()); SLOTS] }
    }

    /// The value of `word`; where it is not known, the one that `find` gives, which is kept.
    pub fn get_or_find(&mut self, word: &str, find: impl FnOnce() -> V) -> V {
        let Some(key) = key(word) else { return find() };
        let slot = &mut self.slots[place(key)];
        if slot.0 != key {
            *slot = (key, find());
        }
        slot.1
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.slots.fill((Word::default(), V::default()));
    }
}

impl<V: Copy + Default> Default for WordCache<V> {
    fn default() -> Self {
        Self::new()
    }
}

fn key(word: &str) -> Option<Word> {
    let bytes = word.as_bytes();
    let length = u8::try_from(bytes.len()).ok().filter(|length| usize::from(*length) <= LONGEST)?;
    let mut padded = [0; 16];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded[15] = length;
    let (low, high) = padded.split_at(8);
    let half = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    (length > 0).then(|| [half(low), half(high)])
}

fn place([low, high]: Word) -> usize {
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 40).unwrap_or(0) % SLOTS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_word_has_its_own_value(words in proptest::collection::vec("\\PC{0,20}|[a-c]{0,4}", 1..200)) {
            let mut cache = WordCache::new();
            for word in words.iter().chain(&words) {
                let own = |word: &str| word.bytes().map(u64::from).sum::<u64>() + word.len() as u64;
                prop_assert_eq!(cache.get_or_find(word, || own(word)), own(word));
            }
        }
    }

    #[test]
    fn a_value_is_found_once_while_it_is_kept() {
        let mut cache = WordCache::new();
        assert_eq!(cache.get_or_find("toll", || 1), 1);
        assert_eq!(cache.get_or_find("toll", || 2), 1);
        assert_eq!(cache.get_or_find("", || 3), 3);
        cache.clear();
        assert_eq!(cache.get_or_find("toll", || 4), 4);
    }
}
