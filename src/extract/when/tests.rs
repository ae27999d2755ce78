//! Dates of saying, from words to days.

use super::*;

/// Lists the dates of `text` for a document of `published` (empty: no date), one a line.
fn list(text: &str, published: &str) -> String {
    let published = published.parse().ok();
    let line = |mention: DateMention| {
        let date = mention.date.map_or("?".to_owned(), |date| date.to_string());
        let strict = if mention.strict_past { " strict" } else { "" };
        format!("{} = {date} {}{strict}", mention.span.of(text), mention.basis.name())
    };
    dates(text, 0..text.len(), published).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A Tuesday.
const DAY: &str = "2024-11-05";

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(list(text, DAY), expected, "{text}");
}

#[test]
fn weekdays_are_the_last_on_or_before() {
    check("He spoke on Monday with her.", "on Monday = 2024-11-04 relative");
    check("On Sunday, she said no.", "On Sunday = 2024-11-03 relative");
    check("He said Tuesday that it rains.", "Tuesday = 2024-11-05 relative");
    check("She said late Thursday", "late Thursday = 2024-10-31 relative");
    check("Monday night, he said", "Monday night = 2024-11-04 relative");
    check("said late on\nWednesday evening", "late on\nWednesday evening = 2024-10-30 relative");
    check("“Monday was hard,” he said", "Monday = 2024-11-04 relative");
}

#[test]
fn this_past_and_last_are_strictly_before() {
    check("spoke this past Tuesday and", "this past Tuesday = 2024-10-29 relative strict");
    check("He said last Monday", "last Monday = 2024-11-04 relative strict");
    check("said this Tuesday", "this Tuesday = 2024-11-05 relative");
}

#[test]
fn what_points_ahead_or_away_is_left_out() {
    for text in [
        "next Monday",
        "this coming Friday",
        "by Thursday",
        "since Sunday",
        "before Tuesday, Nov. 5",
        "by 5 November 2024",
        "every Monday",
        "Mondays",
        "Black Friday",
        "the Sunday Times reported",
        "on Fox News Sunday",
        "later this week",
        "later today",
        "on December 1, 2024",
        "in 2031",
        "after Sunday's vote",
        "on 20 November",
        "on 20 December this year",
        "on 31 February 2024",
    ] {
        check(text, "");
    }
}

#[test]
fn a_possessive_needs_a_saying() {
    check("at Monday’s news briefing", "Monday = 2024-11-04 relative");
    check("in last week's interview", "last week = 2024-10-28..2024-11-03 relative strict");
    check("at Sunday's match", "");
    check("last year's election", "");
}

#[test]
fn a_day_with_an_article_needs_a_saying() {
    check("at a Monday news conference", "Monday = 2024-11-04 relative");
    check("At a 2023 town hall in Lathmoor", "At a 2023 town hall = 2023 stated");
    check("hosts a Sunday talk show", "");
    check("the Sunday vote", "");
    check("on ABC's This Week", "");
}

#[test]
fn days_near_today() {
    check("said today", "today = 2024-11-05 relative");
    check("Yesterday, he said", "Yesterday = 2024-11-04 relative");
    check("said yesterday afternoon", "yesterday afternoon = 2024-11-04 relative");
    check("earlier today", "earlier today = 2024-11-05 relative");
    check("told us this morning", "this morning = 2024-11-05 relative");
    check("said last night", "last night = 2024-11-04 relative strict");
    check("speaking tonight", "tonight = 2024-11-05 relative");
    check("told USA Today that", "");
}

#[test]
fn weeks_months_and_years() {
    check("earlier this week", "earlier this week = 2024-11-04..2024-11-05 relative");
    check("last week", "last week = 2024-10-28..2024-11-03 relative strict");
    check("earlier in the week", "earlier in the week = 2024-11-04..2024-11-05 relative");
    check("last weekend", "last weekend = 2024-11-02..2024-11-03 relative strict");
    check("over the weekend", "over the weekend = 2024-11-02..2024-11-03 relative");
    check("late last month", "late last month = 2024-10 relative strict");
    check("this month", "this month = 2024-11 relative");
    check("last year", "last year = 2023 relative strict");
    check("two days ago", "two days ago = 2024-11-03 relative strict");
    check("a year ago", "a year ago = 2023 relative strict");
    check("about three days ago", "");
}

