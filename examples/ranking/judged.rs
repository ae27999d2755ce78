//! The judged queries of `tests/ranking`, and how well an order of hits does by them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use onrecord::{
    extract::Extractor,
    index::Store,
    pipeline::{self, IndexOptions},
    query::{self, Hit, Query, SearchOptions},
};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How deep an order is looked at.
pub const DEPTH: usize = 10;

/// A query and what its hits were judged to be worth.
#[derive(Debug)]
pub struct Asked {
    pub number: u32,
    pub kind: String,
    pub text: String,
    pub need: String,
    /// 0 to 3 by id.
    pub grades: BTreeMap<String, u8>,
}

impl Asked {
    /// Whether weights may be chosen by it; else it is reported on.
    pub fn is_for_tuning(&self) -> bool {
        !self.number.is_multiple_of(2)
    }

    /// How it is read; the queries name no days that depend on the clock.
    pub fn query(&self) -> Query {
        query::parse(&self.text, jiff::civil::date(2031, 3, 5)).query
    }

    /// nDCG@10 of `order`, and how many of it were never judged; none where nothing is right.
    ///
    /// Gain 2^grade − 1, discount log2(rank + 1), against the best order of all that was judged and
    /// is `there`.
    pub fn score(&self, order: &[String], there: &HashSet<String>) -> Option<(f64, usize)> {
        let judged = self.grades.iter().filter(|(id, _)| there.contains(*id));
        let mut best: Vec<u8> = judged.map(|(_, grade)| *grade).collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let best = gain(best.into_iter());
        let order = &order[..order.len().min(DEPTH)];
        let unjudged = order.iter().filter(|id| !self.grades.contains_key(*id)).count();
        let grades = order.iter().map(|id| self.grades.get(id).copied().unwrap_or(0));
        (0.0 < best).then(|| (gain(grades) / best, unjudged))
    }
}

fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    let ranks = (1..=DEPTH).map(|rank| f64::from(u32::try_from(rank).unwrap_or(u32::MAX)));
    grades
        .zip(ranks)
        .map(|(grade, rank)| (f64::from(grade).exp2() - 1.0) / (rank + 1.0).log2())
        .sum()
}

/// Reads the queries and judgements of a folder.
pub fn read(folder: &Path) -> Result<Vec<Asked>> {
    let rows = |name: &str| -> Result<Vec<Vec<String>>> {
        let text = fs::read_to_string(folder.join(name))?;
        Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    };
    let mut grades: HashMap<u32, BTreeMap<String, u8>> = HashMap::new();
    for row in rows("judgements.tsv")? {
        let [number, id, grade] = row.as_slice() else { return Err("three columns".into()) };
        grades.entry(number.parse()?).or_default().insert(id.clone(), grade.parse()?);
    }
    let asked = rows("queries.tsv")?.into_iter().map(|row| {
        let [number, kind, text, need] = row.as_slice() else { return Err("four columns".into()) };
        let number = number.parse()?;
        let grades = grades.remove(&number).unwrap_or_default();
        let [kind, text, need] = [kind, text, need].map(Clone::clone);
        Ok(Asked { number, kind, text, need, grades })
    });
    asked.collect()
}

/// Indexes `roots` below `folder`.
pub fn index(folder: &Path, roots: &[PathBuf]) -> Result<Store> {
    let options = IndexOptions { index: folder.to_owned(), ..IndexOptions::default() };
    pipeline::index(roots, &Extractor::default(), &options, &|_| {})?;
    Ok(Store::open(folder)?)
}

/// What `query` finds, `limit` statements at most.
pub fn hits(store: &Store, query: &Query, options: &SearchOptions) -> Result<Vec<Hit>> {
    let mut page = query::search(store, query, options)?;
    page.hits.append(&mut page.partly);
    Ok(page.hits)
}

/// Their ids.
pub fn order(store: &Store, query: &Query, options: &SearchOptions) -> Result<Vec<String>> {
    Ok(hits(store, query, options)?.into_iter().map(|hit| hit.record.id).collect())
}
