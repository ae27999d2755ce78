//! Words and their folded forms: what extraction, the index and the query parser share.

mod fold;
mod near;
mod stem;
mod words;

pub use fold::{fold, fold_into, slug};
pub use near::nearest;
pub use stem::Stemmer;
pub use words::{Words, words};
