//! The two sample documents: every act in them, the nested ones too.

use std::{collections::BTreeSet, ffi::OsStr, fs, path::Path};

use onrecord::model::Span;
use serde_json::Value;

use super::{
    Setting,
    agents::{Aliases, alternatives, strings},
    gold::{Annotated, Result, annotated, lines, overlap},
    program::{Agent, Statement, names, parse, print, python, run},
    report::{Miss, Report, Row, ratio},
};

const ON: &str = "seeds";
/// The day that is supplied for the document that carries none; what is right with it stands in
/// the gold under [`DATED`].
const DAY: &str = "2024-05-17";
const DATED: &str = "date_if_doc_dated_2024_05_17";
/// Acts are the same where their words share this much, as `seeds_check.py` has it.
const ALIKE: f64 = 0.6;

/// Counts of right and all.
type Count = (usize, usize);

#[derive(Default)]
struct Counts {
    nested: Count,
    via: Count,
    addressees: Count,
    days: Count,
    wording: Count,
    kinds: Count,
    invented: usize,
}

/// Measures them.
pub fn seeds(setting: &Setting) -> Result<Report> {
    let file = setting.gold.join("seeds_gold.jsonl");
    let folder = setting.gold.join("../seeds");
    let aliases = Aliases::read(&setting.gold.join("seeds_aliases.json"))?;
    let undated = print(&setting.program, &[folder.as_os_str()])?;
    let verdict = check(&file, &undated)?;
    let (core, n_core, wrong) = counted(&verdict)?;
    let undated = parse(&undated)?;
    let dated = [OsStr::new("--date"), OsStr::new(DAY), folder.as_os_str()];
    let dated = run(&setting.program, &dated)?;
    let mut report = Report::default();
    let mut counts = Counts::default();
    for row in lines(&file)? {
        if row["tier"] == "stretch" {
            continue;
        }
        let text = document(&folder, &row)?;
        let act = Act { row: &row, text: &text, aliases: &aliases };
        if let Some(found) = against(&verdict, row["id"].as_str().unwrap_or_default()) {
            let expected = format!("{:?}", act.agents());
            let sort = "by seeds_check.py";
            report.misses.push(Miss::new(
                "seeds.core",
                sort,
                &text,
                act.words(),
                (&expected, &found),
            ));
        }
        act.score(&undated, &dated, &mut counts, &mut report.misses);
    }
    let Counts { nested, via, addressees, days, wording, kinds, invented } = counts;
    report.rows.extend([
        Row::number(
            ("seeds.core", "main rows by seeds_check.py", ON),
            ratio(core, 1),
            format!("of {n_core}"),
        )
        .goal(17.0),
        Row::number(
            ("seeds.nested", "nested rows, joint acts included", ON),
            ratio(nested.0, 1),
            format!("of {}", nested.1),
        )
        .goal(13.0),
        Row::mistakes(("seeds.wrong", "wrong persons by seeds_check.py", ON), wrong, String::new())
            .goal(0.0),
        Row::share(("seeds.via", "passed on by", ON), via),
        Row::share(("seeds.addressees", "addressees", ON), addressees),
        Row::share(("seeds.said", "day of saying, --date 2024-05-17", ON), days),
        Row::mistakes(
            ("seeds.invented", "days invented, with and without --date", ON),
            invented,
            String::new(),
        ),
        Row::share(("seeds.wording", "whose words", ON), wording),
        Row::share(("seeds.kind", "kind", ON), kinds),
    ]);
    Ok(report)
}

/// What `seeds_check.py` says of statements.
fn check(gold: &Path, statements: &str) -> Result<String> {
    let file = tempfile::NamedTempFile::new()?;
    fs::write(&file, statements)?;
    let script = gold.with_file_name("seeds_check.py");
    python(&[script.as_os_str(), gold.as_os_str(), file.path().as_os_str()])
}

/// Main rows right and all, and wrong persons, which its last line gives.
fn counted(verdict: &str) -> Result<(usize, usize, usize)> {
    let last = verdict.lines().last().unwrap_or_default();
    let numbers = last.split(|char: char| !char.is_ascii_digit());
    let numbers: Vec<usize> = numbers.filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [core, all, wrong, ..] => Ok((core, all, wrong)),
        _ => Err(format!("seeds_check.py: {verdict}").into()),
    }
}

/// What it has against the row `id`: `id:speaker None`, up to the next row's.
fn against(verdict: &str, id: &str) -> Option<String> {
    let (_, rest) = verdict.split_once(&format!(" {id}:"))?;
    let line = rest.lines().next().unwrap_or_default();
    let words = line.split(' ').take_while(|word| !word.contains(':'));
    Some(words.collect::<Vec<_>>().join(" "))
}

fn document(folder: &Path, row: &Value) -> Result<Annotated> {
    let name = row["doc"].as_str().unwrap_or_default();
    let text = fs::read_to_string(folder.join(name))?;
    let id = format!("{name} {}", row["id"].as_str().unwrap_or_default());
    annotated(serde_json::json!({ "id": id, "text": text }))
}

/// One annotated act.
struct Act<'a> {
    row: &'a Value,
    text: &'a Annotated,
    aliases: &'a Aliases,
}

