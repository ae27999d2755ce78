//! `onrecord who`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show who says something most, for all that they say
#[derive(Args, Debug)]
pub(super) struct WhoArgs {}

pub(super) fn run(_args: &WhoArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
