//! What stands between marks and is shown, sung or printed, not said: signs, slogans, headlines,
//! lyrics, works with their makers.

use std::ops::Range;

use super::regions_in;
use crate::extract::{
    clause::{Act, Pattern},
    lexicon::Class,
    page::Page,
    resolve::head,
    token::Kind,
};

/// Whether the word at `at` is something that bears words nobody says.
fn bears(page: &Page, at: usize) -> bool {
    const LONGEST: usize = 12;
    let word = page.word(at);
    let mut folded = [0; LONGEST];
    let Some(folded) = folded.get_mut(..word.len()) else { return false };
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    matches!(
        &*folded,
        b"sign"
            | b"signs"
            | b"placard"
            | b"placards"
            | b"banner"
            | b"banners"
            | b"poster"
            | b"posters"
            | b"sticker"
            | b"stickers"
            | b"plaque"
            | b"plaques"
            | b"billboard"
            | b"billboards"
            | b"graffiti"
            | b"t-shirt"
            | b"t-shirts"
            | b"headline"
            | b"headlines"
            | b"slogan"
            | b"slogans"
            | b"motto"
            | b"mottos"
            | b"tagline"
            | b"catchphrase"
            | b"lyric"
            | b"lyrics"
            | b"refrain"
            | b"chorus"
            | b"inscription"
            | b"epitaph"
    )
}

/// How it bears them.
const SHOWS: [&str; 14] = [
    "reads",
    "read",
    "reading",
    "says",
    "said",
    "saying",
    "declares",
    "declared",
    "declaring",
    "proclaiming",
    "words",
    "is",
    "was",
    "were",
];

/// How far a bearer may stand from its words.
const REACH: usize = 9;

/// Whether the words of the region at token `at` are borne by something rather than said.
pub(super) fn borne(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    titled(page, tokens.clone(), at)
        || enacted(page, at)
        || labelled(page, tokens.clone(), at)
        || by_maker(page, tokens.clone(), at)
        || sung(page, tokens.clone(), at)
        || bearer_before(page, tokens.clone(), at)
        || bearer_behind(page, tokens, at)
}

/// Whether the words of an act stand on a sign or its like.
pub(super) fn from_a_sign(page: &Page, act: &Act) -> bool {
    let sentence = page.sentences[act.sentence].clone();
    let mut regions = act.content.iter().cloned().flat_map(|range| regions_in(page, range));
    let Some((at, _)) = regions.next() else { return false };
    act.subject.as_ref().is_some_and(|subject| bears(page, head(page, subject)))
        || act.pattern == Pattern::QuoteAfter
            && (titled(page, sentence.clone(), at) || bearer_before(page, sentence, at))
}

/// `the sign reads “…”`, `under the slogan “…”`, `banners with the words “…”`.
fn bearer_before(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let from = tokens.start.max(at.saturating_sub(REACH));
    if at <= from {
        return false;
    }
    let mut shown = page.tokens[at - 1].kind == Kind::Colon;
    for place in (from..at).rev() {
        let token = page.tokens[place];
        if bears(page, place) {
            let near = place + 1 == at || place + 2 == at && !page.tokens[place + 1].word();
            // "as its headline": somebody's words, put to use.
            return (shown || near) && !(from..place).any(|at| page.says(at, "as"));
        }
        // "explained the headline by saying": the one who explains says it.
        if page.says(place, "by") {
            return false;
        }
        shown |= page.says_any(place, &SHOWS);
        let between = match token.kind {
            Kind::Colon | Kind::Comma | Kind::Dash => place + 1 == at,
            Kind::Word => {
                page.says_any(place, &SHOWS)
                    || page.says_any(place, &["that", "which"])
                    || !token.capital && !token.is(Class::CUE.or(Class::PRONOUN_SUBJECT))
            }
            _ => false,
        };
        if !between {
            return false;
        }
    }
    false
}

