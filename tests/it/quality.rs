//! How much of annotated texts comes out right: floors that only rise.
//!
//! The texts are not ours to pass on, so they stand beside the repository, in `../shared` or where
//! `ONRECORD_SHARED` says; without them, or without Python for their scorer, nothing is measured.

use std::{
    env, fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::Command,
};

use onrecord::{
    extract::Extractor,
    ingest::{self, IngestError, ReadOptions},
    model::{Attribution, Document, Span, Statement},
};
use serde_json::Value;

use crate::env::{Env, program};

// In percent: what was measured when a floor was last raised, less one point.
const QUOTED_OVERLAP: f64 = 96.1;
const QUOTED_END_TO_END: f64 = 87.2;
const QUOTED_STRICT: f64 = 85.4;
const SPEECH_OVERLAP: f64 = 73.6;
const SPEECH_END_TO_END: f64 = 69.8;
const TURNS: f64 = 98.0;

// Of the two sample documents' 17 main rows.
const SEEDS_CORE: &str = "16";

#[test]
fn quoted_words_have_their_speakers() {
    let Some(gold) = gold("polnear_quoted.dev.jsonl") else { return };
    let scores = score(&gold, "--quoted", &[]);
    floor("quoted: overlap", &scores, "overlap", QUOTED_OVERLAP);
    floor("quoted: end to end", &scores, "e2e_last", QUOTED_END_TO_END);
    floor("quoted: end to end, strict", &scores, "e2e_strict", QUOTED_STRICT);
}

#[test]
fn reported_speech_is_found() {
    let Some(gold) = gold("polnear.dev.jsonl") else { return };
    let scores = score(&gold, "--spans", &["--speech-only"]);
    floor("speech: overlap", &scores, "overlap", SPEECH_OVERLAP);
    floor("speech: end to end", &scores, "e2e_last", SPEECH_END_TO_END);
}

#[test]
fn the_sample_documents_name_no_wrong_person() {
    let Some(gold) = gold("seeds_gold.jsonl") else { return };
    let env = Env::new();
    let seeds = shared().unwrap().join("seeds");
    let statements = env.write("statements.jsonl", env.run([Path::new("extract"), &seeds]).ok());
    let report = python(&[
        &gold.with_file_name("seeds_check.py"),
        &gold,
        &statements,
        Path::new("--min-core"),
        Path::new(SEEDS_CORE),
    ]);
    println!("{report}");
}

#[test]
fn turns_of_briefings_are_their_speakers_words() {
    let Some(gold) = gold("briefings.dev.jsonl") else { return };
    let extractor = Extractor::default();
    let (mut n_right, mut n_all) = (0, 0);
    for line in fs::read_to_string(gold).unwrap().lines() {
        let briefing: Value = serde_json::from_str(line).unwrap();
        let (right, all) = turns(&extractor, &briefing);
        n_right += right;
        n_all += all;
    }
    assert!(0 < n_all);
    #[expect(clippy::cast_precision_loss, reason = "a share of some million characters")]
    let share = 100.0 * n_right as f64 / n_all as f64;
    println!("turns: {share:.2} %");
    assert!(TURNS <= share, "turns: {share:.2} %, at least {TURNS}");
}

/// How many of the characters of a briefing's turns, blanks apart, lie in main statements that
/// rest on a turn and name its label, and how many there are.
fn turns(extractor: &Extractor, briefing: &Value) -> (usize, usize) {
    let text = briefing["text"].as_str().unwrap();
    let mut found = Vec::new();
    let mut each =
        |document: Result<Document, IngestError>| {
            let document = document.unwrap();
            assert_eq!(document.text, text, "offsets are those of the file");
            let statements = extractor.extract(&document).into_iter();
            found.extend(statements.filter(|statement| {
                statement.primary && statement.attribution == Attribution::Turn
            }));
            ControlFlow::Continue(())
        };
    let bytes = text.as_bytes().to_vec();
    ingest::read_bytes("briefing.txt", bytes, &ReadOptions::default(), &mut each);

    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    starts.push(text.len());
    let byte = |value: &Value| starts[usize::try_from(value.as_u64().unwrap()).unwrap()];
    let (mut n_right, mut n_all) = (0, 0);
    for turn in briefing["quotes"].as_array().unwrap() {
        let (start, end) = (byte(&turn["start"]), byte(&turn["end"]));
        let label = turn["speaker"].as_str().unwrap();
        let spans: Vec<Span> = found
            .iter()
            .filter(|statement| label_of(text, statement) == Some(label))
            .flat_map(|statement| statement.spans.iter().copied())
            .collect();
        for (at, _) in text[start..end].char_indices().filter(|(_, char)| !char.is_whitespace()) {
            n_all += 1;
            let at = start + at;
            n_right += usize::from(spans.iter().any(|span| span.range().contains(&at)));
        }
    }
    (n_right, n_all)
}

fn label_of<'a>(text: &'a str, statement: &Statement) -> Option<&'a str> {
    Some(statement.speaker.as_ref()?.as_written?.of(text))
}

/// The scores of the program on `gold`, whose texts its predictions are made from.
fn score(gold: &Path, ranges: &str, options: &[&str]) -> Value {
    let env = Env::new();
    let predicted = env.path().join("predicted.jsonl");
    let flags = [ranges, "--surface", "--outer"].map(Path::new);
    python(
        &[&[&*gold.with_file_name("predict.py"), program(), gold, &predicted][..], &flags].concat(),
    );
    let options: Vec<&Path> = options.iter().map(Path::new).collect();
    let scorer = gold.with_file_name("score.py");
    let json = python(&[&[&*scorer, gold, &predicted, Path::new("--json")][..], &options].concat());
    serde_json::from_str(&json).unwrap()
}

/// Holds the F1 that `scores` gives under `key` against a floor.
#[track_caller]
fn floor(what: &str, scores: &Value, key: &str, floor: f64) {
    let f1 = 100.0 * scores[key][2].as_f64().unwrap();
    println!("{what}: {f1:.1}");
    assert!(floor <= f1, "{what}: F1 {f1:.1}, at least {floor}");
}

#[track_caller]
fn python(args: &[&Path]) -> String {
    let output = Command::new("python3").args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (answer, talk) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{}\n{answer}{talk}", args[0].display());
    answer
}

/// A file of annotated texts; none, and a word about it, where it cannot be measured on.
fn gold(name: &str) -> Option<PathBuf> {
    let skip = |why: &str| println!("skipped, {why}: {name}");
    let Some(file) = shared().map(|shared| shared.join("gold").join(name)) else {
        skip("no ../shared and no ONRECORD_SHARED");
        return None;
    };
    if !file.is_file() {
        skip("not in the folder");
        return None;
    }
    if Command::new("python3").arg("--version").output().is_err() {
        skip("no python3");
        return None;
    }
    Some(file)
}

fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = env::var_os("ONRECORD_SHARED").map_or_else(beside, PathBuf::from);
    folder.canonicalize().ok()
}
