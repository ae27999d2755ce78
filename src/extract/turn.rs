//! Turns, speeches and letters: whole paragraphs that are one speaker's words.

use super::{
    lexicon::Class,
    page::{Block, Page},
    people::{People, cased},
    title,
    token::Kind,
    view::View,
};
use crate::{
    model::{Document, Span, Speaker, SpeakerKind},
    text::fold,
};

/// A paragraph of more words than this is cut …
const LONG: usize = 200;
/// … at the sentence end nearest to this many.
const PIECE: usize = 120;

/// The speakers of a document's turns, by their index.
pub(super) fn speakers(document: &Document, view: &View, people: &People) -> Vec<Option<Speaker>> {
    let speaker = |turn: &crate::model::Turn| {
        let label = turn.label.map(|label| label.of(&document.text));
        let short = |label: &Span| label.of(&document.text).split_whitespace().count() <= 12;
        let written = turn.label.filter(short).map(|label| view.viewed(label));
        if turn.anonymous {
            return Some(Speaker {
                name: String::new(),
                as_written: written,
                kind: SpeakerKind::Unnamed,
                role: None,
            });
        }
        let name = turn.name.as_deref().or(label)?;
        let mut speaker = by_label(name, people);
        speaker.as_written = written;
        Some(speaker)
    };
    document.turns.iter().map(speaker).collect()
}

/// The speaker that a label, a byline or a metadata field names.
pub(super) fn by_label(label: &str, people: &People) -> Speaker {
    let lexicon = super::lexicon::Lexicon::get();
    let label = label.split(['(', '[']).next().unwrap_or(label).trim().trim_end_matches(':');
    let cut = label.split(',').next().unwrap_or(label);
    let mut title: Vec<&str> = cut.split_whitespace().collect();
    let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
    let class = |word: &&str| lexicon.class(fold(word).trim_end_matches('.'));
    let office = |word: &&str| {
        let class = class(word);
        class.is(Class::TITLE.or(Class::ROLE)) && !class.is(given) || fold(word) == "the"
    };
    let words = title.len().saturating_sub(1);
    let last = title[..words].iter().rposition(office);
    let mut name = title.split_off(last.map_or(0, |last| last + 1));
    // "Secretary of State Ilse Marrane": the department belongs to the office.
    if name.len() > 2 && name[0] == "of" {
        let first = (1..name.len() - 1).find(|at| class(&name[*at]).is(given)).unwrap_or(2);
        let rest = name.split_off(first);
        title.append(&mut name);
        name = rest;
    }
    let only_role = name.len() == 1 && office(&name[0]);
    let plain = name.join(" ");
    let plain = cased(&plain);
    let role: Vec<&str> = title
        .iter()
        .copied()
        .filter(|word| {
            !matches!(
                fold(word).trim_end_matches('.'),
                "the" | "mr" | "mrs" | "ms" | "miss" | "hon"
            )
        })
        .collect();
    let role = (!role.is_empty()).then(|| role.join(" "));
    if only_role {
        // "THE VICE PRESIDENT" is whom the title calls so, and nobody else.
        let words: Vec<String> =
            title.iter().chain(&name).map(|word| fold(word).into_owned()).collect();
        if let Some(person) = people.of_office(&words) {
            return people.speaker(person, None);
        }
        let kind = SpeakerKind::Person;
        return Speaker { name: cased(label), as_written: None, kind, role: None };
    }
    if let Some(person) = people.find(&plain) {
        let mut speaker = people.speaker(person, None);
        // Metadata that says more than the text does.
        if speaker.name.split_whitespace().count() < plain.split_whitespace().count() {
            speaker.name = plain;
        }
        speaker.name = cased(&speaker.name);
        speaker.role = speaker.role.or(role);
        return speaker;
    }
    Speaker { name: plain, as_written: None, kind: SpeakerKind::Person, role }
}

/// Whose words a whole document is, by its metadata or by a title such as "Remarks by X".
pub(super) fn of_document(document: &Document, people: &People) -> Option<Speaker> {
    if let Some(name) = &document.speaker {
        return Some(by_label(name, people));
    }
    of_title(document.title.as_deref()?, people)
}

