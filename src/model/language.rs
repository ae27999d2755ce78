//! The language of a text.

use std::{fmt, str::FromStr};

/// A language by its code of two letters, ISO 639-1: `en`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Language([u8; 2]);

impl Language {
    /// English, the one whose prose statements are found in.
    pub const ENGLISH: Self = Self(*b"en");

    /// The code: `en`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What is no code of a language.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not the code of a language, such as `en` or `de-AT`")]
pub struct LanguageError(String);

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads `en`, `EN` or `en-GB`.
    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default();
        match code.as_bytes() {
            [one, two] if one.is_ascii_alphabetic() && two.is_ascii_alphabetic() => {
                Ok(Self([one.to_ascii_lowercase(), two.to_ascii_lowercase()]))
            }
            _ => Err(LanguageError(text.to_owned())),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_left_out() {
        let read = |text: &str| text.parse::<Language>().map(|language| language.to_string());
        assert_eq!(read("de-AT").as_deref(), Ok("de"));
        assert_eq!(read("EN"), Ok(Language::ENGLISH.to_string()));
        assert!(read("English").is_err() && read("").is_err());
    }
}
