//! `onrecord verify`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Check quotes: do they stand, in these words, by this speaker?
#[derive(Args, Debug)]
pub(super) struct VerifyArgs {}

pub(super) fn run(_args: &VerifyArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
