//! Whom “he” or “she” means: everybody named before, weighed by where and as what.
//!
//! The weights are twentieths of a natural logarithm: a softmax over the candidates, fitted to 459
//! pronouns read by hand in training articles (`tests/gold/pronouns*.train.jsonl`) and rounded. Set by hand: `ANSWERS`, `OWNER_HERE`, `PAIR`.

use super::{Gender, People, Place, Seen};
use crate::{
    extract::{lexicon::Class, token::Token},
    model::{Span, SpeakerKind},
};

/// How many mentions back an antecedent may stand.
const WINDOW: usize = 60;

/// One unit of a natural logarithm.
const UNIT: f32 = 20.0;

/// Closer than this two candidates stand equal, and nobody is named.
const EQUAL: i32 = 2;

/// Two names joined stand nearly equal, whichever comes first.
const PAIR: i32 = 30;

const GENDER_KNOWN: i32 = 9;
const SURE: i32 = 26;
const HEADLINE: i32 = 10;
const SAME_PARAGRAPH: i32 = 27;
/// Subject of the first sentence of the paragraph that has one.
const OPENER: i32 = 25;
/// The last to speak; more so where the pronoun tags a quote.
const LAST_SPEAKER: [i32; 2] = [10, 16];
/// The last subject before the sentence; likewise.
const LAST_SUBJECT: [i32; 2] = [14, 27];
/// Asked in the sentence before a quote: who speaks there answers.
const ANSWERS: i32 = 90;
/// Owner of the subject of the pronoun’s own sentence.
const OWNER_HERE: i32 = 40;
/// Nobody calls himself by his name.
const NAMED_IN_OWN_WORDS: i32 = -14;

/// Where a pronoun stands.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Site<'a> {
    /// Where its sentence begins.
    pub(in crate::extract) sentence: u32,
    /// Where the search for an antecedent stops.
    pub(in crate::extract) floor: u32,
    /// The words that its bearer is said to say.
    pub(in crate::extract) own: &'a [Span],
}

impl People {
    /// Whom the pronoun at `at` means, and how likely.
    pub(in crate::extract) fn pronoun(
        &self,
        token: Token,
        at: u32,
        site: Site,
    ) -> Option<(usize, f32)> {
        if token.is(Class::PRONOUN_MALE) {
            self.bearer(Gender::Male, at, site)
        } else if token.is(Class::PRONOUN_FEMALE) {
            self.bearer(Gender::Female, at, site)
        } else {
            None
        }
    }

