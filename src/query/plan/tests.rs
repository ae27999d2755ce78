//! What queries find in an index of invented news.

use crate::query::fixture::{Corpus, news};

fn check(news: &Corpus, query: &str, quotes: &[&str]) {
    let mut found = news.quotes(query);
    found.sort();
    let mut wanted: Vec<String> = Vec::new();
    for start in quotes {
        let all = news.quotes("");
        wanted.extend(all.into_iter().filter(|quote| quote.starts_with(start)));
    }
    wanted.sort();
    assert_eq!(wanted.len(), quotes.len(), "{query}: a start that is none");
    assert_eq!(found, wanted, "{query}");
}

const STRAIT: &str = "The strait";
const IRONCLAD: &str = "an ironclad";
const NOBODY: &str = "Nobody";
const TRAM: &str = "The tram";
const LATE: &str = "the tram was";
const MATCH: &str = "We were";

#[test]
fn words_match_in_quote_context_title_and_names() {
    let news = news();
    check(&news, "ironclad", &[IRONCLAD]);
    check(&news, "commit", &[IRONCLAD, TRAM, MATCH]);
    check(&news, "residents", &[LATE]);
    check(&news, "council", &[TRAM, LATE]);
    check(&news, "brandt", &[MATCH]);
    check(&news, "Reaffirmed strait", &[IRONCLAD]);
    check(&news, "ironclad tram", &[]);
    check(&news, "ironclad OR tram", &[IRONCLAD, TRAM, LATE]);
    check(&news, "tram -late", &[TRAM]);
    check(&news, "-(tram OR strait)", &[NOBODY, MATCH]);
    check(&news, "iron*", &[IRONCLAD]);
    check(&news, "dredging", &[]);
}

#[test]
fn phrases_are_exact() {
    let news = news();
    check(&news, "\"a commitment\"", &[TRAM]);
    check(&news, "\"a commit\"", &[]);
    check(&news, "“the strait's security”", &[IRONCLAD]);
    check(&news, "\"committed\"", &[MATCH]);
    check(&news, "\"ada okoye\"", &[STRAIT, IRONCLAD]);
}

#[test]
fn words_near_each_other_are_found() {
    let news = news();
    check(&news, "strait NEAR/2 open", &[STRAIT]);
    check(&news, "open NEAR/2 strait", &[STRAIT]);
    check(&news, "open ADJ/9 strait", &[]);
    check(&news, "strait ADJ/1 open", &[]);
    check(&news, "commit NEAR/3 strait", &[IRONCLAD]);
    check(&news, "strait ADJ/1 security", &[IRONCLAD]);
    check(&news, "\"the strait's\" ADJ/1 security", &[IRONCLAD]);
    check(&news, "(tram OR match) NEAR/9 commit", &[TRAM, MATCH]);
    check(&news, "(very match) NEAR/5 end", &[MATCH]);
    check(&news, "(commit match) NEAR/5 end", &[]);
    check(&news, "commit ADJ/3 end ADJ/9 match", &[]);
    check(&news, "commit ADJ/5 (very end) ADJ/9 match", &[MATCH]);
    check(&news, "nobody NEAR/9 nobody", &[NOBODY]);
    check(&news, "harbor NEAR/9 harbor", &[]);
    check(&news, "iron* ADJ/1 commit~2", &[]);
    check(&news, "iron* ADJ/1 comitment~1", &[IRONCLAD]);
    check(&news, "quote:residents NEAR/9 tram", &[]);
    check(&news, "context:residents NEAR/9 tram", &[LATE]);
    check(&news, "residents NEAR/9 tram", &[LATE]);
    check(&news, "-strait NEAR/2 open tram", &[TRAM, LATE]);
    check(&news, "strait NEAR/2 nosuchword", &[]);
    check(&news, "okoye NEAR/5 miller", &[]);
    check(&news, "U.S. NEAR/2 help", &[STRAIT]);
    let page = news.search("quote:a NEAR/5 title:b");
    assert_eq!(
        page.notes[0],
        "`quote:a NEAR/5 title:b` looks into two places at once, and nothing is in both"
    );
}

