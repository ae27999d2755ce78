//! `onrecord trend`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show how often something is said over time
#[derive(Args, Debug)]
pub(super) struct TrendArgs {}

pub(super) fn run(_args: &TrendArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
