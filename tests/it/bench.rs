//! `bench` beside another engine, at growing sizes, and beside an earlier result: that all is there
//! and adds up. No time is looked at.

use std::fs;

use serde_json::Value;

use super::env::Env;

fn json(env: &Env, args: &[&str]) -> Value {
    serde_json::from_str(&env.run(args).ok()).unwrap()
}

/// Both sides of a result hold as many texts, and every figure that has to be there is.
#[track_caller]
fn check_sides(report: &Value, other: &str, texts: u64) {
    assert_eq!((&report["format"], &report["run"]), (&1.into(), &"against".into()));
    assert_eq!(report["texts_match"], true, "{report}");
    let sides = report["systems"].as_array().unwrap();
    let names: Vec<&str> = sides.iter().map(|side| side["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["onrecord", other]);
    for side in sides {
        assert_eq!(side["texts"], texts, "{report}");
        for key in ["rows", "wall_seconds", "index_bytes", "index_bytes_per_text_byte"] {
            assert!(0.0 < side[key].as_f64().unwrap(), "{key}: {side}");
        }
        assert_eq!(
            side["turns"].as_array().unwrap().len() as u64,
            report["rounds"].as_u64().unwrap()
        );
        let kinds: Vec<&str> = side["queries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|times| times["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["word", "two words", "phrase", "stop words"]);
        let word = &side["queries"][0];
        // Every word is of a text that both hold.
        assert!(1.0 <= word["hits"].as_f64().unwrap(), "{word}");
        assert!(word["p50_us"].as_f64() <= word["p99_us"].as_f64(), "{word}");
    }
    for ratio in ["wall", "index"] {
        assert!(0.0 < report["ratios"][ratio].as_f64().unwrap(), "{report}");
    }
}

#[test]
fn tantivy_holds_the_same_turns() {
    let env = Env::new();
    let args = ["bench", "--turns", "300", "--against", "tantivy", "--rounds", "1", "--json"];
    let report = json(&env, &args);
    check_sides(&report, "tantivy", 300);
    assert_eq!((&report["cut"], &report["made_up"]), (&"record".into(), &"turns".into()));
    assert_eq!(report["systems"][1]["rows"], 300);
    let shown = env.run(["bench", "--turns", "60", "--against", "tantivy"]).ok();
    for line in ["indexing, medians of 2 rounds", "CPU ratio of each round: ", "stop words"] {
        assert!(shown.contains(line), "{shown}");
    }
    let left: Vec<_> = fs::read_dir(env.path()).unwrap().collect();
    assert!(left.is_empty(), "its folder is removed: {left:?}");
}

#[test]
fn tantivy_holds_the_same_prose() {
    let env = Env::new();
    let article = |nth: usize| {
        let text = format!(
            "“The ferry number {nth} sails at noon,” Ada Okoye said on Monday.\n\nThe council met \
             in Halvern to talk about the harbor for the {nth}th time this year."
        );
        serde_json::json!({"title": "Ferry", "date": "2031-01-02", "text": text}).to_string() + "\n"
    };
    let path = env.write("news.jsonl", (0..20).map(article).collect::<String>());
    let path = path.to_str().unwrap();
    let args = ["bench", path, "--against", "tantivy", "--rounds", "1", "--json"];
    let report = json(&env, &args);
    check_sides(&report, "tantivy", 20);
    assert_eq!(
        (&report["cut"], &report["made_up"]),
        (&"paragraph of a record".into(), &Value::Null)
    );
    assert_eq!(report["systems"][1]["rows"], 40);
    let args = ["bench", "--documents", "24", "--against", "tantivy", "--rounds", "2", "--json"];
    let report = json(&env, &args);
    check_sides(&report, "tantivy", 24);
    assert_eq!(report["cut"], "paragraph");
    assert_eq!(report["ratios"]["cpu_of_rounds"].as_array().unwrap().len(), 2);
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_holds_the_same_turns() {
    let env = Env::new();
    let args = ["bench", "--turns", "200", "--against", "sqlite", "--rounds", "1", "--json"];
    let report = json(&env, &args);
    check_sides(&report, "sqlite", 200);
    assert_eq!(report["systems"][1]["rows"], 200);
}

#[cfg(not(feature = "sqlite"))]
#[test]
fn sqlite_is_named_where_it_was_left_out() {
    let missing = Env::new().run(["bench", "--turns", "200", "--against", "sqlite"]);
    insta::assert_snapshot!(missing, @"
    --- stderr
    error: this program was built without SQLite

    hint: build it with `cargo build --release --features sqlite`; it takes a C compiler
    --- exit 2
    ");
}

#[test]
fn a_curve_has_a_point_for_each_size() {
    let env = Env::new();
    let report = json(&env, &["bench", "--curve", "120,60", "--json"]);
    assert_eq!((&report["format"], &report["run"]), (&1.into(), &"curve".into()));
    let points = report["points"].as_array().unwrap();
    let sizes: Vec<u64> = points.iter().map(|it| it["records"].as_u64().unwrap()).collect();
    assert_eq!(sizes, [60, 120]);
    for point in points {
        for key in ["text_bytes", "index_bytes", "wall_seconds"] {
            assert!(0.0 < point[key].as_f64().unwrap(), "{key}: {point}");
        }
        assert_eq!(point["queries"].as_array().unwrap().len(), 4, "{point}");
    }
    assert!(report["growth"]["index"].is_f64(), "{report}");
    let shown = env.run(["bench", "--curve", "50"]).ok();
    assert!(shown.contains("CPU µs/record") && shown.contains("\nqueries"), "{shown}");
    assert!(!shown.contains("grows with the records"), "{shown}");
}

#[cfg(feature = "plot")]
#[test]
fn a_curve_is_drawn() {
    let env = Env::new();
    env.run(["bench", "--curve", "40,80", "--plot", "curve.svg"]).ok();
    let drawn = fs::read_to_string(env.path().join("curve.svg")).unwrap();
    assert!(drawn.starts_with("<svg role=\"img\""), "{drawn}");
    assert!(drawn.contains("index a record, bytes") && drawn.contains("stop words"), "{drawn}");
    assert!(drawn.contains(" 80 records: "), "{drawn}");
}

#[test]
fn a_result_is_set_beside_an_earlier_one() {
    let env = Env::new();
    let turns = env.run(["bench", "--turns", "60", "--json"]).ok();
    env.write("turns.json", &turns);
    let shown = env.run(["bench", "--turns", "60", "--compare", "turns.json"]).ok();
    for line in ["figure ", "\nindex ", "extract: busy", "word p99"] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains("not the same"), "{shown}");
    let compared = json(&env, &["bench", "--turns", "80", "--compare", "turns.json", "--json"]);
    assert_eq!((&compared["run"], &compared["of"]), (&"compare".into(), &"index".into()));
    assert_eq!(compared["differences"][0], "documents: 60 then, 80 now");
    assert_eq!(compared["new"]["documents"], 80);
    let size = |pair: &&Value| pair["name"] == "index";
    let size = compared["figures"].as_array().unwrap().iter().find(size).unwrap();
    assert!(1.0 < size["ratio"].as_f64().unwrap(), "{size}");
    let against =
        env.run(["bench", "--turns", "60", "--against", "tantivy", "--rounds", "1", "--json"]).ok();
    env.write("against.json", &against);
    let again = ["bench", "--turns", "60", "--against", "tantivy", "--rounds", "1", "--compare"];
    let shown = env.run(again.iter().chain(&["against.json"])).ok();
    assert!(shown.contains("tantivy: word p50"), "{shown}");
}

#[test]
fn what_cannot_be_compared_is_said_before_anything_is_measured() {
    let env = Env::new()
        .file("other.json", "{\"format\":1,\"run\":\"curve\",\"points\":[]}\n")
        .file("later.json", "{\"format\":7,\"run\":\"index\"}\n")
        .file("torn.json", "{\"format\":1,\n\"stages\":[")
        .file("hits.json", "{\"format\":1,\"hits\":[]}\n");
    let said = |file: &str| {
        let run = env.run(["bench", "--turns", "60", "--compare", file]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
        assert!(run.stderr.contains("\nhint: ") || file == "none.json", "{run}");
        run.stderr
    };
    assert!(said("other.json").contains("`onrecord bench --curve`, and this one is"));
    assert!(said("later.json").contains("has format 7 under the key `format`"));
    assert!(said("torn.json").contains("at line 2 column 10"));
    assert!(said("hits.json").contains("its keys are those of something else"));
    assert!(said("none.json").starts_with("error: cannot read `none.json`: no such file"));
}

#[test]
fn queries_are_timed_on_the_index_that_is_there() {
    let env = Env::new();
    let turns = |nth: usize| {
        let text = format!(
            "Nobody in the harbor of Halvern will close the gates number{nth} before the winter \
             of the long storms, and all of us know why the council waits."
        );
        let turn = serde_json::json!({"speaker": "Ada Okoye", "date": "2031-01-02", "text": text});
        turn.to_string() + "\n"
    };
    env.write("corpus/turns.jsonl", (0..40).map(turns).collect::<String>());
    env.run(["index"]).ok();
    let report = json(&env, &["bench", "--queries", "--json"]);
    assert_eq!((&report["run"], &report["statements"]), (&"queries".into(), &40.into()));
    let of_kind = |kind: &str| {
        let all = report["queries"].as_array().unwrap();
        all.iter().find(|times| times["kind"] == kind).unwrap().clone()
    };
    assert_eq!(of_kind("stop words")["example"], "\"in the\"");
    let mixed = of_kind("all of these");
    assert!(900 < mixed["runs"].as_u64().unwrap(), "{mixed}");
    let shown = env.run(["bench", "--queries"]).ok();
    assert!(shown.contains("\nsegments ") && shown.contains("counts of a word"), "{shown}");
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    let env = Env::new();
    for (args, told) in [
        (&["corpus", "--turns", "5"][..], "cannot be used with"),
        (&["--turns", "5", "--curve", "5"], "cannot be used with"),
        (&["--curve", "5", "--against", "tantivy"], "cannot be used with"),
        (&["--format", "csv", "--against", "tantivy"], "cannot be used with"),
        (&["--rounds", "3"], "--against <ENGINE>"),
        (&["--plot", "a.svg"], "--curve"),
        (&["--curve", "5", "--plot", "a.gif"], "write a name that ends in .svg or .png"),
        (&["--curve", "0"], "write numbers above 0, such as 1000,10000"),
        (&["--turns", "5", "--against", "tantivy", "--rounds", "0"], "write a number above 0"),
        (&["--against", "lucene"], "tantivy"),
    ] {
        let run = env.run(["bench"].iter().chain(args));
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.contains(told), "{told}: {run}");
    }
    let none = env.run(["bench", "--turns", "0", "--against", "tantivy"]);
    assert_eq!(none.code, Some(2), "{none}");
    assert!(none.stderr.contains("there is no document to measure with"), "{none}");
}

#[test]
fn the_small_examples_of_its_help_run() {
    let env = Env::new();
    let help = env.run(["bench", "-h"]).ok();
    let is_small = |line: &&str| line.contains("--turns") || line.contains("--curve ");
    let examples: Vec<&str> = help
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  onrecord "))
        .filter(is_small)
        .map(|line| line.split("  ").next().unwrap())
        .collect();
    assert_eq!(examples.len(), 2, "{help}");
    for example in examples {
        env.run(example.split(' ')).ok();
    }
}
