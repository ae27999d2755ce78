//! The calendar's arithmetic: what “on Monday” or “5 November” comes to from a given day.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use super::NotWhenSaid;
use crate::model::{ApproxDate, MONTHS};

/// A date written out with its year.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Written {
    Days { year: i16, month: i8, first: i16, last: i16 },
    Month { year: i16, month: i8 },
    Year(i16),
}

impl Written {
    pub(super) fn date(self) -> Option<ApproxDate> {
        match self {
            Self::Days { year, month, first, last } => days(year, month, first, last),
            Self::Month { year, month } => ApproxDate::month(year, month),
            Self::Year(year) => ApproxDate::year(year),
        }
    }
}

/// A date that is counted from another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Relative {
    /// The last such day on or before, or strictly before.
    Weekday {
        day: Weekday,
        strictly_before: bool,
    },
    DaysAgo(i32),
    /// Whole weeks from Monday, that many back; this week so far.
    Week(i16),
    /// The last Saturday and Sunday, this one's included or not.
    Weekend {
        strictly_before: bool,
    },
    /// Whole months, that many back.
    Month(i16),
    /// Whole years, that many back.
    Year(i16),
    /// A day or days of a month: the last such on or before.
    DaysOf {
        month: i8,
        first: i16,
        last: i16,
    },
    /// The same in the year that many back.
    DaysOfYear {
        month: i8,
        first: i16,
        last: i16,
        back: i16,
    },
    /// A month: this one or the last such before.
    MonthOf(i8),
    /// The same in the year that many back.
    MonthOfYear {
        month: i8,
        back: i16,
    },
}

/// A day or month without a year that lies further back than this is taken for the one ahead:
/// in early November “20 November” means the coming one.
const FURTHEST_BACK: i32 = 320;

impl Relative {
    /// The date as counted from a document's date; none where that is unknown or too vague.
    pub(super) fn date(
        self,
        published: Option<ApproxDate>,
    ) -> Result<Option<ApproxDate>, NotWhenSaid> {
        let Some(published) = published else { return Ok(None) };
        match (self.from(published.first()), self.from(published.last())) {
            (None, None) => Err(NotWhenSaid),
            (first, last) => Ok(first.filter(|_| first == last)),
        }
    }

    fn from(self, day: Date) -> Option<ApproxDate> {
        match self {
            Self::Weekday { day: wanted, strictly_before } => {
                let this = day.weekday() == wanted && !strictly_before;
                Some(ApproxDate::day(if this { day } else { day.nth_weekday(-1, wanted).ok()? }))
            }
            Self::DaysAgo(count) => Some(ApproxDate::day(back(day, count)?)),
            Self::Week(count) => {
                let monday = back(day, i32::from(day.weekday().to_monday_zero_offset()))?;
                let first = back(monday, 7 * i32::from(count))?;
                ApproxDate::range(first, if count == 0 { day } else { back(first, -6)? })
            }
            Self::Weekend { strictly_before } => weekend(day, strictly_before),
            Self::Month(count) => {
                let first = day.first_of_month().checked_sub(Span::new().months(count)).ok()?;
                ApproxDate::month(first.year(), first.month())
            }
            Self::Year(count) => ApproxDate::year(day.year().checked_sub(count)?),
            Self::DaysOf { month, first, last } => {
                let this_year = days(day.year(), month, first, last);
                this_year.filter(|found| found.first() <= day).or_else(|| {
                    let found = days(day.year() - 1, month, first, last)?;
                    near(found.first(), day).then_some(found)
                })
            }
            Self::DaysOfYear { month, first, last, back } => {
                let found = days(day.year().checked_sub(back)?, month, first, last)?;
                (found.first() <= day).then_some(found)
            }
            Self::MonthOfYear { month, back } => {
                let found = ApproxDate::month(day.year().checked_sub(back)?, month)?;
                (found.first() <= day).then_some(found)
            }
            Self::MonthOf(month) => {
                let year = if month <= day.month() { day.year() } else { day.year() - 1 };
                let found = ApproxDate::month(year, month)?;
                near(found.first(), day).then_some(found)
            }
        }
    }
}

/// The Saturday and Sunday before `day`, or the weekend that it falls on, as far as it has come.
fn weekend(day: Date, strictly_before: bool) -> Option<ApproxDate> {
    let saturday = match day.weekday() {
        Weekday::Saturday if !strictly_before => return Some(ApproxDate::day(day)),
        Weekday::Sunday if strictly_before => back(day, 8)?,
        _ => day.nth_weekday(-1, Weekday::Saturday).ok()?,
    };
    ApproxDate::range(saturday, back(saturday, -1)?)
}

fn near(then: Date, now: Date) -> bool {
    (now - then).get_days() < FURTHEST_BACK
}

fn back(day: Date, days: i32) -> Option<Date> {
    day.checked_sub(Span::new().try_days(days).ok()?).ok()
}

fn days(year: i16, month: i8, first: i16, last: i16) -> Option<ApproxDate> {
    let day = |day: i16| Date::new(year, month, i8::try_from(day).ok()?).ok();
    ApproxDate::range(day(first)?, day(last)?)
}

/// The weekday of that name, capitalized as names are.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let day = match word {
        "Monday" | "MONDAY" => Weekday::Monday,
        "Tuesday" | "TUESDAY" => Weekday::Tuesday,
        "Wednesday" | "WEDNESDAY" => Weekday::Wednesday,
        "Thursday" | "THURSDAY" => Weekday::Thursday,
        "Friday" | "FRIDAY" => Weekday::Friday,
        "Saturday" | "SATURDAY" => Weekday::Saturday,
        "Sunday" | "SUNDAY" => Weekday::Sunday,
        _ => return None,
    };
    Some(day)
}

/// The number of the month of that name or abbreviation, and whether it is abbreviated.
/// Capitalized as names are: “may” and “march” are words.
pub(super) fn month(word: &str) -> Option<(i8, bool)> {
    let capital = word.starts_with(|first: char| first.is_ascii_uppercase());
    let rest = word.get(1..)?;
    let one_case = rest.bytes().all(|byte| byte.is_ascii_lowercase())
        || rest.bytes().all(|byte| byte.is_ascii_uppercase());
    if !capital || !one_case || word.len() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|month| month[..3].eq_ignore_ascii_case(&word[..3]))?;
    let whole = word.eq_ignore_ascii_case(MONTHS[at]);
    let short = word.len() == 3 || word.eq_ignore_ascii_case("Sept");
    let number = i8::try_from(at + 1).ok()?;
    (whole || short).then_some((number, !whole))
}

const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// A number as one is counted by: `a`, `three`, `10`.
pub(super) fn small_number(word: &str) -> Option<i16> {
    if matches!(word, "a" | "an" | "A" | "An") {
        return Some(1);
    }
    if let Some(at) = NUMBERS.iter().position(|number| word.eq_ignore_ascii_case(number)) {
        return i16::try_from(at + 1).ok();
    }
    word.parse().ok().filter(|number| (1..100).contains(number))
}
