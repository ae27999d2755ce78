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

pub(crate) fn tell(document: &Document, out: &mut String) {
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
        limits: Limits { text_bytes: 2000, document_bytes: 2000, ..Limits::default() },
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
fn records_go_by_their_ids_wherever_they_stand() {
    let keys = |lines: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.jsonl"), lines.join("\n")).unwrap();
        let (documents, _) = faults(folder.path(), &ReadOptions::default());
        let key = |document: &onrecord::model::Document| {
            let (_, key) = document.key.rsplit_once("a.jsonl").unwrap();
            (document.text.clone(), key.to_owned())
        };
        let mut keys: Vec<_> = documents.iter().map(key).collect();
        keys.sort();
        keys
    };
    let one = r#"{"id": "berg/1", "text": "One."}"#;
    let two = r#"{"text": "Two.", "id": 2}"#;
    let key = |text: &str, key: &str| (text.to_owned(), key.to_owned());
    let expected = [key("One.", "#id:berg/1"), key("Two.", "#id:2")];
    assert_eq!(keys(&[one, two]), expected);
    assert_eq!(keys(&[two, one]), expected);
    // An id that another had before says nothing, nor does an empty one.
    let again = r#"{"id": 2, "text": "Three."}"#;
    let empty = r#"{"id": "", "text": "Zero."}"#;
    assert_eq!(
        keys(&[two, again, empty]),
        [key("Three.", "#2"), key("Two.", "#id:2"), key("Zero.", "#3")]
    );
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
}
