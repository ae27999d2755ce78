//! The table: nDCG@10 by system, half and kind, with how sure the differences are.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    Bench, System,
    judged::{Asked, DEPTH, Result},
};

/// How often queries are drawn anew, or signs thrown.
const DRAWS: usize = 10_000;

/// What a system reached on every query that can be measured.
pub struct Measured<'a> {
    pub name: &'static str,
    pub scores: Vec<(&'a Asked, f64)>,
    /// Hits among the first ten, and those that nobody judged, by half: tuning, report.
    shown: [usize; 2],
    unjudged: [usize; 2],
}

pub fn measure<'a>(
    bench: &'a Bench,
    name: &'static str,
    system: System,
    wanted: impl Fn(&Asked) -> bool,
) -> Result<Measured<'a>> {
    let mut measured = Measured { name, scores: Vec::new(), shown: [0; 2], unjudged: [0; 2] };
    for asked in bench.asked.iter().filter(|asked| wanted(asked)) {
        let order = system.order(bench, asked, DEPTH)?;
        if let Some((score, unjudged)) = asked.score(&order, &bench.there) {
            measured.scores.push((asked, score));
            let half = usize::from(!asked.is_for_tuning());
            measured.shown[half] += order.len();
            measured.unjudged[half] += unjudged;
        }
    }
    Ok(measured)
}

impl Measured<'_> {
    fn of(&self, wanted: impl Fn(&Asked) -> bool) -> Vec<f64> {
        self.scores.iter().filter(|(asked, _)| wanted(asked)).map(|(_, score)| *score).collect()
    }
}

pub fn mean(values: &[f64]) -> f64 {
    let n = f64::from(u32::try_from(values.len().max(1)).unwrap_or(u32::MAX));
    values.iter().sum::<f64>() / n
}

fn all<'a>(bench: &'a Bench, systems: &[(&'static str, System)]) -> Result<Vec<Measured<'a>>> {
    let one = |(name, system): &(&'static str, System)| measure(bench, name, *system, |_| true);
    systems.iter().map(one).collect()
}

pub fn print(bench: &Bench, systems: &[(&'static str, System)], each: bool) -> Result<()> {
    let measured = all(bench, systems)?;
    let gone: usize = bench
        .asked
        .iter()
        .map(|asked| asked.grades.keys().filter(|id| !bench.there.contains(*id)).count())
        .sum();
    let judged: usize = bench.asked.iter().map(|asked| asked.grades.len()).sum();
    println!(
        "{} statements; {judged} judgements, {gone} of statements that are no longer there",
        bench.there.len()
    );
    for asked in &bench.asked {
        if !measured[0].scores.iter().any(|(scored, _)| scored.number == asked.number) {
            println!("left out, nothing right was found: {} {}", asked.number, asked.text);
        }
    }
    for (title, half) in [("tuning half (odd)", 0), ("report half (even)", 1)] {
        let wanted = |asked: &Asked| usize::from(!asked.is_for_tuning()) == half;
        let base = measured[0].of(wanted);
        println!("\n{title}, {} queries", base.len());
        println!(
            "{:<42} nDCG@10  95 % of means   − first  95 % of differences      p  unjudged",
            ""
        );
        for system in &measured {
            let scores = system.of(wanted);
            let differences: Vec<f64> = scores.iter().zip(&base).map(|(a, b)| a - b).collect();
            let ((low, high), (least, most)) = (interval(&scores), interval(&differences));
            let share = 100 * system.unjudged[half] / system.shown[half].max(1);
            println!(
                "{:<42} {:>7.3}  {low:.3} to {high:.3}  {:>+7.3}  {least:>+.3} to {most:>+.3}  {:>10.4}  {share:>6} %",
                system.name,
                mean(&scores),
                mean(&differences),
                chance(&differences),
            );
        }
    }
    println!("\nby kind, both halves");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (asked, _) in &measured[0].scores {
        *kinds.entry(&asked.kind).or_default() += 1;
    }
    for (kind, n) in kinds {
        print!("{kind:<12} {n:>3}");
        for system in &measured {
            print!("  {:.3}", mean(&system.of(|asked| asked.kind == kind)));
        }
        println!();
    }
    if each {
        println!();
        for (nth, (asked, _)) in measured[0].scores.iter().enumerate() {
            let scores = measured.iter().map(|system| format!("{:.2}", system.scores[nth].1));
            let scores = scores.collect::<Vec<_>>().join(" ");
            println!("{:>3} {scores}  {:<10} {}", asked.number, asked.kind, asked.text);
        }
    }
    Ok(())
}

pub fn json(bench: &Bench, systems: &[(&'static str, System)]) -> Result<()> {
    let rows = all(bench, systems)?.into_iter().map(|system| {
        let half = |tuning: bool| mean(&system.of(|asked| asked.is_for_tuning() == tuning));
        let queries: BTreeMap<u32, f64> =
            system.scores.iter().map(|(asked, score)| (asked.number, *score)).collect();
        json!({
            "system": system.name, "tuning": half(true), "report": half(false),
            "unjudged": { "tuning": system.unjudged[0], "report": system.unjudged[1] },
            "queries": queries,
        })
    });
    println!("{}", json!({ "measure": "nDCG@10", "systems": rows.collect::<Vec<_>>() }));
    Ok(())
}

/// Where 95 % of the means lie when the values are drawn anew, with the same seed every time.
pub fn interval(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut dice = Dice(1);
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<f64> = values.iter().map(|_| values[dice.below(values.len())]).collect();
            mean(&drawn)
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40])
}

/// How likely a mean so far from nothing is where every difference might as well have had the other
/// sign (a paired randomization test, two-sided).
pub fn chance(differences: &[f64]) -> f64 {
    let seen = mean(differences).abs() - 1e-12;
    let mut dice = Dice(1);
    let as_far = (0..DRAWS)
        .filter(|_| {
            let thrown: Vec<f64> = differences
                .iter()
                .map(|value| if dice.below(2) == 0 { *value } else { -value })
                .collect();
            seen <= mean(&thrown).abs()
        })
        .count();
    f64::from(u32::try_from(as_far + 1).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(DRAWS + 1).unwrap_or(u32::MAX))
}

/// Numbers as good as drawn, the same every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = (z ^ (z >> 31)) % u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(drawn).unwrap_or(0)
    }
}
