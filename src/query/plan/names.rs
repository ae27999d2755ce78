//! Names and topics: which of those in the index a value stands for, and which it may have meant.

use std::cmp::Reverse;

use tantivy::{
    Term,
    query::{EmptyQuery, Query as Engine, TermQuery, TermSetQuery},
    schema::IndexRecordOption,
};

use super::{MAX_EXPANSIONS, Planner, all};
use crate::{
    index::{NameField, query_words},
    query::{
        Filter, QueryError,
        terms::{commonest, starting_with},
    },
    text::{nearest, slug},
};

impl Planner<'_> {
    /// Names that hold every word of `typed`; says which are near where there is none.
    pub(super) fn name(
        &mut self,
        wanted: &Filter,
        field: NameField,
        typed: &str,
    ) -> Result<Box<dyn Engine>, QueryError> {
        let is_start = typed.ends_with('*');
        let mut words = query_words(typed);
        words.retain(|word| !word.possessive);
        let last = words.len().saturating_sub(1);
        let mut wanted_words: Vec<Box<dyn Engine>> = Vec::with_capacity(words.len());
        for (nth, word) in words.iter().enumerate() {
            if is_start && nth == last {
                let found = starting_with(self.searcher, field.words, &word.exact)?;
                let (found, _) = commonest(found, MAX_EXPANSIONS);
                let terms = found.iter().map(|word| Term::from_field_text(field.words, word));
                wanted_words.push(Box::new(TermSetQuery::new(terms)));
                continue;
            }
            let term = Term::from_field_text(field.words, &word.exact);
            if self.searcher.doc_freq(&term)? == 0 {
                let note = self.nobody(wanted, field, &word.exact)?;
                self.notes.push(note);
            }
            wanted_words.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        }
        Ok(all(wanted_words, vec![]))
    }

    fn nobody(&self, wanted: &Filter, field: NameField, word: &str) -> Result<String, QueryError> {
        let all = starting_with(self.searcher, field.words, "")?;
        let mut near = nearest(word, all.keys().map(String::as_str));
        near.sort_by_key(|near| Reverse(all.get(*near)));
        let name = wanted.field();
        Ok(match near.as_slice() {
            [] => format!("no `{name}:` has the word `{word}` in the name"),
            near => {
                let near: Vec<_> =
                    near.iter().take(3).map(|near| format!("`{name}:{near}`")).collect();
                let near = near.join(" or ");
                format!("no `{name}:` has the word `{word}` in the name; did you mean {near}?")
            }
        })
    }

    /// The topics that `typed` is, or that it is the end of, with all below them.
    pub(super) fn topic(&mut self, typed: &str) -> Result<Box<dyn Engine>, QueryError> {
        let parts = typed.trim_end_matches('*').split('/').map(slug);
        let path = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        let all = starting_with(self.searcher, self.fields.topic, "")?;
        let below = |topic: &str| topic.rfind('/').map_or(0, |slash| slash + 1);
        let is_it = |topic: &str| {
            topic
                .strip_suffix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let mut found: Vec<&String> = all.keys().filter(|topic| is_it(topic)).collect();
        if found.is_empty() || typed.ends_with('*') {
            found = all
                .keys()
                .filter(|topic| {
                    topic.starts_with(&path) || topic[below(topic)..].starts_with(&path)
                })
                .collect();
        }
        if found.is_empty() {
            let near = nearest(&path, all.keys().map(|topic| &topic[below(topic)..]));
            self.notes.push(match near.first() {
                Some(near) => format!("no topic is called `{typed}`; did you mean `topic:{near}`?"),
                None => format!("no topic is called `{typed}`"),
            });
            return Ok(Box::new(EmptyQuery));
        }
        let terms = found.into_iter().map(|topic| Term::from_field_text(self.fields.topic, topic));
        Ok(Box::new(TermSetQuery::new(terms)))
    }
}
