//! Dates as metadata writes them: ISO, RFC 2822, `Nov. 5, 2024`, `5 November 2024`, seconds.

use jiff::civil::Date;

use crate::model::{ApproxDate, month_by_letters};

/// Which of day and month stands first in a date of numbers whose year is last.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// Reads a date in any shape whose meaning is beyond doubt; of a time of day nothing is kept.
pub(super) fn parse(text: &str) -> Option<ApproxDate> {
    parse_in(text, None)
}

/// The same where the `order` of day and month is known, so that `11/05/2024` is beyond doubt too.
pub(super) fn parse_in(text: &str, order: Option<Order>) -> Option<ApproxDate> {
    let text = text.trim();
    if let Ok(date) = text.parse::<ApproxDate>() {
        return Some(date);
    }
    leading(text)
        .map(|(date, _)| date)
        .or_else(|| numbers_with_year_last(text, order))
        .or_else(|| seconds(text))
        .or_else(|| in_words(text))
}

/// Which order of day and month a date tells that has only one meaning: `25/11/2024`.
pub(super) fn order(text: &str) -> Option<Order> {
    let (_, first, second, _) = three_numbers(text.trim())?;
    match (12 < first, 12 < second) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The date whose parts stand apart; the month as a number or a word. Parts that make no date are
/// left out from the day up.
pub(super) fn of_parts(year: &str, month: Option<&str>, day: Option<&str>) -> Option<ApproxDate> {
    // Tables write whole numbers with `.0` where some row has none.
    let number = |text: &str| text.trim().trim_end_matches(".0").parse::<i16>().ok();
    let year = number(year)?;
    let month = month
        .and_then(|month| number(month).or_else(|| month_by_letters(month.trim()).map(i16::from)));
    let of_day = || day_of(year, month?, day.and_then(number)?);
    let of_month = || ApproxDate::month(year, i8::try_from(month?).ok()?);
    of_day().or_else(of_month).or_else(|| format!("{year:04}").parse().ok())
}

/// How long the date is that `text` begins with.
pub(super) fn in_front(text: &str) -> Option<usize> {
    const LONGEST: usize = 24;
    let ends = |at: &usize| {
        text.is_char_boundary(*at) && !text[*at..].starts_with(|char: char| char.is_alphanumeric())
    };
    let mut lengths = (1..=text.len().min(LONGEST)).rev().filter(ends);
    lengths.find(|length| {
        let front = &text[..*length];
        front.ends_with(|char: char| char.is_ascii_digit()) && parse_name(front).is_some()
    })
}

/// Reads a date as names of files have it, `_` for a blank.
pub(super) fn parse_name(text: &str) -> Option<ApproxDate> {
    parse(text).or_else(|| parse(&text.replace('_', " ")))
}

/// The date that the path of a file tells: its name begins with one, `2021-02-01-briefing.md`,
/// `2021-02 briefing.md`, or it is in folders of the year, the month and the day.
pub(super) fn in_path(path: &str) -> Option<ApproxDate> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    in_name(name).or_else(|| in_folders(folders))
}

fn in_name(name: &str) -> Option<ApproxDate> {
    let ends = |rest: &str| !rest.starts_with(|char: char| char.is_alphanumeric());
    if let Some((date, rest)) = leading(name) {
        let time = rest
            .strip_prefix('T')
            .is_some_and(|time| time.starts_with(|c: char| c.is_ascii_digit()));
        return (time || ends(rest)).then_some(date);
    }
    let length =
        name.find(|char: char| !matches!(char, '0'..='9' | '-' | '.')).unwrap_or(name.len());
    let front = name[..length].trim_end_matches(['-', '.']);
    if !ends(&name[front.len()..]) {
        return None;
    }
    let month = || {
        let (year, month) =
            front.split_once('-').filter(|(year, month)| (year.len(), month.len()) == (4, 2))?;
        let (year, month) = (year.parse::<i16>().ok()?, month.parse::<i8>().ok()?);
        // `2010-11` may be a season.
        let season = (year + 1) % 100 == i16::from(month);
        ApproxDate::month(year, month).filter(|_| !season)
    };
    numbers_with_year_last(front, None).or_else(month)
}

