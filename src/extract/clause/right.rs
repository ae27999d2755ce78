//! What stands right of a cue: hearers, time and place, then the content.

use super::{Pattern, finite};
use crate::extract::{
    lexicon::Class,
    noun::{self, Form, Mention},
    page::Page,
    token::Kind,
};

/// What stands right of a cue.
pub(super) struct Right {
    /// First token of the content.
    pub(super) start: usize,
    pub(super) pattern: Pattern,
    pub(super) addressee: Option<Mention>,
}

/// What the cue at `at` governs on its right, behind hearers, time and place.
pub(super) fn right_of(page: &Page, at: usize, end: usize) -> Option<Right> {
    let class = page.tokens[at].class;
    let mut walk = Walk { page, class, end, next: at + 1, addressee: None, moved: false };
    for _ in 0..MAX_STEPS {
        if walk.next >= end {
            break;
        }
        match walk.step() {
            Step::On => {}
            Step::Found(start, pattern) => {
                return Some(Right { start, pattern, addressee: walk.addressee });
            }
            Step::Stop => return None,
        }
    }
    None
}

/// How many phrases may stand between a cue and its content.
const MAX_STEPS: usize = 12;

/// A walk to the right of a cue, phrase by phrase.
struct Walk<'a> {
    page: &'a Page<'a>,
    class: Class,
    end: usize,
    next: usize,
    addressee: Option<Mention>,
    /// Whether anything has been passed already.
    moved: bool,
}

enum Step {
    On,
    /// The content begins at this token.
    Found(usize, Pattern),
    Stop,
}

