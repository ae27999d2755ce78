//! `onrecord new`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show what came in since a saved query was last asked
#[derive(Args, Debug)]
pub(super) struct NewArgs {}

pub(super) fn run(_args: &NewArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
