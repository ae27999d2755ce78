//! The words and phrases that one of two speakers says far more often than the other.
//!
//! Counted are words and runs of up to three words within a sentence that neither begin nor end
//! with a stop word, over the quotes of all statements that match. A term is *key* where its
//! frequency per word differs by G² (see [`g2_of_rates`]) and it is not a single statement's.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, TantivyDocument};

use crate::{
    index::{Store, decode, exact_words},
    model::Record,
    query::{
        Filter, Query, QueryError,
        figures::g2_of_rates,
        ids,
        kwic::{addresses, is_stop_word},
        plan::{Rows, plan},
    },
};

/// The most words of a term.
const LONGEST: usize = 3;
/// A term said so often within a longer one is shown as the longer one: four times in five.
const WITHIN: (u64, u64) = (4, 5);
/// The least G² of a key term: exceeded by chance once in twenty.
const LEAST_G2: f64 = 3.84;
/// The end of a sentence, or anything else that no term reaches over.
const STOP: u32 = u32::MAX;

/// Which terms to list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeynessOptions {
    /// How many terms a side at most.
    pub limit: usize,
    /// In how many statements of its side a term has to be.
    pub min_statements: u64,
}

/// Two speakers on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyness {
    /// Both sides, in the order asked for.
    pub sides: [Side; 2],
    /// Statements of both together, which are left out.
    pub joint: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// What one side says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The name asked for.
    pub name: String,
    /// The names of all speakers it stands for, with their statements, most first.
    pub speakers: Vec<(String, u64)>,
    /// Statements that match.
    pub statements: u64,
    /// Their words.
    pub words: u64,
    /// What this side says more, the surest first.
    pub terms: Vec<KeyTerm>,
}

/// A term that one side says more.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTerm {
    /// As it stands in the sample.
    pub text: String,
    /// How often this side says it.
    pub here: u64,
    /// How often the other side does.
    pub there: u64,
    /// In how many statements of this side.
    pub statements: u64,
    /// G²; see [`g2_of_rates`].
    pub g2: f64,
    /// A statement that has it: the shortest.
    pub sample: Sample,
}

/// A statement that has a term.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The statement.
    pub record: Record,
    /// Its id as short as it is unique.
    pub short_id: String,
    /// Bytes of the quote that are the term.
    pub node: std::ops::Range<usize>,
}

/// Words by number, with [`STOP`] between sentences.
#[derive(Default)]
struct Text {
    addresses: Vec<DocAddress>,
    /// The ids of the statements.
    ids: Vec<(u64, u32)>,
    tokens: Vec<u32>,
    /// Where each statement ends among the tokens.
    ends: Vec<usize>,
    words: u64,
    speakers: FxHashMap<String, u64>,
}

/// A number for each word.
#[derive(Default)]
struct Words {
    numbers: FxHashMap<String, u32>,
    spelled: Vec<String>,
    stop: Vec<bool>,
}

impl Words {
    fn number(&mut self, word: String) -> u32 {
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let number = u32::try_from(self.spelled.len()).unwrap_or(STOP - 1).min(STOP - 1);
        let letters = word.chars().filter(|char| char.is_alphabetic()).count();
        self.stop.push(letters < 2 || is_stop_word(&word));
        self.spelled.push(word.clone());
        self.numbers.insert(word, number);
        number
    }

    fn is_stop(&self, number: u32) -> bool {
        self.stop.get(number as usize).copied().unwrap_or(true)
    }
}

/// A term: its words, the rest [`STOP`].
type Gram = [u32; LONGEST];

/// How often both sides say a term.
#[derive(Clone, Copy, Default)]
struct Count {
    times: [u64; 2],
    statements: [u64; 2],
    /// One more than the last statement of either side that had it.
    last: [usize; 2],
    /// The shortest statement of either side that has it, of several the first by id, and its
    /// words.
    sample: [(usize, usize); 2],
}

