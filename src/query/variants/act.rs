//! Whether two texts with the same words report one act of saying.
//!
//! Formulas are said again and again (“reaffirmed the commitment to …”), speeches are given twice,
//! and transcripts repeat what was said last week. The rule:
//!
//! 1. Two days of saying more than three days apart, or addressees who are others, are two acts.
//! 2. A report without a day of saying is of the same act if it is published from the day before
//!    to ten days after (where neither has one, within ten days of each other); later, and where a
//!    document has no date, only if it has nine in ten words of the shorter (undated: eight in ten
//!    of eight words or more) and is no formula.
//! 3. Two turns (transcripts, speeches, records) are two acts, unless twenty words or more are the
//!    same within a day: then one speech was published twice.
//! 4. Another speaker is a copy under another name only if twelve words or more are the same
//!    within those days. Where neither text names a speaker, fifteen words are needed.
//! 5. Where words were changed and each text has a name or a number that the other has not, they are
//!    about two things; in text outside statements nine in ten words are needed.
//! 6. One outlet's two texts are of one act only if the words were left as they are, or one of the
//!    texts is a transcript or a speech (nine in ten words where they are put anew), and if they are
//!    of one day (twelve own words left as they are, or a speech published twice, may come again
//!    within ten): an office's readouts of two calls differ in little else. Where neither names a
//!    speaker, only a speech published twice counts.
//! 7. A formula (words that stand on three other days, ten days off) needs the same speaker.

use super::Alteration;
use crate::model::{Agent, ApproxDate, Attribution, Record, SpeakerKind, Wording};

/// Days between two days of saying that are taken for one.
const SAID_APART: i64 = 3;
/// Days from a saying to a report of it.
const REPORTED_AFTER: i64 = 10;

/// What two texts with the same words have to do with each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tie {
    /// They report one act of saying.
    Copy,
    /// The same words were said on another day, to others, or by another.
    Again,
}

/// What a text says of who said it and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Side<'a> {
    pub(super) speakers: Vec<&'a Agent>,
    pub(super) via: &'a [Agent],
    pub(super) addressees: &'a [Agent],
    pub(super) said: Option<ApproxDate>,
    pub(super) published: Option<ApproxDate>,
    pub(super) outlet: Option<&'a str>,
    pub(super) is_turn: bool,
    /// Whether the speaker's own words are given.
    pub(super) is_own: bool,
}

impl<'a> Side<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let speakers = record.speaker.iter().chain(&record.joint_with);
        Self {
            speakers: speakers.filter(|agent| !agent.id.is_empty()).collect(),
            via: &record.via,
            addressees: &record.addressees,
            said: record.said.as_ref().and_then(|said| said.date),
            published: record.published,
            outlet: record.outlet.as_deref(),
            is_turn: record.attribution == Attribution::Turn,
            is_own: record.wording == Wording::Own,
        }
    }
}

/// How much of the words is the same.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub(super) struct Evidence {
    pub(super) alteration: Alteration,
    /// Words shared.
    pub(super) shared: usize,
    /// The shorter text's words.
    pub(super) words: usize,
    /// Whether the words stand on many days.
    pub(super) is_formula: bool,
    /// Whether the words are others and only what they say is shared.
    pub(super) is_sense: bool,
    /// Whether one stands outside statements.
    pub(super) is_passage: bool,
    /// Whether each has a name or a number that the other has not.
    pub(super) other_names: bool,
}

impl Evidence {
    fn covers(&self, tenths: usize) -> bool {
        self.words * tenths <= self.shared * 10
    }
}

/// Who two texts say it was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Who {
    /// The same.
    Same,
    /// One of them does not say, or names an office.
    Open,
    /// Neither says.
    Nobody,
    /// Two people.
    Other,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    Near,
    Later,
    Unknown,
    Apart,
}

