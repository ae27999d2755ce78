//! Every file of an index flipped, cut, swapped and deleted: `check` finds it, no search panics, and
//! `check --repair` brings the answers back.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::env::{Env, Output, copy_folder},
    Chance, amount,
};

const SEARCHES: [&[&str]; 4] = [
    &["search", "gate", "--jsonl", "-n", "50"],
    &["search", "\"nobody had asked\"", "--jsonl", "-n", "50"],
    &["search", "speaker:okoye mayor", "--jsonl", "-n", "50"],
    &["count", "gate", "--by", "speaker", "--json"],
];

fn text(name: &str, n: usize) -> String {
    format!(
        "---\ntitle: {name} {n}\ndate: 2031-03-0{}\n---\nThe council of {name} met again. “Answer \
         {n} is that the gate stays shut,” said Ada Okoye, the mayor. She said that nobody had \
         asked before. It rained in {name} for the {n}th day.\n",
        n % 9 + 1
    )
}

/// An index of some segments, one of them with deleted rows, and the folder with the commit before.
fn world() -> Env {
    let env = Env::new();
    for (n, name) in ["Oststadt", "Weststadt", "Nordheim"].iter().enumerate() {
        for file in 0..4 {
            env.write(&format!("corpus/{name}/{file}.md"), text(name, n * 4 + file));
        }
        let _ = env.run(["index"]).ok();
    }
    copy_folder(&env.path().join("index"), &env.path().join("before"));
    env.write("corpus/Oststadt/1.md", text("Oststadt", 77));
    let _ = env.run(["index"]).ok();
    let files = files(&env.path().join("index/current"));
    assert!(files.iter().any(|file| file.extension().is_some_and(|it| it == "del")), "{files:?}");
    env
}

/// Files with anything in them, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .filter(|entry| 0 < entry.metadata().unwrap().len())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

/// The first file of every type.
fn one_of_each(files: &[PathBuf]) -> Vec<&PathBuf> {
    let mut seen = BTreeSet::new();
    let kind = |file: &Path| {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.len() > 32 { name[32..].rsplit('.').next().unwrap() } else { name }.to_owned()
    };
    files.iter().filter(|file| seen.insert(kind(file))).collect()
}

struct Sweep {
    env: Env,
    answers: Vec<String>,
    n: usize,
    wrong: usize,
}

impl Sweep {
    fn index(&self) -> PathBuf {
        self.env.path().join("index")
    }

    fn ask(&self) -> Vec<Output> {
        SEARCHES.iter().map(|search| self.env.run(search.iter())).collect()
    }

    /// `file` was damaged, as `how` says: it has to show.
    fn look(&mut self, file: &Path, how: &str, searches: usize) {
        self.n += 1;
        let name = file.file_name().unwrap().to_str().unwrap();
        let check = self.env.run(["check"]);
        assert_eq!(check.code, Some(1), "{name} {how}: {check}");
        assert!(check.stdout.contains("damaged: "), "{name} {how}: {check}");
        assert!(check.stdout.contains(name), "{name} {how}: {check}");
        for (search, answer) in SEARCHES.iter().zip(&self.answers).take(searches) {
            let output = self.env.run(search.iter());
            // A digit that became another one is another format, as far as a search can tell.
            let other = name == "onrecord-format" && output.stderr.contains("written in format ");
            let damaged = output.stderr.contains("is damaged: ")
                && output.stderr.contains("onrecord check --repair");
            let told = output.code == Some(2) && (damaged || other);
            let answered = matches!(output.code, Some(0 | 1));
            assert!(told || answered, "{name} {how}: {output}");
            self.wrong += usize::from(answered && output.stdout != *answer);
        }
    }

    fn repair(&self, file: &Path, how: &str) {
        let repaired = self.env.run(["check", "--repair"]);
        assert_eq!(repaired.code, Some(0), "{} {how}: {repaired}", file.display());
        let _ = self.env.run(["check", "--deep"]).ok();
        let answers: Vec<_> = self.ask().into_iter().map(|output| output.stdout).collect();
        assert_eq!(answers, self.answers, "{} {how}: {repaired}", file.display());
    }
}

