//! On which occasion somebody spoke, as far as the words around a verb tell: the one told of
//! before, or another.

use super::adjunct::{MEETINGS, Verb};
use crate::extract::{draft::Draft, lexicon::Class, page::Page, when::DateMention};

/// How the occasion of an act stands to the one that its speaker was last told to have spoken on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Occasion {
    /// Nothing else is said.
    Same,
    /// What somebody has said, once said or often says is told by the way.
    Aside,
    /// Another place, medium, hearer or time.
    Other,
}

impl Occasion {
    /// Reads the words of telling around `verb`; `hearer` is who is told now and `before` who was
    /// when its speaker last spoke.
    pub(super) fn of(
        verb: &Verb,
        mentions: &[DateMention],
        hearer: Option<&str>,
        before: Option<&str>,
    ) -> Self {
        let page = verb.page;
        let named = hearer.is_some_and(|hearer| hearer.starts_with(|it: char| it.is_uppercase()));
        if named && hearer != before {
            return Self::Other;
        }
        let (opening, behind) = (verb.opening(), verb.behind());
        if tells_day(verb, mentions) || opens_elsewhere(page, opening.clone()) {
            return Self::Other;
        }
        if behind.clone().any(|at| leads_elsewhere(page, at, behind.end)) {
            return Self::Other;
        }
        let mut helpers = verb.at.start;
        while verb.sentence.start < helpers
            && page.tokens[helpers - 1].is(Class::AUXILIARY.or(Class::ADVERB).or(Class::NEGATION))
        {
            helpers -= 1;
        }
        let near = (helpers..verb.at.start).chain(behind.take(1)).chain(opening);
        let aside = |at: usize| page.says_any(at, ASIDE);
        if told_by_the_way(verb) {
            return Self::Aside;
        }
        if (helpers..verb.at.start).any(|at| page.says_any(at, PERFECT))
            || near.into_iter().any(aside)
        {
            return Self::Aside;
        }
        Self::Same
    }
}

/// Whether a date stands among the words of telling, of whatever it is.
pub(super) fn tells_day(verb: &Verb, mentions: &[DateMention]) -> bool {
    verb.opening().chain(verb.behind()).any(|at| {
        let span = verb.page.tokens[at].span();
        mentions.iter().any(|mention| mention.span.contains(span))
    })
}

/// `by citing his results`, `while arguing`, `to accuse her`: no act of its own, perhaps none at all.
fn told_by_the_way(verb: &Verb) -> bool {
    let page = verb.page;
    let Some(before) = verb.at.start.checked_sub(1).filter(|at| verb.sentence.contains(at)) else {
        return false;
    };
    let Some(cue) = page.tokens.get(verb.at.start).filter(|_| !verb.at.is_empty()) else {
        return false;
    };
    let linked = page.tokens[before].is(Class::PREPOSITION.or(Class::SUBORDINATOR));
    let goes_on = before > verb.sentence.start && page.says(before - 1, "on");
    linked && cue.is(Class::GERUND) && !page.says(before, "as")
        || cue.is(Class::BASE) && page.says(before, "to") && !goes_on
}

const PERFECT: &[&str] =
    &["had", "has", "have", "having", "'d", "’d", "'ve", "’ve", "might", "would"];

const ASIDE: &[&str] = &[
    "always",
    "earlier",
    "ever",
    "famously",
    "formerly",
    "frequently",
    "initially",
    "later",
    "long",
    "never",
    "often",
    "once",
    "originally",
    "previously",
    "recently",
    "regularly",
    "repeatedly",
    "routinely",
    "sometimes",
    "typically",
    "usually",
];

