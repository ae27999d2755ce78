//! Acts of saying within a sentence: each cue with its subject and with what it governs.

mod extent;
mod right;
mod subject;

use std::ops::Range;

pub(super) use subject::{acting, main_subject, opening};

use extent::trim;
use right::{Right, right_of};

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
        } else if page.says(at, "according")
            && page.says(at + 1, "to")
            && let Some(act) = scan.according(at)
        {
            found.push(act);
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

impl Scan<'_> {
    fn act(&self, at: usize, before: &[Act]) -> Option<Act> {
        let page = self.page;
        let token = page.tokens[at];
        if is_noun(self.page, &self.sentence, at) {
            return None;
        }
        let gerund = token.is(Class::GERUND) && !self.progressive(at);
        let right = self.right(at);
        let (subject, inverted, left_edge) = self.subject(at, gerund, right.is_some(), before);
        if self.passive(at) {
            let quoted = page.says(at, "quoted");
            return if quoted || right.is_none() { None } else { self.by_agent(at) };
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
            if token.is(Class::OBJECT) && !inverted && at + 1 < self.sentence.end {
                addressee = right::hearer(page, at + 1, self.sentence.end)
                    .and_then(|(mention, _)| mention)
                    .filter(|mention| mention.tokens.start == at + 1);
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
                page.says_any(
                    before,
                    &["is", "are", "was", "were", "been", "am", "'s", "’s", "'re", "’re"],
                )
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
                page.says_any(
                    before,
                    &["is", "are", "was", "were", "been", "be", "being", "get", "got"],
                )
            })
    }

    /// A passive has a speaker only where "by" names one.
    fn by_agent(&self, at: usize) -> Option<Act> {
        let page = self.page;
        let by = (at + 1..self.sentence.end).take(20).find(|by| page.says(*by, "by"))?;
        let subject = noun::starting_at(page, by + 1, self.sentence.end)?;
        let region =
            (at..self.sentence.end).take(20).find(|at| page.tokens[*at].region().is_some())?;
        let named =
            subject.form == Form::Name || page.tokens[subject.tokens.start].is(Class::DETERMINER);
        named.then(|| Act {
            cue: at..at + 1,
            class: page.tokens[at].class,
            subject: Some(subject),
            addressee: None,
            content: std::iter::once(region..region + 1).collect(),
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

    /// What the cue at `at` governs on its right, behind hearers, time and place.
    fn right(&self, at: usize) -> Option<Right> {
        right_of(self.page, at, self.sentence.end)
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
        (!content.is_empty() && content.start < content.end).then(|| Act {
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

/// Nouns that look like cues: `the report`, `his call`, `a claim`.
pub(super) fn is_noun(page: &Page, sentence: &Range<usize>, at: usize) -> bool {
    let start = sentence.start;
    let token = page.tokens[at];
    if token.capital
        && at > start
        && !page.tokens[at - 1].is(Class::PRONOUN_SUBJECT)
        && !token.upper
    {
        return true;
    }
    let Some(before) = at.checked_sub(1).filter(|before| *before >= start) else {
        // A sentence that opens with the cue: "Said Miller: …" or an order or a noun.
        return !token.is(Class::FINITE.or(Class::GERUND)) || token.is(Class::ALSO_NOUN);
    };
    let previous = page.tokens[before];
    let determined = previous.is(Class::DETERMINER.or(Class::POSSESSIVE))
        && !previous.is(Class::PRONOUN)
        || previous.kind == Kind::Possessive;
    // "Some say", "one in five say": no noun but for "the say".
    let article = page.says_any(before, &["the", "a", "an", "this", "no"]);
    let counted = previous.is(Class::DETERMINER) && !article && !token.is(Class::ALSO_NOUN);
    if determined
        && !counted
        && !(token.is(Class::PAST) && !token.is(Class::ALSO_NOUN) && page.says(before, "that"))
    {
        return true;
    }
    // "a driver called Moira": a name, not an act.
    if page.says(at, "called") && page.tokens.get(at + 1).is_some_and(|next| next.capital) {
        let article = (start..at)
            .rev()
            .take(3)
            .any(|before| page.says(before, "a") || page.says(before, "an"));
        if article {
            return true;
        }
    }
    if token.is(Class::BASE) && !token.is(Class::FINITE) {
        // "to say", "will say", "people say": the last is a verb of the present tense.
        let quote = page.tokens.get(at + 1).is_some_and(|next| next.region().is_some());
        let modal = previous.is(Class::MODAL.or(Class::PRONOUN_SUBJECT))
            || quote && previous.capital && token.is(Class::SURE);
        let plural =
            previous.word() && page.word(before).ends_with('s') && !token.is(Class::ALSO_NOUN)
                || previous.is(Class::ADVERB.or(Class::ROLE).or(Class::PRONOUN))
                    && !token.is(Class::ALSO_NOUN)
                || counted
                || page.says(before, "percent")
                || previous.kind == Kind::Comma;
        return !modal && !plural;
    }
    let noun = token.is(Class::ALSO_NOUN) && !token.is(Class::PAST.or(Class::GERUND));
    noun && !tags(page, sentence, at)
        && previous.word()
        && !previous.capital
        && !previous.is(Class::PRONOUN_SUBJECT
            .or(Class::ADVERB)
            .or(Class::ROLE)
            .or(Class::MODAL)
            .or(Class::DOCUMENT))
}

/// `“…,” the driver replies.`: nothing but a short phrase since the quote, and no more after.
fn tags(page: &Page, sentence: &Range<usize>, at: usize) -> bool {
    let last = page.tokens.get(at + 1).filter(|_| at + 1 < sentence.end);
    let closes = last.is_none_or(|next| matches!(next.kind, Kind::Comma | Kind::Stop));
    let words = (sentence.start..at).rev().take_while(|at| page.tokens[*at].word());
    let n_words = words.take(5).count();
    let behind = |back: usize| {
        let before = at.checked_sub(back).filter(|before| *before >= sentence.start);
        before.is_some_and(|before| page.tokens[before].region().is_some())
    };
    closes && (1..5).contains(&n_words) && (behind(n_words + 1) || behind(n_words + 2))
}

/// Whether the token can be a finite verb, as far as word lists and endings tell.
fn finite(page: &Page, at: usize) -> bool {
    let token = page.tokens[at];
    token.region().is_some()
        || token.word()
            && (token.is(Class::AUXILIARY.or(Class::VERB).or(Class::FINITE).or(Class::ACT))
                || !token.capital && page.word(at).ends_with("ed")
                || !token.capital && page.word(at).ends_with("n't"))
        || token.kind == Kind::Possessive
}
