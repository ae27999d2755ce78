//! Acts of saying within a sentence: each cue with its subject and with what it governs.

use std::ops::Range;

use super::{
    lexicon::Class,
    noun::{self, Form, Mention},
    page::Page,
    token::Kind,
};

/// A cue, who it belongs to, and the tokens that it governs.
#[derive(Clone, Debug)]
pub(super) struct Act {
    /// The word of saying; for "according to", both words.
    pub(super) cue: Range<usize>,
    pub(super) class: Class,
    pub(super) subject: Option<Mention>,
    /// To whom, as far as the clause itself says.
    pub(super) addressee: Option<Mention>,
    /// Runs of tokens, in text order.
    pub(super) content: Vec<Range<usize>>,
    /// How the content was found; the decision about what to keep rests on it.
    pub(super) pattern: Pattern,
    pub(super) sentence: usize,
}

/// How a cue and its content stand to each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pattern {
    /// `X said, "…"`, `X called it "…"`
    QuoteAfter,
    /// `"…," X said`
    QuoteBefore,
    /// `X said that …`
    That,
    /// `X said he …`
    Bare,
    /// `…, X said`
    Before,
    /// `X vowed to …`, `X urged Y to …`
    Infinitive,
    /// `X asked whether …`
    Question,
    /// `X criticized the …`
    Noun,
    /// `according to X, …`
    According,
}

/// Finds the acts of one sentence.
pub(super) fn acts(page: &Page, number: usize, found: &mut Vec<Act>) {
    let sentence = page.sentences[number].clone();
    let mut end = sentence.end;
    while end > sentence.start && page.tokens[end - 1].kind == Kind::Stop {
        end -= 1;
    }
    let first = found.len();
    let scan = Scan { page, sentence: sentence.start..end, number };
    for at in sentence.start..end {
        let token = page.tokens[at];
        if !token.word() {
            continue;
        }
        if token.is(Class::CUE) {
            if let Some(act) = scan.act(at, &found[first..]) {
                found.push(act);
            }
        } else if page.says(at, "according") && page.says(at + 1, "to") {
            if let Some(act) = scan.according(at) {
                found.push(act);
            }
        }
    }
    trim(page, &mut found[first..]);
}

struct Scan<'a> {
    page: &'a Page<'a>,
    /// Its tokens, closing stops left out.
    sentence: Range<usize>,
    number: usize,
}

/// What stands right of a cue.
struct Right {
    /// First token of the content.
    start: usize,
    pattern: Pattern,
    addressee: Option<Mention>,
}

