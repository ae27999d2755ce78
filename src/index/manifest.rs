//! The manifest: which files belong to the last commit and what they are, written into
//! `meta.json` itself under a checksum.
//!
//! tantivy's list of segments has no checksum of its own and says nothing of sizes. What is
//! written instead is the same object with one member more in front,
//!
//! ```text
//! {"onrecord":{"checksum":"…","sequence":7,"format":5,"files":{"….idx":[88011,…],…}},
//!   "index_settings": …
//! ```
//!
//! whose checksum covers every byte behind it: segments, schema, payload. Being one file, manifest
//! and commit can never disagree. A copy of it, [`COPY`], is written right after; one that is older
//! by a commit was left by a run that was killed in between, and one that is newer shows that
//! `meta.json` was put back to an earlier state.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::{FORMAT, place::META};

/// A copy of `meta.json` as it was last written.
pub(super) const COPY: &str = "onrecord-meta-copy.json";

/// What a sealed `meta.json` begins with, up to the checksum.
const HEAD: &[u8] = b"{\"onrecord\":{\"checksum\":\"";
/// Hex digits of the checksum.
const DIGITS: usize = 16;
/// The files that every segment has.
const PARTS: [&str; 6] = ["fast", "fieldnorm", "idx", "pos", "store", "term"];
/// The last bytes of a segment's file: how long the footer before them is, and a constant.
const TAIL: usize = 8;
const MAGIC: u32 = 1337;
/// A footer is some hundred bytes.
const LONGEST_FOOTER: u64 = 4096;
/// Bytes that are read against their checksums whenever an index is opened: small files, which are
/// soon read.
const READ_AT_ONCE: u64 = 1 << 20;

/// Which files belong to a commit.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
pub(super) struct Manifest {
    /// One more with every `meta.json` that is written.
    pub(super) sequence: u64,
    pub(super) format: u32,
    pub(super) files: BTreeMap<String, Mark>,
}

/// What a file is known by: bytes, and a hash of its footer, which holds the checksum of the rest.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
pub(super) struct Mark(u64, u64);

#[derive(Deserialize)]
struct Sealed {
    onrecord: Manifest,
}

#[derive(Deserialize)]
struct Meta {
    segments: Vec<SegmentMeta>,
}

#[derive(Deserialize)]
struct SegmentMeta {
    segment_id: String,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    opstamp: u64,
}

/// What is wrong with a file.
pub(super) enum Wrong {
    /// In words.
    Damage(String),
    /// The system does not let it be read.
    Unreadable(io::Error),
}

impl Manifest {
    /// The manifest of what `current` holds and `meta` lists, which was written after `before`.
    fn of(current: &Path, meta: &[u8], before: Option<Self>) -> io::Result<Self> {
        let meta: Meta = serde_json::from_slice(meta)?;
        let (sequence, known) = match before {
            Some(before) => (before.sequence + 1, before.files),
            None => (0, BTreeMap::new()),
        };
        let mut files = BTreeMap::new();
        for segment in meta.segments {
            let id = segment.segment_id.replace('-', "");
            let deletes = segment.deletes.map(|deletes| format!("{id}.{}.del", deletes.opstamp));
            for name in PARTS.iter().map(|part| format!("{id}.{part}")).chain(deletes) {
                // A file is written once. What it was then is what it has to be.
                let mark = match known.get(&name) {
                    Some(mark) => *mark,
                    None => Mark::of(&mut File::open(current.join(&name))?)?.0,
                };
                files.insert(name, mark);
            }
        }
        Ok(Self { sequence, format: FORMAT, files })
    }

    /// Reads it off a `meta.json`; `None` where that is not what was written.
    pub(super) fn read(meta: &[u8]) -> Option<Self> {
        let rest = meta.strip_prefix(HEAD)?;
        let (checksum, rest) = rest.split_at_checked(DIGITS)?;
        (checksum == hex(xxh3_64(rest)).as_bytes()).then_some(())?;
        let Sealed { onrecord } = serde_json::from_slice(meta).ok()?;
        (onrecord.format == FORMAT).then_some(onrecord)
    }

    /// What is wrong with the files, as far as sizes and footers tell and small files: the first
    /// of it.
    pub(super) fn glance(&self, current: &Path) -> Result<(), Wrong> {
        let mut marks: Vec<_> = self.files.iter().collect();
        marks.sort_by_key(|(_, mark)| mark.0);
        let mut left = READ_AT_ONCE;
        for (name, mark) in marks {
            let whole = mark.0 <= left;
            left = left.saturating_sub(mark.0);
            mark.check(current, name, whole)?;
        }
        Ok(())
    }

