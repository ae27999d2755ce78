//! Where content begins and ends, before a cue and behind it.

use std::ops::Range;

use super::{Act, Pattern, Scan, finite, is_noun, right::right_of, subject::relative};
use crate::extract::{lexicon::Class, noun::Mention, page::Page, token::Kind};

impl Scan<'_> {
    /// Where the content ends that stands before a cue with its subject: at the quote or comma
    /// left of `edge`.
    pub(super) fn quote_before(
        &self,
        at: usize,
        subject: Option<&Mention>,
        edge: usize,
    ) -> Option<usize> {
        let page = self.page;
        let left = subject
            .filter(|subject| subject.tokens.end <= at)
            .map_or(edge, |subject| subject.tokens.start);
        let previous = left.checked_sub(1).filter(|previous| *previous >= self.sentence.start)?;
        let token = page.tokens[previous];
        if token.region().is_some() {
            return Some(left);
        }
        let comma = matches!(token.kind, Kind::Comma | Kind::Dash);
        if !comma || previous == self.sentence.start {
            return None;
        }
        let quote = page.tokens[previous - 1].region().is_some();
        if quote {
            return Some(previous);
        }
        if subject.is_some_and(|subject| relative(page, subject)) {
            return None;
        }
        // "…, X said." with nothing of its own behind the cue.
        let class = page.tokens[at].class;
        let clause =
            class.is(Class::CLAUSE) || class.is(Class::THAT_CLAUSE) && class.is(Class::SURE);
        let opener = page.tokens[self.sentence.start];
        let introduces = (previous - self.sentence.start) < 5
            || opener.is(Class::PREPOSITION.or(Class::SUBORDINATOR));
        let verb = (self.sentence.start..previous).any(|at| finite(page, at));
        // "The goal, he said, is to forge …": the clause goes on behind the cue.
        let parted = class.is(Class::CLAUSE)
            && class.is(Class::SURE)
            && page.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Comma)
            && !opener.is(Class::ADVERB.or(Class::PREPOSITION).or(Class::SUBORDINATOR))
            && self.resumed(at + 1, false).is_some();
        if parted && token.kind == Kind::Comma {
            return Some(previous);
        }
        (clause
            && token.kind == Kind::Comma
            && self.closes(at, subject)
            && verb
            && !(introduces && self.right(at).is_some()))
        .then_some(previous)
    }

    /// Whether nothing but time, place and hearers stands between a cue (with the subject behind
    /// it) and the end of the sentence or the next comma.
    pub(super) fn closes(&self, at: usize, subject: Option<&Mention>) -> bool {
        let page = self.page;
        let mut next =
            subject.filter(|subject| subject.tokens.start > at).map_or(at + 1, |subject| {
                subject.apposition.as_ref().map_or(subject.tokens.end, |range| range.end)
            });
        if next >= self.sentence.end {
            return true;
        }
        if subject.is_none_or(|subject| subject.tokens.end <= at) && self.right(at).is_some() {
            return false;
        }
        let mut steps = 0;
        while next < self.sentence.end && steps < 25 {
            let token = page.tokens[next];
            match token.kind {
                Kind::Comma | Kind::Dash | Kind::Semicolon => return true,
                Kind::Word
                    if token.is(Class::AUXILIARY.or(Class::PRONOUN_SUBJECT)) && steps < 6 =>
                {
                    return false;
                }
                Kind::Region(_) => return false,
                _ => {}
            }
            next += 1;
            steps += 1;
        }
        true
    }

    /// Where content that runs up to token `edge` begins: the sentence's start, or behind an
    /// introduction that belongs to the telling.
    pub(super) fn content_start(&self, edge: usize) -> usize {
        let page = self.page;
        let mut start = self.sentence.start;
        let last = edge - 1;
        // `X did this. “A,” she said`: a region that opens a clause of its own.
        if page.tokens[last].region().is_some()
            || page.tokens[last].kind == Kind::Comma
                && last > start
                && page.tokens[last - 1].region().is_some()
        {
            let region_at = if page.tokens[last].region().is_some() { last } else { last - 1 };
            let region = page.tokens[region_at].region().unwrap_or_default();
            if page.region_capital(region) && region_at > start {
                let before = page.tokens[region_at - 1];
                let run_up = !before.word() || region_at - start > 0 && before.is(Class::CUE);
                if run_up {
                    start = region_at;
                }
            }
        }
        while start < edge
            && matches!(
                page.tokens[start].kind,
                Kind::Dash | Kind::Other | Kind::Close | Kind::Stop
            )
        {
            start += 1;
        }
        start
    }

    /// The second half of split content: `"A," she said, "B."` and `A, she said, B.`
    pub(super) fn resumed(&self, after: usize, quote: bool) -> Option<Range<usize>> {
        let page = self.page;
        let mut at = after;
        let mut steps = 0;
        while at < self.sentence.end && steps < 30 {
            let token = page.tokens[at];
            if token.region().is_some() {
                break;
            }
            if matches!(token.kind, Kind::Comma | Kind::Dash) && !quote {
                break;
            }
            if token.is(Class::CUE)
                && token.is(Class::GERUND.or(Class::FINITE))
                && !token.is(Class::ALSO_NOUN)
            {
                return None;
            }
            at += 1;
            steps += 1;
        }
        if at >= self.sentence.end {
            return None;
        }
        if quote {
            page.tokens[at].region()?;
            // "A," he said of "B": another's words, or the same's.
            let joined = matches!(
                page.tokens[at - 1].kind,
                Kind::Comma | Kind::Dash | Kind::Colon | Kind::Stop
            ) || at == after;
            return joined.then_some(at..self.sentence.end);
        }
        let start = at + 1;
        let first = page.tokens.get(start).filter(|_| start < self.sentence.end)?;
        let adjunct = first.is(Class::SUBORDINATOR.or(Class::GERUND).or(Class::PREPOSITION))
            && !page.says(start, "but");
        (!adjunct
            && first.word()
            && page.tokens[at].kind == Kind::Comma
            && self.sentence.end - start >= 3)
            .then_some(start..self.sentence.end)
    }

    /// Where content ends that begins at `start`.
    pub(super) fn content_end(&self, start: usize, pattern: Pattern, cue: usize) -> usize {
        let page = self.page;
        let end = self.sentence.end;
        if pattern == Pattern::QuoteAfter && page.tokens[start].region().is_some() {
            // More words behind the quote are the writer's, unless a second quote follows.
            let mut stop = start + 1;
            while stop + 1 < end
                && (page.says(stop, "and")
                    || page.says(stop, "but")
                    || page.tokens[stop].kind == Kind::Comma
                    || page.says(stop, "or"))
                && page.tokens[stop + 1].region().is_some()
            {
                stop += 2;
            }
            return stop;
        }
        let noun_only = matches!(pattern, Pattern::Noun);
        let mut at = start;
        while at < end {
            let token = page.tokens[at];
            if token.kind == Kind::Comma && at + 1 < end {
                let next = page.tokens[at + 1];
                if next.is(Class::CUE) && next.is(Class::GERUND) && next.is(Class::SURE) {
                    return at;
                }
                if page.says(at + 1, "according") {
                    return at;
                }
                if noun_only
                    && (next.is(Class::CONJUNCTION.or(Class::SUBORDINATOR).or(Class::GERUND))
                        || next.is(Class::PREPOSITION))
                {
                    return at;
                }
                if self.new_clause(at + 1, end) {
                    return at;
                }
            }
            if token.is(Class::CONJUNCTION) && at > start {
                // "… and added that", "… and said"
                let mut verb = at + 1;
                while verb < end && page.tokens[verb].is(Class::ADVERB) {
                    verb += 1;
                }
                if verb < end {
                    let next = page.tokens[verb];
                    let cue = next.is(Class::CUE)
                        && next.is(Class::FINITE)
                        && next.is(Class::SURE)
                        && (next.is(Class::PAST) == page.tokens[cue].is(Class::PAST));
                    if cue && right_of(page, verb, end).is_some() {
                        return at;
                    }
                }
            }
            at += 1;
        }
        end
    }

    /// `…, but he said …`, `…, X said`: another cue with a subject of its own begins here.
    pub(super) fn new_clause(&self, from: usize, end: usize) -> bool {
        let page = self.page;
        let mut at = from;
        let linked = page.tokens[at].is(Class::CONJUNCTION)
            || page.says(at, "while")
            || page.says(at, "although");
        if linked {
            at += 1;
        }
        let limit = end.min(at + 14);
        let mut words = 0;
        while at < limit {
            let token = page.tokens[at];
            if token.is(Class::CUE)
                && token.is(Class::FINITE)
                && token.is(Class::SURE)
                && words > 0
                && !token.is(Class::ALSO_NOUN)
                && !is_noun(self.page, &self.sentence, at)
            {
                let opens = right_of(page, at, end).is_some();
                return if linked { opens } else { !opens || at + 1 >= end };
            }
            let stops = !matches!(token.kind, Kind::Word | Kind::Possessive)
                || token.is(Class::AUXILIARY.or(Class::SUBORDINATOR)) && words > 0 && !linked;
            if stops {
                return false;
            }
            words += 1;
            at += 1;
        }
        false
    }
}

/// Cuts the content of an act where the next act of the sentence takes over.
pub(super) fn trim(page: &Page, acts: &mut [Act]) {
    // Content behind the cue of `inner` that a later "…, Y said" claims as a whole ends there.
    for index in 0..acts.len() {
        for other in 0..acts.len() {
            if other == index || acts[other].cue.start < acts[index].cue.start {
                continue;
            }
            let closing = matches!(acts[other].pattern, Pattern::Before | Pattern::QuoteBefore)
                || acts[other].pattern == Pattern::According;
            if !closing {
                continue;
            }
            let Some(edge) = acts[other].content.first().map(|range| range.end) else { continue };
            for range in &mut acts[index].content {
                if range.start < edge && edge < range.end && acts[other].cue.start < range.end {
                    range.end = edge;
                }
            }
        }
        for range in &mut acts[index].content {
            while range.end > range.start + 1 {
                let last = page.tokens[range.end - 1];
                let loose = matches!(last.kind, Kind::Comma | Kind::Dash | Kind::Semicolon);
                if !loose {
                    break;
                }
                range.end -= 1;
            }
        }
    }
}
