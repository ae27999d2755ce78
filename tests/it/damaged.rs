//! Files that were cut, changed or made to take all time and memory: told, and nothing stops.

use std::{
    fs,
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use onrecord::ingest::{Fault, IngestError, Limits, ReadOptions, read_bytes};
use proptest::prelude::*;

/// Everything in `tests/documents`, by path.
fn documents() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "golden") {
                files.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// How many documents `bytes` hold, and what is wrong with them.
fn read(name: &str, bytes: &[u8]) -> (usize, Vec<IngestError>) {
    let (mut n_documents, mut errors) = (0, Vec::new());
    read_bytes(name, bytes, &ReadOptions::default(), &mut |result| {
        match result {
            Ok(document) => {
                assert!(document.paragraphs.iter().all(|paragraph| !paragraph.span.is_empty()));
                n_documents += 1;
            }
            Err(error) => errors.push(error),
        }
        ControlFlow::Continue(())
    });
    (n_documents, errors)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_document_is_read_wherever_it_is_cut() {
    for (path, bytes) in documents() {
        let name = path.file_name().unwrap().to_str().unwrap();
        for eighth in 0..8 {
            let cut = &bytes[..bytes.len() * eighth / 8];
            let (n_documents, errors) = read(name, cut);
            assert!(n_documents + errors.len() > 0, "{name} is passed over in silence");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_documents_are_read_without_failing(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let documents = documents();
        let (path, bytes) = &documents[seed.index(documents.len())];
        let mut bytes = bytes.clone();
        for (at, byte) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        read(path.file_name().unwrap().to_str().unwrap(), &bytes);
    }

    #[test]
    fn anything_is_read_as_anything(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for extension in [
            "gz", "tgz", "zst", "bz2", "xz", "zip", "tar", "warc", "mbox", "eml", "docx", "odt", "pdf",
        ] {
            read(&format!("a.{extension}"), &bytes);
        }
        let headed = [b"%PDF-1.4\n1 0 obj\n<<".as_slice(), &bytes, b"trailer<</Root 1 0 R>>"].concat();
        read("a.pdf", &headed);
        let headed = [b"From: a@b.example\nContent-Type: multipart/mixed\n".as_slice(), &bytes].concat();
        read("a.eml", &headed);
        let headed = [b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 90\r\n\r\n".as_slice(), &bytes];
        read("a.warc", &headed.concat());
    }
}

#[test]
fn bombs_end_soon() {
    const ZEROS: usize = 200 << 20;
    let zeros = gzip(&vec![b'0'; ZEROS]);
    let twice = gzip(&zeros);
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(ZEROS as u64);
    tar.append_data(&mut header, "a.jsonl", vec![b'0'; ZEROS].as_slice()).unwrap();
    let tar = gzip(&tar.into_inner().unwrap());
    for (name, bytes) in
        [("a.jsonl.gz", &zeros), ("a.txt.gz", &zeros), ("a.jsonl.gz.gz", &twice), ("a.tgz", &tar)]
    {
        let (n_documents, errors) = read(name, bytes);
        assert_eq!(n_documents, 0, "{name}");
        // A text ends where it is too long, before it is known how much more there is.
        let told = errors.iter().any(|error| match error.fault {
            Fault::Ratio(_) => !name.contains("txt"),
            Fault::TooLong { what: "the file", .. } => name.contains("txt"),
            _ => false,
        });
        assert!(told, "{name}: {errors:?}");
    }
}

#[test]
fn limits_are_the_users() {
    let words = "The cranes of the harbor stopped. ".repeat(4000);
    let packed = gzip(words.as_bytes());
    let limits = Limits { unpacked_bytes: 1000, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let mut errors = Vec::new();
    read_bytes("a.txt.gz", &packed, &options, &mut |result| {
        errors.extend(result.err());
        ControlFlow::Continue(())
    });
    assert!(matches!(errors[..], [IngestError { fault: Fault::Unpacked(1000), .. }]), "{errors:?}");
}

#[test]
fn mails_in_mails_do_not_take_the_stack() {
    let head = "From: a@b.example\nDate: Tue, 6 May 2031 10:00:00 +0000\n";
    let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
    let (_, errors) = read("a.eml", format!("{head}{nested}\nText.\n").as_bytes());
    assert!(!errors.is_empty());
    let part =
        |part: u32| format!("Content-Type: multipart/mixed; boundary=b{part}\n\n--b{part}\n");
    let parts: Vec<String> = (0..20_000).map(part).collect();
    let parts = parts.concat();
    read("a.eml", format!("{head}{parts}\nText.\n").as_bytes());
}

#[test]
fn deep_objects_of_a_pdf_do_not_take_the_stack() {
    let page = "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
                2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n\
                3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n";
    for deep in ["[", "<<", "(", "<</Kids["] {
        let deep = deep.repeat(100_000);
        let stream =
            format!("4 0 obj\n<</Length {}>>stream\n{deep}\nendstream\nendobj\n", deep.len());
        let file = format!(
            "%PDF-1.4\n{page}{stream}5 0 obj\n{deep}\nendobj\ntrailer\n<</Size 6/Root 1 0 R>>\n%%EOF\n"
        );
        let (_, errors) = read("a.pdf", file.as_bytes());
        assert!(!errors.is_empty());
    }
}
