//! Searches for weights on the half of the queries that is for tuning, one weight after the other
//! until none can be bettered.

use onrecord::query::Weights;

use crate::{
    Bench, System, before,
    judged::{Asked, Result},
    report::{mean, measure},
};

/// What a change has to bring, so that noise is not followed.
const LEAST: f64 = 0.002;

/// A weight's name, where it is, and what is tried.
type Knob = (&'static str, fn(&mut Weights) -> &mut f32, &'static [f32]);

/// The quote's weight stays 3: only how weights stand to each other counts.
const KNOBS: &[Knob] = &[
    ("names", |it| &mut it.names, &[0.75, 1.5, 3.0, 4.5, 6.0]),
    ("context", |it| &mut it.context, &[0.5, 1.0, 1.5, 2.0, 3.0]),
    ("title", |it| &mut it.title, &[0.25, 0.5, 1.0, 1.5, 2.0]),
    ("second place", |it| &mut it.second_place, &[0.0, 0.1, 0.2, 0.3, 0.5, 1.0]),
    ("phrase", |it| &mut it.phrase, &[0.0, 1.0, 2.0, 4.0, 6.0]),
    ("pairs", |it| &mut it.pairs, &[0.0, 0.5, 1.0, 2.0, 3.0, 4.0]),
    ("form", |it| &mut it.form, &[0.0, 0.5, 1.0, 2.0]),
    ("readout", |it| &mut it.readout, &[0.7, 0.85, 1.0]),
    ("paraphrase", |it| &mut it.paraphrase, &[0.5, 0.7, 0.85, 1.0]),
    ("mixed", |it| &mut it.mixed, &[0.85, 0.95, 1.0]),
    ("indirect", |it| &mut it.indirect, &[0.7, 0.85, 1.0]),
    ("unsure", |it| &mut it.unsure, &[0.5, 0.7, 0.85, 1.0]),
    ("unnamed", |it| &mut it.unnamed, &[0.3, 0.5, 0.7, 0.85, 1.0]),
    ("recency", |it| &mut it.recency, &[0.0, 0.05, 0.1, 0.2]),
];

pub fn tune(bench: &Bench) -> Result<()> {
    let mut n_tried = 0;
    let mut reached = |weights: Weights| -> Result<f64> {
        n_tried += 1;
        let measured = measure(bench, "", System::Ours(weights), Asked::is_for_tuning)?;
        Ok(mean(&measured.scores.iter().map(|(_, score)| *score).collect::<Vec<_>>()))
    };
    for (start, weights) in [("before", before()), ("now", Weights::default())] {
        let mut best = (weights, reached(weights)?);
        println!("\nfrom the weights of {start}: {:.4}", best.1);
        loop {
            let round = best.1;
            for (name, knob, values) in KNOBS {
                let mut line = format!("{name:<13}");
                let held = *knob(&mut best.0);
                for value in *values {
                    let mut weights = best.0;
                    *knob(&mut weights) = *value;
                    let score = reached(weights)?;
                    line.extend([format!("  {value}: {score:.4}")]);
                    if best.1 + LEAST < score {
                        best = (weights, score);
                    }
                }
                println!("{line}  | {held} → {}", knob(&mut best.0));
            }
            if best.1 < round + LEAST {
                break;
            }
        }
        println!("{:.4} with {:?}", best.1, best.0);
    }
    println!("{n_tried} settings tried");
    Ok(())
}
