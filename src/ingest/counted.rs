//! A reader that knows where it stands, for files of many records.

use std::io::{self, BufRead, Read};

use super::Fault;

/// A reader that knows where it stands.
pub(super) struct Counted<'a> {
    inner: &'a mut dyn BufRead,
    /// Bytes read so far.
    pub(super) at: u64,
}

/// How the reading of a line went.
pub(super) enum LineRead {
    Line,
    TooLong,
    End,
}

impl<'a> Counted<'a> {
    pub(super) fn new(inner: &'a mut dyn BufRead) -> Self {
        Self::at(inner, 0)
    }

    /// A reader of which `at` bytes were read before.
    pub(super) fn at(inner: &'a mut dyn BufRead, at: u64) -> Self {
        Self { inner, at }
    }

    /// Reads a line into `bytes`, its end left out; of one over `limit` nothing is kept.
    pub(super) fn line(&mut self, limit: u64, bytes: &mut Vec<u8>) -> io::Result<LineRead> {
        bytes.clear();
        next_line(self, limit, bytes)
    }

    /// Reads over `n_bytes`, which must be there: of a `what`.
    pub(super) fn skip(&mut self, n_bytes: u64, what: &'static str) -> io::Result<()> {
        let skipped = io::copy(&mut self.take(n_bytes), &mut io::sink())?;
        if skipped < n_bytes { Err(io::Error::other(Fault::Cut(what))) } else { Ok(()) }
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(into)?;
        self.at += n_bytes as u64;
        Ok(n_bytes)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        self.at += n_bytes as u64;
        self.inner.consume(n_bytes);
    }
}

/// Reads a line into `bytes`; of one over `limit` nothing is kept, and it is read over.
fn next_line(lines: &mut dyn BufRead, limit: u64, bytes: &mut Vec<u8>) -> io::Result<LineRead> {
    let (mut length, mut any) = (0_u64, false);
    loop {
        let chunk = match lines.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        if chunk.is_empty() {
            break;
        }
        any = true;
        let newline = memchr::memchr(b'\n', chunk);
        let part = &chunk[..newline.unwrap_or(chunk.len())];
        length += part.len() as u64;
        if length <= limit {
            bytes.extend_from_slice(part);
        } else {
            *bytes = Vec::new();
        }
        let used = part.len() + usize::from(newline.is_some());
        lines.consume(used);
        if newline.is_some() {
            break;
        }
    }
    Ok(match (any, length > limit) {
        (false, _) => LineRead::End,
        (true, true) => LineRead::TooLong,
        (true, false) => LineRead::Line,
    })
}
