//! Noun phrases beside a cue: where the mention of a speaker begins and ends.

mod shape;
mod verb;

use std::ops::Range;

pub(super) use shape::shape;
pub(super) use verb::acts;

use super::{
    lexicon::Class,
    page::Page,
    token::{Kind, Token},
};

/// What a mention is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// `he`, `she`, `they`, `it`, `who`.
    Pronoun,
    /// Ends in a name: `State Department spokesperson Matthew Miller`.
    Name,
    /// A noun: `the spokesman`, `Iranian and Arab officials`.
    Nominal,
}

/// A mention of somebody who may speak.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mention {
    pub(super) tokens: Range<usize>,
    pub(super) form: Form,
    /// For a name, where the name itself begins; what stands before is title and role.
    pub(super) name: usize,
    /// Where the name ends: `Meenakshi Ganguly` of `Meenakshi Ganguly of Human Rights Watch`.
    pub(super) name_end: usize,
    /// The phrase between commas that says who this is.
    pub(super) apposition: Option<Range<usize>>,
}

impl Mention {
    /// A mention that is all name or all noun, with nothing that explains it.
    pub(super) fn whole(tokens: Range<usize>, form: Form) -> Self {
        Self { name: tokens.start, name_end: tokens.end, tokens, form, apposition: None }
    }
}

const BOUNDARY: Class =
    Class(Class::SUBORDINATOR.0 | Class::AUXILIARY.0 | Class::NEGATION.0 | Class::CONJUNCTION.0);

/// Finds the mention that ends right before token `end`, looking no further left than `start`.
pub(super) fn ending_at(page: &Page, start: usize, end: usize) -> Option<Mention> {
    let last = end.checked_sub(1).filter(|last| *last >= start)?;
    let token = page.tokens[last];
    match token.kind {
        Kind::Comma | Kind::Dash => behind_apposition(page, start, last),
        Kind::Close => behind_bracket(page, start, last),
        Kind::Word | Kind::Number | Kind::Possessive => phrase_left(page, start, end),
        _ => None,
    }
}

