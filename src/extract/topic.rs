//! What a text is about: every topic's words and phrases matched on stems in one pass.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use rustc_hash::{FxHashMap, FxHashSet};
use toml::{Table, Value};

use crate::text::{Stemmer, WordCache, fold_into, slug, words};

/// The topics that texts are sorted into, with the words that tell them.
///
/// In TOML a table is a topic and a table in it a topic below; its `terms` tell it one alone, its
/// `hints` two together, and the words of a top-level `exact` are matched unstemmed.
#[derive(Clone, Debug)]
pub struct Topics {
    exact: FxHashSet<String>,
    lists: BTreeMap<String, Lists>,
    matcher: Matcher,
}

/// The words and phrases of one topic.
#[derive(Clone, Debug, Default)]
struct Lists {
    terms: Vec<String>,
    hints: Vec<String>,
}

/// Why a file of topics cannot be used.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TopicsError {
    /// No TOML.
    #[error("line {line}: {reason}")]
    Toml {
        /// Counted from 1.
        line: usize,
        /// What the parser stumbled over.
        reason: String,
    },
    /// A key that a search could not name.
    #[error("topic `{0}`: write `{1}`, in lower case with hyphens")]
    Name(String, String),
    /// Something other than a list of words or a topic below.
    #[error("topic `{topic}`: `{key}` is neither a list of words nor a topic")]
    Value {
        /// The path of the topic.
        topic: String,
        /// The key in it.
        key: String,
    },
    /// A term that nothing in a text could match.
    #[error("topic `{topic}`: `{term}` holds no word")]
    Term {
        /// The path of the topic.
        topic: String,
        /// The term as written.
        term: String,
    },
}

impl Default for Topics {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Topics {
    /// The built-in topics of public affairs.
    pub fn builtin() -> Self {
        Self::parse(include_str!("topics.toml")).expect("a test reads the built-in topics")
    }

    /// Reads topics from TOML.
    pub fn parse(text: &str) -> Result<Self, TopicsError> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = 1 + text[..at].matches('\n').count();
            TopicsError::Toml { line, reason: error.message().to_owned() }
        })?;
        let mut exact = FxHashSet::default();
        let mut lists = BTreeMap::new();
        for (key, value) in &table {
            match value {
                Value::Array(_) if key == "exact" => {
                    exact.extend(strings("", key, value)?.iter().map(|word| folded(word)));
                }
                Value::Table(topic) => read_topic(key.clone(), key, topic, &mut lists)?,
                _ => return Err(TopicsError::Value { topic: String::new(), key: key.clone() }),
            }
        }
        let matcher = Matcher::new(&lists, &exact);
        Ok(Self { exact, lists, matcher })
    }

    /// Adds the topics and words of `other`.
    pub fn extend(&mut self, other: Self) {
        self.exact.extend(other.exact);
        for (path, lists) in other.lists {
            let own = self.lists.entry(path).or_default();
            own.terms.extend(lists.terms);
            own.hints.extend(lists.hints);
        }
        self.matcher = Matcher::new(&self.lists, &self.exact);
    }

    /// The paths of the topics, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// Returns the paths of the topics that `text` is about, sorted. A topic above another that
    /// is there already goes without saying.
    pub fn of(&self, text: &str) -> Vec<String> {
        let found = SCRATCH.with_borrow_mut(|scratch| self.matcher.topics(text, scratch));
        let mut paths: Vec<&str> =
            found.iter().map(|topic| self.matcher.paths[*topic as usize].as_str()).collect();
        paths.sort_unstable();
        let below = |above: &str, path: &&str| {
            path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
        };
        let deepest = paths.iter().filter(|above| !paths.iter().any(|path| below(above, path)));
        deepest.map(|path| (*path).to_owned()).collect()
    }

    /// Returns the paths that a document's own topics (`Middle East/Gaza`) stand for, sorted.
    pub fn from_metadata(topics: &[String]) -> Vec<String> {
        let path = |topic: &String| {
            let parts = topic.split(['/', '>', '|']).map(slug).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join("/")
        };
        let mut paths: Vec<String> = topics.iter().map(path).collect();
        paths.retain(|path| !path.is_empty());
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

fn read_topic(
    path: String,
    key: &str,
    table: &Table,
    lists: &mut BTreeMap<String, Lists>,
) -> Result<(), TopicsError> {
    if slug(key) != key || key.is_empty() {
        return Err(TopicsError::Name(path, slug(key)));
    }
    let mut own = Lists::default();
    for (key, value) in table {
        match value {
            Value::Table(below) => read_topic(format!("{path}/{key}"), key, below, lists)?,
            Value::Array(_) if key == "terms" => own.terms = strings(&path, key, value)?,
            Value::Array(_) if key == "hints" => own.hints = strings(&path, key, value)?,
            _ => return Err(TopicsError::Value { topic: path, key: key.clone() }),
        }
    }
    lists.insert(path, own);
    Ok(())
}

fn strings(topic: &str, key: &str, value: &Value) -> Result<Vec<String>, TopicsError> {
    let wrong = || TopicsError::Value { topic: topic.to_owned(), key: key.to_owned() };
    let read = |value: &Value| {
        let term = value.as_str().ok_or_else(wrong)?.to_owned();
        match words(&term).next() {
            Some(_) => Ok(term),
            None => Err(TopicsError::Term { topic: topic.to_owned(), term }),
        }
    };
    value.as_array().ok_or_else(wrong)?.iter().map(read).collect()
}

/// All terms of all topics as sequences of numbered stems, found by their first.
#[derive(Clone, Debug, Default)]
struct Matcher {
    paths: Vec<String>,
    exact: FxHashMap<String, u32>,
    stems: FxHashMap<String, u32>,
    /// By the number of their first stem.
    phrases: Vec<Vec<Phrase>>,
    /// Tells its numbers from those of others.
    id: u64,
}

#[derive(Clone, Debug)]
struct Phrase {
    rest: Box<[u32]>,
    topic: u32,
    /// Tells its topic only with another.
    hint: bool,
}

/// The number of words that no topic lists.
const OTHER: u32 = u32::MAX;

/// What matching a text needs, kept from one to the next.
struct Scratch {
    stemmer: Stemmer,
    folded: String,
    numbers: Vec<u32>,
    /// Words as texts write them, by the numbers of the matcher used last.
    known: WordCache<u32>,
    matcher: u64,
    /// Topics told by a term, and, with the place of the hint, by a hint.
    told: FxHashSet<u32>,
    hinted: FxHashMap<u32, u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch {
        stemmer: Stemmer::new("en"),
        folded: String::new(),
        numbers: Vec::new(),
        known: WordCache::new(),
        matcher: 0,
        told: FxHashSet::default(),
        hinted: FxHashMap::default(),
    });
}

