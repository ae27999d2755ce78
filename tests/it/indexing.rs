//! `index` end to end: what it says it did, and everything that can be wrong with what it reads.

use std::fs;

use insta::assert_snapshot;

use super::{commands::timeless, env::Env, search::news};

#[test]
fn index_says_what_it_did() {
    let env = news();
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 3 new; 5 statements, 1 passage
    --- exit 0
    ");
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 3 unchanged
    --- exit 0
    ");
    env.write("corpus/undated.txt", "“No,” said Ada Okoye.\n");
    fs::remove_file(env.path().join("corpus/council.md")).unwrap();
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 1 changed, 1 removed, 1 unchanged; 1 statement, 0 passages
    --- exit 0
    ");
    assert_snapshot!(timeless(&env.run(["index", "--rebuild", "corpus"])), @"
    --- stderr
    documents: 2 new; 3 statements, 0 passages
    --- exit 0
    ");
}

#[test]
fn index_goes_on_where_files_are_broken() {
    let env = news()
        .file("corpus/binary.txt", b"a\0b")
        .file("corpus/latin.txt", b"The caf\xe9 closed, and no one spoke.")
        .file("corpus/picture.png", b"\x89PNG")
        .file("corpus/lines.jsonl", "{\"text\": \"“Yes,” said Ada Okoye.\"}\n[1]\n{oops\n");
    assert_snapshot!(timeless(&env.run(["index"])), @r#"
    --- stderr
    skipped: `corpus/binary.txt`, byte 1: it is a binary file: there is a zero byte in it
      hint: it may be called by the wrong extension
    skipped: `corpus/lines.jsonl`, line 2: a JSON object was expected, and this is a list
      hint: write every document as an object: `{"title": …, "text": …}`
    skipped: `corpus/lines.jsonl`, line 3, byte 2: it is not JSON: key must be a string
      hint: `jq . FILE` shows what is wrong; in `.jsonl` every line is one object
    1 file passed over, of kinds that are not read: `.png` 1
    documents: 5 new; 6 statements, 2 passages
    --- exit 2
    "#);
    assert!(env.run(["search", "yes"]).ok().contains("Ada Okoye"));
}

#[test]
fn index_says_what_it_cannot_read() {
    let env = Env::new();
    assert_snapshot!(env.run(["index"]), @"
    --- stderr
    error: there is no folder `corpus` here or above to read

    hint: say what to read: `onrecord index PATH`
    --- exit 2
    ");
    assert_snapshot!(env.run(["index", "nowhere"]), @"
    --- stderr
    skipped: `nowhere`: there is no such file or folder
      hint: check the spelling, or the folder you are in
    no documents
    --- exit 2
    ");
    fs::create_dir(env.path().join("empty")).unwrap();
    assert_snapshot!(env.run(["index", "empty"]), @"
    --- stderr
    skipped: `empty`: the folder holds no files
      hint: put texts in it; hidden ones are skipped
    no documents
    --- exit 2
    ");
    assert_snapshot!(env.run(["index", "--date", "yesterday", "empty"]), @"
    --- stderr
    error: invalid value 'yesterday' for '--date <DATE>': `yesterday` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["index", "--topics", "none.toml", "empty"]), @"
    --- stderr
    error: cannot read the topics in `none.toml`: no such file or directory

    hint: check the spelling, or the folder you are in
    --- exit 2
    ");
    env.write("topics.toml", "[Ferries]\nterms = [\"ferry\"]\n");
    assert_snapshot!(env.run(["index", "--topics", "topics.toml", "empty"]), @r#"
    --- stderr
    error: the topics in `topics.toml` cannot be used: topic `Ferries`: write `ferries`, in lower case with hyphens

    hint: a topic is a table with `terms`: `[ferries]` and `terms = ["ferry"]`
    --- exit 2
    "#);
    assert_snapshot!(env.run(["index", "--no-builtin-topics", "empty"]), @"
    --- stderr
    error: the following required arguments were not provided:
      --topics <FILE>

    Usage: onrecord index --topics <FILE> --no-builtin-topics <PATH>...

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn a_default_date_and_topics_of_ones_own() {
    let env = news().file("topics.toml", "[ferries]\nterms = [\"fares\"]\n");
    let args = ["index", "--date", "2031-03-07", "--topics", "topics.toml", "--no-builtin-topics"];
    let _ = env.run(args).ok();
    assert_snapshot!(env.run(["search", "ironclad", "--speaker", "reyes"]), @"
    Tamsin Reyes                                          2031-03-06 (“on Thursday”)
      “Fares are [ironclad],”
      own words, Mayor   undated.txt   e3d3/1
    --- stderr
    1 statement
    --- exit 0
    ");
    assert_snapshot!(env.run(["topics"]), @"
    2  ferries
    --- stderr
    1 topic
    --- exit 0
    ");
}

#[test]
fn two_folders_of_one_name_are_told_apart() {
    let env = Env::new()
        .file("a/news/one.txt", "“No,” said Ada Okoye.\n")
        .file("b/news/one.txt", "“Yes,” said Ada Okoye.\n");
    assert_snapshot!(env.run(["index", "a/news", "b/news"]), @"
    --- stderr
    error: two folders are called `news`: `[FOLDER]/a/news` is in the index and `[FOLDER]/b/news` was given

    hint: give the folder above both, rename one, or use another `--index`
    --- exit 2
    ");
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_stops_in_good_order() {
    use std::process::{Command, Stdio};
    let line = |nth| format!("{{\"text\": \"“This is answer {nth},” said Ada Okoye.\"}}\n");
    let env = Env::new().file("corpus/many.jsonl", (0..30_000).map(line).collect::<String>());
    let mut command = env.command();
    let child = command.arg("index").stderr(Stdio::piped()).spawn().unwrap();
    // By the time that there is an index, interrupts are asked for.
    while !env.path().join("index").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("error: interrupted; what was committed before stays"), "{said}");
    let _ = env.run(["check"]).ok();
    let _ = env.run(["index"]).ok();
    assert_eq!(env.run(["count"]).ok(), "30000\n");
}