#[test]
fn every_damage_is_found_and_mended() {
    let env = world();
    let (index, whole) = (env.path().join("index"), env.path().join("whole"));
    copy_folder(&index, &whole);
    let mut sweep = Sweep { env, answers: Vec::new(), n: 0, wrong: 0 };
    sweep.answers = sweep.ask().into_iter().map(Output::ok).collect();
    let current = sweep.index().join("current");
    let all = files(&current);
    let mut chance = Chance::new(7);
    for file in one_of_each(&all) {
        let bytes = fs::read(file).unwrap();
        let mut mended = false;
        for nth in 0..amount(4, 120) {
            // The ends hold what says how to read the rest.
            let at = match nth % 4 {
                0 => bytes.len() - 1 - chance.below(bytes.len().min(120)),
                1 => chance.below(bytes.len().min(64)),
                _ => chance.below(bytes.len()),
            };
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << chance.below(8);
            fs::write(file, &flipped).unwrap();
            let how = format!("flipped at {at} of {}", bytes.len());
            sweep.look(file, &how, amount(1, SEARCHES.len()));
            if !mended {
                sweep.repair(file, &how);
                mended = true;
                copy_folder(&whole, &index);
            }
            fs::write(file, &bytes).unwrap();
        }
        for n in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(file, &bytes[..n]).unwrap();
            sweep.look(file, &format!("cut to {n}"), 1);
        }
        sweep.repair(file, "cut");
        copy_folder(&whole, &index);
        fs::write(file, [&bytes[..], b"\n"].concat()).unwrap();
        sweep.look(file, "made longer", 1);
        fs::remove_file(file).unwrap();
        sweep.look(file, "removed", 1);
        sweep.repair(file, "removed");
        copy_folder(&whole, &index);
    }
    // Two files of one type, each with the other's name.
    for (nth, file) in all.iter().enumerate() {
        let kind = file.extension();
        let Some(other) = all[nth + 1..].iter().find(|other| other.extension() == kind) else {
            continue;
        };
        let (one, two) = (fs::read(file).unwrap(), fs::read(other).unwrap());
        if one == two {
            continue;
        }
        fs::write(file, &two).unwrap();
        fs::write(other, &one).unwrap();
        sweep.look(file, "swapped", 1);
        fs::write(file, &one).unwrap();
        fs::write(other, &two).unwrap();
    }
    // A commit that was, with whatever of its files is still there.
    let meta = current.join("meta.json");
    fs::copy(sweep.env.path().join("before/current/meta.json"), &meta).unwrap();
    sweep.look(&meta, "put back", 1);
    sweep.repair(&meta, "put back");
    assert!(sweep.n > 9 * amount(9, 120), "{}", sweep.n);
    println!("{} damages, all found; {} wrong answers before `check`", sweep.n, sweep.wrong);
}

#[test]
fn what_a_dead_writer_left_is_listed_and_goes() {
    let env = world();
    let current = env.path().join("index/current");
    let all = files(&current);
    let segments = || all.iter().filter(|file| file.extension().is_some_and(|it| it == "idx"));
    // Deletions of commits that never were, under every name that the next one could take.
    for (segment, nth) in segments().flat_map(|segment| (0..200).map(move |nth| (segment, nth))) {
        let name = segment.with_extension(format!("{nth}.del"));
        if !name.exists() {
            fs::write(name, "half").unwrap();
        }
    }
    env.write("index/current/.tmpAb12", "half");
    env.write("index/current/0123456789abcdef0123456789abcdef.term", "half");
    let check = env.run(["check"]);
    assert_eq!(check.code, Some(0), "{check}");
    assert!(check.stderr.contains("left over: `.tmpAb12`"), "{check}");
    assert!(check.stderr.contains("left over: `0123456789abcdef"), "{check}");
    env.write("corpus/Nordheim/1.md", text("Nordheim", 78));
    let _ = env.run(["index"]).ok();
    let check = env.run(["check", "--deep"]);
    assert_eq!(check.code, Some(0), "{check}");
    assert!(!check.stderr.contains("left over"), "{check}");
    assert!(check.stderr.contains("12 documents compared with the texts"), "{check}");
}

#[test]
fn what_is_lost_is_said() {
    let env = world();
    fs::remove_dir_all(env.path().join("corpus/Nordheim")).unwrap();
    let store = files(&env.path().join("index/current"));
    let store = store.iter().find(|file| file.extension().is_some_and(|it| it == "term")).unwrap();
    let mut bytes = fs::read(store).unwrap();
    bytes[100] ^= 4;
    fs::write(store, bytes).unwrap();
    let repaired = env.run(["check", "--repair"]);
    assert_eq!(repaired.code, Some(1), "{repaired}");
    assert_eq!(repaired.stdout.matches("lost: `corpus/Nordheim/").count(), 4, "{repaired}");
    assert!(repaired.stderr.ends_with("4 documents lost\n"), "{repaired}");
    assert_eq!(env.run(["count"]).ok(), "16\n");
}
