//! Texts in parts: speeches of a record, turns of a transcript, segments of a recording.

use std::ops::Range;

use super::{node::Node, plain, record};
use crate::{
    ingest::{
        labels,
        meta::{self, Field},
        options::Mapping,
        prose,
    },
    model::{Document, Origin, Speaker, SpeakerKind, Turn},
};

/// The parts of a text, and who speaks in them.
#[derive(Default)]
pub(super) struct Parts {
    list: Vec<Part>,
    voices: Vec<Voice>,
}

#[derive(Clone, Default)]
struct Part {
    kind: Option<String>,
    /// Whose turn it is.
    voice: Option<usize>,
    /// Whether it is a piece of a recording, which ends anywhere in a sentence.
    flows: bool,
    text: String,
}

/// Who speaks; nobody who is known where there is no name.
#[derive(Clone, Default, PartialEq)]
struct Voice {
    name: Option<String>,
    role: Option<String>,
}

impl Parts {
    /// The parts of a list, or of what else holds a text.
    pub(super) fn of(node: Node, map: &Mapping) -> Self {
        let mut parts = Self::default();
        parts.add(node, &Part::default(), map);
        parts
    }

    /// Whether it is said of any of them who speaks.
    pub(super) fn have_voices(&self) -> bool {
        self.voices.iter().any(|voice| voice.name.is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds the parts of `node`, which has what `above` has where it does not say so itself.
    fn add(&mut self, node: Node, above: &Part, map: &Mapping) {
        let members = match node {
            Node::Text(text) if meta::says_nothing(&text) => return,
            Node::Text(text) => {
                self.list.push(Part { text: plain(text), ..above.clone() });
                return;
            }
            Node::List(nodes) => {
                for node in nodes {
                    self.add(node, above, map);
                }
                return;
            }
            Node::Object(members) => members,
            Node::Nothing | Node::Number(_) => return,
        };
        let mut part = above.clone();
        let mut texts = Vec::new();
        let mut starts = false;
        for (key, value) in members {
            match map.field(&key) {
                Some((Field::Speaker, _)) => {
                    part.voice = Some(self.voices.len());
                    self.voices.push(Voice::of(value));
                }
                Some((Field::Text, rank)) => texts.push((rank, value)),
                _ if key == "kind" => part.kind = value.values().pop(),
                _ => starts |= key == "start",
            }
        }
        part.flows = starts && part.voice != above.voice;
        texts.sort_by_key(|(rank, _)| *rank);
        let before = self.list.len();
        for (_, text) in texts {
            if self.list.len() == before {
                self.add(text, &part, map);
            }
        }
    }

    /// Makes the parts the text of `document`, and those that have a speaker its turns; `raw` are
    /// the bytes of them all, and `record` says which one it is.
    pub(super) fn write(self, document: &mut Document, raw: (u64, u64), record: &str) {
        let has_kinds = self.list.iter().any(|part| part.kind.is_some());
        if !self.have_voices() && !has_kinds {
            let glue = if self.list.iter().all(|part| part.flows) { " " } else { "\n\n" };
            let texts: Vec<&str> = self.list.iter().map(|part| part.text.trim()).collect();
            prose::write(document, texts.join(glue));
            return;
        }
        let assembled = self.assemble();
        document.text = assembled.text;
        let turns =
            assembled.ranges.iter().filter_map(|(range, turn)| Some((range.start, (*turn)?)));
        let mut seen = None;
        for (start, turn) in turns {
            if seen.replace(turn) != Some(turn) {
                let start = u32::try_from(start).unwrap_or(u32::MAX);
                let place = format!("{record}, turn {}", turn + 1);
                document.origins.push(Origin { start, raw, place });
            }
        }
        let mut layout = prose::lay_out_parts(&document.text, &assembled.ranges, assembled.turns);
        layout.hide_all(record::page_marks(&document.text));
        layout.fill(document);
    }

    /// The text of the parts, where each stands in it, and the turns.
    fn assemble(self) -> Assembled {
        let mut found = Assembled::default();
        let full_name = self.list.iter().filter(|part| !part.is_speech());
        let full_name = full_name.clone().find_map(|part| record::honored(&part.text));
        let mut last: Option<&Part> = None;
        for part in &self.list {
            let goes_on = last.is_some_and(|last| {
                let voice = |part: &Part| part.voice.map(|voice| &self.voices[voice]);
                last.flows && part.flows && voice(last) == voice(part)
            });
            let same = last.is_some_and(|last| part.voice.is_some() && last.voice == part.voice);
            last = Some(part);
            if !found.text.is_empty() {
                found.text.push_str(if goes_on { " " } else { "\n\n" });
            }
            let start = found.text.len();
            let words = part.text.trim_end();
            found.text.push_str(if goes_on { words.trim_start() } else { words });
            let end = found.text.len();
            if goes_on && let Some((range, _)) = found.ranges.last_mut() {
                range.end = end;
                continue;
            }
            let within = full_name.as_deref().filter(|_| !part.is_speech());
            if let Some(label) =
                within.and_then(|name| record::speech_within(&found.text, start, name))
            {
                found.ranges.push((start..label.start as usize, None));
                let turn = Turn { label: Some(label), name: full_name.clone(), ..Turn::default() };
                let words = label.end as usize + 1..end;
                found.speak(turn, words);
                continue;
            }
            let voice = part.voice.filter(|_| part.is_speech()).map(|voice| &self.voices[voice]);
            match voice {
                Some(_) if same => {
                    let turn = u32::try_from(found.turns.len() - 1).ok();
                    found.ranges.push((start..end, turn));
                }
                Some(voice) => {
                    let (turn, words) = voice.turn(&found.text, start, full_name.as_deref());
                    found.speak(turn, words..end);
                }
                None => found.ranges.push((start..end, None)),
            }
        }
        found
    }
}

/// Parts put together.
#[derive(Default)]
struct Assembled {
    text: String,
    /// Where each stands in the text, and the turn that it is of.
    ranges: Vec<(Range<usize>, Option<u32>)>,
    turns: Vec<Turn>,
}

impl Assembled {
    fn speak(&mut self, turn: Turn, words: Range<usize>) {
        self.ranges.push((words, u32::try_from(self.turns.len()).ok()));
        self.turns.push(turn);
    }
}

impl Part {
    fn is_speech(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind == "speech")
    }
}

impl Voice {
    fn of(node: Node) -> Self {
        let role = node.get("role").or_else(|| node.get("role_title")).cloned();
        let role = role.or_else(|| match node.get("roles")? {
            Node::List(roles) => roles.first()?.get("role_title").cloned(),
            roles => roles.get("role_title").cloned(),
        });
        let one = |node: Node| node.values().into_iter().find(|value| !meta::says_nothing(value));
        Self { name: one(node).map(|name| meta::tidy(&name)), role: role.and_then(one) }
    }

    /// Its turn that begins at `start` of `text`, and where its words do.
    fn turn(&self, text: &str, start: usize, full_name: Option<&str>) -> (Turn, usize) {
        let Some(name) = self.name.as_deref() else { return (Turn::default(), start) };
        let label = record::label_in_front(text, start, name);
        let words = label.map_or(start, |label| label.end as usize + 1);
        let speaker = self.role.as_ref().filter(|_| name.contains(' ')).map(|role| Speaker {
            name: name.to_owned(),
            as_written: None,
            kind: SpeakerKind::Person,
            role: Some(role.clone()),
        });
        let turn = Turn {
            label,
            name: record::name_of(name, full_name, label.is_some()),
            speaker: speaker.map(Box::new),
            anonymous: labels::is_crowd(name) || is_numbered(name),
        };
        (turn, words)
    }
}

/// Whether a name is what a machine calls voices that it tells apart: `SPEAKER_00`.
fn is_numbered(name: &str) -> bool {
    let number = name.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    let word = &name[..name.len() - number.len()];
    word.eq_ignore_ascii_case("speaker")
        && number.len() > 1
        && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b' '))
}
