//! What a writer reads back of its last commit.

use tantivy::{
    IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::Builder;
use crate::index::{
    IndexError, Key,
    rows::{DocumentRecord, decode_document},
    schema::Row,
};

impl Builder {
    pub(super) fn searcher(&self) -> Result<Searcher, IndexError> {
        let failed = |error| IndexError::engine("reading", &self.path, error);
        let reader = self.index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = reader.try_into().map_err(failed)?;
        Ok(reader.searcher())
    }

    /// Whether it was left open what is a copy of what.
    pub fn is_unsettled(&self) -> bool {
        self.payload.unsettled
    }

    /// Notes whether it is open yet what is a copy of what.
    pub fn set_unsettled(&mut self, unsettled: bool) {
        self.changed |= self.payload.unsettled != unsettled;
        self.payload.unsettled = unsettled;
    }

    /// What the last commit says of the document or copy of that key.
    pub fn record(&self, key: Key) -> Result<Option<DocumentRecord>, IndexError> {
        let searcher = self.searcher()?;
        let term =
            |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
        let row = |row: Row| term(Term::from_field_text(self.fields.row, row.term()));
        let of_document = BooleanQuery::union(vec![row(Row::Document), row(Row::Copy)]);
        let of_key = term(Term::from_field_bytes(self.fields.key, &key.bytes()));
        let query = BooleanQuery::intersection(vec![of_key, Box::new(of_document)]);
        let failed = |error| IndexError::engine("reading", &self.path, error);
        let found = searcher.search(&query, &DocSetCollector).map_err(failed)?;
        let Some(address) = found.into_iter().next() else { return Ok(None) };
        let row: TantivyDocument = searcher.doc(address).map_err(failed)?;
        decode_document(&row).map(Some)
    }
}
