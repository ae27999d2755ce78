//! How costs grow, as a table and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    cli::{
        bench::{
            machine::Cost,
            plain::Times,
            report::{float, megabytes, ratio},
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
    pub(super) version: &'static str,
    pub(super) threads: usize,
    pub(super) points: Vec<Point>,
    pub(super) growth: Growth,
}

/// What one number of records cost.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    pub(super) records: u64,
    pub(super) text_bytes: u64,
    pub(super) index_bytes: u64,
    #[serde(flatten)]
    pub(super) cost: Cost,
    pub(super) cpu_microseconds_per_record: Option<f64>,
    pub(super) queries: Vec<Times>,
}

/// The power of the number of records that a figure grows by, from the first size to the last: 1
/// where it doubles with them, 0 where it stays. Null where there is one size, or nothing to
/// measure by.
#[derive(Debug, Default, Serialize)]
pub(super) struct Growth {
    cpu: Option<f64>,
    wall: Option<f64>,
    peak_memory: Option<f64>,
    index: Option<f64>,
}

impl Growth {
    pub(super) fn over(points: &[Point]) -> Self {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Self::default();
        };
        let power = |figure: &dyn Fn(&Point) -> Option<f64>| {
            let times = |before: f64, after: f64| {
                (0.0 < before && 0.0 < after).then(|| (after / before).ln())
            };
            let sizes = times(float(first.records), float(last.records)).filter(|it| 0.0 < *it)?;
            Some(times(figure(first)?, figure(last)?)? / sizes)
        };
        Self {
            cpu: power(&|point| point.cost.cpu_seconds),
            wall: power(&|point| Some(point.cost.wall_seconds)),
            peak_memory: power(&|point| point.cost.peak_memory_bytes.map(float)),
            index: power(&|point| Some(float(point.index_bytes))),
        }
    }
}

/// Writes `report` for people.
pub(in crate::cli::bench) fn write(
    out: &mut dyn Write,
    report: &Report,
    style: Style,
) -> io::Result<()> {
    let bold = style.theme.speaker;
    writeln!(out, "{bold}indexing{bold:#} made-up turns on {} threads", report.threads)?;
    let heading = ["records", "text MB", "CPU s", "CPU µs/record", "wall s", "peak MB", "index MB"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows[0].push("bytes a byte of text".to_owned());
    for point in &report.points {
        rows.push(vec![
            thousands(point.records),
            format!("{:.1}", float(point.text_bytes) / 1e6),
            figure(point.cost.cpu_seconds, 2),
            figure(point.cpu_microseconds_per_record, 1),
            figure(Some(point.cost.wall_seconds), 2),
            figure(point.cost.peak_memory_bytes.map(|bytes| float(bytes) / 1e6), 0),
            format!("{:.1}", float(point.index_bytes) / 1e6),
            format!("{:.2}", ratio(point.index_bytes, point.text_bytes)),
        ]);
    }
    table::columns(out, &rows)?;
    if 1 < report.points.len() {
        let Growth { cpu, wall, peak_memory, index } = report.growth;
        let power = |of: Option<f64>| figure(of, 2);
        writeln!(
            out,
            "grows with the records by the power of: CPU {}, wall {}, peak memory {}, index {}",
            power(cpu),
            power(wall),
            power(peak_memory),
            power(index),
        )?;
    }
    if report.points.iter().any(|point| point.cost.peak_memory_bytes.is_none()) {
        writeln!(out, "peak memory: this system cannot tell one size from those before it")?;
    }
    writeln!(out, "\n{bold}queries{bold:#}, the ten best with text and excerpt")?;
    let heading = ["kind", "records"].into_iter().chain(Times::HEADING);
    let mut rows: Vec<Vec<String>> = vec![heading.map(str::to_owned).collect()];
    let kinds = report.points.first().map_or(0, |point| point.queries.len());
    for kind in 0..kinds {
        for point in &report.points {
            let Some(times) = point.queries.get(kind) else { continue };
            let row = [times.kind.to_owned(), thousands(point.records)];
            rows.push(row.into_iter().chain(times.cells()).collect());
        }
    }
    table::columns(out, &rows)
}

fn figure(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.digits$}"))
}

/// What a picture of the curve says to those who do not see it.
#[cfg_attr(not(feature = "plot"), expect(dead_code, reason = "there are no pictures"))]
pub(super) fn described(points: &[Point]) -> String {
    let mut told = "What indexing and searching made-up turns cost.".to_owned();
    for point in points {
        let cpu = point.cpu_microseconds_per_record;
        let cpu = cpu.map_or_else(String::new, |cpu| format!("{cpu:.1} µs of CPU a record, "));
        let memory = point.cost.peak_memory_bytes;
        let memory =
            memory.map_or_else(String::new, |bytes| format!("{} at the peak, ", megabytes(bytes)));
        let index = ratio(point.index_bytes, point.records);
        told.extend([format!(
            " {} records: {cpu}{memory}{index:.0} bytes of index a record.",
            thousands(point.records)
        )]);
    }
    told
}
