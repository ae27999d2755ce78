//! `onrecord index --dry-run`: what would be read as what, and why.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::BuildHasher,
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    index_report::{ProblemJson, severity},
    output::say,
    problems::{counted, thousands},
    source::split_record,
};
use crate::{
    ingest::{self, IngestError, ReadOptions, Severity, Source, ToldBy},
    model::{Document, Flags},
    pipeline::{self, Problem, ReadRules},
    render::{Style, json, wrap::Paragraph},
};

/// Problems of one file that are told; the others are counted.
const TOLD: usize = 5;

/// Reads everything below `paths` and prints what came of each file; writes nothing.
pub(super) fn run(
    paths: &[PathBuf],
    flags: &BTreeMap<PathBuf, Flags>,
    as_json: bool,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let rules = ReadRules::new(flags)?;
    let mut sums = Sums::default();
    setting.screen.show_unless(as_json, |out| {
        for found in pipeline::found(paths, &setting.places.index) {
            let mut tell = |file: &File| {
                sums.add(file);
                if as_json {
                    json::line(out, &file.as_json())
                } else {
                    file.write(out, setting.screen.style)
                }
            };
            match found.source {
                Ok(source) => {
                    let place = found.folder.join(source.path.file_name().unwrap_or_default());
                    look(&source, rules.of(&place), &mut tell)?;
                }
                Err(error) => tell(&File::unread(&error))?,
            }
        }
        Ok(())
    })?;
    say(&sums.summary());
    Ok(Outcome::found(0 < sums.documents).unless_skipped(0 < sums.broken))
}

/// A file, or a member of an archive, and what would come of it.
#[derive(Debug, Default)]
struct File {
    path: String,
    told_by: Option<ToldBy>,
    /// Why it would not be read, where that is no fault.
    left_out: Option<String>,
    documents: u64,
    undated: u64,
    days: Option<(Date, Date)>,
    formats: BTreeSet<&'static str>,
    speakers: FxHashSet<u64>,
    languages: BTreeMap<String, u64>,
    encodings: BTreeSet<&'static str>,
    /// The first ones.
    problems: Vec<Problem>,
    n_problems: u64,
    broken: bool,
}

