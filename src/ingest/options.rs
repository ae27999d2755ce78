//! What the user adds to what the files say: defaults, names of columns, limits.

use std::str::FromStr;

use super::{
    meta::{self, Field},
    name_pattern::NamePattern,
};
use crate::{
    model::{ApproxDate, Language},
    text::nearest,
};

/// How files are read.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct ReadOptions {
    /// What holds for all of them; comes before what a folder's `onrecord.toml` says.
    pub defaults: Defaults,
    /// Where reading ends.
    pub limits: Limits,
}

/// What holds for documents that do not say so themselves.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Defaults {
    /// The date of documents that carry none.
    pub date: Option<ApproxDate>,
    /// Who published them.
    pub outlet: Option<String>,
    /// Whose words they are.
    pub speaker: Option<String>,
    /// What they are about, besides what they say themselves.
    pub topics: Vec<String>,
    /// Their language.
    pub language: Option<Language>,
    /// What the names of files and folders say.
    pub name_pattern: Option<NamePattern>,
    /// What columns and keys are called.
    pub map: Mapping,
}

/// Where reading ends, so that no file takes all time or memory.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Limits {
    /// The longest file of plain text or Markdown, in bytes; of all kinds it takes the least memory
    /// for its length.
    pub text_bytes: u64,
    /// The longest file of another kind, or what is packed in one, or line, row or record of a file
    /// of many, in bytes.
    pub document_bytes: u64,
    /// What all that is packed in one file may come to, in bytes.
    pub unpacked_bytes: u64,
    /// How many times as long as it was packed something may be.
    pub ratio: u64,
    /// How deep archives may stand in archives, and elements in elements of XML and HTML.
    pub archive_depth: u8,
    /// How deep elements may stand in elements of XML and HTML.
    pub element_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 256 << 20,
            document_bytes: 32 << 20,
            unpacked_bytes: 64 << 30,
            ratio: 250,
            archive_depth: 3,
            element_depth: 512,
        }
    }
}

/// Names that the user gave columns of tables and keys of objects.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Mapping(Vec<(Field, String)>);

/// What is wrong with a mapping.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MappingError {
    /// No pair.
    #[error("`{0}` is not `FIELD=COLUMN`, such as `text=Body`")]
    NoPair(String),
    /// A pair of something else.
    #[error("`{field}` is no field of a document{}", guess(.nearest.as_deref()))]
    NoField {
        /// What was written.
        field: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
}

/// What a column can be mapped to.
const FIELDS: &[&str] = &[
    "text", "title", "date", "year", "month", "day", "speaker", "outlet", "url", "authors",
    "topics", "language",
];

fn guess(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || format!("; there are {}", FIELDS.join(", ")),
        |nearest| format!("; did you mean `{nearest}`?"),
    )
}

impl FromStr for Mapping {
    type Err = MappingError;

    /// Reads `text=Body,speaker=Name`.
    fn from_str(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for pair in text.split(',') {
            let pair = pair.trim();
            let no_pair = || MappingError::NoPair(pair.to_owned());
            let (field, column) = pair.split_once('=').ok_or_else(no_pair)?;
            mapping.name(field.trim(), column.trim())?;
        }
        Ok(mapping)
    }
}

impl Mapping {
    /// Takes in that `column` holds `field`.
    pub(super) fn name(&mut self, field: &str, column: &str) -> Result<(), MappingError> {
        let Some((known, _)) = meta::field(field) else {
            let near = nearest(&field.to_lowercase(), FIELDS.iter().copied());
            let nearest = near.first().map(|field| (*field).to_owned());
            return Err(MappingError::NoField { field: field.to_owned(), nearest });
        };
        if column.is_empty() {
            return Err(MappingError::NoPair(format!("{field}={column}")));
        }
        self.0.push((known, column.to_owned()));
        Ok(())
    }

    /// Takes `other`'s names in, before its own.
    pub fn extend(&mut self, other: &Self) {
        self.0.splice(0..0, other.0.iter().cloned());
    }

    /// What `key` holds, by the user or else by its name, and how far down the list of names it
    /// stands: the user's is before all.
    pub(super) fn field(&self, key: &str) -> Option<(Field, u8)> {
        let same = |(_, column): &&(Field, String)| column.eq_ignore_ascii_case(key.trim());
        let given = self.0.iter().find(same).map(|(field, _)| (*field, 0));
        given.or_else(|| meta::field(key))
    }

    /// The keys of keys that the user gave: `article.body`.
    pub(super) fn paths(&self) -> impl Iterator<Item = (Field, &str)> {
        let pairs = self.0.iter().map(|(field, path)| (*field, path.as_str()));
        pairs.filter(|(_, path)| path.contains('.'))
    }
}

impl Defaults {
    /// These, and where they say nothing those of `folder`.
    pub(super) fn over(&self, folder: &Self) -> Self {
        let mut map = folder.map.clone();
        map.extend(&self.map);
        let mut topics = folder.topics.clone();
        topics.extend(self.topics.iter().filter(|topic| !folder.topics.contains(topic)).cloned());
        Self {
            date: self.date.or(folder.date),
            outlet: self.outlet.clone().or_else(|| folder.outlet.clone()),
            speaker: self.speaker.clone().or_else(|| folder.speaker.clone()),
            topics,
            language: self.language.or(folder.language),
            name_pattern: self.name_pattern.clone().or_else(|| folder.name_pattern.clone()),
            map,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_name_fields() {
        let map: Mapping = "text=Body, speaker=Member Name".parse().unwrap();
        assert_eq!(map.field("body"), Some((Field::Text, 0)));
        assert_eq!(map.field("member name"), Some((Field::Speaker, 0)));
        assert_eq!(map.field("text"), Some((Field::Text, 1)));
        assert_eq!(map.field("Words"), None);
    }

    #[test]
    fn wrong_mappings_are_told() {
        let wrong = |map: &str| map.parse::<Mapping>().unwrap_err().to_string();
        assert_eq!(wrong("body"), "`body` is not `FIELD=COLUMN`, such as `text=Body`");
        assert_eq!(wrong("text="), "`text=` is not `FIELD=COLUMN`, such as `text=Body`");
        assert_eq!(
            wrong("speeker=A"),
            "`speeker` is no field of a document; did you mean `speaker`?"
        );
        assert_eq!(
            wrong("voice=A"),
            "`voice` is no field of a document; there are text, title, date, year, month, day, \
             speaker, outlet, url, authors, topics, language"
        );
    }

    #[test]
    fn flags_come_before_folders() {
        let flags = Defaults { outlet: Some("A".to_owned()), ..Defaults::default() };
        let folder = Defaults {
            outlet: Some("B".to_owned()),
            speaker: Some("C".to_owned()),
            ..Defaults::default()
        };
        let both = flags.over(&folder);
        assert_eq!((both.outlet.as_deref(), both.speaker.as_deref()), (Some("A"), Some("C")));
    }
}
