//! Runs a query: hits in order, with totals, facets and notes.

use std::ops::Range;

use tantivy::{
    DocAddress, DocSet, Searcher, SegmentReader, TantivyDocument,
    collector::Count,
    query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query as Engine, QueryClone, Weight},
};

use super::{
    Copies, Excerpt, Facet, FacetCounts, Place, Query, QueryError, Reason,
    collapse::collapse,
    collect::{Candidate, Collected, Gather},
    correction::correct,
    excerpt, ids,
    marks::{Needles, marks, needles},
    people,
    plan::{Plan, Rows, plan},
    rank,
};
use crate::{
    index::{Fields, PassageRecord, Store, decode, decode_passage},
    model::{ApproxDate, Record},
};

/// What to return of the matches.
#[derive(Clone, Debug)]
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
    let plan = plan(&searcher, store, query, rows)?;
    let run = Run::new(&searcher, &plan, options);
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
    page.notes.extend(people::notes(&searcher, store, query, rows, &facets[..wanted], &found)?);
    page.undated_left_out = match &plan.undated {
        Some(undated) => searcher.search(undated, &Count)? as u64,
        None => 0,
    };
    if page.total == 0 && !needles.is_empty() {
        let passages = super::plan::plan(&searcher, store, query, Rows::Passages)?;
        page.passages = searcher.search(&passages.query, &Count)? as u64;
    }
    page.notes.extend(correct(&searcher, store, query, rows, page.total)?.map(|it| it.note()));
    let counts = options.facets.iter().zip(found.counts);
    page.facets = counts.map(|(facet, counts)| FacetCounts::new(*facet, counts)).collect();
    page.hits = hits;
    Ok(page)
}

/// Finds the passages outside statements that match `query`.
pub fn passages(
    store: &Store,
    query: &Query,
    options: &SearchOptions,
) -> Result<PassagePage, QueryError> {
    let searcher = store.searcher();
    let plan = plan(&searcher, store, query, Rows::Passages)?;
    let run = Run::new(&searcher, &plan, options);
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

/// One run of a plan.
pub(super) struct Run<'a> {
    searcher: &'a Searcher,
    options: &'a SearchOptions,
    query: Box<dyn Engine>,
    phrase: Option<Box<dyn Engine>>,
    newest: i64,
}

impl<'a> Run<'a> {
    pub(super) fn new(searcher: &'a Searcher, plan: &Plan, options: &'a SearchOptions) -> Self {
        let mut query = plan.query.box_clone();
        let mut phrase = None;
        if let Some(bonus) = &plan.phrase
            && options.sort == Sort::Relevance
        {
            let weight = if plan.is_one_word { rank::FORM_WEIGHT } else { rank::PHRASE_WEIGHT };
            let bonus: Box<dyn Engine> = Box::new(BoostQuery::new(bonus.box_clone(), weight));
            phrase = Some(bonus.box_clone());
            query = Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Should, bonus)]));
        }
        Self { searcher, options, query, phrase, newest: newest(searcher) }
    }

    /// How many of the best are wanted.
    fn keep(&self) -> usize {
        match self.options.limit {
            0 => 0,
            limit => limit.saturating_add(self.options.offset),
        }
    }

    pub(super) fn gather(&self, facets: &[Facet], keep: usize) -> Result<Collected, QueryError> {
        let gather = Gather { keep, sort: self.options.sort, newest: self.newest, facets };
        Ok(self.searcher.search(&self.query, &gather)?)
    }

    pub(super) fn hit(
        &self,
        fields: &Fields,
        candidate: &Candidate,
        needles: &Needles,
    ) -> Result<Hit, QueryError> {
        let score = self.score_of(candidate);
        let row: TantivyDocument = self.searcher.doc(candidate.address)?;
        let record = decode(&row)?;
        let short_id = ids::short(self.searcher, fields, &record.id)?;
        let marks = marks(&record.quote, needles, Place::Quote);
        let excerpt = excerpt::excerpt(&record, needles, self.options.excerpt);
        let why = if self.options.explain && self.options.sort == Sort::Relevance {
            let phrase = self.phrase_score(candidate.address)?;
            let places = places(&record, needles);
            rank::reasons(&record, score, phrase, &places, self.newest)
        } else {
            Vec::new()
        };
        Ok(Hit { record, short_id, score, marks, excerpt, why, copies: None })
    }

    #[expect(clippy::cast_possible_truncation, reason = "a score's key was an f32")]
    fn score_of(&self, candidate: &Candidate) -> f32 {
        if self.options.sort == Sort::Relevance { candidate.key as f32 } else { 0.0 }
    }

    /// What the words in the order typed earned the row at `address`.
    fn phrase_score(&self, address: DocAddress) -> Result<f32, QueryError> {
        let Some(phrase) = &self.phrase else {
            return Ok(0.0);
        };
        let scoring = EnableScoring::enabled_from_searcher(self.searcher);
        let weight: Box<dyn Weight> = phrase.weight(scoring)?;
        let segment = self.searcher.segment_reader(address.segment_ord);
        let mut scorer = weight.scorer(segment, 1.0)?;
        if scorer.doc() < address.doc_id {
            scorer.seek(address.doc_id);
        }
        Ok(if scorer.doc() == address.doc_id { scorer.score() } else { 0.0 })
    }
}

/// The newest first day of the index.
fn newest(searcher: &Searcher) -> i64 {
    let columns = searcher.segment_readers().iter().map(SegmentReader::fast_fields);
    let newest = columns.filter_map(|columns| {
        let days = columns.i64("day_first").ok()?;
        (0 < days.values.num_vals()).then(|| days.max_value())
    });
    newest.max().unwrap_or(0)
}

/// Where words of the query stand in `record`.
fn places(record: &Record, needles: &Needles) -> Vec<&'static str> {
    let found = |text: &str, place| !marks(text, needles, place).is_empty();
    let mut places = Vec::new();
    if found(&record.quote, Place::Quote) {
        places.push("the quote");
    } else if found(&record.context, Place::Context) {
        places.push("the sentences around it");
    }
    let agents = record.speaker.iter().chain(&record.via).chain(&record.addressees);
    let agents = agents.chain(&record.joint_with);
    let mut names = agents.flat_map(|agent| [Some(&agent.name), agent.role.as_ref()]).flatten();
    if names.any(|name| found(name, Place::Context)) {
        places.push("a name");
    }
    if record.title.as_ref().is_some_and(|title| found(title, Place::Title)) {
        places.push("the headline");
    }
    places
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
                    it.wording = crate::model::Wording::Readout;
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
        assert_eq!(by, ["D", "C", "A", "E", "B"]);
    }

    #[test]
    fn the_newer_of_two_comes_first_but_words_count_more() {
        let day = |date: &str| document(&format!("{date}.txt")).published(date);
        let it = corpus(vec![
            day("2019-01-01").says("A", "The harbor is open.", |_| {}),
            day("2024-01-01").says("A", "The harbor is open.", |_| {}),
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
                rank::Effect::Adds(points) => sum += points,
                rank::Effect::Times(factor) => product *= factor,
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
