//! Finds the rows that a quote may be from.
//!
//! As programs that look for a gene do: of every stretch of the quote the rarest words are looked
//! up with the places where they stand, and rows are ranked by how much of them stands in the
//! order and at the distances of the quote. That finds a phrase among common words, and what was
//! changed in its middle, and needs no whole phrase.

use std::{cmp::Ordering, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term,
    columnar::Column, fieldnorm::FieldNormReader, postings::Postings, postings::TermInfo,
    schema::IndexRecordOption,
};

use super::claim::Word;
use crate::{
    index::{Deleted, Statistics, Store, deleted, rows_but},
    query::QueryError,
};

/// Words of a quote that a stretch has, of which the rarest are looked up.
const STRETCH: usize = 10;
/// Words that are looked up in a stretch: so many at least,
const LEAST: usize = 3;
/// and so many at most,
const MOST: usize = 6;
/// while they stand in so many rows at most.
const ROWS: u64 = 20_000;
/// How many words are looked up at most: bits of a mask.
const SEEDS: usize = 64;
/// Words that may have come in or gone out between two that stand together.
const SLACK: u32 = 3;
/// Rows that are looked at.
const BEST: usize = 8;
/// Rows that are looked at for what the better ones do not have.
const MORE: usize = 3;

/// An index, opened to be asked.
pub(super) struct Ground {
    /// The three sorts of text in each segment.
    sources: Vec<Source>,
    deleted: Arc<Deleted>,
    /// Rows in all.
    n_rows: u64,
}

struct Source {
    segment: u32,
    reader: SegmentReader,
    field: tantivy::schema::Field,
    inverted: Arc<InvertedIndexReader>,
    /// The names in the rows of the segment.
    names: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    days: Column<i64>,
    ordinals: Column<u64>,
    /// Better texts come first where all else is equal.
    rank: u8,
    is_passage: bool,
}

/// What a word of the quote is worth.
#[derive(Clone, Debug, Default)]
pub(super) struct Weights {
    /// For each word, how many bits it takes to tell the rows that have it from the others.
    pub(super) bits: Vec<f32>,
}

/// A row to look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) address: DocAddress,
    /// Whether it is text outside statements.
    pub(super) is_passage: bool,
    /// How many rows have as much of the quote, for all that was looked up.
    pub(super) alike: usize,
}

/// One word to look up, and where it stands in the quote.
struct Seed {
    at: u32,
    bit: u32,
    infos: Vec<(usize, TermInfo)>,
}

/// Where a word stands in each source that has it, and in how many rows in all.
type Entry = (Vec<(usize, TermInfo)>, u64);

/// A row, and the words that stand in it as in the quote.
#[derive(Clone, Copy)]
struct Group {
    source: usize,
    doc: DocId,
    /// Those at the distances of the quote.
    aligned: u64,
    /// All of them.
    any: u64,
    named: bool,
}

impl Ground {
    pub(super) fn new(searcher: &Searcher, store: &Store) -> Result<Self, QueryError> {
        let (fields, opened) = (store.fields(), store.opened(searcher));
        let n_rows = Statistics::of(searcher, &opened)?.n_rows();
        let deleted = deleted(searcher, &opened)?;
        let mut sources = Vec::new();
        for (nth, reader) in searcher.segment_readers().iter().enumerate() {
            let segment = u32::try_from(nth).unwrap_or(u32::MAX);
            let texts = [fields.quote, fields.context, fields.passage];
            for (rank, field) in (0..).zip(texts) {
                sources.push(Source {
                    segment,
                    field,
                    rank,
                    is_passage: field == fields.passage,
                    inverted: reader.inverted_index(field)?,
                    names: reader.inverted_index(fields.names)?,
                    lengths: reader.get_fieldnorms_reader(field)?,
                    days: reader.fast_fields().i64("day_first")?,
                    ordinals: reader.fast_fields().u64("ordinal")?,
                    reader: reader.clone(),
                });
            }
        }
        Ok(Self { sources, deleted, n_rows })
    }

    /// The rows that have most of `words`, those that name `key` among them, best first.
    pub(super) fn candidates(
        &self,
        words: &[Word],
        names: tantivy::schema::Field,
        key: Option<&str>,
    ) -> Result<(Vec<Candidate>, Weights), QueryError> {
        let (seeds, weights) = self.seeds(words)?;
        let mut groups = self.groups(&seeds)?;
        if let Some(key) = key {
            self.name(&mut groups, &Term::from_field_text(names, key))?;
        }
        let mut worth = [0.0; SEEDS];
        for seed in &seeds {
            // A word that every row has is still a word that stands where it does.
            worth[seed.bit as usize] = weights.bits[seed.at as usize].max(0.1);
        }
        Ok((self.best(&groups, &worth, key.is_some()), weights))
    }

