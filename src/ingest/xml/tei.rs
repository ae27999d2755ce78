//! Debates in TEI, as the corpora of `ParlaMint` and editions of plays have them.

use std::{path::PathBuf, sync::Arc};

use super::{
    language_of,
    people::{self, People},
    sitting::{Held, Sitting, Speech},
    tables,
    tokens::Tokens,
    walk::{Role, Vocabulary},
};
use crate::{
    ingest::{dates, meta, read::Reading},
    model::{ApproxDate, Document, Format, Language},
};

/// What marks the id of somebody who speaks from the chair.
const CHAIR: char = '\u{1}';

#[derive(Default)]
pub(super) struct Tei {
    path: PathBuf,
    /// The people that the file itself lists, often behind the debate.
    people: People,
    /// Those that a file beside it lists, once it was looked for.
    beside: Option<Arc<People>>,
    header: Header,
    /// What the record puts in front of the next speech.
    label: String,
    /// How many paragraphs, sentences and words are open.
    segments: usize,
    sentences: usize,
    words: usize,
    /// Whether the last word has no blank behind it.
    joined: bool,
    in_header: bool,
    in_person: bool,
}

/// What the header says.
#[derive(Default)]
struct Header {
    language: Option<Language>,
    /// Titles by their language, and whether they are the sitting's own.
    titles: Vec<(Option<Language>, bool, String)>,
    setting: Option<ApproxDate>,
    source: Option<ApproxDate>,
    within: Option<Part>,
}

/// A part of the header that says what is in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Titles,
    Source,
    Setting,
}

impl Header {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let language = || tokens.attribute("xml:lang").and_then(|code| language_of(&code));
        match (tokens.name(), self.within) {
            ("titlestmt", _) => self.within = Some(Part::Titles),
            ("sourcedesc", _) => self.within = Some(Part::Source),
            ("settingdesc", _) => self.within = Some(Part::Setting),
            ("title", Some(Part::Titles)) => {
                let own = tokens.attribute("type").is_some_and(|kind| kind == "sub");
                self.titles.push((language(), own, String::new()));
                return Role::Capture;
            }
            ("date", Some(part @ (Part::Setting | Part::Source))) => {
                let when = tokens.first_of(&["when", "from", "notBefore"]);
                let day = when.and_then(|when| dates::parse(&when));
                let slot = if part == Part::Setting { &mut self.setting } else { &mut self.source };
                *slot = slot.or(day);
                sitting.about.published = self.setting.or(self.source);
            }
            ("idno", Some(Part::Source)) => {
                let kind = tokens.attribute("type").unwrap_or_default();
                if kind.eq_ignore_ascii_case("uri") || kind.eq_ignore_ascii_case("url") {
                    return Role::Capture;
                }
            }
            ("publisher" | "orgname", Some(Part::Source)) => return Role::Capture,
            ("encodingdesc" | "revisiondesc" | "listorg", _) => return Role::Skip,
            _ => {}
        }
        Role::Quiet
    }

    fn close(&mut self, name: &str, words: Option<&str>, sitting: &mut Sitting) {
        let words = words.map(meta::tidy).filter(|words| !words.is_empty());
        match name {
            "titlestmt" | "sourcedesc" | "settingdesc" => self.within = None,
            "title" => {
                if let (Some(words), Some((_, _, title))) = (words, self.titles.last_mut()) {
                    *title = words;
                }
            }
            "idno" => sitting.about.url = sitting.about.url.take().or(words),
            "publisher" | "orgname" => {
                sitting.about.outlet = sitting.about.outlet.take().or(words);
            }
            "teiheader" => sitting.about.title = self.title(),
            _ => {}
        }
    }

    /// The title in the document's language, or in English, or in any.
    fn title(&self) -> Option<String> {
        let rank = |(language, own, _): &&(Option<Language>, bool, String)| {
            let right = language.is_none() || *language == self.language;
            (right, *language == Some(Language::ENGLISH), *own)
        };
        let titles = self.titles.iter().filter(|(_, _, title)| !title.is_empty());
        let (_, _, title) = titles.max_by_key(rank)?;
        Some(title.split(" [ParlaMint").next().unwrap_or(title).to_owned())
    }
}

impl Tei {
    pub(super) fn new(reading: &Reading) -> Self {
        Self { path: reading.path.clone(), ..Self::default() }
    }

    /// Begins a text: the only one, or one of a corpus.
    fn begin(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let language = tokens.attribute("xml:lang").and_then(|code| language_of(&code));
        let language = language.or(self.header.language);
        self.header = Header { language, ..Header::default() };
        sitting.finish();
        sitting.about = Document { format: Format::Tei, language, ..Document::default() };
    }

