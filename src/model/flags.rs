//! What the user said of a file or folder by flags, in the form that is remembered with it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// Flags by name, without their dashes, each with its values as typed.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Flags(BTreeMap<String, Vec<String>>);

impl Flags {
    /// Takes in a flag; one without a value was not given.
    pub fn set(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        let values: Vec<String> = values.into_iter().collect();
        if !values.is_empty() {
            self.0.insert(name.to_owned(), values);
        }
    }

    /// Takes in `nearer` ones, each in the place of the flag of its name.
    pub fn extend(&mut self, nearer: &Self) {
        self.0.extend(nearer.0.iter().map(|(name, values)| (name.clone(), values.clone())));
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

impl fmt::Display for Flags {
    /// Writes them as they can be typed: `--date 2024-05 --outlet 'The Courier'`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typed = self.iter().flat_map(|(name, values)| values.iter().map(move |v| (name, v)));
        for (nth, (name, value)) in typed.enumerate() {
            let blank = if nth == 0 { "" } else { " " };
            let plain = |char: char| char.is_alphanumeric() || "-_./=,".contains(char);
            if value.chars().all(plain) && !value.is_empty() {
                write!(f, "{blank}--{name} {value}")?;
            } else {
                write!(f, "{blank}--{name} '{}'", value.replace('\'', r"'\''"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_flag_wins_and_all_can_be_typed_again() {
        let mut flags = Flags::default();
        flags.set("outlet", ["The Courier".to_owned()]);
        flags.set("date", ["2024".to_owned()]);
        flags.set("speaker", []);
        let mut nearer = Flags::default();
        nearer.set("date", ["2024-05".to_owned()]);
        nearer.set("topic", ["a".to_owned(), "it's".to_owned()]);
        flags.extend(&nearer);
        let typed = r"--date 2024-05 --outlet 'The Courier' --topic a --topic 'it'\''s'";
        assert_eq!(flags.to_string(), typed);
    }
}