    /// Whom “he”, “his” or “her” at `at` means, and how likely; nobody where two stand equal.
    pub(in crate::extract) fn bearer(
        &self,
        gender: Gender,
        at: u32,
        site: Site,
    ) -> Option<(usize, f32)> {
        let before = self.seen.partition_point(|seen| seen.at < at);
        let before = &self.seen[..before];
        let candidates = self.candidates(before, gender, site);
        let scores = self.scores(before, &candidates, at, site);
        let (best, top) = scores
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|(index, score)| (*score, usize::MAX - index))?;
        let others = || scores.iter().enumerate().filter(|(index, _)| *index != best);
        // "Renn and Aldine left. He …": either.
        let (one, near) = (&candidates[best], self.sentence(candidates[best].at));
        let pair = |other: &Seen| {
            one.joined
                && other.joined
                && self.sentence(other.at) == near
                && one.place == other.place
        };
        let equal = |(index, score): (usize, &i32)| {
            let close = if pair(&candidates[index]) { PAIR } else { EQUAL };
            top - score < close
        };
        if others().any(equal) {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "scores are small")]
        let rest: f32 = others().map(|(_, score)| ((score - top) as f32 / UNIT).exp()).sum();
        Some((candidates[best].person, 1.0 / (1.0 + rest)))
    }

    /// Those whose gender fits, each by the last mention, the last one first.
    fn candidates(&self, before: &[Seen], gender: Gender, site: Site) -> Vec<Seen> {
        let mut found: Vec<Seen> = Vec::new();
        let window = before.iter().rev().take(WINDOW);
        for seen in window.take_while(|seen| seen.at >= site.floor) {
            let Some(person) = self.fitting(seen, gender) else { continue };
            if found.iter().all(|known| known.person != person) {
                found.push(Seen { person, ..*seen });
            }
        }
        found
    }

    /// The bearer of the name at a mention, if the gender fits; where a surname stands alone,
    /// another bearer of it whose gender does.
    fn fitting(&self, seen: &Seen, gender: Gender) -> Option<usize> {
        let person = &self.list[seen.person];
        if person.kind != SpeakerKind::Person {
            return None;
        }
        if person.gender.is_none_or(|known| known == gender) {
            return Some(seen.person);
        }
        let same = seen.alone.then(|| person.words.last().and_then(|last| self.by_last.get(last)));
        let mut others = same.flatten().into_iter().flatten().copied();
        others.find(|other| self.list[*other].gender == Some(gender))
    }

    fn scores(&self, before: &[Seen], candidates: &[Seen], at: u32, site: Site) -> Vec<i32> {
        let here = self.sentence(at);
        let block = self.block(at);
        let tag = usize::from(site.own.iter().any(|span| span.end <= at));
        let fits = |seen: &&Seen| candidates.iter().any(|one| one.person == seen.person);
        let past = || before.iter().rev().take(WINDOW);
        let speaker = past().filter(|seen| seen.speaks).find(fits).map(|seen| seen.person);
        let leads = |seen: &&Seen| seen.place >= Place::Chain;
        let earlier = past().filter(|seen| seen.at < site.sentence);
        let subject = earlier.filter(leads).find(fits).map(|seen| seen.person);
        let first = before.partition_point(|seen| seen.at < block);
        let opener = before[first..].iter().find(leads).map(|seen| seen.person);
        let headline = self.blocks.get(1).copied().unwrap_or(u32::MAX);
        let score = |seen: &Seen| {
            let person = &self.list[seen.person];
            let weigh = |on: bool, weight: i32| if on { weight } else { 0 };
            let titular = || {
                let top = self.seen.iter().take_while(|seen| seen.at < headline);
                headline == u32::MAX || top.into_iter().any(|top| top.person == seen.person)
            };
            let back = here - self.sentence(seen.at);
            let asked = seen.place == Place::Asked && back <= 1 && tag == 1;
            distance(back)
                + weigh(asked, ANSWERS)
                + weigh(seen.place == Place::Owner && back == 0, OWNER_HERE)
                + place(seen.place)
                + weigh(person.gender.is_some(), GENDER_KNOWN)
                + weigh(person.sure, SURE)
                + weigh(titular(), HEADLINE)
                + weigh(seen.at >= block, SAME_PARAGRAPH)
                + weigh(opener == Some(seen.person), OPENER)
                + weigh(speaker == Some(seen.person), LAST_SPEAKER[tag])
                + weigh(subject == Some(seen.person), LAST_SUBJECT[tag])
                + weigh(self.named_in(seen.person, site.own), NAMED_IN_OWN_WORDS)
        };
        candidates.iter().map(score).collect()
    }

    /// Whether words name somebody.
    fn named_in(&self, person: usize, words: &[Span]) -> bool {
        words.iter().any(|span| {
            let inside = |list: &[Seen]| {
                let from = list.partition_point(|seen| seen.at < span.start);
                list[from..]
                    .iter()
                    .take_while(|seen| seen.at < span.end)
                    .any(|seen| seen.person == person && seen.place != Place::Chain)
            };
            inside(&self.seen) || inside(&self.told)
        })
    }

    /// The number of the sentence that a place stands in.
    pub(in crate::extract) fn sentence(&self, at: u32) -> usize {
        self.sentences.partition_point(|start| *start <= at)
    }

    /// Where the paragraph begins that a place stands in.
    fn block(&self, at: u32) -> u32 {
        let next = self.blocks.partition_point(|start| *start <= at);
        next.checked_sub(1).map_or(0, |index| self.blocks[index])
    }
}

/// By how many sentences back the last mention stands.
fn distance(sentences: usize) -> i32 {
    match sentences {
        0 | 1 => 30,
        2 | 3 => 0,
        4 | 5 => -13,
        6..=9 => -22,
        _ => -24,
    }
}

/// By what part the last mention plays in its sentence.
fn place(place: Place) -> i32 {
    match place {
        Place::Speaker => 9,
        Place::Subject => 11,
        Place::Chain => -5,
        Place::Clause => -3,
        Place::Asked => 8,
        Place::Owner => 12,
        Place::Object => -18,
        Place::Possessor => -6,
        Place::Modifier => -8,
    }
}
