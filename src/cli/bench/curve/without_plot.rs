//! Pictures of curves, left out of this build.

use std::path::Path;

use super::Report;
use crate::cli::{CliError, picture};

/// Says early how to get them.
pub(in crate::cli::bench) fn check() -> Result<(), CliError> {
    Err(picture::left_out("--json"))
}

/// Says how to get them.
pub(in crate::cli::bench) fn write(_path: &Path, _report: &Report) -> Result<(), CliError> {
    check()
}
