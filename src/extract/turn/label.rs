//! The speaker that a label, a byline or a metadata field names.

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

/// What tells one of several of a kind from the others.
const NUMBERS: &[&str] = &["one", "two", "three", "four", "five", "six", "number"];

/// Who speaks under `label`; `heard` says how a mention in a range of bytes
/// tells of them.
pub(super) fn speaker(label: &str, people: &People, heard: impl Fn(Span) -> Heard) -> Speaker {
    let (cut, rest) = cut(label);
    if let Some(called) = called(cut) {
        return led(&initials(people, cut).unwrap_or(called), people, heard);
    }
    // "The Minister for Ports (Jo Lind)"
    let holder = rest.trim_end_matches([')', ']', ':']);
    if holder.contains(' ') && !holder.starts_with(char::is_lowercase) {
        let mut speaker = speaker(holder, people, heard);
        let office = cut.strip_prefix("The ").unwrap_or(cut);
        speaker.role = speaker.role.or_else(|| Some(cased(office)));
        return speaker;
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

/// A label without brackets and what follows a comma, and what the first brackets hold.
fn cut(label: &str) -> (&str, &str) {
    let (cut, rest) = label.split_once(['(', '[']).unwrap_or((label, ""));
    (cut.split(',').next().unwrap_or(cut).trim().trim_end_matches(':'), rest)
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
    let honor = ["the", "mr", "mrs", "ms", "miss", "mx", "hon", "sir", "dame", "lord", "lady"];
    let titles: Vec<String> = title
        .iter()
        .map(|token| token.span().of(cut))
        .filter(|word| !honor.contains(&fold(word).trim_end_matches('.')))
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
