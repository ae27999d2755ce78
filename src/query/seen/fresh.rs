//! Finds what a search has not shown yet.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{
    DocAddress, Searcher, TantivyDocument, Term, collector::DocSetCollector, query::TermQuery,
    schema::IndexRecordOption,
};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{Mark, Seen, Version, Words};
use crate::{
    index::{DocumentRecord, DocumentState, Fields, Key, Store, decode, exact_words},
    model::Record,
    query::{
        Hit, Page, Query, QueryError, SearchOptions, Sort, ids::parts, marks::needles, plan,
        run::Run,
    },
};

/// What came in since the last look.
#[derive(Clone, Debug, Default)]
pub struct Fresh {
    /// The new statements, as many as were asked for; `total` counts all of them.
    pub page: Page,
    /// The same, by the names they keep; behind them, those shown last before, as many as were
    /// asked for.
    pub feed: Vec<FreshHit>,
    /// What has been shown once the page has been.
    pub seen: Seen,
}

/// A statement with the name that it keeps, wherever its document moves.
#[derive(Clone, Debug)]
pub struct FreshHit {
    /// A hash of where it was first seen.
    pub name: u64,
    /// The statement.
    pub hit: Hit,
}

/// One document of the index with what it is known by.
struct Known {
    record: DocumentRecord,
    state: DocumentState,
}

/// A match: where its row is, which place it has in the order asked for, and what it is.
struct Match {
    place: usize,
    ordinal: u32,
    words: u64,
}

/// Finds the statements that match `query` and were not shown when `seen` was written, in the
/// order of `options`, which also says how many to show (the rest stays new). With `older`, the
/// feed goes on with so many that were shown before.
pub fn fresh(
    store: &Store,
    query: &Query,
    seen: &Seen,
    options: &SearchOptions,
    older: usize,
) -> Result<Fresh, QueryError> {
    look(store, query, seen, options, Hits::Made(older))
}

/// Takes all that matches `query` as shown: its `page` only counts what was new.
pub fn caught_up(
    store: &Store,
    query: &Query,
    seen: &Seen,
    options: &SearchOptions,
) -> Result<Fresh, QueryError> {
    let options = SearchOptions { limit: usize::MAX, sort: Sort::Oldest, ..options.clone() };
    look(store, query, seen, &options, Hits::LeftOut)
}

/// Whether hits are made of what is found.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Hits {
    /// With so many that were shown before.
    Made(usize),
    LeftOut,
}

