//! Debates in the XML of publicwhip and `TheyWorkForYou`: headings and speeches side by side.

use super::{
    day_within, names,
    sitting::{Sitting, Speech},
    tables,
    tokens::Tokens,
    walk::{Role, Vocabulary},
};
use crate::model::{Document, Format};

/// Which house a debate is of, by the word for it in the ids.
const HOUSES: &[(&str, &str)] = &[
    ("debate", "House of Commons"),
    ("westminhall", "House of Commons"),
    ("standing", "House of Commons"),
    ("lords", "House of Lords"),
    ("spor", "Scottish Parliament"),
    ("spwa", "Scottish Parliament"),
    ("sp", "Scottish Parliament"),
    ("ni", "Northern Ireland Assembly"),
    ("senedd", "Senedd Cymru"),
    ("wales", "Senedd Cymru"),
    ("london-mayors-questions", "London Assembly"),
];

pub(super) struct PublicWhip;

impl PublicWhip {
    pub(super) fn new(path: &str, sitting: &mut Sitting) -> Self {
        sitting.about = Document { format: Format::PublicWhip, ..Document::default() };
        let name = path.rsplit('/').next().unwrap_or(path);
        sitting.about.published = day_within(name);
        Self
    }

    /// What an id says of the sitting: `uk.org.publicwhip/debate/2016-05-12a.695.4`.
    fn identify(id: &str, sitting: &mut Sitting) {
        let mut parts = id.split('/');
        let day = parts.next_back().and_then(day_within);
        sitting.about.published = day.or(sitting.about.published);
        // Elsewhere the format is used for other houses under the same words.
        let word = parts.next_back().filter(|_| id.starts_with("uk.org.publicwhip/"));
        let house = word.and_then(|word| HOUSES.iter().find(|(name, _)| *name == word));
        sitting.about.outlet = house.map(|(_, house)| (*house).to_owned());
    }

    fn speech(tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let id = tokens.first_of(&["id", "gid"]);
        if let Some(id) = &id {
            Self::identify(id, sitting);
        }
        let nobody = tokens.attribute("nospeaker").is_some_and(|value| value == "true");
        let name = tokens.first_of(&["speakername"]).filter(|_| !nobody);
        let Some(label) = name else { return Role::Block };
        let id = id.as_deref().and_then(|id| id.rsplit('/').next());
        let mut speech = Speech::new(tokens, id);
        let office = tokens.first_of(&["speakeroffice"]);
        speech.speaker = names::speaker(&label).filter(names::is_full).map(|mut speaker| {
            let office = office.map(|office| office.trim_start_matches("The ").to_owned());
            speaker.role = office.or(speaker.role.take());
            speaker
        });
        speech.label = label;
        speech.url = tokens.first_of(&["url"]);
        sitting.begin_speech(speech);
        Role::Speech
    }
}

impl Vocabulary for PublicWhip {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        match tokens.name() {
            "speech" | "ques" | "reply" => Self::speech(tokens, sitting),
            "oral-heading" | "major-heading" | "minor-heading" | "heading" => {
                if let Some(id) = tokens.first_of(&["id"]) {
                    Self::identify(&id, sitting);
                }
                Role::Capture
            }
            "division" | "votelist" | "mplist" | "lordlist" | "msplist" | "divisioncount"
            | "committee" => Role::Skip,
            name => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let Some(words) = words else { return };
        // The heading over all oral questions is never ended: the first of their subjects ends it.
        sitting.head_at(if tokens.name() == "minor-heading" { 2 } else { 1 }, words);
    }
}
