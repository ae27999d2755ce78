//! Which hit comes first, and why.
//!
//! A score starts as the BM25 of the words in each place (see [`Weights`]), every word as rare as
//! where it is commonest, plus bonuses where they stand in the quote just as they were typed, all
//! of them or two side by side. It is then multiplied by what is known of the statement: whose
//! words they are, how they are reported, how sure the speaker is and whether anybody is named,
//! and, slightly, how recent they are next to the newest in the index. The clock has no part in
//! it, so that one index always gives one order.

use std::fmt;

use crate::model::{Kind, Record, Wording};

/// One factor of a hit's score, for `--explain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it is about: `words`, `phrase`, `pairs`, `wording`, `kind`, `speaker`, `date`.
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

/// What counts how much in the order of hits.
///
/// The defaults were chosen on half of the judged queries in `tests/ranking` and reported on the other;
/// `examples/ranking` measures any others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// What a word's score counts in the quote.
    pub quote: f32,
    /// What a word's score counts among the names.
    pub names: f32,
    /// What a word's score counts in the sentences around the quote.
    pub context: f32,
    /// What a word's score counts in the headline.
    pub title: f32,
    /// What a second place adds of its score to the best one's, as a share.
    pub second_place: f32,
    /// What words count that stand in the quote in the order typed.
    pub phrase: f32,
    /// What each two words count that stand side by side in the quote as in the query.
    pub pairs: f32,
    /// What a single word counts that stands in the quote in the form typed.
    pub form: f32,
    /// What is left of the score where the words are an office's about the speaker.
    pub readout: f32,
    /// What is left of it where they are the writer's.
    pub paraphrase: f32,
    /// What is left of it where only part of the words stands in marks.
    pub mixed: f32,
    /// What is left of it where none does.
    pub indirect: f32,
    /// What is left of it where nothing speaks for the speaker: confidence 0.
    pub unsure: f32,
    /// What is left of it where nobody is named as the speaker.
    pub unnamed: f32,
    /// The most that being recent can add, as a share of the score.
    pub recency: f32,
    /// After how many days half of that is left.
    pub half_life: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            quote: 3.0,
            names: 3.0,
            context: 1.0,
            title: 2.0,
            second_place: 1.0,
            phrase: 4.0,
            pairs: 0.5,
            form: 1.0,
            readout: 1.0,
            paraphrase: 0.7,
            mixed: 0.95,
            indirect: 0.85,
            unsure: 0.7,
            unnamed: 0.5,
            recency: 0.1,
            half_life: 730.0,
        }
    }
}

impl Weights {
    /// The most that all factors can do together.
    pub(super) fn most(&self) -> f32 {
        let factors = [
            self.readout.max(self.paraphrase),
            self.mixed.max(self.indirect),
            self.unsure,
            self.unnamed,
            1.0 + self.recency,
        ];
        factors.map(|factor| factor.max(1.0)).iter().product::<f32>() + 0.001
    }

    pub(super) fn of_wording(&self, wording: Option<Wording>) -> f32 {
        match wording {
            Some(Wording::Own) => 1.0,
            Some(Wording::Readout) => self.readout,
            Some(Wording::Paraphrase) | None => self.paraphrase,
        }
    }

    pub(super) fn of_kind(&self, kind: Option<Kind>) -> f32 {
        match kind {
            Some(Kind::Direct) => 1.0,
            Some(Kind::Mixed) => self.mixed,
            Some(Kind::Indirect) | None => self.indirect,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    pub(super) fn of_confidence(&self, confidence: f64) -> f32 {
        self.unsure + (1.0 - self.unsure) * confidence.clamp(0.0, 1.0) as f32
    }

    pub(super) fn of_name(&self, is_named: bool) -> f32 {
        if is_named { 1.0 } else { self.unnamed }
    }

    #[expect(clippy::cast_precision_loss, reason = "days of a few thousand years")]
    pub(super) fn of_day(&self, day: Option<i64>, newest: i64) -> f32 {
        match day {
            Some(day) => {
                let age = newest.saturating_sub(day).max(0) as f32;
                1.0 + self.recency * (-age / self.half_life).exp2()
            }
            None => 1.0,
        }
    }
}

/// Takes the score of a hit apart; `phrase` and `pairs` are the bonuses in it, `places` where the
/// words stand.
pub(super) fn reasons(
    weights: &Weights,
    record: &Record,
    score: f32,
    (phrase, pairs): (f32, f32),
    places: &[&str],
    newest: i64,
) -> Vec<Reason> {
    let day = super::hits::day(record);
    let times = |factor, what: String, by| Reason { factor, what, effect: Effect::Times(by) };
    let sure = format!("by {}, {:.0} % sure", record.attribution.name(), record.confidence * 100.0);
    let is_named = record.speaker.as_ref().is_some_and(|speaker| !speaker.id.is_empty());
    let known = [
        times(
            "wording",
            record.wording.name().to_owned(),
            weights.of_wording(Some(record.wording)),
        ),
        times("kind", record.kind.name().to_owned(), weights.of_kind(Some(record.kind))),
        times(
            "speaker",
            if is_named { sure } else { format!("nobody named, {sure}") },
            weights.of_confidence(f64::from(record.confidence)) * weights.of_name(is_named),
        ),
        times(
            "date",
            day.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
            weights.of_day(day.map(crate::model::ApproxDate::first_day), newest),
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
    let mut reasons = Vec::with_capacity(known.len() + 3);
    if places.is_empty() {
        reasons.push(adds("words", "no words were asked for".to_owned(), base));
    } else {
        reasons.push(adds("words", format!("in {}", places.join(", ")), base - phrase - pairs));
    }
    if 0.0 < phrase {
        reasons.push(adds("phrase", "in the quote as typed".to_owned(), phrase));
    }
    if 0.0 < pairs {
        reasons.push(adds("pairs", "side by side in the quote as typed".to_owned(), pairs));
    }
    reasons.extend(known);
    reasons
}
