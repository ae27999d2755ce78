//! Verdicts on small indexes.

use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof, proptest};

use super::{Claim, Finding, Place, Verdict, Verifier};
use crate::{
    index::exact_words,
    model::{Attribution, Kind, Wording},
    query::fixture::{Corpus, corpus, document, speaker},
};

const LONG: &str = "The harbor will stay open to every flag, and no ship will wait longer than a day \
    for its pilot, because the council has hired twelve of them.";

fn harbor() -> Corpus {
    corpus(vec![
        document("a.txt")
            .says("Ada Okoye", LONG, |_| {})
            .says("Ada Okoye", "The U.S. will pay $5 a ton – not a cent more.", |_| {})
            .says("Ada Okoye", "Thank you (laughter) for the lantern and the long evening.", |_| {})
            .passage("The minutes list nine dredgers, all of them out of service since spring."),
        document("b.txt")
            .says("Stefan Miller", "We did not ask the ferrymen to carry coal at night.", |_| {})
            .says("Jonas Miller", "Tea was served on the eastern pier at noon.", |it| {
                it.via = vec![speaker("Ines Brandt")];
                it.kind = Kind::Indirect;
                it.wording = Wording::Paraphrase;
            })
            .says("Ines Brandt", "Tea was served on the eastern pier at noon.", |_| {}),
        document("c.txt")
            .paragraph("", "Every lamp on the mole was lit by hand.", "", Some("Ada Okoye"), turn)
            .paragraph("", "Nobody complained about the oil bill.", "", Some("Ada Okoye"), turn)
            .paragraph("", "I would have complained, loudly.", "", Some("Stefan Miller"), turn),
    ])
}

fn turn(it: &mut crate::model::Statement) {
    it.attribution = Attribution::Turn;
}

fn ask(corpus: &Corpus, text: &str, speaker: &str) -> Verdict {
    let speaker = Some(speaker.to_owned()).filter(|speaker| !speaker.is_empty());
    let claim = Claim { text: text.to_owned(), speaker };
    Verifier::new(&corpus.store).unwrap().verify(&claim).unwrap()
}

#[track_caller]
fn check(text: &str, speaker: &str, finding: Finding) -> Verdict {
    let verdict = ask(&harbor(), text, speaker);
    assert_eq!(verdict.finding, finding, "{text}: {verdict:#?}");
    verdict
}

#[test]
fn pieces_of_statements_are_exact() {
    for text in [
        LONG,
        "no ship will wait",
        "“no ship will wait longer than a day”",
        "… to every flag and no ship …",
        "the us will pay $5 a ton not a cent more",
        "[T]he harbor will stay open",
        "Thank you for the lantern",
        "Ada Okoye said “The harbor will stay open",
        "nine dredgers, all of them out of service",
    ] {
        let verdict = check(text, "", Finding::Exact);
        assert!(verdict.stands && verdict.found.len() == 1, "{text}");
    }
}

#[test]
fn the_place_is_told() {
    let verdict = check("No ship will wait", "Okoye", Finding::Exact);
    let found = &verdict.found[0];
    assert_eq!((found.place, found.words()), (Place::Quote, "no ship will wait"));
    assert_eq!(found.range, 45..62);
    let verdict = check("Okoye said the harbor", "", Finding::Exact);
    assert_eq!(verdict.found[0].place, Place::Context);
    let verdict = check("nine dredgers, all of them", "", Finding::Exact);
    assert_eq!(verdict.found[0].place, Place::Passage);
    assert_eq!(verdict.notes, ["outside of all statements found in that text"]);
}

#[test]
fn other_words_are_altered() {
    for text in [
        "no ship will wait longer than a week for its pilot",
        "no ship will not wait longer than a day for its pilot",
        "no ship will wait longer than day for its pilot",
        "no ship will wait longer than a day for its pilot, the harbor will stay open to every flag",
        "because the council has hired thirteen of them",
        "The U.S. will pay €5 a ton – not a cent more.",
        "no ship will [not] wait longer than a day for its pilot",
        "We did ask the ferrymen to carry coal at night.",
    ] {
        let verdict = check(text, "", Finding::Altered);
        assert!(!verdict.stands, "{text}");
    }
    let verdict = check("We did ask the ferrymen to carry coal", "Miller", Finding::Altered);
    assert_eq!(verdict.before, "We did not ask the ferrymen to carry coal");
    assert_eq!(verdict.changes.len(), 3);
}

#[test]
fn what_says_that_it_is_shortened_stands() {
    for text in [
        "The harbor will stay open … and no ship will wait",
        "The harbor will stay open ... because the council has hired twelve",
        "no ship will wait longer than a day [...] because the council has hired twelve",
        "no ship will wait longer […] of them",
        "[It] will stay open to every flag, and no ship will wait [long] for its pilot",
        "Every lamp on the mole . . . Nobody complained about the oil bill",
    ] {
        assert!(check(text, "Okoye", Finding::Shortened).stands, "{text}");
    }
    let verdict = check("We did … ask the ferrymen to carry coal", "", Finding::Shortened);
    assert!(!verdict.stands);
    assert_eq!(verdict.notes, ["`not` is left out"]);
    check("no ship will wait … The harbor will stay open", "", Finding::Altered);
}

