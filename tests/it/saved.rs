//! Saved searches: what is new is shown once, whatever happens to files and index in between.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
};

use insta::assert_snapshot;
use jiff::civil::date;
use onrecord::{
    index::Store,
    pipeline::IndexOptions,
    query::{SearchOptions, Seen, fresh, parse},
};

use super::{env::Env, index::Place};

/// The number that a made-up statement is known by, and which it is of those in its document.
type Said = (usize, usize);

/// What a document was, and what of it was shown.
struct Version {
    text: Vec<usize>,
    shown: HashSet<Said>,
    taken: bool,
}

/// What a look has to show, worked out from the files alone.
#[derive(Default)]
struct Model {
    files: BTreeMap<String, Vec<usize>>,
    shown: HashMap<String, Vec<Version>>,
}

fn said(text: &[usize], matches: fn(usize) -> bool) -> HashSet<Said> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut said = HashSet::new();
    for number in text {
        let nth = counts.entry(*number).or_default();
        if matches(*number) {
            said.insert((*number, *nth));
        }
        *nth += 1;
    }
    said
}

impl Model {
    /// The statements that are new, and from now on are not.
    fn look(&mut self, matches: fn(usize) -> bool) -> Vec<usize> {
        let mut documents: BTreeMap<&Vec<usize>, Vec<&String>> = BTreeMap::new();
        for (path, text) in &self.files {
            documents.entry(text).or_default().push(path);
        }
        let mut new = Vec::new();
        for (text, paths) in documents {
            let now = said(text, matches);
            if now.is_empty() {
                continue;
            }
            let mut known: HashSet<Said> = HashSet::new();
            for (path, versions) in &mut self.shown {
                for version in versions {
                    if paths.contains(&path) {
                        known.extend(&version.shown);
                    } else if version.text == *text
                        && !version.taken
                        && self.files.get(path) != Some(text)
                    {
                        version.taken = true;
                        known.extend(&version.shown);
                    }
                }
            }
            new.extend(now.difference(&known).map(|(number, _)| *number));
            for path in paths {
                let versions = self.shown.entry(path.clone()).or_default();
                versions.retain(|version| version.text != *text);
                let (text, shown, taken) = (text.clone(), now.clone(), false);
                versions.push(Version { text, shown, taken });
            }
        }
        new.sort_unstable();
        new
    }
}

fn written(text: &[usize]) -> String {
    let mut paragraphs = vec![
        "Nobody had asked the engineers who had looked at the cranes, and they were less sure of it."
            .to_owned(),
        "The harbor board put off its decision until the second week of the next month, again."
            .to_owned(),
    ];
    for number in text {
        let word = if number % 3 == 0 { "toll" } else { "bridge" };
        paragraphs.push(format!(
            "“The {word} at gate number {number} will be new by May,” said Maren Holt, the mayor of Oststadt."
        ));
    }
    paragraphs.join("\n\n") + "\n"
}

