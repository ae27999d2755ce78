//! Dates as far as they are known: a day, a month, a year or a range of days.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, date};

/// A date as far as it is known, kept as its first and last possible day.
///
/// How precisely it is known is read off those two, so the pair can never disagree with it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ApproxDate {
    // Invariant: `first <= last`.
    first: Date,
    last: Date,
}

/// The months' English names, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number from 1 of the month whose English name `letters` are, or begin, in whatever case; three
/// letters at least.
pub fn month_by_letters(letters: &str) -> Option<i8> {
    let begins = |name: &&str| {
        name.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters))
    };
    let at = (3 <= letters.len()).then(|| MONTHS.iter().position(begins))??;
    i8::try_from(at + 1).ok()
}

/// How precisely a date is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Precision {
    /// One day.
    Day,
    /// A whole month.
    Month,
    /// A whole year.
    Year,
    /// Any other run of days.
    Range,
}

impl ApproxDate {
    /// One day.
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// A whole month, `month` from 1.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { first, last: first.last_of_month() })
    }

    /// A whole year.
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self { first, last: first.last_of_year() })
    }

    /// The days from `first` to `last`, both included; nothing where they run backwards.
    pub fn range(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The first possible day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last possible day.
    pub fn last(self) -> Date {
        self.last
    }

    /// The first possible day as days since 1970-01-01.
    pub fn first_day(self) -> i64 {
        day_number(self.first)
    }

    /// The last possible day as days since 1970-01-01.
    pub fn last_day(self) -> i64 {
        day_number(self.last)
    }

    /// The date of two day numbers (days since 1970-01-01).
    pub fn from_days(first: i64, last: i64) -> Option<Self> {
        Self::range(date_of(first)?, date_of(last)?)
    }

    /// Whether the two can be the same day.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// How precisely it is known.
    pub fn precision(self) -> Precision {
        let (first, last) = (self.first, self.last);
        if first == last {
            Precision::Day
        } else if first == first.first_of_month() && last == first.last_of_month() {
            Precision::Month
        } else if first == first.first_of_year() && last == first.last_of_year() {
            Precision::Year
        } else {
            Precision::Range
        }
    }
}

const EPOCH: Date = date(1970, 1, 1);

fn day_number(day: Date) -> i64 {
    i64::from((day - EPOCH).get_days())
}

fn date_of(day_number: i64) -> Option<Date> {
    let days = i32::try_from(day_number).ok()?;
    EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

impl fmt::Display for ApproxDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Range => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

/// Why a text is no date.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Another form than the ones read.
    #[error("`{0}` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST")]
    Form(String),
    /// A day that no calendar has.
    #[error("`{0}` is not in the calendar")]
    Calendar(String),
    /// A range that runs backwards.
    #[error("`{0}` ends before it starts")]
    Backwards(String),
}

impl FromStr for ApproxDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (single(first, text)?, single(last, text)?);
            return Self::range(first.first, last.last)
                .ok_or_else(|| DateError::Backwards(text.to_owned()));
        }
        single(text, text)
    }
}

fn single(part: &str, whole: &str) -> Result<ApproxDate, DateError> {
    let form = || DateError::Form(whole.to_owned());
    let calendar = || DateError::Calendar(part.to_owned());
    let mut numbers = part.split('-');
    let year = number::<i16>(numbers.next(), 4).ok_or_else(form)?;
    let Some(month) = numbers.next() else {
        return ApproxDate::year(year).ok_or_else(calendar);
    };
    let month = number::<i8>(Some(month), 2).ok_or_else(form)?;
    let Some(day) = numbers.next() else {
        return ApproxDate::month(year, month).ok_or_else(calendar);
    };
    let day = number::<i8>(Some(day), 2).ok_or_else(form)?;
    if numbers.next().is_some() {
        return Err(form());
    }
    Date::new(year, month, day).map(ApproxDate::day).map_err(|_| calendar())
}

fn number<T: FromStr>(digits: Option<&str>, width: usize) -> Option<T> {
    let digits = digits?;
    let right = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
    if right { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        for text in ["2024", "2024-05", "2024-05-14", "2024-05-14..2024-06-02"] {
            assert_eq!(text.parse::<ApproxDate>().unwrap().to_string(), text);
        }
        assert_eq!("2024-01..2024-12".parse::<ApproxDate>().unwrap().to_string(), "2024");
    }

    #[test]
    fn says_what_is_wrong() {
        let error = |text: &str| text.parse::<ApproxDate>().unwrap_err().to_string();
        assert_eq!(error("2023-02-29"), "`2023-02-29` is not in the calendar");
        assert_eq!(error("2024..2023"), "`2024..2023` ends before it starts");
        let form = "is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST";
        assert_eq!(error("last week"), format!("`last week` {form}"));
    }

    #[test]
    fn day_numbers_lead_back() {
        let day = "1969-12-31".parse::<ApproxDate>().unwrap();
        assert_eq!(day.first_day(), -1);
        assert_eq!(ApproxDate::from_days(-1, -1), Some(day));
    }
}