fn look(
    store: &Store,
    query: &Query,
    seen: &Seen,
    options: &SearchOptions,
    hits: Hits,
) -> Result<Fresh, QueryError> {
    let searcher = store.searcher();
    let rows = plan::Rows::of(options);
    let plan = plan::plan(&searcher, store, query, rows)?;
    let all = SearchOptions { limit: usize::MAX, offset: 0, ..options.clone() };
    let run = Run::new(&searcher, store, &plan, &all)?;
    let found = run.gather(&[], usize::MAX)?.best;
    let mut by_address: Vec<(DocAddress, usize)> =
        found.iter().enumerate().map(|(place, found)| (found.address, place)).collect();
    by_address.sort_unstable();
    let mut matches: BTreeMap<u64, Vec<Match>> = BTreeMap::new();
    for (address, place) in by_address {
        let record = read(&searcher, address)?;
        let Some((hash, ordinal)) = parts(&record.id) else { continue };
        let words = words_of(&record);
        matches.entry(hash).or_default().push(Match { place, ordinal, words });
    }
    let mut look = Look::new(store, &searcher, seen)?;
    // For every match its name and whether it was shown before.
    let mut marks: Vec<Option<Mark>> = vec![None; found.len()];
    let mut fresh: Vec<Option<Mark>> = vec![None; found.len()];
    for (hash, matches) in &matches {
        look.document(*hash, matches, &mut marks, &mut fresh)?;
    }
    let mut new: Vec<usize> = (0..found.len()).filter(|place| fresh[*place].is_some()).collect();
    let total = new.len() as u64;
    new.truncate(options.limit);
    let needles = needles(query, &plan.languages);
    let mut page = Page { total, notes: plan.notes.clone(), ..Page::default() };
    let mut feed = Vec::with_capacity(new.len());
    let older = match hits {
        Hits::Made(older) => older,
        Hits::LeftOut => 0,
    };
    for place in new.iter().filter(|_| hits != Hits::LeftOut) {
        let hit = run.hit(store.fields(), &found[*place], &needles)?;
        let name = fresh[*place].map_or(0, |mark| mark.name);
        feed.push(FreshHit { name, hit: hit.clone() });
        page.hits.push(hit);
    }
    let mut before: Vec<(usize, Mark)> = marks
        .iter()
        .enumerate()
        .filter_map(|(place, mark)| mark.map(|mark| (place, mark)))
        .collect();
    before.sort_by_key(|(place, mark)| (std::cmp::Reverse(mark.run), *place));
    for (place, mark) in before.into_iter().take(older) {
        let hit = run.hit(store.fields(), &found[place], &needles)?;
        feed.push(FreshHit { name: mark.name, hit });
    }
    let shown: FxHashSet<usize> = new.into_iter().collect();
    let seen = look.finish(&matches, &marks, &fresh, &shown);
    Ok(Fresh { page, feed, seen })
}

/// One look at the index.
struct Look<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    /// The documents by what their ids begin with.
    by_hash: FxHashMap<u64, Known>,
    /// What stands at a document's key: its hash and its words.
    standing: FxHashMap<u64, (u64, Option<u64>)>,
    seen: Seen,
    /// Documents of versions, by the words or the shape of these.
    by_words: FxHashMap<u64, Vec<u64>>,
    by_shape: FxHashMap<u64, Vec<u64>>,
    /// What the documents with matches are now, without marks.
    now: FxHashMap<u64, Version>,
}

impl<'a> Look<'a> {
    fn new(store: &'a Store, searcher: &'a Searcher, seen: &Seen) -> Result<Self, QueryError> {
        let states: FxHashMap<Key, DocumentState> =
            store.state()?.documents.into_iter().map(|state| (state.key, state)).collect();
        let state = |record: &DocumentRecord| {
            states.get(&Key::of_document_key(&record.key)).copied().unwrap_or_default()
        };
        let mut standing = FxHashMap::default();
        let mut by_hash = FxHashMap::default();
        for record in store.documents()? {
            for one in record.copies.iter().chain([&record]) {
                let words = state(one).twin.map(|twin| twin.words);
                standing.insert(xxh3_64(one.key.as_bytes()), (one.hash, words));
            }
            by_hash.insert(record.hash, Known { state: state(&record), record });
        }
        let mut seen = seen.clone();
        seen.run += 1;
        let (mut by_words, mut by_shape) = (FxHashMap::default(), FxHashMap::default());
        for version in seen.versions() {
            let documents: &mut Vec<u64> = match version.twin {
                Some([words, ..]) => by_words.entry(words).or_default(),
                None => by_shape.entry(version.shape).or_default(),
            };
            documents.push(version.document);
        }
        let now = FxHashMap::default();
        let fields = store.fields();
        Ok(Self { searcher, fields, by_hash, standing, seen, by_words, by_shape, now })
    }

