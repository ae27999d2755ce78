//! Concordances and collocates of invented statements.

use std::collections::BTreeMap;

use super::*;
use crate::query::fixture::{Corpus, corpus, document};

fn quotes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("Ada", "The old toll is a fee; a toll by another name, and the toll of a bell."),
        ("Bo", "No toll. The ferry's toll was dropped in May."),
        ("Cy", "The U.S. toll is the toll for us all."),
        ("Ada", "Harbor dues and ferry fares rise in May, and the harbor stays open."),
        ("Bo", "Tolls were never ours to set, nor the harbor's."),
    ]
}

fn it() -> Corpus {
    let quotes = quotes();
    let first = quotes[..3].iter();
    let first = first.fold(document("a"), |it, (name, quote)| it.says(name, quote, |_| {}));
    let second = quotes[3..].iter();
    let second = second.fold(document("b"), |it, (name, quote)| it.says(name, quote, |_| {}));
    corpus(vec![first.passage("The toll stands outside of quotes."), second])
}

fn options(sort: &str) -> KwicOptions {
    let sort = sort.split(',').filter(|key| !key.is_empty()).map(|key| key.parse().unwrap());
    KwicOptions { sort: sort.collect(), limit: 0, offset: 0, sample: false }
}

fn lines(query: &str, options: &KwicOptions) -> Vec<String> {
    let found = kwic(&it().store, &Corpus::query(query), options).unwrap();
    let line = |line: &Line| {
        let quote = &line.record.quote;
        let (before, after) = (&quote[..line.node.start], &quote[line.node.end..]);
        let before = before.split(' ').rev().nth(1).unwrap_or("^");
        let after = after.trim_start_matches([' ', '.', ';']).split(' ').next().unwrap();
        format!("{before} [{}] {after}", &quote[line.node.clone()])
    };
    found.lines.iter().map(line).collect()
}

#[test]
fn lines_are_sorted_by_the_words_beside() {
    assert_eq!(
        lines("toll", &options("1r")),
        [
            "a [toll] by",
            "the [toll] for",
            "old [toll] is",
            "U.S. [toll] is",
            "the [toll] of",
            "No [toll] The",
            "ferry's [toll] was",
        ]
    );
    assert_eq!(
        lines("toll", &options("1l,1r")),
        [
            "a [toll] by",
            "ferry's [toll] was",
            "No [toll] The",
            "old [toll] is",
            "the [toll] for",
            "the [toll] of",
            "U.S. [toll] is",
        ]
    );
    assert_eq!(lines("toll", &options(""))[0], "old [toll] is");
}

#[test]
fn the_node_is_what_is_typed() {
    assert_eq!(lines("TOLL* by:bo", &options("1r")).len(), 3);
    assert_eq!(lines("\"the toll\"", &options("1r")), ["is [the toll] for", "and [the toll] of"]);
    assert_eq!(lines("the tol*", &options("1r")), ["is [the toll] for", "and [the toll] of"]);
    assert_eq!(lines("us", &options("")), ["for [us] all."]);
    assert_eq!(lines("ferry's OR dues", &options("")), ["The [ferry's] toll", "Harbor [dues] and"]);
    assert_eq!(lines("toll -fee -ferry", &options("")).len(), 2);
    let error = kwic(&it().store, &Corpus::query("by:ada"), &options("")).unwrap_err();
    assert_eq!(error.to_string(), "there is no word to set the lines around");
}

#[test]
fn pages_follow_each_other_and_samples_are_drawn_from_all() {
    let (store, query) = (it(), Corpus::query("toll"));
    let all = kwic(&store.store, &query, &options("2l,1r")).unwrap();
    assert_eq!((all.occurrences, all.statements, all.next), (7, 3, None));
    let mut paged = Vec::new();
    let mut offset = Some(0);
    while let Some(at) = offset {
        let page = KwicOptions { limit: 3, offset: at, ..options("2l,1r") };
        let page = kwic(&store.store, &query, &page).unwrap();
        paged.extend(page.lines);
        offset = page.next;
    }
    assert_eq!(paged, all.lines);
    let sample = KwicOptions { limit: 4, sample: true, ..options("2l,1r") };
    let sample = kwic(&store.store, &query, &sample).unwrap().lines;
    let places: Vec<_> =
        sample.iter().map(|one| all.lines.iter().position(|it| it == one)).collect();
    assert!(places.len() == 4 && places.is_sorted() && !places.contains(&None), "{places:?}");
}

/// Collocates by the definition, word by word.
fn naive(node: &str, window: usize) -> BTreeMap<String, (u64, u64, [[u64; 2]; 2])> {
    let (mut near, mut all) = (BTreeMap::new(), BTreeMap::new());
    let (mut n_near, mut n_all) = (0, 0);
    for (_, quote) in quotes() {
        let clean = quote.replace("'s", "").replace("U.S.", "u_s").to_lowercase();
        let words: Vec<String> = clean
            .split(|char: char| !char.is_alphanumeric() && char != '_')
            .filter(|word| !word.is_empty())
            .map(|word| word.replace("u_s", "u.s"))
            .collect();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| *word != node) {
            n_all += 1;
            *all.entry(word.clone()).or_insert(0) += 1;
            let around = at.saturating_sub(window)..words.len().min(at + window + 1);
            if words[around].iter().any(|other| other == node) {
                n_near += 1;
                *near.entry(word.clone()).or_insert(0) += 1;
            }
        }
    }
    let row = |(word, together): (&String, &u64)| {
        let apart = all[word] - together;
        let table = [[*together, n_near - together], [apart, n_all - n_near - apart]];
        (word.clone(), (*together, all[word], table))
    };
    near.iter().map(row).collect()
}

#[test]
fn collocates_are_those_of_the_definition() {
    let it = it();
    for window in [1, 2, 5] {
        for node in ["toll", "harbor", "may"] {
            let options =
                CollocateOptions { window, min_together: 1, stop_words: true, limit: 1000 };
            let found = collocates(&it.store, &Corpus::query(node), options).unwrap();
            let expected = naive(node, window);
            let attracted = expected.values().filter(|(together, _, [[_, b], [c, d]])| {
                let near = together + b;
                near * (together + c) < together * (near + c + d)
            });
            assert_eq!(found.rows.len(), attracted.count(), "{node} {window}");
            for row in &found.rows {
                let (together, frequency, table) = expected[&row.word];
                assert_eq!((row.together, row.frequency), (together, frequency), "{}", row.word);
                let g2 = crate::query::g2_of_table(table);
                assert!((row.g2 - g2).abs() < 1e-9, "{} {} {g2}", row.word, row.g2);
            }
            assert!(found.rows.is_sorted_by(|a, b| b.g2 <= a.g2));
        }
    }
}

#[test]
fn stop_words_and_rare_words_are_left_out() {
    let it = it();
    let words = |min_together, stop_words| -> Vec<String> {
        let options = CollocateOptions { window: 5, min_together, stop_words, limit: 1000 };
        let found = collocates(&it.store, &Corpus::query("toll"), options).unwrap();
        found.rows.into_iter().map(|row| row.word).collect()
    };
    assert!(words(1, true).contains(&"the".to_owned()));
    assert!(!words(1, false).contains(&"the".to_owned()));
    assert!(words(1, false).contains(&"fee".to_owned()));
    assert!(!words(2, false).contains(&"fee".to_owned()));
}
