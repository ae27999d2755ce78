//! `onrecord people list`: who says what, and the user's rules about them.

use clap::Args;
use serde::Serialize;

use super::{PeopleFile, clipped, file::line};
use crate::{
    cli::{
        CliError, Outcome, Setting,
        output::{print, say},
        problems::{counted, thousands},
        query_args::number,
        store,
    },
    people::{Conflict, Correction, Overlay, Split},
    query,
    render::{json, table, wrap::Paragraph},
    text::{fold, slug},
};

const EXAMPLES: &str = "\
Examples:
  onrecord people list               everybody, most statements first, and all rules
  onrecord people list hale -n 5     those with a word in their names
  onrecord people list --json";

/// List people with their other names, the rules about them, and conflicts
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ListArgs {
    /// Only those with these words in a name
    #[arg(value_name = "WORD")]
    having: Vec<String>,
    /// Show this many people at most [default: all]
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    limit: Option<usize>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ListJson {
    format: u32,
    file: String,
    /// Whether the index is by the rules as they stand.
    applied: bool,
    total: usize,
    people: Vec<PersonJson>,
    splits: Vec<RuleJson>,
    corrections: Vec<RuleJson>,
    conflicts: Vec<ConflictJson>,
    errors: Vec<ErrorJson>,
}

#[derive(Serialize)]
struct PersonJson {
    id: String,
    name: String,
    statements: u64,
    via: u64,
    aliases: Vec<String>,
    line: Option<usize>,
}

#[derive(Serialize)]
struct RuleJson {
    line: usize,
    rule: String,
}

#[derive(Serialize)]
struct ErrorJson {
    line: usize,
    reason: String,
}

/// A correction that is not applied.
#[derive(Serialize)]
pub(super) struct ConflictJson {
    line: usize,
    document: String,
    what: String,
    reason: String,
}

impl From<&Conflict> for ConflictJson {
    fn from(conflict: &Conflict) -> Self {
        let Conflict { line, document, what, reason } = conflict.clone();
        Self { line, document, what, reason }
    }
}

pub(super) fn run(args: &ListArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    let applied = store.people()?;
    let overlay = &file.overlay;
    let words: Vec<_> = args.having.iter().map(|word| fold(word)).collect();
    let has = |text: &str| {
        let text = fold(text);
        words.iter().all(|word| text.contains(&**word))
    };
    let mut people = people(&query::speakers(&store)?, overlay);
    people.retain(|it| has(&it.name) || it.aliases.iter().any(|alias| has(alias)));
    let total = people.len();
    people.truncate(args.limit.unwrap_or(usize::MAX));
    let splits: Vec<RuleJson> =
        overlay.splits().iter().map(|it| RuleJson { line: it.line, rule: said(it) }).collect();
    let corrections: Vec<RuleJson> = overlay
        .corrections()
        .iter()
        .map(|it| RuleJson { line: it.line, rule: corrected(it) })
        .collect();
    let mut rules = [splits, corrections];
    for rules in &mut rules {
        rules.retain(|it| has(&it.rule));
    }
    let [splits, corrections] = rules;
    let conflicts = applied.conflicts(overlay);
    let is_applied = applied.is_of(overlay);
    if args.json {
        let errors =
            file.errors.iter().map(|it| ErrorJson { line: it.line, reason: it.reason.clone() });
        let answer = ListJson {
            format: json::FORMAT,
            file: file.path.display().to_string(),
            applied: is_applied,
            total,
            people,
            splits,
            corrections,
            conflicts: conflicts.iter().map(Into::into).collect(),
            errors: errors.collect(),
        };
        print(|out| json::line(out, &answer))?;
        return Ok(Outcome::found(0 < total).unless_skipped(!file.errors.is_empty()));
    }
    let heading = ["statements", "via", "name", "also", "line"].map(str::to_owned).to_vec();
    let mut rows = vec![heading];
    rows.extend(people.iter().map(|it| {
        let via = if it.via == 0 { String::new() } else { thousands(it.via) };
        let line = it.line.map(|line| line.to_string()).unwrap_or_default();
        vec![thousands(it.statements), via, it.name.clone(), it.aliases.join(", "), line]
    }));
    let style = setting.screen.style;
    setting.screen.show(|out| {
        if 0 < total {
            table::fitted(out, &rows, style)?;
        }
        for (title, rules) in [("splits", &splits), ("corrections", &corrections)] {
            if !rules.is_empty() {
                writeln!(out, "\n{title}")?;
            }
            for rule in rules {
                let mut paragraph = Paragraph::new();
                paragraph
                    .push(&format!("line {}: {}", rule.line, rule.rule), anstyle::Style::new());
                paragraph.write_wrapped(out, style.width, 2)?;
            }
        }
        if !conflicts.is_empty() {
            writeln!(out, "\nconflicts")?;
        }
        for conflict in &conflicts {
            let mut paragraph = Paragraph::new();
            paragraph.push(&line(conflict, &setting.places), anstyle::Style::new());
            paragraph.write_wrapped(out, style.width, 2)?;
        }
        Ok(())
    })?;
    say(&match total {
        1 => "1 person".to_owned(),
        _ => format!("{} people", thousands(total as u64)),
    });
    if !is_applied {
        say("the rules were changed since the index was made: `onrecord index` applies them");
    }
    let (_, wrong) = file.told();
    Ok(Outcome::found(0 < total).unless_skipped(wrong))
}

/// Everybody in the index, and those that only the rules name, most statements first.
fn people(rows: &[query::SpeakerRow], overlay: &Overlay) -> Vec<PersonJson> {
    let mut people: Vec<PersonJson> = rows
        .iter()
        .map(|row| PersonJson {
            id: row.id.clone(),
            name: row.name.clone(),
            statements: row.statements,
            via: row.via,
            aliases: Vec::new(),
            line: None,
        })
        .collect();
    for rule in overlay.people() {
        let id = slug(&rule.name);
        let at = people.iter().position(|person| person.id == id).unwrap_or_else(|| {
            people.push(PersonJson {
                id,
                name: rule.name.clone(),
                statements: 0,
                via: 0,
                aliases: Vec::new(),
                line: None,
            });
            people.len() - 1
        });
        people[at].aliases.extend(rule.aliases.iter().cloned());
        people[at].line.get_or_insert(rule.line);
    }
    people
}

/// A split in words.
pub(super) fn said(split: &Split) -> String {
    let Split { name, into, document, outlet, role, date, .. } = split;
    let mut places = Vec::new();
    for (key, value) in [("doc", document), ("outlet", outlet), ("role", role)] {
        places.extend(value.as_ref().map(|value| format!("{key}:{value}")));
    }
    places.extend(date.map(|date| format!("date:{date}")));
    format!("{name} is {into} where {}", places.join(" "))
}

/// A correction in words.
pub(super) fn corrected(correction: &Correction) -> String {
    let what = clipped(correction.what());
    let who = correction.speaker.as_deref().unwrap_or("nobody");
    let was = match correction.was.as_deref() {
        None => String::new(),
        Some(was) if slug(was) == slug(who) => ", as the text gives it".to_owned(),
        Some("") => ", where the text gives nobody".to_owned(),
        Some(was) => format!(", where the text gives {was}"),
    };
    format!("“{what}” in {} is by {who}{was}", correction.document)
}

/// How many corrections and conflicts there are, for `onrecord status`.
pub(in crate::cli) fn status(
    setting: &Setting,
    store: &crate::index::Store,
) -> Result<Option<String>, CliError> {
    let file = PeopleFile::read(&setting.places)?;
    let applied = store.people()?;
    let overlay = &file.overlay;
    if overlay.is_empty() && file.errors.is_empty() && applied.is_empty() {
        return Ok(None);
    }
    let conflicts = applied.conflicts(overlay).len() as u64;
    let mut parts = Vec::new();
    for (n, what) in [
        (overlay.people().len() as u64, "merged person"),
        (overlay.splits().len() as u64, "split"),
        (overlay.corrections().len() as u64, "correction"),
        (conflicts, "conflict"),
        (file.errors.len() as u64, "error"),
    ] {
        if 0 < n {
            parts.push(counted(n, what).replace("merged persons", "merged people"));
        }
    }
    if !applied.is_of(overlay) {
        parts.push("changed since: `onrecord index` applies it".to_owned());
    }
    Ok(Some(format!("{} ({})", parts.join(", "), file.path.display())))
}
