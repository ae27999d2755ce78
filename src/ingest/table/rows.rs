//! Bytes into rows: where each begins and ends, in bounded memory.
//!
//! Rows are cut here and not by a crate because each has to know the bytes of the file that it
//! stands in, and because a quotation mark that is never closed must cost its own row only: reading
//! goes on behind it.

use std::{borrow::Cow, io, ops::Range};

use crate::ingest::{
    read::{Stop, unreadable},
    sniff::HEAD,
};

const QUOTE: u8 = b'"';

/// What may stand between fields, the commonest first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A table that is being read.
pub(super) struct Rows<R> {
    pub(super) input: R,
    /// What stands between fields; any of [`DELIMITERS`] in the header.
    pub(super) delimiter: Option<u8>,
    /// The longest row.
    limit: usize,
    /// What was read and not yet given up: the row at hand from `from` on.
    buffer: Vec<u8>,
    from: usize,
    /// The place of `from` in the input.
    at: u64,
    /// The line that `from` is in, from 1.
    line: u64,
    newline: u8,
    ended: bool,
}

/// Where a row stands in the buffer and in the input.
pub(super) struct Row {
    range: Range<usize>,
    /// Where it stands in the input.
    pub(super) place: (u64, u64),
    pub(super) line: u64,
    pub(super) shape: Shape,
}

/// How a row is to be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    Whole,
    /// A quotation mark opens in it that is never closed: this is the one line, in which marks are
    /// letters like others.
    Open,
    /// It was longer than rows may be, and nothing of it was kept.
    TooLong,
}

/// How the search for the end of a row went.
enum At {
    /// It is this long, and its newline so.
    End(usize, usize),
    /// A mark is open where the input or the limit ends.
    Open,
    TooLong,
}

impl<R: io::BufRead> Rows<R> {
    /// Cuts `input`, which is UTF-8, into rows of up to `limit` bytes.
    pub(super) fn new(input: R, limit: u64) -> Result<Self, Stop> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX - 1);
        let mut rows = Self {
            input,
            delimiter: None,
            limit,
            buffer: Vec::new(),
            from: 0,
            at: 0,
            line: 1,
            newline: b'\n',
            ended: false,
        };
        let head = rows.peek(HEAD)?;
        if memchr::memchr(b'\n', head).is_none() && memchr::memchr(b'\r', head).is_some() {
            rows.newline = b'\r'; // As Macintoshes had it once.
        }
        Ok(rows)
    }

    /// Moves on by the first `length` bytes.
    fn skip(&mut self, length: usize) {
        let skipped = &self.buffer[self.from..self.from + length];
        self.line += memchr::memchr_iter(self.newline, skipped).count() as u64;
        self.from += length;
        self.at += length as u64;
    }

    /// At least `length` bytes from the row at hand on, if there are as many.
    pub(super) fn peek(&mut self, length: usize) -> Result<&[u8], Stop> {
        while !self.ended && self.buffer.len() - self.from < length {
            self.fill()?;
        }
        Ok(&self.buffer[self.from..])
    }

    /// The text of a row.
    pub(super) fn text(&self, row: &Row) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.buffer[row.range.clone()])
    }

    /// The next row that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Stop> {
        const KEPT: usize = 1 << 20;
        loop {
            if KEPT < self.from {
                self.buffer.drain(..self.from);
                self.from = 0;
            }
            if self.peek(1)?.is_empty() {
                return Ok(None);
            }
            let (line, start, from) = (self.line, self.at, self.from);
            let (end, shape) = match self.end(true)? {
                At::End(length, newline) => (Some((length, newline)), Shape::Whole),
                At::TooLong => (None, Shape::TooLong),
                At::Open => match self.end(false)? {
                    At::End(length, newline) => (Some((length, newline)), Shape::Open),
                    At::Open | At::TooLong => (None, Shape::TooLong),
                },
            };
            let Some((length, newline)) = end else {
                self.skip_line()?;
                return Ok(Some(Row { range: 0..0, place: (start, self.at), line, shape }));
            };
            let range = from..from + length;
            self.skip(length);
            let place = (start, self.at);
            self.skip(newline);
            if !self.buffer[range.clone()].iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(Row { range, place, line, shape }));
            }
        }
    }

    /// Moves on behind the next newline, keeping nothing.
    fn skip_line(&mut self) -> Result<(), Stop> {
        while !self.peek(1)?.is_empty() {
            let rest = &self.buffer[self.from..];
            let newline = memchr::memchr(self.newline, rest);
            self.skip(newline.map_or(rest.len(), |newline| newline + 1));
            if newline.is_some() {
                break;
            }
            self.buffer.clear();
            self.from = 0;
        }
        Ok(())
    }

    /// Where the row at hand ends, with or without regard to quotation marks.
    fn end(&mut self, quotes: bool) -> Result<At, Stop> {
        let mut at = 0; // Bytes of the row that were looked at.
        let mut within = false;
        loop {
            let row = &self.buffer[self.from..];
            let found = match (within, quotes) {
                (true, _) => memchr::memchr(QUOTE, &row[at..]),
                (false, true) => memchr::memchr2(QUOTE, self.newline, &row[at..]),
                (false, false) => memchr::memchr(self.newline, &row[at..]),
            };
            let found = found.map(|found| at + found);
            if self.limit < found.unwrap_or(row.len()) {
                return Ok(if within { At::Open } else { At::TooLong });
            }
            let Some(found) = found else {
                at = row.len();
                if self.ended {
                    return Ok(if within { At::Open } else { At::End(at, 0) });
                }
                self.fill()?;
                continue;
            };
            if row[found] == self.newline && !within {
                let length = if found > 0 && row[found - 1] == b'\r' { found - 1 } else { found };
                return Ok(At::End(length, found + 1 - length));
            }
            if within && found + 1 == row.len() && !self.ended {
                at = found;
                self.fill()?;
                continue;
            }
            at = found + 1;
            if within {
                // A doubled mark stands for one.
                if row.get(at) == Some(&QUOTE) { at += 1 } else { within = false }
            } else {
                within = found == 0 || self.is_delimiter(row[found - 1]);
            }
        }
    }

    fn is_delimiter(&self, byte: u8) -> bool {
        self.delimiter.map_or_else(|| DELIMITERS.contains(&byte), |delimiter| delimiter == byte)
    }

    fn fill(&mut self) -> Result<(), Stop> {
        let chunk = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
                Ok(chunk) => break chunk,
            }
        };
        let length = chunk.len();
        self.ended = length == 0;
        self.buffer.extend_from_slice(chunk);
        self.input.consume(length);
        Ok(())
    }
}

