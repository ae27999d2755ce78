//! Words as Unicode bounds them (UAX #29), fast where the text is ASCII.

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// The words of `text` with the byte each starts at: what
/// [`UnicodeSegmentation::unicode_word_indices`] gives, several times as fast on ASCII.
///
/// The text is cut at ASCII white space, where a word always ends; a piece that is all ASCII is
/// read off a table, the rest goes through the full rules.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, ascii_end: 0, hard: None }
}

/// See [`words`].
pub struct Words<'a> {
    text: &'a str,
    /// What lies before is done.
    at: usize,
    /// The end of the ASCII piece that `at` is in.
    ascii_end: usize,
    /// The words of a region that is not all ASCII, and where it starts.
    hard: Option<(usize, UWordBoundIndices<'a>)>,
}

impl<'a> Iterator for Words<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        loop {
            if let Some((base, bounds)) = &mut self.hard {
                for (at, word) in bounds {
                    if word.chars().any(char::is_alphanumeric) {
                        return Some((*base + at, word));
                    }
                }
                self.hard = None;
            }
            if let Some((start, end)) = ascii_word(&self.text.as_bytes()[..self.ascii_end], self.at)
            {
                self.at = end;
                return Some((start, &self.text[start..end]));
            }
            self.at = self.at.max(self.ascii_end);
            if self.at == self.text.len() {
                return None;
            }
            self.next_region();
        }
    }
}

impl Words<'_> {
    /// Finds the region after `at`: all pieces up to one that is not all ASCII, or a run of pieces
    /// that are not, with the white space before it (a combining mark would join the blank it
    /// follows).
    fn next_region(&mut self) {
        let (bytes, start) = (self.text.as_bytes(), self.at);
        let ascii = &bytes[start..start + ascii_length(&bytes[start..])];
        if start + ascii.len() == bytes.len() {
            self.ascii_end = bytes.len();
            return;
        }
        let is_blank = |byte: &u8| CLASS[usize::from(*byte)] == BLANK;
        let blank = ascii.iter().rposition(is_blank).unwrap_or(0);
        if let Some(last) = ascii[..blank].iter().rposition(|byte| !is_blank(byte)) {
            self.ascii_end = start + last + 1;
            return;
        }
        let (_, mut hard_end, _) = next_piece(bytes, start);
        while hard_end < bytes.len() {
            let (_, end, ascii) = next_piece(bytes, hard_end);
            if ascii {
                break;
            }
            hard_end = end;
        }
        self.hard = Some((start, self.text[start..hard_end].split_word_bound_indices()));
        (self.at, self.ascii_end) = (hard_end, hard_end);
    }
}

/// How many ASCII bytes `bytes` begins with.
fn ascii_length(bytes: &[u8]) -> usize {
    const CHUNK: usize = 32;
    let whole = bytes.chunks_exact(CHUNK).take_while(|chunk| chunk.is_ascii()).count() * CHUNK;
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// Start and end of the piece after the white space at `from`, and whether it is all ASCII.
fn next_piece(bytes: &[u8], from: usize) -> (usize, usize, bool) {
    let blank = bytes[from..].iter().take_while(|byte| CLASS[usize::from(**byte)] == BLANK).count();
    let start = from + blank;
    let mut high = 0;
    let length = bytes[start..]
        .iter()
        .take_while(|byte| {
            high |= **byte;
            CLASS[usize::from(**byte)] != BLANK
        })
        .count();
    (start, start + length, high < 0x80)
}

const OTHER: u8 = 0;
const BLANK: u8 = 1;
const LETTER: u8 = 2;
const DIGIT: u8 = 3;
const JOINER: u8 = 4; // `_`, which joins letters and digits
const BOTH: u8 = 5; // `.` and `'`, between two letters or two digits
const IN_WORD: u8 = 6; // `:`, between two letters
const IN_NUMBER: u8 = 7; // `,` and `;`, between two digits

const CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        class[byte as usize] = match byte {
            b' ' | b'\t'..=b'\r' => BLANK,
            b'A'..=b'Z' | b'a'..=b'z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => JOINER,
            b'.' | b'\'' => BOTH,
            b':' => IN_WORD,
            b',' | b';' => IN_NUMBER,
            _ => OTHER,
        };
        byte += 1;
    }
    class
};

/// The first word of `bytes` at or after `at`.
fn ascii_word(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let class = |at: usize| bytes.get(at).map_or(OTHER, |byte| CLASS[usize::from(*byte)]);
    let is_part = |byte: &u8| matches!(CLASS[usize::from(*byte)], LETTER | DIGIT | JOINER);
    loop {
        at += bytes.get(at..)?.iter().position(is_part)?;
        let start = at;
        let mut is_word = false;
        loop {
            let run = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
            // Joiners alone make no word; most runs begin with a letter.
            is_word |= class(at) != JOINER
                || bytes[at..at + run].iter().any(|byte| CLASS[usize::from(*byte)] != JOINER);
            at += run;
            let last = class(at - 1);
            let next = class(at);
            let joins = match last {
                LETTER => matches!(next, BOTH | IN_WORD),
                DIGIT => matches!(next, BOTH | IN_NUMBER),
                _ => false,
            };
            if !joins || class(at + 1) != last {
                break;
            }
            at += 1;
        }
        if is_word {
            return Some((start, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(text: &str) {
        let fast: Vec<_> = words(text).collect();
        let full: Vec<_> = text.unicode_word_indices().collect();
        assert_eq!(fast, full, "{text:?}");
    }

    #[test]
    fn reads_words_as_unicode_bounds_them() {
        let all = |text| words(text).map(|(_, word)| word).collect::<Vec<_>>();
        assert_eq!(
            all("The U.S. can't, on 3.5 of 10,000."),
            ["The", "U.S", "can't", "on", "3.5", "of", "10,000"]
        );
        assert_eq!(all("Israel’s long-term “aid”"), ["Israel’s", "long", "term", "aid"]);
    }

    #[test]
    fn every_ascii_pair_and_triple_is_bounded_alike() {
        let sample: Vec<char> =
            " \t\r\n\x0b\x0c\x1c\0aZ09_.':,;-\"/@\u{345}\u{2003}’é".chars().collect();
        for a in &sample {
            for b in &sample {
                for c in &sample {
                    same(&format!("{a}{b}{c}"));
                    same(&format!("x{a}{b}{c}1"));
                    same(&format!("1{a}{b}{c}x"));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn ascii_is_bounded_alike(text in "[a-zA-Z0-9_.':,; \\t\\n\\r-]{0,60}") {
            same(&text);
        }

        #[test]
        fn any_text_is_bounded_alike(text in "(\\PC|[a-z .',\\r\\n]|\u{345}|\u{2003}|\u{300}|\u{200d}|’){0,40}") {
            same(&text);
        }
    }
}