/// Whether an act can be the news that an article opens with: "said", "says", "has called".
pub(super) fn leads(verb: &Verb, occasion: Occasion) -> bool {
    let page = verb.page;
    let Some(cue) = page.tokens.get(verb.at.start).filter(|_| !verb.at.is_empty()) else {
        return false;
    };
    let before = verb.at.start.checked_sub(1).filter(|at| verb.sentence.contains(at));
    let perfect = before.is_some_and(|at| page.says_any(at, &["has", "have"]));
    match occasion {
        Occasion::Same => {
            cue.is(Class::SURE) && (cue.is(Class::PAST) || page.says(verb.at.start, "says"))
        }
        Occasion::Aside => perfect && cue.is(Class::PAST.or(Class::PARTICIPLE)),
        Occasion::Other => false,
    }
}

/// Whether what leads up to a subject names a time, a place or an event of its own.
pub(super) fn opens_elsewhere(page: &Page, opening: std::ops::Range<usize>) -> bool {
    if opening.clone().any(|at| shifts(page, at)) {
        return true;
    }
    let first = opening.clone().find(|at| {
        let token = page.tokens[*at];
        token.word() && !token.is(Class::CONJUNCTION.or(Class::ADVERB))
            || page.says_any(*at, &["later", "earlier", "previously", "recently"])
    });
    let Some(first) = first else { return false };
    if page.says_any(first, &["later", "earlier", "previously", "recently"]) {
        return true;
    }
    let same = opening.clone().any(|at| definite(page, at));
    let time = ["after", "before", "during", "following", "since", "until", "while", "as", "when"];
    if page.says_any(first, &time) {
        return !same && !opening.clone().any(|at| page.says(at, "asked"));
    }
    opening.clone().any(|at| leads_elsewhere(page, at, opening.end)) && !same
}

/// `a day earlier`, `the next morning`, `on the eve of the vote`.
pub(super) fn shifts(page: &Page, at: usize) -> bool {
    let times = ["day", "days", "hours", "minutes", "month", "months", "week", "weeks", "years"];
    page.says(at, "eve")
        || page.says_any(at, &["after", "before", "earlier", "later"])
            && at > 0
            && page.says_any(at - 1, &times)
        || page.says_any(at, &["next", "same", "previous", "following"])
            && page.says_any(at + 1, &["day", "evening", "month", "morning", "night", "week"])
}

/// Whether a preposition at `at` leads to a place, a medium or an event that was not named before:
/// `in an interview`, `at a rally`, `in Oslo`, `on Twitter`, `in his book`.
fn leads_elsewhere(page: &Page, at: usize, end: usize) -> bool {
    if page.says_any(at, &["after", "before", "during", "following", "while"]) {
        return !(at + 1..end.min(at + 5)).any(|at| definite(page, at));
    }
    if !page.says_any(at, &["at", "in", "on", "during", "to", "from", "via"]) || end <= at + 1 {
        return false;
    }
    let next = page.tokens[at + 1];
    if next.capital && !page.says_any(at, &["to", "from"]) {
        return true;
    }
    let works = ["book", "books", "memoir", "autobiography", "column", "essay", "op-ed", "novel"];
    let mut phrase = (at + 1..end.min(at + 7))
        .take_while(|at| page.tokens[*at].word() && !(page.tokens[*at].is(Class::PREPOSITION)));
    let several = (at + 2..end.min(at + 5)).any(|at| page.says_any(at, ONE_OF_SEVERAL));
    if several || page.says_any(at + 1, &["a", "an", "another"]) {
        return phrase.any(|at| event(page, at));
    }
    next.is(Class::POSSESSIVE) && phrase.any(|at| page.says_any(at, &works))
}

/// Whether a token is a noun of an event or a medium that people speak in.
pub(super) fn event(page: &Page, at: usize) -> bool {
    place(page, at) || page.tokens[at].is(Class::DOCUMENT)
}

/// Whether a token is a noun of where people speak: `told a news conference`.
pub(super) fn place(page: &Page, at: usize) -> bool {
    let more = ["ceremony", "dinner", "gathering", "lunch", "podcast", "town"];
    page.tokens[at].is(Class::STATEMENT_NOUN)
        || page.says_any(at, MEETINGS)
        || page.says_any(at, &more)
}

