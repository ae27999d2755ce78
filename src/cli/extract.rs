//! `onrecord extract`: statements as JSON Lines, with no index.

use std::{
    fs,
    io::{BufWriter, Read, Write, stdin, stdout},
    ops::ControlFlow,
    path::{Path, PathBuf},
    thread,
};

use clap::Args;

use super::{CliError, Outcome, ordered::in_order};
use crate::{
    extract::Extractor,
    model::{Document, Paragraph, Record, Span},
    render::json,
};

/// Print the statements of files as JSON Lines, without an index
#[derive(Args, Debug)]
pub(super) struct ExtractArgs {
    /// Files and folders to read, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

pub(super) fn run(args: &ExtractArgs) -> Result<Outcome, CliError> {
    let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
    let extractor = Extractor::default();
    let n_threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut n_statements = 0;
    in_order(
        n_threads,
        |hand_out| {
            for path in &args.paths {
                if temporary_read(path, path, hand_out).is_break() {
                    return;
                }
            }
        },
        |document| lines(&extractor, &document),
        |(bytes, n)| {
            n_statements += n;
            out.write_all(&bytes)
        },
    )?;
    out.flush()?;
    Ok(if n_statements == 0 { Outcome::Nothing } else { Outcome::Done })
}

fn lines(extractor: &Extractor, document: &Document) -> (Vec<u8>, usize) {
    let statements = extractor.extract(document);
    let hash = document.hash();
    let mut bytes = Vec::new();
    for statement in &statements {
        let record = Record::new(document, hash, statement);
        json::line(&mut bytes, &json::statement(&record, None)).expect("memory takes it");
    }
    (bytes, statements.len())
}

/// Stands in until ingest is there.
fn temporary_read(
    root: &Path,
    path: &Path,
    hand_out: &mut dyn FnMut(Document) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if path.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        return entries.iter().try_for_each(|entry| temporary_read(root, entry, hand_out));
    }
    let mut text = String::new();
    if path.as_os_str() == "-" {
        let _ = stdin().read_to_string(&mut text);
    } else {
        text = fs::read(path).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
    }
    let name = path.strip_prefix(root).ok().filter(|rest| !rest.as_os_str().is_empty());
    let name = name.or(path.file_name().map(Path::new)).unwrap_or(path).display().to_string();
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        if !line.trim().is_empty() {
            let span = Span::new(start, start + line.trim().len());
            paragraphs.push(Paragraph { span, turn: None });
        }
        at += line.len();
    }
    hand_out(Document { key: name.clone(), path: name, text, paragraphs, ..Document::default() })
}