#[test]
fn loose_phrases_and_likenesses_are_found() {
    let news = news();
    check(&news, "\"security commitment\"~4", &[IRONCLAD]);
    check(&news, "\"security commitment\"~3", &[IRONCLAD]);
    check(&news, "\"security commitment\"~2", &[]);
    check(&news, "\"nobody nobody\"~9", &[NOBODY]);
    check(&news, "ironcald~1", &[IRONCLAD]);
    check(&news, "irnocald~1", &[]);
    check(&news, "irnocald~2", &[IRONCLAD]);
    check(&news, "quote:trm~1", &[TRAM, LATE]);
    check(&news, "words:..6", &[LATE]);
    check(&news, "words:7..8", &[IRONCLAD, NOBODY, TRAM]);
    check(&news, "sure:..0.5", &[LATE]);
    check(&news, "sure:0.4..0.9", &[IRONCLAD, LATE]);
}

/// What stands near what, by reading every text; against what the index finds.
#[test]
fn near_is_what_reading_finds() {
    use crate::query::fixture::{corpus, document};

    let mut seed = 7_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let words = ["ant", "bee", "cat", "dog", "elk", "fox", "ant's"];
    let texts: Vec<String> = (0..60)
        .map(|_| {
            let picked: Vec<&str> =
                (0..4 + next(9)).map(|_| words[usize::try_from(next(7)).unwrap()]).collect();
            picked.join(" ")
        })
        .collect();
    let drafts = texts.iter().enumerate().map(|(nth, text)| {
        let path = format!("{nth}.txt");
        document(&path).paragraph("", text, "", None, |_| {})
    });
    let it = corpus(drafts.collect());
    for distance in 1..6 {
        for (a, b) in [("ant", "bee"), ("cat", "cat"), ("elk", "ant"), ("fox", "dog")] {
            for ordered in [false, true] {
                let matches = |text: &&String| {
                    let words: Vec<&str> =
                        text.split(' ').map(|word| word.trim_end_matches("'s")).collect();
                    let pairs =
                        (0..words.len()).flat_map(|i| (0..words.len()).map(move |j| (i, j)));
                    let mut pairs = pairs.filter(|(i, j)| {
                        words[*i] == a && words[*j] == b && i != j && i.abs_diff(*j) <= distance
                    });
                    pairs.any(|(i, j)| !ordered || i < j)
                };
                let wanted = texts.iter().filter(matches).count() as u64;
                let operator = if ordered { "ADJ" } else { "NEAR" };
                let query = format!("{a} {operator}/{distance} {b}");
                assert_eq!(it.search(&query).total, wanted, "{query}");
            }
        }
    }
}

#[test]
fn spellings_that_readers_take_for_the_same_are_the_same() {
    let news = news();
    for query in ["US", "U.S.", "\"the US\"", "us", "u.s"] {
        check(&news, query, &[STRAIT]);
    }
    check(&news, "strait’s ÌRONCLAD", &[IRONCLAD]);
}

#[test]
fn filters_narrow() {
    let news = news();
    check(&news, "speaker:okoye", &[STRAIT, IRONCLAD]);
    check(&news, "by:\"Okoye Ada\"", &[STRAIT, IRONCLAD]);
    check(&news, "by:oko*", &[STRAIT, IRONCLAD]);
    check(&news, "speaker:miller", &[NOBODY, TRAM]);
    check(&news, "speaker:okoye speaker:brandt", &[STRAIT, IRONCLAD, MATCH]);
    check(&news, "-speaker:miller", &[STRAIT, IRONCLAD, LATE, MATCH]);
    check(&news, "via:miller", &[IRONCLAD]);
    check(&news, "to:miller", &[MATCH]);
    check(&news, "outlet:harbor", &[STRAIT, IRONCLAD, NOBODY]);
    check(&news, "kind:mixed", &[IRONCLAD]);
    check(&news, "is:own kind:direct", &[STRAIT, NOBODY, TRAM, MATCH]);
    check(&news, "doc:council/minutes.md", &[TRAM, LATE]);
    check(&news, "doc:council", &[TRAM, LATE]);
    check(&news, "doc:final.txt", &[MATCH]);
    check(&news, "quote:tram", &[TRAM, LATE]);
    check(&news, "context:residents", &[LATE]);
    check(&news, "title:tram -quote:late", &[TRAM]);
    check(&news, "quote:residents", &[]);
}

