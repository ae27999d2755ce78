//! Whether a name in a claim is that of somebody in a statement.
//!
//! Surnames must be the same, and given names must not speak against it: none on one side, an
//! initial, the beginning of the other (`Ben`, `Benjamin`) or its short form (`Bill`, `William`).
//! An office stands for whoever has it in the statement (`the Secretary of State`).

use crate::{
    index::exact_words,
    model::{Agent, Record},
};

/// Words of a name that are no part of it.
const AROUND: &[&str] = &[
    "the",
    "a",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "prof",
    "professor",
    "president",
    "vice",
    "first",
    "secretary",
    "minister",
    "prime",
    "senator",
    "sen",
    "representative",
    "rep",
    "congressman",
    "congresswoman",
    "governor",
    "gov",
    "mayor",
    "general",
    "gen",
    "admiral",
    "adm",
    "colonel",
    "col",
    "captain",
    "chancellor",
    "king",
    "queen",
    "judge",
    "justice",
    "pope",
    "ambassador",
    "speaker",
    "chairman",
    "chair",
];
const BEHIND: &[&str] = &["jr", "sr", "ii", "iii", "iv", "phd", "md", "mp"];

/// Short forms that are no beginning of the long one.
const SHORT: &[(&str, &str)] = &[
    ("joe", "joseph"),
    ("bill", "william"),
    ("bob", "robert"),
    ("rob", "robert"),
    ("mike", "michael"),
    ("jim", "james"),
    ("dick", "richard"),
    ("rick", "richard"),
    ("ted", "edward"),
    ("ed", "edward"),
    ("jack", "john"),
    ("tony", "anthony"),
    ("tony", "antony"),
    ("kate", "katherine"),
    ("kate", "kathryn"),
    ("liz", "elizabeth"),
    ("beth", "elizabeth"),
    ("peggy", "margaret"),
    ("jake", "jacob"),
    ("chuck", "charles"),
    ("charlie", "charles"),
    ("jerry", "gerald"),
    ("andy", "andrew"),
    ("drew", "andrew"),
    ("larry", "lawrence"),
    ("harry", "henry"),
    ("hank", "henry"),
    ("tom", "thomas"),
    ("nick", "nicholas"),
    ("steve", "stephen"),
    ("jeff", "geoffrey"),
];

/// Who is claimed to have said something.
#[derive(Clone, Debug)]
pub(super) struct Name {
    words: Vec<String>,
}

impl Name {
    /// Reads a name; `None` where it has no words.
    pub(super) fn new(name: &str) -> Option<Self> {
        let words = words(name);
        (!words.is_empty()).then_some(Self { words })
    }

    /// The word to look it up by.
    pub(super) fn key(&self) -> &str {
        proper(&self.words).last().or(self.words.last()).map_or("", String::as_str)
    }

    /// Whether `record` has them as a speaker or as one who passed it on.
    pub(super) fn speaks_in(&self, record: &Record) -> bool {
        let agents = record.speaker.iter().chain(&record.joint_with).chain(&record.via);
        agents.into_iter().any(|agent| self.is(agent))
    }

    /// Whether they are one of those who pass `record` on, and not its speaker.
    pub(super) fn only_passes_on(&self, record: &Record) -> bool {
        let mut speakers = record.speaker.iter().chain(&record.joint_with);
        !speakers.any(|agent| self.is(agent)) && record.via.iter().any(|agent| self.is(agent))
    }

    fn is(&self, agent: &Agent) -> bool {
        let known = words(&agent.name);
        if known.is_empty() {
            return false;
        }
        if known == self.words || same_person(proper(&self.words), proper(&known)) {
            return true;
        }
        // An office: all its words stand in the role, or in the name of an institution.
        let office = agent.role.as_deref().map(words).unwrap_or_default();
        let offices = self.words.iter().filter(|word| *word != "the");
        let n_words = offices.clone().count();
        let all = |known: &[String]| offices.clone().all(|word| known.contains(word));
        0 < n_words && (all(&office) || (1 < n_words && all(&known)))
    }
}

fn words(name: &str) -> Vec<String> {
    let words = exact_words(name).into_iter().map(|(_, word)| word);
    words.filter(|word| word != "s").collect()
}

/// The name in `words`: titles before it and ranks behind it left out.
fn proper(words: &[String]) -> &[String] {
    let end =
        words.len() - words.iter().rev().take_while(|word| BEHIND.contains(&word.as_str())).count();
    let titles = words[..end].iter().take_while(|word| AROUND.contains(&word.as_str())).count();
    &words[titles..end]
}

fn same_person(one: &[String], other: &[String]) -> bool {
    let (Some((surname, given)), Some((other_surname, other_given))) =
        (one.split_last(), other.split_last())
    else {
        return false;
    };
    surname == other_surname
        && match (given.first(), other_given.first()) {
            (Some(given), Some(other)) => same_given(given, other),
            _ => true,
        }
}

fn same_given(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long
        || (long.starts_with(short) && (short.chars().count() == 1 || 3 <= short.len()))
        || SHORT.contains(&(short, long))
        || SHORT.contains(&(long, short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpeakerKind;

    fn is(claimed: &str, name: &str, role: Option<&str>) -> bool {
        let agent = Agent {
            id: String::new(),
            name: name.to_owned(),
            as_written: None,
            kind: SpeakerKind::Person,
            role: role.map(str::to_owned),
            span: None,
        };
        Name::new(claimed).is_some_and(|claimed| claimed.is(&agent))
    }

    #[test]
    fn names_stand_for_people() {
        for (claimed, name) in [
            ("Okoye", "Ada Okoye"),
            ("Ada Okoye", "Okoye"),
            ("President Okoye", "Ada N. Okoye, Jr."),
            ("A. Okoye", "Ada Okoye"),
            ("Ben Lindt", "Benjamin Lindt"),
            ("Bill Lindt", "William Lindt"),
            ("Port Authority", "the Sable Port Authority"),
        ] {
            assert!(is(claimed, name, None), "{claimed}, {name}");
        }
        for (claimed, name) in [
            ("Ida Okoye", "Ada Okoye"),
            ("Ada Okoye", "Ada Lindt"),
            ("Ada", "Ada Okoye"),
            ("Jo Okoye", "Jonas Okoye"),
            ("President", "Okoye"),
            ("", "Okoye"),
        ] {
            assert!(!is(claimed, name, None), "{claimed}, {name}");
        }
    }

    #[test]
    fn offices_stand_for_whoever_has_them() {
        assert!(is("the Secretary of State", "Ada Okoye", Some("Secretary of State")));
        assert!(is("State Department", "Jonas Brandt", Some("State Department spokesperson")));
        assert!(!is("the Secretary of Defense", "Ada Okoye", Some("Secretary of State")));
    }
}
