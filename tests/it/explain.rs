//! Queries explained, corrected and cut short, as a user sees it.

use insta::assert_snapshot;

use super::env::Env;

const NEWS: &str = "\
“The strait will stay open, and no toll will be paid by any ship,” said Ilse Marrane, the \
secretary of state.

“An ironclad commitment to the strait’s security is what the ports want,” said Emeric Tolvan.

“Ships that wait pay twice,” said Ilse Marrane.
";

fn news() -> Env {
    let env = Env::new().file("corpus/calls/strait.txt", NEWS);
    let _ = env.run(["index"]);
    env
}

#[test]
fn a_query_is_taken_apart() {
    let env = news();
    assert_snapshot!(env.run(["explain", "toll NEAR/9 ship speaker:marrane"]), @r#"
    1  all of
    1    toll NEAR/9 ship
    1      toll (toll 1)
    2      ship (ship 1, ships 1)
    2    speaker:marrane
    --- exit 0
    "#);
    assert_snapshot!(env.run(["explain", "ship* OR secu~2"]), @r#"
    2  any of
    2    ship* (ship 1, ships 1)
    0    secu~2
    --- exit 0
    "#);
    assert_snapshot!(env.run(["explain", "ironclad speaker:\"ilse marane\""]), @r#"
    0  all of
    0    speaker:"ilse marane"
    1    ironclad (ironclad 1)

    `speaker:"ilse marane"` finds nothing
    --- stderr
    note: no `speaker:` has all of `ilse marane` in the name; did you mean `speaker:"ilse marrane"`?
    --- exit 1
    "#);
    assert_snapshot!(env.run(["explain", "ironclad toll strait"]), @r#"
    0  all of
    1    ironclad (ironclad 1)
    1    toll (toll 1)
    2    strait (strait 2)

    each part is found, but nothing has all of them
    without `ironclad`: 1 statement
    without `toll`: 1 statement
    --- exit 1
    "#);
    assert_snapshot!(env.run(["explain", "strait NEAR/2 ship"]), @r#"
    0  strait NEAR/2 ship
    2    strait (strait 2)
    2    ship (ship 1, ships 1)

    both sides of `strait NEAR/2 ship` are found, but nowhere so near
    --- exit 1
    "#);
    assert_snapshot!(env.run(["explain", "strat NEAR/ 5", "--json"]), @r#"
    {"format":1,"query":"strat NEAR/ 5","total":0,"tree":{"role":"all","text":"strat NEAR/ 5","statements":0,"terms":[],"more_terms":0,"without":null,"parts":[{"role":"word","text":"strat","statements":0,"terms":[],"more_terms":0,"without":0,"parts":[]},{"role":"word","text":"NEAR/","statements":0,"terms":[],"more_terms":0,"without":0,"parts":[]},{"role":"word","text":"5","statements":0,"terms":[],"more_terms":0,"without":0,"parts":[]}]},"reasons":["`strat` finds nothing","`NEAR/` finds nothing","`5` finds nothing"],"notes":["`NEAR/` is searched as it stands; nearness is written `NEAR/5`"],"meant":null}
    --- exit 1
    "#);
}

#[test]
fn slips_are_told_of() {
    let env = news();
    assert_snapshot!(env.run(["search", "ironcald", "-0"]), @r#"
    --- stderr
    no statement
    note: did you mean `ironclad`? 1 statement
    --- exit 1
    "#);
    assert_snapshot!(env.run(["search", "\"iron clad\"", "doc:strat", "-0"]), @r#"
    --- stderr
    no statement
    note: no document has `strat` in its path; did you mean `doc:strait`?
    --- exit 1
    "#);
    assert_snapshot!(env.run(["search", "speaker:\"emeric tolven\"", "-0"]), @r#"
    --- stderr
    no statement
    note: no `speaker:` has all of `emeric tolven` in the name; did you mean `speaker:"emeric tolvan"`?
    --- exit 1
    "#);
    assert_snapshot!(env.run(["search", "speaker:\"ilse tolvan\"", "-0"]), @r#"
    --- stderr
    no statement
    note: no `speaker:` has all of `ilse tolvan` in the name
    --- exit 1
    "#);
    let json: serde_json::Value =
        serde_json::from_str(&env.run(["search", "ironcald", "--json"]).stdout).unwrap();
    assert_eq!(json["notes"][0], "did you mean `ironclad`? 1 statement");
}
