//! Trains the weights that choose a quote's speaker: `cargo run --release --example train --
//! ../shared/gold` reads `polnear_quoted.train.jsonl` there and writes
//! `src/extract/rank/weights.bin`, the same to the byte each time.
//!
//! A softmax over the candidates of each quote, fitted by stochastic gradient descent. Five
//! models, each trained without a fifth of the articles, say how well it does on articles it has
//! not seen, and make the features of what was said before as uncertain as they will be.

#![allow(unreachable_pub, reason = "the modules of an example have no outside")]

mod gold;

use std::{fs, path::Path};

use gold::{Annotated, Result, names::same_last, overlap, trimmed};
use onrecord::{
    extract::rank::{Candidate, Instance, Weights, best_of, instances},
    ingest::{ReadOptions, read_bytes},
    model::{Document, Span},
};
use serde_json::Value;

const FOLDS: usize = 5;
const EPOCHS: usize = 12;
/// One order of the examples moves the outcome by some tenths of a point; the mean of several does not.
const RUNS: usize = 8;
/// How fast speakers and regions are learned.
const RATE: f32 = 0.03;
const REGION_RATE: f32 = 0.01;
const DECAY: f32 = 1e-2;
/// Features of fewer examples than this say nothing about others.
const RARE: u32 = 3;

const WEIGHTS: &str = "src/extract/rank/weights.bin";

/// A quote as the annotators have it.
struct Quote {
    span: Span,
    speaker: Option<(String, Option<Span>)>,
}

struct Article {
    document: Document,
    quotes: Vec<Quote>,
    /// Places that the annotators left open.
    open: Vec<Span>,
}

/// A region between marks, and whether it is a statement.
struct Region {
    features: Vec<u32>,
    statement: bool,
    /// Index of its draft among the article's examples, where it is one.
    example: Option<usize>,
    doubtful: bool,
}

/// What one article has to teach.
struct Lesson {
    examples: Vec<Example>,
    regions: Vec<Region>,
    n_gold: usize,
}

/// An instance whose right answers are known.
struct Example {
    candidates: Vec<Candidate>,
    /// What is learned: the annotators' own mention, where it is among them.
    right: Vec<bool>,
    /// What counts: any mention of that name.
    fair: Vec<bool>,
    picked: usize,
}

#[allow(clippy::print_stdout, reason = "figures are what it is run for")]
fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or("give the folder of the gold files")?;
    let folder = Path::new(&folder);
    let articles = read(&folder.join("polnear_quoted.train.jsonl"))?;
    let first: Vec<Lesson> = articles.iter().map(|one| lesson(one, None)).collect();
    report("rules, train", &first, None);
    let folds: Vec<Vec<f32>> = (0..FOLDS).map(|fold| train(&first, Some(fold))).collect();
    // What was decided before a quote is what a model that has not seen the article decides.
    let second: Vec<Lesson> = articles
        .iter()
        .enumerate()
        .map(|(index, one)| lesson(one, Some(&plain(&folds[index % FOLDS]))))
        .collect();
    let folds: Vec<Vec<f32>> = (0..FOLDS).map(|fold| train(&second, Some(fold))).collect();
    let odds: Vec<(f32, bool)> = second
        .iter()
        .enumerate()
        .flat_map(|(index, lesson)| {
            let weights = &folds[index % FOLDS];
            lesson.examples.iter().map(move |example| {
                let (best, probability) = best_of(&scores(weights, &example.candidates));
                (logit(probability), example.fair[best])
            })
        })
        .collect();
    let (slope, offset) = calibrate(&odds);
    println!("confidence: slope {slope:.3}, offset {offset:.3}");
    let held_out = |threshold: Option<f32>| {
        let mut sum = Figures::default();
        for (index, lesson) in second.iter().enumerate() {
            sum.add(lesson, Some((&folds[index % FOLDS], threshold)));
        }
        sum
    };
    let steps = (-30_i16..=10).map(|step| f32::from(step) / 10.0);
    let both = |threshold: &f32| held_out(Some(*threshold)).both();
    let threshold = steps.max_by(|one, other| both(one).total_cmp(&both(other))).unwrap_or(0.0);
    println!("model, train held out, regions by the rules: {}", held_out(None));
    println!("model, train held out, threshold {threshold}: {}", held_out(Some(threshold)));
    let weights = train(&second, None);
    let kept = Weights::new(&weights, slope, offset, threshold);
    let dev = read(&folder.join("polnear_quoted.dev.jsonl"))?;
    let dev: Vec<Lesson> = dev.iter().map(|one| lesson(one, Some(&kept))).collect();
    report("rules, dev", &dev, None);
    report("model, dev", &dev, Some((&weights, Some(threshold))));
    fs::write(WEIGHTS, kept.bytes())?;
    println!("wrote {WEIGHTS}, {} buckets in use", weights.iter().filter(|w| **w != 0.0).count());
    Ok(())
}

