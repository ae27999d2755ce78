//! Ids as short as they are unique: made and looked up.

use std::collections::BTreeSet;

use tantivy::{
    DocAddress, Searcher, TantivyDocument, Term, collector::DocSetCollector, query::TermQuery,
    schema::IndexRecordOption,
};

use super::{QueryError, terms::starting_with};
use crate::{
    index::{Fields, Opened, Store, decode},
    model::Record,
};

/// Hex digits of a short id, at least.
const SHORTEST: usize = 4;

/// Returns `id` with as few digits as tell its document from all others.
pub(super) fn short(searcher: &Searcher, fields: &Fields, id: &str) -> Result<String, QueryError> {
    let Some((hash, ordinal)) = id.split_once('/') else {
        return Ok(id.to_owned());
    };
    let mut digits = SHORTEST.min(hash.len());
    if let Some(start) = hash.get(..digits) {
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.hash)?;
            let mut others = inverted.terms().range().ge(start).into_stream()?;
            while others.advance() && others.key().starts_with(start.as_bytes()) {
                let other = others.key();
                if other != hash.as_bytes() {
                    let shared = hash.bytes().zip(other).take_while(|(a, b)| a == *b).count();
                    digits = digits.max(shared + 1);
                }
            }
        }
    }
    Ok(format!("{}/{ordinal}", hash.get(..digits).unwrap_or(hash)))
}

/// The first eight digits of every document, sorted.
struct Heads(Vec<u32>);

/// As [`short`], for one of very many asked for one after the other.
pub(super) fn short_of_many(
    searcher: &Searcher,
    opened: &Opened,
    fields: &Fields,
    id: &str,
) -> Result<String, QueryError> {
    let head = |hash: &str| u32::from_str_radix(hash.get(..8)?, 16).ok();
    let Some((hash, ordinal)) = id.split_once('/') else { return Ok(id.to_owned()) };
    let heads = opened.kept.get_or_make(
        "heads",
        |_| true,
        || {
            let mut heads = Vec::new();
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(fields.hash)?;
                let mut hashes = inverted.terms().stream()?;
                while hashes.advance() {
                    heads.extend(str::from_utf8(hashes.key()).ok().and_then(head));
                }
            }
            heads.sort_unstable();
            Ok(Heads(heads))
        },
    )?;
    let own = head(hash).unwrap_or_default();
    let range = heads.0.partition_point(|head| *head < own);
    let range = range..heads.0.partition_point(|head| *head <= own);
    if range.len() != 1 {
        return short(searcher, fields, id);
    }
    let before = range.start.checked_sub(1).and_then(|at| heads.0.get(at));
    let beside = before.into_iter().chain(heads.0.get(range.end));
    let shared = beside.map(|other| (own ^ other).leading_zeros() as usize / 4).max();
    let digits = shared.map_or(SHORTEST, |shared| SHORTEST.max(shared + 1));
    Ok(format!("{}/{ordinal}", hash.get(..digits).unwrap_or(hash)))
}

/// Finds the statement of an id, which may be as short as it is unique.
pub fn find(store: &Store, id: &str) -> Result<Record, QueryError> {
    let typed = id.trim();
    let form = || QueryError::IdForm { id: typed.to_owned() };
    let (digits, ordinal) = typed.split_once('/').ok_or_else(form)?;
    let digits = digits.to_lowercase();
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.len() < SHORTEST || 16 < digits.len() || !is_hex {
        return Err(form());
    }
    let ordinal: u32 = ordinal.parse().map_err(|_| form())?;
    let searcher = store.searcher();
    let fields = store.fields();
    let mut found = Vec::new();
    for hash in starting_with(&searcher, fields.hash, &digits)?.keys() {
        for address in rows_of(&searcher, fields, hash)? {
            let segment = searcher.segment_reader(address.segment_ord);
            let ordinals = segment.fast_fields().u64("ordinal")?;
            if ordinals.first(address.doc_id) == Some(ordinal.into()) {
                found.push((hash.clone(), address));
            }
        }
    }
    match found.as_slice() {
        [] => Err(QueryError::IdUnknown { id: typed.to_owned() }),
        [(_, address)] => {
            let row: TantivyDocument = searcher.doc(*address)?;
            Ok(decode(&row)?)
        }
        several => {
            let hashes: BTreeSet<&String> = several.iter().map(|(hash, _)| hash).collect();
            let candidates = hashes
                .into_iter()
                .map(|hash| short(&searcher, fields, &format!("{hash}/{ordinal}")))
                .collect::<Result<_, _>>()?;
            Err(QueryError::IdAmbiguous { id: typed.to_owned(), candidates })
        }
    }
}

