//! The index that a command asks, made first where a folder of texts lies beside its place.

use std::panic::catch_unwind;

use super::{CliError, Setting, index as indexing, output::say, places::Places};
use crate::{
    index::{self, IndexError, Store},
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
            indexing::build(corpus, places)?;
            open(places)
        }
        (store, _) => Ok(store?),
    }
}

/// What is wrong with the index's files, after something failed that never should.
pub(super) fn damage(places: &Places) -> Option<CliError> {
    let path = &places.index;
    let what = match catch_unwind(|| index::damaged_files(path)) {
        Ok(Ok(files)) => files.into_iter().next()?,
        Ok(Err(error @ IndexError::Damaged { .. })) => return Some(error.into()),
        Ok(Err(_)) => return None,
        Err(_) => "its files cannot be read".to_owned(),
    };
    Some(IndexError::Damaged { path: path.clone(), what }.into())
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
            QueryError::TooManyPeriods { .. } => {
                Self::user(error).hint("narrow it with `--since`, or write `--per year`")
            }
            QueryError::DocumentUnknown { .. } => {
                Self::user(error).hint("`onrecord documents` lists what is in the index")
            }
            QueryError::DocumentAmbiguous { .. } => Self::user(error).hint("write the whole path"),
            QueryError::NoTerm => {
                Self::user(error).hint("write a word, a `\"phrase\"` or the start of a `word*`")
            }
            QueryError::IdForm { .. } | QueryError::IdUnknown { .. } => {
                Self::user(error).hint("`onrecord search` prints the ids of statements")
            }
            QueryError::IdAmbiguous { .. } => Self::user(error).hint("write one of them"),
        }
    }
}
