//! Documents that are one text, found at several places: one of them is read, and the others are
//! further addresses of it.
//!
//! Two documents are one where their words are, to the last, and neither speaker nor date of one
//! contradicts the other's; short texts never are (“Yes.” is said twice), nor records of one file,
//! unless each has an address of its own. What is known best is kept: with a date, a speaker, a
//! title; among equals the first by key. That depends on nothing but the documents there are, so
//! whatever comes and goes leads to what a new index would hold.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::index::{Builder, DocumentRecord, DocumentState, IndexError, Key, State, prepare_copy};

mod known;

use known::Known;

/// Documents of one text, with what is said of them.
type Class = Vec<(DocumentState, DocumentRecord)>;

/// The documents of the index whose copies are looked for.
pub(super) struct Twins {
    documents: Known,
    /// Words of documents that came, changed or went.
    touched: FxHashSet<u64>,
    /// Documents that are read again to take the place of one that went.
    heirs: FxHashSet<Key>,
    /// Documents that go when all is read: what was moved is no copy of what it was.
    leaving: FxHashSet<Key>,
}

impl Twins {
    /// Those of `state`; where a run before did not come to settle what is a copy of what, as
    /// `unsettled` says, that is still to do.
    pub(super) fn new(state: &State, unsettled: bool) -> Self {
        let mut twins = Self {
            documents: Known::default(),
            touched: FxHashSet::default(),
            heirs: FxHashSet::default(),
            leaving: FxHashSet::default(),
        };
        for document in &state.documents {
            twins.put(*document);
        }
        twins.touched.retain(|words| unsettled && twins.documents.is_open(*words));
        // Where the original was forgotten since, or has other words.
        for document in &state.documents {
            let original = document.copy_of.map(|of| twins.documents.get(of));
            let words = |document: &DocumentState| document.twin.map(|twin| twin.words);
            let gone = |of: DocumentState| of.copy_of.is_some() || words(&of) != words(document);
            if original.is_some_and(|of| of.is_none_or(gone)) {
                twins.touched.extend(document.twin.map(|twin| twin.words));
            }
        }
        twins
    }

    /// Whether it is open what is a copy of what.
    pub(super) fn is_unsettled(&self) -> bool {
        self.touched.iter().any(|words| self.documents.is_open(*words))
    }

    pub(super) fn put(&mut self, document: DocumentState) {
        self.remove(document.key);
        if let Some(twin) = document.twin {
            self.documents.insert(document, twin);
            self.touched.insert(twin.words);
        }
    }

    pub(super) fn remove(&mut self, key: Key) {
        if let Some(twin) = self.documents.remove(key).and_then(|document| document.twin) {
            self.touched.insert(twin.words);
        }
    }

    /// Says which documents will be removed.
    pub(super) fn leave(&mut self, keys: impl Iterator<Item = Key>) {
        self.leaving.extend(keys);
    }

    /// The document that `document` is a copy of, as far as can be told by now.
    pub(super) fn original_of(&self, document: &DocumentState) -> Option<Key> {
        let twin = document.twin.filter(|_| !self.heirs.contains(&document.key))?;
        let mut all = self.documents.of_words(twin.words);
        all.retain(|other| other.key != document.key && !self.leaving.contains(&other.key));
        if all.is_empty() {
            return None;
        }
        all.push(*document);
        let class = classes(&all).into_iter().find(|class| class.contains(document))?;
        let originals = class.iter().filter(|other| {
            other.key != document.key && other.copy_of.is_none() && twin.known <= known(other)
        });
        originals.max_by_key(|other| known(other)).map(|other| other.key)
    }

    /// The copies that have to be read to take the place of a document that went, or that is less
    /// well known. Nothing where `builder` has to commit before that can be told.
    pub(super) fn heirs(
        &mut self,
        builder: &Builder,
    ) -> Result<Option<Vec<DocumentState>>, IndexError> {
        let Some(classes) = self.touched_classes(builder)? else { return Ok(None) };
        let firsts = classes.into_iter().filter_map(|class| class.into_iter().next());
        let heirs: Vec<_> =
            firsts.map(|(first, _)| first).filter(|first| first.copy_of.is_some()).collect();
        self.heirs.extend(heirs.iter().map(|heir| heir.key));
        Ok(Some(heirs))
    }

    /// Leaves one document of each text; `builder` must have committed all. Returns how many
    /// became copies of another.
    pub(super) fn settle(&mut self, builder: &mut Builder) -> Result<u64, IndexError> {
        let mut copies = 0;
        for class in self.touched_classes(builder)?.unwrap_or_default() {
            // An heir that could not be read leaves things as they are.
            let Some(((first, _), others)) = class.split_first() else { continue };
            if first.copy_of.is_some() {
                continue;
            }
            for (other, record) in others {
                if other.copy_of == Some(first.key) {
                    continue;
                }
                copies += u64::from(other.copy_of.is_none());
                let record = DocumentRecord::clone(record);
                let copy = prepare_copy(builder.fields(), record, *other, first.key);
                self.put(copy.state);
                builder.replace(copy)?;
            }
        }
        self.touched.clear();
        Ok(copies)
    }