    fn speech(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let id = tokens.first_of(&["xml:id", "id"]);
        let mut speech = Speech::new(tokens, id.as_deref());
        let who = tokens.first_of(&["who"]);
        // Several who speak at once are none of them.
        speech.who = who.filter(|who| !who.contains(char::is_whitespace)).map(|who| {
            let chair = tokens.attribute("ana").is_some_and(|ana| ana.contains("#chair"));
            let id = who.rsplit('#').next().unwrap_or(&who);
            if chair { format!("{CHAIR}{id}") } else { id.to_owned() }
        });
        speech.label = std::mem::take(&mut self.label);
        sitting.begin_speech(speech);
        Role::Speech
    }

    /// Names those of `held` whom `people` knows; returns whether nobody is missing.
    fn name_by(&self, people: &People, held: &mut [Held]) -> bool {
        let mut all = true;
        for Held { document, whos } in held {
            let day = document.published;
            for (turn, who) in document.turns.iter_mut().zip(whos) {
                let Some(written) = who.as_deref() else { continue };
                let id = written.trim_start_matches(CHAIR);
                let chair = id.len() < written.len();
                match people.speaker(id, day, self.header.language, chair) {
                    Some(speaker) => {
                        turn.speaker = Some(speaker.into());
                        *who = None;
                    }
                    None => all = false,
                }
            }
        }
        all
    }

    /// What happens and is noted, within a paragraph or between two.
    fn noted(&self) -> Role {
        if self.segments > 0 { Role::Skip } else { Role::Aside }
    }
}

impl Vocabulary for Tei {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let name = tokens.name();
        if self.in_person || name == "person" {
            self.in_person = true;
            return self.people.open(tokens);
        }
        if self.in_header {
            return self.header.open(tokens, sitting);
        }
        match name {
            "tei" | "tei.2" | "teicorpus" => {
                self.begin(tokens, sitting);
                Role::Inline
            }
            "teiheader" => {
                self.in_header = true;
                Role::Quiet
            }
            "listperson" | "standoff" | "listorg" | "person" => Role::Quiet,
            "u" | "sp" => self.speech(tokens, sitting),
            "div" | "div1" | "div2" | "div3" => Role::Section,
            "head" if sitting.open_speeches() == 0 => Role::Capture,
            "speaker" => Role::Capture,
            "note" => match tokens.attribute("type").as_deref() {
                Some("speaker") => Role::Capture,
                Some("time") => Role::Skip,
                _ => self.noted(),
            },
            "kinesic" | "vocal" | "incident" | "writing" | "stage" => self.noted(),
            "gap" | "fw" | "linkgrp" | "spangrp" | "figure" | "teidata" | "taxonomy" => Role::Skip,
            "seg" | "ab" | "l" | "p" => {
                self.segments += 1;
                Role::Block
            }
            "s" => {
                self.sentences += 1;
                self.joined = false;
                sitting.space(true);
                Role::Inline
            }
            "w" | "pc" => {
                if self.words == 0 {
                    sitting.space(!self.joined);
                    self.joined = tokens.attribute("join").is_some_and(|join| join == "right");
                }
                self.words += 1;
                Role::Inline
            }
            _ => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let name = tokens.name();
        if self.in_person {
            self.in_person = !self.people.close(name, words);
            return;
        }
        if self.in_header {
            self.in_header = name != "teiheader";
            self.header.close(name, words, sitting);
            return;
        }
        match (name, words) {
            ("note", Some(words)) if sitting.open_speeches() == 0 => {
                self.label = meta::tidy(words);
            }
            ("speaker", Some(words)) => {
                if let Some(speech) = sitting.speech() {
                    speech.label = meta::tidy(words);
                }
            }
            ("head", Some(words)) => sitting.head(words),
            ("seg" | "ab" | "l" | "p", _) => self.segments = self.segments.saturating_sub(1),
            ("s", _) => self.sentences = self.sentences.saturating_sub(1),
            ("w" | "pc", _) => self.words = self.words.saturating_sub(1),
            ("tei" | "tei.2", _) => {
                sitting.end_paragraph(tokens.end());
                sitting.finish();
            }
            _ => {}
        }
    }

    fn text(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        // Between the words of an annotated sentence the file has blanks that the text has not.
        if self.sentences > 0 && tokens.text().trim_ascii().is_empty() {
            return;
        }
        sitting.text(tokens.text(), tokens);
    }

    fn name(&mut self, held: &mut [Held], last: bool) -> bool {
        if self.name_by(&self.people, held) {
            return true;
        }
        let look = || people::beside(&self.path).unwrap_or_default();
        let beside = Arc::clone(self.beside.get_or_insert_with(look));
        if self.name_by(&beside, held) {
            return true;
        }
        if last {
            // Whoever has neither a name nor a label goes by the id.
            for Held { document, whos } in held {
                for (turn, who) in document.turns.iter_mut().zip(whos) {
                    if turn.label.is_none() {
                        turn.name = who.take().map(|id| id.trim_start_matches(CHAIR).to_owned());
                    }
                }
            }
        }
        last
    }
}
