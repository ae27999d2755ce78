//! What a saved search has shown, so that the next look shows what came since.
//!
//! A statement is known again by its document, its words and which it is of those with the same
//! words there: not by its id, which changes with every letter of the document, nor by its
//! speaker, whom a correction may change. A document is known again by its key and by those of its
//! copies; one that has moved, by its words, where it is no short text and neither its speaker nor
//! its day speaks against it, and where it stands in one place only. A record that has changed its
//! place in its file is known by what is said in it. Every version of a document keeps its own
//! marks, so that what has been shown of a text comes along when that text moves.
//!
//! The file is lines of JSON: a heading, then a version of a document a line.

mod fresh;

pub use fresh::{Fresh, FreshHit, caught_up, fresh};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The number of the file's format.
const FORMAT: u32 = 1;

/// Marks that are kept of documents which are gone; beyond that those last seen first go.
const MAX_GONE: usize = 1 << 20;

/// Versions of a document that are kept apart; of more, the oldest become one.
const MAX_VERSIONS: usize = 8;

/// What has been shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// How many looks there were.
    run: u32,
    documents: FxHashMap<u64, Vec<Version>>,
}

/// A document as it was at a look, with what was shown of it. Hashes are 64 bits.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
struct Version {
    /// Of the document's key.
    document: u64,
    /// Of the key of its file, which records of one file share.
    file: u64,
    /// Of its key and text: what its ids begin with.
    hash: u64,
    /// Of its words, its speaker and its date, 0 where there is none; for texts long enough.
    twin: Option<[u64; 3]>,
    /// Of its statements, who said them and its date.
    shape: u64,
    /// The last look that it was there at.
    run: u32,
    /// Whether it has moved to another document.
    taken: bool,
    marks: Vec<Mark>,
}

/// A statement that was shown.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(from = "(u32, u64, u32, u32, u64)", into = "(u32, u64, u32, u32, u64)")]
struct Mark {
    /// The number behind the slash of its id, in this version.
    ordinal: u32,
    words: Words,
    /// The look that showed it.
    run: u32,
    /// What it is called for good.
    name: u64,
}

/// The words of a statement, hashed, and which it is of those that have them in its document.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Words {
    hash: u64,
    nth: u32,
}

impl From<(u32, u64, u32, u32, u64)> for Mark {
    fn from((ordinal, hash, nth, run, name): (u32, u64, u32, u32, u64)) -> Self {
        Self { ordinal, words: Words { hash, nth }, run, name }
    }
}

impl From<Mark> for (u32, u64, u32, u32, u64) {
    fn from(mark: Mark) -> Self {
        (mark.ordinal, mark.words.hash, mark.words.nth, mark.run, mark.name)
    }
}

/// Why a text is no list of what was shown.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SeenError {
    /// Another program, or another version of this one, wrote it.
    #[error("it was written in format {0} and this program reads format {FORMAT}")]
    Format(u32),
    /// A line that is none of ours.
    #[error("line {0} cannot be read")]
    Line(usize),
}

#[derive(Deserialize, Serialize)]
struct Heading {
    format: u32,
    run: u32,
}

