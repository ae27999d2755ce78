//! What is read from the small documents in `tests/documents`, against the `.golden` beside each
//! folder of them. `UPDATE_GOLDEN=1 cargo test` writes those anew, to be read before committing.

use std::{
    fmt::Write as _,
    fs,
    io::{BufWriter, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use onrecord::{
    ingest::{Defaults, Fault, IngestError, Limits, ReadOptions, Severity, read, walk},
    model::{Document, Language},
};

#[test]
fn documents_are_read_as_written_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() > 5, "the folders are there");
    for folder in folders {
        let found = told(&folder, &ReadOptions::default());
        let golden = folder.with_extension("golden");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert!(found == expected, "{} differs; found:\n{found}", golden.display());
    }
}

/// Everything that comes out of `folder`, spans checked on the way.
fn told(folder: &Path, options: &ReadOptions) -> String {
    let mut out = String::new();
    each(folder, options, &mut |result| match result {
        Ok(document) => tell(&document, &mut out),
        Err(error) => {
            let below = error.path.strip_prefix(folder).unwrap_or(&error.path).to_owned();
            let error = IngestError { path: below, ..error };
            writeln!(out, "{:?}: {error}", error.severity()).unwrap();
            if let Some(hint) = error.hint().filter(|_| !error.is_unsupported()) {
                writeln!(out, "  hint: {hint}").unwrap();
            }
        }
    });
    out
}

fn each(folder: &Path, options: &ReadOptions, take: &mut dyn FnMut(Result<Document, IngestError>)) {
    for source in walk(&[folder.to_owned()]) {
        match source {
            Ok(source) => read(&source, options, &mut |result| {
                take(result);
                ControlFlow::Continue(())
            }),
            Err(error) => take(Err(error)),
        }
    }
}

fn tell(document: &Document, out: &mut String) {
    writeln!(out, "{}: {}", document.key, document.format.name()).unwrap();
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "  {name}: {value}").unwrap();
        }
    };
    field("title", document.title.as_deref());
    field("date", document.published.map(|date| date.to_string()).as_deref());
    field("speaker", document.speaker.as_deref());
    field("outlet", document.outlet.as_deref());
    field("url", document.url.as_deref());
    field("authors", Some(&document.authors.join("; ")));
    field("topics", Some(&document.topics.join("; ")));
    field("language", document.language.as_ref().map(Language::code));
    field("encoding", document.encoding);
    let mut end = 0;
    for paragraph in &document.paragraphs {
        let span = paragraph.span;
        assert!(end <= span.start && span.start < span.end, "paragraphs stand in order");
        end = span.end;
        let turn = paragraph.turn.map(|turn| &document.turns[turn as usize]);
        let label = turn.map_or(String::new(), |turn| {
            let label = turn.label.map_or("", |label| label.of(&document.text));
            let known = turn.speaker.as_ref();
            let name = known.map(|known| known.name.as_str()).or(turn.name.as_deref());
            let name = name.map_or(String::new(), |name| format!(" = {name}"));
            let role = known.and_then(|known| known.role.as_deref());
            let name = role.map_or(name.clone(), |role| format!("{name}, {role}"));
            format!("[{label}{name}{}] ", if turn.anonymous { "?" } else { "" })
        });
        let words = document.plain(span).replace('\r', "").replace('\n', "⏎");
        writeln!(out, "  {}..{} {label}{words}", span.start, span.end).unwrap();
    }
    for origin in &document.origins {
        let (from, to) = origin.raw;
        writeln!(out, "  {}: {}, bytes {from}..{to}", origin.start, origin.place).unwrap();
    }
    assert!(document.origins.is_sorted_by_key(|origin| origin.start), "origins stand in order");
}

fn faults(path: &Path, options: &ReadOptions) -> (Vec<Document>, Vec<IngestError>) {
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    each(path, options, &mut |result| match result {
        Ok(document) => documents.push(document),
        Err(error) => errors.push(error),
    });
    (documents, errors)
}

#[test]
fn missing_and_empty_folders_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (_, errors) = faults(&folder.path().join("none"), &ReadOptions::default());
    assert!(matches!(errors[..], [IngestError { fault: Fault::Missing, .. }]), "{errors:?}");
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/config.txt"), "x").unwrap();
    let (_, errors) = faults(folder.path(), &ReadOptions::default());
    assert!(matches!(errors[..], [IngestError { fault: Fault::Empty, .. }]), "{errors:?}");
    assert!(errors.iter().all(|error| error.hint().is_some()));
}