impl Matcher {
    fn new(lists: &BTreeMap<String, Lists>, exact: &FxHashSet<String>) -> Self {
        static MATCHERS: AtomicU64 = AtomicU64::new(1);
        let id = MATCHERS.fetch_add(1, Ordering::Relaxed);
        let mut matcher = Self { id, ..Self::default() };
        let mut stemmer = Stemmer::new("en");
        for word in exact {
            let number = matcher.phrases.len();
            matcher.exact.insert(word.clone(), u32::try_from(number).unwrap_or(OTHER));
            matcher.phrases.push(Vec::new());
        }
        for (path, lists) in lists {
            let topic = u32::try_from(matcher.paths.len()).unwrap_or(OTHER);
            matcher.paths.push(path.clone());
            for (terms, hint) in [(&lists.terms, false), (&lists.hints, true)] {
                for term in terms {
                    matcher.add(term, topic, hint, &mut stemmer);
                }
            }
        }
        matcher
    }

    fn add(&mut self, term: &str, topic: u32, hint: bool, stemmer: &mut Stemmer) {
        let mut numbers = words(term).map(|(_, word)| {
            let word = folded(word);
            if let Some(number) = self.exact.get(&word) {
                return *number;
            }
            let stem = stemmer.stem(&word);
            if let Some(number) = self.stems.get(stem) {
                return *number;
            }
            let number = u32::try_from(self.phrases.len()).unwrap_or(OTHER);
            self.phrases.push(Vec::new());
            self.stems.insert(stem.to_owned(), number);
            number
        });
        let Some(first) = numbers.next() else { return };
        let rest = numbers.collect();
        self.phrases[first as usize].push(Phrase { rest, topic, hint });
    }