#[test]
fn weekends_from_a_weekend() {
    let list = |text| super::tests::list(text, "2024-11-03");
    assert_eq!(list("last weekend"), "last weekend = 2024-10-26..2024-10-27 relative strict");
    assert_eq!(list("at the weekend"), "at the weekend = 2024-11-02..2024-11-03 relative");
}

#[test]
fn days_of_the_calendar() {
    check("on 5 November he said", "on 5 November = 2024-11-05 relative");
    check("On Nov. 3, she said", "On Nov. 3 = 2024-11-03 relative");
    check("on December 24 he", "on December 24 = 2023-12-24 relative");
    check("on November 5, 2023, he", "on November 5, 2023 = 2023-11-05 stated");
    check("5 Nov 2023", "5 Nov 2023 = 2023-11-05 stated");
    check("on the 5th of November 2021", "on the 5th of November 2021 = 2021-11-05 stated");
    check("on Monday, Nov. 4, he", "on Monday, Nov. 4 = 2024-11-04 relative");
    check("on Monday 4 November 2024", "on Monday 4 November 2024 = 2024-11-04 stated");
    check("on Monday (Nov. 4)", "on Monday (Nov. 4 = 2024-11-04 relative");
    check("on 2024-11-01", "on 2024-11-01 = 2024-11-01 stated");
    check("on 1–3 November", "on 1–3 November = 2024-11-01..2024-11-03 relative");
    check("ON NOV. 4, HE SAID", "ON NOV. 4 = 2024-11-04 relative");
    check("on June 16th of last year", "on June 16th of last year = 2023-06-16 relative");
    check("on 1 May this year", "on 1 May this year = 2024-05-01 relative");
    check("between May 1 and", "");
    check("on 29 February", "on 29 February = 2024-02-29 relative");
}

#[test]
fn months_that_are_words_need_evidence() {
    check("He may say so, and they march on.", "");
    check("May said so. March on!", "");
    check("in May he said", "in May = 2024-05 relative");
    check("in late March", "in late March = 2024-03 relative");
    check("said May 4 that", "May 4 = 2024-05-04 relative");
    check("last May", "last May = 2024-05 relative strict");
    check("in May last year", "in May last year = 2023-05 relative");
    check("in May 2019", "in May 2019 = 2019-05 stated");
    check("since May 2019", "");
    check("in May's view", "");
    check("told May 5,000 people came", "");
}

#[test]
fn years_need_a_preposition_or_a_saying() {
    check("in 2019, he said", "in 2019 = 2019 stated");
    check("in a 2019 interview with", "in a 2019 interview = 2019 stated");
    check("in her 2019 television interview", "in her 2019 television interview = 2019 stated");
    check("the 2019 election", "");
    check("2019 people came", "");
    check("in 2019 dollars", "");
    check("in 2019-20", "");
    check("in a May 14 statement", "in a May 14 statement = 2024-05-14 relative");
    check("the Oct. 7 attacks", "");
}

#[test]
fn without_a_document_date_only_the_words_stay() {
    assert_eq!(list("on Monday", ""), "on Monday = ? relative");
    assert_eq!(list("on 5 November", ""), "on 5 November = ? relative");
    assert_eq!(list("on 5 November 2030", ""), "on 5 November 2030 = 2030-11-05 stated");
}

#[test]
fn a_vague_document_date_dates_what_comes_out_the_same() {
    assert_eq!(list("on Monday", "2024"), "on Monday = ? relative");
    assert_eq!(list("last year", "2024"), "last year = 2023 relative strict");
    assert_eq!(list("this month", "2024-05"), "this month = 2024-05 relative");
}

#[test]
fn several_come_in_order_and_offsets_are_of_the_whole_text() {
    let text = "“Ünd” on Monday … — on Friday, Nov. 1, and yesterday";
    let expected = "on Monday = 2024-11-04 relative\non Friday, Nov. 1 = 2024-11-01 relative\n\
                    yesterday = 2024-11-04 relative";
    assert_eq!(list(text, DAY), expected);
    let from = text.find("on Friday").unwrap();
    let found = dates(text, from..text.len(), None);
    assert_eq!(found[0].span.of(text), "on Friday, Nov. 1");
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "([ ,.(]{0,2}(Monday|on|last|May|5|5th|2024|-|–|’s|ago|week|é|[a-z]{1,3}|\\PC)){0,12}") {
        for mention in dates(&text, 0..text.len(), "2024-11-05".parse().ok()) {
            proptest::prop_assert!(!mention.span.of(&text).is_empty());
        }
    }
}
