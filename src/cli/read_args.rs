//! The flags that say how files are read, shared by the commands that read them.

use std::{fmt::Display, str::FromStr};

use clap::Args;

use super::CliError;
use crate::{
    ingest::{self, FlagError, Mapping, NamePattern},
    model::{ApproxDate, Flags, Language},
};

/// What documents are taken for that do not say it themselves, and where reading ends.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadArgs {
    /// Date of documents that carry none: 2024, 2024-05 or 2024-05-17
    #[arg(long, value_name = "DATE", value_parser = checked::<ApproxDate>)]
    date: Option<String>,
    /// Who published documents that do not say
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Whose words documents are that do not say
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// What documents are about, beside what they say (can be repeated)
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// What columns of tables and keys of JSON hold: text=Body,speaker=Name
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = checked::<Mapping>)]
    map: Vec<String>,
    /// What the names of files and folders say: '{country}_{session}_{year}.txt'
    #[arg(long, value_name = "PATTERN", value_parser = checked::<NamePattern>)]
    name_pattern: Option<String>,
    /// Language of the texts, where it is not to be found out: en, de
    #[arg(long, value_name = "CODE", value_parser = checked::<Language>)]
    language: Option<String>,
    /// Longest file, line, row or record that is read, text files up to 256M [default: 32M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<String>,
    /// Most that one archive or compressed file may hold, unpacked [default: 64G]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_unpacked: Option<String>,
    /// How many times as long as it was packed something may be [default: 250]
    #[arg(long, value_name = "N", value_parser = checked::<u64>)]
    max_ratio: Option<String>,
}

impl ReadArgs {
    /// The flags that were given.
    pub(super) fn flags(&self) -> Flags {
        let mut flags = Flags::default();
        for (name, value) in [
            ("date", &self.date),
            ("outlet", &self.outlet),
            ("speaker", &self.speaker),
            ("name-pattern", &self.name_pattern),
            ("language", &self.language),
            ("max-size", &self.max_size),
            ("max-unpacked", &self.max_unpacked),
            ("max-ratio", &self.max_ratio),
        ] {
            flags.set(name, value.clone());
        }
        flags.set("topic", self.topic.iter().cloned());
        flags.set("map", self.map.iter().cloned());
        flags
    }
}

impl From<FlagError> for CliError {
    fn from(error: FlagError) -> Self {
        Self::user(error)
    }
}

/// Lets text through that can be read as a `T`.
fn checked<T: FromStr<Err: Display>>(text: &str) -> Result<String, String> {
    text.parse::<T>().map(|_| text.to_owned()).map_err(|error| error.to_string())
}

fn size(text: &str) -> Result<String, String> {
    ingest::size(text).map(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command};

    use super::*;
    use crate::ingest::Limits;

    #[test]
    fn help_tells_the_limits_that_hold() {
        let command = ReadArgs::augment_args(Command::new("index"));
        let told = |name: &str| {
            let arg = command.get_arguments().find(|arg| arg.get_long() == Some(name)).unwrap();
            let help = arg.get_help().unwrap().to_string();
            help.split("[default: ").nth(1).unwrap().trim_end_matches(']').to_owned()
        };
        let limits = Limits::default();
        assert_eq!(ingest::size(&told("max-size")), Ok(limits.document_bytes));
        assert_eq!(limits.text_bytes, 256 << 20);
        assert_eq!(ingest::size(&told("max-unpacked")), Ok(limits.unpacked_bytes));
        assert_eq!(told("max-ratio"), limits.ratio.to_string());
    }
}