impl Walk<'_> {
    fn step(&mut self) -> Step {
        let (page, class, next) = (self.page, self.class, self.next);
        let token = page.tokens[next];
        let clause_follows = page.tokens.get(next + 1).filter(|_| next + 1 < self.end);
        if page.says(next, "that")
            && class.is(Class::THAT_CLAUSE)
            && clause_follows.is_some_and(|token| !matches!(token.kind, Kind::Comma | Kind::Stop))
        {
            return Step::Found(next, Pattern::That);
        }
        match token.kind {
            Kind::Region(_) if class.is(Class::QUOTES.or(Class::NOUN_CONTENT)) => {
                return Step::Found(next, Pattern::QuoteAfter);
            }
            Kind::Comma | Kind::Colon | Kind::Dash => return self.pause(),
            Kind::Word | Kind::Number => {}
            _ => return Step::Stop,
        }
        if let Some(after) = self.time() {
            return self.pass(after);
        }
        let object = class.is(Class::OBJECT) && self.addressee.is_none() && !self.moved;
        if object && !page.says(next, "to") && !page.says(next, "of") {
            let Some((mention, after)) = hearer(page, next, self.end) else { return Step::Stop };
            self.addressee = mention;
            return self.pass(after);
        }
        if page.says(next, "to")
            && let Some(step) = self.to()
        {
            return step;
        }
        // "discussed what was described as …" governs a noun phrase.
        let noun = page.says(next, "what")
            && class.is(Class::NOUN_CONTENT)
            && !class.is(Class::QUESTION.or(Class::CLAUSE));
        if noun {
            return Step::Found(next, Pattern::Noun);
        }
        if page.says_any(next, &["whether", "if", "why", "how", "what"]) {
            let asks = class.is(Class::QUESTION.or(Class::CLAUSE).or(Class::THAT_CLAUSE));
            return if asks { Step::Found(next, Pattern::Question) } else { Step::Stop };
        }
        if token.is(Class::PREPOSITION) && !page.says(next, "as") {
            return self.preposition();
        }
        self.content()
    }

    fn pass(&mut self, to: usize) -> Step {
        self.next = to;
        self.moved = true;
        Step::On
    }

    /// A comma, colon or dash: a quote behind it, or nothing that the cue governs.
    fn pause(&mut self) -> Step {
        let (page, class, next) = (self.page, self.class, self.next);
        let kind = page.tokens[next].kind;
        let after = page.tokens.get(next + 1).filter(|_| next + 1 < self.end);
        if after.is_some_and(|token| token.region().is_some()) {
            let quotes = class.is(Class::QUOTES);
            return if quotes { Step::Found(next + 1, Pattern::QuoteAfter) } else { Step::Stop };
        }
        if kind == Kind::Colon
            && class.is(Class::QUOTES)
            && class.is(Class::SURE)
            && next + 2 < self.end
        {
            return Step::Found(next + 1, Pattern::Bare);
        }
        if kind == Kind::Comma && page.says(next + 1, "that") && class.is(Class::THAT_CLAUSE) {
            self.next += 1;
            return Step::On;
        }
        self.longer_way()
    }

    /// Behind an adverb, a weekday or a phrase of time.
    fn time(&self) -> Option<usize> {
        let (page, next) = (self.page, self.next);
        let token = page.tokens[next];
        let plain = token.is(Class::ADVERB.or(Class::WEEKDAY))
            && !token.is(Class::PRONOUN.or(Class::DETERMINER));
        let unit = Class::TIME.or(Class::WEEKDAY).or(Class::MONTH);
        let after = page.tokens.get(next + 1);
        let time = token.is(Class::TIME) && (self.moved || after.is_some_and(|next| next.is(unit)));
        if plain || time {
            return Some(next + 1);
        }
        past_time(page, next, self.end)
    }

    /// `to` leads an infinitive or names a hearer.
    fn to(&mut self) -> Option<Step> {
        let (page, class, next) = (self.page, self.class, self.next);
        let other = Class::DETERMINER
            .or(Class::POSSESSIVE)
            .or(Class::PRONOUN)
            .or(Class::READER_OF)
            .or(Class::ROLE);
        let verb = page
            .tokens
            .get(next + 1)
            .is_some_and(|token| token.word() && !token.capital && !token.is(other));
        let told = class.is(Class::OBJECT) && self.addressee.is_some();
        if verb && (class.is(Class::INFINITIVE) || told) {
            return Some(Step::Found(next, Pattern::Infinitive));
        }
        if verb && !class.is(Class::QUOTES) {
            return Some(Step::Stop);
        }
        if verb || !class.is(Class::SURE) {
            return None;
        }
        let mention = noun::starting_at(page, next + 1, self.end)?;
        let after = mention.tokens.end;
        self.addressee.get_or_insert(mention);
        Some(self.pass(after))
    }

    /// A phrase of place, time or medium; `called for` and its like lead to their content.
    fn preposition(&mut self) -> Step {
        let (page, class, next) = (self.page, self.class, self.next);
        let leads = class.is(Class::NOUN_CONTENT)
            && class.is(Class::SURE)
            && !class.is(Class::CLAUSE.or(Class::THAT_CLAUSE))
            && page.says_any(next, &["for", "on", "of"]);
        if leads {
            return Step::Found(next, Pattern::Noun);
        }
        let after = past_phrase(page, next, self.end);
        if after == next { Step::Stop } else { self.pass(after) }
    }

    /// Whatever is left: a clause, a noun phrase, or words that lead up to a quote.
    fn content(&mut self) -> Step {
        let (page, class, next) = (self.page, self.class, self.next);
        let token = page.tokens[next];
        if page.says(next, "it") && class.is(Class::NOUN_CONTENT) && !class.is(Class::CLAUSE) {
            return Step::Found(next, Pattern::Noun);
        }
        let told = class.is(Class::OBJECT) && self.addressee.is_some();
        let clause = class.is(Class::CLAUSE) || told && class.is(Class::THAT_CLAUSE);
        let starts = token.is(Class::PRONOUN_SUBJECT.or(Class::DETERMINER).or(Class::POSSESSIVE))
            || token.capital
            || page.says(next, "there")
            || token.kind == Kind::Number
            || token.word() && !token.is(BARRED);
        let verb = || {
            (next + 1..self.end)
                .take(30)
                .any(|at| finite(page, at) && page.tokens[at].region().is_none())
        };
        if clause && starts && !page.says(next, "that") && verb() {
            return Step::Found(next, Pattern::Bare);
        }
        if class.is(Class::NOUN_CONTENT) && starts {
            return Step::Found(next, Pattern::Noun);
        }
        self.longer_way()
    }

    /// A quote further on in the clause, with words of the writer's before it: `called for a
    /// “new deal”`.
    fn longer_way(&self) -> Step {
        let (page, from) = (self.page, self.next);
        let class = self.class;
        if !class.is(Class::SURE.or(Class::NOUN_CONTENT))
            || !class.is(Class::QUOTES.or(Class::NOUN_CONTENT))
        {
            return Step::Stop;
        }
        let comma = page.tokens[from].kind == Kind::Comma;
        let start = from + usize::from(comma);
        for at in start..self.end.min(from + 25) {
            let token = page.tokens[at];
            if token.region().is_some() {
                let led = matches!(page.tokens[at - 1].kind, Kind::Colon | Kind::Comma);
                return Step::Found(if led || comma { at } else { start }, Pattern::QuoteAfter);
            }
            let cue = token.is(Class::CUE) && token.is(Class::FINITE) && token.is(Class::SURE);
            let stops = token.kind == Kind::Semicolon
                || cue && !token.is(Class::ALSO_NOUN)
                || comma && token.is(Class::CONJUNCTION) && page.tokens[at - 1].kind == Kind::Comma;
            if stops {
                return Step::Stop;
            }
        }
        Step::Stop
    }
}

