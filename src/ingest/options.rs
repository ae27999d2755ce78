//! What the user adds to what the files say: defaults, names of columns, limits.

use std::str::FromStr;

use super::{
    meta::{self, Field},
    name_pattern::NamePattern,
};
use crate::model::{ApproxDate, Language};

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
    /// Their language, where it is not to be found out.
    pub language: Option<Language>,
    /// What the names of files and folders say.
    pub name_pattern: Option<NamePattern>,
    /// What columns and keys are called.
    pub map: Mapping,
}

/// Where reading ends, so that no file takes all time or memory.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Limits {
    /// The longest text, or line, row or record of a file of many, in bytes.
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
            document_bytes: 64 << 20,
            unpacked_bytes: 64 << 30,
            ratio: 250,
            archive_depth: 3,
            element_depth: 512,
        }
    }
}

/// Names that the user gave columns of tables and keys of objects.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Mapping(Vec<(Slot, String)>);

/// What a column or a key holds, and how far down the list of its names its own stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Slot {
    /// The text.
    Text(u8),
    /// Metadata.
    Meta(Field, u8),
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not `FIELD=COLUMN` with one of the fields {FIELDS}")]
pub struct MappingError(String);

const FIELDS: &str = "text, title, date, speaker, outlet, url, authors, topics";

impl FromStr for Mapping {
    type Err = MappingError;

    /// Reads `text=Body,speaker=Name`.
    fn from_str(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for pair in text.split(',') {
            let pair = pair.trim();
            let (field, column) =
                pair.split_once('=').ok_or_else(|| MappingError(pair.to_owned()))?;
            mapping.name(field.trim(), column.trim())?;
        }
        Ok(mapping)
    }
}

impl Mapping {
    /// Takes in that `column` holds `field`.
    pub(super) fn name(&mut self, field: &str, column: &str) -> Result<(), MappingError> {
        let wrong = || MappingError(format!("{field}={column}"));
        let slot = match field {
            "text" => Slot::Text(0),
            _ => meta::field(field).map(|(field, _)| Slot::Meta(field, 0)).ok_or_else(wrong)?,
        };
        if column.is_empty() {
            return Err(wrong());
        }
        self.0.push((slot, column.to_owned()));
        Ok(())
    }

    /// Takes `other`'s names in, before its own.
    pub fn extend(&mut self, other: &Self) {
        self.0.splice(0..0, other.0.iter().cloned());
    }

    /// What the user says that `key` holds.
    pub(super) fn slot(&self, key: &str) -> Option<Slot> {
        let same = |(_, column): &&(Slot, String)| column.eq_ignore_ascii_case(key.trim());
        self.0.iter().find(same).map(|(slot, _)| *slot)
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
        assert_eq!(map.slot("body"), Some(Slot::Text(0)));
        assert_eq!(map.slot("member name"), Some(Slot::Meta(Field::Speaker, 0)));
        assert_eq!(map.slot("Title"), None);
        for wrong in ["body", "words=Body", "text="] {
            assert!(wrong.parse::<Mapping>().is_err(), "{wrong}");
        }
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
