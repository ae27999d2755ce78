//! From the places that a quote may be from to a verdict.

use std::ops::Range;

use super::{
    Claim, Finding, Found, Holder, Place, Verdict, Verifier,
    align::{Lexicon, Run, in_order, nearest, runs},
    claim::{Gap, Side, Word, compared, negates},
    places::{between, hull, is_near, omitted, signs},
    rows::Text,
    seeds::Weights,
    speaker::Name,
};
use crate::{
    model::{Kind, Record},
    query::{QueryError, Worded, diff, hits::day, ids},
};

/// Which share of a quote one place must have for it to be altered and not another quote: with
/// less, more of it is new than old.
pub(super) const ALTERED: f32 = 0.6;
/// Which share of a quote the claimed speaker must have for it to be held against their words,
/// where another has the very same ones.
pub(super) const CLOSE: f32 = 0.9;
/// Bits that a word counts at most.
pub(super) const HEAVIEST: f32 = 8.0;
/// In how many rows three words may stand and still tell one from the others.
pub(super) const COMMON: usize = 10;
/// Words of the longest quote that is compared.
const LONGEST: usize = 1_000;
/// Fewer words in a row prove nothing.
pub(super) const FEWEST: usize = 3;
/// Words in a row that are a piece of their own.
pub(super) const PIECE: usize = 4;
/// Omissions of so few words are within a clause, and a `not` among them is what it says.
const WITHIN: usize = 5;
/// Cells of the table of an alignment.
const CELLS: usize = 1 << 20;

/// A text, and how the quote lies in it.
pub(super) struct Reading {
    pub(super) text: Text,
    pub(super) runs: Vec<Run>,
    /// Where its pieces stand, if all do in their order.
    places: Option<Vec<Range<usize>>>,
    /// Whether it has the claimed speaker; true where none is claimed.
    pub(super) by: bool,
    /// Whether it is of several statements.
    pub(super) joined: bool,
}

/// What of the quote a text has.
pub(super) struct Held {
    /// The words of the text that it is to be compared with.
    range: Range<usize>,
    /// The words of the quote.
    pub(super) words: Vec<bool>,
    /// Their share of its weight.
    share: f32,
}

impl Held {
    /// The words of the quote that stand in a row of some; others may stand there by chance.
    pub(super) fn solid(&self) -> Vec<bool> {
        let mut solid = self.words.clone();
        for row in solid.chunk_by_mut(|one, other| one == other) {
            if row.len() < FEWEST {
                row.fill(false);
            }
        }
        solid
    }
}

/// A quote on its way to a verdict.
pub(super) struct Case<'a> {
    pub(super) verifier: &'a Verifier<'a>,
    quote: &'a str,
    pub(super) words: &'a [Word],
    lexicon: Lexicon<'a>,
    pieces: Vec<Range<usize>>,
    pub(super) name: Option<Name>,
    pub(super) weights: Weights,
}

/// Checks `claim`.
pub(super) fn verdict(verifier: &Verifier<'_>, claim: &Claim) -> Result<Verdict, QueryError> {
    let words = compared(&claim.text, Side::Quote);
    if words.iter().any(|word| word.gap == Gap::Bracket) {
        // What is in brackets may stand so in the text.
        let verdict = verdict_on(verifier, claim, compared(&claim.text, Side::Source))?;
        if verdict.stands && verdict.finding != Finding::TooShort {
            return Ok(verdict);
        }
    }
    verdict_on(verifier, claim, words)
}

fn verdict_on(
    verifier: &Verifier<'_>,
    claim: &Claim,
    mut words: Vec<Word>,
) -> Result<Verdict, QueryError> {
    let too_long = LONGEST < words.len();
    words.truncate(LONGEST);
    let name = claim.speaker.as_deref().and_then(Name::new);
    let lexicon = Lexicon::new(&words);
    let names = verifier.fields.names;
    let key = name.as_ref().map(Name::key);
    let (candidates, weights) = verifier.ground.candidates(&words, names, key)?;
    let pieces = lexicon.pieces();
    let quote = claim.text.trim();
    let case = Case { verifier, quote, words: &words, lexicon, pieces, name, weights };
    let mut readings = Vec::new();
    for candidate in &candidates {
        for text in Text::load(&verifier.searcher, candidate)? {
            readings.push(case.read(text, false));
        }
        // Where one row alone has all that was looked up, no other can stand.
        let stands = |it: &Reading| it.by && it.places.as_deref().map(omitted) == Some(0);
        if candidate.alike == 1 && readings.iter().any(stands) {
            break;
        }
    }
    let alike = candidates.first().map_or(0, |candidate| candidate.alike);
    let mut verdict = case.judge(readings, alike)?;
    if too_long {
        verdict.finding = Finding::NotFound;
        verdict.stands = false;
        verdict.notes.push(format!("only its first {LONGEST} words were compared"));
    }
    Ok(verdict)
}

