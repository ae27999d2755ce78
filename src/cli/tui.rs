//! `onrecord tui`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Search while you type, in the whole terminal
#[derive(Args, Debug)]
pub(super) struct TuiArgs {}

pub(super) fn run(_args: &TuiArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