/// Reads `source` and tells what came of it, each member of an archive by itself.
fn look(
    source: &Source,
    options: &ReadOptions,
    tell: &mut dyn FnMut(&File) -> io::Result<()>,
) -> io::Result<()> {
    let whole = source.path.display().to_string();
    let new = |path: String| {
        let told_by = (path == whole).then(|| ToldBy::of(source));
        File { path, told_by, ..File::default() }
    };
    let mut file: Option<File> = None;
    let mut result = Ok(());
    ingest::read(source, options, &mut |item| {
        let path = match &item {
            Ok(document) => {
                let below = split_record(&document.path).0;
                let member = below.strip_prefix(source.relative.as_str()).unwrap_or_default();
                format!("{whole}{member}")
            }
            Err(error) => error.path.display().to_string(),
        };
        if file.as_ref().is_none_or(|file| file.path != path)
            && let Some(done) = file.replace(new(path))
        {
            result = tell(&done);
        }
        if let Some(file) = &mut file {
            match item {
                Ok(document) => file.add(&document),
                Err(error) => file.fault(&error),
            }
        }
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    result?;
    tell(&file.unwrap_or_else(|| new(whole.clone())))
}

impl File {
    fn unread(error: &IngestError) -> Self {
        let mut file = Self { path: error.path.display().to_string(), ..Self::default() };
        file.fault(error);
        file
    }

    fn add(&mut self, document: &Document) {
        self.documents += 1;
        self.formats.insert(document.format.name());
        match document.published {
            None => self.undated += 1,
            Some(date) => {
                let (first, last) = self.days.unwrap_or((date.first(), date.last()));
                self.days = Some((first.min(date.first()), last.max(date.last())));
            }
        }
        let labels = document.turns.iter().filter(|turn| !turn.anonymous).filter_map(|turn| {
            let label = turn.label.map(|label| label.of(&document.text));
            turn.name.as_deref().or(label)
        });
        for name in labels.chain(document.speaker.as_deref()) {
            self.speakers.insert(FxBuildHasher.hash_one(name));
        }
        let language = document.language.map_or_else(|| "?".to_owned(), |code| code.to_string());
        *self.languages.entry(language).or_default() += 1;
        self.encodings.extend(document.encoding);
    }

    fn fault(&mut self, error: &IngestError) {
        if matches!(error.severity(), Severity::Unsupported | Severity::Ignored) {
            self.left_out = Some(error.reason());
            return;
        }
        let problem = Problem::new(error);
        self.broken |= problem.broken;
        self.n_problems += 1;
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }

    /// What would come of it, in a line.
    fn outcome(&self) -> String {
        if let Some(why) = &self.left_out {
            return format!("not read: {why}");
        }
        let formats: Vec<&str> = self.formats.iter().copied().collect();
        let told_by = match self.told_by {
            _ if formats.is_empty() => "",
            Some(ToldBy::Ending) => " by its ending",
            Some(ToldBy::FirstBytes) => " by its first bytes",
            Some(ToldBy::Content) => " by its looks",
            None => "",
        };
        if self.documents == 0 {
            return "no document".to_owned();
        }
        let mut parts = vec![counted(self.documents, "document")];
        if !formats.is_empty() {
            parts.insert(0, format!("{}{told_by}", formats.join(", ")));
        }
        match self.days {
            Some((first, last)) if first == last => parts.push(first.to_string()),
            Some((first, last)) => parts.push(format!("{first}..{last}")),
            None => {}
        }
        if 0 < self.undated {
            let all = self.undated == self.documents;
            let n = if all { String::new() } else { format!("{} ", thousands(self.undated)) };
            parts.push(format!("{n}undated"));
        }
        if !self.speakers.is_empty() {
            parts.push(counted(self.speakers.len() as u64, "speaker"));
        }
        for (language, n) in self.languages.iter().filter(|(language, _)| *language != "?") {
            let some = *n < self.documents;
            parts.push(if some {
                format!("{language} {}", thousands(*n))
            } else {
                language.clone()
            });
        }
        parts.extend(self.encodings.iter().map(|encoding| (*encoding).to_owned()));
        parts.join("; ")
    }

    fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let line = |out: &mut dyn Write, text: &str, style_of, indent| {
            let mut paragraph = Paragraph::new();
            paragraph.push(text, style_of);
            paragraph.write_wrapped(out, style.width, indent)
        };
        line(out, &self.path, style.theme.speaker, 0)?;
        line(out, &self.outcome(), anstyle::Style::new(), 2)?;
        for problem in &self.problems {
            let place = problem.place.as_ref().map(|place| format!("{place}: "));
            let (kind, place) = (severity(problem), place.unwrap_or_default());
            line(out, &format!("{kind}: {place}{}", problem.reason), style.theme.aside, 2)?;
        }
        let more = self.n_problems - self.problems.len() as u64;
        if 0 < more {
            line(out, &format!("… and {}", counted(more, "more problem")), style.theme.aside, 2)?;
        }
        Ok(())
    }

    fn as_json(&self) -> FileJson<'_> {
        FileJson {
            format: json::FORMAT,
            path: &self.path,
            told_by: self.told_by.map(ToldBy::name),
            left_out: self.left_out.as_deref(),
            formats: &self.formats,
            documents: self.documents,
            undated: self.undated,
            first: self.days.map(|(first, _)| first.to_string()),
            last: self.days.map(|(_, last)| last.to_string()),
            speakers: self.speakers.len(),
            languages: &self.languages,
            encodings: &self.encodings,
            n_problems: self.n_problems,
            problems: self.problems.iter().map(ProblemJson::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct FileJson<'a> {
    format: u32,
    path: &'a str,
    told_by: Option<&'static str>,
    left_out: Option<&'a str>,
    formats: &'a BTreeSet<&'static str>,
    documents: u64,
    undated: u64,
    first: Option<String>,
    last: Option<String>,
    speakers: usize,
    languages: &'a BTreeMap<String, u64>,
    encodings: &'a BTreeSet<&'static str>,
    n_problems: u64,
    problems: Vec<ProblemJson<'a>>,
}

/// What was counted over all files.
#[derive(Debug, Default)]
struct Sums {
    read: u64,
    left_out: u64,
    broken: u64,
    documents: u64,
}

impl Sums {
    fn add(&mut self, file: &File) {
        self.documents += file.documents;
        self.broken += u64::from(file.broken);
        self.left_out += u64::from(file.left_out.is_some());
        self.read += u64::from(0 < file.documents);
    }

    fn summary(&self) -> String {
        let documents = counted(self.documents, "document");
        let mut summary = format!("{documents} in {}", counted(self.read, "file"));
        for (n, what) in [(self.left_out, "not read"), (self.broken, "broken")] {
            if 0 < n {
                summary.extend([format!("; {} {what}", thousands(n))]);
            }
        }
        format!("{summary}; nothing was written")
    }
}

/// The real places of `paths`, and the flags that hold below them from now on.
pub(super) fn flags_of(
    paths: &[PathBuf],
    index: &Path,
    flags: &Flags,
    reset: bool,
) -> BTreeMap<PathBuf, Flags> {
    let given: Vec<_> =
        paths.iter().filter(|path| path.exists()).map(|path| pipeline::place(path)).collect();
    // Where no index can be read, nothing is remembered.
    let before = crate::index::Store::made_of(index).unwrap_or_default().flags;
    pipeline::all_flags(before, &given, flags, reset)
}
