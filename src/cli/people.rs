//! `onrecord people`.

use clap::Args;

use super::{CliError, Outcome, Setting};

/// List people, and put right who is who
#[derive(Args, Debug)]
pub(super) struct PeopleArgs {}

pub(super) fn run(_args: &PeopleArgs, _setting: &Setting) -> Result<Outcome, CliError> {
    Err(CliError::user("not built yet"))
}
