//! Reading words, numbers and dates of the calendar off a stretch of text, in both directions.

use std::ops::Range;

use super::{
    What,
    calendar::{self, Relative, Written},
};

/// A stretch of text, read a word at a time. Words are runs of ASCII letters and digits: no other
/// character stands in an English date.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// Nothing before this is looked back at.
    pub(super) floor: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        Self { text: &text[..range.end], floor: range.start }
    }

    pub(super) fn word(&self, word: &Range<usize>) -> &'a str {
        &self.text[word.clone()]
    }

    /// The next word from `at` on that begins as one does that dates turn on.
    pub(super) fn next_candidate(&self, mut at: usize) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        loop {
            at += bytes.get(at..)?.iter().position(u8::is_ascii_alphanumeric)?;
            let end = self.word_end(at);
            if may_turn(&bytes[at..end]) {
                return Some(at..end);
            }
            at = end;
        }
    }

    fn word_end(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        at + rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len())
    }

    /// The word before `at` with nothing but blanks, or a hyphen (“mid-May”), between.
    pub(super) fn before(&self, at: usize) -> Option<Range<usize>> {
        let head = &self.text[self.floor..at];
        let trimmed = head.trim_end_matches(is_blank);
        let trimmed = if trimmed.len() < head.len() { trimmed } else { head.strip_suffix('-')? };
        let rest = trimmed.trim_end_matches(|char: char| char.is_ascii_alphanumeric());
        let (start, end) = (self.floor + rest.len(), self.floor + trimmed.len());
        (start < end).then_some(start..end)
    }

    /// The start of the word before `at` if that word is `wanted`.
    pub(super) fn before_is(&self, at: usize, wanted: &str) -> Option<usize> {
        let word = self.before(at)?;
        self.word(&word).eq_ignore_ascii_case(wanted).then_some(word.start)
    }

    /// The word after `at` with nothing but blanks between.
    pub(super) fn after(&self, at: usize) -> Option<Range<usize>> {
        let start = self.skip_blanks(at).filter(|start| at < *start)?;
        let end = self.word_end(start);
        (start < end).then_some(start..end)
    }

    /// Where a word starts after `at`, over blanks and a comma or an opening parenthesis.
    pub(super) fn after_comma(&self, at: usize) -> Option<usize> {
        let comma = usize::from(self.text[at..].starts_with(','));
        let start = self.skip_blanks(at + comma)?;
        let start = start + usize::from(self.text[start..].starts_with('('));
        (at < start && self.word_end(start) != start).then_some(start)
    }

    /// Where the text goes on after a possessive ending at `at`.
    pub(super) fn possessive(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        ["'s", "’s"]
            .iter()
            .find(|ending| rest.starts_with(**ending))
            .map(|ending| at + ending.len())
    }

    fn skip_blanks(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        Some(self.text.len() - rest.trim_start_matches(is_blank).len())
    }

    /// Whether a number with an ordinal's ending stands at `at`.
    pub(super) fn is_ordinal(&self, at: usize) -> bool {
        self.day(at).is_some_and(|(_, end)| self.text.as_bytes()[end - 1].is_ascii_alphabetic())
    }

    /// The date of the calendar that starts at `at` and where it ends: `2024-11-05`, `Nov. 5, 2024`,
    /// `5th of November`, `November 5-7`, `May 2019`, `May`, `2019`.
    pub(super) fn calendar(&self, at: usize) -> Option<(What, usize)> {
        if !self.text.as_bytes().get(at)?.is_ascii_digit() {
            return self.month_first(at);
        }
        if self.text[self.floor..at].ends_with(['$', '£', '€', '.', ',', '#']) {
            return None;
        }
        self.iso(at).or_else(|| self.year_alone(at)).or_else(|| self.day_first(at))
    }

    fn iso(&self, at: usize) -> Option<(What, usize)> {
        let (year, at) = self.year(at)?;
        let (month, at) = self.number(self.hyphen(at)?, 2)?;
        let (day, at) = self.number(self.hyphen(at)?, 2)?;
        let what = Written::Days { year, month: i8::try_from(month).ok()?, first: day, last: day };
        self.ends(at).then_some((What::Written(what), at))
    }

    fn hyphen(&self, at: usize) -> Option<usize> {
        self.text[at..].starts_with('-').then_some(at + 1)
    }

    fn year_alone(&self, at: usize) -> Option<(What, usize)> {
        let (year, end) = self.year(at)?;
        let joined = self.text[end..].starts_with(['-', '/', '–', ':']);
        (!joined).then_some((What::Written(Written::Year(year)), end))
    }

    fn day_first(&self, at: usize) -> Option<(What, usize)> {
        let (first, last, end) = self.days(at)?;
        let next = self.after(end)?;
        let of = self.word(&next) == "of";
        let next = if of { self.after(next.end)? } else { next };
        let (month, end) = self.month(next)?;
        Some(self.with_year(month, first, last, end))
    }

    fn month_first(&self, at: usize) -> Option<(What, usize)> {
        let (month, end) = self.month(at..self.word_end(at))?;
        let days = self.skip_blanks(end).filter(|at| end < *at).and_then(|at| self.days(at));
        if let Some((first, last, end)) = days.filter(|(_, _, end)| self.ends(*end)) {
            return Some(self.with_year(month, first, last, end));
        }
        let of = self.after(end).filter(|word| self.word(word) == "of");
        let next = self.after_comma(of.map_or(end, |of| of.end));
        if let Some((year, end)) = next.and_then(|next| self.year(next)) {
            return Some((What::Written(Written::Month { year, month }), end));
        }
        if let Some((back, end)) = self.counted_year(end) {
            return Some((What::Relative(Relative::MonthOfYear { month, back }), end));
        }
        // “Jan” and “Mar” alone are names.
        (3 < end - at || month == 5).then_some((What::Relative(Relative::MonthOf(month)), end))
    }

    fn with_year(&self, month: i8, first: i16, last: i16, end: usize) -> (What, usize) {
        if let Some((year, end)) = self.after_comma(end).and_then(|at| self.year(at)) {
            return (What::Written(Written::Days { year, month, first, last }), end);
        }
        match self.counted_year(end) {
            Some((back, end)) => {
                (What::Relative(Relative::DaysOfYear { month, first, last, back }), end)
            }
            None => (What::Relative(Relative::DaysOf { month, first, last }), end),
        }
    }

    /// “last year”, “of this year” after a day or a month: years back, and where it ends.
    fn counted_year(&self, at: usize) -> Option<(i16, usize)> {
        let mut next = self.after(at)?;
        if self.word(&next) == "of" {
            next = self.after(next.end)?;
        }
        let back = match self.word(&next) {
            "last" => 1,
            "this" => 0,
            _ => return None,
        };
        let year = self.after(next.end).filter(|year| self.word(year) == "year")?;
        Some((back, year.end))
    }

    /// A month's name and where it ends, the point of an abbreviation included.
    fn month(&self, word: Range<usize>) -> Option<(i8, usize)> {
        let (month, short) = calendar::month(self.word(&word))?;
        let point = short && self.text[word.end..].starts_with('.');
        Some((month, word.end + usize::from(point)))
    }

    /// `5`, `5th`, `5-7`: the first and the last day of the month, and where they end.
    fn days(&self, at: usize) -> Option<(i16, i16, usize)> {
        let (first, end) = self.day(at)?;
        let rest = &self.text[end..];
        let dash = ["-", "–"].iter().find(|dash| rest.starts_with(**dash));
        match dash.and_then(|dash| self.day(end + dash.len())) {
            Some((last, end)) if first < last => Some((first, last, end)),
            _ => Some((first, first, end)),
        }
    }

    fn day(&self, at: usize) -> Option<(i16, usize)> {
        let end = self.word_end(at);
        let word = &self.text[at..end];
        let digits = word.trim_end_matches(|char: char| char.is_ascii_alphabetic());
        if !["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]) {
            return None;
        }
        let (day, _) = self.number(at, digits.len()).filter(|_| digits.len() <= 2)?;
        (1..=31).contains(&day).then_some((day, end))
    }

    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let (year, end) = self.number(at, 4)?;
        (YEARS.contains(&year) && self.ends(end)).then_some((year, end))
    }

    fn number(&self, at: usize, width: usize) -> Option<(i16, usize)> {
        let digits = self.text.get(at..at + width)?;
        let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok());
        Some((number??, at + width))
    }

    /// Whether a number ends at `at` as a date's does: no `5,000`, `5.2`, `5%`, `5:30`.
    fn ends(&self, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at..];
        let digit_next = rest.get(1).is_some_and(u8::is_ascii_digit);
        match rest.first() {
            Some(b',' | b'.') => !digit_next,
            Some(b'%' | b':') => false,
            Some(byte) => !byte.is_ascii_alphanumeric(),
            None => true,
        }
    }
}

/// The years that four digits may stand for.
const YEARS: Range<i16> = 1500..2200;

/// What makes a letter of ASCII small.
const SMALL: u8 = 0x20;

/// Whether a word is a number, or begins as the name of a day or month or a listed word does.
fn may_turn(word: &[u8]) -> bool {
    match *word {
        [b'0'..=b'9', ..] => true,
        [first, second, third, ..] => matches!(
            &[first | SMALL, second | SMALL, third | SMALL],
            b"jan"
                | b"feb"
                | b"mar"
                | b"apr"
                | b"may"
                | b"jun"
                | b"jul"
                | b"aug"
                | b"sep"
                | b"oct"
                | b"nov"
                | b"dec"
                | b"mon"
                | b"tue"
                | b"wed"
                | b"thu"
                | b"fri"
                | b"sat"
                | b"sun"
                | b"aft"
                | b"ago"
                | b"eve"
                | b"mor"
                | b"nig"
                | b"tod"
                | b"ton"
                | b"wee"
                | b"yea"
                | b"yes"
        ),
        _ => false,
    }
}

fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\n' | '\r' | '\t' | '\u{a0}')
}
