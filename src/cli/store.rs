//! The index that a command asks, made first where a folder of texts lies beside its place.

use super::{CliError, Setting, index, output::say, places::Places};
use crate::{
    index::{IndexError, Store},
    query::QueryError,
};

/// Opens the index.
pub(super) fn open(places: &Places) -> Result<Store, CliError> {
    Ok(Store::open(&places.index)?)
}

/// Opens the index; where there is none yet, makes it of the texts beside it.
pub(super) fn open_or_build(setting: &Setting) -> Result<Store, CliError> {
    let places = &setting.places;
    match (Store::open(&places.index), &places.corpus) {
        (Err(IndexError::Missing { .. }), Some(corpus)) => {
            say(&format!("no index yet: reading `{}` first", corpus.display()));
            index::build(corpus, places)?;
            open(places)
        }
        (store, _) => Ok(store?),
    }
}

impl From<IndexError> for CliError {
    fn from(error: IndexError) -> Self {
        let hint = error.hint();
        let error = match error {
            IndexError::Engine { .. } | IndexError::Row => Self::internal(error),
            _ => Self::user(error),
        };
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

impl From<QueryError> for CliError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Index(error) => error.into(),
            QueryError::Engine { .. } => Self::internal(error),
            QueryError::IdForm { .. } | QueryError::IdUnknown { .. } => {
                Self::user(error).hint("`onrecord search` prints the ids of statements")
            }
            QueryError::IdAmbiguous { .. } => Self::user(error).hint("write one of them"),
        }
    }
}