#[test]
fn a_topic_holds_those_below() {
    let news = news();
    check(&news, "topic:trade", &[STRAIT]);
    check(&news, "topic:Trade/Shipping", &[STRAIT]);
    check(&news, "topic:shipping", &[STRAIT]);
    check(&news, "topic:ship*", &[STRAIT]);
    check(&news, "topic:rail topic:sport", &[TRAM, MATCH]);
    check(&news, "topic:ail", &[]);
}

#[test]
fn days_overlap() {
    let news = news();
    check(&news, "date:2024-05-13", &[STRAIT]);
    check(&news, "date:2024-05-14", &[IRONCLAD, NOBODY]);
    check(&news, "date:2024", &[STRAIT, IRONCLAD, NOBODY]);
    check(&news, "date:2023-12-24", &[MATCH]);
    check(&news, "date:2023-12-24..2024-05-13", &[MATCH, STRAIT]);
    check(&news, "date:3w..", &[STRAIT, IRONCLAD, NOBODY]);
    check(&news, "after:2024-05-14", &[IRONCLAD, NOBODY]);
    check(&news, "before:2024-05-13", &[STRAIT, MATCH]);
    check(&news, "after:2023-12-31 before:2024-05-13", &[STRAIT, MATCH]);
    check(&news, "has:date", &[STRAIT, IRONCLAD, NOBODY, MATCH]);
    check(&news, "-has:date", &[TRAM, LATE]);
    check(&news, "-date:2024", &[TRAM, LATE, MATCH]);
}

#[test]
fn undated_left_out_are_counted() {
    let news = news();
    let undated = |query: &str| news.search(query).undated_left_out;
    assert_eq!(undated("date:2024"), 2);
    assert_eq!(undated("tram after:2020"), 2);
    assert_eq!(undated("commit after:2020"), 1);
    assert_eq!(undated("ironclad after:2020"), 0);
    assert_eq!(undated("tram"), 0);
    assert_eq!(undated("-date:2024"), 0);
    assert_eq!(undated("date:2024 OR tram"), 0);
}

#[test]
fn wrong_names_get_the_nearest() {
    let news = news();
    assert_eq!(
        news.search("speaker:okoie").notes,
        ["no `speaker:` has the word `okoie` in the name; did you mean `speaker:okoye`?"]
    );
    assert_eq!(
        news.search("outlet:gazette").notes,
        ["no `outlet:` has the word `gazette` in the name"]
    );
    assert_eq!(
        news.search("topic:shiping").notes,
        ["no topic is called `shiping`; did you mean `topic:shipping`?"]
    );
}

#[test]
fn the_commonest_words_stand_for_a_start_with_too_many() {
    use crate::query::{
        MAX_EXPANSIONS,
        fixture::{corpus, document},
    };

    let mut draft = document("many.txt");
    for nth in 0..MAX_EXPANSIONS + 9 {
        draft = draft.says("A", &format!("word{nth}"), |_| {});
    }
    let many = corpus(vec![draft.says("A", "word5", |_| {})]);
    let page = many.search("word*");
    assert_eq!(page.total, MAX_EXPANSIONS as u64 + 1);
    assert_eq!(page.notes, ["`word*` stands for 521 words; the 512 commonest are searched"]);
}
