//! Query words that begin with a hyphen.
//!
//! `onrecord search rafah -hamas` reads like any search box, but a flag parser takes `-hamas` for
//! five flags. Its own switch for such values takes everything after the first word for a value,
//! `--json` included. So words that cannot be flags are marked before it sees them, with a byte
//! that no argument can hold, and unmarked when they are read.

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

const MARK: char = '\0';

/// Marks among `args` the hyphened words that are no flags of the verb they stand after.
pub(super) fn mark(command: &mut Command, args: Vec<OsString>) -> Vec<OsString> {
    command.build();
    let mut verb: Option<&Command> = None;
    let mut open = false; // The next argument is a flag's value.
    let mut only_words = false;
    let mut marked = Vec::with_capacity(args.len());
    for (nth, arg) in args.into_iter().enumerate() {
        let text = arg.to_str().unwrap_or_default();
        if nth == 0 || only_words || open || !text.starts_with('-') || text == "-" {
            if 0 < nth && !open && verb.is_none() {
                verb = command.find_subcommand(&arg);
                only_words = verb.is_none();
            }
            open = false;
            marked.push(arg);
            continue;
        }
        only_words = text == "--";
        let known = verb.unwrap_or(command);
        let takes_words = verb.is_some_and(|verb| verb.get_arguments().any(takes_words));
        match flag(known, text) {
            Flag::WithValue => {
                open = true;
                marked.push(arg);
            }
            Flag::Unknown if takes_words && !text.starts_with("--") => {
                marked.push(OsString::from(format!("{MARK}{text}")));
            }
            Flag::Alone | Flag::Unknown => marked.push(arg),
        }
    }
    marked
}

/// Takes the mark off a word.
pub(super) fn unmark(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    word.strip_prefix(MARK).unwrap_or(&word).to_owned()
}

enum Flag {
    Alone,
    /// Its value is the next argument.
    WithValue,
    Unknown,
}

fn flag(command: &Command, text: &str) -> Flag {
    if let Some(name) = text.strip_prefix("--") {
        let (name, value) = name.split_once('=').map_or((name, None), |(n, v)| (n, Some(v)));
        let arg = command.get_arguments().find(|arg| arg.get_long() == Some(name));
        return match arg {
            Some(arg) if takes_value(arg) && value.is_none() => Flag::WithValue,
            Some(_) => Flag::Alone,
            None if name.is_empty() => Flag::Alone,
            None => Flag::Unknown,
        };
    }
    // `-n`, `-n5`, `-0n 5`, but not `-no`: a word is likelier than a value glued to a flag.
    let mut letters = text[1..].chars();
    while let Some(letter) = letters.next() {
        let Some(arg) = command.get_arguments().find(|arg| arg.get_short() == Some(letter)) else {
            return Flag::Unknown;
        };
        if takes_value(arg) {
            let value = letters.as_str();
            return match value.strip_prefix('=').unwrap_or(value) {
                "" if value.is_empty() => Flag::WithValue,
                value if value.bytes().all(|byte| byte.is_ascii_digit()) => Flag::Alone,
                _ => Flag::Unknown,
            };
        }
    }
    Flag::Alone
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn takes_words(arg: &Arg) -> bool {
    arg.is_positional() && arg.get_id() == "words"
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, value_parser};

    use super::*;

    fn check(line: &str, expected: &str) {
        let mut command = Command::new("onrecord")
            .arg(Arg::new("index").long("index").global(true))
            .subcommand(
                Command::new("search")
                    .alias("s")
                    .arg(Arg::new("limit").short('n'))
                    .arg(Arg::new("null").short('0').action(ArgAction::SetTrue))
                    .arg(Arg::new("json").long("json").action(ArgAction::SetTrue))
                    .arg(Arg::new("words").num_args(0..).value_parser(value_parser!(OsString))),
            )
            .subcommand(Command::new("status"));
        let args = line.split(' ').map(OsString::from).collect();
        let marked = mark(&mut command, args);
        let shown: Vec<String> =
            marked.iter().map(|arg| arg.to_string_lossy().replace(MARK, "!")).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_are_marked_and_flags_are_not() {
        check("o search rafah -hamas --json", "o search rafah !-hamas --json");
        check("o s -hamas -n 3 -n3 -0 -0n 4", "o s !-hamas -n 3 -n3 -0 -0n 4");
        check("o s -no -nine -h --help", "o s !-no !-nine -h --help");
        check("o --index s s -x", "o --index s s !-x");
        check("o s -n -x", "o s -n -x");
    }

    #[test]
    fn what_is_not_a_query_is_left_alone() {
        check("o s --jsno", "o s --jsno");
        check("o s -- -n --json", "o s -- -n --json");
        check("o status -x", "o status -x");
        check("o -x s", "o -x s");
        check("o", "o");
    }
}
