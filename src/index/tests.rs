//! The room as a whole: rows out as they went in, and an index that stays whole.

use std::{fs, path::Path, sync::Arc};

use proptest::{collection::vec, option, prelude::*, sample::select};
use tantivy::{
    TantivyDocument, Term,
    collector::{Count, DocSetCollector},
    query::{PhraseQuery, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    Builder, BuilderOptions, FORMAT, FileState, IndexError, Key, KnownForms, Part, PassageRecord,
    Prepared, Row, Store, against_text, check, codec, decode, decode_document, encode, prepare,
    query_words,
};
use crate::{
    model::{
        Agent, ApproxDate, Attribution, DateBasis, Document, Kind, Paragraph, Record, Said,
        SaidRecord, Span, Speaker, SpeakerKind, Statement, Wording,
    },
    text::slug,
};

pub(super) const OPTIONS: BuilderOptions = BuilderOptions { heap: 0, waiting: 1 << 20 };

pub(super) const TEXT: &str = "The envoy said the U.S. commitment to Israel’s long-term security \
                               is ironclad. It rained in the valley.";

/// A document of one statement and one passage.
pub(super) fn document(key: &str, text: &str) -> (Document, Vec<Statement>, Vec<Span>) {
    let published = "2024-05-17".parse().ok();
    let end = text.find(" It ").unwrap_or(text.len());
    let whole = Span::new(0, text.len());
    let document = Document {
        key: key.to_owned(),
        path: key.split_once('/').unwrap().1.to_owned(),
        title: Some("Notes of a visit".to_owned()),
        outlet: Some("The Valley Times".to_owned()),
        published,
        text: text.to_owned(),
        paragraphs: vec![Paragraph { span: whole, turn: None }],
        ..Document::default()
    };
    let speaker = Speaker {
        name: "Maren Holt".to_owned(),
        as_written: Some(Span::new(0, 9)),
        kind: SpeakerKind::Person,
        role: Some("envoy".to_owned()),
    };
    let statement = Statement {
        ordinal: 1,
        primary: true,
        parent: None,
        joint_with: vec![],
        spans: vec![Span::new(15, end)],
        quoted: vec![],
        context: Span::new(0, end),
        kind: Kind::Indirect,
        wording: Wording::Paraphrase,
        speaker: Some(speaker),
        via: vec![],
        addressees: vec![],
        cue: Some(Span::new(10, 14)),
        attribution: Attribution::Cue,
        confidence: 0.5,
        said: Some(Said {
            date: "2024-05-14".parse().ok(),
            as_written: None,
            basis: DateBasis::Stated,
        }),
        topics: vec!["middle-east/israel".to_owned()],
    };
    let passages = if end < text.len() { vec![Span::new(end + 1, text.len())] } else { vec![] };
    (document, vec![statement], passages)
}

fn rows(
    builder: &Builder,
    file: Key,
    document: Document,
    statements: Vec<Statement>,
    passages: Vec<Span>,
) -> Prepared {
    let (all, forms) = (Span::new(0, document.text.len()), &mut KnownForms::default());
    let part = Part::new(&document, statements, passages, all, forms);
    prepare(builder.fields(), file, 0, &Arc::new(document), part)
}

fn add(builder: &mut Builder, key: &str, text: &str) -> Record {
    let (document, statements, passages) = document(key, text);
    let record = Record::new(&document, document.hash(), &statements[0]);
    let file = Key::of_file("root", key);
    builder.replace(rows(builder, file, document, statements, passages)).unwrap();
    record
}

fn phrase(store: &Store, field: tantivy::schema::Field, text: &str) -> usize {
    let terms: Vec<_> = query_words(text)
        .into_iter()
        .map(|word| Term::from_field_text(field, &word.exact))
        .collect();
    let searcher = store.searcher();
    match <[Term; 1]>::try_from(terms) {
        Ok([term]) => searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &Count),
        Err(terms) => searcher.search(&PhraseQuery::new(terms), &Count),
    }
    .unwrap()
}

