//! Two documents side by side, sentence by sentence.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, Searcher, TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Occur, PhraseQuery, Query as Engine, TermQuery},
    schema::{Field as Handle, IndexRecordOption},
};

use super::{align::align, sentences::sentences};
use crate::{
    index::{
        DocumentRecord, Fields, Row, Store, decode, decode_document, decode_passage, exact_words,
        query_words,
    },
    model::{ApproxDate, Record},
    query::{Change, QueryError, Worded, diff, ids, terms::starting_with},
};

/// How many sentences of a document are compared.
const MAX_SENTENCES: usize = 2_000;

/// A document and its sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readout {
    /// What the ids of its statements begin with: 16 hex digits.
    pub hash: String,
    /// Its path.
    pub path: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its own date.
    pub published: Option<ApproxDate>,
    /// Its sentences in the order of its text, each once.
    pub sentences: Vec<Sentence>,
    /// Whether it has more sentences than are compared.
    pub cut: bool,
}

/// A sentence of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Its text, markup left out.
    pub text: String,
    /// The short id of the statement whose words it has.
    pub statement: Option<String>,
}

/// Two documents compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Both, in the order asked for.
    pub readouts: [Readout; 2],
    /// Sentences that say the same, in the order of the first document.
    pub pairs: Vec<Pair>,
    /// Sentences of each that the other does not have.
    pub only: [Vec<usize>; 2],
}

/// Two sentences that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The place of the first document's sentence.
    pub first: usize,
    /// The place of the second's.
    pub second: usize,
    /// How alike they are, 0 to 1.
    pub similarity: f64,
    /// What turns the first into the second.
    pub changes: Vec<Change>,
}

/// Compares two documents.
pub fn compare(store: &Store, first: Readout, second: Readout) -> Result<Comparison, QueryError> {
    let texts = |readout: &Readout| -> Vec<String> {
        readout.sentences.iter().map(|sentence| sentence.text.clone()).collect()
    };
    let (before, after) = (texts(&first), texts(&second));
    let [before, after] = [&before, &after].map(|it| it.iter().map(String::as_str).collect());
    let (before, after): (Vec<&str>, Vec<&str>) = (before, after);
    let aligned = align(store, &before, &after)?;
    let pairs: Vec<Pair> = aligned
        .into_iter()
        .map(|pair| Pair {
            first: pair.first,
            second: pair.second,
            similarity: pair.similarity,
            changes: diff(&Worded::new(before[pair.first]), &Worded::new(after[pair.second])),
        })
        .collect();
    let alone = |all: usize, paired: BTreeSet<usize>| -> Vec<usize> {
        (0..all).filter(|nth| !paired.contains(nth)).collect()
    };
    let only = [
        alone(before.len(), pairs.iter().map(|pair| pair.first).collect()),
        alone(after.len(), pairs.iter().map(|pair| pair.second).collect()),
    ];
    Ok(Comparison { readouts: [first, second], pairs, only })
}

/// Finds the document that `typed` names: by an id or its beginning, by path, or by words of its
/// path that no other has.
pub fn document_of(store: &Store, typed: &str) -> Result<Readout, QueryError> {
    let searcher = store.searcher();
    let typed = typed.trim();
    let found = by_id(&searcher, store.fields(), typed)?;
    let found = if found.is_empty() { by_path(&searcher, store.fields(), typed)? } else { found };
    match found.as_slice() {
        [] => Err(QueryError::DocumentUnknown { document: typed.to_owned() }),
        [record] => read(store, &searcher, record),
        several => Err(QueryError::DocumentAmbiguous {
            document: typed.to_owned(),
            candidates: several.iter().take(5).map(|record| record.path.clone()).collect(),
        }),
    }
}

