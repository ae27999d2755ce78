//! Debates of the Australian Hansard: the SGML of the years up to 1997, in capitals, and the XML
//! since, with its paragraphs and since 2011 with the HTML of a word processor in their place.

use rustc_hash::FxHashMap;

use super::{
    names,
    sitting::{Held, Sitting, Speech},
    tables,
    tokens::Tokens,
    walk::{Role, Vocabulary},
};
use crate::{
    ingest::{dates, meta},
    model::{Document, Format, Speaker},
};

/// The id of whoever is in the chair.
const CHAIR: &str = "10000";

/// Paragraphs within a speech that tell what the house did.
const DONE: &[&str] = &[
    "leave granted",
    "leave not granted",
    "question agreed to",
    "question put",
    "question negatived",
    "question resolved in the affirmative",
    "question resolved in the negative",
    "question so resolved in the affirmative",
    "question so resolved in the negative",
    "debate adjourned",
    "debate interrupted",
    "a division having been called and the bells being rung",
];

#[derive(Default)]
pub(super) struct Hansard {
    /// Full names by the ids of people, as they come up.
    known: FxHashMap<String, Speaker>,
    talker: Talker,
    within: Within,
    /// Where in the paragraph bold words end that it begins with.
    bold: Option<usize>,
    in_bold: bool,
    /// Whether the paragraph begins with a name and a place, as those of a word processor do.
    led: bool,
    /// Whether the paragraph is the first behind a name.
    first: bool,
}

/// A part of the file that tells of the sitting or of a speaker.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Within {
    #[default]
    Debate,
    Header,
    Talker,
}

/// What is said of somebody who begins to talk.
#[derive(Default)]
struct Talker {
    id: String,
    name: String,
    shown: String,
    role: String,
    /// Whether the name that is open is as an index has it.
    in_index: bool,
}

impl Hansard {
    pub(super) fn new(sitting: &mut Sitting) -> Self {
        sitting.about = Document { format: Format::Hansard, ..Document::default() };
        Self::default()
    }

    fn root(tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let day = tokens.first_of(&["date"]).and_then(|day| dates::parse(&numbered(&day)));
        sitting.about.published = day.or(sitting.about.published);
        sitting.about.outlet = tokens.first_of(&["chamber"]).as_deref().map(house);
        Role::Inline
    }

    fn speech(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        sitting.begin_speech(Speech::new(tokens, None));
        let (name, id) = (tokens.first_of(&["speaker"]), tokens.first_of(&["nameid"]));
        if name.is_some() || id.is_some() {
            let name = name.unwrap_or_default();
            self.talker = Talker { id: id.unwrap_or_default(), name, ..Talker::default() };
            self.talks(tokens, sitting);
        }
        Role::Speech
    }

    /// Somebody begins to talk: whose speech it is, or who breaks in.
    fn talks(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let mut talker = std::mem::take(&mut self.talker);
        talker.id.make_ascii_uppercase();
        let label = if talker.shown.is_empty() {
            let named = names::speaker(&talker.name);
            named.map_or_else(|| meta::tidy(&talker.name), |named| named.name)
        } else {
            meta::tidy(&talker.shown)
        };
        let office = meta::tidy(talker.role.trim_matches(['(', ')', ' ', '—', '-']));
        let named = names::speaker(&talker.name).filter(names::is_full);
        let named = named.or_else(|| names::speaker(&label).filter(names::is_full));
        let seat = names::speaker(&label).and_then(|shown| shown.role);
        let speaker = named.map(|named| {
            let role = if office.is_empty() { named.role.clone().or(seat) } else { Some(office) };
            Speaker { role, ..named }
        });
        let is_person = !matches!(talker.id.as_str(), "" | CHAIR | "UNKNOWN" | "NULL");
        if let Some(speaker) = speaker.as_ref().filter(|_| is_person) {
            self.known.entry(talker.id.clone()).or_insert_with(|| speaker.clone());
        }
        self.first = true;
        let mut speech = Speech::new(tokens, None);
        speech.speaker = speaker;
        speech.label = label;
        speech.who = is_person.then_some(talker.id);
        sitting.go_on(speech);
    }

    /// An element that tells of whoever begins to talk.
    fn talker(&mut self, tokens: &Tokens<'_>) -> Role {
        if let Some(id) = tokens.first_of(&["nameid"]) {
            self.talker.id = id;
        }
        match tokens.name() {
            "name" => {
                self.talker.in_index =
                    tokens.attribute("role").is_some_and(|role| role == "metadata");
                Role::Capture
            }
            "name.id" | "role" => Role::Capture,
            _ => Role::Quiet,
        }
    }

