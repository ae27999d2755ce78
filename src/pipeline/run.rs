//! The whole run: what to read, the threads, and the one writer that takes documents in order.

use std::{
    collections::{BTreeMap, HashSet},
    mem,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use xxhash_rust::xxh3::Xxh3;

use super::{
    IndexOptions, IndexReport, PipelineError, Problem, Progress, ReadRules,
    batch::{Batch, Batches, Step},
    flags::all_flags,
    queue::Queue,
    read::{IN_FLIGHT, Item, Known, Reader, add_again, missing},
    report::{Stage, Stages},
    roots::{Roots, place},
    twins::Twins,
    walk::{Walked, parts_of},
    work::{Desk, Done, Spent, process_cpu, thread_cpu},
};
use crate::{
    extract::Extractor,
    index::{Builder, DocumentRecord, DocumentState, End, FileState, IndexError, Key, Store},
    ingest::Source,
};

/// Stack of a thread that extracts: texts nest deeper than a thread's usual 2 MiB bear.
const STACK: usize = 16 << 20;

/// How often to tell of progress.
const TELL: Duration = Duration::from_millis(100);

pub(super) fn run(
    paths: &[PathBuf],
    extractor: &Extractor,
    options: &IndexOptions<'_>,
    progress: &dyn Fn(&Progress),
) -> Result<IndexReport, PipelineError> {
    let (start, cpu_start) = (Instant::now(), process_cpu());
    let mut report = IndexReport::default();
    let given: Vec<_> = paths.iter().filter(|path| path.exists()).map(|path| place(path)).collect();
    let parts = options.parts.as_deref().map(|parts| parts_of(&given, parts));
    let mut walked = Walked::below(paths, parts.as_deref(), &options.index, &mut report);
    // Nothing does not take the place of an index.
    if walked.sources.is_empty() && (options.rebuild || !Store::exists(&options.index)) {
        report.wall = start.elapsed();
        return Ok(report);
    }
    let open = if options.rebuild { Builder::rebuild } else { Builder::open };
    let mut builder = open(&options.index, options.builder)?;
    let mut roots = Roots::new(builder.roots().clone());
    adopt(&mut walked.sources, &mut roots)?;
    let stale: HashSet<Key> = builder.set_people(&options.people)?.into_iter().collect();
    let known = Known::new(builder.state()).but_again(&stale);

    let mut sink = Sink {
        options,
        progress,
        last_commit: Instant::now(),
        last_told: Instant::now(),
        text_since_commit: 0,
        bytes_done: 0,
        begun: None,
        left_out: 0,
        changed: HashSet::new(),
        told: Progress {
            all_files: walked.sources.len() as u64,
            all_bytes: walked.sources.iter().map(|source| source.stamp.size).sum(),
            ..Progress::default()
        },
        report,
        twins: Twins::new(builder.state(), builder.is_unsettled()),
    };
    let places = roots.into_known();
    for (name, place) in &places {
        builder.set_root(name.clone(), place.clone());
    }
    let out_of_reach = add_again(&mut walked.sources, &known, &places);
    for given in given.iter().filter(|given| !given.starts_with(place(&options.index))) {
        builder.set_given(given.clone());
    }
    let rules = rules(&given, options, &mut builder)?;
    let reads = Reads { sources: &walked.sources, known: &known, rules: &rules, roots: &places };
    let looked_at = parts.as_deref().unwrap_or(&given);
    let mut gone = missing(&known, &places, looked_at, &walked.sources, &walked.unseen);
    gone.retain(|_| !options.keep_missing);
    sink.twins.leave(gone.iter().flat_map(|file| known.keys_of(file.key())));
    let mut stages = threads(&reads, extractor, &mut builder, &mut sink)?;
    if stopped(options) {
        sink.report.interrupted = true;
    } else {
        for file in gone {
            builder.remove_file(file)?;
            sink.report.removed += known.documents_of(file.key());
            known.keys_of(file.key()).for_each(|key| sink.twins.remove(key));
        }
    }
    if !sink.report.interrupted {
        settle(&reads, extractor, &mut builder, &mut sink, &mut stages)?;
        let waiting = &builder.people().waiting;
        let waits =
            |file: &&FileState| known.keys_of(file.key()).any(|key| waiting.contains(&key.hex()));
        let told = out_of_reach.into_iter().filter(waits).map(|file| Problem::waits(file, &places));
        sink.report.problems.extend(told);
    }
    let finishing = Instant::now();
    if sink.report.interrupted && options.rebuild {
        // Half an index does not take the place of a whole one.
        builder.abandon()?;
    } else {
        sink.commit(&mut builder, &mut stages)?;
        builder.finish()?;
    }
    let mut report = sink.report;
    stages.commit.busy += finishing.elapsed();
    let all = Stage { busy: start.elapsed(), cpu: process_cpu().saturating_sub(cpu_start) };
    stages.index.cpu = all.cpu.saturating_sub(stages.read.cpu + stages.extract.cpu);
    stages.all = all;
    report.stages = stages;
    report.wall = start.elapsed();
    Ok(report)
}

/// Sees to it that of each text one document is read, and the others are addresses of it.
fn settle(
    reads: &Reads<'_>,
    extractor: &Extractor,
    builder: &mut Builder,
    sink: &mut Sink<'_>,
    stages: &mut Stages,
) -> Result<(), PipelineError> {
    // Where all that matters is known from before this run, copies are read again for the commit
    // that their original goes with, so that none lacks what it says.
    let mut heirs = if sink.report.commits == 0 { sink.twins.heirs(builder)? } else { None };
    let is_as_it_was = |heir: &DocumentState| !sink.changed.contains(&heir.file);
    if !heirs.as_ref().is_some_and(|heirs| heirs.iter().all(is_as_it_was)) {
        sink.commit(builder, stages)?;
        heirs = sink.twins.heirs(builder)?;
        if heirs.as_ref().is_some_and(|heirs| !heirs.is_empty()) {
            builder.load()?;
        }
    }
    let heirs = heirs.unwrap_or_default();
    if !heirs.is_empty() {
        let known = Known::new(builder.state());
        let known = known.but_again(&heirs.iter().map(|heir| heir.key).collect());
        let mut sources = reads.sources.to_vec();
        sources.retain(|source| known.is_again(source));
        add_again(&mut sources, &known, reads.roots);
        let again = Reads { sources: &sources, known: &known, ..*reads };
        let report = mem::take(&mut sink.report);
        let result = threads(&again, extractor, builder, sink);
        let read = mem::replace(&mut sink.report, report);
        sink.report.statements += read.statements;
        sink.report.acts += read.acts;
        sink.report.passages += read.passages;
        result?;
        if stopped(sink.options) {
            // Heirs may not have been read; the commit says that this is open.
            sink.report.interrupted = true;
            return Ok(());
        }
    }
    sink.commit(builder, stages)?;
    sink.report.copies += sink.twins.settle(builder)?;
    Ok(())
}

fn stopped(options: &IndexOptions<'_>) -> bool {
    options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
}

/// Makes every source part of an indexed folder, each once.
fn adopt(sources: &mut Vec<Source>, roots: &mut Roots) -> Result<(), PipelineError> {
    let mut seen = HashSet::new();
    let mut error = None;
    sources.retain_mut(|source| match roots.adopt(source) {
        Ok(()) => seen.insert(source.key()),
        Err(refused) => {
            error.get_or_insert(refused);
            false
        }
    });
    error.map_or(Ok(()), Err)
}

/// Remembers the flags of this run with the paths given, beside those of earlier ones.
fn rules(
    given: &[PathBuf],
    options: &IndexOptions<'_>,
    builder: &mut Builder,
) -> Result<ReadRules, PipelineError> {
    // An index that is made anew is to be like the old one.
    let before = match Store::made_of(&options.index) {
        Ok(made_of) if options.rebuild => made_of.flags,
        _ => builder.flags().clone(),
    };
    let all = all_flags(before, given, &options.flags, options.reset);
    let rules = ReadRules::new(&all)?;
    builder.set_flags(all);
    Ok(rules)
}

/// What is to be read, and how.
struct Reads<'a> {
    sources: &'a [Source],
    known: &'a Known,
    rules: &'a ReadRules,
    roots: &'a BTreeMap<String, PathBuf>,
}

