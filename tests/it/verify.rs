//! `verify` end to end: quotes and drafts, verdicts for people and programs, and every error.

use std::{io::Write, process::Stdio};

use insta::assert_snapshot;
use serde_json::Value;

use super::env::{Env, Output};

/// Three texts to check against, indexed.
fn indexed() -> Env {
    let env = Env::new()
        .file(
            "corpus/fares.md",
            "---\ntitle: Fares\ndate: 2031-02-11\noutlet: Harbor Courier\n---\n\n\
             “Ferry fares will not rise before the dredging is done, and not by a cent after it,” \
             Mayor Tamsin Reyes said on Monday.\n\n\
             “The strait is not a toll road,” said Bram Quist, who leads the opposition.\n",
        )
        .file(
            "corpus/lamp.txt",
            "“Nobody has counted the lamps on the mole since the war,” said Bram Quist.\n",
        );
    let _ = env.run(["index"]).ok();
    env
}

fn fed(env: &Env, args: &[&str], input: &str) -> Output {
    let mut command = env.command();
    let streams = (Stdio::piped(), Stdio::piped(), Stdio::piped());
    let child = command.args(args).stdin(streams.0).stdout(streams.1).stderr(streams.2);
    let mut child = child.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    Output { stdout, stderr, code: output.status.code() }
}

const DRAFT: &str = "# Fares\n\nMayor Tamsin Reyes said fares were safe.\n\n\
    “Ferry fares will rise before the dredging is done,” Tamsin Reyes said. “Nobody has counted \
    the lamps on the mole,” said Bram Quist. Her so-called “plan” was in the “Harbor Gazette.”\n\n\
    Quist called it “not a toll” and said: “The strait is not a toll road.”\n";

