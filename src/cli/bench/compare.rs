//! `onrecord bench --compare`: a result beside an earlier one that `--json` printed.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use serde::Serialize;
use serde_json::Value;

use super::{FORMAT, report::corpus_name};
use crate::{
    cli::CliError,
    render::{Style, table},
};

/// The largest file that could be a result, in bytes.
const LARGEST: u64 = 16 << 20;

/// An earlier result.
#[derive(Debug)]
pub(super) struct Past(Value);

impl Past {
    /// Reads the file at `path`, which has to be of a run that is called `run`.
    pub(super) fn read(path: &Path, run: &str) -> Result<Self, CliError> {
        let name = path.display();
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(
            |error| {
                let reason = error.to_string();
                let reason = reason.split(" (os error").next().unwrap_or_default().to_lowercase();
                CliError::user(format!("cannot read `{name}`: {reason}"))
            },
        )?;
        let no_result = |why: &str| {
            CliError::user(format!("`{name}` is no result of `onrecord bench`: {why}"))
                .hint("`onrecord bench --json > FILE` writes one")
        };
        if LARGEST < bytes.len() as u64 {
            return Err(no_result(&format!("it is larger than {} MB", LARGEST >> 20)));
        }
        let past: Value =
            serde_json::from_slice(&bytes).map_err(|error| no_result(&error.to_string()))?;
        let Some(format) = past.get("format").and_then(Value::as_u64) else {
            return Err(no_result(
                "line 1, column 1: an object with the key `format` belongs here",
            ));
        };
        let Some(past_run) = run_of(&past) else {
            return Err(no_result("its keys are those of something else"));
        };
        if format != u64::from(FORMAT) {
            return Err(CliError::user(format!(
                "`{name}` has format {format} under the key `format`, and this program reads {FORMAT}"
            ))
            .hint("measure again with `onrecord bench --json`"));
        }
        if past_run != run {
            return Err(CliError::user(format!(
                "`{name}` is of another kind of run: `{}`, and this one is `{}`",
                told(&past_run),
                told(run)
            ))
            .hint("give the flags that it was made with"));
        }
        Ok(Self(past))
    }
}

/// The kind of run that a result is of; early ones do not say.
fn run_of(result: &Value) -> Option<String> {
    match result.get("run").and_then(Value::as_str) {
        Some("against") => Some(format!("against {}", result.get("against")?.as_str()?)),
        Some(run @ ("index" | "formats" | "curve" | "queries")) => Some(run.to_owned()),
        None if result.get("stages").is_some_and(Value::is_array) => Some("index".to_owned()),
        None if result.get("formats").is_some_and(Value::is_array) => Some("formats".to_owned()),
        _ => None,
    }
}

/// A kind of run as it is typed.
fn told(run: &str) -> String {
    match run {
        "index" => "onrecord bench".to_owned(),
        "formats" => "onrecord bench --format".to_owned(),
        run => format!("onrecord bench --{run}"),
    }
}

/// Two results side by side.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    format: u32,
    run: &'static str,
    /// The kind of both.
    of: String,
    /// Why figures of the two may differ for another reason than the program.
    differences: Vec<String>,
    figures: Vec<Pair>,
    /// All that was measured now.
    new: Value,
}

/// A figure then and now.
#[derive(Debug, Serialize)]
struct Pair {
    name: String,
    unit: &'static str,
    old: Option<f64>,
    new: Option<f64>,
    /// New by old.
    ratio: Option<f64>,
}

