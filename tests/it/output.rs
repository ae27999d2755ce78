//! What answers look like: JSON, CSV, color, widths, pipes, and texts that mean harm.

use std::{
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

use insta::assert_snapshot;

use super::{env::Env, search::news};

#[test]
fn json_is_format_1() {
    let env = news();
    let output = env.run(["search", "toll", "--json"]).ok();
    assert_snapshot!(scoreless(&output), @r#"{"format":1,"query":"toll","total":1,"hits":[{"format":1,"id":"0a77e900884eaa2a/2","primary":true,"parent":null,"joint_with":[],"document":"council.md","title":"Council votes on ferry fares","outlet":"Harbor Courier","url":null,"published":"2031-02-11","quote":"The strait is not a toll road,","spans":[[151,181]],"quoted":[[151,181]],"context":"“The strait is not a toll road,” said Bram Quist, who leads the opposition.","context_span":[148,227],"kind":"direct","wording":"own","cue":"said","attribution":"cue","confidence":0.99,"speaker":{"id":"bram-quist","name":"Bram Quist","as_written":"Bram Quist","kind":"person","role":null,"span":[190,200]},"via":[],"addressees":[],"said":null,"topics":["transport"],"place":null,"score":_,"marks":[[20,24]],"copies":[],"documents":1}],"partly":[],"facets":{},"notes":[],"next":null}"#);
    let line = env.run(["search", "toll", "--jsonl"]).ok();
    // What it has beside that are its copies, which are lines of their own there.
    let line = line.trim_end().trim_end_matches('}');
    assert!(output.contains(line), "a hit is the same object in both");
    let extracted = env.run(["extract", "corpus"]).ok();
    assert_snapshot!(extracted.lines().last().unwrap(), @r#"{"format":1,"id":"e3d389da7893f7a0/1","primary":true,"parent":null,"joint_with":[],"document":"undated.txt","title":null,"outlet":null,"url":null,"published":null,"quote":"Fares are ironclad,","spans":[[3,22]],"quoted":[[3,22]],"context":"“Fares are ironclad,” Mayor Tamsin Reyes said on Thursday.","context_span":[0,62],"kind":"direct","wording":"own","cue":"said","attribution":"cue","confidence":0.99,"speaker":{"id":"tamsin-reyes","name":"Tamsin Reyes","as_written":"Mayor Tamsin Reyes","kind":"person","role":"Mayor","span":[26,44]},"via":[],"addressees":[],"said":{"first":null,"last":null,"as_written":"on Thursday","basis":"relative"},"topics":["local-government"],"place":null}"#);
}

#[test]
fn a_statement_is_one_object_wherever_it_is_printed() {
    let env = news();
    let found = env.run(["search", "toll", "--jsonl"]).ok();
    let extracted = env.run(["extract", "corpus"]).ok();
    let id = id_of(&found);
    let shown = env.run(["show", "--json", &id]).ok();
    let same = extracted.lines().find(|line| line.contains(&id)).unwrap();
    assert_eq!(shown.trim_end(), same);
    let without_score = found.split(",\"score\"").next().unwrap();
    assert_eq!(format!("{without_score}}}"), same);
}

#[test]
fn ids_are_printed_for_xargs() {
    let env = news();
    let ids = env.run(["search", "ironclad", "-0"]).ok();
    assert_eq!(ids.matches('\0').count(), 2);
    assert!(ids.ends_with('\0') && !ids.contains('\n'), "{ids:?}");
    let first = ids.split('\0').next().unwrap();
    assert!(env.run(["show", first]).ok().contains(first));
}

#[test]
fn csv_runs_no_formulas() {
    let env = Env::new().file(
        "corpus/=cmd.txt",
        "“=HYPERLINK(1),” Ada Okoye said. “+1 and -1,” Ada Okoye said. “@home,” said Ada Okoye.\n",
    );
    let csv = env.run(["search", "--csv"]).ok();
    let mut quotes = Vec::new();
    for record in csv::Reader::from_reader(csv.as_bytes()).records() {
        let record = record.unwrap();
        for cell in &record {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} in {csv}");
        }
        quotes.push(record[11].to_owned());
    }
    assert!(quotes.iter().any(|quote| quote.starts_with("'=HYPERLINK")), "{quotes:?}");
    assert_snapshot!(csv.lines().next().unwrap(), @"id,speaker,role,via,addressees,said_first,said_last,said_as_written,published,kind,wording,quote,context,document,title,outlet,url,topics,attribution,confidence,score");
    assert_snapshot!(env.run(["count", "--by", "speaker", "--csv"]).ok(), @"
    facet,id,label,count,speeches,documents
    speaker,ada-okoye,Ada Okoye,3,0,1
    ");
}

#[test]
fn hostile_texts_do_nothing_to_the_terminal() {
    let env = Env::new().file(
        "corpus/evil\u{1b}[31m.txt",
        "“Go \u{1b}[2J\u{1b}]0;owned\u{7} now \u{202e}backwards\u{200b},” Ada \u{9b}31mOkoye said.\n",
    );
    let _ = env.run(["index"]);
    for args in [
        vec!["search"],
        vec!["search", "-C", "0"],
        vec!["search", "--passages"],
        vec!["search", "--csv"],
        vec!["documents"],
        vec!["speakers"],
        vec!["count", "--by", "speaker"],
        vec!["extract", "corpus"],
        vec!["extract", "evil\u{1b}[31m"],
        vec!["search", "\u{1b}[31m"],
        vec!["search", "x:\u{1b}[31m"],
        vec!["show", "\u{1b}[31m"],
    ] {
        let output = env.run(&args);
        let all = output.to_string();
        let bad = |char: char| char.is_control() && char != '\n' || "\u{202e}".contains(char);
        assert!(!all.contains(bad), "{args:?}: {all:?}");
    }
}

#[test]
fn color_is_for_terminals_or_on_request() {
    let env = news();
    let colored = env.run(["search", "toll", "--color", "always"]).ok();
    assert!(colored.contains("\u{1b}[1m\u{1b}[33mtoll\u{1b}[0m"), "{colored:?}");
    assert!(!colored.contains("[toll]"), "{colored:?}");
    let plain = env.run(["search", "toll"]).ok();
    assert!(!plain.contains('\u{1b}') && plain.contains("[toll]"), "{plain:?}");
    let output = env.command().env("NO_COLOR", "1").args(["search", "toll"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), plain);
}

#[test]
fn lines_fit_the_width() {
    let env = news();
    let _ = env.run(["index"]);
    for (columns, widest) in [("10", 40), ("40", 40), ("61", 61), ("200", 200), ("9999", 200)] {
        let mut command = env.command();
        let output = command.env("COLUMNS", columns).args(["search", "strait"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines() {
            assert!(line.chars().count() <= widest, "{columns}: {line}");
        }
    }
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let line = |nth| format!("“This is answer number {nth},” said Ada Okoye.\n\n");
    let text: String = (0..20_000).map(line).collect();
    let env = Env::new().file("corpus/long.txt", text);
    let mut command = env.command();
    command.args(["extract", "corpus"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'), "{first}");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_said() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("skipped: no /dev/full here");
        return;
    }
    let env = news();
    let _ = env.run(["index"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = env.command().args(["search", "strait"]).stdout(full).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("error: cannot write the output: "), "{said}");
}

/// Takes scores out, which every change of the ranking moves.
fn scoreless(json: &str) -> String {
    let (before, after) = json.split_once("\"score\":").unwrap();
    let (score, after) = after.split_once(',').unwrap();
    assert!(score.parse::<f32>().unwrap() > 0.0, "{score}");
    format!("{before}\"score\":_,{after}")
}

/// The id in a line of JSON.
fn id_of(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    value["id"].as_str().unwrap().to_owned()
}
