//! `onrecord completions`, and the answers that a shell asks for while somebody types.
//!
//! The script printed asks the program itself, so that it can offer the speakers and topics of the
//! index at hand; a script made once could not.

use std::{
    env,
    ffi::{OsStr, OsString},
    process::ExitCode,
};

use clap::{Args, Command, builder::PossibleValuesParser};
use clap_complete::{CompleteEnv, engine::CompletionCandidate, env::Shells};

use super::{CliError, Outcome, output, places::Places, store};
use crate::{
    query::{self, Facet, Query, SearchOptions},
    text::fold,
};

/// The variable by which the script asks.
const ASKED_BY: &str = "COMPLETE";

/// Candidates offered at most.
const MOST: usize = 200;

const EXAMPLES: &str = "\
Examples:
  onrecord completions bash                          prints it
  source <(onrecord completions bash)                uses it in this shell";

/// Print a completion script: `source <(onrecord completions bash)`
///
/// The script asks the program, which also completes speakers, topics and outlets of the index.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL", value_parser = PossibleValuesParser::new(Shells::builtins().names()))]
    shell: String,
}

pub(super) fn run(args: &CompletionsArgs) -> Result<Outcome, CliError> {
    let shells = Shells::builtins();
    let shell = shells.completer(&args.shell).expect("only names of shells are let through");
    output::print(|out| {
        shell.write_registration(ASKED_BY, "onrecord", "onrecord", "onrecord", out)
    })?;
    Ok(Outcome::Done)
}

/// Answers a shell that asks; does nothing where none does.
pub(super) fn answer(command: fn() -> Command, args: &[OsString]) -> Option<ExitCode> {
    env::var_os(ASKED_BY)?;
    let folder = env::current_dir().ok();
    let complete = CompleteEnv::with_factory(command).var(ASKED_BY);
    match complete.try_complete(args.iter().cloned(), folder.as_deref()) {
        Ok(true) => Some(ExitCode::SUCCESS),
        Ok(false) => None,
        Err(error) => {
            output::say(&error.to_string());
            Some(ExitCode::from(2))
        }
    }
}

pub(super) fn speakers(typed: &OsStr) -> Vec<CompletionCandidate> {
    values(Facet::Speaker, typed)
}

pub(super) fn via(typed: &OsStr) -> Vec<CompletionCandidate> {
    values(Facet::Via, typed)
}

pub(super) fn topics(typed: &OsStr) -> Vec<CompletionCandidate> {
    values(Facet::Topic, typed)
}

pub(super) fn outlets(typed: &OsStr) -> Vec<CompletionCandidate> {
    values(Facet::Outlet, typed)
}

/// The values of `facet` whose id, or a word of it, begins like what was typed.
fn values(facet: Facet, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let typed = fold(&typed);
    let index = env::var_os("ONRECORD_INDEX").map(std::path::PathBuf::from);
    let places = Places::find(index.as_deref(), None, &env::current_dir().unwrap_or_default());
    // A shell has no room for errors: without an index there is nothing to offer.
    let Ok(store) = store::open(&places) else { return Vec::new() };
    let options = SearchOptions { limit: 0, facets: vec![facet], ..SearchOptions::default() };
    let Ok(page) = query::search(&store, &Query::All, &options) else { return Vec::new() };
    let begins = |id: &str| {
        id.starts_with(&*typed) || id.split(['-', '/']).any(|word| word.starts_with(&*typed))
    };
    let values = page.facets.into_iter().flat_map(|counts| counts.values);
    values
        .filter(|value| begins(&value.id))
        .take(MOST)
        .map(|value| {
            CompletionCandidate::new(value.id)
                .help(Some(format!("{} ({})", value.label, value.count).into()))
        })
        .collect()
}
