//! Debates in Akoma Ntoso, of any version: sections in sections, speeches, questions and answers.

use rustc_hash::FxHashMap;

use super::{
    day_within, language_of, names,
    sitting::{Sitting, Speech},
    tables,
    tokens::Tokens,
    walk::{Role, Vocabulary},
};
use crate::{
    ingest::{dates, meta},
    model::{ApproxDate, Document, Format, Speaker},
};

/// Elements that hold a part of a debate under a heading of its own.
const SECTIONS: &[&str] = &[
    "debatesection",
    "subdivision",
    "communication",
    "petitions",
    "papers",
    "noticesofmotion",
    "questions",
    "address",
    "proceduralmotions",
    "pointoforder",
    "adjournment",
    "declarationofvote",
    "personalstatements",
    "ministerialstatements",
    "resolutions",
    "nationalinterest",
    "oralstatements",
    "writtenstatements",
    "rollcall",
    "prayers",
    "administrationofoath",
];

#[derive(Default)]
pub(super) struct AkomaNtoso {
    /// People, roles and bodies by their id and by their address: what they are shown as.
    people: FxHashMap<String, String>,
    others: FxHashMap<String, String>,
    /// Whether what is read tells of the work itself, not of its edition or file.
    in_work: bool,
    in_cover: bool,
    author: Option<String>,
    date: Dated,
}

/// The day of a debate, by what tells it best.
#[derive(Default)]
struct Dated {
    on_cover: Option<ApproxDate>,
    address: Option<ApproxDate>,
    work: Option<ApproxDate>,
}

impl AkomaNtoso {
    pub(super) fn new(sitting: &mut Sitting) -> Self {
        sitting.about = Document { format: Format::AkomaNtoso, ..Document::default() };
        Self::default()
    }

    /// What stands in the head of the file.
    fn meta(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let value = |name: &str| tokens.first_of(&[name]);
        match tokens.name() {
            "frbrwork" => self.in_work = true,
            "frbrexpression" | "frbrmanifestation" | "frbritem" => self.in_work = false,
            "frbruri" | "frbrthis" if self.in_work => {
                let address = value("value");
                let day = address.as_deref().and_then(day_within);
                self.date.address = self.date.address.or(day);
                let web = address.filter(|address| address.starts_with("http"));
                sitting.about.url = sitting.about.url.take().or(web);
            }
            "frbrdate" if self.in_work => {
                let day = value("date").and_then(|date| dates::parse(&date));
                self.date.work = self.date.work.or(day);
            }
            "frbrauthor" if self.in_work => self.author = self.author.take().or(value("href")),
            "frbrlanguage" => {
                let language = value("language").and_then(|code| language_of(&code));
                sitting.about.language = language.or(sitting.about.language);
            }
            "tlcperson" | "tlcrole" | "tlcorganization" => {
                let person = tokens.name() == "tlcperson";
                let known = if person { &mut self.people } else { &mut self.others };
                let Some(shown) = tokens.first_of(&["showAs"]) else { return Role::Quiet };
                for key in ["eId", "id", "href"] {
                    if let Some(key) = tokens.first_of(&[key]) {
                        known.entry(key).or_insert_with(|| shown.clone());
                    }
                }
            }
            "analysis" | "notes" | "lifecycle" | "proprietary" | "presentation"
            | "temporaldata" | "workflow" | "classification" => return Role::Skip,
            _ => {}
        }
        self.tell_date(sitting);
        Role::Quiet
    }

    fn tell_date(&self, sitting: &mut Sitting) {
        sitting.about.published = self.date.on_cover.or(self.date.address).or(self.date.work);
    }

    fn speech(&self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let id = tokens.first_of(&["eId", "id"]);
        let mut speech = Speech::new(tokens, id.as_deref());
        let led =
            |name: &str| tokens.first_of(&[name]).map(|to| to.trim_start_matches('#').to_owned());
        if let Some(by) = led("by") {
            let shown = self.people.get(&by);
            speech.speaker = shown.and_then(|shown| names::speaker(shown)).map(|speaker| {
                let office = led("as").and_then(|office| self.others.get(&office).cloned());
                Speaker { role: office.or(speaker.role), ..speaker }
            });
            speech.label = shown.or(self.others.get(&by)).map_or(by, |shown| meta::tidy(shown));
        }
        sitting.begin_speech(speech);
        Role::Speech
    }
}

impl Vocabulary for AkomaNtoso {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let name = tokens.name();
        match name {
            "meta" | "identification" | "references" | "publication" => Role::Quiet,
            _ if name.starts_with("frbr") || name.starts_with("tlc") => self.meta(tokens, sitting),
            "analysis" | "notes" | "lifecycle" | "proprietary" | "presentation"
            | "temporaldata" | "workflow" | "classification" | "noteref" | "authorialnote"
            | "note" => Role::Skip,
            "preface" | "coverpage" => {
                self.in_cover = true;
                Role::Quiet
            }
            "docdate" => {
                let day = tokens.first_of(&["date"]).and_then(|date| dates::parse(&date));
                self.date.on_cover = self.date.on_cover.or(day);
                self.tell_date(sitting);
                Role::Inline
            }
            "doctitle" | "doctype" if self.in_cover => Role::Capture,
            "heading" if sitting.is_in_section() && sitting.open_speeches() == 0 => Role::Capture,
            "speech" | "question" | "answer" => self.speech(tokens, sitting),
            "from" if sitting.open_speeches() > 0 => Role::Capture,
            "recordedtime" if sitting.open_speeches() > 0 => Role::Skip,
            "heading" | "subheading" | "scene" | "narrative" | "summary" | "other" => Role::Aside,
            _ if SECTIONS.contains(&name) => Role::Section,
            "speechgroup" | "block" | "blocklist" | "listintroduction" | "listwrapup"
            | "content" | "tblock" | "foreign" | "embeddedstructure" => Role::Block,
            _ => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let name = tokens.name();
        match (name, words) {
            ("from", Some(words)) => {
                if let Some(speech) = sitting.speech()
                    && !words.trim().is_empty()
                {
                    speech.label = meta::tidy(words);
                }
            }
            ("heading", Some(words)) => sitting.head(words),
            ("doctitle", Some(words)) => sitting.about.title = Some(meta::tidy(words)),
            ("references", _) => {
                let author = self.author.as_deref().map(|author| author.trim_start_matches('#'));
                sitting.about.outlet = author.and_then(|author| self.others.get(author).cloned());
            }
            ("preface" | "coverpage", _) => self.in_cover = false,
            _ => {}
        }
    }
}
