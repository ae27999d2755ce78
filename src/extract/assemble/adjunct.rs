//! Which dates of a sentence say when a verb's act was done, and which stand with something else.

use std::ops::Range;

use crate::{
    extract::{
        lexicon::Class,
        noun::Mention,
        page::Page,
        token::{Kind, Token},
    },
    model::Span,
};

/// A verb and what stands around it in its sentence.
pub(super) struct Verb<'a> {
    pub(super) page: &'a Page<'a>,
    /// Tokens.
    pub(super) sentence: Range<usize>,
    pub(super) subject: Option<&'a Mention>,
    /// Its own tokens; empty, behind the subject, where there is none.
    pub(super) at: Range<usize>,
    /// What it governs, and what others say inside that: no word of the telling.
    pub(super) content: &'a [Span],
    /// The content of another act that this one stands in.
    pub(super) within: Option<Span>,
}

/// What runs up to a date from the left.
enum Road {
    /// Nothing but where, to whom and through what.
    Clear,
    /// One more verb of the same subject: `Gallant on Wednesday visited …`
    Verb,
    /// Another clause, or a noun of something else that the date stands with.
    Closed,
}

impl<'a> Verb<'a> {
    /// A word with nothing that belongs to it.
    pub(super) fn bare(page: &'a Page<'a>, sentence: Range<usize>, at: usize) -> Self {
        Self { page, sentence, subject: None, at: at..at + 1, content: &[], within: None }
    }

    /// Whether a date stands right with a noun: `talks in Oslo on Thursday`, `Thursday’s talks`.
    pub(super) fn names(&self, date: Span) -> bool {
        let (first, end) = self.tokens_of(date);
        if self.at.end <= first {
            return matches!(self.road(self.at.end, first, true), Road::Clear);
        }
        self.at.start <= end + 2 && matches!(self.road(end, self.at.start, true), Road::Clear)
    }

    fn tokens_of(&self, span: Span) -> (usize, usize) {
        let tokens = &self.page.tokens[self.sentence.clone()];
        let first = tokens.partition_point(|token| token.end <= span.start);
        let end = tokens.partition_point(|token| token.start < span.end);
        (self.sentence.start + first, self.sentence.start + end)
    }

    /// The tokens that lead up to the subject, or to the verb.
    pub(super) fn opening(&self) -> Range<usize> {
        let end = self.at.start.min(self.subject.map_or(usize::MAX, |it| it.tokens.start));
        let end = end.max(self.sentence.start);
        let start = (self.sentence.start..end).rev().find(|at| {
            let token = self.page.tokens[*at];
            let outside = self.within.is_some_and(|within| !within.overlaps(token.span()));
            outside || self.governs(token.span()) || token.kind == Kind::Semicolon
        });
        start.map_or(self.sentence.start, |start| start + 1)..end
    }

    /// The tokens behind the verb up to what it governs, or to a clause of their own.
    pub(super) fn behind(&self) -> Range<usize> {
        let inverted = self.subject.filter(|subject| self.at.end <= subject.tokens.start);
        let start = inverted.map_or(self.at.end, |subject| subject.tokens.end);
        let limit = self.sentence.end.min(start + 16).max(start);
        let end = (start..limit).find(|at| {
            let token = self.page.tokens[*at];
            self.governs(token.span()) || token.kind == Kind::Semicolon || gerund(self.page, *at)
        });
        start..end.unwrap_or(limit)
    }

    /// Whether the date at `date` says when the act was done.
    pub(super) fn dated_by(&self, date: Span) -> bool {
        let page = self.page;
        if self.within.is_some_and(|within| !within.contains(date)) {
            return false;
        }
        let (first, end) = self.tokens_of(date);
        if self.governs(date) {
            return self.trails(first);
        }
        if self.at.end <= first {
            // "As the agency reported, on Friday the ship was still afloat"
            let aside = self.opening().next().is_some_and(|at| self.page.says(at, "as"));
            return !aside && matches!(self.road(self.at.end, first, true), Road::Clear);
        }
        let before = self.subject.filter(|subject| subject.tokens.start < self.at.start);
        match before {
            Some(subject) if subject.tokens.end <= first => self.between(subject, first, end),
            // "A May 14 letter says", "Monday’s statement said"
            Some(subject) if subject.tokens.start < end => {
                subject.tokens.clone().any(|at| page.tokens[at].is(Class::DOCUMENT))
            }
            Some(subject) => self.frames(first, end, subject.tokens.start),
            None => self.frames(first, end, self.at.start),
        }
    }

