//! What the user says of files beside what they say: flags, `onrecord.toml`, `.onrecordignore`.

use insta::assert_snapshot;

use super::{commands::timeless, env::Env};

const BARE: &str = "“The gate is open,” said Ada Okoye, the mayor of Oststadt.\n";
const DATED: &str = "---\ndate: 2031-02-02\noutlet: The Herald\n---\n\n\
                     “The gate is shut,” said Ada Okoye, the mayor of Oststadt.\n";

fn corpus() -> Env {
    Env::new()
        .file("corpus/a.txt", BARE)
        .file("corpus/may/b.md", DATED)
        .file("corpus/may/c.txt", BARE.replace("gate", "bridge"))
}

/// Path, date and outlet of every document.
fn documents(env: &Env) -> String {
    let lines = env.run(["documents", "--json"]).ok();
    let shown = lines.lines().map(|line| {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        let part = |name: &str| document[name].as_str().unwrap_or("–").to_owned();
        format!("{}: {}, {}\n", part("document"), part("published"), part("outlet"))
    });
    shown.collect()
}

#[test]
fn flags_hold_for_what_says_nothing_and_are_remembered() {
    let env = corpus();
    let flags = ["--outlet", "The Courier", "--date", "2031-05", "--topic", "gates"];
    let _ = env.run(["index", "corpus"].into_iter().chain(flags)).ok();
    assert_snapshot!(documents(&env), @"
    a.txt: 2031-05, The Courier
    may/b.md: 2031-02-02, The Herald
    may/c.txt: 2031-05, The Courier
    ");
    assert_eq!(env.run(["count", "topic:gates"]).ok(), "3\n");
    // Nothing is read again without them, with or without the path.
    for args in [&["index"][..], &["index", "corpus"], &["index", "corpus/may"]] {
        assert!(env.run(args).stderr.starts_with("documents: "), "{args:?}");
        assert_eq!(env.run(args).stderr.matches("unchanged").count(), 1, "{args:?}");
        assert!(documents(&env).starts_with("a.txt: 2031-05, The Courier"), "{args:?}");
    }
    // Further flags are added; those of a folder within come before those above.
    let _ = env.run(["index", "corpus/may", "--outlet", "The Mayflower"]).ok();
    assert_snapshot!(documents(&env), @"
    a.txt: 2031-05, The Courier
    may/b.md: 2031-02-02, The Herald
    may/c.txt: 2031-05, The Mayflower
    ");
    let status = env.run(["status"]).ok();
    let status: Vec<&str> = status.lines().filter(|line| line.starts_with("read")).collect();
    assert_snapshot!(status.join("\n"), @"");
    let show = env.run(["show", "--text", "may/c.txt"]);
    assert_eq!(show.code, Some(0), "{show}");
    // A rebuilt index is read like the old one, and one that is reset is not.
    let _ = env.run(["index", "--rebuild"]).ok();
    assert!(documents(&env).ends_with("may/c.txt: 2031-05, The Mayflower\n"));
    let _ = env.run(["index", "--reset"]).ok();
    assert_snapshot!(documents(&env), @"
    a.txt: –, –
    may/b.md: 2031-02-02, The Herald
    may/c.txt: –, –
    ");
}

#[test]
fn only_what_a_flag_changes_is_replaced() {
    let env = corpus();
    let _ = env.run(["index"]).ok();
    assert_snapshot!(timeless(&env.run(["index", "--outlet", "The Courier"])), @"");
    assert_snapshot!(timeless(&env.run(["index", "--max-size", "1G"])), @"");
}

#[test]
fn flags_that_cannot_be_taken_say_why() {
    let env = corpus();
    for (flag, value, why) in [
        ("--max-size", "64X", "`64X` is not a size: write 500K, 64M or 2G"),
        ("--max-ratio", "many", "invalid digit"),
        ("--map", "words=Body", "`words=Body` is not `FIELD=COLUMN` with one of the fields text"),
        ("--name-pattern", "a.txt", "names nothing in braces"),
        ("--language", "Klingon", "is not the code of a language"),
        ("--date", "soon", "`soon` is not a date"),
    ] {
        for verb in ["index", "extract", "watch"] {
            let output = env.run([verb, "corpus", flag, value]);
            assert_eq!(output.code, Some(2), "{output}");
            assert!(output.stderr.contains(why), "{output}");
        }
    }
    let output = env.run(["extract", "corpus/a.txt", "--max-size", "10"]);
    assert!(output.stderr.contains("the file is longer than 10 bytes"), "{output}");
}

#[test]
fn a_folder_says_what_holds_below_it() {
    let env = corpus()
        .file("corpus/onrecord.toml", "date = 2031-05-01\noutlet = \"The Courier\"\n")
        .file("corpus/may/onrecord.toml", "outlet = \"The Mayflower\"\n");
    let _ = env.run(["index"]).ok();
    assert_snapshot!(documents(&env), @"");
    // Flags come before it, and a file given alone is read the same.
    let alone = env.run(["extract", "corpus/may/c.txt", "--date", "2031-06-06"]).ok();
    assert!(alone.contains("\"published\":\"2031-06-06\"") && alone.contains("The Mayflower"));
    assert!(env.run(["index", "corpus/may/c.txt"]).stderr.starts_with("documents: 1 unchanged"));
    // Changed, it has the files below it read again and no others.
    env.write("corpus/may/onrecord.toml", "outlet = \"May Day\"\n");
    assert_snapshot!(timeless(&env.run(["index"])), @"");
}

#[test]
fn a_wrong_setting_is_told_and_the_others_hold() {
    let env = corpus().file(
        "corpus/onrecord.toml",
        "outlt = \"x\"\ndate = \"soon\"\noutlet = \"The Courier\"\nignore = [\"[\"]\n",
    );
    assert_snapshot!(timeless(&env.run(["index"])), @"");
    assert!(documents(&env).starts_with("a.txt: –, The Courier"));
}

#[test]
fn patterns_leave_files_out() {
    let env = corpus()
        .file("corpus/.onrecordignore", "# drafts\n*.md\n!keep.md\nold/\n")
        .file("corpus/keep.md", DATED)
        .file("corpus/old/keep.md", DATED)
        .file("corpus/may/.onrecordignore", "/c.txt\n")
        .file("corpus/june/c.txt", BARE)
        .file("corpus/onrecord.toml", "ignore = [\"june/*\"]");
    assert_snapshot!(timeless(&env.run(["index"])), @"");
    assert_snapshot!(documents(&env), @"");
    assert_snapshot!(env.run(["extract", "corpus/may/b.md"]), @"");
    // What was read before goes out of the index.
    env.write("corpus/.onrecordignore", "*.md\n");
    assert_snapshot!(timeless(&env.run(["index"])), @"");
}

/// Files of several sorts, and something wrong with some.
fn mixed() -> Env {
    corpus()
        .file("corpus/lines.jsonl", "{\"text\": \"“Yes,” said Ada Okoye.\"}\n[1]\n")
        .file("corpus/misnamed.json", "<!DOCTYPE html><title>x</title>")
        .file("corpus/picture.png", b"\x89PNG")
        .file("corpus/binary.txt", b"a\0b")
        .file("corpus/drafts/d.txt", BARE)
        .file("corpus/.onrecordignore", "drafts/")
}

#[test]
fn a_dry_run_says_what_would_be_read_and_writes_nothing() {
    let env = mixed();
    assert_snapshot!(env.run(["index", "--dry-run"]), @"");
    assert!(!env.path().join("index").exists());
    let lines = env.run(["index", "--dry-run", "--json", "--outlet", "The Courier"]);
    let first = lines.stdout.lines().next().unwrap();
    assert_snapshot!(first, @"");
    for width in ["40", "200"] {
        let output = env.command().env("COLUMNS", width).args(["index", "--dry-run"]).output();
        let shown = String::from_utf8(output.unwrap().stdout).unwrap();
        let widest = shown.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.parse().unwrap(), "{shown}");
    }
}

#[test]
fn a_report_lists_what_was_skipped_and_why() {
    let env = mixed();
    let first = env.run(["index", "--report"]);
    assert_snapshot!(timeless(&first), @"");
    // The reasons are told again though nothing changed.
    assert_eq!(env.run(["index", "--report"]).stdout, first.stdout);
    let json = env.run(["index", "--json"]).stdout;
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
    json["seconds"] = 0.into();
    assert_snapshot!(serde_json::to_string_pretty(&json).unwrap(), @"");
}
