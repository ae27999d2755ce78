//! What was measured, as a table and as JSON (format 1; `run` and `made_up` came later).
//!
//! Rates of a stage are over the time that stage was busy, summed over its threads; those of the
//! whole run over the time on the clock. MB are millions of bytes of text.

use std::{
    io::{self, Write},
    time::Duration,
};

use serde::Serialize;

use crate::{
    cli::problems::thousands,
    render::{Style, table},
};

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) format: u32,
    pub(super) run: &'static str,
    pub(super) version: &'static str,
    pub(super) threads: usize,
    /// The path, or null for what is made up.
    pub(super) corpus: Option<String>,
    /// What is made up, `documents` or `turns`, or null for a path.
    pub(super) made_up: Option<&'static str>,
    pub(super) documents: u64,
    pub(super) statements: u64,
    pub(super) text_bytes: u64,
    pub(super) index_bytes: u64,
    pub(super) index_bytes_per_text_byte: f64,
    pub(super) wall_seconds: f64,
    pub(super) cpu_seconds: Option<f64>,
    pub(super) peak_memory_bytes: Option<u64>,
    pub(super) stages: Vec<Stage>,
    pub(super) queries: Vec<QueryTimes>,
}

/// What was measured of an index that was there.
#[derive(Debug, Serialize)]
pub(super) struct Searches {
    pub(super) format: u32,
    pub(super) run: &'static str,
    pub(super) version: &'static str,
    /// The index's folder.
    pub(super) index: String,
    pub(super) statements: u64,
    pub(super) segments: usize,
    pub(super) queries: Vec<QueryTimes>,
}

/// One stage, or the whole run.
#[derive(Debug, Serialize)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) seconds: f64,
    pub(super) cpu_seconds: Option<f64>,
    pub(super) documents_per_second: f64,
    pub(super) statements_per_second: f64,
    pub(super) megabytes_per_second: f64,
}

/// How long queries of one kind take.
#[derive(Debug, Serialize)]
pub(super) struct QueryTimes {
    pub(super) kind: &'static str,
    /// One of them.
    pub(super) example: String,
    pub(super) runs: usize,
    pub(super) p50_ms: f64,
    pub(super) p95_ms: f64,
    pub(super) p99_ms: f64,
}

impl Stage {
    pub(super) fn new(
        name: &'static str,
        busy: Duration,
        cpu: Option<Duration>,
        documents: u64,
        statements: u64,
        bytes: u64,
    ) -> Self {
        let seconds = busy.as_secs_f64();
        let rate = |n: f64| if 0.0 < seconds { n / seconds } else { 0.0 };
        Self {
            name,
            seconds,
            cpu_seconds: cpu.map(|cpu| cpu.as_secs_f64()),
            documents_per_second: rate(float(documents)),
            statements_per_second: rate(float(statements)),
            megabytes_per_second: rate(float(bytes) / 1e6),
        }
    }
}

impl QueryTimes {
    /// Sorts the times (in milliseconds) into percentiles.
    pub(super) fn new(kind: &'static str, example: String, mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self {
            kind,
            example,
            runs: times.len(),
            p50_ms: percentile(&times, 50),
            p95_ms: percentile(&times, 95),
            p99_ms: percentile(&times, 99),
        }
    }
}

/// The smallest of the sorted `times` that so many of a hundred do not exceed.
pub(super) fn percentile(times: &[f64], percent: usize) -> f64 {
    let nth = (times.len() * percent).div_ceil(100).max(1);
    times.get(nth - 1).copied().unwrap_or_default()
}

/// How many bytes of the index there are for a byte of text.
pub(super) fn ratio(index: u64, text: u64) -> f64 {
    if text == 0 { 0.0 } else { float(index) / float(text) }
}

#[expect(clippy::cast_precision_loss, reason = "measured figures have fewer digits")]
pub(super) fn float(n: u64) -> f64 {
    n as f64
}

