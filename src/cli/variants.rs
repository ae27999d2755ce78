//! `onrecord variants`: the copies of a statement.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
    store,
};
use crate::{
    query,
    render::{json, variants},
};

const EXAMPLES: &str = "\
Examples:
  onrecord variants 1c96/1              the copies, and what is different in each
  onrecord variants 1c96/1 --again      and the same words on other days
  onrecord variants 1c96/1 --json";

/// Show the copies of a statement, however each was clipped or reworded
///
/// A copy reports the same act of saying: the same words for the most part, by the same speaker as
/// far as both say who, on the same day or reported within ten days. What is only said again, on
/// another day, to others or by another, is counted, and shown with `--again`. Every copy says
/// what was done to the words and shows the change from the statement to it: `same` (typography
/// aside), `spelling`, `bracketed`, `shorter`, `longer`, `reordered`, `reworded`, or `part` where
/// two quotations overlap.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct VariantsArgs {
    /// Id of a statement, as printed by `search`
    #[arg(value_name = "ID")]
    id: String,
    /// Show as well where the same words were said again: on another day, to others, by another
    #[arg(long)]
    again: bool,
    /// Print one JSON object, with what was said again
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &VariantsArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open(&setting.places)?;
    let statement = query::find(&store, &args.id)?;
    let found = query::variants(&store, &statement)?;
    if args.json {
        print(|out| json::line(out, &variants::variants(&found)))?;
    } else {
        let again = args.again.then_some(found.again.as_slice());
        let style = setting.screen.style;
        setting.screen.show(|out| variants::write(out, &found, again, style))?;
    }
    let mut summary = match found.copies.len() as u64 {
        0 => "no copy in this index".to_owned(),
        1 => "1 document with a copy".to_owned(),
        n => format!("{n} documents with copies"),
    };
    let n_again = found.again.len() as u64;
    if 0 < n_again {
        let times = counted(n_again, "document");
        summary.extend([format!("; the same words again in {times}")]);
        if !args.again {
            summary.push_str(" (--again)");
        }
    }
    say(&summary);
    Ok(Outcome::found(!found.copies.is_empty() || args.again && 0 < n_again))
}
