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

/// Merges by size up to [`LARGEST`], and whatever is worn.
#[derive(Debug)]
pub(super) struct Policy(LogMergePolicy);

impl Default for Policy {
    fn default() -> Self {
        let mut by_size = LogMergePolicy::default();
        by_size.set_del_docs_ratio_before_merge(WORN);
        by_size.set_max_docs_before_merge(LARGEST as usize);
        Self(by_size)
    }
}

impl MergePolicy for Policy {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.0.compute_merge_candidates(segments);
        #[allow(clippy::cast_precision_loss, reason = "a ratio")]
        let is_worn = |segment: &&SegmentMeta| {
            WORN < segment.num_deleted_docs() as f32 / segment.max_doc() as f32
        };
        let large = segments.iter().filter(|segment| LARGEST < segment.num_docs());
        candidates.extend(large.filter(is_worn).map(|segment| MergeCandidate(vec![segment.id()])));
        candidates
    }
}