    /// How many bits single one row out of all.
    pub(super) fn bits(&self) -> f32 {
        bits(self.n_rows, 1)
    }

    fn seeds(&self, words: &[Word]) -> Result<(Vec<Seed>, Weights), QueryError> {
        let mut known: FxHashMap<&str, Entry> = FxHashMap::default();
        let mut weights = Weights::default();
        for word in words {
            if !known.contains_key(word.folded.as_str()) {
                known.insert(&word.folded, self.look_up(&word.folded)?);
            }
            let found = known[word.folded.as_str()].1;
            weights.bits.push(bits(self.n_rows, found));
        }
        let stretch = STRETCH.max(words.len().div_ceil(SEEDS / LEAST));
        let mut chosen: Vec<usize> = Vec::new();
        for start in (0..words.len()).step_by(stretch) {
            let rows = |at: &usize| known[words[*at].folded.as_str()].1;
            let mut here: Vec<usize> = (start..words.len().min(start + stretch)).collect();
            here.retain(|at| 0 < rows(at));
            here.sort_by_key(|at| (rows(at), *at));
            let mut sum = 0;
            let taken = here.iter().enumerate().take_while(|(nth, at)| {
                sum += rows(at);
                *nth < LEAST || (*nth < MOST && sum < ROWS)
            });
            chosen.extend(taken.map(|(_, at)| *at));
        }
        // Where a long quote has too many, its rarest stay.
        chosen.sort_by_key(|at| known[words[*at].folded.as_str()].1);
        chosen.truncate(SEEDS);
        let seeds = (0..).zip(chosen).map(|(bit, at)| {
            let infos = known[words[at].folded.as_str()].0.clone();
            Seed { at: u32::try_from(at).unwrap_or(u32::MAX), bit, infos }
        });
        Ok((seeds.collect(), weights))
    }

    /// Where a word stands, and in how many rows.
    fn look_up(&self, word: &str) -> Result<Entry, QueryError> {
        let mut infos = Vec::new();
        let mut rows = 0;
        for (nth, source) in self.sources.iter().enumerate() {
            let term = Term::from_field_text(source.field, word);
            if let Some(info) = source.inverted.get_term_info(&term)? {
                let deleted = &self.deleted[source.segment as usize];
                rows += rows_but(deleted, &source.inverted, &info)?;
                infos.push((nth, info));
            }
        }
        Ok((infos, rows))
    }

    /// The rows in which words of the quote stand together.
    fn groups(&self, seeds: &[Seed]) -> Result<Vec<Group>, QueryError> {
        let mut groups = Vec::new();
        let mut hits: Vec<u64> = Vec::new();
        let mut positions = Vec::new();
        for nth in 0..self.sources.len() {
            hits.clear();
            for seed in seeds {
                let Some((_, info)) = seed.infos.iter().find(|(source, _)| *source == nth) else {
                    continue;
                };
                let option = IndexRecordOption::WithFreqsAndPositions;
                let inverted = &self.sources[nth].inverted;
                let mut postings = inverted.read_postings_from_terminfo(info, option)?;
                while postings.doc() != TERMINATED {
                    let doc = u64::from(postings.doc()) << 32;
                    // Moved on by the place in the quote, words that stand alike have one place.
                    postings
                        .positions_with_offset(DIAGONALS - seed.at.min(DIAGONALS), &mut positions);
                    hits.extend(positions.iter().map(|at| hit(doc, *at, seed.bit)));
                    postings.advance();
                }
            }
            sort_runs(&mut hits);
            self.group(nth, &hits, seeds.len(), &mut groups);
        }
        Ok(groups)
    }

    fn group(&self, source: usize, hits: &[u64], n_seeds: usize, groups: &mut Vec<Group>) {
        let enough = if n_seeds < 2 { 1 } else { 2 };
        let reader = &self.sources[source].reader;
        for row in hits.chunk_by(|one, other| one >> 32 == other >> 32) {
            let mut any = 0_u64;
            let mut aligned = 0_u64;
            for run in row.chunk_by(|one, other| place(*other) - place(*one) <= SLACK) {
                let mask = run.iter().fold(0_u64, |mask, hit| mask | 1 << (hit % BITS));
                any |= mask;
                if aligned.count_ones() < mask.count_ones() {
                    aligned = mask;
                }
            }
            let doc = DocId::try_from(row[0] >> 32).unwrap_or(DocId::MAX);
            if enough <= aligned.count_ones() && !reader.is_deleted(doc) {
                groups.push(Group { source, doc, aligned, any, named: false });
            }
        }
    }