    pub(super) fn governs(&self, span: Span) -> bool {
        self.content.iter().any(|content| content.overlaps(span))
    }

    /// "Clinton on Monday said", "Gallant on Wednesday visited the camp and said".
    fn between(&self, subject: &Mention, date: usize, end: usize) -> bool {
        match self.road(subject.tokens.end, date, true) {
            Road::Clear => true,
            Road::Verb if matches!(self.road(end, self.at.start, false), Road::Clear) => {
                let mut edge = self.at.start;
                while end < edge && self.page.tokens[edge - 1].is(Class::ADVERB) {
                    edge -= 1;
                }
                let verb = self.page.tokens.get(self.at.start);
                verb.is_some_and(|verb| verb.is(Class::GERUND))
                    || self.page.tokens[edge - 1].is(Class::CONJUNCTION)
            }
            _ => self.issues(date, end),
        }
    }

    /// "…, issued a statement on Monday saying".
    fn issues(&self, date: usize, end: usize) -> bool {
        let noun = self.sentence.start.max(date.saturating_sub(3))..date;
        end == self.at.start
            && self.page.tokens.get(self.at.start).is_some_and(|verb| verb.is(Class::GERUND))
            && noun.into_iter().any(|at| self.page.tokens[at].is(Class::STATEMENT_NOUN))
    }

    /// "said he was ready, in an interview on Monday": behind the content, and of the telling.
    fn trails(&self, date: usize) -> bool {
        let page = self.page;
        let floor = self.at.end.max(date.saturating_sub(12));
        let comma = |at: &usize| matches!(page.tokens[*at].kind, Kind::Comma | Kind::Region(_));
        let comma = (floor..date).rev().find(comma);
        let Some(start) = comma.map(|comma| comma + 1) else { return false };
        page.says_any(start, &["at", "during", "in"])
            && start < date
            && page.tokens[start + 1].is(Class::DETERMINER.or(Class::POSSESSIVE))
            && (start..date).any(|at| page.tokens[at].is(Class::STATEMENT_NOUN))
            && !(start..date).any(|at| verb_like(page, at) || gerund(page, at))
    }

    /// "On Monday, …", "Speaking in Oslo on Monday, …", "…, but on Monday she said".
    fn frames(&self, date: usize, end: usize, target: usize) -> bool {
        let page = self.page;
        let mut first = date;
        while self.sentence.start < first && !self.parts(first - 1) {
            first -= 1;
        }
        let opening = (self.sentence.start..first).all(|at| self.introduces(at));
        // "LATHMOOR, Nov. 5 (Agency) — …": the day the report was filed.
        let filed =
            page.tokens.get(end).is_some_and(|next| matches!(next.kind, Kind::Open | Kind::Dash));
        if filed {
            return false;
        }
        let now = (end..target).any(|at| page.says(at, "now"));
        if first == date && opening && !now && self.of_sentence(target) {
            return true;
        }
        if !matches!(self.road(end, target, false), Road::Clear) {
            return false;
        }
        first == date || self.leads(first, date)
    }

    /// Whether the act at `target` is no clause inside another, nor put in between: `Six months
    /// ago, she said, nobody cared`.
    fn of_sentence(&self, target: usize) -> bool {
        let page = self.page;
        let clauses = ["how", "that", "what", "where", "which", "whom", "whose", "why"];
        let inside = self.sentence.start < target && page.says_any(target - 1, &clauses)
            || page.says_any(target, &["that", "which", "who"]);
        let between = self.at.end + 1 < self.sentence.end
            && page.tokens[self.at.end].kind == Kind::Comma
            && page.tokens[self.at.end + 1].region().is_none();
        // "On Monday, he left for Oslo, and a friend said": another subject, another day perhaps.
        let other = self.sentence.start + 1 < target
            && page.tokens[target - 1].is(Class::CONJUNCTION)
            && page.tokens[target - 2].kind == Kind::Comma
            && self.subject.is_some_and(|subject| subject.tokens.start == target);
        !inside && !between && !other
    }

