//! Damage: files and queries that look almost like real ones.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};

/// The largest document made, in bytes.
const MOST: usize = 2 << 20;

/// Pieces that mean something to one reader or another.
const TOKENS: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "<table><tr><td>",
    "<!--",
    "<![CDATA[",
    "<!DOCTYPE x [",
    "&amp;",
    "&#x10ffff;",
    "&#0;",
    "<script>",
    "<q>",
    "<blockquote>",
    "{\"text\":",
    "{\"a\":[",
    "[[[[",
    "}",
    "]",
    "\"",
    "\\u0000",
    "\\ud800",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\t",
    ",",
    "\",\"",
    "---\n",
    "title: ",
    "date: 9999-99-99\n",
    "From: ",
    "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
    "Content-Transfer-Encoding: base64\n\n",
    "WARC/1.0\r\n",
    "Content-Length: 99999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    "%PDF-1.7\n",
    "1 0 obj << /Length 4294967295 >> stream\n",
    "PK\u{3}\u{4}",
    "“",
    "”",
    "‘",
    "«",
    "\u{202e}",
    "\u{200b}",
    "\u{300}",
    "\u{feff}",
    "\u{1b}[31m",
    "Q  ",
    "MR. BERG: ",
    "said",
    "told reporters",
    "he",
    "Ada Okoye",
    "on Monday",
    "2031-04-08",
    "99999999999999999999",
];

/// Pieces of queries.
const WORDS: &[&str] = &[
    "toll",
    "strait",
    "\"no convoy\"",
    "\"",
    "(",
    ")",
    "((",
    "AND",
    "OR",
    "NOT",
    "-",
    "+",
    "NEAR/3",
    "NEAR/99999999999",
    "speaker:",
    "speaker:okoye",
    "speaker:\"Ada Okoye\"",
    "via:",
    "to:",
    "topic:",
    "topic:trade",
    "date:",
    "date:2031",
    "date:last-week",
    "after:2031-13-45",
    "before:0",
    "date:2031-01-01..2030-01-01",
    "kind:direct",
    "kind:",
    "lang:zz",
    "*",
    "t*",
    "*t",
    "toll~",
    "toll~9",
    "~",
    "quote:",
    "context:(",
    "title:",
    ":",
    "::",
    "\\",
    "/",
    "[* TO *]",
    "{",
    "}",
    "^9",
    "\0",
    "\u{202e}",
    "\u{300}",
    "é",
    "市",
    "'",
    "sure:",
    "sure:>200",
    "words:>=0",
    "doc:/etc/passwd",
];

/// Makes inputs, the same ones for the same seed.
pub(super) struct Mutator {
    random: TestRng,
}

impl Mutator {
    pub(super) fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self { random: TestRng::from_seed(RngAlgorithm::ChaCha, &bytes) }
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.random.next_u64() % n.max(1) as u64).unwrap_or(0)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A file of `seeds` with some damage done, and its name.
    pub(super) fn document(&mut self, seeds: &[(PathBuf, Vec<u8>)]) -> (String, Vec<u8>) {
        let (path, bytes) = self.one(seeds);
        let mut name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut bytes = bytes.clone();
        for _ in 0..=self.below(8) {
            self.damage(&mut bytes, seeds);
            bytes.truncate(MOST);
        }
        match self.below(24) {
            0 => {
                let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
                let written = io::Write::write_all(&mut packed, &bytes);
                if let (Ok(()), Ok(packed)) = (written, packed.finish()) {
                    bytes = packed;
                    name.push_str(".gz");
                }
            }
            // Under the name of another format.
            1 => name = self.one(seeds).0.file_name().unwrap_or_default().to_string_lossy().into(),
            _ => {}
        }
        (name, bytes)
    }

    fn damage(&mut self, bytes: &mut Vec<u8>, seeds: &[(PathBuf, Vec<u8>)]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(1 + bytes.len().saturating_sub(at).min(2000))).min(bytes.len());
        match self.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.random.next_u32().to_le_bytes()[0],
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                // Nesting and floods.
                let piece = bytes[at..end].to_vec();
                let times = 1 << self.below(12);
                let flood = piece.repeat(times.min(1 + MOST / piece.len().max(1)));
                drop(bytes.splice(at..at, flood));
            }
            5 => {
                let token = *self.one(TOKENS);
                let times = 1 << self.below(16);
                let flood = token.repeat(times.min(1 + MOST / token.len()));
                drop(bytes.splice(at..at, flood.into_bytes()));
            }
            6 => {
                let other = &self.one(seeds).1;
                let from = self.below(other.len() + 1);
                let to = (from + self.below(4000)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            7 => bytes[at..end].reverse(),
            _ => drop(bytes.splice(at..at, self.one(TOKENS).bytes())),
        }
    }

    /// A query that may mean anything.
    pub(super) fn query(&mut self) -> String {
        let mut query = String::new();
        for _ in 0..=self.below(12) {
            let word = *self.one(WORDS);
            let times = if self.below(12) == 0 { 1 << self.below(14) } else { 1 };
            for _ in 0..times {
                query.push_str(word);
                if self.below(3) != 0 {
                    query.push(' ');
                }
            }
        }
        query
    }
}

/// Adds every file below `folder`, by path, to `found`.
pub(super) fn files(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found)?;
        } else {
            let bytes = fs::read(&path)?;
            found.push((path, bytes));
        }
    }
    Ok(())
}
