//! Days named by what people call them, many counted from a day that is handed in.

use jiff::{
    ToSpan,
    civil::{Date, ISOWeekDate, Weekday},
};

use crate::model::{ApproxDate, month_by_letters};

/// What a name stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Named {
    /// These days.
    Days(ApproxDate),
    /// That day, or all since, as the case may be.
    Since(Date),
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// What `text` calls days, by names or counted from `today`; see [`super::Days::parse`]. Dates in
/// figures alone are left to others.
pub(super) fn named(text: &str, today: Date) -> Option<Named> {
    // Longer than any name of days is.
    if 40 < text.len() {
        return None;
    }
    let folded = text.to_lowercase();
    let parts = folded.split(|char: char| char.is_whitespace() || matches!(char, '-' | '_' | ','));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let day = |day: Date| Some(Named::Days(ApproxDate::day(day)));
    match parts.as_slice() {
        ["today"] => day(today),
        ["yesterday"] => day(today.yesterday().ok()?),
        ["tomorrow"] => day(today.tomorrow().ok()?),
        [count, "ago"] => {
            let (number, unit) = counted(count)?;
            day(back(today, number, unit)?)
        }
        [number, unit, "ago"] => day(back(today, figure(number)?, unit_of(unit)?)?),
        ["last" | "past", number, unit] => {
            Some(Named::Since(back(today, figure(number)?, unit_of(unit)?)?))
        }
        [one] => alone(one, today),
        [one, two] => pair(one, two, today),
        [one, two, year] => day(day_of(year_of(year)?, one, two)?),
        _ => None,
    }
}

fn alone(word: &str, today: Date) -> Option<Named> {
    if let Some((number, unit)) = counted(word) {
        return Some(Named::Since(back(today, number, unit)?));
    }
    if let Some(weekday) = weekday(word) {
        return last_weekday(today.tomorrow().ok()?, weekday);
    }
    if let Some(month) = month_by_letters(word) {
        let this = ApproxDate::month(today.year(), month)?;
        let days =
            if this.first() <= today { this } else { ApproxDate::month(today.year() - 1, month)? };
        return Some(Named::Days(days));
    }
    if let Some(quarter) = quarter(word) {
        let this = quarter_of(today.year(), quarter)?;
        let begun = this.first() <= today;
        let days = if begun { this } else { quarter_of(today.year() - 1, quarter)? };
        return Some(Named::Days(days));
    }
    if let Some(year) = word.strip_suffix("0s").filter(|decade| decade.len() == 3) {
        let first: i16 = format!("{year}0").parse().ok()?;
        let days =
            ApproxDate::range(Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?);
        return days.map(Named::Days);
    }
    // `2024q3`, `2024w12`
    let (year, part) = word.split_at_checked(4)?;
    pair(year, part, today).filter(|_| part.starts_with(['q', 'w']))
}

fn pair(one: &str, two: &str, today: Date) -> Option<Named> {
    if matches!(one, "last" | "this" | "past" | "previous") {
        if let Some(weekday) = weekday(two) {
            let before = if one == "this" { today.tomorrow().ok()? } else { today };
            return last_weekday(before, weekday);
        }
        if two.starts_with(|char: char| char.is_ascii_digit()) {
            let (number, unit) = counted(two)?;
            return Some(Named::Since(back(today, number, unit)?));
        }
        let unit = unit_of(two)?;
        return whole(today, unit, i64::from(one != "this")).map(Named::Days);
    }
    if let (Some(number), Some(unit)) = (figure(one), unit_of(two)) {
        return Some(Named::Since(back(today, number, unit)?));
    }
    let (year, part) = match (year_of(one), year_of(two)) {
        (Some(year), _) => (Some(year), two),
        (_, Some(year)) => (Some(year), one),
        _ => (None, one),
    };
    let Some(year) = year else {
        // A month and a day, the last one that has come.
        let this = day_of(today.year(), one, two).filter(|day| *day <= today);
        let day = this.or_else(|| day_of(today.year() - 1, one, two))?;
        return Some(Named::Days(ApproxDate::day(day)));
    };
    let days = match (month_by_letters(part), quarter(part), part.strip_prefix('w')) {
        (Some(month), ..) => ApproxDate::month(year, month),
        (_, Some(quarter), _) => quarter_of(year, quarter),
        (.., Some(week)) => {
            let week = i8::try_from(figure(week)?).ok()?;
            let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            ApproxDate::range(monday, monday.checked_add(6.days()).ok()?)
        }
        _ => None,
    };
    days.map(Named::Days)
}

