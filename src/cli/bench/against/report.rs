//! What two engines cost on the same texts, as a table and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    cli::{
        bench::{
            machine::Cost,
            plain::Times,
            report::{corpus_name, float, megabytes, ratio},
        },
        problems::thousands,
    },
    render::{Style, table},
};

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(in crate::cli::bench) struct Report {
    pub(super) format: u32,
    pub(super) run: &'static str,
    /// The other engine.
    pub(super) against: &'static str,
    pub(super) version: &'static str,
    /// Threads that extract on our side.
    pub(super) threads: usize,
    /// The path, or null for what is made up.
    pub(super) corpus: Option<String>,
    pub(super) made_up: Option<&'static str>,
    /// What a row of the other engine is.
    pub(super) cut: &'static str,
    #[serde(skip)]
    pub(super) told: &'static str,
    /// Whether both hold the same number of texts.
    pub(super) texts_match: bool,
    /// Records and files that the other side could not read.
    pub(super) passed_over: u64,
    /// Of the texts as the other side read them.
    pub(super) text_bytes: u64,
    pub(super) rounds: usize,
    /// Ours and theirs.
    pub(super) systems: [Side; 2],
    pub(super) ratios: Ratios,
}

/// One of the two.
#[derive(Debug, Serialize)]
pub(super) struct Side {
    pub(super) name: &'static str,
    pub(super) version: String,
    /// Records or documents that it holds.
    pub(super) texts: u64,
    /// What can be found in it one by one: on our side statements, their other acts and passages.
    pub(super) rows: u64,
    /// The median of the rounds, as of the clock and the index.
    pub(super) cpu_seconds: Option<f64>,
    pub(super) wall_seconds: f64,
    /// The least of the rounds: what a turn does not give back counts in those after it.
    pub(super) peak_memory_bytes: Option<u64>,
    pub(super) index_bytes: u64,
    pub(super) index_bytes_per_text_byte: f64,
    pub(super) turns: Vec<Turn>,
    pub(super) queries: Vec<Times>,
}

/// What one turn at indexing cost.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Turn {
    #[serde(flatten)]
    pub(super) cost: Cost,
    pub(super) index_bytes: u64,
}

/// Ours by theirs: of each round, then the median; of peaks the least by the least.
#[derive(Debug, Serialize)]
pub(super) struct Ratios {
    cpu: Option<f64>,
    wall: Option<f64>,
    peak_memory: Option<f64>,
    index: Option<f64>,
    cpu_of_rounds: Vec<Option<f64>>,
}

impl Side {
    /// With figures of its turns; names and numbers are for the caller to fill in.
    pub(super) fn new(turns: Vec<Turn>, queries: Vec<Times>, text_bytes: u64) -> Self {
        let of = |figure: &dyn Fn(&Turn) -> Option<f64>| {
            median(&turns.iter().map(figure).collect::<Vec<_>>())
        };
        let index_bytes = whole(of(&|turn| Some(float(turn.index_bytes)))).unwrap_or_default();
        Self {
            name: "",
            version: String::new(),
            texts: 0,
            rows: 0,
            cpu_seconds: of(&|turn| turn.cost.cpu_seconds),
            wall_seconds: of(&|turn| Some(turn.cost.wall_seconds)).unwrap_or_default(),
            peak_memory_bytes: least_peak(&turns),
            index_bytes,
            index_bytes_per_text_byte: ratio(index_bytes, text_bytes),
            turns,
            queries,
        }
    }
}

impl Ratios {
    pub(super) fn of(ours: &[Turn], theirs: &[Turn]) -> Self {
        let of = |figure: &dyn Fn(&Turn) -> Option<f64>| -> Vec<Option<f64>> {
            let quotient = |(ours, theirs): (&Turn, &Turn)| {
                let (ours, theirs) = (figure(ours)?, figure(theirs).filter(|it| 0.0 < *it)?);
                Some(ours / theirs)
            };
            ours.iter().zip(theirs).map(quotient).collect()
        };
        let cpu_of_rounds = of(&|turn| turn.cost.cpu_seconds);
        Self {
            cpu: median(&cpu_of_rounds),
            wall: median(&of(&|turn| Some(turn.cost.wall_seconds))),
            peak_memory: least_peak(ours)
                .zip(least_peak(theirs).filter(|theirs| 0 < *theirs))
                .map(|(ours, theirs)| ratio(ours, theirs)),
            index: median(&of(&|turn| Some(float(turn.index_bytes)))),
            cpu_of_rounds,
        }
    }
}

