//! `onrecord kwic`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// Show a word in its surroundings, and what stands beside it more than by chance
#[derive(Args, Debug)]
pub(super) struct KwicArgs {}

pub(super) fn run(_args: &KwicArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
