//! Documents by key and by their words, in as little memory as a million of them allow.

use hashbrown::HashTable;

use crate::index::{DocumentState, Key, Twin};

/// The documents that copies can be of.
#[derive(Default)]
pub(super) struct Known {
    documents: Vec<Entry>,
    /// Their numbers, by key.
    by_key: HashTable<u32>,
    /// The number of the last that came of those with the same words.
    by_words: HashTable<u32>,
    /// Places of documents that went.
    free: Vec<u32>,
}

/// A document and the one that came before it of those with the same words.
struct Entry {
    state: Packed,
    before: u32,
}

/// A [`DocumentState`] that has a twin, without room for what it may lack.
#[derive(Clone, Copy)]
struct Packed {
    key: [u64; 2],
    file: [u64; 2],
    copy_of: [u64; 2],
    fingerprint: u64,
    words: u64,
    speaker: u64,
    date: u64,
    url: u64,
    known: u8,
    is_copy: bool,
}

/// No document.
const NONE: u32 = u32::MAX;

impl Packed {
    fn new(state: &DocumentState, twin: Twin) -> Self {
        Self {
            key: state.key.parts(),
            file: state.file.parts(),
            copy_of: state.copy_of.unwrap_or_default().parts(),
            fingerprint: state.fingerprint,
            words: twin.words,
            speaker: twin.speaker,
            date: twin.date,
            url: twin.url,
            known: twin.known,
            is_copy: state.copy_of.is_some(),
        }
    }

    fn state(&self) -> DocumentState {
        let Self { words, speaker, date, url, known, .. } = *self;
        let key = |[high, low]: [u64; 2]| Key::from_parts(high, low);
        DocumentState {
            key: key(self.key),
            file: key(self.file),
            fingerprint: self.fingerprint,
            twin: Some(Twin { words, speaker, date, url, known }),
            copy_of: self.is_copy.then(|| key(self.copy_of)),
        }
    }
}

impl Known {
    /// The document with that key.
    pub(super) fn get(&self, key: Key) -> Option<DocumentState> {
        Some(self.documents[self.number(key)? as usize].state.state())
    }

    /// Those with these words, in the order they came.
    pub(super) fn of_words(&self, words: u64) -> Vec<DocumentState> {
        let has_words = |number: &u32| self.documents[*number as usize].state.words == words;
        let mut next = self.by_words.find(words, has_words).copied().unwrap_or(NONE);
        let mut found = Vec::new();
        while let Some(entry) = self.documents.get(next as usize) {
            found.push(entry.state.state());
            next = entry.before;
        }
        found.reverse();
        found
    }

    /// Whether there is anything to say of the documents with these words: there are several, or
    /// the one is a copy of none.
    pub(super) fn is_open(&self, words: u64) -> bool {
        let has_words = |number: &u32| self.documents[*number as usize].state.words == words;
        let last = self.by_words.find(words, has_words).map(|last| &self.documents[*last as usize]);
        last.is_some_and(|last| last.before != NONE || last.state.is_copy)
    }

    /// Adds a document that is not there.
    pub(super) fn insert(&mut self, document: DocumentState, twin: Twin) {
        let state = Packed::new(&document, twin);
        let Self { documents, by_key, by_words, free } = self;
        let number = free.pop().unwrap_or_else(|| {
            documents.push(Entry { state, before: NONE });
            u32::try_from(documents.len() - 1).unwrap_or(NONE)
        });
        let words_of = |number: &u32| documents[*number as usize].state.words;
        let last = by_words.find_mut(twin.words, |last| words_of(last) == twin.words);
        let before = if let Some(last) = last {
            std::mem::replace(last, number)
        } else {
            by_words.insert_unique(twin.words, number, words_of);
            NONE
        };
        documents[number as usize] = Entry { state, before };
        by_key.insert_unique(hash(state.key), number, |number| {
            hash(documents[*number as usize].state.key)
        });
    }

    /// Takes the document with that key out.
    pub(super) fn remove(&mut self, key: Key) -> Option<DocumentState> {
        let number = self.number(key)?;
        let Self { documents, by_key, by_words, free } = self;
        let parts = key.parts();
        if let Ok(entry) = by_key.find_entry(hash(parts), |other| *other == number) {
            entry.remove();
        }
        let Entry { state, before } = &documents[number as usize];
        let (state, before) = (*state, *before);
        let has_words = |other: &u32| documents[*other as usize].state.words == state.words;
        if let Ok(mut last) = by_words.find_entry(state.words, has_words) {
            if *last.get() != number {
                let mut at = *last.get();
                while documents[at as usize].before != number {
                    at = documents[at as usize].before;
                }
                documents[at as usize].before = before;
            } else if before == NONE {
                last.remove();
            } else {
                *last.get_mut() = before;
            }
        }
        free.push(number);
        Some(state.state())
    }

    fn number(&self, key: Key) -> Option<u32> {
        let parts = key.parts();
        let is_it = |number: &u32| self.documents[*number as usize].state.key == parts;
        self.by_key.find(hash(parts), is_it).copied()
    }
}

/// A key is a hash already.
fn hash([_, low]: [u64; 2]) -> u64 {
    low
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_knows_what_a_plain_list_knows(
            steps in proptest::collection::vec((0_u64..12, 0_u64..4, any::<bool>()), 0..80),
        ) {
            let mut known = Known::default();
            let mut plain: Vec<DocumentState> = Vec::new();
            for (nth, (name, words, comes)) in (0..).zip(steps) {
                let key = Key::of_document_key(&name.to_string());
                let had = plain.iter().position(|document| document.key == key);
                let had = had.map(|at| plain.remove(at));
                prop_assert_eq!(known.remove(key), had);
                if comes {
                    let twin = Twin { words, known: 3, ..Twin::default() };
                    let copy_of = (nth % 3 == 0).then_some(key);
                    let state = DocumentState {
                        key,
                        fingerprint: nth,
                        twin: Some(twin),
                        copy_of,
                        ..DocumentState::default()
                    };
                    known.insert(state, twin);
                    plain.push(state);
                }
            }
            let mut groups: BTreeMap<u64, Vec<DocumentState>> = BTreeMap::new();
            for document in &plain {
                prop_assert_eq!(known.get(document.key), Some(*document));
                groups.entry(document.twin.unwrap().words).or_default().push(*document);
            }
            for words in 0..4 {
                prop_assert_eq!(known.of_words(words), groups.remove(&words).unwrap_or_default());
            }
        }
    }
}
