//! What is compressed or packed, streamed and within limits.

mod limit;
mod member;
mod package;
mod stream;
mod tar;
mod zip;
mod zstd;

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Cursor},
    ops::ControlFlow,
    path::Path,
};

pub(super) use self::limit::Budget;
pub(super) use self::package::{Package, Part};
pub(super) use self::zip::read as zip;

use self::{
    limit::{Limited, Unpacking},
    member::Names,
};
use super::{
    Fault,
    read::{BUFFER, Each, Flow, Reading, Stop, unreadable, whole_or_cut},
    sniff::{self, Kind, Packing, Stream},
};

/// Reads what `input` holds packed.
pub(super) fn read(
    reading: &Reading,
    packing: Packing,
    input: &mut dyn BufRead,
    size: Option<u64>,
    each: Each<'_>,
) -> Flow {
    reading.not_too_deep()?;
    let mut unpacking = match packing {
        Packing::Tar => return tar::read(reading, input, each),
        Packing::Zip => {
            // Its list of members stands at its end.
            let bytes = reading.whole(input, size)?;
            return zip(reading, Cursor::new(bytes), each);
        }
        Packing::Stream(stream) => stream.unpacking(input),
    };
    let limited = Limited::new(&mut unpacking, &reading.budget);
    let mut unpacked = BufReader::with_capacity(BUFFER, limited);
    let name = unpacked_name(Path::new(&reading.name));
    let head = unpacked.fill_buf().map_err(unreadable)?;
    let kind = match sniff::by_name(Path::new(&name), false) {
        Ok(kind) => sniff::corrected(kind, head),
        Err(fault) => sniff::by_magic(head).ok_or((None, fault))?,
    };
    let deeper = u8::from(kind != Kind::Packed(Packing::Tar));
    let archive_depth = reading.archive_depth + deeper;
    let inner = Reading { name, archive_depth, ..reading.clone() };
    inner.input(kind, &mut unpacked, None, each)
}

/// All that `input` holds compressed; where it does not end as it should what came before, and
/// what is wrong.
pub(super) fn unpacked(
    reading: &Reading,
    stream: Stream,
    input: &mut dyn BufRead,
) -> Result<(Vec<u8>, Option<Fault>), Stop> {
    let mut unpacking = stream.unpacking(input);
    let limited = Limited::new(&mut unpacking, &reading.budget);
    let limit = reading.limits.document_bytes;
    whole_or_cut(&mut BufReader::with_capacity(BUFFER, limited), None, limit)
}

impl Stream {
    fn unpacking(self, input: &mut dyn BufRead) -> Unpacking<'_> {
        match self {
            Self::Gzip => Unpacking::of("gzip", stream::gzip, input),
            Self::Bzip2 => Unpacking::of("bzip2", stream::bzip2, input),
            Self::Xz => Unpacking::of("xz", stream::xz, input),
            Self::Zstd => Unpacking::of("Zstandard", zstd::decoder, input),
        }
    }
}

/// The name of what the file at `path` holds compressed: `a.jsonl` of `a.jsonl.gz`, `a.tar` of
/// `a.tgz`, and the whole of one that does not say that it is compressed.
fn unpacked_name(path: &Path) -> String {
    let name = |name: Option<&OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    match name(path.extension()).to_ascii_lowercase().as_str() {
        "gz" | "zst" | "bz2" | "xz" => name(path.file_stem()),
        "tgz" | "tzst" | "tbz" | "tbz2" | "txz" => name(path.file_stem()) + ".tar",
        _ => name(path.file_name()),
    }
}

impl Reading {
    /// Reads the member of this archive that is called `name`, of `size` bytes where that is known.
    fn member(
        &self,
        name: &str,
        names: &mut Names,
        input: &mut dyn BufRead,
        size: Option<u64>,
        each: Each<'_>,
    ) -> Flow {
        let Some(below) = names.clean(name) else {
            return Ok(ControlFlow::Continue(()));
        };
        let inner = self.inside(&below);
        let result = inner.known_member(name, input, size, each);
        self.budget.check().map_err(unreadable)?;
        match result {
            Err((place, fault)) => Ok(inner.warn(place, Some(fault), each)),
            flow => flow,
        }
    }

    fn known_member(
        &self,
        name: &str,
        input: &mut dyn BufRead,
        size: Option<u64>,
        each: Each<'_>,
    ) -> Flow {
        let head = input.fill_buf().map_err(unreadable)?;
        let kind = sniff::by_name(Path::new(name), false)
            .or_else(|fault| sniff::by_magic(head).ok_or((None, fault)))?;
        self.input(kind, input, size, each)
    }

    /// Fails where this is an archive in too many others.
    fn not_too_deep(&self) -> Result<(), Stop> {
        let limit = self.limits.archive_depth;
        if self.archive_depth < limit { Ok(()) } else { Err((None, Fault::Nested(limit))) }
    }
}
