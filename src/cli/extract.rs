//! `onrecord extract`: statements as JSON Lines, with no index.

use std::{
    io::{BufWriter, Read, Write, stdin, stdout},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
};

use clap::Args;

use super::{
    CliError, Outcome,
    ordered::in_order,
    problems::{Problem, Problems, counted},
    read_args::ReadArgs,
    topic_args::TopicArgs,
};
use crate::{
    extract::Extractor,
    ingest::{self, IngestError, ReadOptions},
    model::{Document, Record},
    render::json,
};

const EXAMPLES: &str = "\
Examples:
  onrecord extract corpus/sport/cup-final.txt
  onrecord extract article.html | jq .quote
  curl -s URL | onrecord extract -";

/// Print the statements of files as JSON Lines, without an index
///
/// Prints every act of saying, the outer ones too, in text order; `primary` marks those that a
/// search shows.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ExtractArgs {
    /// Files and folders to read, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    topics: TopicArgs,
    #[command(flatten)]
    read: ReadArgs,
}

pub(super) fn run(args: &ExtractArgs) -> Result<Outcome, CliError> {
    let options = ReadOptions::from_flags(&args.read.flags())?;
    let extractor = Extractor::new(args.topics.resolve()?.0);
    let n_threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
    let mut n_statements = 0;
    let mut problems = Problems::default();
    let mut failed = Vec::new();
    in_order(
        n_threads,
        |hand_out| read(&args.paths, &options, hand_out),
        |task| {
            // A bug met in one document is no reason to lose the others.
            task.map(|document| {
                catch_unwind(AssertUnwindSafe(|| lines(&extractor, &document)))
                    .map_err(|_| document.path)
            })
        },
        |result| match result {
            Ok(Ok((bytes, n))) => {
                n_statements += n;
                out.write_all(&bytes)
            }
            Ok(Err(path)) => {
                failed.push(path);
                Ok(())
            }
            Err(error) => {
                problems.add(&Problem {
                    text: &error.to_string(),
                    hint: error.hint().as_deref(),
                    severity: error.severity(),
                    unsupported: error.unsupported_kind(),
                });
                Ok(())
            }
        },
    )?;
    out.flush()?;
    let broken = problems.finish();
    if let Some(path) = failed.first() {
        let n = failed.len() as u64;
        return Err(CliError::internal(format!(
            "finding statements failed in {}, first in `{path}`",
            counted(n, "document")
        ))
        .hint("this is a bug: please report it with the document"));
    }
    Ok(Outcome::found(0 < n_statements).unless_skipped(broken))
}

type Reading = Result<Document, IngestError>;

fn read(
    paths: &[PathBuf],
    options: &ReadOptions,
    hand_out: &mut dyn FnMut(Reading) -> ControlFlow<()>,
) {
    for path in paths {
        let flow = if path == Path::new("-") {
            let mut bytes = Vec::new();
            match stdin().lock().read_to_end(&mut bytes) {
                Ok(_) => {
                    ingest::read_bytes("-", &bytes, options, hand_out);
                    ControlFlow::Continue(())
                }
                Err(error) => hand_out(Err(IngestError {
                    path: path.clone(),
                    place: None,
                    fault: ingest::Fault::Unreadable(error),
                })),
            }
        } else {
            ingest::walk(std::slice::from_ref(path)).try_for_each(|source| match source {
                Ok(source) => {
                    let mut flow = ControlFlow::Continue(());
                    ingest::read(&source, options, &mut |result| {
                        flow = hand_out(result);
                        flow
                    });
                    flow
                }
                Err(error) => hand_out(Err(error)),
            })
        };
        if flow.is_break() {
            return;
        }
    }
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
