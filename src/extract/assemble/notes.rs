//! What is kept in mind while a document is read: calls, issuers of statements, subjects.

use super::Assembler;
use crate::{
    extract::{
        clause,
        draft::Draft,
        event::Event,
        lexicon::Class,
        noun::{self, Form},
    },
    model::{Speaker, SpeakerKind},
};

impl Assembler<'_> {
    /// The subject of a sentence is who a pronoun in the next one likely means.
    pub(super) fn note_subject(&mut self, sentence: usize) {
        let tokens = self.page.sentences[sentence].clone();
        let Some(subject) = clause::main_subject(self.page, tokens) else { return };
        if subject.form == Form::Name
            && let Some(person) = self.resolver.people.named(self.page, &subject)
        {
            self.resolver.people.weigh(self.page.tokens[subject.name].start, person, 2);
        }
    }

    /// "Hale issued a readout of the call": whom "the readout" means from here on.
    pub(super) fn note_issuer(&mut self, sentence: usize) {
        let page = self.page;
        let tokens = page.sentences[sentence].clone();
        let verbs = ["issued", "released", "put", "published", "gave", "sent"];
        let Some(verb) = tokens.clone().find(|at| verbs.iter().any(|word| page.says(*at, word)))
        else {
            return;
        };
        let issued = (verb + 1..tokens.end.min(verb + 5)).any(|at| {
            page.tokens[at].is(Class::DOCUMENT) && page.tokens[at].is(Class::STATEMENT_NOUN)
        });
        let Some(subject) = noun::ending_at(page, tokens.start, verb).filter(|_| issued) else {
            return;
        };
        let (speaker, _) = self.resolver.look(&subject, page.tokens[tokens.start].start, 0);
        if !speaker.name.is_empty() && speaker.kind != SpeakerKind::Document {
            self.resolver.publisher = Some(Speaker { as_written: None, ..speaker });
        }
    }

    pub(super) fn note_event(&mut self, sentence: usize) {
        self.note_subject(sentence);
        self.note_scene(sentence);
        let Some(mut event) = Event::of(self.page, &self.resolver.people, sentence) else { return };
        event.said = self.dates(sentence, None, &[]);
        if event.participants != self.event.participants {
            self.resolver.publisher = None;
        }
        self.event = event;
    }

    /// Whoever "said in a statement" is whom "the statement" means from here on.
    pub(super) fn note_publisher(&mut self, draft: &Draft, index: usize) {
        let Some(speaker) = self.built[index].speaker.clone() else { return };
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let Some(cue) = draft.cue.filter(|_| !draft.inside) else { return };
        let after = page.tokens[sentence.clone()].partition_point(|token| token.start < cue.end)
            + sentence.start;
        let issued = (after..sentence.end.min(after + 5)).any(|at| {
            page.tokens[at].is(Class::DOCUMENT) && page.tokens[at].is(Class::STATEMENT_NOUN)
        });
        let spokes = speaker.role.as_ref().is_some_and(|role| {
            let role = role.to_lowercase();
            role.contains("spokes") || role.contains("press secretary")
        });
        if issued && speaker.kind != SpeakerKind::Document || spokes {
            self.resolver.publisher = Some(Speaker { as_written: None, ..speaker });
        }
    }
}

/// The body that a spokesperson speaks for: `State Department spokesman`, `a spokesman for Blue
/// Funnel`.
pub(super) fn spokes_for(speaker: &Speaker) -> Option<Speaker> {
    let title = speaker.role.as_deref().unwrap_or(&speaker.name);
    let lower = title.to_lowercase();
    let at = lower.find("spokes").or_else(|| lower.find("press secretary"))?;
    if lower.len() != title.len() {
        return None;
    }
    let behind = title[at..].split_once(" for ").or_else(|| title[at..].split_once(" of "));
    let name = match behind {
        Some((_, name)) => name.split(',').next().unwrap_or(name),
        None => title[..at].trim_end(),
    };
    let name = name.trim().trim_start_matches("the ").trim_end_matches("’s").trim_end_matches("'s");
    let named = name.split_whitespace().last()?.starts_with(char::is_uppercase);
    let short = name.split_whitespace().count() <= 6;
    (named && short).then(|| Speaker {
        name: name.to_owned(),
        as_written: None,
        kind: SpeakerKind::Organization,
        role: None,
    })
}
