//! Which part of a statement to show: whole words around the match, the quote's sense uncut.
//!
//! The whole context is shown where it fits, else the whole quote with as much around it as fits,
//! else the part of the quote that matches. Cuts are made at the ends of sentences, else of
//! clauses, and only in a clause that is too long by itself between words; `…` stands for what is
//! left out. What comes before in a sentence is kept rather than what comes after, because that is
//! where its “not” and its “if” stand.

use std::ops::Range;

use super::{
    Place,
    marks::{Needles, marks},
};
use crate::model::Record;

/// A piece of a statement's context with its quote in it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Excerpt {
    /// What to show, `…` where something was left out.
    pub text: String,
    /// Bytes of `text` that the query matched; a phrase is one range.
    pub marks: Vec<Range<usize>>,
    /// Bytes of `text` that are the quote, quotation marks left out.
    pub quote: Vec<Range<usize>>,
}

/// Makes the excerpt of `record` that shows `needles` in `budget` characters.
pub(super) fn excerpt(record: &Record, needles: &Needles, budget: usize) -> Excerpt {
    let pieces = locate(record);
    let whole = 0..record.quote.len();
    let (text, pieces) = match pieces.as_slice() {
        [] => (flat(&record.quote), std::slice::from_ref(&whole)),
        pieces => (flat(&record.context), pieces),
    };
    let quote = pieces[0].start..pieces[pieces.len() - 1].end;
    let found = marks(&text, needles, Place::Context);
    let window = window(&text, &quote, &found, budget);
    cut(&text, &window, pieces, needles)
}

/// Makes the excerpt of a passage's `text` that shows `needles` in `budget` characters.
pub(super) fn of_passage(text: &str, needles: &Needles, budget: usize) -> Excerpt {
    let text = flat(text);
    let found = marks(&text, needles, Place::Context);
    let point = found.first().cloned().unwrap_or(0..0);
    let window = window(&text, &point, &found, budget);
    cut(&text, &window, &[], needles)
}

/// Shows `text[window]` with what lies in it of the quote's `pieces`.
fn cut(text: &str, window: &Range<usize>, pieces: &[Range<usize>], needles: &Needles) -> Excerpt {
    let shown = &text[window.clone()];
    let start = window.start + (shown.len() - shown.trim_start().len());
    let end = window.end - (shown.len() - shown.trim_end().len());
    let (start, end) = (start.min(end), end);
    let lead = if text[..start].trim().is_empty() { "" } else { "… " };
    let trail = if text[end..].trim().is_empty() { "" } else { " …" };
    let excerpt = format!("{lead}{}{trail}", &text[start..end]);
    let quote: Vec<Range<usize>> = pieces
        .iter()
        .map(|piece| piece.start.clamp(start, end)..piece.end.clamp(start, end))
        .filter(|piece| piece.start < piece.end)
        .map(|piece| piece.start - start + lead.len()..piece.end - start + lead.len())
        .collect();
    let mut marked = marks(&excerpt, needles, Place::Context);
    for piece in &quote {
        let inside = marks(&excerpt[piece.clone()], needles, Place::Quote);
        let new = inside.into_iter().map(|mark| mark.start + piece.start..mark.end + piece.start);
        let new: Vec<_> = new.filter(|mark| !overlaps(&marked, mark)).collect();
        marked.extend(new);
    }
    marked.sort_by_key(|mark| mark.start);
    Excerpt { text: excerpt, marks: marked, quote }
}

fn overlaps(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    ranges.iter().any(|other| other.start < range.end && range.start < other.end)
}

/// Line ends as blanks: byte for byte.
fn flat(text: &str) -> String {
    text.chars().map(|char| if char.is_ascii_whitespace() { ' ' } else { char }).collect()
}

/// Where the quote's pieces stand in the context; nothing where they do not.
pub(super) fn locate(record: &Record) -> Vec<Range<usize>> {
    let context = record.context.as_str();
    let origin = record.context_span;
    // Without markup the context is the document's bytes, and spans lead straight into it.
    if origin.len() == context.len() {
        let inside: Vec<Range<usize>> = record
            .spans
            .iter()
            .filter(|span| origin.overlaps(**span))
            .map(|span| {
                let start = span.start.max(origin.start) - origin.start;
                let end = span.end.min(origin.end) - origin.start;
                start as usize..end as usize
            })
            .collect();
        if inside.iter().all(|piece| context.get(piece.clone()).is_some()) {
            return inside;
        }
    }
    let mut pieces = Vec::new();
    let (mut rest, mut at) = (record.quote.as_str(), 0);
    while !rest.is_empty() {
        // Pieces are joined by a blank, so each ends at one.
        let shorter = rest.rmatch_indices(' ').map(|(end, _)| end);
        let longest = std::iter::once(rest.len())
            .chain(shorter)
            .find_map(|end| context[at..].find(&rest[..end]).map(|start| (at + start, end)));
        let Some((start, length)) = longest else {
            return Vec::new();
        };
        pieces.push(start..start + length);
        at = start + length;
        rest = rest[length..].trim_start();
        if record.spans.len() < pieces.len() {
            return Vec::new();
        }
    }
    pieces
}

