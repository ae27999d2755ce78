//! Throws damaged documents of every format and damaged queries at the program, and tells of
//! panics, of what takes too long, and of what takes too much memory.
//!
//! ```sh
//! cargo run --profile fast --example hostile -- 10000 [SEED [KEEP]]
//! ```
//!
//! So many documents are read, extracted and written as JSON, and as many queries are asked of an
//! index of `corpus/`. The same seed gives the same ones. An input at fault is kept in the folder
//! KEEP (the system's for temporary files where none is given), and so is the one at hand, which is
//! what tells of an abort. Ends with 1 where anything was at fault.

mod mutate;

use std::{
    error::Error,
    fs,
    io::{self, Write},
    ops::ControlFlow,
    panic::{self, AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use jiff::civil::date;
use mutate::Mutator;
use onrecord::{
    extract::Extractor,
    index::Store,
    ingest::{ReadOptions, read_bytes},
    model::Record,
    pipeline::{self, IndexOptions},
    query::{self, Facet, SearchOptions},
    render::json,
};

/// What an input may take of the processor and of memory.
const TIME: Duration = Duration::from_secs(2);
const MEMORY_MB: u64 = 300;

/// The stack of the threads that the program reads and extracts on.
const STACK: usize = 16 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let n: usize = args.next().ok_or("usage: hostile N [SEED [KEEP]]")?.parse()?;
    let seed: u64 = args.next().map_or(Ok(1), |seed| seed.parse())?;
    let keep = args.next().map_or_else(|| std::env::temp_dir().join("hostile"), PathBuf::from);
    fs::create_dir_all(&keep)?;
    // Each is told of with its input.
    panic::set_hook(Box::new(|_| {}));
    let all = move || -> Result<usize, String> {
        let faults = documents(n, seed, &keep).and_then(|faults| {
            let more = queries(n, seed, &keep)?;
            Ok(faults + more)
        });
        faults.map_err(|error| error.to_string())
    };
    let faults = thread::Builder::new().stack_size(STACK).spawn(all)?.join();
    match faults.map_err(|_| "the harness itself panicked")?? {
        0 => Ok(()),
        faults => Err(format!("{faults} inputs at fault").into()),
    }
}

/// How the inputs of a kind did.
struct Tally<'a> {
    what: &'static str,
    keep: &'a Path,
    begun: Instant,
    n: usize,
    faults: usize,
    slowest: (Duration, String),
    largest_mb: u64,
}

impl<'a> Tally<'a> {
    fn new(what: &'static str, keep: &'a Path) -> Self {
        let slowest = (Duration::ZERO, String::new());
        Self { what, keep, begun: Instant::now(), n: 0, faults: 0, slowest, largest_mb: 0 }
    }

    fn run(&mut self, name: &str, input: &[u8], work: impl FnOnce()) -> Result<(), Box<dyn Error>> {
        // What an abort leaves behind.
        let at_hand = self.keep.join(format!("at-hand-{}-{}", self.what, name.replace('/', "-")));
        fs::write(&at_hand, input)?;
        // The high-water mark starts again; where that cannot be, it says more than it should.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let (before, start) = (memory_mb("VmRSS:"), self.clock());
        let panicked = catch_unwind(AssertUnwindSafe(work)).err();
        let (spent, taken) =
            (self.clock().saturating_sub(start), memory_mb("VmHWM:").saturating_sub(before));
        self.n += 1;
        self.largest_mb = self.largest_mb.max(taken);
        if self.slowest.0 < spent {
            self.slowest = (spent, name.to_owned());
        }
        let fault = match &panicked {
            Some(panic) => Some(format!("panicked: {}", message(&**panic))),
            None if TIME < spent => Some(format!("took {spent:.1?}")),
            None if MEMORY_MB < taken => Some(format!("took {taken} MB")),
            None => None,
        };
        if let Some(fault) = fault {
            self.faults += 1;
            let kept = self.keep.join(format!("{}-{}", self.n, name.replace('/', "-")));
            fs::rename(&at_hand, &kept)?;
            let (what, n) = (self.what, self.n);
            writeln!(io::stderr(), "{what} {n}: {fault}; kept in {}", kept.display())?;
        } else {
            fs::remove_file(&at_hand)?;
        }
        Ok(())
    }

    /// Processor time of this thread where the system tells, else time on the clock: other work on
    /// the machine is not the program's.
    fn clock(&self) -> Duration {
        pipeline::thread_cpu().unwrap_or_else(|| self.begun.elapsed())
    }

    fn tell(&self) -> io::Result<()> {
        let Self { what, n, faults, slowest: (slowest, name), largest_mb, .. } = self;
        writeln!(
            io::stdout(),
            "{n} {what}: {faults} at fault; slowest {slowest:.2?} ({name}), largest {largest_mb} MB"
        )
    }
}

fn documents(n: usize, seed: u64, keep: &Path) -> Result<usize, Box<dyn Error>> {
    let mut mutator = Mutator::new(seed);
    let mut seeds = Vec::new();
    for folder in ["corpus", "tests/documents", "tests/pages"] {
        mutate::files(Path::new(folder), &mut seeds)?;
    }
    let extractor = Extractor::default();
    let mut tally = Tally::new("documents", keep);
    for _ in 0..n {
        let (name, bytes) = mutator.document(&seeds);
        tally.run(&name, &bytes, || {
            read_bytes(&name, &bytes, &ReadOptions::default(), &mut |result| {
                match result {
                    Ok(document) => {
                        let hash = document.hash();
                        for statement in extractor.extract(&document) {
                            let record = Record::new(&document, hash, &statement);
                            let row = json::statement(&record, None);
                            assert!(serde_json::to_string(&row).is_ok(), "no JSON");
                        }
                    }
                    Err(error) => assert!(!error.to_string().is_empty(), "an error says nothing"),
                }
                ControlFlow::Continue(())
            });
        })?;
    }
    tally.tell()?;
    Ok(tally.faults)
}

fn queries(n: usize, seed: u64, keep: &Path) -> Result<usize, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let index = folder.path().to_owned();
    let options = IndexOptions { index: index.clone(), ..IndexOptions::default() };
    let corpus = [PathBuf::from("corpus")];
    pipeline::index(&corpus, &Extractor::default(), &options, &|_| {})?;
    let store = Store::open(&index)?;
    let mut mutator = Mutator::new(seed);
    let mut tally = Tally::new("queries", keep);
    for nth in 0..n {
        let text = mutator.query();
        tally.run(&format!("{nth}.txt"), text.as_bytes(), || {
            let parsed = query::parse(&text, date(2031, 6, 2));
            let collapse = nth % 2 == 0;
            let options =
                SearchOptions { collapse, facets: vec![Facet::Topic], ..SearchOptions::default() };
            match query::search(&store, &parsed.query, &options) {
                Ok(page) => {
                    let row = json::page(&text, &page);
                    assert!(serde_json::to_string(&row).is_ok(), "no JSON");
                }
                Err(error) => assert!(!error.to_string().is_empty(), "an error says nothing"),
            }
        })?;
    }
    tally.tell()?;
    Ok(tally.faults)
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?");
    text.chars().take(200).collect()
}

/// A figure of this process's memory, where the system tells.
fn memory_mb(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kb: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kb.unwrap_or(0) / 1024
}
