//! What must hold of any input, by target: run by the fuzzers, and by `cargo test` on what they
//! once found.

use std::{
    borrow::Cow,
    io::{Cursor, Write},
    ops::ControlFlow,
    path::Path,
    sync::LazyLock,
};

use onrecord::{
    extract::{Extractor, passages},
    index::Store,
    ingest::{IngestError, Limits, ReadOptions, read_bytes},
    model::{Document, Record, Span, Speaker, Statement},
    pipeline::{self, IndexOptions},
    query::{self, Facet, Parsed, SearchOptions},
    render::json,
};
use serde::Serialize;
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// A line with the name of a file, and what is in it: whatever its format is, it is read. Of an
/// office document it may be the text's part alone.
pub fn read(input: &[u8]) {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else { return };
    let name = String::from_utf8_lossy(&input[..end]);
    let mut bytes = Cow::from(&input[end + 1..]);
    let part = match name.rsplit_once('.') {
        Some((_, "docx")) => Some("word/document.xml"),
        Some((_, "odt")) => Some("content.xml"),
        _ => None,
    };
    // A checksum keeps whoever does not know it from what is packed.
    if let Some(part) = part.filter(|_| bytes.starts_with(b"<")) {
        bytes = zip(part, &bytes).expect("room").into();
    }
    each(&name, &bytes, |result| match result {
        Ok(document) => hold(&document, &EXTRACTOR.extract(&document)),
        Err(error) => assert!(!error.to_string().is_empty()),
    });
}

/// A text: its statements lie in it.
pub fn extract(text: &[u8]) {
    for name in ["a.txt", "a.md"] {
        let hold = |document| hold(&document, &EXTRACTOR.extract(&document));
        each(name, text, |result| result.map_or((), hold));
    }
}

/// A query: it is printed as what is read the same again.
pub fn query(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let parsed = parse(&text);
    for note in &parsed.notes {
        assert!(text.get(note.span.clone()).is_some(), "{note:?}");
    }
    let printed = parsed.query.to_string();
    if printed.len() <= query::MAX_BYTES {
        assert_eq!(parse(&printed).query, parsed.query, "printed as {printed}");
    }
}

/// A query: it is answered.
pub fn search(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let query = parse(&text).query;
    let options = SearchOptions {
        facets: Facet::ALL.to_vec(),
        explain: true,
        collapse: true,
        partly: true,
        ..SearchOptions::default()
    };
    let page = query::search(&STORE, &query, &options).expect("an answer");
    is_json(&json::page(&text, &page));
    for hit in page.hits.iter().chain(&page.partly) {
        assert!(hit.marks.iter().all(|mark| hit.record.quote.get(mark.clone()).is_some()));
    }
    let page = query::passages(&STORE, &query, &options).expect("an answer");
    is_json(&json::passages(&text, &page));
    query::explain(&STORE, &query, &options).expect("an answer");
}

/// A text with front matter: what is printed of its statements is JSON that says what they say.
pub fn json(text: &[u8]) {
    each("a.md", text, |result| {
        let Ok(document) = result else { return };
        let hash = document.hash();
        for statement in EXTRACTOR.extract(&document) {
            is_json(&json::statement(&Record::new(&document, hash, &statement), None));
        }
    });
}

fn parse(text: &str) -> Parsed {
    query::parse(text, jiff::civil::date(2031, 6, 2))
}

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::default);

/// An index of some of the texts that come with the program.
static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = folders.find(|folder| folder.join("src/ingest").is_dir()).expect("the sources");
    let paths = ["readouts", "wire"].map(|folder| root.join("corpus").join(folder));
    let folder = tempfile::tempdir().expect("a folder");
    let options = IndexOptions { index: folder.path().to_owned(), ..IndexOptions::default() };
    pipeline::index(&paths, &EXTRACTOR, &options, &|_| {}).expect("an index");
    Store::open(folder.path()).expect("a store")
});

/// Bytes of the longest text: what is packed can be a thousand times as long as an input.
const LONGEST: u64 = 128 << 10;

fn each(name: &str, bytes: &[u8], mut take: impl FnMut(Result<Document, IngestError>)) {
    let limits = Limits { document_bytes: LONGEST, unpacked_bytes: LONGEST, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    read_bytes(name, bytes, &options, &mut |result| {
        take(result);
        ControlFlow::Continue(())
    });
}

fn zip(name: &str, bytes: &[u8]) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::default());
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(name, stored)?;
    archive.write_all(bytes)?;
    Ok(archive.finish()?.into_inner())
}

/// The most words that a mention of a speaker has.
const MENTION_WORDS: usize = 12;

/// What holds of all `statements` of `document`.
fn hold(document: &Document, statements: &[Statement]) {
    let lies_in = |span: &Span| document.text.get(span.range()).is_some();
    for (number, statement) in (1..).zip(statements) {
        assert_eq!(statement.ordinal, number);
        assert!(!statement.spans.is_empty());
        let spans = statement.spans.iter().chain(&statement.quoted).chain(&statement.cue);
        for span in spans.chain([&statement.context]) {
            assert!(lies_in(span), "{span:?} of {:?}", document.text);
        }
        for pieces in [&statement.spans, &statement.quoted] {
            assert!(pieces.iter().all(|piece| !piece.is_empty()));
            assert!(pieces.is_sorted_by(|before, after| before.end <= after.start));
        }
        if let Some(parent) = statement.parent {
            assert!((1..=statements.len()).contains(&(parent as usize)));
            assert_ne!(parent, statement.ordinal);
        }
        assert!((0.0..=1.0).contains(&statement.confidence));
        assert!(statement.topics.is_sorted());
        let agents = statement.speaker.iter().chain(&statement.via).chain(&statement.addressees);
        for Speaker { as_written, .. } in agents.chain(&statement.joint_with) {
            let Some(mention) = as_written else { continue };
            assert!(lies_in(mention));
            let mention = mention.of(&document.text);
            assert!(mention.split_whitespace().count() <= MENTION_WORDS, "{mention:?}");
        }
    }
    assert!(passages(document, statements).iter().all(lies_in));
}

/// Holds what is printed for programs against what it is made of.
fn is_json(value: &impl Serialize) {
    let parsed = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).expect("JSON");
    let mut line = Vec::new();
    json::line(&mut line, value).expect("room");
    assert_eq!(line.iter().filter(|byte| byte.is_ascii_control()).count(), 1, "a line");
    assert_eq!(parsed(&line), parsed(&serde_json::to_vec(value).expect("JSON")));
}
