//! Runs the program on annotated texts, and the scorers that come with them.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output},
};

use onrecord::model::Span;
use serde::Deserialize;

use super::gold::{Annotated, Result, trimmed};

/// A statement as `onrecord extract` prints it, what is measured of it.
#[derive(Deserialize)]
pub struct Statement {
    pub primary: bool,
    pub parent: Option<String>,
    pub joint_with: Vec<Agent>,
    pub document: String,
    spans: Vec<[usize; 2]>,
    quoted: Vec<[usize; 2]>,
    pub kind: String,
    pub wording: String,
    pub attribution: String,
    pub confidence: f64,
    pub speaker: Option<Agent>,
    pub via: Vec<Agent>,
    pub addressees: Vec<Agent>,
    pub said: Option<Said>,
}

#[derive(Deserialize)]
pub struct Agent {
    pub name: Option<String>,
    pub as_written: Option<String>,
    span: Option<[usize; 2]>,
}

#[derive(Deserialize)]
pub struct Said {
    pub first: Option<String>,
}

impl Statement {
    pub fn spans(&self) -> Vec<Span> {
        self.spans.iter().copied().map(span).collect()
    }

    pub fn quoted(&self) -> Vec<Span> {
        self.quoted.iter().copied().map(span).collect()
    }

    /// The name that the speaker was led to.
    pub fn name(&self) -> Option<&str> {
        self.speaker.as_ref()?.name.as_deref()
    }

    /// The mention beside the cue.
    pub fn as_written(&self) -> Option<&str> {
        self.speaker.as_ref()?.as_written.as_deref()
    }

    /// Where that mention stands.
    pub fn mention(&self) -> Option<Span> {
        self.speaker.as_ref()?.span.map(span)
    }

    /// The first day that it may have been said on.
    pub fn day(&self) -> Option<&str> {
        self.said.as_ref()?.first.as_deref()
    }
}

fn span([start, end]: [usize; 2]) -> Span {
    Span::new(start, end)
}

/// The names of agents; mentions that lead to nobody have none.
pub fn names(agents: &[Agent]) -> Vec<&str> {
    agents.iter().filter_map(|agent| agent.name.as_deref()).collect()
}

/// The statements that the program finds in each of the texts.
pub fn extract(program: &Path, texts: &[Annotated]) -> Result<Vec<Vec<Statement>>> {
    let folder = tempfile::tempdir()?;
    for (number, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("{number:05}.txt")), &text.text)?;
    }
    let mut by_text: Vec<Vec<Statement>> = texts.iter().map(|_| Vec::new()).collect();
    for statement in run(program, &[folder.path().as_os_str()])? {
        let number: usize = statement.document.trim_end_matches(".txt").parse()?;
        by_text[number].push(statement);
    }
    Ok(by_text)
}

/// The statements that `onrecord extract` prints with these arguments.
pub fn run(program: &Path, args: &[&OsStr]) -> Result<Vec<Statement>> {
    parse(&print(program, args)?)
}

/// What `onrecord extract` prints with these arguments.
pub fn print(program: &Path, args: &[&OsStr]) -> Result<String> {
    answer(program, &Command::new(program).arg("extract").args(args).output()?)
}

/// Statements in JSON, one a line.
pub fn parse(lines: &str) -> Result<Vec<Statement>> {
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Spans of `text` that statements hold, trimmed, each once, with the statement's index.
pub fn ranges(
    text: &str,
    statements: &[Statement],
    of: impl Fn(&Statement) -> Vec<Span>,
) -> Vec<(Span, usize)> {
    let mut ranges: Vec<(Span, usize)> = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        for span in of(statement) {
            let span = trimmed(text, span);
            if !span.is_empty() && ranges.iter().all(|(known, _)| *known != span) {
                ranges.push((span, index));
            }
        }
    }
    ranges
}

/// What a script says. One that has an answer did not fail: its exit code may be a verdict.
pub fn python(args: &[&OsStr]) -> Result<String> {
    let output = Command::new("python3").args(args).output()?;
    if output.stdout.is_empty() {
        return answer(Path::new(args[0]), &output);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn answer(program: &Path, output: &Output) -> Result<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{}: {}", program.display(), String::from_utf8_lossy(&output.stderr)).into())
}
