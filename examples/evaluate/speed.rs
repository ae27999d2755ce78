//! How fast statements are found, on one core.

use std::{fs, ops::ControlFlow};

use onrecord::{
    extract::Extractor,
    ingest::{ReadOptions, read_bytes},
    model::Document,
};

use crate::score::{
    Setting,
    gold::{Result, read},
    report::{Row, ratio},
};

/// The best of them counts: other programs on the machine only ever slow it down.
const ROUNDS: usize = 5;
/// Ticks a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

/// Megabytes of news a second of the processor, extraction alone.
pub fn speed(setting: &Setting) -> Result<Row> {
    let texts = read(&setting.gold.join("polnear.train.jsonl"))?;
    let mut documents: Vec<Document> = Vec::new();
    for text in texts {
        let bytes = text.text.into_bytes();
        read_bytes("article.txt", &bytes, &ReadOptions::default(), &mut |document| {
            documents.extend(document);
            ControlFlow::Continue(())
        });
    }
    let extractor = Extractor::default();
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let (mut n_statements, mut seconds) = (0, f64::INFINITY);
    for _ in 0..ROUNDS {
        let start = ticks()?;
        n_statements = documents.iter().map(|one| extractor.extract(one).len()).sum();
        seconds = seconds.min((ticks()? - start) / TICKS);
    }
    let rate = ratio(bytes, 1) / 1e6 / seconds;
    let note = format!("{n_statements} statements");
    let measure = "extraction, MB of text a CPU-second";
    Ok(Row::number(("speed", measure, "polnear.train, one core"), rate, note).goal(15.0))
}

/// What this process has used of the processor.
fn ticks() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name, which may hold anything, ends with the last parenthesis.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let of = |at: usize| fields.split_whitespace().nth(at)?.parse::<f64>().ok();
    of(11).zip(of(12)).map(|(user, system)| user + system).ok_or_else(|| "no times".into())
}