    /// Whether the words between the start of a phrase and its date are of place and medium.
    fn leads(&self, first: usize, date: usize) -> bool {
        let page = self.page;
        let mut from = first;
        if page.says_any(from, &["as", "when", "while"]) {
            let speaking = (from..date.min(from + 4)).find(|at| page.says_any(*at, SPEAKING));
            let Some(speaking) = speaking else { return false };
            from = speaking;
        }
        let clear = |from: usize| matches!(self.road(from, date, true), Road::Clear);
        if page.says(from, "asked") {
            return matches!(self.road(from + 1, date, false), Road::Clear);
        }
        if page.says_any(from, SPEAKING) {
            return clear(from + 1);
        }
        let opener = page.tokens[from].is(Class::PREPOSITION.or(Class::TIME))
            && !page.says_any(from, &["for", "from", "of", "to"]);
        let saying = (from..date).any(|at| page.tokens[at].is(Class::STATEMENT_NOUN))
            && !page.tokens[from].is(Class::DETERMINER.or(Class::POSSESSIVE))
            && !page.tokens[from].capital;
        (opener || saying) && clear(from)
    }

    /// Whether a token ends what stands before a phrase.
    fn parts(&self, at: usize) -> bool {
        let token = self.page.tokens[at];
        !matches!(token.kind, Kind::Word | Kind::Number | Kind::Possessive)
            || token.is(Class::CONJUNCTION) && !self.page.says(at, "and")
    }

    /// Whether a token may stand before the phrase that opens a sentence.
    fn introduces(&self, at: usize) -> bool {
        let token = self.page.tokens[at];
        !token.word() || token.is(Class::CONJUNCTION.or(Class::ADVERB)) || token.upper
    }

    /// What stands between two tokens; `topics` close it, too, before a date, not behind one.
    fn road(&self, from: usize, to: usize, topics: bool) -> Road {
        let page = self.page;
        let mut verbs = 0;
        let mut that = false;
        let mut at = from;
        while at < to {
            if let Some(subject) = self.subject
                && subject.tokens.contains(&at)
            {
                at = subject.tokens.end;
                continue;
            }
            let token = page.tokens[at];
            if self.governs(token.span()) {
                at += 1;
                continue;
            }
            match token.kind {
                Kind::Semicolon => return Road::Closed,
                Kind::Word if page.says(at, "that") => that = true,
                Kind::Word if self.elsewhere(at, from, to, topics) => return Road::Closed,
                Kind::Word if verb_like(page, at) => {
                    if that {
                        return Road::Closed;
                    }
                    let group = at > from && verb_like(page, at - 1);
                    verbs += usize::from(!group);
                }
                _ => {}
            }
            at += 1;
        }
        match verbs {
            0 => Road::Clear,
            1 => Road::Verb,
            _ => Road::Closed,
        }
    }

    /// Whether a word leads to another clause, or to what the act is about.
    fn elsewhere(&self, at: usize, from: usize, to: usize, topics: bool) -> bool {
        let page = self.page;
        let token = page.tokens[at];
        if page.says_any(at, &["after", "following"]) {
            // "said after a meeting on Monday" was said that day.
            return topics && !(at + 1..to).any(|at| page.says_any(at, MEETINGS));
        }
        let speaking =
            page.says_any(at, &["as", "when", "while"]) && page.says_any(at + 1, SPEAKING);
        let next = at > from
            && token.is(Class::CONJUNCTION)
            && (page.says(at, "but") || page.tokens[at - 1].kind == Kind::Comma);
        if speaking || next {
            return next;
        }
        let about = page.says_any(at, ABOUT)
            || at == from && page.says_any(at, &["of", "for"])
            || page.says(at, "for") && !page.tokens[at - 1].is(Class::STATEMENT_NOUN);
        let about = topics && about;
        let clause = token.is(Class::SUBORDINATOR) && !page.says_any(at, &["as", "than"])
            || page.says_any(at, &["who", "whom", "whose"]);
        about || clause || gerund(page, at)
    }
}

/// The verb of a subject: the first behind it and its apposition.
pub(super) fn main_verb(page: &Page, subject: &Mention, end: usize) -> Range<usize> {
    let after = subject.apposition.as_ref().map_or(subject.tokens.end, |range| range.end);
    let verb = (after..end.min(after + 12)).find(|at| verb_like(page, *at));
    verb.map_or(after.min(end)..after.min(end), |at| at..at + 1)
}

