//! What the codes of a font's characters stand for, as the font says itself.

use rustc_hash::FxHashMap;

/// A `ToUnicode` map. Large ranges are kept as such: a font may claim four billion codes.
#[derive(Default)]
pub(super) struct Codes {
    chars: FxHashMap<u32, String>,
    /// First code, last one, and the character of the first.
    ranges: Vec<(u32, u32, u32)>,
    /// Whether codes are one byte, and whether they are two.
    lengths: [bool; 2],
}

const MOST_CHARS: usize = 1 << 17;
const MOST_RANGES: usize = 256;

/// Ranges up to this are written out.
const SHORT: u32 = 1 << 8;

impl Codes {
    pub(super) fn parse(map: &[u8]) -> Self {
        let mut codes = Self::default();
        let mut operands: Vec<Operand> = Vec::new();
        for token in Tokens(map) {
            match token {
                Token::Hex(bytes) => operands.push(Operand::Hex(bytes)),
                Token::Open => operands.push(Operand::Open),
                Token::Close => close(&mut operands),
                Token::Word(word) => {
                    match word {
                        b"endbfchar" => codes.take_chars(&operands),
                        b"endbfrange" => codes.take_ranges(&operands),
                        b"endcodespacerange" => codes.take_lengths(&operands),
                        _ => {}
                    }
                    operands.clear();
                }
            }
        }
        codes
    }

    /// How many bytes the code at the head of `bytes` has; `usual` where nothing is said.
    pub(super) fn length(&self, usual: usize) -> usize {
        match self.lengths {
            [true, false] => 1,
            [false, true] => 2,
            _ => usual,
        }
    }

    /// What `code` stands for.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        if let Some(chars) = self.chars.get(&code) {
            return Some(chars.clone());
        }
        let (first, _, char) =
            self.ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&code))?;
        char::from_u32(char.checked_add(code - first)?).map(String::from)
    }

    fn take_chars(&mut self, operands: &[Operand]) {
        for pair in operands.chunks_exact(2) {
            if let [Operand::Hex(code), Operand::Hex(chars)] = pair {
                self.insert(number(code), text(chars));
            }
        }
    }

    fn take_ranges(&mut self, operands: &[Operand]) {
        for three in operands.chunks_exact(3) {
            let [Operand::Hex(first), Operand::Hex(end), target] = three else { continue };
            let (first, last) = (number(first), number(end));
            match target {
                Operand::List(each) => {
                    for (code, chars) in (first..=last).zip(each) {
                        self.insert(code, text(chars));
                    }
                }
                Operand::Hex(chars) => self.take_range(first, last, chars),
                Operand::Open => {}
            }
        }
    }

    fn take_range(&mut self, first: u32, last: u32, chars: &[u8]) {
        let chars = text(chars);
        let mut before: Vec<char> = chars.chars().collect();
        let Some(begin) = before.pop().map(u32::from) else { return };
        if before.is_empty() && last.saturating_sub(first) > SHORT {
            if self.ranges.len() < MOST_RANGES {
                self.ranges.push((first, last, begin));
            }
            return;
        }
        let before: String = before.into_iter().collect();
        for (code, char) in (first..=last.min(first.saturating_add(SHORT))).zip(begin..) {
            if let Some(char) = char::from_u32(char) {
                self.insert(code, format!("{before}{char}"));
            }
        }
    }

    fn take_lengths(&mut self, operands: &[Operand]) {
        for operand in operands {
            if let Operand::Hex(bytes) = operand
                && let Some(length) = self.lengths.get_mut(bytes.len().wrapping_sub(1))
            {
                *length = true;
            }
        }
    }

    fn insert(&mut self, code: u32, chars: String) {
        if self.chars.len() < MOST_CHARS {
            self.chars.insert(code, chars);
        }
    }
}

enum Operand {
    Hex(Vec<u8>),
    Open,
    List(Vec<Vec<u8>>),
}

/// Makes a list of what stands behind the last bracket.
fn close(operands: &mut Vec<Operand>) {
    let Some(open) = operands.iter().rposition(|operand| matches!(operand, Operand::Open)) else {
        return;
    };
    let list = operands.drain(open..).filter_map(|operand| match operand {
        Operand::Hex(bytes) => Some(bytes),
        _ => None,
    });
    let list = list.collect();
    operands.push(Operand::List(list));
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn text(bytes: &[u8]) -> String {
    match bytes {
        [byte] => char::from(*byte).to_string(),
        _ => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.0 = self.0.trim_ascii_start();
        let (first, rest) = self.0.split_first()?;
        let (token, rest) = match first {
            b'[' => (Token::Open, rest),
            b']' => (Token::Close, rest),
            b'<' if rest.first() != Some(&b'<') => {
                let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                let digits = rest[..end].iter().filter_map(|byte| char::from(*byte).to_digit(16));
                let digits: Vec<u32> = digits.collect();
                let bytes = digits.chunks(2).filter_map(|pair| {
                    u8::try_from(pair.iter().fold(0, |byte, digit| byte << 4 | digit)).ok()
                });
                (Token::Hex(bytes.collect()), rest.get(end + 1..).unwrap_or_default())
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b"[]<".contains(byte);
                let end = rest.iter().position(ends).map_or(self.0.len(), |end| end + 1);
                let (word, rest) = self.0.split_at(end);
                (Token::Word(word), rest)
            }
        };
        self.0 = rest;
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_for_characters() {
        let codes = Codes::parse(
            b"/CMapName /X def 1 begincodespacerange <0000> <FFFF> endcodespacerange
              2 beginbfchar <0003> <0020> <0005><00660069> endbfchar
              3 beginbfrange <0024> <0026> <0041> <0030> <0031> [<0061> <0062>]
              <00000100> <FFFFFFFF> <4E00> endbfrange",
        );
        let get = |code| codes.get(code).unwrap_or_default();
        assert_eq!([3, 5, 0x25, 0x31, 0x102].map(get), [" ", "fi", "B", "b", "\u{4e02}"]);
        assert_eq!(codes.get(0x27), None);
        assert_eq!(codes.length(1), 2);
    }
}
