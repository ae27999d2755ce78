//! Runs over real folders: what changed, what did not, and what was in the way.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use onrecord::{
    extract::Extractor,
    index::{BuilderOptions, Store, check, decode},
    pipeline::{IndexOptions, IndexReport, PipelineError, forget, index},
};

pub(super) const SPEECH: &str = "“The bridge will be open by May,” said Maren Holt, the mayor of Oststadt.\n\n\
                      Nobody had asked her.\n";

pub(super) struct Place {
    temp: tempfile::TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        let place = Self { temp: tempfile::tempdir().unwrap() };
        fs::create_dir(place.news()).unwrap();
        place
    }

    pub(super) fn news(&self) -> PathBuf {
        self.temp.path().join("news")
    }

    pub(super) fn index(&self) -> PathBuf {
        self.temp.path().join("index")
    }

    pub(super) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.news().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(super) fn options(&self) -> IndexOptions<'static> {
        let builder = BuilderOptions { heap: 0, ..BuilderOptions::default() };
        IndexOptions { index: self.index(), builder, ..IndexOptions::default() }
    }

    pub(super) fn run(&self) -> IndexReport {
        self.run_with(&self.options())
    }

    pub(super) fn run_with(&self, options: &IndexOptions<'_>) -> IndexReport {
        index(&[self.news()], &Extractor::default(), options, &|_| {}).unwrap()
    }

    pub(super) fn paths(&self) -> Vec<String> {
        let store = Store::open(&self.index()).unwrap();
        store.documents().unwrap().into_iter().map(|document| document.path).collect()
    }

    /// Ids and quotes of all statements, in order.
    pub(super) fn statements(&self) -> Vec<(String, String)> {
        let searcher = Store::open(&self.index()).unwrap().searcher();
        let all = &tantivy::query::AllQuery;
        let rows = searcher.search(all, &tantivy::collector::DocSetCollector).unwrap();
        let mut found: Vec<_> = rows
            .into_iter()
            .filter_map(|row| decode(&searcher.doc(row).unwrap()).ok())
            .map(|record| (record.id, record.quote))
            .collect();
        found.sort();
        found
    }

    pub(super) fn is_whole(&self) {
        assert_eq!(check(&self.index()).unwrap().damage, [""; 0]);
    }
}

/// New, changed, unchanged, removed.
fn counts(report: &IndexReport) -> (u64, u64, u64, u64) {
    (report.new, report.changed, report.unchanged, report.removed)
}

fn opstamp(place: &Place) -> u64 {
    Store::open(&place.index()).unwrap().index().load_metas().unwrap().opstamp
}

#[test]
fn what_is_unchanged_is_not_read_and_nothing_is_committed() {
    let place = Place::new();
    place.write("a.txt", SPEECH).write("deep/b.txt", SPEECH);
    let first = place.run();
    assert_eq!(counts(&first), (2, 0, 0, 0));
    assert!(first.statements >= 2 && first.passages >= 2, "{first:?}");
    let before = opstamp(&place);
    let second = place.run();
    assert_eq!(counts(&second), (0, 0, 2, 0));
    assert_eq!((second.files_read, second.files_unchanged, second.commits), (0, 2, 0));
    assert_eq!(opstamp(&place), before);
    let full = place.run_with(&IndexOptions { full: true, ..place.options() });
    assert_eq!((counts(&full), full.files_read, full.commits), ((0, 0, 2, 0), 2, 0));
    place.is_whole();
}

#[test]
fn changed_renamed_and_removed_files_are_followed() {
    let place = Place::new();
    place.write("a.txt", SPEECH).write("b.txt", SPEECH).write("c.txt", SPEECH);
    place.run();
    place.write("a.txt", &SPEECH.replace("May", "the end of June"));
    fs::rename(place.news().join("b.txt"), place.news().join("d.txt")).unwrap();
    fs::remove_file(place.news().join("c.txt")).unwrap();
    assert_eq!(counts(&place.run()), (1, 1, 0, 2));
    assert_eq!(place.paths(), ["a.txt", "d.txt"]);
    let quotes: Vec<_> = place.statements().into_iter().map(|(_, quote)| quote).collect();
    assert!(quotes.iter().any(|quote| quote.contains("June")), "{quotes:?}");
    assert_eq!(quotes.iter().filter(|quote| quote.contains("May")).count(), 1, "{quotes:?}");
    place.is_whole();
}

#[test]
fn a_touched_file_is_read_but_not_replaced() {
    let place = Place::new();
    place.write("a.txt", SPEECH);
    place.run();
    let ids = place.statements();
    fs::remove_file(place.news().join("a.txt")).unwrap();
    place.write("a.txt", SPEECH);
    let report = place.run();
    assert_eq!((counts(&report), report.files_read), ((0, 0, 1, 0), 1));
    assert_eq!(place.statements(), ids);
    assert_eq!(place.run().files_unchanged, 1);
}

