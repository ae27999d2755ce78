//! The flags that say what texts are sorted by.

use std::{fs, path::PathBuf};

use clap::Args;
use xxhash_rust::xxh3::Xxh3;

use super::CliError;
use crate::extract::Topics;

/// Which topics texts are sorted into.
#[derive(Args, Debug)]
pub(super) struct TopicArgs {
    /// Sort by the topics of this TOML file too (can be repeated)
    #[arg(long, value_name = "FILE")]
    topics: Vec<PathBuf>,
    /// Leave the built-in topics out
    #[arg(long, requires = "topics")]
    no_builtin_topics: bool,
}

impl TopicArgs {
    /// Reads the files. Returns the topics with a number that tells them from others.
    pub(super) fn resolve(&self) -> Result<(Topics, u64), CliError> {
        let mut hasher = Xxh3::new();
        let mut topics: Option<Topics> = (!self.no_builtin_topics).then(Topics::builtin);
        for path in &self.topics {
            let name = path.display();
            let text = fs::read_to_string(path).map_err(|error| {
                CliError::user(format!("cannot read the topics in `{name}`: {}", plainly(&error)))
                    .hint("check the spelling, or the folder you are in")
            })?;
            hasher.update(text.as_bytes());
            let more = Topics::parse(&text).map_err(|error| {
                CliError::user(format!("the topics in `{name}` cannot be used: {error}"))
                    .hint("a topic is a table with `terms`: `[ferries]` and `terms = [\"ferry\"]`")
            })?;
            match &mut topics {
                Some(topics) => topics.extend(more),
                None => topics = Some(more),
            }
        }
        hasher.update(&[u8::from(self.no_builtin_topics)]);
        let number = if self.topics.is_empty() { 0 } else { hasher.digest() };
        Ok((topics.unwrap_or_default(), number))
    }
}

/// The system's reason without its number.
pub(super) fn plainly(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}