impl Seen {
    /// Reads what [`Self::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, SeenError> {
        let mut lines = text.lines().enumerate();
        let heading = lines.next().map(|(_, line)| serde_json::from_str(line));
        let Some(Ok(Heading { format, run })) = heading else {
            return Err(SeenError::Line(1));
        };
        if format != FORMAT {
            return Err(SeenError::Format(format));
        }
        let mut seen = Self { run, ..Self::default() };
        for (nth, line) in lines {
            let version: Version =
                serde_json::from_str(line).map_err(|_| SeenError::Line(nth + 1))?;
            seen.documents.entry(version.document).or_default().push(version);
        }
        Ok(seen)
    }

    /// Writes it down, documents in one order.
    pub fn to_text(&self) -> String {
        let mut documents: Vec<_> = self.documents.iter().collect();
        documents.sort_by_key(|(key, _)| **key);
        let mut text = String::new();
        let mut line = |json: serde_json::Result<String>| {
            // Numbers and lists of them are always written.
            text.push_str(&json.unwrap_or_default());
            text.push('\n');
        };
        line(serde_json::to_string(&Heading { format: FORMAT, run: self.run }));
        for version in documents.into_iter().flat_map(|(_, versions)| versions) {
            line(serde_json::to_string(version));
        }
        text
    }

    /// How many statements were shown, as far as they are remembered.
    pub fn len(&self) -> usize {
        let mut names: Vec<u64> =
            self.versions().flat_map(|version| version.marks.iter().map(|it| it.name)).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.versions().all(|version| version.marks.is_empty())
    }

    fn versions(&self) -> impl Iterator<Item = &Version> {
        self.documents.values().flatten()
    }

    /// Puts down how a document is now.
    fn put(&mut self, version: Version) {
        let versions = self.documents.entry(version.document).or_default();
        versions.retain(|other| other.hash != version.hash);
        versions.push(version);
        if MAX_VERSIONS < versions.len() {
            let oldest = versions.remove(0);
            let next = &mut versions[0];
            for mark in oldest.marks {
                if next.marks.iter().all(|other| other.words != mark.words) {
                    next.marks.push(mark);
                }
            }
        }
    }

    /// Forgets what was last there longest ago, where too much is remembered of what is gone.
    fn trim(&mut self) {
        self.trim_to(MAX_GONE);
    }

    fn trim_to(&mut self, most: usize) {
        let run = self.run;
        let is_gone = |versions: &[Version]| versions.iter().all(|version| version.run < run);
        let size =
            |versions: &[Version]| versions.iter().map(|it| it.marks.len() + 1).sum::<usize>();
        let gone = self.documents.iter().filter(|(_, versions)| is_gone(versions));
        let mut gone: Vec<(u32, u64, usize)> = gone
            .map(|(key, versions)| {
                let last = versions.iter().map(|version| version.run).max().unwrap_or(0);
                (last, *key, size(versions))
            })
            .collect();
        let mut all: usize = gone.iter().map(|(.., size)| size).sum();
        gone.sort_unstable();
        for (_, key, size) in gone {
            if all <= most {
                break;
            }
            self.documents.remove(&key);
            all -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(document: u64, hash: u64, run: u32) -> Version {
        let mark = Mark { ordinal: 1, words: Words { hash, nth: 0 }, run, name: hash };
        Version { document, hash, run, marks: vec![mark], ..Version::default() }
    }

    #[test]
    fn reads_what_it_writes() {
        let mut seen = Seen { run: 3, ..Seen::default() };
        seen.put(Version { twin: Some([1, u64::MAX, 0]), ..version(1, 2, 3) });
        seen.put(version(1, 4, 3));
        seen.put(version(9, 4, 2));
        assert_eq!(Seen::from_text(&seen.to_text()), Ok(seen.clone()));
        assert_eq!(seen.len(), 2);
    }

    #[test]
    fn says_what_it_cannot_read() {
        let error = |text: &str| Seen::from_text(text).unwrap_err().to_string();
        assert_eq!(error(""), "line 1 cannot be read");
        assert_eq!(
            error("{\"format\":2,\"run\":1}\n"),
            "it was written in format 2 and this program reads format 1"
        );
        assert_eq!(error("{\"format\":1,\"run\":1}\n\n"), "line 2 cannot be read");
    }

    #[test]
    fn many_versions_become_one_and_lose_nothing() {
        let mut seen = Seen::default();
        for hash in 0..20 {
            seen.put(version(1, hash, 0));
        }
        assert_eq!(seen.documents[&1].len(), MAX_VERSIONS);
        assert_eq!(seen.len(), 20);
    }

    #[test]
    fn what_went_longest_ago_is_forgotten_first() {
        let mut seen = Seen { run: 5, ..Seen::default() };
        for (document, run) in [(1, 5), (2, 3), (3, 4), (4, 1)] {
            seen.put(version(document, document, run));
        }
        seen.trim_to(4);
        let mut kept: Vec<u64> = seen.documents.keys().copied().collect();
        kept.sort_unstable();
        assert_eq!(kept, [1, 2, 3]);
        seen.trim_to(0);
        assert_eq!(seen.len(), 1, "what is there stays");
    }
}
