//! What there is to read below the paths given, the index left out.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{IndexReport, Problem, roots::place};
use crate::{
    index::is_index,
    ingest::{self, IngestError, Severity, Source},
};

/// A file to read, or why it is not.
pub struct Found {
    /// The file, or what is wrong with it.
    pub source: Result<Source, IngestError>,
    /// The real place of the folder that it is in.
    pub folder: PathBuf,
}

/// Walks `paths`, leaving out the folder `index` and other indexes that lie there.
pub fn found(paths: &[PathBuf], index: &Path) -> impl Iterator<Item = Found> {
    outside(ingest::walk(paths), index)
}

/// Leaves out of `sources` what is in the folder `index`, or in another index.
fn outside(
    sources: impl Iterator<Item = Result<Source, IngestError>>,
    index: &Path,
) -> impl Iterator<Item = Found> {
    let index = place(index);
    // Finding a folder's real place is slow, and neighbors share theirs.
    let mut last = (None, PathBuf::new(), false);
    sources.filter_map(move |source| {
        let path = source.as_ref().map_or_else(|error| &error.path, |source| &source.path);
        let folder = path.parent().unwrap_or(Path::new(""));
        if last.0.as_deref() != Some(folder) {
            let place = place(folder);
            let is_inside = place.starts_with(&index) || is_index(folder);
            last = (Some(folder.to_owned()), place, is_inside);
        }
        (!last.2).then(|| Found { source, folder: last.1.clone() })
    })
}

/// What was found below the paths given.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) sources: Vec<Source>,
    /// Places that could not be looked into.
    pub(super) unseen: Vec<PathBuf>,
}

impl Walked {
    /// Walks `paths`, or what of them is at or below `parts`.
    pub(super) fn below(
        paths: &[PathBuf],
        parts: Option<&[PathBuf]>,
        index: &Path,
        report: &mut IndexReport,
    ) -> Self {
        let index_place = place(index);
        let inside = |path: &&PathBuf| path.exists() && place(path).starts_with(&index_place);
        for path in paths.iter().filter(inside) {
            report.problems.push(Problem {
                path: path.clone(),
                place: None,
                reason: "it belongs to the index itself, which is not read".to_owned(),
                hint: Some("give the folder that the texts are in".to_owned()),
                broken: true,
                told: false,
            });
        }
        let sources: Box<dyn Iterator<Item = _>> = match parts {
            None => Box::new(ingest::walk(paths)),
            Some(parts) => Box::new(paths.iter().flat_map(|given| walk_parts(given, parts))),
        };
        let mut walked = Self::default();
        for found in outside(sources, index) {
            match found.source {
                Ok(source) => walked.sources.push(source),
                Err(error) => match error.severity() {
                    Severity::Unsupported => {
                        report.add_unsupported(error.unsupported_kind().unwrap_or_default());
                    }
                    Severity::Ignored => report.ignored += 1,
                    Severity::Broken | Severity::Warning => {
                        walked.unseen.push(place(&error.path));
                        report.problems.push(Problem::new(&error));
                    }
                },
            }
        }
        walked
    }
}

/// What of `parts` lies in one of the paths `given`, all of them real places.
pub(super) fn parts_of(given: &[PathBuf], parts: &[PathBuf]) -> Vec<PathBuf> {
    let mut within = BTreeSet::new();
    for part in parts {
        if given.iter().any(|given| part.starts_with(given)) {
            within.insert(part.clone());
        }
        within.extend(given.iter().filter(|given| given.starts_with(part)).cloned());
    }
    within.into_iter().collect()
}

/// Walks what is at or below `parts`, which are real places, of `given`.
fn walk_parts(
    given: &Path,
    parts: &[PathBuf],
) -> impl Iterator<Item = Result<Source, IngestError>> {
    let real = place(given);
    let shown = parts.iter().filter_map(|part| {
        let below = part.strip_prefix(&real).ok()?;
        Some(if below.as_os_str().is_empty() { given.to_owned() } else { given.join(below) })
    });
    let shown: Vec<PathBuf> = shown.collect();
    ingest::walk_parts(given.to_owned(), shown)
}
