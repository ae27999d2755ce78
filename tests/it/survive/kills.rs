//! Runs killed at moments that nobody chose: the first one, one after edits, one that takes out,
//! one that writes the index anew, and between them the merges that many small commits bring.
//!
//! The history goes on: each run starts from what the kills before it left.

use std::{collections::BTreeSet, fs, process::Stdio, thread::sleep, time::Instant};

use super::{super::env::Env, Chance, amount, tell};

/// Texts of a file each, and records of one file.
const FILES: usize = 60;
const RECORDS: usize = 200;

/// What a run was about when it was killed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Kind {
    First,
    Edit,
    /// One small change, so that segments become many and are merged.
    Touch,
    Remove,
    Move,
    Forget,
    Rebuild,
}

const KINDS: [Kind; 7] =
    [Kind::First, Kind::Edit, Kind::Touch, Kind::Remove, Kind::Move, Kind::Forget, Kind::Rebuild];

/// What an index answers when it is asked for all: a statement a line. Nothing where there is no
/// index.
type Answer = Option<BTreeSet<String>>;

struct History {
    env: Env,
    chance: Chance,
    /// The names of the texts that are there.
    files: Vec<String>,
    next: usize,
}

impl History {
    fn new(seed: u64) -> Self {
        let env = Env::new();
        let mut history = Self { env, chance: Chance::new(seed), files: Vec::new(), next: 0 };
        for n in 0..FILES {
            history.write(format!("corpus/{}/{n}.md", ["a", "b", "c"][n % 3]));
        }
        let records: String = (0..RECORDS)
            .map(|n| serde_json::json!({"text": history.text(&format!("record {n}"))}).to_string())
            .map(|record| record + "\n")
            .collect();
        history.env.write("corpus/records.jsonl", records);
        history
    }

    fn text(&mut self, name: &str) -> String {
        self.next += 1;
        let n = self.next;
        format!(
            "The council met again. “Answer {n} is that the gate stays shut,” said Ada Okoye, the \
             mayor. She said that nobody had asked for {name}.\n\n“Nor will they,” she added. It \
             rained for the {n}th day.\n"
        )
    }

    fn write(&mut self, name: String) {
        let text = format!("---\ntitle: {name}\ndate: 2031-03-05\n---\n{}", self.text(&name));
        self.env.write(&name, text);
        if !self.files.contains(&name) {
            self.files.push(name);
        }
    }

    fn take(&mut self) -> String {
        let nth = self.chance.below(self.files.len());
        self.files.swap_remove(nth)
    }

    /// Changes what is on disk, and says what to run.
    fn change(&mut self, kind: Kind) -> Vec<String> {
        let path = |name: &str| self.env.path().join(name);
        let mut args = vec!["index", "corpus"];
        let mut forgotten = String::new();
        match kind {
            Kind::First => {
                if path("index").exists() {
                    fs::remove_dir_all(path("index")).unwrap();
                }
            }
            Kind::Edit => {
                for _ in 0..FILES / 4 {
                    let name = self.chance.of(&self.files).clone();
                    self.write(name);
                }
            }
            Kind::Touch => {
                let name = self.chance.of(&self.files).clone();
                self.write(name);
            }
            Kind::Remove => {
                for _ in 0..4 {
                    let name = self.take();
                    fs::remove_file(self.env.path().join(name)).unwrap();
                }
            }
            Kind::Move => {
                for _ in 0..4 {
                    let (from, to) = (self.take(), format!("corpus/d/{}.md", self.next));
                    self.next += 1;
                    self.env.write(&to, "");
                    fs::rename(self.env.path().join(from), self.env.path().join(&to)).unwrap();
                    self.files.push(to);
                }
            }
            Kind::Forget => {
                forgotten.clone_from(self.chance.of(&self.files));
                args = vec!["forget", &forgotten];
            }
            Kind::Rebuild => {
                let name = self.chance.of(&self.files).clone();
                self.write(name);
                args = vec!["index", "--rebuild", "corpus"];
            }
        }
        while self.files.len() < FILES {
            self.next += 1;
            self.write(format!("corpus/e/{}.md", self.next));
        }
        args.into_iter().map(str::to_owned).collect()
    }