/// The part of `text` to show.
fn window(text: &str, quote: &Range<usize>, found: &[Range<usize>], budget: usize) -> Range<usize> {
    let fits = |range: &Range<usize>| is_within(&text[range.clone()], budget);
    let whole = 0..text.len();
    if fits(&whole) {
        return whole;
    }
    // Two cuts with a blank beside them.
    let budget = budget.saturating_sub(4).max(1);
    let fits = |range: &Range<usize>| is_within(&text[range.clone()], budget);
    let clauses = clauses(text);
    let covering = |range: &Range<usize>| {
        let first = clauses.iter().position(|clause| range.start < clause.range.end);
        let last = clauses.iter().rposition(|clause| clause.range.start < range.end);
        (first.unwrap_or(0), last.unwrap_or(clauses.len() - 1))
    };
    let (mut first, mut last) = covering(quote);
    let span = |first: usize, last: usize| clauses[first].range.start..clauses[last].range.end;
    if !fits(&span(first, last)) {
        if fits(quote) {
            return quote.clone();
        }
        let inside = |mark: &&Range<usize>| quote.start <= mark.start && mark.end <= quote.end;
        let point = found.iter().find(inside).cloned().unwrap_or(quote.start..quote.start + 1);
        (first, last) = covering(&point);
        last = last.max(first);
        if !fits(&span(first, last)) {
            return words_around(text, &span(first, last), &point, budget);
        }
    }
    loop {
        let new_sentence = |at: usize| at == 0 || clauses[at - 1].ends_sentence;
        let left = (0 < first).then(|| (first - 1, last));
        let right = (last + 1 < clauses.len()).then_some((first, last + 1));
        let inner_left = left.filter(|_| !new_sentence(first));
        let inner_right = right.filter(|_| !clauses[last].ends_sentence);
        let steps = [inner_left, inner_right, right, left];
        let step = steps.into_iter().flatten().find(|(first, last)| fits(&span(*first, *last)));
        match step {
            Some(step) => (first, last) = step,
            None => return span(first, last),
        }
    }
}

/// As many words of `clause` around `point` as fit.
fn words_around(
    text: &str,
    clause: &Range<usize>,
    point: &Range<usize>,
    budget: usize,
) -> Range<usize> {
    // A third of the room goes to what stands before.
    let before = &text[clause.start..point.start];
    let room =
        before.char_indices().rev().take(budget / 3).last().map_or(before.len(), |(at, _)| at);
    let start = match before[room..].find(' ') {
        _ if room == 0 => clause.start,
        Some(blank) => clause.start + room + blank + 1,
        None => point.start,
    };
    let after = &text[start..clause.end];
    let Some((room, _)) = after.char_indices().nth(budget) else {
        return start..clause.end;
    };
    // A single word longer than the room is cut as it comes.
    let end = after[..room].rfind(' ');
    start..start + end.filter(|end| 0 < *end).unwrap_or(room)
}

/// Whether `text` has at most `budget` characters.
fn is_within(text: &str, budget: usize) -> bool {
    text.len() <= budget || text.chars().nth(budget).is_none()
}

/// A piece of text that can be left out whole.
struct Clause {
    range: Range<usize>,
    ends_sentence: bool,
}

/// Cuts `text` behind sentences and clauses; the blanks go with what they follow.
fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (blank, _) in text.match_indices(' ') {
        let before = text[..blank].trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
        let ends_sentence = match before.chars().next_back() {
            Some('!' | '?' | '…') => true,
            Some('.') if !is_abbreviation(before) => true,
            Some(',' | ';' | ':' | '—' | '–') => false,
            _ => continue,
        };
        clauses.push(Clause { range: start..blank + 1, ends_sentence });
        start = blank + 1;
    }
    if start < text.len() || clauses.is_empty() {
        clauses.push(Clause { range: start..text.len(), ends_sentence: true });
    }
    clauses
}

