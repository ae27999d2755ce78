//! Finds a query's words in a text that is to be shown.

use std::ops::Range;

use super::{
    Filter, MAX_DISTANCE, Place, Query,
    proximity::{self, Leaf, Pattern, SILENT, Where},
};
use crate::{
    index::{QueryWord, query_words_in, words_stemmed_where},
    model::Language,
    text::edits,
};

/// What of a query can be pointed at, and the languages that its words are looked for in.
#[derive(Clone, Debug)]
pub(super) struct Needles {
    all: Vec<Needle>,
    languages: Vec<Language>,
}

impl Needles {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a word of a text, folded, may share a stem with one that is looked for. English stems
    /// begin as their words do.
    fn may_be_form(&self, word: &str) -> bool {
        let english_alone = self.languages.iter().all(|it| *it == Language::ENGLISH);
        self.all.iter().any(|needle| match &needle.what {
            What::Leaf(Leaf::Word(wanted)) => {
                !english_alone || wanted.exact.as_bytes().first() == word.as_bytes().first()
            }
            What::Near(_) => true,
            What::Leaf(_) | What::Phrase(_) => false,
        })
    }
}

/// What of a query can be pointed at in a text.
#[derive(Clone, Debug)]
struct Needle {
    what: What,
    /// Where it counts, if not everywhere.
    place: Option<Place>,
}

#[derive(Clone, Debug)]
enum What {
    Leaf(Leaf),
    Phrase(Vec<QueryWord>),
    Near(Pattern<Leaf>),
}

/// How many bytes of a text are looked through: a paragraph may be a whole book.
const MAX_TEXT: usize = 1 << 20;

/// A needle's match: bytes of the text.
pub(super) type Mark = Range<usize>;

/// What of `query` can be pointed at: all but what must not match and what filters.
pub(super) fn needles(query: &Query, languages: &[Language]) -> Needles {
    let mut needles = Needles { all: Vec::new(), languages: languages.to_vec() };
    gather(query, None, &mut needles);
    needles
}

fn gather(query: &Query, place: Option<Place>, needles: &mut Needles) {
    let Needles { all, languages } = needles;
    let words =
        |typed: &str| query_words_in(typed, languages).into_iter().filter(|word| !word.possessive);
    let mut add = |what| all.push(Needle { what, place });
    match query {
        Query::Word(typed) => {
            for mut run in runs(words(typed).collect()) {
                if run.len() == 1 {
                    run.drain(..).for_each(|word| add(What::Leaf(Leaf::Word(word))));
                } else {
                    add(What::Phrase(run));
                }
            }
        }
        Query::Phrase(typed) => {
            let words = query_words_in(typed, languages);
            if !words.is_empty() {
                add(What::Phrase(words));
            }
        }
        Query::Prefix(typed) => {
            let mut words: Vec<QueryWord> = words(typed).collect();
            if let Some(start) = words.pop() {
                add(What::Leaf(Leaf::Prefix(start.exact)));
            }
            for word in words {
                add(What::Leaf(Leaf::Word(word)));
            }
        }
        Query::Fuzzy(typed, edits) => {
            for word in words(typed) {
                add(What::Leaf(Leaf::Fuzzy(word.exact, *edits)));
            }
        }
        Query::Loose(..) | Query::Near(_) => {
            let place = match proximity::place(query) {
                Where::Anywhere => place,
                Where::In(place) => Some(place),
                Where::Nowhere => return,
            };
            if let Some(pattern) = proximity::pattern(query, MAX_DISTANCE, languages) {
                all.push(Needle { what: What::Near(pattern), place });
            }
        }
        Query::Filter(Filter::Text(place, words)) => gather(words, Some(*place), needles),
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                gather(part, place, needles);
            }
        }
        Query::All | Query::Filter(_) | Query::Not(_) => {}
    }
}

/// Returns where `needles` stand in `text`, which is of `place`: in order, apart, a phrase as one.
pub(super) fn marks(text: &str, needles: &Needles, place: Place) -> Vec<Mark> {
    let looked_at = &text[..text.floor_char_boundary(MAX_TEXT)];
    let words =
        words_stemmed_where(looked_at, &needles.languages, |word| needles.may_be_form(word));
    let mut marks = Vec::new();
    // The quote is part of its context.
    let counts = |wanted: Option<Place>| {
        wanted.is_none_or(|wanted| {
            wanted == place || (wanted == Place::Context && place == Place::Quote)
        })
    };
    for needle in needles.all.iter().filter(|needle| counts(needle.place)) {
        match &needle.what {
            What::Leaf(leaf) => {
                let found = words.iter().filter(|word| leaf.is(word));
                marks.extend(found.map(|word| word.range.clone()));
            }
            What::Near(pattern) => marks.extend(near(&words, pattern)),
            What::Phrase(wanted) => {
                let found = words.windows(wanted.len()).filter(|window| {
                    window.iter().zip(wanted).all(|(word, wanted)| same(word, wanted))
                });
                marks.extend(
                    found.map(|window| window[0].range.start..window[window.len() - 1].range.end),
                );
            }
        }
    }
    merged(marks)
}

