//! Who may have said a quote: every phrase of the sentences around it.

use crate::extract::{
    clause,
    lexicon::Class,
    noun::{self, Form, Mention},
    page::Page,
    token::Kind,
};

/// A phrase of a sentence that may name a speaker.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) mention: Mention,
    pub(super) sentence: usize,
    /// How many phrases of its sentence stand before it.
    pub(super) place: usize,
    /// Whether a verb of saying stands right behind it.
    pub(super) cued: bool,
    /// Whether it is the subject of its sentence.
    pub(super) main: bool,
}

/// Appends the phrases of one sentence, in the order they stand in.
pub(super) fn phrases(page: &Page, sentence: usize, found: &mut Vec<Phrase>) {
    let range = page.sentences[sentence].clone();
    let first = found.len();
    let phrase = |mention: Mention, cued: bool, main: bool| Phrase {
        mention,
        sentence,
        place: 0,
        cued,
        main,
    };
    let mut at = range.start;
    while at < range.end {
        if opens(page, at, range.start)
            && let Some(mention) = noun::starting_at(page, at, range.end)
        {
            at = mention.tokens.end.max(at + 1);
            found.push(phrase(mention, false, false));
        } else {
            at += 1;
        }
    }
    for at in range.clone() {
        let token = page.tokens[at];
        if !token.is(Class::CUE)
            || token.is(Class::GERUND)
            || at == range.start
            || clause::is_noun(page, &range, at)
        {
            continue;
        }
        let mut edge = at;
        while edge > range.start && helper(page, edge - 1) {
            edge -= 1;
        }
        if let Some(mention) = noun::ending_at(page, range.start, edge) {
            join(&mut *found, first, phrase(mention, true, false));
        }
    }
    for at in range.start + 1..range.end {
        if let Some(cued) = relative(page, at, range.end) {
            let mention = Mention::whole(at..at + 1, Form::Pronoun);
            join(&mut *found, first, phrase(mention, cued, false));
        }
    }
    if let Some(mention) = clause::main_subject(page, range) {
        join(&mut *found, first, phrase(mention, false, true));
    }
    // "CNN reported" and "Analysts" give way to "CNN" and "Analysts at Frey" before their verbs.
    let cued = |start: usize, found: &[Phrase]| {
        found.iter().any(|other| other.cued && other.mention.tokens.start == start)
    };
    let mut at = first;
    while at < found.len() {
        if !found[at].cued && cued(found[at].mention.tokens.start, &found[first..]) {
            found.remove(at);
        } else {
            at += 1;
        }
    }
    found[first..].sort_by_key(|phrase| (phrase.mention.tokens.end, phrase.mention.tokens.start));
    for (place, phrase) in found[first..].iter_mut().enumerate() {
        phrase.place = place;
    }
}

/// Adds a phrase, or what is new of it where its last word is another's.
pub(super) fn join(found: &mut Vec<Phrase>, first: usize, phrase: Phrase) -> usize {
    let end = phrase.mention.tokens.end;
    let known = found[first..].iter().position(|other| other.mention.tokens.end == end);
    let Some(known) = known else {
        found.push(phrase);
        return found.len() - 1;
    };
    let other = &mut found[first + known];
    other.cued |= phrase.cued;
    other.main |= phrase.main;
    // "a source close to Marrane" ends where "Marrane" does, and is the one who says it.
    let whole = phrase.cued && phrase.mention.tokens.start < other.mention.tokens.start;
    if whole || phrase.mention.form == other.mention.form {
        other.mention = phrase.mention;
    }
    first + known
}

/// Whether `which` or `that` stands at a place as the subject of a clause, and whether of a verb
/// of saying: `a letter that says`.
fn relative(page: &Page, at: usize, end: usize) -> Option<bool> {
    if !page.says_any(at, &["which", "that"]) {
        return None;
    }
    let before = page.tokens[at - 1];
    let which = page.says(at, "which") && (before.kind == Kind::Comma || before.word());
    let noun = before.word()
        && !before.is(Class::CUE.or(Class::ACT).or(Class::VERB).or(Class::AUXILIARY))
        && !before.is(Class::ADVERB.or(Class::PREPOSITION).or(Class::CONJUNCTION));
    if !which && !noun {
        return None;
    }
    let verb = (at + 1..end.min(at + 5)).find(|next| !helper(page, *next))?;
    let token = page.tokens[verb];
    let helped = page.tokens[at + 1].is(Class::AUXILIARY);
    let finite = token.is(Class::FINITE.or(Class::PAST).or(Class::VERB).or(Class::ACT));
    let finite = token.word() && !token.capital && (finite || page.word(verb).ends_with('s'));
    (finite || helped).then(|| token.is(Class::CUE))
}

fn helper(page: &Page, at: usize) -> bool {
    let token = page.tokens[at];
    token.word()
        && !token.is(Class::PRONOUN_SUBJECT)
        && token.is(Class::AUXILIARY
            .or(Class::ADVERB)
            .or(Class::NEGATION)
            .or(Class::WEEKDAY)
            .or(Class::TIME))
}

fn opens(page: &Page, at: usize, start: usize) -> bool {
    let token = page.tokens[at];
    if !token.word() {
        return false;
    }
    let noun = Class::DETERMINER.or(Class::POSSESSIVE).or(Class::ROLE).or(Class::TITLE);
    if token.is(Class::PRONOUN_SUBJECT.or(noun)) {
        return true;
    }
    if token.capital {
        // "Adding, “…”", "From his letter: “…”"
        let other = Class::SUBORDINATOR
            .or(Class::CONJUNCTION)
            .or(Class::PREPOSITION)
            .or(Class::ADVERB)
            .or(Class::GERUND)
            .or(Class::AUXILIARY);
        let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
        return at > start
            || token.upper
            || token.is(given)
            || !token.is(other) && !page.says(at, "according");
    }
    let barred = Class::SUBORDINATOR
        .or(Class::AUXILIARY)
        .or(Class::NEGATION)
        .or(Class::CONJUNCTION)
        .or(Class::PREPOSITION)
        .or(Class::ADVERB)
        .or(Class::VERB)
        .or(Class::CUE);
    let edge = at == start || {
        let before = page.tokens[at - 1];
        before.is(Class::CUE) || matches!(before.kind, Kind::Comma | Kind::Region(_))
    };
    edge && !token.is(barred)
}

/// What two mentions of one person share: the last name, or the kind of pronoun.
pub(super) fn key(page: &Page, mention: &Mention) -> u64 {
    let token = page.tokens[mention.name_end - 1];
    if mention.form == Form::Pronoun {
        return token.class.0 & Class::PRONOUN.0 | 1;
    }
    let mut hash = 7_u64;
    for byte in page.word(mention.name_end - 1).bytes() {
        hash = super::features::mix(hash, u64::from(byte.to_ascii_lowercase()));
    }
    hash
}