/// Whose words follow a heading within a text: `Full remarks by X, as prepared for delivery:`.
pub(super) fn of_heading(heading: &str, people: &People) -> Option<Speaker> {
    const LONGEST: usize = 16;
    let short = heading.split_whitespace().nth(LONGEST).is_none();
    let plain = heading.trim_end_matches([':', '.']);
    let sentence = heading.ends_with('.') && !plain.ends_with("below");
    let folded = heading.to_lowercase();
    let words = ["remarks", "statement", "speech", "address", "letter", "testimony"];
    // "Statement by X" may head an article about it; "full remarks" are the words themselves.
    let whole = ["full ", "complete ", "prepared ", "text of ", "transcript of "];
    let announced = words.iter().any(|word| folded.contains(word))
        && (whole.iter().any(|word| folded.contains(word)) || folded.contains(" as prepared"))
        && !folded.contains(['“', '"']);
    if !short || sentence || !announced || !heading.starts_with(char::is_uppercase) {
        return None;
    }
    of_title(heading, people).filter(|speaker| speaker.kind == SpeakerKind::Person)
}

/// Whether a paragraph of a speech is a heading: a few words in capitals, and no stop.
pub(super) fn is_heading(paragraph: &str) -> bool {
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
    let leads = [
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
    if folded.find("presidential message").is_some_and(|at| at < 24) {
        return Some(by_label("The President", people));
    }
    let (at, lead) = leads
        .iter()
        .find_map(|lead| folded.find(lead).filter(|at| *at < 24).map(|at| (at, *lead)))?;
    let start = at + lead.len();
    let mut named =
        title::named(title).into_iter().filter(|named| start <= named.span.start as usize);
    let first = named.next();
    let rest = title.get(start..)?;
    if let Some(first) = first.filter(|first| first.span.start as usize == start) {
        // Two speakers share what follows: the turns have to tell.
        let joined = title[first.span.end as usize..].trim_start().starts_with("and ");
        if joined && named.next().is_some() {
            return None;
        }
        let label = &title[first.span.range()];
        return Some(by_label(label, people));
    }
    let stops =
        [" on ", " at ", " in ", " to ", " for ", " regarding ", " about ", ",", ":", " – ", " - "];
    let end = stops.iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
    let name = rest[..end].trim();
    if !is_office(name) || name.split_whitespace().count() > 8 {
        return None;
    }
    let mut speaker = by_label(name, people);
    let last = name.split_whitespace().last().unwrap_or_default();
    let lexicon = super::lexicon::Lexicon::get();
    let person = lexicon.class(&fold(last)).is(Class::TITLE.or(Class::ROLE));
    if speaker.kind == SpeakerKind::Person && !person {
        speaker.kind = SpeakerKind::Organization;
        name.clone_into(&mut speaker.name);
        speaker.role = None;
    }
    Some(speaker)
}

fn is_office(name: &str) -> bool {
    let lexicon = super::lexicon::Lexicon::get();
    let last = name.split_whitespace().last().unwrap_or_default();
    lexicon.class(&fold(last)).is(Class::ORGANIZATION)
        || name.starts_with("the ")
        || name.starts_with("The ")
}

/// Cuts a paragraph of a turn into statements: whole, or at sentence ends where it is long.
pub(super) fn pieces(page: &Page, block: &Block) -> Vec<Span> {
    let n_words = |span: Span| span.of(page.text).split_whitespace().count();
    let total = n_words(block.span);
    if total <= LONG {
        return vec![block.span];
    }
    let mut pieces = Vec::new();
    let mut start = block.span.start;
    let mut words = 0;
    let sentences = &page.sentences[block.sentences.clone()];
    for (index, sentence) in sentences.iter().enumerate() {
        words += page.tokens[sentence.clone()]
            .iter()
            .map(|token| {
                if let Kind::Region(_) = token.kind {
                    n_words(token.span())
                } else {
                    usize::from(token.word())
                }
            })
            .sum::<usize>();
        let next = sentences.get(index + 1).map(|next| page.tokens[next.start].start);
        if let Some(next) = next.filter(|_| words >= PIECE) {
            let end = start
                + u32::try_from(page.text[start as usize..next as usize].trim_end().len())
                    .unwrap_or(0);
            pieces.push(Span { start, end });
            start = next;
            words = 0;
        }
    }
    if start < block.span.end {
        pieces.push(Span { start, end: block.span.end });
    }
    pieces
}
