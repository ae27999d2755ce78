//! What is known of words, kept near the processor: a table of bounded size in which a newcomer
//! takes the slot of the one of two that was asked for longer ago.

/// Pairs of slots, a power of two: more words than a text uses often, and few enough to stay in
/// the cache.
const PAIRS: usize = 1 << 13;

/// Bytes of a word that is kept, at most: few are longer.
const LONGEST: usize = 15;

/// Values of words as texts write them.
pub struct WordCache<V> {
    slots: Vec<[(Word, V); 2]>,
}

/// A word of up to [`LONGEST`] bytes and its length, which is 0 in an empty slot.
type Word = [u64; 2];

impl<V: Copy + Default> WordCache<V> {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self { slots: vec![Default::default(); PAIRS] }
    }

    /// The value of `word`; where it is not known, the one that `find` gives, which is kept.
    pub fn get_or_find(&mut self, word: &str, find: impl FnOnce() -> V) -> V {
        let Some(key) = key(word) else { return find() };
        let [last, other] = &mut self.slots[place(key)];
        if last.0 != key {
            std::mem::swap(last, other);
            if last.0 != key {
                *last = (key, find());
            }
        }
        last.1
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.slots.fill(Default::default());
    }
}

impl<V: Copy + Default> Default for WordCache<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// The bytes of `word` in order, its length behind them.
fn key(word: &str) -> Option<Word> {
    let bytes = word.as_bytes();
    let length = bytes.len();
    let eight = |at: usize| bytes.get(at..at + 8)?.try_into().map(u64::from_le_bytes).ok();
    let four = |at: usize| bytes.get(at..at + 4)?.try_into().map(u32::from_le_bytes).ok();
    // What overlaps the bytes before is shifted out.
    let [low, high] = match length {
        1..4 => [bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0],
        4..8 => {
            let end = u64::from(four(length - 4)?) >> (8 * (8 - length));
            [u64::from(four(0)?) | end << 32, 0]
        }
        8 => [eight(0)?, 0],
        9..=LONGEST => [eight(0)?, eight(length - 8)? >> (8 * (16 - length))],
        _ => return None,
    };
    Some([low, high | (length as u64) << 56])
}

fn place([low, high]: Word) -> usize {
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 40).unwrap_or(0) % PAIRS
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
