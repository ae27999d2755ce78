//! `onrecord index` and `onrecord forget`: what goes into the index, and out of it.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    CliError, Outcome, Setting, dry_run, index_report,
    index_report::ReportJson,
    interrupt,
    output::{print, say},
    people::{PeopleFile, tell_conflicts},
    places::Places,
    problems::{Problem, Problems, counted, thousands},
    query_args::number,
    read_args::ReadArgs,
    store,
    topic_args::TopicArgs,
};
use crate::{
    extract::Extractor,
    index::{BuilderOptions, IndexError, Store},
    ingest::{self, Severity},
    pipeline::{self, IndexOptions, IndexReport, PipelineError, Progress},
    render::json,
};

const EXAMPLES: &str = "\
Examples:
  onrecord index corpus              read a folder; only what changed is read again
  onrecord index                     bring everything read so far up to date
  onrecord index --date 2024-05 may  for texts that carry no date
  onrecord index --dry-run ~/mixed   what would be read as what, and why";

/// Bring the index up to date with files and folders
///
/// Reads what is new or changed, and takes out what is gone from the paths given; the rest of the
/// index stays as it is. What was committed can be searched meanwhile, and stays when the run is
/// interrupted.
///
/// Texts, Markdown, transcripts, web pages, CSV, JSON, JSON Lines, XML of parliaments, feeds, e-mails,
/// web archives, DOCX, ODT and PDF are read, packed or not.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(before_help = EXAMPLES)]
pub(super) struct IndexArgs {
    /// Files and folders to read [default: those read before, else the nearest `corpus/`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read files whose size and time say that they are unchanged, too
    #[arg(long)]
    full: bool,
    /// Write the index anew, and put it in the place of the old one when it is whole
    #[arg(long)]
    rebuild: bool,
    /// Leave in the index what is gone from the paths
    #[arg(long)]
    keep_missing: bool,
    #[command(flatten)]
    topics: TopicArgs,
    /// Threads that extract [default: one a core]
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    threads: usize,
    /// Memory to make do with, about [default: an eighth of the machine's, 256M at most]
    ///
    /// More makes fewer and larger parts of the index. What the run knows of each document comes on
    /// top, some 100 bytes.
    #[arg(long, value_name = "SIZE", value_parser = ingest::size)]
    memory: Option<u64>,
    /// Only say what would be read as what, and why; write nothing
    #[arg(long, conflicts_with_all = ["full", "rebuild", "keep_missing", "report"])]
    dry_run: bool,
    /// List everything that was skipped, and why; what was broken before is read again for it
    #[arg(long)]
    report: bool,
    /// Print the report as one JSON object; with --dry-run, an object a line and file
    #[arg(long)]
    json: bool,
    /// Forget the flags below that were given with the paths before
    ///
    /// Flags for reading are remembered with the paths that they are given with, and hold until
    /// others are given; `onrecord status` lists them.
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    read: ReadArgs,
}

/// What to do where nothing says what the index was made of.
pub(super) const SAY_WHAT: &str = "say what it was made of: `onrecord index --rebuild PATH…`";

const FORGET_EXAMPLES: &str = "\
Examples:
  onrecord forget corpus/sport       a folder, there or gone
  onrecord forget articles/a.txt     a file, as `onrecord documents` lists it below its folder";

/// Take the documents of a file or folder out of the index
///
/// The files themselves stay. Indexing a folder above them brings them back.
#[derive(Args, Debug)]
#[command(before_help = FORGET_EXAMPLES)]
pub(super) struct ForgetArgs {
    /// File or folder, there or gone
    #[arg(value_name = "PATH")]
    path: PathBuf,
}

