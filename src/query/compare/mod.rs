//! What only one side says: two speakers on one question, or two readouts of one call.

mod align;
mod counterpart;
mod keyness;
mod readout;
mod sentences;

pub use counterpart::{Counterpart, counterparts};
pub use keyness::{KeyTerm, Keyness, KeynessOptions, Sample, Side, keyness};
pub use readout::{Comparison, Pair, Readout, Sentence, compare, document_of};
