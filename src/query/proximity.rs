//! What stands near what: patterns of words and the stretches of a text that they match.
//!
//! A text is seen as numbered places, a word at each. The plan finds the places of a word in the
//! index, marks find them in the text at hand; both ask here, so that what is found is what is
//! shown. The `’s` of a possessive has a place of its own, which phrases count; between others it
//! is passed over.

use super::{Beside, Filter, Place, Query};
use crate::{
    index::{QueryWord, query_words_in},
    model::Language,
};

/// The term of a possessive's `s`, which is passed over between words.
pub(super) const SILENT: &str = "s";

/// How many stretches of one text are followed up.
const MAX_STRETCHES: usize = 4096;

/// What a leaf of a pattern stands for, before any dictionary is asked.
#[derive(Clone, Debug)]
pub(super) enum Leaf {
    /// All forms of a word.
    Word(QueryWord),
    /// A word just so.
    Exact(QueryWord),
    /// All words that begin so.
    Prefix(String),
    /// All words so few letters away.
    Fuzzy(String, u8),
}

/// How words stand to one another; `L` says where a word stands.
#[derive(Clone, Debug)]
pub(super) enum Pattern<L> {
    Word(L),
    /// Side by side, in this order.
    Row(Vec<L>),
    /// In any order, each at a place of its own, with so many other words among them.
    Window(Vec<L>, u32),
    Any(Vec<Pattern<L>>),
    Near {
        left: Box<Pattern<L>>,
        right: Box<Pattern<L>>,
        distance: u32,
        ordered: bool,
    },
}

/// Places of a text from the first to the last, both included.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Stretch {
    pub(super) first: u32,
    pub(super) last: u32,
    /// Those that words were found at, in order.
    pub(super) places: Vec<u32>,
}

impl Stretch {
    fn of(places: Vec<u32>) -> Option<Self> {
        Some(Self { first: *places.first()?, last: *places.last()?, places })
    }

    /// Both of them; nothing where they share a place.
    fn with(&self, other: &Self) -> Option<Self> {
        let mut places = [self.places.as_slice(), other.places.as_slice()].concat();
        places.sort_unstable();
        let all = places.len();
        places.dedup();
        if places.len() < all { None } else { Self::of(places) }
    }
}

/// The one place in a text that a query names for what stands near, if it names one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Where {
    Anywhere,
    In(Place),
    /// It names several: there is no such text.
    Nowhere,
}

impl Where {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Anywhere, other) => other,
            (this, Self::Anywhere) => this,
            (Self::In(one), Self::In(other)) if one == other => self,
            _ => Self::Nowhere,
        }
    }
}

/// Where what `query` asks for has to stand.
pub(super) fn place(query: &Query) -> Where {
    match query {
        Query::Filter(Filter::Text(place, words)) => self::place(words).and(Where::In(*place)),
        Query::And(parts) | Query::Or(parts) => {
            parts.iter().map(place).fold(Where::Anywhere, Where::and)
        }
        Query::Near(near) => place(&near.left).and(place(&near.right)),
        _ => Where::Anywhere,
    }
}