pub(super) fn run(args: &IndexArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let places = &setting.places;
    let paths = match args.paths.as_slice() {
        [] => paths(places, args.rebuild)?,
        paths => paths.to_vec(),
    };
    if args.dry_run {
        let flags = dry_run::flags_of(&paths, &places.index, &args.read.flags(), args.reset);
        return dry_run::run(&paths, &flags, args.json, setting);
    }
    let (topics, settings) = args.topics.resolve()?;
    let (people, wrong) = PeopleFile::read(places)?.told();
    let listed = args.report || args.json;
    let options = IndexOptions {
        index: places.index.clone(),
        flags: args.read.flags(),
        reset: args.reset,
        settings,
        people: people.clone(),
        full: args.full,
        broken_again: listed,
        keep_missing: args.keep_missing,
        rebuild: args.rebuild,
        threads: args.threads,
        builder: BuilderOptions::within(args.memory.unwrap_or_else(memory)),
        ..IndexOptions::default()
    };
    let report = watched(&paths, &Extractor::new(topics), options)?;
    if args.json {
        print(|out| json::line(out, &ReportJson::new(&report)))?;
    } else if args.report {
        setting.screen.show(|out| index_report::write(out, &report, setting.screen.style))?;
    }
    let broken = if listed {
        say(&summary(&report));
        report.has_broken()
    } else {
        tell(&report)
    };
    tell_conflicts(&people, places)?;
    if args.rebuild && report.new == 0 {
        say("nothing to make an index of: what there was is left as it was");
    }
    let n_documents = report.new + report.changed + report.unchanged;
    let outcome = Outcome::found(0 < n_documents + report.removed);
    Ok(outcome.unless_skipped(broken || wrong))
}

/// The memory of a run where nobody says: a share of the machine's, or of what this process is
/// allowed of it, where the system tells.
fn memory() -> u64 {
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let limit = limit.and_then(|text| text.trim().parse().ok());
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        Some(1024 * line.split_whitespace().next()?.parse::<u64>().ok()?)
    });
    limit.into_iter().chain(machine).map(|bytes: u64| bytes / 8).fold(256 << 20, u64::min)
}

/// What to read where nobody says: what the index was made of, else `corpus/`.
pub(super) fn paths(places: &Places, rebuild: bool) -> Result<Vec<PathBuf>, CliError> {
    let given = match Store::made_of(&places.index) {
        Ok(made_of) => made_of.given,
        Err(IndexError::Missing { .. }) => BTreeSet::new(),
        Err(error @ IndexError::Foreign { .. }) => return Err(error.into()),
        Err(error) => {
            return Err(CliError::user(error).hint(SAY_WHAT));
        }
    };
    if given.is_empty() {
        let corpus = places.corpus.clone().ok_or_else(|| {
            CliError::user("there is no folder `corpus` here or above to read")
                .hint("say what to read: `onrecord index PATH`")
        })?;
        return Ok(vec![corpus]);
    }
    if let Some(gone) = given.iter().find(|path| rebuild && !path.exists()) {
        let what = format!("`{}` is gone, and a rebuilt index would lack it", gone.display());
        return Err(CliError::user(what).hint(format!(
            "take it out with `onrecord forget '{}'`, or say what to read: `onrecord index --rebuild PATH…`",
            gone.display()
        )));
    }
    let here = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    let shorter = |path: PathBuf| match path.strip_prefix(&here) {
        Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
        _ => path,
    };
    Ok(given.into_iter().map(shorter).collect())
}

/// Makes an index of the texts in `corpus`, for a search that finds none.
pub(super) fn build(corpus: &Path, places: &Places) -> Result<(), CliError> {
    let (people, _) = PeopleFile::read(places)?.told();
    let (index, rules) = (places.index.clone(), people.clone());
    let options = IndexOptions { index, people: rules, ..IndexOptions::default() };
    let report = watched(&[corpus.to_owned()], &Extractor::default(), options)?;
    tell(&report);
    tell_conflicts(&people, places)?;
    Ok(())
}

pub(super) fn forget(args: &ForgetArgs, setting: &Setting) -> Result<Outcome, CliError> {
    // The writer would make one where there is none.
    store::open(&setting.places)?;
    let n = pipeline::forget(&setting.places.index, &args.path)?;
    read_copies(setting)?;
    say(&format!("{} taken out of the index", counted(n, "document")));
    Ok(Outcome::Done)
}

