//! Statements in the making: what the sentences of a paragraph yield before chains are drawn.

mod inside;
mod mend;
mod orphan;
mod unsaid;

use std::ops::Range;

use inside::{act_end, inside_marks, leading_cue};
pub(super) use mend::mend;
use orphan::orphans;
use unsaid::{borne, from_a_sign};

use super::{
    clause::{self, Act, Pattern},
    lexicon::Class,
    noun::{Form, Mention},
    page::{Block, Page},
    token::Kind as TokenKind,
};
use crate::model::{Kind, Span};

/// A statement before its speaker is known by name.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) spans: Vec<Span>,
    pub(super) quoted: Vec<Span>,
    pub(super) kind: Kind,
    pub(super) cue: Option<Span>,
    pub(super) class: Class,
    pub(super) subject: Option<Mention>,
    pub(super) addressee: Option<Mention>,
    pub(super) evidence: Evidence,
    /// Index into [`Page::sentences`].
    pub(super) sentence: usize,
    /// Whether the cue stands inside the marks.
    pub(super) inside: bool,
    /// How often an answer such as this one is right, where the model gave it.
    pub(super) sureness: Option<f32>,
    /// Looks like a title or a term; only the model can say that it is a statement.
    pub(super) doubtful: bool,
    /// The turns of a dialogue tell the speaker: not the model's to decide.
    pub(super) settled: bool,
    /// Who spoke in the paragraph before, where that was somebody else, and whether to ask.
    pub(super) other: Option<(Mention, bool)>,
}

/// What a draft rests on, from the surest down.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Evidence {
    /// A cue governs it.
    Act(Pattern),
    /// It goes on from the draft before.
    Continued,
    /// A cue elsewhere in its sentence.
    Near,
    /// Nothing but the subject of its sentence or of the one before.
    Subject,
    None,
}

/// Finds the drafts of one paragraph of prose; `before` is the last one of the paragraph before
/// and whether that ended in a quote.
pub(super) fn drafts(page: &Page, block: &Block, before: Option<&Draft>, found: &mut Vec<Draft>) {
    let first = found.len();
    let mut acts: Vec<Act> = Vec::new();
    for sentence in block.sentences.clone() {
        acts.clear();
        clause::acts(page, sentence, &mut acts);
        let claimed = found.len();
        for act in &acts {
            if !from_a_sign(page, act) && !leads_in(page, block, act) && !in_question(page, act) {
                found.extend(from_act(page, act));
            }
        }
        settle(claimed, found);
        if !block.regions.is_empty() {
            inside_marks(page, sentence, &acts, found);
            orphans(page, block, sentence, first, before, found);
        }
    }
    found[first..].sort_by_key(|draft| draft.spans.first().map_or(0, |span| span.start));
}

/// `Had anyone told him to leave?` reports nothing.
fn in_question(page: &Page, act: &Act) -> bool {
    let sentence = page.sentences[act.sentence].clone();
    page.tokens[sentence.start].is(Class::AUXILIARY)
        && page.says(sentence.end - 1, "?")
        && act.content.iter().cloned().flat_map(|range| regions_in(page, range)).next().is_none()
}

/// `Grimm described the night in his own words:` says nothing by itself.
fn leads_in(page: &Page, block: &Block, act: &Act) -> bool {
    let last = act.sentence + 1 == block.sentences.end;
    act.pattern == Pattern::Noun
        && last
        && page.tokens[block.tokens.end - 1].kind == TokenKind::Colon
        && act.content.iter().cloned().flat_map(|range| regions_in(page, range)).next().is_none()
}

/// The last quote of a paragraph, where the next one may go on from it; `before` is that of the
/// paragraph before.
pub(super) fn before_next(
    page: &Page,
    block: &Block,
    found: &[Draft],
    before: Option<&Draft>,
) -> Option<Draft> {
    let quote_last = found
        .iter()
        .rev()
        .find(|draft| !draft.quoted.is_empty() && (draft.subject.is_some() || draft.settled));
    let ends_in_quote = block.tokens.end > block.tokens.start
        && page.sentences[block.sentences.clone()].last().is_some_and(|last| {
            page.tokens[last.clone()].iter().any(|token| token.region().is_some())
        });
    let ongoing = page.regions[block.regions.clone()].last().is_some_and(|region| !region.closed);
    let mut last = quote_last.filter(|_| ends_in_quote || ongoing).cloned()?;
    last.other = before.and_then(|before| answered(page, before, &last));
    Some(last)
}

/// Whom the speaker of `last` answers, and whether that one asked.
fn answered(page: &Page, before: &Draft, last: &Draft) -> Option<(Mention, bool)> {
    let one = before.subject.as_ref()?;
    // Somebody unnamed has asked: the one before him answers.
    let Some(other) = &last.subject else { return Some((one.clone(), asks(page, before))) };
    let plain = |mention: &Mention| mention.form != Form::Pronoun;
    let name = |mention: &Mention| page.word(mention.name_end - 1);
    (plain(one) && plain(other) && name(one) != name(other))
        .then(|| (one.clone(), asks(page, before)))
}

/// Whether a quote ends in a question.
fn asks(page: &Page, draft: &Draft) -> bool {
    draft.quoted.last().is_some_and(|quoted| quoted.of(page.text).trim_end().ends_with('?'))
}

