//! Quotes that no cue governs: who speaks by what stands around them, or that nobody does.

use std::{cell::LazyCell, ops::Range};

use super::{Draft, Evidence, asks, borne, regions_in, title_case};
use crate::{
    extract::{
        clause,
        lexicon::Class,
        noun::{self, Mention},
        page::{Block, Page},
        token::Kind as TokenKind,
    },
    model::Kind,
};

/// Regions of a sentence that no act has taken.
pub(super) fn orphans(
    page: &Page,
    block: &Block,
    sentence: usize,
    first: usize,
    before: Option<&Draft>,
    found: &mut Vec<Draft>,
) {
    let tokens = page.sentences[sentence].clone();
    let alone = !tokens.clone().any(|at| page.tokens[at].word());
    // Looked for once: each of a thousand quotes would go through the sentence that they are in.
    let acting = LazyCell::new(|| clause::acting(page, tokens.clone()));
    let subject_before = |at| {
        let acting_before = |end| acting.clone().filter(|(verb, _)| *verb < end).map(|it| it.1);
        let main_subject =
            |end| acting_before(end).or_else(|| clause::opening(page, tokens.start..end));
        main_subject(at).or_else(|| main_subject(tokens.end))
    };
    let list: Vec<(usize, usize)> = regions_in(page, tokens.clone()).collect();
    for (at, region) in list {
        let inner = page.regions[region].inner;
        if found[first..]
            .iter()
            .any(|draft| draft.quoted.iter().any(|quoted| quoted.overlaps(inner)))
        {
            continue;
        }
        if borne(page, tokens.clone(), at) {
            continue;
        }
        let n_words = inner.of(page.text).split_whitespace().count();
        if alone || n_words > 5 && page.region_capital(region) && at == tokens.start {
            let opens = at == block.tokens.start;
            if !opens || sentence > block.sentences.start {
                let same = found[first..]
                    .iter_mut()
                    .rev()
                    .find(|draft| !draft.inside && draft.sentence < sentence && !draft.doubtful);
                if let Some(draft) = same.filter(|draft| {
                    alone
                        && !draft.quoted.is_empty()
                        && sentence - draft.sentence == 1
                        && draft.kind == Kind::Direct
                }) {
                    draft.spans.push(inner);
                    draft.quoted.push(inner);
                    // What follows may go on from here.
                    draft.sentence = sentence;
                    continue;
                }
            }
            let signed = signature(page, block, at);
            let turn = if alone && signed.is_none() {
                let named = asked_about(page, block, sentence).map(Turn::Of);
                named.or_else(|| turn(page, block, region, before))
            } else {
                None
            };
            let told = turn.is_some();
            let (subject, evidence) = match (signed, turn) {
                (Some(subject), _) => (Some(subject), Evidence::Near),
                (None, Some(Turn::Of(subject))) => (Some(subject), Evidence::Continued),
                (None, Some(Turn::Nobodys)) => (None, Evidence::Continued),
                (None, None) => lone_subject(page, block, sentence, first, before, found),
            };
            let doubtful = evidence == Evidence::None && title_case(page, region);
            // A block set off without marks is a quote, however short.
            let set_off = page.regions[region].outer == inner && subject.is_some();
            let settled = told || set_off;
            let draft = orphan(page, region, Kind::Direct, subject, evidence, sentence);
            found.push(Draft { doubtful, settled, ..draft });
            continue;
        }
        let near = found[first..]
            .iter()
            .rev()
            .find(|draft| draft.sentence == sentence && draft.subject.is_some() && !draft.doubtful);
        let sure = near.is_some();
        let mut doubtful =
            title_case(page, region) || !sure && n_words <= 3 && is_term(page, at, tokens.clone());
        let worded = in_the_words_of(page, tokens.clone(), at);
        let again = goes_on(page, tokens.clone(), at)
            .then(|| found[first..].iter().rev().chain(before).find_map(|it| it.subject.clone()))
            .flatten();
        let settled = worded.is_some() || again.is_some();
        let (subject, evidence) = match near {
            _ if worded.is_some() => (worded, Evidence::Near),
            _ if again.is_some() => (again, Evidence::Continued),
            Some(draft) => (draft.subject.clone(), Evidence::Near),
            None => match subject_before(at) {
                Some(subject) => (Some(subject), Evidence::Subject),
                None => (None, Evidence::None),
            },
        };
        doubtful |= evidence == Evidence::None && n_words <= 4;
        let kind =
            if page.region_capital(region) && n_words > 4 { Kind::Direct } else { Kind::Mixed };
        let draft = orphan(page, region, kind, subject, evidence, sentence);
        found.push(Draft { doubtful: doubtful && !settled, settled, ..draft });
    }
}

