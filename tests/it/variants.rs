//! `variants`, `first` and copies on one card, on the texts of `corpus/` and, where they are there,
//! on real ones.

use insta::assert_snapshot;
use serde_json::Value;

use crate::{env::Env, examples::corpus, sources::shared};

fn json(env: &Env, args: &[&str]) -> Value {
    let output = env.run(args.iter().copied().chain(["--json"]));
    serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{output}"))
}

/// The id of the best match.
fn id(env: &Env, query: &[&str]) -> String {
    let found = json(env, &[&["search", "-n1", "--no-collapse"], query].concat());
    found["hits"][0]["id"].as_str().unwrap().to_owned()
}

/// Document, alteration and remarks of every copy.
fn copies(env: &Env, id: &str) -> Vec<String> {
    let found = json(env, &["variants", id]);
    let copies = found["copies"].as_array().unwrap().iter();
    let mut told: Vec<String> = copies
        .map(|copy| {
            let of = |key: &str| copy[key].as_str().unwrap();
            let mut words = vec![of("document"), of("alteration")];
            let remarks = copy["remarks"].as_array().unwrap().iter();
            words.extend(remarks.map(|remark| remark.as_str().unwrap()));
            words.join(" ")
        })
        .collect();
    told.sort();
    told
}

#[test]
fn every_class_of_alteration_is_found_and_named() {
    let env = corpus();
    let source = id(&env, &["pension", "doc:quarry/slate-post.md"]);
    assert_eq!(
        copies(&env, &source),
        [
            "quarry/brellford-mail.md reordered",
            "quarry/dash-and-stop.md same",
            "quarry/evening-brief.txt shorter few-marks",
            "quarry/hill-radio.txt same",
            "quarry/lathmoor-courant.md spelling",
            "quarry/ledger-flash.txt same no-marks",
            "quarry/miners-gazette.md longer other-day",
            "quarry/roof-trade.md bracketed",
            "quarry/stane-agency.txt reworded",
        ]
    );
}

#[test]
fn the_toll_is_found_in_all_three_papers() {
    let env = corpus();
    let paper = |doc: &str| id(&env, &["strait toll speaker:marrane", &format!("doc:{doc}")]);
    let (courier, dispatch, wire) = (
        paper("harbor-courier/toll.md"),
        paper("evening-dispatch/toll-short.md"),
        paper("wire/toll-reworded.txt"),
    );
    let all = copies(&env, &courier);
    assert_eq!(all, ["evening-dispatch/toll-short.md shorter", "wire/toll-reworded.txt reworded"]);
    for other in [dispatch, wire] {
        let all = copies(&env, &other).join("; ");
        assert!(all.contains("harbor-courier/toll.md"), "{all}");
    }
}

#[test]
fn cards_show_what_was_changed() {
    let env = corpus();
    let source = id(&env, &["strait toll", "doc:harbor-courier/toll.md"]);
    let told = env.run(["variants", &source]);
    for part in ["\nshorter\n", "[-it will stay open-]", "\nreworded\n", "2 documents with copies"]
    {
        assert!(told.to_string().contains(part), "{part}: {told}");
    }
    let told = env.run(["first", &source]);
    for part in ["which was first is unknown", "the statement asked for", "3 documents with it"] {
        assert!(told.to_string().replace("\n  ", " ").contains(part), "{part}: {told}");
    }
    assert_snapshot!(env.run(["first", "nosuchword"]), @"
    --- stderr
    no statement
    --- exit 1
    ");
    assert_snapshot!(env.run(["first"]), @"
    --- stderr
    error: nothing to look for

    hint: name a statement by its id, or say what to look for: `onrecord first convoy toll`
    --- exit 2
    ");
    assert_snapshot!(env.run(["first", "0000/1"]), @"
    --- stderr
    error: no statement has the id `0000/1`

    hint: `onrecord search` prints the ids of statements
    --- exit 2
    ");
    assert_eq!(env.run(["variants", "toll"]).code, Some(2));
    let alone = id(&env, &["dredger"]);
    assert_eq!(env.run(["variants", &alone]).code, Some(1));
}

#[test]
fn search_puts_copies_on_one_card() {
    let env = corpus();
    let query = ["search", "pension quarry blast"];
    let told = env.run([query[0], query[1], "-n", "2"]);
    assert!(told.stdout.contains(" documents: onrecord variants "), "{told}");
    assert!(told.stderr.contains("with their copies"), "{told}");
    let plain = json(&env, &[query[0], query[1], "--no-collapse"]);
    let (total, hits) = (&plain["total"], plain["hits"].as_array().unwrap());
    assert_eq!(total.as_u64().unwrap(), hits.len() as u64);
    assert!(hits[0].get("copies").is_none());
    let collapsed = json(&env, &query);
    assert_eq!(&collapsed["total"], total);
    let mut ids: Vec<&str> = Vec::new();
    for hit in collapsed["hits"].as_array().unwrap() {
        ids.push(hit["id"].as_str().unwrap());
        ids.extend(hit["copies"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()));
    }
    for hit in hits {
        assert!(ids.contains(&hit["id"].as_str().unwrap()), "{hit}");
    }
    let lines = env.run([query[0], query[1], "--jsonl", "-n", "99"]).ok();
    assert_eq!(lines.lines().count(), hits.len());
}

#[test]
fn a_quote_leads_to_the_readout_it_comes_from() {
    let Some(shared) = shared() else { return };
    let (readouts, seeds) =
        (shared.join("corpora/whitehouse-sample/readout"), shared.join("seeds"));
    let env = Env::new();
    let _ = env.run(["index", readouts.to_str().unwrap(), seeds.to_str().unwrap()]).ok();
    let seed = id(&env, &["longstanding", "doc:004_11b1216a67c8be3c.txt", "speaker:sullivan"]);
    let found = json(&env, &["variants", &seed]);
    let of_the_day = found["copies"]
        .as_array()
        .unwrap()
        .iter()
        .find(|copy| copy["statement"]["published"] == "2024-05-12");
    let copy = of_the_day.unwrap_or_else(|| panic!("{found}"));
    assert!(copy["document"].as_str().unwrap().contains("sullivans-call-with-israeli"), "{copy}");
    assert!(!copy["diff"].as_array().unwrap().is_empty());
}