impl Leaf {
    /// Whether `word` of a text is what it stands for.
    fn is(&self, word: &QueryWord) -> bool {
        match self {
            Self::Word(wanted) => {
                let mut stems = word.stems.iter().zip(&wanted.stems);
                !word.possessive
                    && (stems.any(|(stem, wanted)| stem == wanted) || same(word, wanted))
            }
            Self::Exact(wanted) => same(word, wanted),
            Self::Prefix(start) => word.exact.starts_with(start.as_str()),
            Self::Fuzzy(wanted, most) => edits(wanted, &word.exact) <= usize::from(*most),
        }
    }
}

/// Where `pattern` matches among `words`, those side by side as one.
fn near(words: &[QueryWord], pattern: &Pattern<Leaf>) -> Vec<Mark> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let is_silent = |word: &QueryWord| word.possessive || word.exact == SILENT;
    let places = |is: &dyn Fn(&QueryWord) -> bool| -> Vec<u32> {
        (0..words.len()).filter(|at| is(&words[*at])).map(place).collect()
    };
    let mut leaf_places = |leaf: &mut Leaf, out: &mut Vec<u32>| {
        out.extend(places(&|word| leaf.is(word)));
    };
    let silent = places(&is_silent);
    let mut marks: Vec<Mark> = Vec::new();
    for stretch in pattern.clone().stretches(&mut leaf_places, &silent) {
        let mut last = None;
        for at in stretch.places {
            let Some(word) = words.get(at as usize) else { continue };
            match marks.last_mut() {
                Some(mark) if last.is_some_and(|last| last + 1 == at) => mark.end = word.range.end,
                _ => marks.push(word.range.clone()),
            }
            last = Some(at);
        }
    }
    marks
}

/// Words without anything between them, as Chinese writes them: a word of the reader's is a run.
pub(super) fn runs(words: Vec<QueryWord>) -> Vec<Vec<QueryWord>> {
    let mut runs: Vec<Vec<QueryWord>> = Vec::new();
    for word in words {
        let last = runs
            .last_mut()
            .filter(|run| run.last().is_some_and(|last| last.range.end == word.range.start));
        match last {
            Some(run) => run.push(word),
            None => runs.push(vec![word]),
        }
    }
    runs
}

/// Whether `word` of a text has the exact form `wanted`; the country `US` is found as `us`, too.
fn same(word: &QueryWord, wanted: &QueryWord) -> bool {
    word.exact == wanted.exact || (word.exact == "u.s" && wanted.exact == "us")
}

fn merged(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::query::parse;

    fn marked(query: &str, text: &str) -> String {
        let needles = needles(&parse(query, date(2024, 5, 31)).query, &[Language::ENGLISH]);
        let mut shown = String::new();
        let mut at = 0;
        for mark in marks(text, &needles, Place::Quote) {
            for piece in [&text[at..mark.start], "[", &text[mark.clone()], "]"] {
                shown.push_str(piece);
            }
            at = mark.end;
        }
        shown + &text[at..]
    }

    #[test]
    fn marks_whole_words() {
        assert_eq!(marked("truce", "Truces, a truce; untruced"), "[Truces], a [truce]; untruced");
        assert_eq!(
            marked("commit*", "Our commitment; it commits"),
            "Our [commitment]; it [commits]"
        );
        assert_eq!(marked("israel", "Israel’s security"), "[Israel]’s security");
        assert_eq!(marked("us", "the U.S. and us"), "the [U.S]. and [us]");
        assert_eq!(marked("US", "the U.S. and us"), "the [U.S]. and us");
        assert_eq!(marked("iran -deal", "Iran, no deal"), "[Iran], no deal");
        assert_eq!(marked("speaker:iran", "Iran"), "Iran");
    }

    #[test]
    fn marks_phrases_as_phrases() {
        assert_eq!(
            marked("\"Israel's security\"", "to Israel’s security, and Israel"),
            "to [Israel’s security], and Israel"
        );
        assert_eq!(marked("\"the deal\" deal", "the deal, a deal"), "[the deal], a [deal]");
        assert_eq!(marked("\"the deals\"", "the deal"), "the deal");
    }

    #[test]
    fn marks_what_is_near() {
        let text = "The ports open; a port stays closed, the port opens.";
        assert_eq!(
            marked("port ADJ/1 open", text),
            "The [ports open]; a port stays closed, the [port opens]."
        );
        assert_eq!(
            marked("close NEAR/2 (port OR stays)", text),
            "The ports open; a [port] [stays closed], the [port] opens."
        );
        assert_eq!(
            marked("\"open ports\"~0", text),
            "The [ports open]; a port stays closed, the port opens."
        );
        assert_eq!(marked("israel ADJ/1 security", "Israel’s security"), "[Israel]’s [security]");
        assert_eq!(
            marked("poet~1", text),
            "The ports open; a [port] stays closed, the [port] opens."
        );
        assert_eq!(marked("title:port NEAR/3 open", text), text);
    }

    #[test]
    fn marks_only_where_asked() {
        assert_eq!(marked("quote:deal title:iran", "Iran deal"), "Iran [deal]");
    }
}
