//! The words that a node is said with more often than chance would have it.
//!
//! A word of a quote is *near* where a node stands at most `window` words from it in the same
//! quote; a word near two nodes counts once (surface cooccurrence as in S. Evert, “Corpora and
//! collocations”, 2008). The words of the node itself are left out of all four cells of the table
//! that G² is taken of; see [`g2_of_table`].

use rustc_hash::FxHashMap;
use tantivy::{
    DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term,
    collector::{Collector, SegmentCollector},
    columnar::Column,
    postings::Postings,
    schema::{Field as Handle, IndexRecordOption},
};

use super::{
    is_stop_word,
    scan::{Context, Occurrence, Scan},
};
use crate::{
    index::Store,
    query::{
        Query, QueryError,
        figures::{background, g2_of_table},
        plan::{Rows, plan},
    },
};

/// Which words to list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CollocateOptions {
    /// How many words on either side count as near.
    pub window: usize,
    /// How often a word has to be near, at least.
    pub min_together: u64,
    /// Whether to list articles, pronouns and the like, too.
    pub stop_words: bool,
    /// How many words at most.
    pub limit: usize,
}

/// The words that a node is said with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collocates {
    /// Those with the highest G² first.
    pub rows: Vec<Collocate>,
    /// How many there are.
    pub total: usize,
    /// How often the node is said.
    pub occurrences: u64,
    /// Words near it.
    pub near: u64,
    /// All words of statements that pass the query's filters, the node's left out.
    pub words: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// A word that is said near the node more often than expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it is near.
    pub together: u64,
    /// How often of these before the nearest node.
    pub left: u64,
    /// How often it is said in all.
    pub frequency: u64,
    /// How often it would be near by chance.
    pub expected: f64,
    /// G²; see [`g2_of_table`].
    pub g2: f64,
}

/// How often a word is near.
#[derive(Clone, Copy, Default)]
struct Near {
    together: u64,
    left: u64,
}

/// Lists the words that are near the words of `query` in the statements that pass its filters.
pub fn collocates(
    store: &Store,
    query: &Query,
    options: CollocateOptions,
) -> Result<Collocates, QueryError> {
    let scan = Scan::new(store, query)?;
    let mut near: FxHashMap<String, Near> = FxHashMap::default();
    let mut in_nodes: FxHashMap<String, u64> = FxHashMap::default();
    let mut found = Collocates { notes: scan.notes(), ..Collocates::default() };
    let mut n_in_nodes = 0;
    scan.run(|_, _, context, occurrences| {
        found.occurrences += occurrences.len() as u64;
        for (word, side) in context.words.iter().zip(sides(context, occurrences, options.window)) {
            let counts = match side {
                Side::Far => continue,
                Side::Node => {
                    n_in_nodes += 1;
                    *in_nodes.entry(word.folded.clone()).or_default() += 1;
                    continue;
                }
                Side::Left => Near { together: 1, left: 1 },
                Side::Right => Near { together: 1, left: 0 },
            };
            found.near += 1;
            let here = match near.get_mut(&word.folded) {
                Some(here) => here,
                None => near.entry(word.folded.clone()).or_default(),
            };
            here.together += counts.together;
            here.left += counts.left;
        }
        Ok(())
    })?;
    let searcher = scan.searcher();
    let filters = plan(searcher, store, &background(query), Rows::Statements)?;
    let all = searcher.search(&filters.query, &Background)?;
    found.words = all.words.saturating_sub(n_in_nodes);
    for (word, here) in near {
        if here.together < options.min_together.max(1)
            || (!options.stop_words && is_stop_word(&word))
        {
            continue;
        }
        let in_nodes = in_nodes.get(&word).copied().unwrap_or(0);
        let frequency = frequency(searcher, store.fields().quote, &word, &all)?;
        found.rows.extend(collocate(word, here, frequency.saturating_sub(in_nodes), &found));
    }
    found.rows.sort_by(|a, b| b.g2.total_cmp(&a.g2).then_with(|| a.word.cmp(&b.word)));
    found.total = found.rows.len();
    found.rows.truncate(options.limit);
    Ok(found)
}

