//! Zstandard: frames one after the other, and of one that was cut all whole blocks.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::{super::Fault, limit::Source};

/// A decoder of all frames in `source`.
pub(super) fn decoder(source: Source<'_>) -> impl Read {
    let blocks = Blocks {
        source,
        ready: Vec::new(),
        at: 0,
        has_checksum: false,
        ended: true,
        is_cut: false,
    };
    Frames { blocks, decoder: FrameDecoder::new(), open: false }
}

struct Frames<'a> {
    blocks: Blocks<'a>,
    decoder: FrameDecoder,
    /// Whether the decoder is within a frame.
    open: bool,
}

impl Read for Frames<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.open && self.decoder.can_collect() > 0 {
                return self.decoder.read(into);
            }
            if self.open && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.blocks, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(io::Error::other)?;
                continue;
            }
            if self.blocks.is_cut {
                return Err(io::Error::other(Fault::Cut("Zstandard")));
            }
            let said = self.decoder.get_checksum_from_data();
            if self.open && said.is_some() && said != self.decoder.get_calculated_checksum() {
                self.open = false;
                return Err(io::Error::other("its checksum is wrong"));
            }
            self.open = self.blocks.next_frame()?;
            if !self.open {
                return Ok(0);
            }
            self.decoder.reset(&mut self.blocks).map_err(io::Error::other)?;
        }
    }
}

/// The bytes of a frame as the decoder wants them. It keeps what it decoded until the frame's
/// end, so that one that was cut is ended here, behind its last whole block.
struct Blocks<'a> {
    source: Source<'a>,
    /// Bytes of the header or of a block, those from `at` on not given yet.
    ready: Vec<u8>,
    at: usize,
    has_checksum: bool,
    /// Whether the last block was made ready.
    ended: bool,
    is_cut: bool,
}

const FRAME: u32 = 0xfd2f_b528;
const SKIPPED: std::ops::RangeInclusive<u32> = 0x184d_2a50..=0x184d_2a5f;

impl Blocks<'_> {
    /// Makes the header of the next frame ready, if there is one.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            self.ready.clear();
            self.at = 0;
            match self.number()? {
                FRAME => break,
                magic if SKIPPED.contains(&magic) => {
                    let length = u64::from(self.number()?);
                    let skipped = io::copy(&mut (&mut self.source).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                _ => return Err(io::Error::other("what follows is no frame")),
            }
        }
        self.fetch(1)?;
        let descriptor = self.ready[4];
        let single = descriptor & 0x20 != 0;
        let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let size = match descriptor >> 6 {
            0 => usize::from(single),
            wide => 1 << wide,
        };
        self.fetch(usize::from(!single) + dictionary + size)?;
        self.has_checksum = descriptor & 4 != 0;
        self.ended = false;
        Ok(true)
    }

    fn number(&mut self) -> io::Result<u32> {
        let at = self.ready.len();
        self.fetch(4)?;
        Ok(u32::from_le_bytes([0, 1, 2, 3].map(|byte| self.ready[at + byte])))
    }

    /// Makes `n_bytes` more ready.
    fn fetch(&mut self, n_bytes: usize) -> io::Result<()> {
        let at = self.ready.len();
        self.ready.resize(at + n_bytes, 0);
        self.source.read_exact(&mut self.ready[at..])
    }

    fn next_block(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        self.fetch(3)?;
        let header = u32::from_le_bytes([self.ready[0], self.ready[1], self.ready[2], 0]);
        let size = (header >> 3) as usize;
        self.fetch(if header >> 1 & 3 == 1 { 1 } else { size })?;
        self.ended = header & 1 == 1;
        self.fetch(if self.ended && self.has_checksum { 4 } else { 0 })
    }
}

impl Read for Blocks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        const LAST_AND_EMPTY: [u8; 3] = [1, 0, 0];
        if self.at == self.ready.len() && !self.ended {
            match self.next_block() {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.ready = LAST_AND_EMPTY.to_vec();
                    self.ready.resize(3 + if self.has_checksum { 4 } else { 0 }, 0);
                    self.at = 0;
                    self.ended = true;
                    self.is_cut = true;
                }
                result => result?,
            }
        }
        let mut bytes = &self.ready[self.at..];
        let n_bytes = bytes.read(into)?;
        self.at += n_bytes;
        Ok(n_bytes)
    }
}
