//! Words and their folded forms: what extraction, the index and the query parser share.

mod fold;

pub use fold::{fold, fold_into, slug};