#[cfg(unix)]
#[test]
fn loops_pipes_and_dead_links_stop_nothing() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.txt"), "The cranes stopped.").unwrap();
    symlink(folder.path(), path("b-loop")).unwrap();
    symlink(path("nowhere.txt"), path("c-dead.txt")).unwrap();
    let _socket = UnixListener::bind(path("d.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(path("e.txt")).status().unwrap();
    assert!(made.success());
    symlink(path("a.txt"), path("f.txt")).unwrap();
    let (documents, errors) = faults(folder.path(), &ReadOptions::default());
    let read: Vec<&str> = documents.iter().map(|document| document.path.as_str()).collect();
    assert_eq!(read, ["a.txt", "f.txt"]);
    let told: Vec<String> = errors.iter().map(|error| error.fault.to_string()).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("the link leads back to `"), "{told:?}");
    assert!(told[1].ends_with("nowhere.txt`, which is not there"), "{told:?}");
    assert_eq!(told[2], "it is a socket, not a file, and was not opened");
    assert_eq!(told[3], "it is a named pipe, not a file, and was not opened");
    assert!(errors.iter().all(|error| error.severity() == Severity::Broken));
}

#[cfg(unix)]
#[test]
fn unreadable_files_are_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "The cranes stopped.").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::File::open(&path).is_ok() {
        return; // The superuser reads everything.
    }
    let (_, errors) = faults(folder.path(), &ReadOptions::default());
    assert_eq!(errors[0].reason(), "it cannot be read: permission denied");
    assert!(errors[0].hint().is_some_and(|hint| hint.contains("chmod")));
}

#[test]
fn lines_over_the_limit_are_read_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut file = BufWriter::new(fs::File::create(&path).unwrap());
    writeln!(file, r#"{{"text": "One."}}"#).unwrap();
    writeln!(file, r#"{{"text": "{}"}}"#, "long ".repeat(1000)).unwrap();
    writeln!(file, r#"{{"text": "Three."}}"#).unwrap();
    drop(file);
    fs::write(folder.path().join("b.txt"), "long ".repeat(1000)).unwrap();
    let options = ReadOptions {
        limits: Limits { document_bytes: 2000, ..Limits::default() },
        ..ReadOptions::default()
    };
    let (documents, errors) = faults(folder.path(), &options);
    let read: Vec<&str> = documents.iter().map(|document| document.path.as_str()).collect();
    assert_eq!(read, ["a.jsonl#1", "a.jsonl#3"]);
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(told[0].contains("a.jsonl`, line 2: the line is longer than"), "{told:?}");
    assert!(told[1].contains("b.txt`: the file is longer than"), "{told:?}");
}

#[test]
fn xml_is_read_up_to_its_limits() {
    let folder = tempfile::tempdir().unwrap();
    let speech = |words: &str| format!("<speech speakername='Jo Berg'><p>{words}</p></speech>");
    let whole = speech("The cranes stopped.");
    let file = |name: &str, rest: &str| {
        let xml = format!("<publicwhip>{whole}{rest}</publicwhip>");
        fs::write(folder.path().join(name), xml).unwrap();
    };
    file("deep.xml", &format!("{}{}", "<p>".repeat(100_000), "</p>".repeat(100_000)));
    file("long.xml", &speech(&"long ".repeat(50_000)));
    file("many.xml", &speech(&"<p>long</p>".repeat(50_000)));
    let options = ReadOptions {
        limits: Limits { document_bytes: 100_000, ..Limits::default() },
        ..ReadOptions::default()
    };
    let (documents, errors) = faults(folder.path(), &options);
    let read: Vec<&str> = documents.iter().map(|document| document.path.as_str()).collect();
    assert_eq!(read, ["deep.xml#1", "long.xml#1", "many.xml#1"]);
    assert!(documents[..2].iter().all(|document| document.text.ends_with("cranes stopped.")));
    let told: Vec<String> = errors.iter().map(IngestError::reason).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("more than 512 deep"), "{told:?}");
    assert!(told[1].contains("is longer than"), "{told:?}");
}

#[test]
fn the_given_date_is_for_documents_without_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "The cranes stopped.").unwrap();
    fs::write(folder.path().join("b.txt"), "date 2031-04-08 The cranes stopped.").unwrap();
    fs::write(folder.path().join("2031-04-09-c.txt"), "The cranes stopped.").unwrap();
    let options = ReadOptions {
        defaults: Defaults { date: "2030".parse().ok(), ..Defaults::default() },
        ..ReadOptions::default()
    };
    let (documents, _) = faults(folder.path(), &options);
    let dates: Vec<String> =
        documents.iter().map(|document| document.published.unwrap().to_string()).collect();
    assert_eq!(dates, ["2031-04-09", "2030", "2031-04-08"]);
}

