//! Tells names from nominals, and the name from the titles before it.

use std::ops::Range;

use super::{BOUNDARY, Form, Mention};
use crate::extract::{lexicon::Class, page::Page, title, token::Token};

/// Tells names from nominals, and where in a name the title ends.
pub(in crate::extract) fn shape(
    page: &Page,
    tokens: Range<usize>,
    apposition: Option<Range<usize>>,
) -> Option<Mention> {
    let last = page.tokens[tokens.end - 1];
    if tokens.len() > 30 {
        return None;
    }
    let capital_last = last.capital
        && !(tokens.len() > 1 && last.is(Class::ROLE) && !page.tokens[tokens.end - 2].capital);
    let barred = Class::PRONOUN.or(Class::DETERMINER).or(Class::WEEKDAY).or(Class::MONTH);
    let alone = tokens.len() == 1;
    if alone
        && (last.is(barred) && !last.is(Class::GIVEN_FEMALE)
            || !last.capital && last.is(BOUNDARY.or(Class::ADVERB)))
    {
        if last.is(Class::DETERMINER) && !last.is(Class::PRONOUN) {
            // "Some said", "Many say": somebody, but nobody named.
            return Some(Mention { apposition, ..Mention::whole(tokens, Form::Nominal) });
        }
        return None;
    }
    let office = last.is(Class::TITLE.or(Class::ROLE))
        && !last.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE))
        || names_office(page, &tokens);
    let person = person_of(page, &tokens);
    let form = if capital_last && !office || person.is_some() { Form::Name } else { Form::Nominal };
    if form == Form::Nominal {
        return Some(Mention { apposition, ..Mention::whole(tokens, form) });
    }
    let name_end = person.unwrap_or(tokens.end);
    let name = name_start(page, &(tokens.start..name_end));
    Some(Mention { tokens, form, name, name_end, apposition })
}

/// `Emeric Tolvan of Lathmoor`: where the person ends and the place begins.
fn person_of(page: &Page, tokens: &Range<usize>) -> Option<usize> {
    let barred = Class::TITLE.or(Class::ROLE).or(Class::ORGANIZATION).or(Class::DETERMINER);
    let of = (tokens.start + 1..tokens.end - 1).find(|at| {
        (page.says(*at, "of") || page.says(*at, "from")) && page.tokens[at - 1].capital
    })?;
    let before = page.tokens[of - 1];
    let person = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE).or(Class::TITLE);
    let parts = tokens.start..of;
    let known = parts.clone().any(|at| page.tokens[at].is(person));
    // Two or three capitals that no office or body has in its name.
    let name_like = (2..=3).contains(&parts.len())
        && parts.clone().all(|at| page.tokens[at].capital && !page.tokens[at].is(barred));
    (!before.is(barred) && (known && parts.len() >= 2 || name_like)).then_some(of)
}

/// `the Secretary of Defense`: an office, though it ends in a capital.
fn names_office(page: &Page, tokens: &Range<usize>) -> bool {
    let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
    let link = (tokens.start + 1..tokens.end)
        .find(|at| page.tokens[*at].is(Class::ATTACHING) && !page.tokens[*at].capital);
    link.is_some_and(|link| {
        let head = page.tokens[link - 1];
        let determined = page.tokens[tokens.start].is(Class::DETERMINER.or(Class::POSSESSIVE));
        let office = head.is(Class::TITLE.or(Class::ROLE));
        let named = (link + 1..tokens.end).find(|at| page.tokens[*at].is(given));
        match named {
            None => {
                (office || determined && !head.capital) && departments(page, link, tokens.end) == 0
            }
            // "the prime minister of Lathmoor Ilse Marrane" is she; "a spokesman for Gov. Ilse
            // Marrane" and "the office of Ilse Marrane" are not.
            Some(named) => {
                let title = |at: usize| page.tokens[at].is(Class::TITLE.or(Class::ROLE));
                !head.capital && (!page.says(link, "of") || (link + 1..named).all(title))
            }
        }
    })
}

/// How many words of `Education Arvo Lind` behind `Secretary of` are no part of the name; none
/// where no name of two words is left.
fn departments(page: &Page, of: usize, end: usize) -> usize {
    let tokens = &page.tokens[of + 1..end];
    let department = |token: &&Token| title::is_department(page.text, **token);
    let count = tokens.iter().take_while(department).count();
    let named = tokens.len() >= count + 2 && tokens[count..].iter().all(|token| token.capital);
    let minister = page.says_any(of - 1, &["secretary", "undersecretary", "minister"]);
    if named && minister { count } else { 0 }
}

/// Where the bare name begins within a mention that ends in one.
fn name_start(page: &Page, tokens: &Range<usize>) -> usize {
    let mut at = tokens.end - 1;
    // Back over the run of capitals and particles.
    while at > tokens.start {
        let before = page.tokens[at - 1];
        let part = before.word() && before.capital && !before.is(Class::DETERMINER)
            || before.is(Class::PARTICLE)
                && at - 1 > tokens.start
                && (page.tokens[at - 2].capital || page.tokens[at - 2].is(Class::PARTICLE))
                && !before.is(Class::DETERMINER);
        if !part {
            break;
        }
        at -= 1;
    }
    if at > tokens.start + 1 && page.says(at - 1, "of") {
        at += departments(page, at - 1, tokens.end);
    }
    let run = at..tokens.end;
    // Titles and roles end where the last of them stands.
    let title = (run.start..run.end - 1).rev().find(|index| {
        let token = page.tokens[*index];
        token.is(Class::TITLE.or(Class::ROLE))
            && !token.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE))
    });
    let mut start = title.map_or(run.start, |title| title + 1);
    while start + 1 < run.end && page.tokens[start].is(Class::DEMONYM.or(Class::CONJUNCTION)) {
        start += 1;
    }
    // "US Secretary of State Antony Blinken": what precedes a given name is no part of it.
    let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
    if run.end - start >= 3
        && !page.tokens[start].is(given)
        && !page.tokens[start].dotted
        && let Some(first) = (start + 1..run.end - 1).find(|index| page.tokens[*index].is(given))
    {
        start = first;
    }
    // Nothing but a title is left: "the Secretary of Defense" is no name.
    start.min(tokens.end - 1)
}
