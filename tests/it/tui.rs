//! `tui` without a terminal: the list it would show, and what it says. The screen itself is tested
//! where it is drawn.

use insta::assert_snapshot;

use super::{env::Env, search::news};

fn indexed() -> Env {
    let env = news();
    let _ = env.run(["index"]).ok();
    env
}

#[test]
fn the_list_can_be_had_without_a_screen() {
    let env = indexed();
    assert_snapshot!(env.run(["tui", "--filter", "ironclad"]), @"
    e3d3/1	undated	Tamsin Reyes	Fares are ironclad,
    276b/2	2031-03-03	Ada Okoye	the ironclad commitment of both ports to keep the strait open,
    --- exit 0
    ");
    assert_snapshot!(env.run(["tui", "-f", "strait", "-n", "1", "--sort", "newest"]), @"
    276b/3	2031-03-04	Yoav Lindt	We will not close the strait, Not this year.
    --- exit 0
    ");
    assert_snapshot!(env.run(["tui", "-f", "meets", "--passages"]), @"
    council.md	2031-02-11	Council votes on ferry fares	The council meets again in a month.
    --- exit 0
    ");
    assert_snapshot!(env.run(["tui", "-f", "meets"]), @"
    --- stderr
    note: 1 passage outside statements (F4, --passages)
    --- exit 1
    ");
    let ids = env.run(["tui", "-f", "ironclad", "-0"]).ok();
    assert_eq!(ids.matches('\0').count(), 2);
    let json = env.run(["tui", "-f", "ironclad", "--json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["format"], &json["total"]), (&1.into(), &2.into()));
}

#[test]
fn a_screen_needs_a_terminal() {
    let env = indexed();
    assert_snapshot!(env.run(["tui"]), @"
    --- stderr
    error: `onrecord tui` needs a terminal

    hint: `onrecord tui --filter QUERY` prints the list, `onrecord search` answers
    --- exit 2
    ");
    assert_snapshot!(env.run(["tui", "-n", "3"]), @"
    --- stderr
    error: the following required arguments were not provided:
      --filter

    Usage: onrecord tui --filter --limit <N> [QUERY]...

    For more information, try '--help'.
    --- exit 2
    ");
}
