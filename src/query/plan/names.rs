//! Names and topics: which of those in the index a value stands for, and which it may have meant.

use std::cmp::Reverse;

use tantivy::{
    DocSet, Searcher, TERMINATED, Term,
    query::{EmptyQuery, EnableScoring, Query as Engine, TermQuery},
    schema::IndexRecordOption,
};

use super::{MAX_EXPANSIONS, Planner, all, any, phrase_in, term, terms::TermsQuery};
use crate::{
    index::{NameField, query_words},
    query::{
        Filter, QueryError,
        terms::{commonest, starting_with},
    },
    text::{edits, fold, nearest, slug},
};

/// Whether a row matches `query`.
fn finds_any(searcher: &Searcher, query: &dyn Engine) -> tantivy::Result<bool> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for reader in searcher.segment_readers() {
        let mut found = weight.scorer(reader, 1.0)?;
        while found.doc() != TERMINATED {
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(found.doc())) {
                return Ok(true);
            }
            found.advance();
        }
    }
    Ok(false)
}

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
        let mut missing: Vec<&str> = Vec::new();
        let mut wanted_words: Vec<Box<dyn Engine>> = Vec::with_capacity(words.len());
        for (nth, word) in words.iter().enumerate() {
            if is_start && nth == last {
                let found = starting_with(self.searcher, field.words, &word.exact)?;
                let (found, _) = commonest(found, MAX_EXPANSIONS);
                let terms = found.iter().map(|word| Term::from_field_text(field.words, word));
                wanted_words.push(Box::new(TermsQuery::new(field.words, terms.collect())));
                continue;
            }
            let term = Term::from_field_text(field.words, &word.exact);
            if self.searcher.doc_freq(&term)? == 0 {
                missing.push(word.exact.as_str());
            }
            wanted_words.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        }
        let several = 1 < words.len() && !is_start;
        let query = all(wanted_words, vec![]);
        if several && (!missing.is_empty() || !finds_any(self.searcher, &*query)?) {
            let words: Vec<&str> = words.iter().map(|word| word.exact.as_str()).collect();
            let note = self.nobody_of(wanted, field, &words)?;
            self.notes.push(note);
        } else {
            for word in missing {
                let note = self.nobody(wanted, field, word)?;
                self.notes.push(note);
            }
        }
        Ok(query)
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

    /// What to say where no name has all of `typed`: the names that have most of these words, or
    /// some as near as a slip.
    fn nobody_of(
        &self,
        wanted: &Filter,
        field: NameField,
        typed: &[&str],
    ) -> Result<String, QueryError> {
        let name = self.searcher.schema().get_field_name(field.label).to_owned();
        let mut near: Vec<(usize, String)> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str(&name)? else { continue };
            let mut label = String::new();
            for ordinal in 0..column.num_terms() {
                column.ord_to_str(ordinal as u64, &mut label)?;
                let Some((_, label)) = label.split_once('\t') else { continue };
                let words = query_words(label);
                let words = || words.iter().map(|word| word.exact.as_str());
                let slips = typed.iter().map(|typed| {
                    nearest(typed, words())
                        .first()
                        .map(|near| edits(typed, near))
                        .or_else(|| words().any(|word| word == *typed).then_some(0))
                });
                if let Some(slips) = slips.sum::<Option<usize>>() {
                    near.push((slips, fold(label).into_owned()));
                }
            }
        }
        near.sort();
        near.dedup();
        let least = near.first().map(|(slips, _)| *slips);
        near.retain(|(slips, _)| Some(*slips) == least);
        let (name, typed) = (wanted.field(), typed.join(" "));
        let near: Vec<String> =
            near.iter().take(3).map(|(_, label)| format!("`{name}:\"{label}\"`")).collect();
        let missing = format!("no `{name}:` has all of `{typed}` in the name");
        Ok(match near.as_slice() {
            [] => missing,
            near => format!("{missing}; did you mean {}?", near.join(" or ")),
        })
    }

    /// Documents by their path or by words of it; says which are near where there is none.
    pub(super) fn document(&mut self, path: &str) -> Result<Box<dyn Engine>, QueryError> {
        let fields = self.fields;
        let whole = term(fields.doc, path.trim_start_matches("./"));
        let words = query_words(path);
        let query = any(vec![whole, phrase_in(&words, fields.doc_words)]);
        for word in &words {
            let known = Term::from_field_text(fields.doc_words, &word.exact);
            if 0 < self.searcher.doc_freq(&known)? {
                continue;
            }
            let all = starting_with(self.searcher, fields.doc_words, "")?;
            let near = nearest(&word.exact, all.keys().map(String::as_str));
            let near = near.iter().max_by_key(|near| all.get(**near));
            let missing = format!("no document has `{}` in its path", word.exact);
            self.notes.push(match near {
                Some(near) => format!("{missing}; did you mean `doc:{near}`?"),
                None => missing,
            });
        }
        Ok(query)
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
        Ok(Box::new(TermsQuery::new(self.fields.topic, terms.collect())))
    }
}
