//! Rules changed step by step lead to the index that they make from scratch.

use std::{collections::BTreeMap, fs, path::Path};

use onrecord::{
    extract::Extractor,
    index::Store,
    people::{Outcome, Overlay},
    pipeline::{self, IndexOptions},
    query::{self, Query, SearchOptions},
};
use proptest::prelude::*;

const NAMES: &[&str] =
    &["Ada Okoye", "Adah Okoye", "Ben Orme", "Cy Brandt", "Jo Hale", "Jo Hale (poet)"];

/// What a few texts say, two of them the same words, one a transcript.
const TEXTS: &[(&str, &str)] = &[
    (
        "a.txt",
        "“The gate is open,” said Ada Okoye, the mayor. “Is it?” Ben Orme asked Adah Okoye.\n",
    ),
    (
        "b.txt",
        "Jo Hale, the poet, said in a statement that Cy Brandt had confirmed that “the lock \
        stays shut.” Adah Okoye said that the tower leans.\n",
    ),
    (
        "old/c.txt",
        "“The gate is open,” said Jo Hale, the mayor. “The gate is open,” Ben Orme said.\n",
    ),
    (
        "old/d.txt",
        "MS. OKOYE: The quay is wet, and it was wet last year.\n\nMR. HALE: It was not wet, as \
        Ben Orme said.\n\nMS. OKOYE: It was.\n\nMR. HALE: So they say.\n",
    ),
    ("e.txt", "Nobody knows who said “the tower leans to the north” on Monday.\n"),
];

/// A rule of any sort, wrong ones included.
fn rule() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(NAMES);
    let place = prop::sample::select(vec![
        "document = \"old\"",
        "document = \"*.txt\"\nrole = \"poet\"",
        "role = \"mayor\"",
        "date = \"2031\"",
    ]);
    let target = prop::sample::select(vec![
        "quote = \"The gate is open\"",
        "quote = \"The gate is open\"\nnth = 2\nof = 2",
        "quote = \"the lock\"",
        "quote = \"the tower leans\"\nwas = \"\"",
        "turn = \"MR. HALE\"",
        "turn = \"MS. OKOYE\"\nwas = \"Okoye\"",
    ]);
    let document =
        prop::sample::select(vec!["a.txt", "b.txt", "old/c.txt", "corpus/old/d.txt", "e.txt"]);
    prop_oneof![
        (name(), name(), name()).prop_map(|(name, one, other)| {
            format!("[[person]]\nname = \"{name}\"\naliases = [\"{one}\", \"{other}\"]\n")
        }),
        (name(), name(), place).prop_map(|(name, into, place)| {
            format!("[[split]]\nname = \"{name}\"\nas = \"{into}\"\n{place}\n")
        }),
        (document, target, prop::option::of(name())).prop_map(|(document, target, name)| {
            let who =
                name.map_or("nobody = true".to_owned(), |name| format!("speaker = \"{name}\""));
            format!("[[correction]]\ndocument = \"{document}\"\n{target}\n{who}\n")
        }),
    ]
}

fn index(folder: &Path, name: &str, rules: &str, parts: bool) {
    let (people, _) = Overlay::parse(rules);
    let options = IndexOptions {
        index: folder.join(name),
        people,
        parts: parts.then(Vec::new),
        threads: 1,
        ..IndexOptions::default()
    };
    let paths = if parts { Vec::new() } else { vec![folder.join("corpus")] };
    pipeline::index(&paths, &Extractor::default(), &options, &|_| {}).unwrap();
}

/// All that an index says, in no order of its own.
fn said(folder: &Path, name: &str) -> (Vec<String>, BTreeMap<String, Vec<Outcome>>) {
    let store = Store::open(&folder.join(name)).unwrap();
    let options = SearchOptions { limit: 10_000, all_acts: true, ..SearchOptions::default() };
    let page = query::search(&store, &Query::All, &options).unwrap();
    let mut records: Vec<_> =
        page.hits.into_iter().map(|hit| format!("{:?}", hit.record)).collect();
    records.sort();
    let people = store.people().unwrap();
    assert!(people.waiting.is_empty());
    (records, people.outcomes)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn step_by_step_is_from_scratch(
        steps in prop::collection::vec((prop::collection::vec(rule(), 0..6), any::<bool>()), 1..5),
    ) {
        let temp = tempfile::tempdir().unwrap();
        for (path, text) in TEXTS {
            let path = temp.path().join("corpus").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        index(temp.path(), "steps", "", false);
        let mut rules = String::new();
        for (step, parts) in &steps {
            rules = step.concat();
            index(temp.path(), "steps", &rules, *parts);
        }
        index(temp.path(), "whole", &rules, false);
        let (steps, whole) = (said(temp.path(), "steps"), said(temp.path(), "whole"));
        prop_assert_eq!(steps, whole, "{}", rules);
    }
}
