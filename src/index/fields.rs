//! The one table of fields: the schema, query prefixes, `onrecord fields` and hints read it.

use crate::model::{Kind, Wording};

/// A field that statements are indexed by and that a query can name.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name before the colon, in `count --by` and in the schema: `speaker`.
    pub name: &'static str,
    /// Other names before the colon: `by`.
    pub aliases: &'static [&'static str],
    /// What it holds, as `onrecord fields` prints it.
    pub help: &'static str,
    /// A query that uses it; empty where it can only be counted by.
    pub example: &'static str,
    /// How it is indexed and compared.
    pub kind: FieldKind,
    /// Whether statements can be counted by it.
    pub counted: bool,
}

/// How a field is indexed and compared.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// Running text: its words with positions.
    Text,
    /// Names: their ids in `NAME`, their words with positions in `NAME_words`, and `ID\tNAME`
    /// as the column `NAME_label` to count by.
    Name,
    /// A path and all paths above it, as whole terms and as a column.
    Topic,
    /// A document's path: whole in `NAME`, which is a column too, and its words in `NAME_words`.
    Document,
    /// One of a few words, as a term and as a column.
    Choice(fn() -> Vec<&'static str>),
    /// The code of a language, as a term and as a column.
    Language,
    /// Days: overlap of what is asked for with the columns `day_first` and `day_last`.
    Day(Bound),
    /// A share from 0 to 1: those at or above it, or between two, by the column `confidence`.
    Share,
    /// A count, by the column of its name, which the rows have anyway.
    Count,
    /// Read off the day; a column to count by, empty where the days are not all in one.
    Period,
}

/// Which days a date in a query stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bound {
    /// Those it names.
    On,
    /// Those after it.
    After,
    /// Those before it.
    Before,
    /// Any at all.
    Known,
}

impl Field {
    /// Whether it can stand before a colon.
    pub fn is_prefix(&self) -> bool {
        !self.example.is_empty()
    }

    /// The names before the colon, the main one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// The field of that name or alias.
    pub fn find(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.names().any(|other| other == name))
    }
}

/// All of them, in the order they are listed.
pub const FIELDS: &[Field] = &[
    Field {
        name: "speaker",
        aliases: &["by"],
        help: "who said it: any words of the name",
        example: "speaker:\"pat ryder\"",
        kind: FieldKind::Name,
        counted: true,
    },
    Field {
        name: "via",
        aliases: &[],
        help: "who passed it on",
        example: "via:miller",
        kind: FieldKind::Name,
        counted: true,
    },
    Field {
        name: "to",
        aliases: &[],
        help: "to whom it was said",
        example: "to:gallant",
        kind: FieldKind::Name,
        counted: true,
    },
    Field {
        name: "topic",
        aliases: &[],
        help: "what it is about, with all topics below",
        example: "topic:middle-east",
        kind: FieldKind::Topic,
        counted: true,
    },
    Field {
        name: "date",
        aliases: &["on"],
        help: "when it was said, else reported: a day, month, year or range",
        example: "date:2024-10..2024-11",
        kind: FieldKind::Day(Bound::On),
        counted: false,
    },
    Field {
        name: "after",
        aliases: &["since"],
        help: "said, else reported, on that day or later",
        example: "after:2024-05",
        kind: FieldKind::Day(Bound::After),
        counted: false,
    },
    Field {
        name: "before",
        aliases: &["until"],
        help: "said, else reported, on that day or earlier",
        example: "before:2024-05-17",
        kind: FieldKind::Day(Bound::Before),
        counted: false,
    },
    Field {
        name: "kind",
        aliases: &[],
        help: "how close the text is to what was said: direct, mixed or indirect",
        example: "kind:direct",
        kind: FieldKind::Choice(|| Kind::ALL.iter().map(|kind| kind.name()).collect()),
        counted: true,
    },
    Field {
        name: "wording",
        aliases: &["is"],
        help: "whose words they are: own, readout or paraphrase",
        example: "is:own",
        kind: FieldKind::Choice(|| Wording::ALL.iter().map(|wording| wording.name()).collect()),
        counted: true,
    },
    Field {
        name: "outlet",
        aliases: &[],
        help: "who published it",
        example: "outlet:reuters",
        kind: FieldKind::Name,
        counted: true,
    },
    Field {
        name: "language",
        aliases: &["lang"],
        help: "which language the document is in",
        example: "language:de",
        kind: FieldKind::Language,
        counted: true,
    },
    Field {
        name: "doc",
        aliases: &["document"],
        help: "in which document: its path, or words of it",
        example: "doc:rafah-call",
        kind: FieldKind::Document,
        counted: true,
    },
    Field {
        name: "has",
        aliases: &[],
        help: "what must be known: `has:date`",
        example: "has:date",
        kind: FieldKind::Day(Bound::Known),
        counted: false,
    },
    Field {
        name: "sure",
        aliases: &[],
        help: "the speaker is at least that likely right, 0 to 1",
        example: "sure:0.8",
        kind: FieldKind::Share,
        counted: false,
    },
    Field {
        name: "words",
        aliases: &[],
        help: "how many words the quote has",
        example: "words:5..20",
        kind: FieldKind::Count,
        counted: false,
    },
    Field {
        name: "quote",
        aliases: &[],
        help: "the words reported",
        example: "quote:ironclad",
        kind: FieldKind::Text,
        counted: false,
    },
    Field {
        name: "context",
        aliases: &[],
        help: "the sentences around the words reported",
        example: "context:readout",
        kind: FieldKind::Text,
        counted: false,
    },
    Field {
        name: "title",
        aliases: &[],
        help: "the document's headline",
        example: "title:briefing",
        kind: FieldKind::Text,
        counted: false,
    },
    Field {
        name: "year",
        aliases: &[],
        help: "the year of its date",
        example: "",
        kind: FieldKind::Period,
        counted: true,
    },
    Field {
        name: "month",
        aliases: &[],
        help: "the month of its date",
        example: "",
        kind: FieldKind::Period,
        counted: true,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_one_field() {
        let mut names: Vec<_> = FIELDS.iter().flat_map(Field::names).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert_eq!(Field::find("by").unwrap().name, "speaker");
        assert!(Field::find("nobody").is_none());
    }

    #[test]
    fn examples_use_the_field_they_explain() {
        for field in FIELDS.iter().filter(|field| field.is_prefix()) {
            let (prefix, value) = field.example.split_once(':').unwrap();
            assert!(field.names().any(|name| name == prefix), "{}", field.example);
            if let FieldKind::Choice(choices) = field.kind {
                assert!(choices().contains(&value), "{}", field.example);
            }
        }
    }
}
