//! `onrecord compare`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show what only one of two sides says
#[derive(Args, Debug)]
pub(super) struct CompareArgs {}

pub(super) fn run(_args: &CompareArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