/// Returns the id of `record` as short as it is unique.
pub fn short_id(store: &Store, record: &Record) -> Result<String, QueryError> {
    short(&store.searcher(), store.fields(), &record.id)
}

/// Returns every act of saying in the document of `record`, itself included, in text order.
pub fn acts_beside(store: &Store, record: &Record) -> Result<Vec<Record>, QueryError> {
    let searcher = store.searcher();
    let hash = record.id.split('/').next().unwrap_or_default();
    let mut acts = Vec::new();
    for address in rows_of(&searcher, store.fields(), hash)? {
        let segment = searcher.segment_reader(address.segment_ord);
        if let Some(ordinal) = segment.fast_fields().u64("ordinal")?.first(address.doc_id) {
            let row: TantivyDocument = searcher.doc(address)?;
            acts.push((ordinal, decode(&row)?));
        }
    }
    acts.sort_by_key(|(ordinal, _)| *ordinal);
    Ok(acts.into_iter().map(|(_, act)| act).collect())
}

/// The hash and the ordinal that an id is made of.
pub(super) fn parts(id: &str) -> Option<(u64, u32)> {
    let (hash, ordinal) = id.split_once('/')?;
    Some((u64::from_str_radix(hash, 16).ok()?, ordinal.parse().ok()?))
}

/// The live rows of the document with that hash.
fn rows_of(
    searcher: &Searcher,
    fields: &Fields,
    hash: &str,
) -> Result<BTreeSet<DocAddress>, QueryError> {
    let term = Term::from_field_text(fields.hash, hash);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    Ok(searcher.search(&query, &DocSetCollector)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{corpus, document, news};

    #[test]
    fn short_ids_lead_back() {
        let news = news();
        for hit in news.search("").hits {
            assert_eq!(hit.short_id.find('/'), Some(4));
            assert_eq!(find(&news.store, &hit.short_id).unwrap(), hit.record);
            assert_eq!(find(&news.store, &hit.record.id.to_uppercase()).unwrap(), hit.record);
            assert_eq!(short_id(&news.store, &hit.record).unwrap(), hit.short_id);
        }
    }

    #[test]
    fn ids_grow_until_they_are_unique() {
        // Among this many documents some share four digits.
        let it = corpus(
            (0..600).map(|nth| document(&format!("{nth}.txt")).says("A", "x", |_| {})).collect(),
        );
        let all = crate::query::SearchOptions { limit: 600, ..Default::default() };
        let hits = it.search_with("", &all).hits;
        let longer: Vec<_> = hits.iter().filter(|hit| hit.short_id.len() > 6).collect();
        assert!(2 <= longer.len(), "no two ids are alike");
        let (searcher, fields) = (it.store.searcher(), it.store.fields());
        let opened = it.store.opened(&searcher);
        for hit in &hits {
            let short = short_of_many(&searcher, &opened, fields, &hit.record.id).unwrap();
            assert_eq!(short, hit.short_id);
        }
        for hit in &longer {
            assert_eq!(find(&it.store, &hit.short_id).unwrap().id, hit.record.id);
        }
        let short = format!("{}/1", &longer[0].record.id[..4]);
        let error = find(&it.store, &short).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{short}` is short for `{}", &short[..4])), "{error}");
        assert!(error.contains(&format!("`{}`", longer[0].short_id)), "{error}");
    }

    #[test]
    fn says_what_is_no_id() {
        let news = news();
        let error = |id: &str| find(&news.store, id).unwrap_err().to_string();
        let form = "an id is at least four hex digits, a slash and a number, `3f9a/2`";
        for id in ["", "3f9", "3f9a", "3f9/1", "zzzz/1", "3f9a/x", "3f9a1c22d07be4151/2"] {
            assert_eq!(error(id), format!("`{id}` is not an id: {form}"));
        }
        assert_eq!(error("0000/1"), "no statement has the id `0000/1`");
        let id = &news.search("ironclad").hits[0].short_id;
        let other = id.replace("/2", "/99");
        assert_eq!(error(&other), format!("no statement has the id `{other}`"));
    }

    #[test]
    fn acts_stand_beside_each_other() {
        let news = news();
        let hit = news.search("ironclad").hits.remove(0);
        let acts = acts_beside(&news.store, &hit.record).unwrap();
        let ordinals: Vec<_> = acts.iter().map(|act| act.id.rsplit('/').next().unwrap()).collect();
        assert_eq!(ordinals, ["1", "2", "3", "4"]);
        assert!(!acts[2].primary);
    }
}
