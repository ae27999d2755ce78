//! `onrecord people`: who is who, put right by the user.

mod change;
mod correct;
mod file;
mod keys;
mod list;
mod review;
mod show;

use clap::{Args, Subcommand};

use super::{CliError, Outcome, Setting, output::say};
use crate::{
    index::Store,
    people::Overlay,
    query::{self, Meant, SpeakerRow},
};

pub(super) use file::{PeopleFile, tell_conflicts};
pub(super) use list::status;

const EXAMPLES: &str = "\
Examples:
  onrecord people list                          who says what, and your rules about them
  onrecord people merge 'Halloran Voss' Voss    two names of one person
  onrecord people review                        unsure speakers, one key each";

/// List people, and put right who is who
///
/// What you say here stands in `speakers.toml` beside the index's folder, a file that you can edit
/// by hand as well, and holds for every index made later. The index follows at once, or with the
/// next `onrecord index` where the file was edited by hand.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct PeopleArgs {
    #[command(subcommand)]
    command: PeopleCommand,
}

#[derive(Debug, Subcommand)]
enum PeopleCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Merge(change::MergeArgs),
    Alias(change::AliasArgs),
    Split(change::SplitArgs),
    Correct(correct::CorrectArgs),
    Review(Box<review::ReviewArgs>),
    Remove(change::RemoveArgs),
}

pub(super) fn run(args: &PeopleArgs, setting: &Setting) -> Result<Outcome, CliError> {
    match &args.command {
        PeopleCommand::List(args) => list::run(args, setting),
        PeopleCommand::Show(args) => show::run(args, setting),
        PeopleCommand::Merge(args) => change::merge(args, setting),
        PeopleCommand::Alias(args) => change::alias(args, setting),
        PeopleCommand::Split(args) => change::split(args, setting),
        PeopleCommand::Correct(args) => correct::run(args, setting),
        PeopleCommand::Review(args) => review::run(args, setting),
        PeopleCommand::Remove(args) => change::remove(args, setting),
    }
}

/// Everybody that a change may name: those of the index, and those of the rules.
struct Names {
    all: Vec<SpeakerRow>,
}

impl Names {
    fn new(store: &Store, overlay: &Overlay) -> Result<Self, CliError> {
        let mut all = query::speakers(store)?;
        let ruled = overlay.people().iter().map(|person| &person.name);
        for name in ruled.chain(overlay.splits().iter().map(|split| &split.into)) {
            let id = crate::text::slug(name);
            if !all.iter().any(|row| row.id == id) {
                all.push(SpeakerRow { id, name: name.clone(), statements: 0, via: 0 });
            }
        }
        Ok(Self { all })
    }

    /// The name of whoever is called `typed` to the letter, as it is spelt there.
    fn exactly(&self, typed: &str) -> Result<&str, CliError> {
        match query::meant(typed, &self.all) {
            Meant::One(row) => Ok(&row.name),
            Meant::Several(rows) => Err(unknown(typed, &rows)),
        }
    }
}

impl Names {
    /// The name of whoever is called `typed`, as it is spelt there; else `typed`, which is said.
    fn or_new<'a>(&'a self, typed: &'a str) -> &'a str {
        self.exactly(typed).unwrap_or_else(|_| {
            say(&format!("no text has the name `{typed}` yet"));
            typed
        })
    }
}

/// How many names are suggested.
const SUGGESTED: usize = 6;

fn unknown(typed: &str, near: &[&SpeakerRow]) -> CliError {
    let error = CliError::user(format!("nobody is called `{typed}`"));
    let names: Vec<String> =
        near.iter().take(SUGGESTED).map(|row| format!("`{}`", row.name)).collect();
    match names.as_slice() {
        [] => error.hint("`onrecord people list` lists everybody"),
        names => error.hint(format!("did you mean {}?", names.join(" or "))),
    }
}

/// Characters of a quote that name it.
const CLIPPED: usize = 60;

/// The first words of a quote, to tell it by.
fn clipped(quote: &str) -> String {
    match quote.char_indices().nth(CLIPPED) {
        Some((end, _)) => format!("{}…", quote[..end].trim_end()),
        None => quote.to_owned(),
    }
}
