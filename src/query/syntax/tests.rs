//! How queries are read, and that what is read prints as it would be typed.

use jiff::civil::date;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};

use super::*;

fn read(text: &str) -> Parsed {
    parse(text, date(2024, 5, 31))
}

/// Shows how `text` is read, parentheses around every group.
fn tree(text: &str) -> String {
    fn show(query: &Query) -> String {
        let list = |parts: &[Query]| parts.iter().map(show).collect::<Vec<_>>().join(" ");
        match query {
            Query::Not(inner) => format!("(not {})", show(inner)),
            Query::And(parts) => format!("(and {})", list(parts)),
            Query::Or(parts) => format!("(or {})", list(parts)),
            other => other.to_string(),
        }
    }
    show(&read(text).query)
}

/// The notes on `text`, each behind the piece it is about.
fn notes(text: &str) -> Vec<String> {
    let notes = read(text).notes;
    notes.iter().map(|note| format!("[{}] {}", &text[note.span.clone()], note.text)).collect()
}

#[test]
fn reads_words_phrases_and_groups() {
    assert_eq!(tree(""), "");
    assert_eq!(tree("iran truce"), "(and iran truce)");
    assert_eq!(tree("“Iran  deal” U.S."), "(and \"Iran deal\" U.S.)");
    assert_eq!(tree("iran truce OR ceasefire"), "(and iran (or truce ceasefire))");
    assert_eq!(tree("a AND b OR c AND d"), "(or (and a b) (and c d))");
    assert_eq!(tree("a OR (b c)"), "(or a (and b c))");
    assert_eq!(
        tree("a -b -(c d) -\"e f\" NOT g"),
        "(and a (not b) (not (and c d)) (not \"e f\") (not g))"
    );
    assert_eq!(tree("iran-backed esc*"), "(and iran-backed esc*)");
    assert_eq!(tree("* a"), "a");
    for text in ["a b", "“a”", "a OR b", "-a", "esc*", "speaker:a", "10:30", "https://x.org/a"]
    {
        assert_eq!(notes(text), [""; 0], "{text}");
    }
}

#[test]
fn reads_fields() {
    assert_eq!(
        tree("by:\"Pat Ryder\" speaker:austin via:x to:y"),
        "(and (or speaker:\"Pat Ryder\" speaker:austin) via:x to:y)"
    );
    assert_eq!(
        tree("date:3w.. date:2024 after:2024-05 before:2024-05-30 has:date"),
        "(and (or date:2024-05-10.. date:2024) after:2024-05-01 before:2024-05-30 has:date)"
    );
    assert_eq!(tree("sure:0.80 sure:1"), "(and sure:0.8 sure:1)");
    assert_eq!(tree("kind:direct is:own IS:Readout"), "(and kind:direct (or is:own is:readout))");
    assert_eq!(
        tree("-speaker:a topic:middle-east/gaza doc:news/a.txt#2"),
        "(and (not speaker:a) topic:middle-east/gaza doc:news/a.txt#2)"
    );
    assert_eq!(
        tree("quote:iran quote:\"the deal\" title:brief*"),
        "(and quote:iran quote:\"the deal\" title:brief*)"
    );
    assert_eq!(
        tree("before:2024-05 until:3w year:2024"),
        "(and before:2024-05-31 before:2024-05-10 year:2024)"
    );
}

#[test]
fn searches_literally_what_does_not_parse() {
    let literal = |text: &str, query: &str, note: &str| {
        assert_eq!(tree(text), query);
        assert_eq!(notes(text), [note]);
    };
    literal(
        "speker:miller",
        "speker:miller",
        "[speker:miller] `speker:` is no field: searched as it stands; did you mean `speaker:`?",
    );
    literal(
        "date:2024-13",
        "date:2024-13",
        "[date:2024-13] `2024-13` is not in the calendar: searched as it stands",
    );
    literal(
        "kind:loud",
        "kind:loud",
        "[kind:loud] `loud` is no `kind:`: searched as it stands; write `direct`, `mixed`, `indirect`",
    );
    literal(
        "speaker: x",
        "(and speaker x)",
        "[speaker:] `speaker:` has no value: searched as it stands",
    );
    literal("a OR", "(and a or)", "[OR] `OR` joins nothing here; searched as the word `or`");
    literal("a)", "a", "[)] this `)` closes nothing and is left out");
    literal("(a", "a", "[(] this `(` is never closed; it goes to the end");
    literal(
        "“a b",
        "\"a b\"",
        "[“a b] this quotation mark is never closed; the phrase goes to the end",
    );
    literal("a & b", "(and a b)", "[&] `&` holds no word to search for");
    literal(
        "~99",
        "~99",
        "[~99] `~99` is searched as it stands; `~1` or `~2` stands behind a word",
    );
    literal("truce~9", "truce~2", "[truce~9] words are looked for 2 letters away at most");
    literal(
        "a NEAR/5",
        "(and a near/5)",
        "[NEAR/5] `NEAR/5` joins nothing here; searched as the word `near/5`",
    );
    literal(
        "a NEAR/ b",
        "(and a NEAR/ b)",
        "[NEAR/] `NEAR/` is searched as it stands; nearness is written `NEAR/5`",
    );
    literal(
        "a near/5 b",
        "(and a near/5 b)",
        "[near/5] `near/5` is searched as it stands; nearness is written `NEAR/5`",
    );
    literal(
        "a NEAR/0 b",
        "(and a NEAR/0 b)",
        "[NEAR/0] `NEAR/0` is searched as it stands; nearness is written `NEAR/5`",
    );
    literal(
        "a NEAR/999 b",
        "a NEAR/200 b",
        "[NEAR/999] words are looked for 200 words apart at most",
    );
    literal(
        "a NEAR/5 speaker:b",
        "(and a speaker:b)",
        "[NEAR/5] `speaker:b` stands nowhere in a text; both sides have to hold",
    );
    literal(
        "a NEAR/5 -b",
        "(and a near/5 (not b))",
        "[NEAR/5] `NEAR/5` joins nothing here; searched as the word `near/5`",
    );
    literal(
        "\"a b\"~",
        "\"a b\"",
        "[\"a b\"~] `~` behind a phrase needs a number; the phrase is searched as it stands",
    );
    literal(
        "speaker:\"a b\"~2",
        "speaker:\"a b\"",
        "[speaker:\"a b\"~2] `~` is for words of a text; left out here",
    );
    literal(
        "words:9..5",
        "words:9..5",
        "[words:9..5] `9..5` is no number: searched as it stands; write one or two: `words:20..`, `words:5..20`",
    );
    literal(
        "c*se",
        "c*se",
        "[c*se] `*` stands for more letters at the end of a word only; left out here",
    );
}

