//! What a page's linked data says that its text is, to tell the text by among all it shows.

use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// Characters that are looked at together.
const WINDOW: usize = 16;

/// A text, as the set of all its runs of [`WINDOW`] letters.
#[derive(Debug)]
pub(super) struct Evidence {
    runs: FxHashSet<u64>,
    weight: usize,
}

impl Evidence {
    pub(super) fn new(text: &str) -> Self {
        let letters = letters(text);
        let runs = letters.windows(WINDOW).map(hash).collect();
        Self { runs, weight: text.chars().filter(|char| !char.is_whitespace()).count() }
    }

    /// How long it is, in letters.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Whether `text` is a part of it, small differences aside.
    pub(super) fn holds(&self, text: &str) -> bool {
        let letters = letters(text);
        if letters.len() < WINDOW {
            return false;
        }
        let all = letters.len() - WINDOW + 1;
        let known = letters.windows(WINDOW).filter(|run| self.runs.contains(&hash(run))).count();
        known * 10 >= all * 7
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn hash(run: &[char]) -> u64 {
    let mut hasher = FxHasher::default();
    run.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_again() {
        let evidence =
            Evidence::new("The cranes of the harbor stopped on Monday.\nNobody was hurt.");
        assert!(evidence.holds("The cranes of the harbor stopped on Monday."));
        assert!(evidence.holds("“The cranes, of the Harbor, stopped”"));
        assert!(!evidence.holds("Nobody of the harbor was told of the cranes"));
        assert!(!evidence.holds("Nobody"));
    }
}
