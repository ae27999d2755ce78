//! What holds of the statements of any text, however odd.

use std::ops::ControlFlow;

use onrecord::{
    extract::Extractor,
    ingest::{self, ReadOptions},
};
use proptest::prelude::*;

use crate::fuzzed::targets;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn statements_lie_in_their_text(text in text()) {
        targets::extract(text.as_bytes());
    }
}

#[test]
fn what_once_failed_holds() {
    for text in ["MR. TULL:  \n\n éTHE PRESIDENT: said ", "ୋ .B,᥆ who Monday"] {
        targets::extract(text.as_bytes());
    }
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
