//! Whether a quote stands: in these words, by this speaker, in one place.
//!
//! Words are compared as the index has them, so typography and the dots of acronyms are no
//! difference; signs of money and `%` beside a number are one. What a quote's brackets and
//! ellipses stand for is in `claim`.
//!
//! | verdict | where |
//! |---|---|
//! | exact | all its words stand in a row: in a statement, in the sentences around it, in statements of one speaker that follow one another, or in text outside statements |
//! | shortened | the same, but for words left out where the quote says so, or where it has words in brackets; at most [`places::LEFT_OUT`] words between two statements |
//! | other speaker | exact or shortened, but no place has the speaker that is claimed, nor one who passed it on |
//! | spliced | it is made of pieces from places that do not follow one another; each piece tells its place from all others |
//! | altered | one place has most of it ([`judge::ALTERED`]), but words were changed, added, left out unmarked, or moved |
//! | too short | it has one or two words, or only such between its gaps, or three that stand in more than [`judge::COMMON`] rows: they prove nothing, and nothing is held against them |
//! | not found | anything else |
//!
//! Of several places the claimed speaker's comes first, even with other words where another
//! speaker has the very same ([`judge::CLOSE`]): that is the statement to be put right. A word counts by
//! how many bits it takes to tell the rows that have it from the rest, [`judge::HEAVIEST`] at most, so
//! that a phrase that everybody uses makes no invented quote an altered one.

mod align;
mod claim;
mod judge;
mod places;
mod rows;
mod seeds;
mod speaker;
mod splice;
#[cfg(test)]
mod tests;

use std::{ops::Range, thread};

use tantivy::Searcher;

use super::{Change, QueryError};
use crate::{
    index::{Fields, PassageRecord, Store},
    model::Record,
};
use seeds::Ground;

/// A quote as somebody has it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Claim {
    /// The words, with or without marks around them.
    pub text: String,
    /// Who is claimed to have said them.
    pub speaker: Option<String>,
}

/// What is to be said of a quote.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Finding {
    /// It stands as it is.
    Exact,
    /// It stands, but for words left out where it says so.
    Shortened,
    /// Its words are another's.
    OtherSpeaker,
    /// It is put together of pieces from several places.
    Spliced,
    /// Words were changed, added, left out or moved.
    Altered,
    /// Nothing in the index is like it.
    NotFound,
    /// It has too few words to tell.
    TooShort,
}

impl Finding {
    /// All of them, from the best.
    pub const ALL: &[Self] = &[
        Self::Exact,
        Self::Shortened,
        Self::OtherSpeaker,
        Self::Spliced,
        Self::Altered,
        Self::NotFound,
        Self::TooShort,
    ];

    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Shortened => "shortened",
            Self::OtherSpeaker => "other-speaker",
            Self::Spliced => "spliced",
            Self::Altered => "altered",
            Self::NotFound => "not-found",
            Self::TooShort => "too-short",
        }
    }
}

/// What a quote was found to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// In a word.
    pub finding: Finding,
    /// Whether it may be printed as it is: exact or shortened, and no `not` left out; too short to
    /// be held against anybody.
    pub stands: bool,
    /// Where it is from, or what is nearest to it: in the order of its words, several where it
    /// runs over several statements or is spliced.
    pub found: Vec<Found>,
    /// The words there that it was compared with.
    pub before: String,
    /// The quote's own, to which `changes` lead.
    pub after: String,
    /// What turns the one into the other; empty where it is spliced or nothing is near.
    pub changes: Vec<Change>,
    /// What else there is to know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// A place that a quote, or a piece of it, stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What has it.
    pub holder: Holder,
    /// The statement's id as short as it is unique.
    pub short_id: Option<String>,
    /// In which text of it.
    pub place: Place,
    /// Bytes of that text.
    pub range: Range<usize>,
}

impl Found {
    /// The words there.
    pub fn words(&self) -> &str {
        let text = match (&self.holder, self.place) {
            (Holder::Statement(record), Place::Quote) => &record.quote,
            (Holder::Statement(record), _) => &record.context,
            (Holder::Passage(passage), _) => &passage.text,
        };
        text.get(self.range.clone()).unwrap_or_default()
    }
}

/// What has the words of a quote.
#[derive(Clone, Debug, PartialEq)]
pub enum Holder {
    /// A statement.
    Statement(Box<Record>),
    /// Text outside statements.
    Passage(Box<PassageRecord>),
}

impl Holder {
    /// The statement, where it is one.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Statement(record) => Some(record),
            Self::Passage(_) => None,
        }
    }
}

/// A text that quotes are looked for in, the best first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// The words reported.
    Quote,
    /// The sentences around them.
    Context,
    /// A paragraph outside statements.
    Passage,
}

impl Place {
    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Context => "context",
            Self::Passage => "passage",
        }
    }
}

/// An index, opened to check many quotes against.
pub struct Verifier<'a> {
    searcher: Searcher,
    fields: &'a Fields,
    ground: Ground,
}

impl<'a> Verifier<'a> {
    /// Makes one of the last commit of `store`.
    pub fn new(store: &'a Store) -> Result<Self, QueryError> {
        let searcher = store.searcher();
        let ground = Ground::new(&searcher, store)?;
        Ok(Self { searcher, fields: store.fields(), ground })
    }

    /// Checks one quote.
    pub fn verify(&self, claim: &Claim) -> Result<Verdict, QueryError> {
        judge::verdict(self, claim)
    }

    /// Checks many, on `threads` threads; verdicts in the order of `claims`.
    pub fn verify_all(&self, claims: &[Claim], threads: usize) -> Result<Vec<Verdict>, QueryError> {
        let threads = threads.clamp(1, claims.len().max(1));
        // In turns, as long quotes often come together.
        let share = |nth: usize| -> Result<Vec<Verdict>, QueryError> {
            claims.iter().skip(nth).step_by(threads).map(|claim| self.verify(claim)).collect()
        };
        let shares: Result<Vec<Vec<Verdict>>, QueryError> = thread::scope(|scope| {
            let running: Vec<_> = (1..threads).map(|nth| scope.spawn(move || share(nth))).collect();
            let mut shares = vec![share(0)];
            for thread in running {
                shares.push(thread.join().unwrap_or_else(|bug| std::panic::resume_unwind(bug)));
            }
            shares.into_iter().collect()
        });
        let mut shares: Vec<_> = shares?.into_iter().map(Vec::into_iter).collect();
        let next = |nth: usize| shares[nth % threads].next();
        Ok((0..claims.len()).map_while(next).collect())
    }
}

/// Checks a quote against `store`: see the module.
pub fn verify(store: &Store, claim: &Claim) -> Result<Verdict, QueryError> {
    Verifier::new(store)?.verify(claim)
}
