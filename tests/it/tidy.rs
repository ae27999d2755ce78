//! The shape of the source tree, kept by a test.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use onrecord::{
    ingest::{ReadOptions, read, walk},
    model::Format,
};

/// What each room of `src/` may use. Read downwards, data flows one way.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("ingest", &["model", "text"]),
    ("extract", &["model", "text"]),
    ("people", &["model", "text"]),
    ("index", &["model", "text", "people"]),
    ("pipeline", &["model", "text", "ingest", "extract", "people", "index"]),
    ("query", &["model", "text", "people", "index"]),
    ("render", &["model", "text", "query"]),
    (
        "cli",
        &["model", "text", "ingest", "extract", "people", "index", "pipeline", "query", "render"],
    ),
];

/// Files that are no rooms.
const ROOTS: &[&str] = &["lib", "main"];

const MAX_LINES: usize = 500;

#[test]
fn rooms_use_only_the_rooms_before_them() {
    let allowed: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in rust_files("src") {
        let room = room_of(&path);
        let Some(allowed) = allowed.get(room.as_str()) else {
            assert!(ROOTS.contains(&room.as_str()), "`{room}` has no line in MAY_USE");
            continue;
        };
        let code: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap()).collect();
        for used in rooms_used(&code.join("\n")) {
            if used != room && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {room} uses `{used}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The rooms behind every `crate::` of a source, those in braces included.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.push(name_at(rest));
            continue;
        };
        rooms.push(name_at(group));
        let mut depth = 1;
        for (at, char) in group.char_indices() {
            match char {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => rooms.push(name_at(&group[at + 1..])),
                _ => {}
            }
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

fn name_at(code: &str) -> String {
    code.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
}

#[test]
fn rooms_in_braces_are_seen() {
    let code = "use crate::{\n    cli::{Cli, Options},\n    model::Span,\n};\ncrate::text::fold(x)";
    assert_eq!(rooms_used(code), ["cli", "model", "text"]);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        for (path, text) in rust_files(folder) {
            let lines = text.lines().count();
            if MAX_LINES < lines {
                wrong.push(format!("{folder}/{}: {lines} lines", path.display()));
            }
            if !text.starts_with("//! ") {
                wrong.push(format!("{folder}/{}: no module doc on line 1", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{MAX_LINES} lines at most:\n{}", wrong.join("\n"));
}

#[test]
fn every_test_file_is_run() {
    let main = fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for (path, _) in rust_files("tests/it") {
        let module = room_of(&path);
        let listed = main.lines().any(|line| line == format!("mod {module};"));
        assert!(listed || module == "main", "tests/it/main.rs does not list `{module}`");
    }
    let strays: Vec<_> = fs::read_dir(root().join("tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    assert!(strays.is_empty(), "a test binary of its own links tantivy again: {strays:?}");
}

#[test]
fn the_corpus_stands_on_its_own() {
    let mut n_files = 0;
    let mut formats = BTreeSet::new();
    for source in walk(&[root().join("corpus")]) {
        let source = source.unwrap();
        let mut n_words = 0;
        n_files += 1;
        read(&source, &ReadOptions::default(), &mut |read| {
            let document = read.unwrap();
            n_words += document.text.split_whitespace().count();
            formats.insert(document.format.name());
            ControlFlow::Continue(())
        });
        assert!(60 <= n_words, "{}: too short", source.path.display());
    }
    assert!(50 <= n_files, "{n_files} files");
    let missing = Format::ALL.iter().find(|format| !formats.contains(format.name()));
    assert_eq!(missing, None, "a format that is read has no document in corpus/");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder of the package, by their paths in it; none where it is not there.
fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let root = root().join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn room_of(path: &Path) -> String {
    let first = path.iter().next().unwrap().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}
