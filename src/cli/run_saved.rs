//! `onrecord run`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Run a query that was saved
#[derive(Args, Debug)]
pub(super) struct RunArgs {}

pub(super) fn run(_args: &RunArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
