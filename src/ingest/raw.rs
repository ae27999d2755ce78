//! The bytes that a part of a document was read from, read again.

use std::{
    cell::{Cell, RefCell},
    io::{self, BufReader, Read},
    ops::ControlFlow,
    rc::Rc,
};

use super::{
    IngestError, ReadOptions, Source,
    read::{BUFFER, Each, read_with},
};

/// Reads bytes `first..last` of the file or member at `path`, as they are when unpacked and not
/// decoded: a file's path as its documents have it, without the number of a record.
///
/// # Errors
///
/// Where what is wrong with the file keeps them from being reached.
pub fn raw(
    source: &Source,
    path: &str,
    (first, last): (u64, u64),
    options: &ReadOptions,
) -> Result<Vec<u8>, Option<IngestError>> {
    let capture = Rc::new(Capture {
        path: path.to_owned(),
        first,
        last,
        at: Cell::new(0),
        bytes: RefCell::default(),
    });
    let mut wrong = None;
    let each: Each<'_> = &mut |result| {
        wrong = result.err().or_else(|| wrong.take());
        if capture.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    read_with(source, options, Some(Rc::clone(&capture)), each);
    if capture.is_full() { Ok(capture.bytes.take()) } else { Err(wrong) }
}

/// Bytes to be kept while a file is read.
pub(super) struct Capture {
    path: String,
    first: u64,
    last: u64,
    /// How much went by.
    at: Cell<u64>,
    bytes: RefCell<Vec<u8>>,
}

impl Capture {
    pub(super) fn wants(&self, path: &str) -> bool {
        self.path == path
    }

    /// `input`, which begins, with its bytes kept on the way.
    pub(super) fn along<'a>(
        self: &Rc<Self>,
        input: impl Read + 'a,
    ) -> BufReader<Box<dyn Read + 'a>> {
        self.at.set(0);
        self.bytes.take();
        let along = Along { input, capture: Rc::clone(self) };
        BufReader::with_capacity(BUFFER, Box::new(along))
    }

    fn is_full(&self) -> bool {
        self.bytes.borrow().len() as u64 == self.last.saturating_sub(self.first)
    }

    fn pass(&self, bytes: &[u8]) {
        let at = self.at.get();
        let within = |place: u64| {
            usize::try_from(place.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len())
        };
        self.bytes.borrow_mut().extend_from_slice(&bytes[within(self.first)..within(self.last)]);
        self.at.set(at + bytes.len() as u64);
    }
}

/// An input some bytes of which are kept.
struct Along<R> {
    input: R,
    capture: Rc<Capture>,
}

impl<R: Read> Read for Along<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.capture.pass(&buffer[..length]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_as_they_go_by() {
        for (first, last, kept) in [(0, 3, "abc"), (2, 7, "cdefg"), (6, 6, ""), (8, 10, "ij")] {
            let capture = Rc::new(Capture {
                path: "a".to_owned(),
                first,
                last,
                at: Cell::new(0),
                bytes: RefCell::default(),
            });
            let input = io::BufReader::with_capacity(3, &b"abcdefghij"[..]);
            let mut all = String::new();
            capture.along(input).read_to_string(&mut all).unwrap();
            assert_eq!(all, "abcdefghij");
            assert!(capture.is_full());
            assert_eq!(capture.bytes.take(), kept.as_bytes());
        }
    }
}
