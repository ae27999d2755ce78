//! What everything is measured against: plain BM25 on one field, straight on tantivy.
//!
//! The field holds the sentences around a quote (the quote alone where these lack it), the names and the
//! headline, or else the quote alone; its words are cut, folded and stemmed as ours are, and
//! scored as tantivy does by default (k1 1.2, b 0.75).

use std::collections::HashSet;

use onrecord::{
    index::{Analyzer, Store, query_words},
    model::Record,
    query::{Filter, Query, SearchOptions},
    text::Stemmer,
};
use tantivy::{
    Index, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{AllQuery, BooleanQuery, Occur, Query as Engine, TermQuery},
    schema::{
        Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
    },
    tokenizer::{PreTokenizedString, TokenStream, Tokenizer},
};

use crate::judged::{Asked, Result, order};

/// Every primary statement in one field, twice: with all that belongs to it, and the quote alone.
pub struct Plain {
    searcher: Searcher,
    id: Field,
    all: Field,
    quote: Field,
}

/// How a query is put to it.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Look in the quote alone.
    pub quote: bool,
    /// All words have to be there; else any.
    pub every: bool,
    /// Fields of the query hold exactly as they do with us; else the words of names are words like
    /// others, and days are left out.
    pub fields: bool,
}

/// The stems of a text; the `s` of a possessive is left out.
fn stems(text: &str, stemmer: &mut Stemmer) -> PreTokenizedString {
    let mut analyzer = Analyzer::default();
    let mut terms = analyzer.token_stream(text);
    let mut tokens = Vec::new();
    while terms.advance() {
        let mut token = terms.token().clone();
        let before = text[..token.offset_from].chars().next_back();
        if token.text != "s" || !before.is_some_and(|before| "'\u{2018}\u{2019}".contains(before)) {
            let stem = stemmer.stem(&token.text).to_owned();
            token.text = stem;
            tokens.push(token);
        }
    }
    PreTokenizedString { text: String::new(), tokens }
}

impl Plain {
    pub fn new(records: &[Record]) -> Result<Self> {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let all = schema.add_text_field("all", options.clone());
        let quote = schema.add_text_field("quote", options);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        let mut stemmer = Stemmer::new("en");
        for record in records {
            let mut row = TantivyDocument::new();
            row.add_text(id, &record.id);
            row.add_pre_tokenized_text(all, stems(&whole(record), &mut stemmer));
            row.add_pre_tokenized_text(quote, stems(&record.quote, &mut stemmer));
            writer.add_document(row)?;
        }
        writer.commit()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), id, all, quote })
    }

    /// The ids of the `limit` best.
    pub fn order(
        &self,
        store: &Store,
        asked: &Asked,
        way: Way,
        limit: usize,
    ) -> Result<Vec<String>> {
        let (mut filters, mut words) = (Vec::new(), String::new());
        split(&asked.query(), way.fields, &mut filters, &mut words);
        let passing: Option<HashSet<String>> = if filters.is_empty() {
            None
        } else {
            let filters = Query::all_of(filters);
            let all = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
            Some(order(store, &filters, &all)?.into_iter().collect())
        };
        let field = if way.quote { self.quote } else { self.all };
        let occur = if way.every { Occur::Must } else { Occur::Should };
        let terms = query_words(&words).into_iter().filter(|word| !word.possessive);
        let terms: Vec<(Occur, Box<dyn Engine>)> = terms
            .flat_map(|word| word.stems)
            .map(|stem| -> (Occur, Box<dyn Engine>) {
                let term = Term::from_field_text(field, &stem);
                (occur, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            })
            .collect();
        let query: Box<dyn Engine> =
            if terms.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(terms)) };
        let n_all = usize::try_from(self.searcher.num_docs())?.max(1);
        let best = self.searcher.search(&query, &TopDocs::with_limit(n_all).order_by_score())?;
        let mut found = Vec::with_capacity(limit);
        for (_, address) in best {
            let row: TantivyDocument = self.searcher.doc(address)?;
            let id = row.get_first(self.id).and_then(|id| id.as_str()).unwrap_or_default();
            if passing.as_ref().is_none_or(|passing| passing.contains(id)) {
                found.push(id.to_owned());
                if found.len() == limit {
                    break;
                }
            }
        }
        Ok(found)
    }
}

fn whole(record: &Record) -> String {
    let mut text = String::new();
    if !record.context.contains(&record.quote) {
        text.extend([record.quote.as_str(), "\n"]);
    }
    text.push_str(&record.context);
    let agents = record.speaker.iter().chain(&record.joint_with);
    for agent in agents.chain(&record.via).chain(&record.addressees) {
        text.extend(["\n", &agent.name, "\n", agent.role.as_deref().unwrap_or_default()]);
    }
    text.extend(["\n", record.title.as_deref().unwrap_or_default()]);
    text
}

/// Takes a query apart into fields and words.
fn split(query: &Query, fields: bool, filters: &mut Vec<Query>, words: &mut String) {
    match query {
        Query::And(parts) => {
            for part in parts {
                split(part, fields, filters, words);
            }
        }
        Query::Word(text) | Query::Phrase(text) | Query::Prefix(text) => {
            words.extend([text.as_str(), " "]);
        }
        Query::Filter(Filter::Speaker(name) | Filter::To(name) | Filter::Via(name)) if !fields => {
            words.extend([name.as_str(), " "]);
        }
        other if fields => filters.push(other.clone()),
        _ => {}
    }
}
