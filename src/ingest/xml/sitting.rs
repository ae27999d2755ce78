//! Paragraphs, speeches and headings into documents, one a section: what all vocabularies share
//! once they know which element is which.

use std::ops::Range;

use super::{names, tokens::Tokens};
use crate::{
    ingest::{labels, meta, prose},
    model::{Document, Origin, Speaker, Turn},
};

/// A section longer than this is cut into several documents between two speeches …
const LONG: usize = 4 << 20;

/// … and one longer than this wherever a paragraph ends.
const LONGEST: usize = 16 << 20;

/// A sitting while it is read.
#[derive(Default)]
pub(super) struct Sitting {
    /// What all its documents say of themselves.
    pub(super) about: Document,
    /// How many sections are open in each other.
    sections: usize,
    /// The headings that what comes next stands under: how deep each stands, and its words.
    heads: Vec<(usize, String)>,
    /// Whether they are others than those that the document being written began under.
    headed_anew: bool,
    /// The speeches that are open, the innermost last.
    speeches: Vec<Speech>,
    draft: Draft,
    paragraph: String,
    /// Whether a blank stands before the next word.
    spaced: bool,
    /// Where the paragraph begins, and on which line.
    begins: (u64, u64),
    /// Whether the paragraph is nobody's words, though it stands in a speech.
    pub(super) unspoken: bool,
    /// Documents that are complete but for the names of those who speak.
    pub(super) ready: Vec<Held>,
}

/// The document being written.
#[derive(Default)]
struct Draft {
    text: String,
    parts: Vec<(Range<usize>, Option<u32>)>,
    turns: Vec<Turn>,
    whos: Vec<Option<String>>,
    origins: Vec<Origin>,
    title: Option<String>,
    topic: Option<String>,
    url: Option<String>,
    last: Option<u32>,
}

/// A document, and the ids of those who speak its turns.
pub(super) struct Held {
    pub(super) document: Document,
    pub(super) whos: Vec<Option<String>>,
}

/// One speech, question, answer or interjection.
#[derive(Clone, Debug, Default)]
pub(super) struct Speech {
    /// What the record puts in front of it.
    pub(super) label: String,
    /// Who speaks, where the record says so beyond doubt.
    pub(super) speaker: Option<Speaker>,
    /// The id of whoever speaks, to be looked up when all names are known.
    pub(super) who: Option<String>,
    /// What it is called in the file: `speech a695.4`.
    pub(super) place: String,
    /// Whether it breaks into another, without an element of its own.
    within: bool,
    /// Where it stands on the web.
    pub(super) url: Option<String>,
    /// Its first raw byte.
    at: u64,
    /// Its turn in the document being written.
    turn: Option<u32>,
    /// Its places there.
    origins: Vec<usize>,
}

impl Speech {
    /// A speech that begins at the last tag of `tokens`, known by `id` if it has one.
    pub(super) fn new(tokens: &Tokens<'_>, id: Option<&str>) -> Self {
        let name = tokens.written_name();
        let place = match id {
            Some(id) => format!("{name} {id}"),
            None => format!("line {}", tokens.line()),
        };
        Self { place, at: tokens.at(), ..Self::default() }
    }
}

impl Sitting {
    /// Whose documents all say of themselves what `about` says.
    pub(super) fn new(about: Document) -> Self {
        Self { about, ..Self::default() }
    }

    /// Begins a speech, within the one that is open if there is one.
    pub(super) fn begin_speech(&mut self, speech: Speech) {
        self.end_paragraph(speech.at);
        self.end_loose(speech.at);
        self.speeches.push(speech);
    }

