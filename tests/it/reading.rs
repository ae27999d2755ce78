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
    assert_snapshot!(status.join("\n"), @"
    read with   --date 2031-05 --outlet 'The Courier' --topic gates ([FOLDER]/corpus)
    read with   --outlet 'The Mayflower' ([FOLDER]/corpus/may)
    ");
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
    assert_snapshot!(timeless(&env.run(["index", "--outlet", "The Courier"])), @"
    --- stderr
    documents: 2 changed, 1 unchanged; 2 statements, 0 passages
    --- exit 0
    ");
    assert_snapshot!(timeless(&env.run(["index", "--max-size", "1G"])), @"
    --- stderr
    documents: 3 unchanged
    --- exit 0
    ");
}

#[test]
fn flags_that_cannot_be_taken_say_why() {
    let env = corpus();
    for (flag, value, why) in [
        ("--max-size", "64X", "`64X` is not a size: write 500K, 64M or 2G"),
        ("--max-ratio", "many", "invalid digit"),
        ("--map", "words=Body", "`words` is no field of a document"),
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
    assert_snapshot!(documents(&env), @"
    a.txt: 2031-05-01, The Courier
    may/b.md: 2031-02-02, The Herald
    may/c.txt: 2031-05-01, The Mayflower
    ");
    // Flags come before it, and a file given alone is read the same.
    let alone = env.run(["extract", "corpus/may/c.txt", "--date", "2031-06-06"]).ok();
    assert!(alone.contains("\"published\":\"2031-06-06\"") && alone.contains("The Mayflower"));
    assert!(env.run(["index", "corpus/may/c.txt"]).stderr.starts_with("documents: 1 unchanged"));
    // Changed, it has the files below it read again and no others.
    env.write("corpus/may/onrecord.toml", "outlet = \"May Day\"\n");
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 1 changed, 2 unchanged; 1 statement, 0 passages
    --- exit 0
    ");
}

#[test]
fn a_wrong_setting_is_told_and_the_others_hold() {
    let env = corpus().file(
        "corpus/onrecord.toml",
        "outlt = \"x\"\ndate = \"soon\"\noutlet = \"The Courier\"\nignore = [\"{a\"]\n",
    );
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    skipped: `corpus/onrecord.toml`, line 1: `outlt` is not a setting
      hint: did you mean `outlet`?
    skipped: `corpus/onrecord.toml`, line 2: `soon` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST
    skipped: `corpus/onrecord.toml`, line 4: the pattern cannot be read: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
    documents: 3 new; 3 statements, 0 passages
    --- exit 2
    ");
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
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    4 paths left out by patterns
    documents: 2 new; 2 statements, 0 passages
    --- exit 0
    ");
    assert_snapshot!(documents(&env), @"
    a.txt: –, –
    keep.md: 2031-02-02, The Herald
    ");
    assert_snapshot!(env.run(["extract", "corpus/may/b.md"]), @"
    --- stderr
    skipped: `corpus/may/b.md`: a pattern in `[FOLDER]/corpus/.onrecordignore` leaves it out
      hint: take the pattern out of `[FOLDER]/corpus/.onrecordignore`, or add one that begins with `!`
    --- exit 2
    ");
    // What was read before goes out of the index.
    env.write("corpus/.onrecordignore", "*.md\n");
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    5 paths left out by patterns
    documents: 1 removed, 1 unchanged
    --- exit 0
    ");
}

/// Files of several sorts, and something wrong with some.
fn mixed() -> Env {
    corpus()
        .file("corpus/lines.jsonl", "{\"text\": \"“Yes,” said Ada Okoye.\"}\n[1]\n")
        .file("corpus/picture.png", b"\x89PNG")
        .file("corpus/binary.txt", b"a\0b")
        .file("corpus/drafts/d.txt", BARE)
        .file("corpus/.onrecordignore", "drafts/")
}

#[test]
fn a_dry_run_says_what_would_be_read_and_writes_nothing() {
    let env = mixed();
    assert_snapshot!(env.run(["index", "--dry-run"]), @"
    corpus/a.txt
      plain by its ending; 1 document; undated; en
    corpus/binary.txt
      no document
      skipped: byte 1: it is a binary file: there is a zero byte in it
    corpus/drafts
      not read: a pattern in `corpus/.onrecordignore` leaves it out
    corpus/lines.jsonl
      json-lines by its ending; 1 document; undated
      skipped: line 2: a JSON object was expected, and this is a list
    corpus/may/b.md
      markdown by its ending; 1 document; 2031-02-02; en
    corpus/may/c.txt
      plain by its ending; 1 document; undated; en
    corpus/picture.png
      not read: `.png` is not a kind of file that is read
    --- stderr
    4 documents in 4 files; 2 not read; 2 broken; nothing was written
    --- exit 2
    ");
    assert!(!env.path().join("index").exists());
    let lines = env.run(["index", "--dry-run", "--json", "--outlet", "The Courier"]);
    let first = lines.stdout.lines().next().unwrap();
    assert_snapshot!(first, @r#"{"format":1,"path":"corpus/a.txt","told_by":"ending","left_out":null,"formats":["plain"],"documents":1,"undated":1,"first":null,"last":null,"speakers":0,"languages":{"en":1},"encodings":[],"n_problems":0,"problems":[]}"#);
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
    assert_snapshot!(timeless(&first), @r#"
             path                place   what is wrong
    skipped  corpus/binary.txt   byte 1  it is a binary file: there is a zero byte
                                         in it
                                         hint: it may be called by the wrong
                                         extension
    skipped  corpus/lines.jsonl  line 2  a JSON object was expected, and this is a
                                         list
                                         hint: write every document as an object:
                                         `{"title": …, "text": …}`

    not read  `.png`                1
    ignored   left out by patterns  1
    --- stderr
    documents: 4 new; 4 statements, 0 passages
    --- exit 2
    "#);
    // The reasons are told again though nothing changed.
    assert_eq!(env.run(["index", "--report"]).stdout, first.stdout);
    let json = env.run(["index", "--json"]).stdout;
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
    json["seconds"] = 0.into();
    assert_snapshot!(serde_json::to_string_pretty(&json).unwrap(), @r#"
    {
      "acts": 0,
      "documents": {
        "changed": 0,
        "copies": 0,
        "new": 0,
        "removed": 0,
        "unchanged": 4
      },
      "files_read": 2,
      "files_unchanged": 3,
      "format": 1,
      "ignored": 1,
      "interrupted": false,
      "passages": 0,
      "problems": [
        {
          "hint": "it may be called by the wrong extension",
          "path": "corpus/binary.txt",
          "place": "byte 1",
          "reason": "it is a binary file: there is a zero byte in it",
          "severity": "skipped"
        },
        {
          "hint": "write every document as an object: `{\"title\": …, \"text\": …}`",
          "path": "corpus/lines.jsonl",
          "place": "line 2",
          "reason": "a JSON object was expected, and this is a list",
          "severity": "skipped"
        }
      ],
      "seconds": 0,
      "skipped": 2,
      "statements": 0,
      "text_bytes": 0,
      "unsupported": {
        "`.png`": 1
      },
      "warnings": 0
    }
    "#);
}
