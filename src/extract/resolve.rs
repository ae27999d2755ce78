//! From a mention beside a cue to a speaker: names, pronouns, roles, documents.

mod pronoun;

use pronoun::Body;

use super::{
    lexicon::Class,
    noun::{self, Form, Mention},
    page::Page,
    people::{Gender, People, Place, Site, kind_of, name_text, role_text},
};
use crate::model::{Attribution, Span, Speaker, SpeakerKind};

/// Words that a mention as written may have at most.
pub(super) const MAX_WORDS: usize = 12;

/// What is known while a document is read from top to bottom.
pub(super) struct Resolver<'p> {
    pub(super) page: &'p Page<'p>,
    pub(super) people: People,
    /// The speaker of the statement before.
    pub(super) last: Option<Speaker>,
    /// Where.
    pub(super) last_at: u32,
    /// The body, document or group that was the subject of a sentence last.
    pub(super) body: Option<Body>,
    /// Who issued the statement or readout that "the readout" means now.
    pub(super) publisher: Option<Speaker>,
}

impl Resolver<'_> {
    /// Resolves the mention of a speaker.
    pub(super) fn resolve(&mut self, mention: &Mention, site: Site) -> (Speaker, Attribution) {
        let found = self.look(mention, site);
        let at = self.page.tokens[mention.name].start;
        if let Some(person) =
            self.people.find(&found.0.name).filter(|_| found.0.kind == SpeakerKind::Person)
        {
            let place = if mention.form == Form::Name { Place::Speaker } else { Place::Chain };
            self.people.weigh(at, person, place, true);
            if let Some(role) = found.0.role.as_ref() {
                self.people.list[person].role.get_or_insert_with(|| role.clone());
            }
        } else if mention.form == Form::Nominal {
            self.note_epithet(mention);
        }
        found
    }

    /// The two people of a joint subject; nothing where it is one, or not both are people.
    pub(super) fn pair(&self, mention: &Mention) -> Option<(Speaker, Speaker)> {
        let (one, other) = noun::sides(self.page, mention)?;
        let at = self.page.tokens[mention.tokens.start].start;
        let one = self.person(&one, at)?;
        let other = self.person(&other, at)?;
        let as_written = Some(as_written(self.page, mention));
        (one != other)
            .then(|| (self.people.speaker(one, as_written), self.people.speaker(other, None)))
    }

    fn person(&self, mention: &Mention, at: u32) -> Option<usize> {
        match mention.form {
            Form::Name => self.people.named(self.page, mention),
            Form::Nominal => self.people.by_role(self.page, mention, at),
            Form::Pronoun => None,
        }
    }

    /// Resolves a mention that no later pronoun should be led back to.
    pub(super) fn look(&self, mention: &Mention, site: Site) -> (Speaker, Attribution) {
        let page = self.page;
        let written = Some(as_written(page, mention));
        let at = page.tokens[mention.tokens.start].start;
        match mention.form {
            Form::Pronoun => self.pronoun(mention, written, site),
            Form::Name => {
                let kind = kind_of(page, &(mention.tokens.start..mention.name_end));
                let acronym = mention.tokens.len() == 1 && page.tokens[mention.name].upper;
                if let Some(person) = self
                    .people
                    .named(page, mention)
                    .filter(|_| kind == SpeakerKind::Person || acronym)
                {
                    let mut speaker = self.people.speaker(person, written);
                    let title = undetermined(page, mention)..mention.name;
                    if speaker.role.is_none() && !title.is_empty() {
                        speaker.role = role_text(page, title.start, title.end);
                    }
                    let whole = name_text(page, &(mention.name..mention.name_end)) == speaker.name;
                    return (
                        speaker,
                        if whole { Attribution::Cue } else { Attribution::Reference },
                    );
                }
                let start = if kind == SpeakerKind::Person {
                    mention.name
                } else {
                    undetermined(page, mention)
                };
                let name = name_text(page, &(start..mention.name_end));
                let anybody = ["someone", "somebody", "everyone", "everybody", "one", "another"];
                if mention.tokens.len() == 1 && page.says_any(mention.name, &anybody) {
                    let kind = SpeakerKind::Unnamed;
                    let speaker = Speaker { name, as_written: written, kind, role: None };
                    return (speaker, Attribution::Cue);
                }
                let determined = page.tokens[mention.tokens.start].is(Class::DETERMINER);
                let kind = if determined
                    && kind == SpeakerKind::Person
                    && mention.name <= mention.tokens.start + 1
                {
                    SpeakerKind::Organization
                } else {
                    kind
                };
                let title = undetermined(page, mention)..mention.name;
                let role = (kind == SpeakerKind::Person && !title.is_empty())
                    .then(|| role_text(page, title.start, title.end))
                    .flatten();
                (Speaker { name, as_written: written, kind, role }, Attribution::Cue)
            }
            Form::Nominal => self.nominal(mention, written, at, site),
        }
    }

    fn nominal(
        &self,
        mention: &Mention,
        written: Option<Span>,
        at: u32,
        site: Site,
    ) -> (Speaker, Attribution) {
        let page = self.page;
        if let Some(apposition) = &mention.apposition
            && let Some(named) = noun::ending_at(page, apposition.start, apposition.end)
                .filter(|found| found.form == Form::Name && found.tokens.start == apposition.start)
        {
            let person = kind_of(page, &named.tokens) == SpeakerKind::Person;
            if person && apposition.len() <= 5 {
                let (mut speaker, _) = self.look(&named, Site { sentence: at, floor: 0, own: &[] });
                speaker.as_written = written;
                if speaker.role.is_none() {
                    speaker.role =
                        Some(name_text(page, &(undetermined(page, mention)..mention.tokens.end)));
                }
                return (speaker, Attribution::Cue);
            }
        }
        let head = head(page, mention);
        let token = page.tokens[head];
        let first = page.tokens[mention.tokens.start];
        // "his statement", "by her own account": theirs who made it.
        let male = page.says(mention.tokens.start, "his");
        let gender = if male { Gender::Male } else { Gender::Female };
        if page.says_any(mention.tokens.start, &["his", "her"])
            && (mention.tokens.len() == 1
                || token.is(Class::STATEMENT_NOUN)
                || token.is(Class::CUE)
                || said_noun(page, head))
            && let Some((person, _)) = self.people.bearer(gender, at, site)
        {
            return (self.people.speaker(person, written), Attribution::Reference);
        }
        let indefinite = page.says(mention.tokens.start, "a")
            || page.says(mention.tokens.start, "an")
            || page.says(mention.tokens.start, "one")
            || page.says(mention.tokens.start, "another");
        let definite = !indefinite
            && (page.says(mention.tokens.start, "the") || first.capital && token.capital);
        if token.is(Class::DOCUMENT)
            && token.is(Class::STATEMENT_NOUN)
            && !token.is(Class::ROLE)
            && definite
            && mention.tokens.len() <= 2
            && let Some(publisher) = &self.publisher
        {
            return (Speaker { as_written: written, ..publisher.clone() }, Attribution::Reference);
        }
        if definite
            && token.is(Class::ROLE.or(Class::TITLE))
            && let Some(person) = self.people.by_role(page, mention, at)
        {
            return (self.people.speaker(person, written), Attribution::Reference);
        }
        let bare = definite && mention.tokens.len() <= 2 && page.says(mention.tokens.start, "the");
        let plural = page.word(head).ends_with('s') && !page.word(head).ends_with("ss");
        if bare
            && !plural
            && (page.says_any(head, &["statement", "readout", "release"]) || token.is(Class::TITLE))
        {
            let kind = if token.is(Class::DOCUMENT) {
                SpeakerKind::Document
            } else {
                SpeakerKind::Unnamed
            };
            return (
                Speaker { name: String::new(), as_written: written, kind, role: None },
                Attribution::Unknown,
            );
        }
        if page.word(head).ends_with("-year-old")
            && definite
            && let Some(person) = self.people.latest(at)
        {
            return (self.people.speaker(person, written), Attribution::Reference);
        }
        let kind = if token.is(Class::ROLE) {
            SpeakerKind::Unnamed
        } else if token.is(Class::ORGANIZATION.or(Class::COUNTRY))
            || token.is(Class::PLACE) && definite
        {
            SpeakerKind::Organization
        } else if token.is(Class::DOCUMENT) {
            SpeakerKind::Document
        } else {
            SpeakerKind::Unnamed
        };
        let name = name_text(page, &mention.tokens);
        (Speaker { name, as_written: written, kind, role: None }, Attribution::Cue)
    }
}