    /// Within the innermost speech `speech` begins: it is that one, or goes on with it, or
    /// somebody else breaks in.
    pub(super) fn go_on(&mut self, speech: Speech) {
        let at = speech.at;
        self.end_paragraph(at);
        if self.speeches.last().is_some_and(|open| open.within) {
            self.pop(at);
        }
        let Some(open) = self.speeches.last_mut() else {
            self.speeches.push(Speech { within: true, ..speech });
            return;
        };
        let fresh = open.label.is_empty() && open.who.is_none() && open.speaker.is_none();
        let same = match (&open.who, &speech.who) {
            (Some(one), Some(other)) => one == other,
            _ => names::same_person(&open.label, &speech.label),
        };
        if !fresh && !same {
            self.speeches.push(Speech { within: true, ..speech });
            return;
        }
        if fresh {
            open.place = speech.place;
        }
        if !speech.label.is_empty() {
            open.label = speech.label;
        }
        open.who = open.who.take().or(speech.who);
        let better = |old: &Speaker| !names::is_full(old) || old.role.is_none();
        if speech.speaker.is_some() && open.speaker.as_ref().is_none_or(better) {
            open.speaker = speech.speaker;
        }
    }

    /// Ends the innermost speech, and whoever broke in, at the raw byte `end`.
    pub(super) fn end_speech(&mut self, end: u64) {
        self.end_paragraph(end);
        if self.speeches.last().is_some_and(|open| open.within) {
            self.pop(end);
        }
        self.pop(end);
        if self.speeches.is_empty() && self.draft.text.len() > LONG {
            self.finish();
        }
    }

    /// Ends what somebody says who speaks outside of any speech.
    pub(super) fn end_loose(&mut self, end: u64) {
        if self.speeches.len() == 1 && self.speeches[0].within {
            self.end_paragraph(end);
            self.pop(end);
        }
    }

    fn pop(&mut self, end: u64) {
        if let Some(speech) = self.speeches.pop() {
            for origin in speech.origins {
                self.draft.origins[origin].raw.1 = end;
            }
        }
    }

    /// The innermost speech that is open.
    pub(super) fn speech(&mut self) -> Option<&mut Speech> {
        self.speeches.last_mut()
    }

    /// How many speeches are open.
    pub(super) fn open_speeches(&self) -> usize {
        self.speeches.len()
    }

    /// Begins a section, within the one that is open if there is one.
    pub(super) fn begin_section(&mut self) {
        self.sections += 1;
    }

    /// Ends the innermost section, and what its heading is for.
    pub(super) fn end_section(&mut self) {
        self.unhead(self.sections);
        self.sections = self.sections.saturating_sub(1);
    }

    /// Whether any section is open.
    pub(super) fn is_in_section(&self) -> bool {
        self.sections > 0
    }

    /// Puts the rest of the innermost section under the heading `title`.
    pub(super) fn head(&mut self, title: &str) {
        self.head_at(self.sections, title);
    }

    /// Puts what follows under the heading `title`, in place of those as deep and deeper.
    pub(super) fn head_at(&mut self, depth: usize, title: &str) {
        let title = names::sensibly_cased(&meta::tidy(title));
        self.unhead(depth);
        if !title.is_empty() {
            self.heads.push((depth, title));
            self.headed_anew = true;
        }
    }

    /// Puts the section that begins next under the heading `title`.
    pub(super) fn head_next(&mut self, title: &str) {
        self.head_at(self.sections + 1, title);
    }

    fn unhead(&mut self, depth: usize) {
        let kept = self.heads.partition_point(|(other, _)| *other < depth);
        self.headed_anew |= kept < self.heads.len();
        self.heads.truncate(kept);
    }

    /// Takes words in as they stand in the file; white space is a blank.
    pub(super) fn text(&mut self, text: &str, tokens: &Tokens<'_>) {
        let blank = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
        self.spaced |= blank(text.as_bytes().first());
        for word in text.split_ascii_whitespace() {
            if self.paragraph.is_empty() {
                self.begins = (tokens.at(), tokens.line());
            } else if self.spaced {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(word);
            self.spaced = true;
        }
        self.spaced = blank(text.as_bytes().last()) || (self.spaced && text.is_empty());
    }

    /// Says whether a blank stands before what comes next.
    pub(super) fn space(&mut self, spaced: bool) {
        self.spaced = spaced;
    }

    /// The words of the paragraph so far.
    pub(super) fn paragraph(&mut self) -> &mut String {
        &mut self.paragraph
    }

    /// Bytes that are held for the documents to come.
    pub(super) fn held(&self) -> usize {
        self.ready.iter().map(|held| held.document.text.len()).sum::<usize>()
            + self.draft.text.len()
            + self.paragraph.len()
    }

    /// Ends the paragraph, if there is one, before the raw byte `end`.
    pub(super) fn end_paragraph(&mut self, end: u64) {
        self.spaced = false;
        let unspoken = std::mem::take(&mut self.unspoken);
        if self.paragraph.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.paragraph);
        if words.contains(char::is_alphanumeric) {
            self.add(&words, unspoken, end);
        }
        words.clear();
        words.shrink_to(LONG);
        self.paragraph = words;
    }

