//! Words and their folded forms: what extraction, the index and the query parser share.

mod cache;
mod fingerprint;
mod fold;
mod near;
mod stem;
mod words;

pub use cache::WordCache;
pub use fingerprint::{Density, SHINGLE, STEP, fingerprints};
pub use fold::{fold, fold_into, slug};
pub use near::{edits, nearest};
pub use stem::Stemmer;
pub use words::{Words, words};
