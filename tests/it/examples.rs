//! Help opens with examples, and the first of each is true: it is run.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::env::{Env, copy_folder, program};

/// A folder with our own `corpus/`, indexed.
pub fn corpus() -> Env {
    let env = Env::new();
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &env.path().join("corpus"));
    let indexed = env.run(["index", "corpus"]);
    assert_eq!(indexed.code, Some(0), "{indexed}");
    env
}

/// The verbs below `path`, with those below them, as the help lists them.
fn verbs(env: &Env, path: &[String]) -> Vec<Vec<String>> {
    let help = env.run(path.iter().map(String::as_str).chain(["-h"])).ok();
    let mut found = Vec::new();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        // A description too long for its line goes on deeper.
        let Some(verb) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else {
            continue;
        };
        let verb = verb.split_whitespace().next().unwrap().to_owned();
        if verb != "help" {
            let path = [path, &[verb]].concat();
            let below = verbs(env, &path);
            found.push(path);
            found.extend(below);
        }
    }
    found
}

/// The first example of a verb's help, without what it says about it.
fn first_example(env: &Env, verb: &[String]) -> String {
    let mut examples = Vec::new();
    for flag in ["-h", "--help"] {
        let help = env.run(verb.iter().map(String::as_str).chain([flag])).ok();
        let opening = format!("  onrecord {}", verb[0]);
        let mut lines = help.lines();
        let head = lines.next().unwrap_or_default();
        let line = lines.next().unwrap_or_default();
        assert!(
            head.starts_with("Example") && line.starts_with(&opening),
            "the help of `{}` does not open with an example:\n{help}",
            verb.join(" ")
        );
        examples.push(line.trim().split("  ").next().unwrap().to_owned());
    }
    assert_eq!(examples[0], examples[1]);
    examples.swap_remove(0)
}

#[test]
fn the_first_example_of_every_verb_runs() {
    let env = corpus();
    let verbs = verbs(&env, &[]);
    assert!(verbs.len() > 25, "{verbs:?}");
    let programs = Path::new(program()).parent().unwrap().to_owned();
    for verb in verbs {
        let example = first_example(&env, &verb);
        // It runs until it is told to stop; `watch.rs` sees to that.
        if verb == ["watch"] {
            continue;
        }
        // Each in a world of its own: some change the index.
        let env = corpus();
        let mut shell = Command::new("sh");
        shell.env_clear();
        let known = env.command();
        for (key, value) in known.get_envs() {
            shell.env(key, value.unwrap_or_default());
        }
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", programs.display());
        let output = shell
            .args(["-c", &example])
            .env("PATH", path)
            .current_dir(env.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "`{example}`: {said}");
    }
}