    fn add(&mut self, words: &str, unspoken: bool, end: u64) {
        if self.headed_anew || self.draft.text.len() > LONGEST {
            self.finish();
        }
        if self.draft.parts.is_empty() {
            self.begin();
        }
        let speech = self.speeches.last_mut().filter(|_| !unspoken);
        let draft = &mut self.draft;
        if !draft.text.is_empty() {
            draft.text.push_str("\n\n");
        }
        let start = draft.text.len();
        let at = u32::try_from(start).unwrap_or(u32::MAX);
        let turn = speech.map(|speech| {
            draft.url = draft.url.take().or_else(|| speech.url.take());
            let new = speech.turn.is_none();
            let turn = *speech
                .turn
                .get_or_insert_with(|| u32::try_from(draft.turns.len()).unwrap_or(u32::MAX));
            if new || draft.last != Some(turn) {
                speech.origins.push(draft.origins.len());
                let raw = (speech.at, end);
                draft.origins.push(Origin { start: at, raw, place: speech.place.clone() });
                let label = write_label(&mut draft.text, &speech.label);
                if new {
                    let speaker = speech.speaker.clone().or_else(|| names::office(&speech.label));
                    let anonymous = speaker.is_none() && labels::is_crowd(&speech.label);
                    let speaker = speaker.map(Box::new);
                    draft.turns.push(Turn { label, name: None, speaker, anonymous });
                    draft.whos.push(speech.who.clone());
                }
            }
            turn
        });
        if turn.is_none() {
            let (from, line) = self.begins;
            draft.origins.push(Origin {
                start: at,
                raw: (from, end),
                place: format!("line {line}"),
            });
        }
        draft.last = turn;
        let from = draft.text.len();
        draft.text.push_str(words);
        draft.parts.push((from..draft.text.len(), turn));
    }

    /// Begins a document under the headings that hold.
    fn begin(&mut self) {
        self.headed_anew = false;
        let mut last = self.heads.iter().rev().map(|(_, title)| title.as_str());
        let (inner, outer) = (last.next(), last.next().unwrap_or_default());
        let Some(inner) = inner else { return };
        let above = !outer.is_empty() && outer != inner;
        self.draft.title = Some(if above { format!("{outer}: {inner}") } else { inner.to_owned() });
        self.draft.topic = Some(if above { outer } else { inner }.to_owned());
    }

    /// Ends the document.
    pub(super) fn finish(&mut self) {
        for speech in &mut self.speeches {
            speech.turn = None;
            speech.origins.clear();
        }
        let Draft { text, parts, turns, whos, origins, title, topic, url, .. } =
            std::mem::take(&mut self.draft);
        let layout = prose::lay_out_parts(&text, &parts, turns);
        if layout.paragraphs.is_empty() {
            return;
        }
        let mut document = Document {
            text,
            origins,
            paragraphs: layout.paragraphs,
            turns: layout.turns,
            hidden: layout.hidden,
            ..self.about.clone()
        };
        document.title = title.or(document.title);
        document.url = url.or(document.url);
        document.topics.extend(topic);
        self.ready.push(Held { document, whos });
    }
}

/// Writes `label` in front of a turn; returns where it stands.
fn write_label(text: &mut String, label: &str) -> Option<crate::model::Span> {
    let label = label.trim_end_matches([':', '.', ' ', '-', '–', '—']);
    if label.is_empty() {
        return None;
    }
    let start = text.len();
    text.push_str(label);
    let span = crate::model::Span::new(start, text.len());
    text.push_str(": ");
    Some(span)
}
