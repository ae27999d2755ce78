//! Tar archives: members one after the other, long names in members of their own.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use tar::{EntryType, Header, PaxExtensions};

use super::{
    super::{
        Fault,
        read::{Each, Flow, Reading, unreadable},
    },
    limit::Limited,
    member::{Names, spelled},
};

const BLOCK: u64 = 512;

/// The longest name or list of properties.
const LONGEST: u64 = 1 << 20;

/// A member's bytes up to a megabyte are read at once.
const BUFFER: usize = 64 << 10;

pub(super) fn read(reading: &Reading, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
    let mut names = Names::default();
    let mut said = Said::default();
    while let Some(header) = next_header(input).map_err(unreadable)? {
        let size = header.entry_size().map_err(|error| unreadable(damaged(&error)))?;
        let kind = header.entry_type();
        let is_said = kind.is_gnu_longname()
            || kind.is_gnu_longlink()
            || kind.is_pax_local_extensions()
            || kind.is_pax_global_extensions();
        let size = if is_said { size } else { said.size.take().unwrap_or(size) };
        let padding = size.next_multiple_of(BLOCK) - size;
        let mut member = Member { inner: input, left: size };
        if is_said {
            said.take_in(kind, &mut member).map_err(unreadable)?;
        } else {
            let name = said.name.take().unwrap_or_else(|| header.path_bytes().into_owned());
            let name = spelled(&name);
            if matches!(kind, EntryType::Regular | EntryType::Continuous) && !name.ends_with('/') {
                let limited = Limited::new(&mut member, &reading.budget);
                let mut whole = BufReader::with_capacity(BUFFER, limited);
                let flow = reading.member(&name, &mut names, &mut whole, Some(size), each)?;
                if flow.is_break() {
                    return Ok(flow);
                }
            }
        }
        io::copy(&mut member, &mut io::sink()).map_err(unreadable)?;
        let mut padding = Member { inner: input, left: padding };
        io::copy(&mut padding, &mut io::sink()).map_err(unreadable)?;
    }
    Ok(ControlFlow::Continue(()))
}

/// What members said of the one behind them.
#[derive(Default)]
struct Said {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Said {
    fn take_in(&mut self, kind: EntryType, member: &mut Member<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        member.take(LONGEST).read_to_end(&mut bytes)?;
        if kind.is_gnu_longname() {
            let end = memchr::memchr(0, &bytes).unwrap_or(bytes.len());
            bytes.truncate(end);
            self.name = Some(bytes);
        } else if kind.is_pax_local_extensions() {
            for property in PaxExtensions::new(&bytes).flatten() {
                match property.key_bytes() {
                    b"path" => self.name = Some(property.value_bytes().to_vec()),
                    b"size" => self.size = property.value().ok().and_then(|size| size.parse().ok()),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// The header that comes next; nothing at the archive's end.
fn next_header(input: &mut dyn BufRead) -> io::Result<Option<Header>> {
    const SUM: std::ops::Range<usize> = 148..156;
    if input.fill_buf()?.is_empty() {
        return Ok(None); // Some writers leave the two empty blocks out.
    }
    let mut header = Header::new_old();
    Member { inner: input, left: BLOCK }.read_exact(header.as_mut_bytes())?;
    let bytes = header.as_bytes();
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let outside = bytes[..SUM.start].iter().chain(&bytes[SUM.end..]);
    let sum = outside.map(|byte| u32::from(*byte)).sum::<u32>() + 8 * u32::from(b' ');
    match header.cksum() {
        Ok(said) if said == sum => Ok(Some(header)),
        _ => Err(damaged(&io::Error::other("a header's checksum is wrong"))),
    }
}

fn damaged(error: &io::Error) -> io::Error {
    io::Error::other(Fault::Damaged { what: "tar", reason: error.to_string() })
}

/// Bytes that must be there.
struct Member<'a> {
    inner: &'a mut dyn BufRead,
    left: u64,
}

impl Read for Member<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let end = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n_bytes = self.inner.read(&mut into[..end])?;
        if n_bytes == 0 && end > 0 {
            return Err(io::Error::other(Fault::Cut("tar")));
        }
        self.left -= n_bytes as u64;
        Ok(n_bytes)
    }
}
