//! `onrecord compare`: what only one side says, of two speakers or of two readouts of one call.

use clap::Args;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::{counted, thousands},
    query_args::{QueryArgs, TableArgs, number},
    search, store,
};
use crate::{
    index::Store,
    query::{self, Keyness, KeynessOptions},
    render::{figures::compare, json},
};

const EXAMPLES: &str = "\
Examples:
  onrecord compare --readouts 9edc/3        a call's readout, and the other side's
  onrecord compare calls/ours.txt calls/theirs.txt
                                            two readouts, sentence by sentence
  onrecord compare --speaker marrane --speaker tolvan strait
                                            what only one of them says of it";

const DETAILS: &str = "\
Of two speakers: words and phrases that one says more often per word than the other, surest first, \
by the log-likelihood ratio G² (3.84 is exceeded by chance once in twenty terms); each stands in \
several statements of its side.

Of two readouts: sentences are paired where they share enough rare words; a sentence without a \
sure partner is shown as one side's alone.";

/// Compare two speakers on one query, or two readouts of one call
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES, after_long_help = DETAILS)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Find the other side's readout of the call that this statement is of
    #[arg(long, value_name = "ID")]
    readouts: Option<String>,
    /// Show this many terms a side at most
    #[arg(short = 'n', long, value_name = "N", value_parser = number, default_value = "12")]
    limit: usize,
    /// Only terms in so many statements of a side
    #[arg(long, value_name = "N", value_parser = number, default_value = "2")]
    min_statements: usize,
    #[command(flatten)]
    format: TableArgs,
}

pub(super) fn run(args: &CompareArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    if let Some(id) = &args.readouts {
        return counterpart(args, setting, &store, id);
    }
    match (args.query.speakers().as_slice(), args.query.words().as_slice()) {
        ([first, second], _) => speakers(args, setting, &store, [first, second]),
        ([], [first, second]) => readouts(args, setting, &store, [first, second]),
        ([_] | [_, _, _, ..], _) => {
            Err(CliError::user("two speakers are compared, no more and no fewer")
                .hint("write `--speaker` twice"))
        }
        ([], _) => Err(CliError::user("there are no two sides to compare").hint(
            "name two documents, or a statement with `--readouts`, or write `--speaker` twice",
        )),
    }
}

fn speakers(
    args: &CompareArgs,
    setting: &Setting,
    store: &Store,
    names: [&str; 2],
) -> Result<Outcome, CliError> {
    let asked = args.query.resolve_for_all();
    search::notes(&asked);
    let options = KeynessOptions { limit: args.limit, min_statements: args.min_statements as u64 };
    let found = query::keyness(store, &asked.query, names, options)?;
    if args.format.json {
        print(|out| json::line(out, &compare::keyness_json(&asked.text, &found)))?;
    } else if args.format.csv {
        print(|out| compare::keyness_csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| compare::keyness_text(out, &found, style))?;
    }
    say(&summary(&found));
    for note in &found.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(found.sides.iter().any(|side| !side.terms.is_empty())))
}

fn summary(found: &Keyness) -> String {
    let sides: Vec<String> = found
        .sides
        .iter()
        .map(|side| {
            let (statements, words) = (counted(side.statements, "statement"), side.words);
            format!("{}: {statements}, {} words", side.name, thousands(words))
        })
        .collect();
    let mut summary = sides.join("; ");
    if 0 < found.joint {
        summary.extend([format!("; {} of both left out", counted(found.joint, "statement"))]);
    }
    if found.sides.iter().all(|side| side.terms.is_empty()) {
        summary.push_str("; no term sets them apart");
    }
    summary
}

fn counterpart(
    args: &CompareArgs,
    setting: &Setting,
    store: &Store,
    id: &str,
) -> Result<Outcome, CliError> {
    let found = query::counterparts(store, id)?;
    let Some((other, more)) = found.split_first() else {
        say("no counterpart found: no other readout names the same two people on the same day");
        return Ok(Outcome::Nothing);
    };
    let [one, two] = &other.participants;
    say(&format!("{one} and {two}: `{}`", other.path));
    for other in more {
        say(&format!("also: `{}`", other.path));
    }
    readouts(args, setting, store, [id, &other.hash])
}

fn readouts(
    args: &CompareArgs,
    setting: &Setting,
    store: &Store,
    names: [&str; 2],
) -> Result<Outcome, CliError> {
    let [first, second] = names.map(|name| query::document_of(store, name));
    let (first, second) = (first?, second?);
    if first.hash == second.hash {
        return Err(CliError::user(format!("both are `{}`", first.path)));
    }
    let cut = first.cut || second.cut;
    let found = query::compare(store, first, second)?;
    if args.format.json {
        print(|out| json::line(out, &compare::readouts_json(&found)))?;
    } else if args.format.csv {
        print(|out| compare::readouts_csv(out, &found))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| compare::readouts_text(out, &found, style))?;
    }
    let [first, second] = found.only.each_ref().map(|only| counted(only.len() as u64, "sentence"));
    let pairs = counted(found.pairs.len() as u64, "pair");
    say(&format!("{pairs}; {first} only in the first, {second} only in the second"));
    if cut {
        say("note: only the first 2,000 sentences of each are compared");
    }
    Ok(Outcome::found(!found.pairs.is_empty()))
}
