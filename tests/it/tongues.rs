//! Languages and encodings from the file to the answer, and back to the file.

use std::fs;

use super::env::Env;

/// The documents in several languages, indexed.
fn indexed() -> Env {
    let env = Env::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/language");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        env.write(&format!("corpus/{name}"), fs::read(&path).unwrap());
    }
    let env = env.file(
        "corpus/old.txt",
        b"Minutes.\n\nThe harbor caf\xe9 closed. \x93We will wait,\x94 said Zo\xeb Tull.\n",
    );
    env.run(["index", "corpus"]).ok();
    env
}

/// What the program finds, marks in brackets, without what is around it.
fn found(env: &Env, args: &[&str]) -> String {
    let output = env.run([&["search", "--color", "never"], args].concat());
    output.stdout + &output.stderr
}

#[test]
fn words_are_found_by_the_stems_of_their_language() {
    let env = indexed();
    for (query, marked) in [
        (&["gebühr"][..], "[Gebühren]"),
        (&["GEBUHR"], "[Gebühren]"),
        (&["brücken"], "[Brücke]"),
        (&["bürger"], "[Bürgerinnen]"),
        (&["--passages", "grúa"], "[grúas]"),
        (&["--passages", "periodista"], "[periodistas]"),
        (&["--passages", "市长"], "[市长]"),
        (&["açılacak"], "[açılacak]"),
        (&["waits"], "[wait]"),
    ] {
        let found = found(&env, query);
        assert!(found.contains(marked), "{query:?}: {found}");
    }
    assert!(!found(&env, &["--passages", "长市"]).contains("[长]"), "in that order only");
}

#[test]
fn turns_are_kept_and_prose_is_not_read() {
    let env = indexed();
    let counts = env.run(["count", "", "--by", "speaker", "--csv"]).ok();
    let mut lines: Vec<&str> = counts.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "facet,id,label,count,speeches,documents",
            "speaker,ana-tull,Ana Tull,1,0,1",
            "speaker,ayse-tull,Ayşe Tull,1,1,1",
            "speaker,berg,Berg,2,2,1",
            "speaker,kovar,Kovar,1,1,1",
            "speaker,tull,Tull,1,1,1",
            "speaker,zoe-tull,Zoë Tull,1,0,1",
        ]
    );
    let german = env.run(["count", "lang:de", "--by", "language"]).ok();
    assert!(german.contains('4') && german.contains("de"), "{german}");
    let status = env.run(["status"]).ok();
    assert!(
        status.contains("2 in German, 1 in Spanish, 1 in Turkish, 1 in Chinese: their words are"),
        "{status}"
    );
}

#[test]
fn documents_say_what_they_were() {
    let env = indexed();
    let documents = env.run(["documents", "--json", "old"]).ok();
    assert!(documents.contains(r#""language":"en","encoding":"windows-1252""#), "{documents}");
}

/// The id of the first statement that is found.
fn id(env: &Env, query: &str) -> String {
    let found = env.run(["search", "--jsonl", query]).ok();
    let first: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    first["id"].as_str().unwrap().to_owned()
}

fn source(env: &Env, query: &str) -> (Vec<u8>, String) {
    let id = id(env, query);
    let output = env.command().args(["show", "--source", &id]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.stdout, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_source_is_printed_byte_for_byte() {
    let env = indexed();
    let (raw, place) = source(&env, "\"we will wait\" speaker:zoe");
    assert_eq!(raw, b"The harbor caf\xe9 closed. \x93We will wait,\x94 said Zo\xeb Tull.");
    assert!(place.ends_with("corpus/old.txt, line 3, bytes 10–64\n"), "{place}");
    let (raw, place) = source(&env, "\"we will wait\" speaker:ana");
    let raw = String::from_utf8(raw).unwrap();
    assert!(raw.starts_with("The harbor board met") && raw.ends_with("said Ana Tull.\n"), "{raw}");
    assert!(place.contains("wrong-language.md, line 4, bytes 21–"), "{place}");
    let (raw, place) = source(&env, "açılacak");
    assert!(raw.starts_with(b"{\"language\"") && raw.ends_with(b"}"));
    assert!(place.contains("kisa.jsonl, line 1, bytes 0–"), "{place}");
}

#[test]
fn the_source_is_found_in_what_is_packed() {
    let env = Env::new();
    let rows =
        "Speaker,Text\nJo Lind,\"The cranes stopped, and nobody ran them.\"\nAna Tull,Yes.\n";
    let packed = tar_of("rows.csv", rows.as_bytes());
    env.write("corpus/deep/all.tar", packed);
    env.run(["index", "corpus"]).ok();
    let (raw, place) = source(&env, "cranes");
    assert_eq!(raw, b"Jo Lind,\"The cranes stopped, and nobody ran them.\"");
    assert!(place.contains("corpus/deep/all.tar/rows.csv, row 1, bytes 13–"), "{place}");
    let show = env.run(["show", &id(&env, "cranes")]).ok();
    assert!(show.contains("row 1") && show.contains("(unchanged)"), "{show}");
    env.write(
        "corpus/deep/all.tar",
        tar_of("rows.csv", b"Speaker,Text\nJo Lind,The cranes run.\n"),
    );
    let gone = env.run(["show", "--source", &id(&env, "cranes")]);
    assert_eq!(gone.code, Some(2));
    assert!(gone.stderr.contains("cannot be read again: the file has changed"), "{gone}");
}

fn tar_of(name: &str, content: &[u8]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append_data(&mut header, name, content).unwrap();
    tar.into_inner().unwrap()
}
