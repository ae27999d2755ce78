//! Runs the literate cases of `tests/statements/`: a text, and the statements in it.
//!
//! A case is a heading, a line or more of prose, a block `text` (or `markdown`) and a block
//! `statements`. Before the text `published: 2031-03-04` may give its date, and `known: reason`
//! says that the program does not do it yet: such a case fails as soon as it comes out right; how
//! it comes out today is printed under `--nocapture`.
//! With `UPDATE=1` the second blocks are rewritten, those of known cases excepted; the difference
//! is then read like any other change.
//!
//! In a block every statement is a group of lines. `act` is there only for those within others and
//! those that are not the one to show, `marks` where what is inside marks is not just what was
//! said, `wording` where it does not follow from the kind.

use std::{
    env,
    fmt::Write as _,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use onrecord::{
    extract::Extractor,
    ingest::{self, Defaults, ReadOptions},
    model::{Attribution, Document, Kind, Record, Span, Speaker, Statement, Wording},
};

#[test]
fn statements_come_out_as_written_down() {
    let extractor = Extractor::default();
    let mut wrong = String::new();
    let mut n_cases = 0;
    for path in case_files() {
        let source = fs::read_to_string(&path).unwrap();
        let mut updated = source.clone();
        for case in cases(&source) {
            n_cases += 1;
            let place = format!("{}: {}", path.file_name().unwrap().display(), case.title);
            let actual = describe(&extractor, &case);
            match (case.known, actual == case.expected) {
                (true, true) => {
                    writeln!(wrong, "# {place}\ncomes out right now: take its `known:` out\n")
                        .unwrap();
                }
                (false, false) if env::var_os("UPDATE").is_some() => {
                    let block = |inner: &str| format!("{STATEMENTS}\n{inner}```");
                    let text = updated.replacen(
                        &format!("{}{}", case.before, block(case.expected)),
                        &format!("{}{}", case.before, block(&actual)),
                        1,
                    );
                    updated = text;
                }
                (false, false) => {
                    writeln!(wrong, "# {place}\n{}", difference(case.expected, &actual)).unwrap();
                }
                (true, false) => println!("# {place}\n{}", difference(case.expected, &actual)),
                (false, true) => {}
            }
        }
        if updated != source {
            fs::write(&path, updated).unwrap();
        }
    }
    assert!(60 <= n_cases, "{n_cases} cases");
    assert!(wrong.is_empty(), "\n{wrong}UPDATE=1 rewrites them");
}

struct Case<'a> {
    title: &'a str,
    /// The text block with its fences, by which the second block is found again.
    before: &'a str,
    /// The file name that the text is read under.
    name: &'static str,
    text: &'a str,
    published: Option<&'a str>,
    known: bool,
    expected: &'a str,
}

const STATEMENTS: &str = "```statements";

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statements");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn cases(source: &str) -> impl Iterator<Item = Case<'_>> {
    let mut titles = source.split("\n## ");
    assert!(titles.next().unwrap().starts_with("# "), "a file opens with a title and its subject");
    titles.map(|case| {
        let (title, body) = case.split_once('\n').unwrap();
        read_case(title, body).unwrap_or_else(|| panic!("`{title}` lacks a block"))
    })
}

fn read_case<'a>(title: &'a str, body: &'a str) -> Option<Case<'a>> {
    let (fence, name) = match body.find("```markdown\n") {
        Some(_) => ("```markdown\n", "case.md"),
        None => ("```text\n", "case.txt"),
    };
    let (prose, rest) = body.split_once(fence)?;
    let (text, rest) = rest.split_once("\n```\n")?;
    let start = body.len() - rest.len() + rest.find(STATEMENTS)?;
    let (_, rest) = rest.split_once(&format!("{STATEMENTS}\n"))?;
    let (expected, _) = rest.split_once("```")?;
    let line = |key: &str| prose.lines().find_map(|line| line.strip_prefix(key));
    Some(Case {
        title,
        before: &body[prose.len()..start],
        name,
        text,
        published: line("published: "),
        known: line("known: ").is_some(),
        expected,
    })
}

