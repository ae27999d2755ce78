//! Draws pairs of a statement and a copy at random from an index, to be read: is it one act?
//!
//! ```sh
//! cargo run --release --example pairs -- INDEX 100 [SEED]
//! ```
//!
//! Documents are drawn first and a statement of each, so that long transcripts do not crowd out the
//! rest; statements without a copy are passed over and counted. The same seed draws the same pairs.

use std::{
    error::Error,
    io::{self, Write},
    path::Path,
};

use onrecord::{
    index::Store,
    model::Record,
    query::{self, Filter, Query, SearchOptions, Source},
};

/// Marsaglia's xorshift: enough to draw by.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap_or(0)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let index = args.next().ok_or("usage: pairs INDEX N [SEED]")?;
    let wanted: usize = args.next().ok_or("usage: pairs INDEX N [SEED]")?.parse()?;
    let seed: u64 = args.next().map_or(Ok(1), |seed| seed.parse())?;
    let store = Store::open(Path::new(&index))?;
    let documents = store.documents()?;
    let mut draw = Draw(seed.max(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (mut n_pairs, mut n_alone) = (0, 0);
    let mut out = io::stdout().lock();
    while n_pairs < wanted && n_alone < 1000 * wanted && !documents.is_empty() {
        let document = &documents[draw.below(documents.len())];
        let of_it = Query::Filter(Filter::Document(document.path.clone()));
        let options = SearchOptions { limit: 2000, ..SearchOptions::default() };
        let mut hits = query::search(&store, &of_it, &options)?.hits;
        if hits.is_empty() {
            continue;
        }
        let record = hits.swap_remove(draw.below(hits.len())).record;
        let found = query::variants(&store, &record)?;
        if found.copies.is_empty() {
            n_alone += 1;
            continue;
        }
        n_pairs += 1;
        let copy = &found.copies[draw.below(found.copies.len())];
        let remarks: Vec<_> = copy.remarks.iter().map(|remark| remark.name()).collect();
        writeln!(out, "{n_pairs}. {} {}", copy.alteration.name(), remarks.join(" "))?;
        writeln!(out, "  A {}\n    {}", about(&record), copy.before)?;
        match &copy.source {
            Source::Statement(other) => writeln!(out, "  B {}\n    {}", about(other), copy.after)?,
            Source::Passage(_) => {
                let place = (copy.source.document(), copy.source.published());
                writeln!(out, "  B passage {place:?}\n    {}", copy.after)?;
            }
        }
    }
    writeln!(out, "{n_pairs} pairs; {n_alone} statements drawn had no copy")?;
    Ok(())
}

/// Who, to whom, when and where, in a line.
fn about(record: &Record) -> String {
    let names = |agents: &[onrecord::model::Agent]| -> String {
        agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let speaker = record.speaker.as_ref().map_or("?", |speaker| speaker.name.as_str());
    let said = record.said.as_ref().and_then(|said| said.date).map(|date| date.to_string());
    let published = record.published.map(|date| date.to_string());
    format!(
        "{} {speaker} → {} said {} published {} [{}] {}",
        record.id,
        names(&record.addressees),
        said.unwrap_or_default(),
        published.unwrap_or_default(),
        record.attribution.name(),
        record.title.as_deref().unwrap_or_default()
    )
}
