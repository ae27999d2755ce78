//! The day of saying: the stretches of a text that name a day, a month, a year or a range.
//!
//! A mention is kept only where a saying can lie on it, so what points ahead (“next Monday”, “by
//! May”, a day after the document's own) and what names an event (“the Sept. 11 attacks”) is left
//! out here; which of the rest belongs to which statement is decided elsewhere.

mod calendar;
mod reader;
#[cfg(test)]
mod tests;

use std::ops::Range;

use calendar::{Relative, Written};
use reader::Reader;

use crate::model::{ApproxDate, DateBasis, Span};

/// A stretch of text that names a day, a month, a year or a range.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DateMention {
    /// The words, preposition included: `on Monday`, `this past Thursday`.
    pub span: Span,
    /// The date; none where it is counted from a document's date that is not known.
    pub date: Option<ApproxDate>,
    /// Written out, or counted from the document's date.
    pub basis: DateBasis,
    /// Whether the words put it strictly before the document's date (“last”, “this past”).
    pub strict_past: bool,
}

/// Returns the dates in `text[range]` on which something can have been said, in order.
///
/// `published` is the document's own date: a weekday is the last such day on or before it, a day
/// of a month without a year likewise. Where it is a month or a year, a mention is dated only if
/// it comes out the same from its first and its last day.
pub fn dates(text: &str, range: Range<usize>, published: Option<ApproxDate>) -> Vec<DateMention> {
    let mut reader = Reader::new(text, range.clone());
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(word) = reader.next_candidate(at) {
        let (end, core) = read(&reader, word);
        at = end;
        let Some(core) = core else { continue };
        let Ok(date) = core.what.date(published) else { continue };
        reader.floor = at;
        found.push(DateMention {
            span: Span::new(core.start, core.end),
            date,
            basis: core.what.basis(),
            strict_past: core.strict_past,
        });
    }
    found
}

/// What the words at one place amount to.
struct Core {
    start: usize,
    end: usize,
    what: What,
    strict_past: bool,
}

/// No saying can lie on that date: it is ahead, not in the calendar, or an event's name.
struct NotWhenSaid;

#[derive(Clone, Copy)]
enum What {
    Written(Written),
    Relative(Relative),
}

impl What {
    /// The date; none where it is counted from one that is not known.
    fn date(self, published: Option<ApproxDate>) -> Result<Option<ApproxDate>, NotWhenSaid> {
        match self {
            Self::Relative(relative) => relative.date(published),
            Self::Written(written) => {
                let date = written.date().ok_or(NotWhenSaid)?;
                let ahead = published.is_some_and(|published| published.last() < date.first());
                if ahead { Err(NotWhenSaid) } else { Ok(Some(date)) }
            }
        }
    }

    fn basis(self) -> DateBasis {
        match self {
            Self::Written(_) => DateBasis::Stated,
            Self::Relative(_) => DateBasis::Relative,
        }
    }
}

/// Reads the date that `word` may begin or be the core of: where to read on, and the date.
fn read(reader: &Reader<'_>, word: Range<usize>) -> (usize, Option<Core>) {
    if let Some((what, end)) = reader.calendar(word.start) {
        return (end, calendar_core(reader, word.start, end, what));
    }
    if let Some(day) = calendar::weekday(reader.word(&word)) {
        return weekday_core(reader, &word, day);
    }
    let end = word.end;
    let core = counted_core(reader, word);
    (core.as_ref().map_or(end, |core| core.end), core)
}

/// The words that dates counted from the document's date turn on.
const COUNTED: &[&str] = &[
    "afternoon",
    "ago",
    "evening",
    "month",
    "morning",
    "night",
    "today",
    "tonight",
    "week",
    "weekend",
    "year",
    "yesterday",
];

