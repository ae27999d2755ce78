//! The fields of a query: what each asks for, and how it prints.

use std::{fmt, mem};

use jiff::civil::Date;

use super::{Days, Query};
use crate::model::{Kind, Language, Wording};

/// One `field:value`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Filter {
    /// Who said it, by words of the name.
    Speaker(String),
    /// Who passed it on, by words of the name.
    Via(String),
    /// To whom, by words of the name.
    To(String),
    /// What it is about: this topic or one below it.
    Topic(String),
    /// Said, else published, on one of these days.
    Date(Days),
    /// Said, else published, on this day or later.
    After(Date),
    /// Said, else published, on this day or earlier.
    Before(Date),
    /// How close the text is to what was said.
    Kind(Kind),
    /// Whose words they are.
    Wording(Wording),
    /// Who published it, by words of the name.
    Outlet(String),
    /// The language of its document.
    Language(Language),
    /// The document or folder it stands in, by path.
    Document(String),
    /// The day is known.
    Dated,
    /// The speaker is right with so many chances in a thousand.
    Sure(Numbers),
    /// The quote has so many words.
    Words(Numbers),
    /// This word, phrase, start or likeness of a word, there and nowhere else.
    Text(Place, Box<Query>),
}

/// A text that belongs to a statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// The words reported.
    Quote,
    /// The sentences around them.
    Context,
    /// The document's headline.
    Title,
}

impl Place {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Quote, Self::Context, Self::Title];

    /// Its field's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Context => "context",
            Self::Title => "title",
        }
    }
}

/// The filters that flags give, to be joined with a query.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Filters {
    /// Like `speaker:`; one of them has to match.
    pub speakers: Vec<String>,
    /// Like `via:`; one of them has to match.
    pub via: Vec<String>,
    /// Like `topic:`; one of them has to match.
    pub topics: Vec<String>,
    /// On this day or later: the first of these days.
    pub since: Option<Days>,
    /// On this day or earlier: the last of these days, or `3w` for three weeks ago.
    pub until: Option<Days>,
    /// Like `date:`.
    pub on: Option<Days>,
}

impl Filter {
    /// The field's name, as typed before the colon.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Speaker(_) => "speaker",
            Self::Via(_) => "via",
            Self::To(_) => "to",
            Self::Topic(_) => "topic",
            Self::Date(_) => "date",
            Self::After(_) => "after",
            Self::Before(_) => "before",
            Self::Kind(_) => "kind",
            Self::Wording(_) => "is",
            Self::Outlet(_) => "outlet",
            Self::Language(_) => "language",
            Self::Document(_) => "doc",
            Self::Dated => "has",
            Self::Sure(_) => "sure",
            Self::Words(_) => "words",
            Self::Text(place, _) => place.name(),
        }
    }

    /// Whether two filters side by side are a choice between their values.
    pub(super) fn joins(&self, other: &Self) -> bool {
        let is_bound = |filter: &Self| match filter {
            Self::After(_) | Self::Before(_) | Self::Text(..) => true,
            Self::Sure(numbers) | Self::Words(numbers) => numbers.is_open(),
            _ => false,
        };
        let bound = is_bound(self) || is_bound(other);
        !bound && mem::discriminant(self) == mem::discriminant(other)
    }
}

impl Filters {
    /// Returns `query` narrowed to what passes all of them.
    pub fn apply(self, query: Query) -> Query {
        let choice = |values: Vec<String>, filter: fn(String) -> Filter| {
            Query::any_of(values.into_iter().map(|value| Query::Filter(filter(value))).collect())
        };
        // Each flag is a conjunct of its own, so that it narrows a field typed in the query too.
        let mut parts = vec![
            query,
            choice(self.speakers, Filter::Speaker),
            choice(self.via, Filter::Via),
            choice(self.topics, Filter::Topic),
        ];
        if let Some(first) = self.since.and_then(Days::first) {
            parts.push(Query::Filter(Filter::After(first)));
        }
        if let Some(end) = self.until.and_then(|days| days.last().or(days.first())?.tomorrow().ok())
        {
            parts.push(Query::Filter(Filter::Before(end)));
        }
        if let Some(on) = self.on {
            parts.push(Query::Filter(Filter::Date(on)));
        }
        Query::narrowed(parts)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.field())?;
        match self {
            Self::Speaker(value)
            | Self::Via(value)
            | Self::To(value)
            | Self::Topic(value)
            | Self::Outlet(value)
            | Self::Document(value) => {
                if value.contains(|char: char| char.is_whitespace() || matches!(char, '(' | ')')) {
                    write!(f, "\"{value}\"")
                } else {
                    f.write_str(value)
                }
            }
            Self::Date(days) => days.fmt(f),
            Self::After(day) | Self::Before(day) => day.fmt(f),
            Self::Language(language) => f.write_str(language.code()),
            Self::Kind(kind) => f.write_str(kind.name()),
            Self::Wording(wording) => f.write_str(wording.name()),
            Self::Dated => f.write_str("date"),
            Self::Sure(Numbers { least, most: None }) => share(f, *least),
            Self::Sure(Numbers { least, most }) => {
                share(f, *least)?;
                f.write_str("..")?;
                share(f, *most)
            }
            Self::Words(numbers) => numbers.fmt(f),
            Self::Text(_, words) => words.fmt(f),
        }
    }
}

/// Numbers from `least` to `most`, open where there is none.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Numbers {
    /// The least of them.
    pub least: Option<u32>,
    /// The most of them.
    pub most: Option<u32>,
}

impl Numbers {
    /// Those from `least` on.
    pub fn at_least(least: u32) -> Self {
        Self { least: Some(least), most: None }
    }

    /// Whether it is open at an end.
    fn is_open(self) -> bool {
        self.least.is_none() || self.most.is_none()
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "{least}"),
            (least, most) => write!(f, "{}..{}", end(least), end(most)),
        }
    }
}

/// Writes thousandths as a share.
fn share(f: &mut fmt::Formatter<'_>, thousandths: Option<u32>) -> fmt::Result {
    match thousandths {
        Some(thousandths) => write!(f, "{}", f64::from(thousandths) / 1000.0),
        None => Ok(()),
    }
}