/// What `query` asks for as a pattern; nothing where it holds no words. `distance` is what keeps
/// the words of a group together.
pub(super) fn pattern(
    query: &Query,
    distance: u32,
    languages: &[Language],
) -> Option<Pattern<Leaf>> {
    let words = |typed: &str| {
        let mut words = query_words_in(typed, languages);
        words.retain(|word| !word.possessive);
        words
    };
    let exact = |typed: &str| query_words_in(typed, languages).into_iter().map(Leaf::Exact);
    match query {
        Query::Word(typed) => in_a_row(words(typed).into_iter().map(Leaf::Word).collect()),
        Query::Fuzzy(typed, edits) => {
            let leaf = |word: QueryWord| Leaf::Fuzzy(word.exact, *edits);
            in_a_row(words(typed).into_iter().map(leaf).collect())
        }
        Query::Prefix(typed) => {
            let mut words = words(typed);
            let start = words.pop()?;
            let mut leaves: Vec<Leaf> = words.into_iter().map(Leaf::Word).collect();
            leaves.push(Leaf::Prefix(start.exact));
            in_a_row(leaves)
        }
        Query::Phrase(typed) => {
            let leaves: Vec<Leaf> = exact(typed).collect();
            (!leaves.is_empty()).then_some(Pattern::Row(leaves))
        }
        Query::Loose(typed, others) => {
            let leaves: Vec<Leaf> = words(typed).into_iter().map(Leaf::Exact).collect();
            (!leaves.is_empty()).then_some(Pattern::Window(leaves, *others))
        }
        Query::Near(near) => {
            let Beside { left, right, distance, ordered } = &**near;
            let (left, right) =
                (pattern(left, *distance, languages)?, pattern(right, *distance, languages)?);
            Some(beside(left, right, *distance, *ordered))
        }
        Query::Or(parts) => {
            let parts: Vec<_> =
                parts.iter().filter_map(|part| pattern(part, distance, languages)).collect();
            (!parts.is_empty()).then_some(Pattern::Any(parts))
        }
        Query::And(parts) => parts
            .iter()
            .filter_map(|part| pattern(part, distance, languages))
            .reduce(|all, part| beside(all, part, distance, false)),
        Query::Filter(Filter::Text(_, words)) => pattern(words, distance, languages),
        Query::All | Query::Filter(_) | Query::Not(_) => None,
    }
}

fn beside<L>(left: Pattern<L>, right: Pattern<L>, distance: u32, ordered: bool) -> Pattern<L> {
    Pattern::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
}

/// The words of `iran-backed`, with nothing between them.
fn in_a_row(leaves: Vec<Leaf>) -> Option<Pattern<Leaf>> {
    leaves.into_iter().map(Pattern::Word).reduce(|all, word| beside(all, word, 1, true))
}

impl<L> Pattern<L> {
    /// The same of other leaves.
    pub(super) fn try_map<M, E>(
        &self,
        map: &mut dyn FnMut(&L) -> Result<M, E>,
    ) -> Result<Pattern<M>, E> {
        Ok(match self {
            Self::Word(leaf) => Pattern::Word(map(leaf)?),
            Self::Row(leaves) => Pattern::Row(leaves.iter().map(map).collect::<Result<_, _>>()?),
            Self::Window(leaves, others) => {
                Pattern::Window(leaves.iter().map(map).collect::<Result<_, _>>()?, *others)
            }
            Self::Any(parts) => {
                let parts: Result<_, E> = parts.iter().map(|part| part.try_map(map)).collect();
                Pattern::Any(parts?)
            }
            Self::Near { left, right, distance, ordered } => {
                beside(left.try_map(map)?, right.try_map(map)?, *distance, *ordered)
            }
        })
    }

    /// All its leaves.
    pub(super) fn leaves(&self) -> Vec<&L> {
        match self {
            Self::Word(leaf) => vec![leaf],
            Self::Row(leaves) | Self::Window(leaves, _) => leaves.iter().collect(),
            Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Near { left, right, .. } => {
                let mut leaves = left.leaves();
                leaves.extend(right.leaves());
                leaves
            }
        }
    }

    /// Where it matches, in order. `places` puts down where a leaf stands, in order; `silent` are
    /// the places that are passed over between words, in order.
    pub(super) fn stretches(
        &mut self,
        places: &mut dyn FnMut(&mut L, &mut Vec<u32>),
        silent: &[u32],
    ) -> Vec<Stretch> {
        let mut found = match self {
            Self::Word(leaf) => {
                let mut at = Vec::new();
                places(leaf, &mut at);
                at.into_iter().filter_map(|at| Stretch::of(vec![at])).collect()
            }
            Self::Row(leaves) => row(leaves, places),
            Self::Window(leaves, others) => window(leaves, *others, places, silent),
            Self::Any(parts) => {
                parts.iter_mut().flat_map(|part| part.stretches(places, silent)).collect()
            }
            Self::Near { left, right, distance, ordered } => {
                let left = left.stretches(places, silent);
                if left.is_empty() {
                    return left;
                }
                let right = right.stretches(places, silent);
                let mut found = Vec::new();
                pairs(&left, &right, (*distance, *ordered), silent, &mut found);
                found
            }
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_STRETCHES);
        found
    }
}

