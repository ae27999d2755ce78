//! The same texts, however they came into the index: the same statements, ids and scores.

use std::{fmt::Write as _, fs};

use super::{super::env::Env, Chance, amount};

const WORDS: [&str; 12] = [
    "gravel", "lantern", "orchard", "pillow", "saddle", "timber", "velvet", "walnut", "harness",
    "harbour", "harbours", "ferries",
];

const QUERIES: [&[&str]; 17] = [
    &["search", "", "--jsonl", "-n", "500"],
    &["search", "harbour", "--jsonl", "-n", "500"],
    &["search", "gravel lantern", "--jsonl", "-n", "500"],
    &["search", "the orchard is", "--jsonl", "-n", "500"],
    &["search", "\"behind the\" -timber", "--explain", "-n", "20"],
    &["search", "har* OR ferry", "--explain", "-n", "20"],
    &["search", "speaker:okoye velvet~1", "--jsonl", "-n", "500"],
    &["search", "town pillow", "--passages", "--jsonl", "-n", "500"],
    &["search", "harbour", "--json", "-n", "500"],
    &["search", "the", "--json", "--sort", "newest", "-n", "7", "--offset", "3"],
    &["kwic", "harbour", "--json"],
    &["compare", "--speaker", "okoye", "--speaker", "tull", "--json"],
    &["documents", "--json"],
    &["speakers", "--json"],
    &["count", "harbour", "--by", "speaker", "--by", "month", "--json"],
    &["verify", "the gravel is behind the lantern, and the saddle is gone", "--json"],
    &["verify", "no walnut and no timber was left of the town", "--json"],
];

/// Texts by name, in three folders; where there are `copies`, one in four says what another one
/// says word for word. Some have one statement in common.
fn texts(copies: bool) -> Vec<(String, String)> {
    let mut chance = Chance::new(23);
    let mut texts: Vec<(String, String)> = Vec::new();
    for n in 0..24 {
        let name = format!("{}/{n}.md", ["c", "a", "b"][n % 3]);
        if copies && n % 4 == 3 {
            let text = texts[n - 2].1.clone();
            texts.push((name, text));
            continue;
        }
        let mut text = format!("---\ntitle: On the {n}th day\ndate: 2031-0{}-05\n---\n", n % 9 + 1);
        for _ in 0..=n % 3 {
            let [one, two, three] = [0; 3].map(|_| *chance.of(&WORDS));
            let who = *chance.of(&["Ada Okoye, the mayor", "Bo Tull", "the minister"]);
            let _ = write!(
                text,
                "“The {one} is behind the {two}, and the {three} is gone,” said {who}. It rained \
                 on the {two} of the town.\n\n"
            );
            if n % 2 == 0 {
                let _ = write!(text, "She said that no {three} and no {one} was left.\n\n");
            }
        }
        if n % 9 == 1 {
            text += "“No ship leaves the harbour before every lamp is lit,” said Cy Lind.\n";
        }
        texts.push((name, text));
    }
    texts
}

/// Writes some texts and brings the index up to date.
fn add(env: &Env, texts: &[(String, String)], args: &[&str], threads: &str) {
    for (name, text) in texts {
        env.write(&format!("corpus/{name}"), text);
    }
    let args = [&["index", "--threads", threads], args].concat();
    let _ = env.run(args).ok();
}

fn answers(env: &Env) -> Vec<String> {
    let check = env.run(["check", "--deep"]);
    assert_eq!(check.code, Some(0), "{check}");
    let mut answers: Vec<_> = QUERIES.iter().map(|query| env.run(query.iter()).stdout).collect();
    let shared = env.run(["search", "speaker:lind", "--jsonl", "-n", "1"]).stdout;
    let shared: serde_json::Value = serde_json::from_str(&shared).unwrap();
    for verb in ["variants", "first"] {
        answers.push(env.run([verb, shared["id"].as_str().unwrap(), "--json"]).stdout);
    }
    answers
}

fn compare(expected: &[String], env: &Env, how: &str) {
    for (nth, (expected, now)) in expected.iter().zip(&answers(env)).enumerate() {
        assert_eq!(now, expected, "{how}: {:?}", QUERIES.get(nth));
    }
}

