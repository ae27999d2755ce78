//! The same text at several places is one document with several addresses, whatever comes and
//! goes, in whatever order.

use std::{
    collections::BTreeSet,
    fs,
    sync::atomic::{AtomicBool, Ordering},
};

use onrecord::{
    extract::Extractor,
    index::Store,
    pipeline::{IndexOptions, Progress, forget, index},
};

use super::index::Place;

const TEXT: &str = "“The bridge will be open by May,” said Maren Holt, the mayor of Oststadt. \
    Nobody had asked her. The engineers who had looked at the cranes were less sure of it, and the \
    harbor board put off its decision until the second week of the next month.\n";

/// Every document and, behind it, its copies.
fn kept(place: &Place) -> Vec<String> {
    let documents = Store::open(&place.index()).unwrap().documents().unwrap();
    let told = documents.iter().map(|document| {
        let copies: Vec<&str> = document.copies.iter().map(|copy| copy.path.as_str()).collect();
        [&[document.path.as_str()][..], &copies].concat().join(" = ")
    });
    told.collect()
}

/// What a new index of the same files would hold is what there is.
fn is_as_new(place: &Place) {
    place.is_whole();
    let found = (kept(place), place.statements());
    place.run_with(&IndexOptions { rebuild: true, ..place.options() });
    assert_eq!(found, (kept(place), place.statements()));
}

fn dated(day: &str) -> String {
    format!("---\ndate: {day}\n---\n{TEXT}")
}

#[test]
fn a_text_is_kept_once_with_all_its_addresses() {
    let place = Place::new();
    let page = format!("<html><head><title>Bridge</title></head><body><p>{TEXT}</p></body></html>");
    place.write("a.txt", TEXT).write("b/c.txt", &TEXT.replace(' ', "\n ")).write("d.txt", "Other.");
    let report = place.run();
    assert_eq!((report.new, report.copies), (2, 1));
    let alone = place.statements();
    assert_eq!(kept(&place), ["a.txt = b/c.txt", "d.txt"]);
    let line = serde_json::json!({"text": TEXT, "url": "https://example.org/bridge"});
    place.write("e.json", &line.to_string()).write("page.html", &page);
    let report = place.run();
    assert_eq!(report.copies, 2, "what was kept before became a copy of what says more");
    assert_eq!(kept(&place), ["d.txt", "e.json = a.txt = b/c.txt = page.html"]);
    let quotes = |all: &[(String, String)]| all.iter().map(|it| it.1.clone()).collect::<Vec<_>>();
    assert_eq!(quotes(&place.statements()), quotes(&alone));
    is_as_new(&place);
    let report = place.run();
    assert_eq!((report.unchanged, report.commits), (5, 0), "nothing is left to settle");
}

#[test]
fn a_copy_takes_the_place_of_what_goes() {
    let place = Place::new();
    place.write("a.txt", TEXT).write("b.txt", TEXT).write("c.txt", TEXT);
    place.run();
    assert_eq!(kept(&place), ["a.txt = b.txt = c.txt"]);
    let quotes =
        |place: &Place| place.statements().into_iter().map(|(_, quote)| quote).collect::<Vec<_>>();
    let before = quotes(&place);
    fs::remove_file(place.news().join("a.txt")).unwrap();
    place.run();
    assert_eq!(kept(&place), ["b.txt = c.txt"]);
    assert_eq!(quotes(&place), before);
    is_as_new(&place);
    place.write("b.txt", "Another text.");
    place.run();
    assert_eq!(kept(&place), ["b.txt", "c.txt"]);
    assert_eq!(quotes(&place), before);
    place.write("a.txt", TEXT);
    place.run();
    assert_eq!(kept(&place), ["a.txt = c.txt", "b.txt"]);
    is_as_new(&place);
    forget(&place.index(), &place.news().join("a.txt")).unwrap();
    assert!(quotes(&place).is_empty());
    fs::remove_file(place.news().join("a.txt")).unwrap();
    place.run();
    assert_eq!(kept(&place), ["b.txt", "c.txt"]);
    assert_eq!(quotes(&place), before, "the next run reads the copy");
}