impl Scan<'_> {
    fn act(&self, at: usize, before: &[Act]) -> Option<Act> {
        let page = self.page;
        let token = page.tokens[at];
        if self.is_noun(at) {
            return None;
        }
        let gerund = token.is(Class::GERUND) && !self.progressive(at);
        let right = self.right(at);
        let (subject, inverted, left_edge) = self.subject(at, gerund, right.is_some(), before);
        if self.passive(at) {
            return self.by_agent(at, right);
        }
        // "Finally, said the readout, “…”"
        let right = match &subject {
            Some(mention) if inverted => self.behind_subject(mention),
            _ => right,
        };
        let quote_before = self.quote_before(at, subject.as_ref(), left_edge);
        let subject_known = subject.is_some();
        let mut content = Vec::new();
        let mut pattern = None;
        let mut addressee = None;
        if let Some(edge) = quote_before.filter(|_| token.is(Class::QUOTES)) {
            let start = self.content_start(edge);
            content.push(start..edge);
            let quote = (start..edge)
                .all(|at| page.tokens[at].region().is_some() || !page.tokens[at].word());
            pattern = Some(if quote { Pattern::QuoteBefore } else { Pattern::Before });
            let after = if inverted {
                subject.as_ref().map_or(at + 1, |mention| {
                    mention.apposition.as_ref().map_or(mention.tokens.end, |range| range.end)
                })
            } else {
                at + 1
            };
            if let Some(rest) = self.resumed(after, quote) {
                content.push(rest);
            }
        } else if let Some(right) = right {
            let end = self.content_end(right.start, right.pattern, at);
            if end > right.start {
                content.push(right.start..end);
                pattern = Some(right.pattern);
                addressee = right.addressee;
            }
        }
        let pattern = pattern?;
        let weak = matches!(
            pattern,
            Pattern::That
                | Pattern::Bare
                | Pattern::Infinitive
                | Pattern::Question
                | Pattern::Noun
                | Pattern::Before
        );
        let has_region =
            content.iter().cloned().flatten().any(|at| page.tokens[at].region().is_some());
        if weak && !has_region && (!token.is(Class::SURE) || !subject_known) {
            return None;
        }
        if weak && !has_region && self.denied(at) {
            return None;
        }
        if !subject_known && !has_region {
            return None;
        }
        Some(Act {
            cue: at..at + 1,
            class: token.class,
            subject,
            addressee,
            content,
            pattern,
            sentence: self.number,
        })
    }

    /// `is signaling`: a finite verb in two words.
    fn progressive(&self, at: usize) -> bool {
        let page = self.page;
        (self.sentence.start..at)
            .rev()
            .take(3)
            .find(|before| !page.tokens[*before].is(Class::ADVERB))
            .is_some_and(|before| {
                ["is", "are", "was", "were", "been", "am", "'s", "’s", "'re", "’re"]
                    .iter()
                    .any(|word| page.says(before, word))
            })
    }

    /// `was described`: the subject is not the one who speaks.
    fn passive(&self, at: usize) -> bool {
        let page = self.page;
        let token = page.tokens[at];
        let participle = token.is(Class::PARTICIPLE.or(Class::PAST)) && !token.is(Class::GERUND);
        let helper = (self.sentence.start..at)
            .rev()
            .take(4)
            .find(|before| !page.tokens[*before].is(Class::ADVERB.or(Class::NEGATION)));
        participle
            && helper.is_some_and(|before| {
                ["is", "are", "was", "were", "been", "be", "being", "get", "got"]
                    .iter()
                    .any(|word| page.says(before, word))
            })
    }

    /// A passive has a speaker only where "by" names one.
    fn by_agent(&self, at: usize, right: Option<Right>) -> Option<Act> {
        let page = self.page;
        let right = right?;
        let by = (at + 1..self.sentence.end).take(20).find(|by| page.says(*by, "by"))?;
        let subject = noun::starting_at(page, by + 1, self.sentence.end)?;
        let region =
            (at..self.sentence.end).take(20).find(|at| page.tokens[*at].region().is_some())?;
        let named =
            subject.form == Form::Name || page.tokens[subject.tokens.start].is(Class::DETERMINER);
        let _ = right;
        named.then(|| Act {
            cue: at..at + 1,
            class: page.tokens[at].class,
            subject: Some(subject),
            addressee: None,
            content: vec![region..region + 1],
            pattern: Pattern::QuoteAfter,
            sentence: self.number,
        })
    }

    /// What follows an inverted subject: `said the readout, “…”`, `said Miller: “…”`.
    fn behind_subject(&self, mention: &Mention) -> Option<Right> {
        let page = self.page;
        let mut at = mention.tokens.end;
        if let Some(apposition) = &mention.apposition {
            let quote = page
                .tokens
                .get(mention.tokens.end + 1)
                .is_some_and(|token| token.region().is_some());
            let clause = (apposition.clone())
                .any(|at| page.tokens[at].is(Class::AUXILIARY.or(Class::VERB)))
                || page.tokens.get(apposition.end).is_none_or(|token| token.kind != Kind::Comma);
            if !quote && !clause {
                at = apposition.end;
            }
        }
        let parts = page
            .tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Comma | Kind::Colon));
        let first = page.tokens.get(at + 1).filter(|_| parts && at + 1 < self.sentence.end)?;
        if first.region().is_some() {
            return Some(Right { start: at + 1, pattern: Pattern::QuoteAfter, addressee: None });
        }
        let content =
            !first.is(Class::GERUND.or(Class::PREPOSITION).or(Class::SUBORDINATOR)) && first.word();
        let verb = (at + 1..self.sentence.end).any(|at| finite(page, at));
        (content && verb && self.sentence.start + 6 > mention.tokens.start).then_some(Right {
            start: at + 1,
            pattern: Pattern::Bare,
            addressee: None,
        })
    }

    /// Nouns that look like cues: `the report`, `his call`, `a claim`.
    fn is_noun(&self, at: usize) -> bool {
        let page = self.page;
        let token = page.tokens[at];
        if token.capital
            && at > self.sentence.start
            && !page.tokens[at - 1].is(Class::PRONOUN_SUBJECT)
            && !token.upper
        {
            return true;
        }
        let Some(before) = at.checked_sub(1).filter(|before| *before >= self.sentence.start) else {
            // A sentence that opens with the cue: "Said Miller: …" or an order or a noun.
            return !token.is(Class::FINITE.or(Class::GERUND)) || token.is(Class::ALSO_NOUN);
        };
        let previous = page.tokens[before];
        let determined = previous.is(Class::DETERMINER.or(Class::POSSESSIVE))
            && !previous.is(Class::PRONOUN)
            || previous.kind == Kind::Possessive;
        if determined
            && !(token.is(Class::PAST) && !token.is(Class::ALSO_NOUN) && page.says(before, "that"))
        {
            return true;
        }
        if token.is(Class::BASE) && !token.is(Class::FINITE) {
            // "to say", "will say", "people say": the last is a verb of the present tense.
            let modal = previous.is(Class::MODAL.or(Class::PRONOUN_SUBJECT));
            let plural =
                previous.word() && page.word(before).ends_with('s') && !token.is(Class::ALSO_NOUN)
                    || previous.is(Class::ADVERB.or(Class::ROLE).or(Class::PRONOUN))
                        && !token.is(Class::ALSO_NOUN)
                    || previous.kind == Kind::Comma;
            return !modal && !plural;
        }
        let noun = token.is(Class::ALSO_NOUN) && !token.is(Class::PAST.or(Class::GERUND));
        noun && previous.word()
            && !previous.capital
            && !previous.is(Class::PRONOUN_SUBJECT
                .or(Class::ADVERB)
                .or(Class::ROLE)
                .or(Class::MODAL)
                .or(Class::DOCUMENT))
    }

    /// "did not mention", "refused to say": nothing was said.
    fn denied(&self, at: usize) -> bool {
        let page = self.page;
        (self.sentence.start.max(at.saturating_sub(3))..at).any(|before| {
            let token = page.tokens[before];
            token.is(Class::NEGATION)
                && !page.says(before, "no")
                && !page.says(before, "never")
                && !page.says(before, "hardly")
                || page.says(before, "to") && before + 1 == at
                || token.is(Class::MODAL)
                    && before + 1 == at
                    && !page.says(before, "will")
                    && !page.says(before, "would")
        })
    }

    /// The subject of the cue at `at`, whether it stands behind it, and where the cue's own words
    /// begin on the left.
    fn subject(
        &self,
        at: usize,
        gerund: bool,
        governs: bool,
        before: &[Act],
    ) -> (Option<Mention>, bool, usize) {
        let page = self.page;
        let mut edge = at;
        while edge > self.sentence.start {
            let token = page.tokens[edge - 1];
            let helper = token.word()
                && !token.is(Class::PRONOUN_SUBJECT)
                && (token.is(Class::AUXILIARY.or(Class::ADVERB).or(Class::NEGATION))
                    && !(token.is(Class::WEEKDAY))
                    || token.is(Class::WEEKDAY.or(Class::TIME))
                        && edge >= 2
                        && page.tokens[edge - 2].word()
                        && !token.is(Class::DETERMINER));
            if !helper {
                break;
            }
            edge -= 1;
        }
        edge = self.behind_infinitive(edge);
        if edge > self.sentence.start && !gerund {
            let previous = page.tokens[edge - 1];
            // "A and added B": the subject of the verb before.
            if previous.is(Class::CONJUNCTION) && !page.says(edge - 1, "so") {
                let earlier = outermost(before).and_then(|act| act.subject.clone());
                return (earlier.or_else(|| self.main_subject(at)), false, edge);
            }
            // "“A,” said Miller" stands the other way round.
            let reversed = previous.region().is_some()
                || previous.kind == Kind::Comma
                    && edge >= 2
                    && page.tokens[edge - 2].region().is_some();
            if !reversed {
                if let Some(mention) = noun::ending_at(page, self.sentence.start, edge) {
                    let left = mention.tokens.start;
                    return (Some(mention), false, left);
                }
            }
        }
        if !gerund && at + 1 < self.sentence.end {
            let turned = edge == self.sentence.start
                || matches!(page.tokens[edge - 1].kind, Kind::Comma | Kind::Region(_) | Kind::Dash);
            if turned {
                if let Some(mention) = noun::starting_at(page, at + 1, self.sentence.end) {
                    return (Some(mention), true, edge);
                }
            }
        }
        if gerund && governs {
            return (self.gerund_subject(at, before), false, edge);
        }
        if edge > self.sentence.start && page.tokens[edge - 1].kind == Kind::Comma {
            return (
                before.last().and_then(|act| act.subject.clone()).or_else(|| self.main_subject(at)),
                false,
                edge,
            );
        }
        (None, false, edge)
    }

    /// `went on to say`, `had this to say`: the subject stands before the first verb.
    fn behind_infinitive(&self, edge: usize) -> usize {
        let page = self.page;
        let floor = self.sentence.start.max(edge.saturating_sub(5));
        // A helper loop has gone over "to" already where it is an auxiliary.
        let to = (floor..edge).rev().find(|at| page.says(*at, "to")).filter(|to| *to + 1 == edge);
        let Some(to) = to.or_else(|| page.says(edge, "to").then_some(edge)) else { return edge };
        let first = (floor..to).rev().take(3).take_while(|at| page.tokens[*at].word());
        let verb = first.filter(|at| {
            ["went", "goes", "go", "had", "has", "came", "continued", "continues"]
                .iter()
                .any(|word| page.says(*at, word))
        });
        verb.last().unwrap_or(edge)
    }

    /// "with Sullivan reiterating": the name right before; else whose act or clause it hangs on.
    fn gerund_subject(&self, at: usize, before: &[Act]) -> Option<Mention> {
        let page = self.page;
        if at > self.sentence.start && page.tokens[at - 1].word() {
            if let Some(mention) = noun::ending_at(page, self.sentence.start, at) {
                let with = mention.tokens.start.checked_sub(1).is_some_and(|with| {
                    page.says(with, "with") || page.tokens[with].kind == Kind::Comma
                });
                if with && mention.form == Form::Name {
                    return Some(mention);
                }
            }
        }
        before.last().and_then(|act| act.subject.clone()).or_else(|| self.main_subject(at))
    }

    /// The first phrase of the sentence that a verb follows.
    fn main_subject(&self, limit: usize) -> Option<Mention> {
        main_subject(self.page, self.sentence.start..limit.min(self.sentence.end))
    }

    /// Where the content ends that stands before a cue with its subject: at the quote or comma
    /// left of `edge`.
    fn quote_before(&self, at: usize, subject: Option<&Mention>, edge: usize) -> Option<usize> {
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
        (clause
            && token.kind == Kind::Comma
            && self.closes(at, subject)
            && verb
            && !(introduces && self.right(at).is_some()))
        .then_some(previous)
    }

    /// Whether nothing but time, place and hearers stands between a cue (with the subject behind
    /// it) and the end of the sentence or the next comma.
    fn closes(&self, at: usize, subject: Option<&Mention>) -> bool {
        let page = self.page;
        let mut next =
            subject.filter(|subject| subject.tokens.start > at).map_or(at + 1, |subject| {
                subject.apposition.as_ref().map_or(subject.tokens.end, |range| range.end)
            });
        if next >= self.sentence.end {
            return true;
        }
        if let Some(right) =
            self.right(at).filter(|_| subject.is_none_or(|subject| subject.tokens.end <= at))
        {
            return right.pattern == Pattern::Noun && false;
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
    fn content_start(&self, edge: usize) -> usize {
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
    fn resumed(&self, after: usize, quote: bool) -> Option<Range<usize>> {
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
            let region = page.tokens[at].region()?;
            // "A," he said of "B": another's words, or the same's.
            let joined = matches!(
                page.tokens[at - 1].kind,
                Kind::Comma | Kind::Dash | Kind::Colon | Kind::Stop
            ) || at == after;
            let _ = region;
            return joined.then(|| at..self.sentence.end);
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

    /// What the cue at `at` governs on its right, behind hearers, time and place.
    fn right(&self, at: usize) -> Option<Right> {
        right_of(self.page, at, self.sentence.end)
    }

    /// Where content ends that begins at `start`.
    fn content_end(&self, start: usize, pattern: Pattern, cue: usize) -> usize {
        let page = self.page;
        let end = self.sentence.end;
        if let Some(region) = page.tokens[start].region() {
            if pattern == Pattern::QuoteAfter {
                // More words behind the quote are the writer's, unless a second quote follows.
                let mut stop = start + 1;
                let _ = region;
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
    fn new_clause(&self, from: usize, end: usize) -> bool {
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
                && !self.is_noun(at)
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

    fn according(&self, at: usize) -> Option<Act> {
        let page = self.page;
        let mention = noun::starting_at(page, at + 2, self.sentence.end)?;
        let leads = at == self.sentence.start
            || at <= self.sentence.start + 1
                && page.tokens[self.sentence.start].is(Class::CONJUNCTION.or(Class::ADVERB));
        let content = if leads {
            let comma = (mention.tokens.end..self.sentence.end).take(20).find(|at| {
                page.tokens[*at].kind == Kind::Comma
                    && mention.apposition.as_ref().is_none_or(|range| *at >= range.end)
            })?;
            comma + 1..self.sentence.end
        } else {
            let mut end = at;
            while end > self.sentence.start
                && (!page.tokens[end - 1].word() && page.tokens[end - 1].region().is_none()
                    || page.tokens[end - 1].is(Class::AUXILIARY))
            {
                end -= 1;
            }
            self.sentence.start..end
        };
        (content.len() > 0 && content.start < content.end).then(|| Act {
            cue: at..at + 2,
            class: Class::CUE.or(Class::SURE),
            subject: Some(mention),
            addressee: None,
            content: vec![content],
            pattern: Pattern::According,
            sentence: self.number,
        })
    }
}

/// The latest act that no other reports.
fn outermost(acts: &[Act]) -> Option<&Act> {
    acts.iter().rev().find(|act| {
        let inside = |other: &Act| other.content.iter().any(|range| range.contains(&act.cue.start));
        !acts.iter().any(inside)
    })
}

/// `who`, `which`: the subject of a clause inside the sentence's own.
pub(super) fn relative(page: &Page, mention: &Mention) -> bool {
    let at = mention.tokens.start;
    mention.form == Form::Pronoun && (page.says(at, "who") || page.says(at, "which"))
}

/// Whether the token can be a finite verb, as far as word lists and endings tell.
fn finite(page: &Page, at: usize) -> bool {
    let token = page.tokens[at];
    token.region().is_some()
        || token.word()
            && (token.is(Class::AUXILIARY.or(Class::VERB).or(Class::FINITE))
                || !token.capital && page.word(at).ends_with("ed")
                || !token.capital && page.word(at).ends_with("n't"))
        || token.kind == Kind::Possessive
}

/// The first phrase of `range` that a verb follows.
pub(super) fn main_subject(page: &Page, range: Range<usize>) -> Option<Mention> {
    for at in range.clone() {
        let token = page.tokens[at];
        if !token.word() || at == range.start {
            continue;
        }
        let verb = token.is(Class::AUXILIARY.or(Class::VERB)) && !token.capital
            || token.is(Class::CUE) && token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN)
            || !token.capital && page.word(at).ends_with("ed") && token.class == Class::default();
        if verb {
            if let Some(mention) =
                noun::ending_at(page, range.start, at).filter(|found| !relative(page, found))
            {
                return Some(mention);
            }
        }
    }
    // A name or pronoun that opens the sentence or follows its first comma.
    let comma =
        range.clone().take(14).find(|at| page.tokens[*at].kind == Kind::Comma).map(|at| at + 1);
    [Some(range.start), comma].into_iter().flatten().find_map(|at| {
        let first = page.tokens.get(at).filter(|_| at < range.end)?;
        let fits = first.is(Class::PRONOUN_SUBJECT)
            || first.capital && !first.is(BARRED.or(Class::ADVERB));
        let mention = noun::starting_at(page, at, range.end).filter(|_| fits)?;
        let verb =
            page.tokens.get(mention.tokens.end).is_some_and(|next| next.word() && !next.capital);
        (verb && mention.form != Form::Nominal && !relative(page, &mention)).then_some(mention)
    })
}

fn right_of(page: &Page, at: usize, end: usize) -> Option<Right> {
    let class = page.tokens[at].class;
    let mut next = at + 1;
    let mut addressee = None;
    let mut moved = false;
    let mut steps = 0;
    while next < end && steps < 12 {
        steps += 1;
        let token = page.tokens[next];
        if page.says(next, "that") && class.is(Class::THAT_CLAUSE) {
            let clause = page
                .tokens
                .get(next + 1)
                .is_some_and(|token| !matches!(token.kind, Kind::Comma | Kind::Stop));
            if clause && next + 1 < end {
                return Some(Right { start: next, pattern: Pattern::That, addressee });
            }
        }
        if let Kind::Region(_) = token.kind {
            let start = next;
            return (class.is(Class::QUOTES.or(Class::NOUN_CONTENT))).then_some(Right {
                start,
                pattern: Pattern::QuoteAfter,
                addressee,
            });
        }
        match token.kind {
            Kind::Comma | Kind::Colon | Kind::Dash => {
                let quote = page
                    .tokens
                    .get(next + 1)
                    .filter(|_| next + 1 < end)
                    .is_some_and(|token| token.region().is_some());
                if quote {
                    return class.is(Class::QUOTES).then_some(Right {
                        start: next + 1,
                        pattern: Pattern::QuoteAfter,
                        addressee,
                    });
                }
                if token.kind == Kind::Colon
                    && class.is(Class::QUOTES)
                    && class.is(Class::SURE)
                    && next + 2 < end
                {
                    return Some(Right { start: next + 1, pattern: Pattern::Bare, addressee });
                }
                if token.kind == Kind::Comma
                    && page.says(next + 1, "that")
                    && class.is(Class::THAT_CLAUSE)
                {
                    next += 1;
                    continue;
                }
                return longer_way(page, next, end, class, addressee);
            }
            Kind::Word | Kind::Number => {}
            _ => return None,
        }
        if token.is(Class::ADVERB.or(Class::WEEKDAY))
            && !token.is(Class::PRONOUN.or(Class::DETERMINER))
        {
            next += 1;
            moved = true;
            continue;
        }
        if token.is(Class::TIME)
            && (moved
                || page
                    .tokens
                    .get(next + 1)
                    .is_some_and(|next| next.is(Class::TIME.or(Class::WEEKDAY).or(Class::MONTH))))
        {
            next += 1;
            continue;
        }
        if let Some(after) = past_time(page, next, end) {
            next = after;
            moved = true;
            continue;
        }
        if class.is(Class::OBJECT)
            && addressee.is_none()
            && !moved
            && !page.says(next, "to")
            && !page.says(next, "of")
        {
            let (mention, after) = hearer(page, next, end)?;
            addressee = mention;
            next = after;
            moved = true;
            continue;
        }
        if page.says(next, "to") {
            let verb = page.tokens.get(next + 1).is_some_and(|token| {
                token.word()
                    && !token.capital
                    && !token.is(Class::DETERMINER
                        .or(Class::POSSESSIVE)
                        .or(Class::PRONOUN)
                        .or(Class::READER_OF)
                        .or(Class::ROLE))
            });
            if verb
                && (class.is(Class::INFINITIVE) || class.is(Class::OBJECT) && addressee.is_some())
            {
                return Some(Right { start: next, pattern: Pattern::Infinitive, addressee });
            }
            if verb && !class.is(Class::QUOTES) {
                return None;
            }
            if class.is(Class::SURE) && !verb {
                if let Some(mention) = noun::starting_at(page, next + 1, end) {
                    next = mention.tokens.end;
                    if addressee.is_none() {
                        addressee = Some(mention);
                    }
                    moved = true;
                    continue;
                }
            }
        }
        if page.says(next, "whether")
            || page.says(next, "if")
            || page.says(next, "why")
            || page.says(next, "how")
            || page.says(next, "what")
        {
            return class
                .is(Class::QUESTION.or(Class::CLAUSE).or(Class::THAT_CLAUSE))
                .then_some(Right { start: next, pattern: Pattern::Question, addressee });
        }
        if token.is(Class::PREPOSITION) && !page.says(next, "as") {
            let called = class.is(Class::NOUN_CONTENT)
                && !class.is(Class::CLAUSE.or(Class::THAT_CLAUSE))
                && (page.says(next, "for") || page.says(next, "on") || page.says(next, "of"));
            if called && class.is(Class::SURE) {
                return Some(Right { start: next, pattern: Pattern::Noun, addressee });
            }
            let after = past_phrase(page, next, end);
            moved = true;
            if after == next {
                return None;
            }
            next = after;
            continue;
        }
        if page.says(next, "it") && class.is(Class::NOUN_CONTENT) && !class.is(Class::CLAUSE) {
            return Some(Right { start: next, pattern: Pattern::Noun, addressee });
        }
        let clause = class.is(Class::CLAUSE)
            || class.is(Class::OBJECT) && addressee.is_some() && class.is(Class::THAT_CLAUSE);
        let starts = token.is(Class::PRONOUN_SUBJECT.or(Class::DETERMINER).or(Class::POSSESSIVE))
            || token.capital
            || page.says(next, "there")
            || token.kind == Kind::Number
            || token.word() && !token.is(BARRED);
        if clause && starts && !page.says(next, "that") {
            let verb = (next + 1..end)
                .take(30)
                .any(|at| finite(page, at) && page.tokens[at].region().is_none());
            if verb {
                return Some(Right { start: next, pattern: Pattern::Bare, addressee });
            }
        }
        if class.is(Class::NOUN_CONTENT) && starts {
            return Some(Right { start: next, pattern: Pattern::Noun, addressee });
        }
        if class.is(Class::CUE) {
            // Words between a cue and its quote: "called for a “new deal”".
            return longer_way(page, next, end, class, addressee);
        }
        return None;
    }
    None
}

/// Behind a bare phrase of time: `last month`, `this past Thursday`.
fn past_time(page: &Page, from: usize, end: usize) -> Option<usize> {
    let opens = ["this", "last", "earlier", "late", "early", "next"]
        .iter()
        .any(|word| page.says(from, word));
    let limit = end.min(from + 4);
    let mut at = from + 1;
    while opens
        && at < limit
        && (page.says(at, "past") || page.says(at, "this") || page.says(at, "last"))
    {
        at += 1;
    }
    let unit =
        opens && at < limit && page.tokens[at].is(Class::TIME.or(Class::WEEKDAY).or(Class::MONTH));
    unit.then_some(at + 1)
}

const BARRED: Class = Class(
    Class::CONJUNCTION.0
        | Class::AUXILIARY.0
        | Class::PREPOSITION.0
        | Class::CUE.0
        | Class::SUBORDINATOR.0,
);

/// A quote further on in the clause, with words of the writer's before it.
fn longer_way(
    page: &Page,
    from: usize,
    end: usize,
    class: Class,
    addressee: Option<Mention>,
) -> Option<Right> {
    if !class.is(Class::QUOTES.or(Class::NOUN_CONTENT))
        || !class.is(Class::SURE.or(Class::NOUN_CONTENT))
    {
        return None;
    }
    let comma = page.tokens[from].kind == Kind::Comma;
    let mut at = from + usize::from(comma);
    let limit = end.min(from + 25);
    let start = at;
    while at < limit {
        let token = page.tokens[at];
        if token.region().is_some() {
            let direct = comma && page.tokens[at - 1].kind == Kind::Comma
                || matches!(page.tokens[at - 1].kind, Kind::Colon | Kind::Comma);
            let start = if direct || comma { at } else { start };
            return Some(Right { start, pattern: Pattern::QuoteAfter, addressee });
        }
        let stops = token.kind == Kind::Semicolon
            || token.is(Class::CUE)
                && token.is(Class::FINITE)
                && token.is(Class::SURE)
                && !token.is(Class::ALSO_NOUN)
            || comma && token.is(Class::CONJUNCTION) && page.tokens[at - 1].kind == Kind::Comma;
        if stops {
            return None;
        }
        at += 1;
    }
    None
}

/// The hearer of `told`, and the token behind: `told reporters that`, `urged him to`.
fn hearer(page: &Page, from: usize, end: usize) -> Option<(Option<Mention>, usize)> {
    let token = page.tokens[from];
    if token.is(Class::PRONOUN) && !token.is(Class::DETERMINER) || page.says(from, "her") {
        let mention = Mention {
            tokens: from..from + 1,
            form: Form::Pronoun,
            name: from,
            name_end: from + 1,
            apposition: None,
        };
        return Some((Some(mention), from + 1));
    }
    let mention = noun::starting_at(page, from, end)?;
    let mut after = mention.tokens.end;
    if let Some(apposition) = &mention.apposition {
        let closed = page.tokens.get(apposition.end).is_some_and(|token| token.kind == Kind::Comma);
        if closed {
            after = apposition.end + 1;
        }
    }
    Some((Some(mention), after))
}

/// Behind a prepositional phrase of time, place or medium.
fn past_phrase(page: &Page, from: usize, end: usize) -> usize {
    let mut at = from + 1;
    let mut words = 0;
    while at < end {
        let token = page.tokens[at];
        let inside = match token.kind {
            Kind::Word => {
                let opener = token.is(Class::DETERMINER.or(Class::POSSESSIVE));
                !(token.is(Class::PRONOUN_SUBJECT) && !token.is(Class::DETERMINER))
                    && !page.says(at, "that")
                    && !(opener && words > 0)
                    && !token.is(Class::PREPOSITION)
                    && !token.is(Class::SUBORDINATOR.or(Class::AUXILIARY))
                    && !(token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN.or(Class::BASE)))
                    && !(token.capital
                        && words > 0
                        && !page.tokens[at - 1].capital
                        && page.tokens[at - 1].is(Class::STATEMENT_NOUN.or(Class::TIME)))
            }
            Kind::Number | Kind::Possessive => true,
            _ => false,
        };
        if !inside {
            break;
        }
        let day = token.is(Class::WEEKDAY);
        at += 1;
        words += 1;
        if day {
            break;
        }
    }
    at
}

/// Cuts the content of an act where the next act of the sentence takes over.
fn trim(page: &Page, acts: &mut [Act]) {
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
