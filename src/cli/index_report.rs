//! What a run of `index` did and what was wrong, as a table and as JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use serde::Serialize;

use super::problems::thousands;
use crate::{
    pipeline::{IndexReport, Problem},
    render::{Style, json, table},
};

/// A run, in JSON.
#[derive(Serialize)]
pub(super) struct ReportJson<'a> {
    format: u32,
    documents: DocumentsJson,
    files_read: u64,
    files_unchanged: u64,
    statements: u64,
    acts: u64,
    passages: u64,
    text_bytes: u64,
    skipped: usize,
    warnings: usize,
    /// How many files and members of archives of each kind were passed over.
    unsupported: &'a BTreeMap<String, u64>,
    ignored: u64,
    interrupted: bool,
    seconds: f64,
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct DocumentsJson {
    new: u64,
    changed: u64,
    removed: u64,
    unchanged: u64,
    copies: u64,
}

/// One thing that was wrong, in JSON.
#[derive(Serialize)]
pub(super) struct ProblemJson<'a> {
    pub(super) path: String,
    pub(super) place: Option<&'a str>,
    /// `skipped` where something was left out, else `warning`.
    pub(super) severity: &'static str,
    pub(super) reason: &'a str,
    pub(super) hint: Option<&'a str>,
}

impl<'a> ProblemJson<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        Self {
            path: problem.path.display().to_string(),
            place: problem.place.as_deref(),
            severity: severity(problem),
            reason: &problem.reason,
            hint: problem.hint.as_deref(),
        }
    }
}

/// What a problem meant for what it was found in.
pub(super) fn severity(problem: &Problem) -> &'static str {
    if problem.broken { "skipped" } else { "warning" }
}

impl<'a> ReportJson<'a> {
    pub(super) fn new(report: &'a IndexReport) -> Self {
        let skipped = report.problems.iter().filter(|problem| problem.broken).count();
        Self {
            format: json::FORMAT,
            documents: DocumentsJson {
                new: report.new,
                changed: report.changed,
                removed: report.removed,
                unchanged: report.unchanged,
                copies: report.copies,
            },
            files_read: report.files_read,
            files_unchanged: report.files_unchanged,
            statements: report.statements,
            acts: report.acts,
            passages: report.passages,
            text_bytes: report.bytes,
            skipped,
            warnings: report.problems.len() - skipped,
            unsupported: &report.files_unsupported,
            ignored: report.ignored,
            interrupted: report.interrupted,
            seconds: report.wall.as_secs_f64(),
            problems: report.problems.iter().map(ProblemJson::new).collect(),
        }
    }
}

/// Writes everything that was wrong, and what was passed over by kind.
pub(super) fn write(out: &mut dyn Write, report: &IndexReport, style: Style) -> io::Result<()> {
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    let mut hints = BTreeSet::new();
    if !report.problems.is_empty() {
        let mut rows = vec![row(["", "path", "place", "what is wrong"])];
        rows.extend(report.problems.iter().map(|problem| {
            // Each hint once is enough.
            let hint = problem.hint.as_deref().filter(|hint| hints.insert(*hint));
            let hint = hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
            row([
                severity(problem),
                &problem.path.display().to_string(),
                problem.place.as_deref().unwrap_or_default(),
                &format!("{}{hint}", problem.reason),
            ])
        }));
        table::fitted(out, &rows, style)?;
    }
    let mut passed_over: Vec<Vec<String>> = report
        .files_unsupported
        .iter()
        .map(|(kind, n)| vec!["not read".to_owned(), kind.clone(), thousands(*n)])
        .collect();
    if 0 < report.ignored {
        let by = "left out by patterns".to_owned();
        passed_over.push(vec!["ignored".to_owned(), by, thousands(report.ignored)]);
    }
    if !report.problems.is_empty() && !passed_over.is_empty() {
        writeln!(out)?;
    }
    table::columns(out, &passed_over)
}