fn number(value: &serde_json::Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn a_quote_stands_or_does_not() {
    let env = indexed();
    assert_snapshot!(env.run(["verify", "the strait is NOT a toll-road", "--speaker", "Quist"]), @"
    exact: stands in these words

    Bram Quist                                                   reported 2031-02-11
      the strait is NOT a toll-road
      own words   Harbor Courier   fares.md   e16e/2
    --- exit 0
    ");
    assert_snapshot!(env.run(["verify", "fares will rise before the dredging is done"]), @"
    altered: words were changed

    Tamsin Reyes                                            2031-02-10 (“on Monday”)
      fares will [-not-] rise before the dredging is done
      own words, Mayor   Harbor Courier   fares.md   e16e/1
    --- exit 1
    ");
    assert_snapshot!(env.run(["verify", "The strait is not a toll road", "--speaker", "Reyes"]), @"
    other speaker: in these words by Bram Quist, not by Reyes

    Bram Quist                                                   reported 2031-02-11
      The strait is not a toll road
      own words   Harbor Courier   fares.md   e16e/2
    --- exit 1
    ");
    assert_snapshot!(
        env.run(["verify", "Nobody has counted the lamps before the dredging is done"]), @"
    spliced: put together from 2 places
      “Nobody has counted the lamps before the dredging is done”

    Bram Quist                                                               undated
      “Nobody has counted the lamps”
      own words   lamp.txt   b5ec/1

    Tamsin Reyes                                            2031-02-10 (“on Monday”)
      “before the dredging is done”
      own words, Mayor   Harbor Courier   fares.md   e16e/1
    --- exit 1
    ");
    assert_snapshot!(env.run(["verify", "We shall melt the anchors into spoons."]), @"
    not found: nothing in the index is like it
      “We shall melt the anchors into spoons.”
    --- exit 1
    ");
}

#[test]
fn a_draft_is_checked_quote_by_quote() {
    let env = indexed().file("draft.md", DRAFT);
    assert_snapshot!(env.run(["verify", "draft.md"]), @"
    draft.md:5:2: altered: words were changed

    Tamsin Reyes                                            2031-02-10 (“on Monday”)
      Ferry fares will [-not-] rise before the dredging is done
      own words, Mayor   Harbor Courier   fares.md   e16e/1

    draft.md:5:74: exact: “Nobody has counted the lamps on the mole,” b5ec/1
    draft.md:7:18: exact: “not a toll” e16e/2
    draft.md:7:41: exact: “The strait is not a toll road.” e16e/2
    --- stderr
    4 quotes in 1 draft: 3 exact, 1 altered
    --- exit 1
    ");
}

#[test]
fn drafts_come_in_any_number_and_from_standard_input() {
    let page = "<html><body><article><h1>Fares</h1>\n<p>An introduction long enough to be read as \
        the text of the page, which it is.</p>\n<p>&ldquo;The strait is <em>not</em> a toll road,\
        &rdquo; said Bram Quist, who leads the opposition in the council of the port.</p>\n\
        </article></body></html>";
    let env = indexed().file("a.txt", "“The strait is a toll road,” said Bram Quist.\n");
    let env = env.file("drafts/b.html", page).file("c.txt", "Nothing was said.\n");
    let output = env.run(["verify", "a.txt", "drafts", "c.txt"]);
    assert!(output.stdout.contains("a.txt:1:2: altered"), "{output}");
    assert!(output.stdout.contains("drafts/b.html:3:11: exact"), "{output}");
    assert_eq!(output.code, Some(1));
    let output = env.run(["verify", "c.txt"]);
    assert_eq!(output.to_string(), "--- stderr\nno quotes in 1 draft\n--- exit 0\n");
    let output = fed(&env, &["verify", "-"], DRAFT);
    assert!(output.stdout.contains("-:5:2: altered"), "{output}");
    let output = fed(&env, &["verify", "-"], "The strait is not a toll road\n");
    assert!(output.stdout.starts_with("exact: stands in these words"), "{output}");
    let output = fed(&env, &["verify", "-", "--text"], "“The strait is a toll road”\n");
    assert!(output.stdout.starts_with("altered: words were changed"), "{output}");
}

#[test]
fn json_tells_all() {
    let env = indexed().file("draft.md", DRAFT);
    let output = env.run(["verify", "--json", "draft.md"]);
    assert_eq!(output.code, Some(1));
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(json["format"], 1);
    let quotes = json["quotes"].as_array().unwrap();
    let verdicts: Vec<_> = quotes.iter().map(|quote| quote["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["altered", "exact", "exact", "exact"]);
    let quote = &quotes[0];
    assert_eq!(quote["speaker"], "Tamsin Reyes");
    assert_eq!(quote["statement"]["speaker"]["name"], "Tamsin Reyes");
    assert_eq!(quote["stands"], false);
    let place: Vec<_> = ["line", "column", "end_line", "end_column"].map(|key| &quote[key]).into();
    assert_eq!(place, [5, 2, 5, 52]);
    let span = number(&quote["span"][0])..number(&quote["span"][1]);
    assert_eq!(&DRAFT[span], quote["text"].as_str().unwrap());
    assert_eq!(quote["diff"][1]["op"], "delete");
    assert_eq!(quote["diff"][1]["before"], "not");
    assert_eq!(quote["found"][0]["place"], "quote");
    let output = env.run(["verify", "--json", "We shall melt the anchors into spoons"]);
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    let quote = &json["quotes"][0];
    assert_eq!(quote["verdict"], "not-found");
    for key in ["statement", "file", "line", "span", "speaker"] {
        assert!(quote[key].is_null(), "{key}");
    }
}

#[test]
fn sarif_has_what_its_schema_wants() {
    let env = indexed().file("my draft.md", DRAFT);
    let output = env.run(["verify", "--sarif", "my draft.md"]);
    assert_eq!(output.code, Some(1));
    let log: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "onrecord");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let result = &results[0];
    let rule = &driver["rules"][number(&result["ruleIndex"])];
    assert_eq!((&rule["id"], &result["ruleId"]), (&"altered".into(), &"altered".into()));
    assert!(rule["shortDescription"]["text"].is_string());
    assert_eq!(result["level"], "error");
    assert!(result["message"]["text"].as_str().unwrap().starts_with("altered: "));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20draft.md");
    assert_eq!(place["region"]["startLine"], 5);
    assert_eq!(place["region"]["startColumn"], 2);
    // A quote that stands is no result.
    let output = env.run(["verify", "--sarif", "The strait is not a toll road"]).ok();
    let log: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn what_is_a_file_and_what_a_quote_is_never_guessed_wrongly() {
    let env = indexed().file("note", "“The strait is a toll road,” said Bram Quist.\n");
    assert_snapshot!(env.run(["verify", "darft.md"]), @"
    --- stderr
    error: no file `darft.md`

    hint: `--text` takes the arguments as a quote
    --- exit 2
    ");
    assert_snapshot!(env.run(["verify", "note", "darft.md"]), @"
    --- stderr
    error: no file `darft.md`

    hint: `--text` takes the arguments as a quote
    --- exit 2
    ");
    assert_snapshot!(env.run(["verify", "--draft", "The strait is not"]), @"
    --- stderr
    error: no file `The strait is not`

    hint: `--text` takes the arguments as a quote
    --- exit 2
    ");
    assert_snapshot!(env.run(["verify", "note", "--speaker", "Quist"]), @"
    --- stderr
    error: `--speaker` goes with a quote, and a draft names its speakers

    hint: `--text` takes the arguments as a quote
    --- exit 2
    ");
    assert_snapshot!(env.run(["verify", "…"]), @"
    --- stderr
    error: a quote without a word

    hint: write the words to check
    --- exit 2
    ");
    assert_eq!(env.run(["verify", "--text", "note"]).code, Some(0), "one word, too short");
    // Words that the shell took apart are one quote.
    let words = ["verify", "the", "strait", "is", "not", "a", "toll", "road"];
    assert_eq!(env.run(words).code, Some(0));
}

#[test]
fn narrow_terminals_and_no_index_are_answered() {
    let env = indexed().file("draft.md", DRAFT);
    let output = env.command().env("COLUMNS", "40").args(["verify", "draft.md"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    let output = Env::new().run(["verify", "no index at all here"]);
    assert_eq!(output.code, Some(2), "{output}");
    assert!(output.stderr.contains("onrecord index"), "{output}");
}