#[test]
fn a_file_has_one_key_however_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir_all(news.join("2031")).unwrap();
    fs::write(news.join("a.txt"), "The cranes stopped.").unwrap();
    fs::write(news.join("2031/b.txt"), "They ran again.").unwrap();
    let keys = |path: &Path| {
        let (documents, _) = faults(path, &ReadOptions::default());
        documents.into_iter().map(|document| document.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(&news), ["news/2031/b.txt", "news/a.txt"]);
    assert_eq!(keys(&news.join(".")), ["news/2031/b.txt", "news/a.txt"]);
    assert_eq!(keys(&news.join("a.txt")), ["news/a.txt"]);
}

#[test]
fn marks_that_are_never_closed_take_no_time() {
    let table = format!("date,speaker,text\n{}", "a\"b,\"c,d\n".repeat(200_000));
    let start = std::time::Instant::now();
    let mut errors = Vec::new();
    onrecord::ingest::read_bytes(
        "a.csv",
        table.as_bytes(),
        &ReadOptions::default(),
        &mut |result| {
            errors.extend(result.err());
            ControlFlow::Continue(())
        },
    );
    assert!(matches!(errors.pop().unwrap().fault, Fault::OpenMark { read: false }));
    assert!(start.elapsed().as_secs() < 30);
}

mod anything {
    use super::*;
    use onrecord::ingest::read_bytes;
    use proptest::prelude::*;

    /// Bits of all formats in any order, so that what is odd about them meets.
    fn bits() -> impl Strategy<Value = String> {
        let bit = prop_oneof![
            "[ -~]{0,12}",
            "\\PC{0,6}",
            prop::sample::select(vec![
                "\n",
                "\r\n",
                "\n\n",
                "\n \u{a0}\n",
                "  \n",
                "\u{ad}",
                "\u{feff}",
                "---\n",
                "title: x\n",
                "date 2031-04-08 ",
                "MR. BERG: ",
                "Q  ",
                "Q: ",
                "A: ",
                "**MR. BERG:** ",
                "Jo Berg: ",
                "Councillor Berg\n",
                "Mr. De BERG. ",
                "END 1:45 P.M.\n",
                "[",
                "](http://x)",
                "![",
                "**",
                "_",
                "\\",
                "`",
                "<a>",
                "> ",
                "- ",
                "# ",
                "* * *\n",
                "“",
                "”",
                "The cranes of the harbor stopped on Monday and nobody was\n",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(bit, 0..40).prop_map(|bits| bits.concat())
    }

    /// Bits of all vocabularies of XML, closed and open.
    fn xml_bit() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "u",
            "seg",
            "sp",
            "speaker",
            "note",
            "w",
            "s",
            "person",
            "persName",
            "affiliation",
            "roleName",
            "teiHeader",
            "titleStmt",
            "title",
            "TEI",
            "div",
            "head",
            "meta",
            "FRBRWork",
            "TLCPerson",
            "speech",
            "question",
            "from",
            "scene",
            "heading",
            "debateSection",
            "preface",
            "interjection",
            "talk.start",
            "talker",
            "name",
            "para",
            "inline",
            "debate",
            "debateinfo",
            "session.header",
            "major-heading",
            "p",
            "td",
            "a",
            "item",
            "description",
        ]);
        let attributes = prop::sample::select(vec![
            "",
            " who='#x'",
            " by='#x' as='#y'",
            " xml:id='x'",
            " speakername='Jo Berg'",
            " type='speaker'",
            " type='MemberInterjecting'",
            " font-weight='bold'",
            " nameid=X1",
            " when='2031-04-08'",
            " x='&#xffffff;&lol;",
        ]);
        let kind = prop::sample::select(vec!["open", "close", "empty", "whole"]);
        let tag =
            (name, attributes, kind, "\\PC{0,8}").prop_map(|(name, attributes, kind, words)| {
                match kind {
                    "open" => format!("<{name}{attributes}>{words}"),
                    "close" => format!("{words}</{name}>"),
                    "empty" => format!("<{name}{attributes}/>"),
                    _ => format!("<{name}{attributes}>Words {words}</{name}>"),
                }
            });
        prop_oneof![
            6 => tag,
            1 => prop::sample::select(vec![
                "<!-- - -->", "<![CDATA[<x>]]>", "<?x y?>", "&mdash;", "&lol;", "&#0;", "&", "<",
                "The ACTING SPEAKER (Mr Berg)", "—", "\u{ad}",
            ])
            .prop_map(str::to_owned),
        ]
    }

