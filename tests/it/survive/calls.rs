//! A run killed before, or failed at, each of its calls to the system: what was committed stays,
//! success is said only where there is one, and the next run ends where an undisturbed one does.
//!
//! `strace` does that from outside, so that nothing in the program knows of it; where there is
//! none, the sweep is left out.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    super::env::{Env, program},
    Chance, amount, tell,
};

/// The calls that change what is on disk, and the one that opens files.
const CALLS: [&str; 12] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "rmdir",
    "openat",
    "fchmod",
];

/// What a call fails with, and whether all after it do, too.
const FAULTS: [(&str, &str); 6] = [
    ("ENOSPC", ""),
    ("ENOSPC", "+"),
    ("EIO", ""),
    ("EACCES", "+"),
    ("EMFILE", "+"),
    ("EROFS", "+"),
];

/// Longer than any run takes, traced and on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A state to start from and a command to disturb.
struct Scene {
    name: &'static str,
    /// Where it is played: an index knows the place of its texts.
    env: Env,
    /// What is there at first.
    start: Env,
    args: &'static [&'static str],
    before: State,
    after: State,
}

/// What an index holds; nothing where there is none.
type State = Option<(String, Vec<String>)>;

fn state(env: &Env) -> State {
    let output = env.run(["documents", "--json"]);
    if !env.path().join("index/current").exists() {
        return None;
    }
    let mut documents: Vec<String> = match output.code {
        Some(1) => Vec::new(),
        _ => output.ok().lines().map(str::to_owned).collect(),
    };
    documents.sort();
    let count = env.run(["count"]);
    assert!(matches!(count.code, Some(0 | 1)), "{count}");
    Some((count.stdout, documents))
}

fn text(name: &str, n: usize) -> String {
    format!(
        "---\ntitle: {name} {n}\ndate: 2031-03-05\n---\nThe council met. “Answer {n} is that the \
         gate of {name} stays shut,” said Ada Okoye, the mayor.\n"
    )
}

fn scenes() -> Vec<Scene> {
    let scene = |name, args: &'static [&'static str], prepare: &dyn Fn(&Env)| {
        let env = Env::new();
        for n in 0..3 {
            env.write(&format!("corpus/{n}.md"), text("Oststadt", n));
        }
        prepare(&env);
        let (before, start) = (state(&env), Env::new());
        copy(&env, &start);
        let _ = env.run(args.iter()).ok();
        let after = state(&env);
        Scene { name, env, start, args, before, after }
    };
    let index = |env: &Env| drop(env.run(["index"]).ok());
    let change = |env: &Env| {
        env.write("corpus/0.md", text("Weststadt", 7));
        fs::remove_file(env.path().join("corpus/1.md")).unwrap();
        env.write("corpus/3.md", text("Nordheim", 8));
    };
    vec![
        scene("first", &["index", "corpus"], &|_| {}),
        scene("again", &["index"], &|env| {
            index(env);
            change(env);
        }),
        // As many segments as are merged.
        scene("merge", &["index"], &|env| {
            for n in 3..10 {
                env.write(&format!("corpus/{n}.md"), text("Nordheim", n));
                index(env);
            }
            change(env);
        }),
        scene("rebuild", &["index", "--rebuild"], &|env| {
            index(env);
            change(env);
        }),
        scene("forget", &["forget", "corpus/1.md"], &|env| index(env)),
    ]
}

/// Copies what is in one folder into another. Files keep their times, so that what is unchanged
/// stays so.
fn copy(from: &Env, to: &Env) {
    for folder in ["corpus", "index"] {
        let _ = fs::remove_dir_all(to.path().join(folder));
        if from.path().join(folder).exists() {
            let mut cp = Command::new("cp");
            cp.arg("-a").args([from.path().join(folder), to.path().to_owned()]);
            assert!(cp.status().unwrap().success());
        }
    }
}

fn traced(env: &Env, log: &Path, expressions: &[String], args: &[&str]) -> Option<Output> {
    let plain = env.command();
    let mut command = Command::new("strace");
    command.env_clear().envs(plain.get_envs().filter_map(|(key, value)| Some((key, value?))));
    command.current_dir(env.path()).env("PATH", "/usr/bin:/bin");
    command.args(["-f", "-qq", "-o"]).arg(log);
    for expression in expressions {
        command.args(["-e", expression]);
    }
    command.arg(program()).args(args);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if PATIENCE < start.elapsed() {
            child.kill().unwrap();
            panic!("{args:?} hangs under {expressions:?}");
        }
        sleep(Duration::from_millis(2));
    }
    child.wait_with_output().ok()
}