fn documents(
    searcher: &Searcher,
    fields: &Fields,
    wanted: Box<dyn Engine>,
) -> Result<Vec<DocumentRecord>, QueryError> {
    let row = TermQuery::new(
        Term::from_field_text(fields.row, Row::Document.term()),
        IndexRecordOption::Basic,
    );
    let query = BooleanQuery::new(vec![(Occur::Must, Box::new(row)), (Occur::Must, wanted)]);
    let mut found = Vec::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        let row: TantivyDocument = searcher.doc(address)?;
        found.push(decode_document(&row)?);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn term(field: Handle, text: &str) -> Box<dyn Engine> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn by_id(
    searcher: &Searcher,
    fields: &Fields,
    typed: &str,
) -> Result<Vec<DocumentRecord>, QueryError> {
    let (digits, ordinal) = typed.split_once('/').unwrap_or((typed, "1"));
    let digits = digits.to_lowercase();
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let numbered = ordinal.bytes().all(|byte| byte.is_ascii_digit());
    if !(4..=16).contains(&digits.len()) || !is_hex || !numbered {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for hash in starting_with(searcher, fields.hash, &digits)?.keys() {
        found.extend(documents(searcher, fields, term(fields.hash, hash))?);
    }
    Ok(found)
}

/// By the whole path, else by words of it; without its first folders where nothing has these, as
/// a path may be typed from another folder.
fn by_path(
    searcher: &Searcher,
    fields: &Fields,
    typed: &str,
) -> Result<Vec<DocumentRecord>, QueryError> {
    let mut path = typed.trim_start_matches("./");
    loop {
        let mut found = documents(searcher, fields, term(fields.doc, path))?;
        if found.is_empty() {
            let words = query_words(path).into_iter();
            let mut words: Vec<Term> =
                words.map(|word| Term::from_field_text(fields.doc_words, &word.exact)).collect();
            let wanted: Box<dyn Engine> = match words.len() {
                0 => return Ok(Vec::new()),
                1 => Box::new(TermQuery::new(words.remove(0), IndexRecordOption::Basic)),
                _ => Box::new(PhraseQuery::new(words)),
            };
            found = documents(searcher, fields, wanted)?;
        }
        match path.split_once('/') {
            Some((_, below)) if found.is_empty() => path = below,
            _ => return Ok(found),
        }
    }
}

/// A stretch of a document's text.
struct Piece {
    start: u32,
    text: String,
    record: Option<Record>,
}

fn read(
    store: &Store,
    searcher: &Searcher,
    document: &DocumentRecord,
) -> Result<Readout, QueryError> {
    let fields = store.fields();
    let hash = format!("{:016x}", document.hash);
    let mut pieces = Vec::new();
    for row in [Row::Statement, Row::Act, Row::Passage] {
        for address in rows(searcher, fields, &hash, row)? {
            let stored: TantivyDocument = searcher.doc(address)?;
            if row == Row::Passage {
                let passage = decode_passage(&stored)?;
                pieces.push(Piece { start: passage.span.start, text: passage.text, record: None });
            } else {
                let record = decode(&stored)?;
                let (start, text) = (record.context_span.start, record.context.clone());
                let record = (row == Row::Statement).then_some(record);
                pieces.push(Piece { start, text, record });
            }
        }
    }
    pieces.sort_by_key(|piece| piece.start);
    let mut found: Vec<Sentence> = Vec::new();
    let mut places: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    for piece in &pieces {
        for text in sentences(&piece.text) {
            let words = exact_words(text).into_iter().map(|(_, word)| word).collect();
            let place = *places.entry(words).or_insert_with(|| {
                found.push(Sentence { text: text.to_owned(), statement: None });
                found.len() - 1
            });
            if let Some(record) = &piece.record
                && found[place].statement.is_none()
                && holds(text, &record.quote)
            {
                found[place].statement = Some(ids::short(searcher, fields, &record.id)?);
            }
        }
    }
    let cut = MAX_SENTENCES < found.len();
    found.truncate(MAX_SENTENCES);
    Ok(Readout {
        hash,
        path: document.path.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        published: document.published,
        sentences: found,
        cut,
    })
}

/// Whether a sentence has words of a quote, or is of it.
fn holds(sentence: &str, quote: &str) -> bool {
    let marks = |char: char| !char.is_alphanumeric();
    let head: String = quote.trim_matches(marks).chars().take(30).collect();
    !head.is_empty() && (sentence.contains(&head) || quote.contains(sentence.trim_matches(marks)))
}

/// The rows of a document that are `row`s.
pub(super) fn rows(
    searcher: &Searcher,
    fields: &Fields,
    hash: &str,
    row: Row,
) -> Result<BTreeSet<DocAddress>, QueryError> {
    let query = BooleanQuery::new(vec![
        (Occur::Must, term(fields.hash, hash)),
        (Occur::Must, term(fields.row, row.term())),
    ]);
    Ok(searcher.search(&query, &DocSetCollector)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document};

    fn calls() -> Corpus {
        corpus(vec![
            document("calls/okoye.txt")
                .passage("Minister Okoye spoke with Minister Lindt on Monday.")
                .says("Ada Okoye", "The two crossings at Vessen must reopen today", |_| {})
                .says("Ada Okoye", "The fishermen have to come home", |_| {}),
            document("calls/lindt.txt")
                .passage("Minister Lindt took a call of Minister Okoye on Monday.")
                .says("Yoav Lindt", "We cannot reopen the two crossings at Vessen yet", |_| {})
                .says("Yoav Lindt", "The mine in the channel was not ours", |_| {}),
            document("sport/lindt-cup.txt").says("Ines Brandt", "We won the cup.", |_| {}),
        ])
    }

    #[test]
    fn sentences_are_paired_or_one_sides_alone() {
        let it = calls();
        let of = |typed: &str| document_of(&it.store, typed).unwrap();
        let found = compare(&it.store, of("calls/okoye.txt"), of("calls/lindt.txt")).unwrap();
        let text = |side: usize, nth: usize| found.readouts[side].sentences[nth].text.as_str();
        let pairs: Vec<_> =
            found.pairs.iter().map(|it| (text(0, it.first), text(1, it.second))).collect();
        assert_eq!(
            pairs,
            [
                (
                    "Minister Okoye spoke with Minister Lindt on Monday.",
                    "Minister Lindt took a call of Minister Okoye on Monday."
                ),
                (
                    "Ada Okoye said “The two crossings at Vessen must reopen today”",
                    "Yoav Lindt said “We cannot reopen the two crossings at Vessen yet”"
                )
            ]
        );
        assert_eq!(found.only, [vec![2], vec![2]]);
        let id = found.readouts[0].sentences[2].statement.as_deref().unwrap();
        assert!(id.ends_with("/2") && id.len() == 6, "{id}");
        assert_eq!(found.readouts[0].sentences[0].statement, None);
    }

    #[test]
    fn documents_are_found_by_what_is_known_of_them() {
        let it = calls();
        let path = |typed: &str| match document_of(&it.store, typed) {
            Ok(readout) => readout.path,
            Err(error) => error.to_string(),
        };
        let okoye = document_of(&it.store, "okoye").unwrap();
        assert_eq!(okoye.path, "calls/okoye.txt");
        for typed in ["calls/okoye.txt", "./calls/okoye.txt", "here/calls/okoye.txt", &okoye.hash] {
            assert_eq!(path(typed), "calls/okoye.txt", "{typed}");
        }
        assert_eq!(path(&format!("{}/2", &okoye.hash[..4])), "calls/okoye.txt");
        assert_eq!(path("lindt"), "`lindt` may be any of `calls/lindt.txt`, `sport/lindt-cup.txt`");
        assert_eq!(path("nosuch/file"), "no document in the index is `nosuch/file`");
        assert_eq!(path(""), "no document in the index is ``");
    }
}
