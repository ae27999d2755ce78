//! What holds of the statements of any text, however odd.

use std::ops::ControlFlow;

use onrecord::{
    extract::{Extractor, passages},
    ingest::{self, ReadOptions},
    model::{Document, Span, Speaker, Statement},
};
use proptest::prelude::*;

/// Pieces of news and of what else turns up in files.
const PIECES: &str = r#"(“|”|"|'|’|‘|''|«|»|said|told|according to|He|She|the readout|Ana Tull|
|Mr\.|Maj\. Gen\.|the two|that|on Monday|“No,”|, said|: |\. |\n\n|\n|Q    |MR\. TULL: |THE PRESIDENT:|
|U\.S\.|the Pact’s|--|–|…|é|日本|\u{ad}|\u{200b}|\u{a0}|[a-z]{1,8}|[A-Z][a-z]{1,8}|[0-9]{1,4}|\PC)"#;

fn text() -> impl Strategy<Value = String> {
    let piece = proptest::string::string_regex(PIECES).unwrap();
    let blank = prop_oneof![3 => Just(" "), 1 => Just("")];
    let pieces =
        prop::collection::vec((piece, blank).prop_map(|(piece, blank)| piece + blank), 0..60);
    pieces.prop_map(|pieces| pieces.concat())
}

/// The most words that a mention of a speaker has.
const MENTION_WORDS: usize = 12;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn statements_lie_in_their_text(text in text()) {
        lie_in(&text)?;
    }
}

#[test]
fn what_once_failed_holds() {
    for text in ["MR. TULL:  \n\n éTHE PRESIDENT: said ", "ୋ .B,᥆ who Monday"] {
        lie_in(text).unwrap();
    }
}

fn lie_in(text: &str) -> Result<(), TestCaseError> {
    let extractor = Extractor::default();
    let mut documents = Vec::new();
    for name in ["a.txt", "a.md"] {
        let mut each = |document| {
            documents.extend(document);
            ControlFlow::Continue(())
        };
        ingest::read_bytes(name, text.as_bytes(), &ReadOptions::default(), &mut each);
    }
    for document in documents {
        let statements = extractor.extract(&document);
        for (number, statement) in (1..).zip(&statements) {
            prop_assert_eq!(statement.ordinal, number);
            check(&document, &statements, statement)?;
        }
        for passage in passages(&document, &statements) {
            prop_assert!(lies_in(&document, passage));
        }
    }
    Ok(())
}

fn check(
    document: &Document,
    all: &[Statement],
    statement: &Statement,
) -> Result<(), TestCaseError> {
    prop_assert!(!statement.spans.is_empty());
    let spans = statement.spans.iter().chain(&statement.quoted).chain(&statement.cue);
    for span in spans.chain([&statement.context]) {
        prop_assert!(lies_in(document, *span), "{:?} of {:?}", span, document.text);
    }
    for pieces in [&statement.spans, &statement.quoted] {
        prop_assert!(pieces.iter().all(|piece| !piece.is_empty()));
        prop_assert!(pieces.is_sorted_by(|before, after| before.end <= after.start));
    }
    if let Some(parent) = statement.parent {
        let index = usize::try_from(parent).unwrap().checked_sub(1);
        prop_assert!(index.is_some_and(|index| index < all.len()));
        prop_assert_ne!(parent, statement.ordinal);
    }
    prop_assert!((0.0..=1.0).contains(&statement.confidence));
    prop_assert!(statement.topics.is_sorted());
    let agents = statement.speaker.iter().chain(&statement.via).chain(&statement.addressees);
    for Speaker { as_written, .. } in agents.chain(&statement.joint_with) {
        let Some(mention) = *as_written else { continue };
        prop_assert!(lies_in(document, mention));
        let n_words = mention.of(&document.text).split_whitespace().count();
        prop_assert!(n_words <= MENTION_WORDS, "{:?}", mention.of(&document.text));
    }
    Ok(())
}

fn lies_in(document: &Document, span: Span) -> bool {
    document.text.get(span.range()).is_some()
}

#[test]
fn the_same_text_gives_the_same_statements() {
    let text =
        "Ana Tull said on Monday that the lock “stays shut.” “Until when?” asked Basil Orme.";
    let document = |text: &str| {
        let mut read = None;
        let bytes = text.as_bytes().to_vec();
        ingest::read_bytes("a.txt", &bytes, &ReadOptions::default(), &mut |document| {
            read = document.ok();
            ControlFlow::Break(())
        });
        read.unwrap()
    };
    let extractor = Extractor::default();
    let once = extractor.extract(&document(text));
    extractor.extract(&document("“Something else,” said Lene Karst."));
    assert_eq!(extractor.extract(&document(text)), once);
    assert_eq!(once.len(), 2);
}