    /// Objects in lists in objects, under the names that mean something.
    fn values() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::{Value, json};
        let keys = vec![
            "text", "content", "turns", "speaker", "name", "title", "date", "kind", "start",
            "data", "articles", "header", "chamber", "roles", "x",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(json!("The cranes stopped.")),
            Just(json!("Jo Lind")),
            Just(json!("2031-04-08")),
            Just(json!("<p>HON. ADA De BERG\n  Ms. De BERG. We wait.</p>")),
            Just(json!("speech")),
            Just(json!(2031)),
            Just(json!("")),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            let key = prop::sample::select(keys.clone());
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..6).prop_map(|members| {
                    let members = members.into_iter();
                    Value::Object(members.map(|(key, value)| (key.to_owned(), value)).collect())
                }),
            ]
        })
    }

    fn check(name: &str, bytes: Vec<u8>) {
        let file = bytes.clone();
        read_bytes(name, &bytes, &ReadOptions::default(), &mut |result| {
            match result {
                Ok(document) => {
                    let mut out = String::new();
                    tell(&document, &mut out);
                    let turns = document.turns.iter().filter_map(|turn| turn.label);
                    let hidden = document.hidden.iter().copied();
                    for span in turns.chain(hidden.clone()) {
                        assert!(!span.of(&document.text).is_empty());
                    }
                    assert!(hidden.clone().zip(hidden.skip(1)).all(|(a, b)| a.end < b.start));
                    let as_it_is = document.encoding.is_none() && document.origins.is_empty();
                    if as_it_is {
                        assert_eq!(document.text.as_bytes(), file, "the text is the file's bytes");
                    }
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
            ControlFlow::Continue(())
        });
    }

    proptest! {
        #[test]
        fn text_is_read_without_failing(text in bits()) {
            check("a.txt", text.clone().into_bytes());
            check("a.md", text.into_bytes());
        }

        #[test]
        fn bytes_are_read_without_failing(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            check("a.txt", bytes.clone());
            check("a.csv", [b"date,speaker,text\n", &bytes[..]].concat());
            check("a.json", [b"[", &bytes[..]].concat());
            check("a.json", bytes);
        }

        #[test]
        fn xml_is_read_without_failing(
            root in prop::sample::select(vec![
                "publicwhip", "TEI", "an:akomaNtoso", "hansard", "HANSARD", "rss", "a",
            ]),
            parts in prop::collection::vec(xml_bit(), 0..40),
            cut in 0_usize..1000,
        ) {
            let xml = format!("<{root}>{}</{root}>", parts.concat());
            check("a.xml", xml.clone().into_bytes());
            check("b.xml", xml.into_bytes().into_iter().take(cut).collect());
        }

        #[test]
        fn records_are_read_without_failing(text in bits(), cut in 0_usize..200) {
            let line = serde_json::json!({"text": text, "title": text, "date": text}).to_string();
            check("a.json", line.clone().into_bytes());
            let parts = serde_json::json!({"content": [{"kind": "speech", "speaker": "Mr. De BERG",
                "text": text}, {"kind": "title", "text": "HON. ANN De BERG\n"}, text, 1]});
            check("b.json", parts.to_string().into_bytes());
            check("c.json", line.into_bytes().into_iter().take(cut).collect());
        }

        #[test]
        fn values_of_any_shape_are_read_without_failing(value in values()) {
            check("a.json", value.to_string().into_bytes());
            check("a.jsonl", format!("{value}\n{value}").into_bytes());
        }

        #[test]
        fn rows_are_read_without_failing(
            header in "(date|speaker|text|name|year|x|\"|[,;|\t]){1,8}",
            rows in "(20310408|5/4/2031|Jo Lind|The cranes stopped\\.|\"|\"\"|,|;|\r?\n|[\t|]){0,40}",
        ) {
            check("a.csv", format!("{header},text\n{rows}").into_bytes());
            check("a.tsv", format!("{header}\n{rows}").into_bytes());
        }
    }
}