    fn answer(&self, index: &str, how: &str) -> Answer {
        let output = self.env.run(["--index", index, "search", "", "--jsonl", "-n", "5000"]);
        if output.code == Some(2) && !self.env.path().join(index).join("current").exists() {
            return None;
        }
        assert!(matches!(output.code, Some(0 | 1)), "{how}: {output}");
        let answer: BTreeSet<String> = output.stdout.lines().map(str::to_owned).collect();
        assert_eq!(answer.len(), output.stdout.lines().count(), "{how}: something is there twice");
        Some(answer)
    }

    fn check(&self, how: &str) {
        let check = self.env.run(["check"]);
        let is_there = self.env.path().join("index/current").exists();
        let code = if is_there { 0 } else { 2 };
        assert_eq!(check.code, Some(code), "{how}: {check}");
    }

    /// What an index made at one stroke of what is there now answers.
    fn fresh(&self, how: &str) -> Answer {
        let path = self.env.path().join("fresh");
        if path.exists() {
            fs::remove_dir_all(path).unwrap();
        }
        let _ = self.env.run(["--index", "fresh", "index", "corpus"]).ok();
        self.answer("fresh", how)
    }
}

/// The lines of `all` that `wanted` lacks.
fn beyond<'a>(all: &'a Answer, wanted: &Answer) -> Vec<&'a String> {
    let none = BTreeSet::new();
    let wanted = wanted.as_ref().unwrap_or(&none);
    all.iter().flatten().filter(|line| !wanted.contains(*line)).collect()
}

#[test]
fn a_run_killed_at_any_moment_loses_nothing() {
    let mut history = History::new(11);
    let start = Instant::now();
    let mut before = history.fresh("at first");
    let mut whole_run = KINDS.map(|_| start.elapsed());
    let _ = history.env.run(["index", "corpus"]).ok();
    let (mut killed, mut came_through) = (0, 0);
    let n = amount(8, 500);
    for nth in 0..n {
        tell(nth, "runs killed");
        // Each kind in turn, and no two in the same order each time.
        let at = if nth < KINDS.len() { nth } else { history.chance.below(KINDS.len()) };
        let kind = KINDS[at];
        let args = history.change(kind);
        if kind == Kind::First {
            before = None;
        }
        let after = if kind == Kind::Forget {
            let file = format!("\"document\":\"{}\"", args[1].strip_prefix("corpus/").unwrap());
            let is_other = |line: &&String| !line.contains(&file);
            before.as_ref().map(|all| all.iter().filter(is_other).cloned().collect())
        } else {
            history.fresh("after")
        };
        let part = u32::try_from(history.chance.below(1100)).unwrap();
        let moment = whole_run[at] * part / 1000;
        let how = format!("kill {nth}, {kind:?} after {moment:?}");

        let mut command = history.env.command();
        let start = Instant::now();
        let mut child =
            command.args(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(moment);
        child.kill().unwrap();
        let is_killed = child.wait().unwrap().code().is_none();
        killed += usize::from(is_killed);
        if !is_killed {
            whole_run[at] = start.elapsed().min(moment);
        }

        history.check(&how);
        let now = history.answer("index", &how);
        let is_empty = now.as_ref().is_none_or(BTreeSet::is_empty);
        let fits = now == after || now == before || before.is_none() && is_empty;
        assert!(
            fits,
            "{how}: neither before nor after: lost {:#?}\nnew {:#?}",
            beyond(&before, &now),
            beyond(&now, &before)
        );
        assert!(is_killed || now == after, "{how}: it ended, and not all is there");
        came_through += usize::from(is_killed && now == after && before != after);

        let start = Instant::now();
        let next = history.env.run(["index", "corpus"]);
        assert_eq!(next.code, Some(0), "{how}: {next}");
        if kind != Kind::Rebuild && kind != Kind::Forget && now == before {
            whole_run[at] = start.elapsed();
        }
        let expected = if kind == Kind::Forget { before } else { after };
        let now = history.answer("index", &how);
        assert!(
            now == expected,
            "{how}: not what a fresh index has: lost {:#?}\nnew {:#?}",
            beyond(&expected, &now),
            beyond(&now, &expected)
        );
        let check = history.env.run(["check"]);
        assert_eq!(check.code, Some(0), "{how}: {check}");
        assert!(!check.stderr.contains("left over"), "{how}: {check}");
        before = now;
    }
    println!("{killed} of {n} runs killed, {came_through} of them after their commit");
    assert!(0 < killed, "every run was over before its moment");
}
