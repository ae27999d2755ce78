//! Runs a query: hits in order, with totals, facets and notes.

use std::ops::Range;

use tantivy::{TantivyDocument, collector::Count};

use super::{
    Copies, Excerpt, Facet, FacetCounts, Query, QueryError, Reason, Weights,
    collapse::collapse,
    correction::correct,
    excerpt,
    marks::needles,
    partly::partly,
    people,
    plan::{Rows, plan, plan_weighted},
    run::Run,
};
use crate::{
    index::{PassageRecord, Store, decode_passage},
    model::{ApproxDate, Record},
};

/// How many hits a page is filled up to with statements that have some of the words.
const FILLED_TO: usize = 10;

/// What to return of the matches.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct SearchOptions {
    /// How many hits at most.
    pub limit: usize,
    /// How many hits to pass over first.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Whether to find the outer and joint acts, too, and not the primary ones alone.
    pub all_acts: bool,
    /// What to count all matches by.
    pub facets: Vec<Facet>,
    /// How many characters an excerpt may have.
    pub excerpt: usize,
    /// Whether to say what each score is made of.
    pub explain: bool,
    /// Whether copies of one statement are one hit; `limit` and `offset` count those, then.
    pub collapse: bool,
    /// Whether to fill a first page up with statements that have some of the words.
    pub partly: bool,
    /// What counts how much in the order of hits.
    pub weights: Weights,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: Sort::Relevance,
            all_acts: false,
            facets: Vec::new(),
            excerpt: 400,
            explain: false,
            collapse: false,
            partly: false,
            weights: Weights::default(),
        }
    }
}

/// The order of hits; what is equal stands in the order of its documents.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest first, undated last.
    Newest,
    /// Earliest first, undated last.
    Oldest,
}

/// One statement that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The statement.
    pub record: Record,
    /// Its id as short as it is unique: `3f9a/2`.
    pub short_id: String,
    /// How well it matches; 0 where hits are sorted by date.
    pub score: f32,
    /// Bytes of `record.quote` that the query matched, in order and apart; a phrase is one range.
    pub marks: Vec<Range<usize>>,
    /// What to show of it.
    pub excerpt: Excerpt,
    /// What the score is made of, where that was asked for.
    pub why: Vec<Reason>,
    /// Its copies, where they were to be one hit.
    pub copies: Option<Copies>,
}

/// A page of hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Where fewer than ten have every word: those that have some, best first, to make ten or what
    /// was asked for; they are in no other number here.
    pub partly: Vec<Hit>,
    /// How many statements match in all.
    pub total: u64,
    /// How many more match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// How many passages outside statements match; counted only where no statement does.
    pub passages: u64,
    /// What was asked to be counted.
    pub facets: Vec<FacetCounts>,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
    /// The offset of the next page, where there is one.
    pub next: Option<usize>,
}

/// A passage that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct PassageHit {
    /// The passage.
    pub record: PassageRecord,
    /// How well it matches; 0 where hits are sorted by date.
    pub score: f32,
    /// What to show of it.
    pub excerpt: Excerpt,
}

/// A page of passages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassagePage {
    /// The hits.
    pub hits: Vec<PassageHit>,
    /// How many passages match in all.
    pub total: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
    /// The offset of the next page, where there is one.
    pub next: Option<usize>,
}

/// The day of a statement: of the saying, else of publication.
pub fn day(record: &Record) -> Option<ApproxDate> {
    record.said.as_ref().and_then(|said| said.date).or(record.published)
}

/// Finds the statements that match `query`.
pub fn search(store: &Store, query: &Query, options: &SearchOptions) -> Result<Page, QueryError> {
    let searcher = store.searcher();
    let rows = Rows::of(options);
    let plan = plan_weighted(&searcher, store, query, rows, &options.weights)?;
    let run = Run::new(&searcher, store, &plan, options)?;
    // Who answers to a name is counted along with the rest.
    let mut facets = options.facets.clone();
    facets.push(Facet::Speaker);
    let wanted = facets.len() - usize::from(people::filters(query).is_empty());
    let found = run.gather(&facets[..wanted], run.keep())?;
    let needles = needles(query, &plan.languages);
    let mut page = Page { next: next(options, found.total), total: found.total, ..Page::default() };
    let mut hits = Vec::with_capacity(options.limit.min(found.best.len()));
    if options.collapse {
        let cards = collapse(store, &searcher, options, &found, |keep| run.gather(&[], keep))?;
        page.next = cards.next;
        for (candidate, copies) in &cards.cards {
            let hit = run.hit(store.fields(), candidate, &needles)?;
            hits.push(Hit { copies: Some(copies.clone()), ..hit });
        }
    } else {
        for candidate in found.best.iter().skip(options.offset) {
            hits.push(run.hit(store.fields(), candidate, &needles)?);
        }
    }
    page.notes.clone_from(&plan.notes);
    page.notes.extend(people::notes(&searcher, store, query, &plan, &facets[..wanted], &found)?);
    page.undated_left_out = plan.n_undated(&searcher)?;
    if page.total == 0 && !needles.is_empty() {
        page.passages = n_passages(store, query)?;
    }
    page.notes.extend(correct(&searcher, store, query, rows, page.total)?.map(|it| it.note()));
    let counts = options.facets.iter().zip(found.counts);
    page.facets = counts.map(|(facet, counts)| FacetCounts::new(*facet, counts)).collect();
    page.hits = hits;
    let lacking = options.limit.min(FILLED_TO).saturating_sub(page.hits.len());
    if options.partly && 0 < lacking && options.offset == 0 && options.sort == Sort::Relevance {
        page.partly = partly(store, query, plan, rows, lacking, options)?;
    }
    Ok(page)
}

