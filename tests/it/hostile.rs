//! An index in a bad place or a bad state, and files with bad names: nothing is lost, nothing
//! foreign is touched, and what is wrong is said.

use std::{fs, path::Path};

use insta::assert_snapshot;

use super::{
    commands::timeless,
    env::{Env, Output},
    search::news,
};

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    found
}

#[test]
fn a_folder_of_other_things_is_no_index_and_stays_as_it_is() {
    let env = news()
        .file("file", "mine")
        .file("docs/letter.txt", "mine")
        .file("work/current/draft", "mine")
        .file("work/next/draft", "mine")
        .file("work/old/draft", "mine");
    let before = files(env.path());
    assert_snapshot!(env.run(["--index", "docs", "index"]), @"
    --- stderr
    error: `docs` is not an index of this program

    hint: give a new or an empty folder with `--index`; what is in this one is left alone
    --- exit 2
    ");
    for index in ["file", "file/below", "docs", "work"] {
        for args in [&["index", "corpus"][..], &["index", "--rebuild", "corpus"]] {
            let output = env.run(["--index", index].iter().chain(args));
            assert_eq!(output.code, Some(2), "{index}: {output}");
            assert!(output.stderr.contains("is not an index"), "{index}: {output}");
        }
        for args in [&["search", "x"][..], &["forget", "corpus"], &["status"], &["check"]] {
            let output = env.run(["--index", index].iter().chain(args));
            assert_eq!(output.code, Some(2), "{index}: {output}");
        }
    }
    assert_eq!(files(env.path()), before);
}

#[test]
fn a_killed_rebuild_is_cleared_away() {
    let env = news();
    let _ = env.run(["index"]).ok();
    env.write("index/next/onrecord-format", "onrecord index, format 1\n");
    env.write("index/next/0.store", "half");
    fs::create_dir(env.path().join("index/old")).unwrap();
    let _ = env.run(["index", "--rebuild"]).ok();
    assert!(!env.path().join("index/next").exists() && !env.path().join("index/old").exists());
    assert_eq!(env.run(["count"]).ok(), "5\n");
}

#[test]
fn without_a_path_index_follows_what_it_was_given() {
    let env = news().file("more/a.txt", "“No,” said Ada Okoye.\n").file("more/b.txt", "“Yes.”\n");
    let _ = env.run(["index"]).ok();
    let _ = env.run(["index", "more/a.txt"]).ok();
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    documents: 4 unchanged
    --- exit 0
    ");
    assert_snapshot!(timeless(&env.run(["index", "--rebuild"])), @"
    --- stderr
    documents: 4 new; 6 statements, 1 passage
    --- exit 0
    ");
    fs::remove_file(env.path().join("more/a.txt")).unwrap();
    assert_snapshot!(env.run(["index", "--rebuild"]), @"
    --- stderr
    error: `[FOLDER]/more/a.txt` is gone, and a rebuilt index would lack it

    hint: take it out with `onrecord forget '[FOLDER]/more/a.txt'`, or say what to read: `onrecord index --rebuild PATH…`
    --- exit 2
    ");
    assert_eq!(env.run(["count"]).ok(), "6\n");
    let _ = env.run(["forget", "more/a.txt"]).ok();
    assert_snapshot!(timeless(&env.run(["index", "--rebuild"])), @"
    --- stderr
    documents: 3 new; 5 statements, 1 passage
    --- exit 0
    ");
}

#[test]
fn a_rebuild_of_nothing_leaves_the_index() {
    let env = news();
    let _ = env.run(["index"]).ok();
    assert_snapshot!(env.run(["index", "--rebuild", "crpus"]), @"
    --- stderr
    skipped: `crpus`: there is no such file or folder
      hint: check the spelling, or the folder you are in
    no documents
    nothing to make an index of: what there was is left as it was
    --- exit 2
    ");
    assert_snapshot!(env.run(["index", "index"]), @"
    --- stderr
    skipped: `index`: it belongs to the index itself, which is not read
      hint: give the folder that the texts are in
    no documents
    --- exit 2
    ");
    assert_eq!(env.run(["count"]).ok(), "5\n");
}

fn is_told_as_damage(output: &Output, what: &str) {
    assert_eq!(output.code, Some(2), "{what}: {output}");
    assert!(
        output.stderr.starts_with("error: the index at `index` is damaged: "),
        "{what}: {output}"
    );
    assert!(output.stderr.contains("hint: "), "{what}: {output}");
    assert!(!output.stderr.contains("Error("), "{what}: {output}");
}

#[test]
fn damage_is_told_and_a_rebuild_repairs_it() {
    let env = news();
    let _ = env.run(["index"]).ok();
    let segments = files(&env.path().join("index/current"));
    let segments = segments.iter().map(Path::new).filter(|path| {
        path.extension().is_some_and(|extension| extension != "lock")
            && !path.ends_with("onrecord-meta-copy.json")
    });
    for path in segments {
        let whole = fs::read(path).unwrap();
        let name = path.display().to_string();
        for damaged in [&whole[..whole.len() / 2], b"", &[0xa5; 4000]] {
            fs::write(path, damaged).unwrap();
            is_told_as_damage(&env.run(["search", "ironclad"]), &name);
            let check = env.run(["check"]);
            assert_eq!(check.code, Some(1), "{name}: {check}");
            assert!(check.stdout.contains("damaged: "), "{name}: {check}");
        }
        // Its end is whole, so that only a reader of the middle or a checksum notices.
        let mut flipped = whole.clone();
        let middle = whole.len() / 3;
        flipped[middle..middle + 8].iter_mut().for_each(|byte| *byte ^= 0x5a);
        fs::write(path, flipped).unwrap();
        for args in [&["search", "ironclad"][..], &["speakers"], &["status"], &["index", "--full"]]
        {
            let output = env.run(args);
            assert!(matches!(output.code, Some(0..=2)), "{name}: {output}");
            assert!(!output.stderr.contains("bug"), "{name}: {output}");
        }
        fs::write(path, whole).unwrap();
    }
    for file in ["meta.json", "onrecord-meta-copy.json"] {
        fs::remove_file(env.path().join("index/current").join(file)).unwrap();
    }
    assert_snapshot!(env.run(["search", "ironclad"]), @"
    --- stderr
    error: the index at `index` is damaged: `meta.json` is missing

    hint: `onrecord check` says what is damaged, `onrecord check --repair` mends it or writes it anew from the texts
    --- exit 2
    ");
    assert_snapshot!(env.run(["index", "--rebuild"]), @"
    --- stderr
    error: the index at `index` is damaged: `meta.json` is missing

    hint: say what it was made of: `onrecord index --rebuild PATH…`
    --- exit 2
    ");
    let _ = env.run(["index", "--rebuild", "corpus"]).ok();
    assert_eq!(env.run(["count"]).ok(), "5\n");
}

#[test]
fn another_format_is_rebuilt_from_what_it_was_made_of() {
    let env = news();
    let _ = env.run(["index"]).ok();
    env.write("index/current/onrecord-format", "onrecord index, format 999\n");
    assert_snapshot!(env.run(["search", "ironclad"]), @"
    --- stderr
    error: the index at `index` was written in format 999 and this program reads format 6

    hint: `onrecord index --rebuild` writes it anew from the texts
    --- exit 2
    ");
    let _ = env.run(["index", "--rebuild"]).ok();
    assert_eq!(env.run(["count"]).ok(), "5\n");
}

#[test]
#[cfg(target_os = "linux")] // Others do not let such names be.
fn names_may_hold_anything() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let env = news().file("corpus/line\nbreak \u{1b}[31m.txt", b"a\0b");
    for name in [&b"odd\xff.txt"[..], b"odd\xfe.txt"] {
        let path = env.path().join("corpus").join(OsStr::from_bytes(name));
        fs::write(path, "“No,” said Ada Okoye.\n").unwrap();
    }
    assert_snapshot!(timeless(&env.run(["index"])), @"
    --- stderr
    skipped: `corpus/line break ␛[31m.txt`, byte 1: it is a binary file: there is a zero byte in it
      hint: it may be called by the wrong extension
    documents: 5 new; 7 statements, 1 passage
    --- exit 2
    ");
    let documents = env.run(["documents"]).ok();
    assert!(
        documents.contains("odd\\xfe.txt") && documents.contains("odd\\xff.txt"),
        "{documents}"
    );
}

#[test]
fn one_endless_paragraph_is_read_in_time() {
    let sentence = "“The gate stays shut,” said Ada Okoye, and then he said that nobody came, ";
    let env = Env::new().file("corpus/a.txt", sentence.repeat(1500));
    let _ = env.run(["index"]).ok();
    let context = env.run(["search", "gate", "-n1", "--jsonl"]).ok().len();
    assert!(context < 20_000, "{context}");
}