fn counted_core(reader: &Reader<'_>, word: Range<usize>) -> Option<Core> {
    match listed(reader.word(&word), COUNTED)? {
        "today" | "tonight" => today_core(reader, word, 0),
        "yesterday" => today_core(reader, word, 1),
        "morning" | "afternoon" | "evening" => {
            let this = reader.before_is(word.start, "this")?;
            let (start, _) = lead_in(reader, this)?;
            possessive_ok(reader, word.end)?;
            Some(Core::relative(start..word.end, Relative::DaysAgo(0)))
        }
        "night" => {
            let last = reader.before_is(word.start, "last")?;
            let (start, _) = lead_in(reader, last)?;
            possessive_ok(reader, word.end)?;
            Some(Core {
                strict_past: true,
                ..Core::relative(start..word.end, Relative::DaysAgo(1))
            })
        }
        "week" => period_core(reader, word, Relative::Week),
        "month" => period_core(reader, word, Relative::Month),
        "year" => period_core(reader, word, Relative::Year),
        "weekend" => weekend_core(reader, word),
        "ago" => ago_core(reader, word),
        _ => None,
    }
}

impl Core {
    fn relative(span: Range<usize>, relative: Relative) -> Self {
        Self {
            start: span.start,
            end: span.end,
            what: What::Relative(relative),
            strict_past: false,
        }
    }
}

/// Words that put the date they stand before in the future, at the end of a stretch, or in another
/// event's reckoning.
const NOT_WHEN_SAID: &[&str] = &[
    "after",
    "before",
    "beginning",
    "between",
    "by",
    "coming",
    "due",
    "each",
    "every",
    "following",
    "for",
    "from",
    "next",
    "previous",
    "since",
    "starting",
    "through",
    "till",
    "to",
    "until",
];

/// First words of feasts, sales and papers that a weekday is the second of.
const NAMED_DAYS: &[&str] = &[
    "ash", "black", "bloody", "cyber", "easter", "giving", "good", "holy", "news", "palm", "super",
];

/// What a paper's name goes on with after a weekday.
const PAPERS: &[&str] =
    &["Express", "Herald", "Independent", "Mail", "Mirror", "Night", "Post", "Telegraph", "Times"];

/// Kinds of saying: “in a 2019 interview” and “Monday's briefing” date what is said there, “the
/// May 14 attack” does not.
const SAYINGS: &[&str] = &[
    "address",
    "announcement",
    "appearance",
    "article",
    "book",
    "breakfast",
    "briefing",
    "broadcast",
    "call",
    "ceremony",
    "column",
    "comments",
    "conference",
    "convention",
    "conversation",
    "debate",
    "decision",
    "editorial",
    "email",
    "essay",
    "event",
    "filing",
    "forum",
    "gathering",
    "hall",
    "hearing",
    "interview",
    "judgment",
    "keynote",
    "lecture",
    "letter",
    "meeting",
    "memo",
    "memoir",
    "message",
    "note",
    "opinion",
    "paper",
    "podcast",
    "post",
    "rally",
    "readout",
    "release",
    "remarks",
    "report",
    "ruling",
    "session",
    "speech",
    "statement",
    "study",
    "summit",
    "talk",
    "testimony",
    "tweet",
];

/// How many words may stand between a date and the saying it dates: “2019 television interview”.
const WORDS_TO_SAYING: usize = 3;

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|listed| word.eq_ignore_ascii_case(listed))
}