fn n_passages(store: &Store, query: &Query) -> Result<u64, QueryError> {
    let searcher = store.searcher();
    let plan = plan(&searcher, store, query, Rows::Passages)?;
    Ok(searcher.search(&plan.query, &Count)? as u64)
}

/// Finds the passages outside statements that match `query`.
pub fn passages(
    store: &Store,
    query: &Query,
    options: &SearchOptions,
) -> Result<PassagePage, QueryError> {
    let searcher = store.searcher();
    let plan = plan_weighted(&searcher, store, query, Rows::Passages, &options.weights)?;
    let run = Run::new(&searcher, store, &plan, options)?;
    let found = run.gather(&[], run.keep())?;
    let needles = needles(query, &plan.languages);
    let mut page = PassagePage { total: found.total, ..PassagePage::default() };
    page.next = next(options, found.total);
    for candidate in found.best.iter().skip(options.offset) {
        let row: TantivyDocument = searcher.doc(candidate.address)?;
        let record = decode_passage(&row)?;
        let excerpt = excerpt::of_passage(&record.text, &needles, options.excerpt);
        page.hits.push(PassageHit { record, score: run.score_of(candidate), excerpt });
    }
    page.notes = plan.notes;
    Ok(page)
}

fn next(options: &SearchOptions, total: u64) -> Option<usize> {
    let next = options.offset.saturating_add(options.limit);
    (0 < options.limit && (next as u64) < total).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document, news, said};

    #[test]
    fn phrases_and_own_words_come_first() {
        let it = corpus(vec![
            document("a.txt")
                .says("A", "Security of the open harbor matters.", |_| {})
                .says("B", "The harbor is open.", |_| {})
                .says("C", "An open harbor, always.", |it| {
                    it.wording = crate::model::Wording::Paraphrase;
                })
                .says("D", "An open harbor, always.", |_| {})
                .says("E", "An open harbor, always.", |it| it.confidence = 0.3),
        ]);
        let by: Vec<String> = it
            .search("open harbor")
            .hits
            .into_iter()
            .map(|hit| hit.record.speaker.unwrap().name)
            .collect();
        assert_eq!((by[0].as_str(), by[4].as_str()), ("D", "B"));
    }

    #[test]
    fn the_newer_of_two_comes_first_but_words_count_more() {
        const LONG: &str = "The harbor is open, and so is each of its gates, for all who come by \
                            sea with grain.";
        let day = |date: &str| document(&format!("{date}.txt")).published(date);
        let it = corpus(vec![
            day("2019-01-01").says("A", LONG, |_| {}),
            day("2024-01-01").says("A", LONG, |_| {}),
            day("2010-01-01").says("A", "The harbor.", |_| {}),
        ]);
        let documents: Vec<_> =
            it.search("harbor").hits.into_iter().map(|hit| hit.record.document).collect();
        assert_eq!(documents, ["2010-01-01.txt", "2024-01-01.txt", "2019-01-01.txt"]);
    }

    #[test]
    fn what_is_equal_stands_in_the_order_of_documents() {
        let draft =
            |path: &str| document(path).says("A", "Same.", |_| {}).says("A", "Same.", |_| {});
        for paths in [["a", "b", "c", "d"], ["d", "b", "a", "c"]] {
            let it = corpus(paths.iter().map(|path| draft(path)).collect());
            let options = SearchOptions { limit: 3, ..SearchOptions::default() };
            let mut found = Vec::new();
            let mut offset = Some(0);
            while let Some(at) = offset {
                let page = it.search_with("same", &SearchOptions { offset: at, ..options.clone() });
                assert_eq!(page.total, 8);
                offset = page.next;
                found.extend(page.hits.into_iter().map(|hit| {
                    let ordinal = hit.record.id.split('/').nth(1).unwrap().to_owned();
                    hit.record.document + &ordinal
                }));
            }
            assert_eq!(found, ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"]);
        }
    }

    #[test]
    fn sorts_by_day_with_the_undated_last() {
        let it = corpus(vec![
            document("a").published("2024-03").says("A", "1", |_| {}),
            document("b")
                .says("A", "2", |_| {})
                .says("A", "3", |it| it.said = Some(said("2024-01-05"))),
            document("c").published("2024-03-20").says("A", "4", |_| {}),
        ]);
        let order = |sort| {
            let options = SearchOptions { sort, ..SearchOptions::default() };
            let hits = it.search_with("", &options).hits;
            hits.into_iter().map(|hit| hit.record.quote).collect::<String>()
        };
        assert_eq!(order(Sort::Oldest), "3142");
        assert_eq!(order(Sort::Newest), "1432");
    }

    #[test]
    fn finds_acts_only_where_asked() {
        let news = news();
        assert_eq!(news.search("okoye reaffirmed").total, 1);
        let all = SearchOptions { all_acts: true, ..SearchOptions::default() };
        assert_eq!(news.search_with("okoye reaffirmed", &all).total, 2);
    }

    #[test]
    fn passages_are_found_where_no_statement_is() {
        let news = news();
        let page = news.search("dredging");
        assert_eq!((page.total, page.passages), (0, 1));
        assert_eq!(news.search("nosuchword").passages, 0);
        assert_eq!(news.search("dredging speaker:okoye").passages, 0);
        let query = Corpus::query("dredg*");
        let page = passages(&news.store, &query, &SearchOptions::default()).unwrap();
        let [hit] = page.hits.as_slice() else { panic!("one passage") };
        assert_eq!(&hit.excerpt.text[hit.excerpt.marks[0].clone()], "dredging");
        assert_eq!(hit.record.document, "calls/okoye.txt");
    }

    #[test]
    fn says_who_answers_to_a_name() {
        let news = news();
        assert_eq!(
            news.search("speaker:Miller").notes,
            [
                "2 speakers match: Jonas Miller (1), Stefan Miller (1)",
                "1 more statement via Jonas Miller: via:miller"
            ]
        );
        assert_eq!(news.search("speaker:okoye").notes, [""; 0]);
        assert_eq!(news.search("speaker:\"jonas miller\" harbor").notes, [""; 0]);
    }

    #[test]
    fn reasons_make_up_the_score() {
        let news = news();
        let options = SearchOptions { explain: true, ..SearchOptions::default() };
        let page = news.search_with("ironclad commitment", &options);
        let [hit] = page.hits.as_slice() else { panic!("one hit") };
        let (mut sum, mut product) = (0.0, 1.0);
        for reason in &hit.why {
            match reason.effect {
                crate::query::Effect::Adds(points) => sum += points,
                crate::query::Effect::Times(factor) => product *= factor,
            }
        }
        assert!((sum * product - hit.score).abs() < 1e-3, "{sum} × {product} is {}", hit.score);
        let factors: Vec<_> = hit.why.iter().map(|reason| reason.factor).collect();
        assert_eq!(factors, ["words", "phrase", "wording", "kind", "speaker", "date"]);
        assert_eq!(hit.why[0].what, "in the quote");
    }

    #[test]
    fn marks_stand_in_the_quote() {
        let news = news();
        let page = news.search("\"the strait's\" commit");
        let [hit] = page.hits.as_slice() else { panic!("one hit") };
        let marked: Vec<_> = hit.marks.iter().map(|mark| &hit.record.quote[mark.clone()]).collect();
        assert_eq!(marked, ["commitment", "the strait’s"]);
    }

    #[test]
    fn any_text_is_answered() {
        use proptest::prelude::{ProptestConfig, Strategy, prop_oneof, proptest};

        let news = news();
        let piece = prop_oneof![
            "\\PC{0,4}",
            "(tram|commit|okoye|US|the) ",
            "[-(\"]?(speaker|topic|date|doc|quote|is|x):[a-z0-9*\".]{0,5} ",
            "( OR |\\) |\" |\\* |~2 | AND | NEAR/3 | ADJ/9 |~1 |\"~4 )",
        ];
        let text = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
        proptest!(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() }, |(text in text)| {
            let page = news.search(&text);
            assert!(page.hits.len() as u64 == page.total, "six statements fit on a page");
            for hit in page.hits {
                for mark in hit.marks {
                    assert!(!hit.record.quote[mark].is_empty());
                }
            }
        });
    }

    #[test]
    fn limits_of_all_sizes_are_taken() {
        let news = news();
        for limit in [0, 1, usize::MAX] {
            for offset in [0, 3, usize::MAX] {
                let options = SearchOptions { limit, offset, ..SearchOptions::default() };
                assert_eq!(news.search_with("", &options).total, 6);
            }
        }
    }
}
