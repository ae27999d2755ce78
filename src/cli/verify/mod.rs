//! `onrecord verify`: do quotes stand, in these words, by this speaker?

mod draft;

use std::{
    collections::BTreeMap,
    io::{Read, stdin},
    path::{Path, PathBuf},
    thread,
};

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::{
    CliError, Outcome, Setting, completions,
    output::{print, say},
    problems::{Problem, Problems, counted},
    store,
};
use crate::{
    ingest::{IngestError, ReadOptions},
    query::{Claim, Verifier},
    render::{
        json, sarif,
        verdict::{self, Checked, Spot},
    },
};
use draft::Reader;

const EXAMPLES: &str = "\
Examples:
  onrecord verify \"no convoy will pay a toll to anyone\" --speaker Marrane
  onrecord verify draft.md           every quote of a draft, with its speaker
  onrecord verify --sarif *.html > quotes.sarif
  pbpaste | onrecord verify -";

/// Check quotes: do they stand, in these words, by this speaker?
///
/// A verdict is `exact` (but for typography), `shortened` (where an ellipsis says so), `other
/// speaker`, `spliced` (from several places), `altered` (with the words that were changed) or `not
/// found`. Quotes of one or two words prove nothing: they are `too short`, and not held against
/// anybody. Exit code 1 unless all stand.
///
/// An argument that names a file or folder is a draft: every quote in it is checked that stands in
/// quotation marks as somebody's words; what is reported without marks, titles and scare quotes
/// are not. `-` is a draft on standard input, or a quote where that is one paragraph without any.
/// All else is one quote, of all arguments together. `--text` and `--draft` say which is meant.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct VerifyArgs {
    /// A quote, or drafts to read: files, folders, or `-` for standard input
    #[arg(value_name = "TEXT|FILE", required = true)]
    input: Vec<String>,
    /// Who is claimed to have said the quote
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(completions::speakers))]
    speaker: Option<String>,
    /// Take the arguments as a quote, even where they name a file
    #[arg(long, conflicts_with = "draft")]
    text: bool,
    /// Take the arguments as files, and nothing else
    #[arg(long)]
    draft: bool,
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print a SARIF 2.1.0 log of what does not stand
    #[arg(long, help_heading = "Output", conflicts_with = "json")]
    sarif: bool,
}

/// What there is to check.
#[derive(Default)]
struct Task {
    claims: Vec<Claim>,
    /// Where each stands.
    spots: Vec<Option<Spot>>,
    n_drafts: u64,
    broken: bool,
}

pub(super) fn run(args: &VerifyArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let task = gather(args)?;
    let store = store::open_or_build(setting)?;
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let verdicts = Verifier::new(&store)?.verify_all(&task.claims, threads)?;
    let quotes = task.claims.into_iter().zip(task.spots).zip(verdicts);
    let checked: Vec<Checked> = quotes
        .map(|((claim, spot), verdict)| {
            let Claim { text, speaker } = claim;
            Checked { text, speaker, spot, verdict }
        })
        .collect();
    if args.json {
        print(|out| json::line(out, &verdict::json(&checked)))?;
    } else if args.sarif {
        print(|out| json::line(out, &sarif::log(&checked)))?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| verdict::write(out, &checked, style))?;
    }
    if 0 < task.n_drafts {
        say(&summary(&checked, task.n_drafts));
    }
    let stand = checked.iter().all(|one| one.verdict.stands);
    Ok(Outcome::found(stand).unless_skipped(task.broken))
}

fn summary(checked: &[Checked], n_drafts: u64) -> String {
    let drafts = counted(n_drafts, "draft");
    if checked.is_empty() {
        return format!("no quotes in {drafts}");
    }
    let mut counts = BTreeMap::new();
    for one in checked {
        *counts.entry(one.verdict.finding).or_insert(0_u64) += 1;
    }
    let counts = counts.iter().map(|(finding, n)| format!("{n} {}", finding.name()));
    let counts: Vec<String> = counts.map(|count| count.replace('-', " ")).collect();
    format!("{} in {drafts}: {}", counted(checked.len() as u64, "quote"), counts.join(", "))
}

fn gather(args: &VerifyArgs) -> Result<Task, CliError> {
    let mut task = Task::default();
    let is_file = |input: &String| input == "-" || Path::new(input).exists();
    let files = args.input.iter().filter(|input| is_file(input)).count();
    if args.text || (!args.draft && files == 0) {
        return text(args);
    }
    if let Some(missing) = args.input.iter().find(|input| !is_file(input)) {
        return Err(no_file(missing));
    }
    let reader = Reader::new(ReadOptions::default());
    let mut problems = Problems::default();
    let mut wrong = |error: IngestError| {
        problems.add(&Problem {
            text: &error.to_string(),
            hint: error.hint().as_deref(),
            severity: error.severity(),
            unsupported: error.unsupported_kind(),
        });
    };
    let mut quotes = Vec::new();
    let mut bare = None;
    for input in &args.input {
        if input != "-" {
            quotes.extend(reader.file(&PathBuf::from(input), &mut wrong));
            task.n_drafts += 1;
            continue;
        }
        let bytes = standard_input()?;
        let found = reader.bytes(&bytes, &mut wrong);
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if found.is_empty() && !args.draft && !text.contains("\n\n") && args.input.len() == 1 {
            bare = Some(text);
        } else {
            quotes.extend(found);
            task.n_drafts += 1;
        }
    }
    task.broken = problems.finish();
    if let Some(text) = bare {
        return one(text, args);
    }
    if args.speaker.is_some() {
        return Err(CliError::user(
            "`--speaker` goes with a quote, and a draft names its speakers",
        )
        .hint("`--text` takes the arguments as a quote"));
    }
    for quote in quotes {
        task.claims.push(quote.claim);
        task.spots.push(Some(quote.spot));
    }
    Ok(task)
}

/// A quote of all arguments.
fn text(args: &VerifyArgs) -> Result<Task, CliError> {
    if args.input == ["-"] {
        return one(String::from_utf8_lossy(&standard_input()?).into_owned(), args);
    }
    if !args.text && args.input.iter().all(|input| looks_like_a_path(input)) {
        return Err(no_file(&args.input[0]));
    }
    one(args.input.join(" "), args)
}

fn one(text: String, args: &VerifyArgs) -> Result<Task, CliError> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(CliError::user("a quote without a word").hint("write the words to check"));
    }
    let claim = Claim { text, speaker: args.speaker.clone() };
    Ok(Task { claims: vec![claim], spots: vec![None], ..Task::default() })
}

fn no_file(name: &str) -> CliError {
    CliError::user(format!("no file `{name}`")).hint("`--text` takes the arguments as a quote")
}

fn standard_input() -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::user(format!("cannot read standard input: {error}")))?;
    Ok(bytes)
}

/// Whether a word is rather a file that is not there than a quote: no blank in it, and an ending
/// or a folder.
fn looks_like_a_path(input: &str) -> bool {
    let ending = Path::new(input).extension().is_some_and(|ending| {
        let ending = ending.to_string_lossy();
        (1..=5).contains(&ending.len()) && ending.chars().all(|char| char.is_ascii_alphanumeric())
    });
    !input.contains(char::is_whitespace) && (ending || input.contains(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_look_like_paths() {
        for path in ["draft.md", "drafts/a", "a.html", "..\\b.txt"] {
            assert!(looks_like_a_path(path), "{path}");
        }
        for quote in ["No.", "Never", "We go. Now.", "“either/or” is not it", "toll", "e.g."] {
            assert!(!looks_like_a_path(quote), "{quote}");
        }
    }
}