#[test]
fn only_what_is_below_the_paths_given_is_removed() {
    let place = Place::new();
    place.write("may/a.txt", SPEECH).write("june/b.txt", SPEECH);
    place.run();
    fs::remove_dir_all(place.news().join("may")).unwrap();
    fs::remove_file(place.news().join("june/b.txt")).unwrap();
    place.write("june/c.txt", SPEECH);
    let june = [place.news().join("june")];
    let report = index(&june, &Extractor::default(), &place.options(), &|_| {}).unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 1));
    assert_eq!(place.paths(), ["june/c.txt", "may/a.txt"]);
    let keep = IndexOptions { keep_missing: true, ..place.options() };
    assert_eq!(counts(&place.run_with(&keep)), (0, 0, 1, 0));
    assert_eq!(counts(&place.run()), (0, 0, 1, 1));
    assert_eq!(place.paths(), ["june/c.txt"]);
}

#[test]
fn a_folder_that_is_not_there_removes_nothing() {
    let place = Place::new();
    place.write("a.txt", SPEECH);
    place.run();
    fs::rename(place.news(), place.temp.path().join("away")).unwrap();
    let report = place.run();
    assert_eq!(counts(&report), (0, 0, 0, 0));
    assert!(report.has_broken());
    assert_eq!(place.paths(), ["a.txt"]);
}

#[test]
fn records_of_one_file_are_replaced_one_by_one() {
    let place = Place::new();
    let line = |text: &str| format!("{{\"speaker\":\"Maren Holt\",\"text\":\"{text}\"}}\n");
    let lines = ["We open in May.", "The bridge is safe.", "I have no doubt."].map(line);
    place.write("a.jsonl", &lines.concat());
    assert_eq!(counts(&place.run()), (3, 0, 0, 0));
    let ids = place.statements();
    place.write("a.jsonl", &[&lines[0], &line("The bridge is closed.")[..]].concat());
    assert_eq!(counts(&place.run()), (0, 1, 1, 1));
    let now = place.statements();
    let kept = now.iter().filter(|statement| ids.contains(statement)).count();
    assert_eq!((now.len(), kept), (2, 1), "{now:?}");
    place.is_whole();
}

#[test]
fn a_broken_record_is_told_again_though_the_file_is_not_read() {
    let place = Place::new();
    place.write("a.jsonl", "{\"text\":\"We open in May.\"}\n{nonsense\n");
    let report = place.run();
    assert_eq!((report.new, report.problems.len()), (1, 1), "{report:?}");
    let again = place.run();
    assert_eq!((again.unchanged, again.files_read), (1, 0));
    assert!(again.has_broken());
    assert!(again.problems[0].reason.contains("could not be read"), "{:?}", again.problems);
}

#[test]
fn the_order_of_threads_changes_nothing() {
    let of = |threads| {
        let place = Place::new();
        for number in 0..40 {
            let text = SPEECH.repeat(1 + number * 7 % 13);
            place.write(&format!("{number:02}.txt"), &format!("{text}Pier {number}.\n"));
        }
        let options = IndexOptions { threads, commit_bytes: 2000, ..place.options() };
        assert_eq!(counts(&place.run_with(&options)), (40, 0, 0, 0));
        place.is_whole();
        (place.statements(), place.paths())
    };
    let one = of(1);
    assert!(one.0.len() >= 40);
    assert_eq!(one, of(4));
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let place = Place::new();
    let line = |number: u32| {
        format!("{{\"speaker\":\"Maren Holt\",\"text\":\"Bridge {number} is open.\"}}\n")
    };
    let text = (0..60).map(line).collect::<Vec<_>>().concat();
    place.write("a.jsonl", &text).write("b.txt", SPEECH);
    let (stop, told) = (AtomicBool::new(false), AtomicU64::new(0));
    let options =
        IndexOptions { commit_bytes: 1, stop: Some(&stop), threads: 1, ..place.options() };
    let report = index(&[place.news()], &Extractor::default(), &options, &|progress| {
        told.store(progress.documents, Ordering::Relaxed);
        stop.store(progress.documents >= 3, Ordering::Relaxed);
    });
    let report = report.unwrap();
    assert!(told.load(Ordering::Relaxed) >= 3);
    if report.interrupted {
        let done = place.paths().len() as u64;
        assert_eq!(done, report.new);
        let rest = place.run();
        assert_eq!((rest.new + done, rest.changed), (61, 0));
    }
    assert_eq!(place.paths().len(), 61);
    place.is_whole();
}

