//! Charts of trends, left out of this build.

use std::path::Path;

use crate::{
    cli::{CliError, picture},
    query::Trend,
};

/// Says how to get them.
pub(super) fn write(_path: &Path, _query: &str, _trend: &Trend) -> Result<(), CliError> {
    Err(picture::left_out("--csv"))
}
