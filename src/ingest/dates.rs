//! Dates as metadata writes them: ISO, RFC 2822, `Nov. 5, 2024`, `5 November 2024`, seconds.

use jiff::civil::Date;

use crate::model::ApproxDate;

/// Reads a date in any shape whose meaning is beyond doubt; of a time of day nothing is kept.
pub(super) fn parse(text: &str) -> Option<ApproxDate> {
    let text = text.trim();
    if let Ok(date) = text.parse::<ApproxDate>() {
        return Some(date);
    }
    leading_numbers(text)
        .map(|(date, _)| date)
        .or_else(|| numbers_with_year_last(text))
        .or_else(|| seconds(text))
        .or_else(|| in_words(text))
}

/// The day that a file's name begins with: `2021-02-01-press-briefing.md`.
pub(super) fn in_file_name(name: &str) -> Option<ApproxDate> {
    let (date, rest) = leading_numbers(name)?;
    (!rest.starts_with(|char: char| char.is_alphanumeric())).then_some(date)
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
    shaped.then(|| (length, said, leading_numbers(said).map(|(date, _)| date)))
}

/// `2024-11-05`, `2024/11/05`, `2024.11.05`, `2024_11_05` or `20241105` in front, and what follows.
fn leading_numbers(text: &str) -> Option<(ApproxDate, &str)> {
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

/// `25/11/2024`, `11/25/2024`, `25.11.2024`; nothing where day and month could be either.
fn numbers_with_year_last(text: &str) -> Option<ApproxDate> {
    let text = text.split_whitespace().next()?;
    let mark = text.chars().find(|char| matches!(char, '/' | '.' | '-'))?;
    let mut numbers = text.split(mark).map(str::parse::<i16>);
    let (first, second, year) =
        (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    if numbers.next().is_some() || year < 1000 {
        return None;
    }
    match (first, second) {
        _ if mark == '.' || first > 12 || first == second => day_of(year, second, first),
        _ if second > 12 => day_of(year, first, second),
        _ => None,
    }
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
            } else if let Some(found) = month_of(word) {
                if month.replace(found).is_some() {
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

fn month_of(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| month.starts_with(&lower))?;
    i16::try_from(at + 1).ok()
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
        let date = |name| in_file_name(name).map(|date| date.to_string());
        assert_eq!(date("2021-02-01-a-b.md").as_deref(), Some("2021-02-01"));
        assert_eq!(date("20210201_x.txt").as_deref(), Some("2021-02-01"));
        assert_eq!(date("20210201x.txt"), None);
        assert_eq!(date("a-2021-02-01.md"), None);
        assert_eq!(date("000_e49c65e033941b82.txt"), None);
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
