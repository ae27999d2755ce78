//! `onrecord man`: the manual page, made from the flags and the table of fields.

use std::io::{self, Write};

use clap::{Args, Command};
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use super::{CliError, Outcome, fields, output};

const EXAMPLES: &str = "\
Examples:
  onrecord man > onrecord.1
  onrecord man | man -l -";

/// Print the manual page: `onrecord man | man -l -`
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ManArgs {}

/// What each exit code says, for the manual and `--help`.
const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "found, or done; nobody reading the output any more is no failure"),
    ("1", "nothing found, or damage found by check"),
    ("2", "something that you can put right; a broken file was skipped, too"),
    ("130", "interrupted; what was committed stays"),
    ("70", "a bug, or a machine out of order"),
];

/// What is read from the environment.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("ONRECORD_INDEX", "folder of the index, as by --index"),
    ("ONRECORD_TODAY", "the day that 3w and yesterday are counted from, 2024-05-17"),
    ("NO_COLOR", "set to anything: no color"),
    ("PAGER", "what long answers are shown with on a terminal [default: less -FRX]"),
    ("COLUMNS", "width of a line where the terminal does not say"),
];

const FILES: &[(&str, &str)] = &[
    ("corpus/", "texts that index reads where no path is given, looked for upwards"),
    (
        "onrecord.toml",
        "what holds for the texts below its folder: date, outlet, speaker, topics, language, \
         name-pattern, a table map of columns, and a list ignore of patterns",
    ),
    (".onrecordignore", "what to leave out below its folder, in the syntax of .gitignore"),
    ("index/", "the index beside them; index/current/ is what is searched"),
];

pub(super) fn run(command: Command) -> Result<Outcome, CliError> {
    output::print(|out| write(out, command))?;
    Ok(Outcome::Done)
}

fn write(out: &mut dyn Write, command: Command) -> io::Result<()> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let verbs: Vec<Command> =
        command.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned().collect();
    let man = Man::new(command).date("");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    heading("COMMANDS").to_writer(out)?;
    for verb in verbs {
        about(out, verb)?;
    }
    let fields: Vec<(String, String)> = fields::rows()
        .into_iter()
        .map(|row| (row[0].clone(), format!("{} ({})", row[2], row[1])))
        .collect();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, help)| (name.as_str(), help.as_str())).collect();
    list(out, "FIELDS", &fields)?;
    let operators: Vec<(String, String)> = fields::operators()
        .into_iter()
        .map(|row| (row[0].clone(), format!("{} ({})", row[2], row[1])))
        .collect();
    let operators: Vec<(&str, &str)> =
        operators.iter().map(|(form, help)| (form.as_str(), help.as_str())).collect();
    list(out, "OPERATORS", &operators)?;
    list(out, "EXIT STATUS", EXIT_CODES)?;
    list(out, "ENVIRONMENT", ENVIRONMENT)?;
    list(out, "FILES", FILES)
}

/// A verb with its own flags; the global ones stand above.
fn about(out: &mut dyn Write, verb: Command) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SS", [format!("onrecord {}", verb.get_name()).as_str()]);
    let about = verb.get_long_about().or(verb.get_about()).map(ToString::to_string);
    for paragraph in about.unwrap_or_default().split("\n\n") {
        roff.control("PP", []).text([roman(paragraph)]);
    }
    roff.to_writer(out)?;
    let verb = verb.mut_args(|arg| {
        let hidden = arg.is_global_set() || arg.get_id() == "help";
        arg.hide(hidden)
    });
    let mut options = Vec::new();
    Man::new(verb).render_options_section(&mut options)?;
    // Headings of their own would end the section of the commands.
    for line in options.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".SH") || line.starts_with(b".ie") || line.starts_with(b".el") {
            continue;
        }
        out.write_all(line)?;
    }
    Ok(())
}

fn heading(title: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [title]);
    roff
}

fn list(out: &mut dyn Write, title: &str, entries: &[(&str, &str)]) -> io::Result<()> {
    let mut roff = heading(title);
    for (term, help) in entries {
        roff.control("TP", []).text([bold(*term)]).text([roman(*help)]);
    }
    roff.to_writer(out)
}
