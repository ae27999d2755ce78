//! `readouts12`: readouts, business, sport, courts, transcripts, with all that a statement says.
//!
//! Quoted rows are laid beside the ranges between marks of main statements, reported ones beside
//! the spans. A quoted range that is no quoted row's counts against precision, unless half of it
//! lies in another annotated row or in a place left open. Hearers, days and the rest are measured
//! on the rows that were found. Rows that are nested or a stretch are left out.

use onrecord::model::Span;
use serde_json::Value;

use super::{
    Setting,
    agents::{Aliases, alternatives, strings},
    gold::{
        Annotated, Result,
        names::{last, same_last},
        overlap, read, trimmed,
    },
    pairing::pair,
    program::{Agent, Statement, extract, names, ranges},
    report::{Miss, Report, Row, f1, ratio},
};

const ON: &str = "readouts12";
const QUOTED: &str = "readouts12, quoted";

/// Counts of right and all.
type Count = (usize, usize);

#[derive(Default)]
struct Counts {
    gold: usize,
    found: usize,
    alike: usize,
    right: usize,
    reported: Count,
    turns: Count,
    via: Count,
    no_via: usize,
    addressees: Count,
    days: Count,
    days_given: usize,
    days_invented: usize,
    wording: Count,
    kinds: Count,
    no_statements: Count,
}

/// Measures them.
pub fn readouts(setting: &Setting) -> Result<Report> {
    let texts = read(&setting.gold.join("readouts12/gold.jsonl"))?;
    let aliases = Aliases::read(&setting.gold.join("seeds_aliases.json"))?;
    let mut report = Report::default();
    let mut counts = Counts::default();
    for (text, statements) in texts.iter().zip(extract(&setting.program, &texts)?) {
        let mut scorer =
            Scorer { text, aliases: &aliases, counts: &mut counts, misses: &mut report.misses };
        scorer.score(&statements);
    }
    let Counts { gold, found, alike, right, .. } = counts;
    let precision =
        |right| format!("P {:.1} R {:.1}", 100.0 * ratio(right, found), 100.0 * ratio(right, gold));
    let (overlap, end_to_end) = (f1(alike, found, gold), f1(right, found, gold));
    let given = format!("{} of {}, {} given", counts.days.0, counts.days.1, counts.days_given);
    let spurious = format!("of {}", counts.no_statements.1);
    report.rows.extend([
        Row::percent(
            ("readouts.overlap", "quoted words, overlap F1", QUOTED),
            overlap,
            precision(alike),
        ),
        Row::percent(
            ("readouts.e2e", "quoted words, end-to-end F1", QUOTED),
            end_to_end,
            precision(right),
        )
        .goal(88.0),
        Row::share(
            ("readouts.reported", "reported speech, found with its speaker", ON),
            counts.reported,
        ),
        Row::share(("readouts.turns", "turns, found with their speaker", ON), counts.turns),
        Row::share(("readouts.via", "passed on by, where somebody did", ON), counts.via).goal(85.0),
        Row::mistakes(
            ("readouts.no_via", "passed on by somebody, where nobody did", ON),
            counts.no_via,
            String::new(),
        ),
        Row::percent(
            ("readouts.said", "day of saying", ON),
            ratio(counts.days.0, counts.days.1),
            given,
        )
        .goal(90.0),
        Row::mistakes(
            ("readouts.invented", "days invented", ON),
            counts.days_invented,
            String::new(),
        )
        .goal(0.0),
        Row::share(("readouts.wording", "whose words", ON), counts.wording).goal(90.0),
        Row::share(
            ("readouts.addressees", "addressees, where there are any", ON),
            counts.addressees,
        ),
        Row::share(("readouts.kind", "kind", ON), counts.kinds),
        Row::mistakes(
            ("readouts.no_statements", "names and titles taken for statements", ON),
            counts.no_statements.0,
            spurious,
        ),
    ]);
    Ok(report)
}

/// One text.
struct Scorer<'a> {
    text: &'a Annotated,
    aliases: &'a Aliases,
    counts: &'a mut Counts,
    misses: &'a mut Vec<Miss>,
}

