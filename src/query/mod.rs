//! Questions in, hits out: the query language, its plan, ranking, excerpts and counts.
//!
//! [`parse`] never fails and [`search`] only on a broken index. Nothing here reads the clock, the
//! terminal or a file: whoever calls hands in the day that relative dates are counted from.

mod counts;
mod days;
mod error;
mod excerpt;
mod field;
mod hits;
mod lexer;
mod near;
mod rank;
mod syntax;
mod tree;

pub use counts::{Facet, FacetCounts, FacetValue};
pub use days::Days;
pub use error::QueryError;
pub use excerpt::Excerpt;
pub use hits::{Hit, Page, SearchOptions, Sort};
pub use rank::Reason;
pub use syntax::{MAX_BYTES, MAX_DEPTH, MAX_TERMS, Note, Parsed, parse};
pub use tree::{Filter, Filters, Place, Query};
