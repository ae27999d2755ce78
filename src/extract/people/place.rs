//! What part a name plays in its sentence: subject, object, owner, part of another name.

use std::ops::Range;

use super::{Place, gather::role_start};
use crate::extract::{lexicon::Class, page::Page, token::Kind};

/// What part a name plays in its sentence, by what stands right around it, and whether it speaks.
pub(super) fn place(page: &Page, name: &Range<usize>) -> (Place, bool) {
    let mut start = role_start(page, name.start);
    while start > 0 && page.tokens[start - 1].word() && page.word(start - 1).contains('-') {
        start -= 1;
    }
    let left = start.checked_sub(1).map(|at| page.tokens[at]);
    let Some(next) = page.tokens.get(name.end) else { return (Place::Object, false) };
    let sentence = page.sentences.partition_point(|range| range.end <= name.start);
    let first = page.sentences.get(sentence).map_or(0, |range| range.start);
    if next.kind == Kind::Possessive {
        return (if start <= first { Place::Owner } else { Place::Possessor }, false);
    }
    if said_before(page, start, first) {
        return (Place::Speaker, true);
    }
    if start > 0 && page.says_any(start - 1, &["asked", "asks", "pressed", "questioned"]) {
        return (Place::Asked, false);
    }
    let bound = left.is_some_and(|left| {
        let opens = page.says_any(start - 1, &["after", "before", "since", "until", "as", "while"]);
        left.is(Class::PREPOSITION) && !left.is(Class::SUBORDINATOR) && !opens
    });
    if bound {
        return (Place::Object, false);
    }
    let mut at = name.end;
    if next.kind == Kind::Open {
        let close = (at..at + 12)
            .find(|at| page.tokens.get(*at).is_some_and(|token| token.kind == Kind::Close));
        at = close.map_or(at, |close| close + 1);
    }
    // "Tveit of Brenholm, Norvik, opened …"
    if page.says_any(at, &["of", "from", "at"]) {
        let own = |at: &usize| {
            page.tokens
                .get(*at)
                .is_some_and(|token| token.word() && (token.capital || token.is(Class::DETERMINER)))
        };
        at += 1;
        while own(&at)
            || page.tokens.get(at).is_some_and(|token| token.kind == Kind::Comma) && own(&(at + 1))
        {
            at += 1;
        }
    }
    // "Renn and Governor Aldine left": both.
    if page.says(at, "and") && page.tokens.get(at + 1).is_some_and(|token| token.capital) {
        at += 2;
        while page.tokens.get(at).is_some_and(|token| token.word() && token.capital) {
            at += 1;
        }
    }
    let verb = verb_at(page, at).or_else(|| verb_behind_comma(page, at));
    if let Some(verb) = verb {
        let token = page.tokens[verb];
        let speaks = token.is(Class::SURE) && token.is(Class::FINITE) && token.is(Class::CUE);
        let opens = start <= first
            || page.says(start - 1, "and") && page.tokens[start.saturating_sub(2)].capital
            || left.is_some_and(|left| left.kind == Kind::Comma || left.region().is_some())
            || start == first + 1
                && left.is_some_and(|left| left.is(Class::CONJUNCTION.or(Class::ADVERB)));
        return (if opens { Place::Subject } else { Place::Clause }, speaks);
    }
    let noun = page.tokens.get(name.end).is_some_and(|next| {
        let little = Class::PREPOSITION
            .or(Class::CONJUNCTION)
            .or(Class::SUBORDINATOR)
            .or(Class::ADVERB)
            .or(Class::DETERMINER)
            .or(Class::PRONOUN)
            .or(Class::POSSESSIVE)
            .or(Class::NEGATION)
            .or(Class::WEEKDAY);
        next.word() && !next.capital && !next.is(little) && !page.word(name.end).ends_with("ing")
    });
    (if noun { Place::Modifier } else { Place::Object }, false)
}

/// `said` before a name, turned round behind a quote or a comma.
fn said_before(page: &Page, start: usize, first: usize) -> bool {
    let Some(cue) = start.checked_sub(1).filter(|cue| *cue > first) else { return false };
    let token = page.tokens[cue];
    let before = page.tokens[cue - 1];
    let turned = before.kind == Kind::Comma || before.region().is_some();
    let all = Class::SURE.0 | Class::FINITE.0 | Class::QUOTES.0;
    turned && token.class.0 & all == all && !page.says_any(cue, &["told", "asked"])
}

/// The verb behind what explains a name: `Tveit, the mayor of Brenholm, opened …`
fn verb_behind_comma(page: &Page, at: usize) -> Option<usize> {
    let kind = page.tokens.get(at)?.kind;
    if !matches!(kind, Kind::Comma | Kind::Dash) {
        return None;
    }
    if let Some(verb) = verb_at(page, at + 1) {
        return Some(verb);
    }
    let first = page.tokens.get(at + 1)?;
    if first.is(Class::CONJUNCTION) || !matches!(first.kind, Kind::Word | Kind::Number) {
        return None;
    }
    (at + 1..at + 30)
        .take_while(|at| {
            page.tokens.get(*at).is_some_and(|token| {
                !matches!(token.kind, Kind::Stop | Kind::Semicolon | Kind::Region(_))
            })
        })
        .filter(|at| page.tokens[*at].kind == kind)
        .find_map(|at| verb_at(page, at + 1))
}

/// What stands between a name and its verb, besides adverbs.
const PASSED_OVER: &[&str] = &[
    "himself",
    "herself",
    "this",
    "last",
    "past",
    "week",
    "month",
    "year",
    "morning",
    "afternoon",
    "evening",
    "night",
    "both",
];

/// The finite verb that stands at `at`, adverbs before it.
pub(in crate::extract) fn verb_at(page: &Page, mut at: usize) -> Option<usize> {
    while page.tokens.get(at).is_some_and(|token| {
        token.word() && token.is(Class::ADVERB.or(Class::WEEKDAY)) || page.says_any(at, PASSED_OVER)
    }) {
        at += 1;
    }
    let token = page.tokens.get(at).filter(|token| token.word() && !token.capital)?;
    let known = Class::AUXILIARY.or(Class::VERB).or(Class::ACT);
    let verb = token.is(known)
        || token.is(Class::CUE) && token.is(Class::FINITE)
        || token.class.unlisted() && page.word(at).ends_with("ed");
    verb.then_some(at)
}
