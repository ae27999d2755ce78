//! Who a title names: `Remarks by President Okoye and Prime Minister Lind of Marrow`.
//!
//! Titles are set in capitals throughout, so that the rules for running text would take every
//! word for a name. Here a name is what follows an office, or what begins with a given name, and
//! it ends at the first word that no name has.

use super::{
    lexicon::{Class, Lexicon},
    token::{self, Kind, Token},
};
use crate::{model::Span, text::fold};

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

const GIVEN: Class = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
const OFFICE: Class = Class::TITLE.or(Class::ROLE);

/// What ministries are for: part of an office, and of no name.
const DEPARTMENTS: &[&str] = &[
    "state",
    "treasury",
    "defense",
    "defence",
    "justice",
    "interior",
    "agriculture",
    "commerce",
    "labor",
    "labour",
    "health",
    "human",
    "services",
    "housing",
    "urban",
    "development",
    "transportation",
    "transport",
    "energy",
    "education",
    "veterans",
    "affairs",
    "homeland",
    "security",
    "foreign",
    "finance",
    "trade",
    "industry",
    "war",
    "for",
    "the",
    "and",
];

/// Offices and trades that are surnames too: behind a title or a given name they are one.
const SURNAMES: &[&str] = &[
    "baker", "bishop", "clerk", "cook", "count", "dean", "duke", "earl", "farmer", "fisher",
    "head", "judge", "keeper", "king", "major", "marshal", "page", "parent", "pilot", "pope",
    "priest", "prince", "skipper", "star",
];

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
    while at < tokens.len() && fits(title, tokens, at) && tokens[from].capital {
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
    let before = at.checked_sub(1).map(|before| tokens[before]);
    if !token.capital {
        // "Secretary of State Lind", "Secretary of the Interior": the office goes on.
        let department =
            |at: usize| tokens.get(at).is_some_and(|token| is_department(title, *token));
        return match word {
            "of" => before.is_some_and(|before| before.is(OFFICE)),
            "the" => before.is_some_and(|before| before.span().of(title) == "of"),
            "and" => at > 0 && department(at - 1) && department(at + 1),
            _ => token.is(Class::PARTICLE) && !token.is(Class::DETERMINER),
        };
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
    let given = token.is(GIVEN);
    let gerund = word.len() > 5 && word.ends_with("ing") && at > 0;
    let cue = token.is(Class::CUE) && token.is(Class::PAST) && !token.is(Class::ALSO_NOUN);
    let verb = (token.is(Class::VERB.or(Class::MONTH)) || cue) && !token.is(Class::ROLE);
    let on_the_way = matches!(word, "En" | "Aboard" | "Ahead");
    (!token.is(barred) || token.is(Class::TITLE))
        && !on_the_way
        && (given || !(gerund || verb && at > 0))
}

/// Whether a word is part of what a ministry is for: `Homeland Security`.
pub(super) fn is_department(text: &str, token: Token) -> bool {
    let word = token.span().of(text);
    DEPARTMENTS.iter().any(|department| department.eq_ignore_ascii_case(word))
}

/// How many words before a name are no part of it, though in capitals: `Education Arne Berg`,
/// `National Economic Council Ida Moss`, `Excellency Emeric Tolvan`.
pub(super) fn before_name(text: &str, name: &[Token]) -> usize {
    if name.len() < 2 {
        return 0;
    }
    let styles = ["honorable", "honourable", "excellency", "highness", "majesty", "madam"];
    let body = |token: &Token| token.is(Class::ORGANIZATION) && !token.is(GIVEN);
    let style = |token: &Token| {
        styles.iter().any(|style| style.eq_ignore_ascii_case(token.span().of(text)))
    };
    let skipped = name.iter().rposition(body).map_or(0, |last| last + 1);
    let rest = name[skipped..].iter();
    let skipped =
        skipped + rest.take_while(|token| is_department(text, **token) || style(token)).count();
    if skipped + 2 <= name.len() { skipped } else { 0 }
}

/// Where in a run of words the office ends and the name begins: at the end where it has none.
pub(super) fn name_start(text: &str, run: &[Token]) -> usize {
    let is_office = |at: &usize| run[*at].is(OFFICE) && !run[*at].is(GIVEN);
    let mut end = run.len();
    if let [_, .., last] = run
        && ["sen", "gen", "rep", "col"].contains(&fold(last.span().of(text)).as_ref())
    {
        end -= 1; // A title's short form stands before a name: this is one.
    } else if let [.., before, last] = run
        && SURNAMES.iter().any(|name| name.eq_ignore_ascii_case(last.span().of(text)))
        && before.is(Class::TITLE.or(GIVEN))
        && !matches!(fold(before.span().of(text)).as_ref(), "deputy" | "vice" | "chief")
    {
        end -= 1;
    }
    let start = (0..end).rev().find(is_office).map_or(0, |last| last + 1);
    let folded = |token: &Token| fold(token.span().of(text)).into_owned();
    let of = |token: &Token| matches!(folded(token).as_str(), "of" | "for" | "from" | "in");
    if start == 0 || !run.get(start).is_some_and(of) {
        return start;
    }
    // "Secretary of State Lind": a department is no part of the name.
    if let Some(given) = (start + 1..run.len()).find(|at| run[*at].is(GIVEN)) {
        return given;
    }
    let departments = run[start + 1..].iter().take_while(|token| is_department(text, **token));
    let count = departments.count();
    // "Leaders of the United States"
    let place = count == 1 && folded(&run[start + 1]) == "the";
    if place { run.len() } else { (start + 1 + count.max(1)).min(run.len()) }
}

/// The office and the name of a run; nothing where it has neither office nor given name.
fn name_of(title: &str, run: &[Token]) -> Option<Named> {
    let office = run.iter().any(|token| token.is(OFFICE) && !token.is(GIVEN));
    let start =
        if office { name_start(title, run) } else { run.iter().position(|at| at.is(GIVEN))? };
    let name = run.get(start..)?;
    let noun = Class::ORGANIZATION.or(Class::DOCUMENT).or(Class::STATEMENT_NOUN).or(Class::PLACE);
    let barred = name.iter().any(|token| token.is(noun) && !token.is(GIVEN));
    if name.is_empty() || name.len() > MAX_NAME || barred {
        return None;
    }
    let role = Some(words(title, &run[..start]))
        .filter(|role| !role.is_empty() && (office || role.ends_with("Gentleman")));
    let span = Span { start: run[0].start, end: name[name.len() - 1].end };
    Some(Named { name: words(title, name), role, span })
}

/// The words of tokens, with single blanks.
pub(super) fn words(text: &str, tokens: &[Token]) -> String {
    let words = tokens.iter().map(|token| token.span().of(text));
    words.collect::<Vec<_>>().join(" ")
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