/// The numbers of statements as they are found.
fn number(quote: &str) -> usize {
    let mut words = quote.split_whitespace().skip_while(|word| *word != "number");
    words.nth(1).unwrap().parse().unwrap()
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn look(place: &Place, query: &str, seen: &mut Seen, limit: usize) -> Vec<usize> {
    let store = Store::open(&place.index()).unwrap();
    let query = parse(query, date(2031, 3, 5)).query;
    let mut found = Vec::new();
    loop {
        let options = SearchOptions { limit, ..SearchOptions::default() };
        let new = fresh(&store, &query, seen, &options, 0).unwrap();
        // What outlives the process is a text.
        *seen = Seen::from_text(&new.seen.to_text()).unwrap();
        found.extend(new.page.hits.iter().map(|hit| number(&hit.record.quote)));
        if new.page.total == new.page.hits.len() as u64 {
            break;
        }
    }
    found.sort_unstable();
    found
}

#[test]
fn nothing_is_missed_and_nothing_comes_twice() {
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let place = Place::new();
        let (mut all, mut tolls) = (Model::default(), Model::default());
        let (mut all_seen, mut tolls_seen) = (Seen::default(), Seen::default());
        let mut next = 0;
        let mut history = Vec::new();
        for _ in 0..9 {
            let paths: Vec<String> = all.files.keys().cloned().collect();
            let path = paths.get(dice.below(paths.len().max(1))).cloned();
            let other = format!("{}/{}.txt", ["a", "b"][dice.below(2)], dice.below(4));
            let mut files = all.files.clone();
            let fresh_text = |dice: &mut Dice, next: &mut usize| -> Vec<usize> {
                (0..=dice.below(3))
                    .map(|_| {
                        *next += 1;
                        if dice.below(5) == 0 { dice.below(*next) } else { *next }
                    })
                    .collect()
            };
            match (dice.below(8), path) {
                (0..=2, _) | (_, None) => {
                    let text = fresh_text(&mut dice, &mut next);
                    files.insert(other, text);
                }
                (3 | 4, Some(path)) => {
                    let mut text = files.remove(&path).unwrap();
                    if 1 < text.len() && dice.below(2) == 0 {
                        text.remove(dice.below(text.len()));
                    } else {
                        let at = dice.below(text.len() + 1);
                        let new = fresh_text(&mut dice, &mut next);
                        text.splice(at..at, new);
                    }
                    files.insert(path, text);
                }
                (5, Some(path)) => {
                    files.remove(&path);
                }
                (6, Some(path)) => {
                    let text = files.remove(&path).unwrap();
                    files.insert(other, text);
                }
                (_, Some(path)) => {
                    let text = files[&path].clone();
                    files.insert(other, text);
                }
            }
            history.push(files.clone());
            fs::remove_dir_all(place.news()).unwrap();
            fs::create_dir(place.news()).unwrap();
            // An empty folder may be a disk that is not there: nothing would be removed.
            place.write("keep.txt", "Nothing is said here.");
            for (path, text) in &files {
                place.write(path, &written(text));
            }
            all.files.clone_from(&files);
            tolls.files = files;
            if dice.below(6) == 0 {
                let _ = fs::remove_dir_all(place.index());
            }
            place.run_with(&IndexOptions { full: dice.below(4) == 0, ..place.options() });
            let tell = || format!("seed {seed}, after {history:#?}");
            if dice.below(2) == 0 {
                let limit = if dice.below(2) == 0 { 2 } else { usize::MAX };
                let found = look(&place, "", &mut all_seen, limit);
                assert_eq!(found, all.look(|_| true), "{}", tell());
            }
            if dice.below(3) == 0 {
                let found = look(&place, "quote:toll", &mut tolls_seen, usize::MAX);
                assert_eq!(found, tolls.look(|number| number % 3 == 0), "{}", tell());
            }
        }
        assert_eq!(look(&place, "", &mut all_seen, usize::MAX), all.look(|_| true));
        assert_eq!(look(&place, "", &mut all_seen, usize::MAX), [0; 0], "seed {seed}");
    }
}

#[test]
fn records_that_move_in_their_file_are_known_again() {
    let place = Place::new();
    let row = |number: usize| {
        let text = format!("Gate number {number} is open.");
        format!("{}\n", serde_json::json!({"speaker": "Jo Lind", "text": text}))
    };
    place.write("a.jsonl", &[row(1), row(2), row(2)].concat());
    place.run();
    let mut seen = Seen::default();
    assert_eq!(look(&place, "", &mut seen, usize::MAX), [1, 2, 2]);
    place.write("a.jsonl", &[row(3), row(1), row(2), row(2)].concat());
    place.run();
    assert_eq!(look(&place, "", &mut seen, usize::MAX), [3]);
    place.write("a.jsonl", &[row(2), row(3), row(4), row(1)].concat());
    place.run();
    assert_eq!(look(&place, "", &mut seen, usize::MAX), [4]);
    // Another file with such a short text is another document.
    place.write("b.jsonl", &row(1));
    place.run();
    assert_eq!(look(&place, "", &mut seen, usize::MAX), [1]);
}

fn env() -> Env {
    let env = Env::new();
    let _ = env.write("corpus/a.txt", written(&[1, 2, 3]));
    let _ = env.run(["index", "corpus"]).ok();
    env
}

