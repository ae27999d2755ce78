//! What the user says of who is who, beside the rows that it was applied to.

use std::collections::BTreeSet;

use super::Builder;
use crate::{
    index::{IndexError, Key, touched::documents_of},
    people::{Applied, Outcome, Overlay, Touched},
};

impl Builder {
    /// What was said of who is who, and what became of it.
    pub fn people(&self) -> &Applied {
        &self.payload.people
    }

    /// Notes that rows are made by `overlay` from now on. Returns the documents of the index whose
    /// rows are by older rules; each is one of them until it is replaced or removed.
    pub fn set_people(&mut self, overlay: &Overlay) -> Result<Vec<Key>, IndexError> {
        let people = &self.payload.people;
        let known = |waiting: &BTreeSet<String>| -> Vec<Key> {
            let documents = self.state.documents.iter().map(|document| document.key);
            documents.filter(|key| waiting.contains(&key.hex())).collect()
        };
        if people.rules == overlay.text() && people.waiting.is_empty() {
            return Ok(Vec::new());
        }
        let mut waiting = people.waiting.clone();
        if people.rules != overlay.text() {
            let (before, _) = Overlay::parse(&people.rules);
            let touched = Touched::between(&before, overlay);
            waiting.extend(
                documents_of(&self.searcher()?, &self.fields, &self.path, &touched)?
                    .into_iter()
                    .map(Key::hex),
            );
        }
        let waiting_now = known(&waiting);
        let before = self.payload.people.clone();
        overlay.text().clone_into(&mut self.payload.people.rules);
        self.payload.people.waiting = waiting_now.iter().map(|key| key.hex()).collect();
        self.changed |= self.payload.people != before;
        Ok(waiting_now)
    }

    /// Notes what became of the corrections of a document whose rows were added.
    pub fn set_outcomes(&mut self, key: Key, outcomes: Vec<Outcome>) {
        if !outcomes.is_empty() {
            self.changed = true;
            self.payload.people.outcomes.insert(key.hex(), outcomes);
        }
    }

    /// Forgets what is said of a document whose rows go.
    pub(super) fn forget_people(&mut self, key: Key) {
        let people = &mut self.payload.people;
        if people.is_empty() {
            return;
        }
        let hex = key.hex();
        people.waiting.remove(&hex);
        people.outcomes.remove(&hex);
    }

    /// Forgets what is said of the documents of a file that goes.
    pub(super) fn forget_people_of(&mut self, file: Key) {
        if self.payload.people.is_empty() {
            return;
        }
        let documents = self.state.documents.iter().filter(|document| document.file == file);
        let keys: Vec<Key> = documents.map(|document| document.key).collect();
        for key in keys {
            self.forget_people(key);
        }
    }
}
