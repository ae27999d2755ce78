//! The line that is typed into, edited as a shell edits one.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A line and the cursor in it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Input {
    text: String,
    /// A byte between two graphemes.
    cursor: usize,
}

/// What a key does to the line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Edit {
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
    Backspace,
    Delete,
    /// Deletes the word before the cursor.
    EraseWord,
    /// Deletes all before the cursor.
    EraseLine,
}

impl Input {
    pub(super) fn new(text: &str) -> Self {
        let mut input = Self::default();
        input.insert(text);
        input
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Puts `text` in at the cursor, line ends as blanks.
    pub(super) fn insert(&mut self, text: &str) {
        let line: String = text
            .chars()
            .map(|char| if char.is_whitespace() { ' ' } else { char })
            .filter(|char| !char.is_control())
            .collect();
        self.text.insert_str(self.cursor, &line);
        self.cursor += line.len();
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        let to = match edit {
            Edit::Left | Edit::Backspace => self.left(),
            Edit::Right | Edit::Delete => self.right(),
            Edit::WordLeft | Edit::EraseWord => self.word_left(),
            Edit::WordRight => self.word_right(),
            Edit::Start | Edit::EraseLine => 0,
            Edit::End => self.text.len(),
        };
        let (start, end) = (to.min(self.cursor), to.max(self.cursor));
        match edit {
            Edit::Backspace | Edit::Delete | Edit::EraseWord | Edit::EraseLine => {
                self.text.replace_range(start..end, "");
                self.cursor = start;
            }
            _ => self.cursor = to,
        }
    }

    fn left(&self) -> usize {
        let before = self.text[..self.cursor].grapheme_indices(true).next_back();
        before.map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before.rfind(' ').map_or(0, |blank| blank + 1)
    }

    fn word_right(&self) -> usize {
        let rest = &self.text[self.cursor..];
        let start = rest.len() - rest.trim_start().len();
        self.cursor + rest[start..].find(' ').map_or(rest.len(), |blank| start + blank)
    }

    /// What fits into `width` columns with the cursor in it, and the cursor's column.
    pub(super) fn shown(&self, width: usize) -> (&str, usize) {
        let room = width.saturating_sub(1);
        let mut start = 0;
        while room < self.text[start..self.cursor].width() {
            start += self.text[start..self.cursor].graphemes(true).next().map_or(1, str::len);
        }
        let mut end = start;
        for grapheme in self.text[start..].graphemes(true) {
            if room < self.text[start..end + grapheme.len()].width() {
                break;
            }
            end += grapheme.len();
        }
        (&self.text[start..end], self.text[start..self.cursor].width())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn edits_as_a_shell_does() {
        let mut input = Input::new("no toll, ever");
        let mut check = |edit: Edit, text: &str, cursor: usize| {
            input.edit(edit);
            assert_eq!((input.text(), input.cursor), (text, cursor), "{edit:?}");
        };
        check(Edit::WordLeft, "no toll, ever", 9);
        check(Edit::EraseWord, "no ever", 3);
        check(Edit::Right, "no ever", 4);
        check(Edit::Backspace, "no ver", 3);
        check(Edit::Delete, "no er", 3);
        check(Edit::WordRight, "no er", 5);
        check(Edit::EraseLine, "", 0);
        check(Edit::Backspace, "", 0);
        let mut input = Input::new("é👩‍👩‍👧");
        input.edit(Edit::Backspace);
        assert_eq!(input.text(), "é");
        input.insert("a\nb\u{1b}");
        assert_eq!(input.text(), "éa b");
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let mut input = Input::new("abcdefgh");
        assert_eq!(input.shown(5), ("efgh", 4));
        input.edit(Edit::Start);
        assert_eq!(input.shown(5), ("abcd", 0));
        assert_eq!(input.shown(0), ("", 0));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_it(text in any::<String>(), keys in proptest::collection::vec(0_usize..10, 0..20), width in 0_usize..9) {
            let mut input = Input::new(&text);
            let edits = [Edit::Left, Edit::Right, Edit::WordLeft, Edit::WordRight, Edit::Start,
                Edit::End, Edit::Backspace, Edit::Delete, Edit::EraseWord, Edit::EraseLine];
            for key in keys {
                input.edit(edits[key]);
                input.insert("x");
                input.shown(width);
            }
        }
    }
}