/// `the interview`, `that two-hour meeting`: one that is known already.
fn definite(page: &Page, at: usize) -> bool {
    let the = (at.saturating_sub(3)..at)
        .find(|at| page.says_any(*at, &["the", "that", "this", "their", "his", "her", "its"]));
    let one = |the: usize| (the..at).any(|at| page.says_any(at, ONE_OF_SEVERAL));
    the.is_some_and(|the| !one(the)) && event(page, at)
}

/// The noun of the event that an act is placed in or after: "said in a statement following the
/// call", "Speaking after the 90-minute meeting, he said", "said in the interview".
pub(super) fn event_named<'v>(verb: &Verb<'v>) -> Option<&'v str> {
    let page = verb.page;
    let behind = verb.behind();
    let near = verb.opening().chain(behind.start..behind.end.min(behind.start + 9));
    let mut there = false;
    for at in near {
        if page.says_any(at, &["after", "following", "during", "at", "in"]) {
            there = page.says_any(at + 1, &["the", "that", "this", "their"])
                || page.says_any(at + 1, MEETINGS);
        } else if page
            .says_any(at, &["first", "second", "third", "last", "final", "latest", "previous"])
        {
            // "at the first debate": one of several.
            there = false;
        } else if there && event(page, at) {
            return Some(page.word(at));
        }
    }
    None
}

const ONE_OF_SEVERAL: &[&str] =
    &["first", "second", "third", "last", "final", "latest", "next", "previous"];

/// Whether two nouns can be of one event; a call, talks and a conversation are.
pub(super) fn same_event(one: &str, other: &str) -> bool {
    let talk = ["call", "conversation", "discussion", "discussions", "meeting", "talks"];
    let talks = |noun: &str| talk.iter().any(|talk| noun.eq_ignore_ascii_case(talk));
    one.eq_ignore_ascii_case(other) || talks(one) && talks(other)
}

/// "said after the assessment": where and when it is already told.
pub(super) fn on_the_scene(verb: &Verb) -> bool {
    let there = ["after", "during", "following", "at"];
    let known = ["the", "that", "his", "her", "their", "its"];
    verb.behind().take(2).any(|at| {
        let page = verb.page;
        page.says_any(at, &there)
            && page.says_any(at + 1, &known)
            && !page.says_any(at + 2, ONE_OF_SEVERAL)
    })
}

/// Whether content tells of something past, and of nothing to come.
pub(super) fn looks_back(verb: &Verb, draft: &Draft) -> bool {
    let page = verb.page;
    let mut past = false;
    for at in content(verb, draft) {
        let token = page.tokens[at];
        if token.is(Class::MODAL) && !page.says_any(at, &["to", "did", "didn't", "didn’t"]) {
            return false;
        }
        let to_come = page.says(at, "to")
            && page.tokens.get(at + 1).is_some_and(|next| next.is(Class::BASE.or(Class::VERB)));
        if to_come && !content(verb, draft).take(3).any(|at| page.says(at, "was")) {
            return false;
        }
        past |= token.is(Class::PAST)
            || page.says_any(at, &["was", "were", "had", "did"])
            || !token.capital && page.word(at).ends_with("ed");
    }
    past || draft.class.is(Class::NOUN_CONTENT) && !draft.class.is(Class::CLAUSE)
}

/// Whether content is about a meeting that is known: `their discussion`, `his first meeting`.
pub(super) fn of_meeting(verb: &Verb, draft: &Draft) -> bool {
    let page = verb.page;
    content(verb, draft).any(|at| {
        page.says_any(at, MEETINGS)
            && !page.says_any(at, &["speech", "visit"])
            && definite(page, at)
    })
}

fn content<'v>(verb: &'v Verb, draft: &'v Draft) -> impl Iterator<Item = usize> + 'v {
    verb.sentence.clone().filter(|at| {
        let token = verb.page.tokens[*at];
        token.region().is_none() && draft.spans.iter().any(|span| span.overlaps(token.span()))
    })
}
