//! `onrecord variants`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show the copies of a statement, however each was clipped or reworded
#[derive(Args, Debug)]
pub(super) struct VariantsArgs {}

pub(super) fn run(_args: &VariantsArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