#[test]
fn what_is_put_in_is_found_and_read_back() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    let record = add(&mut builder, "root/visit_notes.txt", TEXT);
    builder.finish().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let fields = store.fields();
    let found = |field, text| phrase(&store, field, text);
    assert_eq!(found(fields.quote, "Israel's long-term security"), 1);
    assert_eq!(found(fields.quote, "israel security"), 0);
    assert_eq!(found(fields.quote, "US commitment"), 1);
    assert_eq!(found(fields.quote, "us"), 1);
    assert_eq!(found(fields.context, "envoy said the"), 1);
    assert_eq!(found(fields.quote, "envoy said"), 0);
    assert_eq!(found(fields.speaker.words, "holt"), 1);
    assert_eq!(found(fields.speaker.words, "envoy"), 0, "a role is no name");
    assert_eq!(found(fields.names, "envoy"), 1);
    assert_eq!(found(fields.passage, "rained in the valley"), 1);
    assert_eq!(found(fields.doc_words, "visit"), 3, "statement, passage and document");
    let term = |field, text| {
        let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic);
        store.searcher().search(&query, &DocSetCollector).unwrap()
    };
    assert_eq!(term(fields.topic, "middle-east").len(), 1);
    assert_eq!(term(fields.forms, "secur\tsecurity").len(), 1);
    let address = term(fields.speaker.id, "maren-holt").into_iter().next().unwrap();
    let row: TantivyDocument = store.searcher().doc(address).unwrap();
    assert_eq!(decode(&row).unwrap(), record);
    let document = store.documents().unwrap().pop().unwrap();
    assert_eq!((document.statements, document.passages), (1, 1));
    assert_eq!(check(temp.path()).unwrap().damage, [""; 0]);
}

#[test]
fn rows_of_a_long_document_are_the_same_made_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(folder.path(), BuilderOptions::default()).unwrap();
    let (document, statements, passages) = document("root/a.txt", TEXT);
    let many = vec![statements[0].clone(); 10_001];
    let file = Key::of_file("root", "a.txt");
    builder.replace(rows(&builder, file, document, many, passages)).unwrap();
    builder.commit().unwrap();
    builder.finish().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.count(Row::Statement).unwrap(), 10_001);
    assert_eq!(store.documents().unwrap()[0].statements, 10_001);
}

#[test]
fn a_document_is_replaced_not_doubled() {
    let temp = tempfile::tempdir().unwrap();
    for text in [TEXT, TEXT, "The envoy said nothing new."] {
        let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
        add(&mut builder, "root/a.txt", text);
        add(&mut builder, "root/a.txt", text);
        add(&mut builder, "root/b.txt", text);
        builder.finish().unwrap();
    }
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(store.count(Row::Document).unwrap(), 2);
    assert_eq!(store.count(Row::Statement).unwrap(), 2);
    assert_eq!(store.count(Row::Passage).unwrap(), 0);
    assert_eq!(check(temp.path()).unwrap().damage, [""; 0]);
}

#[test]
fn nothing_is_seen_before_its_commit() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/a.txt", TEXT);
    builder.commit().unwrap();
    let store = Store::open(temp.path()).unwrap();
    add(&mut builder, "root/b.txt", TEXT);
    store.reload().unwrap();
    assert_eq!(store.count(Row::Statement).unwrap(), 1);
    builder.rollback().unwrap();
    add(&mut builder, "root/c.txt", TEXT);
    builder.finish().unwrap();
    store.reload().unwrap();
    let paths: Vec<_> = store.documents().unwrap().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["a.txt", "c.txt"]);
}

#[test]
fn state_is_in_the_index() {
    let temp = tempfile::tempdir().unwrap();
    let file = FileState {
        root: "root".to_owned(),
        relative: "a.txt".to_owned(),
        modified_ns: -5,
        inode: u64::MAX,
        documents: 1,
        ..FileState::default()
    };
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    builder.set_root("root".to_owned(), temp.path().to_owned());
    add(&mut builder, "root/a.txt", TEXT);
    builder.put_file(&FileState { size: 7, ..file.clone() }).unwrap();
    builder.put_file(&file).unwrap();
    builder.finish().unwrap();
    let builder = Builder::open(temp.path(), OPTIONS).unwrap();
    assert_eq!(builder.state().files, std::slice::from_ref(&file));
    assert_eq!(builder.state().documents.len(), 1);
    assert_eq!(builder.roots()["root"], temp.path());
    drop(builder);
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    builder.remove(Key::of_document(&document("root/a.txt", TEXT).0)).unwrap();
    builder.remove_file(&file).unwrap();
    builder.finish().unwrap();
    let store = Store::open(temp.path()).unwrap();
    for row in [Row::Statement, Row::Passage, Row::Document, Row::File] {
        assert_eq!(store.count(row).unwrap(), 0);
    }
}

#[test]
fn a_second_writer_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let first = Builder::open(temp.path(), OPTIONS).unwrap();
    let error = Builder::open(temp.path(), OPTIONS).err().unwrap();
    assert!(error.to_string().starts_with("another `onrecord index` is writing to"), "{error}");
    drop(first);
    assert!(Builder::open(temp.path(), OPTIONS).is_ok());
}

