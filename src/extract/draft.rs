//! Statements in the making: what the sentences of a paragraph yield before chains are drawn.

use std::ops::Range;

use super::{
    clause::{self, Act, Pattern},
    lexicon::Class,
    noun::{self, Mention},
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
            if let Some(draft) = from_act(page, act) {
                found.push(draft);
            }
        }
        settle(claimed, found);
        inside_marks(page, sentence, &acts, found);
        orphans(page, block, sentence, first, before, found);
    }
    found[first..].sort_by_key(|draft| draft.spans.first().map_or(0, |span| span.start));
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
    let direct =
        act.pattern == Pattern::QuoteBefore || led || page.region_capital(region) && !phrase;
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

/// Acts whose cue stands inside the marks: `Blinken also “emphasized the importance …”`.
fn inside_marks(page: &Page, sentence: usize, acts: &[Act], found: &mut Vec<Draft>) {
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
                act.cue.start < edge
                    && act.cue.start > tokens.start
                    && page.tokens[act.cue.start - 1].kind == TokenKind::Comma
                    || act.cue.start + 6 > edge
                        && act.cue.start > tokens.start
                        && act.cue.start < edge
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
        });
    }
}

/// A finite verb of saying that a region opens with.
fn leading_cue<'a>(page: &Page<'a>, inner: Span) -> Option<(&'a str, Class)> {
    let words = inner.of(page.text);
    let end = words.find(|char: char| !char.is_alphabetic()).unwrap_or(words.len());
    let first = &words[..end];
    if first.is_empty() || first.starts_with(char::is_uppercase) {
        return None;
    }
    let class = super::lexicon::Lexicon::get().class(first);
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
    let class = super::lexicon::Lexicon::get().class(&last.to_lowercase());
    class.is(Class::ABBREVIATION) || last.chars().count() == 1
}

/// `He discussed …`, `Mr. Sullivan and Mr. Hanegbi then reviewed …`, `They agreed …`
fn reports(sentence: &str) -> bool {
    let lexicon = super::lexicon::Lexicon::get();
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

/// Regions of a sentence that no act has taken.
fn orphans(
    page: &Page,
    block: &Block,
    sentence: usize,
    first: usize,
    before: Option<&Draft>,
    found: &mut Vec<Draft>,
) {
    let tokens = page.sentences[sentence].clone();
    let alone = !tokens.clone().any(|at| page.tokens[at].word());
    let list: Vec<(usize, usize)> = regions_in(page, tokens.clone()).collect();
    for (at, region) in list {
        let inner = page.regions[region].inner;
        if found[first..]
            .iter()
            .any(|draft| draft.quoted.iter().any(|quoted| quoted.overlaps(inner)))
        {
            continue;
        }
        let n_words = inner.of(page.text).split_whitespace().count();
        if alone || n_words > 5 && page.region_capital(region) && at == tokens.start {
            let opens = at == block.tokens.start;
            if !opens || sentence > block.sentences.start {
                let same = found[first..]
                    .iter_mut()
                    .rev()
                    .find(|draft| !draft.inside && draft.sentence < sentence);
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
            let (subject, evidence) = match signed {
                Some(subject) => (Some(subject), Evidence::Near),
                None => lone_subject(page, block, sentence, first, before, found),
            };
            if evidence == Evidence::None && title_case(page, region) {
                continue;
            }
            found.push(orphan(page, region, Kind::Direct, subject, evidence, sentence));
            continue;
        }
        let near = found[first..]
            .iter()
            .rev()
            .find(|draft| draft.sentence == sentence && draft.subject.is_some());
        let sure = near.is_some();
        if title_case(page, region) || !sure && n_words <= 3 && is_term(page, at, tokens.clone()) {
            continue;
        }
        let (subject, evidence) = match near {
            Some(draft) => (draft.subject.clone(), Evidence::Near),
            None => match clause::main_subject(page, tokens.start..at)
                .or_else(|| clause::main_subject(page, tokens.clone()))
            {
                Some(subject) => (Some(subject), Evidence::Subject),
                None => (None, Evidence::None),
            },
        };
        if evidence == Evidence::None && n_words <= 4 {
            continue;
        }
        let kind =
            if page.region_capital(region) && n_words > 4 { Kind::Direct } else { Kind::Mixed };
        found.push(orphan(page, region, kind, subject, evidence, sentence));
    }
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
        if let Some(draft) = found[first..]
            .iter()
            .rev()
            .find(|draft| draft.subject.is_some() && sentence - draft.sentence <= 1)
        {
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
    }
}
