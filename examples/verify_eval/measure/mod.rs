//! Quotes whose verdict is known, what `verify` says of them, and a table of both.

mod change;
mod invented;
mod random;

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use onrecord::{
    extract::Extractor,
    index::{Store, exact_words},
    model::{Record, SpeakerKind},
    pipeline::{self, IndexOptions},
    query::{self, Claim, Finding, Query, SearchOptions, Verdict, Verifier},
};
use random::Random;

/// What can go wrong here.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The seed of what is reported.
pub const REPORTED: u64 = 2031;

/// Words of a statement that quotes are made of: a sentence at least, so that there is something
/// to change in it,
const FEWEST: usize = 8;
/// and no more than anybody quotes.
const MOST: usize = 60;

/// The sorts of quotes, and what is right to find them.
pub const CLASSES: &[(&str, Finding)] = &[
    ("as it stands", Finding::Exact),
    ("a piece of it", Finding::Exact),
    ("typography", Finding::Exact),
    ("shortened with …", Finding::Shortened),
    ("other speaker", Finding::OtherSpeaker),
    ("two spliced", Finding::Spliced),
    ("word dropped", Finding::Altered),
    ("clauses swapped", Finding::Altered),
    ("number changed", Finding::Altered),
    ("negation", Finding::Altered),
    ("invented", Finding::NotFound),
];

/// A quote whose verdict is known.
pub struct Quote {
    /// Its sort: an index into [`CLASSES`].
    pub class: usize,
    pub claim: Claim,
    /// The words of the statement that it was made of.
    pub of: String,
    /// Whether its words, changed as they are, stand in a row in some other text of the sample.
    pub elsewhere: bool,
}

/// The statements of an index that quotes are made of.
pub struct Sample {
    records: Vec<Record>,
    n_statements: usize,
    /// Every quote and context, as folded words between blanks.
    texts: Vec<String>,
}

/// Indexes `folder` below `into`; the index.
pub fn index(folder: &Path, into: &Path) -> Result<PathBuf> {
    let index = into.join("index");
    let options = IndexOptions { index: index.clone(), ..IndexOptions::default() };
    pipeline::index(&[folder.to_owned()], &Extractor::default(), &options, &|_| {})?;
    Ok(index)
}

/// The words of `text` as they are compared, between blanks.
fn folded(text: &str) -> String {
    let mut folded = String::from(" ");
    for (_, word) in exact_words(text) {
        folded.push_str(&word);
        folded.push(' ');
    }
    folded
}

impl Sample {
    /// The statements of people in `store`, of so many words that there is something to change.
    pub fn new(store: &Store) -> Result<Self> {
        let options = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
        let page = query::search(store, &Query::All, &options)?;
        let mut records: Vec<Record> = page.hits.into_iter().map(|hit| hit.record).collect();
        let n_statements = records.len();
        let mut texts: Vec<String> = records.iter().map(|it| folded(&it.context)).collect();
        texts.extend(records.iter().map(|it| folded(&it.quote)));
        texts.sort_unstable();
        texts.dedup();
        records.retain(|record| {
            let person = record.speaker.as_ref().is_some_and(|speaker| {
                speaker.kind == SpeakerKind::Person && !speaker.name.is_empty()
            });
            person && FEWEST <= exact_words(&record.quote).len()
        });
        records.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Self { records, n_statements, texts })
    }

    /// What it is.
    pub fn told(&self) -> String {
        let n = self.records.len();
        format!("{n} of {} statements have a person and {FEWEST} words or more", self.n_statements)
    }

    /// `n` quotes of each sort, and `n_invented` that nobody said.
    pub fn quotes(&self, seed: u64, n: usize, n_invented: usize) -> Vec<Quote> {
        let mut quotes = Vec::new();
        for (class, (name, _)) in CLASSES.iter().enumerate() {
            let mut random = Random::new(seed, class as u64);
            if *name == "invented" {
                for text in invented::quotes(&mut random, n_invented) {
                    let record = random.of(&self.records);
                    quotes.push(self.quote(class, text, speaker(record), String::new()));
                }
                continue;
            }
            // The same statements for every sort, as far as it can be made of them.
            let mut order = Random::new(seed, u64::MAX);
            let mut drawn = self.order(&mut order).into_iter();
            let mut made = 0;
            while made < n {
                let Some(record) = drawn.next() else { break };
                let Some((text, speaker)) = self.change(name, record, &mut random) else {
                    continue;
                };
                quotes.push(self.quote(class, text, speaker, record.quote.clone()));
                made += 1;
            }
        }
        quotes
    }

    fn quote(&self, class: usize, text: String, speaker: String, of: String) -> Quote {
        let changed = !matches!(CLASSES[class].1, Finding::Exact | Finding::OtherSpeaker);
        let words = folded(&text);
        let elsewhere = changed && self.texts.iter().any(|text| text.contains(&words));
        Quote { class, claim: Claim { text, speaker: Some(speaker) }, of, elsewhere }
    }

    fn order(&self, random: &mut Random) -> Vec<&Record> {
        let mut order: Vec<&Record> = self.records.iter().collect();
        random.shuffle(&mut order);
        order
    }

    /// A quote of the sort `name` made of `record`, and whose it is claimed to be.
    fn change(&self, name: &str, record: &Record, random: &mut Random) -> Option<(String, String)> {
        let piece = change::sentences(&record.quote, MOST)?;
        let by = speaker(record);
        let text = match name {
            "as it stands" => piece.to_owned(),
            "a piece of it" => change::piece(piece, random)?,
            "typography" => change::typography(piece, random),
            "shortened with …" => change::shorten(piece, random)?,
            "word dropped" => change::drop_word(piece, random)?,
            "clauses swapped" => change::swap(piece)?,
            "number changed" => change::number(piece, random)?,
            "negation" => change::negate(piece)?,
            "other speaker" => {
                let others: Vec<&Record> =
                    self.records.iter().filter(|other| differ(&speaker(other), &by)).collect();
                return Some((piece.to_owned(), speaker(others[random.below(others.len())])));
            }
            "two spliced" => {
                let others: Vec<&Record> =
                    self.records.iter().filter(|it| it.document != record.document).collect();
                {
                    let other = others[random.below(others.len())];
                    change::splice(piece, &other.quote, random)?
                }
            }
            _ => return None,
        };
        Some((text, by))
    }
}