/// Whether the stop at the end of `before` belongs to a title or an initial.
fn is_abbreviation(before: &str) -> bool {
    const TITLES: &[&str] = &[
        "Adm", "Capt", "Col", "Dr", "Gen", "Gov", "Hon", "Lt", "Maj", "Mr", "Mrs", "Ms", "No",
        "Prof", "Rep", "Rev", "Sen", "Sgt", "St",
    ];
    let before = &before[..before.len() - 1];
    let word = before.rsplit([' ', '“', '"', '(']).next().unwrap_or(before);
    let initials = word.split('.').all(|part| part.chars().count() == 1);
    TITLES.contains(&word) || initials
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, proptest};

    use super::*;
    use crate::{
        model::Language,
        query::{fixture::Corpus, marks::needles},
    };

    const TEXT: &str = "It was late. Minister Ada Okoye told Lt. Gen. P. Ryder, who had asked \
        twice, that “we will not close the strait, whatever happens”, and left. Nobody spoke.";

    fn record(context: &str, quotes: &[&str]) -> Record {
        use crate::{
            model::Span,
            query::fixture::{corpus, document},
        };

        let store = corpus(vec![document("a").says("A", quotes[0], |_| {})]);
        let mut record = store.search("").hits.remove(0).record;
        let mut at = 0;
        record.spans.clear();
        for quote in quotes {
            let start = at + context[at..].find(quote).unwrap();
            at = start + quote.len();
            record.spans.push(Span::new(100 + start, 100 + at));
        }
        record.quote = quotes.join(" ");
        record.context = context.to_owned();
        record.context_span = Span::new(100, 100 + context.len());
        record
    }

    /// Shows marks as `[mark]` and the quote as `<quote>`.
    fn show(excerpt: &Excerpt) -> String {
        let mut shown = String::new();
        for (at, char) in excerpt.text.char_indices() {
            let ends = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.end == at);
            let starts = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.start == at);
            shown.extend(ends(&excerpt.marks).then_some(']'));
            shown.extend(ends(&excerpt.quote).then_some('>'));
            shown.extend(starts(&excerpt.quote).then_some('<'));
            shown.extend(starts(&excerpt.marks).then_some('['));
            shown.push(char);
        }
        let end = excerpt.text.len();
        shown.extend(excerpt.marks.iter().any(|mark| mark.end == end).then_some(']'));
        shown.extend(excerpt.quote.iter().any(|quote| quote.end == end).then_some('>'));
        shown
    }

    fn check(record: &Record, query: &str, budget: usize, wanted: &str) {
        let excerpt =
            excerpt(record, &needles(&Corpus::query(query), &[Language::ENGLISH]), budget);
        assert_eq!(show(&excerpt), wanted, "{budget}");
        assert!(excerpt.text.chars().count() <= budget, "{budget}");
    }

    #[test]
    fn shows_the_whole_context_where_it_fits() {
        let quote = "we will not close the strait, whatever happens";
        let record = record(TEXT, &[quote]);
        check(
            &record,
            "\"the strait\" ryder",
            500,
            "It was late. Minister Ada Okoye told Lt. Gen. P. [Ryder], who had asked twice, that \
             “<we will not close [the strait], whatever happens>”, and left. Nobody spoke.",
        );
    }

    #[test]
    fn cuts_between_sentences_before_clauses() {
        let quote = "we will not close the strait, whatever happens";
        let record = record(TEXT, &[quote]);
        check(
            &record,
            "strait",
            145,
            "… Minister Ada Okoye told Lt. Gen. P. Ryder, who had asked twice, that “<we will \
             not close the [strait], whatever happens>”, and left. …",
        );
        check(
            &record,
            "strait",
            90,
            "… who had asked twice, that “<we will not close the [strait], whatever happens>”, and left. …",
        );
        check(&record, "strait", 52, "… <we will not close the [strait], whatever happens> …");
        check(&record, "strait", 40, "… that “<we will not close the [strait],> …");
        check(&record, "strait", 20, "… <the [strait],> …");
        check(&record, "happens", 20, "… <[happens]>”, …");
    }

    #[test]
    fn finds_split_quotes_and_quotes_in_markup() {
        let context = "“We will try,” she said, “and then we will stop.” So be it.";
        let mut record = record(context, &["We will try,", "and then we will stop."]);
        let wanted = "“<We will [try],>” she said, “<and then we will [stop].>” So be it.";
        check(&record, "try stop", 100, wanted);
        // Markup in the document makes the context shorter than its span.
        record.context_span.end += 7;
        check(&record, "try stop", 100, wanted);
        record.context = "Something else.".to_owned();
        check(&record, "try", 100, "<We will [try], and then we will stop.>");
    }

    #[test]
    fn a_phrase_does_not_run_over_a_gap() {
        let context = "“We try,” she said, “to stop.”";
        let record = record(context, &["We try,", "to stop."]);
        check(&record, "\"she said\"", 100, "“<We try,>” [she said], “<to stop.>”");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn holds_to_its_budget(text in "([a-d“”.,é] ?){0,60}", budget in 1_usize..80) {
            let needles = needles(&Corpus::query("a \"b c\""), &[Language::ENGLISH]);
            let excerpt = of_passage(&text, &needles, budget);
            // Two cuts and one character are shown in any room.
            assert!(excerpt.text.chars().count() <= budget.max(5));
            for mark in excerpt.marks {
                assert!(excerpt.text.get(mark).is_some());
            }
        }
    }
}
