//! What fuzzing found once, and the real files that it begins with, held by its targets.

use std::{fs, path::Path};

use walkdir::{DirEntry, WalkDir};

#[path = "../fuzz/src/lib.rs"]
pub mod targets;

type Target = fn(&[u8]);

fn files(folder: &str) -> impl Iterator<Item = DirEntry> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    WalkDir::new(root).into_iter().flatten().filter(|entry| entry.file_type().is_file())
}

fn bytes(file: &DirEntry) -> Vec<u8> {
    println!("{}", file.path().display());
    fs::read(file.path()).unwrap()
}

#[test]
fn what_was_found_holds() {
    let targets: [(&str, Target); 5] = [
        ("read", targets::read),
        ("extract", targets::extract),
        ("query", targets::query),
        ("search", targets::search),
        ("json", targets::json),
    ];
    for (name, target) in targets {
        files(&format!("tests/fuzz/found/{name}")).for_each(|file| target(&bytes(&file)));
    }
}

#[test]
fn real_files_hold() {
    for file in ["corpus", "tests/documents"].into_iter().flat_map(files) {
        let text = bytes(&file);
        targets::read(&[file.file_name().as_encoded_bytes(), b"\n", &text].concat());
        targets::extract(&text);
        targets::json(&text);
    }
}

#[test]
fn real_queries_hold() {
    let queries = include_str!("../ranking/queries.tsv").lines().skip(1);
    for query in queries.map(|line| line.split('\t').nth(2).unwrap().as_bytes()) {
        targets::query(query);
        targets::search(query);
    }
}
