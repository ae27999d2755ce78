//! Flags that say how files are read, taken at their word or refused with a reason.

use std::{fmt::Display, str::FromStr};

use super::options::{Defaults, Mapping, ReadOptions};
use crate::model::Flags;

/// A flag whose value cannot be taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`--{name} {value}`: {reason}")]
pub struct FlagError {
    name: String,
    value: String,
    reason: String,
}

impl ReadOptions {
    /// What `flags` come to.
    pub fn from_flags(flags: &Flags) -> Result<Self, FlagError> {
        let mut options = Self::default();
        for (name, values) in flags.iter() {
            for value in values {
                options.take(name, value).map_err(|reason| FlagError {
                    name: name.to_owned(),
                    value: value.clone(),
                    reason,
                })?;
            }
        }
        Ok(options)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let limits = &mut self.limits;
        match name {
            "max-size" => {
                limits.document_bytes = size(value)?;
                limits.text_bytes = limits.document_bytes;
            }
            "max-unpacked" => limits.unpacked_bytes = size(value)?,
            "max-ratio" => limits.ratio = read(value)?,
            _ => return self.defaults.take(name, value),
        }
        Ok(())
    }
}

impl Defaults {
    /// Takes in what the user says under `name`, by flag or in a folder's settings.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "date" => self.date = Some(read(value)?),
            "outlet" => self.outlet = Some(value.to_owned()),
            "speaker" => self.speaker = Some(value.to_owned()),
            "topic" | "topics" => self.topics.push(value.to_owned()),
            "language" => self.language = Some(read(value)?),
            "name-pattern" => self.name_pattern = Some(read(value)?),
            "map" => self.map.extend(&read::<Mapping>(value)?),
            _ => return Err("there is no such flag".to_owned()),
        }
        Ok(())
    }
}

fn read<T: FromStr<Err: Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

/// Reads `64M` or `2G`: bytes, or 1024, 1024², 1024³ or 1024⁴ of them.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a size: write 500K, 64M or 2G");
    let upper = text.trim().to_ascii_uppercase();
    let number = upper.trim_end_matches("IB").trim_end_matches('B');
    let (number, shift) = match number.chars().last() {
        Some('K') => (&number[..number.len() - 1], 10),
        Some('M') => (&number[..number.len() - 1], 20),
        Some('G') => (&number[..number.len() - 1], 30),
        Some('T') => (&number[..number.len() - 1], 40),
        _ => (number, 0),
    };
    let number: u64 = number.trim_end().parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).filter(|size| 0 < *size).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size(" 2 gib "), Ok(2 << 30));
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("3kB"), Ok(3 << 10));
        for wrong in ["", "M", "-1M", "64X", "0", "1.5G", "99999999999T"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_flag_that_cannot_be_taken_says_why() {
        let mut flags = Flags::default();
        flags.set("outlet", ["The Courier".to_owned()]);
        flags.set("topic", ["a".to_owned(), "b".to_owned()]);
        flags.set("max-ratio", ["9".to_owned()]);
        let options = ReadOptions::from_flags(&flags).unwrap();
        assert_eq!(options.defaults.outlet.as_deref(), Some("The Courier"));
        assert_eq!((options.defaults.topics.len(), options.limits.ratio), (2, 9));
        flags.set("language", ["Klingon".to_owned()]);
        let error = ReadOptions::from_flags(&flags).unwrap_err().to_string();
        assert!(error.starts_with("`--language Klingon`: "), "{error}");
    }
}