impl Act<'_> {
    fn score(
        &self,
        undated: &[Statement],
        dated: &[Statement],
        counts: &mut Counts,
        misses: &mut Vec<Miss>,
    ) {
        let words = self.words();
        let row = self.row;
        let mut miss = |measure, sort: &str, expected: &str, found: &str| {
            misses.push(Miss::new(measure, sort, self.text, words, (expected, found)));
        };
        let nested = row["tier"] == "nested";
        let measure = if nested { "seeds.nested" } else { "seeds.main" };
        counts.nested.1 += usize::from(nested);
        let wanted = self.agents();
        let shown = format!("{} {wanted:?}", row["kind"].as_str().unwrap_or_default());
        let Some(statement) = self.best(dated) else {
            miss(measure, "missed span", &shown, "nothing");
            return;
        };
        let given = self.of(statement);
        let via: Vec<String> =
            names(&statement.via).iter().map(|via| self.aliases.last(via)).collect();
        let wanted_via = row["via"].as_str().map(|via| self.aliases.last(via));
        let told =
            wanted_via.as_ref().is_none_or(|wanted| via.contains(wanted) || given.contains(wanted));
        if given == wanted {
            counts.nested.0 += usize::from(nested && told);
        } else {
            miss(measure, "wrong agents", &shown, &format!("{given:?}"));
        }
        if let Some(wanted) = wanted_via {
            count(&mut counts.via, told);
            if !told {
                miss("seeds.via", "via", &wanted, &format!("{via:?}"));
            }
        }
        let hearers: BTreeSet<String> = self.lasts(&names(&statement.addressees));
        let wanted: BTreeSet<String> = self.lasts(&strings(&row["addressee"]));
        if !wanted.is_empty() || !hearers.is_empty() {
            count(&mut counts.addressees, hearers == wanted);
            if hearers != wanted {
                let (wanted, given) = (format!("{wanted:?}"), format!("{hearers:?}"));
                miss("seeds.addressees", "addressees", &wanted, &given);
            }
        }
        let carries_date = row[DATED].is_null() && !row["date_said"].is_null();
        let wanted = if carries_date { row["date_said"].as_str() } else { row[DATED].as_str() };
        let given = statement.day();
        if let Some(wanted) = wanted {
            count(&mut counts.days, given == Some(wanted));
        }
        if given != wanted {
            let sort = if wanted.is_none() { "day invented" } else { "day" };
            miss("seeds.said", sort, wanted.unwrap_or("none"), given.unwrap_or("none"));
        }
        counts.invented += usize::from(wanted.is_none() && given.is_some());
        let alone = self.best(undated).and_then(Statement::day);
        if let Some(alone) = alone.filter(|_| row["date_said"].is_null() && !row[DATED].is_null()) {
            counts.invented += 1;
            miss("seeds.said", "day invented, without --date", "none", alone);
        }
        let wanted = match row["fidelity"].as_str() {
            Some("own_words") => "own",
            Some("readout_words") => "readout",
            _ => "paraphrase",
        };
        count(&mut counts.wording, statement.wording == wanted);
        if statement.wording != wanted {
            miss("seeds.wording", "wording", wanted, &statement.wording);
        }
        let wanted = row["kind"].as_str().unwrap_or_default();
        count(&mut counts.kinds, statement.kind == wanted);
        if statement.kind != wanted {
            miss("seeds.kind", "kind", wanted, &statement.kind);
        }
    }

    /// The bytes that the row names.
    fn words(&self) -> Span {
        let at = |index: usize| self.row["byte"][index].as_u64().unwrap_or_default();
        let at = |index| usize::try_from(at(index)).unwrap_or_default();
        Span::new(at(0), at(1))
    }

    /// The statement over the row's words that fits best: of a main row a main one, of others one
    /// of the same agents, where there is such a one.
    fn best<'a>(&self, statements: &'a [Statement]) -> Option<&'a Statement> {
        let text = &self.text.text;
        let name = self.row["doc"].as_str().unwrap_or_default();
        let content = self.row["content"].as_str().unwrap_or_default();
        let content = text.find(content).map(|at| Span::new(at, at + content.len()));
        let wanted = self.agents();
        let alike = |statement: &Statement| {
            let pieces = [statement.spans(), statement.quoted()].concat();
            let whole = pieces.first().zip(statement.spans().last().copied());
            let whole = whole
                .map(|(first, last)| Span { start: first.start, end: last.end.max(first.end) });
            let targets = [Some(self.words()), content];
            targets
                .iter()
                .flatten()
                .flat_map(|target| {
                    pieces.iter().chain(&whole).map(|piece| overlap(text, *piece, *target))
                })
                .fold(0.0, f64::max)
        };
        let mut near: Vec<(bool, f64, &Statement)> = statements
            .iter()
            .filter(|statement| statement.document.ends_with(name))
            .map(|statement| {
                let fits = if self.row["primary"] == true {
                    statement.primary
                } else {
                    self.of(statement) == wanted
                };
                (fits, alike(statement), statement)
            })
            .filter(|(_, alike, _)| ALIKE <= *alike)
            .collect();
        near.sort_by(|one, other| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)));
        near.first().map(|(_, _, statement)| *statement)
    }

    /// Whose act it is.
    fn agents(&self) -> BTreeSet<String> {
        self.lasts(&alternatives(self.row, "speaker", "joint_with"))
    }

    fn of(&self, statement: &Statement) -> BTreeSet<String> {
        let agents = statement.speaker.iter().chain(&statement.joint_with);
        let agents = agents.filter_map(|agent: &Agent| agent.name.as_deref());
        self.lasts(&agents.collect::<Vec<_>>())
    }

    fn lasts(&self, names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| self.aliases.last(name)).collect()
    }
}

fn count(counts: &mut Count, right: bool) {
    counts.0 += usize::from(right);
    counts.1 += 1;
}