/// Has one of the copies read that a document left behind which was taken out.
fn read_copies(setting: &Setting) -> Result<(), CliError> {
    let state = store::open(&setting.places)?.state()?;
    let originals = state.documents.iter().filter(|document| document.copy_of.is_none());
    let originals: BTreeSet<_> = originals.map(|document| document.key).collect();
    if state.documents.iter().filter_map(|it| it.copy_of).all(|of| originals.contains(&of)) {
        return Ok(());
    }
    let (people, _) = PeopleFile::read(&setting.places)?.told();
    let index = setting.places.index.clone();
    let options = IndexOptions { index, people, ..IndexOptions::default() };
    watched(&[], &Extractor::default(), options)?;
    Ok(())
}

/// Indexes until it is done or somebody interrupts it.
pub(super) fn watched(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: IndexOptions<'_>,
) -> Result<IndexReport, CliError> {
    let rebuild = options.rebuild;
    let report = interrupt::asked(|stop| {
        with_bar(paths, extractor, &IndexOptions { stop: Some(stop), ..options })
    })?;
    if report.interrupted && rebuild {
        return Err(CliError::interrupted("interrupted; the index is as it was before"));
    }
    if report.interrupted {
        tell(&report);
        return Err(CliError::interrupted("interrupted; what was committed before stays")
            .hint("the same command goes on where this one stopped"));
    }
    Ok(report)
}

/// Indexes with a bar on the terminal.
pub(super) fn with_bar(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: &IndexOptions<'_>,
) -> Result<IndexReport, PipelineError> {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let show = |progress: &Progress| {
        bar.set_length(progress.all_bytes);
        bar.set_position(progress.bytes);
        let doing = if progress.committing { ", committing" } else { "" };
        bar.set_message(format!(
            "{} documents, {} statements{doing}",
            thousands(progress.documents),
            thousands(progress.statements)
        ));
    };
    let report = pipeline::index(paths, extractor, options, &show);
    bar.finish_and_clear();
    report
}

/// Says what was done and what is wrong. Returns whether anything was skipped as broken.
pub(super) fn tell(report: &IndexReport) -> bool {
    let broken = tell_problems(report);
    say(&summary(report));
    broken
}

/// Says what is wrong. Returns whether anything was skipped as broken.
pub(super) fn tell_problems(report: &IndexReport) -> bool {
    let mut problems = Problems::default();
    for problem in &report.problems {
        let place = problem.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        problems.add(&Problem {
            text: &format!("`{}`{place}: {}", problem.path.display(), problem.reason),
            hint: problem.hint.as_deref(),
            severity: if problem.broken { Severity::Broken } else { Severity::Warning },
            unsupported: None,
        });
    }
    for (kind, n) in &report.files_unsupported {
        problems.add_unsupported(kind, *n);
    }
    problems.add_ignored(report.ignored);
    problems.finish()
}

fn summary(report: &IndexReport) -> String {
    let parts: Vec<String> = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
        (report.copies, "copies of others"),
    ]
    .into_iter()
    .filter(|(n, _)| 0 < *n)
    .map(|(n, what)| format!("{} {what}", thousands(n)))
    .collect();
    if parts.is_empty() {
        return "no documents".to_owned();
    }
    let mut summary = format!("documents: {}", parts.join(", "));
    if 0 < report.new + report.changed {
        summary.extend([format!(
            "; {}, {}",
            counted(report.statements, "statement"),
            counted(report.passages, "passage")
        )]);
    }
    format!("{summary} ({})", seconds(report.wall))
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

impl From<PipelineError> for CliError {
    fn from(error: PipelineError) -> Self {
        let hint = error.hint();
        let error = match error {
            PipelineError::Index(error) => return error.into(),
            PipelineError::Threads { .. } => Self::internal(error),
            _ => Self::user(error),
        };
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
