//! `onrecord first`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show the earliest copy of a statement in this index, and who has it from whom
#[derive(Args, Debug)]
pub(super) struct FirstArgs {}

pub(super) fn run(_args: &FirstArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
