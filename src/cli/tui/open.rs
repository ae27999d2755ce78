//! Opens the place of a statement: the file in the editor, or the text that was read from it in
//! the pager where the file is no text.

use std::{env, io::Write, path::Path, process::Command};

use tempfile::NamedTempFile;

use super::row::Row;
use crate::{
    cli::source::{Source, Sources},
    index::Store,
    model::Document,
};

/// What is to be run, with the file that it needs for as long as it runs.
pub(super) struct Opening {
    pub(super) command: Command,
    _text: Option<NamedTempFile>,
}

/// How to open `row`, or why that cannot be done.
pub(super) fn opening(store: &Store, row: &Row) -> Result<Opening, String> {
    let sources = Sources::new(store).map_err(|error| error.to_string())?;
    let (id, start) = match row {
        Row::Statement(hit) => {
            (hit.record.id.clone(), hit.record.spans.first().map_or(0, |span| span.start))
        }
        Row::Passage(hit) => (format!("{:016x}", hit.record.hash), hit.record.span.start),
    };
    let record = sources.by_id(&id).ok_or("not in the index any more")?;
    let path = sources.file(record).unwrap_or_default();
    let name = path.display();
    let (document, is_changed) = match sources.read(record) {
        Source::Same(document) => (document, false),
        Source::Changed(document) => (document, true),
        Source::Gone(reason) => return Err(format!("{name}: {reason}")),
    };
    let line = if is_changed { 1 } else { line(&document, start) };
    if document.origins.is_empty() && path.is_file() {
        let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
        return Ok(Opening { command: command(&editor, line, &path), _text: None });
    }
    let failed = |error: std::io::Error| format!("cannot write the text: {error}");
    let mut file = tempfile::Builder::new().prefix("onrecord-").suffix(".txt").tempfile();
    if let Ok(file) = &mut file {
        let text: Vec<_> = document.text.lines().map(crate::render::sanitize::clean).collect();
        file.write_all(text.join("\n").as_bytes()).map_err(failed)?;
    }
    let file = file.map_err(failed)?;
    let pager = set("PAGER").filter(|pager| pager != "cat").unwrap_or_else(|| "less".to_owned());
    Ok(Opening { command: command(&pager, line, file.path()), _text: Some(file) })
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The line that the byte `at` stands on, from 1.
fn line(document: &Document, at: u32) -> usize {
    let before = document.text.as_bytes().get(..at as usize).unwrap_or_default();
    1 + memchr::memchr_iter(b'\n', before).count()
}

/// Runs `program`, which may have arguments of its own, on a line of a file.
fn command(program: &str, line: usize, file: &Path) -> Command {
    let mut words = program.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let mut command = Command::new(program);
    command.args(words);
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let at_line = || format!("{}:{line}", file.display());
    match name.as_ref() {
        "code" | "codium" | "code-insiders" => command.arg("--goto").arg(at_line()),
        "hx" | "helix" | "subl" | "zed" | "kak" => command.arg(at_line()),
        _ => command.arg(format!("+{line}")).arg(file),
    };
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_editor_is_told_the_line_in_its_way() {
        let shown = |program: &str| format!("{:?}", command(program, 7, Path::new("a b.txt")));
        assert_eq!(shown("vim -R"), r#""vim" "-R" "+7" "a b.txt""#);
        assert_eq!(shown("/usr/bin/code -w"), r#""/usr/bin/code" "-w" "--goto" "a b.txt:7""#);
        assert_eq!(shown("hx"), r#""hx" "a b.txt:7""#);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let document = Document { text: "a\nb\nc".to_owned(), ..Document::default() };
        let lines: Vec<_> = [0, 1, 2, 4, 99].iter().map(|at| line(&document, *at)).collect();
        assert_eq!(lines, [1, 1, 2, 3, 1]);
    }
}