/// The date in `news/2024/11/05`, in `2024/11` or in `2024-11-05`.
fn in_folders(folders: &str) -> Option<ApproxDate> {
    let names: Vec<&str> = folders.split('/').collect();
    let digits = |name: &&str, wide: usize| {
        name.len() <= wide && name.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = names
        .iter()
        .rev()
        .find_map(|name| leading(name).filter(|(_, rest)| rest.is_empty()).map(|(date, _)| date));
    whole.or_else(|| {
        names.windows(2).enumerate().find_map(|(at, pair)| {
            let year = pair[0].len() == 4 && digits(&pair[0], 4);
            let month = digits(&pair[1], 2) && (1..=12).contains(&pair[1].parse().unwrap_or(0));
            let day = names.get(at + 2).filter(|day| digits(day, 2)).copied();
            of_parts(pair[0], Some(pair[1]), day).filter(|_| year && month)
        })
    })
}

/// Reads the header ` date 2024-11-05 ` that `text` may begin with: its length, what it says, and
/// whether that is a date.
pub(super) fn header(text: &str) -> Option<(usize, &str, Option<ApproxDate>)> {
    let inner = text.trim_start_matches([' ', '\t', '\u{feff}']);
    let value = inner.strip_prefix("date")?;
    let value = value.strip_prefix(':').unwrap_or(value);
    let trimmed = value.trim_start_matches([' ', '\t']);
    if trimmed.len() == value.len() {
        return None;
    }
    let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
    let said = &trimmed[..end];
    // `date 2024-…` and nothing else: "date night" is prose.
    let shaped = said.len() >= 8
        && said.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/'))
        && said.as_bytes().get(..4)?.iter().all(u8::is_ascii_digit);
    let length = text.len() - trimmed.len() + end;
    shaped.then(|| (length, said, leading(said).map(|(date, _)| date)))
}

/// `2024-11-05`, `2024/11/05`, `2024.11.05`, `2024_11_05` or `20241105` in front, and what follows.
pub(super) fn leading(text: &str) -> Option<(ApproxDate, &str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        let part = bytes.get(from..to)?;
        part.iter().all(u8::is_ascii_digit).then(|| text[from..to].parse::<i16>().ok())?
    };
    let year = digits(0, 4)?;
    let (month, day, end) = match bytes.get(4)? {
        mark @ (b'-' | b'/' | b'.' | b'_') => {
            let wide = if digits(5, 7).is_some() { 7 } else { 6 };
            if bytes.get(wide) != Some(mark) {
                return None;
            }
            let end = if digits(wide + 1, wide + 3).is_some() { wide + 3 } else { wide + 2 };
            (digits(5, wide)?, digits(wide + 1, end)?, end)
        }
        _ => (digits(4, 6)?, digits(6, 8)?, 8),
    };
    if bytes.get(end).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((day_of(year, month, day)?, &text[end..]))
}

/// `25/11/2024`, `11/25/2024`, `25.11.2024`; nothing where day and month could be either and
/// no `order` is known.
fn numbers_with_year_last(text: &str, order: Option<Order>) -> Option<ApproxDate> {
    let (mark, first, second, year) = three_numbers(text)?;
    match (first, second) {
        _ if mark == '.' || first > 12 || first == second => day_of(year, second, first),
        _ if second > 12 => day_of(year, first, second),
        _ => match order? {
            Order::DayFirst => day_of(year, second, first),
            Order::MonthFirst => day_of(year, first, second),
        },
    }
}

