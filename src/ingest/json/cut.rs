//! JSON into its values: where each element of an array, or each value of several, begins and ends.
//!
//! Found by brackets and quotation marks alone, before anything is parsed: so that arrays of any
//! length are read in bounded memory, each element knows its bytes, a broken one costs itself only,
//! and nesting costs no stack.

use std::{
    io::{self, BufRead},
    ops::Range,
};

use crate::ingest::{
    Fault, Place,
    read::{Stop, unreadable},
};

/// The values of an input that is read.
pub(in crate::ingest) struct Values<R> {
    pub(in crate::ingest) input: R,
    limit: usize,
    buffer: Vec<u8>,
    from: usize,
    /// The place of `from` in the input.
    at: u64,
    /// The line that `from` is in, from 1.
    line: u64,
    in_array: bool,
    ended: bool,
}

/// Where a value stands.
pub(in crate::ingest) struct Value {
    range: Range<usize>,
    /// In the input.
    pub(in crate::ingest) place: (u64, u64),
    /// The line it begins in, from 1.
    pub(in crate::ingest) line: u64,
    /// Whether it is an element of an array.
    pub(in crate::ingest) element: bool,
    /// Whether it was longer than values may be, and nothing of it was kept.
    pub(in crate::ingest) too_long: bool,
}

/// What has been seen of a value.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Where in `bytes` the value ends, if it does.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
                self.escaped = bytes[at] == b'\\';
                self.in_string = self.escaped;
                at += 1;
                if !self.in_string && self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match bytes[at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    // One too many closes what a number or a word stands in.
                    if self.depth == 0 {
                        return Some(at);
                    }
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

impl<R: BufRead> Values<R> {
    /// Cuts `input`, which is UTF-8, into values of up to `limit` bytes.
    pub(in crate::ingest) fn new(input: R, limit: u64) -> Self {
        Self {
            input,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            buffer: Vec::new(),
            from: 0,
            at: 0,
            line: 1,
            in_array: false,
            ended: false,
        }
    }

    /// The bytes of a value.
    pub(in crate::ingest) fn bytes(&self, value: &Value) -> &[u8] {
        &self.buffer[value.range.clone()]
    }

    /// Whether nothing is left.
    pub(in crate::ingest) fn is_done(&mut self) -> Result<bool, Stop> {
        self.pass_over(|byte| byte.is_ascii_whitespace())?;
        Ok(self.from == self.buffer.len())
    }

    /// The next value.
    pub(in crate::ingest) fn next(&mut self) -> Result<Option<Value>, Stop> {
        const KEPT: usize = 1 << 20;
        if KEPT < self.from {
            self.buffer.drain(..self.from);
            self.from = 0;
        }
        loop {
            self.pass_over(|byte| byte.is_ascii_whitespace() || byte == b',')?;
            let Some(first) = self.buffer.get(self.from).copied() else {
                let place = Some(Place::Line(self.line));
                let open = Fault::Json("it ends within a list".to_owned());
                return if self.in_array { Err((place, open)) } else { Ok(None) };
            };
            match first {
                b']' if self.in_array => self.in_array = false,
                b'[' if !self.in_array => self.in_array = true,
                b'}' | b']' | b':' => {
                    let reason = format!("`{}` was not expected", char::from(first));
                    return Err((Some(Place::Line(self.line)), Fault::Json(reason)));
                }
                _ => return self.value().map(Some),
            }
            self.skip(1);
        }
    }

    /// The value that begins here; what is cut off is left to the parser.
    fn value(&mut self) -> Result<Value, Stop> {
        let (start, line, element) = (self.at, self.line, self.in_array);
        let mut scan = Scan::default();
        let mut seen = 0;
        let mut too_long = false;
        let length = loop {
            if let Some(end) = scan.end(&self.buffer[self.from + seen..]) {
                break seen + end;
            }
            seen = self.buffer.len() - self.from;
            if self.limit < seen {
                too_long = true;
            }
            if too_long {
                self.skip(seen);
                self.buffer.clear();
                (self.from, seen) = (0, 0);
            }
            if !self.fill()? {
                break seen;
            }
        };
        too_long |= self.limit < length;
        let range = if too_long { 0..0 } else { self.from..self.from + length };
        self.skip(length);
        Ok(Value { range, place: (start, self.at), line, element, too_long })
    }

    fn pass_over(&mut self, passed: impl Fn(u8) -> bool) -> Result<(), Stop> {
        loop {
            let rest = &self.buffer[self.from..];
            let length = rest.iter().take_while(|byte| passed(**byte)).count();
            let all = length == rest.len();
            self.skip(length);
            if !all || !self.fill()? {
                return Ok(());
            }
        }
    }

    fn skip(&mut self, length: usize) {
        let skipped = &self.buffer[self.from..self.from + length];
        self.line += memchr::memchr_iter(b'\n', skipped).count() as u64;
        self.from += length;
        self.at += length as u64;
    }

    /// Reads more; returns whether there was any.
    fn fill(&mut self) -> Result<bool, Stop> {
        while !self.ended {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
                Ok(chunk) => {
                    let length = chunk.len();
                    self.buffer.extend_from_slice(chunk);
                    self.input.consume(length);
                    self.ended = length == 0;
                    return Ok(!self.ended);
                }
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, limit: u64) -> String {
        // The smallest buffer, so that everything meets its edge.
        let mut values = Values::new(io::BufReader::with_capacity(1, text.as_bytes()), limit);
        let mut found = Vec::new();
        loop {
            match values.next() {
                Ok(None) => break,
                Ok(Some(value)) if value.too_long => found.push("long".to_owned()),
                Ok(Some(value)) => {
                    let bytes = values.bytes(&value);
                    assert!(
                        text.as_bytes()[usize::try_from(value.place.0).unwrap()..]
                            .starts_with(bytes)
                    );
                    let bytes = String::from_utf8_lossy(bytes);
                    found.push(format!("{}:{bytes}", value.line));
                }
                Err((_, fault)) => {
                    found.push(fault.to_string());
                    break;
                }
            }
        }
        found.join(" ")
    }

    #[test]
    fn values_end_where_their_brackets_close() {
        assert_eq!(
            cut(r#" [{"a]":"\"}"} , [1,[2]],3, "x"] "#, 99),
            r#"1:{"a]":"\"}"} 1:[1,[2]] 1:3 1:"x""#
        );
        assert_eq!(cut("{\"a\":{}}\n{\"b\":[]},{}", 99), r#"1:{"a":{}} 2:{"b":[]} 2:{}"#);
        assert_eq!(cut("[]", 99), "");
        assert_eq!(cut("", 99), "");
    }

    #[test]
    fn what_is_cut_off_is_told() {
        assert_eq!(cut("[{}, ", 99), "1:{} it is not JSON: it ends within a list");
        assert_eq!(cut("[{\"a", 99), "1:{\"a it is not JSON: it ends within a list");
        assert_eq!(cut("{}}", 99), "1:{} it is not JSON: `}` was not expected");
    }

    #[test]
    fn long_values_are_read_over() {
        assert_eq!(cut(r#"[{"a":"bbbbbbbbbbbb"},{"c":1}]"#, 10), "long 1:{\"c\":1}");
        assert_eq!(cut(&"[".repeat(100_000), 99_998).split(' ').next(), Some("long"));
    }
}
