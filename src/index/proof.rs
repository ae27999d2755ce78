//! Stored rows against the text that they were made of.

use tantivy::{
    TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    IndexError, Store,
    rows::{decode, decode_passage},
    schema::Row,
};
use crate::model::{Document, Record, Span};

/// What of the statements and passages that the index has of `document` is not what stands there.
pub fn against_text(store: &Store, document: &Document) -> Result<Vec<String>, IndexError> {
    let mut wrong = Vec::new();
    let records: Vec<Record> =
        [Row::Statement, Row::Act].iter().try_fold(Vec::new(), |mut all, row| {
            for stored in rows(store, *row, document.hash())? {
                all.push(decode(&stored)?);
            }
            Ok::<_, IndexError>(all)
        })?;
    for record in &records {
        let spans: Option<Vec<String>> =
            record.spans.iter().map(|span| plain(document, *span)).collect();
        let quoted = record.quoted.iter().all(|span| plain(document, *span).is_some());
        let same = [
            ("words", spans.is_some_and(|spans| spans.join(" ") == record.quote)),
            ("quotation marks", quoted),
            ("context", plain(document, record.context_span).as_ref() == Some(&record.context)),
        ];
        wrong.extend(same.iter().filter(|(_, same)| !same).map(|(what, _)| {
            format!("the {what} of `{}` are not what stands in `{}`", record.id, document.key)
        }));
        if let Some(parent) = &record.parent
            && !records.iter().any(|other| other.id == *parent)
        {
            wrong.push(format!("`{}` is reported in `{parent}`, which is not there", record.id));
        }
    }
    for stored in rows(store, Row::Passage, document.hash())? {
        let passage = decode_passage(&stored)?;
        if plain(document, passage.span).as_ref() != Some(&passage.text) {
            let Span { start, end } = passage.span;
            wrong.push(format!(
                "the passage at {start}–{end} is not what stands in `{}`",
                document.key
            ));
        }
    }
    Ok(wrong)
}

/// The words under `span`, if that is a part of the text.
fn plain(document: &Document, span: Span) -> Option<String> {
    (span.start <= span.end).then_some(())?;
    document.text.get(span.range())?;
    Some(document.plain(span))
}

fn rows(store: &Store, row: Row, hash: u64) -> Result<Vec<TantivyDocument>, IndexError> {
    let failed = |error| IndexError::engine("reading", store.path(), error);
    let term = Term::from_field_text(store.fields().hash, &format!("{hash:016x}"));
    let of_document: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    let query = BooleanQuery::intersection(vec![of_document, Box::new(store.rows(row))]);
    let searcher = store.searcher();
    let found = searcher.search(&query, &DocSetCollector).map_err(failed)?;
    found.into_iter().map(|address| searcher.doc(address).map_err(failed)).collect()
}