    /// Tells which matches in the document that ids with `hash` belong to were shown, and which
    /// are new.
    fn document(
        &mut self,
        hash: u64,
        matches: &[Match],
        marks: &mut [Option<Mark>],
        fresh: &mut [Option<Mark>],
    ) -> Result<(), QueryError> {
        let Some(known) = self.by_hash.get(&hash) else { return Ok(()) };
        let document = xxh3_64(known.record.key.as_bytes());
        if let Some(same) =
            self.seen.documents.get(&document).into_iter().flatten().find(|it| it.hash == hash)
        {
            let shown: FxHashMap<(u32, u64), Mark> =
                same.marks.iter().map(|mark| ((mark.ordinal, mark.words.hash), *mark)).collect();
            let find = |it: &Match| shown.get(&(it.ordinal, it.words)).copied();
            if matches.iter().all(|it| find(it).is_some()) {
                for it in matches {
                    marks[it.place] = find(it);
                }
                let (run, taken, marks) = (self.seen.run, false, Vec::new());
                let now = Version { run, taken, marks, ..same.clone() };
                self.now.insert(hash, now);
                return Ok(());
            }
        }
        let (words, shape) = self.all_words(hash, &known.record)?;
        let file = &known.record.key;
        let file = file.rsplit_once('#').map_or(file.as_str(), |(file, _)| file);
        let mut now = Version {
            document,
            file: xxh3_64(file.as_bytes()),
            hash,
            twin: known.state.twin.map(|twin| [twin.words, twin.speaker, twin.date]),
            shape,
            run: self.seen.run,
            taken: false,
            marks: Vec::new(),
        };
        let mut own: Vec<u64> = vec![document];
        own.extend(known.record.copies.iter().map(|copy| xxh3_64(copy.key.as_bytes())));
        let mut shown: FxHashMap<Words, Mark> = FxHashMap::default();
        for version in own.iter().filter_map(|key| self.seen.documents.get(key)).flatten() {
            shown.extend(version.marks.iter().map(|mark| (mark.words, *mark)));
        }
        now.marks = self.adopt(&now, &own);
        for mark in &now.marks {
            shown.entry(mark.words).or_insert(*mark);
        }
        for it in matches {
            let Some(words) = words.get(&it.ordinal).copied() else { continue };
            if let Some(mark) = shown.get(&words) {
                marks[it.place] = Some(Mark { ordinal: it.ordinal, ..*mark });
                continue;
            }
            let mut name = Xxh3::new();
            for part in [document, words.hash, u64::from(words.nth)] {
                name.update(&part.to_le_bytes());
            }
            let (ordinal, run) = (it.ordinal, self.seen.run);
            fresh[it.place] = Some(Mark { ordinal, words, run, name: name.digest() });
        }
        self.now.insert(hash, now);
        Ok(())
    }

    /// Takes what was shown of the text that `now` is at a place where that stands no longer; once,
    /// so that of two documents with that text one is new.
    fn adopt(&mut self, now: &Version, own: &[u64]) -> Vec<Mark> {
        let candidates = match now.twin {
            Some([words, ..]) => self.by_words.get(&words),
            None => self.by_shape.get(&now.shape),
        };
        let mut candidates = candidates.cloned().unwrap_or_default();
        candidates.sort_unstable();
        candidates.dedup();
        let mut marks = Vec::new();
        for document in candidates.into_iter().filter(|document| !own.contains(document)) {
            let standing = self.standing.get(&document).copied();
            let stands = |version: &Version| {
                standing.is_some_and(|(hash, words)| {
                    hash == version.hash
                        || words.is_some() && words == version.twin.map(|[words, ..]| words)
                })
            };
            for version in self.seen.documents.get_mut(&document).into_iter().flatten() {
                if !version.taken && is_one(version, now) && !stands(version) {
                    version.taken = true;
                    marks.extend_from_slice(&version.marks);
                }
            }
        }
        marks
    }