#[test]
fn other_formats_and_other_folders_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let open = |path: &Path| Store::open(path).err().unwrap();
    assert!(matches!(open(temp.path()), IndexError::Missing { .. }));
    Builder::open(temp.path(), OPTIONS).unwrap().finish().unwrap();
    let format = temp.path().join("current/onrecord-format");
    fs::write(&format, format!("onrecord index, format {}\n", FORMAT + 1)).unwrap();
    let words = format!("written in format {} and this program reads format {FORMAT}", FORMAT + 1);
    assert!(open(temp.path()).to_string().ends_with(&words));
    let error = Builder::open(temp.path(), OPTIONS).err().unwrap();
    assert!(error.to_string().ends_with(&words), "{error}");
    fs::remove_file(&format).unwrap();
    assert!(matches!(open(temp.path()), IndexError::Damaged { .. }));
    let current = temp.path().join("current");
    fs::write(current.join("meta.json"), "{}").unwrap();
    fs::remove_file(current.join("onrecord-meta-copy.json")).unwrap();
    assert!(matches!(open(temp.path()), IndexError::Foreign { .. }));
}

#[test]
fn a_rebuilt_index_takes_the_place_of_the_old_one() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/a.txt", TEXT);
    builder.finish().unwrap();
    let mut builder = Builder::rebuild(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/b.txt", TEXT);
    builder.commit().unwrap();
    let seen = Store::open(temp.path()).unwrap().documents().unwrap();
    assert_eq!(seen[0].path, "a.txt", "a search sees the old one until the new one is whole");
    builder.finish().unwrap();
    let seen = Store::open(temp.path()).unwrap().documents().unwrap();
    assert_eq!((seen.len(), seen[0].path.as_str()), (1, "b.txt"));
    assert!(!temp.path().join("next").exists() && !temp.path().join("old").exists());
}

#[test]
fn what_a_killed_writer_left_does_not_block_the_next() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/a.txt", TEXT);
    builder.finish().unwrap();
    let current = temp.path().join("current");
    fs::write(current.join(".tmpAbc"), "half").unwrap();
    // Killed while it swapped a rebuilt index in.
    fs::rename(&current, temp.path().join("old")).unwrap();
    fs::rename(temp.path().join("old"), temp.path().join("next")).unwrap();
    fs::create_dir(temp.path().join("old")).unwrap();
    let builder = Builder::open(temp.path(), OPTIONS).unwrap();
    assert_eq!(builder.state().documents.len(), 1);
    assert!(!current.join(".tmpAbc").exists());
}

#[test]
fn a_document_whose_rows_cannot_be_made_is_left_out_whole() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    let file = Key::of_file("root", "a.txt");
    let (document, statements, passages) = document("root/a.txt", TEXT);
    // More than are made at once, and the last of them lies behind the text.
    let mut statements = vec![statements[0].clone(); 11_000];
    statements.last_mut().unwrap().spans = vec![Span::new(500, 600)];
    let rows = rows(&builder, file, document, statements, passages);
    let Err(error) = builder.replace(rows) else { panic!("none of them can be made") };
    assert_eq!(error.to_string(), "what the index stores of `root/a.txt` could not be made");
    add(&mut builder, "root/b.txt", TEXT);
    builder.finish().unwrap();
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(store.count(Row::Statement).unwrap(), 1);
    assert_eq!(store.documents().unwrap()[0].path, "b.txt");
    assert!(check(temp.path()).unwrap().damage.is_empty());
}

#[test]
fn what_differs_from_its_text_is_found() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/a.txt", TEXT);
    builder.finish().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let (mut document, _, _) = document("root/a.txt", TEXT);
    assert_eq!(against_text(&store, &document).unwrap(), [""; 0]);
    // The same bytes, read as if some of them were markup.
    document.hidden = vec![Span::new(19, 23), Span::new(TEXT.len() - 4, TEXT.len())];
    let wrong = against_text(&store, &document).unwrap();
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    assert!(wrong[0].starts_with("the words of `"), "{wrong:?}");
    assert!(wrong[2].starts_with("the passage at "), "{wrong:?}");
}

#[test]
fn damage_is_found() {
    let temp = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
    add(&mut builder, "root/a.txt", TEXT);
    builder.finish().unwrap();
    let store = fs::read_dir(temp.path().join("current"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "store"))
        .unwrap();
    let mut bytes = fs::read(&store).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&store, bytes).unwrap();
    let damage = check(temp.path()).unwrap().damage;
    assert!(damage[0].ends_with("is not what was written"), "{damage:?}");
}

fn date() -> impl Strategy<Value = ApproxDate> {
    (-200_000_i64..200_000, 0_i64..800).prop_filter_map("in the calendar", |(first, length)| {
        ApproxDate::from_days(first, first + length)
    })
}

fn span() -> impl Strategy<Value = Span> {
    (any::<u32>(), 0_u32..1000)
        .prop_map(|(start, length)| Span { start, end: start.saturating_add(length) })
}

