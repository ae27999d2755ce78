//! `trend`, `who`, `kwic` and `compare` end to end, their figures against a count of our own.

use std::{collections::BTreeMap, path::Path};

use insta::assert_snapshot;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::env::Env;

fn corpus() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").display().to_string()
}

/// The texts of the repository, indexed.
fn indexed() -> Env {
    let env = Env::new();
    let corpus = corpus();
    let _ = env.run(["index", &corpus]).ok();
    env
}

fn json(env: &Env, args: &[&str]) -> Value {
    serde_json::from_str(&env.run(args).ok()).unwrap()
}

/// Statements and words.
type Sum = (u64, u64);

/// Counts by hand, from what `extract` prints, the statements that say `word`: by month, by
/// speaker, and in all.
fn by_hand(env: &Env, word: &str) -> (BTreeMap<String, Sum>, BTreeMap<String, Sum>, Sum) {
    let (mut months, mut speakers) = (BTreeMap::new(), BTreeMap::new());
    let mut all = (0, 0);
    let corpus = corpus();
    for line in env.run(["extract", &corpus]).stdout.lines() {
        let statement: Value = serde_json::from_str(line).unwrap();
        if statement["primary"] != true {
            continue;
        }
        let quote = statement["quote"].as_str().unwrap();
        let words: Vec<String> = quote.unicode_words().map(str::to_lowercase).collect();
        let says = u64::from(words.iter().any(|other| other == word));
        let add = |sum: &mut Sum| {
            sum.0 += says;
            sum.1 += words.len() as u64;
        };
        add(&mut all);
        let said = &statement["said"];
        let (first, last) = match (said["first"].as_str(), statement["published"].as_str()) {
            (Some(first), _) => (first.to_owned(), said["last"].as_str().unwrap().to_owned()),
            (None, Some(published)) => (published.to_owned(), published.to_owned()),
            (None, None) => (String::new(), String::new()),
        };
        if let (Some(month), Some(last)) = (first.get(..7), last.get(..7))
            && month == last
        {
            add(months.entry(month.to_owned()).or_default());
        }
        let agents = statement["joint_with"].as_array().unwrap().iter();
        let agents = agents.chain([&statement["speaker"]]);
        let mut ids: Vec<&str> = agents.filter_map(|agent| agent["id"].as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            add(speakers.entry(id.to_owned()).or_default());
        }
    }
    (months, speakers, all)
}

#[test]
fn figures_are_those_counted_by_hand() {
    let env = indexed();
    for word in ["the", "water", "not"] {
        let (months, speakers, all) = by_hand(&env, word);
        let phrase = format!("\"{word}\"");
        let trend = json(&env, &["trend", &phrase, "--per", "month", "--since", "1000", "--json"]);
        let point =
            |it: &Value| (it["statements"].as_u64().unwrap(), it["words"].as_u64().unwrap());
        let told: BTreeMap<String, Sum> = trend["periods"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["label"].as_str().unwrap().to_owned(), point(it)))
            .filter(|(_, sum)| *sum != (0, 0))
            .collect();
        let months: BTreeMap<String, Sum> =
            months.into_iter().filter(|(_, sum)| *sum != (0, 0)).collect();
        assert_eq!(told, months, "{word}");
        let dated: u64 = months.values().map(|sum| sum.0).sum();
        let undated =
            ["between", "outside", "undated_left_out"].map(|key| trend[key].as_u64().unwrap());
        let undated: u64 = undated.iter().sum();
        assert_eq!(dated + undated, all.0, "{word}");

        let who = json(&env, &["who", &phrase, "--min-words", "0", "-n", "9999", "--json"]);
        assert_eq!(point(&who), all, "{word}");
        let told: BTreeMap<String, Sum> = who["speakers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["id"].as_str().unwrap().to_owned(), point(it)))
            .collect();
        let speakers: BTreeMap<String, Sum> =
            speakers.into_iter().filter(|(_, sum)| 0 < sum.0).collect();
        assert_eq!(told, speakers, "{word}");

        let kwic = json(&env, &["kwic", &phrase, "-n", "0", "--json"]);
        assert_eq!(kwic["statements"].as_u64().unwrap(), all.0, "{word}");
        let lines = kwic["lines"].as_array().unwrap();
        assert_eq!(lines.len() as u64, kwic["occurrences"].as_u64().unwrap());
        assert!(lines.iter().all(|it| it["node"].as_str().unwrap().to_lowercase() == word));
    }
}

