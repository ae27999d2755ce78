//! How a query was read, what each part of it finds, and why the whole finds nothing.

use tantivy::{Searcher, collector::Count};

use super::{
    Query, QueryError, SearchOptions,
    correction::{Correction, correct},
    plan::{Rows, plan, terms},
};
use crate::index::Store;

/// How many words of a part are named.
const NAMED: usize = 8;

/// A query taken apart.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The whole.
    pub whole: Part,
    /// What to know of it: sentences without a full stop.
    pub notes: Vec<String>,
    /// What it was probably meant for.
    pub meant: Option<Correction>,
}

/// A part of a query.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it asks for.
    pub role: Role,
    /// As it would be typed.
    pub text: String,
    /// How many statements match it alone.
    pub statements: u64,
    /// The words that it stands for, the commonest first, with the rows, acts within statements
    /// among them, that have each in the place where most do.
    pub terms: Vec<(String, u64)>,
    /// How many more words it stands for.
    pub more_terms: usize,
    /// How many statements would match if this part were left out; where a whole that has to hold
    /// altogether finds nothing.
    pub without: Option<u64>,
    /// What it is made of; of what has to hold altogether, the rarest first, since that is how it
    /// is looked up.
    pub parts: Vec<Part>,
}

/// What a part asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Every statement.
    Everything,
    /// All of its parts.
    All,
    /// Any of its parts.
    Any,
    /// What does not match its part.
    Without,
    /// Its parts, near each other.
    Near,
    /// A word in any form.
    Word,
    /// Words just so.
    Phrase,
    /// Words that begin so.
    Start,
    /// Words so few letters away.
    Like,
    /// A field.
    Field,
}

impl Role {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::All => "all",
            Self::Any => "any",
            Self::Without => "without",
            Self::Near => "near",
            Self::Word => "word",
            Self::Phrase => "phrase",
            Self::Start => "start",
            Self::Like => "like",
            Self::Field => "field",
        }
    }
}

/// Takes `query` apart.
pub fn explain(
    store: &Store,
    query: &Query,
    options: &SearchOptions,
) -> Result<Explained, QueryError> {
    let searcher = store.searcher();
    let rows = Rows::of(options);
    let explainer = Explainer { searcher: &searcher, store, rows };
    let whole = explainer.part(query)?;
    let notes = plan(&searcher, store, query, rows)?.notes;
    let meant = correct(&searcher, store, query, rows, whole.statements)?;
    Ok(Explained { whole, notes, meant })
}

struct Explainer<'a> {
    searcher: &'a Searcher,
    store: &'a Store,
    rows: Rows,
}

impl Explainer<'_> {
    fn count(&self, query: &Query) -> Result<u64, QueryError> {
        let plan = plan(self.searcher, self.store, query, self.rows)?;
        Ok(self.searcher.search(&plan.query, &Count)? as u64)
    }

    fn part(&self, query: &Query) -> Result<Part, QueryError> {
        let (role, inside): (Role, Vec<&Query>) = match query {
            Query::All => (Role::Everything, vec![]),
            Query::And(parts) => (Role::All, parts.iter().collect()),
            Query::Or(parts) => (Role::Any, parts.iter().collect()),
            Query::Not(inner) => (Role::Without, vec![&**inner]),
            Query::Near(near) => (Role::Near, vec![&near.left, &near.right]),
            Query::Word(_) => (Role::Word, vec![]),
            Query::Phrase(_) | Query::Loose(..) => (Role::Phrase, vec![]),
            Query::Prefix(_) => (Role::Start, vec![]),
            Query::Fuzzy(..) => (Role::Like, vec![]),
            Query::Filter(_) => (Role::Field, vec![]),
        };
        let statements = self.count(query)?;
        let mut terms = terms(self.searcher, self.store, query, self.rows)?;
        terms.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let more_terms = terms.len().saturating_sub(NAMED);
        terms.truncate(NAMED);
        let mut parts = Vec::with_capacity(inside.len());
        for (at, part) in inside.iter().enumerate() {
            let mut explained = self.part(part)?;
            if role == Role::All && statements == 0 && 2 < inside.len() {
                let others = inside.iter().enumerate().filter(|(other, _)| *other != at);
                let others = Query::And(others.map(|(_, part)| (*part).clone()).collect());
                explained.without = Some(self.count(&others)?);
            }
            parts.push(explained);
        }
        if role == Role::All {
            parts.sort_by_key(|part| (part.role == Role::Without, part.statements));
        }
        let text = query.to_string();
        Ok(Part { role, text, statements, terms, more_terms, without: None, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, news};

    fn explained(query: &str) -> Explained {
        explain(&news().store, &Corpus::query(query), &SearchOptions::default()).unwrap()
    }

    fn shape(part: &Part) -> String {
        let inside: Vec<String> = part.parts.iter().map(shape).collect();
        let inside =
            if inside.is_empty() { String::new() } else { format!(" ({})", inside.join(", ")) };
        format!("{} {} {}{inside}", part.role.name(), part.text, part.statements)
    }

    #[test]
    fn every_part_is_counted_and_the_rarest_comes_first() {
        assert_eq!(
            shape(&explained("commit speaker:okoye -tram").whole),
            "all commit speaker:okoye -tram 1 (field speaker:okoye 2, word commit 3, without -tram 4 (word tram 2))"
        );
        assert_eq!(
            shape(&explained("strait NEAR/2 open OR nobody*").whole),
            "any strait NEAR/2 open OR nobody* 2 (near strait NEAR/2 open 1 (word strait 2, word open 1), start nobody* 1)"
        );
        assert_eq!(shape(&explained("").whole), "everything  6");
    }

    #[test]
    fn words_are_named_with_their_forms() {
        let terms = |query: &str| explained(query).whole.terms;
        let pairs = |terms: &[(&str, u64)]| -> Vec<(String, u64)> {
            terms.iter().map(|(term, rows)| ((*term).to_owned(), *rows)).collect()
        };
        assert_eq!(terms("commit"), pairs(&[("commitment", 3), ("committed", 1)]));
        assert_eq!(terms("trm~1"), pairs(&[("tram", 3)]));
    }

    #[test]
    fn says_which_part_is_in_the_way() {
        let explained = explained("strait open tram");
        assert_eq!(explained.whole.statements, 0);
        let without: Vec<_> =
            explained.whole.parts.iter().map(|part| (part.text.as_str(), part.without)).collect();
        assert_eq!(without, [("open", Some(0)), ("strait", Some(0)), ("tram", Some(1))]);
    }
}
