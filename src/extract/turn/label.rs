//! The speaker that a label, a byline or a metadata field names.

use std::borrow::Cow;

use crate::{
    extract::{
        lexicon::{Class, Lexicon},
        people::{Called, Gender, Heard, People, cased},
        title::{self, Named},
        token::{Token, tokenize},
    },
    model::{Span, Speaker, SpeakerKind},
    text::fold,
};

/// Whom people are called who have a part in an event, and no name in its transcript.
const PARTS: &[&str] = &[
    "operator",
    "interpreter",
    "translator",
    "announcer",
    "voice",
    "child",
    "children",
    "girl",
    "boy",
    "crew",
    "crewmember",
    "crewmembers",
    "staff",
    "caller",
    "all",
    "both",
    "attendee",
    "attendees",
    "singers",
    "cast",
    "lady",
    "gentleman",
    "gentlemen",
    "tempore",
];

/// Forms of address that say nothing of an office.
const HONORS: &[&str] =
    &["the", "mr", "mrs", "ms", "miss", "mx", "hon", "sir", "dame", "lord", "lady"];

/// More of them, which running text has seldom and labels and metadata have before a name.
const FORMS: &[&str] = &[
    "mdm", "encik", "cik", "puan", "tuan", "shri", "smt", "mme", "monsieur", "herr", "frau",
    "senor", "senora", "right",
];

/// Ranks and degrees of the same sort.
const RANKS: &[&str] = &["bg", "mg", "ltg", "radm", "assoc", "asst", "adj", "datuk", "dato"];

/// What tells one of several of a kind from the others.
const NUMBERS: &[&str] = &["one", "two", "three", "four", "five", "six", "number"];

/// Who speaks under `label`; `heard` says how a mention in a range of bytes
/// tells of them.
pub(super) fn speaker(label: &str, people: &People, heard: impl Fn(Span) -> Heard) -> Speaker {
    let label = without_rank(label);
    let (cut, holder) = cut(&label);
    // "The Minister for Ports (Jo Lind)"
    let held = holder.contains(' ') && !holder.starts_with(char::is_lowercase);
    let addressed = || holder.split(' ').next().is_some_and(is_address);
    let is_office = held && (cut.starts_with("The ") || addressed());
    let called = called(cut).filter(|_| !is_office);
    if let Some(called) = called {
        return led(&initials(people, cut).unwrap_or(called), people, heard);
    }
    if held {
        let speaker = speaker(holder, people, heard);
        let office = label.split(['(', '[']).next().unwrap_or(cut).trim();
        return Speaker {
            role: Some(cased(office.strip_prefix("The ").unwrap_or(office))),
            ..speaker
        };
    }
    // "THE VICE PRESIDENT" is whom the title calls so, and nobody else.
    let words: Vec<String> = cut.split_whitespace().map(|word| fold(word).into_owned()).collect();
    match people.of_office(&words) {
        Some(called) => led(&called, people, heard),
        None => {
            Speaker { name: cased(cut), as_written: None, kind: SpeakerKind::Unnamed, role: None }
        }
    }
}

/// Whom a label names in full.
pub(super) fn named(label: &str) -> Option<Named> {
    let called = called(cut(label).0).filter(|called| called.name.contains(' '))?;
    Some(Named { name: called.name, role: called.title, span: Span::default() })
}

/// Whom metadata names, where nobody of the text is meant but by a surname alone.
pub(super) fn of_metadata(name: &str, people: &People) -> Speaker {
    // "[Mdm Speaker in the Chair]"
    let bare = name.trim().strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let name = bare.map_or(name, |name| name.trim_end_matches(" in the Chair"));
    let in_order = in_order(name);
    let name = in_order.as_deref().unwrap_or(name);
    let found = speaker(name, people, |_| Heard::Own);
    // A whole name is nobody else's, however much one in the text is like it.
    let said = speaker(name, &People::default(), |_| Heard::Own);
    let whole = said.kind == SpeakerKind::Person && said.name.contains(' ');
    if whole { Speaker { name: said.name, ..found } } else { found }
}

