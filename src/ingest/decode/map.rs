//! Where the bytes of a decoded text stood before.

/// Runs that are kept apart at most; beyond that places are near ones.
const MOST: usize = 1 << 18;

/// Bytes of a text to bytes of what it was decoded from; empty where both are the same.
#[derive(Default)]
pub(super) struct Map {
    runs: Vec<Run>,
    /// How long the text is so far, and what it was decoded from.
    text: u64,
    raw: u64,
}

/// A stretch of characters that take as many bytes each before decoding, and after.
struct Run {
    text: u64,
    raw: u64,
    each: Each,
}

/// Bytes of a character in the text, and before.
type Each = (u8, u8);

impl Map {
    /// Takes in bytes that are the same before and after.
    pub(super) fn same(&mut self, length: usize) {
        self.run((1, 1), length as u64);
    }

    /// Takes in characters that took `raw` bytes each.
    pub(super) fn chars(&mut self, text: &str, raw: impl Fn(char) -> u8) {
        for char in text.chars() {
            // No character takes more than four.
            self.run((char.len_utf8().to_le_bytes()[0], raw(char)), 1);
        }
    }

    /// Takes in bytes that are not in the text, or stand there as a character of `text` bytes.
    pub(super) fn lost(&mut self, raw: usize, text: usize) {
        self.text += text as u64;
        self.raw += raw as u64;
        self.cut();
    }

    /// Says how much was decoded, where that is known better.
    pub(super) fn at_raw(&mut self, raw: u64) {
        if self.raw != raw {
            for run in self.runs.iter_mut().rev().take_while(|run| run.raw > raw) {
                run.raw = raw;
            }
            self.raw = raw;
            self.cut();
        }
    }

    pub(super) fn raw_end(&self) -> u64 {
        self.raw
    }

    /// Whether nothing is anywhere else than before.
    pub(super) fn is_same(&self) -> bool {
        self.runs.is_empty()
    }

    fn cut(&mut self) {
        self.begin((1, 1));
    }

    fn begin(&mut self, each: Each) {
        if self.runs.len() == MOST {
            let mut nth = 0;
            self.runs.retain(|_| {
                nth += 1;
                nth % 2 == 1
            });
        }
        self.runs.push(Run { text: self.text, raw: self.raw, each });
    }

    fn run(&mut self, each: Each, count: u64) {
        let goes_on = match self.runs.last() {
            Some(last) => last.each == each,
            None => each == (1, 1),
        };
        match self.runs.last_mut() {
            _ if goes_on => {}
            Some(last) if last.text == self.text => last.each = each,
            _ => self.begin(each),
        }
        self.text += count * u64::from(each.0);
        self.raw += count * u64::from(each.1);
    }

    /// Where the byte `at` of the text stood.
    pub(super) fn raw(&self, at: u64) -> u64 {
        let after = self.runs.partition_point(|run| run.text <= at);
        let Some(nth) = after.checked_sub(1) else { return at };
        let run = &self.runs[nth];
        let place = run.raw + (at - run.text) / u64::from(run.each.0) * u64::from(run.each.1);
        place.min(self.runs.get(after).map_or(self.raw.max(place), |next| next.raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_before_decoding() {
        let mut map = Map::default();
        assert_eq!(map.raw(7), 7);
        map.same(3);
        map.chars("éé", |_| 1);
        map.same(2);
        map.lost(2, 3);
        map.same(1);
        let places: Vec<u64> = [0, 3, 5, 7, 8, 9, 12].map(|at| map.raw(at)).into();
        assert_eq!(places, [0, 3, 4, 5, 6, 7, 9]);
    }

    #[test]
    fn a_long_text_has_near_places() {
        let mut map = Map::default();
        for _ in 0..MOST {
            map.chars("aé", |_| 1);
        }
        assert!(map.runs.len() <= MOST);
        assert_eq!(map.raw(3 * (MOST as u64 - 1)), 2 * (MOST as u64 - 1));
        let near = map.raw(3000);
        assert!((1990..=2010).contains(&near), "{near}");
    }
}