/// Puts down where one of `right` is near one of `left`; if ordered, after it.
fn pairs(
    left: &[Stretch],
    right: &[Stretch],
    (distance, ordered): (u32, bool),
    silent: &[u32],
    found: &mut Vec<Stretch>,
) {
    let longest = right.iter().map(|it| it.last - it.first).max().unwrap_or(0);
    // As many possessives as words may lie between.
    let reach = longest.saturating_add(distance.saturating_mul(2)).saturating_add(1);
    for one in left {
        let from = if ordered { one.last + 1 } else { one.first.saturating_sub(reach) };
        let from = right.partition_point(|other| other.first < from);
        for other in &right[from..] {
            if one.last < other.first {
                if distance < between(one.last, other.first, silent) + 1 {
                    break;
                }
            } else if other.last < one.first
                && distance < between(other.last, one.first, silent) + 1
            {
                continue;
            }
            // What lies among the words of the other is near, too.
            found.extend(one.with(other));
            if MAX_STRETCHES <= found.len() {
                return;
            }
        }
    }
}

/// Words between two places, those left out that are silent.
fn between(first: u32, last: u32, silent: &[u32]) -> u32 {
    let all = last.saturating_sub(first).saturating_sub(1);
    let from = silent.partition_point(|at| *at <= first);
    let to = silent.partition_point(|at| *at < last);
    all.saturating_sub(u32::try_from(to.saturating_sub(from)).unwrap_or(all))
}

fn row<L>(leaves: &mut [L], places: &mut dyn FnMut(&mut L, &mut Vec<u32>)) -> Vec<Stretch> {
    let mut starts: Vec<u32> = Vec::new();
    let mut at = Vec::new();
    let mut length = 0;
    for leaf in leaves {
        at.clear();
        places(leaf, &mut at);
        if length == 0 {
            starts.clone_from(&at);
        } else {
            starts.retain(|start| at.binary_search(&(start + length)).is_ok());
        }
        if starts.is_empty() {
            break;
        }
        length += 1;
    }
    starts.into_iter().filter_map(|first| Stretch::of((first..first + length).collect())).collect()
}

