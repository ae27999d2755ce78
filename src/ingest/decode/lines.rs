//! Decoding itself, line by line where lines can be told before decoding.

use encoding_rs::{
    Decoder, DecoderResult, EncoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE,
};

use super::{
    Warning,
    guess::{Tally, guess},
    map::Map,
};
use crate::{
    ingest::{Fault, Place},
    model::Language,
};

/// A line longer than this is cut.
const LONGEST_LINE: usize = 1 << 20;

/// Decodes what lines a text has.
pub(super) struct Lines {
    encoding: &'static Encoding,
    /// What an encoding needs that is not read by lines.
    wide: Option<Decoder>,
    language: Option<Language>,
    map: Map,
    /// Lines before this one.
    before: u64,
    /// The first byte without a character, where it stands, and how many there are.
    lost: Option<(u8, u64, u64)>,
    /// The first line that is in another encoding, which one, and how many there are.
    others: Option<(u64, &'static Encoding, u64)>,
}

impl Lines {
    /// Makes one for a text in `encoding`.
    pub(super) fn new(encoding: &'static Encoding, language: Option<Language>) -> Self {
        let is_wide = [UTF_16LE, UTF_16BE, ISO_2022_JP].contains(&encoding);
        let wide = is_wide.then(|| encoding.new_decoder_without_bom_handling());
        let (map, lost, others) = (Map::default(), None, None);
        Self { encoding, wide, language, map, before: 0, lost, others }
    }

    /// Appends the text of `bytes` to `out`: of whole lines, or of all that is the `last`. Returns
    /// how many bytes that were.
    pub(super) fn push(&mut self, bytes: &[u8], last: bool, out: &mut String) -> usize {
        if self.wide.is_some() {
            self.push_wide(bytes, last, out);
            return bytes.len();
        }
        let end = if last { bytes.len() } else { whole_lines(bytes) };
        let bytes = &bytes[..end];
        if self.encoding == UTF_8
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            self.same(text, out);
            return end;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let newline = memchr::memchr(b'\n', rest);
            let (line, after) = rest.split_at(newline.map_or(rest.len(), |newline| newline + 1));
            self.line(line, out);
            rest = after;
        }
        end
    }

    /// Goes on in `encoding`, after nothing but ASCII.
    pub(super) fn turn_to(&mut self, encoding: &'static Encoding) {
        let Self { map, before, .. } = std::mem::replace(self, Self::new(encoding, self.language));
        (self.map, self.before) = (map, before);
    }

    /// Passes over bytes that are not text: the mark in front.
    pub(super) fn pass_over(&mut self, bytes: usize) {
        self.map.lost(bytes, 0);
    }

    /// Appends what needs no decoding.
    pub(super) fn same(&mut self, text: &str, out: &mut String) {
        self.before += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        self.map.same(text.len());
        out.push_str(text);
    }

    fn line(&mut self, line: &[u8], out: &mut String) {
        if let Ok(text) = std::str::from_utf8(line)
            && (text.is_ascii() || self.encoding == UTF_8 || self.is_odd_one(text))
        {
            if self.encoding != UTF_8 && !text.is_ascii() {
                self.other(UTF_8);
            }
            self.same(text, out);
            return;
        }
        let mut encoding = self.encoding;
        if encoding == UTF_8 && !Tally::of(line).is_broken_utf8() {
            encoding = guess(line, self.language);
            self.other(encoding);
        }
        self.decode(encoding, line, out);
        self.before += u64::from(line.ends_with(b"\n"));
    }

    /// Whether `line` of a text in an old encoding is UTF-8 and not that by chance.
    fn is_odd_one(&self, line: &str) -> bool {
        let mut others = line.chars().filter(|char| !char.is_ascii());
        let long = |char: char| 2 < char.len_utf8();
        self.encoding.is_single_byte() && (others.clone().any(long) || others.nth(1).is_some())
    }

    fn other(&mut self, encoding: &'static Encoding) {
        let line = self.before + 1;
        self.others.get_or_insert((line, encoding, 0)).2 += 1;
    }