    /// Marks those that have `name` among their names.
    fn name(&self, groups: &mut [Group], name: &Term) -> Result<(), QueryError> {
        for part in groups.chunk_by_mut(|one, other| one.source == other.source) {
            let names = &self.sources[part[0].source].names;
            let Some(mut rows) = names.read_postings(name, IndexRecordOption::Basic)? else {
                continue;
            };
            for group in part {
                if rows.doc() < group.doc {
                    rows.seek(group.doc);
                }
                group.named = rows.doc() == group.doc;
            }
        }
        Ok(())
    }

    /// Which comes first of two rows that have as much of a quote: the better text, then the shorter
    /// one, then the older one, then the one that stands before the other; never whichever segment
    /// they are in.
    fn order(&self, one: &Group, other: &Group) -> Ordering {
        let sources = [one, other].map(|group| &self.sources[group.source]);
        let docs = [one.doc, other.doc];
        let by = |key: &dyn Fn(&Source, DocId) -> Option<i64>| {
            key(sources[0], docs[0]).cmp(&key(sources[1], docs[1]))
        };
        let length = |source: &Source, doc| Some(source.lengths.fieldnorm_id(doc).into());
        let ordinal = |source: &Source, doc| source.ordinals.first(doc).map(u64::cast_signed);
        by(&|source, _| Some(source.rank.into()))
            .then_with(|| by(&length))
            .then_with(|| by(&|source, doc| source.days.first(doc)))
            .then_with(|| by(&ordinal))
    }

    fn best(&self, groups: &[Group], worth: &[f32; SEEDS], named: bool) -> Vec<Candidate> {
        let weigh = |mask: u64| {
            let mut rest = mask;
            let mut sum = 0.0;
            while rest != 0 {
                sum += worth[rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            sum
        };
        let mut open = u64::MAX;
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        for round in 0..4 {
            let mut ranked: Vec<(f32, usize)> = Vec::new();
            for (nth, group) in groups.iter().enumerate() {
                let score = weigh(group.aligned & open) + 0.25 * weigh(group.any & open);
                if 0.0 < score {
                    ranked.push((score, nth));
                }
            }
            let top = ranked.iter().map(|it| it.0).fold(0.0, f32::max);
            if top <= 0.0 {
                break;
            }
            let alike = ranked.iter().filter(|it| top <= it.0).count();
            let keep = if round == 0 { BEST } else { MORE };
            let mut take = |of_name: bool| {
                let mut wanted: Vec<_> =
                    ranked.iter().filter(|it| !of_name || groups[it.1].named).collect();
                let order = |a: &&(f32, usize), b: &&(f32, usize)| {
                    b.0.total_cmp(&a.0)
                        .then_with(|| self.order(&groups[a.1], &groups[b.1]))
                        .then(a.1.cmp(&b.1))
                };
                if keep < wanted.len() {
                    wanted.select_nth_unstable_by(keep, order);
                    wanted.truncate(keep);
                }
                wanted.sort_by(order);
                chosen.extend(wanted.iter().map(|it| (it.1, alike)));
                wanted.first().map(|it| it.1)
            };
            if named {
                take(true);
            }
            let Some(first) = take(false) else { break };
            open &= !groups[first].aligned;
        }
        let mut seen = Vec::new();
        for (nth, alike) in chosen {
            let group = groups[nth];
            let source = &self.sources[group.source];
            let address = DocAddress::new(source.segment, group.doc);
            if !seen.iter().any(|it: &Candidate| it.address == address) {
                seen.push(Candidate { address, alike, is_passage: source.is_passage });
            }
        }
        seen
    }
}

/// Sorts what is made of runs in order, one of each seed.
#[expect(clippy::stable_sort_primitive, reason = "sorting in place would not see the runs")]
fn sort_runs(hits: &mut [u64]) {
    hits.sort();
}

/// Places in a row's text that are told apart, and seeds.
const PLACES: u64 = 1 << 26;
const BITS: u64 = SEEDS as u64;

/// A seed at a place of a row, whose number stands in the upper half of `doc`: one number, quick
/// to sort.
fn hit(doc: u64, place: u32, bit: u32) -> u64 {
    doc | (u64::from(place).min(PLACES - 1) * BITS) | u64::from(bit)
}

fn place(hit: u64) -> u32 {
    u32::try_from(hit % (PLACES * BITS) / BITS).unwrap_or(u32::MAX)
}

/// Room below the places in a text for those of words that a quote has before its beginning.
const DIAGONALS: u32 = 1 << 16;

/// Bits that tell `rows` of `all` from the others.
#[expect(clippy::cast_precision_loss, reason = "a weight needs no seventh digit")]
fn bits(all: u64, rows: u64) -> f32 {
    let share = (all.max(1) as f32) / (rows.max(1) as f32);
    share.max(1.0).log2()
}