/// Finds the mention that begins at token `start`, looking no further right than `end`.
pub(super) fn starting_at(page: &Page, start: usize, end: usize) -> Option<Mention> {
    let token = *page.tokens.get(start).filter(|_| start < end)?;
    if token.is(Class::PRONOUN_SUBJECT) && !token.is(Class::DETERMINER) {
        return Some(Mention::whole(start..start + 1, Form::Pronoun));
    }
    let mut at = start;
    while at < end {
        let token = page.tokens[at];
        let goes_on = match token.kind {
            Kind::Word => {
                let opener = at == start
                    || token.is(Class::DETERMINER.or(Class::POSSESSIVE))
                        && after_attaching(page, at);
                let inside = !token.is(Class::DETERMINER.or(Class::POSSESSIVE))
                    || token.capital && at > start;
                let stop = !token.capital
                    && (token.is(BOUNDARY) && !joins(page, start, at, end)
                        || token.is(Class::PRONOUN_SUBJECT)
                        || token.is(Class::WEEKDAY)
                        || token.is(Class::ADVERB) && at > start
                        || (token.is(Class::PREPOSITION) && !attaches_right(page, start, at))
                        || (at > start
                            && token.is(Class::VERB.or(Class::CUE))
                            && (token.is(Class::PAST)
                                || !token.is(Class::ALSO_NOUN.or(Class::ROLE))))
                        || acts(page, start, at) && !near_to(page, at));
                let day = token.is(Class::WEEKDAY.or(Class::MONTH)) && token.capital && at > start;
                (opener || inside) && !stop && !day
            }
            Kind::Number => at == start || page.tokens[at - 1].word(),
            Kind::Possessive => true,
            _ => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    while at > start
        && page.tokens[at - 1].is(Class::PREPOSITION.or(Class::CONJUNCTION).or(Class::DETERMINER))
        && !page.tokens[at - 1].capital
    {
        at -= 1;
    }
    if at == start {
        return None;
    }
    let apposition = apposition_right(page, at, end);
    shape(page, start..at, apposition)
}

/// Whether a conjunction joins two nouns of one phrase: `Iranian and Arab officials`.
fn joins(page: &Page, start: usize, at: usize, end: usize) -> bool {
    page.tokens[at].is(Class::CONJUNCTION)
        && !page.says(at, "but")
        && at > start
        && at + 1 < end
        && page.tokens[at - 1].capital == page.tokens[at + 1].capital
        && page.tokens[at + 1].word()
        && !page.tokens[at + 1].is(Class::PRONOUN
            .or(Class::CUE)
            .or(Class::AUXILIARY)
            .or(Class::ADVERB)
            .or(Class::VERB))
}

fn after_attaching(page: &Page, at: usize) -> bool {
    at > 0 && page.tokens[at - 1].is(Class::ATTACHING)
}

/// Whether the preposition at `at` belongs to the phrase that began at `start`:
/// `a spokesman for the campaign`, not `Miller in a readout`.
fn attaches_right(page: &Page, start: usize, at: usize) -> bool {
    if !page.tokens[at].is(Class::ATTACHING) || at <= start {
        return false;
    }
    let of = page.says(at, "of");
    let head = page.tokens[at.saturating_sub(1)];
    let common = head.word() && !head.capital;
    let for_or_from = page.says(at, "for") || page.says(at, "from") || page.says(at, "at");
    let statement = (at + 1..at + 4).any(|next| {
        page.tokens.get(next).is_some_and(|token| {
            token.is(Class::STATEMENT_NOUN.or(Class::WEEKDAY).or(Class::TIME).or(Class::READER_OF))
        })
    });
    let to = page.says(at, "to")
        && (head.is(Class::ROLE.or(Class::DOCUMENT)) || page.says(at - 1, "close"));
    let hangs = for_or_from || page.says(at, "with") || to;
    of || hangs && common && !statement
}

fn apposition_right(page: &Page, at: usize, end: usize) -> Option<Range<usize>> {
    if at + 1 >= end || page.tokens[at].kind != Kind::Comma {
        return None;
    }
    let first = page.tokens[at + 1];
    if !first.word() || first.is(Class::CONJUNCTION.or(Class::GERUND).or(Class::PREPOSITION)) {
        return None;
    }
    let close = (at + 1..end).find(|index| {
        matches!(
            page.tokens[*index].kind,
            Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Region(_)
        )
    });
    let close = close.unwrap_or(end);
    let relative =
        page.says(at + 1, "who") || page.says(at + 1, "which") || page.says(at + 1, "whose");
    if !relative
        && (at + 1..close)
            .any(|at| page.tokens[at].is(Class::AUXILIARY) && page.tokens[at].kind == Kind::Word)
    {
        return None;
    }
    (close > at + 1 && close - at < 25).then_some(at + 1..close)
}

/// `Jack Dorsey, the chief executive,` — the comma at `last` closes an apposition.
fn behind_apposition(page: &Page, start: usize, last: usize) -> Option<Mention> {
    let dash = page.tokens[last].kind == Kind::Dash;
    let kind = page.tokens[last].kind;
    let floor = start.max(last.saturating_sub(40));
    let mut opening = None;
    let mut at = last;
    while at > floor {
        at -= 1;
        let token = page.tokens[at];
        if token.kind == kind {
            opening = Some(at);
            // Commas inside: "the senator from Ohio, who left, said": take the outermost that
            // has a name before it and no name right behind it.
            let before = at > start && page.tokens[at - 1].word();
            let inner =
                page.tokens.get(at + 1).is_some_and(|token| looks_explaining(page, at + 1, *token));
            let named = page.tokens.get(at + 1).is_some_and(|token| token.capital);
            let nominal =
                || phrase_left(page, start, at).is_some_and(|found| found.form == Form::Nominal);
            if before && (inner || kind == Kind::Comma && named && nominal()) {
                break;
            }
        }
        if matches!(token.kind, Kind::Stop | Kind::Semicolon | Kind::Region(_)) {
            break;
        }
    }
    let opening = opening?;
    let inner = opening + 1..last;
    if inner.is_empty() || opening == start {
        return None;
    }
    let first = page.tokens[inner.start];
    let adverbial = first.is(Class::PREPOSITION) || first.is(Class::WEEKDAY.or(Class::ADVERB));
    if !dash && !adverbial && !looks_explaining(page, inner.start, first) && !first.capital {
        return None;
    }
    let mut mention = if page.tokens[opening - 1].kind == Kind::Close {
        behind_bracket(page, start, opening - 1)?
    } else {
        phrase_left(page, start, opening)?
    };
    if mention.form == Form::Pronoun && !adverbial {
        return None;
    }
    if !adverbial && !dash {
        mention.apposition = Some(inner);
    }
    Some(mention)
}

fn looks_explaining(page: &Page, at: usize, token: Token) -> bool {
    let class = Class::DETERMINER.or(Class::POSSESSIVE).or(Class::ROLE).or(Class::TITLE);
    token.is(class)
        || page.says(at, "who")
        || page.says(at, "which")
        || page.says(at, "whose")
        || page.says(at, "former")
        || token.is(Class::GERUND)
        || token.kind == Kind::Number
        || token.is(Class::SUFFIX)
        || token.word()
            && !token.capital
            && !token.is(Class::CONJUNCTION.or(Class::CUE).or(Class::PREPOSITION))
        || token.capital
            && page.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Possessive)
}

/// `Rep. Trey Gowdy (R-S.C.)` — the bracket at `last` closes.
fn behind_bracket(page: &Page, start: usize, last: usize) -> Option<Mention> {
    let floor = start.max(last.saturating_sub(15));
    let opening = (floor..last).rev().find(|at| page.tokens[*at].kind == Kind::Open)?;
    let before = page.tokens.get(opening.checked_sub(1)?)?;
    if opening == start || !before.word() {
        return None;
    }
    phrase_left(page, start, opening)
}

fn phrase_left(page: &Page, start: usize, end: usize) -> Option<Mention> {
    let last = end - 1;
    let token = page.tokens[last];
    if start < last && page.says(last, "two") && page.says(last - 1, "the") {
        return Some(Mention::whole(last - 1..end, Form::Nominal));
    }
    if token.is(Class::PRONOUN_SUBJECT) && !(token.is(Class::DETERMINER) && token.capital) {
        return Some(Mention::whole(last..end, Form::Pronoun));
    }
    let mut at = end;
    while at > start {
        let here = at - 1;
        let token = page.tokens[here];
        let first = at == end;
        let goes_on = match token.kind {
            Kind::Word if token.is(Class::WEEKDAY) && token.capital && !first => false,
            Kind::Word if token.capital && !sentence_opener(page, start, here) => {
                !(token.is(Class::MONTH) && !first && page.tokens[at].kind == Kind::Number)
            }
            Kind::Word => {
                let open = token.is(Class::DETERMINER.or(Class::POSSESSIVE));
                if open {
                    at = here;
                    if attached_left(page, start, at) {
                        at -= 1;
                        continue;
                    }
                    break;
                }
                if token.is(Class::ATTACHING) && !first {
                    if attached_left(page, start, at) && nominal_left(page, start, here) {
                        true
                    } else {
                        particle(page, here, start)
                    }
                } else if token.is(Class::CONJUNCTION) && !first {
                    joins(page, start, here, end) && !page.says(here, "or")
                } else {
                    let stop = token.is(BOUNDARY)
                        || token.is(Class::PRONOUN_SUBJECT.or(Class::PREPOSITION))
                        || token.is(Class::ADVERB) && !token.is(Class::ROLE)
                        || token.is(Class::VERB.or(Class::CUE))
                            && !token.is(Class::ROLE
                                .or(Class::ALSO_NOUN)
                                .or(Class::PARTICIPLE.or(Class::BASE)))
                        || token.is(Class::GERUND)
                        || !first && token.is(Class::ACT) && acts(page, start, here);
                    let stop = stop && !near_to(page, here);
                    let mixed = !first && page.tokens[at].capital && !role_like(page, here, token);
                    !stop && !mixed || particle(page, here, start)
                }
            }
            Kind::Number => first || page.tokens[at].word() && !page.tokens[at].capital,
            Kind::Possessive => here > start && page.tokens[here - 1].word(),
            Kind::Close if !first => false,
            _ => false,
        };
        if !goes_on {
            break;
        }
        at = here;
    }
    // Leading words that are no part of a phrase.
    while at < end {
        let token = page.tokens[at];
        let stray = matches!(token.kind, Kind::Possessive)
            || token.is(Class::PREPOSITION.or(Class::CONJUNCTION))
                && !token.is(Class::PARTICLE)
                && (!token.capital || at == start)
            || token.capital
                && at == start
                && token.is(Class::ADVERB.or(Class::SUBORDINATOR).or(Class::WEEKDAY))
                && at + 1 < end;
        if !stray {
            break;
        }
        at += 1;
    }
    if at >= end {
        return None;
    }
    shape(page, at..end, None)
}

/// Lower-case words that stand before a name: roles and what makes them up.
fn role_like(page: &Page, here: usize, token: Token) -> bool {
    token.is(Class::ROLE.or(Class::TITLE).or(Class::DEMONYM).or(Class::SUFFIX))
        || page.says(here, "elect")
        || page.word(here).ends_with("-elect")
}

/// `van`, `de`, `al`, `bin` between the parts of a name.
fn particle(page: &Page, here: usize, start: usize) -> bool {
    let token = page.tokens[here];
    token.is(Class::PARTICLE)
        && here > start
        && (page.tokens[here - 1].capital || page.tokens[here - 1].is(Class::PARTICLE))
        && page.tokens.get(here + 1).is_some_and(|next| next.capital || next.is(Class::PARTICLE))
        && !token.is(Class::DETERMINER.or(Class::CONJUNCTION))
}

/// Whether the phrase that begins at `at` hangs on a preposition and a noun before it.
fn attached_left(page: &Page, start: usize, at: usize) -> bool {
    let Some(prep) = at.checked_sub(1).filter(|prep| *prep > start) else { return false };
    page.tokens[prep].is(Class::ATTACHING) && nominal_left(page, start, prep)
}

/// `close to` of `a source close to Marrane`.
fn near_to(page: &Page, at: usize) -> bool {
    page.says_any(at, &["close", "loyal"]) && page.says(at + 1, "to")
}

/// Whether what stands before the preposition `prep` is a noun that it can belong to.
fn nominal_left(page: &Page, start: usize, prep: usize) -> bool {
    let Some(head) = prep.checked_sub(1).filter(|head| *head >= start) else { return false };
    let token = page.tokens[head];
    if !token.word() || token.is(Class::STATEMENT_NOUN) && !page.says(prep, "of") {
        return false;
    }
    let barred = BOUNDARY
        .or(Class::PRONOUN)
        .or(Class::PREPOSITION)
        .or(Class::ADVERB)
        .or(Class::WEEKDAY)
        .or(Class::DETERMINER);
    let verbal =
        token.is(Class::VERB.or(Class::CUE)) && !token.is(Class::ROLE.or(Class::ALSO_NOUN));
    let of = page.says(prep, "of");
    if near_to(page, head) {
        return true;
    }
    !token.is(barred)
        && !verbal
        && (of
            || token.is(Class::ROLE)
            || !token.capital && !page.says(prep, "to") && !page.says(prep, "on"))
}

fn sentence_opener(page: &Page, start: usize, here: usize) -> bool {
    let token = page.tokens[here];
    here == start
        && token.is(BOUNDARY
            .or(Class::PREPOSITION)
            .or(Class::ADVERB)
            .or(Class::DETERMINER)
            .or(Class::POSSESSIVE))
        && !token.upper
}

/// The two sides of a phrase such as `Minister Gallant and Secretary Austin`.
pub(super) fn sides(page: &Page, mention: &Mention) -> Option<(Mention, Mention)> {
    let tokens = mention.tokens.clone();
    let and = tokens.clone().rev().find(|at| page.says(*at, "and"))?;
    if and == tokens.start || and + 1 >= tokens.end {
        return None;
    }
    Some((shape(page, tokens.start..and, None)?, shape(page, and + 1..tokens.end, None)?))
}
