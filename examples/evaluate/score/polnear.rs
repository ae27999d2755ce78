//! PolNeAR: words and speakers by `score.py`, kinds, and how far `confidence` is to be trusted.
//!
//! Measured are the outermost acts, by the mention beside the cue (`predict.py --surface --outer`):
//! on `polnear_quoted.dev` the ranges between marks (`--quoted`); on `polnear.dev` all spans
//! (`--spans`), direct quotes by `score.py --kinds direct --quoted-only`, speech by `--speech-only`.

use std::{ffi::OsStr, path::Path};

use onrecord::model::Span;
use serde_json::Value;

use super::{
    Setting,
    gold::{
        Annotated, Result,
        names::{same, same_last},
        read, trimmed,
    },
    pairing::pair,
    program::{Statement, extract, python, ranges},
    report::{Miss, Report, Row, ratio},
};

const QUOTED: &str = "polnear_quoted.dev";
const DIRECT: &str = "polnear.dev, direct";
const SPEECH: &str = "polnear.dev, speech";

/// What stands between quotation marks.
pub fn quoted(setting: &Setting) -> Result<Report> {
    let file = setting.gold.join("polnear_quoted.dev.jsonl");
    let predictions = Predictions::new(setting, &file, "--quoted")?;
    let scores = predictions.score(&[])?;
    let mut report = Report::default();
    let mut row = |key, measure, name, goal| {
        report.rows.push(f1(key, measure, QUOTED, &scores[name]).goal(goal));
    };
    row("quoted.overlap", "quoted words, overlap F1", "overlap", 97.0);
    row("quoted.e2e", "quoted words, end-to-end F1", "e2e_last", 90.0);
    row("quoted.strict", "quoted words, end-to-end F1, strict", "e2e_strict", 86.0);
    let texts = read(&file)?;
    let mut beliefs = Vec::new();
    for (text, statements) in texts.iter().zip(extract(&setting.program, &texts)?) {
        let compared = Compared::new(text, &statements, Statement::quoted);
        compared.report("quoted", &mut report.misses);
        beliefs.extend(compared.beliefs());
    }
    let key = "quoted.confidence";
    let error = calibration_error(&beliefs);
    let note = format!("{} ranges", beliefs.len());
    report.rows.push(Row::error(
        (key, "confidence, expected calibration error", QUOTED),
        error,
        note,
    ));
    Ok(report)
}

/// Everything said, reported speech too.
pub fn speech(setting: &Setting) -> Result<Report> {
    let file = setting.gold.join("polnear.dev.jsonl");
    let predictions = Predictions::new(setting, &file, "--spans")?;
    let direct = predictions.score(&["--kinds", "direct", "--quoted-only"])?;
    let speech = predictions.score(&["--speech-only"])?;
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let speaker = number(&direct["speaker_last"]);
    let of = format!("of {}", direct["speaker_n"]);
    let mut report = Report::default();
    report.rows.extend([
        f1("direct.e2e", "direct quotes, end-to-end F1", DIRECT, &direct["e2e_last"]).goal(92.0),
        Row::percent(("direct.speaker", "direct quotes, speaker given span", DIRECT), speaker, of)
            .goal(96.0),
        f1("speech.overlap", "all speech, overlap F1", SPEECH, &speech["overlap"]).goal(72.0),
        f1("speech.e2e", "all speech, end-to-end F1", SPEECH, &speech["e2e_last"]).goal(65.0),
    ]);
    let texts = read(&file)?;
    let (mut right, mut all) = (0, 0);
    for (text, statements) in texts.iter().zip(extract(&setting.program, &texts)?) {
        let compared = Compared::new(text, &statements, Statement::spans);
        compared.report("speech", &mut report.misses);
        for (gold, statement) in compared.pairs() {
            let kind = gold.row["kind"].as_str().unwrap_or_default();
            all += 1;
            right += usize::from(kind == statement.kind);
            if kind != statement.kind {
                let sort = format!("{kind} taken for {}", statement.kind);
                let both = (kind, statement.kind.as_str());
                report.misses.push(Miss::new("speech.kind", sort, text, gold.span, both));
            }
        }
    }
    let kind =
        Row::share(("speech.kind", "all speech, kind of what was found", SPEECH), (right, all));
    report.rows.push(kind.goal(90.0));
    Ok(report)
}