/// The entry of `list` that `word` is, whatever its case.
fn listed(word: &str, list: &[&'static str]) -> Option<&'static str> {
    list.iter().copied().find(|listed| word.eq_ignore_ascii_case(listed))
}

/// Walks back over the preposition and the modifiers before a date: where they begin, and whether
/// they make it strictly past. `None` where they take it out of the reckoning.
fn lead_in(reader: &Reader<'_>, from: usize) -> Option<(usize, bool)> {
    let mut start = from;
    let mut strict = false;
    while let Some(word) = reader.before(start) {
        let text = reader.word(&word);
        if is_one_of(text, NOT_WHEN_SAID) {
            return None;
        } else if is_one_of(text, &["last", "past"]) {
            strict = true;
        } else if !is_one_of(text, &["late", "early", "earlier", "later", "this", "on"]) {
            break;
        }
        start = word.start;
    }
    Some((start, strict))
}

/// Lets a date pass that no possessive follows, or one that leads to a saying (“Monday's
/// briefing”).
fn possessive_ok(reader: &Reader<'_>, end: usize) -> Option<()> {
    match reader.possessive(end) {
        Some(after) => leads_to_saying(reader, after).map(|_| ()),
        None => Some(()),
    }
}

/// The end of the noun of saying that follows within a few words.
fn leads_to_saying(reader: &Reader<'_>, mut at: usize) -> Option<usize> {
    for _ in 0..WORDS_TO_SAYING {
        let word = reader.after(at)?;
        if is_one_of(reader.word(&word), SAYINGS) {
            let show = reader.after(word.end).is_some_and(|next| reader.word(&next) == "show");
            return (!show).then_some(word.end);
        }
        at = word.end;
    }
    None
}

fn weekday_core(
    reader: &Reader<'_>,
    word: &Range<usize>,
    day: jiff::civil::Weekday,
) -> (usize, Option<Core>) {
    // “Tuesday, Nov. 5”: one date, whether kept or not.
    let written = reader
        .after_comma(word.end)
        .and_then(|at| reader.calendar(at))
        .filter(|(what, _)| !matches!(what, What::Written(Written::Year(_))));
    let end = written.map_or_else(|| part_of_day(reader, word.end), |(_, end)| end);
    let core = |()| {
        let (start, strict_past) = lead_in(reader, word.start)?;
        let counted = Relative::Weekday { day, strictly_before: strict_past };
        let what = written.map_or(What::Relative(counted), |(what, _)| what);
        Some(Core { start, end, what, strict_past })
    };
    (end, plain_weekday(reader, word).and_then(core))
}

/// Lets a weekday pass that is no feast, no paper's name and no other event's day: "a Sunday talk
/// show" is on every Sunday, "a Sunday news conference" was on one.
fn plain_weekday(reader: &Reader<'_>, word: &Range<usize>) -> Option<()> {
    let before = reader.before(word.start).map(|word| reader.word(&word));
    let named = before.is_some_and(|before| is_one_of(before, NAMED_DAYS));
    let after = reader.after(word.end).map(|word| reader.word(&word));
    let paper = after.is_some_and(|after| PAPERS.contains(&after));
    if named || paper {
        return None;
    }
    if before.is_some_and(|before| is_one_of(before, &["a", "an", "the"])) {
        return leads_to_saying(reader, word.end).map(|_| ());
    }
    possessive_ok(reader, word.end)
}

/// The end of “morning”, “night” and the like where one follows, else `end`.
fn part_of_day(reader: &Reader<'_>, end: usize) -> usize {
    let parts = ["morning", "afternoon", "evening", "night"];
    reader
        .after(end)
        .filter(|next| is_one_of(reader.word(next), &parts))
        .map_or(end, |next| next.end)
}

fn today_core(reader: &Reader<'_>, word: Range<usize>, days_ago: i32) -> Option<Core> {
    // “USA Today”: a capital amid a sentence is a name.
    let capital = reader.word(&word).starts_with(|first: char| first.is_ascii_uppercase());
    if capital && reader.before(word.start).is_some() {
        return None;
    }
    if reader.before_is(word.start, "later").is_some() {
        return None;
    }
    possessive_ok(reader, word.end)?;
    let (start, _) = lead_in(reader, word.start)?;
    let end = part_of_day(reader, word.end);
    Some(Core::relative(start..end, Relative::DaysAgo(days_ago)))
}

/// “last week”, “earlier this month”, “this past year”, “earlier in the week”.
fn period_core(
    reader: &Reader<'_>,
    word: Range<usize>,
    period: fn(i16) -> Relative,
) -> Option<Core> {
    possessive_ok(reader, word.end)?;
    let first = reader.before(word.start)?;
    // “on ABC's This Week”
    if reader.word(&word).starts_with('W') && reader.word(&first).starts_with('T') {
        return None;
    }
    let (back, from) = match listed(reader.word(&first), &["last", "this", "past", "the"])? {
        "last" => (1, first.start),
        "this" => (0, first.start),
        "past" => (1, reader.before_is(first.start, "this")?),
        "the" => (0, reader.before_is(reader.before_is(first.start, "in")?, "earlier")?),
        _ => return None,
    };
    if back == 0 && reader.before_is(from, "later").is_some() {
        return None;
    }
    let (start, _) = lead_in(reader, from)?;
    let core = Core::relative(start..word.end, period(back));
    Some(Core { strict_past: 0 < back, ..core })
}

fn weekend_core(reader: &Reader<'_>, word: Range<usize>) -> Option<Core> {
    possessive_ok(reader, word.end)?;
    let first = reader.before(word.start)?;
    let (strict, start) = match listed(reader.word(&first), &["last", "this", "past", "the"])? {
        "last" => (true, lead_in(reader, first.start)?.0),
        "past" => (true, reader.before_is(first.start, "this")?),
        "the" => {
            let over = reader.before(first.start)?;
            is_one_of(reader.word(&over), &["over", "at", "during"]).then_some(())?;
            (false, over.start)
        }
        _ => return None,
    };
    let core = Core::relative(start..word.end, Relative::Weekend { strictly_before: strict });
    Some(Core { strict_past: strict, ..core })
}

/// “three days ago”, “a year ago”; not “about three days ago”, which names no day.
fn ago_core(reader: &Reader<'_>, word: Range<usize>) -> Option<Core> {
    let unit = reader.before(word.start)?;
    let number = reader.before(unit.start)?;
    let count = calendar::small_number(reader.word(&number))?;
    let vague = ["about", "almost", "around", "nearly", "over", "some", "than"];
    if reader.before(number.start).is_some_and(|word| is_one_of(reader.word(&word), &vague)) {
        return None;
    }
    let relative = match reader.word(&unit) {
        "day" | "days" => Relative::DaysAgo(i32::from(count)),
        "week" | "weeks" => Relative::Week(count),
        "month" | "months" => Relative::Month(count),
        "year" | "years" => Relative::Year(count),
        _ => return None,
    };
    Some(Core { strict_past: true, ..Core::relative(number.start..word.end, relative) })
}

/// A date of the calendar with what stands around it.
fn calendar_core(reader: &Reader<'_>, at: usize, end: usize, what: What) -> Option<Core> {
    if let Some((start, end)) = dated_saying(reader, at, end).ok()? {
        return Some(Core { start, end, what, strict_past: false });
    }
    possessive_ok(reader, end)?;
    let (mut start, strict_past) = lead_in(reader, at)?;
    let preposition = ["in", "during"];
    let inside = reader.before(start).filter(|word| is_one_of(reader.word(word), &preposition));
    // A bare year or month is one only after “in”, “last”, “this”: 2019 may be a number, May a name.
    match what {
        What::Written(Written::Year(_)) => {
            start = inside?.start;
            let follows = reader.after(end).map(|word| reader.word(&word));
            let money = ["dollars", "prices", "terms", "people"];
            if follows.is_some_and(|word| is_one_of(word, &money)) {
                return None;
            }
        }
        What::Relative(Relative::MonthOf(_) | Relative::MonthOfYear { .. }) => {
            if reader.possessive(end).is_some() {
                return None;
            }
            let near = reader.before(at).map(|word| reader.word(&word));
            let dated = near.is_some_and(|word| is_one_of(word, &["last", "this", "past"]));
            match inside {
                Some(word) => start = word.start,
                None if dated => {}
                None => return None,
            }
        }
        What::Written(Written::Month { .. }) => start = inside.map_or(start, |word| word.start),
        _ => {}
    }
    Some(Core { start, end, what, strict_past })
}

/// The bounds of “in a 2019 interview” around the date at `at..end`, if it stands in one; an
/// article before it and another noun behind make it the name of an event.
fn dated_saying(
    reader: &Reader<'_>,
    at: usize,
    end: usize,
) -> Result<Option<(usize, usize)>, NotWhenSaid> {
    let articles = ["a", "an", "the", "his", "her", "its", "their"];
    let Some(article) = reader.before(at).filter(|word| is_one_of(reader.word(word), &articles))
    else {
        return Ok(None);
    };
    if reader.is_ordinal(at) {
        // “the 5th of November”: the article belongs to the ordinal.
        let (start, _) = lead_in(reader, article.start).ok_or(NotWhenSaid)?;
        return Ok(Some((start, end)));
    }
    let end = leads_to_saying(reader, end).ok_or(NotWhenSaid)?;
    let prepositions = ["at", "during", "in", "on"];
    let preposition =
        reader.before(article.start).filter(|word| is_one_of(reader.word(word), &prepositions));
    Ok(Some((preposition.map_or(article.start, |word| word.start), end)))
}