fn speeches() -> Env {
    let env = Env::new()
        .file(
            "corpus/2031-01.md",
            "---\ntitle: Remarks by Ada Okoye\ndate: 2031-01-14\n---\n\nThe toll is a fee for all \
             of us, and a toll it stays.\n\nNobody closes the harbor while the toll is paid.\n",
        )
        .file(
            "corpus/2031-03.md",
            "---\ntitle: Remarks by Cora Quist\ndate: 2031-03-02\n---\n\nNo toll, no ferry, no \
             harbor.\n\nThe ferry was ours before the toll was thought of.\n",
        )
        .file("corpus/undated.txt", "“A toll is a toll,” said Ada Okoye.\n");
    let _ = env.run(["index"]).ok();
    env
}

#[test]
fn a_trend_has_a_line_for_every_month() {
    let env = speeches();
    assert_snapshot!(env.run(["trend", "toll"]), @"
    week      statements  words  per 10,000
    2031-W03           2     23       869.6  ███████████████████████████▏
    2031-W04           0      0           –
    2031-W05           0      0           –
    2031-W06           0      0           –
    2031-W07           0      0           –
    2031-W08           0      0           –
    2031-W09           2     16      1250.0  ███████████████████████████████████████
    --- stderr
    5 statements; 1025.6 per 10,000 of 39 words, per week; 1 undated, in no week
    --- exit 0
    ");
    assert_snapshot!(env.run(["trend", "toll", "--by", "speaker", "--per", "month"]), @"
                statements  per 10,000    peak  2031-01 … 2031-03
    Ada Okoye            2       869.6   869.6  █
    Cora Quist           2      1250.0  1250.0    █
    --- stderr
    5 statements; 1025.6 per 10,000 of 39 words, per month; 1 undated, in no month
    --- exit 0
    ");
    assert_snapshot!(env.run(["trend", "ferry", "--csv", "--per", "year"]), @"
    period,first,last,id,label,statements,words,per_10000
    2031,2031-01-01,2031-12-31,,,2,39,512.821
    --- stderr
    2 statements; 512.8 per 10,000 of 39 words, per year
    --- exit 0
    ");
    assert_snapshot!(env.run(["trend", "dredger"]), @"
    week      statements  words  per 10,000
    2031-W03           0     23         0.0
    2031-W04           0      0           –
    2031-W05           0      0           –
    2031-W06           0      0           –
    2031-W07           0      0           –
    2031-W08           0      0           –
    2031-W09           0     16         0.0
    --- stderr
    no statement; 0.0 per 10,000 of 39 words, per week
    --- exit 1
    ");
}

#[test]
fn who_says_it_most_is_measured_by_words() {
    let env = speeches();
    assert_snapshot!(env.run(["who", "ferry", "--min-words", "5"]), @"
    per 10,000  statements  words          95 %    G²  speaker
        1250.0           2     16  140.4–4513.0  +4.0  Cora Quist
    --- stderr
    1 speaker; 2 statements, 454.5 per 10,000 of 44 words
    --- exit 0
    ");
    assert_snapshot!(env.run(["who", "toll", "--min-words", "500"]), @"
    --- stderr
    0 speakers; 5 statements, 1136.4 per 10,000 of 44 words; 2 more with fewer than 500 words (--min-words)
    --- exit 1
    ");
}

#[test]
fn lines_stand_around_the_word() {
    let env = speeches();
    assert_snapshot!(env.run(["kwic", "toll", "--sort", "1l"]), @"
    ba85/1  ll is a fee for all of us, and a [toll] it stays.
    0cb4/1                                 A [toll] is a toll,
    0cb4/1                       A toll is a [toll],
    1493/1                                No [toll], no ferry, no harbor.
    ba85/1                               The [toll] is a fee for all of us, and a to
    ba85/2  body closes the harbor while the [toll] is paid.
    1493/2     The ferry was ours before the [toll] was thought of.
    --- stderr
    7 times in 5 statements
    --- exit 0
    ");
    assert_snapshot!(env.run(["kwic", "toll", "-n", "2"]), @"
    0cb4/1                       A toll is a [toll],
    ba85/1                               The [toll] is a fee for all of us, and a to
    --- stderr
    7 times in 5 statements, 2 shown (more: --offset 2; over all: --sample)
    --- exit 0
    ");
    assert_snapshot!(env.run(["kwic", "toll", "--collocates", "--min-together", "2"]), @"
     G²  together  in all  expected  left  right  word
    0.2         2       2       1.9     1      1  ferry
    0.2         2       2       1.9     1      1  harbor
    --- stderr
    2 collocates; 35 words near 7 occurrences, of 37
    --- exit 0
    ");
    assert_snapshot!(env.run(["kwic", "dredger"]), @"
    --- stderr
    not said
    --- exit 1
    ");
    assert_snapshot!(env.run(["kwic", "speaker:okoye"]), @r#"
    --- stderr
    error: there is no word to set the lines around

    hint: write a word, a `"phrase"` or the start of a `word*`
    --- exit 2
    "#);
    assert_snapshot!(env.run(["kwic", "toll", "--sort", "5x"]), @"
    --- stderr
    error: invalid value '5x' for '--sort <WORDS>': write a number from 1 to 9 and `l` or `r`, such as `1l` or `2r`

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn readouts_of_one_call_are_set_side_by_side() {
    let env = indexed();
    let found = env.run(["compare", "osterlaine-power-call", "vellmark-power-call"]);
    assert_snapshot!(found, @"
    A readouts/osterlaine-power-call.txt 2032-06-15
    B readouts/vellmark-power-call.txt 2032-06-15

    only A
    - “The Minister raised the debt of nine million crowns that Vellmark’s grid
      company has owed since the winter of 2030,” Sundqvist said. 9edc/8

    both
    A Energy Minister Brisa Halvane of Osterlaine spoke on Monday with Energy
      Minister Joren Kask of Vellmark, her ministry’s spokesman Piet Sundqvist said
      in a readout of the call. 9edc/1
    B Energy Minister Joren Kask of Vellmark took a call on Monday from his
      Osterlaine colleague, Energy Minister Brisa Halvane, Kask’s spokeswoman Tove
      Amrein said in a readout. b6c4/1
    A Halvane “thanked Minister Kask for the forty megawatts that Vellmark sent over
      the Dorn cable during the frost,” the readout said. 9edc/3
    B Kask told Halvane that “Vellmark was glad to send the forty megawatts over the
      Dorn cable during the frost, and would do so again,” the readout said. b6c4/2
    A The two ministers reviewed the repairs at the Dorn substation, which both
      expect to be finished by the first of September, Sundqvist said. 9edc/4
    B The ministers reviewed the repairs at the Dorn substation, which both now
      expect to be finished by the first of October, Amrein said. b6c4/3
    A Halvane “underlined that a second cable must be paid for in equal parts,”
      according to the readout. 9edc/6
    B Kask “repeated that Osterlaine, which will use most of it, should carry the
      larger part of a second cable,” according to the readout. b6c4/5
    = [-Sundqvist-] {+Amrein+} added that [-Halvane-] {+Kask+} and [-Kask-]
      {+Halvane+} agreed to meet in Lorne before the autumn

    only B
    - “The Minister proposed a joint school for linesmen in the border town of
      Hest,” Amrein said. b6c4/7
    --- stderr
    5 pairs; 1 sentence only in the first, 1 sentence only in the second
    --- exit 0
    ");
    let id =
        json(&env, &["search", "doc:osterlaine substation", "--json"])["hits"][0]["id"].clone();
    let found = env.run(["compare", "--readouts", id.as_str().unwrap(), "--json"]);
    assert!(found.stderr.contains("Brisa Halvane and Joren Kask"), "{found}");
    assert!(found.ok().contains("readouts/vellmark-power-call.txt"));
    let id = json(&env, &["search", "speaker:abaye", "--json"])["hits"][0]["id"].clone();
    let found = env.run(["compare", "--readouts", id.as_str().unwrap()]);
    assert_snapshot!(found, @"
    --- stderr
    no counterpart found: no other readout names the same two people on the same day
    --- exit 1
    ");
}

#[test]
fn two_speakers_are_compared_by_what_they_say() {
    let env = speeches();
    assert_snapshot!(env.run(["compare", "--speaker", "okoye", "--speaker", "quist"]), @"
    Ada Okoye says nothing far more often

    Cora Quist says far more often
      ferry 2 : 0, G² 4.0
          “No toll, no [ferry], no harbor.” 1493/1
    --- stderr
    okoye: 3 statements, 28 words; quist: 2 statements, 16 words
    --- exit 0
    ");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let env = speeches();
    for (args, error) in [
        (&["compare"][..], "error: there are no two sides to compare\n\nhint: name two documents"),
        (&["compare", "--speaker", "okoye"], "error: two speakers are compared, no more"),
        (&["compare", "undated", "nosuch"], "error: no document in the index is `nosuch`\n\nhint:"),
        (&["compare", "undated", "undated.txt"], "error: both are `undated.txt`"),
        (&["compare", "2031", "undated"], "error: `2031` may be any of `2031-01.md`, `2031-03.md`"),
        (&["compare", "--readouts", "zz"], "error: `zz` is not an id"),
    ] {
        let found = env.run(args);
        assert!(found.stderr.starts_with(error) && found.code == Some(2), "{found}");
    }
}

#[test]
#[cfg(feature = "plot")]
fn a_trend_is_drawn() {
    let env = speeches();
    let _ = env.run(["trend", "toll", "--by", "speaker", "--plot", "one.svg"]).ok();
    let _ = env.run(["trend", "toll", "--by", "speaker", "--plot", "two.SVG"]).ok();
    let read = |name: &str| std::fs::read_to_string(env.path().join(name)).unwrap();
    assert_eq!(read("one.svg"), read("two.SVG"));
    assert!(read("one.svg").contains("<title id=\"title\">toll</title>"));
    let png = env.run(["trend", "toll", "--plot", "a.png"]);
    if !png.stderr.contains("there is no font") {
        let _ = png.ok();
        assert!(std::fs::read(env.path().join("a.png")).unwrap().starts_with(b"\x89PNG\r\n"));
    }
    let other = env.run(["trend", "toll", "--plot", "a.jpg"]);
    assert!(other.stderr.contains("write a name that ends in .svg or .png"), "{other}");
    let nowhere = env.run(["trend", "toll", "--plot", "no/such/a.svg"]);
    assert!(nowhere.stderr.contains("error: cannot write `no/such/a.svg`"), "{nowhere}");
    assert_eq!(nowhere.code, Some(2));
    let empty = env.run(["trend", "toll", "doc:undated", "--plot", "a.svg"]);
    assert!(empty.stderr.contains("there is nothing to draw: no statement has a date"), "{empty}");
}

#[test]
fn too_many_days_are_refused() {
    let env = Env::new()
        .file("corpus/a.md", "---\ndate: 1801-01-01\n---\n\n“A toll,” said Ada Okoye.\n")
        .file("corpus/b.md", "---\ndate: 2031-01-01\n---\n\n“No toll,” said Ada Okoye.\n");
    let found = env.run(["trend", "toll", "--per", "day"]);
    let told = "error: told per day, there would be more than 10000 periods\n\n\
                hint: narrow it with `--since`, or write `--per year`\n";
    assert!(found.stderr.ends_with(told) && found.code == Some(2), "{found}");
}

#[test]
fn answers_fit_narrow_terminals() {
    let env = indexed();
    for args in [
        &["trend", "toll"][..],
        &["trend", "toll", "--by", "speaker"],
        &["who", "strait"],
        &["kwic", "strait"],
        &["kwic", "toll", "--collocates"],
        &["compare", "osterlaine", "vellmark"],
        &["compare", "--speaker", "marrane", "--speaker", "voss"],
    ] {
        let output = env.command().env("COLUMNS", "40").args(args).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 40, "{args:?}: {line}");
        }
    }
}