/// Writes `report` for people.
pub(super) fn write(out: &mut dyn Write, report: &Report, style: Style) -> io::Result<()> {
    let bold = style.theme.speaker;
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut facts = vec![
        vec!["corpus".to_owned(), corpus_name(report.corpus.as_deref(), report.made_up)],
        row(&["documents", &thousands(report.documents)]),
        row(&["statements", &thousands(report.statements)]),
        row(&["text", &megabytes(report.text_bytes)]),
        vec![
            "index".to_owned(),
            format!(
                "{}, {:.2} bytes a byte of text",
                megabytes(report.index_bytes),
                report.index_bytes_per_text_byte
            ),
        ],
        vec!["wall".to_owned(), format!("{:.2} s", report.wall_seconds)],
    ];
    if let Some(seconds) = report.cpu_seconds {
        facts.push(vec!["CPU".to_owned(), format!("{seconds:.2} s on {} threads", report.threads)]);
    }
    if let Some(bytes) = report.peak_memory_bytes {
        facts.push(vec!["peak memory".to_owned(), megabytes(bytes)]);
    }
    table::columns(out, &facts)?;
    writeln!(out, "\n{bold}stages{bold:#}")?;
    let mut rows = vec![row(&["stage", "seconds", "CPU s", "documents/s", "statements/s", "MB/s"])];
    rows.extend(report.stages.iter().map(|stage| {
        vec![
            stage.name.to_owned(),
            format!("{:.3}", stage.seconds),
            stage.cpu_seconds.map_or_else(|| "–".to_owned(), |cpu| format!("{cpu:.3}")),
            format!("{:.0}", stage.documents_per_second),
            format!("{:.0}", stage.statements_per_second),
            format!("{:.2}", stage.megabytes_per_second),
        ]
    }));
    table::columns(out, &rows)?;
    writeln!(out, "\n{bold}queries{bold:#}")?;
    write_queries(out, &report.queries)
}

/// Writes `report` for people.
pub(super) fn write_searches(
    out: &mut dyn Write,
    report: &Searches,
    style: Style,
) -> io::Result<()> {
    let bold = style.theme.speaker;
    let fact = |name: &str, value: String| vec![name.to_owned(), value];
    let facts = [
        fact("index", report.index.clone()),
        fact("statements", thousands(report.statements)),
        fact("segments", report.segments.to_string()),
    ];
    table::columns(out, &facts)?;
    writeln!(out, "\n{bold}queries{bold:#}")?;
    write_queries(out, &report.queries)
}

fn write_queries(out: &mut dyn Write, queries: &[QueryTimes]) -> io::Result<()> {
    let heading = ["kind", "runs", "p50 ms", "p95 ms", "p99 ms", "for example"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(queries.iter().map(|query| {
        vec![
            query.kind.to_owned(),
            query.runs.to_string(),
            format!("{:.3}", query.p50_ms),
            format!("{:.3}", query.p95_ms),
            format!("{:.3}", query.p99_ms),
            query.example.clone(),
        ]
    }));
    table::columns(out, &rows)
}

/// What the texts are called.
pub(super) fn corpus_name(path: Option<&str>, made_up: Option<&str>) -> String {
    path.map_or_else(|| format!("made-up {}", made_up.unwrap_or_default()), str::to_owned)
}

pub(super) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", float(bytes) / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        let queries = QueryTimes::new("word", "ferry".to_owned(), times);
        let shown =
            |times: &QueryTimes| format!("{} {} {}", times.p50_ms, times.p95_ms, times.p99_ms);
        assert_eq!(shown(&queries), "100 190 198");
        assert_eq!(shown(&QueryTimes::new("word", String::new(), vec![3.0])), "3 3 3");
        assert_eq!(shown(&QueryTimes::new("word", String::new(), Vec::new())), "0 0 0");
    }

    #[test]
    fn rates_follow_from_time_and_work() {
        let stage = Stage::new("read", Duration::from_secs(2), None, 10, 100, 4_000_000);
        let shown = |stage: &Stage| {
            let per_second = (stage.documents_per_second, stage.statements_per_second);
            format!("{} {} {}", per_second.0, per_second.1, stage.megabytes_per_second)
        };
        assert_eq!(shown(&stage), "5 50 2");
        assert_eq!(shown(&Stage::new("read", Duration::ZERO, None, 1, 1, 1)), "0 0 0");
    }
}
