//! The command line: flags, streams and exit codes. How anything is done is left to other rooms.

mod bench;
mod check;
mod cite;
mod compare;
mod completions;
mod count;
mod dry_run;
mod error;
mod explain;
mod extract;
mod fields;
mod first;
mod index;
mod index_report;
mod interrupt;
mod kwic;
mod lists;
mod man;
mod new;
mod ordered;
mod output;
mod people;
mod picture;
mod places;
mod problems;
mod query_args;
mod read_args;
mod run_saved;
mod save;
mod saved;
mod search;
mod show;
mod source;
mod status;
mod store;
mod topic_args;
mod trend;
mod tui;
mod variants;
mod verify;
mod watch;
mod who;
mod words;

use std::{
    env,
    ffi::OsString,
    panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind},
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    thread,
};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use bench::write_synthetic_corpus;
pub use error::{CliError, ErrorKind};
use output::{ColorChoice, Screen};
use places::Places;

/// Search who said what, when, and through whom
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 found or done, 1 nothing found or damage found, 2 something to put right \
(a broken file was skipped, too), 130 interrupted, 70 a bug";

#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Folder of the index [default: the nearest `index/`, upwards]
    #[arg(long, value_name = "DIR", env = "ONRECORD_INDEX", hide_env_values = true, global = true)]
    index: Option<PathBuf>,
    /// File that says who is who [default: `speakers.toml` beside the index's folder]
    #[arg(
        long,
        value_name = "FILE",
        env = "ONRECORD_PEOPLE",
        hide_env_values = true,
        hide_short_help = true,
        global = true
    )]
    people: Option<PathBuf>,
    /// When to use color
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        global = true
    )]
    color: ColorChoice,
    /// Write straight to the terminal
    #[arg(long, global = true)]
    no_pager: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::IndexArgs),
    Watch(watch::WatchArgs),
    #[command(visible_alias = "s")]
    Search(search::SearchArgs),
    Show(show::ShowArgs),
    Verify(verify::VerifyArgs),
    Variants(variants::VariantsArgs),
    First(first::FirstArgs),
    Compare(compare::CompareArgs),
    Cite(cite::CiteArgs),
    Count(count::CountArgs),
    Trend(trend::TrendArgs),
    Who(who::WhoArgs),
    Kwic(kwic::KwicArgs),
    Tui(tui::TuiArgs),
    Explain(explain::ExplainArgs),
    Save(save::SaveArgs),
    Run(run_saved::RunArgs),
    New(new::NewArgs),
    People(people::PeopleArgs),
    Speakers(lists::SpeakersArgs),
    Topics(lists::TopicsArgs),
    Documents(lists::DocumentsArgs),
    Fields(fields::FieldsArgs),
    Status(status::StatusArgs),
    Extract(extract::ExtractArgs),
    Forget(index::ForgetArgs),
    Bench(bench::BenchArgs),
    Check(check::CheckArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// How a command that ran to its end came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    /// Found, or done.
    Done,
    /// Nothing was found, or damage was.
    Nothing,
    /// Done but for something that the user can put right, which has been said.
    Skipped,
    /// The user left without an answer.
    Left,
}

impl Outcome {
    fn found(any: bool) -> Self {
        if any { Self::Done } else { Self::Nothing }
    }

    fn unless_skipped(self, skipped: bool) -> Self {
        if skipped { Self::Skipped } else { self }
    }

    fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Nothing => 1,
            Self::Skipped => 2,
            Self::Left => interrupt::CODE,
        }
    }
}

/// What the flags come to in this folder, on this terminal.
struct Setting {
    places: Places,
    screen: Screen,
}

impl Global {
    fn resolve(&self) -> Setting {
        let working = env::current_dir().unwrap_or_default();
        Setting {
            places: Places::find(self.index.as_deref(), self.people.as_deref(), &working),
            screen: Screen::new(self.color, !self.no_pager),
        }
    }
}

/// Runs the program on the process's own arguments.
pub fn run() -> ExitCode {
    let args: Vec<OsString> = env::args_os().collect();
    if let Some(code) = completions::answer(Cli::command, &args) {
        return code;
    }
    if env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(tell_panic));
    }
    ExitCode::from(parse_and_run(args))
}

/// Where a bug showed on the main thread, kept until it is known that the index is not to blame.
static BUG: Mutex<Option<String>> = Mutex::new(None);

/// Says where a bug showed, without the text that its message may quote at length.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or_default();
    let message: String = message.lines().next().unwrap_or_default().chars().take(200).collect();
    let bug = format!("bug at {place}: {message}");
    if thread::current().name() == Some("main") {
        *BUG.lock().unwrap_or_else(PoisonError::into_inner) = Some(bug);
    } else {
        output::say(&bug);
    }
}

fn parse_and_run(args: Vec<OsString>) -> u8 {
    let mut command = Cli::command();
    let args = words::mark(&mut command, args);
    let parsed =
        command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Where even that cannot be printed, the exit code says what there is to say.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let setting = cli.global.resolve();
    let result = catch_unwind(AssertUnwindSafe(|| cli.command.run(&setting)));
    let error = match result {
        Ok(Ok(outcome)) => return outcome.code(),
        Ok(Err(error)) if error.kind() == ErrorKind::ClosedPipe => return error.code(),
        Ok(Err(error)) if error.kind() != ErrorKind::Internal => error,
        // The engine trusts its files: damage shows as anything.
        failed => match (store::damage(&setting.places), failed) {
            (Some(damage), _) => damage,
            (None, Ok(Err(error))) => error,
            (None, _) => bug(),
        },
    };
    output::say(&error.to_string());
    error.code()
}

fn bug() -> CliError {
    if let Some(bug) = BUG.lock().unwrap_or_else(PoisonError::into_inner).take() {
        output::say(&bug);
    }
    CliError::internal("this is a bug in onrecord; what was committed to the index stays")
}

impl Command {
    fn run(&self, setting: &Setting) -> Result<Outcome, CliError> {
        match self {
            Self::Index(args) => index::run(args, setting),
            Self::Watch(args) => watch::run(args, setting),
            Self::Search(args) => search::run(args, setting),
            Self::Show(args) => show::run(args, setting),
            Self::Verify(args) => verify::run(args, setting),
            Self::Variants(args) => variants::run(args, setting),
            Self::First(args) => first::run(args, setting),
            Self::Compare(args) => compare::run(args, setting),
            Self::Cite(args) => cite::run(args, setting),
            Self::Count(args) => count::run(args, setting),
            Self::Trend(args) => trend::run(args, setting),
            Self::Who(args) => who::run(args, setting),
            Self::Kwic(args) => kwic::run(args, setting),
            Self::Tui(args) => tui::run(args, setting),
            Self::Explain(args) => explain::run(args, setting),
            Self::Save(args) => save::run(args, setting),
            Self::Run(args) => run_saved::run(args, setting),
            Self::New(args) => new::run(args, setting),
            Self::People(args) => people::run(args, setting),
            Self::Speakers(args) => lists::speakers(args, setting),
            Self::Topics(args) => lists::topics(args, setting),
            Self::Documents(args) => lists::documents(args, setting),
            Self::Fields(_) => fields::run(setting),
            Self::Status(args) => status::run(args, setting),
            Self::Extract(args) => extract::run(args),
            Self::Forget(args) => index::forget(args, setting),
            Self::Bench(args) => bench::run(args, setting),
            Self::Check(args) => check::run(args, setting),
            Self::Completions(args) => completions::run(args),
            Self::Man(_) => man::run(Cli::command()),
        }
    }
}
