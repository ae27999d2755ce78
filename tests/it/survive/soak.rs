//! One writer and four readers, for a while: whatever is asked while the index is written, the
//! answer is one that was committed, and no older than what was committed before it was asked.

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use jiff::civil::date;
use onrecord::{
    index::Store,
    query::{SearchOptions, parse, search},
};

use super::{super::env::Env, Chance, amount};

const FILES: usize = 40;

/// What a reader leaves for the others, so that the machine is not theirs alone.
const PAUSE: Duration = Duration::from_millis(150);

/// Documents by name, with the number that every statement in them carries.
type State = BTreeMap<String, u32>;

struct Soak {
    env: Env,
    start: Instant,
    time: Duration,
    /// All states that there were, or will be when the run that is under way has committed.
    states: RwLock<Vec<State>>,
    /// The last that a run has ended with.
    done: AtomicUsize,
    failed: AtomicBool,
}

/// Makes the others stop, too, when a thread panics.
struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

impl Soak {
    fn is_over(&self) -> bool {
        self.time < self.start.elapsed() || self.failed.load(Ordering::SeqCst)
    }

    fn put(&self, state: &mut State, name: String, number: u32) {
        let text = format!(
            "---\ndate: 2031-03-05\n---\nThe council met. “Answer {number} is that the gate stays \
             shut,” said Ada Okoye, the mayor.\n\n“Answer {number} was no answer, gate or no \
             gate,” said Bo Tull, of {name}.\n"
        );
        self.env.write(&format!("corpus/{name}"), text);
        state.insert(name, number);
    }

    /// Runs the program; when it is done, what it makes of the index is `state`.
    fn run(&self, args: &[&str], state: &State) {
        self.states.write().unwrap().push(state.clone());
        let output = self.env.run(args);
        assert_eq!(output.code, Some(0), "{args:?}: {output}");
        let last = self.states.read().unwrap().len() - 1;
        self.done.store(last, Ordering::SeqCst);
    }

    fn write(&self) -> usize {
        let _alarm = Alarm(&self.failed);
        let mut chance = Chance::new(17);
        let mut state = self.states.read().unwrap()[0].clone();
        let mut number = 1;
        while !self.is_over() {
            number += 1;
            match chance.below(10) {
                0..=2 => {
                    // All of them, in one commit.
                    for name in state.clone().into_keys() {
                        self.put(&mut state, name, number);
                    }
                }
                3..=5 => {
                    let names: Vec<String> = state.keys().cloned().collect();
                    self.put(&mut state, chance.of(&names).clone(), number);
                }
                6 => {
                    for _ in 0..FILES / 4 {
                        let names: Vec<String> = state.keys().cloned().collect();
                        let name = chance.of(&names);
                        fs::remove_file(self.env.path().join("corpus").join(name)).unwrap();
                        state.remove(name);
                    }
                    self.run(&["index"], &state);
                    for n in 0..FILES {
                        let name = format!("{}/{n}.md", n % 3);
                        if !state.contains_key(&name) {
                            self.put(&mut state, name, number);
                        }
                    }
                }
                7 => {
                    let names: Vec<String> = state.keys().cloned().collect();
                    let name = chance.of(&names);
                    let mut without = state.clone();
                    without.remove(name);
                    self.run(&["forget", &format!("corpus/{name}")], &without);
                }
                8 => {
                    self.put(&mut state, "0/0.md".to_owned(), number);
                    self.run(&["index", "--rebuild"], &state);
                }
                _ => self.run(&["index", "--full"], &state),
            }
            self.run(&["index"], &state);
        }
        self.states.read().unwrap().len()
    }

    /// Asks until the time is over.
    fn read(&self, pause: Duration, mut ask: impl FnMut(usize) -> Vec<(String, u32)>) -> usize {
        let _alarm = Alarm(&self.failed);
        for nth in 0.. {
            if self.is_over() {
                return nth;
            }
            let first = self.done.load(Ordering::SeqCst);
            let answer = ask(nth);
            let states = self.states.read().unwrap();
            let state: State = answer.iter().cloned().collect();
            let fits = states[first..].contains(&state);
            assert!(fits, "search {nth}: none of {:#?}: {state:#?}", &states[first..]);
            let is_whole = answer.iter().all(|(name, number)| state[name] == *number);
            assert!(is_whole && answer.len() == 2 * state.len(), "search {nth}: {answer:#?}");
            drop(states);
            thread::sleep(pause);
        }
        unreachable!("there are always more numbers");
    }

    /// What another process is answered.
    fn ask_program(&self, nth: usize) -> Vec<(String, u32)> {
        let more: [&[&str]; 4] = [
            &["count", "answer", "--by", "speaker", "--json"],
            &["documents", "--json"],
            &["search", "\"the gate stays\"", "--json"],
            &["check"],
        ];
        let more = self.env.run(more[nth % more.len()]);
        assert_eq!(more.code, Some(0), "{more}");
        let output = self.env.run(["search", "gate", "--jsonl", "-n", "1000"]).ok();
        let read = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| line[field].as_str().unwrap().to_owned();
            (text("document"), number(&text("quote")))
        };
        output.lines().map(read).collect()
    }
}

fn number(quote: &str) -> u32 {
    let number = quote.split(|it: char| !it.is_ascii_digit()).find(|it| !it.is_empty());
    number.unwrap().parse().unwrap()
}

fn ask(store: &Store) -> Vec<(String, u32)> {
    let query = parse("gate", date(2031, 3, 5)).query;
    let options = SearchOptions { limit: 1000, ..SearchOptions::default() };
    let page = search(store, &query, &options).unwrap();
    assert_eq!(page.total, page.hits.len() as u64);
    page.hits.into_iter().map(|hit| (hit.record.document, number(&hit.record.quote))).collect()
}

#[test]
fn readers_see_a_commit_or_the_next_one() {
    let time = Duration::from_secs(amount(3, 30 * 60) as u64);
    let soak = Soak {
        env: Env::new(),
        start: Instant::now(),
        time,
        states: RwLock::default(),
        done: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
    };
    let mut state = State::new();
    for n in 0..FILES {
        soak.put(&mut state, format!("{}/{n}.md", n % 3), 1);
    }
    soak.run(&["index", "corpus"], &state);
    let path = soak.env.path().join("index");
    let open = || Store::open(&path).unwrap();
    let kept = open();
    thread::scope(|scope| {
        let writer = scope.spawn(|| soak.write());
        let readers = [
            scope.spawn(|| soak.read(PAUSE, |nth| soak.ask_program(nth))),
            scope.spawn(|| soak.read(2 * PAUSE, |nth| soak.ask_program(nth))),
            scope.spawn(|| soak.read(PAUSE, |_| ask(&open()))),
            // One that stays open while what it reads is replaced.
            scope.spawn(|| {
                soak.read(PAUSE / 3, |_| {
                    kept.reload().unwrap();
                    let answer = ask(&kept);
                    thread::sleep(PAUSE);
                    assert_eq!(ask(&kept), answer, "another answer of the same commit");
                    answer
                })
            }),
        ];
        let searches = readers.map(|reader| reader.join().unwrap());
        println!("{} commits, {searches:?} searches", writer.join().unwrap());
    });
}
