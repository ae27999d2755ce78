//! Runs of days as a query names them: `2024-05`, `2024-10..`, `3w..`, `yesterday`.

use std::fmt;

use jiff::{ToSpan, civil::Date};

use crate::model::{ApproxDate, DateError};

/// A run of days, open at either end but never at both.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Days {
    // Invariant: at least one is there, and `first <= last` where both are.
    first: Option<Date>,
    last: Option<Date>,
}

impl Days {
    /// Reads a day, month, year or range; `3w` stands for the day three weeks before `today`, and
    /// alone for the time since.
    pub fn parse(text: &str, today: Date) -> Result<Self, DateError> {
        let text = text.trim();
        let Some((first, last)) = text.split_once("..") else {
            return Ok(match relative(text, today) {
                Some((day, Relative::Ago)) => Self { first: Some(day), last: None },
                Some((day, Relative::Named)) => ApproxDate::day(day).into(),
                None => text.parse::<ApproxDate>()?.into(),
            });
        };
        let end = |part: &str| -> Result<Option<ApproxDate>, DateError> {
            if part.is_empty() {
                return Ok(None);
            }
            if part.contains("..") {
                return Err(DateError::Form(text.to_owned()));
            }
            match relative(part, today) {
                Some((day, _)) => Ok(Some(ApproxDate::day(day))),
                None => part.parse().map(Some),
            }
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

enum Relative {
    Ago,
    Named,
}

fn relative(text: &str, today: Date) -> Option<(Date, Relative)> {
    match text {
        "today" => return Some((today, Relative::Named)),
        "yesterday" => return Some((today.yesterday().ok()?, Relative::Named)),
        _ => {}
    }
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if number.is_empty() || 4 < number.len() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = number.parse().ok()?;
    let span = match unit {
        "d" => number.days(),
        "w" => number.weeks(),
        "m" => number.months(),
        "y" => number.years(),
        _ => return None,
    };
    let day = today.checked_sub(span).ok().filter(|day| 0 <= day.year())?;
    Some((day, Relative::Ago))
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
    fn says_what_is_no_date() {
        assert_eq!(read("2024..2023"), "`2024..2023` ends before it starts");
        assert_eq!(read("2024-02-30.."), "`2024-02-30` is not in the calendar");
        for text in ["..", "", "1..2..3", "w", "é", "99999d", "9999y"] {
            assert!(read(text).contains("is not a date"), "{text}: {}", read(text));
        }
    }
}