/// How many quotes were found, and how many of them with the right speaker.
#[derive(Default)]
struct Figures {
    gold: usize,
    found: usize,
    regions: usize,
    right: usize,
    within: usize,
}

impl Figures {
    /// Counts one article, by the rules or by weights and the threshold for regions.
    fn add(&mut self, lesson: &Lesson, by: Option<(&[f32], Option<f32>)>) {
        self.gold += lesson.n_gold;
        for region in &lesson.regions {
            let keeps = match by {
                None | Some((_, None)) => !region.doubtful,
                Some((weights, Some(threshold))) => sum(weights, &region.features) > threshold,
            };
            if !keeps {
                continue;
            }
            self.found += 1;
            self.regions += usize::from(region.statement);
            if let Some(example) = region.example.filter(|_| region.statement) {
                let example = &lesson.examples[example];
                let answer = match by {
                    None => example.picked,
                    Some((weights, _)) => best_of(&scores(weights, &example.candidates)).0,
                };
                self.right += usize::from(example.fair[answer]);
                self.within += usize::from(example.fair.contains(&true));
            }
        }
    }

    /// Both goals at once, which pull the threshold two ways.
    fn both(&self) -> f32 {
        self.end_to_end() + percent(2 * self.regions, self.found + self.gold)
    }

    fn end_to_end(&self) -> f32 {
        percent(2 * self.right, self.found + self.gold)
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "regions F1 {:.2}, right speaker of those {:.2} % (within reach {:.2} %), both F1 {:.2}",
            percent(2 * self.regions, self.found + self.gold),
            percent(self.right, self.regions),
            percent(self.within, self.regions),
            self.end_to_end(),
        )
    }
}

#[allow(clippy::print_stdout, reason = "figures are what it is run for")]
fn report(name: &str, lessons: &[Lesson], by: Option<(&[f32], Option<f32>)>) {
    let mut sum = Figures::default();
    for lesson in lessons {
        sum.add(lesson, by);
    }
    println!("{name}: {sum}");
}

