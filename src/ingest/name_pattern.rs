//! Names of files and folders as metadata: `{country}_{session}_{year}.txt`.
//!
//! A pattern is matched against the end of a path, folder by folder, with every piece as short as
//! the rest allows. What the rest allows is found out from the end backwards, so that matching
//! takes time in proportion to pattern and name whatever they are.

use std::{fmt, str::FromStr};

use super::{
    dates,
    meta::{Field, field},
};

/// What the path of a file says about it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct NamePattern {
    source: String,
    /// The names of the folders, and of the file at last.
    levels: Vec<Vec<Part>>,
}

/// A part of the pattern of one name.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Part {
    /// What stands there as it is.
    Literal(String),
    /// A piece by its name; `_` is one that does not matter.
    Piece(String),
    /// Anything, or nothing: `…` or `*`.
    Gap,
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{pattern}` is no pattern of names: {reason}")]
pub struct NamePatternError {
    pattern: String,
    reason: &'static str,
}

impl FromStr for NamePattern {
    type Err = NamePatternError;

    fn from_str(pattern: &str) -> Result<Self, NamePatternError> {
        let wrong = |reason| NamePatternError { pattern: pattern.to_owned(), reason };
        let levels = pattern.trim_start_matches('/').split('/').map(parts);
        let levels = levels.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        if levels.iter().flatten().all(|part| part.name().is_none_or(|name| name == "_")) {
            return Err(wrong("it names nothing in braces, such as `{date}`"));
        }
        Ok(Self { source: pattern.to_owned(), levels })
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl NamePattern {
    /// The pieces that `path`, below the folder given and `/`-separated, has by name; nothing
    /// where it is of another shape.
    pub(super) fn pieces<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut pieces = Vec::new();
        let mut names = path.rsplit('/');
        for (up, parts) in self.levels.iter().rev().enumerate() {
            let name = names.next()?;
            // `{date}_{speaker}` stands for files of every sort.
            let sorted = parts.iter().any(|part| part.is_literal_with('.'));
            let stem = name.rsplit_once('.').map(|(stem, _)| stem);
            let name = stem.filter(|_| up == 0 && !sorted).unwrap_or(name);
            find(parts, name, &mut pieces)?;
        }
        Some(pieces)
    }
}

impl Part {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Piece(name) => Some(name),
            Self::Literal(_) | Self::Gap => None,
        }
    }

    fn is_literal_with(&self, char: char) -> bool {
        matches!(self, Self::Literal(literal) if literal.contains(char))
    }

    /// Whether its own shape says where it ends.
    fn is_shaped(&self) -> bool {
        let shaped = [Field::Date, Field::Year, Field::Month, Field::Day];
        self.name().and_then(field).is_some_and(|(field, _)| shaped.contains(&field))
    }

    /// How long it is at the beginning of `text`, where its own shape says so.
    fn length(&self, text: &str) -> Option<usize> {
        let digits = || text.bytes().take_while(u8::is_ascii_digit).count();
        match self {
            Self::Literal(literal) => {
                let same = text.get(..literal.len())?.eq_ignore_ascii_case(literal);
                same.then_some(literal.len())
            }
            Self::Gap => None,
            Self::Piece(name) => match field(name)?.0 {
                Field::Date => dates::in_front(text),
                Field::Year => Some(4).filter(|wide| *wide <= digits()),
                Field::Month | Field::Day => Some(digits().min(2)).filter(|wide| 0 < *wide),
                _ => None,
            },
        }
    }
}

/// The parts of one level of a pattern.
fn parts(level: &str) -> Result<Vec<Part>, &'static str> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = level;
    while let Some(first) = rest.chars().next() {
        let part;
        (part, rest) = match first {
            '{' => {
                let (name, rest) =
                    rest[1..].split_once('}').ok_or("a brace is opened and not closed")?;
                let name = name.trim();
                let right = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | ' ');
                if name.is_empty() || !name.chars().all(right) {
                    return Err("what stands in braces is a name, such as `{speaker}`");
                }
                (Part::Piece(name.to_owned()), rest)
            }
            '}' => return Err("a brace is closed and was not opened"),
            '*' | '…' => (Part::Gap, &rest[first.len_utf8()..]),
            _ => {
                let (literal, rest) =
                    rest.split_at(rest.find(['{', '}', '*', '…']).unwrap_or(rest.len()));
                (Part::Literal(literal.to_owned()), rest)
            }
        };
        let before = parts.last();
        if before.is_some_and(|before| before.name().is_some() && !before.is_shaped())
            && part.name().is_some()
        {
            return Err("two names in braces need something between them, such as `_`");
        }
        if before != Some(&Part::Gap) || part != Part::Gap {
            parts.push(part);
        }
    }
    Ok(parts)
}

/// Adds the pieces that `name` has by `parts`; nothing where it is of another shape.
fn find<'a>(parts: &'a [Part], name: &'a str, pieces: &mut Vec<(&'a str, &'a str)>) -> Option<()> {
    let ways = ways(parts, name);
    let mut at = 0;
    for (index, part) in parts.iter().enumerate() {
        if !ways[index][at] {
            return None;
        }
        let least = at + usize::from(*part != Part::Gap);
        let own = part.length(&name[at..]).map(|length| at + length);
        let end = own
            .filter(|end| ways[index + 1][*end])
            .or_else(|| (least..=name.len()).find(|end| ends(parts, index, name, *end, &ways)))?;
        if let Some(piece) = part.name().filter(|piece| *piece != "_") {
            pieces.push((piece, name[at..end].trim()));
        }
        at = end;
    }
    (at == name.len()).then_some(())
}

/// Whether the parts from each on can stand in `name` from each byte on, to its end.
fn ways(parts: &[Part], name: &str) -> Vec<Vec<bool>> {
    let mut ways = vec![vec![false; name.len() + 1]; parts.len() + 1];
    ways[parts.len()][name.len()] = true;
    for (index, part) in parts.iter().enumerate().rev() {
        let mut later = false;
        for at in (0..=name.len()).rev().filter(|at| name.is_char_boundary(*at)) {
            let own = part.length(&name[at..]).is_some_and(|length| ways[index + 1][at + length]);
            let here = ends(parts, index, name, at, &ways);
            ways[index][at] = own || later || (here && *part == Part::Gap);
            later |= here;
        }
    }
    ways
}

/// Whether a part that has no shape of its own may end at a byte of `name`.
fn ends(parts: &[Part], index: usize, name: &str, at: usize, ways: &[Vec<bool>]) -> bool {
    let (part, next) = (&parts[index], parts.get(index + 1));
    if !ways[index + 1][at] || matches!(part, Part::Literal(_)) || part.is_shaped() {
        return false;
    }
    let between = |at: usize| {
        let rest = &name[at..];
        [" - ", " – ", "--", "_", ",", "(", "["].iter().any(|mark| rest.starts_with(mark))
    };
    match (part, next) {
        // What ends at a gap ends where words are marked off.
        (Part::Piece(_), Some(Part::Gap)) => at == name.len() || between(at),
        // What begins behind one begins with a word.
        (Part::Gap, Some(Part::Piece(_))) => name[at..].starts_with(char::is_alphanumeric),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, wanted: &str) {
        let pattern: NamePattern = pattern.parse().unwrap();
        let found = pattern.pieces(path).map_or("other".to_owned(), |pieces| {
            let told: Vec<String> =
                pieces.iter().map(|(name, value)| format!("{name}={value}")).collect();
            told.join(" ")
        });
        assert_eq!(found, wanted, "{pattern} on {path}");
    }

    #[test]
    fn pieces_stand_between_literals() {
        check(
            "{country}_{session}_{year}.txt",
            "un/LTH_03_1948.txt",
            "country=LTH session=03 year=1948",
        );
        check("{country}_{session}_{year}.txt", "LTH_03_1948.md", "other");
        check("{country}_{session}_{year}", "LTH_03_1948.md", "country=LTH session=03 year=1948");
        check("{year}-{speaker}-{_}.txt", "2031-Berg-1.txt", "year=2031 speaker=Berg");
        check("{date} {title}", "3 May 2031 a.txt", "date=3 May 2031 title=a");
        check("{title}_{year}.txt", "a_b_2031.txt", "title=a_b year=2031");
        check(
            "{year}{month}{day}-{title}",
            "20310503-Cranes.txt",
            "year=2031 month=05 day=03 title=Cranes",
        );
        check("{year}_{title}.txt", "203_a.txt", "other");
        check("{title}.txt", ".txt", "other");
    }

    #[test]
    fn folders_are_matched_from_the_end() {
        let pattern = "{outlet}/{year}/{title}.txt";
        check(
            pattern,
            "x/Port Courier/2031/Cranes.txt",
            "title=Cranes year=2031 outlet=Port Courier",
        );
        check(pattern, "2031/Cranes.txt", "other");
        check("*/{date}*", "x/2031-05-03 a.txt", "date=2031-05-03");
    }

    #[test]
    fn gaps_stand_for_anything() {
        check(
            "{date}…{speaker}…",
            "2031-05-03_Ida Lind_harbor.txt",
            "date=2031-05-03 speaker=Ida Lind",
        );
        check(
            "{date}…{speaker}…",
            "2031-05-03 - Ida Lind - on tolls.txt",
            "date=2031-05-03 speaker=Ida Lind",
        );
        check("{date}…{speaker}…", "2031-05-03 Ida Lind.txt", "date=2031-05-03 speaker=Ida Lind");
        check("*_{date}.txt", "speech_of_2031-05-03.txt", "date=2031-05-03");
        check("*{year}*.txt", "harbor 2031 log.txt", "year=2031");
    }

    #[test]
    fn wrong_patterns_are_told() {
        for (pattern, reason) in [
            ("a.txt", "it names nothing in braces, such as `{date}`"),
            ("{_}.txt", "it names nothing in braces, such as `{date}`"),
            ("{date.txt", "a brace is opened and not closed"),
            ("date}.txt", "a brace is closed and was not opened"),
            ("{}.txt", "what stands in braces is a name, such as `{speaker}`"),
            ("{a{b}}", "what stands in braces is a name, such as `{speaker}`"),
            ("{title}{speaker}", "two names in braces need something between them, such as `_`"),
        ] {
            let error = pattern.parse::<NamePattern>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{pattern}` is no pattern of names: {reason}"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_name_is_read_without_failing(
            pattern in "([{](date|year|title|_|x)[}]|[*…_/a.-]|[0-9]){1,12}",
            path in "[0-9a_/. é-]{0,24}",
            other in any::<String>(),
        ) {
            let Ok(pattern) = pattern.parse::<NamePattern>() else { return Ok(()) };
            for path in [&path, &other] {
                for (_, value) in pattern.pieces(path).into_iter().flatten() {
                    prop_assert!(path.contains(value));
                }
            }
        }
    }

    #[test]
    fn long_names_take_no_time() {
        let pattern: NamePattern = "{a}_{b}_{c}_{d}_{e}_{f}_{g}.txt".parse().unwrap();
        assert_eq!(pattern.pieces(&"a_".repeat(4000)), None);
    }
}