/// `Then, after a pause: “…”`: whoever spoke goes on.
fn goes_on(page: &Page, tokens: Range<usize>, at: usize) -> bool {
    let opens = page.tokens[tokens.start]
        .is(Class::ADVERB.or(Class::PREPOSITION).or(Class::CONJUNCTION).or(Class::SUBORDINATOR));
    let clause = Class::AUXILIARY.or(Class::VERB).or(Class::PRONOUN_SUBJECT);
    opens
        && at > tokens.start + 1
        && at <= tokens.start + 8
        && page.tokens[at - 1].kind == TokenKind::Colon
        && (tokens.start + 1..at - 1).all(|at| {
            let token = page.tokens[at];
            let cue = token.is(Class::CUE) && !token.is(Class::ALSO_NOUN);
            !token.capital && !token.is(clause) && !cue
        })
}

/// `“a squeaker,” in the words of the clerk, Dora Penn`, or the other way round.
fn in_the_words_of(page: &Page, tokens: Range<usize>, at: usize) -> Option<Mention> {
    let words = ["in", "the", "words", "of"];
    let lead = |from: &usize| (0..4).all(|step| page.says(from + step, words[step]));
    if let Some(from) = (at + 1..tokens.end.min(at + 4)).find(lead) {
        return noun::starting_at(page, from + 4, tokens.end);
    }
    let from = (tokens.start.max(at.saturating_sub(16))..at).find(lead)?;
    let mention = noun::starting_at(page, from + 4, at)?;
    let end = mention.apposition.as_ref().map_or(mention.tokens.end, |range| range.end);
    (end + 1 >= at).then_some(mention)
}

/// A line that signs a quote: `“…” — Ada Okoye, 41`, in its paragraph or as the next one.
fn signature(page: &Page, block: &Block, at: usize) -> Option<Mention> {
    let own = at + 1..block.tokens.end;
    let mut start = own.start;
    let mut end = own.end;
    if own.clone().all(|at| !page.tokens[at].word()) {
        let next = page.sentences.get(block.sentences.end)?;
        start = next.start;
        end = next.end;
        let dash = matches!(page.tokens.get(start)?.kind, TokenKind::Dash | TokenKind::Other);
        let dash = dash || page.tokens[start].span().of(page.text) == "~";
        if !dash {
            return None;
        }
    } else if !matches!(page.tokens[start].kind, TokenKind::Dash) {
        return None;
    }
    while start < end && !page.tokens[start].word() {
        start += 1;
    }
    if end - start > 14 || start >= end {
        return None;
    }
    noun::starting_at(page, start, end)
        .filter(|found| found.form == noun::Form::Name && found.tokens.start == start)
}

/// Whose turn it is.
enum Turn {
    Of(Mention),
    Nobodys,
}

/// Whose turn it is in a dialogue of two, where a paragraph is nothing but a quote: after a
/// question the other one's, and whoever asked asks again. Where one alone has spoken, somebody
/// who is not named asks: nobody is given then.
fn turn(page: &Page, block: &Block, region: usize, before: Option<&Draft>) -> Option<Turn> {
    const SHORT: usize = 8;
    let only = |block: &Block| {
        let whole = block.sentences.len() == 1 && block.tokens.len() == 1;
        whole && block.regions.clone().all(|region| page.regions[region].closed)
    };
    let draft = before.filter(|_| only(block))?;
    let question = page.region_end(region) == Some('?');
    if let Some((other, asked)) = &draft.other {
        return (asks(page, draft) || *asked && question).then(|| Turn::Of(other.clone()));
    }
    // "“What's in the van?” the dispatcher asks": somebody else answers, and nobody says who.
    let asked = draft.cue.is_some_and(|cue| cue.of(page.text).starts_with("ask"));
    if asks(page, draft) && asked && !question {
        return Some(Turn::Nobodys);
    }
    let short = page.regions[region].inner.of(page.text).split_whitespace().count() <= SHORT;
    let next = page.blocks.partition_point(|other| other.tokens.start <= block.tokens.start);
    let answered = page.blocks.get(next).is_some_and(only);
    (question && short && answered && !asks(page, draft)).then_some(Turn::Nobodys)
}

