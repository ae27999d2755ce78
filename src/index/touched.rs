//! The documents that a change of the rules of who is who touches.

use std::{collections::BTreeSet, path::Path};

use tantivy::{
    Searcher, TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    IndexError, Key, Store,
    rows::{clip, decode_document},
    schema::{Fields, Row},
};
use crate::people::{Overlay, Touched};

impl Store {
    /// How many documents have to be read again for the index to be what `overlay` makes it.
    pub fn touched_by(&self, overlay: &Overlay) -> Result<u64, IndexError> {
        let applied = self.people()?;
        let (before, _) = Overlay::parse(&applied.rules);
        let touched = Touched::between(&before, overlay);
        let found = documents_of(&self.searcher(), self.fields(), self.path(), &touched)?;
        let new = found.iter().filter(|key| !applied.waiting.contains(&key.hex())).count();
        Ok((applied.waiting.len() + new) as u64)
    }
}

/// The keys of the documents that `touched` leads to; more of them where a correction names one
/// that is not there.
pub(super) fn documents_of(
    searcher: &Searcher,
    fields: &Fields,
    path: &Path,
    touched: &Touched,
) -> Result<BTreeSet<Key>, IndexError> {
    let failed = |error| IndexError::engine("reading", path, error);
    let term =
        |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    let names = [fields.speaker.id, fields.via.id, fields.to.id];
    let by_name = touched
        .ids
        .iter()
        .flat_map(|id| names.iter().map(|field| term(Term::from_field_text(*field, clip(id)))));
    let mut paths: BTreeSet<String> =
        touched.documents.iter().map(|document| clip(document).to_owned()).collect();
    let found = searcher.search(&BooleanQuery::union(by_name.collect()), &DocSetCollector);
    for address in found.map_err(failed)? {
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let Some(column) = columns.str("doc").map_err(failed)? else { continue };
        let mut path = String::new();
        for ordinal in column.term_ords(address.doc_id) {
            column.ord_to_str(ordinal, &mut path).map_err(|error| failed(error.into()))?;
            paths.insert(path.clone());
        }
    }
    let mut queries: Vec<_> =
        paths.iter().map(|path| Term::from_field_text(fields.doc, path)).collect();
    let of_key = |key: &String| Key::of_document_key(key).bytes();
    let keys = touched.documents.iter().map(of_key);
    queries.extend(keys.map(|key| Term::from_field_bytes(fields.key, &key)));
    let mut keys = BTreeSet::new();
    for query in queries {
        let row = term(Term::from_field_text(fields.row, Row::Document.term()));
        let query = BooleanQuery::intersection(vec![term(query), row]);
        for address in searcher.search(&query, &DocSetCollector).map_err(failed)? {
            let row: TantivyDocument = searcher.doc(address).map_err(failed)?;
            keys.insert(Key::of_document_key(&decode_document(&row)?.key));
        }
    }
    Ok(keys)
}