/// What `predict.py` makes of the program's output.
struct Predictions<'a> {
    gold: &'a Path,
    folder: tempfile::TempDir,
}

const PREDICTED: &str = "predicted.jsonl";

impl<'a> Predictions<'a> {
    fn new(setting: &Setting, gold: &'a Path, ranges: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let script = gold.with_file_name("predict.py");
        let out = folder.path().join(PREDICTED);
        let files = [&script, &setting.program, gold, &out].map(AsRef::<OsStr>::as_ref);
        let flags = [ranges, "--surface", "--outer"].map(OsStr::new);
        python(&[&files[..], &flags].concat())?;
        Ok(Self { gold, folder })
    }

    fn score(&self, options: &[&str]) -> Result<Value> {
        let script = self.gold.with_file_name("score.py");
        let predicted = self.folder.path().join(PREDICTED);
        let files = [script.as_os_str(), self.gold.as_os_str(), predicted.as_os_str()];
        let options: Vec<&OsStr> = options.iter().chain(&["--json"]).map(OsStr::new).collect();
        Ok(serde_json::from_str(&python(&[&files[..], &options].concat())?)?)
    }
}

/// A row of precision, recall and F1, which is how `score.py` gives them.
fn f1(key: &'static str, measure: &'static str, on: &'static str, scores: &Value) -> Row {
    let part = |at: usize| scores[at].as_f64().unwrap_or_default();
    let note = format!("P {:.1} R {:.1}", 100.0 * part(0), 100.0 * part(1));
    Row::percent((key, measure, on), part(2), note)
}

/// An annotated statement.
pub struct Quote<'a> {
    span: Span,
    pub row: &'a Value,
}

/// One text's outer acts beside its annotations, attitudes left out.
pub struct Compared<'a> {
    text: &'a Annotated,
    statements: &'a [Statement],
    gold: Vec<Quote<'a>>,
    ranges: Vec<(Span, usize)>,
    found: Vec<Option<usize>>,
    spurious: Vec<usize>,
}

impl<'a> Compared<'a> {
    pub fn new(
        text: &'a Annotated,
        statements: &'a [Statement],
        of: fn(&Statement) -> Vec<Span>,
    ) -> Self {
        let quote =
            |row| Some(Quote { span: trimmed(&text.text, text.span(row, "start", "end")?), row });
        let (gold, attitudes): (Vec<Quote>, Vec<Quote>) = text
            .rows("quotes")
            .iter()
            .filter_map(quote)
            .filter(|quote| !quote.span.is_empty())
            .partition(|quote| quote.row["speech"] != Value::Bool(false));
        let left_open = text.rows("dontcare").iter();
        let left_open = left_open.filter_map(|row| text.span(row, "start", "end"));
        let open: Vec<Span> = attitudes.iter().map(|quote| quote.span).chain(left_open).collect();
        let outer = |one: &Statement| if one.parent.is_none() { of(one) } else { Vec::new() };
        let ranges = ranges(&text.text, statements, outer);
        let found: Vec<Span> = ranges.iter().map(|(span, _)| *span).collect();
        let spans: Vec<Span> = gold.iter().map(|quote| quote.span).collect();
        let pairs = pair(&text.text, &spans, &open, &found);
        Self { text, statements, gold, ranges, found: pairs.found, spurious: pairs.spurious }
    }