/// The row of `word`, if it is near more often than expected.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn collocate(word: String, here: Near, frequency: u64, all: &Collocates) -> Option<Collocate> {
    let frequency = frequency.max(here.together);
    let expected = all.near as f64 * frequency as f64 / all.words.max(1) as f64;
    let apart = frequency - here.together;
    let rest = all.words.saturating_sub(all.near).saturating_sub(apart);
    let g2 = g2_of_table([[here.together, all.near - here.together], [apart, rest]]);
    let Near { together, left } = here;
    let row = Collocate { word, together, left, frequency, expected, g2 };
    (expected < together as f64).then_some(row)
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    /// Not near.
    Far,
    /// Before the nearest node.
    Left,
    /// After it.
    Right,
    /// In a node.
    Node,
}

fn sides(context: &Context<'_>, occurrences: &[Occurrence], window: usize) -> Vec<Side> {
    let mut sides = vec![(Side::Far, usize::MAX); context.words.len()];
    for occurrence in occurrences {
        for (nth, side) in sides[..occurrence.left].iter_mut().rev().take(window).enumerate() {
            if nth < side.1 {
                *side = (Side::Left, nth);
            }
        }
        for (nth, side) in sides[occurrence.right..].iter_mut().take(window).enumerate() {
            if nth < side.1 {
                *side = (Side::Right, nth);
            }
        }
    }
    for occurrence in occurrences {
        sides[occurrence.left..occurrence.right].fill((Side::Node, 0));
    }
    sides.into_iter().map(|(side, _)| side).collect()
}

/// How often `word` is said in the statements of `all`.
fn frequency(
    searcher: &Searcher,
    field: Handle,
    word: &str,
    all: &Everything,
) -> Result<u64, QueryError> {
    let mut count = 0;
    for (segment, members) in searcher.segment_readers().iter().zip(&all.members) {
        let inverted = segment.inverted_index(field)?;
        let times = |term: &str| -> Result<u64, QueryError> {
            let term = Term::from_field_text(field, term);
            let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqs)?;
            let Some(mut postings) = postings else { return Ok(0) };
            let mut count = 0;
            while postings.doc() != TERMINATED {
                if members.get(postings.doc() as usize) == Some(&true) {
                    count += u64::from(postings.term_freq());
                }
                postings.advance();
            }
            Ok(count)
        };
        count += times(word)?;
        // The pronoun's term is the country's, too.
        if word == "us" {
            count = count.saturating_sub(times("u.s")?);
        }
    }
    Ok(count)
}

/// The statements that pass a filter.
struct Everything {
    /// By segment and row.
    members: Vec<Vec<bool>>,
    words: u64,
}

struct Background;

struct SegmentBackground {
    segment: SegmentOrdinal,
    words: Column<u64>,
    members: Vec<bool>,
    sum: u64,
}

impl Collector for Background {
    type Fruit = Everything;
    type Child = SegmentBackground;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentBackground> {
        let words = reader.fast_fields().u64("words")?;
        let members = vec![false; reader.max_doc() as usize];
        Ok(SegmentBackground { segment, words, members, sum: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        mut segments: Vec<(SegmentOrdinal, Vec<bool>, u64)>,
    ) -> tantivy::Result<Everything> {
        segments.sort_by_key(|(segment, ..)| *segment);
        let words = segments.iter().map(|(.., sum)| sum).sum();
        Ok(Everything { members: segments.into_iter().map(|(_, it, _)| it).collect(), words })
    }
}

impl SegmentCollector for SegmentBackground {
    type Fruit = (SegmentOrdinal, Vec<bool>, u64);

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.sum += self.words.first(doc).unwrap_or(0);
        if let Some(member) = self.members.get_mut(doc as usize) {
            *member = true;
        }
    }

    fn harvest(self) -> (SegmentOrdinal, Vec<bool>, u64) {
        (self.segment, self.members, self.sum)
    }
}
