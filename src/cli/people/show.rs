//! `onrecord people show`: one person over all documents.

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use serde::Serialize;

use super::{Names, PeopleFile, list, unknown};
use crate::{
    cli::{
        CliError, Outcome, Setting, completions,
        output::print,
        problems::{counted, thousands},
        store,
    },
    people::Overlay,
    query::{self, Meant, Person, SpeakerRow},
    render::{json, sanitize::clean, wrap::Paragraph},
    text::slug,
};

const EXAMPLES: &str = "\
Examples:
  onrecord people show 'Ilse Marrane'    names as written, roles, documents, years, rules
  onrecord people show marrane --json    a word is enough where only one has it";

/// Show a person: names as written, roles, documents, rules, and who else is called alike
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// The name, or words of it that nobody else has
    #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(completions::speakers))]
    name: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ShowJson<'a> {
    format: u32,
    id: &'a str,
    name: &'a str,
    statements: u64,
    via: u64,
    as_written: Vec<CountJson<'a>>,
    roles: Vec<CountJson<'a>>,
    documents: Vec<CountJson<'a>>,
    years: Vec<YearJson>,
    rules: &'a [String],
    maybe_the_same: Vec<NamesakeJson<'a>>,
}

#[derive(Serialize)]
struct CountJson<'a> {
    text: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct YearJson {
    year: i16,
    count: u64,
}

#[derive(Serialize)]
struct NamesakeJson<'a> {
    id: &'a str,
    name: &'a str,
    statements: u64,
}

/// How many of a list are shown to people.
const SHOWN: usize = 12;

pub(super) fn run(args: &ShowArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    let names = Names::new(&store, &file.overlay)?;
    let typed = args.name.join(" ");
    let row = match query::meant(&file.overlay.name_of(&typed), &names.all) {
        Meant::One(row) => row,
        Meant::Several(rows) => match rows.as_slice() {
            [one] if has_words(one, &typed) => one,
            [first, ..] if has_words(first, &typed) => return Err(several(&typed, &rows)),
            rows => return Err(unknown(&typed, rows)),
        },
    };
    let person = query::person(&store, &row.id, &names.all)?;
    let person = person.unwrap_or_else(|| Person {
        id: row.id.clone(),
        name: row.name.clone(),
        ..Person::default()
    });
    let rules = rules(&person, &file.overlay);
    if args.json {
        print(|out| json::line(out, &as_json(&person, &rules)))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| {
            let bold = style.theme.speaker;
            writeln!(out, "{bold}{}{bold:#}", clean(&person.name))?;
            for (name, value) in rows(&person, &rules) {
                let mut paragraph = Paragraph::new();
                paragraph.push(&format!("{name}: "), style.theme.aside);
                paragraph.push(&value, anstyle::Style::new());
                paragraph.write_wrapped(out, style.width, 2)?;
            }
            Ok(())
        })?;
    }
    Ok(Outcome::found(0 < person.statements + person.via))
}

fn has_words(row: &SpeakerRow, typed: &str) -> bool {
    let typed = slug(typed);
    typed.split('-').all(|word| row.id.split('-').any(|other| other.starts_with(word)))
}

fn several(typed: &str, rows: &[&SpeakerRow]) -> CliError {
    let listed: Vec<String> = rows
        .iter()
        .take(SHOWN)
        .map(|row| format!("`{}` ({})", row.name, thousands(row.statements)))
        .collect();
    CliError::user(format!("{} people have the name `{typed}`", rows.len()))
        .hint(format!("write one of them whole: {}", listed.join(", ")))
}

/// The rules that name a person, in words.
fn rules(person: &Person, overlay: &Overlay) -> Vec<String> {
    let is_it = |name: &str| slug(name) == person.id;
    let mut rules = Vec::new();
    for rule in overlay.people().iter().filter(|rule| is_it(&rule.name)) {
        for alias in &rule.aliases {
            rules.push(format!("{alias} is {} (line {})", rule.name, rule.line));
        }
    }
    for split in overlay.splits() {
        if is_it(&overlay.name_of(&split.name)) || is_it(&split.into) {
            rules.push(format!("{} (line {})", list::said(split), split.line));
        }
    }
    for correction in overlay.corrections() {
        let named = correction.speaker.iter().chain(&correction.was);
        if named.into_iter().any(|name| is_it(&overlay.name_of(name))) {
            rules.push(format!("{} (line {})", list::corrected(correction), correction.line));
        }
    }
    rules
}

fn rows(person: &Person, rules: &[String]) -> Vec<(&'static str, String)> {
    let listed = |all: &[(String, u64)]| {
        let mut parts: Vec<String> = all
            .iter()
            .take(SHOWN)
            .map(|(text, n)| {
                format!(
                    "{} ({})",
                    text.split_whitespace().collect::<Vec<_>>().join(" "),
                    thousands(*n)
                )
            })
            .collect();
        if SHOWN < all.len() {
            parts.push(format!("{} more", thousands((all.len() - SHOWN) as u64)));
        }
        parts.join(", ")
    };
    let mut said = counted(person.statements, "statement");
    if 0 < person.via {
        said = format!("{said}, {} of others passed on", thousands(person.via));
    }
    let years: Vec<String> =
        person.years.iter().map(|(year, n)| format!("{year:04} ({})", thousands(*n))).collect();
    let mut rows = vec![("said", said)];
    let lists = [("written", &person.written), ("roles", &person.roles)];
    rows.extend(lists.map(|(name, all)| (name, listed(all))));
    rows.push(("years", years.join(", ")));
    rows.push(("documents", listed(&person.documents)));
    rows.extend(rules.iter().map(|rule| ("rule", rule.clone())));
    if !person.namesakes.is_empty() {
        let all: Vec<(String, u64)> =
            person.namesakes.iter().map(|row| (row.name.clone(), row.statements)).collect();
        rows.push(("may be the same?", listed(&all)));
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

fn as_json<'a>(person: &'a Person, rules: &'a [String]) -> ShowJson<'a> {
    fn counts(all: &[(String, u64)]) -> Vec<CountJson<'_>> {
        all.iter().map(|(text, count)| CountJson { text, count: *count }).collect()
    }
    ShowJson {
        format: json::FORMAT,
        id: &person.id,
        name: &person.name,
        statements: person.statements,
        via: person.via,
        as_written: counts(&person.written),
        roles: counts(&person.roles),
        documents: counts(&person.documents),
        years: person
            .years
            .iter()
            .map(|(year, count)| YearJson { year: *year, count: *count })
            .collect(),
        rules,
        maybe_the_same: person
            .namesakes
            .iter()
            .map(|row| NamesakeJson { id: &row.id, name: &row.name, statements: row.statements })
            .collect(),
    }
}