/// How often a thread makes each call at most, when nothing disturbs it.
fn counted(scene: &Scene) -> Option<BTreeMap<&'static str, usize>> {
    copy(&scene.start, &scene.env);
    let (env, logs) = (&scene.env, Env::new());
    let log = logs.path().join("log");
    let all = format!("trace={}", CALLS.join(","));
    traced(env, &log, &[all], scene.args)?;
    let mut calls: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let log = fs::read_to_string(log).ok()?;
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ')?;
        let call = rest.trim_start().split('(').next().unwrap_or_default();
        if let Some(call) = CALLS.iter().find(|known| **known == call) {
            *calls.entry((thread, call)).or_default() += 1;
        }
    }
    let mut most = BTreeMap::new();
    for ((_, call), n) in calls {
        let call = CALLS.iter().copied().find(|known| *known == call)?;
        let most: &mut usize = most.entry(call).or_default();
        *most = (*most).max(n);
    }
    Some(most)
}

/// After a run was disturbed: the index is one of the two, and the next run completes.
fn settled(scene: &Scene, done: bool, how: &str) {
    let env = &scene.env;
    let check = env.run(["check"]);
    let none = scene.before.is_none() && check.code == Some(2);
    assert!(check.code == Some(0) || none, "{how}: {check}");
    let now = state(env);
    let is_empty = now.as_ref().is_some_and(|(_, documents)| documents.is_empty());
    let fits =
        now == scene.after || !done && (now == scene.before || scene.before.is_none() && is_empty);
    assert!(fits, "{how}: neither before nor after: {now:?}");
    if now != scene.after {
        let next = env.run(scene.args.iter());
        assert_eq!(next.code, Some(0), "{how}: {next}");
        assert_eq!(state(env), scene.after, "{how}: {next}");
        let check = env.run(["check"]);
        assert_eq!(check.code, Some(0), "{how}: {check}");
        assert!(!check.stderr.contains("left over"), "{how}: {check}");
    }
}

/// Every point of every scene, in an order that any number of them is spread over all.
fn points(scenes: &[Scene]) -> Option<Vec<(usize, &'static str, usize)>> {
    let mut points = Vec::new();
    for (nth, scene) in scenes.iter().enumerate() {
        for (call, n) in counted(scene)? {
            points.extend((1..=n).map(|at| (nth, call, at)));
        }
    }
    let mut chance = Chance::new(3);
    for nth in (1..points.len()).rev() {
        points.swap(nth, chance.below(nth + 1));
    }
    Some(points)
}

#[test]
fn a_run_killed_at_any_call_loses_nothing() {
    let scenes = scenes();
    let Some(points) = points(&scenes) else {
        println!("skipped: there is no strace");
        return;
    };
    let n = amount(20, usize::MAX).min(points.len());
    let mut killed = 0;
    for (done, (nth, call, at)) in points[..n].iter().enumerate() {
        tell(done, "runs killed");
        let scene = &scenes[*nth];
        copy(&scene.start, &scene.env);
        let env = &scene.env;
        let how = format!("{} killed at {call} {at}", scene.name);
        let expressions = [format!("trace={call}"), format!("inject={call}:signal=KILL:when={at}")];
        let output = traced(env, Path::new("/dev/null"), &expressions, scene.args).unwrap();
        killed += usize::from(!output.status.success());
        settled(scene, output.status.success(), &how);
    }
    println!("{killed} of {n} runs killed, of {} points", points.len());
    assert!(n / 2 < killed, "{killed}");
}

#[test]
fn a_run_failed_at_any_call_says_so() {
    let scenes = scenes();
    let Some(points) = points(&scenes) else {
        println!("skipped: there is no strace");
        return;
    };
    let all: Vec<_> =
        points.iter().flat_map(|point| FAULTS.iter().map(move |fault| (point, fault))).collect();
    let mut chance = Chance::new(5);
    let n = amount(20, all.len());
    let mut failed = 0;
    for nth in 0..n {
        tell(nth, "runs failed");
        let nth = if n < all.len() { chance.below(all.len()) } else { nth };
        let ((scene, call, at), (error, burst)) = all[nth];
        let scene = &scenes[*scene];
        copy(&scene.start, &scene.env);
        let env = &scene.env;
        let how = format!("{} with {error} at {call} {at}{burst}", scene.name);
        let expressions =
            [format!("trace={call}"), format!("inject={call}:error={error}:when={at}{burst}")];
        let output = traced(env, Path::new("/dev/null"), &expressions, scene.args).unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("bug in") && !told.contains("panicked"), "{how}: {told}");
        // 127 is the system's, which could not load the program.
        assert!(matches!(output.status.code(), Some(0 | 2 | 127)), "{how}: {output:?}");
        failed += usize::from(!output.status.success());
        settled(scene, output.status.success(), &how);
    }
    println!("{failed} of {n} runs failed, of {} faults", all.len());
}