#[test]
fn reads_what_is_near_and_alike() {
    assert_eq!(tree("a NEAR/5 b c"), "(and a NEAR/5 b c)");
    assert_eq!(tree("a OR b NEAR/2 c ADJ/3 \"d e\""), "(or a b NEAR/2 c ADJ/3 \"d e\")");
    assert_eq!(tree("a NEAR/2 (b NEAR/3 c)"), "a NEAR/2 (b NEAR/3 c)");
    assert_eq!(tree("(a OR b*) ADJ/1 (c d~)"), "(a OR b*) ADJ/1 (c d~1)");
    assert_eq!(tree("-a NEAR/2 b"), "(not a NEAR/2 b)");
    assert_eq!(tree("quote:a NEAR/9 b quote:\"c d\"~4"), "(and quote:a NEAR/9 b quote:\"c d\"~4)");
    assert_eq!(tree("\"a b\"~5 truce~2 title:truce~"), "(and \"a b\"~5 truce~2 title:truce~1)");
    assert_eq!(tree("words:5..20 words:7 words:30.."), "(and (or words:5..20 words:7) words:30..)");
    assert_eq!(
        tree("sure:0.5..0.8 sure:..0.25 sure:0.9.."),
        "(and sure:0.5..0.8 sure:..0.25 sure:0.9)"
    );
    assert_eq!(
        tree("since:\"last monday\" date:last-month"),
        "(and after:2024-05-27 date:2024-04)"
    );
    for text in ["a NEAR/5 b", "a ADJ/5 b", "truce~1", "truce~", "\"a b\"~5", "Adj/5 x"] {
        assert_eq!(notes(text).is_empty(), !text.starts_with("Adj"), "{text}");
    }
}

#[test]
fn cuts_at_its_limits_with_a_note() {
    let deep = format!("{}a{}", "(".repeat(3000), ")".repeat(1000));
    assert_eq!(tree(&deep), "a");
    assert!(notes(&deep)[1].contains("nest at most 32 deep"));
    assert_eq!(read(&") ".repeat(1000)).notes.len(), MAX_NOTES);
    let many = "a ".repeat(MAX_TERMS + 5);
    assert_eq!(tree(&many).matches('a').count(), MAX_TERMS + 1, "with the `a` of `and`");
    assert_eq!(read(&many).notes.len(), 1);
    // What is no field is two terms.
    let both = "a ".repeat(MAX_TERMS - 1) + "nofield:\"b\"";
    assert_eq!(read(&both).query, read(&both.replace(":\"b\"", "")).query);
    let long = "é".repeat(MAX_BYTES);
    assert_eq!(read(&long).notes.len(), 1);
    assert_eq!(tree(&format!("{}a", "-".repeat(4000))), "a");
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z]{1,3}",
        "\\PC{1,3}",
        "[a-z*~:\"“”()*-]{1,5}",
        prop_oneof![
            Just("OR"),
            Just("AND"),
            Just("NOT"),
            Just("("),
            Just(")"),
            Just("-"),
            Just("\""),
            Just("speaker:"),
            Just("date:"),
            Just("2024-05"),
            Just("3w.."),
            Just("after:"),
            Just("is:own"),
            Just("kind:direct"),
            Just("has:date"),
            Just("sure:0.75"),
            Just("topic:a/b"),
            Just("quote:"),
            Just("x:"),
            Just("NEAR/3"),
            Just("NEAR/"),
            Just("ADJ/999"),
            Just("near/0"),
            Just("\"a b\"~7"),
            Just("\"~"),
            Just("a~1"),
            Just("~99"),
            Just("words:5..20"),
            Just("sure:..0.5"),
            Just("last-month"),
            Just("quote:ab~"),
            Just("title:\"a b\"~2"),
        ]
        .prop_map(str::to_owned),
    ];
    let blank = prop_oneof![Just(""), Just(" "), Just(" ")];
    proptest::collection::vec((piece, blank), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, blank)| piece + blank).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prints_what_it_reads(text in pieces()) {
        let query = read(&text).query;
        let printed = query.to_string();
        assert_eq!(read(&printed).query, query, "{text} is printed as {printed}");
    }

    #[test]
    fn notes_point_into_the_text(text in "\\PC*") {
        for note in read(&text).notes {
            assert!(text.get(note.span).is_some());
        }
    }
}