impl Case<'_> {
    pub(super) fn read(&self, text: Text, joined: bool) -> Reading {
        let numbers = self.lexicon.read(&text.words);
        let least = self.pieces.iter().map(Range::len).min().unwrap_or(1).clamp(1, 2);
        let runs = runs(&self.lexicon.quote, &numbers, least);
        let places = in_order(&self.pieces, &runs);
        let places =
            places.filter(|places| !places.is_empty() && (!joined || is_near(&text, places)));
        let by = |name: &Name| text.record().is_some_and(|record| name.speaks_in(record));
        let by = self.name.as_ref().is_none_or(by);
        Reading { text, runs, places, by, joined }
    }

    fn judge(&self, mut readings: Vec<Reading>, alike: usize) -> Result<Verdict, QueryError> {
        if !readings.iter().any(|it| it.places.is_some() && it.by) {
            let joined = self.joined(&readings)?;
            readings.extend(joined);
        }
        readings.sort_by_cached_key(|it| self.order(it));
        let standing = readings.first().filter(|it| it.places.is_some());
        let longest = self.pieces.iter().map(Range::len).max().unwrap_or(0);
        let few = longest < FEWEST;
        let common = self.words.len() == FEWEST && COMMON < alike;
        let proves = standing.is_some_and(|it| it.by && self.name.is_some());
        if few || (common && standing.is_some() && !proves) {
            return self.too_short(standing.filter(|it| it.by), common);
        }
        if let Some(it) = standing.filter(|it| it.by) {
            return self.stands(it);
        }
        let mut held: Vec<Held> = readings.iter().map(|it| self.held(it)).collect();
        let best = |wanted: &dyn Fn(&Reading) -> bool| {
            let share = |nth: &usize| held[*nth].share;
            let all = (0..readings.len()).filter(|nth| wanted(&readings[*nth]));
            all.reduce(|one, other| if share(&one) < share(&other) { other } else { one })
        };
        let of_name = best(&|it| it.by && !it.joined);
        if let Some(standing) = standing {
            return match of_name.filter(|nth| CLOSE <= held[*nth].share) {
                Some(nth) => {
                    let mut verdict = self.altered(&readings[nth], &held[nth])?;
                    let other = standing.text.record().map_or("the text around", called);
                    verdict.notes.push(format!("in these very words by {other}"));
                    Ok(verdict)
                }
                None => self.other_speaker(standing),
            };
        }
        let any = best(&|_| true);
        // The claimed speaker's words come first where they are about as near.
        let nearest = match (of_name, any) {
            (Some(one), Some(other)) if held[other].share <= held[one].share + 0.05 => Some(one),
            (_, other) => other,
        };
        let Some(nth) = nearest else { return Ok(self.not_found()) };
        self.seek_rest(&mut readings, &mut held, nth)?;
        if let Some(verdict) = self.spliced(&readings, &held, nth)? {
            return Ok(verdict);
        }
        if self.is_altered(&readings[nth], &held[nth]) {
            return self.altered(&readings[nth], &held[nth]);
        }
        let mut verdict = self.not_found();
        if ALTERED / 2.0 <= held[nth].share {
            let nearest = self.altered(&readings[nth], &held[nth])?;
            verdict = Verdict { finding: verdict.finding, notes: verdict.notes, ..nearest };
        }
        Ok(verdict)
    }

    /// What comes first of several texts.
    fn order(&self, it: &Reading) -> impl Ord + use<> {
        let record = it.text.record();
        let place = it.text.parts.first().map_or(Place::Passage, |part| part.place);
        (
            it.places.is_none(),
            !it.by,
            it.places.as_ref().map(|places| omitted(places)),
            it.joined,
            place,
            record.is_none_or(|record| !record.primary),
            record.is_some_and(|record| {
                self.name.as_ref().is_some_and(|name| name.only_passes_on(record))
            }),
            record.and_then(|record| Some(day(record)?.first_day())).unwrap_or(i64::MAX),
            record.map(|record| record.id.clone()),
        )
    }

    /// Texts of several statements, where a quote may run from one into the next.
    fn joined(&self, readings: &[Reading]) -> Result<Vec<Reading>, QueryError> {
        let mut seen: Vec<String> = Vec::new();
        let mut found = Vec::new();
        for reading in readings {
            let Some(record) = reading.text.record() else { continue };
            let is_quote = reading.text.parts[0].place == Place::Quote;
            let last = reading.text.words.len();
            let (first_word, last_word) = (0, self.words.len());
            let runs_on = reading.runs.iter().any(|run| {
                FEWEST.min(self.words.len()) <= run.len
                    && (run.text == 0 && first_word < run.quote
                        || run.text + run.len == last && run.quote + run.len < last_word
                        || 1 < self.pieces.len())
            });
            if !is_quote || !runs_on || seen.contains(&record.id) || 3 <= found.len() {
                continue;
            }
            let (searcher, fields) = (&self.verifier.searcher, self.verifier.fields);
            if let Some(text) = Text::around(searcher, fields, record)? {
                let ids = text.parts.iter().filter_map(|part| part.holder.record());
                seen.extend(ids.map(|record| record.id.clone()));
                found.push(self.read(text, true));
            }
        }
        Ok(found)
    }

    fn weight(&self, at: usize) -> f32 {
        self.weights.bits[at].clamp(0.5, HEAVIEST)
    }

    pub(super) fn share(&self, words: &[bool]) -> f32 {
        let all: f32 = (0..words.len()).map(|at| self.weight(at)).sum();
        let held: f32 = (0..words.len()).filter(|at| words[*at]).map(|at| self.weight(at)).sum();
        if all <= 0.0 { 0.0 } else { held / all }
    }

    pub(super) fn held(&self, reading: &Reading) -> Held {
        let numbers = self.lexicon.read(&reading.text.words);
        let quote = &self.lexicon.quote;
        let window = window(quote.len(), numbers.len(), &reading.runs);
        let (range, mut words) = nearest(quote, &numbers[window.clone()]);
        let mut range = window.start + range.start..window.start + range.end;
        if !reading.joined {
            let in_place = words.iter().filter(|same| **same).count();
            let long: Vec<&Run> = reading.runs.iter().filter(|run| FEWEST <= run.len).collect();
            for run in &long {
                words[run.of_quote()].fill(true);
            }
            let all = words.iter().filter(|same| **same).count();
            // Pieces that were moved: the text that has them all.
            if 2 * in_place.min(all) < all + in_place
                && let (Some(start), Some(end)) = (
                    long.iter().map(|run| run.text).min(),
                    long.iter().map(|run| run.of_text().end).max(),
                )
                && in_place < all
            {
                range = start.min(range.start)..end.max(range.end);
            }
        }
        let share = self.share(&words);
        Held { range, words, share }
    }

    /// Whether so much of a quote is no chance: it must tell one row from all others, and be most
    /// of the quote or stand in a row as only a copy does.
    fn is_altered(&self, it: &Reading, held: &Held) -> bool {
        let one_row = self.verifier.ground.bits();
        let words = held.words.iter().enumerate().filter(|(_, held)| **held);
        let bits: f32 = words.map(|(at, _)| self.weights.bits[at]).sum();
        let copied = |run: &Run| {
            2 * PIECE <= run.len && 2.0 * one_row <= self.weights.bits[run.of_quote()].iter().sum()
        };
        one_row <= bits && (ALTERED <= held.share || it.runs.iter().any(copied))
    }

    fn stands(&self, it: &Reading) -> Result<Verdict, QueryError> {
        let places = it.places.clone().unwrap_or_default();
        let range = hull(&places);
        let mut verdict = self.found(it, &range)?;
        let left_out = between(&places);
        let gaps: usize = left_out.iter().map(Range::len).sum();
        verdict.finding = if 0 < gaps { Finding::Shortened } else { Finding::Exact };
        verdict.stands = true;
        let turned = left_out
            .iter()
            .filter(|gap| gap.len() <= WITHIN)
            .find_map(|gap| it.text.words[gap.clone()].iter().find(|word| negates(&word.folded)));
        if let Some(word) = turned {
            verdict.stands = false;
            verdict.notes.push(format!("`{}` is left out", word.folded));
        }
        if self.words.iter().any(|word| word.gap == Gap::Bracket) {
            verdict.notes.push("words in brackets are the writer's".to_owned());
        }
        if gaps == 0 && signs(&verdict.before) != signs(self.quote) {
            verdict.finding = Finding::Altered;
            verdict.stands = false;
            verdict.notes.push("signs beside numbers differ".to_owned());
        }
        self.remark(&mut verdict);
        Ok(verdict)
    }

    fn other_speaker(&self, it: &Reading) -> Result<Verdict, QueryError> {
        let mut verdict = self.stands(it)?;
        verdict.finding = Finding::OtherSpeaker;
        verdict.stands = false;
        let who = it.text.record().and_then(|record| record.speaker.as_ref());
        if who.is_none_or(|who| who.name.is_empty()) {
            verdict.notes.push("the text does not say who said it".to_owned());
        }
        Ok(verdict)
    }

    fn altered(&self, it: &Reading, held: &Held) -> Result<Verdict, QueryError> {
        let mut verdict = self.found(it, &held.range)?;
        if !it.by
            && let Some(record) = it.text.record()
        {
            verdict.notes.push(format!("these are words of {}", called(record)));
        }
        self.remark(&mut verdict);
        Ok(verdict)
    }

    /// What to know of where a quote is from.
    fn remark(&self, verdict: &mut Verdict) {
        let Some(first) = verdict.found.first() else { return };
        match (&first.holder, first.place) {
            (Holder::Passage(_), _) => {
                verdict.notes.push("outside of all statements found in that text".to_owned());
            }
            (Holder::Statement(_), Place::Context) => {
                verdict.notes.push("in the sentences around the words quoted".to_owned());
            }
            (Holder::Statement(record), _) if record.kind == Kind::Indirect => {
                verdict.notes.push("reported there without quotation marks".to_owned());
            }
            _ => {}
        }
        if let (Some(record), Some(name)) = (first.holder.record(), &self.name)
            && name.only_passes_on(record)
        {
            verdict.notes.push(format!("passed on, and said by {}", called(record)));
        }
    }

    fn too_short(&self, it: Option<&Reading>, common: bool) -> Result<Verdict, QueryError> {
        let mut verdict = match it {
            Some(it) => self.found(it, &hull(it.places.as_deref().unwrap_or_default()))?,
            None => self.not_found(),
        };
        verdict.finding = Finding::TooShort;
        verdict.stands = true;
        let why =
            if common { "three words that many say" } else { "fewer than three words in a row" };
        verdict.notes.push(format!("{why}: nothing can be told"));
        Ok(verdict)
    }

    pub(super) fn not_found(&self) -> Verdict {
        Verdict {
            finding: Finding::NotFound,
            stands: false,
            found: Vec::new(),
            before: String::new(),
            after: self.quote.to_owned(),
            changes: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// An altered quote, compared with the words `range` of a text.
    fn found(&self, it: &Reading, range: &Range<usize>) -> Result<Verdict, QueryError> {
        let found = self.founds(&it.text, range)?;
        let before: Vec<&str> = found.iter().map(Found::words).collect();
        let before = before.join(" ");
        let changes = diff(&Worded::new(&before), &Worded::new(self.quote));
        let finding = Finding::Altered;
        Ok(Verdict { finding, found, before, changes, ..self.not_found() })
    }

    /// Where the words `range` of a text are.
    pub(super) fn founds(
        &self,
        text: &Text,
        range: &Range<usize>,
    ) -> Result<Vec<Found>, QueryError> {
        let ends = text.parts.iter().skip(1).map(|part| part.first).chain([text.words.len()]);
        let mut found = Vec::new();
        for (part, end) in text.parts.iter().zip(ends) {
            let words = range.start.max(part.first)..range.end.min(end);
            if words.is_empty() {
                continue;
            }
            let bytes = text.words[words.start].range.start..text.words[words.end - 1].range.end;
            let short_id = match part.holder.record() {
                Some(record) => {
                    Some(ids::short(&self.verifier.searcher, self.verifier.fields, &record.id)?)
                }
                None => None,
            };
            let holder = part.holder.clone();
            found.push(Found { holder, short_id, place: part.place, range: bytes });
        }
        Ok(found)
    }
}

/// Whoever said it, for a note.
fn called(record: &Record) -> &str {
    let name = record.speaker.as_ref().map_or("", |agent| agent.name.as_str());
    if name.is_empty() { "somebody unknown" } else { name }
}

/// The part of a text of `n_text` words that a quote of `n_quote` is aligned with: all of it, or
/// what is around the longest run.
fn window(n_quote: usize, n_text: usize, runs: &[Run]) -> Range<usize> {
    if n_quote.saturating_mul(n_text) <= CELLS {
        return 0..n_text;
    }
    let longest = runs.iter().max_by_key(|run| run.len);
    let start = longest.map_or(0, |run| run.text.saturating_sub(run.quote));
    let width = CELLS / n_quote.max(1);
    let slack = width.saturating_sub(n_quote) / 2;
    let start = start.saturating_sub(slack);
    start..n_text.min(start + width)
}
