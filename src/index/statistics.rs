//! What BM25 counts by: of rows, only those that are there.
//!
//! tantivy counts what is deleted until it is merged away, and its means of lengths are estimates
//! after that, so that the same texts would score otherwise in an index with another past. Here
//! deleted rows are taken off again, and a field's mean length is a constant.

use std::sync::Arc;

use tantivy::{
    DocId, InvertedIndexReader, Searcher, TERMINATED, Term,
    postings::{Postings, TermInfo},
    query::Bm25StatisticsProvider,
    schema::{Field as Handle, IndexRecordOption},
};

use super::{columns::Opened, schema::Row};

/// Words of a text over all rows, those without it among them: the means of 12,962 press texts. A
/// field that is not named here has no lengths written down.
const MEAN_LENGTHS: [(&str, u64); 4] =
    [("quote", 24), ("context", 3), ("title", 10), ("passage", 11)];

/// How many rows there are, and how many of them have a term.
pub struct Statistics<'a> {
    searcher: &'a Searcher,
    deleted: Arc<Deleted>,
    n_rows: u64,
}

/// The deleted rows of each segment, in order.
pub type Deleted = Vec<Vec<DocId>>;

impl<'a> Statistics<'a> {
    /// Counts all rows of `searcher` but those of pairs, whose number depends on how an index was
    /// made.
    pub fn of(searcher: &'a Searcher, opened: &Opened) -> tantivy::Result<Self> {
        let deleted = deleted(searcher, opened)?;
        let mut all = Self { searcher, deleted, n_rows: searcher.num_docs() };
        let n_lists = opened.kept.get_or_make(
            "lists",
            |_| true,
            || {
                let row = searcher.schema().get_field("row")?;
                all.rows(&Term::from_field_text(row, Row::Forms.term()))
            },
        )?;
        all.n_rows = all.n_rows.saturating_sub(*n_lists);
        Ok(all)
    }

    /// What is counted.
    pub fn searcher(&self) -> &'a Searcher {
        self.searcher
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// How many of them have `term`.
    pub fn rows(&self, term: &Term) -> tantivy::Result<u64> {
        let mut rows = 0;
        for (reader, deleted) in self.searcher.segment_readers().iter().zip(&*self.deleted) {
            let inverted = reader.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(term)? {
                rows += rows_but(deleted, &inverted, &info)?;
            }
        }
        Ok(rows)
    }
}

/// How many rows of a segment have the term of `info`, those that are `deleted` left out.
pub fn rows_but(
    deleted: &[DocId],
    inverted: &InvertedIndexReader,
    info: &TermInfo,
) -> tantivy::Result<u64> {
    let rows = u64::from(info.doc_freq);
    if deleted.is_empty() {
        return Ok(rows);
    }
    let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    Ok(rows.saturating_sub(n_in_both(postings, deleted)))
}

/// How many of `rows`, which are in order, `postings` has.
fn n_in_both(mut postings: impl Postings, rows: &[DocId]) -> u64 {
    let mut n = 0;
    for row in rows {
        if postings.doc() < *row {
            postings.seek(*row);
        }
        if postings.doc() == TERMINATED {
            break;
        }
        n += u64::from(postings.doc() == *row);
    }
    n
}

/// The deleted rows of each segment; looked up once while `searcher` is `opened`.
pub fn deleted(searcher: &Searcher, opened: &Opened) -> tantivy::Result<Arc<Deleted>> {
    let look_up = || {
        let of = searcher.segment_readers().iter().map(|reader| match reader.alive_bitset() {
            Some(alive) => (0..reader.max_doc()).filter(|row| alive.is_deleted(*row)).collect(),
            None => Vec::new(),
        });
        Ok(of.collect())
    };
    opened.kept.get_or_make("deleted", |_| true, look_up)
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Handle) -> tantivy::Result<u64> {
        let name = self.searcher.schema().get_field_name(field);
        let known = MEAN_LENGTHS.iter().find(|(known, _)| *known == name);
        Ok(self.n_rows * known.map_or(1, |(_, mean)| *mean))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.n_rows)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.rows(term)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::{
        Index, IndexWriter, TantivyDocument,
        indexer::NoMergePolicy,
        schema::{STRING, Schema, TEXT},
    };

    use super::*;

    #[test]
    fn deleted_rows_do_not_count() {
        let mut schema = Schema::builder();
        let row = schema.add_text_field("row", STRING);
        let (key, quote) =
            (schema.add_text_field("key", STRING), schema.add_text_field("quote", TEXT));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for n in 0..600 {
            let mut of = TantivyDocument::new();
            of.add_text(row, if n % 100 == 7 { Row::Forms.term() } else { Row::Statement.term() });
            of.add_text(key, n.to_string());
            of.add_text(quote, if n % 3 == 0 { "grain and salt" } else { "salt" });
            writer.add_document(of).unwrap();
            if n == 299 {
                writer.commit().unwrap();
            }
        }
        writer.commit().unwrap();
        for n in [0, 3, 4, 299, 598, 599] {
            writer.delete_term(Term::from_field_text(key, &n.to_string()));
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let opened = Opened::new(&searcher, None);
        let mut gone = deleted(&searcher, &opened).unwrap().to_vec();
        gone.sort();
        assert_eq!(gone, [vec![0, 3, 4, 299], vec![298, 299]]);
        let statistics = Statistics::of(&searcher, &opened).unwrap();
        let rows = |word| statistics.rows(&Term::from_field_text(quote, word)).unwrap();
        assert_eq!((rows("grain"), rows("salt"), rows("sand")), (198, 594, 0));
        assert_eq!(statistics.total_num_docs().unwrap(), 588);
        assert_eq!(statistics.total_num_tokens(quote).unwrap(), 588 * 24);
        assert_eq!(statistics.total_num_tokens(key).unwrap(), 588);
    }
}