fn plain(weights: &[f32]) -> Weights {
    Weights::new(weights, 1.0, 0.0, 0.0)
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn percent(part: usize, whole: usize) -> f32 {
    100.0 * part as f32 / whole.max(1) as f32
}

fn read(path: &Path) -> Result<Vec<Article>> {
    Ok(gold::read(path)?.iter().map(article).collect())
}

fn article(gold: &Annotated) -> Article {
    let mut document = Document::default();
    let bytes = gold.text.as_bytes().to_vec();
    read_bytes("article.txt", &bytes, &ReadOptions::default(), &mut |read| {
        if let Ok(read) = read {
            document = read;
        }
        std::ops::ControlFlow::Continue(())
    });
    // Offsets are those of the text as it stands.
    if document.text != gold.text {
        document.paragraphs.clear();
    }
    let quote = |row: &Value| {
        let span = trimmed(&gold.text, gold.span(row, "start", "end")?);
        let mention = || gold.span(row, "speaker_start", "speaker_end");
        Some(Quote {
            span,
            speaker: row["speaker"].as_str().map(|name| (name.to_owned(), mention())),
        })
    };
    let quotes = gold.rows("quotes").iter().filter_map(quote).collect();
    let open = gold.rows("dontcare").iter();
    let open = open.filter_map(|row| gold.span(row, "start", "end")).collect();
    Article { document, quotes, open }
}

fn lesson(article: &Article, weights: Option<&Weights>) -> Lesson {
    let text = &article.document.text;
    let (mut examples, mut regions) = (Vec::new(), Vec::new());
    for instance in instances(&article.document, weights) {
        let doubtful = instance.doubtful;
        let quoted = instance.quoted.clone();
        let features = instance.regions.clone();
        let known = example(article, text, instance);
        let place = known.as_ref().map(|_| examples.len());
        examples.extend(known);
        for (quoted, features) in quoted.iter().zip(features) {
            let quoted = trimmed(text, *quoted);
            let statement = article.quotes.iter().any(|quote| alike(text, quote.span, quoted));
            let open = article.open.iter().any(|open| open.overlaps(quoted));
            if statement || !open {
                regions.push(Region { features, statement, example: place, doubtful });
            }
        }
    }
    Lesson { examples, regions, n_gold: article.quotes.len() }
}

fn example(article: &Article, text: &str, instance: Instance) -> Option<Example> {
    let gold: Vec<&Quote> = instance
        .quoted
        .iter()
        .filter_map(|quoted| {
            let quoted = trimmed(text, *quoted);
            article.quotes.iter().find(|quote| alike(text, quote.span, quoted))
        })
        .collect();
    let first = gold.first()?;
    let right: Vec<bool> = match &first.speaker {
        None => instance.candidates.iter().map(|one| one.span.is_none()).collect(),
        Some((name, span)) => {
            let named =
                |one: &Candidate| one.span.is_some_and(|own| same_last(&[name], own.of(text)));
            let there =
                |one: &Candidate| one.span.zip(*span).is_some_and(|(own, span)| own.overlaps(span));
            let both: Vec<bool> =
                instance.candidates.iter().map(|one| named(one) && there(one)).collect();
            let same = |one: &Candidate| one.span.is_some() && one.span == *span;
            let exact: Vec<bool> = instance.candidates.iter().map(same).collect();
            if exact.contains(&true) {
                exact
            } else if both.contains(&true) {
                both
            } else {
                let pronoun = name.chars().all(char::is_lowercase);
                instance.candidates.iter().map(|one| !pronoun && named(one)).collect()
            }
        }
    };
    let fair = instance
        .candidates
        .iter()
        .map(|one| match (&first.speaker, one.span) {
            (None, None) => true,
            (Some((name, _)), Some(own)) => same_last(&[name], own.of(text)),
            _ => false,
        })
        .collect();
    let Instance { candidates, picked, .. } = instance;
    Some(Example { candidates, right, fair, picked })
}

/// Whether two spans are the same by `score.py`'s rule.
fn alike(text: &str, one: Span, other: Span) -> bool {
    0.8 <= overlap(text, one, other)
}

fn sum(weights: &[f32], features: &[u32]) -> f32 {
    features.iter().map(|at| weights[*at as usize]).sum()
}

fn scores(weights: &[f32], candidates: &[Candidate]) -> Vec<f32> {
    candidates.iter().map(|one| sum(weights, &one.features)).collect()
}

fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(1e-4, 1.0 - 1e-4);
    (probability / (1.0 - probability)).ln()
}

/// Fits the weights to all articles but those of `without`.
fn train(lessons: &[Lesson], without: Option<usize>) -> Vec<f32> {
    let taught = || {
        let lessons = lessons.iter().enumerate();
        lessons.filter(|(index, _)| Some(index % FOLDS) != without).map(|(_, lesson)| lesson)
    };
    let examples = taught()
        .flat_map(|lesson| &lesson.examples)
        .filter(|example| example.right.contains(&true) && example.right.contains(&false));
    let examples: Vec<&Example> = examples.collect();
    let regions: Vec<&Region> = taught().flat_map(|lesson| &lesson.regions).collect();
    let mut seen = vec![0_u32; Weights::buckets()];
    for example in &examples {
        let features = example.candidates.iter().flat_map(|one| one.features.iter().copied());
        let mut features: Vec<u32> = features.collect();
        features.sort_unstable();
        features.dedup();
        for bucket in features {
            seen[bucket as usize] += 1;
        }
    }
    for bucket in regions.iter().flat_map(|one| &one.features) {
        seen[*bucket as usize] += 1;
    }
    let common: Vec<bool> = seen.iter().map(|n| *n >= RARE).collect();
    let mut weights = descend(examples, |example, weights, squares| {
        choose(example, weights, squares, &common);
    });
    let regions = descend(regions, |region, weights, squares| {
        tell(region, weights, squares, &common);
    });
    weights.iter_mut().zip(regions).for_each(|(weight, region)| *weight += region);
    weights
}