fn agent() -> impl Strategy<Value = Agent> {
    let kinds = select(SpeakerKind::ALL);
    ("\\PC{0,12}", option::of("\\PC{0,8}"), kinds, option::of("\\PC{0,8}"), option::of(span()))
        .prop_flat_map(|(name, as_written, kind, role, span)| {
            let ids = prop_oneof![Just(slug(&name)), Just("other".to_owned())];
            let written = prop_oneof![Just(as_written), Just(Some(name.clone()))];
            (ids, written).prop_map(move |(id, as_written)| Agent {
                id,
                name: name.clone(),
                as_written,
                kind,
                role: role.clone(),
                span,
            })
        })
}

fn said() -> impl Strategy<Value = SaidRecord> {
    (option::of(date()), option::of("\\PC{0,8}"), select(DateBasis::ALL))
        .prop_map(|(date, as_written, basis)| SaidRecord { date, as_written, basis })
}

prop_compose! {
    fn record()(
        id in prop_oneof!["[0-9a-f]{16}/[1-9][0-9]{0,3}", "\\PC{0,20}"],
        parent in option::of(prop_oneof![Just(7_u32), any::<u32>()]),
        strange_parent in option::of("\\PC{0,10}"),
        flags in any::<(bool, bool)>(),
        texts in vec("\\PC{0,40}", 3),
        head in (option::of("\\PC{0,9}"), option::of("\\PC{0,9}"), option::of("\\PC{0,9}")),
        dates in (option::of(date()), option::of(said())),
        spans in (vec(span(), 0..3), vec(span(), 0..3), span()),
        choices in (select(Kind::ALL), select(Wording::ALL), select(Attribution::ALL)),
        cue in option::of("\\PC{0,9}"),
        confidence in 0.0_f32..=1.0,
        agents in (option::of(agent()), vec(agent(), 0..3), vec(agent(), 0..3), vec(agent(), 0..2)),
        topics in vec("[a-z/]{0,12}", 0..3),
        place in option::of("\\PC{0,9}"),
    ) -> Record {
        let near = id.split('/').next().map(str::to_owned);
        let parent = parent.zip(near).map(|(ordinal, hash)| format!("{hash}/{ordinal}"));
        Record {
            id,
            primary: flags.0,
            parent: strange_parent.or(parent),
            joint_with: agents.3,
            document: texts[2].clone(),
            title: head.0,
            outlet: head.1,
            url: head.2,
            published: dates.0,
            quote: texts[0].clone(),
            spans: spans.0,
            quoted: spans.1,
            context: texts[usize::from(flags.1)].clone(),
            context_span: spans.2,
            kind: choices.0,
            wording: choices.1,
            cue,
            attribution: choices.2,
            confidence,
            speaker: agents.0,
            via: agents.1,
            addressees: agents.2,
            said: dates.1,
            topics,
            place,
        }
    }
}

proptest! {
    #[test]
    fn statements_come_back_as_they_were(record in record()) {
        let text = encode(&record);
        prop_assert_eq!(codec::decode_record(&text), Some(record));
        for (cut, _) in text.char_indices() {
            prop_assert_eq!(codec::decode_record(&text[..cut]), None);
        }
    }

    #[test]
    fn damaged_rows_never_panic(record in record(), at in any::<prop::sample::Index>(), char: char) {
        let mut chars: Vec<char> = encode(&record).chars().collect();
        let at = at.index(chars.len());
        for char in [char, char::from(u8::try_from(at % 128).unwrap())] {
            chars[at] = char;
            let text: String = chars.iter().collect();
            let _ = codec::decode_record(&text);
            let _ = codec::decode_passage(&text);
            let _ = codec::decode_document(&text);
        }
    }

    #[test]
    fn passages_come_back_as_they_were(
        hash: u64,
        texts in vec("\\PC{0,20}", 2),
        head in (option::of("\\PC{0,9}"), option::of("\\PC{0,9}"), option::of("\\PC{0,9}")),
        published in option::of(date()),
        span in span(),
    ) {
        let passage = PassageRecord {
            hash,
            document: texts[0].clone(),
            title: head.0,
            outlet: head.1,
            url: head.2,
            published,
            span,
            text: texts[1].clone(),
        };
        prop_assert_eq!(codec::decode_passage(&codec::encode_passage(&passage)), Some(passage));
    }
}

#[test]
fn a_row_of_another_sort_is_no_statement() {
    let mut row = TantivyDocument::new();
    assert!(decode(&row).is_err());
    row.add_text(tantivy::schema::Field::from_field_id(0), "\x01nonsense");
    assert!(decode(&row).is_err());
    assert!(decode_document(&row).is_err());
}