/// The day of a month and a figure, in either order.
fn day_of(year: i16, one: &str, two: &str) -> Option<Date> {
    let (month, day) = match (month_by_letters(one), month_by_letters(two)) {
        (Some(month), None) => (month, two),
        (None, Some(month)) => (month, one),
        _ => return None,
    };
    let day = day.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    Date::new(year, month, i8::try_from(figure(day)?).ok()?).ok()
}

/// The last such day before `before`.
fn last_weekday(before: Date, weekday: Weekday) -> Option<Named> {
    let day = before.nth_weekday(-1, weekday).ok()?;
    Some(Named::Days(ApproxDate::day(day)))
}

/// The week, month, quarter or year that `today` is in, or the one so many before.
fn whole(today: Date, unit: Unit, before: i64) -> Option<ApproxDate> {
    let day = back(today, before, unit)?;
    match unit {
        Unit::Day => Some(ApproxDate::day(day)),
        Unit::Week => {
            let monday = day.tomorrow().ok()?.nth_weekday(-1, Weekday::Monday).ok()?;
            ApproxDate::range(monday, monday.checked_add(6.days()).ok()?)
        }
        Unit::Month => ApproxDate::month(day.year(), day.month()),
        Unit::Quarter => quarter_of(day.year(), (day.month() - 1) / 3),
        Unit::Year => ApproxDate::year(day.year()),
    }
}

/// The day so many of `unit` before `today`; months end where shorter ones do.
fn back(today: Date, number: i64, unit: Unit) -> Option<Date> {
    let span = match unit {
        Unit::Day => number.days(),
        Unit::Week => number.weeks(),
        Unit::Month => number.months(),
        Unit::Quarter => (3 * number).months(),
        Unit::Year => number.years(),
    };
    today.checked_sub(span).ok().filter(|day| 0 <= day.year())
}

/// Reads `3w`.
fn counted(text: &str) -> Option<(i64, Unit)> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "d" => Unit::Day,
        "w" => Unit::Week,
        "m" => Unit::Month,
        "y" => Unit::Year,
        _ => return None,
    };
    Some((figure(number)?, unit))
}

fn unit_of(text: &str) -> Option<Unit> {
    Some(match text.strip_suffix('s').unwrap_or(text) {
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        _ => return None,
    })
}

/// Reads a number of four figures at most.
fn figure(text: &str) -> Option<i64> {
    let short = (1..=4).contains(&text.len());
    (short && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn year_of(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| figure(text)).flatten().and_then(|year| year.try_into().ok())
}

fn weekday(text: &str) -> Option<Weekday> {
    let mut found = WEEKDAYS.iter().filter(|(name, _)| 3 <= text.len() && name.starts_with(text));
    found.next().map(|(_, weekday)| *weekday)
}

/// Reads `q3` as 2: the first is 0.
fn quarter(text: &str) -> Option<i8> {
    match text {
        "q1" => Some(0),
        "q2" => Some(1),
        "q3" => Some(2),
        "q4" => Some(3),
        _ => None,
    }
}

fn quarter_of(year: i16, quarter: i8) -> Option<ApproxDate> {
    let first = Date::new(year, 3 * quarter + 1, 1).ok()?;
    let last = Date::new(year, 3 * quarter + 3, 1).ok()?.last_of_month();
    ApproxDate::range(first, last)
}
