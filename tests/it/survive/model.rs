//! Random histories of an index beside a plain model of it: files come, change, move and go, runs
//! are stopped and killed, and whenever one has ended, every search answers as the model does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread::sleep,
    time::Duration,
};

use jiff::civil::date;
use onrecord::{
    extract::Extractor,
    index::{BuilderOptions, Store, check},
    pipeline::{IndexOptions, index},
    query::{SearchOptions, parse, search},
};

use super::{super::env::Env, Chance, amount, tell};

const WORDS: [&str; 9] =
    ["gravel", "lantern", "orchard", "pillow", "saddle", "timber", "velvet", "walnut", "harness"];

/// A text: what is said in it, by number.
type Text = Vec<u32>;

/// What is said under a number: words that depend on nothing else.
fn words(number: u32) -> [&'static str; 3] {
    let mut chance = Chance::new(number.into());
    [0; 3].map(|_| *chance.of(&WORDS))
}

fn written(text: &Text) -> String {
    let said = |number: &u32| {
        let [one, two, three] = words(*number);
        format!(
            "“The {one} is behind the {two}, and the {three} is at number {number},” said Ada \
             Okoye, the mayor of the town.\n\n"
        )
    };
    text.iter().map(said).collect()
}

/// Whether a query asks for what is said under a number.
type Fits<'a> = dyn Fn(&u32) -> bool + 'a;

struct History {
    env: Env,
    chance: Chance,
    next: u32,
    /// What is on disk: a text a file, or one a line.
    files: BTreeMap<String, Vec<Text>>,
    /// What the index has, when the last run came to its end.
    indexed: BTreeMap<String, Vec<Text>>,
    /// Whether a run has not come to its end since.
    unsure: bool,
    log: Vec<String>,
}

impl History {
    fn new(seed: u64) -> Self {
        let env = Env::new();
        // A folder that nothing is in is taken for one that is not mounted.
        env.write("corpus/kept.md", "# Nothing is said here");
        Self {
            env,
            chance: Chance::new(seed),
            next: 0,
            files: BTreeMap::new(),
            indexed: BTreeMap::new(),
            unsure: false,
            log: vec![format!("history {seed}")],
        }
    }

    fn text(&mut self) -> Text {
        self.next += 3;
        (self.next - 3..self.next).map(|number| number + 1000).collect()
    }

    fn put(&mut self, name: String, texts: Vec<Text>) {
        let content: String = if name.ends_with("jsonl") {
            texts
                .iter()
                .map(|it| serde_json::json!({"text": written(it)}).to_string() + "\n")
                .collect()
        } else {
            written(&texts[0])
        };
        self.env.write(&format!("corpus/{name}"), content);
        self.files.insert(name, texts);
    }

    fn name(&mut self) -> String {
        let folder = *self.chance.of(&["", "a/", "b/"]);
        format!("{folder}{}.{}", self.chance.below(6), self.chance.of(&["txt", "jsonl"]))
    }

    fn known(&mut self) -> Option<String> {
        let all: Vec<_> = self.files.keys().cloned().collect();
        (!all.is_empty()).then(|| self.chance.of(&all).clone())
    }

    fn change(&mut self) {
        let (kind, name) = (self.chance.below(10), self.name());
        match (kind, self.known()) {
            (0 | 1, Some(known)) => {
                fs::remove_file(self.env.path().join("corpus").join(&known)).unwrap();
                self.files.remove(&known);
                self.log.push(format!("remove {known}"));
            }
            (2 | 3, Some(known)) => {
                // The same text at another place.
                let text = self.chance.of(&self.files[&known]).clone();
                let mut texts = vec![text];
                if name.ends_with("jsonl") {
                    texts.push(self.text());
                }
                self.log.push(format!("copy from {known}: {name} {texts:?}"));
                self.put(name, texts);
            }
            (4, Some(known)) if known.ends_with("jsonl") => {
                let mut texts = self.files[&known].clone();
                texts.push(self.text());
                self.log.push(format!("append to {known}"));
                self.put(known, texts);
            }
            (5, Some(known)) => {
                let texts = self.files[&known].clone();
                self.log.push(format!("write {known} again"));
                self.put(known, texts);
            }
            _ => {
                let n = if name.ends_with("jsonl") { 1 + self.chance.below(3) } else { 1 };
                let texts: Vec<_> = (0..n).map(|_| self.text()).collect();
                self.log.push(format!("write {name} {texts:?}"));
                self.put(name, texts);
            }
        }
    }