    fn topics(&self, text: &str, scratch: &mut Scratch) -> Vec<u32> {
        let Scratch { stemmer, folded, numbers, known, matcher, told, hinted } = scratch;
        if *matcher != self.id {
            known.clear();
            *matcher = self.id;
        }
        numbers.clear();
        told.clear();
        hinted.clear();
        numbers.extend(words(text).map(|(_, word)| {
            known.get_or_find(word, || {
                fold_word(word, folded);
                let exact = self.exact.get(folded.as_str());
                let number = exact.or_else(|| self.stems.get(stemmer.stem(folded)));
                number.copied().unwrap_or(OTHER)
            })
        }));
        for (at, first) in numbers.iter().enumerate().filter(|(_, number)| **number != OTHER) {
            for phrase in &self.phrases[*first as usize] {
                if !numbers[at + 1..].starts_with(&phrase.rest) {
                    continue;
                }
                let other_hint = |hinted: &mut FxHashMap<u32, u32>| {
                    *hinted.entry(phrase.topic).or_insert(*first) != *first
                };
                if !phrase.hint || other_hint(hinted) {
                    told.insert(phrase.topic);
                }
            }
        }
        told.iter().copied().collect()
    }
}

/// Folds `word` into `to`, without the points of an abbreviation: `U.N.` is `un`.
fn fold_word(word: &str, to: &mut String) {
    to.clear();
    fold_into(word, to);
    if to.contains('.') {
        to.retain(|char| char != '.');
    }
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold_word(word, &mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        Topics::builtin().of(text).join(" ")
    }

    #[test]
    fn words_and_phrases_tell_topics_whatever_their_form() {
        assert_eq!(of("New TARIFFS hit the harbors."), "trade");
        assert_eq!(of("They met the Foreign Ministers’ delegation"), "international");
        assert_eq!(of("a U.N. Security Council vote"), "international/united-nations");
        assert_eq!(of("They talked about this and that."), "");
        assert_eq!(of("the ministers of foreign origin"), "");
    }

    #[test]
    fn a_topic_above_goes_without_saying() {
        assert_eq!(of("across the Middle East, in Rafah"), "middle-east/gaza");
    }

    #[test]
    fn hints_tell_only_together() {
        assert_eq!(of("the coach, the coaches and the coach"), "");
        assert_eq!(of("the coach lost the match"), "sport");
    }

    #[test]
    fn words_of_one_stem_are_kept_apart_where_told() {
        assert_eq!(of("the University of Orlen"), "education");
        assert_eq!(of("a universal rule of the universe"), "");
    }

    #[test]
    fn builtin_topics_are_many_and_say_nothing_twice() {
        let topics = Topics::builtin();
        let top: FxHashSet<&str> =
            topics.paths().filter_map(|path| path.split('/').next()).collect();
        assert!(20 <= top.len(), "{} major topics", top.len());
        let (mut seen, mut twice) = (FxHashMap::default(), Vec::new());
        let mut stemmer = Stemmer::new("en");
        for (path, lists) in &topics.lists {
            for term in lists.terms.iter().chain(&lists.hints) {
                let mut stem = |word: &str| match folded(word) {
                    word if topics.exact.contains(&word) => word,
                    word => stemmer.stem(&word).to_owned(),
                };
                let stems: Vec<String> = words(term).map(|(_, word)| stem(word)).collect();
                if let Some(before) = seen.insert(stems, path) {
                    twice.push(format!("`{term}` in {before} and {path}"));
                }
            }
        }
        assert!(twice.is_empty(), "\n{}", twice.join("\n"));
        assert!(600 <= seen.len(), "{} terms", seen.len());
    }

    #[test]
    fn own_topics_extend_the_built_in_ones() {
        let own = "[harbor]\nterms = [\"quay\"]\n[harbor.pilots]\nterms = [\"pilot boat\"]";
        let mut topics = Topics::parse(own).unwrap();
        assert_eq!(topics.of("tariffs at the quays"), ["harbor"]);
        topics.extend(Topics::parse("[trade]\nterms = [\"tariff\"]\nhints = []").unwrap());
        assert_eq!(topics.of("tariffs at the pilot boats of the quay"), ["harbor/pilots", "trade"]);
    }

    #[test]
    fn metadata_becomes_paths() {
        let topics = ["Middle East / Gaza", "Énergie", "", "energie"].map(str::to_owned);
        assert_eq!(Topics::from_metadata(&topics), ["energie", "middle-east/gaza"]);
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        let error = |text: &str| Topics::parse(text).unwrap_err().to_string();
        assert_eq!(
            error("[a]\nterms = [1]"),
            "topic `a`: `terms` is neither a list of words nor a topic"
        );
        assert_eq!(error("[a]\nterms = [\"-\"]"), "topic `a`: `-` holds no word");
        assert_eq!(error("[a.\"B C\"]"), "topic `a/B C`: write `b-c`, in lower case with hyphens");
        assert!(error("\n[a").starts_with("line 2: "), "{}", error("\n[a"));
    }
}