/// `Her reaction? “…”`, `And Grealy herself? “…”`: whom the scrap of a question names.
fn asked_about(page: &Page, block: &Block, sentence: usize) -> Option<Mention> {
    let question = page.sentences.get(sentence.checked_sub(1)?)?.clone();
    let last = question.end - 1;
    let scrap = sentence > block.sentences.start && question.len() <= 7 && page.says(last, "?");
    let verb = Class::AUXILIARY.or(Class::VERB).or(Class::CUE);
    if !scrap || question.clone().any(|at| page.tokens[at].is(verb)) {
        return None;
    }
    let mut start = question.start;
    while page.tokens[start].is(Class::CONJUNCTION) {
        start += 1;
    }
    let mut end = start;
    while end < last && page.tokens[end].word() && page.tokens[end].capital {
        end += 1;
    }
    let closes = end == last
        || page.tokens[end].kind == TokenKind::Possessive
        || page.says_any(end, &["himself", "herself", "themselves", "itself"]);
    let small = Class::DETERMINER.or(Class::PRONOUN).or(Class::SUBORDINATOR).or(Class::ADVERB);
    let named = start < end && closes && !page.tokens[start].is(small);
    named.then(|| Mention::whole(start..end, noun::Form::Name))
}

/// Who speaks where a quote stands by itself.
fn lone_subject(
    page: &Page,
    block: &Block,
    sentence: usize,
    first: usize,
    before: Option<&Draft>,
    found: &[Draft],
) -> (Option<Mention>, Evidence) {
    if sentence > block.sentences.start {
        if let Some(draft) = found[first..].iter().rev().find(|draft| {
            draft.subject.is_some() && sentence - draft.sentence <= 1 && !draft.doubtful
        }) {
            return (draft.subject.clone(), Evidence::Continued);
        }
        let previous = page.sentences[sentence - 1].clone();
        let subject = clause::main_subject(page, previous.clone())
            .or_else(|| noun::starting_at(page, previous.start, previous.end));
        return match subject {
            Some(subject) => (Some(subject), Evidence::Subject),
            None => (None, Evidence::None),
        };
    }
    // The paragraph before ended with a colon, or its quote has not closed.
    let number = block.sentences.start;
    if let Some(previous) = number.checked_sub(1).map(|previous| page.sentences[previous].clone()) {
        let colon = page.tokens[previous.end - 1].kind == TokenKind::Colon;
        if colon {
            let cue = previous
                .clone()
                .rev()
                .find(|at| page.tokens[*at].is(Class::CUE) && page.tokens[*at].is(Class::QUOTES));
            let subject = cue
                .and_then(|cue| noun::ending_at(page, previous.start, cue))
                .or_else(|| clause::main_subject(page, previous.clone()))
                .or_else(|| noun::starting_at(page, previous.start, previous.end));
            if let Some(subject) = subject {
                return (Some(subject), Evidence::Near);
            }
        }
    }
    match before {
        Some(draft) => (draft.subject.clone(), Evidence::Continued),
        None => (None, Evidence::None),
    }
}

/// A region that stands as a name or modifier inside a noun phrase: `the “gun violence” bill`.
fn is_term(page: &Page, at: usize, tokens: Range<usize>) -> bool {
    let before = at
        .checked_sub(1)
        .filter(|before| *before >= tokens.start)
        .map(|before| page.tokens[before]);
    let after = page.tokens.get(at + 1).filter(|_| at + 1 < tokens.end);
    let determined = before.is_some_and(|token| {
        token.is(Class::DETERMINER.or(Class::POSSESSIVE))
            || token.kind == TokenKind::Possessive
            || token.is(Class::WORK_NOUN)
    });
    let modifies = after.is_some_and(|token| {
        token.word() && !token.is(Class::PREPOSITION.or(Class::CONJUNCTION).or(Class::AUXILIARY))
    });
    determined && modifies || before.is_some_and(|token| token.is(Class::WORK_NOUN))
}

fn orphan(
    page: &Page,
    region: usize,
    kind: Kind,
    subject: Option<Mention>,
    evidence: Evidence,
    sentence: usize,
) -> Draft {
    let inner = page.regions[region].inner;
    Draft {
        spans: vec![inner],
        quoted: vec![inner],
        kind,
        cue: None,
        class: Class::default(),
        subject,
        addressee: None,
        evidence,
        sentence,
        inside: false,
        sureness: None,
        doubtful: false,
        settled: false,
        other: None,
    }
}
