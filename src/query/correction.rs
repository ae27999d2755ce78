//! What a query that finds nothing, or next to nothing, may have been meant for.
//!
//! A word that hardly any row has is weighed against the words of the index so few letters away:
//! the commoner, the better, and a letter counts as much as being 64 times as common. In a
//! phrase a word is replaced where the phrase is then found; two words are joined and one is parted
//! where that is found. A corrected query is only told of once it has been asked and finds more.

use tantivy::{Searcher, Term, collector::Count};

use super::{
    Query, QueryError,
    plan::{Rows, near_terms, plan},
};
use crate::{
    index::{Store, query_words},
    text::edits,
};

/// So many matches are next to nothing.
const FEW: u64 = 2;

/// Where there are a few matches, a correction has to find so many times as many.
const MANY_TIMES: u64 = 10;

/// A word that is in the index is taken for a slip where another is so many times as common.
const DROWNED: u64 = 20;

/// How many words are tried for one.
const TRIED: usize = 3;

/// How many words of a query are corrected at most.
const LOOKED_UP: usize = 8;

/// How many corrected queries are asked at most.
const ASKED: usize = 24;

/// A query that finds more.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The query.
    pub query: Query,
    /// How many statements match it.
    pub total: u64,
}

impl Correction {
    /// As it is told: a sentence without a full stop.
    pub(super) fn note(&self) -> String {
        let noun = if self.total == 1 { "statement" } else { "statements" };
        format!("did you mean `{}`? {} {noun}", self.query, self.total)
    }
}

/// What `query`, which `total` rows match, was probably meant for.
pub(super) fn correct(
    searcher: &Searcher,
    store: &Store,
    query: &Query,
    rows: Rows,
    total: u64,
) -> Result<Option<Correction>, QueryError> {
    if FEW < total {
        return Ok(None);
    }
    let mut words = Words { searcher, store, asked: 0, rows };
    let mut corrections = Vec::new();
    words.gather(query, &mut corrections)?;
    // The first of every word's corrections together, then one word at a time.
    let mut tries = vec![corrected(query, &mut corrections.iter().map(|it| it.first()))];
    for (leaf, corrections_of_it) in corrections.iter().enumerate() {
        for correction in corrections_of_it {
            let mut chosen = (0..corrections.len()).map(|at| (at == leaf).then_some(correction));
            tries.push(corrected(query, &mut chosen));
        }
    }
    tries.extend(joined(query));
    tries.dedup();
    let least = if total == 0 { 1 } else { total * MANY_TIMES };
    for query in tries.into_iter().filter(|other| other != query) {
        if ASKED <= words.asked {
            break;
        }
        let total = words.count(&query)?;
        // The likeliest come first.
        if least <= total {
            return Ok(Some(Correction { query, total }));
        }
    }
    Ok(None)
}

/// `query` with what `chosen` has for each of its words and phrases in turn, where it has anything.
fn corrected(query: &Query, chosen: &mut dyn Iterator<Item = Option<&Query>>) -> Query {
    match query {
        Query::Word(_) | Query::Phrase(_) => chosen.next().flatten().unwrap_or(query).clone(),
        Query::And(parts) => Query::And(parts.iter().map(|part| corrected(part, chosen)).collect()),
        Query::Or(parts) => Query::Or(parts.iter().map(|part| corrected(part, chosen)).collect()),
        other => other.clone(),
    }
}

/// `query` with two words side by side as one, each pair in turn.
fn joined(query: &Query) -> Vec<Query> {
    let Query::And(parts) = query else { return Vec::new() };
    let pairs = parts.windows(2).enumerate().filter_map(|(at, pair)| match pair {
        [Query::Word(one), Query::Word(other)] => {
            let mut parts = parts.clone();
            parts.splice(at..at + 2, [Query::Word(format!("{one}{other}"))]);
            Some(Query::all_of(parts))
        }
        _ => None,
    });
    pairs.collect()
}

struct Words<'a> {
    searcher: &'a Searcher,
    store: &'a Store,
    /// How many queries were asked.
    asked: usize,
    rows: Rows,
}