/// Three orders, at one stroke and in parts, with one thread and with two.
fn ways(texts: &[(String, String)], mut compare: impl FnMut(&Env, &str)) {
    let reversed: Vec<_> = texts.iter().rev().cloned().collect();
    let mut sorted = texts.to_vec();
    sorted.sort();
    let orders = [("as made", texts), ("backwards", &reversed), ("by name", &sorted)];
    let all = ["1", "2"].iter().flat_map(|threads| {
        orders.iter().flat_map(move |order| [texts.len(), 5].map(|n| (*threads, *order, n)))
    });
    for (threads, (order, texts), n) in all.step_by(amount(3, 1)) {
        let env = Env::new();
        for part in texts.chunks(n) {
            add(&env, part, &["corpus"], threads);
        }
        compare(&env, &format!("{order}, {n} a run, {threads} threads"));
    }
}

fn at_once(texts: &[(String, String)], args: &[&str]) -> Vec<String> {
    let env = Env::new();
    add(&env, texts, args, "1");
    let answers = answers(&env);
    assert!(answers.iter().all(|answer| !answer.is_empty()));
    answers
}

#[test]
fn the_order_of_texts_and_the_number_of_threads_are_nowhere_in_the_answers() {
    let texts = texts(false);
    let expected = at_once(&texts, &["corpus"]);
    ways(&texts, |env, how| compare(&expected, env, how));
    let expected = at_once(&texts, &["corpus/a", "corpus/b", "corpus/c"]);
    for folders in [["c", "b", "a"], ["b", "c", "a"]] {
        let env = Env::new();
        let folders = folders.map(|folder| format!("corpus/{folder}"));
        add(&env, &texts, &folders.each_ref().map(String::as_str), "2");
        compare(&expected, &env, &format!("{folders:?}"));
    }
}

#[test]
fn which_of_two_copies_came_first_is_nowhere_in_the_answers() {
    let texts = texts(true);
    let expected = at_once(&texts, &["corpus"]);
    ways(&texts, |env, how| compare(&expected, env, how));
}

/// An answer's lines in any order, without what says where in its file a record stands.
fn placeless(answer: &str) -> Vec<String> {
    let without = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        for field in ["document", "place"] {
            line.as_object_mut().unwrap().remove(field);
        }
        line.to_string()
    };
    let mut lines: Vec<String> = answer.lines().map(without).collect();
    lines.sort();
    lines
}

#[test]
fn the_order_of_records_in_a_file_is_in_no_id_and_no_score() {
    let record = |(name, text): &(String, String)| {
        let title = format!("Of {name}");
        let record = serde_json::json!({"id": name, "title": title, "text": text});
        record.to_string() + "\n"
    };
    let mut records: Vec<String> = texts(false).iter().map(record).collect();
    let mut expected: Option<Vec<Vec<String>>> = None;
    for threads in ["1", "2", "2"] {
        let env = Env::new();
        add(&env, &[("all.jsonl".to_owned(), records.concat())], &["corpus"], threads);
        let is_asked = |query: &&&[&str]| query.contains(&"--jsonl");
        let now: Vec<_> = QUERIES
            .iter()
            .filter(is_asked)
            .map(|query| placeless(&env.run(query.iter()).ok()))
            .collect();
        assert_eq!(*expected.get_or_insert_with(|| now.clone()), now);
        records.reverse();
        records.rotate_left(7);
    }
}

#[test]
fn what_was_there_before_is_nowhere_in_the_answers() {
    let texts = texts(true);
    let expected = at_once(&texts, &["corpus"]);
    // Others in their place, and more of them.
    let env = Env::new();
    let others: Vec<_> = (0..30)
        .map(|n| {
            let name = texts.get(n).map_or(format!("d/{n}.md"), |it| it.0.clone());
            let text = texts[n * 7 % 24].1.replace("gravel", "velvet harbour");
            (name, text + "“No,” said Cy Dorn.\n")
        })
        .collect();
    add(&env, &others, &["corpus"], "2");
    fs::remove_dir_all(env.path().join("corpus/d")).unwrap();
    for part in texts.chunks(10) {
        add(&env, part, &["corpus"], "2");
    }
    compare(&expected, &env, "where others were");
    let _ = env.run(["forget", "corpus/b"]).ok();
    let _ = env.run(["index", "corpus"]).ok();
    compare(&expected, &env, "forgotten and read again");
    let _ = env.run(["index", "--full", "corpus"]).ok();
    compare(&expected, &env, "read once more");
    let _ = env.run(["index", "--rebuild", "corpus"]).ok();
    compare(&expected, &env, "written anew");
}
