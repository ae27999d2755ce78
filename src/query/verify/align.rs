//! How the words of a quote lie in a text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::claim::{Gap, Word};

/// The words of a quote as numbers, which texts are read by.
pub(super) struct Lexicon<'a> {
    known: FxHashMap<&'a str, u32>,
    /// The quote.
    pub(super) quote: Vec<u32>,
    /// For each word of the quote, what stands before it.
    pub(super) gaps: Vec<Gap>,
}

/// The number of words that the quote does not have.
const OTHER: u32 = u32::MAX;

impl<'a> Lexicon<'a> {
    pub(super) fn new(quote: &'a [Word]) -> Self {
        let mut known = FxHashMap::default();
        let mut numbers = Vec::with_capacity(quote.len());
        for word in quote {
            let next = u32::try_from(known.len()).unwrap_or(OTHER);
            numbers.push(*known.entry(word.folded.as_str()).or_insert(next));
        }
        Self { known, quote: numbers, gaps: quote.iter().map(|word| word.gap).collect() }
    }

    /// The words of a text.
    pub(super) fn read(&self, words: &[Word]) -> Vec<u32> {
        words
            .iter()
            .map(|it| self.known.get(it.folded.as_str()).copied().unwrap_or(OTHER))
            .collect()
    }

    /// Words of the quote between one gap and the next.
    pub(super) fn pieces(&self) -> Vec<Range<usize>> {
        let gaps = (1..self.quote.len()).filter(|at| self.gaps[*at] != Gap::None);
        let starts: Vec<usize> = std::iter::once(0).chain(gaps).collect();
        let ends = starts[1..].iter().copied().chain([self.quote.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// Words that stand in a row in both: the first of the quote, the first of the text, how many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Run {
    pub(super) quote: usize,
    pub(super) text: usize,
    pub(super) len: usize,
}

impl Run {
    pub(super) fn of_quote(self) -> Range<usize> {
        self.quote..self.quote + self.len
    }

    pub(super) fn of_text(self) -> Range<usize> {
        self.text..self.text + self.len
    }
}

/// All runs of `least` words or more that neither side goes on from, by their end in the quote.
pub(super) fn runs(quote: &[u32], text: &[u32], least: usize) -> Vec<Run> {
    let mut places: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (at, word) in text.iter().enumerate().filter(|(_, word)| **word != OTHER) {
        places.entry(*word).or_default().push(at);
    }
    let mut found = Vec::new();
    let (mut before, mut here) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
    let none = Vec::new();
    for (i, word) in quote.iter().enumerate() {
        for j in places.get(word).unwrap_or(&none) {
            let len = before[*j] + 1;
            here[j + 1] = len;
            let goes_on = quote.get(i + 1).is_some_and(|word| text.get(j + 1) == Some(word));
            if !goes_on && least <= len {
                found.push(Run { quote: i + 1 - len, text: j + 1 - len, len });
            }
        }
        if let Some(last) = i.checked_sub(1) {
            for j in places.get(&quote[last]).unwrap_or(&none) {
                before[j + 1] = 0;
            }
        }
        std::mem::swap(&mut before, &mut here);
    }
    found
}

/// Where the pieces of a quote stand in a text, one after the other and as close as can be.
pub(super) fn in_order(pieces: &[Range<usize>], runs: &[Run]) -> Option<Vec<Range<usize>>> {
    let holds = |run: &Run, piece: &Range<usize>| {
        let inside = run.quote <= piece.start && piece.end <= run.quote + run.len;
        inside.then(|| run.text + piece.start - run.quote)
    };
    let places: Vec<Vec<usize>> = pieces
        .iter()
        .map(|piece| {
            let mut places: Vec<usize> = runs.iter().filter_map(|run| holds(run, piece)).collect();
            places.sort_unstable();
            places
        })
        .collect();
    let chain = |start: usize| {
        let mut found = Vec::with_capacity(pieces.len());
        let mut at = start;
        for (piece, places) in pieces.iter().zip(&places) {
            let place = *places.get(places.partition_point(|place| *place < at))?;
            at = place + piece.len();
            found.push(place..at);
        }
        Some(found)
    };
    let width = |found: &Vec<Range<usize>>| {
        found.last().map_or(0, |it| it.end) - found.first().map_or(0, |it| it.start)
    };
    places.first()?.iter().filter_map(|start| chain(*start)).min_by_key(width)
}

/// The stretch of a text that can be turned into the quote with the fewest changes of words, and
/// for each word of the quote whether it stands there.
pub(super) fn nearest(quote: &[u32], text: &[u32]) -> (Range<usize>, Vec<bool>) {
    let width = text.len() + 1;
    let mut cost = vec![0_u16; (quote.len() + 1) * width];
    // A word left out costs half, so that it is not taken for one that was changed.
    let went_at = |cost: u16| cost.saturating_add(1);
    let other_at = |cost: u16| cost.saturating_add(2);
    let beside_at = |cost: u16, same: bool| if same { cost } else { other_at(cost) };
    for i in 1..=quote.len() {
        cost[i * width] = other_at(cost[(i - 1) * width]);
        for j in 1..width {
            let beside = beside_at(cost[(i - 1) * width + j - 1], quote[i - 1] == text[j - 1]);
            let came = other_at(cost[(i - 1) * width + j]);
            let went = went_at(cost[i * width + j - 1]);
            cost[i * width + j] = beside.min(came).min(went);
        }
    }
    let last = quote.len() * width;
    // Of two ends the later one: a word that was changed is no word that came in.
    let mut j = (0..width).rev().min_by_key(|j| cost[last + j]).unwrap_or(0);
    let (mut i, end) = (quote.len(), j);
    let mut same = vec![false; quote.len()];
    while 0 < i {
        let here = cost[i * width + j];
        let is_same = 0 < j && quote[i - 1] == text[j - 1];
        if 0 < j && here == beside_at(cost[(i - 1) * width + j - 1], is_same) {
            (i, j) = (i - 1, j - 1);
            same[i] = is_same;
        } else if 0 < j && here == went_at(cost[i * width + j - 1]) {
            j -= 1;
        } else {
            i -= 1;
        }
    }
    (j..end, same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::verify::claim::{Side, compared};

    fn with<T>(quote: &str, text: &str, ask: impl FnOnce(&Lexicon<'_>, &[u32]) -> T) -> T {
        let words = compared(quote, Side::Quote);
        let lexicon = Lexicon::new(&words);
        let text = lexicon.read(&compared(text, Side::Source));
        ask(&lexicon, &text)
    }

    #[test]
    fn runs_are_as_long_as_can_be() {
        let found =
            with("a b c a b d", "x a b d a b c", |lexicon, text| runs(&lexicon.quote, text, 2));
        let found: Vec<_> = found.iter().map(|run| (run.quote, run.text, run.len)).collect();
        assert_eq!(found, [(0, 1, 2), (0, 4, 3), (3, 4, 2), (3, 1, 3)]);
    }

    #[test]
    fn runs_of_any_texts_are_the_same_words() {
        use proptest::prelude::{prop, proptest};

        let text = || prop::collection::vec(0_u32..4, 0..30);
        proptest!(|(quote in text(), text in text())| {
            let found = runs(&quote, &text, 2);
            for run in &found {
                assert_eq!(quote[run.of_quote()], text[run.of_text()]);
            }
            let longest = found.iter().map(|run| run.len).max().unwrap_or(0);
            for len in 2..=quote.len() {
                let stands = quote.windows(len).any(|piece| text.windows(len).any(|it| it == piece));
                assert_eq!(stands, len <= longest);
            }
        });
    }

    #[test]
    fn pieces_stand_in_order_or_not_at_all() {
        let places = |quote, text| {
            with(quote, text, |lexicon, text| {
                in_order(&lexicon.pieces(), &runs(&lexicon.quote, text, 1))
            })
        };
        assert_eq!(places("a b … d", "a b x a b c d"), Some(vec![3..5, 6..7]));
        assert_eq!(places("d … a b", "a b c d"), None);
        assert_eq!(places("a b … c", "a b c"), Some(vec![0..2, 2..3]));
        assert_eq!(places("a … a", "a"), None);
    }

    #[test]
    fn the_nearest_stretch_is_found() {
        let found = |quote, text| {
            let (range, same) = with(quote, text, |lexicon, text| nearest(&lexicon.quote, text));
            (range, same.iter().map(|same| u8::from(*same)).collect::<Vec<_>>())
        };
        assert_eq!(found("we pay a fee", "x we will pay a toll y"), (1..6, vec![1, 1, 1, 0]));
        assert_eq!(found("they pay", "x we pay"), (1..3, vec![0, 1]));
        assert_eq!(found("a", ""), (0..0, vec![0]));
    }
}