    /// What is wrong with the files, all of them read from end to end.
    pub(super) fn damage(&self, current: &Path) -> io::Result<Vec<String>> {
        let mut damage = Vec::new();
        for (name, mark) in &self.files {
            match mark.check(current, name, true) {
                Ok(()) => {}
                Err(Wrong::Damage(what)) => damage.push(what),
                // A sector that the disk cannot read is damage, too.
                Err(Wrong::Unreadable(error))
                    if error.kind() == io::ErrorKind::PermissionDenied =>
                {
                    return Err(error);
                }
                Err(Wrong::Unreadable(error)) => {
                    damage.push(format!("`{name}` cannot be read: {error}"));
                }
            }
        }
        Ok(damage)
    }
}

impl Mark {
    /// The mark of a file, and its footer.
    fn of(file: &mut File) -> io::Result<(Self, Vec<u8>)> {
        let size = file.metadata()?.len();
        let n_tail = size.min(LONGEST_FOOTER);
        file.seek(SeekFrom::Start(size - n_tail))?;
        let mut tail = Vec::with_capacity(n_tail as usize);
        file.take(n_tail).read_to_end(&mut tail)?;
        let footer = footer(&tail).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "a segment's file was not written whole")
        })?;
        Ok((Self(size, xxh3_64(footer)), footer.to_vec()))
    }

    /// Looks at the file `name`, from end to end if `whole`.
    fn check(self, current: &Path, name: &str, whole: bool) -> Result<(), Wrong> {
        let mut file = match File::open(current.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Wrong::Damage(format!("`{name}` is missing")));
            }
            file => file.map_err(Wrong::Unreadable)?,
        };
        let size = file.metadata().map_err(Wrong::Unreadable)?.len();
        if size != self.0 {
            let what = format!("`{name}` has {size} bytes and should have {}", self.0);
            return Err(Wrong::Damage(what));
        }
        let changed = || Wrong::Damage(format!("`{name}` is not what was written"));
        let footer = match Self::of(&mut file) {
            Ok((mark, footer)) if mark == self => footer,
            Err(error) if error.kind() != io::ErrorKind::InvalidData => {
                return Err(Wrong::Unreadable(error));
            }
            _ => return Err(changed()),
        };
        if whole {
            file.seek(SeekFrom::Start(0)).map_err(Wrong::Unreadable)?;
            let crc = checksum(file, self.0 - footer.len() as u64).map_err(Wrong::Unreadable)?;
            (Some(crc) == crc_in(&footer)).then_some(()).ok_or_else(changed)?;
        }
        Ok(())
    }
}

/// `meta` with its manifest, to be written into `current` in the place of what is there.
pub(super) fn seal(current: &Path, meta: &[u8]) -> io::Result<Vec<u8>> {
    let before = match fs::read(current.join(META)) {
        Ok(before) => Manifest::read(&before),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let Manifest { sequence, format, files } = Manifest::of(current, meta, before)?;
    let files: BTreeMap<_, _> =
        files.into_iter().map(|(name, Mark(size, footer))| (name, [size, footer])).collect();
    let rest = meta.strip_prefix(b"{").ok_or(io::ErrorKind::InvalidData)?;
    let mut covered = format!(
        "\",\"sequence\":{sequence},\"format\":{format},\"files\":{}}},",
        serde_json::to_string(&files)?
    )
    .into_bytes();
    covered.extend_from_slice(rest);
    Ok([HEAD, hex(xxh3_64(&covered)).as_bytes(), &covered].concat())
}

/// Whether the file begins as a `meta.json` of this program does, of whatever format.
pub(super) fn is_sealed(meta: &Path) -> bool {
    let mut head = [0; HEAD.len()];
    File::open(meta).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *HEAD
}

fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

/// What tantivy wrote behind everything else, told by its last bytes.
fn footer(tail: &[u8]) -> Option<&[u8]> {
    let (_, [n0, n1, n2, n3, magic @ ..]) = tail.split_last_chunk::<TAIL>()?;
    (u32::from_le_bytes(*magic) == MAGIC).then_some(())?;
    let n = u32::from_le_bytes([*n0, *n1, *n2, *n3]) as usize + TAIL;
    tail.get(tail.len().checked_sub(n)?..)
}

fn crc_in(footer: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Footer {
        crc: u32,
    }
    let json = footer.get(..footer.len().checked_sub(TAIL)?)?;
    serde_json::from_slice::<Footer>(json).ok().map(|footer| footer.crc)
}

/// The checksum of the first `n` bytes from where `file` is.
fn checksum(file: File, n: u64) -> io::Result<u32> {
    let mut from = file.take(n);
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; usize::try_from(n.min(128 << 10)).unwrap_or_default().max(1)];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(hasher.finalize()),
            n => hasher.update(&buffer[..n]),
        }
    }
}