/// Applies the rule; see the module.
pub(super) fn tie(one: &Side<'_>, other: &Side<'_>, evidence: Evidence) -> Tie {
    let who = who(one, other);
    let when = when(one, other);
    let is_long = 12 <= evidence.shared && evidence.covers(9);
    let keeps_words = evidence.alteration.keeps_words();
    let is_whole = 20 <= evidence.words && keeps_words;
    let one_outlet = one.outlet.is_some() && one.outlet == other.outlet;
    // An outlet that words a thing anew says a new thing, as a rule.
    let is_anew = one_outlet
        && match evidence.alteration {
            // What a press secretary says is put on paper in other words.
            Alteration::Reworded if one.is_turn == other.is_turn => true,
            Alteration::Reworded | Alteration::Reordered | Alteration::Part => {
                evidence.is_sense || !evidence.covers(9)
            }
            _ => !keeps_words && (who == Who::Nobody || !one.is_turn && !other.is_turn),
        };
    // So do two texts of one office on two days, or on one day about nobody in particular.
    let is_other_event = one_outlet
        && !(one.is_turn && other.is_turn)
        && match who {
            Who::Nobody => true,
            Who::Same if is_long && keeps_words && one.is_own && other.is_own => {
                is_other_day(one, other)
            }
            Who::Open => !is_long || !within_a_day(one, other),
            Who::Other if evidence.shared < 15 => true,
            Who::Same | Who::Other => is_other_day(one, other) || !within_a_day(one, other),
        };
    let is_copy = if apart(one.addressees, other.addressees)
        || when == When::Apart
        || evidence.other_names
        || is_anew
        || is_other_event
        || evidence.is_passage && !evidence.covers(9)
    {
        false
    } else if evidence.is_sense {
        who == Who::Same && when == When::Near && !(one.is_turn || other.is_turn)
    } else if one.is_turn && other.is_turn {
        is_whole && within_a_day(one, other) && who != Who::Other && !evidence.is_formula
    } else {
        match when {
            When::Near if who == Who::Other => is_long,
            When::Near if who == Who::Nobody => {
                15 <= evidence.shared && evidence.covers(9) && !evidence.is_formula
            }
            When::Near => !evidence.is_formula || who == Who::Same,
            When::Later if one_outlet && who != Who::Same => false,
            When::Later => is_long && who != Who::Other && !evidence.is_formula,
            When::Unknown => {
                let enough = 8 <= evidence.shared && evidence.covers(8);
                enough && !evidence.is_formula && !matches!(who, Who::Other | Who::Nobody)
                    || is_long && who == Who::Nobody && !evidence.is_formula
            }
            When::Apart => false,
        }
    };
    if is_copy { Tie::Copy } else { Tie::Again }
}

/// Compares who is named.
pub(super) fn who(one: &Side<'_>, other: &Side<'_>) -> Who {
    let named = |agent: &&&Agent| agent.kind == SpeakerKind::Person;
    let any = |side: &Side<'_>| side.speakers.iter().any(|agent| named(&agent));
    let pairs = one.speakers.iter().flat_map(|a| other.speakers.iter().map(move |b| (*a, *b)));
    let unnamed =
        |agent: &Agent| matches!(agent.kind, SpeakerKind::Unnamed | SpeakerKind::Document);
    if pairs.into_iter().any(|(a, b)| !unnamed(a) && !unnamed(b) && is_one(a, b)) {
        return Who::Same;
    }
    match (any(one), any(other)) {
        (true, true) => {
            // Who passed it on is taken for who said it now and then.
            let passed = |side: &Side<'_>, by: &Side<'_>| {
                side.speakers.iter().any(|a| by.via.iter().any(|b| is_one(a, b)))
            };
            if passed(one, other) || passed(other, one) { Who::Open } else { Who::Other }
        }
        (false, false) => Who::Nobody,
        _ => Who::Open,
    }
}

/// Whether two names can be one person's: equal, or one the surname of the other.
fn is_one(one: &Agent, other: &Agent) -> bool {
    let last = |id: &str| id.rsplit('-').next().unwrap_or_default().to_owned();
    let single = |id: &str| !id.contains('-');
    one.id == other.id || (single(&one.id) || single(&other.id)) && last(&one.id) == last(&other.id)
}

/// Whether both name addressees, and no one is named by both.
fn apart(one: &[Agent], other: &[Agent]) -> bool {
    let people = |agents: &'_ [Agent]| -> Vec<Agent> {
        let people = agents.iter().filter(|agent| agent.kind == SpeakerKind::Person);
        people.filter(|agent| !agent.id.is_empty()).cloned().collect()
    };
    let (one, other) = (people(one), people(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|a| other.iter().any(|b| is_one(a, b)))
}

fn within_a_day(one: &Side<'_>, other: &Side<'_>) -> bool {
    let days = (one.said.or(one.published), other.said.or(other.published));
    matches!(days, (Some(one), Some(other)) if gap(one, other).abs() <= 1)
}