/// Where two acts of a sentence claim one quote and neither reports the other, the nearer cue
/// has it.
fn settle(from: usize, found: &mut Vec<Draft>) {
    let mut lost = Vec::new();
    for one in from..found.len() {
        for other in one + 1..found.len() {
            let (a, b) = (&found[one], &found[other]);
            let (Some(cue_a), Some(cue_b)) = (a.cue, b.cue) else { continue };
            let shared = a.quoted.iter().find(|quoted| b.quoted.contains(quoted));
            let Some(shared) = shared else { continue };
            let nested = a.spans.iter().any(|span| span.contains(cue_b))
                || b.spans.iter().any(|span| span.contains(cue_a));
            if nested {
                continue;
            }
            let distance = |cue: Span| {
                if cue.end <= shared.start {
                    shared.start - cue.end
                } else {
                    cue.start.saturating_sub(shared.end)
                }
            };
            lost.push(if distance(cue_a) <= distance(cue_b) { other } else { one });
        }
    }
    let mut index = 0;
    found.retain(|_| {
        index += 1;
        !lost.contains(&(index - 1))
    });
}

fn regions_in(page: &Page, tokens: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    tokens.filter_map(|at| page.tokens[at].region().map(|region| (at, region)))
}

fn from_act(page: &Page, act: &Act) -> Option<Draft> {
    let mut spans = Vec::new();
    let mut quoted = Vec::new();
    let mut bare = false;
    for range in &act.content {
        if range.is_empty() {
            continue;
        }
        for (_, region) in regions_in(page, range.clone()) {
            quoted.push(page.regions[region].inner);
        }
        let words =
            range.clone().any(|at| page.tokens[at].region().is_none() && page.tokens[at].word());
        if words {
            bare = true;
            spans.push(content_span(page, range.clone()));
        } else {
            spans.extend(
                regions_in(page, range.clone()).map(|(_, region)| page.regions[region].inner),
            );
        }
    }
    if spans.is_empty() {
        return None;
    }
    let kind = if quoted.is_empty() {
        Kind::Indirect
    } else if bare {
        Kind::Mixed
    } else {
        whole_clause(page, act)
    };
    if kind != Kind::Indirect && is_title(page, act) {
        return None;
    }
    if kind == Kind::Mixed && act.class.is(Class::READOUT) && act.pattern == Pattern::QuoteAfter {
        for quoted in &mut quoted {
            let end = act_end(page, *quoted);
            for span in &mut spans {
                if span.end == quoted.end {
                    span.end = end;
                }
            }
            quoted.end = end;
        }
    }
    Some(Draft {
        spans,
        quoted,
        kind,
        cue: Some(page.span(act.cue.clone())),
        class: act.class,
        subject: act.subject.clone(),
        addressee: act.addressee.clone(),
        evidence: Evidence::Act(act.pattern),
        sentence: act.sentence,
        inside: false,
        sureness: None,
        doubtful: false,
        settled: false,
        other: None,
    })
}

/// Bytes of a run of tokens, outer marks left out.
fn content_span(page: &Page, range: Range<usize>) -> Span {
    let first = page.tokens[range.start];
    let last = page.tokens[range.end - 1];
    let start = first.region().map_or(first.start, |region| page.regions[region].inner.start);
    let end = last.region().map_or(last.end, |region| page.regions[region].inner.end);
    Span { start, end: end.max(start) }
}

/// Direct where the marks hold whole clauses, mixed where they hold a piece of one.
fn whole_clause(page: &Page, act: &Act) -> Kind {
    let Some((at, region)) =
        act.content.iter().cloned().flat_map(|range| regions_in(page, range)).next()
    else {
        return Kind::Indirect;
    };
    let led = at > 0 && matches!(page.tokens[at - 1].kind, TokenKind::Comma | TokenKind::Colon);
    // "reiterating “President Biden’s concerns …”" governs a phrase, capital or not.
    let phrase = act.class.is(Class::NOUN_CONTENT) && !act.class.is(Class::CLAUSE);
    let inside = leading_cue(page, page.regions[region].inner).is_some();
    let direct = act.pattern == Pattern::QuoteBefore
        || led && !inside
        || page.region_capital(region) && !phrase;
    if direct { Kind::Direct } else { Kind::Mixed }
}

/// Titles of works and terms: every word but the small ones with a capital, and no cue that
/// leads up to them as speech.
fn is_title(page: &Page, act: &Act) -> bool {
    if act.pattern == Pattern::QuoteBefore
        || act.class.is(Class::SURE) && act.class.is(Class::QUOTES)
    {
        return false;
    }
    act.content
        .iter()
        .cloned()
        .flat_map(|range| regions_in(page, range))
        .all(|(_, region)| title_case(page, region))
}

fn title_case(page: &Page, region: usize) -> bool {
    let words = page.regions[region].inner.of(page.text);
    let mut capitals = 0;
    let mut n_words = 0;
    for word in words.split_whitespace() {
        let Some(first) = word.chars().find(|char| char.is_alphanumeric()) else { continue };
        n_words += 1;
        if first.is_uppercase() || first.is_numeric() {
            capitals += 1;
        } else if word.len() > 4 {
            return false;
        }
    }
    let ends = words.ends_with(['!', '?', '.']) && n_words > 6;
    (1..=9).contains(&n_words) && capitals * 2 > n_words && (capitals > 1 || n_words == 1) && !ends
}
