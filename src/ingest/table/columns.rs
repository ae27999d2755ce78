//! The header of a table: what stands between its fields, and what each column holds.

use super::rows::{DELIMITERS, fields};
use crate::ingest::{Fault, dates, meta::Field, options::Mapping};

/// What the columns of a table hold.
pub(super) struct Columns {
    pub(super) delimiter: u8,
    /// What each holds, and how good its name is.
    pub(super) pieces: Vec<Option<(Field, u8)>>,
    /// Whether the first row is no header, but text already.
    pub(super) headless: bool,
    /// The name of a column that another has, too.
    pub(super) twice: Option<String>,
}

impl Columns {
    /// Reads the `header`, where `delimiter` or what fits best stands between its names; fails
    /// where none of its columns holds the text.
    pub(super) fn of(header: &str, delimiter: Option<u8>, map: &Mapping) -> Result<Self, Fault> {
        let piece = |name: &str| map.field(name.trim());
        let fit = |delimiter: u8| {
            let names = || fields(header, delimiter, false);
            (names().filter(|name| piece(name).is_some()).count(), names().count())
        };
        // Of equals the last is taken: the commonest, and where the order is not turned around.
        let best = || DELIMITERS.into_iter().rev().max_by_key(|delimiter| fit(*delimiter));
        let delimiter = delimiter.or_else(best).unwrap_or(DELIMITERS[0]);
        let names: Vec<String> =
            fields(header, delimiter, false).map(|name| name.trim().to_owned()).collect();
        let mut pieces: Vec<_> = names.iter().map(|name| piece(name)).collect();
        let mut headless = false;
        if !pieces.iter().flatten().any(|(field, _)| *field == Field::Text) {
            let [only] = &names[..] else { return Err(no_text(&names)) };
            // What stands in a column of its own is the text, whatever it is called.
            pieces = vec![Some((Field::Text, 0))];
            headless = is_value(only) || only.ends_with(['.', '!', '?']);
        }
        for (name, piece) in names.iter().zip(&mut pieces) {
            // Beside a text, a name is that of who said it.
            if piece.is_none() && name.eq_ignore_ascii_case("name") {
                *piece = Some((Field::Speaker, u8::MAX));
            }
        }
        let twice = pieces.iter().enumerate().find_map(|(at, piece)| {
            let repeated = *piece.as_ref()? != (Field::Topics, 0) && pieces[..at].contains(piece);
            repeated.then(|| names[at].clone())
        });
        Ok(Self { delimiter, pieces, headless, twice })
    }

    /// The columns that hold `field`.
    pub(super) fn of_field(&self, field: Field) -> Vec<usize> {
        let holds = |piece: &Option<(Field, u8)>| piece.is_some_and(|(held, _)| held == field);
        (0..self.pieces.len()).filter(|at| holds(&self.pieces[*at])).collect()
    }
}

/// What to say of a first row without a name for the text.
fn no_text(names: &[String]) -> Fault {
    const SHOWN: usize = 12;
    let shown = |name: &String| match name.char_indices().nth(40) {
        Some((end, _)) => format!("`{}…`", &name[..end]),
        None => format!("`{name}`"),
    };
    let mut listed: Vec<String> = names.iter().take(SHOWN).map(shown).collect();
    if SHOWN < names.len() {
        listed.push(format!("and {} more", names.len() - SHOWN));
    }
    let listed = listed.join(", ");
    if names.iter().any(|name| is_value(name)) {
        Fault::NoHeader(listed)
    } else {
        Fault::NoTextColumn(listed)
    }
}

/// Whether a field of the first row is no name: a date, a number, or long.
fn is_value(name: &str) -> bool {
    const LONGEST: usize = 60;
    LONGEST < name.len() || name.parse::<f64>().is_ok() || dates::parse(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Columns, Fault> {
        Columns::of(header, None, &Mapping::default())
    }

    #[test]
    fn the_header_tells_what_stands_between_fields() {
        for header in
            ["Date,Speaker,Text", "date;speaker;text", "DATE\tSPEAKER\tTEXT", "date|speaker|text"]
        {
            let columns = read(header).ok().unwrap();
            let pieces: Vec<Field> = columns.pieces.iter().flatten().map(|piece| piece.0).collect();
            assert_eq!(pieces, [Field::Date, Field::Speaker, Field::Text], "{header}");
        }
        assert_eq!(read("\"Date, as given\";text").ok().unwrap().delimiter, b';');
    }

    #[test]
    fn names_beside_a_text_speak() {
        let columns = read("Name,Text").ok().unwrap();
        assert_eq!(columns.of_field(Field::Speaker), [0]);
        assert!(read("Name,Age").is_err());
    }

    #[test]
    fn a_column_alone_is_the_text() {
        let headless = |header: &str| read(header).ok().unwrap().headless;
        assert!(!headless("remark"));
        assert!(headless("The cranes stopped."));
    }

    #[test]
    fn headers_without_a_text_are_told() {
        let told = |header: &str| read(header).err().unwrap().to_string();
        assert_eq!(
            told("Date,Words"),
            "none of its columns is known to hold the text: there are `Date`, `Words`"
        );
        assert_eq!(
            told("2031-04-08,Jo Berg,We wait."),
            "its first row is no header: `2031-04-08`, `Jo Berg`, `We wait.`"
        );
        assert!(told(&"a,".repeat(10_000)).ends_with("and 9989 more"));
    }
}
