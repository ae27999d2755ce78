//! What a concordance is centred on: words and starts of words, side by side.

use crate::{
    index::query_words,
    query::{Filter, Place, Query, figures::in_quotes},
};

/// How many alternatives a node may have.
const MAX_ALTERNATIVES: usize = 64;

/// A word of a node.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Element {
    /// This word, folded.
    Word(String),
    /// Any word that begins so.
    Start(String),
}

impl Element {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Word(wanted) => wanted == word,
            // The country is no word that begins with its letters.
            Self::Start(start) => word.starts_with(start.as_str()),
        }
    }
}

/// Alternatives, longest first, none empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Node(Vec<Vec<Element>>);

impl Node {
    /// The words that `query` asks for, those side by side as a phrase.
    pub(super) fn of(query: &Query) -> Self {
        let mut all = alternatives(query);
        all.retain(|words| !words.is_empty());
        all.sort_by_key(|words| std::cmp::Reverse(words.len()));
        all.truncate(MAX_ALTERNATIVES);
        Self(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of `words`, from the first on, are the node; 0 if they are not.
    pub(super) fn length_at<S: AsRef<str>>(&self, words: &[S]) -> usize {
        let fits = |alternative: &&Vec<Element>| {
            alternative.len() <= words.len()
                && alternative.iter().zip(words).all(|(element, word)| element.is(word.as_ref()))
        };
        self.0.iter().find(fits).map_or(0, Vec::len)
    }

    /// Finds the statements that have all words of an alternative in their quotes; whether these
    /// stand side by side is seen in the text where there is a start of a word.
    pub(super) fn query(&self) -> Query {
        let quote = |words| Query::Filter(Filter::Text(Place::Quote, Box::new(words)));
        let alternative = |elements: &Vec<Element>| {
            let mut parts = Vec::new();
            let mut phrase: Vec<&str> = Vec::new();
            for element in elements {
                match element {
                    Element::Word(word) => phrase.push(word),
                    Element::Start(start) => {
                        parts.push(quote(Query::Prefix(start.clone())));
                        if !phrase.is_empty() {
                            parts.push(quote(Query::Phrase(typed(&phrase))));
                            phrase.clear();
                        }
                    }
                }
            }
            if !phrase.is_empty() {
                parts.push(quote(Query::Phrase(typed(&phrase))));
            }
            if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) }
        };
        Query::any_of(self.0.iter().map(alternative).collect())
    }
}

/// Folded words as they can be typed again: the country as it is written.
fn typed(words: &[&str]) -> String {
    let words = words.iter().map(|word| if *word == "u.s" { "U.S." } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn words(typed: &str) -> Vec<Element> {
    query_words(typed).into_iter().map(|word| Element::Word(word.exact)).collect()
}

fn alternatives(query: &Query) -> Vec<Vec<Element>> {
    match query {
        Query::Word(typed) | Query::Phrase(typed) => vec![words(typed)],
        Query::Prefix(typed) => {
            let mut elements = words(typed);
            if let Some(Element::Word(last)) = elements.pop() {
                elements.push(Element::Start(last));
            }
            vec![elements]
        }
        Query::Filter(Filter::Text(Place::Quote, inner)) => alternatives(inner),
        Query::Or(parts) => parts.iter().flat_map(alternatives).collect(),
        Query::And(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let next = alternatives(part);
                let pairs = all.iter().flat_map(|before| {
                    next.iter().map(move |after| [before.as_slice(), after].concat())
                });
                all = pairs.take(MAX_ALTERNATIVES).collect();
            }
            all
        }
        _ => vec![Vec::new()],
    }
}

/// What `query` asks for beside the words of the node.
pub(super) fn rest(query: &Query) -> Query {
    match query {
        Query::All
        | Query::Word(_)
        | Query::Phrase(_)
        | Query::Prefix(_)
        | Query::Filter(Filter::Text(Place::Quote, _)) => Query::All,
        Query::Filter(_) => query.clone(),
        Query::Not(inner) => in_quotes(inner).negated(),
        Query::And(parts) => {
            let mut parts: Vec<Query> =
                parts.iter().map(rest).filter(|part| *part != Query::All).collect();
            match parts.len() {
                0 => Query::All,
                1 => parts.remove(0),
                _ => Query::And(parts),
            }
        }
        Query::Or(parts) => {
            let parts: Vec<Query> = parts.iter().map(rest).collect();
            if parts.contains(&Query::All) { Query::All } else { Query::Or(parts) }
        }
        // What cannot be the node still has to be there.
        words => in_quotes(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::Corpus;

    fn read(text: &str) -> String {
        let query = Corpus::query(text);
        format!("{} | {}", Node::of(&query).query(), rest(&query))
    }

    #[test]
    fn words_side_by_side_are_a_phrase() {
        assert_eq!(read("free passage by:a"), "quote:\"free passage\" | speaker:a");
        assert_eq!(read("\"the U.S.\" -toll"), "quote:\"the U.S.\" | -quote:toll");
        assert_eq!(read("free pass*"), "quote:pass* quote:\"free\" | ");
        assert_eq!(
            read("(free OR safe) passage"),
            "quote:\"free passage\" OR quote:\"safe passage\" | "
        );
        assert!(Node::of(&Corpus::query("by:a -toll")).is_empty());
    }
}
