//! Pronouns: people by who was named where, `who` by the phrase before it, `it` and `they` by what
//! was spoken of last.

use super::{Resolver, Site, head};
use crate::{
    extract::{
        clause,
        lexicon::Class,
        noun::{self, Form, Mention},
        page::Page,
        people::{Place, kind_of},
        token::Kind,
    },
    model::{Attribution, Span, Speaker, SpeakerKind},
};

/// A body, document or group that “it” or “they” may mean.
pub(in crate::extract) struct Body {
    speaker: Speaker,
    at: u32,
    sentence: usize,
    many: bool,
}

impl Resolver<'_> {
    /// Keeps in mind what the subject of a sentence is, where it is no person.
    pub(in crate::extract) fn note_body(&mut self, subject: &Mention, site: Site) {
        if subject.form == Form::Pronoun {
            return;
        }
        let (speaker, _) = self.look(subject, site);
        let at = self.page.tokens[subject.tokens.start].start;
        let known = || self.people.find(&speaker.name).is_some_and(|one| self.people.sure(one));
        let group = speaker.kind == SpeakerKind::Unnamed && self.group(subject);
        let body = matches!(speaker.kind, SpeakerKind::Organization | SpeakerKind::Document);
        if speaker.name.is_empty() || !(group || body) || known() {
            return;
        }
        let one = subject.tokens.len() == 1 && !self.page.tokens[subject.name].upper;
        let many = group || plural(&speaker.name) && (one || subject.form == Form::Nominal);
        let sentence = self.people.sentence(at);
        self.body = Some(Body { speaker, at, sentence, many });
    }

    /// “The former mayor went on”: of whoever was spoken of, and a pronoun goes on with them.
    pub(in crate::extract) fn note_epithet(&mut self, subject: &Mention) -> bool {
        if !epithet(self.page, subject) {
            return false;
        }
        let at = self.page.tokens[subject.tokens.start].start;
        let people = &mut self.people;
        let person = people.by_role(self.page, subject, at).or_else(|| people.leading(at));
        if let Some(person) = person {
            people.weigh(at, person, Place::Chain, false);
        }
        true
    }

    /// Whether a phrase is of several people: `older voters`, `ferry workers`.
    fn group(&self, subject: &Mention) -> bool {
        let page = self.page;
        let head = head(page, subject);
        let word = page.word(head);
        let people = ["ers", "ors", "ists", "ians", "ants", "ees", "ates", "ials", "lies"];
        subject.form == Form::Nominal
            && !page.says_any(subject.tokens.start, &["their", "this", "his", "its", "these"])
            && plural(word)
            && (page.tokens[head].is(Class::ROLE.or(Class::DEMONYM))
                || people.iter().any(|end| word.ends_with(end)))
    }

    pub(super) fn pronoun(
        &self,
        mention: &Mention,
        written: Option<Span>,
        site: Site,
    ) -> (Speaker, Attribution) {
        let page = self.page;
        let index = mention.tokens.start;
        let token = page.tokens[index];
        if page.says_any(index, &["who", "which", "that"]) && index > 0 {
            let end = if page.tokens[index - 1].word() { index } else { index - 1 };
            let start = page.sentences.partition_point(|range| range.end <= index);
            let start = page.sentences[start].start;
            if let Some(antecedent) = self.before_who(start, end) {
                let (mut speaker, _) = self.look(&antecedent, site);
                speaker.as_written = written;
                return (speaker, Attribution::Reference);
            }
        }
        if let Some((person, _)) = self.people.pronoun(token, token.start, site) {
            return (self.people.speaker(person, written), Attribution::Reference);
        }
        if page.says(index, "it")
            && let Some(thing) = self.thing_before(index)
        {
            let (speaker, _) = self.look(&thing, site);
            return (Speaker { as_written: written, ..speaker }, Attribution::Reference);
        }
        let follows = match &self.last {
            Some(last) if page.says(index, "it") => {
                // A body that nothing shows to be one has been taken for a person.
                let person = self.people.find(&last.name).is_some_and(|one| self.people.sure(one));
                matches!(last.kind, SpeakerKind::Organization | SpeakerKind::Document)
                    || last.kind == SpeakerKind::Person && !person
            }
            Some(last) if page.says(index, "they") => {
                last.kind == SpeakerKind::Organization
                    || last.kind == SpeakerKind::Unnamed && plural(&last.name)
            }
            Some(last) if page.says(index, "he") || page.says(index, "she") => {
                last.kind == SpeakerKind::Unnamed && !plural(&last.name)
            }
            _ => false,
        };
        let many = page.says(index, "they");
        let body = self.body.as_ref().filter(|body| {
            (many || page.says(index, "it"))
                && token.start >= body.at
                && body.sentence + 1 >= self.people.sentence(token.start)
                && if many {
                    body.many || body.speaker.kind == SpeakerKind::Organization
                } else {
                    !body.many
                }
        });
        if let Some(body) = body.filter(|body| !follows || body.at > self.last_at) {
            return (
                Speaker { as_written: written, ..body.speaker.clone() },
                Attribution::Reference,
            );
        }
        if let Some(last) = self.last.as_ref().filter(|_| follows) {
            let kind = if page.says(index, "it") && last.kind == SpeakerKind::Person {
                SpeakerKind::Organization
            } else {
                last.kind
            };
            return (Speaker { as_written: written, kind, ..last.clone() }, Attribution::Reference);
        }

        (
            Speaker {
                name: String::new(),
                as_written: written,
                kind: SpeakerKind::Unnamed,
                role: None,
            },
            Attribution::Unknown,
        )
    }

    /// "The log is terse. “…,” it says": the body or document that the clause before is about.
    fn thing_before(&self, index: usize) -> Option<Mention> {
        let page = self.page;
        let number = page.sentences.partition_point(|range| range.end <= index);
        let own = page.sentences[number].start..index;
        let before = number.checked_sub(1).map(|before| page.sentences[before].clone());
        let subject = clause::main_subject(page, own)
            .or_else(|| clause::main_subject(page, before?))
            .filter(|subject| subject.form != Form::Pronoun)?;
        let last = page.tokens[head(page, &subject)];
        let thing = match subject.form {
            Form::Name => {
                kind_of(page, &(subject.tokens.start..subject.name_end))
                    == SpeakerKind::Organization
            }
            _ => last.is(Class::DOCUMENT.or(Class::ORGANIZATION)) && !last.is(Class::ROLE),
        };
        // "Her sister issued a statement. “…,” it read": the sister's words.
        let issued = number.checked_sub(1).is_some_and(|before| {
            let issues = ["issued", "released", "posted", "published", "sent", "circulated"];
            let mut rest = page.sentences[before].clone();
            rest.any(|at| page.says_any(at, &issues))
                && rest.any(|at| page.tokens[at].is(Class::STATEMENT_NOUN))
        });
        (thing || issued).then_some(subject)
    }

    /// Whom `who` means: the phrase before it, or the name that the phrase explains or ends in.
    fn before_who(&self, start: usize, end: usize) -> Option<Mention> {
        let page = self.page;
        let found = noun::ending_at(page, start, end)?;
        let known = |mention: &Mention| {
            mention.form == Form::Name && self.people.named(page, mention).is_some()
        };
        if found.form == Form::Pronoun {
            return None;
        }
        if known(&found) {
            // "no mention of Tobias Renn, who"
            let link = |at: &usize| page.tokens[*at].is(Class::ATTACHING);
            let start = (found.tokens.start..found.name).rev().find(link).map(|at| at + 1);
            let tokens = start.unwrap_or(found.tokens.start)..found.tokens.end;
            return Some(Mention { tokens, ..found });
        }
        if page.tokens[end].kind != Kind::Comma {
            // "Bob Lind, a farmer and Tveit supporter who …"
            let mut at = found.tokens.start;
            while at > start && page.tokens[at - 1].word() {
                at -= 1;
            }
            let explains = at > start
                && page.tokens[at - 1].kind == Kind::Comma
                && page.tokens[at].is(Class::DETERMINER);
            let named = noun::ending_at(page, start, at.saturating_sub(1));
            return named.filter(|named| explains && known(named)).or(Some(found));
        }
        // "no mention of Jeb Lind, who", "a lecture from the president, who"
        let prep = found
            .tokens
            .clone()
            .skip(1)
            .rev()
            .find(|at| page.tokens[*at].is(Class::ATTACHING) && !page.tokens[*at].capital);
        let role = |mention: &Mention| page.tokens[head(page, mention)].is(Class::ROLE);
        if found.form == Form::Nominal && role(&found) {
            return Some(found);
        }
        if let Some(last) = prep.and_then(|prep| noun::ending_at(page, prep + 1, end))
            && (known(&last) || last.form == Form::Nominal && role(&last))
        {
            return Some(last);
        }
        // "Ann Lind, 24, of Port Carrow, who": a place is nobody.
        let nearest = (start..found.tokens.start)
            .rev()
            .filter(|at| page.tokens[*at].capital)
            .filter_map(|at| noun::ending_at(page, start, at + 1))
            .find(|named| known(named));
        let placed = found.tokens.start > start
            && page.says_any(found.tokens.start - 1, &["of", "from", "in", "at"]);
        let body = placed || kind_of(page, &found.tokens) != SpeakerKind::Person;
        if found.form == Form::Name && !body { Some(found) } else { nearest.or(Some(found)) }
    }
}

/// Whether the last word of a phrase that names nobody is a plural.
fn plural(phrase: &str) -> bool {
    let head = phrase.split(" of ").next().unwrap_or(phrase);
    let head = head.split(" for ").next().unwrap_or(head);
    let irregular = ["people", "men", "women", "police", "some", "many", "others", "both"];
    let lower = head.to_lowercase();
    head.ends_with('s') && !head.ends_with("ss")
        || irregular.iter().any(|word| lower.ends_with(word))
}

/// Whether a phrase stands for somebody named before: `the Wisconsin Republican`, `the
/// 74-year-old`.
fn epithet(page: &Page, subject: &Mention) -> bool {
    if subject.form != Form::Nominal || !page.says(subject.tokens.start, "the") {
        return false;
    }
    let head = head(page, subject);
    let word = page.word(head);
    let one = !word.ends_with('s') || word.ends_with("ss");
    let somebody = page.tokens[head].is(Class::ROLE) || word.ends_with("-year-old");
    let crowd = ["police", "people", "men", "women", "press", "staff", "source", "person"];
    one && somebody && subject.tokens.len() <= 5 && !page.says_any(head, &crowd)
}
