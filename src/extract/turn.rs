//! Turns, speeches and letters: whole paragraphs that are one speaker's words.

use super::{
    lexicon::Class,
    page::{Block, Page},
    people::People,
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
    let mut name: Vec<&str> = cut.split_whitespace().collect();
    let mut title = Vec::new();
    while name.len() > 1 {
        let folded = fold(name[0]).trim_end_matches('.').to_owned();
        let class = lexicon.class(&folded);
        let given = class.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE));
        let next_given = {
            let class = lexicon.class(&fold(name[1]));
            class.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE)) && name.len() > 2
        };
        if class.is(Class::TITLE.or(Class::ROLE)) && !given
            || folded == "the"
            || folded == "hon"
            || next_given && !given
        {
            title.push(name.remove(0));
        } else {
            break;
        }
    }
    let only_role = name.len() == 1 && {
        let class = lexicon.class(&fold(name[0]));
        class.is(Class::TITLE.or(Class::ROLE))
    };
    let plain = name.join(" ");
    let cased = if plain.chars().any(char::is_lowercase) { plain } else { title_case(&plain) };
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
        let word = fold(&cased).into_owned();
        if let Some(person) = people.of_role(&word) {
            return people.speaker(person, None);
        }
        return Speaker {
            name: title_case(label),
            as_written: None,
            kind: SpeakerKind::Person,
            role: None,
        };
    }
    if let Some(person) = people.find(&cased) {
        let mut speaker = people.speaker(person, None);
        // Metadata that says more than the text does.
        if speaker.name.split_whitespace().count() < cased.split_whitespace().count() {
            speaker.name = cased;
        }
        speaker.role = speaker.role.or(role);
        return speaker;
    }
    Speaker { name: cased, as_written: None, kind: SpeakerKind::Person, role }
}

/// `MCDONOUGH` to `McDonough` is beyond us; `JEAN-PIERRE` to `Jean-Pierre` is not.
fn title_case(upper: &str) -> String {
    let mut cased = String::with_capacity(upper.len());
    let mut start = true;
    for char in upper.chars() {
        if start {
            cased.push(char);
        } else {
            cased.extend(char.to_lowercase());
        }
        start = !char.is_alphanumeric() && !matches!(char, '\'' | '’');
    }
    cased
}

/// Whose words a whole document is, by its metadata or by a title such as "Remarks by X".
pub(super) fn of_document(document: &Document, people: &People) -> Option<Speaker> {
    if let Some(name) = &document.speaker {
        return Some(by_label(name, people));
    }
    let title = document.title.as_deref()?;
    let rest = [
        "Remarks by ",
        "Statement by ",
        "Statement from ",
        "Statement of ",
        "Letter from ",
        "Address by ",
        "Speech by ",
        "Remarks of ",
        "Remarks As Prepared for Delivery by ",
        "REMARKS BY ",
    ]
    .iter()
    .find_map(|lead| {
        let at = title.find(lead).filter(|at| *at < 24)?;
        Some(&title[at + lead.len()..])
    })?;
    let end = [
        " on ",
        " at ",
        " in ",
        " to ",
        " before ",
        " after ",
        " during ",
        " and ",
        " following ",
        " for ",
        " regarding ",
        " about ",
        " of the ",
        ",",
        ":",
        " - ",
        " – ",
        " — ",
        " | ",
        " (",
    ]
    .iter()
    .filter_map(|stop| rest.find(stop))
    .min()
    .unwrap_or(rest.len());
    // Two speakers share what follows: the turns have to tell.
    if rest[end..].starts_with(" and ") {
        return None;
    }
    let name = rest[..end].trim();
    let words = name.split_whitespace().count();
    let capital = name.split_whitespace().last()?.starts_with(char::is_uppercase);
    if words == 0 || words > 8 || !capital {
        return None;
    }
    let mut speaker = by_label(name, people);
    if speaker.kind == SpeakerKind::Person && is_office(name) {
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
