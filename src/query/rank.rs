//! Which hit comes first, and why.
//!
//! A score starts as the BM25 of the words, each counted where it stands best (see the plan's
//! weights), plus a bonus where they stand in the quote just as they were typed. It is then
//! multiplied by what is known of the statement: whose words they are, how they are reported, how
//! sure the speaker is, and, slightly, how recent they are next to the newest in the index. The
//! clock has no part in it, so that one index always gives one order.

use std::fmt;

use crate::model::{Kind, Record, Wording};

/// One factor of a hit's score, for `--explain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it is about: `words`, `phrase`, `wording`, `kind`, `speaker`, `date`.
    pub factor: &'static str,
    /// What of the hit earned it.
    pub what: String,
    /// What it does to the score.
    pub effect: Effect,
}

/// What a factor does to a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// So much is added.
    Adds(f32),
    /// What was added is multiplied by so much.
    Times(f32),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.effect {
            Effect::Adds(points) => write!(f, "{} +{points:.2} ({})", self.factor, self.what),
            Effect::Times(factor) => write!(f, "{} ×{factor:.2} ({})", self.factor, self.what),
        }
    }
}

/// What words count that stand in the quote in the order typed.
pub(super) const PHRASE_WEIGHT: f32 = 4.0;
/// What a single word counts that stands in the quote in the form typed.
pub(super) const FORM_WEIGHT: f32 = 1.0;

/// The most that being recent can add, as a share of the score.
const RECENCY: f32 = 0.1;
/// The most that all factors can do together.
pub(super) const MOST: f32 = 1.0 + RECENCY + 0.001;

/// After how many days half of that is left.
const HALF_LIFE: f32 = 730.0;

pub(super) fn of_wording(wording: Option<Wording>) -> f32 {
    match wording {
        Some(Wording::Own) => 1.0,
        Some(Wording::Readout) => 0.85,
        Some(Wording::Paraphrase) | None => 0.7,
    }
}

pub(super) fn of_kind(kind: Option<Kind>) -> f32 {
    match kind {
        Some(Kind::Direct) => 1.0,
        Some(Kind::Mixed) => 0.95,
        Some(Kind::Indirect) | None => 0.85,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
pub(super) fn of_confidence(confidence: f64) -> f32 {
    0.7 + 0.3 * confidence.clamp(0.0, 1.0) as f32
}

#[expect(clippy::cast_precision_loss, reason = "days of a few thousand years")]
pub(super) fn of_day(day: Option<i64>, newest: i64) -> f32 {
    match day {
        Some(day) => {
            let age = newest.saturating_sub(day).max(0) as f32;
            1.0 + RECENCY * (-age / HALF_LIFE).exp2()
        }
        None => 1.0,
    }
}

/// Takes the score of a hit apart; `phrase` is the bonus in it, `places` where the words stand.
pub(super) fn reasons(
    record: &Record,
    score: f32,
    phrase: f32,
    places: &[&str],
    newest: i64,
) -> Vec<Reason> {
    let day = super::hits::day(record);
    let times = |factor, what: String, by| Reason { factor, what, effect: Effect::Times(by) };
    let known = [
        times("wording", record.wording.name().to_owned(), of_wording(Some(record.wording))),
        times("kind", record.kind.name().to_owned(), of_kind(Some(record.kind))),
        times(
            "speaker",
            format!("by {}, {:.0} % sure", record.attribution.name(), record.confidence * 100.0),
            of_confidence(f64::from(record.confidence)),
        ),
        times(
            "date",
            day.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
            of_day(day.map(crate::model::ApproxDate::first_day), newest),
        ),
    ];
    let product: f32 = known
        .iter()
        .map(|reason| match reason.effect {
            Effect::Times(factor) => factor,
            Effect::Adds(_) => 1.0,
        })
        .product();
    let base = score / product;
    let adds = |factor, what: String, points| Reason { factor, what, effect: Effect::Adds(points) };
    let mut reasons = Vec::with_capacity(known.len() + 2);
    if places.is_empty() {
        reasons.push(adds("words", "no words were asked for".to_owned(), base));
    } else {
        reasons.push(adds("words", format!("in {}", places.join(", ")), base - phrase));
    }
    if 0.0 < phrase {
        reasons.push(adds("phrase", "in the quote as typed".to_owned(), phrase));
    }
    reasons.extend(known);
    reasons
}