#[test]
fn what_speaks_against_it_keeps_texts_apart() {
    let place = Place::new();
    place.write("a.txt", &dated("2031-05-01")).write("b.txt", &dated("2031-05-02"));
    place.run();
    assert_eq!(kept(&place), ["a.txt", "b.txt"]);
    // Which of the two an undated one is a copy of, nobody knows; with one of them gone it is.
    place.write("c.txt", TEXT);
    place.run();
    assert_eq!(kept(&place), ["a.txt", "b.txt", "c.txt"]);
    fs::remove_file(place.news().join("b.txt")).unwrap();
    place.run();
    assert_eq!(kept(&place), ["a.txt = c.txt"]);
    place.write("b.txt", &dated("2031-05-02"));
    place.run();
    assert_eq!(kept(&place), ["a.txt", "b.txt", "c.txt"]);
    is_as_new(&place);
}

#[test]
fn short_texts_and_records_of_one_file_are_never_copies() {
    let place = Place::new();
    let row = |text: &str| format!("{}\n", serde_json::json!({"speaker": "Jo Lind", "text": text}));
    place.write("a.jsonl", &[row("Yes."), row("Yes."), row(TEXT), row(TEXT)].concat());
    place.write("b.jsonl", &row("Yes."));
    let report = place.run();
    assert_eq!((report.new, report.copies), (5, 0));
    is_as_new(&place);
}

#[test]
fn a_run_stopped_before_an_heir_is_read_leaves_that_to_the_next() {
    let place = Place::new();
    place.write("a.txt", TEXT).write("b.txt", TEXT);
    place.run();
    assert_eq!(kept(&place), ["a.txt = b.txt"]);
    place.write("a.txt", &TEXT.replace("May", "June"));
    let stop = AtomicBool::new(false);
    let told = |progress: &Progress| {
        if progress.committing {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let options = IndexOptions { stop: Some(&stop), commit_bytes: 1, ..place.options() };
    let report = index(&[place.news()], &Extractor::default(), &options, &told).unwrap();
    assert!(report.interrupted);
    place.run();
    assert_eq!(kept(&place), ["a.txt", "b.txt"]);
    is_as_new(&place);
}

#[test]
fn nobody_sees_a_text_gone_that_is_still_somewhere() {
    let place = Place::new();
    place.write("a.txt", TEXT).write("b.txt", TEXT).write("c.txt", &TEXT.replace("May", "June"));
    place.run();
    let quotes = || place.statements().into_iter().map(|(_, quote)| quote).collect::<BTreeSet<_>>();
    let before = quotes();
    let look = |_: &Progress| assert!(quotes().is_superset(&before), "{:?}", quotes());
    let run = || index(&[place.news()], &Extractor::default(), &place.options(), &look).unwrap();
    // Away from its copy, to another name, and both at once.
    fs::remove_file(place.news().join("a.txt")).unwrap();
    assert_eq!(run().commits, 1);
    fs::rename(place.news().join("c.txt"), place.news().join("d.txt")).unwrap();
    let report = run();
    assert_eq!((report.new, report.copies, report.commits), (1, 0, 1), "it is read once");
    place.write("e.txt", TEXT);
    run();
    fs::rename(place.news().join("b.txt"), place.news().join("f.txt")).unwrap();
    run();
    assert_eq!(kept(&place), ["d.txt", "e.txt = f.txt"]);
    // Another text in the original's place.
    place.write("e.txt", &TEXT.replace("May", "July"));
    assert_eq!(run().commits, 1);
    assert_eq!(kept(&place), ["d.txt", "e.txt", "f.txt"]);
    is_as_new(&place);
}