/// Whether a verb tells of somebody speaking or issuing something: `addressed the council`,
/// `offered another speech`.
pub(super) fn speaks(verb: &Verb) -> bool {
    let page = verb.page;
    verb.at.clone().any(|at| page.says_any(at, SPOKE))
        || verb.behind().any(|at| page.says_any(at, SPEECHES))
        || verb.opening().any(|at| page.says_any(at, SPEAKING))
}

const SPOKE: &[&str] = &[
    "addressed",
    "appeared",
    "debated",
    "posted",
    "reacted",
    "relayed",
    "responded",
    "spoke",
    "talked",
    "testified",
    "tweeted",
    "wrote",
];

const SPEECHES: &[&str] = &[
    "address",
    "briefing",
    "conference",
    "hearing",
    "interview",
    "rally",
    "remarks",
    "response",
    "speech",
    "statement",
    "testimony",
];

/// Whether a phrase says how somebody speaks, not who it is: `speaking on Monday`, `in a letter`.
pub(super) fn speaking(page: &Page, phrase: &Range<usize>) -> bool {
    page.says_any(phrase.start, SPEAKING) || page.tokens[phrase.start].is(Class::PREPOSITION)
}

/// What a date behind it stands with is not the saying.
const ABOUT: &[&str] = &[
    "about",
    "against",
    "ahead",
    "amid",
    "amidst",
    "before",
    "citing",
    "concerning",
    "despite",
    "including",
    "over",
    "regarding",
    "since",
    "until",
];

/// Where people speak: "said after Monday’s meeting" was said that day.
pub(super) const MEETINGS: &[&str] = &[
    "assessment",
    "briefing",
    "call",
    "conversation",
    "conversations",
    "debate",
    "discussion",
    "discussions",
    "hearing",
    "meeting",
    "meetings",
    "session",
    "speech",
    "summit",
    "talks",
    "visit",
];

/// What somebody does who says something.
const SPEAKING: &[&str] = &[
    "addressing",
    "answering",
    "appearing",
    "briefing",
    "campaigning",
    "responding",
    "speaking",
    "talking",
    "testifying",
    "tweeting",
    "writing",
];

/// How words come out, said of the noun before: `in a statement released Monday`.
const ISSUED: &[&str] = &[
    "aired",
    "broadcast",
    "conducted",
    "dated",
    "delivered",
    "filed",
    "given",
    "held",
    "issued",
    "posted",
    "published",
    "recorded",
    "released",
    "sent",
    "taped",
    "televised",
    "written",
];

/// A word in -ing that begins a clause of its own.
fn gerund(page: &Page, at: usize) -> bool {
    let token = page.tokens[at];
    let word = page.word(at);
    let noun = at > 0 && {
        let before = page.tokens[at - 1];
        before.is(Class::DETERMINER.or(Class::POSSESSIVE)) || before.kind == Kind::Possessive
    };
    let known = page.says_any(at, MEETINGS) || page.says_any(at, SPEAKING);
    word.len() > 5
        && word.ends_with("ing")
        && !token.capital
        && !known
        && !noun
        && !token.is(Class::PREPOSITION.or(Class::STATEMENT_NOUN).or(Class::TIME))
        && !page.says_any(at, &["during", "evening", "morning", "gathering"])
}

/// Whether a word is a verb with an act of its own.
fn verb_like(page: &Page, at: usize) -> bool {
    let token: Token = page.tokens[at];
    if token.capital || page.says_any(at, ISSUED) {
        return false;
    }
    let noun = at > 0
        && page.tokens[at - 1]
            .is(Class::DETERMINER.or(Class::POSSESSIVE).or(Class::PREPOSITION).or(Class::ADVERB))
        && !page.tokens[at - 1].is(Class::PRONOUN);
    let said = token.is(Class::CUE) && token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN);
    let plain = token.is(Class::AUXILIARY.or(Class::VERB)) && !token.is(Class::STATEMENT_NOUN);
    let ending = page.word(at).len() > 4 && page.word(at).ends_with("ed");
    let helper = token.is(Class::AUXILIARY) && !page.says(at, "having");
    // "revised his withdrawal plans"
    let plural = at > 0 && page.word(at).ends_with('s') && {
        let before = page.tokens[at - 1];
        before.word() && !before.capital
    };
    let plain = plain && !plural;
    helper || !noun && (said || plain || ending)
}
