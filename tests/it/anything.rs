//! Whatever is given to be read, nothing fails, and what is told holds.

use std::ops::ControlFlow;

use onrecord::ingest::{ReadOptions, read_bytes};
use proptest::prelude::*;

use crate::ingest::tell;

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
        (name, attributes, kind, "\\PC{0,8}").prop_map(
            |(name, attributes, kind, words)| match kind {
                "open" => format!("<{name}{attributes}>{words}"),
                "close" => format!("{words}</{name}>"),
                "empty" => format!("<{name}{attributes}/>"),
                _ => format!("<{name}{attributes}>Words {words}</{name}>"),
            },
        );
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
        "text", "content", "turns", "speaker", "name", "title", "date", "kind", "start", "data",
        "articles", "header", "chamber", "roles", "x",
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

fn check(name: &str, bytes: impl AsRef<[u8]>) {
    let bytes = bytes.as_ref();
    read_bytes(name, bytes, &ReadOptions::default(), &mut |result| {
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
                    assert_eq!(document.text.as_bytes(), bytes, "the text is the file's bytes");
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
        check("b.xml", xml.into_bytes().into_iter().take(cut).collect::<Vec<_>>());
    }

    #[test]
    fn records_are_read_without_failing(text in bits(), cut in 0_usize..200) {
        let line = serde_json::json!({"text": text, "title": text, "date": text}).to_string();
        check("a.json", line.clone().into_bytes());
        let parts = serde_json::json!({"content": [{"kind": "speech", "speaker": "Mr. De BERG",
            "text": text}, {"kind": "title", "text": "HON. ANN De BERG\n"}, text, 1]});
        check("b.json", parts.to_string().into_bytes());
        check("c.json", line.into_bytes().into_iter().take(cut).collect::<Vec<_>>());
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
