//! What became of the rules when they were applied: what the index keeps beside its rows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Correction, Overlay};

/// The rules that an index was made by.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Applied {
    /// The file as it was.
    pub rules: String,
    /// Keys of the documents whose rows are by older rules, until they are read again.
    #[serde(default)]
    pub waiting: BTreeSet<String>,
    /// By the hash of a document's key, what became of its corrections.
    #[serde(default)]
    pub outcomes: BTreeMap<String, Vec<Outcome>>,
}

/// What became of a correction in one document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outcome {
    /// [`Correction::id`].
    pub rule: String,
    /// Whether it was applied.
    pub verdict: Verdict,
    /// Ordinals of the statements that it was applied to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<u32>,
    /// Whom the text gives; empty for nobody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Whether a correction was applied.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was.
    Holds,
    /// There is no such statement any more.
    Gone,
    /// The text gives somebody else than it did.
    Otherwise,
    /// Several statements are like that.
    Several,
}

/// A correction that is not applied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conflict {
    /// The line of the rule.
    pub line: usize,
    /// The document it is about, as the rule has it.
    pub document: String,
    /// The words it is about.
    pub what: String,
    /// Why it is not applied, as a clause.
    pub reason: String,
}

impl Applied {
    /// Whether there never were any rules.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `overlay` is what the index was made by.
    pub fn is_of(&self, overlay: &Overlay) -> bool {
        self.rules == overlay.text() && self.waiting.is_empty()
    }

    /// The corrections that are not applied, by line: those whose statement is gone or another
    /// one's now. Returns nothing of rules that are newer than the index.
    pub fn conflicts(&self, overlay: &Overlay) -> Vec<Conflict> {
        let (before, _) = Overlay::parse(&self.rules);
        let known: BTreeSet<String> = before.corrections().iter().map(Correction::id).collect();
        let mut of_rule: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
        for outcome in self.outcomes.values().flatten() {
            of_rule.entry(&outcome.rule).or_default().push(outcome);
        }
        let mut conflicts = Vec::new();
        for correction in overlay.corrections() {
            let id = correction.id();
            if !known.contains(&id) {
                continue;
            }
            let mut tell = |reason| {
                conflicts.push(Conflict {
                    line: correction.line,
                    document: correction.document.clone(),
                    what: correction.what().to_owned(),
                    reason,
                });
            };
            match of_rule.get(id.as_str()) {
                None => tell("the index has no such document, or as a copy of another".to_owned()),
                Some(outcomes) => {
                    outcomes.iter().filter_map(|it| it.why(correction)).for_each(&mut tell);
                }
            }
        }
        conflicts
    }

    /// The correction that the statement of that ordinal was corrected by in a document, which
    /// `outcomes` knows by `key`.
    pub fn correction_of(&self, key: &str, ordinal: u32) -> Option<&Outcome> {
        // A statement's own correction comes after that of its turn.
        let outcomes = self.outcomes.get(key)?.iter().rev();
        outcomes.into_iter().find(|outcome| outcome.statements.contains(&ordinal))
    }
}

impl Outcome {
    fn why(&self, correction: &Correction) -> Option<String> {
        let whom = |name: &str| if name.is_empty() { "nobody" } else { name }.to_owned();
        match self.verdict {
            Verdict::Holds => None,
            Verdict::Gone => Some("there is no such statement any more".to_owned()),
            Verdict::Several => {
                Some("several statements begin so: write more of its words".to_owned())
            }
            Verdict::Otherwise => {
                let was = whom(correction.was.as_deref().unwrap_or_default());
                Some(format!("the text gives {} now, where it gave {was}", whom(&self.text)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_applied_is_told() {
        let text = "[[correction]]\ndocument = \"a\"\nquote = \"One\"\nspeaker = \"B\"\nwas = \"\"\n\
                    [[correction]]\ndocument = \"b\"\nturn = \"Q\"\nnobody = true\n";
        let (overlay, _) = Overlay::parse(text);
        let mut applied = Applied::default();
        assert_eq!(applied.conflicts(&overlay), [], "nothing is known of new rules");
        applied.rules = text.to_owned();
        let outcome = |verdict| Outcome {
            rule: overlay.corrections()[0].id(),
            verdict,
            statements: vec![2],
            text: "Ada Okoye".to_owned(),
        };
        for (verdict, reason) in [
            (Verdict::Holds, None),
            (Verdict::Gone, Some("there is no such statement any more")),
            (Verdict::Several, Some("several statements begin so: write more of its words")),
            (Verdict::Otherwise, Some("the text gives Ada Okoye now, where it gave nobody")),
        ] {
            applied.outcomes.insert("k".to_owned(), vec![outcome(verdict)]);
            let mut conflicts = applied.conflicts(&overlay);
            let last = conflicts.pop().unwrap();
            assert_eq!((last.line, last.what.as_str()), (6, "Q"));
            assert_eq!(last.reason, "the index has no such document, or as a copy of another");
            let reasons: Vec<_> = conflicts.iter().map(|it| it.reason.as_str()).collect();
            assert_eq!(reasons, reason.into_iter().collect::<Vec<_>>());
        }
        assert!(applied.correction_of("k", 2).is_some());
        assert!(applied.correction_of("k", 3).is_none());
    }
}