#[test]
fn words_of_one_are_not_anothers() {
    let verdict =
        check("no ship will wait longer than a day", "Stefan Miller", Finding::OtherSpeaker);
    assert!(!verdict.stands);
    check("nine dredgers, all of them out of service", "Okoye", Finding::OtherSpeaker);
    // Of two who said the same the one who is claimed; and whoever passed it on said it, too.
    let found = |speaker: &str| {
        let verdict = check("Tea was served on the eastern pier", speaker, Finding::Exact);
        let record = verdict.found[0].holder.record().unwrap().clone();
        (record.speaker.unwrap().name, verdict.notes)
    };
    assert_eq!(found("Ines Brandt"), ("Ines Brandt".to_owned(), vec![]));
    let reported = vec!["reported there without quotation marks".to_owned()];
    assert_eq!(found("Jonas Miller"), ("Jonas Miller".to_owned(), reported));
}

#[test]
fn statements_that_follow_one_another_are_one() {
    let verdict =
        check("was lit by hand. Nobody complained about the oil", "Okoye", Finding::Exact);
    let words: Vec<_> = verdict.found.iter().map(super::Found::words).collect();
    assert_eq!(words, ["was lit by hand", "Nobody complained about the oil"]);
    let text = "Nobody complained about the oil bill. I would have complained, loudly.";
    check(text, "", Finding::Spliced);
}

#[test]
fn pieces_of_several_places_are_spliced() {
    let text = "no ship will wait longer than a day to carry coal at night";
    let verdict = check(text, "Okoye", Finding::Spliced);
    let words: Vec<_> = verdict.found.iter().map(super::Found::words).collect();
    assert_eq!(words, ["no ship will wait longer than a day", "to carry coal at night"]);
    check("The harbor will stay open … the ferrymen to carry coal", "", Finding::Spliced);
}

#[test]
fn what_nobody_said_is_not_found() {
    for text in [
        "We will sell the lighthouse to the highest bidder before the winter.",
        "The harbor will be painted by the children of the parish.",
        "twelve purple umbrellas",
    ] {
        assert!(!check(text, "Okoye", Finding::NotFound).stands, "{text}");
    }
    let text = "no ship ".repeat(600);
    assert_eq!(check(&text, "", Finding::NotFound).notes.len(), 1);
}

#[test]
fn one_or_two_words_prove_nothing() {
    for text in ["ship", "no ship", "purple umbrellas", "the … harbor … will", "…", ""] {
        let verdict = check(text, "Okoye", Finding::TooShort);
        assert!(verdict.stands, "{text}");
    }
}

#[test]
fn three_words_that_many_say_prove_nothing() {
    let many = (0..12).map(|nth| {
        document(&format!("{nth}.txt")).says("Ada Okoye", "And thank you all for it.", |_| {})
    });
    let it = corpus(many.collect());
    assert_eq!(ask(&it, "thank you all", "").finding, Finding::TooShort);
    assert_eq!(ask(&it, "thank you all", "Miller").finding, Finding::TooShort);
    assert_eq!(ask(&it, "thank you all", "Okoye").finding, Finding::Exact);
    assert_eq!(ask(&it, "and thank you all", "Miller").finding, Finding::OtherSpeaker);
}

#[test]
fn many_are_checked_in_their_order() {
    let it = harbor();
    let claims: Vec<Claim> = (0..20)
        .map(|nth| {
            let text = if nth % 3 == 0 { "no ship will wait" } else { "ten ships will whistle" };
            Claim { text: text.to_owned(), speaker: None }
        })
        .collect();
    for threads in [0, 1, 3, 64] {
        let verdicts = Verifier::new(&it.store).unwrap().verify_all(&claims, threads).unwrap();
        let exact = verdicts.iter().map(|it| it.finding == Finding::Exact);
        assert!(exact.eq((0..20).map(|nth| nth % 3 == 0)), "{threads}");
    }
}

/// Statements in words of which some come again and again.
fn statements() -> impl Strategy<Value = Vec<Vec<String>>> {
    let common = prop::sample::select(vec!["the", "a", "we", "will", "not", "of", "and", "U.S."]);
    let word = prop_oneof![2 => common.prop_map(str::to_owned), 3 => "[b-d][a-e]{2,3}"];
    prop::collection::vec(prop::collection::vec(word, 5..30), 1..4)
}

fn folded(text: &str) -> String {
    let words = exact_words(text).into_iter().map(|(_, word)| format!(" {word} "));
    words.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_piece_is_exact_and_none_without_a_word(
        statements in statements(),
        place in (0_usize..100, 0_usize..100, 0_usize..100),
        marks in (Just("“"), prop_oneof![Just("”"), Just(",”"), Just("…")]),
    ) {
        let mut draft = document("a.txt");
        for words in &statements {
            draft = draft.says("Ada Okoye", &words.join(" "), |_| {});
        }
        let it = corpus(vec![draft]);
        let words = &statements[place.0 % statements.len()];
        let start = place.1 % (words.len() - 4);
        let end = start + 4 + place.2 % (words.len() - start - 3);
        let piece = &words[start..end];
        let text = format!("{}{}{}", marks.0, piece.join(", "), marks.1);
        assert_eq!(ask(&it, &text, "Okoye").finding, Finding::Exact, "{text}");
        for at in 1..piece.len() - 1 {
            let text = [&piece[..at], &piece[at + 1..]].concat().join(" ");
            let stands = statements.iter().any(|words| folded(&words.join(" ")).contains(&folded(&text)));
            let exact = ask(&it, &text, "Okoye").finding == Finding::Exact;
            assert_eq!(exact, stands, "{text}");
        }
    }

    #[test]
    fn any_text_has_a_verdict(text in "(\\PC|[…\\[\\]().]|no ship |the harbor |\\. \\. \\. ){0,60}", who in "\\PC{0,8}") {
        ask(&harbor(), &text, &who);
    }
}
