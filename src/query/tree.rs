//! What a query means once it is read: a tree of words, phrases and filters that prints as it
//! would be typed.

use std::{fmt, mem};

use super::Filter;

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
    /// Every word that becomes this one by so many letters put in, left out, changed or swapped.
    Fuzzy(String, u8),
    /// These words, exactly, in any order, with so many others among them at most.
    Loose(String, u32),
    /// Two that stand near each other in one text.
    Near(Box<Beside>),
    /// A field that has to hold something.
    Filter(Filter),
    /// Not this.
    Not(Box<Query>),
    /// All of these.
    And(Vec<Query>),
    /// At least one of these.
    Or(Vec<Query>),
}

/// Two that stand near each other. What each may be: see [`Query::has_place`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Beside {
    /// One of them; the first, where that counts.
    pub left: Query,
    /// The other.
    pub right: Query,
    /// The right one starts, or else ends, so many words from the left one at most; from 1.
    pub distance: u32,
    /// Whether the left one has to come first.
    pub ordered: bool,
}

impl Query {
    /// Whether what matches stands somewhere in a text, so that something can be near it: words,
    /// phrases and the like, and groups of them.
    pub fn has_place(&self) -> bool {
        match self {
            Self::Word(_)
            | Self::Phrase(_)
            | Self::Prefix(_)
            | Self::Fuzzy(..)
            | Self::Loose(..)
            | Self::Near(_) => true,
            Self::Filter(Filter::Text(_, words)) => words.has_place(),
            Self::And(parts) | Self::Or(parts) => parts.iter().all(Self::has_place),
            Self::All | Self::Filter(_) | Self::Not(_) => false,
        }
    }

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
    pub(super) fn narrowed(parts: Vec<Self>) -> Self {
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
            Self::Fuzzy(word, edits) => write!(f, "{word}~{edits}"),
            Self::Loose(words, others) => write!(f, "\"{words}\"~{others}"),
            Self::Near(near) => near.fmt(f),
            Self::Filter(filter) => filter.fmt(f),
            Self::Not(inner) if matches!(**inner, Self::And(_) | Self::Or(_) | Self::Near(_)) => {
                write!(f, "-({inner})")
            }
            Self::Not(inner) => write!(f, "-{inner}"),
            // `OR` binds its neighbors tighter than a blank does, so choices need no parentheses.
            Self::And(parts) => list(f, parts, " ", |_| false),
            Self::Or(parts) => list(f, parts, " OR ", |part| matches!(part, Self::And(_))),
        }
    }
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = if self.ordered { "ADJ" } else { "NEAR" };
        match &self.left {
            left @ (Query::And(_) | Query::Or(_)) => write!(f, "({left})")?,
            left => write!(f, "{left}")?,
        }
        write!(f, " {operator}/{} ", self.distance)?;
        match &self.right {
            right @ (Query::And(_) | Query::Or(_) | Query::Near(_)) => write!(f, "({right})"),
            right => write!(f, "{right}"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Filters;

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
