//! `onrecord check`: is the index whole, and what can be done where it is not?

mod deep;
mod repair;

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
    topic_args::TopicArgs,
};
use crate::index::{self, Check};

const EXAMPLES: &str = "\
Examples:
  onrecord check
  onrecord check --deep              every quote against the text it was read from
  onrecord check --repair            mend what is damaged, and say what was lost";

/// Read the whole index and say what is damaged
///
/// Every file is read against its checksum, and every document's record against its statements.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// Read the texts again, too, and hold every quote and passage against them
    #[arg(long)]
    deep: bool,
    /// Mend what can be mended, write the rest anew from the texts, and say what was lost
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    topics: TopicArgs,
}

pub(super) fn run(args: &CheckArgs, setting: &Setting) -> Result<Outcome, CliError> {
    if args.repair {
        return repair::run(&args.topics, setting);
    }
    let mut check = index::check(&setting.places.index)?;
    let deep = if args.deep && check.damage.is_empty() {
        deep::look(&mut check, &setting.places)?
    } else {
        String::new()
    };
    tell(&check, &deep, setting)?;
    if check.damage.is_empty() {
        return Ok(Outcome::Done);
    }
    say(
        "\nhint: run `onrecord check --repair` to mend it; what cannot be mended is written again \
         from the texts",
    );
    Ok(Outcome::Nothing)
}

/// Says what was found, and what beside, where all is well.
fn tell(check: &Check, beside: &str, setting: &Setting) -> Result<(), CliError> {
    print(|out| check.damage.iter().try_for_each(|damage| writeln!(out, "damaged: {damage}")))?;
    for left in &check.left {
        say(&format!("left over: {left}"));
    }
    if check.damage.is_empty() {
        say(&format!(
            "`{}` is whole: {}, {} and acts, {} read back{beside}",
            setting.places.index.display(),
            counted(check.documents, "document"),
            counted(check.statements, "statement"),
            counted(check.passages, "passage"),
        ));
    }
    Ok(())
}
