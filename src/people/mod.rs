//! What the user says of who is who: names that are one person, one name that is two people, and
//! statements that somebody else said.
//!
//! It stands in a file of its own, `speakers.toml` beside the index's folder, so that it survives
//! whatever becomes of the index. It is written by hand or by `onrecord people`, which leaves
//! comments and order as they are:
//!
//! ```toml
//! # One person: whoever is called by an alias is called by the name.
//! [[person]]
//! name = "Ilse Marrane"
//! aliases = ["I. Marrane", "Secretary Marrane"]
//!
//! # One name, two people: where all that is said here holds, the name stands for the other one.
//! [[split]]
//! name = "Jonas Miller"
//! as = "Jonas Miller (mayor)"
//! document = "council/*"      # path below its folder, or a folder; `*` is any text
//! outlet = "Harbor Courier"
//! role = "mayor"              # words of the office as the document puts it
//! date = "2029..2031"         # the document's own date, as after `date:`
//!
//! # One statement, by its document and words, or all that stands under one label of a transcript.
//! [[correction]]
//! document = "council/minutes.md"
//! quote = "The lock stays shut until the"  # its first words
//! hash = "0f3c2a9b5d7e6180"                # of all its folded words
//! nth = 2                                  # where the document has the same words more than once
//! of = 3
//! speaker = "Ada Okoye"                    # or `nobody = true`
//! was = "Jonas Brandt"                     # whom the text gave then; "" for nobody
//!
//! [[correction]]
//! document = "council/minutes.md"
//! turn = "MR. MILLER"
//! speaker = "Jonas Miller (mayor)"
//! ```
//!
//! Names are compared folded (case, accents and punctuation aside). A correction without `hash`
//! stands for the one statement that begins with its words, without `was` for whatever the text
//! gives. `document` is a path as `onrecord documents` lists it, or a document's key, which begins
//! with the name of its folder.
//!
//! An entry that cannot be read is told with its line, and the others hold. A correction whose
//! statement is gone, or whose text now gives somebody else than `was`, is not applied to anything,
//! and is told as a conflict until the file or the text is put right.

mod applied;
mod apply;
mod change;
mod edit;
mod made;
mod overlay;
mod rules;
#[cfg(test)]
mod tests;

pub use applied::{Applied, Conflict, Outcome, Verdict};
pub use change::Touched;
pub use edit::{
    EditError, Edited, add_alias, correct, drop_alias, drop_at, drop_split, merge, split,
};
pub use overlay::Overlay;
pub use rules::{Correction, Person, RuleError, Split, Target, quote_hash};
