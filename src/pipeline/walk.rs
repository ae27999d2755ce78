//! What there is to read below the paths given, the index left out.

use std::path::{Path, PathBuf};

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
    let index = place(index);
    // Finding a folder's real place is slow, and neighbors share theirs.
    let mut last = (None, PathBuf::new(), false);
    ingest::walk(paths).filter_map(move |source| {
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
    pub(super) fn below(paths: &[PathBuf], index: &Path, report: &mut IndexReport) -> Self {
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
        let mut walked = Self::default();
        for found in found(paths, index) {
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