fn threads(
    reads: &Reads<'_>,
    extractor: &Extractor,
    builder: &mut Builder,
    sink: &mut Sink<'_>,
) -> Result<Stages, PipelineError> {
    let options = sink.options;
    let settings = settings(options);
    let workers = match options.threads {
        0 => thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let queue: Queue<Batch<Step>, Batch<Item>> = Queue::new();
    let failed = AtomicBool::new(false);
    let stages = Mutex::new(Stages::default());
    let fields = *builder.fields();
    let add = |change: &dyn Fn(&mut Stages)| {
        change(&mut stages.lock().unwrap_or_else(PoisonError::into_inner));
    };
    let result = thread::scope(|scope| {
        let reader = || {
            let _closing = Closing(&queue);
            let reader = Reader {
                sources: reads.sources,
                known: reads.known,
                rules: reads.rules,
                roots: reads.roots,
                settings,
                full: options.full,
                broken_again: options.broken_again,
                stop: &|| stopped(options),
                failed: &failed,
            };
            let busy = reader.run(Batches::new(&queue, IN_FLIGHT));
            add(&|stages| stages.read = Stage { busy, cpu: thread_cpu().unwrap_or_default() });
        };
        let worker = || {
            let (people, fields) = (&options.people, &fields);
            let desk = Desk::new(extractor, people, fields, settings);
            let Spent { extract, index } = desk.run(&queue, &|| stopped(options));
            let cpu = thread_cpu().unwrap_or_default();
            let share =
                extract.as_secs_f64() / (extract + index).as_secs_f64().max(f64::MIN_POSITIVE);
            add(&|stages| {
                stages.extract.busy += extract;
                stages.extract.cpu += cpu.mul_f64(share.clamp(0.0, 1.0));
                stages.index.busy += index;
            });
        };
        let start = |name: &str| thread::Builder::new().name(name.to_owned()).stack_size(STACK);
        let mut spawned = start("read").spawn_scoped(scope, reader).map(drop);
        for _ in 0..workers {
            spawned = spawned.and_then(|()| start("extract").spawn_scoped(scope, worker).map(drop));
        }
        if let Err(cause) = spawned {
            failed.store(true, Ordering::Relaxed);
            return Err(PipelineError::Threads { cause });
        }
        let mut result = Ok(());
        let mut committing = Stages::default();
        // In the end the rest is only taken off the queue, so that no thread waits for ever. What
        // was taken before is a beginning: a file that is not done is read again.
        while let Some(Batch { all, ticket }) = queue.next() {
            for item in all {
                if result.is_ok() && !stopped(options) {
                    result = sink.take(item, builder, &mut committing);
                    failed.store(result.is_err(), Ordering::Relaxed);
                }
            }
            drop(ticket);
        }
        add(&|stages| {
            stages.commit = committing.commit;
            stages.index.busy += committing.index.busy;
        });
        result
    });
    result?;
    Ok(stages.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Closes a queue whatever happens to the thread that fills it.
struct Closing<'a>(&'a Queue<Batch<Step>, Batch<Item>>);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Hash of what statements depend on beside what is read.
fn settings(options: &IndexOptions<'_>) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&options.settings.to_le_bytes());
    hasher.digest()
}

/// The one thread that writes.
struct Sink<'a> {
    options: &'a IndexOptions<'a>,
    progress: &'a dyn Fn(&Progress),
    last_commit: Instant,
    last_told: Instant,
    text_since_commit: u64,
    /// Bytes of the files that are done.
    bytes_done: u64,
    /// A file whose documents come, until that is written down of it.
    begun: Option<Box<FileState>>,
    /// Documents of the file under way that no rows could be made of.
    left_out: u64,
    /// Files known from before that documents were read from.
    changed: HashSet<Key>,
    told: Progress,
    report: IndexReport,
    twins: Twins,
}

impl Sink<'_> {
    fn take(
        &mut self,
        item: Item,
        builder: &mut Builder,
        stages: &mut Stages,
    ) -> Result<(), PipelineError> {
        let start = Instant::now();
        match item {
            Item::Done(done) => self.take_document(*done, builder)?,
            Item::Kept => {
                self.report.unchanged += 1;
                self.told.documents += 1;
            }
            Item::Unchanged { bytes, documents } => {
                self.report.files_unchanged += 1;
                self.report.unchanged += documents;
                self.told.documents += documents;
                self.file_done(bytes);
            }
            Item::Begun(state) => {
                self.put_begun(builder)?;
                self.begun = Some(state);
            }
            Item::FileDone { bytes, state, gone } => {
                self.begun = None;
                for key in gone {
                    self.twins.remove(key);
                    builder.remove(key)?;
                    self.report.removed += 1;
                }
                let left_out = mem::take(&mut self.left_out);
                if let Some(mut state) = state {
                    state.broken += left_out;
                    builder.put_file(&state)?;
                }
                self.report.files_read += 1;
                self.file_done(bytes);
            }
            Item::Unsupported(kind) => self.report.add_unsupported(&kind),
            Item::Problem(problem) => self.report.problems.push(problem),
        }
        stages.index.busy += start.elapsed();
        let due = self.text_since_commit >= self.options.commit_bytes
            || self.last_commit.elapsed() >= self.options.commit_every;
        if due && builder.has_changed() {
            self.commit(builder, stages)?;
        }
        if self.last_told.elapsed() >= TELL {
            self.tell();
        }
        Ok(())
    }

    fn take_document(&mut self, done: Done, builder: &mut Builder) -> Result<(), IndexError> {
        let Done { path, prepared, outcomes, known, problem } = done;
        self.report.problems.extend(problem);
        if let Some(prepared) = prepared {
            let original = self.twins.original_of(&prepared.state);
            let prepared = match original {
                Some(of) => prepared.into_copy(builder.fields(), of),
                None => prepared,
            };
            let End { record, state, failed, .. } = match builder.replace(prepared) {
                Err(error @ IndexError::NoRows { .. }) => {
                    self.left_out += 1;
                    self.report.problems.push(Problem::left_out(&error));
                    return Ok(());
                }
                result => result?,
            };
            let panicked = failed.map(|reason| Problem::panicked(&path, &record.key, &reason));
            self.report.problems.extend(panicked);
            let DocumentRecord { statements, acts, passages, bytes, .. } = record;
            self.twins.put(state);
            if self.begun.is_none() {
                self.changed.insert(state.file);
            }
            if original.is_some() {
                self.report.copies += 1;
            } else if known {
                self.report.changed += 1;
            } else {
                self.report.new += 1;
            }
            self.report.statements += statements;
            self.report.acts += acts;
            self.report.passages += passages;
            self.report.bytes += bytes;
            self.text_since_commit += bytes;
            // Until its file is done, so that a large one is seen to go on.
            self.told.bytes = self.told.all_bytes.min(self.told.bytes + bytes);
            self.told.documents += 1;
            self.told.statements += statements;
            if original.is_none() {
                builder.set_outcomes(state.key, outcomes);
            }
        }
        Ok(())
    }

    /// Writes down of a file that some of its documents are in the index and it was not read to its
    /// end: where it goes before it is, they go with it.
    fn put_begun(&mut self, builder: &mut Builder) -> Result<(), IndexError> {
        self.begun.take().map_or(Ok(()), |state| builder.put_file(&state))
    }

    fn file_done(&mut self, bytes: u64) {
        self.bytes_done += bytes;
        self.told.bytes = self.bytes_done;
        self.told.files += 1;
    }

    fn commit(&mut self, builder: &mut Builder, stages: &mut Stages) -> Result<(), IndexError> {
        self.put_begun(builder)?;
        builder.set_unsettled(self.twins.is_unsettled());
        if builder.has_changed() {
            let start = Instant::now();
            self.told.committing = true;
            self.tell();
            builder.commit()?;
            self.told.committing = false;
            self.report.commits += 1;
            stages.commit.busy += start.elapsed();
        }
        self.tell();
        self.text_since_commit = 0;
        self.last_commit = Instant::now();
        Ok(())
    }

    fn tell(&mut self) {
        (self.progress)(&self.told);
        self.last_told = Instant::now();
    }
}
