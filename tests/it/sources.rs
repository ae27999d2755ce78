//! Real files of parliaments and newsrooms, read without a skip: as many speeches as a plain scan of
//! the raw files counts.
//!
//! They stand beside the repository, in `../shared` or where `ONRECORD_SHARED` says; without them
//! nothing is read.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::env::Env;

/// The folder of the real files; none, and a word about it, where they are not there.
pub(crate) fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = env::var_os("ONRECORD_SHARED").map_or_else(beside, PathBuf::from);
    let found = folder.canonicalize().ok();
    if found.is_none() {
        println!("skipped, no ../shared and no ONRECORD_SHARED");
    }
    found
}

/// Speakers with speeches, and speeches, of the folder `name`.
fn counted(name: &str) -> Option<(usize, usize)> {
    let folder = shared()?.join("formats").join(name);
    let env = Env::new();
    let run = env.command().arg("index").arg(&folder).output().unwrap();
    let talk = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && !talk.contains("skipped"), "{name}: {talk}");
    assert!(!talk.contains("passed over"), "{name}: {talk}");
    let counts = env.run(["count", "", "--by", "speaker", "--json"]).ok();
    let counts: Value = serde_json::from_str(&counts).unwrap();
    let values = counts["facets"]["speaker"]["values"].as_array().unwrap();
    let speeches = values.iter().map(|value| value["speeches"].as_u64().unwrap());
    let speeches: Vec<_> = speeches.filter(|speeches| 0 < *speeches).collect();
    Some((speeches.len(), usize::try_from(speeches.iter().sum::<u64>()).unwrap()))
}

/// How often one of `marks` stands in the files of the folder `name`.
fn scanned(name: &str, marks: &[&str]) -> usize {
    let folder = shared().unwrap().join("formats").join(name);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
    texts.map(|text| marks.iter().map(|mark| text.matches(mark).count()).sum::<usize>()).sum()
}

#[test]
fn every_speech_of_parliaments_is_counted() {
    for (name, marks) in [
        ("publicwhip-xml", &["speakername=\""][..]),
        ("tei", &["<u who="]),
        ("akoma-ntoso", &["<speech ", "<question ", "<answer "]),
    ] {
        let Some((_, speeches)) = counted(name) else { return };
        assert_eq!(speeches, scanned(name, marks), "{name}");
    }
}

#[test]
fn every_row_with_words_is_a_speech() {
    let Some((speakers, speeches)) = counted("csv") else { return };
    let folder = shared().unwrap().join("formats/csv");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut rows = 0;
    for row in csv::Reader::from_path(file).unwrap().records() {
        let row = row.unwrap();
        let (speaker, text) = (row[3].trim(), row[4].trim());
        let proceedings = text.starts_with('[') && text.ends_with(']');
        rows += usize::from(!matches!(text, "" | "None") && !speaker.is_empty() && !proceedings);
    }
    // A long note in brackets may be somebody's words.
    assert!(speeches.abs_diff(rows) * 200 <= rows, "{speeches} of {rows}");
    assert!(0 < speakers);
}

#[test]
fn whatever_is_there_is_read_without_a_skip() {
    for name in ["au-hansard-xml", "html", "json", "transcript-txt", "txt-filename-metadata"] {
        counted(name);
    }
}
