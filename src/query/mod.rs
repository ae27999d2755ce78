//! Questions in, hits out: the query language, its plan, ranking, excerpts and counts.
//!
//! [`parse`] never fails and [`search`] only on a broken index. Nothing here reads the clock, the
//! terminal or a file: whoever calls hands in the day that relative dates are counted from.

mod cite;
mod collapse;
mod collect;
mod compare;
mod correction;
mod counts;
mod days;
mod diff;
mod error;
mod excerpt;
mod explain;
mod field;
mod figures;
mod filter;
#[cfg(test)]
mod fixture;
mod hits;
mod ids;
mod kwic;
mod lexer;
mod marks;
mod near;
mod operators;
mod partly;
mod people;
mod persons;
mod place;
mod plan;
mod proximity;
mod rank;
mod run;
mod seen;
mod standing;
mod syntax;
mod tally;
mod terms;
mod tree;
mod variants;
mod verify;

pub use cite::{Citation, Imprint, Name, Work, imprint};
pub use collapse::Copies;
pub use compare::{
    Comparison, Counterpart, KeyTerm, Keyness, KeynessOptions, Pair, Readout, Sample, Sentence,
    Side, compare, counterparts, document_of, keyness,
};
pub use correction::Correction;
pub use counts::{Counts, Facet, FacetCounts, FacetValue, SpeakerRow, counts, speakers, topics};
pub use days::Days;
pub use diff::{Change, ChangeOp, Worded, diff};
pub use error::QueryError;
pub use excerpt::Excerpt;
pub use explain::{Explained, Part, Role, explain};
pub use field::thousandths;
pub use figures::{
    MAX_PERIODS, Per, Period, Series, Sum, Trend, TrendOptions, Who, WhoOptions, WhoRow,
    g2_of_rates, g2_of_table, interval, trend, who,
};
pub use filter::{Filter, Filters, Numbers, Place};
pub use hits::{Hit, Page, PassageHit, PassagePage, SearchOptions, Sort, day, passages, search};
pub use ids::{acts_beside, find, short_id};
pub use kwic::{
    Collocate, CollocateOptions, Collocates, Concordance, KwicOptions, Line, SortKey, collocates,
    kwic,
};
pub use near::{Near, near};
pub use operators::{OPERATORS, Operator};
pub use persons::{Meant, Person, Unsure, meant, namesakes, others, person, unsure};
pub use plan::MAX_EXPANSIONS;
pub use rank::{Effect, Reason, Weights};
pub use seen::{Fresh, FreshHit, Seen, SeenError, caught_up, fresh};
pub use syntax::{MAX_BYTES, MAX_DEPTH, MAX_DISTANCE, MAX_EDITS, MAX_TERMS, Note, Parsed, parse};
pub use tree::{Beside, Query};
pub use variants::{
    Alteration, First, Link, Order, Remark, Source, Tie, Variant, Variants, earliest, first,
    variants,
};
pub use verify::{Claim, Finding, Found, Holder, Place as TextPlace, Verdict, Verifier, verify};