fn speaker(record: &Record) -> String {
    record.speaker.as_ref().map_or_else(String::new, |speaker| speaker.name.clone())
}

/// Whether two names can be nobody but two people: they share no word.
fn differ(one: &str, other: &str) -> bool {
    let words = |name: &str| exact_words(name).into_iter().map(|it| it.1).collect::<Vec<_>>();
    let others = words(other);
    words(one).iter().all(|word| !others.contains(word))
}

/// What was found, by sort of quote.
pub struct Table<'a> {
    found: Vec<(&'a Quote, Verdict)>,
}

impl<'a> Table<'a> {
    /// Checks all `quotes` against `store`.
    pub fn of(store: &Store, quotes: &'a [Quote]) -> Result<Self> {
        let claims: Vec<Claim> = quotes.iter().map(|quote| quote.claim.clone()).collect();
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let verdicts = Verifier::new(store)?.verify_all(&claims, threads)?;
        Ok(Self { found: quotes.iter().zip(verdicts).collect() })
    }

    /// How many of the sorts that `wanted` takes were found to be what `right` takes.
    pub fn count(
        &self,
        wanted: impl Fn(Finding) -> bool,
        right: impl Fn(Finding, Finding) -> bool,
    ) -> (usize, usize) {
        let class = |quote: &Quote| CLASSES[quote.class].1;
        let all = self.found.iter().filter(|(quote, _)| wanted(class(quote)));
        let right = all.clone().filter(|(quote, it)| right(class(quote), it.finding));
        (right.count(), all.count())
    }

    /// Every quote that came out wrong.
    pub fn misses(&self) -> String {
        let mut out = String::new();
        for (quote, verdict) in &self.found {
            let (name, right) = CLASSES[quote.class];
            if verdict.finding == right {
                continue;
            }
            let elsewhere = if quote.elsewhere { " (stands elsewhere)" } else { "" };
            let by = quote.claim.speaker.as_deref().unwrap_or_default();
            let _ = writeln!(out, "\n{name}: {}{elsewhere}", verdict.finding.name());
            let _ = writeln!(out, "  quote   {by}: {}", quote.claim.text);
            let _ = writeln!(out, "  made of {}", quote.of);
            for found in &verdict.found {
                let who = found.holder.record().map(speaker).unwrap_or_default();
                let _ = writeln!(out, "  found   {who}: {}", found.words());
            }
            let _ = writeln!(out, "  notes   {}", verdict.notes.join("; "));
        }
        out
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:18}", "")?;
        for finding in Finding::ALL {
            write!(f, "{:>14}", finding.name())?;
        }
        writeln!(f, "{:>8}", "right")?;
        for (class, (name, right)) in CLASSES.iter().enumerate() {
            let mut counts: BTreeMap<Finding, usize> = BTreeMap::new();
            let of_class = self.found.iter().filter(|(quote, _)| quote.class == class);
            for (_, verdict) in of_class.clone() {
                *counts.entry(verdict.finding).or_default() += 1;
            }
            let n = of_class.clone().count();
            write!(f, "{name:18}")?;
            for finding in Finding::ALL {
                match counts.get(finding) {
                    Some(count) => write!(f, "{count:>14}")?,
                    None => write!(f, "{:>14}", "·")?,
                }
            }
            let elsewhere = of_class.filter(|(quote, _)| quote.elsewhere).count();
            let right = share(*counts.get(right).unwrap_or(&0), n);
            write!(f, "{right:>8}")?;
            if 0 < elsewhere {
                write!(f, "   {elsewhere} of them stand so elsewhere")?;
            }
            writeln!(f)?;
        }
        let same = |right, found| right == found;
        let (right, all) = self.count(|_| true, same);
        writeln!(f, "all: {right} of {all} right, {} %", share(right, all))?;
        let (exact, altered) =
            self.count(|it| it == Finding::Altered, |_, found| found == Finding::Exact);
        writeln!(f, "altered, and called exact: {exact} of {altered}")?;
        let (found, invented) =
            self.count(|it| it == Finding::NotFound, |_, found| found != Finding::NotFound);
        writeln!(f, "invented, and called anything but not found: {found} of {invented}")
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
fn share(part: usize, all: usize) -> String {
    format!("{:.1}", 100.0 * part as f64 / all.max(1) as f64)
}
