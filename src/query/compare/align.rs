//! Leads the sentences of one text to those of another that say the same.
//!
//! Sentences are compared as bags of stems, each weighed by how rare it is in the index and in the
//! two texts (tf-idf; the names of a call's participants stand in every sentence and say little).
//! Pairs are taken from the most alike on, each sentence once, down to a cosine that is high
//! enough for precision: a sentence that goes without a partner is shown as one side's alone, and
//! a reader sees that more easily than a wrong pair.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    index::{Statistics, Store, forms, query_words},
    model::Language,
    query::{QueryError, kwic::is_stop_word, plan::rows_of},
};

/// The least cosine of a pair.
const ALIKE: f64 = 0.35;
/// A pair shares so many stems at least.
const SHARED: usize = 2;

/// Two sentences that say the same: their places, and the cosine of their stems.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Aligned {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) similarity: f64,
}

/// Pairs the sentences of two texts, in the order of the first.
pub(super) fn align(
    store: &Store,
    first: &[&str],
    second: &[&str],
) -> Result<Vec<Aligned>, QueryError> {
    let searcher = store.searcher();
    let statistics = Statistics::of(&searcher, &store.opened(&searcher))?;
    let bags: Vec<FxHashMap<String, f64>> =
        first.iter().chain(second).map(|sentence| bag(sentence)).collect();
    let mut here: FxHashMap<&str, usize> = FxHashMap::default();
    for stem in bags.iter().flat_map(FxHashMap::keys) {
        *here.entry(stem).or_default() += 1;
    }
    let mut weights: FxHashMap<&str, f64> = FxHashMap::default();
    for (stem, n) in here {
        weights.insert(stem, weight(&statistics, store, stem, n, bags.len())?);
    }
    let vectors: Vec<FxHashMap<&str, f64>> = bags.iter().map(|bag| vector(bag, &weights)).collect();
    let (before, after) = vectors.split_at(first.len());
    let mut pairs = Vec::new();
    for (nth, one) in before.iter().enumerate() {
        for (other_nth, other) in after.iter().enumerate() {
            let shared = one.keys().filter(|stem| other.contains_key(*stem)).count();
            let similarity = cosine(one, other);
            if SHARED <= shared.max(usize::from(0.999 < similarity) * SHARED) && ALIKE <= similarity
            {
                pairs.push(Aligned { first: nth, second: other_nth, similarity });
            }
        }
    }
    pairs.sort_by(|a, b| {
        let place = || (a.first, a.second).cmp(&(b.first, b.second));
        b.similarity.total_cmp(&a.similarity).then_with(place)
    });
    let (mut taken, mut partners) = (FxHashSet::default(), FxHashSet::default());
    pairs.retain(|pair| {
        let free = !taken.contains(&pair.first) && !partners.contains(&pair.second);
        if free {
            taken.insert(pair.first);
            partners.insert(pair.second);
        }
        free
    });
    pairs.sort_by_key(|pair| pair.first);
    Ok(pairs)
}

/// The stems of a sentence and how often each stands in it.
fn bag(sentence: &str) -> FxHashMap<String, f64> {
    let mut bag: FxHashMap<String, f64> = FxHashMap::default();
    for word in query_words(sentence) {
        if word.possessive || is_stop_word(&word.exact) {
            continue;
        }
        if let Some(stem) = word.stems.into_iter().next() {
            *bag.entry(stem).or_default() += 1.0;
        }
    }
    bag
}

/// What a stem counts that `n` of `all` sentences have.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn weight(
    statistics: &Statistics<'_>,
    store: &Store,
    stem: &str,
    n: usize,
    all: usize,
) -> Result<f64, QueryError> {
    let (fields, stems) = (store.fields(), [stem.to_owned()]);
    let forms = forms(statistics.searcher(), fields, stem, &stems, &[Language::ENGLISH])?;
    let rows = rows_of(statistics, fields.quote, &forms)? as f64;
    let rare = (1.0 + statistics.n_rows() as f64 / (rows + 1.0)).ln();
    // A stem of every sentence of both texts counts nothing, one of a pair of them in full.
    let local = 1.0 - n.saturating_sub(2) as f64 / all as f64;
    Ok(rare * local.powi(2))
}

fn vector<'a>(
    bag: &'a FxHashMap<String, f64>,
    weights: &FxHashMap<&str, f64>,
) -> FxHashMap<&'a str, f64> {
    let weight = |stem: &str| weights.get(stem).copied().unwrap_or(0.0);
    bag.iter().map(|(stem, n)| (stem.as_str(), n * weight(stem))).collect()
}

fn cosine(one: &FxHashMap<&str, f64>, other: &FxHashMap<&str, f64>) -> f64 {
    let length = |it: &FxHashMap<&str, f64>| {
        let mut squares: Vec<f64> = it.values().map(|weight| weight * weight).collect();
        // The order of a map must not show in the last digits.
        squares.sort_by(f64::total_cmp);
        squares.iter().sum::<f64>().sqrt()
    };
    let mut products: Vec<f64> =
        one.iter().filter_map(|(stem, weight)| Some(weight * other.get(stem)?)).collect();
    products.sort_by(f64::total_cmp);
    let lengths = length(one) * length(other);
    if lengths <= 0.0 { 0.0 } else { products.iter().sum::<f64>() / lengths }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::news;

    fn pairs(first: &[&str], second: &[&str]) -> Vec<(usize, usize)> {
        let pairs = align(&news().store, first, second).unwrap();
        pairs.iter().map(|pair| (pair.first, pair.second)).collect()
    }

    #[test]
    fn the_same_in_other_words_is_a_pair() {
        let first = [
            "Okoye urged Lindt to reopen the two crossings at Vessen.",
            "Okoye and Lindt spoke of the missing fishermen.",
            "Okoye thanked Lindt for the tram.",
        ];
        let second = [
            "Okoye asked Lindt about the weather.",
            "Lindt told Okoye that the crossings at Vessen will reopen.",
            "They also discussed the fishermen, who are missing.",
        ];
        assert_eq!(pairs(&first, &second), [(0, 1), (1, 2)]);
    }

    #[test]
    fn names_alone_make_no_pair() {
        let first = ["Okoye spoke with Lindt.", "Okoye asked Lindt for buoys.", "Okoye left."];
        let second = ["Lindt thanked Okoye.", "Lindt told Okoye a joke about trams."];
        assert_eq!(pairs(&first, &second), []);
        assert_eq!(pairs(&["", "The of."], &["", "And the."]), []);
    }
}
