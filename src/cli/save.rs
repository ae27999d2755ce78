//! `onrecord save`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Keep a query under a name
#[derive(Args, Debug)]
pub(super) struct SaveArgs {}

pub(super) fn run(_args: &SaveArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
