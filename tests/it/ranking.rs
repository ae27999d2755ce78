//! How good the order of hits is: floors by the judged queries of `tests/ranking`, which
//! `examples/ranking` measures in full.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use onrecord::query::{Query, SearchOptions};

#[path = "../../examples/ranking/judged.rs"]
#[allow(dead_code, reason = "the example needs more of it")]
mod judged;

use judged::Asked;

use crate::sources;

/// nDCG@10 as measured when a floor was last raised, less a hundredth: of the queries about
/// `corpus` where there is nothing else, and of both halves where all is there.
const CORPUS: f64 = 0.766;
const TUNING: f64 = 0.766;
const REPORT: f64 = 0.729;

#[test]
fn the_best_of_corpus_comes_first() {
    let scores = scores(&[]);
    // The first 40 are about the others.
    hold("corpus", &scores, CORPUS, |asked| 40 < asked.number);
}

#[test]
fn the_best_comes_first() {
    let Some(shared) = sources::shared() else { return };
    let scores = scores(&[shared.join("corpora/whitehouse-sample")]);
    hold("tuning half", &scores, TUNING, Asked::is_for_tuning);
    hold("report half", &scores, REPORT, |asked| !asked.is_for_tuning());
}

fn hold(what: &str, scores: &[(Asked, f64)], floor: f64, wanted: impl Fn(&Asked) -> bool) {
    let scores = scores.iter().filter(|(asked, _)| wanted(asked)).map(|(_, score)| *score);
    let scores: Vec<f64> = scores.collect();
    assert!(10 < scores.len(), "{what}: the judgements are of statements that are not there");
    let mean = scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap());
    println!("{what}: {mean:.4}, at least {floor}");
    assert!(floor <= mean, "{what}: {mean:.4} is below {floor}");
}

/// What the queries reach on `corpus` and `others`, but for those with nothing right there.
fn scores(others: &[PathBuf]) -> Vec<(Asked, f64)> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let roots = [&[repository.join("corpus")], others].concat();
    let store = judged::index(folder.path(), &roots).unwrap();
    let all = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
    let there = judged::order(&store, &Query::All, &all).unwrap();
    let there: HashSet<String> = there.into_iter().collect();
    let asked = judged::read(&repository.join("tests/ranking")).unwrap();
    let scored = asked.into_iter().filter_map(|asked| {
        let options = SearchOptions { partly: true, ..SearchOptions::default() };
        let order = judged::order(&store, &asked.query(), &options).unwrap();
        let (value, _) = asked.score(&order, &there)?;
        Some((asked, value))
    });
    scored.collect()
}
