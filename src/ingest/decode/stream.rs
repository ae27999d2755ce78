//! A stream of bytes as a stream of UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::UTF_8;

use super::{Warning, guess::choose, lines::Lines, refuse_utf32};
use crate::{
    ingest::{
        read::{Stop, unreadable},
        sniff,
    },
    model::Language,
};

/// Bytes that are decoded at once, at least.
const BLOCK: usize = 64 << 10;

/// A stream decoded while it is read, the mark in front left out; the encoding is told by the
/// first block that is not ASCII.
pub(in crate::ingest) struct Stream<'a> {
    input: &'a mut dyn BufRead,
    declared: Option<String>,
    language: Option<Language>,
    lines: Lines,
    is_known: bool,
    /// What is read and not decoded.
    raw: Vec<u8>,
    /// What is decoded and not taken.
    text: String,
    taken: usize,
    ended: bool,
    /// Why reading ended, to be told behind what came before.
    failed: Option<io::Error>,
    faults: Vec<Warning>,
}

impl<'a> Stream<'a> {
    /// Starts to decode `input`, which says itself to be in the encoding `declared`.
    pub(in crate::ingest) fn new(
        input: &'a mut dyn BufRead,
        declared: Option<&str>,
        language: Option<Language>,
    ) -> Result<Self, Stop> {
        refuse_utf32(input.fill_buf().map_err(unreadable)?)?;
        let mut stream = Self {
            input,
            declared: declared.map(str::to_owned),
            language,
            lines: Lines::new(UTF_8, language),
            is_known: false,
            raw: Vec::new(),
            text: String::new(),
            taken: 0,
            ended: false,
            failed: None,
            faults: Vec::new(),
        };
        stream.fill().map_err(unreadable)?;
        let head = &stream.text.as_bytes()[..stream.text.floor_char_boundary(BLOCK)];
        if let Some(at) = memchr::memchr(0, head) {
            let place = crate::ingest::Place::Byte(stream.raw(at as u64));
            return Err((Some(place), crate::ingest::Fault::Binary));
        }
        Ok(stream)
    }

    /// The encoding by its WHATWG name, as far as is known by now; `None` for UTF-8.
    pub(in crate::ingest) fn encoding(&self) -> Option<&'static str> {
        let encoding = self.lines.encoding();
        (encoding != UTF_8).then(|| encoding.name())
    }

    /// Which byte of the input the byte `at` of the text comes from, counted from its beginning.
    pub(in crate::ingest) fn raw(&self, at: u64) -> u64 {
        self.lines.map().raw(at)
    }

    /// What was wrong with what was read so far.
    pub(in crate::ingest) fn faults(self) -> Vec<Warning> {
        let mut faults = self.faults;
        faults.extend(self.lines.faults());
        faults
    }

    /// Reads and decodes until there is text to take.
    fn fill(&mut self) -> io::Result<()> {
        if self.taken < self.text.len() {
            return Ok(());
        }
        self.text.clear();
        self.taken = 0;
        while self.text.is_empty() && !self.ended {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            let wanted = self.raw.len() + BLOCK;
            while self.raw.len() < wanted && !self.ended && self.failed.is_none() {
                match self.input.fill_buf() {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => self.failed = Some(error),
                    Ok(chunk) => {
                        let length = chunk.len();
                        self.raw.extend_from_slice(chunk);
                        self.input.consume(length);
                        self.ended = length == 0;
                    }
                }
            }
            self.decode();
        }
        Ok(())
    }

    fn decode(&mut self) {
        if !self.is_known
            && let Some(choice) = choose(&self.raw, self.declared.as_deref(), self.language)
        {
            self.is_known = true;
            self.lines.turn_to(choice.encoding);
            self.faults.extend(choice.contradicted.map(|fault| (None, fault)));
            if choice.encoding == UTF_8 && self.raw.starts_with(sniff::UTF8_BOM) {
                self.raw.drain(..sniff::UTF8_BOM.len());
                self.lines.pass_over(sniff::UTF8_BOM.len());
            }
        }
        let used = self.lines.push(&self.raw, self.ended, &mut self.text);
        self.raw.drain(..used);
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let length = text.len().min(buffer.len());
        buffer[..length].copy_from_slice(&text[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.fill()?;
        Ok(&self.text.as_bytes()[self.taken..])
    }

    fn consume(&mut self, length: usize) {
        self.taken += length;
    }
}
