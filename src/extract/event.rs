//! Calls and meetings that a text reports: who took part, and on which day.

use super::{clause, lexicon::Class, page::Page, people::People};
use crate::model::Said;

/// The latest call or meeting; the sayings reported after it were said in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// Indexes into [`People::list`].
    pub(super) participants: Vec<usize>,
    pub(super) said: Option<Said>,
}

impl Event {
    /// Reads the event that a sentence reports, if it does.
    pub(super) fn of(page: &Page, people: &People, sentence: usize) -> Option<Self> {
        let tokens = page.sentences[sentence].clone();
        let between = tokens
            .clone()
            .rev()
            .find(|at| page.says(*at, "between") && meeting_near(page, tokens.start, *at));
        if let Some(between) = between {
            let from = page.tokens[between].start;
            let to = page.tokens[(between + 16).min(tokens.end - 1)].end;
            let participants = distinct(people.between(from, to).map(|(_, person)| person));
            return (participants.len() >= 2).then_some(Self { participants, said: None });
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
        (participants.len() >= 2).then_some(Self { participants, said: None })
    }
}

fn meeting_near(page: &Page, start: usize, between: usize) -> bool {
    (start.max(between.saturating_sub(5))..between).any(|at| {
        page.says_any(
            at,
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
