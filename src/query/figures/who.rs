//! Who says something most often, measured against all that they say.

use super::{
    Sum, background, g2_of_rates, in_quotes, interval,
    tally::{Tallied, Tally, total},
};
use crate::{
    index::Store,
    query::{
        Facet, Query, QueryError,
        plan::{Rows, plan},
    },
};

/// The most words that are asked of a speaker where nothing is said about it.
const MOST_MIN_WORDS: u64 = 1_000;

/// Whom to list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WhoOptions {
    /// Only those with so many words in the index. If `None`, 1,000, or a hundredth of all words
    /// where that is less: a small index has no great speakers.
    pub min_words: Option<u64>,
    /// How many at most.
    pub limit: usize,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq)]
pub struct Who {
    /// Those who say it most per word, the most certain first among equals.
    pub rows: Vec<WhoRow>,
    /// How many there are with words enough.
    pub speakers: usize,
    /// How many say it but have fewer words in all than `min_words`.
    pub too_few_words: usize,
    /// The words asked of a speaker.
    pub min_words: u64,
    /// All statements that say it, and the words of all that pass the query's filters.
    pub all: Sum,
    /// Of these, statements that nobody is known to have said.
    pub unattributed: u64,
    /// How many more would match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// A speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct WhoRow {
    /// The key of the name: `antony-blinken`.
    pub id: String,
    /// The name.
    pub name: String,
    /// Statements that say it, and the words of all statements of theirs that pass the filters.
    pub sum: Sum,
    /// The 95 % interval of the statements per 10,000 words; see [`interval`].
    pub interval: (f64, f64),
    /// G² against everybody else, negative where they say it less; see [`g2_of_rates`].
    pub g2: f64,
}

impl WhoRow {
    /// Statements per 10,000 words.
    pub fn per_10_000(&self) -> f64 {
        self.sum.per_10_000().unwrap_or(0.0)
    }
}

/// Ranks the speakers by how often they say `query` per word of theirs.
pub fn who(store: &Store, query: &Query, options: WhoOptions) -> Result<Who, QueryError> {
    let searcher = store.searcher();
    let said = plan(&searcher, store, &in_quotes(query), Rows::Statements)?;
    let tally = Tally { by: Some(Facet::Speaker), ..Tally::default() };
    let hits: Tallied = searcher.search(&said.query, &tally)?;
    let undated_left_out = said.n_undated(&searcher)?;
    let only = hits.values.keys().cloned().collect();
    let words = plan(&searcher, store, &background(query), Rows::Statements)?;
    let everything: Tallied =
        searcher.search(&words.query, &Tally { only: Some(&only), ..tally })?;

    let statements = total(&hits.all).statements;
    let all = Sum { statements, words: total(&everything.all).words };
    let min_words = options.min_words.unwrap_or(MOST_MIN_WORDS.min(all.words / 100));
    let mut rows = Vec::with_capacity(hits.values.len());
    for (id, value) in &hits.values {
        let words = everything.values.get(id).map_or(0, |value| value.sum().words);
        let sum = Sum { statements: value.sum().statements, words };
        if words == 0 || words < min_words {
            continue;
        }
        let others =
            (all.statements.saturating_sub(sum.statements), all.words.saturating_sub(words));
        let g2 = g2_of_rates((sum.statements, words), others);
        rows.push(WhoRow {
            id: id.clone(),
            name: value.label(),
            sum,
            interval: per_words(interval(sum.statements), words),
            g2,
        });
    }
    rows.sort_by(|a, b| {
        let rate = b.per_10_000().total_cmp(&a.per_10_000());
        rate.then(b.sum.words.cmp(&a.sum.words)).then_with(|| a.id.cmp(&b.id))
    });
    let speakers = rows.len();
    rows.truncate(options.limit);
    Ok(Who {
        rows,
        speakers,
        too_few_words: hits.values.len() - speakers,
        min_words,
        all,
        unattributed: hits.without.statements,
        undated_left_out,
        notes: said.notes,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn per_words((low, high): (f64, f64), words: u64) -> (f64, f64) {
    let scale = 1e4 / words as f64;
    (low * scale, high * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document};

    fn speeches() -> Corpus {
        corpus(vec![
            document("a")
                .says("Ada", "The toll is a fee for all of us here.", |_| {})
                .says("Bo", "A toll.", |_| {})
                .says(
                    "Ada",
                    "Nobody will pay the toll, not even those who ask for a toll.",
                    |_| {},
                ),
            document("b")
                .says("Cy", "Of the toll I say nothing, nor of the ferry or the harbor.", |_| {})
                .says("Ada", "Good night.", |_| {})
                .paragraph("Somebody said “", "the toll", "”.", None, |_| {}),
        ])
    }

    fn told(it: &Corpus, query: &str, min_words: Option<u64>) -> Vec<String> {
        let options = WhoOptions { min_words, limit: 10 };
        let found = who(&it.store, &Corpus::query(query), options).unwrap();
        let row = |row: &WhoRow| {
            let (Sum { statements, words }, rate) = (row.sum, row.per_10_000());
            format!("{} {statements}/{words} {rate:.0} {:+.2}", row.name, row.g2)
        };
        found.rows.iter().map(row).collect()
    }

    #[test]
    fn ranks_by_words_of_ones_own() {
        let it = speeches();
        let all = ["Bo 1/2 5000 +1.48", "Ada 2/25 800 -0.77", "Cy 1/13 769 -0.30"];
        assert_eq!(told(&it, "toll", None), all);
        assert_eq!(told(&it, "toll", Some(3)), all[1..]);
        assert_eq!(told(&it, "toll doc:a", Some(3)), ["Ada 2/23 870 -1.57"]);
        assert!(told(&it, "toll", Some(26)).is_empty());
    }

    #[test]
    fn says_who_is_left_out() {
        let it = speeches();
        let options = WhoOptions { min_words: Some(13), limit: 1 };
        let found = who(&it.store, &Corpus::query("toll"), options).unwrap();
        assert_eq!((found.rows.len(), found.speakers, found.too_few_words), (1, 2, 1));
        assert_eq!((found.all, found.unattributed), (Sum { statements: 5, words: 42 }, 1));
        let (low, high) = found.rows[0].interval;
        assert!(low < 800.0 && 800.0 < high, "{low} {high}");
    }
}