impl Scorer<'_> {
    fn score(&mut self, statements: &[Statement]) {
        let text = &self.text.text;
        let all: Vec<&Value> = self.text.rows("quotes").iter().collect();
        let span =
            |row: &Value| self.text.span(row, "start", "end").map(|span| trimmed(text, span));
        let aside = |row: &Value| {
            ["nested", "stretch"].iter().any(|tier| row["tier"] == *tier) || row["nested"] == true
        };
        let main: Vec<(&Value, Span)> = all
            .iter()
            .filter(|row| !aside(row))
            .filter_map(|row| Some((*row, span(row)?)))
            .collect();
        let (turns, main): (Vec<_>, Vec<_>) =
            main.into_iter().partition(|(row, _)| row["turn"] == true);
        let left_open = self.text.rows("dontcare").iter();
        let open: Vec<Span> = left_open
            .filter_map(|row| self.text.span(row, "start", "end"))
            .chain(all.iter().filter_map(|row| span(row)))
            .collect();
        let ranges = |of: fn(&Statement) -> Vec<Span>| {
            ranges(text, statements, |one| if one.primary { of(one) } else { Vec::new() })
        };
        let (quoted, reported): (Vec<_>, Vec<_>) =
            main.into_iter().partition(|(row, _)| row["quoted"] == true);
        let marked = ranges(Statement::quoted);
        let spurious = self.rows(&quoted, &open, statements, &marked);
        self.rows(&reported, &open, statements, &ranges(Statement::spans));
        for (row, span) in turns {
            self.turn(row, span, statements);
        }
        for range in spurious {
            let (span, statement) = (marked[range].0, &statements[marked[range].1]);
            self.counts.found += 1;
            let found = format!("{} {}", statement.kind, statement.name().unwrap_or("nobody"));
            self.miss("readouts.e2e", "spurious span", span, "no statement", &found);
        }
        for row in self.text.rows("nonstatements") {
            let Some(span) = self.text.span(row, "start", "end") else { continue };
            let taken = marked.iter().any(|(range, _)| 0.5 <= overlap(text, *range, span));
            count(&mut self.counts.no_statements, taken);
            if taken {
                let why = row["why"].as_str().unwrap_or_default();
                self.miss("readouts.no_statements", why, span, "no statement", "a statement");
            }
        }
    }

    /// Scores rows by what was found for them; the ranges that are nobody's.
    fn rows(
        &mut self,
        rows: &[(&Value, Span)],
        open: &[Span],
        statements: &[Statement],
        ranges: &[(Span, usize)],
    ) -> Vec<usize> {
        let gold: Vec<Span> = rows.iter().map(|(_, span)| *span).collect();
        let found: Vec<Span> = ranges.iter().map(|(span, _)| *span).collect();
        let pairs = pair(&self.text.text, &gold, open, &found);
        for ((row, span), range) in rows.iter().zip(&pairs.found) {
            self.row(row, *span, range.map(|range| &statements[ranges[range].1]));
        }
        pairs.spurious
    }

    fn row(&mut self, row: &Value, span: Span, statement: Option<&Statement>) {
        let quoted = row["quoted"] == true;
        let measure = if quoted { "readouts.e2e" } else { "readouts.reported" };
        let right = self.speaker(measure, row, span, statement);
        let found = statement.is_some();
        if quoted {
            self.counts.gold += 1;
            self.counts.found += usize::from(found);
            self.counts.alike += usize::from(found);
            self.counts.right += usize::from(right);
        } else {
            count(&mut self.counts.reported, right);
        }
        if let Some(statement) = statement {
            self.attributes(row, span, statement);
        }
    }

    /// A turn's paragraphs are a statement each.
    fn turn(&mut self, row: &Value, span: Span, statements: &[Statement]) {
        let text = &self.text.text;
        let inside = |statement: &&Statement| {
            let spans = statement.spans();
            let held =
                !spans.is_empty() && spans.iter().all(|one| span.contains(trimmed(text, *one)));
            statement.primary && statement.attribution == "turn" && held
        };
        let paragraphs: Vec<&Statement> = statements.iter().filter(inside).collect();
        let n: usize = paragraphs.iter().flat_map(|one| one.spans()).map(Span::len).sum();
        let found = span.len() * 4 <= n * 5;
        let first = paragraphs.first().filter(|_| found).copied();
        let right = self.speaker("readouts.turns", row, span, first);
        count(&mut self.counts.turns, right);
        if let Some(first) = first {
            self.attributes(row, span, first);
        }
    }

    /// Whether a statement was found for the row, and says who spoke.
    fn speaker(
        &mut self,
        measure: &'static str,
        row: &Value,
        span: Span,
        statement: Option<&Statement>,
    ) -> bool {
        let right = alternatives(row, "speaker", "speaker_alts");
        let expected = right.first().copied().unwrap_or("nobody");
        let Some(statement) = statement else {
            let kind = row["kind"].as_str().unwrap_or_default();
            let cue = row["cue"].as_str().unwrap_or("no cue");
            let expected = format!("{kind}, {expected}, {cue}");
            self.miss(measure, &format!("missed span, {kind}"), span, &expected, "nothing");
            return false;
        };
        let given = statement.name();
        let is_right = match given {
            Some(given) if !right.is_empty() => {
                same_last(&right, given)
                    || right
                        .iter()
                        .any(|right| self.aliases.last(right) == self.aliases.last(given))
            }
            _ => right.is_empty() && given.is_none(),
        };
        if !is_right {
            let sort = match (given, row["speaker_type"].as_str()) {
                (None, _) => "no speaker given".to_owned(),
                (Some(_), sort) => format!("wrong speaker, {}", sort.unwrap_or("none")),
            };
            let found = given.or(statement.as_written()).unwrap_or("nobody");
            self.miss(measure, &sort, span, expected, found);
        }
        is_right
    }

    fn attributes(&mut self, row: &Value, span: Span, statement: &Statement) {
        let (wanted, given) = (strings(&row["via"]), names(&statement.via));
        if let Some(first) = wanted.first() {
            let first = self.aliases.last(first);
            let right = given.iter().any(|given| self.aliases.last(given) == first);
            count(&mut self.counts.via, right);
            if !right {
                self.miss("readouts.via", "via", span, &wanted.join(", "), &shown(&statement.via));
            }
        } else if !given.is_empty() {
            self.counts.no_via += 1;
            self.miss(
                "readouts.no_via",
                "via where there is none",
                span,
                "nobody",
                &shown(&statement.via),
            );
        }
        let wanted = strings(&row["addressee"]);
        if !wanted.is_empty() {
            let given = names(&statement.addressees);
            let right = wanted.iter().any(|one| given.iter().any(|given| last(given) == last(one)));
            count(&mut self.counts.addressees, right);
            if !right {
                let given = shown(&statement.addressees);
                self.miss("readouts.addressees", "addressees", span, &wanted.join(", "), &given);
            }
        }
        let (wanted, given) = (row["said_on"].as_str(), statement.day());
        if wanted.is_some() {
            count(&mut self.counts.days, given == wanted);
            self.counts.days_given += usize::from(given.is_some());
        }
        self.counts.days_invented += usize::from(wanted.is_none() && given.is_some());
        if given != wanted {
            let sort = match (wanted, given) {
                (None, _) => "day invented",
                (_, None) => "no day given",
                _ => "wrong day",
            };
            let words = row["said_as_written"].as_str().unwrap_or("no words");
            let wanted = format!("{} ({words})", wanted.unwrap_or("none"));
            self.miss("readouts.said", sort, span, &wanted, given.unwrap_or("none"));
        }
        if let Some(own) = row["own_words"].as_bool() {
            let right = own == (statement.wording == "own");
            count(&mut self.counts.wording, right);
            if !right {
                let wanted = if own { "own" } else { "not own" };
                self.miss("readouts.wording", "wording", span, wanted, &statement.wording);
            }
        }
        let wanted = row["kind"].as_str().unwrap_or_default();
        count(&mut self.counts.kinds, statement.kind == wanted);
        if statement.kind != wanted {
            let sort = format!("{wanted} taken for {}", statement.kind);
            self.miss("readouts.kind", &sort, span, wanted, &statement.kind);
        }
    }

    fn miss(&mut self, row: &'static str, sort: &str, span: Span, expected: &str, found: &str) {
        self.misses.push(Miss::new(row, sort, self.text, span, (expected, found)));
    }
}

fn shown(agents: &[Agent]) -> String {
    let name = |agent: &Agent| agent.name.clone().or_else(|| agent.as_written.clone());
    let names: Vec<String> = agents.iter().filter_map(name).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn count(counts: &mut Count, right: bool) {
    counts.0 += usize::from(right);
    counts.1 += 1;
}
