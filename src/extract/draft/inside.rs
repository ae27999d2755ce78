//! Acts whose cue stands inside the marks, and where such an act ends.

use super::{Draft, Evidence, regions_in};
use crate::{
    extract::{
        clause::{self, Act, Pattern},
        lexicon::{Class, Lexicon},
        noun,
        page::Page,
        token::Kind as TokenKind,
    },
    model::{Kind, Span},
};

/// Acts whose cue stands inside the marks: `Blinken also “emphasized the importance …”`.
pub(super) fn inside_marks(page: &Page, sentence: usize, acts: &[Act], found: &mut Vec<Draft>) {
    let tokens = page.sentences[sentence].clone();
    for (at, region) in regions_in(page, tokens.clone()) {
        let inner = page.regions[region].inner;
        let Some((cue, class)) = leading_cue(page, inner) else { continue };
        let direct = acts
            .iter()
            .any(|act| act.cue.end == at && act.content.iter().any(|range| range.contains(&at)));
        if direct {
            continue;
        }
        let mut edge = at;
        while edge > tokens.start
            && page.tokens[edge - 1].word()
            && page.tokens[edge - 1].is(Class::ADVERB.or(Class::AUXILIARY))
        {
            edge -= 1;
        }
        // "Hanegbi, said the statement, “confirmed …”"
        if edge > tokens.start && page.tokens[edge - 1].kind == TokenKind::Comma {
            let parenthesis = acts.iter().find(|act| {
                let cue = act.cue.start;
                let set_off = page.tokens[cue.max(1) - 1].kind == TokenKind::Comma;
                tokens.start < cue && cue < edge && (set_off || edge < cue + 6)
            });
            if let Some(act) = parenthesis {
                edge = (tokens.start..act.cue.start)
                    .rev()
                    .find(|at| page.tokens[*at].kind == TokenKind::Comma)
                    .unwrap_or(edge);
            } else if let Some(opening) =
                (tokens.start..edge - 1).rev().find(|at| page.tokens[*at].kind == TokenKind::Comma)
            {
                let said = (opening..edge)
                    .any(|at| page.tokens[at].is(Class::CUE) && page.tokens[at].is(Class::SURE));
                if said {
                    edge = opening;
                }
            }
        }
        // "Austin spoke with Gallant and “reaffirmed …”": the subject of the verb before.
        let joined = edge > tokens.start && page.tokens[edge - 1].is(Class::CONJUNCTION);
        let subject = if joined {
            clause::main_subject(page, tokens.start..edge)
        } else {
            noun::ending_at(page, tokens.start, edge)
        };
        let Some(subject) = subject else { continue };
        let start = inner.start + u32::try_from(cue.len()).unwrap_or(0);
        let start = start
            + page.text[start as usize..inner.end as usize]
                .find(|char: char| !char.is_whitespace())
                .and_then(|skip| u32::try_from(skip).ok())
                .unwrap_or(0);
        let end = act_end(page, inner);
        if start >= end {
            continue;
        }
        found.push(Draft {
            spans: vec![Span { start, end }],
            quoted: vec![Span { start: inner.start, end }],
            kind: Kind::Mixed,
            cue: Some(Span {
                start: inner.start,
                end: inner.start + u32::try_from(cue.len()).unwrap_or(0),
            }),
            class,
            subject: Some(subject),
            addressee: None,
            evidence: Evidence::Act(Pattern::QuoteAfter),
            sentence,
            inside: true,
            sureness: None,
            doubtful: false,
            settled: false,
            other: None,
        });
    }
}

/// A finite verb of saying that a region opens with.
pub(super) fn leading_cue<'a>(page: &Page<'a>, inner: Span) -> Option<(&'a str, Class)> {
    let words = inner.of(page.text);
    let end = words.find(|char: char| !char.is_alphabetic()).unwrap_or(words.len());
    let first = &words[..end];
    if first.is_empty() || first.starts_with(char::is_uppercase) {
        return None;
    }
    let class = Lexicon::get().class(first);
    let finite = class.is(Class::CUE) && class.is(Class::FINITE);
    let saying = class.is(Class::READOUT.or(Class::SURE))
        || matches!(first, "believes" | "found" | "thinks" | "expects");
    let clear = !class.is(Class::ALSO_NOUN) || class.is(Class::PAST);
    (finite && saying && clear && words.len() > first.len() + 3).then_some((first, class))
}

/// Where an act that began before or at the head of a region ends in it: before a sentence that
/// reports another act of a third person.
pub(super) fn act_end(page: &Page, inner: Span) -> u32 {
    let words = inner.of(page.text);
    for (place, _) in words.match_indices(". ") {
        if ends_abbreviation(&words[..place]) {
            continue;
        }
        let rest = &words[place + 2..];
        if reports(rest) {
            return inner.start + u32::try_from(place + 1).unwrap_or(0);
        }
    }
    inner.end
}

fn ends_abbreviation(before: &str) -> bool {
    let last = before.rsplit(|char: char| char.is_whitespace()).next().unwrap_or_default();
    let class = Lexicon::get().class(&last.to_lowercase());
    class.is(Class::ABBREVIATION) || last.chars().count() == 1
}

/// `He discussed …`, `Mr. Sullivan and Mr. Hanegbi then reviewed …`, `They agreed …`
fn reports(sentence: &str) -> bool {
    let lexicon = Lexicon::get();
    let mut capital = true;
    for (index, word) in sentence.split_whitespace().take(8).enumerate() {
        let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
        let class = lexicon.class(&bare.to_lowercase());
        if index > 0
            && class.is(Class::CUE)
            && class.is(Class::PAST)
            && class.is(Class::READOUT.or(Class::JOINT))
        {
            return capital;
        }
        if index == 0 && matches!(bare, "I" | "We" | "It" | "This" | "That" | "You") {
            return false;
        }
        capital &= bare.starts_with(char::is_uppercase)
            || class.is(Class::CONJUNCTION.or(Class::ADVERB).or(Class::ROLE));
        if word.ends_with([',', ':', ';', '?', '!']) {
            return false;
        }
    }
    false
}
