//! The command line: flags, streams and exit codes. How anything is done is left to other rooms.

mod error;
mod extract;
mod ordered;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::{CliError, ErrorKind};

/// Search who said what, when, and through whom
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::ExtractArgs),
}

/// How a command that ran to its end came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    /// Found, or done.
    Done,
    /// Nothing was found, or damage was.
    Nothing,
}

/// Runs the program on the process's own arguments.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Where even that cannot be printed, the exit code says what there is to say.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match &cli.command {
        Command::Extract(args) => extract::run(args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(error) => {
            if error.kind() != ErrorKind::ClosedPipe {
                anstream::eprintln!("{error}");
            }
            ExitCode::from(error.code())
        }
    }
}
