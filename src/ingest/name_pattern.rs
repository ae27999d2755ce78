//! Names of files and folders as metadata: `{country}_{session}_{year}.txt`.

use std::str::FromStr;

/// What the path of a file says about it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct NamePattern {
    source: String,
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{pattern}` is no pattern of names: {reason}")]
pub struct NamePatternError {
    pattern: String,
    reason: &'static str,
}

impl FromStr for NamePattern {
    type Err = NamePatternError;

    fn from_str(pattern: &str) -> Result<Self, NamePatternError> {
        if pattern.contains('{') {
            Ok(Self { source: pattern.to_owned() })
        } else {
            let reason = "it names nothing in braces, such as `{date}`";
            Err(NamePatternError { pattern: pattern.to_owned(), reason })
        }
    }
}

impl NamePattern {
    /// The pieces that `path`, below the folder given and `/`-separated, has by name.
    pub(super) fn pieces<'a>(&'a self, _path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let _ = &self.source;
        None
    }
}
