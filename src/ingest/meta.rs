//! What a document says about itself, whatever its format calls it.

use rustc_hash::FxHashSet;

use super::{Fault, dates, options::Defaults};
use crate::model::Document;

/// A piece of metadata.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Field {
    Title,
    Date,
    Speaker,
    Outlet,
    Url,
    Authors,
    Topics,
}

const FIELDS: usize = 7;

/// Names of each piece, the better ones first.
const NAMES: [(Field, &[&str]); FIELDS] = [
    (Field::Title, &["title", "headline", "doc_title"]),
    (
        Field::Date,
        &[
            "date",
            "date_publish",
            "date_published",
            "datepublished",
            "published",
            "published_at",
            "publishedat",
            "published_time",
            "published_date",
            "publish_date",
            "publication_date",
            "pub_date",
            "pubdate",
            "datetime",
            "posted",
        ],
    ),
    (Field::Speaker, &["speaker", "speaker_name"]),
    (
        Field::Outlet,
        &[
            "outlet",
            "publication",
            "publisher",
            "newspaper",
            "site_name",
            "sitename",
            "source",
            "source_name",
            "source_domain",
            "domain",
        ],
    ),
    (Field::Url, &["url", "link", "source_url", "canonical_url", "permalink"]),
    (Field::Authors, &["authors", "author", "byline"]),
    (
        Field::Topics,
        &["topics", "topic", "section", "category", "categories", "tags", "subjects", "subject"],
    ),
];

/// Returns which piece `key` names, and how far down the list of its names it stands.
pub(super) fn field(key: &str) -> Option<(Field, u8)> {
    let mut lower = [0_u8; 24];
    let lower = lower.get_mut(..key.len())?;
    for (to, from) in lower.iter_mut().zip(key.bytes()) {
        *to = if matches!(from, b'-' | b' ' | b':') { b'_' } else { from.to_ascii_lowercase() };
    }
    NAMES.iter().find_map(|(field, names)| {
        let rank = names.iter().position(|name| name.as_bytes() == lower)?;
        Some((*field, u8::try_from(rank).unwrap_or(u8::MAX)))
    })
}

/// The pieces found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Meta {
    values: [Option<(u8, Vec<String>)>; FIELDS],
}

impl Meta {
    /// Takes in a piece; a better name replaces a worse one, topics add up.
    pub(super) fn set(&mut self, field: Field, rank: u8, mut values: Vec<String>) {
        values.retain(|value| !says_nothing(value));
        if values.is_empty() {
            return;
        }
        match &mut self.values[field as usize] {
            Some((_, old)) if field == Field::Topics => old.extend(values),
            Some((old, _)) if *old <= rank => {}
            slot => *slot = Some((rank, values)),
        }
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
        let written = self.one(Field::Date)?;
        let date = dates::parse(&written);
        document.published = date.or(document.published);
        date.is_none().then(|| Fault::Date(shown(&written)))
    }
}

/// Fills in what `document` does not say itself: from the pattern of its `path`, from the date in
/// front of its file's name, and else from what the user gave for all.
pub(super) fn from_outside(
    document: &mut Document,
    path: &str,
    file_name: Option<&str>,
    given: &Defaults,
) {
    if let Some(pieces) = given.name_pattern.as_ref().and_then(|pattern| pattern.pieces(path)) {
        for (name, value) in pieces {
            document.topics.push(format!("{name}/{value}"));
        }
    }
    document.published =
        document.published.or_else(|| file_name.and_then(dates::in_file_name)).or(given.date);
    let missing = |value: &mut Option<String>, given: &Option<String>| {
        if value.is_none() {
            value.clone_from(given);
        }
    };
    missing(&mut document.outlet, &given.outlet);
    missing(&mut document.speaker, &given.speaker);
    document.topics.extend(given.topics.iter().cloned());
    document.language = document.language.or(given.language);
}

/// Whether a value is a way of writing that there is none.
fn says_nothing(value: &str) -> bool {
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
