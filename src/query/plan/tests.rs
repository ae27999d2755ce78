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