/// The shortest stretches that hold every leaf at a place of its own.
fn window<L>(
    leaves: &mut [L],
    others: u32,
    places: &mut dyn FnMut(&mut L, &mut Vec<u32>),
    silent: &[u32],
) -> Vec<Stretch> {
    let mut sets: Vec<Vec<u32>> = Vec::with_capacity(leaves.len());
    for leaf in leaves.iter_mut() {
        let mut at = Vec::new();
        places(leaf, &mut at);
        if at.is_empty() {
            return Vec::new();
        }
        sets.push(at);
    }
    // Of leaves that stand at the same places, as many places are needed.
    let mut needs: Vec<(Vec<u32>, usize)> = Vec::new();
    for set in sets {
        match needs.iter_mut().find(|(other, _)| *other == set) {
            Some((_, need)) => *need += 1,
            None => needs.push((set, 1)),
        }
    }
    let mut all: Vec<(u32, usize)> = Vec::new();
    for (nth, (set, _)) in needs.iter().enumerate() {
        all.extend(set.iter().map(|at| (*at, nth)));
    }
    all.sort_unstable();
    let words = u32::try_from(leaves.len()).unwrap_or(u32::MAX);
    let mut have = vec![0; needs.len()];
    let mut missing = needs.len();
    let mut found = Vec::new();
    let mut start = 0;
    for (last, nth) in all.iter().copied() {
        have[nth] += 1;
        missing -= usize::from(have[nth] == needs[nth].1);
        while missing == 0 {
            let (first, leaving) = all[start];
            if between(first, last, silent) + 2 <= words.saturating_add(others).max(2) {
                let inside = all.iter().map(|(at, _)| *at).filter(|at| (first..=last).contains(at));
                found.extend(Stretch::of(inside.collect()));
            }
            missing += usize::from(have[leaving] == needs[leaving].1);
            have[leaving] -= 1;
            start += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `pattern` matches in `text`, whose words are single letters.
    fn found(mut pattern: Pattern<char>, text: &str) -> Vec<(u32, u32)> {
        let words: Vec<char> = text.chars().collect();
        let silent: Vec<u32> = at(&words, 's');
        let mut places = |leaf: &mut char, out: &mut Vec<u32>| out.extend(at(&words, *leaf));
        let stretches = pattern.stretches(&mut places, &silent);
        stretches.into_iter().map(|it| (it.first, it.last)).collect()
    }

    fn at(words: &[char], wanted: char) -> Vec<u32> {
        let places = words.iter().enumerate().filter(|(_, word)| **word == wanted);
        places.map(|(at, _)| u32::try_from(at).unwrap()).collect()
    }

    fn near(left: Pattern<char>, right: Pattern<char>, distance: u32) -> Pattern<char> {
        beside(left, right, distance, false)
    }

    fn word(word: char) -> Pattern<char> {
        Pattern::Word(word)
    }

    #[test]
    fn near_is_either_order_and_adjacent_is_one() {
        let ab = |distance| near(word('a'), word('b'), distance);
        assert_eq!(found(ab(1), "abxa"), [(0, 1)]);
        assert_eq!(found(ab(2), "abxa"), [(0, 1), (1, 3)]);
        assert_eq!(found(ab(2), "bxa"), [(0, 2)]);
        assert_eq!(found(beside(word('a'), word('b'), 2, true), "bxaxb"), [(2, 4)]);
        assert_eq!(found(near(word('a'), word('a'), 3), "axxaa"), [(0, 3), (3, 4)]);
    }

    #[test]
    fn possessives_are_passed_over_but_count_in_phrases() {
        let ab = beside(word('a'), word('b'), 1, true);
        assert_eq!(found(ab.clone(), "asb"), [(0, 2)]);
        assert_eq!(found(ab, "axb"), []);
        assert_eq!(found(Pattern::Row(vec!['a', 'b']), "asbab"), [(3, 4)]);
        assert_eq!(found(Pattern::Row(vec!['a', 's', 'b']), "asbab"), [(0, 2)]);
    }

    #[test]
    fn what_was_found_is_near_as_a_whole() {
        let abc = near(near(word('a'), word('b'), 3), word('c'), 1);
        assert_eq!(found(abc.clone(), "axbc"), [(0, 3)]);
        assert_eq!(found(abc.clone(), "caxb"), [(0, 3)]);
        assert_eq!(found(abc, "acxb"), [(0, 3)], "what lies among them is near");
        let aba = near(near(word('a'), word('b'), 3), word('a'), 1);
        assert_eq!(found(aba, "axb"), [], "one word is not two");
        let either =
            near(Pattern::Any(vec![word('a'), Pattern::Row(vec!['b', 'c'])]), word('d'), 1);
        assert_eq!(found(either, "adxbcdbxd"), [(0, 1), (3, 5)]);
    }

    #[test]
    fn windows_hold_every_word_once() {
        let window = |others| Pattern::Window(vec!['a', 'b', 'a'], others);
        assert_eq!(found(window(0), "abxab"), []);
        assert_eq!(found(window(1), "abxab"), [(0, 3)]);
        assert_eq!(found(window(0), "baa"), [(0, 2)]);
        assert_eq!(found(window(3), "ab"), []);
        assert_eq!(found(Pattern::Window(vec!['a'], 0), "xa"), [(1, 1)]);
    }
}