    fn options(&mut self) -> IndexOptions<'static> {
        let commit_bytes = *self.chance.of(&[1, 1000, 1 << 20]);
        let builder = BuilderOptions { heap: 0, ..BuilderOptions::default() };
        let index = self.env.path().join("index");
        IndexOptions { index, builder, commit_bytes, threads: 1, ..IndexOptions::default() }
    }

    /// A run that comes to its end.
    fn run(&mut self, options: &IndexOptions<'_>) {
        let corpus = self.env.path().join("corpus");
        index(&[corpus], &Extractor::default(), options, &|_| {})
            .unwrap_or_else(|error| panic!("{}\n{error}", self.told()));
        self.indexed.clone_from(&self.files);
        self.unsure = false;
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            // Nothing that the index knows of.
            0..45 => return self.change(),
            45..70 => {
                self.log.push("index".to_owned());
                let options = self.options();
                self.run(&options);
            }
            70..75 => {
                self.log.push("index --full".to_owned());
                let options = IndexOptions { full: true, ..self.options() };
                self.run(&options);
            }
            75..80 => {
                self.log.push("index --rebuild".to_owned());
                let options = IndexOptions { rebuild: true, ..self.options() };
                self.run(&options);
            }
            80..88 => self.stop(),
            88..94 => self.kill(),
            _ => self.forget(),
        }
        self.compare();
    }

    /// A run that is asked to stop after some documents.
    fn stop(&mut self) {
        let (stop, most) = (AtomicBool::new(false), self.chance.below(8) as u64);
        self.log.push(format!("index, stopped after {most}"));
        let options = IndexOptions { stop: Some(&stop), commit_bytes: 1, ..self.options() };
        let corpus = self.env.path().join("corpus");
        let told = |progress: &onrecord::pipeline::Progress| {
            if most <= progress.documents {
                stop.store(true, Ordering::Relaxed);
            }
        };
        index(&[corpus], &Extractor::default(), &options, &told).unwrap();
        self.unsure = true;
    }

    fn kill(&mut self) {
        let after = Duration::from_micros(self.chance.below(60_000) as u64);
        let full = *self.chance.of(&["--full", "--rebuild", "--report"]);
        self.log.push(format!("index {full}, killed after {after:?}"));
        let mut command = self.env.command();
        command.args(["index", full, "corpus"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        self.unsure = true;
    }

    fn forget(&mut self) {
        if self.unsure || self.indexed.is_empty() {
            return;
        }
        let all: Vec<_> = self.indexed.keys().cloned().collect();
        let name = self.chance.of(&all).clone();
        self.log.push(format!("forget {name}"));
        let _ = self.env.run(["forget", &format!("corpus/{name}")]).ok();
        // Only what is still there can be read again for its copies.
        let texts = self.indexed.remove(&name).unwrap();
        let is_there = |text: &Text| {
            let holders: Vec<_> = self.indexed.iter().filter(|it| it.1.contains(text)).collect();
            holders.iter().all(|(name, texts)| self.files.get(*name) == Some(texts))
        };
        self.unsure |= !texts.iter().all(is_there);
    }

    fn told(&self) -> String {
        self.log.join("\n")
    }

    /// The numbers under which the index finds what `query` asks for.
    fn found(&self, store: &Store, query: &str) -> Vec<u32> {
        let query = parse(query, date(2031, 3, 5)).query;
        let options = SearchOptions { limit: 10_000, ..SearchOptions::default() };
        let page = search(store, &query, &options).unwrap();
        assert_eq!(page.total, page.hits.len() as u64, "{}", self.told());
        let number = |quote: &str| {
            quote.split(|it: char| !it.is_ascii_digit()).find(|it| !it.is_empty())?.parse().ok()
        };
        let mut found: Vec<u32> =
            page.hits.iter().map(|hit| number(&hit.record.quote).unwrap()).collect();
        found.sort_unstable();
        found
    }

    fn compare(&mut self) {
        let path = self.env.path().join("index");
        let store = match Store::open(&path) {
            Err(_) if self.indexed.is_empty() => return,
            store => store.unwrap_or_else(|error| panic!("{}\n{error}", self.told())),
        };
        let numbers = |files: &BTreeMap<String, Vec<Text>>| -> BTreeSet<u32> {
            files.values().flatten().flatten().copied().collect()
        };
        let all = numbers(&self.indexed);
        let (one, two) = (*self.chance.of(&WORDS), *self.chance.of(&WORDS));
        let number = u32::try_from(1000 + self.chance.below(self.next as usize + 3)).unwrap();
        let questions: [(String, Box<Fits<'_>>); 5] = [
            ("said OR town OR number".to_owned(), Box::new(|_| true)),
            (format!("quote:{one}"), Box::new(|it| words(*it).contains(&one))),
            (
                format!("quote:{one} quote:{two}"),
                Box::new(|it| words(*it).contains(&one) && words(*it).contains(&two)),
            ),
            (
                format!("quote:{one} -quote:{two}"),
                Box::new(|it| words(*it).contains(&one) && !words(*it).contains(&two)),
            ),
            (format!("quote:{number}"), Box::new(|it| *it == number)),
        ];
        for (query, fits) in &questions {
            let found = self.found(&store, query);
            if self.unsure {
                // Between one state and another, but never of neither.
                let either: BTreeSet<u32> =
                    (1000..1000 + self.next).filter(|it| fits(it)).collect();
                let wrong: Vec<_> = found.iter().filter(|it| !either.contains(it)).collect();
                assert!(wrong.is_empty(), "{}\n{query}: {wrong:?}", self.told());
            } else {
                let expected: Vec<u32> = all.iter().filter(|it| fits(it)).copied().collect();
                assert_eq!(found, expected, "{}\n{query}", self.told());
            }
        }
        let found = check(&path).unwrap_or_else(|error| panic!("{}\n{error}", self.told()));
        assert_eq!(found.damage, [""; 0], "{}", self.told());
        let killed = self.unsure || self.log.last().is_some_and(|it| it.starts_with("forget"));
        assert!(
            killed || found.left.is_empty() || self.indexed != self.files,
            "{}\n{found:?}",
            self.told()
        );
    }
}

#[test]
fn every_history_ends_as_the_model_says() {
    for seed in 1..=amount(20, 2000) {
        let mut history = History::new(seed as u64);
        tell(seed, "histories");
        for _ in 0..amount(20, 50) {
            history.step();
        }
        let options = history.options();
        history.log.push("index at last".to_owned());
        history.run(&options);
        history.compare();
    }
}
