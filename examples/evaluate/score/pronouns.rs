//! Pronouns that stand for speakers, and the names they were led to.

use super::{
    Setting,
    agents::alternatives,
    gold::{Result, lines, names::same_last, read},
    polnear::Compared,
    program::{Statement, extract},
    report::{Miss, Report, Row, ratio},
};

const ON: &str = "pronouns.dev";

/// Measures them on what was annotated for this project; nothing where that is not there.
pub fn pronouns(setting: &Setting) -> Result<Report> {
    let file = setting.own.join("pronouns.dev.jsonl");
    let mut report = Report::default();
    if !file.is_file() {
        return Ok(report);
    }
    let texts = read(&setting.gold.join("polnear.dev.jsonl"))?;
    let found = extract(&setting.program, &texts)?;
    let found: Vec<Compared> = texts
        .iter()
        .zip(&found)
        .map(|(text, statements)| Compared::new(text, statements, Statement::spans))
        .collect();
    let (mut n_right, mut n_found, mut n_all) = (0, 0, 0);
    for row in lines(&file)? {
        n_all += 1;
        let at = texts.iter().position(|text| text.gold["id"] == row["id"]);
        let Some(at) = at else { return Err(format!("no text {}", row["id"]).into()) };
        let Some(pronoun) = texts[at].span(&row, "start", "end") else { continue };
        let mut statements = found[at].pairs().filter(|(gold, statement)| {
            gold.row["speaker_start"] == row["start"]
                && statement.mention().is_some_and(|mention| mention.overlaps(pronoun))
        });
        let Some((_, statement)) = statements.next() else { continue };
        n_found += 1;
        let (names, given) = (alternatives(&row, "name", "alts"), statement.name());
        let right = match given {
            Some(given) => {
                same_last(&names, given) || names.iter().any(|name| same_last(&[given], name))
            }
            None => row["name"].is_null(),
        };
        n_right += usize::from(right);
        if !right {
            let sort = match given {
                Some(_) if row["name"].is_null() => "a name where there is none",
                Some(_) => "wrong name",
                None => "no name given",
            };
            let both = (names.first().copied().unwrap_or("nobody"), given.unwrap_or("nobody"));
            report.misses.push(Miss::new("pronouns", sort, &texts[at], pronoun, both));
        }
    }
    let note = format!("{n_right} of {n_found} found, of {n_all}");
    let what = "pronouns that speak, led to the right name";
    report
        .rows
        .push(Row::percent(("pronouns", what, ON), ratio(n_right, n_found), note).goal(85.0));
    Ok(report)
}