/// Behind a bare phrase of time: `last month`, `this past Thursday`.
fn past_time(page: &Page, from: usize, end: usize) -> Option<usize> {
    let opens = page.says_any(from, &["this", "last", "earlier", "late", "early", "next"]);
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

pub(super) const BARRED: Class = Class(
    Class::CONJUNCTION.0
        | Class::AUXILIARY.0
        | Class::PREPOSITION.0
        | Class::CUE.0
        | Class::SUBORDINATOR.0,
);

/// The hearer of `told`, and the token behind: `told reporters that`, `urged him to`.
pub(super) fn hearer(page: &Page, from: usize, end: usize) -> Option<(Option<Mention>, usize)> {
    let token = page.tokens[from];
    let pronoun = token.is(Class::PRONOUN) && !page.says(from, "her");
    let her = page.says(from, "her") && !owned(page, from + 1, end);
    if pronoun && !token.is(Class::DETERMINER) || her {
        return Some((Some(Mention::whole(from..from + 1, Form::Pronoun)), from + 1));
    }
    // "told parliament last week that"
    let time_at = |at: usize| {
        page.tokens.get(at).is_some_and(|token| token.is(Class::TIME) && !token.capital)
    };
    let until = (from + 1..end.min(from + 8)).find(|at| time_at(*at) && time_at(at + 1));
    let mention = noun::starting_at(page, from, until.unwrap_or(end))?;
    let mut after = mention.tokens.end;
    if let Some(apposition) = &mention.apposition {
        let closed = page.tokens.get(apposition.end).is_some_and(|token| token.kind == Kind::Comma);
        if closed {
            after = apposition.end + 1;
        }
    }
    Some((Some(mention), after))
}

/// Whether the noun of "told her voters that" stands at `at`; "told her people were angry" has
/// none.
fn owned(page: &Page, at: usize, end: usize) -> bool {
    let noun = page.tokens.get(at).filter(|token| at < end && token.word() && !token.capital);
    let leads = page.tokens.get(at + 1).filter(|_| at + 1 < end).is_some_and(|next| {
        next.region().is_some()
            || matches!(next.kind, Kind::Comma | Kind::Colon)
            || page.says_any(at + 1, &["that", "to", "in", "on", "at"])
    });
    noun.is_some_and(|token| {
        let function = Class::SUBORDINATOR.or(Class::PREPOSITION).or(Class::ADVERB).or(Class::TIME);
        leads && !token.is(function.or(Class::DETERMINER).or(Class::PRONOUN))
    })
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
                let pronoun = token.is(Class::PRONOUN_SUBJECT) && !token.is(Class::DETERMINER);
                let linker = Class::PREPOSITION.or(Class::SUBORDINATOR).or(Class::AUXILIARY);
                let verb = token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN.or(Class::BASE));
                let name = token.capital
                    && words > 0
                    && !page.tokens[at - 1].capital
                    && page.tokens[at - 1].is(Class::STATEMENT_NOUN.or(Class::TIME));
                let over = opener && words > 0 || page.says(at, "that") || name;
                !(pronoun || token.is(linker) || verb || over)
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