/// The middle of `figures`, or the mean of the two in the middle; nothing where one is missing.
fn median(figures: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = figures.iter().copied().collect::<Option<_>>()?;
    known.sort_by(f64::total_cmp);
    let upper = *known.get(known.len() / 2)?;
    let lower = *known.get(known.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

fn least_peak(turns: &[Turn]) -> Option<u64> {
    turns
        .iter()
        .map(|turn| turn.cost.peak_memory_bytes)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .min()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a median of numbers of bytes"
)]
fn whole(bytes: Option<f64>) -> Option<u64> {
    bytes.map(|bytes| bytes as u64)
}

/// Writes `report` for people.
pub(in crate::cli::bench) fn write(
    out: &mut dyn Write,
    report: &Report,
    style: Style,
) -> io::Result<()> {
    let bold = style.theme.speaker;
    let [ours, theirs] = &report.systems;
    let facts = [
        vec!["corpus".to_owned(), corpus_name(report.corpus.as_deref(), report.made_up)],
        vec!["text".to_owned(), megabytes(report.text_bytes)],
        vec!["against".to_owned(), format!("{}; {}", theirs.version, report.told)],
    ];
    table::columns(out, &facts)?;
    let rounds = match report.rounds {
        1 => "one round".to_owned(),
        rounds => format!("medians of {rounds} rounds, in turns; least peak"),
    };
    writeln!(out, "\n{bold}indexing{bold:#}, {rounds}")?;
    let seconds = |seconds: Option<f64>| seconds.map_or_else(none, |it| format!("{it:.2} s"));
    let times = |ratio: Option<f64>| ratio.map_or_else(none, |it| format!("{it:.2}"));
    let row = |name: &str, of: &dyn Fn(&Side) -> String, ratio: String| {
        vec![name.to_owned(), of(ours), of(theirs), ratio]
    };
    let rows = [
        vec![String::new(), ours.name.to_owned(), theirs.name.to_owned(), "ratio".to_owned()],
        row("texts", &|side| thousands(side.texts), String::new()),
        row("rows", &|side| thousands(side.rows), String::new()),
        row("CPU", &|side| seconds(side.cpu_seconds), times(report.ratios.cpu)),
        row("wall", &|side| seconds(Some(side.wall_seconds)), times(report.ratios.wall)),
        row(
            "peak memory",
            &|side| side.peak_memory_bytes.map_or_else(none, megabytes),
            times(report.ratios.peak_memory),
        ),
        row("index", &|side| megabytes(side.index_bytes), times(report.ratios.index)),
        row(
            "bytes a byte of text",
            &|side| format!("{:.2}", side.index_bytes_per_text_byte),
            String::new(),
        ),
    ];
    table::columns(out, &rows)?;
    if 1 < report.rounds {
        let each: Vec<String> = report.ratios.cpu_of_rounds.iter().map(|it| times(*it)).collect();
        writeln!(out, "CPU ratio of each round: {}", each.join(", "))?;
    }
    if report.ratios.peak_memory.is_none() {
        writeln!(out, "peak memory: this system cannot tell one turn from those before it")?;
    }
    if 1 < report.threads {
        writeln!(
            out,
            "threads: onrecord extracts on {}, {} writes with one",
            report.threads, theirs.name
        )?;
    }
    writeln!(out, "\n{bold}queries{bold:#}, the ten best with text and snippet")?;
    let heading = ["kind", "engine"].into_iter().chain(Times::HEADING);
    let mut rows: Vec<Vec<String>> = vec![heading.map(str::to_owned).collect()];
    for (of_ours, of_theirs) in ours.queries.iter().zip(&theirs.queries) {
        for (side, times) in [(ours, of_ours), (theirs, of_theirs)] {
            let row = [times.kind.to_owned(), side.name.to_owned()];
            rows.push(row.into_iter().chain(times.cells()).collect());
        }
    }
    table::columns(out, &rows)
}

fn none() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_round_by_round() {
        let turn = |cpu: f64, bytes: u64| Turn {
            cost: Cost {
                cpu_seconds: Some(cpu),
                wall_seconds: cpu / 2.0,
                peak_memory_bytes: None,
                memory_before_bytes: None,
            },
            index_bytes: bytes,
        };
        let ours = [turn(2.0, 30), turn(9.0, 30), turn(3.0, 30)];
        let theirs = [turn(1.0, 10), turn(3.0, 10), turn(2.0, 10)];
        let ratios = Ratios::of(&ours, &theirs);
        assert_eq!(ratios.cpu.map(|cpu| format!("{cpu:.2}")).as_deref(), Some("2.00"));
        assert_eq!(ratios.index.map(|index| format!("{index:.2}")).as_deref(), Some("3.00"));
        assert!(ratios.peak_memory.is_none());
        let held = |mut turn: Turn, peak| {
            turn.cost.peak_memory_bytes = Some(peak);
            turn
        };
        let (ours, theirs) = ([held(ours[0], 90), held(ours[1], 60)], [held(theirs[0], 30); 2]);
        let peaks = Ratios::of(&ours, &theirs).peak_memory;
        assert_eq!(peaks.map(|peak| format!("{peak}")).as_deref(), Some("2"));
        assert_eq!(median(&[Some(4.0), Some(2.0)]).map(|it| format!("{it}")).as_deref(), Some("3"));
        assert!(median(&[]).is_none() && median(&[None]).is_none());
    }
}
