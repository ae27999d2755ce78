//! `onrecord people`: what the user says of who is who holds for every index made later.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use insta::assert_snapshot;
use serde_json::Value;

use super::{
    commands::timeless,
    env::{Env, Output},
    examples::corpus,
};

fn said(name: &str, words: &str) -> String {
    format!("“{words},” said {name}, the mayor of Oststadt.\n")
}

/// Five short texts, with an index.
fn town() -> Env {
    let env = Env::new()
        .file("corpus/gate.txt", said("Ada Okoye", "The gate is open"))
        .file("corpus/bridge.txt", said("Adah Okoye", "The bridge is closed"))
        .file("corpus/tower.txt", said("Ben Orme", "The tower leans"))
        .file("corpus/old/lock.txt", said("Ben Orme", "The lock stays shut"))
        .file("corpus/quay.txt", said("Cy Brandt", "The quay is wet"));
    let _ = env.run(["index", "corpus"]).ok();
    env
}

/// Every statement of the index: document, words, speaker, via, addressees; sorted.
fn all(env: &Env) -> Vec<String> {
    let found = env.run(["search", "--all-acts", "--jsonl", "-n", "100000", ""]).ok();
    let mut all: Vec<String> = found
        .lines()
        .map(|line| {
            let it: Value = serde_json::from_str(line).unwrap();
            let parts = [
                "id",
                "quote",
                "speaker",
                "via",
                "addressees",
                "joint_with",
                "confidence",
                "attribution",
            ];
            parts.map(|part| it[part].to_string()).join(" ")
        })
        .collect();
    all.sort();
    all
}

fn speaker_of(env: &Env, id: &str) -> Option<String> {
    let found = env.run(["show", "--json", id]).ok();
    let it: Value = serde_json::from_str(&found).unwrap();
    it["speaker"]["name"].as_str().map(str::to_owned)
}

fn speakers(env: &Env) -> String {
    env.run(["speakers"]).stdout
}

