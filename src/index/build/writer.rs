//! tantivy's writer as a builder needs it, and the rows that it takes.

use std::sync::Arc;

use tantivy::{
    Index, IndexWriter, TantivyDocument,
    indexer::IndexWriterOptions,
    schema::document::{CompactDocValue, Document as Row},
};

use super::{Builder, BuilderOptions, merge::Policy};
use crate::index::{IndexError, budget::Ticket, error::WRITING};

/// Bytes that tantivy collects at least and at most before it writes a segment.
const LEAST_HEAP: usize = 15_000_000;
const MOST_HEAP: usize = 4_000_000_000;

/// A row on its way to tantivy's thread; its bytes count as waiting until it is taken.
pub(super) struct Waiting {
    pub(super) row: TantivyDocument,
    pub(super) _ticket: Arc<Ticket>,
}

impl Row for Waiting {
    type Value<'a> = CompactDocValue<'a>;
    type FieldsValuesIter<'a> =
        Box<dyn Iterator<Item = (tantivy::schema::Field, Self::Value<'a>)> + 'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Box::new(self.row.field_values())
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.row
    }
}

impl Builder {
    /// The writer, while there is one.
    pub(super) fn writer(&mut self) -> Result<&mut IndexWriter<Waiting>, IndexError> {
        self.writer.as_mut().ok_or_else(|| IndexError::Engine {
            doing: WRITING,
            path: self.path.clone(),
            reason: "an earlier write failed".to_owned(),
        })
    }
}

impl BuilderOptions {
    /// For a run that may take about so many bytes of `memory`: a quarter for what tantivy
    /// collects, which stands in memory twice while it is written, a part for rows that wait, and
    /// the rest for texts that are read and for segments that are merged.
    pub fn within(memory: u64) -> Self {
        let part = |of: u64, least, most| {
            usize::try_from(memory / of).unwrap_or(usize::MAX).clamp(least, most)
        };
        Self { heap: part(4, LEAST_HEAP, MOST_HEAP), waiting: part(32, 1 << 20, 256 << 20) }
    }
}

pub(super) fn open_writer(index: &Index, heap: usize) -> tantivy::Result<IndexWriter<Waiting>> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(heap.clamp(LEAST_HEAP, MOST_HEAP))
        .build();
    let writer = index.writer_with_options(options)?;
    set_up(&writer)?;
    Ok(writer)
}

/// Makes a writer that is new, or new after a rollback, do as a builder wants.
pub(super) fn set_up(writer: &IndexWriter<Waiting>) -> tantivy::Result<()> {
    writer.set_merge_policy(Box::new(Policy::default()));
    // The first operation would have the number of the last commit. A merge of that commit's
    // segments takes a deletion of that number for one that those with deletions had before.
    writer.run([])?;
    writer.garbage_collect_files().wait()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tantivy::{
        Term,
        indexer::NoMergePolicy,
        schema::{STRING, Schema},
    };

    use super::*;
    use crate::index::budget::Budget;

    #[test]
    fn a_merge_loses_no_deletion_that_came_first() {
        let mut schema = Schema::builder();
        let key = schema.add_text_field("key", STRING);
        let index = Index::create_in_ram(schema.build());
        let add = |writer: &IndexWriter<Waiting>, keys: &[&str]| {
            for one in keys {
                let mut row = TantivyDocument::new();
                row.add_text(key, one);
                let ticket = Arc::new(Arc::new(Budget::new(1)).take(1));
                writer.add_document(Waiting { row, _ticket: ticket }).unwrap();
            }
        };
        // As a run that was killed before a merge leaves it.
        let mut writer = open_writer(&index, 0).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        add(&writer, &["a", "b"]);
        writer.commit().unwrap();
        add(&writer, &["c", "d", "e"]);
        writer.delete_term(Term::from_field_text(key, "b"));
        writer.commit().unwrap();
        drop(writer);

        let mut writer = open_writer(&index, 0).unwrap();
        writer.delete_term(Term::from_field_text(key, "a"));
        add(&writer, &["f"]);
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.num_docs(), 4);
    }
}
