//! What sets two wordings apart, word by word.
//!
//! Words are compared as the index has them, so typography, case, accents and the dots of
//! acronyms are no difference.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::index::exact_words;

/// A stretch of two texts that is the same in both, or stands for each other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// What became of it.
    pub op: ChangeOp,
    /// Bytes of the first text; empty where words came in.
    pub before: Range<usize>,
    /// Bytes of the second text; empty where words went.
    pub after: Range<usize>,
}

/// What became of a stretch.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ChangeOp {
    /// The same words in both.
    Same,
    /// In the first text alone.
    Gone,
    /// In the second text alone.
    New,
    /// Other words in its place.
    Changed,
}

impl ChangeOp {
    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Gone => "delete",
            Self::New => "insert",
            Self::Changed => "replace",
        }
    }
}

/// A text and its words, to be compared with others.
#[derive(Clone, Debug, Default)]
pub struct Worded<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words: bytes of the text.
    pub ranges: Vec<Range<usize>>,
    /// The same words folded, as the index has them.
    pub words: Vec<String>,
}

impl<'a> Worded<'a> {
    /// Finds the words of `text`.
    pub fn new(text: &'a str) -> Self {
        let (ranges, words) = exact_words(text).into_iter().unzip();
        Self { text, ranges, words }
    }

    /// The bytes from the first of `words` to the last; empty at the place of none.
    fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.ranges.get(words.start).map_or(self.text.len(), |word| word.start);
        let end = words.clone().last().map_or(start, |last| self.ranges[last].end);
        start..end
    }
}

/// What turns the words of `before` into those of `after`, in order.
pub fn diff(before: &Worded<'_>, after: &Worded<'_>) -> Vec<Change> {
    let change = |op: &DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let op = match op {
            DiffOp::Equal { .. } => ChangeOp::Same,
            DiffOp::Delete { .. } => ChangeOp::Gone,
            DiffOp::Insert { .. } => ChangeOp::New,
            DiffOp::Replace { .. } => ChangeOp::Changed,
        };
        Change { op, before: before.bytes(&from), after: after.bytes(&to) }
    };
    let ops = capture_diff_slices(Algorithm::Myers, &before.words, &after.words);
    ops.iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> String {
        let changes = diff(&Worded::new(before), &Worded::new(after));
        let told: Vec<String> = changes
            .iter()
            .map(|it| {
                let (from, to) = (&before[it.before.clone()], &after[it.after.clone()]);
                format!("{} {from:?} {to:?}", it.op.name())
            })
            .collect();
        told.join("; ")
    }

    #[test]
    fn typography_is_no_difference() {
        assert_eq!(
            told("The U.S.’s aid – “at last”", "the US's aid, 'at last'"),
            r#"same "The U.S.’s aid – “at last" "the US's aid, 'at last""#
        );
    }

    #[test]
    fn words_that_changed_are_shown() {
        assert_eq!(
            told("We will not pay a toll.", "We will pay a fee."),
            r#"same "We will" "We will"; delete "not" ""; same "pay a" "pay a"; replace "toll" "fee""#
        );
        assert_eq!(told("", "new words"), r#"insert "" "new words""#);
    }
}