fn answered(env: &Env, args: &[&str], answers: &str) -> Output {
    let mut command: Command = env.command();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Output {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

#[test]
fn two_names_become_one_person_and_two_again() {
    let env = town();
    let before = all(&env);
    assert_snapshot!(env.run(["people", "merge", "ada okoye", "Adah Okoye"]), @"
    --- stderr
    Adah Okoye is Ada Okoye; 2 documents read again
    --- exit 0
    ");
    assert_snapshot!(fs::read_to_string(env.path().join("speakers.toml")).unwrap(), @r#"
    [[person]]
    name = "Ada Okoye"
    aliases = ["Adah Okoye"]
    "#);
    assert_snapshot!(env.run(["people", "list"]), @"
    statements  name       also        line
    2           Ada Okoye  Adah Okoye  1
    2           Ben Orme
    1           Cy Brandt
    --- stderr
    3 people
    --- exit 0
    ");
    assert_snapshot!(env.run(["people", "show", "okoye"]), @"
    Ada Okoye
      said: 2 statements
      written: Ada Okoye (1), Adah Okoye (1)
      roles: mayor of Oststadt (2)
      documents: bridge.txt (1), gate.txt (1)
      rule: Adah Okoye is Ada Okoye (line 1)
    --- exit 0
    ");
    assert_snapshot!(env.run(["people", "merge", "Ada Okoye", "Adah Okoye"]), @"
    --- stderr
    `speakers.toml` says so already
    --- exit 0
    ");
    // What was read again is all that was concerned, and the rest stays.
    assert!(env.run(["index"]).stderr.contains("5 unchanged"));
    let _ = env.run(["people", "merge", "Ada Okoye", "Adah Okoye", "--remove"]).ok();
    assert_eq!(all(&env), before);
}

#[test]
fn two_people_of_one_name_are_told_apart() {
    let env = town();
    let split =
        ["people", "split", "Ben Orme", "--where", "doc:old", "--as", "Ben Orme (the elder)"];
    assert_snapshot!(env.run(split.iter().chain(&["--dry-run"])), @r#"
    --- speakers.toml
    +++ speakers.toml
    @@ -0,0 +1,4 @@
    +[[split]]
    +name = "Ben Orme"
    +as = "Ben Orme (the elder)"
    +document = "old"
    --- stderr
    2 documents would be read again; nothing was changed
    --- exit 0
    "#);
    assert!(!env.path().join("speakers.toml").exists());
    assert_snapshot!(env.run(split), @"
    --- stderr
    Ben Orme is Ben Orme (the elder) where doc:old; 2 documents read again
    --- exit 0
    ");
    assert_snapshot!(speakers(&env), @"
    1  Ada Okoye
    1  Adah Okoye
    1  Ben Orme
    1  Ben Orme (the elder)
    1  Cy Brandt
    ");
    assert_snapshot!(env.run(["search", "speaker:elder", "--no-pager"]), @"
    Ben Orme (the elder)                                                     undated
      “The lock stays shut,”
      own words, mayor of Oststadt   old/lock.txt   64eb/1
    --- stderr
    1 statement
    --- exit 0
    ");
    let _ = env.run(["people", "split", "Ben Orme", "--remove"]).ok();
    assert!(!speakers(&env).contains("elder"));
}

#[test]
fn the_file_may_be_written_by_hand() {
    let env = town().file(
        "speakers.toml",
        "# mine\n[[person]]\nname = \"Ada Okoye\"\naliases = [\"Adah Okoye\"]\n\n[[person]]\nname = Ben\n\n\
         [[person]]\nname = \"Cy Brandt\"\nalias = [\"Cy\"]\n",
    );
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    skipped: `speakers.toml`, line 7: string values must be quoted, expected literal string
    skipped: `speakers.toml`, line 11: unknown field `alias`, expected `name` or `aliases`
    2 rules of `speakers.toml` left out; the others hold
    documents: 2 changed, 3 unchanged; 2 statements, 0 passages
    --- exit 2
    ");
    assert_snapshot!(speakers(&env), @"
    2  Ada Okoye
    2  Ben Orme
    1  Cy Brandt
    ");
    assert_snapshot!(env.run(["people", "alias", "Ben Orme", "Benny"]), @"
    --- stderr
    error: `speakers.toml` is wrong in line 7: string values must be quoted, expected literal string

    hint: put it right first, or take that rule out with `onrecord people remove LINE`
    --- exit 2
    ");
    assert_snapshot!(env.run(["people", "remove", "7"]), @"
    --- stderr
    taken out; 0 documents read again
    --- exit 0
    ");
    let _ = env.run(["people", "remove", "8"]).ok();
    assert_snapshot!(fs::read_to_string(env.path().join("speakers.toml")).unwrap(), @r#"
    # mine
    [[person]]
    name = "Ada Okoye"
    aliases = ["Adah Okoye"]
    "#);
    // The file goes, and with it what it says.
    fs::remove_file(env.path().join("speakers.toml")).unwrap();
    let _ = env.run(["people", "list"]).ok();
    let _ = env.run(["index"]).ok();
    assert!(speakers(&env).contains("Adah Okoye"));
}

#[test]
fn what_is_asked_for_in_vain_is_told() {
    let env = town();
    for args in [
        &["people", "merge", "Ada Okoey", "Adah Okoye"][..],
        &["people", "merge", "Ada Okoye", "ADA OKOYE!"],
        &["people", "alias", "Xaver", "Yvo"],
        &["people", "alias", "Ada Okoye", "…"],
        &["people", "alias", "Ada Okoye", "Benny", "--remove"],
        &["people", "split", "Ben Orme", "--where", "place:old", "--as", "B"],
        &["people", "split", "Ben Orme", "--where", "date:soon", "--as", "B"],
        &["people", "split", "Ben Orme", "--as", "B"],
        &["people", "correct", "0000/1", "Ada Okoye"],
        &["people", "remove", "3"],
        &["people", "show", "orme", "okoye"],
        &["people", "show", "o"],
    ] {
        let output = env.run(args);
        assert_eq!(output.code, Some(2), "{args:?}: {output}");
        assert!(output.stderr.starts_with("error: "), "{args:?}: {output}");
        assert!(output.stdout.is_empty(), "{args:?}: {output}");
    }
    assert!(!env.path().join("speakers.toml").exists());
    assert_snapshot!(env.run(["people", "merge", "Ada Okoey", "Adah Okoye"]), @"
    --- stderr
    error: nobody is called `Ada Okoey`

    hint: did you mean `Ada Okoye`?
    --- exit 2
    ");
    assert_snapshot!(env.run(["people", "show", "o"]), @"
    --- stderr
    error: 3 people have the name `o`

    hint: write one of them whole: `Ben Orme` (2), `Ada Okoye` (1), `Adah Okoye` (1)
    --- exit 2
    ");
}

fn first_id(env: &Env, query: &str) -> String {
    let found = env.run(["search", "--jsonl", query]).ok();
    let it: Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    it["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_conflict_is_shown_until_it_is_put_right() {
    let env = town();
    let (tower, quay) = (first_id(&env, "tower"), first_id(&env, "quay"));
    let _ = env.run(["people", "correct", &tower, "Ada Okoye"]).ok();
    let _ = env.run(["people", "correct", &quay, "--nobody"]).ok();
    assert_eq!(speaker_of(&env, &tower).as_deref(), Some("Ada Okoye"));
    assert_eq!(speaker_of(&env, &quay), None);
    // The text gives somebody else, and another text says something else.
    env.write("corpus/tower.txt", said("Dora Falk", "The tower leans"));
    env.write("corpus/quay.txt", said("Cy Brandt", "The quay is dry"));
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 2 changed, 3 unchanged; 2 statements, 0 passages
    conflict: `speakers.toml`, line 1: “The tower leans,” in `corpus/tower.txt`: the text gives Dora Falk now, where it gave Ben Orme
    conflict: `speakers.toml`, line 8: “The quay is wet,” in `corpus/quay.txt`: there is no such statement any more
    hint: `onrecord people remove LINE` takes a rule out, `onrecord people correct` puts it right
    --- exit 0
    ");
    assert_snapshot!(env.run(["people", "list", "-n", "1"]), @"
    statements  name
    1           Ada Okoye

    corrections
      line 1: “The tower leans,” in corpus/tower.txt is by Ada Okoye, where the text
      gives Ben Orme
      line 8: “The quay is wet,” in corpus/quay.txt is by nobody, where the text
      gives Cy Brandt

    conflicts
      `speakers.toml`, line 1: “The tower leans,” in `corpus/tower.txt`: the text
      gives Dora Falk now, where it gave Ben Orme
      `speakers.toml`, line 8: “The quay is wet,” in `corpus/quay.txt`: there is no
      such statement any more
    --- stderr
    5 people
    --- exit 0
    ");
    let status = env.run(["status"]).ok();
    assert!(status.contains("2 corrections, 2 conflicts (speakers.toml)"), "{status}");
    // It is applied to nothing, and holds again when the text is as it was.
    assert!(speakers(&env).contains("Dora Falk"), "{}", speakers(&env));
    env.write("corpus/tower.txt", said("Ben Orme", "The tower leans"));
    let _ = env.run(["index"]).ok();
    assert_eq!(speaker_of(&env, &tower).as_deref(), Some("Ada Okoye"));
    fs::remove_file(env.path().join("corpus/quay.txt")).unwrap();
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 1 removed, 4 unchanged
    conflict: `speakers.toml`, line 8: “The quay is wet,” in `corpus/quay.txt`: the index has no such document, or as a copy of another
    hint: `onrecord people remove LINE` takes a rule out, `onrecord people correct` puts it right
    --- exit 0
    ");
    let _ = env.run(["people", "correct", &tower, "--remove"]).ok();
    assert_eq!(speaker_of(&env, &tower).as_deref(), Some("Ben Orme"));
}

#[test]
fn what_is_gone_from_the_disk_waits() {
    let env = town();
    fs::rename(env.path().join("corpus/bridge.txt"), env.path().join("away.txt")).unwrap();
    assert_snapshot!(env.run(["people", "merge", "Ada Okoye", "Adah Okoye"]), @"
    --- stderr
    warning: `[FOLDER]/corpus/bridge.txt`: it is not there, so who is who in it stays as it was
      hint: bring it back, or take it out with `onrecord forget`
    Adah Okoye is Ada Okoye; 1 document read again
    --- exit 0
    ");
    assert!(speakers(&env).contains("Adah Okoye"));
    fs::rename(env.path().join("away.txt"), env.path().join("corpus/bridge.txt")).unwrap();
    // Whatever is given, what waits is read.
    let _ = env.run(["index", "corpus/gate.txt"]).ok();
    assert!(!speakers(&env).contains("Adah Okoye"), "{}", speakers(&env));
}

#[test]
fn answers_are_taken_a_line_each() {
    let env = Env::new().file(
        "corpus/a.txt",
        "The mayor, Ada Okoye, met Ben Orme, the poet. He said that the tower leans. She said that \
         the gate is open. Ben Orme said that the quay is wet.\n",
    );
    let _ = env.run(["index", "corpus"]).ok();
    let questions = env.run(["people", "review", "--below", "1", "--json"]).ok();
    let questions: Value = serde_json::from_str(&questions).unwrap();
    let n = questions["questions"].as_array().unwrap().len();
    assert!(2 <= n, "{questions}");
    let answers = "?\no Cy Brandt\nu\n1\n99\nn\n";
    let output = answered(&env, &["people", "review", "--below", "1"], answers);
    assert_eq!(output.code, Some(0), "{output}");
    assert!(
        output.stderr.contains("2 answers saved in `speakers.toml`; 1 document read again"),
        "{output}"
    );
    assert!(output.stderr.contains("there is no number 99"), "{output}");
    let ids: Vec<&str> = (0..2)
        .map(|nth| questions["questions"][nth]["statement"]["id"].as_str().unwrap())
        .collect();
    let candidate = questions["questions"][0]["candidates"][0].as_str();
    assert_eq!(speaker_of(&env, ids[0]).as_deref(), candidate);
    assert_eq!(speaker_of(&env, ids[1]), None);
    let shown = env.run(["show", ids[1]]).ok();
    assert!(shown.contains("known by     your correction; the text gives"), "{shown}");
    // Nobody asks about it again.
    let again = env.run(["people", "review", "--below", "1", "--json"]);
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["questions"].as_array().unwrap().len(), n - 2);
}

#[test]
fn twenty_corrections_stand_after_the_index_is_made_anew() {
    let env = corpus();
    for nth in 0..10 {
        // The same words twice in one text, by two people.
        let text = said(&format!("Ada Okoye {nth}"), "The gate is open")
            + &said("Ben Orme", "The gate is open");
        env.write(&format!("more/{nth}.txt"), text);
    }
    let _ = env.run(["index", "corpus", "more"]).ok();
    let list = |query: &str| -> Vec<String> {
        let found = env.run(["search", "--jsonl", "-n", "1000", query]).ok();
        let ids = found.lines().map(|line| {
            let it: Value = serde_json::from_str(line).unwrap();
            it["id"].as_str().unwrap().to_owned()
        });
        ids.collect()
    };
    let mut ids: Vec<String> = list("-doc:more").into_iter().step_by(29).take(10).collect();
    ids.extend(list("speaker:orme gate"));
    assert_eq!(ids.len(), 20);
    for (nth, id) in ids.iter().enumerate() {
        let name = format!("Cy Brandt {}", nth % 7);
        let args = ["people", "correct", id, if nth == 3 { "--nobody" } else { &name }];
        let output = env.run(args);
        assert_eq!(output.code, Some(0), "{output}");
    }
    let _ = env.run(["people", "merge", "Cy Brandt 1", "Cy Brandt 2"]).ok();
    let before = all(&env);
    fs::remove_dir_all(env.path().join("index")).unwrap();
    let indexed = env.run(["index", "corpus", "more"]);
    assert!(!indexed.stderr.contains("conflict"), "{indexed}");
    assert_eq!(all(&env), before);
    for (nth, id) in ids.iter().enumerate() {
        let name = match nth {
            3 => None,
            _ if nth % 7 == 2 => Some("Cy Brandt 1".to_owned()),
            _ => Some(format!("Cy Brandt {}", nth % 7)),
        };
        assert_eq!(speaker_of(&env, id), name, "{nth} {id}");
    }
    let listed: Value = serde_json::from_str(&env.run(["people", "list", "--json"]).ok()).unwrap();
    assert_eq!(listed["corrections"].as_array().unwrap().len(), 20);
    assert_eq!(listed["conflicts"].as_array().unwrap().len(), 0);
    assert_eq!(listed["applied"], true);
    let _ = env.run(["index", "--rebuild"]).ok();
    assert_eq!(all(&env), before);
}