    fn decode(&mut self, encoding: &'static Encoding, mut line: &[u8], out: &mut String) {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        while self.step(&mut decoder, &mut line, true, out) {}
    }

    fn push_wide(&mut self, mut bytes: &[u8], last: bool, out: &mut String) {
        let Some(mut decoder) = self.wide.take() else { return };
        if self.map.raw_end() == 0
            && self.encoding != ISO_2022_JP
            && Encoding::for_bom(bytes).is_some()
        {
            self.pass_over(2);
            bytes = &bytes[2..];
        }
        while self.step(&mut decoder, &mut bytes, last, out) {}
        self.wide = Some(decoder);
    }

    /// Decodes up to the next byte without a character; returns whether there was one.
    fn step(
        &mut self,
        decoder: &mut Decoder,
        bytes: &mut &[u8],
        last: bool,
        out: &mut String,
    ) -> bool {
        let (raw, input) = (self.map.raw_end(), *bytes);
        let encoding = decoder.encoding();
        if let Some(room) = decoder.max_utf8_buffer_length_without_replacement(bytes.len()) {
            out.reserve(room);
        }
        let from = out.len();
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, out, last);
        self.map.chars(&out[from..], |char| raw_length(encoding, char));
        *bytes = &bytes[read..];
        match result {
            DecoderResult::Malformed(length, after) => {
                let (length, after) = (u64::from(length), u64::from(after));
                let end = raw + read as u64 - after;
                let start = end.saturating_sub(length);
                self.map.at_raw(start);
                out.push('\u{fffd}');
                self.map.lost(0, 3);
                self.map.at_raw(end);
                if self.lost.is_none() {
                    let byte = usize::try_from(start.saturating_sub(raw)).unwrap_or_default();
                    let byte = input.get(byte).copied().unwrap_or_default();
                    self.lost = Some((byte, start, 0));
                }
                if let Some((_, _, count)) = &mut self.lost {
                    *count += length;
                }
                true
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {
                self.map.at_raw(raw + read as u64);
                false
            }
        }
    }

    /// What is wrong with the text.
    pub(super) fn faults(&self) -> Vec<Warning> {
        let mut faults = Vec::new();
        if let Some((line, encoding, lines)) = self.others {
            let fault = Fault::OtherEncoding {
                lines,
                found: encoding.name(),
                others: self.encoding.name(),
            };
            faults.push((Some(Place::Line(line)), fault));
        }
        if let Some((byte, at, count)) = self.lost {
            let fault = Fault::Undecoded { byte, count, encoding: self.encoding.name() };
            faults.push((Some(Place::Byte(at)), fault));
        }
        faults
    }

    pub(super) fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    pub(super) fn map(&self) -> &Map {
        &self.map
    }

    pub(super) fn into_map(self) -> Map {
        self.map
    }
}

/// How many bytes of `bytes` are whole lines, or pieces of one that is too long.
fn whole_lines(bytes: &[u8]) -> usize {
    if let Some(newline) = memchr::memrchr(b'\n', bytes) {
        return newline + 1;
    }
    if bytes.len() < LONGEST_LINE {
        return 0;
    }
    // A byte this low is never a part of a longer character.
    let cut = bytes.iter().rposition(|byte| *byte < b'0');
    cut.map_or(bytes.len(), |cut| cut + 1)
}

/// How many bytes `char` takes in `encoding`.
fn raw_length(encoding: &'static Encoding, char: char) -> u8 {
    let length = if encoding == UTF_16LE || encoding == UTF_16BE {
        2 * char.len_utf16()
    } else if char.is_ascii() || encoding.is_single_byte() {
        1
    } else if encoding == UTF_8 {
        char.len_utf8()
    } else {
        let mut encoder = encoding.new_encoder();
        let mut utf8 = [0; 4];
        let mut bytes = [0; 16];
        let char = char.encode_utf8(&mut utf8);
        let (result, _, written) =
            encoder.encode_from_utf8_without_replacement(char, &mut bytes, false);
        // Big5 and its like decode characters that they do not encode.
        if result == EncoderResult::InputEmpty { written } else { 2 }
    };
    length.to_le_bytes()[0]
}