impl Words<'_> {
    fn count(&mut self, query: &Query) -> Result<u64, QueryError> {
        self.asked += 1;
        let plan = plan(self.searcher, self.store, query, self.rows)?;
        Ok(self.searcher.search(&plan.query, &Count)? as u64)
    }

    /// Adds what each word and phrase of `query` may have been meant for, in their order.
    fn gather(&self, query: &Query, all: &mut Vec<Vec<Query>>) -> Result<(), QueryError> {
        let looked_up = all.iter().filter(|corrections| !corrections.is_empty()).count();
        match query {
            Query::Word(_) | Query::Phrase(_) if LOOKED_UP <= looked_up => all.push(Vec::new()),
            Query::Word(typed) => all.push(self.of_word(typed)?),
            Query::Phrase(typed) => all.push(self.of_phrase(typed)?),
            Query::And(parts) | Query::Or(parts) => {
                for part in parts {
                    self.gather(part, all)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn of_word(&self, typed: &str) -> Result<Vec<Query>, QueryError> {
        let words = query_words(typed);
        let [word] = words.as_slice() else { return Ok(Vec::new()) };
        let mut found: Vec<Query> = self.near(&word.exact)?.into_iter().map(Query::Word).collect();
        found.extend(self.parted(&word.exact)?);
        Ok(found)
    }

    /// The phrase with one of its words replaced by another, those first that are rarest here.
    fn of_phrase(&self, typed: &str) -> Result<Vec<Query>, QueryError> {
        let words = query_words(typed);
        let mut rare = Vec::new();
        for (at, word) in words.iter().enumerate() {
            rare.push((self.known(&word.exact)?, at));
        }
        rare.sort_unstable();
        rare.truncate(TRIED);
        let mut found = Vec::new();
        for (_, at) in rare {
            for near in self.near(&words[at].exact)? {
                let mut typed = typed.to_owned();
                typed.replace_range(words[at].range.clone(), &near);
                found.push(Query::Phrase(typed));
            }
        }
        Ok(found)
    }

    /// The words that `word` may have been meant for, the likeliest first.
    fn near(&self, word: &str) -> Result<Vec<String>, QueryError> {
        let own = self.known(word)?;
        let allowed = match word.chars().count() {
            3..=4 if own == 0 => 1,
            5.. if own == 0 => 2,
            // A word that is there is right, unless it is long and another all but drowns it.
            6.. => 1,
            _ => return Ok(Vec::new()),
        };
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let fields = self.store.fields();
        let mut found: Vec<(u64, String)> = Vec::new();
        for field in [fields.quote, fields.context, fields.title, fields.names] {
            for (term, rows) in near_terms(self.searcher, field, word, allowed)? {
                if own.saturating_mul(DROWNED) < rows {
                    let worth = (rows << 20) >> (6 * edits(word, &term)).min(60);
                    match found.iter_mut().find(|(_, other)| *other == term) {
                        Some((best, _)) => *best = worth.max(*best),
                        None => found.push((worth, term)),
                    }
                }
            }
        }
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        Ok(found.into_iter().map(|(_, term)| term).take(TRIED).collect())
    }

    /// `word` as two that both are in the index, the likeliest.
    fn parted(&self, word: &str) -> Result<Option<Query>, QueryError> {
        let mut best: Option<(u64, String)> = None;
        if 40 < word.len() || 0 < self.known(word)? {
            return Ok(None);
        }
        for (at, _) in word.char_indices().skip(2) {
            let (one, other) = word.split_at(at);
            if other.chars().count() < 2 {
                break;
            }
            let rows = self.known(one)?.min(self.known(other)?);
            if best.as_ref().is_none_or(|(most, _)| *most < rows) && 0 < rows {
                best = Some((rows, format!("{one} {other}")));
            }
        }
        Ok(best.map(|(_, words)| Query::Phrase(words)))
    }

    /// How many rows have this very word, in the place where most have it.
    fn known(&self, word: &str) -> Result<u64, QueryError> {
        let fields = self.store.fields();
        let mut most = 0;
        for field in [fields.quote, fields.context, fields.title, fields.names] {
            most = most.max(self.searcher.doc_freq(&Term::from_field_text(field, word))?);
        }
        Ok(most)
    }
}

#[cfg(test)]
mod tests {
    use crate::query::fixture::{corpus, document, news};

    fn meant(query: &str) -> Vec<String> {
        let notes = news().search(query).notes;
        notes.into_iter().filter(|note| note.starts_with("did you mean")).collect()
    }

    #[test]
    fn slips_are_led_to_the_words_of_the_index() {
        assert_eq!(meant("ironcald"), ["did you mean `ironclad`? 1 statement"]);
        assert_eq!(
            meant("irnoclad comitment"),
            ["did you mean `ironclad commitment`? 1 statement"]
        );
        assert_eq!(
            meant("speaker:okoye strat"),
            ["did you mean `speaker:okoye strait`? 2 statements"]
        );
        assert_eq!(
            meant("\"irnclad commitment\""),
            ["did you mean `\"ironclad commitment\"`? 1 statement"]
        );
        assert_eq!(meant("iron clad"), ["did you mean `ironclad`? 1 statement"]);
        assert_eq!(meant("theharbor"), ["did you mean `\"the harbor\"`? 1 statement"]);
    }

    #[test]
    fn nothing_is_made_up() {
        for query in
            ["ironclad", "xylophone", "zz", "-ironcald", "ironcald -ironclad", "tram OR trm"]
        {
            assert_eq!(meant(query), [""; 0], "{query}");
        }
    }

    #[test]
    fn next_to_nothing_is_weighed_against_much() {
        let mut draft = document("a").says("A", "The harbir is open, the port shut.", |_| {});
        for _ in 0..30 {
            draft = draft.says("A", "The harbor is open, the post too.", |_| {});
        }
        let it = corpus(vec![draft]);
        let page = it.search("harbir");
        assert_eq!(page.total, 1);
        assert_eq!(page.notes, ["did you mean `harbor`? 30 statements"]);
        assert_eq!(it.search("port").notes, [""; 0], "a short word that is there is right");
    }
}
