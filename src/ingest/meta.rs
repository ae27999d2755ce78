//! What a document says about itself, whatever its format calls it.

mod names;

pub(super) use names::{Field, field, is_summary};

use rustc_hash::FxHashSet;

use super::{
    Fault,
    dates::{self, Order},
    language,
    options::Defaults,
};
use crate::model::{ApproxDate, Document, Language};

/// The pieces found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Meta {
    values: [Option<(u8, Vec<String>)>; Field::Text as usize],
    /// Whether `5/11/2024` is in May or in November, where that is known of the whole source.
    order: Option<Order>,
}

impl Meta {
    /// No pieces yet, of a source that writes dates in this `order`.
    pub(super) fn dated(order: Option<Order>) -> Self {
        Self { order, ..Self::default() }
    }

    /// Takes in a piece; a better name replaces a worse one, topics add up. Texts are none.
    pub(super) fn set(&mut self, field: Field, rank: u8, mut values: Vec<String>) {
        values.retain(|value| !says_nothing(value));
        let Some(slot) = self.values.get_mut(field as usize).filter(|_| !values.is_empty()) else {
            return;
        };
        match slot {
            Some((_, old)) if field == Field::Topics => old.extend(values),
            Some((old, _)) if *old <= rank => {}
            slot => *slot = Some((rank, values)),
        }
    }

    /// Whether there is a piece of that sort.
    pub(super) fn has(&self, field: Field) -> bool {
        self.values.get(field as usize).is_some_and(Option::is_some)
    }

    fn one(&mut self, field: Field) -> Option<String> {
        let (_, values) = self.values[field as usize].take()?;
        values.into_iter().next().map(|value| tidy(&value))
    }

    fn many(&mut self, field: Field) -> Vec<String> {
        self.values[field as usize].take().map(|(_, values)| values).unwrap_or_default()
    }

    /// Writes the pieces into `document`; returns what is wrong with its date.
    pub(super) fn fill(mut self, document: &mut Document) -> Option<Fault> {
        document.title = self.one(Field::Title).or(document.title.take());
        document.speaker = self.one(Field::Speaker);
        document.url = self.one(Field::Url);
        if let Some(outlet) = self.one(Field::Outlet) {
            if is_address(&outlet) {
                document.url.get_or_insert(outlet);
            } else {
                document.outlet = Some(outlet);
            }
        }
        document.authors = authors(&self.many(Field::Authors));
        document.topics = topics(&self.many(Field::Topics));
        let language = self.one(Field::Language);
        let language = language.and_then(|said| said.parse().ok().or(Language::from_name(&said)));
        document.language = language.or(document.language);
        let Some(written) = self.one(Field::Date) else {
            document.published = self.parts().or(document.published);
            return None;
        };
        let date = dates::parse_in(&written, self.order);
        document.published = date.or_else(|| self.parts()).or(document.published);
        date.is_none().then(|| Fault::Date(shown(&written)))
    }

    /// The date that stands in pieces of its own.
    fn parts(&mut self) -> Option<ApproxDate> {
        let year = self.one(Field::Year)?;
        let (month, day) = (self.one(Field::Month), self.one(Field::Day));
        dates::of_parts(&year, month.as_deref(), day.as_deref())
    }
}

/// Fills in what `document` does not say itself: from the pattern of its `path`, where it is
/// `alone` in its file from the date in that path, and else from what the user gave for all.
/// Returns what is wrong with the path.
pub(super) fn from_outside(
    document: &mut Document,
    path: &str,
    alone: bool,
    given: &Defaults,
) -> Option<Fault> {
    let mut named = Document::default();
    let mut fault = None;
    if let Some(pattern) = &given.name_pattern {
        let mut meta = Meta::default();
        let pieces = pattern.pieces(path).unwrap_or_else(|| {
            fault = Some(Fault::OtherName(pattern.to_string()));
            Vec::new()
        });
        for (name, value) in pieces {
            match field(name).filter(|(field, _)| *field != Field::Text) {
                Some((field, rank)) => meta.set(field, rank, vec![in_words(field, value)]),
                None => document.topics.push(format!("{name}/{value}")),
            }
        }
        fault = meta.fill(&mut named).or(fault);
        document.topics.append(&mut named.topics);
    }
    // A file of many is named after the day of its making.
    let dated = || if alone { dates::in_path(path) } else { None };
    document.published = document.published.or(named.published).or_else(dated).or(given.date);
    missing(&mut document.title, named.title, None);
    missing(&mut document.url, named.url, None);
    missing(&mut document.outlet, named.outlet, given.outlet.as_ref());
    missing(&mut document.speaker, named.speaker, given.speaker.as_ref());
    if document.authors.is_empty() {
        document.authors = named.authors;
    }
    document.topics.extend(given.topics.iter().cloned());
    document.language = document.language.or(named.language);
    language::settle(document, given.language);
    fault
}