    /// The classes of all documents whose words were touched, each with the one to keep first.
    /// Nothing where one of them is still to be committed.
    fn touched_classes(&self, builder: &Builder) -> Result<Option<Vec<Class>>, IndexError> {
        let mut touched: Vec<u64> = self.touched.iter().copied().collect();
        touched.sort_unstable();
        let mut found = Vec::new();
        for words in touched {
            let all = self.documents.of_words(words);
            if all.len() == 1 && all[0].copy_of.is_none() {
                continue;
            }
            for class in classes(&all) {
                let mut named = Vec::with_capacity(class.len());
                for document in class {
                    match builder.record(document.key)? {
                        Some(record) => named.push((document, record)),
                        None if builder.has_changed() => return Ok(None),
                        None => {}
                    }
                }
                named.sort_by(|(one, one_record), (other, other_record)| {
                    let by_key = || one_record.key.cmp(&other_record.key);
                    known(other).cmp(&known(one)).then_with(by_key)
                });
                found.push(named);
            }
        }
        Ok(Some(found))
    }
}

fn known(document: &DocumentState) -> u8 {
    document.twin.map_or(0, |twin| twin.known)
}

/// Parts documents of the same words into those that are one text.
fn classes(documents: &[DocumentState]) -> Vec<Vec<DocumentState>> {
    let twin = |document: &DocumentState| document.twin.unwrap_or_default();
    let agree = |part: &dyn Fn(&DocumentState) -> u64| {
        let mut stated: Vec<u64> = documents.iter().map(part).filter(|part| *part != 0).collect();
        stated.sort_unstable();
        stated.dedup();
        stated.len() < 2
    };
    // Whose an unsigned copy is among several that are signed by different people, nobody knows.
    let one = agree(&|it| twin(it).speaker) && agree(&|it| twin(it).date);
    let mut classes: BTreeMap<(u64, u64), Vec<DocumentState>> = BTreeMap::new();
    let mut apart = Vec::new();
    for document in documents {
        let in_file = |other: &&DocumentState| {
            let (url, other_url) = (twin(document).url, twin(other).url);
            other.key != document.key
                && other.file == document.file
                && (url == 0 || other_url == 0 || url == other_url)
        };
        if documents.iter().any(|other| in_file(&other)) {
            apart.push(vec![*document]);
            continue;
        }
        let class = if one { (0, 0) } else { (twin(document).speaker, twin(document).date) };
        classes.entry(class).or_default().push(*document);
    }
    apart.extend(classes.into_values());
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Twin;

    fn document(n: u128, file: &str, twin: Twin) -> DocumentState {
        DocumentState {
            key: Key::of_document_key(&n.to_string()),
            file: Key::of_file("news", file),
            twin: Some(Twin { words: 1, ..twin }),
            ..DocumentState::default()
        }
    }

    fn sizes(documents: &[DocumentState]) -> Vec<usize> {
        let mut sizes: Vec<usize> = classes(documents).iter().map(Vec::len).collect();
        sizes.sort_unstable();
        sizes
    }

    #[test]
    fn texts_are_one_unless_something_speaks_against_it() {
        let none = Twin::default();
        let on = |date| Twin { date, ..none };
        assert_eq!(sizes(&[document(1, "a", none), document(2, "b", on(5))]), [2]);
        assert_eq!(sizes(&[document(1, "a", on(4)), document(2, "b", on(5))]), [1, 1]);
        let by = |speaker| Twin { speaker, ..none };
        let three = [document(1, "a", none), document(2, "b", by(5)), document(3, "c", by(6))];
        assert_eq!(sizes(&three), [1, 1, 1]);
        let signed = [document(1, "a", by(5)), document(2, "b", by(5)), document(3, "c", by(6))];
        assert_eq!(sizes(&signed), [1, 2]);
    }

    #[test]
    fn records_of_one_file_are_two_unless_their_addresses_are() {
        let none = Twin::default();
        assert_eq!(sizes(&[document(1, "a", none), document(2, "a", none)]), [1, 1]);
        let at = |url| Twin { url, ..none };
        assert_eq!(sizes(&[document(1, "a", at(1)), document(2, "a", at(2))]), [2]);
        assert_eq!(sizes(&[document(1, "a", at(1)), document(2, "a", at(1))]), [1, 1]);
    }
}
