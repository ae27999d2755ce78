//! `SQLite`, left out of this build.

use super::Baseline;
use crate::cli::CliError;

/// Says how to get it.
pub(super) fn baseline() -> Result<Baseline, CliError> {
    Err(CliError::user("this program was built without SQLite")
        .hint("build it with `cargo build --release --features sqlite`; it takes a C compiler"))
}
