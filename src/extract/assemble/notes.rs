//! What is kept in mind while a document is read: calls, issuers of statements, subjects.

use std::ops::Range;

use super::{
    Assembler, REACH,
    adjunct::{self, Verb},
    days::Dated,
};
use crate::{
    extract::{
        clause,
        draft::Draft,
        event::Event,
        lexicon::Class,
        noun::{self, Form},
        page::Page,
        people::{Place, Site, verb_at},
    },
    model::{Speaker, SpeakerKind},
};

impl Assembler<'_> {
    /// Takes note of what a sentence tells, whether it holds a statement or not.
    pub(super) fn note(&mut self, sentence: usize) {
        self.note_time(sentence);
        self.note_subject(sentence);
        let page = self.page;
        if let Some(told) = Event::of(page, &self.resolver.people, sentence) {
            let tokens = page.sentences[sentence].clone();
            let subject = told.subject.as_ref();
            let verb = Verb { subject, ..Verb::bare(page, tokens, told.at) };
            let said = self.date_of(&verb);
            if told.participants != self.event.participants {
                self.resolver.publisher = None;
            }
            self.event = Event { participants: told.participants, said, block: self.block };
        }
        self.note_events(sentence);
        self.note_issuer(sentence);
    }

    /// The subject of a sentence is who a pronoun in the next one likely means. "Gallant on
    /// Wednesday visited …" gives the day of what he is then said to have said there.
    fn note_subject(&mut self, sentence: usize) {
        let page = self.page;
        let tokens = page.sentences[sentence].clone();
        let before_verb = || {
            let mut near = tokens.clone().skip(1).take(8);
            let verb = near.find(|at| verb_at(page, *at) == Some(*at))?;
            noun::ending_at(page, tokens.start, verb)
        };
        let main = clause::main_subject(page, tokens.clone()).or_else(before_verb);
        let is_main = main.is_some();
        let Some(subject) = main.or_else(|| noun::starting_at(page, tokens.start, tokens.end))
        else {
            return;
        };
        let start = page.tokens[tokens.start].start;
        let site = Site { sentence: start, floor: start.saturating_sub(REACH), own: &[] };
        if is_main {
            self.resolver.note_body(&subject, site);
            self.resolver.note_epithet(&subject);
            if subject.form == Form::Pronoun {
                let token = page.tokens[subject.name];
                let people = &mut self.resolver.people;
                if let Some((person, _)) = people.pronoun(token, token.start, site) {
                    people.weigh(token.start, person, Place::Chain, false);
                }
            }
        }
        if subject.form == Form::Nominal {
            return;
        }
        let at = adjunct::main_verb(page, &subject, tokens.end);
        let verb = Verb { subject: Some(&subject), ..Verb::bare(page, tokens.clone(), at.start) };
        let verb = Verb { at, ..verb };
        let said = self.date_of(&verb);
        let person = self.resolver.people.named(page, &subject);
        let Some(person) = person.filter(|_| subject.form == Form::Name) else {
            if said.is_some() {
                let (speaker, _) = self.resolver.look(&subject, site);
                if matches!(speaker.kind, SpeakerKind::Organization | SpeakerKind::Person) {
                    self.note_act(&speaker.name, said, &verb);
                }
            }
            return;
        };
        if is_main {
            let at = page.tokens[subject.name].start;
            self.resolver.people.weigh(at, person, Place::Subject, false);
        }
        let name = self.resolver.people.list[person].name.clone();
        self.note_act(&name, said, &verb);
        if let Some(said) = said {
            self.calendar.scene = Some(Dated { name, said, block: self.block });
        }
    }

    /// "Hale issued a readout of the call": whom "the readout" means from here on.
    fn note_issuer(&mut self, sentence: usize) {
        let page = self.page;
        let tokens = page.sentences[sentence].clone();
        let verbs = ["issued", "released", "put", "published", "gave", "sent"];
        let Some(verb) = tokens.clone().find(|at| page.says_any(*at, &verbs)) else {
            return;
        };
        let issued = names_statement(page, verb + 1..tokens.end.min(verb + 5));
        let Some(subject) = noun::ending_at(page, tokens.start, verb).filter(|_| issued) else {
            return;
        };
        let (speaker, _) = self
            .resolver
            .look(&subject, Site { sentence: page.tokens[tokens.start].start, floor: 0, own: &[] });
        if !speaker.name.is_empty() && speaker.kind != SpeakerKind::Document {
            self.resolver.publisher = Some(Speaker { as_written: None, ..speaker });
        }
    }

    /// Whoever "said in a statement" is whom "the statement" means from here on.
    pub(super) fn note_publisher(&mut self, draft: &Draft, index: usize) {
        let Some(speaker) = self.built[index].speaker.clone() else { return };
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let Some(cue) = draft.cue.filter(|_| !draft.inside) else { return };
        let after = page.tokens[sentence.clone()].partition_point(|token| token.start < cue.end)
            + sentence.start;
        let issued = names_statement(page, after..sentence.end.min(after + 5));
        if issued && speaker.kind != SpeakerKind::Document || is_spokesperson(&speaker) {
            self.resolver.publisher = Some(Speaker { as_written: None, ..speaker });
        }
    }
}

/// Whether one of the tokens is a document that somebody issues: a statement, a readout.
fn names_statement(page: &Page, mut tokens: Range<usize>) -> bool {
    tokens
        .any(|at| page.tokens[at].is(Class::DOCUMENT) && page.tokens[at].is(Class::STATEMENT_NOUN))
}

/// Where a title in lower case says that its bearer speaks for somebody.
fn spokes_at(lower: &str) -> Option<usize> {
    lower.find("spokes").or_else(|| lower.find("press secretary"))
}

/// Whether somebody's role is to speak for others.
pub(super) fn is_spokesperson(speaker: &Speaker) -> bool {
    speaker.role.as_ref().is_some_and(|role| spokes_at(&role.to_lowercase()).is_some())
}

/// The body that a spokesperson speaks for: `State Department spokesman`, `a spokesman for Blue
/// Funnel`.
pub(super) fn spokes_for(speaker: &Speaker) -> Option<Speaker> {
    let title = speaker.role.as_deref().unwrap_or(&speaker.name);
    let lower = title.to_lowercase();
    let at = spokes_at(&lower)?;
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
