//! Copies and what only looks like them, in small indexes.

use super::*;
use crate::{
    model::{Attribution, Kind},
    query::{
        Query, SearchOptions,
        fixture::{Corpus, Draft, corpus, document, said},
        search,
    },
};

const SAID: &str = "We will honor the treaty that both ports signed, and no ship of ours will carry \
                    arms up the river while the talks go on.";

fn statement(it: &Corpus, path: &str) -> Record {
    let hits = search(&it.store, &Query::All, &SearchOptions { limit: 99, ..Default::default() });
    hits.unwrap().hits.into_iter().map(|hit| hit.record).find(|it| it.document == path).unwrap()
}

/// What the copies of the statement in `path` are.
fn told(it: &Corpus, path: &str) -> Vec<String> {
    let found = variants(&it.store, &statement(it, path)).unwrap();
    let told = |variant: &Variant| {
        let mut words = vec![variant.source.document(), variant.alteration.name()];
        words.extend(variant.remarks.iter().map(|remark| remark.name()));
        words.join(" ")
    };
    found.copies.iter().map(told).collect()
}

fn day(path: &str, date: &str) -> Draft {
    document(path).published(date)
}

#[test]
fn copies_are_found_by_day_and_by_what_was_done() {
    let swapped = "While the talks go on, no ship of ours will carry arms up the river, and we \
                   will honor the treaty that both ports signed.";
    let it = corpus(vec![
        day("4-swapped", "2024-05-04").says("Okoye", swapped, |_| {}),
        day("1-source", "2024-05-01").says("Ada Okoye", SAID, |_| {}),
        document("undated").says("Ada Okoye", SAID, |_| {}),
        day("2-clip", "2024-05-02").says(
            "Okoye",
            "no ship of ours will carry arms up the river",
            |it| it.said = Some(said("2024-04-30")),
        ),
        day("3-prose", "2024-05-03").passage(&format!("In short, {SAID} So much for that.")),
        day("5-reworded", "2024-05-01").says(
            "Ada Okoye",
            "Our ships are not going to carry any arms on the river as long as talks go on, and \
             the treaty signed by the two ports is to be honored.",
            |_| {},
        ),
        day("9-other", "2024-05-01").says("Ada Okoye", "We will carry on with the talks.", |_| {}),
    ]);
    assert_eq!(
        told(&it, "1-source"),
        [
            "5-reworded reworded",
            "2-clip shorter",
            "3-prose same no-marks",
            "4-swapped reordered",
            "undated same"
        ]
    );
}

#[test]
fn what_is_said_again_is_no_copy() {
    let turn = |it: &mut crate::model::Statement| {
        it.attribution = Attribution::Turn;
        it.said = Some(said("2024-05-01"));
    };
    let words = "my father used to say that a job is more than a paycheck";
    let it = corpus(vec![
        day("a", "2024-05-01").says("Ada Okoye", words, turn),
        day("same-day", "2024-05-01").says("Ada Okoye", words, turn),
        day("week-after", "2024-05-09")
            .says("Ada Okoye", words, |it| it.said = Some(said("2024-05-09"))),
        day("other", "2024-05-01").says("Ines Brandt", words, |_| {}),
        day("report", "2024-05-02").says("Okoye", words, |it| it.kind = Kind::Mixed),
    ]);
    let found = variants(&it.store, &statement(&it, "a")).unwrap();
    let paths = |list: &[Variant]| -> Vec<String> {
        list.iter().map(|variant| variant.source.document().to_owned()).collect()
    };
    assert_eq!(paths(&found.copies), ["other", "report"]);
    assert_eq!(paths(&found.again), ["same-day", "week-after"]);
    assert_eq!(found.copies[0].remarks, [Remark::OtherSpeaker]);
}

#[test]
fn a_formula_of_many_days_is_no_copy_without_a_date() {
    let words = "reaffirmed the unwavering commitment of both ports to free passage in the strait";
    let draft = |path: &str| document(path).says("Ada Okoye", words, |_| {});
    let dates = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"];
    let mut drafts: Vec<Draft> =
        dates.iter().map(|date| day(date, date).says("Ada Okoye", words, |_| {})).collect();
    drafts.extend([draft("undated"), day("copy", "2024-01-02").says("Okoye", words, |_| {})]);
    let it = corpus(drafts);
    assert_eq!(told(&it, "undated"), [""; 0]);
    assert_eq!(told(&it, "2024-01-01"), ["copy same"]);
}

#[test]
fn the_first_is_told_and_whose_wording_is_nearest() {
    let clip = "no ship of ours will carry arms up the river";
    let it = corpus(vec![
        day("b", "2024-05-02").says("Ada Okoye", clip, |_| {}),
        day("a", "2024-05-01").says("Ada Okoye", SAID, |_| {}),
        day("c", "2024-05-03").says("Ada Okoye", clip, |_| {}),
        document("d").says("Ada Okoye", SAID, |_| {}),
        day("a2", "2024-05-01").says("Ada Okoye", SAID, |_| {}),
    ]);
    let found = first(&it.store, &statement(&it, "c")).unwrap();
    let path = |link: &Link| match link.copy {
        Some(nth) => found.variants.copies[nth].source.document().to_owned(),
        None => "c".to_owned(),
    };
    let told: Vec<String> = found
        .links
        .iter()
        .map(|link| {
            let nearest = link.nearest.map(|nth| format!(" after {}", path(&found.links[nth])));
            format!("{} {}{}", path(link), link.order.name(), nearest.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        ["a same-day", "a2 same-day", "b later after a", "c later after b", "d undated"]
    );
}

#[test]
fn words_in_the_sentence_around_a_quote_are_compared() {
    let (quote, rest) = SAID.split_once(", and").unwrap();
    let it = corpus(vec![
        day("quote", "2024-05-01").says("Ada Okoye", SAID, |_| {}),
        day("report", "2024-05-01")
            .passage(&format!("It was late when she spoke. {SAID} Nobody answered her."))
            .paragraph("", quote, &format!(", and{rest}"), Some("Ada Okoye"), |_| {}),
    ]);
    assert_eq!(told(&it, "quote"), ["report same"]);
}

#[test]
fn any_statement_can_be_asked_for() {
    let it = corpus(vec![
        document("a").says("A", "…", |_| {}).says("A", "No.", |_| {}).says("A", "", |_| {}),
        document("b").says("B", "No.", |_| {}).says("A", "[", |_| {}),
    ]);
    for hit in it.search("").hits {
        assert_eq!(variants(&it.store, &hit.record).unwrap().copies, []);
        assert_eq!(first(&it.store, &hit.record).unwrap().links.len(), 1);
    }
}
