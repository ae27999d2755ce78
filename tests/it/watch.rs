//! `watch` on a real folder: what is added, changed, moved and removed is found by a search soon.

use std::{
    fs,
    io::Read,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::env::Env;

/// Long enough for the slowest machine; whoever is in time does not wait for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program watching a folder, ended with the test.
struct Watch(Child);

impl Watch {
    fn start(env: &Env, args: &[&str]) -> Self {
        let mut command = env.command();
        command.arg("watch").args(args).stderr(Stdio::piped()).stdout(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Ends it as Ctrl-C does. Returns what it said, and its exit code.
    fn stop(mut self) -> (String, Option<i32>) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (said, self.0.wait().unwrap().code())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn said(words: &str) -> String {
    format!("“{words},” said Ada Okoye, the mayor of Oststadt.\n")
}

/// Waits until `query` finds so many statements.
#[track_caller]
fn until(env: &Env, query: &str, n: usize) {
    let start = Instant::now();
    let mut found = String::new();
    while start.elapsed() < PATIENCE {
        found = env.run(["count", query]).stdout;
        if found.trim() == n.to_string() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("`{query}` finds {found:?}, not {n}");
}

fn changes_are_followed(args: &[&str]) {
    let env = Env::new().file("corpus/a.txt", said("The gate is open"));
    let watch = Watch::start(&env, args);
    until(&env, "gate", 1);
    let corpus = env.path().join("corpus");
    // Added, in a new folder too.
    env.write("corpus/deep/er/b.txt", said("The bridge is closed"));
    until(&env, "bridge", 1);
    // Saved as editors do: another file in the place of the old one.
    env.write("corpus/.a.txt.swp", said("The gate is shut for good"));
    fs::rename(corpus.join(".a.txt.swp"), corpus.join("a.txt")).unwrap();
    until(&env, "shut", 1);
    until(&env, "gate", 1);
    // Moved within, out and in.
    fs::rename(corpus.join("deep"), corpus.join("deeper")).unwrap();
    until(&env, "doc:deeper bridge", 1);
    fs::rename(corpus.join("deeper"), env.path().join("away")).unwrap();
    until(&env, "bridge", 0);
    fs::rename(env.path().join("away"), corpus.join("back")).unwrap();
    until(&env, "bridge", 1);
    // What the folder says of itself.
    env.write("corpus/back/onrecord.toml", "outlet = \"The Courier\"");
    until(&env, "outlet:courier", 1);
    env.write("corpus/.onrecordignore", "back/\n");
    until(&env, "bridge", 0);
    // Changed by hand and by another run meanwhile, and removed.
    env.write("corpus/c.txt", said("The tower leans"));
    let _ = env.run(["index"]);
    until(&env, "tower", 1);
    fs::remove_file(corpus.join("a.txt")).unwrap();
    until(&env, "gate", 0);
    let (said, code) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Ctrl-C ends it") && said.contains("stopped; "), "{said}");
    let _ = env.run(["check"]).ok();
}

#[test]
#[cfg(unix)]
fn changes_are_found_soon() {
    changes_are_followed(&[]);
}

#[test]
#[cfg(unix)]
fn changes_are_found_by_looking() {
    changes_are_followed(&["--poll"]);
}

#[test]
#[cfg(unix)]
fn a_folder_that_is_put_in_the_place_of_another_is_followed() {
    let env = Env::new().file("corpus/a.txt", said("The gate is open"));
    let watch = Watch::start(&env, &["corpus"]);
    until(&env, "gate", 1);
    env.write("new/b.txt", said("The bridge is closed"));
    fs::rename(env.path().join("corpus"), env.path().join("old")).unwrap();
    fs::rename(env.path().join("new"), env.path().join("corpus")).unwrap();
    until(&env, "bridge", 1);
    until(&env, "gate", 0);
    env.write("corpus/c.txt", said("The tower leans"));
    until(&env, "tower", 1);
    let (said, code) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
#[cfg(unix)]
fn a_burst_is_taken_in_a_few_rounds_and_a_problem_told_once() {
    let env = Env::new().file("corpus/broken.txt", b"a\0b");
    let watch = Watch::start(&env, &["corpus"]);
    for nth in 0..500 {
        env.write(&format!("corpus/{}/{nth}.txt", nth % 7), said(&format!("Gate {nth} is open")));
    }
    until(&env, "gate", 500);
    let (said, code) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("broken.txt").count(), 1, "{said}");
    let rounds = said.lines().filter(|line| line.starts_with("documents:")).count();
    assert!(rounds < 100, "{said}");
}

#[test]
#[cfg(unix)]
fn who_is_who_is_followed() {
    let env = Env::new().file("corpus/a.txt", said("The gate is open"));
    let watch = Watch::start(&env, &[]);
    until(&env, "speaker:okoye", 1);
    env.write("speakers.toml", "[[person]]\nname = \"Ada Brandt\"\naliases = [\"Ada Okoye\"]\n");
    until(&env, "speaker:brandt", 1);
    env.write("speakers.toml", "[[person]]\nname = Ada\n");
    until(&env, "speaker:okoye", 1);
    let (said, code) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("skipped: `speakers.toml`, line 2: "), "{said}");
}
