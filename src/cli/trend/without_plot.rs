//! Charts, left out of this build.

use std::path::Path;

use crate::{cli::CliError, query::Trend};

/// Says how to get them.
pub(super) fn write(_path: &Path, _query: &str, _trend: &Trend) -> Result<(), CliError> {
    Err(CliError::user("this program was built without charts")
        .hint("build it with `--features plot`, or write `--csv` and draw it with another program"))
}
