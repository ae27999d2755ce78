//! Which segments are merged.

use tantivy::{
    index::SegmentMeta,
    indexer::{LogMergePolicy, MergeCandidate, MergePolicy},
};

/// A segment of more rows is merged with no other: what a merge has in memory grows with them, and
/// a search takes little longer over two segments than over one twice as large.
const LARGEST: u32 = 128 << 10;

/// The part of a segment's rows that may be deleted before it is written anew.
const WORN: f32 = 0.3;

/// Merges by size, and whatever is worn.
#[derive(Debug)]
pub(super) struct Policy {
    by_size: LogMergePolicy,
    largest: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self::up_to(LARGEST)
    }
}

impl Policy {
    fn up_to(largest: u32) -> Self {
        let mut by_size = LogMergePolicy::default();
        by_size.set_del_docs_ratio_before_merge(WORN);
        by_size.set_max_docs_before_merge(largest as usize);
        Self { by_size, largest }
    }
}

impl MergePolicy for Policy {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.by_size.compute_merge_candidates(segments);
        #[allow(clippy::cast_precision_loss, reason = "a ratio")]
        let is_worn = |segment: &&SegmentMeta| {
            WORN < segment.num_deleted_docs() as f32 / segment.max_doc() as f32
        };
        let large = segments.iter().filter(|segment| self.largest < segment.num_docs());
        candidates.extend(large.filter(is_worn).map(|segment| MergeCandidate(vec![segment.id()])));
        candidates
    }
}

#[cfg(test)]
mod tests {
    use tantivy::{
        Index, IndexWriter, TantivyDocument, Term,
        schema::{STRING, Schema},
    };

    use super::*;

    /// Rows of the segments after commits of so many rows each, of which `gone` go at the end.
    fn rows(commits: &[usize], gone: usize) -> Vec<(u32, u32)> {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("key", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(Policy::up_to(10)));
        let mut key = 0_usize;
        for commit in commits {
            for _ in 0..*commit {
                let mut row = TantivyDocument::new();
                row.add_text(field, key.to_string());
                writer.add_document(row).unwrap();
                key += 1;
            }
            writer.commit().unwrap();
        }
        for key in 0..gone {
            writer.delete_term(Term::from_field_text(field, &key.to_string()));
        }
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let segments = index.searchable_segment_metas().unwrap();
        let mut rows: Vec<_> =
            segments.iter().map(|one| (one.num_docs(), one.num_deleted_docs())).collect();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn small_segments_are_merged_and_worn_ones_written_anew() {
        assert_eq!(rows(&[2; 8], 0), [(16, 0)]);
        assert_eq!(rows(&[20; 9], 0), [(20, 0); 9]);
        assert_eq!(rows(&[20; 2], 4), [(16, 4), (20, 0)]);
        assert_eq!(rows(&[20; 2], 8), [(12, 0), (20, 0)]);
    }
}
