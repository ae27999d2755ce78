//! What can go wrong when a query is answered.

use crate::index::IndexError;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The engine failed on a query that is in order.
    #[error("the index gave no answer: {reason}")]
    Engine {
        /// What the engine says.
        reason: String,
    },
    /// Periods so short that there would be too many of them.
    #[error("told per {per}, there would be more than {} periods", super::MAX_PERIODS)]
    TooManyPeriods {
        /// The length of a period.
        per: &'static str,
    },
    /// A concordance of nothing.
    #[error("there is no word to set the lines around")]
    NoTerm,
    /// A document that is not there.
    #[error("no document in the index is `{document}`")]
    DocumentUnknown {
        /// As typed.
        document: String,
    },
    /// A name that several documents have.
    #[error("`{document}` may be any of {}", candidates.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "))]
    DocumentAmbiguous {
        /// As typed.
        document: String,
        /// Paths of the first of them.
        candidates: Vec<String>,
    },
    /// A text that is no id.
    #[error(
        "`{id}` is not an id: an id is at least four hex digits, a slash and a number, `3f9a/2`"
    )]
    IdForm {
        /// As typed.
        id: String,
    },
    /// An id that no statement has.
    #[error("no statement has the id `{id}`")]
    IdUnknown {
        /// As typed.
        id: String,
    },
    /// An id too short to mean one statement.
    #[error("`{id}` is short for {}", candidates.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))]
    IdAmbiguous {
        /// As typed.
        id: String,
        /// The shortest ids that tell the candidates apart.
        candidates: Vec<String>,
    },
}

impl From<tantivy::TantivyError> for QueryError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine { reason: error.to_string() }
    }
}

impl From<std::io::Error> for QueryError {
    fn from(error: std::io::Error) -> Self {
        Self::Engine { reason: error.to_string() }
    }
}