    /// A link or a span that a word processor's paragraph begins with.
    fn marked(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let class = tokens.attribute(if tokens.name() == "a" { "type" } else { "class" });
        let class = class.as_deref().unwrap_or_default().trim_start_matches("HPS-");
        let begins = sitting.paragraph().is_empty() && sitting.open_speeches() > 0;
        match class {
            "MemberSpeech" | "OfficeSpeech" | "MemberQuestion" | "MemberAnswer"
            | "MemberContinuation" | "OfficeContinuation" | "MemberInterjecting"
            | "OfficeInterjecting" | "MemberWitness" | "OfficeCommittee"
                if begins =>
            {
                if let Some(id) = tokens.first_of(&["href"]) {
                    self.talker.id = id;
                }
                Role::Capture
            }
            "GeneralInterjecting" | "GeneralIInterjecting" | "MemberIInterjecting" => {
                sitting.unspoken = true;
                Role::Inline
            }
            "MinisterialTitles" if self.led => Role::Capture,
            _ => Role::Inline,
        }
    }

    /// Takes off what stands between a name and its first words, and gives a paragraph that
    /// begins with a name in bold to whoever it names.
    fn end_paragraph(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let bold = self.bold.take();
        if let Some(length) = bold
            && let Some((label, _)) = sitting.paragraph().split_at_checked(length)
            && is_name(label)
            && sitting.paragraph()[length..].trim_start().starts_with(['—', '–', '-', ':'])
            && sitting.open_speeches() > 0
        {
            let mut words = std::mem::take(sitting.paragraph());
            let rest = words.split_off(length);
            self.talker = Talker { shown: words, ..Talker::default() };
            self.talks(tokens, sitting);
            *sitting.paragraph() = rest;
        }
        let paragraph = sitting.paragraph();
        if std::mem::take(&mut self.led) {
            take_place_off(paragraph);
        }
        if !paragraph.is_empty() && std::mem::take(&mut self.first) {
            take_dash_off(paragraph);
        }
        let words = paragraph.trim_end_matches(['.', ' ', '—', '-']).to_lowercase();
        sitting.unspoken |= DONE.contains(&words.as_str());
        sitting.unspoken |= words.len() < 60 && words.ends_with(" interjecting");
    }
}

impl Vocabulary for Hansard {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let name = tokens.name();
        match self.within {
            Within::Talker => return self.talker(tokens),
            Within::Header if matches!(name, "date" | "chamber") => return Role::Capture,
            Within::Header => return Role::Quiet,
            Within::Debate => {}
        }
        match name {
            "hansard" => Self::root(tokens, sitting),
            "session.header" => {
                self.within = Within::Header;
                Role::Quiet
            }
            "talker" => {
                self.within = Within::Talker;
                self.talker = Talker::default();
                Role::Quiet
            }
            "speech" | "question" | "answer" | "interjection" | "interject" => {
                self.speech(tokens, sitting)
            }
            "title" if sitting.open_speeches() == 0 => Role::Capture,
            "debateinfo" => Role::Quiet,
            _ if name.starts_with("subdebateinfo") => Role::Quiet,
            _ if is_debate(name) => Role::Section,
            "division" | "page.no" | "time.stamp" | "day.start" | "electorate" => Role::Skip,
            "a" | "span" => self.marked(tokens, sitting),
            "p" => {
                let class = tokens.attribute("class").unwrap_or_default();
                let heading = class.starts_with("HPS-") && class.ends_with("Debate");
                if heading { Role::Skip } else { Role::Block }
            }
            "inline" | "emphasis" => {
                let weight = tokens.first_of(&["font-weight"]).unwrap_or_default();
                self.in_bold =
                    weight.eq_ignore_ascii_case("bold") && sitting.paragraph().is_empty();
                Role::Inline
            }
            _ => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let name = tokens.name();
        if self.within == Within::Talker {
            let words = words.map(meta::tidy).filter(|words| !words.is_empty());
            match (name, words) {
                ("name.id", Some(words)) => self.talker.id = words,
                ("role", Some(words)) => self.talker.role = words,
                ("name", Some(words)) => {
                    let in_index = self.talker.in_index || words.contains(',');
                    let slot =
                        if in_index { &mut self.talker.name } else { &mut self.talker.shown };
                    *slot = words;
                }
                ("talker", _) => {
                    self.within = Within::Debate;
                    self.talks(tokens, sitting);
                }
                _ => {}
            }
            return;
        }
        match (name, words) {
            ("date", Some(words)) if self.within == Within::Header => {
                let day = dates::parse(&numbered(words.trim()));
                sitting.about.published = day.or(sitting.about.published);
            }
            ("chamber", Some(words)) if self.within == Within::Header => {
                sitting.about.outlet = Some(house(words));
            }
            ("session.header", _) => self.within = Within::Debate,
            ("title", Some(words)) => sitting.head(words),
            ("a" | "span", Some(words)) => {
                let role = tokens.name() == "span" && self.led;
                if role {
                    if let Some(speech) = sitting.speech()
                        && let Some(speaker) = &mut speech.speaker
                    {
                        speaker.role = Some(meta::tidy(words));
                    }
                } else if !words.trim().is_empty() {
                    self.talker.shown = meta::tidy(words.trim().trim_end_matches(':'));
                    self.talks(tokens, sitting);
                    self.led = true;
                }
            }
            ("inline" | "emphasis", None) if self.in_bold => {
                self.in_bold = false;
                self.bold = Some(sitting.paragraph().len());
            }
            ("speech" | "question" | "answer" | "interjection" | "interject", _) => {
                self.end_paragraph(tokens, sitting);
            }
            ("para" | "p", _) => self.end_paragraph(tokens, sitting),
            _ => {}
        }
    }

