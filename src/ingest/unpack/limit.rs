//! How much may be unpacked from one file, and what went wrong on the way.

use std::{
    cell::{Cell, RefCell},
    io::{self, BufRead, Read},
    rc::Rc,
};

use super::super::{Fault, options::Limits};

/// What all that is packed in one file, at any depth, has come to.
pub(in crate::ingest) struct Budget {
    /// Bytes of the file itself.
    packed: u64,
    unpacked: Cell<u64>,
    limits: Limits,
}

/// Bytes that anything may unpack to, however small it is.
const GRACE: u64 = 64 << 20;

impl Budget {
    pub(in crate::ingest) fn new(packed: u64, limits: Limits) -> Self {
        Self { packed, unpacked: Cell::new(0), limits }
    }

    /// Counts bytes that were unpacked.
    pub(in crate::ingest) fn spend(&self, bytes: usize) -> io::Result<()> {
        self.unpacked.set(self.unpacked.get() + bytes as u64);
        self.check()
    }

    /// Fails from the moment on that too much was unpacked.
    pub(super) fn check(&self) -> io::Result<()> {
        let Limits { unpacked_bytes: limit, ratio, .. } = self.limits;
        let unpacked = self.unpacked.get();
        if limit < unpacked {
            Err(io::Error::other(Fault::Unpacked(limit)))
        } else if unpacked > GRACE && unpacked / ratio.max(1) > self.packed {
            Err(io::Error::other(Fault::Ratio(ratio)))
        } else {
            Ok(())
        }
    }
}

/// Counts what is unpacked.
pub(super) struct Limited<'a, R> {
    inner: R,
    budget: &'a Budget,
}

impl<'a, R: Read> Limited<'a, R> {
    pub(super) fn new(inner: R, budget: &'a Budget) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.budget.check()?;
        let n_bytes = self.inner.read(into)?;
        self.budget.spend(n_bytes)?;
        Ok(n_bytes)
    }
}

/// A decoder, and what its errors come from: its input, the end of that, or bytes that are wrong.
pub(super) struct Unpacking<'a> {
    decoder: Box<dyn Read + 'a>,
    what: &'static str,
    trouble: Rc<Trouble>,
}

/// What a decoder's input came to.
#[derive(Default)]
pub(super) struct Trouble {
    ended: Cell<bool>,
    error: RefCell<Option<io::Error>>,
}

/// What a decoder reads from.
pub(super) struct Source<'a> {
    inner: &'a mut dyn BufRead,
    trouble: Rc<Trouble>,
}

impl<'a> Unpacking<'a> {
    pub(super) fn of<D: Read + 'a>(
        what: &'static str,
        decoder: impl FnOnce(Source<'a>) -> D,
        inner: &'a mut dyn BufRead,
    ) -> Self {
        let trouble = Rc::new(Trouble::default());
        let decoder = decoder(Source { inner, trouble: Rc::clone(&trouble) });
        Self { decoder: Box::new(decoder), what, trouble }
    }

    /// Takes a decoder whose input is not to be looked at.
    pub(super) fn new(what: &'static str, decoder: impl Read + 'a) -> Self {
        Self { decoder: Box::new(decoder), what, trouble: Rc::default() }
    }
}

impl Trouble {
    /// What is behind a decoder's `error`.
    fn behind(&self, what: &'static str, error: io::Error) -> io::Error {
        if let Some(error) = self.error.take() {
            return error;
        }
        if error.raw_os_error().is_some()
            || error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Fault>)
        {
            return error;
        }
        io::Error::other(if self.ended.get() || error.kind() == io::ErrorKind::UnexpectedEof {
            Fault::Cut(what)
        } else {
            Fault::Damaged { what, reason: error.to_string() }
        })
    }
}

impl Read for Unpacking<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.decoder.read(into).map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            self.trouble.behind(self.what, error)
        })
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.inner.fill_buf() {
            Ok(bytes) => self.trouble.ended.set(bytes.is_empty()),
            Err(error) => {
                let kind = error.kind();
                if kind != io::ErrorKind::Interrupted {
                    self.trouble.error.replace(Some(error));
                }
                return Err(kind.into());
            }
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        self.inner.consume(n_bytes);
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let n_bytes = bytes.read(into)?;
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}
