//! How much of annotated texts comes out right: floors that only rise.
//!
//! The texts are not ours to pass on, so they stand beside the repository, in `../shared` or where
//! `ONRECORD_SHARED` says; without them, or without Python for their scorer, nothing is measured.
//! `examples/evaluate` prints the same figures as a table, and what was missed. Which floors can be
//! raised is printed, too: `cargo test --test it quality -- --nocapture`.

use std::process::Command;

#[path = "../../examples/evaluate/score/mod.rs"]
mod score;

use score::{
    PARTS, Setting,
    report::{self, Row, Unit},
};

use crate::{env::program, sources};

/// What was measured when a floor was last raised: shares (percent) less one point, numbers as
/// they were, of errors and mistakes the most there may be.
const FLOORS: &[(&str, f64)] = &[
    ("quoted.overlap", 96.1),
    ("quoted.e2e", 88.6),
    ("quoted.strict", 86.7),
    ("quoted.confidence", 3.6),
    ("direct.e2e", 90.5),
    ("direct.speaker", 95.6),
    ("speech.overlap", 74.2),
    ("speech.e2e", 71.3),
    ("speech.kind", 96.5),
    ("pronouns", 86.8),
    ("seeds.core", 16.0),
    ("seeds.nested", 15.0),
    ("seeds.wrong", 0.0),
    ("seeds.via", 92.8),
    ("seeds.addressees", 99.0),
    ("seeds.said", 99.0),
    ("seeds.invented", 1.0),
    ("seeds.wording", 99.0),
    ("seeds.kind", 99.0),
    ("readouts.overlap", 97.0),
    ("readouts.e2e", 91.0),
    ("readouts.reported", 71.7),
    ("readouts.turns", 88.5),
    ("readouts.via", 99.0),
    ("readouts.no_via", 0.0),
    ("readouts.said", 99.0),
    ("readouts.invented", 0.0),
    ("readouts.wording", 99.0),
    ("readouts.addressees", 82.3),
    ("readouts.kind", 94.3),
    ("readouts.no_statements", 1.0),
    ("turns", 98.0),
    ("turns.ended", 98.9),
    ("labels", 99.0),
];

#[test]
fn quoted_words_have_their_speakers() {
    hold("quoted");
}

#[test]
fn reported_speech_is_found() {
    hold("speech");
}

#[test]
fn pronouns_are_led_to_names() {
    hold("pronouns");
}

#[test]
fn the_sample_documents_name_no_wrong_person() {
    hold("seeds");
}

#[test]
fn readouts_say_who_passed_words_on_and_when() {
    hold("readouts");
}

#[test]
fn turns_of_briefings_are_their_speakers_words() {
    hold("briefings");
}

/// Measures a part of the table and holds each of its rows against the floor.
#[track_caller]
fn hold(part: &str) {
    let Some(setting) = setting() else { return };
    let (_, measure) = PARTS.iter().find(|(name, _)| *name == part).unwrap();
    let report = measure(&setting).unwrap();
    println!("{}", report::table(&report.rows));
    let floor = |key| FLOORS.iter().find(|(name, _)| *name == key).map(|(_, floor)| *floor);
    for row in &report.rows {
        let floor = floor(row.key).unwrap_or_else(|| panic!("`{}` has no floor", row.key));
        if !row.reaches(floor) {
            for (_, text) in report::misses(&report.misses) {
                println!("{text}");
            }
            panic!("{}: {:.2}, the floor is {floor}", row.key, row.value);
        }
        let raised = raised(row, floor);
        if 0.05 < (raised - floor).abs() {
            println!("raise it: (\"{}\", {raised:.1}),", row.key);
        }
    }
}

/// What a row may be held to now: a point less of a share, numbers as they are.
fn raised(row: &Row, floor: f64) -> f64 {
    match row.unit {
        Unit::Percent => floor.max(((row.value - 1.0) * 10.0).floor() / 10.0),
        Unit::Error => floor.min(((row.value + 1.0) * 10.0).ceil() / 10.0),
        Unit::Number => floor.max(row.value),
        Unit::Mistakes => floor.min(row.value),
    }
}

/// Where everything is; none, and a word about it, where it cannot be measured.
fn setting() -> Option<Setting> {
    let skip = |why: &str| println!("skipped, {why}");
    let gold = sources::shared()?.join("gold");
    if Command::new("python3").arg("--version").output().is_err() {
        skip("no python3");
        return None;
    }
    Some(Setting::new(program().to_owned(), gold))
}