/// Nouns of what somebody has said.
fn said_noun(page: &Page, at: usize) -> bool {
    page.says_any(
        at,
        &[
            "assertion",
            "admission",
            "contention",
            "insistence",
            "warning",
            "promise",
            "pledge",
            "vow",
            "suggestion",
            "accusation",
            "allegation",
            "remark",
            "reply",
            "response",
            "account",
            "embrace",
            "denial",
            "declaration",
            "announcement",
            "explanation",
            "prediction",
            "criticism",
            "words",
            "view",
            "opinion",
            "argument",
            "belief",
        ],
    )
}

/// The noun that a phrase is about: the last before its first preposition.
pub(super) fn head(page: &Page, mention: &Mention) -> usize {
    let range = mention.tokens.clone();
    let prep = range
        .clone()
        .skip(1)
        .find(|at| page.tokens[*at].is(Class::ATTACHING) && !page.tokens[*at].capital);
    prep.unwrap_or(range.end) - 1
}

fn undetermined(page: &Page, mention: &Mention) -> usize {
    let start = mention.tokens.start;
    let determined = page.tokens[start].is(Class::DETERMINER.or(Class::POSSESSIVE));
    if determined && start + 1 < mention.tokens.end { start + 1 } else { start }
}

/// The mention's own words, cut to its name or head where they are too many.
pub(super) fn as_written(page: &Page, mention: &Mention) -> Span {
    let whole = page.span(mention.tokens.clone());
    if whole.of(page.text).split_whitespace().count() <= MAX_WORDS {
        return whole;
    }
    let from = if mention.form == Form::Name { mention.name } else { mention.tokens.start };
    let to = if mention.form == Form::Name { mention.tokens.end } else { head(page, mention) + 1 };
    let to = to.max(from + 1);
    let span = page.span(from..to);
    if span.of(page.text).split_whitespace().count() <= MAX_WORDS {
        span
    } else {
        page.span(to - 1..to)
    }
}