#[test]
fn a_search_is_saved_run_and_followed() {
    let env = env();
    assert_snapshot!(env.run(["save", "tolls", "toll", "--speaker", "maren holt", "--since", "3w"]), @r#"
    --- stderr
    saved as `tolls`
    --- exit 0
    "#);
    assert_snapshot!(env.run(["save", "gates", "gate", "--sort", "oldest", "-n", "1"]), @r#"
    --- stderr
    saved as `gates`
    --- exit 0
    "#);
    assert_snapshot!(fs::read_to_string(env.path().join("searches.toml")).unwrap(), @r#"
    # Saved searches: `onrecord run NAME` asks one again, `onrecord new NAME` shows what came in since.

    [tolls]
    query = "toll"
    speaker = ["maren holt"]
    since = "3w"

    [gates]
    query = "gate"
    sort = "oldest"
    limit = 1
    "#);
    assert_snapshot!(env.run(["run"]), @r#"
    name   search
    gates  gate --sort oldest --limit 1
    tolls  toll --speaker 'maren holt' --since 3w
    --- exit 0
    "#);
    assert_snapshot!(env.run(["run", "gates"]), @r#"
    Maren Holt                                                               undated
      “The bridge at [gate] number 1 will be new by May,”
      own words, mayor of Oststadt   a.txt   2a88/1
    --- stderr
    3 statements, 1 shown (more: --offset 1) (undated last)
    --- exit 0
    "#);
    assert_snapshot!(env.run(["new"]), @r#"
    search  new
    gates     3
    tolls     0
    --- exit 0
    "#);
    assert_snapshot!(env.run(["new", "gates", "-n", "2", "-0"]).stderr, @"3 statements new in `gates`, 2 shown; the others stay new");
    assert_snapshot!(env.run(["new", "gates", "--peek"]), @r#"
    Maren Holt                                                               undated
      “The toll at [gate] number 3 will be new by May,”
      own words, mayor of Oststadt   a.txt   2a88/3
    --- stderr
    1 statement new in `gates`
    --- exit 0
    "#);
    assert_snapshot!(env.run(["new", "gates", "-0"]).stderr, @"1 statement new in `gates`");
    assert_snapshot!(env.run(["new", "gates"]), @r#"
    --- stderr
    nothing new in `gates`
    --- exit 1
    "#);
    let _ = env.write("corpus/a.txt", written(&[1, 4, 2, 3]));
    let _ = env.run(["index"]).ok();
    fs::remove_dir_all(env.path().join("index")).unwrap();
    let rebuilt = env.run(["new", "gates", "--json"]);
    assert!(rebuilt.stderr.contains("1 statement new in `gates`"), "{rebuilt}");
    assert!(rebuilt.stdout.contains("number 4"), "{rebuilt}");
    assert_snapshot!(env.run(["save", "gates", "--from-now"]), @r#"
    --- stderr
    error: a search is saved as `gates` already: gate --sort oldest --limit 1

    hint: take another name, or write over it with `--replace`
    --- exit 2
    "#);
    assert_snapshot!(env.run(["save", "all", "--from-now"]), @r#"
    --- stderr
    saved as `all`; 4 statements there now will not be new
    --- exit 0
    "#);
    assert_eq!(env.run(["new", "all"]).code, Some(1));
    assert_snapshot!(env.run(["save", "--delete", "all"]), @r#"
    --- stderr
    deleted the search `all`
    --- exit 0
    "#);
    assert_snapshot!(env.run(["run", "al"]), @r#"
    --- stderr
    error: no search is saved as `al`

    hint: `onrecord run` lists those that are
    --- exit 2
    "#);
    assert_snapshot!(env.run(["new", "gatse"]), @r#"
    --- stderr
    error: no search is saved as `gatse`

    hint: did you mean `gates`?
    --- exit 2
    "#);
}

#[test]
fn feeds_keep_what_was_shown_before_behind_what_is_new() {
    let env = env();
    let _ = env.run(["save", "gates", "gate"]);
    let feed = || {
        let _ = env.run(["new", "gates", "--atom", "gates.xml", "--rss", "gates.rss"]);
        let atom = fs::read_to_string(env.path().join("gates.xml")).unwrap();
        let rss = fs::read_to_string(env.path().join("gates.rss")).unwrap();
        assert_eq!(atom.matches("<entry>").count(), rss.matches("<item>").count());
        let ids = atom.lines().filter(|line| line.contains("<id>")).skip(1);
        ids.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let first = feed();
    assert_eq!(first.len(), 3);
    fs::remove_file(env.path().join("corpus/a.txt")).unwrap();
    let _ = env.write("corpus/moved.txt", written(&[1, 2, 3]));
    let _ = env.write("corpus/b.txt", written(&[5]));
    let _ = env.run(["index"]);
    let second = feed();
    assert_eq!(second.len(), 4);
    assert_eq!(second[1..], first, "moving changes no id");
    assert_snapshot!(env.run(["new", "gates", "--atom", "corpus"]), @r#"
    --- stderr
    error: `corpus` is a folder

    hint: name a file, such as `tolls.xml`
    --- exit 2
    "#);
    assert_snapshot!(env.run(["new", "gates", "--atom", "no/where.xml"]), @r#"
    --- stderr
    error: cannot write `no/where.xml`: no such file or directory
    --- exit 2
    "#);
}

#[test]
fn what_cannot_be_read_is_said() {
    let env = env();
    assert_snapshot!(env.run(["new"]), @r#"
    --- stderr
    no search is saved yet: `onrecord save NAME QUERY` saves one
    --- exit 0
    "#);
    assert_snapshot!(env.run(["save", "a b", "x"]), @r#"
    --- stderr
    error: invalid value 'a b' for '<NAME>': write a name of letters and digits, with `-`, `_` or `.` between them

    For more information, try '--help'.
    --- exit 2
    "#);
    assert_snapshot!(env.run(["save", "--delete", "x"]), @r#"
    --- stderr
    error: no search is saved as `x`

    hint: `onrecord save x QUERY` saves one
    --- exit 2
    "#);
    let _ = env.write("searches.toml", "[tolls]\nqueri = \"toll\"\n");
    assert_snapshot!(env.run(["run", "tolls"]), @r#"
    --- stderr
    error: cannot read `searches.toml`: TOML parse error at line 2, column 1
      |
    2 | queri = "toll"
      | ^^^^^
    unknown field `queri`, expected one of `query`, `speaker`, `via`, `topic`, `outlet`, `kind`, `since`, `until`, `on`, `min-confidence`, `sort`, `limit`, `by`, `context`, `explain`, `all-acts`, `passages`, `no-collapse`

    hint: correct it, or move it away and `save` the searches again
    --- exit 2
    "#);
    let _ = env.write("searches.toml", "[tolls]\nsince = \"3 apples\"\n[bad]\nsort = \"up\"\n");
    assert_snapshot!(env.run(["run", "tolls"]), @r#"
    --- stderr
    error: cannot read `since = "3 apples"` of `tolls`: `3 apples` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST

    hint: correct it in `searches.toml`
    --- exit 2
    "#);
    assert_snapshot!(env.run(["run", "bad"]), @r#"
    --- stderr
    error: cannot read `sort = "up"` of `bad`: it is neither relevance nor newest nor oldest

    hint: correct it in `searches.toml`
    --- exit 2
    "#);
    let _ = env.write("searches.toml", "# Mine.\n[tolls] # those\nquery = \"toll\"\n");
    let _ = env.run(["save", "more", "x"]);
    let _ = env.run(["save", "tolls", "toll fee", "--replace"]);
    assert_snapshot!(fs::read_to_string(env.path().join("searches.toml")).unwrap(), @r#"
    # Mine.
    [tolls] # those
    query = "toll fee"

    [more]
    query = "x"
    "#);
    let _ = env.run(["new", "tolls"]);
    for file in fs::read_dir(env.path().join(".onrecord/index")).unwrap() {
        fs::write(file.unwrap().path(), "{\"format\":9,\"run\":1}\n").unwrap();
    }
    let wrong = env.run(["new", "tolls"]);
    assert_eq!(wrong.code, Some(2), "{wrong}");
    assert!(wrong.stderr.contains("format 9 and this program reads format 1"), "{wrong}");
    let _ = env.write("searches.toml", "[p]\nquery = \"toll\"\npassages = true\n");
    assert_snapshot!(env.run(["new", "p"]), @r#"
    --- stderr
    error: `p` is a search for passages

    hint: only statements are known again; save it without `--passages`
    --- exit 2
    "#);
}
