//! What the documents are known by that a change of the rules may touch.

use std::collections::{BTreeMap, BTreeSet};

use super::{Correction, Overlay, overlay::Named, rules::Split};

/// What a change of the rules touches: never less than what it changes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Touched {
    /// Ids that speakers, go-betweens and addressees have in the index.
    pub ids: BTreeSet<String>,
    /// Documents, as corrections name them: by path or key.
    pub documents: BTreeSet<String>,
}

impl Touched {
    /// What of an index made by `before` is another by `now`.
    pub fn between(before: &Overlay, now: &Overlay) -> Self {
        let mut touched = Self::default();
        if before.text() == now.text() {
            return touched;
        }
        for id in before.names.keys().chain(now.names.keys()) {
            if before.names.get(id) != now.names.get(id) {
                touched.add_name(id, before, now);
            }
        }
        let (parts_before, parts_now) = (parts(before), parts(now));
        for id in parts_before.keys().chain(parts_now.keys()) {
            if parts_before.get(id) != parts_now.get(id) {
                touched.add_name(id, before, now);
            }
        }
        let corrections = |overlay: &Overlay| -> BTreeMap<String, String> {
            let all = overlay.corrections().iter();
            all.map(|it: &Correction| (it.id(), it.document.clone())).collect()
        };
        let (mut old, new) = (corrections(before), corrections(now));
        for (id, document) in new {
            if old.remove(&id).is_none() {
                touched.documents.insert(document);
            }
        }
        touched.documents.extend(old.into_values());
        touched
    }

    /// Adds all that a text's `id` may be in the index by either of the two.
    fn add_name(&mut self, id: &str, before: &Overlay, now: &Overlay) {
        self.ids.insert(id.to_owned());
        for overlay in [before, now] {
            let called = overlay.names.get(id).map_or(id, |named| &named.id);
            self.ids.insert(called.to_owned());
            let parts = overlay.parts.get(called).into_iter().flatten();
            self.ids.extend(parts.map(|(_, into)| into.id.clone()));
        }
    }

    /// Whether nothing is touched.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.documents.is_empty()
    }
}

/// The splits of each name, wherever they stand in the file.
fn parts(overlay: &Overlay) -> BTreeMap<&str, Vec<(Split, &Named)>> {
    let mut parts: BTreeMap<&str, Vec<(Split, &Named)>> = BTreeMap::new();
    for (id, splits) in &overlay.parts {
        for (nth, into) in splits {
            let split = Split { line: 0, ..overlay.splits[*nth].clone() };
            parts.entry(id).or_default().push((split, into));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(before: &str, now: &str) -> String {
        let touched = Touched::between(&Overlay::parse(before).0, &Overlay::parse(now).0);
        let documents = touched.documents.iter().map(|document| format!("[{document}]"));
        touched.ids.iter().cloned().chain(documents).collect::<Vec<_>>().join(" ")
    }

    const ADA: &str = "[[person]]\nname = \"Ada Okoye\"\naliases = [\"A. Okoye\"]\n";
    const POET: &str = "[[split]]\nname = \"Ada Okoye\"\nas = \"Ada (poet)\"\nrole = \"poet\"\n";
    const NO: &str = "[[correction]]\ndocument = \"x/a\"\nquote = \"No\"\nspeaker = \"B\"\n";

    #[test]
    fn what_is_the_same_touches_nothing() {
        assert_eq!(touched(ADA, &format!("# me\n\n{ADA}# you")), "");
        assert_eq!(touched(&format!("{ADA}{NO}{POET}"), &format!("{POET}{NO}{ADA}")), "");
    }

    #[test]
    fn names_lead_to_all_that_they_were() {
        assert_eq!(touched("", ADA), "a-okoye ada-okoye");
        assert_eq!(touched(POET, ""), "ada-okoye ada-poet");
        // Who is no alias any more may be a part of the person in the index.
        assert_eq!(touched(&format!("{ADA}{POET}"), POET), "a-okoye ada-okoye ada-poet");
        assert_eq!(touched(ADA, &ADA.replace("Ada Okoye", "ADA OKOYE")), "a-okoye ada-okoye");
    }

    #[test]
    fn corrections_lead_to_their_documents() {
        assert_eq!(touched(ADA, &format!("{NO}{ADA}")), "[x/a]");
        assert_eq!(touched(NO, &NO.replace("\"B\"", "\"C\"")), "[x/a]");
        assert_eq!(touched(NO, &NO.replace("x/a", "y")), "[x/a] [y]");
    }
}
