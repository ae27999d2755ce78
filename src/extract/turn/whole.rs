//! Speeches, letters and statements "by X": a text, or all below a heading, that is one's words.

use super::label;
use crate::{
    extract::{
        lexicon::{Class, Lexicon},
        page::{Block, Page},
        people::{Heard, People},
        title,
        token::Kind,
    },
    model::{Document, Span, Speaker, SpeakerKind},
    text::fold,
};

/// Words of a body's name at most.
const MOST: usize = 12;

/// Whose words a whole document is, by its metadata or by a title such as "Remarks by X".
pub(in crate::extract) fn of_document(document: &Document, people: &People) -> Option<Speaker> {
    match &document.speaker {
        Some(name) => Some(label::of_metadata(name, people)),
        None => of_title(document.title.as_deref()?, people),
    }
}

/// A name in one's own words is somebody else's.
fn own(_: Span) -> Heard {
    Heard::Own
}

/// Whose words follow a heading within a text: `Full remarks by X, as prepared for delivery:`.
pub(in crate::extract) fn of_heading(heading: &str, people: &People) -> Option<Speaker> {
    const LONGEST: usize = 16;
    if !heading.starts_with(char::is_uppercase) || heading.split_whitespace().nth(LONGEST).is_some()
    {
        return None;
    }
    let plain = heading.trim_end_matches([':', '.']);
    let sentence = heading.ends_with('.') && !plain.ends_with("below");
    let folded = heading.to_lowercase();
    let words = ["remarks", "statement", "speech", "address", "letter", "testimony"];
    // "Statement by X" may head an article about it; "full remarks" are the words themselves.
    let whole = ["full ", "complete ", "prepared ", "text of ", "transcript of "];
    let announced = words.iter().any(|word| folded.contains(word))
        && (whole.iter().any(|word| folded.contains(word)) || folded.contains(" as prepared"))
        && !folded.contains(['“', '"']);
    if sentence || !announced {
        return None;
    }
    of_title(heading, people).filter(|speaker| speaker.kind == SpeakerKind::Person)
}

/// Whether a paragraph of a speech is a heading: a few words in capitals, and no stop.
pub(in crate::extract) fn is_heading(paragraph: &str) -> bool {
    const LONGEST: usize = 10;
    let words: Vec<&str> = paragraph.split_whitespace().take(LONGEST + 1).collect();
    let capital = |word: &&&str| word.starts_with(|char: char| !char.is_lowercase());
    let n_small = words.iter().filter(|word| word.len() <= 4).filter(|word| !capital(word)).count();
    let n_capitals = words.iter().filter(capital).count();
    paragraph.ends_with(char::is_alphanumeric)
        && (2..=LONGEST).contains(&words.len())
        && n_capitals + n_small == words.len()
        && n_capitals > 1
}

fn of_title(title: &str, people: &People) -> Option<Speaker> {
    let presidential = title.to_lowercase().find("presidential message");
    if presidential.is_some_and(|at| at < 24) {
        // Other presidents may be what it is about.
        return Some(Speaker {
            name: "The President".to_owned(),
            as_written: None,
            kind: SpeakerKind::Unnamed,
            role: None,
        });
    }
    let start = led_by(title)?;
    let rest = title.get(start..)?;
    let mut named =
        title::named(title).into_iter().filter(|named| start <= named.span.start as usize);
    let first = named.next();
    // "the Mayor’s Chief of Staff Ida Moss"
    let leads_to = |at: u32| {
        let before = title.get(start..at as usize).map(str::trim_end).unwrap_or_default();
        matches!(before, "" | "the" | "The") || before.ends_with("’s") || before.ends_with("'s")
    };
    if let Some(first) = first.filter(|first| leads_to(first.span.start)) {
        // Two speakers share what follows: the turns have to tell.
        let joined = title[first.span.end as usize..].trim_start().starts_with("and ");
        if joined && named.next().is_some() {
            return None;
        }
        return Some(label::speaker(&title[first.span.range()], people, own));
    }
    let folded = rest.to_ascii_lowercase();
    let stops = [
        " on ",
        " at ",
        " in ",
        " to ",
        " for ",
        " with ",
        " regarding ",
        " about ",
        " after ",
        " before ",
        " during ",
        " following ",
        " announcing ",
        " concerning ",
        " marking ",
        ":",
        " – ",
        " - ",
        " | ",
    ];
    let end = stops.iter().filter_map(|stop| folded.find(stop)).min().unwrap_or(rest.len());
    let whole = &rest[..end];
    // "the Leaders of Lathmoor, Marrow, and Sable"
    let name = if whole.contains(" and ") { whole } else { whole.split(',').next()? }.trim();
    if !is_office(name) || name.split_whitespace().count() > MOST {
        return None;
    }
    // "The President" may be anyone whom the title names besides, or nobody.
    let kind = if name_holds(name, Class::TITLE.or(Class::ROLE)) {
        SpeakerKind::Unnamed
    } else {
        SpeakerKind::Organization
    };
    Some(Speaker { name: name.to_owned(), as_written: None, kind, role: None })
}

/// Whether a paragraph of a letter or a statement is its heading, its date or its signature.
pub(in crate::extract) fn frames(
    document: &Document,
    page: &Page,
    block: &Block,
    speaker: &Speaker,
) -> bool {
    let words = block.span.of(page.text).trim_matches(['#', '*', '_', ' ', ',', '—', '–', '-']);
    let title = document.title.as_deref().map(str::trim);
    let dated = || {
        let mut tokens = page.tokens[block.tokens.clone()].iter();
        tokens.all(|token| {
            token.is(Class::MONTH.or(Class::WEEKDAY))
                || matches!(token.kind, Kind::Number | Kind::Comma | Kind::Stop)
        })
    };
    title == Some(words) || words == speaker.name || dated()
}

/// Where in a title such as "Remarks by X" the name begins.
pub(super) fn led_by(title: &str) -> Option<usize> {
    const LEADS: &[&str] = &[
        "remarks by ",
        "remarks of ",
        "statement by ",
        "statement from ",
        "statement of ",
        "letter from ",
        "address by ",
        "speech by ",
        "remarks as prepared for delivery by ",
    ];
    let folded = title.to_lowercase();
    let (at, lead) = LEADS
        .iter()
        .find_map(|lead| folded.find(lead).filter(|at| *at < 24).map(|at| (at, *lead)))?;
    Some(at + lead.len())
}

fn is_office(name: &str) -> bool {
    let last = name.split_whitespace().last().unwrap_or_default();
    name_holds(last, Class::ORGANIZATION) || name.starts_with("the ") || name.starts_with("The ")
}

/// Whether a word of `name` is of a class.
fn name_holds(name: &str, class: Class) -> bool {
    let lexicon = Lexicon::get();
    name.split_whitespace().any(|word| lexicon.class(&fold(word)).is(class))
}