/// Compares what `names` say of what matches `query`.
pub fn keyness(
    store: &Store,
    query: &Query,
    names: [&str; 2],
    options: KeynessOptions,
) -> Result<Keyness, QueryError> {
    let searcher = store.searcher();
    let mut notes = Vec::new();
    let mut found = Vec::with_capacity(2);
    for name in names {
        let by = Query::Filter(Filter::Speaker(name.to_owned()));
        let plan = plan(&searcher, store, &Query::And(vec![query.clone(), by]), Rows::Statements)?;
        for note in plan.notes {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        found.push(addresses(&searcher, &plan.query)?);
    }
    let in_first: FxHashSet<DocAddress> = found[0].iter().copied().collect();
    let joint: FxHashSet<DocAddress> =
        found[1].iter().copied().filter(|address| in_first.contains(address)).collect();
    let mut words = Words::default();
    let mut texts = Vec::with_capacity(2);
    for addresses in found {
        let mut text = Text::default();
        for address in addresses.into_iter().filter(|address| !joint.contains(address)) {
            let row: TantivyDocument = searcher.doc(address)?;
            text.add(address, &decode(&row)?, &mut words);
        }
        texts.push(text);
    }
    let counts = count(&texts, &words, options.min_statements.max(1));
    let mut sides: [Side; 2] = Default::default();
    for (here, side) in sides.iter_mut().enumerate() {
        let text = &texts[here];
        names[here].clone_into(&mut side.name);
        side.statements = text.addresses.len() as u64;
        side.words = text.words;
        side.speakers = text.speakers.iter().map(|(name, n)| (name.clone(), *n)).collect();
        side.speakers.sort_by(|(a, a_n), (b, b_n)| b_n.cmp(a_n).then_with(|| a.cmp(b)));
        for (gram, g2) in key(&counts, here, [texts[0].words, texts[1].words], &words, options) {
            let count = &counts[&gram];
            let row: TantivyDocument = searcher.doc(text.addresses[count.sample[here].0])?;
            let record = decode(&row)?;
            let Some(node) = place(&record.quote, &gram, &words) else { continue };
            let short_id = ids::short(&searcher, store.fields(), &record.id)?;
            side.terms.push(KeyTerm {
                text: record.quote.get(node.clone()).unwrap_or_default().to_owned(),
                here: count.times[here],
                there: count.times[1 - here],
                statements: count.statements[here],
                g2,
                sample: Sample { record, short_id, node },
            });
        }
    }
    Ok(Keyness { sides, joint: joint.len() as u64, notes })
}

impl Text {
    fn add(&mut self, address: DocAddress, record: &Record, words: &mut Words) {
        if let Some(speaker) = &record.speaker {
            *self.speakers.entry(speaker.name.clone()).or_default() += 1;
        }
        let mut end = 0;
        for (bytes, word) in exact_words(&record.quote) {
            let between = record.quote.get(end..bytes.start).unwrap_or_default();
            if breaks(between) {
                self.tokens.push(STOP);
            }
            end = bytes.end;
            self.words += 1;
            self.tokens.push(words.number(word));
        }
        self.tokens.push(STOP);
        self.addresses.push(address);
        self.ids.push(ids::parts(&record.id).unwrap_or_default());
        self.ends.push(self.tokens.len());
    }
}

/// Whether what stands between two words keeps them from being of one term.
fn breaks(between: &str) -> bool {
    between.chars().any(|char| !char.is_whitespace() && !matches!(char, '-' | '\'' | '’'))
}

/// Counts the terms of both texts that can be key, shortest first: a longer one is looked at only
/// where the shorter ones in it are frequent enough.
fn count(texts: &[Text], words: &Words, min_statements: u64) -> FxHashMap<Gram, Count> {
    let mut all: FxHashMap<Gram, Count> = FxHashMap::default();
    let mut frequent: FxHashSet<Gram> = FxHashSet::default();
    for length in 1..=LONGEST {
        let mut counts: FxHashMap<Gram, Count> = FxHashMap::default();
        for (side, text) in texts.iter().enumerate() {
            let mut start = 0;
            for (statement, end) in text.ends.iter().enumerate() {
                let tokens = &text.tokens[start..*end];
                start = *end;
                for window in tokens.windows(length) {
                    if window.contains(&STOP) {
                        continue;
                    }
                    let parts = [&window[..length - 1], &window[1..]];
                    if 1 < length && !parts.iter().all(|part| frequent.contains(&gram(part))) {
                        continue;
                    }
                    let count = counts.entry(gram(window)).or_default();
                    count.add(side, statement, tokens.len(), &text.ids);
                }
            }
        }
        counts.retain(|_, count| min_statements <= count.statements[0].max(count.statements[1]));
        frequent = counts.keys().copied().collect();
        let shown = |gram: &Gram| !words.is_stop(gram[0]) && !words.is_stop(gram[length - 1]);
        all.extend(counts.into_iter().filter(|(gram, _)| shown(gram)));
    }
    all
}

fn gram(words: &[u32]) -> Gram {
    let mut gram = [STOP; LONGEST];
    gram[..words.len()].copy_from_slice(words);
    gram
}

fn of(gram: &Gram) -> &[u32] {
    let length = gram.iter().position(|word| *word == STOP).unwrap_or(LONGEST);
    &gram[..length]
}

impl Count {
    fn add(&mut self, side: usize, statement: usize, length: usize, ids: &[(u64, u32)]) {
        self.times[side] += 1;
        if self.last[side] != statement + 1 {
            self.last[side] = statement + 1;
            self.statements[side] += 1;
            let (sample, shortest) = self.sample[side];
            let is_before = || (length, ids[statement]) < (shortest, ids[sample]);
            if self.statements[side] == 1 || is_before() {
                self.sample[side] = (statement, length);
            }
        }
    }
}

/// The key terms of the side `here`, the surest first; of terms within terms those that stand
/// for most.
fn key(
    counts: &FxHashMap<Gram, Count>,
    here: usize,
    n_words: [u64; 2],
    words: &Words,
    options: KeynessOptions,
) -> Vec<(Gram, f64)> {
    let there = 1 - here;
    let g2 = |count: &Count| {
        let side = |at: usize| (count.times[at], n_words[at]);
        g2_of_rates(side(here), side(there))
    };
    let mut key: Vec<(Gram, f64)> = counts
        .iter()
        .filter(|(_, count)| options.min_statements <= count.statements[here])
        .map(|(gram, count)| (*gram, g2(count)))
        .filter(|(_, g2)| LEAST_G2 <= *g2)
        .collect();
    let name = |gram: &Gram| {
        of(gram).iter().map(|word| words.spelled[*word as usize].as_str()).collect::<Vec<_>>()
    };
    key.sort_by(|(a, a_g2), (b, b_g2)| b_g2.total_cmp(a_g2).then_with(|| name(a).cmp(&name(b))));
    // What a list ten times as long has not is not shown either.
    key.truncate(options.limit.saturating_mul(10));
    let times = |gram: &Gram| counts.get(gram).map_or(0, |count| count.times[here]);
    let within = |short: &Gram, long: &Gram| {
        let (short, long) = (of(short), of(long));
        short.len() < long.len() && long.windows(short.len()).any(|part| part == short)
    };
    let mostly = |short: &Gram, long: &Gram| WITHIN.0 * times(short) <= WITHIN.1 * times(long);
    let shown = key.iter().enumerate().filter(|(at, (gram, _))| {
        let is_part = key.iter().any(|(long, _)| within(gram, long) && mostly(gram, long));
        // A longer one adds nothing where a shorter one before it is said without it, too.
        let is_more =
            key[..*at].iter().any(|(short, _)| within(short, gram) && !mostly(short, gram));
        !is_part && !is_more
    });
    shown.map(|(_, row)| *row).take(options.limit).collect()
}

/// Where a term stands in a quote.
fn place(quote: &str, gram: &Gram, words: &Words) -> Option<std::ops::Range<usize>> {
    let found = exact_words(quote);
    let wanted: Vec<&str> =
        of(gram).iter().map(|word| words.spelled[*word as usize].as_str()).collect();
    let window = found.windows(wanted.len()).find(|window| {
        window.iter().map(|(_, word)| word.as_str()).eq(wanted.iter().copied())
            && window
                .windows(2)
                .all(|two| !breaks(quote.get(two[0].0.end..two[1].0.start).unwrap_or_default()))
    })?;
    Some(window[0].0.start..window[window.len() - 1].0.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document};

    fn it() -> Corpus {
        corpus(vec![
            document("a")
                .says("Ada Okoye", "Free passage for the fleet. We want free passage.", |_| {})
                .says(
                    "Bo Lindt",
                    "The toll is a fee. A toll is fair, and the harbor is ours.",
                    |_| {},
                )
                .says("Ada Okoye", "No fleet without free passage; the harbor is open.", |_| {}),
            document("b")
                .says("Bo Lindt", "Toll or no toll, the harbor stays open.", |_| {})
                .says("Ada Okoye", "Free passage, then.", |_| {})
                .says("Cy Brandt", "A toll! A toll!", |_| {})
                .says("Ada Okoye", "We both want peace in the harbor, peace, peace.", |it| {
                    it.joint_with = vec![crate::query::fixture::speaker("Bo Lindt")];
                }),
        ])
    }

    fn told(query: &str, names: [&str; 2]) -> Vec<String> {
        let options = KeynessOptions { limit: 10, min_statements: 2 };
        let found = keyness(&it().store, &Corpus::query(query), names, options).unwrap();
        let term = |term: &KeyTerm| {
            let g2 = term.g2;
            format!("{} {}:{} in {} {g2:.2}", term.text, term.here, term.there, term.statements)
        };
        let side = |side: &Side| {
            let terms: Vec<String> = side.terms.iter().map(term).collect();
            let (statements, words) = (side.statements, side.words);
            format!("{} {statements}/{words}: {}", side.name, terms.join(", "))
        };
        let mut told: Vec<String> = found.sides.iter().map(side).collect();
        told.push(format!("{} joint", found.joint));
        told
    }

    #[test]
    fn what_one_side_says_far_more_is_key() {
        // 4 of 21 words against 0 of 22: 8 ln (43 / 21); and the other way: 8 ln (43 / 22).
        assert_eq!(
            told("", ["okoye", "lindt"]),
            ["okoye 3/21: Free passage 4:0 in 3 5.73", "lindt 2/22: Toll 4:0 in 2 5.36", "1 joint"]
        );
    }

    #[test]
    fn samples_have_the_term() {
        let options = KeynessOptions { limit: 10, min_statements: 2 };
        let found = keyness(&it().store, &Query::All, ["okoye", "lindt"], options).unwrap();
        let sample = &found.sides[0].terms[0].sample;
        assert_eq!(sample.record.quote, "Free passage, then.");
        assert_eq!(&sample.record.quote[sample.node.clone()], "Free passage");
        assert_eq!(found.sides[0].speakers, [("Ada Okoye".to_owned(), 3)]);
    }

    #[test]
    fn a_single_statement_is_no_habit() {
        let all = told("harbor", ["okoye", "lindt"]);
        assert_eq!(all, ["okoye 1/9: ", "lindt 2/22: ", "1 joint"]);
    }
}