fn missing(value: &mut Option<String>, named: Option<String>, given: Option<&String>) {
    if value.is_none() {
        *value = named.or_else(|| given.cloned());
    }
}

/// A piece of a file's name with blanks for what stands there instead of them.
fn in_words(field: Field, value: &str) -> String {
    match field {
        Field::Date => dates::parse_name(value).map_or(value.to_owned(), |date| date.to_string()),
        Field::Title | Field::Speaker | Field::Outlet | Field::Authors => {
            // `Jo_Mbeki-Lind` has its blanks already.
            let marks: &[char] = if value.contains('_') { &['_'] } else { &['-'] };
            let blank = !value.contains(' ');
            if blank { value.replace(marks, " ") } else { value.to_owned() }
        }
        _ => value.to_owned(),
    }
}

/// Whether a value is a way of writing that there is none.
pub(super) fn says_nothing(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || ["null", "none", "nan", "n/a", "unknown", "~", "-"]
            .iter()
            .any(|nothing| value.eq_ignore_ascii_case(nothing))
}

/// Returns `value` on one line, with plain blanks and nothing invisible.
pub(super) fn tidy(value: &str) -> String {
    let mut tidy = String::with_capacity(value.len());
    for word in value.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter(|char| {
            !matches!(char, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') && !char.is_control()
        }));
    }
    tidy
}

/// The head of a value, for a message.
fn shown(value: &str) -> String {
    let mut shown: String = value.chars().take(60).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

/// Takes `By A. Smith and B. Jones` apart; a list is one already.
fn authors(values: &[String]) -> Vec<String> {
    let mut authors = Vec::new();
    for value in values {
        let names = tidy(value);
        let names = names
            .get(..3)
            .filter(|by| by.eq_ignore_ascii_case("by "))
            .map_or(names.as_str(), |_| &names[3..]);
        let parts = names.split(';').flat_map(|part| part.split(" and "));
        authors.extend(parts.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    }
    authors
}

fn topics(values: &[String]) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let topics = values.iter().flat_map(|value| value.split([',', ';'])).map(tidy);
    topics.filter(|topic| !topic.is_empty() && seen.insert(topic.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(pieces: &[(&str, &str)]) -> (Document, Option<Fault>) {
        let mut meta = Meta::default();
        for (key, value) in pieces {
            let (field, rank) = field(key).unwrap();
            meta.set(field, rank, vec![(*value).to_owned()]);
        }
        let mut document = Document::default();
        let fault = meta.fill(&mut document);
        (document, fault)
    }

    #[test]
    fn the_better_name_wins_whatever_the_order() {
        for pieces in [
            [("source_domain", "a.example"), ("outlet", "The Herald")],
            [("outlet", "The Herald"), ("source_domain", "a.example")],
        ] {
            assert_eq!(fill(&pieces).0.outlet.as_deref(), Some("The Herald"));
        }
    }

    #[test]
    fn a_source_that_is_an_address_is_one() {
        let (document, _) = fill(&[("source", "https://a.example/1")]);
        assert_eq!(document.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(document.outlet, None);
    }

    #[test]
    fn topics_add_up_and_authors_come_apart() {
        let (document, _) = fill(&[
            ("Topic", "economy/trade"),
            ("tags", "steel, trade"),
            ("section", "steel"),
            ("byline", "By A. Berg and B. Costa"),
            ("speaker", "None"),
        ]);
        assert_eq!(document.topics, ["economy/trade", "steel", "trade"]);
        assert_eq!(document.authors, ["A. Berg", "B. Costa"]);
        assert_eq!(document.speaker, None);
    }

    #[test]
    fn a_date_that_is_none_is_told() {
        let (document, fault) = fill(&[("date", "last spring")]);
        assert_eq!(document.published, None);
        assert!(matches!(fault, Some(Fault::Date(said)) if said == "last spring"));
    }
}
