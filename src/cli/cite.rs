//! `onrecord cite`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Print the reference of a statement
#[derive(Args, Debug)]
pub(super) struct CiteArgs {}

pub(super) fn run(_args: &CiteArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
