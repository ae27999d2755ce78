//! The program killed while it indexes: what was committed answers, and the next run ends where an
//! undisturbed one does.

use std::{
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

use super::env::Env;

const BEFORE: usize = 40;
const AFTER: usize = 2000;
const KILLS: u32 = 5;

/// `n` records with a statement each, on one line each.
fn records(name: &str, n: usize) -> String {
    let line = |nth| {
        format!(
            "{{\"title\": \"{name} {nth}\", \"date\": \"2031-03-05\", \"text\": \"The council of \
             {name} met again. “Answer {nth} is that the gate stays shut,” said Ada Okoye, the \
             mayor. She said that nobody had asked before.\"}}\n"
        )
    };
    (0..n).map(line).collect()
}

/// A folder with an index of a few documents, and many more to come.
fn world() -> Env {
    let env = Env::new().file("corpus/before.jsonl", records("Oststadt", BEFORE));
    let _ = env.run(["index"]).ok();
    for file in 0..4 {
        env.write(&format!("corpus/after{file}.jsonl"), records("Weststadt", AFTER / 4));
    }
    env
}

/// How many statements and documents there are, and that the index is whole.
fn counts(env: &Env) -> (String, String) {
    let _ = env.run(["check"]).ok();
    (env.run(["count"]).ok(), env.run(["count", "", "--by", "speaker"]).ok())
}

#[test]
fn a_killed_run_loses_nothing() {
    let undisturbed = world();
    let few = counts(&undisturbed);
    let start = Instant::now();
    let _ = undisturbed.run(["index"]).ok();
    let whole_run = start.elapsed();
    let all = counts(&undisturbed);
    assert_ne!(few, all);

    let env = world();
    let mut killed = 0;
    for nth in 0..KILLS {
        let mut command = env.command();
        let mut child = command.arg("index").stderr(Stdio::null()).spawn().unwrap();
        // Earlier and later ones, the last of them near the commit.
        sleep(whole_run.mul_f64(f64::from(2 * nth + 1) / f64::from(2 * KILLS)));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let found = env.run(["search", "gate", "-n1", "--jsonl"]).ok();
        assert!(found.contains("the gate stays shut"), "{found}");
        let now = counts(&env);
        assert!(now == few || now == all, "half a batch is visible: {now:?}");
    }
    assert!(0 < killed, "every run was over in less than {:?}", whole_run + Duration::from_secs(1));
    let _ = env.run(["index"]).ok();
    assert_eq!(counts(&env), all);
}
