//! What a query means once it is read: a tree of words, phrases and filters that prints as it
//! would be typed.

use std::{fmt, mem};

use jiff::civil::Date;

use super::Days;
use crate::model::{Kind, Language, Wording};

/// What is asked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Query {
    /// Every statement.
    #[default]
    All,
    /// A word in any of its inflected forms.
    Word(String),
    /// These words in this order, exactly.
    Phrase(String),
    /// Every word that begins so.
    Prefix(String),
    /// A field that has to hold something.
    Filter(Filter),
    /// Not this.
    Not(Box<Query>),
    /// All of these.
    And(Vec<Query>),
    /// At least one of these.
    Or(Vec<Query>),
}

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
    /// The speaker is right with at least so many chances in a thousand.
    Sure(u16),
    /// This word, phrase or start of a word, there and nowhere else.
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
            Self::Text(place, _) => place.name(),
        }
    }

    /// Whether two filters side by side are a choice between their values.
    fn joins(&self, other: &Self) -> bool {
        let bound =
            matches!(self, Self::After(_) | Self::Before(_) | Self::Sure(_) | Self::Text(..));
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

impl Query {
    /// All of `parts`, without needless nesting; filters on one field become one choice.
    pub fn all_of(parts: Vec<Self>) -> Self {
        let mut slots: Vec<Vec<Self>> = Vec::with_capacity(parts.len());
        for part in flat(parts, &Self::And(Vec::new())) {
            let earlier = slots.iter_mut().find(|slot| match (&slot[0], &part) {
                (Self::Filter(one), Self::Filter(other)) => one.joins(other),
                _ => false,
            });
            match earlier {
                Some(slot) => slot.push(part),
                None => slots.push(vec![part]),
            }
        }
        few(slots.into_iter().map(Self::any_of).collect(), Self::And)
    }

    /// All of `parts`, filters on one field included.
    fn narrowed(parts: Vec<Self>) -> Self {
        few(flat(parts, &Self::And(Vec::new())), Self::And)
    }

    /// At least one of `parts`, without needless nesting.
    pub fn any_of(parts: Vec<Self>) -> Self {
        few(flat(parts, &Self::Or(Vec::new())), Self::Or)
    }

    /// What does not match `query`.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::All => Self::All,
            Self::Not(inner) => *inner,
            query => Self::Not(Box::new(query)),
        }
    }
}

/// `parts` without what asks for nothing, those of the sort of `outer` opened up.
fn flat(parts: Vec<Query>, outer: &Query) -> Vec<Query> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        let same = mem::discriminant(&part) == mem::discriminant(outer);
        match part {
            Query::All => {}
            Query::And(inner) | Query::Or(inner) if same => flat.extend(inner),
            part => flat.push(part),
        }
    }
    flat
}

fn few(mut parts: Vec<Query>, many: fn(Vec<Query>) -> Query) -> Query {
    match parts.len() {
        0 => Query::All,
        1 => parts.remove(0),
        _ => many(parts),
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Word(word) => f.write_str(word),
            Self::Phrase(words) => write!(f, "\"{words}\""),
            Self::Prefix(start) => write!(f, "{start}*"),
            Self::Filter(filter) => filter.fmt(f),
            Self::Not(inner) if matches!(**inner, Self::And(_) | Self::Or(_)) => {
                write!(f, "-({inner})")
            }
            Self::Not(inner) => write!(f, "-{inner}"),
            // `OR` binds its neighbors tighter than a blank does, so choices need no parentheses.
            Self::And(parts) => list(f, parts, " ", |_| false),
            Self::Or(parts) => list(f, parts, " OR ", |part| matches!(part, Self::And(_))),
        }
    }
}

fn list(
    f: &mut fmt::Formatter<'_>,
    parts: &[Query],
    between: &str,
    nested: fn(&Query) -> bool,
) -> fmt::Result {
    for (nth, part) in parts.iter().enumerate() {
        if nth > 0 {
            f.write_str(between)?;
        }
        if nested(part) {
            write!(f, "({part})")?;
        } else {
            write!(f, "{part}")?;
        }
    }
    Ok(())
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
            Self::Sure(thousandths) => write!(f, "{}", f32::from(*thousandths) / 1000.0),
            Self::Text(_, words) => words.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str) -> Query {
        Query::Word(word.to_owned())
    }

    fn speaker(name: &str) -> Query {
        Query::Filter(Filter::Speaker(name.to_owned()))
    }

    #[test]
    fn one_field_twice_is_a_choice() {
        let query = Query::all_of(vec![speaker("blinken"), word("war"), speaker("pat ryder")]);
        assert_eq!(query.to_string(), "speaker:blinken OR speaker:\"pat ryder\" war");
    }

    #[test]
    fn flags_narrow_what_is_typed() {
        let filters = Filters { speakers: vec!["miller".to_owned()], ..Filters::default() };
        let query = filters.apply(Query::any_of(vec![speaker("matthew"), speaker("stephen")]));
        assert_eq!(query.to_string(), "speaker:matthew OR speaker:stephen speaker:miller");
        assert_eq!(Filters::default().apply(word("war")), word("war"));
    }

    #[test]
    fn nests_only_where_needed() {
        assert_eq!(Query::all_of(vec![Query::All, Query::all_of(vec![word("a")])]), word("a"));
        let inner = Query::all_of(vec![word("a"), word("b")]);
        assert_eq!(Query::any_of(vec![inner.clone(), word("c")]).to_string(), "(a b) OR c");
        assert_eq!(inner.clone().negated().to_string(), "-(a b)");
        assert_eq!(inner.clone().negated().negated(), inner);
    }
}