/// `Lind, Jo` as `Jo Lind`; nothing where what follows the comma is no given name.
fn in_order(name: &str) -> Option<String> {
    const MOST: usize = 3;
    let (last, given) = name.split_once(',')?;
    let (last, given) = (last.trim(), given.trim());
    let lexicon = Lexicon::get();
    let class = |word: &str| lexicon.class(&fold(word));
    let other = Class::TITLE.or(Class::ROLE).or(Class::SUFFIX).or(Class::ORGANIZATION);
    let is_given = |word: &str| {
        word.starts_with(char::is_uppercase)
            && !word.contains(|char: char| char.is_ascii_digit() || "(),".contains(char))
            && !class(word.trim_end_matches('.')).is(other)
    };
    // "Jo Lind, Port Ellis"
    let whole = last.split_once(' ').is_some_and(|(first, _)| {
        class(first).is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE).or(Class::TITLE))
    });
    let n_words = |name: &str| name.split_whitespace().count();
    let fits = n_words(last) <= MOST && (1..=MOST).contains(&n_words(given)) && !whole;
    (fits && given.split_whitespace().all(is_given)).then(|| format!("{given} {last}"))
}

/// `BG (NS) Lim Wee Kiak` without what stands in brackets within a name.
fn without_rank(label: &str) -> Cow<'_, str> {
    let rank = label.split_once('(').and_then(|(before, rest)| {
        let (inner, after) = rest.split_once(')')?;
        let short = inner.len() <= 4 && inner.bytes().all(|byte| byte.is_ascii_uppercase());
        let goes_on = after.starts_with(' ') && after.contains(char::is_alphabetic);
        (short && goes_on).then(|| format!("{}{after}", before.trim_end()))
    });
    rank.map_or(Cow::Borrowed(label), Cow::Owned)
}

fn is_address(word: &str) -> bool {
    let word = fold(word);
    let word = word.trim_end_matches('.');
    [HONORS, FORMS, RANKS, &["madam", "dr", "prof"]].iter().any(|list| list.contains(&word))
}

/// A label without brackets and what follows a comma, and what the first brackets hold.
fn cut(label: &str) -> (&str, &str) {
    let (cut, rest) = label.split_once(['(', '[']).unwrap_or((label, ""));
    let cut = cut.split(',').next().unwrap_or(cut).trim().trim_end_matches(':');
    (cut, rest.trim_end_matches([')', ']', ':']))
}

/// The name in a label with its title; nothing where it has none.
fn called(cut: &str) -> Option<Called> {
    let mut tokens = Vec::new();
    tokenize(cut, Span::new(0, cut.len()), &[], 0, Lexicon::get(), &mut tokens);
    tokens.retain(|token| token.word());
    let (title, name) = tokens.split_at(name_start(cut, &tokens));
    // "Mr. BERG of Sable"
    let of = name.iter().skip(1).position(|token| token.span().of(cut) == "of");
    let name = &name[..of.map_or(name.len(), |of| of + 1)];
    let titles: Vec<String> = title
        .iter()
        .map(|token| token.span().of(cut))
        .filter(|word| {
            let word = fold(word);
            let word = word.trim_end_matches('.');
            !HONORS.contains(&word) && !FORMS.contains(&word)
        })
        .map(cased)
        .collect();
    let gender = title.iter().find_map(|token| Gender::of_title(*token));
    let title = (!titles.is_empty()).then(|| titles.join(" "));
    (!name.is_empty()).then(|| Called { name: cased(&title::words(cut, name)), title, gender })
}

fn led(called: &Called, people: &People, heard: impl Fn(Span) -> Heard) -> Speaker {
    let title = called.title.clone();
    if let Some(person) = people.called(called, heard) {
        let mut speaker = people.speaker(person, None);
        // Metadata that says more than the text does.
        if speaker.name.split_whitespace().count() < called.name.split_whitespace().count() {
            speaker.name.clone_from(&called.name);
        }
        speaker.name = cased(&speaker.name);
        speaker.role = people.role_of(person, title);
        return speaker;
    }
    let name = people.spelled(&called.name).unwrap_or_else(|| called.name.clone());
    Speaker { name, as_written: None, kind: SpeakerKind::Person, role: title }
}

