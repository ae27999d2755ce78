//! `onrecord check`: is the index whole?

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
};
use crate::index;

const EXAMPLES: &str = "\
Examples:
  onrecord check";

/// Read the whole index and say what is damaged
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CheckArgs {}

pub(super) fn run(setting: &Setting) -> Result<Outcome, CliError> {
    let path = &setting.places.index;
    let check = index::check(path)?;
    print(|out| check.damage.iter().try_for_each(|damage| writeln!(out, "damaged: {damage}")))?;
    if check.damage.is_empty() {
        say(&format!(
            "`{}` is whole: {}, {} and acts, {} read back",
            path.display(),
            counted(check.documents, "document"),
            counted(check.statements, "statement"),
            counted(check.passages, "passage"),
        ));
        return Ok(Outcome::Done);
    }
    say("\nhint: run `onrecord index --rebuild` to write it again from the texts");
    Ok(Outcome::Nothing)
}