fn when(one: &Side<'_>, other: &Side<'_>) -> When {
    let reported = |days: i64| match days {
        -1..=REPORTED_AFTER => When::Near,
        days if REPORTED_AFTER < days => When::Later,
        _ => When::Apart,
    };
    match (one.said, other.said, one.published, other.published) {
        (Some(a), Some(b), first, last) if gap(a, b).abs() <= SAID_APART => {
            let published = first.zip(last).map_or(0, |(first, last)| gap(first, last).abs());
            if published <= 3 * REPORTED_AFTER { When::Near } else { When::Later }
        }
        (Some(_), Some(_), ..) => When::Apart,
        (Some(said), None, _, Some(published)) | (None, Some(said), Some(published), _) => {
            reported(gap(said, published))
        }
        // Two undated sayings published weeks apart are a formula more often than a copy.
        (None, None, Some(a), Some(b)) if REPORTED_AFTER < gap(a, b).abs() => When::Apart,
        (None, None, Some(_), Some(_)) => When::Near,
        _ => When::Unknown,
    }
}

/// Days from `one` to `other`, 0 where they overlap.
fn gap(one: ApproxDate, other: ApproxDate) -> i64 {
    if one.last_day() < other.first_day() {
        other.first_day() - one.last_day()
    } else if other.last_day() < one.first_day() {
        other.last_day() - one.first_day()
    } else {
        0
    }
}

/// Whether both have a day of saying, or else of publication, and these are not one.
pub(super) fn is_other_day(one: &Side<'_>, other: &Side<'_>) -> bool {
    matches!((one.said, other.said), (Some(one), Some(other)) if gap(one, other) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(name: &str) -> Agent {
        let id = crate::text::slug(name);
        let (kind, as_written) = (SpeakerKind::Person, None);
        Agent { id, name: name.to_owned(), as_written, kind, role: None, span: None }
    }

    fn evidence(words: usize, shared: usize) -> Evidence {
        let alteration = if words == shared { Alteration::Same } else { Alteration::Shorter };
        let (is_formula, is_sense, is_passage, other_names) = (false, false, false, false);
        Evidence { alteration, shared, words, is_formula, is_sense, is_passage, other_names }
    }

    #[test]
    fn an_act_is_one_day_one_speaker_and_one_call() {
        let (okoye, lindt, brandt) = (agent("Ada Okoye"), agent("Yoav Lindt"), agent("Jo Brandt"));
        let surname = agent("Okoye");
        let side = |speaker, said: &str, published: &str| Side {
            speakers: Vec::from_iter(speaker),
            said: said.parse().ok(),
            published: published.parse().ok(),
            ..Side::default()
        };
        let one = side(Some(&okoye), "2031-05-06", "2031-05-07");
        let tie = |other: &Side<'_>, evidence| tie(&one, other, evidence) == Tie::Copy;
        let some = evidence(10, 9);
        assert!(tie(&side(Some(&okoye), "2031-05-07", ""), some), "dated a day later");
        assert!(tie(&side(Some(&surname), "", "2031-05-12"), some), "reported within days");
        assert!(!tie(&side(Some(&okoye), "2031-05-13", ""), evidence(40, 40)), "said next week");
        assert!(!tie(&side(Some(&okoye), "", "2031-05-01"), some), "reported before");
        assert!(!tie(&side(Some(&okoye), "", "2031-08-01"), some), "months later");
        assert!(
            tie(&side(Some(&okoye), "", "2031-08-01"), evidence(14, 14)),
            "months later, whole"
        );
        assert!(tie(&side(Some(&okoye), "", ""), some), "undated");
        assert!(!tie(&side(Some(&brandt), "2031-05-06", ""), some), "another");
        assert!(tie(&side(Some(&brandt), "2031-05-06", ""), evidence(14, 14)), "misattributed");
        let other_names = Evidence { other_names: true, ..evidence(40, 36) };
        assert!(!tie(&side(Some(&okoye), "2031-05-06", ""), other_names), "another harbor");
        let formula = Evidence { is_formula: true, ..evidence(14, 14) };
        assert!(tie(&side(Some(&okoye), "2031-05-06", ""), formula));
        assert!(!tie(&side(Some(&okoye), "", ""), formula), "a formula, undated");
        let mut call = one.clone();
        let (to, others) = ([lindt], [brandt.clone()]);
        call.addressees = &to;
        let mut call_of_others = one.clone();
        call_of_others.addressees = &others;
        assert_eq!(super::tie(&call, &call_of_others, evidence(30, 30)), Tie::Again);
        let mut turn = one.clone();
        turn.is_turn = true;
        assert_eq!(super::tie(&turn, &turn, some), Tie::Again, "said at two events");
        assert_eq!(super::tie(&turn, &turn, evidence(30, 30)), Tie::Copy, "published twice");
    }
}