/// The fields of a row, marks taken off; where these are `plain`, they are letters like others.
pub(super) fn fields(row: &str, delimiter: u8, plain: bool) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(row);
    std::iter::from_fn(move || {
        let row = rest?;
        let (field, after) = if let Some(quoted) = row.strip_prefix('"').filter(|_| !plain) {
            unquoted(quoted, delimiter)
        } else {
            let end = memchr::memchr(delimiter, row.as_bytes());
            (Cow::Borrowed(&row[..end.unwrap_or(row.len())]), end.map(|end| &row[end + 1..]))
        };
        rest = after;
        Some(field)
    })
}

/// A field whose opening mark was taken off, and what follows its delimiter.
fn unquoted(text: &str, delimiter: u8) -> (Cow<'_, str>, Option<&str>) {
    let mut field = Cow::Borrowed("");
    let mut rest = text;
    loop {
        let end = memchr::memchr(QUOTE, rest.as_bytes()).unwrap_or(rest.len());
        let doubled = rest[end..].starts_with("\"\"");
        let part = &rest[..end + usize::from(doubled)];
        if field.is_empty() {
            field = Cow::Borrowed(part);
        } else {
            field.to_mut().push_str(part);
        }
        rest = rest.get(end + 1 + usize::from(doubled)..).unwrap_or_default();
        if doubled {
            continue;
        }
        // What stands behind the closing mark belongs to the field all the same.
        let end = memchr::memchr(delimiter, rest.as_bytes());
        let tail = &rest[..end.unwrap_or(rest.len())];
        if !tail.is_empty() {
            field.to_mut().push_str(tail);
        }
        return (field, end.map(|end| &rest[end + 1..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, limit: u64) -> Vec<String> {
        // The smallest buffer, so that everything meets its edge.
        let input = io::BufReader::with_capacity(1, text.as_bytes());
        let mut rows = Rows::new(input, limit).unwrap();
        rows.delimiter = Some(b',');
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            if row.shape == Shape::TooLong {
                found.push(format!("{}: too long", row.line));
                continue;
            }
            let bytes = rows.text(&row);
            assert!(text[usize::try_from(row.place.0).unwrap()..].starts_with(&*bytes));
            let open = row.shape == Shape::Open;
            let parts: Vec<_> = fields(&bytes, b',', open).collect();
            let mark = if open { "!" } else { "" };
            found.push(format!("{}{mark}: {}", row.line, parts.join("|")));
        }
        found
    }

    #[test]
    fn rows_end_outside_quotation_marks() {
        assert_eq!(
            cut("a,b\r\n\r\n\"c\nd\",\"e\"\"f\"\ng", 99),
            ["1: a|b", "3: c\nd|e\"f", "5: g"]
        );
        assert_eq!(cut("a\rb\"c,\"\"\r\"\"", 99), ["1: a", "2: b\"c|", "3: "]);
        assert_eq!(cut("\"a\"b,\"\"\"c\"\"\",", 99), ["1: ab|\"c\"|"]);
    }

    #[test]
    fn a_mark_that_is_never_closed_costs_one_line() {
        assert_eq!(cut("a,\"b\nc,d\ne,f\n", 99), ["1!: a|\"b", "2: c|d", "3: e|f"]);
        assert_eq!(cut("long long long\na", 8), ["1: too long", "2: a"]);
        assert_eq!(cut("a,\"b\nc,d\ne,f\n\"", 8), ["1!: a|\"b", "2: c|d", "3: e|f", "4!: \""]);
    }
}
