//! `onrecord status`: what is in the index.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    output::print,
    people,
    problems::{counted, thousands},
    store,
};
use crate::{
    index::Status,
    model::{Flags, Language},
    render::{json, table},
};

const EXAMPLES: &str = "\
Examples:
  onrecord status";

/// Say what is in the index
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct StatusArgs {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    format: u32,
    index: String,
    index_format: u32,
    folders: Vec<FolderJson<'a>>,
    flags: BTreeMap<String, &'a Flags>,
    files: u64,
    documents: u64,
    copies: u64,
    languages: BTreeMap<String, u64>,
    undecoded: u64,
    statements: u64,
    acts: u64,
    passages: u64,
    text_bytes: u64,
    index_bytes: u64,
    segments: usize,
    deleted_rows: u64,
    people: Option<String>,
}

#[derive(Serialize)]
struct FolderJson<'a> {
    name: &'a str,
    path: String,
}

pub(super) fn run(args: &StatusArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open(&setting.places)?;
    let status = store.status()?;
    let people = people::status(setting, &store)?;
    if args.json {
        print(|out| json::line(out, &StatusJson { people, ..as_json(&status, &store) }))?;
    } else {
        let mut rows = rows(&status, &store);
        rows.extend(people.map(|people| vec!["people".to_owned(), people]));
        setting.screen.show(|out| table::columns(out, &rows))?;
    }
    Ok(Outcome::Done)
}

fn as_json<'a>(status: &'a Status, store: &crate::index::Store) -> StatusJson<'a> {
    let folder = |(name, path): (&'a String, &std::path::PathBuf)| FolderJson {
        name,
        path: path.display().to_string(),
    };
    StatusJson {
        format: json::FORMAT,
        index: store.path().display().to_string(),
        index_format: status.format,
        folders: status.roots.iter().map(folder).collect(),
        flags: status
            .flags
            .iter()
            .map(|(path, flags)| (path.display().to_string(), flags))
            .collect(),
        files: status.files,
        documents: status.documents,
        copies: status.copies,
        languages: status
            .languages
            .iter()
            .map(|(language, count)| {
                (language.map_or("unknown".to_owned(), |language| language.to_string()), *count)
            })
            .collect(),
        undecoded: status.undecoded,
        statements: status.statements,
        acts: status.acts,
        passages: status.passages,
        text_bytes: status.text_bytes,
        index_bytes: status.index_bytes,
        segments: status.segments,
        deleted_rows: status.deleted_rows,
        people: None,
    }
}

fn rows(status: &Status, store: &crate::index::Store) -> Vec<Vec<String>> {
    let mut rows = vec![
        ("index", format!("{} (format {})", store.path().display(), status.format)),
        ("files", thousands(status.files)),
        ("documents", thousands(status.documents)),
        (
            "statements",
            format!("{}, and {}", thousands(status.statements), counted(status.acts, "outer act")),
        ),
        ("passages", thousands(status.passages)),
        ("text", size(status.text_bytes)),
        ("on disk", format!("{} in {} segments", size(status.index_bytes), status.segments)),
    ];
    let foreign: Vec<_> = status
        .languages
        .iter()
        .filter_map(|(language, count)| Some(((*language)?, *count)))
        .filter(|(language, _)| *language != Language::ENGLISH)
        .map(|(language, count)| format!("{} in {}", thousands(count), language.name()))
        .collect();
    if !foreign.is_empty() {
        let words = "their words are found and their turns kept, but no statements in their prose";
        rows.insert(3, ("not English", format!("{}: {words}", foreign.join(", "))));
    }
    if 0 < status.copies {
        let copies = thousands(status.copies);
        rows.insert(3, ("copies", format!("{copies}, kept as other addresses of these")));
    }
    if 0 < status.undecoded {
        let documents = counted(status.undecoded, "document");
        rows.push(("unreadable", format!("{documents} with characters that stand as `\u{fffd}`")));
    }
    if 0 < status.deleted_rows {
        rows.push(("replaced rows", thousands(status.deleted_rows)));
    }
    for (name, path) in &status.roots {
        rows.push(("folder", format!("{name} ({})", path.display())));
    }
    for (path, flags) in &status.flags {
        rows.push(("read with", format!("{flags} ({})", path.display())));
    }
    rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect()
}

/// `1.5 MB`, in millions of bytes.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", thousands(bytes / 1_000_000), bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let shown = [7, 1_234, 1_550_000, 1_234_567_890].map(size).join(", ");
        assert_eq!(shown, "7 bytes, 1.2 kB, 1.5 MB, 1,234.5 MB");
    }
}