impl Comparison {
    /// Sets `report` of a run that is called `run` beside `past`.
    pub(super) fn new(past: &Past, run: &str, report: &impl Serialize) -> Result<Self, CliError> {
        let new = serde_json::to_value(report).map_err(CliError::internal)?;
        let (old_figures, new_figures) = (figures(&past.0), figures(&new));
        let mut pairs = Vec::new();
        for (name, unit, figure) in &new_figures {
            let same = |(other, _, _): &&(String, &'static str, Option<f64>)| other == name;
            let old = old_figures.iter().find(same).and_then(|found| found.2);
            let ratio = old.zip(*figure).filter(|(old, _)| 0.0 < *old).map(|(old, new)| new / old);
            if old.is_some() || figure.is_some() {
                pairs.push(Pair { name: name.clone(), unit, old, new: *figure, ratio });
            }
        }
        for (name, unit, old) in old_figures {
            if old.is_some() && !new_figures.iter().any(|(other, _, _)| *other == name) {
                pairs.push(Pair { name, unit, old, new: None, ratio: None });
            }
        }
        Ok(Self {
            format: FORMAT,
            run: "compare",
            of: run.to_owned(),
            differences: differences(&past.0, &new),
            figures: pairs,
            new,
        })
    }
}

/// What was not the same in the two runs.
fn differences(old: &Value, new: &Value) -> Vec<String> {
    let corpus = |of: &Value| {
        let text = |key: &str| of.get(key).and_then(Value::as_str).map(str::to_owned);
        let made_up = text("made_up").unwrap_or_else(|| "documents".to_owned());
        corpus_name(text("corpus").as_deref(), Some(&made_up))
    };
    let shown = |of: &Value, key: &str| of.get(key).map(ToString::to_string);
    let mut found = Vec::new();
    if corpus(old) != corpus(new) {
        found.push(format!("corpus: {} then, {} now", corpus(old), corpus(new)));
    }
    for key in ["documents", "text_bytes", "threads", "rounds", "cut"] {
        if let (Some(then), Some(now)) = (shown(old, key), shown(new, key))
            && then != now
        {
            found.push(format!("{}: {then} then, {now} now", key.replace('_', " ")));
        }
    }
    found
}

type Figure = (String, &'static str, Option<f64>);

/// The figures of a result that can be set beside those of another.
fn figures(result: &Value) -> Vec<Figure> {
    let mut figures = Vec::new();
    take(&mut figures, "", result);
    for (key, name) in
        [("stages", "name"), ("formats", "name"), ("systems", "name"), ("points", "records")]
    {
        for part in result.get(key).and_then(Value::as_array).into_iter().flatten() {
            let name = match part.get(name) {
                Some(Value::String(name)) => name.clone(),
                Some(name) => format!("{name} records"),
                None => continue,
            };
            take(&mut figures, &format!("{name}: "), part);
        }
    }
    figures
}

/// Takes the figures of `part` and its queries, with `prefix` before their names.
fn take(figures: &mut Vec<Figure>, prefix: &str, part: &Value) {
    let mut add = |prefix: &str, part: &Value, known: &[(&str, &str, &'static str)]| {
        for (key, name, unit) in known {
            if let Some(figure) = part.get(key) {
                figures.push((format!("{prefix}{name}"), unit, figure.as_f64()));
            }
        }
    };
    add(prefix, part, FIGURES);
    for query in part.get("queries").and_then(Value::as_array).into_iter().flatten() {
        let kind = query.get("kind").and_then(Value::as_str).unwrap_or_default();
        add(&format!("{prefix}{kind} "), query, PERCENTILES);
    }
}

/// Keys of figures, their names and units.
const FIGURES: &[(&str, &str, &str)] = &[
    ("cpu_seconds", "CPU", "s"),
    ("cpu_microseconds_per_record", "CPU a record", "µs"),
    ("wall_seconds", "wall", "s"),
    ("seconds", "busy", "s"),
    ("peak_memory_bytes", "peak memory", "bytes"),
    ("index_bytes", "index", "bytes"),
    ("index_bytes_per_text_byte", "index a byte of text", "bytes"),
    ("megabytes_per_cpu_second", "read", "MB/CPU s"),
];

const PERCENTILES: &[(&str, &str, &str)] = &[
    ("p50_ms", "p50", "ms"),
    ("p95_ms", "p95", "ms"),
    ("p99_ms", "p99", "ms"),
    ("p50_us", "p50", "µs"),
    ("p95_us", "p95", "µs"),
    ("p99_us", "p99", "µs"),
];

/// Writes `comparison` for people.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison, style: Style) -> io::Result<()> {
    let bold = style.theme.speaker;
    writeln!(out, "{bold}{}{bold:#}, then and now", told(&comparison.of))?;
    for difference in &comparison.differences {
        writeln!(out, "not the same: {difference}")?;
    }
    let mut rows = vec![["figure", "unit", "old", "new", "ratio"].map(str::to_owned).to_vec()];
    rows.extend(comparison.figures.iter().map(|pair| {
        // Bytes are read in millions.
        let (unit, scale, digits) = match pair.unit {
            "bytes" if !pair.name.contains("a byte") => ("MB", 1e6, 1),
            unit @ "µs" => (unit, 1.0, 0),
            unit => (unit, 1.0, 3),
        };
        let shown = |figure: Option<f64>| {
            figure.map_or_else(|| "–".to_owned(), |it| format!("{:.digits$}", it / scale))
        };
        let ratio = pair.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        vec![pair.name.clone(), unit.to_owned(), shown(pair.old), shown(pair.new), ratio]
    }));
    table::columns(out, &rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(content: &str, run: &str) -> Result<Past, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("past.json");
        std::fs::write(&path, content).unwrap();
        let folder = folder.path().display().to_string();
        Past::read(&path, run).map_err(|error| error.to_string().replace(&folder, ""))
    }

    #[test]
    fn figures_are_paired_by_name() {
        let past = json!({
            "format": 1, "documents": 10, "wall_seconds": 2.0, "cpu_seconds": null,
            "stages": [{"name": "read", "seconds": 0.5}, {"name": "gone", "seconds": 1.0}],
            "queries": [{"kind": "word", "p50_ms": 1.0}],
        });
        let now = json!({
            "format": 1, "run": "index", "documents": 20, "wall_seconds": 1.0, "cpu_seconds": 3.0,
            "stages": [{"name": "read", "seconds": 1.0}],
            "queries": [{"kind": "word", "p50_ms": 4.0}],
        });
        let past = read(&past.to_string(), "index").unwrap();
        let compared = Comparison::new(&past, "index", &now).unwrap();
        assert_eq!(compared.differences, ["documents: 10 then, 20 now"]);
        let mut out = Vec::new();
        let style = Style::new(crate::render::Theme::PLAIN, 80);
        write(&mut out, &compared, style).unwrap();
        let expected = "\
onrecord bench, then and now
not the same: documents: 10 then, 20 now
figure      unit    old    new  ratio
CPU         s         –  3.000      –
wall        s     2.000  1.000   0.50
word p50    ms    1.000  4.000   4.00
read: busy  s     0.500  1.000   2.00
gone: busy  s     1.000      –      –
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_is_no_result_is_told() {
        let wrong = |content: &str| read(content, "index").unwrap_err();
        assert_eq!(
            wrong("{\"format\": 1,\n  \"stages\": ]}"),
            "error: `/past.json` is no result of `onrecord bench`: expected value at line 2 column \
             13\n\nhint: `onrecord bench --json > FILE` writes one"
        );
        assert!(wrong("[1]").contains("an object with the key `format` belongs here"));
        assert!(wrong("{\"format\":1,\"hits\":[]}").contains("those of something else"));
        assert!(wrong("{\"format\":9,\"stages\":[]}").contains("has format 9"));
        let other = wrong("{\"format\":1,\"run\":\"against\",\"against\":\"sqlite\"}");
        assert!(
            other.contains("`onrecord bench --against sqlite`, and this one is `onrecord bench`"),
            "{other}"
        );
        assert!(read("{\"format\":1,\"run\":\"curve\"}", "curve").is_ok());
    }
}