/// Stochastic gradient descent with a rate for each weight, several times over in other orders;
/// gives the mean of the later epochs of all, which is steadier than any last.
fn descend<T>(mut order: Vec<&T>, step: impl Fn(&T, &mut [f32], &mut [f32])) -> Vec<f32> {
    let mut sums = vec![0.0_f32; Weights::buckets()];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..RUNS {
        let mut weights = vec![0.0_f32; Weights::buckets()];
        let mut squares = vec![0.0_f32; Weights::buckets()];
        for epoch in 0..EPOCHS {
            for at in (1..order.len()).rev() {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                order.swap(at, usize::try_from(random % (at as u64 + 1)).unwrap_or_default());
            }
            for example in &order {
                step(example, &mut weights, &mut squares);
            }
            if epoch * 2 >= EPOCHS {
                sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
            }
        }
    }
    let n = RUNS * (EPOCHS - EPOCHS.div_ceil(2));
    #[allow(clippy::cast_precision_loss, reason = "some dozens")]
    let n = n as f32;
    sums.iter().map(|sum| sum / n).collect()
}

/// A step towards the right candidates.
fn choose(example: &Example, weights: &mut [f32], squares: &mut [f32], common: &[bool]) {
    let scores = scores(weights, &example.candidates);
    let most = scores.iter().fold(f32::MIN, |most, score| most.max(*score));
    let shares: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f32 = shares.iter().sum();
    let right: f32 = shares
        .iter()
        .zip(&example.right)
        .filter(|(_, right)| **right)
        .map(|(share, _)| share)
        .sum();
    for (at, candidate) in example.candidates.iter().enumerate() {
        let wanted = if example.right[at] { shares[at] / right.max(1e-9) } else { 0.0 };
        push(&candidate.features, wanted - shares[at] / all, weights, squares, RATE, common);
    }
}

/// A step towards telling a statement from what is none.
fn tell(region: &Region, weights: &mut [f32], squares: &mut [f32], common: &[bool]) {
    let guess = 1.0 / (1.0 + (-sum(weights, &region.features)).exp());
    let wanted = f32::from(u8::from(region.statement));
    push(&region.features, wanted - guess, weights, squares, REGION_RATE, common);
}

fn push(
    features: &[u32],
    slope: f32,
    weights: &mut [f32],
    squares: &mut [f32],
    rate: f32,
    common: &[bool],
) {
    if slope.abs() < 1e-3 {
        return;
    }
    for bucket in features {
        let bucket = *bucket as usize;
        if !common[bucket] {
            continue;
        }
        let down = slope - DECAY * weights[bucket];
        squares[bucket] += down * down;
        weights[bucket] += rate * down / (squares[bucket].sqrt() + 1e-3);
    }
}

/// Fits how often an answer is right to its log-odds, by Newton's method in two numbers.
fn calibrate(odds: &[(f32, bool)]) -> (f32, f32) {
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    for _ in 0..50 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (x, right) in odds {
            let x = f64::from(*x);
            let guess = 1.0 / (1.0 + (-(slope * x + offset)).exp());
            let off = f64::from(u8::from(*right)) - guess;
            let spread = guess * (1.0 - guess);
            g0 += off * x;
            g1 += off;
            h00 += spread * x * x;
            h01 += spread * x;
            h11 += spread;
        }
        let whole = h00 * h11 - h01 * h01;
        slope += (h11 * g0 - h01 * g1) / whole;
        offset += (h00 * g1 - h01 * g0) / whole;
    }
    #[allow(clippy::cast_possible_truncation, reason = "two small numbers")]
    let fitted = (slope as f32, offset as f32);
    fitted
}