/// The statements of a case as its second block writes them down.
fn describe(extractor: &Extractor, case: &Case) -> String {
    let date = case.published.map(|date| date.trim().parse().unwrap());
    let options = ReadOptions {
        defaults: Defaults { date, ..Defaults::default() },
        ..ReadOptions::default()
    };
    let mut described = String::new();
    let mut each = |document: Result<Document, ingest::IngestError>| {
        let document = document.unwrap();
        for statement in extractor.extract(&document) {
            if !described.is_empty() {
                described.push('\n');
            }
            describe_one(&document, &statement, &mut described);
        }
        ControlFlow::Continue(())
    };
    ingest::read_bytes(case.name, case.text.as_bytes(), &options, &mut each);
    if described.is_empty() { "none\n".to_owned() } else { described }
}

fn describe_one(document: &Document, statement: &Statement, to: &mut String) {
    let record = Record::new(document, 0, statement);
    let plain = |span: Span| one_line(&document.plain(span));
    let mut line = |key: &str, value: &str| writeln!(to, "{key:<9}{value}").unwrap();

    let who = statement.speaker.as_ref().map_or("nobody".to_owned(), name_of);
    line("who:", &who);
    if !statement.joint_with.is_empty() {
        line("with:", &names_of(&statement.joint_with));
    }
    let mention = match (statement.attribution, &statement.speaker) {
        (Attribution::Reference, Some(Speaker { as_written: Some(span), .. })) => {
            format!(" “{}”", plain(*span))
        }
        _ => String::new(),
    };
    let cue = statement.cue.map_or(String::new(), |cue| format!(" by “{}”", plain(cue)));
    line("how:", &format!("{}{mention}{cue}", statement.attribution.name()));
    line("kind:", statement.kind.name());
    line("what:", &one_line(&record.quote));
    let all_marked = statement.kind != Kind::Indirect && statement.quoted == statement.spans;
    if !all_marked && !statement.quoted.is_empty() {
        let marked: Vec<_> = statement.quoted.iter().map(|span| plain(*span)).collect();
        line("marks:", &marked.join(" … "));
    }
    let usual = match statement.kind {
        Kind::Direct | Kind::Mixed => Wording::Own,
        Kind::Indirect => Wording::Paraphrase,
    };
    if statement.wording != usual {
        line("wording:", statement.wording.name());
    }
    if !statement.via.is_empty() {
        line("via:", &names_of(&statement.via));
    }
    if !statement.addressees.is_empty() {
        line("to:", &names_of(&statement.addressees));
    }
    if let Some(said) = &record.said {
        let date = said.date.map_or("?".to_owned(), |date| date.to_string());
        let words = said.as_written.as_ref().map(|words| format!(" “{}”", one_line(words)));
        line("said:", &format!("{date} {}{}", said.basis.name(), words.unwrap_or_default()));
    }
    match (statement.primary, statement.parent) {
        (true, None) => {}
        (true, Some(parent)) => line("act:", &format!("within {parent}")),
        (false, None) => line("act:", "not primary"),
        (false, Some(parent)) => line("act:", &format!("not primary, within {parent}")),
    }
}

fn names_of(speakers: &[Speaker]) -> String {
    speakers.iter().map(name_of).collect::<Vec<_>>().join("; ")
}

fn name_of(speaker: &Speaker) -> String {
    if speaker.name.is_empty() {
        return "nobody".to_owned();
    }
    match &speaker.role {
        Some(role) => format!("{} ({}, {})", speaker.name, speaker.kind.name(), one_line(role)),
        None => format!("{} ({})", speaker.name, speaker.kind.name()),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of both, those of one side marked, common ones as they are.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = String::new();
    while i < old.len() || j < new.len() {
        let (mark, text) = if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            (' ', old[i - 1])
        } else if j == new.len() || i < old.len() && common[i][j + 1] <= common[i + 1][j] {
            i += 1;
            ('-', old[i - 1])
        } else {
            j += 1;
            ('+', new[j - 1])
        };
        writeln!(lines, "{mark} {text}").unwrap();
    }
    lines
}

#[test]
fn a_case_is_read_whole() {
    let source = "# T\n\nSubject.\n\n## One\n\nProse.\n\npublished: 2031-03-04\nknown: not yet\n\n\
                  ```text\nA b.\n\nC.\n```\n\n```statements\nnone\n```\n";
    let case = cases(source).next().unwrap();
    assert_eq!((case.title, case.text, case.expected), ("One", "A b.\n\nC.", "none\n"));
    assert_eq!((case.published, case.known), (Some("2031-03-04"), true));
    assert_eq!(difference("a\nb\n", "a\nc\n"), "  a\n- b\n+ c\n");
}
