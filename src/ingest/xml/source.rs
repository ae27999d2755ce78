//! The text of an XML file with a count of its lines, and no more of it between two marks than a
//! limit allows.

use std::io::{self, BufRead, Read};

use encoding_rs::Encoding;

use crate::ingest::{
    decode::{Stream, Warning},
    read::{Stop, unreadable},
};

/// Bytes of the file that the encoding is declared in.
const HEAD: usize = 4 << 10;

/// What is read, as UTF-8.
pub(super) struct Source<'a> {
    stream: Stream<'a>,
    /// Bytes of the text that were taken.
    taken: u64,
    lines: u64,
    /// Bytes that may be taken before the next mark.
    left: usize,
}

impl<'a> Source<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Result<Self, Stop> {
        let head = input.fill_buf().map_err(unreadable)?;
        let declared = declared(&head[..head.len().min(HEAD)]);
        let stream = Stream::new(input, declared.as_deref(), None)?;
        Ok(Self { stream, taken: 0, lines: 0, left: usize::MAX })
    }

    /// Allows `bytes` more to be taken.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether no more may be taken.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// The raw byte that comes next.
    pub(super) fn position(&self) -> u64 {
        self.stream.raw(self.taken)
    }

    /// The line that comes next, from 1.
    pub(super) fn line(&self) -> u64 {
        self.lines + 1
    }

    pub(super) fn encoding(&self) -> Option<&'static str> {
        self.stream.encoding()
    }

    pub(super) fn faults(self) -> Vec<Warning> {
        self.stream.faults()
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let ready = self.stream.fill_buf()?;
        Ok(&ready[..ready.len().min(self.left)])
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(ready) = self.stream.fill_buf() {
            let taken = &ready[..amount.min(ready.len())];
            self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
        }
        self.stream.consume(amount);
        self.left = self.left.saturating_sub(amount);
        self.taken += amount as u64;
    }
}

/// The encoding that the declaration `<?xml … encoding="…"?>` at the beginning of `head` names;
/// what names one of two bytes a character in single bytes was converted since.
fn declared(head: &[u8]) -> Option<String> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = &rest[..memchr::memmem::find(rest, b"?>")?];
    let at = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let label = std::str::from_utf8(&value[..memchr::memchr(*quote, value)?]).ok()?;
    let wide = [encoding_rs::UTF_16LE, encoding_rs::UTF_16BE];
    let converted =
        Encoding::for_label(label.as_bytes()).is_some_and(|named| wide.contains(&named));
    (!converted).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_declared_in_front() {
        let told = |head: &str| declared(head.as_bytes());
        assert_eq!(told("<?xml version='1.0' encoding = \"latin1\"?>").as_deref(), Some("latin1"));
        assert_eq!(told("\u{feff}<?xml encoding='utf-8' ?><p/>").as_deref(), Some("utf-8"));
        assert_eq!(told("<?xml encoding='utf-16'?>"), None);
        assert_eq!(told("<?xml version='1.0'?><p encoding='latin1'/>"), None);
        assert_eq!(told("<?xml encoding='latin1"), None);
    }

    #[test]
    fn positions_are_raw_ones_and_no_more_is_taken_than_allowed() {
        let mut input: &[u8] = b"<p>caf\xe9\n</p>";
        let mut source = Source::new(&mut input).ok().unwrap();
        let mut text = [0; 9];
        source.read_exact(&mut text).unwrap();
        let (position, line) = (source.position(), source.line());
        assert_eq!((text.as_slice(), position, line), ("<p>café\n".as_bytes(), 8, 2));
        source.allow(2);
        assert!(source.read_to_end(&mut Vec::new()).is_err() && source.is_spent());
    }
}
