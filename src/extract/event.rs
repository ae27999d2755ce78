//! Calls and meetings that a text reports: who took part, and on which day.

use super::{clause, lexicon::Class, noun::Mention, page::Page, people::People};
use crate::model::Said;

/// The latest call or meeting; the sayings reported after it were said in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// Indexes into [`People::list`].
    pub(super) participants: Vec<usize>,
    pub(super) said: Option<Said>,
    /// The paragraph that tells of it.
    pub(super) block: usize,
}

/// An event as a sentence reports it.
pub(super) struct Reported {
    pub(super) participants: Vec<usize>,
    /// Who spoke, where a verb tells of it.
    pub(super) subject: Option<Mention>,
    /// The token of the verb, or of the noun.
    pub(super) at: usize,
}

impl Event {
    /// Reads the event that a sentence reports, if it does.
    pub(super) fn of(page: &Page, people: &People, sentence: usize) -> Option<Reported> {
        let tokens = page.sentences[sentence].clone();
        let between = tokens
            .clone()
            .rev()
            .filter(|at| page.says(*at, "between"))
            .find_map(|at| Some((meeting_near(page, tokens.start, at)?, at)));
        if let Some((at, between)) = between {
            let from = page.tokens[between].start;
            let to = page.tokens[(between + 16).min(tokens.end - 1)].end;
            let participants = distinct(people.between(from, to).map(|(_, person)| person));
            let subject = None;
            return (participants.len() >= 2).then_some(Reported { participants, subject, at });
        }
        let verb = tokens
            .clone()
            .find(|at| page.says_any(*at, &["spoke", "talked", "met", "speaks", "meets"]))?;
        let with = (verb + 1..tokens.end.min(verb + 8)).find(|at| page.says(*at, "with"))?;
        let subject = clause::main_subject(page, tokens.start..verb + 1)
            .or_else(|| super::noun::ending_at(page, tokens.start, verb))?;
        let first = people
            .named(page, &subject)
            .or_else(|| people.by_role(page, &subject, page.tokens[verb].start))?;
        let from = page.tokens[with].start;
        let to = page.tokens[(with + 14).min(tokens.end - 1)].end;
        let stop = (with..tokens.end).find(|at| {
            page.says(*at, "and")
                || page.tokens[*at].is(Class::CUE)
                || page.tokens[*at].region().is_some()
        });
        let to = stop.map_or(to, |stop| page.tokens[stop].start.min(to));
        let mut participants = vec![first];
        participants.extend(people.between(from, to).map(|(_, person)| person));
        let participants = distinct(participants.into_iter());
        let subject = Some(subject);
        (participants.len() >= 2).then_some(Reported { participants, subject, at: verb })
    }
}

/// The meeting or call that a "between" belongs to.
fn meeting_near(page: &Page, start: usize, between: usize) -> Option<usize> {
    (start.max(between.saturating_sub(5))..between).find(|at| {
        page.says_any(
            *at,
            &["conversation", "call", "meeting", "talks", "discussion", "conversations"],
        )
    })
}

fn distinct(people: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut list = Vec::new();
    for person in people {
        if !list.contains(&person) {
            list.push(person);
        }
    }
    list
}
