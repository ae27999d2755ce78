//! Reads every statement that has a node and finds it there.

use std::ops::Range;

use tantivy::{
    DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument,
    collector::{Collector, SegmentCollector},
    query::Query as Engine,
};

use super::node::{Node, rest};
use crate::{
    index::{Store, decode, exact_words},
    model::Record,
    query::{
        Query, QueryError,
        plan::{Plan, Rows, plan},
    },
};

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(in crate::query) struct Word {
    pub(in crate::query) folded: String,
    pub(in crate::query) bytes: Range<usize>,
}

/// The words of a quote, the `s` of possessives left out.
#[derive(Clone, Debug)]
pub(in crate::query) struct Context<'a> {
    pub(in crate::query) text: &'a str,
    pub(in crate::query) words: Vec<Word>,
}

/// Where the node stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Occurrence {
    /// Bytes of the quote.
    pub(super) bytes: Range<usize>,
    /// The number of its first word, which is how many stand before it.
    pub(super) left: usize,
    /// The number of the first word after it.
    pub(super) right: usize,
}

impl<'a> Context<'a> {
    pub(in crate::query) fn new(text: &'a str) -> Self {
        let words = exact_words(text).into_iter().filter_map(|(bytes, folded)| {
            (!is_possessive(text, &bytes, &folded)).then_some(Word { folded, bytes })
        });
        Self { text, words: words.collect() }
    }

    /// Finds `node`, each occurrence after the last.
    fn find(&self, node: &Node) -> Vec<Occurrence> {
        let words = exact_words(self.text);
        let folded: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let length = node.length_at(&folded[at..]);
            if length == 0 {
                at += 1;
                continue;
            }
            let bytes = words[at].0.start..words[at + length - 1].0.end;
            let left = self.words.partition_point(|word| word.bytes.start < bytes.start);
            let right = self.words.partition_point(|word| word.bytes.start < bytes.end);
            found.push(Occurrence { bytes, left, right });
            at += length;
        }
        found
    }
}

fn is_possessive(text: &str, bytes: &Range<usize>, folded: &str) -> bool {
    folded == "s" && text[..bytes.start].ends_with(['\'', '’', 'ʼ'])
}

/// A node and the statements it may stand in.
pub(super) struct Scan {
    searcher: Searcher,
    plan: Plan,
    pub(super) node: Node,
}

impl Scan {
    pub(super) fn new(store: &Store, query: &Query) -> Result<Self, QueryError> {
        let node = Node::of(query);
        if node.is_empty() {
            return Err(QueryError::NoTerm);
        }
        let wanted = match rest(query) {
            Query::All => node.query(),
            rest => Query::And(vec![rest, node.query()]),
        };
        let searcher = store.searcher();
        let plan = plan(&searcher, store, &wanted, Rows::Statements)?;
        Ok(Self { searcher, plan, node })
    }

    pub(super) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(super) fn notes(&self) -> Vec<String> {
        self.plan.notes.clone()
    }

    pub(super) fn undated(&self) -> Result<u64, QueryError> {
        self.plan.n_undated(&self.searcher)
    }

    /// Hands over every statement that has the node, in the order of the index.
    pub(super) fn run(
        &self,
        mut visit: impl FnMut(
            DocAddress,
            &Record,
            &Context<'_>,
            &[Occurrence],
        ) -> Result<(), QueryError>,
    ) -> Result<(), QueryError> {
        for address in addresses(&self.searcher, &self.plan.query)? {
            let row: TantivyDocument = self.searcher.doc(address)?;
            let record = decode(&row)?;
            let context = Context::new(&record.quote);
            let occurrences = context.find(&self.node);
            if !occurrences.is_empty() {
                visit(address, &record, &context, &occurrences)?;
            }
        }
        Ok(())
    }
}

/// Where the matches of `query` lie, in the order of the index, in which they are read fastest.
pub(in crate::query) fn addresses(
    searcher: &Searcher,
    query: &dyn Engine,
) -> Result<Vec<DocAddress>, QueryError> {
    Ok(searcher.search(query, &Addresses)?)
}

struct Addresses;

struct SegmentAddresses {
    segment: SegmentOrdinal,
    found: Vec<DocAddress>,
}

impl Collector for Addresses {
    type Fruit = Vec<DocAddress>;
    type Child = SegmentAddresses;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _reader: &SegmentReader,
    ) -> tantivy::Result<SegmentAddresses> {
        Ok(SegmentAddresses { segment, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<DocAddress>>) -> tantivy::Result<Vec<DocAddress>> {
        let mut all = segments.concat();
        all.sort_unstable();
        Ok(all)
    }
}

impl SegmentCollector for SegmentAddresses {
    type Fruit = Vec<DocAddress>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.found.push(DocAddress::new(self.segment, doc));
    }

    fn harvest(self) -> Vec<DocAddress> {
        self.found
    }
}
