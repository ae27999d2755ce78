//! Decoders of what is compressed as one stream or as several, one after the other.

use std::io::{self, Read};

use super::limit::Source;

pub(super) fn gzip(source: Source<'_>) -> impl Read {
    flate2::bufread::MultiGzDecoder::new(source)
}

pub(super) fn bzip2(source: Source<'_>) -> impl Read {
    ::bzip2::bufread::MultiBzDecoder::new(source)
}

pub(super) fn xz(source: Source<'_>) -> impl Read {
    Slowly(lzma_rust2::XzReader::new_mem_limit(source, true, XZ_KIB))
}

/// How much memory a stream may ask for; `xz -9` makes ones that want 65 MiB.
const XZ_KIB: u32 = 160 << 10;

/// Asks for little at once: of a call that fails nothing is kept, and what stands before a cut
/// should be.
struct Slowly<R>(R);

impl<R: Read> Read for Slowly<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        const AT_ONCE: usize = 4 << 10;
        let end = into.len().min(AT_ONCE);
        self.0.read(&mut into[..end])
    }
}
