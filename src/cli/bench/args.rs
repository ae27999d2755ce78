//! The flags of `onrecord bench`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::formats;
use crate::cli::{picture, query_args::number};

const EXAMPLES: &str = "\
Examples:
  onrecord bench corpus                 a folder of texts
  onrecord bench                        a made-up corpus
  onrecord bench --documents 10000 --json
  onrecord bench --turns 500 --against tantivy
  onrecord bench --curve 200,400        how the cost grows
  onrecord bench --queries              how fast the index at hand answers
  onrecord bench corpus --compare before.json
  onrecord bench --format all           how fast each format is read";

/// Measure indexing and searching
///
/// Indexes into a folder of its own, which is removed afterwards: documents, statements and MB a
/// second for each stage, time, memory and size of the whole, and how long queries of each kind
/// take. Without a path a corpus is made up, the same each time for the same number.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(in crate::cli) struct BenchArgs {
    /// File or folder to index [default: a made-up corpus]
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,
    /// Documents of the made-up corpus
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = number, conflicts_with = "path")]
    pub(super) documents: usize,
    /// Make up so many speaking turns instead, each a record of some 56 words
    #[arg(long, value_name = "N", value_parser = number, conflicts_with_all = ["path", "documents", "format"])]
    pub(super) turns: Option<usize>,
    /// Measure nothing but queries, put to the index that is there
    #[arg(long, conflicts_with_all = ["path", "documents", "turns", "against", "curve", "format"])]
    pub(super) queries: bool,
    /// Measure another engine on the same texts, turn and turn about
    ///
    /// It does nothing but index their words, and stores them: one writer, 256 MB of memory, its
    /// own word rules. Speaking turns and other JSON Lines with a `speaker` are one row a record,
    /// all else one row a paragraph. Queries are the ten best of each, text and snippet fetched.
    #[arg(long, value_name = "ENGINE", conflicts_with = "format")]
    pub(super) against: Option<System>,
    /// How often each side has its turn at indexing
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = rounds, requires = "against")]
    pub(super) rounds: usize,
    /// Measure at growing numbers of made-up turns [default: 10000,100000,1000000]
    #[arg(
        long,
        value_name = "N,N,…",
        num_args = 0..=1,
        default_missing_value = "10000,100000,1000000",
        value_parser = sizes,
        conflicts_with_all = ["path", "documents", "turns", "against", "format"]
    )]
    pub(super) curve: Option<Sizes>,
    /// Draw the curve into FILE, which ends in .svg or .png
    #[arg(long, value_name = "FILE", value_parser = picture::path, requires = "curve")]
    pub(super) plot: Option<PathBuf>,
    /// Measure reading alone, of a corpus made up in this format; `all` for one after the other
    ///
    /// With a path that is read instead, whatever formats it has.
    #[arg(long, value_name = "FORMAT", value_parser = formats::names())]
    pub(super) format: Option<String>,
    /// Least CPU time that the reading of a format is measured for
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = number, requires = "format")]
    pub(super) seconds: usize,
    /// Threads that extract [default: one a core]
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    pub(super) threads: usize,
    /// Set the result beside an earlier one of the same kind, which `--json` printed
    #[arg(long, value_name = "FILE")]
    pub(super) compare: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// An engine to be measured against.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum System {
    /// The library that onrecord is built on, alone
    Tantivy,
    /// `SQLite` with FTS5, in programs built with `--features sqlite`
    Sqlite,
}

impl System {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tantivy => "tantivy",
            Self::Sqlite => "sqlite",
        }
    }
}

/// Growing numbers of records.
#[derive(Clone, Debug)]
pub(super) struct Sizes(pub(super) Vec<usize>);

fn sizes(text: &str) -> Result<Sizes, &'static str> {
    let read = text.split(',').map(|size| size.trim().parse().ok().filter(|size| 0 < *size));
    let mut sizes: Vec<usize> =
        read.collect::<Option<_>>().ok_or("write numbers above 0, such as 1000,10000")?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(Sizes(sizes))
}

fn rounds(text: &str) -> Result<usize, &'static str> {
    number(text).ok().filter(|rounds| 0 < *rounds).ok_or("write a number above 0, such as 3")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow() {
        assert_eq!(sizes("400, 200,400").unwrap().0, [200, 400]);
        assert!(sizes("").is_err() && sizes("0").is_err() && sizes("10,x").is_err());
        assert!(rounds("0").is_err());
    }
}
