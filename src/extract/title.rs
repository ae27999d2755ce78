//! Who a title names: `Remarks by President Okoye and Prime Minister Lind of Marrow`.
//!
//! Titles are set in capitals throughout, so that the rules for running text would take every
//! word for a name. Here a name is what follows an office, or what begins with a given name, and
//! it ends at the first word that no name has.

use super::{
    lexicon::{Class, Lexicon},
    token::{self, Kind, Token},
};
use crate::model::Span;

/// Somebody named in a title.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) role: Option<String>,
    /// Where title and name stand in the title.
    pub(super) span: Span,
}

/// Names have four words at most here; what is longer has run on.
const MAX_NAME: usize = 4;

/// Everybody that `title` names, in order.
pub(super) fn named(title: &str) -> Vec<Named> {
    let mut tokens = Vec::new();
    token::tokenize(title, Span::new(0, title.len()), &[], 0, Lexicon::get(), &mut tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = piece_end(title, &tokens, at);
        if end == at {
            at += 1;
            continue;
        }
        found.extend(name_of(title, &tokens[at..end]));
        at = end;
    }
    found
}

/// Where the run of words ends that can be an office with its name.
fn piece_end(title: &str, tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while at < tokens.len() && fits(title, tokens, at) {
        at += 1;
        // An initial or a suffix behind a comma goes on: "Joseph R. Biden, Jr."
        let suffix = tokens.get(at).is_some_and(|token| token.kind == Kind::Comma)
            && tokens.get(at + 1).is_some_and(|token| token.is(Class::SUFFIX));
        if suffix {
            return at;
        }
    }
    at
}

fn fits(title: &str, tokens: &[Token], at: usize) -> bool {
    let token = tokens[at];
    let word = token.span().of(title);
    if !token.word() {
        return false;
    }
    if !token.capital {
        // "Secretary of State Lind": the office goes on.
        let of = word == "of" && at > 0 && tokens[at - 1].is(Class::TITLE.or(Class::ROLE));
        return token.is(Class::PARTICLE) && !token.is(Class::DETERMINER) || of;
    }
    let barred = Class::PREPOSITION
        .or(Class::CONJUNCTION)
        .or(Class::DETERMINER)
        .or(Class::POSSESSIVE)
        .or(Class::AUXILIARY)
        .or(Class::WEEKDAY)
        .or(Class::SUBORDINATOR)
        .or(Class::ADVERB);
    // "First Lady", "First Minister"
    let numbered = matches!(word, "First" | "Second")
        && tokens.get(at + 1).is_some_and(|next| next.is(Class::TITLE));
    if numbered {
        return true;
    }
    let given = token.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE));
    let gerund = word.len() > 5 && word.ends_with("ing") && at > 0;
    let cue = token.is(Class::CUE) && token.is(Class::PAST) && !token.is(Class::ALSO_NOUN);
    let verb = (token.is(Class::VERB.or(Class::MONTH)) || cue) && !token.is(Class::ROLE);
    (!token.is(barred) || token.is(Class::TITLE)) && (given || !(gerund || verb && at > 0))
}

/// The office and the name of a run; nothing where it has neither office nor given name.
fn name_of(title: &str, run: &[Token]) -> Option<Named> {
    let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
    let office = Class::TITLE.or(Class::ROLE);
    let last_office = run.iter().rposition(|token| token.is(office) && !token.is(given));
    let mut start = match last_office {
        Some(last) => last + 1,
        None => run.iter().position(|token| token.is(given))?,
    };
    // "Secretary of State Lind": a department is no part of the name.
    if run.get(start).is_some_and(|token| token.span().of(title) == "of") {
        let first = (start + 1..run.len()).find(|at| run[*at].is(given));
        start = first.or_else(|| (start + 2 < run.len()).then_some(start + 2))?;
    }
    let name = run.get(start..)?;
    let noun = Class::ORGANIZATION.or(Class::DOCUMENT).or(Class::STATEMENT_NOUN).or(Class::PLACE);
    let barred = name.iter().any(|token| token.is(noun) && !token.is(given));
    if name.is_empty() || name.len() > MAX_NAME || barred {
        return None;
    }
    let text = |tokens: &[Token]| {
        let words = tokens.iter().map(|token| token.span().of(title));
        words.collect::<Vec<_>>().join(" ")
    };
    let role = Some(text(&run[..start])).filter(|role| !role.is_empty());
    let span = Span { start: run[0].start, end: name[name.len() - 1].end };
    Some(Named { name: text(name), role, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, wanted: &[(&str, &str)]) {
        let found = named(title);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|named| (named.name.as_str(), named.role.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, wanted, "{title}");
    }

    #[test]
    fn names_follow_offices() {
        check("Remarks by President Okoye Honoring Labor Day", &[("Okoye", "President")]);
        check(
            "Remarks by Vice President Ida Lind and Prime Minister Tolvan of Lathmoor",
            &[("Ida Lind", "Vice President"), ("Tolvan", "Prime Minister")],
        );
        check(
            "Press Briefing by Press Secretary Ida Moss, February 1, 2031",
            &[("Ida Moss", "Press Secretary")],
        );
        check("Full Remarks by First Lady Ida Lind (As Delivered)", &[("Ida Lind", "First Lady")]);
        check("Readout of Secretary of State Lind’s Call", &[("Lind", "Secretary of State")]);
    }

    #[test]
    fn crowds_and_things_are_nobody() {
        check("Background Press Call by Senior Administration Officials", &[]);
        check("The State of the Union Address", &[]);
        check("Harbor tolls to rise in spring", &[]);
    }
}
