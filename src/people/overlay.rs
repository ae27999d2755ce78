//! The rules of a file, ready to be looked up.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::rules::{Correction, Person, RuleError, Split, parse};
use crate::text::slug;

/// What the user says of who is who; the default says nothing.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    text: String,
    pub(super) people: Vec<Person>,
    pub(super) splits: Vec<Split>,
    pub(super) corrections: Vec<Correction>,
    /// By the id of a name, what it is to be.
    pub(super) names: BTreeMap<String, Named>,
    /// By the id of a name, after `names`: its splits in their order, with what they make of it.
    pub(super) parts: BTreeMap<String, Vec<(usize, Named)>>,
    /// By document as written in the file.
    pub(super) by_document: FxHashMap<String, Vec<usize>>,
}

/// A name and its id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

impl Named {
    pub(super) fn new(name: &str) -> Self {
        Self { id: slug(name), name: name.to_owned() }
    }
}

impl Overlay {
    /// Reads a file. What is wrong in it is left out and told, in the order of its lines.
    pub fn parse(text: &str) -> (Self, Vec<RuleError>) {
        let (rules, mut errors) = parse(text);
        let mut overlay = Self { text: text.to_owned(), ..Self::default() };
        let mut told = |line, reason| errors.push(RuleError { line, reason });
        for person in &rules.people {
            let named = Named::new(&person.name);
            overlay.names.entry(named.id.clone()).or_insert(named);
        }
        let lines: BTreeMap<String, usize> =
            rules.people.iter().rev().map(|person| (slug(&person.name), person.line)).collect();
        for person in rules.people {
            overlay.add_person(person, &lines, &mut told);
        }
        for split in rules.splits {
            let name = overlay.called(&split.name);
            let into = overlay.called(&split.into);
            let nth = overlay.splits.len();
            overlay.parts.entry(name.id).or_default().push((nth, into));
            overlay.splits.push(split);
        }
        for correction in rules.corrections {
            let of_document = overlay.by_document.entry(correction.document.clone()).or_default();
            let mut same = of_document.iter().map(|nth| &overlay.corrections[*nth]);
            let same = same.rfind(|other| other.target == correction.target);
            if let Some(other) = same {
                let line = other.line;
                told(correction.line, format!("the same is corrected in line {line} already"));
                continue;
            }
            of_document.push(overlay.corrections.len());
            overlay.corrections.push(correction);
        }
        errors.sort_by_key(|error| error.line);
        (overlay, errors)
    }

    fn add_person(
        &mut self,
        mut person: Person,
        lines: &BTreeMap<String, usize>,
        told: &mut impl FnMut(usize, String),
    ) {
        let own = slug(&person.name);
        let line = person.line;
        // Another entry of the same person may spell the name another way; the first one counts.
        let named = self.names.get(&own).cloned().unwrap_or_else(|| Named::new(&person.name));
        person.aliases.retain(|alias| {
            let id = slug(alias);
            let other = self.names.get(&id).filter(|other| other.id != own);
            match (lines.get(&id), other) {
                (Some(other), _) if id != own => {
                    told(line, format!("`{alias}` is a person of its own, in line {other}"));
                    false
                }
                (_, Some(other)) => {
                    told(line, format!("`{alias}` is an alias of `{}` already", other.name));
                    false
                }
                _ => {
                    self.names.insert(id, named.clone());
                    true
                }
            }
        });
        self.people.push(person);
    }

    /// What `name` is to be, splits aside.
    pub(super) fn called(&self, name: &str) -> Named {
        let named = Named::new(name);
        self.names.get(&named.id).cloned().unwrap_or(named)
    }

    /// What `name` is called by these rules, splits aside.
    pub fn name_of(&self, name: &str) -> String {
        self.called(name).name
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.splits.is_empty() && self.corrections.is_empty()
    }

    /// The file it was read from, as it stands.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Names that are one person, in the order of the file.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Names that are several people, in the order of the file.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Statements of others than the text gives, in the order of the file.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_person() {
        let text = "[[person]]\nname = \"Ada Okoye\"\naliases = [\"A. Okoye\", \"The Mayor\"]\n\
                    [[person]]\nname = \"Ben Orme\"\naliases = [\"a okoye\", \"ADA OKOYE\", \"Benny\"]\n";
        let (overlay, errors) = Overlay::parse(text);
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "line 4: `a okoye` is an alias of `Ada Okoye` already",
                "line 4: `ADA OKOYE` is a person of its own, in line 1"
            ]
        );
        assert_eq!(overlay.name_of("the mayor"), "Ada Okoye");
        assert_eq!(overlay.name_of("ada okoye"), "Ada Okoye");
        assert_eq!(overlay.name_of("Benny"), "Ben Orme");
        assert_eq!(overlay.name_of("Somebody"), "Somebody");
    }

    #[test]
    fn one_statement_is_corrected_once() {
        let text = "[[correction]]\ndocument = \"a\"\nquote = \"No\"\nnobody = true\n\
                    [[correction]]\ndocument = \"a\"\nquote = \"No\"\nspeaker = \"B\"\n";
        let (overlay, errors) = Overlay::parse(text);
        assert_eq!(overlay.corrections().len(), 1);
        assert_eq!(errors[0].to_string(), "line 5: the same is corrected in line 1 already");
    }
}
