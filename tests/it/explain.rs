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
    assert_snapshot!(env.run(["explain", "toll NEAR/9 ship speaker:marrane"]), @"");
    assert_snapshot!(env.run(["explain", "ship* OR secu~2"]), @"");
    assert_snapshot!(env.run(["explain", "ironclad speaker:\"ilse marane\""]), @"");
    assert_snapshot!(env.run(["explain", "ironclad toll strait"]), @"");
    assert_snapshot!(env.run(["explain", "strait NEAR/2 ship"]), @"");
    assert_snapshot!(env.run(["explain", "strat NEAR/ 5", "--json"]), @"");
}

#[test]
fn slips_are_told_of() {
    let env = news();
    assert_snapshot!(env.run(["search", "ironcald", "-0"]), @"");
    assert_snapshot!(env.run(["search", "\"iron clad\"", "doc:strat", "-0"]), @"");
    assert_snapshot!(env.run(["search", "speaker:\"emeric tolven\"", "-0"]), @"");
    assert_snapshot!(env.run(["search", "speaker:\"ilse tolvan\"", "-0"]), @"");
    let json: serde_json::Value =
        serde_json::from_str(&env.run(["search", "ironcald", "--json"]).stdout).unwrap();
    assert_eq!(json["notes"][0], "did you mean `ironclad`? 1 statement");
}
