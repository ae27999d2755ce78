//! Briefings: whose words the turns are, and which names their labels were led to.

use onrecord::model::Span;
use serde_json::Value;

use super::{
    Setting,
    agents::alternatives,
    gold::{Annotated, Result, lines, names::same, read},
    program::{Statement, extract},
    report::{Miss, Report, Row},
};

const TURNS: &str = "briefings.dev";
const LABELS: &str = "labels.dev";

/// Measures them.
pub fn briefings(setting: &Setting) -> Result<Report> {
    let texts = read(&setting.gold.join("briefings.dev.jsonl"))?;
    let found = extract(&setting.program, &texts)?;
    let mut report = Report::default();
    let share = |end: fn(&str) -> usize, misses: &mut Vec<Miss>| {
        let both = texts.iter().zip(&found);
        both.map(|(text, statements)| turns(text, statements, end, misses))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let what = "turns, characters in statements of the right speaker";
    let annotated = share(str::len, &mut Vec::new());
    report.rows.push(Row::share(("turns", what, TURNS), annotated).goal(99.5));
    let what = "turns ended at labels the annotation missed";
    let ended = share(missed, &mut report.misses);
    report.rows.push(Row::share(("turns.ended", what, TURNS), ended));
    let file = setting.own.join("labels.dev.jsonl");
    if file.is_file() {
        let mut counts = (0, 0);
        for row in lines(&file)? {
            let at = texts.iter().position(|text| text.gold["id"] == row["id"]);
            let Some(at) = at else { return Err(format!("no text {}", row["id"]).into()) };
            counts.1 += 1;
            counts.0 += usize::from(label(&texts[at], &found[at], &row, &mut report.misses));
        }
        report
            .rows
            .push(Row::share(("labels", "labels led to full names", LABELS), counts).goal(95.0));
    }
    Ok(report)
}

/// How many of the characters of a briefing's turns, blanks apart, lie in main statements that
/// rest on a turn and name its label, and how many there are; `end` says how much of a turn counts.
fn turns(
    text: &Annotated,
    statements: &[Statement],
    end: fn(&str) -> usize,
    misses: &mut Vec<Miss>,
) -> (usize, usize) {
    let mut labels: Vec<Option<&str>> = vec![None; text.text.len()];
    for statement in statements.iter().filter(|one| one.primary && one.attribution == "turn") {
        for span in statement.spans() {
            labels[span.range()].fill(statement.as_written());
        }
    }
    let (mut n_right, mut n_all) = (0, 0);
    for turn in text.rows("quotes") {
        let Some(span) = text.span(turn, "start", "end") else { continue };
        let wanted = turn["speaker"].as_str();
        let words = span.of(&text.text);
        let chars = words[..end(words)].char_indices().filter(|(_, char)| !char.is_whitespace());
        let given: Vec<Option<&str>> =
            chars.map(|(at, _)| labels[span.start as usize + at]).collect();
        let right = given.iter().filter(|label| **label == wanted).count();
        n_right += right;
        n_all += given.len();
        if let Some(other) = given.iter().find(|label| **label != wanted) {
            let sort = if other.is_none() { "words in no turn" } else { "wrong label" };
            let found = format!("{}, {right} of {} right", other.unwrap_or("nobody"), given.len());
            misses.push(Miss::new("turns", sort, text, span, (wanted.unwrap_or("nobody"), &found)));
        }
    }
    (n_right, n_all)
}

/// Where in a turn a label stands that the annotation took for speech: it knows none that holds
/// small letters or accents, `MR. McDERMOTT:`.
fn missed(turn: &str) -> usize {
    let label = |at: &usize| {
        let line = &turn[at + 2..];
        let titled = ["MR. ", "MS. "].iter().any(|title| line.starts_with(title));
        titled && line.find(':').is_some_and(|colon| colon < 24)
    };
    turn.match_indices("\n\nM").map(|(at, _)| at).find(label).unwrap_or(turn.len())
}

/// Whether all of the turn under a label has a name that is right; none may be.
fn label(text: &Annotated, statements: &[Statement], row: &Value, misses: &mut Vec<Miss>) -> bool {
    let Some(place) = text.place(&row["start"]) else { return false };
    let label = row["label"].as_str().unwrap_or_default();
    let label = Span::new(place, place + label.len());
    let in_turn = |one: &&Statement| {
        let below = one.mention().is_some_and(|mention| mention.overlaps(label));
        one.primary && one.attribution == "turn" && below
    };
    let names = alternatives(row, "name", "alts");
    let right = |given: Option<&str>| match given {
        Some(given) => same(&names, given),
        None => row["name"].is_null(),
    };
    let turn: Vec<Option<&str>> = statements.iter().filter(in_turn).map(Statement::name).collect();
    let wrong = turn.iter().copied().find(|given| !right(*given));
    if wrong.is_none() && !turn.is_empty() {
        return true;
    }
    let sort = match wrong {
        None => "no turn",
        Some(None) => "no name given",
        Some(Some(_)) => "wrong name",
    };
    let found = wrong.flatten().unwrap_or("nobody");
    let expected = names.first().copied().unwrap_or("nobody");
    misses.push(Miss::new("labels", sort, text, label, (expected, found)));
    false
}
