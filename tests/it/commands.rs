//! Every other command end to end, and every message that one can end with.

use std::{fs, path::Path};

use insta::assert_snapshot;

use super::{env::Env, search::news};

/// Takes run times out of what was said.
pub fn timeless(output: &impl ToString) -> String {
    let text = output.to_string();
    let mut kept = String::new();
    for line in text.lines() {
        match line.rsplit_once(" (") {
            Some((head, tail)) if tail.ends_with(" s)") => kept.push_str(head),
            _ => kept.push_str(line),
        }
        kept.push('\n');
    }
    kept
}

#[test]
fn commands_need_an_index() {
    let env = Env::new();
    assert_snapshot!(env.run(["search", "x"]), @"
    --- stderr
    error: there is no index at `index`

    hint: `onrecord index PATH` makes one
    --- exit 2
    ");
    for verb in [
        vec!["count"],
        vec!["speakers"],
        vec!["topics"],
        vec!["documents"],
        vec!["status"],
        vec!["check"],
        vec!["show", "3f9a/1"],
        vec!["forget", "x"],
    ] {
        let output = env.run(&verb);
        assert_eq!(output.code, Some(2), "{verb:?}: {output}");
        assert!(
            output.stderr.starts_with("error: there is no index at `index`\n\nhint: "),
            "{output}"
        );
    }
}

#[test]
fn another_format_or_program_is_not_touched() {
    let env = news();
    let _ = env.run(["index"]).ok();
    env.write("index/current/onrecord-format", "onrecord index, format 99\n");
    assert_snapshot!(env.run(["search", "strait"]), @"
    --- stderr
    error: the index at `index` was written in format 99 and this program reads format 6

    hint: `onrecord index --rebuild` writes it anew from the texts
    --- exit 2
    ");
    env.write("index/current/onrecord-format", "something else\n");
    env.write("index/current/meta.json", "{}\n");
    fs::remove_file(env.path().join("index/current/onrecord-meta-copy.json")).unwrap();
    assert_snapshot!(env.run(["search", "strait"]), @"
    --- stderr
    error: `index` is not an index of this program

    hint: give a new or an empty folder with `--index`; what is in this one is left alone
    --- exit 2
    ");
}

#[test]
fn one_writes_at_a_time() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let lock = fs::File::open(env.path().join("index/.lock")).unwrap();
    lock.lock().unwrap();
    assert_snapshot!(env.run(["index", "--full"]), @"
    --- stderr
    error: another `onrecord index` is writing to `index`

    hint: wait until it is done; searching works meanwhile
    --- exit 2
    ");
    assert!(!env.run(["search", "strait"]).ok().is_empty());
}

#[test]
fn the_index_is_found_from_below() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let deep = env.path().join("corpus/deep");
    fs::create_dir(&deep).unwrap();
    let output = env.command().current_dir(&deep).args(["search", "toll"]).output().unwrap();
    assert!(output.status.success());
    let told = env.run(["search", "toll", "--index", "elsewhere"]);
    assert_eq!(told.code, Some(0), "beside the corpus it is made: {told}");
    let output = env.command().env("ONRECORD_INDEX", "a/b").args(["search"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn show_gives_the_evidence() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let id = env.run(["search", "commitment", "-0"]).ok().trim_end_matches('\0').to_owned();
    // Where the file's line breaks hangs on where the folder is.
    let evidence = env.run(["show", &id]).to_string();
    let (above, file) = evidence.split_once("  file  ").unwrap();
    let (file, below) = file.split_once("  reported in").unwrap();
    let file: String = file.split_whitespace().collect();
    assert!(file.ends_with("/corpus/strait-call.txt(unchanged)"), "{file}");
    assert_snapshot!(format!("{above}  reported in{below}"), @"
    Ada Okoye → Yoav Lindt                                  2031-03-03 (“on Monday”)
      Foreign Minister Ada Okoye spoke on Monday with Harbor Secretary Yoav Lindt
      and reaffirmed “[the ironclad commitment of both ports to keep the strait
      open,]” Foreign Ministry spokesperson Jonas Brandt said in a readout.

      id           276bbb7f7f955fc8/2
      speaker      Ada Okoye, Foreign Minister (person), as “Foreign Minister Ada
                   Okoye”
      via          Jonas Brandt, Foreign Ministry spokesperson (person), as “Foreign
                   Ministry spokesperson Jonas Brandt”
      via          Foreign Ministry (organization)
      to           Yoav Lindt, Harbor Secretary (person)
      known by     a word of saying beside the name (“reaffirmed”), 95 % sure
      kind         mixed, readout
      said         2031-03-03 (“on Monday”), counted from the document's date
      topics       international
      document     strait-call.txt
      published    2031-03-04
      bytes        111..173
      reported in  276bbb7f7f955fc8/1, by Jonas Brandt: “Foreign Minister Ada Okoye
                   spoke on Monday with Harbor Secretary Yoav Lindt and reaffirmed
                   “the ironclad commitment of both ports to keep the strait open,”
    --- exit 0
    ");
    env.write("corpus/strait-call.txt", "Nothing.\n");
    let shown = |output: String| output.split_whitespace().collect::<Vec<_>>().join(" ");
    let changed = shown(env.run(["show", &id]).ok());
    assert!(changed.contains("(changed since it was indexed"), "{changed}");
    fs::remove_file(env.path().join("corpus/strait-call.txt")).unwrap();
    let gone = shown(env.run(["show", &id]).ok());
    assert!(gone.contains("(cannot be read again: there is no such file or folder)"), "{gone}");
}

#[test]
fn show_prints_texts_byte_for_byte() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let file = fs::read_to_string(env.path().join("corpus/undated.txt")).unwrap();
    assert_eq!(env.run(["show", "--text", "undated.txt"]).ok(), file);
    assert_snapshot!(env.run(["show", "--text", "nowhere.txt"]), @"
    --- stderr
    error: no document `nowhere.txt` in the index

    hint: `onrecord documents` lists them
    --- exit 2
    ");
    env.write("corpus/undated.txt", "Changed.\n");
    assert_snapshot!(env.run(["show", "--text", "undated.txt"]), @"
    Changed.
    --- stderr
    warning: the text has changed since it was indexed
    --- exit 0
    ");
    fs::remove_file(env.path().join("corpus/undated.txt")).unwrap();
    assert_snapshot!(env.run(["show", "--text", "undated.txt"]), @"
    --- stderr
    error: `undated.txt` cannot be read again: there is no such file or folder

    hint: `onrecord index` brings the index in step with the files
    --- exit 2
    ");
}

#[test]
fn show_says_what_is_no_id() {
    let env = news();
    let _ = env.run(["index"]).ok();
    assert_snapshot!(env.run(["show"]), @"
    --- stderr
    error: the following required arguments were not provided:
      <ID>...

    Usage: onrecord show <ID>...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["show", "the mayor"]), @"
    --- stderr
    error: `the mayor` is not an id: an id is at least four hex digits, a slash and a number, `3f9a/2`

    hint: `onrecord search` prints the ids of statements
    --- exit 2
    ");
    assert_snapshot!(env.run(["show", "0123456789abcdef/1"]), @"
    --- stderr
    error: no statement has the id `0123456789abcdef/1`

    hint: `onrecord search` prints the ids of statements
    --- exit 2
    ");
}

#[test]
fn lists_say_what_can_be_asked_for() {
    let env = news();
    assert_snapshot!(timeless(&env.run(["speakers"])), @"
    2  Tamsin Reyes
    1  Ada Okoye
    1  Bram Quist
    1  Yoav Lindt
    --- stderr
    no index yet: reading `corpus` first
    documents: 3 new; 5 statements, 1 passage
    4 speakers
    --- exit 0
    ");
    assert_snapshot!(env.run(["speakers", "reyes", "--json"]), @r#"
    {"id":"tamsin-reyes","label":"Tamsin Reyes","count":2}
    --- stderr
    1 speaker
    --- exit 0
    "#);
    assert_snapshot!(env.run(["topics"]), @"
    2  local-government
    2  transport
    1  international
    --- stderr
    3 topics
    --- exit 0
    ");
    assert_snapshot!(env.run(["documents"]), @"
    council.md       2031-02-11  2 statements  Council votes on ferry fares
    strait-call.txt  2031-03-04  2 statements
    undated.txt      undated     1 statement
    --- stderr
    3 documents
    --- exit 0
    ");
    assert_snapshot!(env.run(["documents", "courier", "--json"]), @r#"
    {"id":"0a77e900884eaa2a","document":"council.md","format":"markdown","language":"en","encoding":null,"undecoded":0,"copies":[],"title":"Council votes on ferry fares","outlet":"Harbor Courier","url":null,"published":"2031-02-11","bytes":265,"statements":2,"passages":1}
    --- stderr
    1 document
    --- exit 0
    "#);
    assert_snapshot!(env.run(["documents", "zeppelin"]), @"
    --- stderr
    0 documents
    --- exit 1
    ");
}

#[test]
fn status_counts_what_there_is() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let status = env.run(["status"]).ok();
    let sizeless: Vec<&str> = status.lines().filter(|line| !line.starts_with("on disk")).collect();
    assert_snapshot!(sizeless.join("\n"), @"
    index       index (format 6)
    files       3
    documents   3
    statements  5, and 1 outer act
    passages    1
    text        647 bytes
    folder      corpus ([FOLDER]/corpus)
    ");
    let json: serde_json::Value =
        serde_json::from_str(&env.run(["status", "--json"]).ok()).unwrap();
    assert_eq!(json["documents"], 3);
    assert!(json["index_bytes"].as_u64().unwrap() > 0);
}

#[test]
fn forget_takes_documents_out() {
    let env = news();
    let _ = env.run(["index"]).ok();
    assert_snapshot!(env.run(["forget", "corpus/council.md"]), @"
    --- stderr
    1 document taken out of the index
    --- exit 0
    ");
    assert_eq!(env.run(["search", "toll"]).code, Some(1));
    assert_snapshot!(env.run(["forget", "corpus/council.md"]), @"
    --- stderr
    error: no document in the index is from `corpus/council.md`

    hint: `onrecord documents` lists what is in the index
    --- exit 2
    ");
    assert!(Path::exists(&env.path().join("corpus/council.md")));
}

#[test]
fn check_finds_damage() {
    let env = news();
    let _ = env.run(["index"]).ok();
    assert_snapshot!(env.run(["check"]), @"
    --- stderr
    `index` is whole: 3 documents, 6 statements and acts, 1 passage read back
    --- exit 0
    ");
    let current = env.path().join("index/current");
    let store = fs::read_dir(&current)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "store"))
        .unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[3] ^= 0xff;
    fs::write(&store, bytes).unwrap();
    let output = env.run(["check"]);
    assert_eq!(output.code, Some(1), "{output}");
    assert!(output.stdout.starts_with("damaged: "), "{output}");
    assert!(output.stderr.contains("hint: run `onrecord check --repair`"), "{output}");
}

#[test]
fn extract_needs_no_index() {
    let env = news();
    let whole = env.run(["extract", "corpus"]).ok();
    assert!(!env.path().join("index").exists());
    let file = env.run(["extract", "corpus/undated.txt"]).ok();
    assert!(file.contains("\"document\":\"undated.txt\""), "{file}");
    assert!(whole.contains(file.trim_end()), "the same whether the file or its folder is given");
    assert_snapshot!(env.run(["extract", "nowhere"]), @"
    --- stderr
    skipped: `nowhere`: there is no such file or folder
      hint: check the spelling, or the folder you are in
    --- exit 2
    ");
    assert_snapshot!(env.run(["extract"]), @"
    --- stderr
    error: the following required arguments were not provided:
      <PATH>...

    Usage: onrecord extract <PATH>...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_eq!(env.run(["extract", "corpus", "nowhere"]).code, Some(2));
}

#[test]
fn extract_reads_standard_input() {
    use std::{io::Write, process::Stdio};
    let env = Env::new();
    let mut command = env.command();
    command.args(["extract", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all("“No,” said Ana Tull.\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("Ana Tull"));
}

#[test]
fn bench_measures() {
    let env = Env::new();
    let report: serde_json::Value =
        serde_json::from_str(&env.run(["bench", "--documents", "12", "--json"]).ok()).unwrap();
    assert_eq!(report["documents"], 12);
    for key in ["statements", "text_bytes", "index_bytes", "wall_seconds"] {
        assert!(report[key].as_f64().unwrap() > 0.0, "{key}: {report}");
    }
    let stages: Vec<&str> =
        report["stages"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(stages, ["read", "extract", "index", "commit", "all"]);
    for query in report["queries"].as_array().unwrap() {
        assert!(query["runs"].as_u64().unwrap() > 0, "{query}");
    }
    let empty = env.run(["bench", "--documents", "0"]);
    assert_eq!(empty.code, Some(2), "{empty}");
    assert!(empty.stderr.contains("error: there is no document to measure with"), "{empty}");
    let left: Vec<_> = fs::read_dir(env.path()).unwrap().collect();
    assert!(left.is_empty(), "its folder is removed: {left:?}");
}