    fn name(&mut self, held: &mut [Held], _last: bool) -> bool {
        for Held { document, whos } in held {
            for (turn, who) in document.turns.iter_mut().zip(whos) {
                let known = who.as_ref().and_then(|who| self.known.get(who));
                let label = turn.label.map(|label| label.of(&document.text)).unwrap_or_default();
                let Some(known) = known.filter(|known| names::same_person(&known.name, label))
                else {
                    continue;
                };
                match &mut turn.speaker {
                    Some(speaker) if names::is_full(speaker) => {
                        speaker.role = speaker.role.take().or_else(|| known.role.clone());
                    }
                    short => *short = Some(known.clone().into()),
                }
            }
        }
        true
    }
}

fn is_debate(name: &str) -> bool {
    name == "debate"
        || name == "adjournment"
        || name
            .strip_prefix("subdebate.")
            .or(name.strip_prefix("debate.sub"))
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `SENATE` as a house is called.
fn house(chamber: &str) -> String {
    let chamber = meta::tidy(chamber);
    match chamber.to_ascii_lowercase().as_str() {
        "reps" | "house of reps" | "hor" => "House of Representatives".to_owned(),
        _ => names::sensibly_cased(&chamber),
    }
}

/// `25/02/1992` without doubt which is the day.
fn numbered(date: &str) -> String {
    match date.split('/').collect::<Vec<_>>()[..] {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => date.to_owned(),
    }
}

/// Whether bold words at the beginning of a paragraph are who speaks.
fn is_name(words: &str) -> bool {
    const LEADS: &[&str] = &["The ", "Mr ", "Mrs ", "Ms ", "Miss ", "Dr ", "Senator ", "Sir "];
    let office = words.strip_prefix("The ").is_none_or(|office| {
        office.split_whitespace().next().is_some_and(|word| {
            word.chars().filter(|char| char.is_alphabetic()).all(char::is_uppercase)
        })
    });
    let words = words.trim();
    words.len() < 80 && LEADS.iter().any(|lead| words.starts_with(lead)) && office
}

/// ` (Grayndler—Minister for Ports) (09:01): I move` without all before the words.
fn take_place_off(paragraph: &mut String) {
    let mut rest = paragraph.trim_start();
    while let Some(inner) = rest.strip_prefix('(') {
        let Some(end) = inner.find(')').filter(|end| *end < 200) else { break };
        rest = inner[end + 1..].trim_start_matches([' ', ')', '—']);
    }
    *paragraph = rest.trim_start_matches([':', ' ']).to_owned();
}

/// `—I move` and `[3.2]. - I move` without all before the words.
fn take_dash_off(paragraph: &mut String) {
    let dashes = ['—', '–', '-', '.', ':', ' ', '\u{a0}'];
    let rest = paragraph.trim_start_matches(dashes);
    let time = rest.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    let is_time =
        |time: &str| time.len() < 14 && time.starts_with(|char: char| char.is_ascii_digit());
    let rest = time.filter(|(time, _)| is_time(time)).map_or(rest, |(_, rest)| rest);
    *paragraph = rest.trim_start_matches(dashes).to_owned();
}