#[test]
fn other_settings_read_everything_again() {
    let place = Place::new();
    place.write("a.txt", SPEECH);
    place.run();
    let other = IndexOptions { settings: 7, ..place.options() };
    assert_eq!(counts(&place.run_with(&other)), (0, 1, 0, 0));
    assert_eq!(counts(&place.run_with(&other)), (0, 0, 1, 0));
}

#[test]
fn a_file_has_one_key_however_it_is_given() {
    let place = Place::new();
    place.write("may/a.txt", SPEECH);
    place.run();
    for path in ["may", "may/a.txt"] {
        let paths = [place.news().join(path), place.news()];
        let report = index(&paths, &Extractor::default(), &place.options(), &|_| {}).unwrap();
        assert_eq!(counts(&report), (0, 0, 1, 0), "{path}");
    }
}

#[test]
fn the_index_is_not_indexed() {
    let place = Place::new();
    place.write("a.txt", SPEECH);
    let options = IndexOptions { index: place.news().join("index"), ..place.options() };
    for _ in 0..2 {
        place.run_with(&options);
    }
    let documents = Store::open(&options.index).unwrap().documents().unwrap();
    assert_eq!(documents.len(), 1);
}

#[test]
fn a_run_over_nothing_makes_no_index() {
    let place = Place::new();
    assert!(place.run().has_broken() || !place.index().exists());
    let missing = [place.temp.path().join("nowhere")];
    let report = index(&missing, &Extractor::default(), &place.options(), &|_| {}).unwrap();
    assert!(report.has_broken());
    assert!(!place.index().exists());
}

#[test]
fn forgetting_takes_out_a_file_or_a_folder() {
    let place = Place::new();
    place.write("may/a.txt", SPEECH).write("may/b.txt", SPEECH).write("c.txt", SPEECH);
    place.run();
    assert_eq!(forget(&place.index(), &place.news().join("may/a.txt")).unwrap(), 1);
    assert_eq!(forget(&place.index(), Path::new("news/c.txt")).unwrap(), 1);
    assert_eq!(place.paths(), ["may/b.txt"]);
    let error = forget(&place.index(), Path::new("elsewhere")).unwrap_err();
    assert!(matches!(error, PipelineError::NotIndexed { .. }));
    assert_eq!(error.to_string(), "no document in the index is from `elsewhere`");
    assert_eq!(forget(&place.index(), &place.news()).unwrap(), 1);
    assert_eq!(place.paths(), [""; 0]);
    place.is_whole();
}

#[test]
fn rebuilding_swaps_a_whole_index_in() {
    let place = Place::new();
    place.write("a.txt", SPEECH);
    place.run();
    fs::remove_file(place.news().join("a.txt")).unwrap();
    place.write("b.txt", SPEECH);
    let options = IndexOptions { rebuild: true, ..place.options() };
    assert_eq!(counts(&place.run_with(&options)), (1, 0, 0, 0));
    assert_eq!(place.paths(), ["b.txt"]);
    assert_eq!(counts(&place.run()), (0, 0, 1, 0));
}

#[test]
fn of_a_part_only_that_is_looked_at() {
    let place = Place::new();
    place.write("a.txt", SPEECH).write("b.txt", SPEECH).write("may/c.txt", SPEECH);
    place.write(".onrecordignore", "*.bak.txt");
    place.run();
    let later = SPEECH.replace("May", "the end of June");
    place.write("a.txt", &later).write("b.txt", &later).write("d.bak.txt", SPEECH);
    place.write("README", SPEECH).write("may/june/e.txt", SPEECH);
    fs::remove_file(place.news().join("may/c.txt")).unwrap();
    let real = fs::canonicalize(place.news()).unwrap();
    let run = |parts: &[&str]| {
        let parts = Some(parts.iter().map(|part| real.join(part)).collect());
        place.run_with(&IndexOptions { parts, ..place.options() })
    };
    let report = run(&["b.txt", "README", "d.bak.txt", "gone.txt", "../elsewhere.txt"]);
    assert_eq!(counts(&report), (0, 1, 0, 0), "{report:?}");
    assert_eq!((report.ignored, report.has_broken()), (1, false), "{report:?}");
    assert_eq!(counts(&run(&["may"])), (1, 0, 0, 1));
    assert_eq!(place.paths(), ["a.txt", "b.txt", "may/june/e.txt"]);
    assert_eq!(counts(&place.run()), (0, 1, 2, 0));
    // The folder gone, nothing tells whether it is only away.
    fs::rename(place.news(), place.temp.path().join("away")).unwrap();
    assert_eq!(counts(&run(&["", "a.txt"])), (0, 0, 0, 0));
    place.is_whole();
}
