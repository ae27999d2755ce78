//! Draws a curve into a file: what a record costs, and a query, at each size.

use std::path::Path;

use super::{
    Report,
    report::{Point, described},
};
use crate::{
    cli::{
        CliError,
        bench::{plain::Times, report::float},
        picture,
    },
    render::figures::growth::{Panel, svg},
};

/// Says early that there are no charts; here there are.
#[expect(clippy::unnecessary_wraps, reason = "its twin fails where charts are left out")]
pub(in crate::cli::bench) fn check() -> Result<(), CliError> {
    Ok(())
}

/// Draws `report` into a file.
pub(in crate::cli::bench) fn write(path: &Path, report: &Report) -> Result<(), CliError> {
    let points = &report.points;
    let alone = |title: &str, figure: &dyn Fn(&Point) -> Option<f64>| {
        let line = points.iter().filter_map(|point| Some((float(point.records), figure(point)?)));
        Panel { title: title.to_owned(), lines: vec![(String::new(), line.collect())] }
    };
    let queries = |title: &str, figure: &dyn Fn(&Times) -> f64| {
        let kinds = points.first().map(|point| point.queries.iter()).into_iter().flatten();
        let line = |(nth, times): (usize, &Times)| {
            let of =
                |point: &Point| Some((float(point.records), figure(point.queries.get(nth)?) / 1e3));
            (times.kind.to_owned(), points.iter().filter_map(of).collect())
        };
        Panel { title: title.to_owned(), lines: kinds.enumerate().map(line).collect() }
    };
    let by_record = |figure: f64, point: &Point| figure / float(point.records.max(1));
    let panels = [
        alone("CPU a record, µs", &|point| point.cpu_microseconds_per_record),
        alone("time on the clock a record, µs", &|point| {
            Some(by_record(point.cost.wall_seconds * 1e6, point))
        }),
        alone("index a record, bytes", &|point| Some(by_record(float(point.index_bytes), point))),
        alone("peak memory, MB", &|point| {
            point.cost.peak_memory_bytes.map(|bytes| float(bytes) / 1e6)
        }),
        queries("half the queries within, ms", &|times| times.p50_us),
        queries("99 of 100 queries within, ms", &|times| times.p99_us),
    ];
    let title = "onrecord: what a record and a query cost as records grow";
    picture::write(path, svg(title, &described(points), "records", &panels)?)
}