    fn statement(&self, range: usize) -> &'a Statement {
        &self.statements[self.ranges[range].1]
    }

    /// The annotated statements that were found.
    pub fn pairs(&self) -> impl Iterator<Item = (&Quote<'a>, &'a Statement)> {
        let pairs = self.gold.iter().zip(&self.found);
        pairs.filter_map(|(gold, found)| Some((gold, self.statement((*found)?))))
    }

    /// How likely the speaker was thought to be right, and whether they are.
    fn beliefs(&self) -> impl Iterator<Item = (f64, bool)> {
        let pairs = self.pairs().map(|(gold, statement)| {
            let right = match (gold.row["speaker"].as_str(), statement.as_written()) {
                (Some(right), Some(given)) => same_last(&[right], given),
                (right, given) => right.is_none() && given.is_none(),
            };
            (statement.confidence, right)
        });
        pairs.chain(self.spurious.iter().map(|at| (self.statement(*at).confidence, false)))
    }

    fn report(&self, row: &'static str, misses: &mut Vec<Miss>) {
        let mut miss = |sort: String, span, expected: &str, found: &str| {
            misses.push(Miss::new(row, sort, self.text, span, (expected, found)));
        };
        for (gold, found) in self.gold.iter().zip(&self.found) {
            let kind = gold.row["kind"].as_str().unwrap_or_default();
            let right = gold.row["speaker"].as_str();
            let Some(found) = found else {
                let cue = gold.row["cue"].as_str().unwrap_or("no cue");
                let expected = format!("{kind}, {}, {cue}", right.unwrap_or("nobody"));
                let near = self.ranges.iter().find(|(span, _)| span.overlaps(gold.span));
                let found = near.map_or("nothing", |(span, _)| span.of(&self.text.text));
                let sort = if near.is_some() { "wrong span" } else { "missed span" };
                miss(format!("{sort}, {kind}"), gold.span, &expected, found);
                continue;
            };
            match (right, self.statement(*found).as_written()) {
                (Some(right), None) => {
                    miss("no speaker given".to_owned(), gold.span, right, "nobody");
                }
                (None, Some(given)) => {
                    miss("a speaker where there is none".to_owned(), gold.span, "nobody", given);
                }
                (Some(right), Some(given)) if !same_last(&[right], given) => {
                    let sort = gold.row["speaker_type"].as_str().unwrap_or("of no type");
                    miss(format!("wrong speaker, {sort}"), gold.span, right, given);
                }
                (Some(right), Some(given)) if !same(&[right], given) => {
                    miss("right last name, other words".to_owned(), gold.span, right, given);
                }
                _ => {}
            }
        }
        let gone = |(gold, found): (&Quote, &Option<usize>)| found.is_none().then_some(gold.span);
        let gone: Vec<Span> = self.gold.iter().zip(&self.found).filter_map(gone).collect();
        for at in &self.spurious {
            let (span, statement) = (self.ranges[*at].0, self.statement(*at));
            // Those are told as what was found instead of the right span.
            if gone.iter().all(|gone| !gone.overlaps(span)) {
                let found =
                    format!("{}, {}", statement.kind, statement.as_written().unwrap_or("nobody"));
                let sort = format!("spurious span, {}", statement.kind);
                miss(sort, span, "no statement", &found);
            }
        }
    }
}

/// How far what was thought likely lies from what was right, weighed over ten steps.
fn calibration_error(beliefs: &[(f64, bool)]) -> f64 {
    let mut steps = [(0_usize, 0_usize, 0.0); 10];
    for (belief, right) in beliefs {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let (n, n_right, sum) = &mut steps[((belief * 10.0) as usize).min(9)];
        *n += 1;
        *n_right += usize::from(*right);
        *sum += belief;
    }
    let off = steps.iter().map(|(_, right, sum)| (sum - ratio(*right, 1)).abs());
    off.sum::<f64>() / ratio(beliefs.len(), 1).max(1.0)
}

#[test]
fn confidence_is_measured_in_steps() {
    let beliefs = [(0.95, true), (0.95, false), (0.25, false), (0.25, true)];
    assert!((calibration_error(&beliefs) - (0.9 + 0.5) / 4.0).abs() < 1e-9);
}