    /// The words of every statement of a document by its ordinal, and what they make together.
    fn all_words(
        &self,
        hash: u64,
        document: &DocumentRecord,
    ) -> Result<(FxHashMap<u32, Words>, u64), QueryError> {
        let term = Term::from_field_text(self.fields.hash, &format!("{hash:016x}"));
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let mut statements: Vec<(u32, u64, Option<String>)> = Vec::new();
        for address in self.searcher.search(&query, &DocSetCollector)? {
            // Passages and the document itself are among the rows.
            let row: TantivyDocument = self.searcher.doc(address)?;
            let Ok(record) = decode(&row) else { continue };
            let Some((_, ordinal)) = parts(&record.id) else { continue };
            let words = words_of(&record);
            statements.push((ordinal, words, record.speaker.map(|speaker| speaker.id)));
        }
        statements.sort_unstable();
        let mut shape = Xxh3::new();
        shape.update(document.published.map(|it| it.to_string()).unwrap_or_default().as_bytes());
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        let mut words = FxHashMap::default();
        for (ordinal, hash, speaker) in statements {
            shape.update(&hash.to_le_bytes());
            shape.update(speaker.unwrap_or_default().as_bytes());
            let count = counts.entry(hash).or_default();
            words.insert(ordinal, Words { hash, nth: *count });
            *count += 1;
        }
        Ok((words, shape.digest()))
    }

    /// What has been seen after this look.
    fn finish(
        mut self,
        matches: &BTreeMap<u64, Vec<Match>>,
        marks: &[Option<Mark>],
        fresh: &[Option<Mark>],
        shown: &FxHashSet<usize>,
    ) -> Seen {
        let run = self.seen.run;
        for (hash, matches) in matches {
            let Some(mut now) = self.now.remove(hash) else { continue };
            let before = self.seen.documents.get(&now.document).into_iter().flatten();
            let before = before.filter(|version| version.hash == *hash);
            // What does not match today has been shown nevertheless.
            let others: Vec<Mark> =
                before.flat_map(|version| &version.marks).chain(&now.marks).copied().collect();
            let current = matches.iter().filter_map(|it| {
                marks[it.place].or(fresh[it.place].filter(|_| shown.contains(&it.place)))
            });
            let mut known: FxHashSet<Words> = FxHashSet::default();
            let current: Vec<Mark> = current.chain(others).collect();
            now.marks = current.into_iter().filter(|mark| known.insert(mark.words)).collect();
            if now.marks.is_empty() {
                continue;
            }
            // Copies have shown the same: it is not new when they change.
            let copies = self.by_hash.get(hash).map(|known| known.record.copies.as_slice());
            for copy in copies.unwrap_or_default() {
                let (document, hash) = (xxh3_64(copy.key.as_bytes()), copy.hash);
                self.seen.put(Version { document, hash, ..now.clone() });
            }
            self.seen.put(now);
        }
        for known in self.by_hash.values() {
            let keys = known.record.copies.iter().map(|copy| &copy.key).chain([&known.record.key]);
            for key in keys {
                let versions = self.seen.documents.get_mut(&xxh3_64(key.as_bytes()));
                versions.into_iter().flatten().for_each(|version| version.run = run);
            }
        }
        self.seen.trim();
        self.seen
    }
}

/// Whether two versions are of one text at two places, as far as what is known of them goes.
fn is_one(one: &Version, other: &Version) -> bool {
    match (one.twin, other.twin) {
        (Some([words, speaker, date]), Some([other_words, other_speaker, other_date])) => {
            let agree = |one: u64, other: u64| one == other || one == 0 || other == 0;
            words == other_words && agree(speaker, other_speaker) && agree(date, other_date)
        }
        (None, None) => one.file == other.file && one.shape == other.shape,
        _ => false,
    }
}

fn read(searcher: &Searcher, address: DocAddress) -> Result<Record, QueryError> {
    let row: TantivyDocument = searcher.doc(address)?;
    Ok(decode(&row)?)
}

/// A hash of a quote's words, typography aside.
fn words_of(record: &Record) -> u64 {
    let mut hash = Xxh3::new();
    for (_, word) in exact_words(&record.quote) {
        hash.update(word.as_bytes());
        hash.update(b" ");
    }
    hash.digest()
}
