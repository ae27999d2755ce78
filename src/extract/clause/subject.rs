//! Whose act a cue is: the phrase before it, behind it, or that of the clause it hangs on.

use std::ops::Range;

use super::{Act, Scan, right::BARRED};
use crate::extract::{
    lexicon::Class,
    noun::{self, Form, Mention},
    page::Page,
    token::Kind,
};

impl Scan<'_> {
    /// The subject of the cue at `at`, whether it stands behind it, and where the cue's own words
    /// begin on the left.
    pub(super) fn subject(
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
            if !reversed && let Some(mention) = noun::ending_at(page, self.sentence.start, edge) {
                let left = mention.tokens.start;
                return (Some(mention), false, left);
            }
        }
        if !gerund && at + 1 < self.sentence.end {
            let turned = edge == self.sentence.start
                || matches!(page.tokens[edge - 1].kind, Kind::Comma | Kind::Region(_) | Kind::Dash);
            if turned && let Some(mention) = noun::starting_at(page, at + 1, self.sentence.end) {
                return (Some(mention), true, edge);
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
    pub(super) fn behind_infinitive(&self, edge: usize) -> usize {
        let page = self.page;
        let floor = self.sentence.start.max(edge.saturating_sub(5));
        // A helper loop has gone over "to" already where it is an auxiliary.
        let to = (floor..edge).rev().find(|at| page.says(*at, "to")).filter(|to| *to + 1 == edge);
        let Some(to) = to.or_else(|| page.says(edge, "to").then_some(edge)) else { return edge };
        let first = (floor..to).rev().take(3).take_while(|at| page.tokens[*at].word());
        let verb = first.filter(|at| {
            page.says_any(
                *at,
                &["went", "goes", "go", "had", "has", "came", "continued", "continues"],
            )
        });
        verb.last().unwrap_or(edge)
    }

    /// "with Sullivan reiterating": the name right before; else whose act or clause it hangs on.
    pub(super) fn gerund_subject(&self, at: usize, before: &[Act]) -> Option<Mention> {
        let page = self.page;
        if at > self.sentence.start && page.says(at - 1, "as") {
            // "Peskov was quoted by an agency as saying"
            let quoted =
                (self.sentence.start..at).rev().take(12).find(|at| page.says(*at, "quoted"));
            // "The agency quoted Peskov as saying"
            let object = quoted.and_then(|quoted| {
                noun::starting_at(page, quoted + 1, at).filter(|it| it.tokens.end == at - 1)
            });
            if let Some(object) = object.filter(|it| it.form != Form::Nominal) {
                return Some(object);
            }
            if let Some(quoted) = quoted {
                let mut edge = quoted;
                while edge > self.sentence.start
                    && page.tokens[edge - 1].is(Class::AUXILIARY.or(Class::ADVERB))
                {
                    edge -= 1;
                }
                return noun::ending_at(page, self.sentence.start, edge);
            }
        }
        if at > self.sentence.start
            && page.tokens[at - 1].word()
            && let Some(mention) = noun::ending_at(page, self.sentence.start, at)
        {
            let with = mention.tokens.start.checked_sub(1).is_some_and(|with| {
                page.says(with, "with") || page.tokens[with].kind == Kind::Comma
            });
            if with && mention.form == Form::Name {
                return Some(mention);
            }
        }
        before.last().and_then(|act| act.subject.clone()).or_else(|| self.main_subject(at))
    }

    /// The first phrase of the sentence that a verb follows.
    fn main_subject(&self, limit: usize) -> Option<Mention> {
        main_subject(self.page, self.sentence.start..limit.min(self.sentence.end))
    }
}

/// The latest act that no other reports.
pub(super) fn outermost(acts: &[Act]) -> Option<&Act> {
    acts.iter().rev().find(|act| {
        let inside = |other: &Act| other.content.iter().any(|range| range.contains(&act.cue.start));
        !acts.iter().any(inside)
    })
}

/// Where the words before `at` end without a day: `A judge on Tuesday acquitted …`.
pub(in crate::extract) fn before_day(page: &Page, start: usize, at: usize) -> usize {
    let mut end = at;
    while start < end && page.tokens[end - 1].is(Class::TIME) && !page.tokens[end - 1].capital {
        end -= 1;
    }
    if end <= start + 1 || !page.tokens[end - 1].is(Class::WEEKDAY) {
        return at;
    }
    end -= 1;
    while start + 1 < end && page.says_any(end - 1, &["early", "late", "on"]) {
        end -= 1;
    }
    end
}

/// `who`, `which`: the subject of a clause inside the sentence's own.
pub(in crate::extract) fn relative(page: &Page, mention: &Mention) -> bool {
    let at = mention.tokens.start;
    mention.form == Form::Pronoun && (page.says(at, "who") || page.says(at, "which"))
}

/// Who acts in `range`.
pub(in crate::extract) fn main_subject(page: &Page, range: Range<usize>) -> Option<Mention> {
    let acting = acting(page, range.clone()).map(|(_, mention)| mention);
    acting.or_else(|| opening(page, range))
}

/// The first phrase of `range` that a verb follows, behind that verb's place.
pub(in crate::extract) fn acting(page: &Page, range: Range<usize>) -> Option<(usize, Mention)> {
    for at in range.clone() {
        let token = page.tokens[at];
        if !token.word() || at == range.start {
            continue;
        }
        let verb = token.is(Class::AUXILIARY.or(Class::VERB)) && !token.capital
            || token.is(Class::ACT) && !token.capital && noun::acts(page, range.start, at)
            || token.is(Class::CUE) && token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN)
            || !token.capital && page.word(at).ends_with("ed") && token.class.unlisted();
        let end = before_day(page, range.start, at);
        if verb
            && let Some(mention) =
                noun::ending_at(page, range.start, end).filter(|found| !relative(page, found))
        {
            return Some((at, mention));
        }
    }
    None
}

/// A name or pronoun that opens `range` or follows its first comma.
pub(in crate::extract) fn opening(page: &Page, range: Range<usize>) -> Option<Mention> {
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