/// `25/11/2024` taken apart, with the mark between its numbers.
fn three_numbers(text: &str) -> Option<(char, i16, i16, i16)> {
    let text = text.split([' ', '\t', ',', 'T']).next()?;
    let mark = text.chars().find(|char| matches!(char, '/' | '.' | '-'))?;
    let mut numbers = text.split(mark).map(str::parse::<i16>);
    let (first, second, year) =
        (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    (numbers.next().is_none() && 1000 <= year).then_some((mark, first, second, year))
}

/// Seconds or milliseconds since 1970, as ten or thirteen digits.
fn seconds(text: &str) -> Option<ApproxDate> {
    if !matches!(text.len(), 10 | 13) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = text[..10].parse().ok()?;
    let day = seconds.div_euclid(86_400);
    ApproxDate::from_days(day, day)
}

/// `Tuesday, Nov. 5, 2024`, `5th of November 2024`, `Tue, 05 Nov 2024 10:00:00 +0000`.
fn in_words(text: &str) -> Option<ApproxDate> {
    let (mut year, mut month, mut day) = (None, None, None);
    let splits = |char: char| char.is_whitespace() || matches!(char, ',' | '|' | '(' | ')' | '·');
    let dashed =
        |word: &&str| word.contains('-') && word.starts_with(|c: char| c.is_alphanumeric());
    for word in text.split(splits).filter(|word| !word.is_empty()) {
        let parts = if dashed(&word) { word.split('-') } else { word.split('\u{0}') };
        for word in parts {
            let word = word.trim_end_matches(['.', ';']);
            if let Some(number) = number(word) {
                match number {
                    1..=31 if day.is_none() && word.len() <= 4 => day = Some(number),
                    1000..=9999 if year.is_none() => year = Some(number),
                    _ => return None,
                }
            } else if let Some(found) = month_by_letters(word) {
                if month.replace(found.into()).is_some() {
                    return None;
                }
            } else if !beside_the_point(word) {
                return None;
            }
        }
    }
    match (year?, month?, day) {
        (year, month, Some(day)) => day_of(year, month, day),
        (year, month, None) => ApproxDate::month(year, i8::try_from(month).ok()?),
    }
}

/// Returns `5`, `05`, `5th` or `2024` as a number.
fn number(word: &str) -> Option<i16> {
    let end = word.find(|char: char| !char.is_ascii_digit()).unwrap_or(word.len());
    let ordinal =
        matches!(&word[end..], "" | "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH");
    (ordinal && end > 0).then(|| word[..end].parse().ok())?
}

/// Words and times that stand around a date: weekdays, `10:30`, `a.m`, `EST`, `+0000`, `Updated:`.
fn beside_the_point(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "at",
        "on",
        "of",
        "the",
        "am",
        "pm",
        "a.m",
        "p.m",
        "z",
        "published",
        "updated",
        "posted",
        "released",
        "issued",
        "date",
        "last",
        "modified",
        "created",
        "-",
        "–",
        "—",
    ];
    const DAYS: &[&str] =
        &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let lower = word.to_ascii_lowercase();
    let bare = lower.trim_end_matches(':');
    let zone = (2..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
    zone || WORDS.contains(&bare)
        || (bare.len() >= 3 && DAYS.iter().any(|day| day.starts_with(bare)))
        || (word.contains(':') && word.starts_with(|char: char| char.is_ascii_digit()))
        || (word.len() >= 3 && word.starts_with(['+', '-']))
}

fn day_of(year: i16, month: i16, day: i16) -> Option<ApproxDate> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().map(ApproxDate::day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, date: &str) {
        let found = parse(text).map(|date| date.to_string());
        assert_eq!(found.as_deref().unwrap_or("none"), date, "{text}");
    }

    #[test]
    fn reads_dates_of_many_shapes() {
        for text in [
            "2024-11-05",
            "2024-11-05T23:59:59-05:00",
            "2024-11-05 10:00:00.123Z",
            "2024/11/05",
            "2024/11/5",
            "20241105",
            "20241105T101010",
            "Nov. 5, 2024",
            "November 5, 2024",
            "NOVEMBER 5, 2024",
            "Tuesday, November 5th, 2024 at 10:15 a.m. EST",
            "5 November 2024",
            "5th of Nov 2024",
            "05-Nov-2024",
            "Tue, 05 Nov 2024 10:00:00 +0000",
            "Tue Nov  5 10:00:00 2024",
            "Updated: 2024-11-05".trim_start_matches("Updated: "),
            "5.11.2024",
            "1730764800",
            "1730764800000",
        ] {
            check(text, "2024-11-05");
        }
        check("2024-11", "2024-11");
        check("November 2024", "2024-11");
        check("2024", "2024");
        check("11/25/2024", "2024-11-25");
        check("25/11/2024", "2024-11-25");
    }

    #[test]
    fn does_not_guess() {
        for text in [
            "",
            "yesterday",
            "11/05/2024",
            "2024-13-01",
            "2024-02-30",
            "5 November",
            "spring 2024",
            "Nov 5 2024 Dec 6",
            "0000-00-00",
            "v1.2.2024x",
            "123456789012",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn file_names_begin_with_a_date_or_have_none() {
        let check = |path: &str, wanted: &str| {
            let date = in_path(path).map(|date| date.to_string());
            assert_eq!(date.as_deref().unwrap_or("none"), wanted, "{path}");
        };
        for name in [
            "2021-02-01-a-b.md",
            "20210201_x.txt",
            "2021_02_01.txt",
            "2021.02.01 a.txt",
            "20210201T1015-a.txt",
            "2021-02-01T10-15.txt",
            "01.02.2021 a.txt",
            "x/2021/02/01/a.txt",
            "2021/2/1/a/index.txt",
            "x/2021-02-01/a.txt",
            "x/20210201/a.txt",
        ] {
            check(name, "2021-02-01");
        }
        check("25-11-2024 a.txt", "2024-11-25");
        check("11-25-2024.txt", "2024-11-25");
        check("2024-11 a.txt", "2024-11");
        check("2024-11.txt", "2024-11");
        check("2024/11/a.txt", "2024-11");
        for name in [
            "20210201x.txt",
            "a-2021-02-01.md",
            "000_e49c65e033941b82.txt",
            "05-11-2024.txt",
            "2010-11 budget.txt",
            "2024-25 season.txt",
            "2024/a.txt",
            "2024/13/a.txt",
            "1948/CAN_03_1948.txt",
            "1.2.3.txt",
            "",
        ] {
            check(name, "none");
        }
    }

    #[test]
    fn a_known_order_ends_doubt() {
        let read = |text, order| parse_in(text, order).map(|date| date.to_string());
        assert_eq!(
            read("11/05/2024 10:00", Some(Order::MonthFirst)).as_deref(),
            Some("2024-11-05")
        );
        assert_eq!(read("11/05/2024", Some(Order::DayFirst)).as_deref(), Some("2024-05-11"));
        assert_eq!(order("25/11/2024"), Some(Order::DayFirst));
        assert_eq!(order("11/25/2024"), Some(Order::MonthFirst));
        assert_eq!((order("11/05/2024"), order("2024-11-25")), (None, None));
    }

    #[test]
    fn parts_make_a_date() {
        let date = |year, month, day| of_parts(year, month, day).map(|date| date.to_string());
        assert_eq!(date("2024", Some("11"), Some("5")).as_deref(), Some("2024-11-05"));
        assert_eq!(date("2024.0", Some("Nov"), Some("5.0")).as_deref(), Some("2024-11-05"));
        assert_eq!(date("2024", Some("November"), Some("Tuesday")).as_deref(), Some("2024-11"));
        assert_eq!(date("2024", None, Some("5")).as_deref(), Some("2024"));
        assert_eq!(date("24th", Some("11"), None), None);
    }

    #[test]
    fn headers_are_a_date_in_front_and_nothing_else() {
        let length = |text| header(text).map(|(length, _, date)| (length, date.is_some()));
        assert_eq!(length(" date 2024-11-05 US Secretary"), Some((16, true)));
        assert_eq!(length("date 2019-11-19\nThe big"), Some((15, true)));
        assert_eq!(length("date 2019-13-19 The big"), Some((15, false)));
        assert_eq!(length("date night is 2019"), None);
        assert_eq!(length("dated 2019-11-19"), None);
    }
}