/// `“…” was the notice on the door`, `“…”, the town’s motto,`.
fn bearer_behind(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let leads = page.tokens.get(at + 1).filter(|_| at + 1 < tokens.end).is_some_and(|token| {
        matches!(token.kind, Kind::Comma | Kind::Dash) || page.says_any(at + 1, &["was", "is"])
    });
    leads
        && (at + 2..tokens.end.min(at + 7))
            .take_while(|next| {
                let token = page.tokens[*next];
                matches!(token.kind, Kind::Word | Kind::Possessive)
                    && !token.is(Class::CUE.or(Class::PRONOUN_SUBJECT))
            })
            .any(|next| bears(page, next))
}

/// `a post titled “…”`, `a thread called “…”`: the name of something written or made.
fn titled(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| *before > tokens.start) else {
        return false;
    };
    if page.says_any(before, &["titled", "entitled", "headlined", "captioned", "subtitled"]) {
        return true;
    }
    // "known only as “Prof”"
    let named = ["known", "remembered", "nicknamed", "styled"];
    let only = usize::from(page.says_any(before - 1, &["only", "simply", "just", "locally"]));
    if page.says(before, "as") && before > only && page.says_any(before - 1 - only, &named) {
        return true;
    }
    let noun = page.tokens[before - 1];
    let article =
        (tokens.start..before - 1).rev().take(3).any(|at| page.says_any(at, &["a", "an"]));
    page.says(before, "called")
        && article
        && noun.word()
        && !noun.capital
        && !noun.is(Class::ROLE.or(Class::PRONOUN).or(Class::AUXILIARY).or(Class::READER_OF))
}

/// `the “Harbor Safety and Crane Act”`: a law or a program by its name.
fn enacted(page: &Page, at: usize) -> bool {
    let names = [
        "Act",
        "Act,",
        "Acts",
        "Bill",
        "Law",
        "Amendment",
        "Resolution",
        "Treaty",
        "Accord",
        "Agreement",
        "Initiative",
        "Program",
        "Programme",
        "Order",
        "Plan",
    ];
    let Some(region) = page.tokens[at].region() else { return false };
    let words: Vec<&str> = page.regions[region].inner.of(page.text).split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(|char: char| !char.is_lowercase());
    let small = words.iter().filter(|word| !capital(word));
    // "of", "and" and "for" are small; "approximately" makes it a sentence.
    words.len() > 1
        && words.last().is_some_and(|last| names.contains(&last.trim_matches(['.', '’'])))
        && small.clone().all(|word| word.len() <= 4)
        && small.count() * 2 < words.len()
}

/// `Opinion: “Bring back the Ritz”`: a heading that names what it leads to.
fn labelled(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let labels = [
        "opinion",
        "analysis",
        "editorial",
        "review",
        "quiz",
        "video",
        "watch",
        "listen",
        "read",
        "more",
        "related",
        "gallery",
        "photos",
        "book",
        "film",
        "song",
        "album",
        "podcast",
    ];
    let first = page.tokens[tokens.start];
    first.capital
        && at <= tokens.start + 3
        && at > tokens.start
        && page.tokens[at - 1].kind == Kind::Colon
        && page.says_any(tokens.start, &labels)
}

/// `“My life in swans,” by Una Fell`: a work with its maker, where nobody says anything.
fn by_maker(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let mut next = at + 1;
    if page.tokens.get(next).is_some_and(|token| token.kind == Kind::Comma) {
        next += 1;
    }
    let named = page.tokens.get(next + 1).is_some_and(|token| token.word() && token.capital);
    let by = next + 1 < tokens.end && page.says(next, "by") && named;
    by && !tokens
        .clone()
        .any(|at| page.tokens[at].is(Class::CUE) && page.tokens[at].is(Class::SURE))
}

/// Lines of verse with strokes between them.
fn sung(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let Some(region) = page.tokens[at].region() else { return false };
    let words = page.regions[region].inner.of(page.text);
    words.contains(" / ")
        && !tokens
            .clone()
            .any(|at| page.tokens[at].is(Class::CUE) && page.tokens[at].is(Class::SURE))
}