/// The people whose initials an interview is labelled with: `JL`.
fn initials(people: &People, letters: &str) -> Option<Called> {
    let short =
        (2..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let name = people.of_initials(letters).filter(|_| short)?;
    Some(Called { name, title: None, gender: None })
}

/// Where the name in a label begins; at its end where it has none: `SENIOR OFFICIAL`.
fn name_start(text: &str, tokens: &[Token]) -> usize {
    let folded = |token: &Token| fold(token.span().of(text)).into_owned();
    let form = |token: &&Token| {
        let word = folded(token);
        let word = word.trim_end_matches('.');
        FORMS.contains(&word) || RANKS.contains(&word)
    };
    let n_forms = tokens.iter().take_while(form).count();
    if 0 < n_forms && n_forms < tokens.len() {
        return n_forms + name_start(text, &tokens[n_forms..]);
    }
    // "SENIOR OFFICIAL TWO"
    let numbered = |token: &&Token| {
        let word = folded(token);
        word.starts_with('#') || NUMBERS.contains(&word.as_str())
    };
    let end = tokens.len() - tokens.iter().skip(1).rev().take_while(numbered).count();
    let Some(last) = tokens[..end].last() else { return end };
    if tokens.first().is_some_and(|first| first.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE)))
        && tokens.len() > 1
    {
        return 0;
    }
    if PARTS.contains(&folded(last).as_str()) {
        return tokens.len();
    }
    let start = title::name_start(text, &tokens[..end]);
    // "THE COURT" is no name.
    let article = folded(&tokens[0]) == "the" && start < 2;
    if start == end || article { tokens.len() } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, wanted: &str, role: Option<&str>) {
        let speaker = of_metadata(name, &People::default());
        assert_eq!((speaker.name.as_str(), speaker.role.as_deref()), (wanted, role), "{name}");
    }

    #[test]
    fn metadata_names_people_in_many_orders() {
        check("Ms Marrane Soo Lin (Port Ellis-Lathmoor)", "Marrane Soo Lin", None);
        check("Mr S Tolvanar", "S Tolvanar", None);
        check("Mdm Okoye Binte Hale (Nominated Member)", "Okoye Binte Hale", None);
        check("BG (NS) Berg Wee Kiat", "Berg Wee Kiat", Some("BG"));
        check("LIND, Jo", "Jo Lind", None);
        check("De Berg, Ada M.", "Ada M. De Berg", None);
        check("Berg, Wee Kiat", "Wee Kiat Berg", None);
        check("Jo Lind, Port Ellis", "Jo Lind", None);
        check("Jo Lind, Minister for Ports", "Jo Lind", None);
        check("Mr Emeric Tolvan (for the Prime Minister)", "Emeric Tolvan", None);
    }

    #[test]
    fn an_office_in_front_is_that_of_whom_the_brackets_name() {
        check(
            "The Minister for Ports, Ferries and Tides (Ms Marrane Soo Lin)",
            "Marrane Soo Lin",
            Some("Minister for Ports, Ferries and Tides"),
        );
        check(
            "Second Minister for Home Affairs (Mr S Tolvanar)",
            "S Tolvanar",
            Some("Second Minister for Home Affairs"),
        );
        check("Madam Deputy Speaker (Dame Ida Moss)", "Ida Moss", Some("Madam Deputy Speaker"));
    }

    #[test]
    fn offices_alone_stay_so() {
        for office in ["Mdm Speaker", "The Chairman", "The Clerk of Parliament"] {
            let speaker = of_metadata(office, &People::default());
            assert_eq!((speaker.name.as_str(), speaker.kind), (office, SpeakerKind::Unnamed));
        }
        check("[Mdm Speaker in the Chair]", "Mdm Speaker", None);
    }
}
