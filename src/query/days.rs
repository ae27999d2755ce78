//! Runs of days as a query names them: `2024-05`, `2024-10..`, `3w..`, `yesterday`, `last month`.

mod relative;

use std::fmt;

use jiff::civil::Date;

use crate::model::{ApproxDate, DateError};
use relative::{Named, named};

/// A run of days, open at either end but never at both.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Days {
    // Invariant: at least one is there, and `first <= last` where both are.
    first: Option<Date>,
    last: Option<Date>,
}

impl Days {
    /// Reads a day, month, year or range of them, or what is counted from `today`:
    ///
    /// | text | days |
    /// |---|---|
    /// | `today`, `yesterday`, `tomorrow` | that day |
    /// | `3w`, `3 weeks`, `last 3 weeks` | since that day; likewise `d m y`, `days` … |
    /// | `3 weeks ago` | that day |
    /// | `this week`, `last month`, `last year`, `last quarter` | all of it, weeks from Monday |
    /// | `monday`, `last monday` | the last one, `last` strictly before `today` |
    /// | `may`, `may 2024`, `5 may`, `may 5 2024` | the last one that has begun, or that one |
    /// | `q3`, `2024-q3`, `2024-w12`, `1990s` | a quarter, a week of ISO 8601, ten years |
    ///
    /// Hyphens will do for blanks: `last-month`. At either end of a range, a run of days stands
    /// for its own end, `3w` for the day.
    pub fn parse(text: &str, today: Date) -> Result<Self, DateError> {
        let text = text.trim();
        let read = |text: &str| -> Result<Named, DateError> {
            match named(text, today) {
                Some(named) => Ok(named),
                None => text.parse::<ApproxDate>().map(Named::Days),
            }
        };
        let Some((first, last)) = text.split_once("..") else {
            return Ok(match read(text)? {
                Named::Since(day) => Self::since(day),
                Named::Days(days) => days.into(),
            });
        };
        let end = |part: &str| -> Result<Option<ApproxDate>, DateError> {
            if part.is_empty() {
                return Ok(None);
            }
            if part.contains("..") {
                return Err(DateError::Form(text.to_owned()));
            }
            Ok(Some(match read(part)? {
                Named::Since(day) => ApproxDate::day(day),
                Named::Days(days) => days,
            }))
        };
        let (first, last) = (end(first.trim())?, end(last.trim())?);
        let days = Self { first: first.map(ApproxDate::first), last: last.map(ApproxDate::last) };
        match (days.first, days.last) {
            (None, None) => Err(DateError::Form(text.to_owned())),
            (Some(first), Some(last)) if last < first => Err(DateError::Backwards(text.to_owned())),
            _ => Ok(days),
        }
    }

    /// `first` and all days after it.
    pub fn since(first: Date) -> Self {
        Self { first: Some(first), last: None }
    }

    /// `last` and all days before it.
    pub fn until(last: Date) -> Self {
        Self { first: None, last: Some(last) }
    }

    /// The first day, where there is one.
    pub fn first(self) -> Option<Date> {
        self.first
    }

    /// The last day, where there is one.
    pub fn last(self) -> Option<Date> {
        self.last
    }
}

impl From<ApproxDate> for Days {
    fn from(date: ApproxDate) -> Self {
        Self { first: Some(date.first()), last: Some(date.last()) }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(first), Some(last)) = (self.first, self.last)
            && let Some(date) = ApproxDate::range(first, last)
        {
            return date.fmt(f);
        }
        if let Some(first) = self.first {
            first.fmt(f)?;
        }
        f.write_str("..")?;
        match self.last {
            Some(last) => last.fmt(f),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> String {
        match Days::parse(text, date(2024, 5, 31)) {
            Ok(days) => days.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn reads_days_and_ranges() {
        assert_eq!(read("2024"), "2024");
        assert_eq!(read("2024-10..2024-11"), "2024-10-01..2024-11-30");
        assert_eq!(read("..2024-05"), "..2024-05-31");
        assert_eq!(read("2024.."), "2024-01-01..");
        assert_eq!(read("2024-05-14..2024-05-14"), "2024-05-14");
    }

    #[test]
    fn counts_from_the_day_handed_in() {
        assert_eq!(read("3w.."), "2024-05-10..");
        assert_eq!(read("3w"), "2024-05-10..");
        assert_eq!(read("3m..1m"), "2024-02-29..2024-04-30");
        assert_eq!(read("yesterday"), "2024-05-30");
        assert_eq!(read("2y..today"), "2022-05-31..2024-05-31");
    }

    #[test]
    fn reads_what_people_call_days() {
        // 2024-05-31 was a Friday.
        for (text, days) in [
            ("3 weeks", "2024-05-10.."),
            ("last 3 weeks", "2024-05-10.."),
            ("past-2-days", "2024-05-29.."),
            ("3 weeks ago", "2024-05-10"),
            ("1 month ago..", "2024-04-30.."),
            ("tomorrow", "2024-06-01"),
            ("this week", "2024-05-27..2024-06-02"),
            ("last week", "2024-05-20..2024-05-26"),
            ("last-month", "2024-04"),
            ("last month..", "2024-04-01.."),
            ("Last Year", "2023"),
            ("last quarter", "2024-01-01..2024-03-31"),
            ("monday", "2024-05-27"),
            ("friday", "2024-05-31"),
            ("last friday", "2024-05-24"),
            ("last fri..yesterday", "2024-05-24..2024-05-30"),
            ("may", "2024-05"),
            ("June", "2023-06"),
            ("sept 2022", "2022-09"),
            ("2022-sep", "2022-09"),
            ("5 may", "2024-05-05"),
            ("june 5", "2023-06-05"),
            ("May 5, 2022", "2022-05-05"),
            ("5 may 2022", "2022-05-05"),
            ("2023-Q3", "2023-07-01..2023-09-30"),
            ("q4", "2023-10-01..2023-12-31"),
            ("2024w01", "2024-01-01..2024-01-07"),
            ("2024-w12", "2024-03-18..2024-03-24"),
            ("1990s", "1990-01-01..1999-12-31"),
            ("2024-q1..2024-q2", "2024-01-01..2024-06-30"),
        ] {
            assert_eq!(read(text), days, "{text}");
        }
    }

    #[test]
    fn says_what_is_no_date() {
        assert_eq!(read("2024..2023"), "`2024..2023` ends before it starts");
        assert_eq!(read("2024-02-30.."), "`2024-02-30` is not in the calendar");
        for text in [
            "..",
            "",
            "1..2..3",
            "w",
            "é",
            "99999d",
            "9999y",
            "last",
            "last 5",
            "q5",
            "2024-w60",
            "may may",
            "32 may",
            "30 february",
            "3 apples",
            "1995s",
            "5",
            "may 0",
            "ago",
        ] {
            assert!(read(text).contains("is not a date"), "{text}: {}", read(text));
        }
    }
}
