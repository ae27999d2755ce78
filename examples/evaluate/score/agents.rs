//! Names as the gold lists them, and the other names that an agent goes by.

use std::{collections::HashMap, fs, path::Path};

use serde_json::Value;

use super::gold::{Result, names::last};

/// The strings of a list.
pub fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The name under one key, where there is one, and those in the list under another.
pub fn alternatives<'a>(row: &'a Value, name: &str, others: &str) -> Vec<&'a str> {
    row[name].as_str().into_iter().chain(strings(&row[others])).collect()
}

/// The names that mentions and short forms stand for.
#[derive(Default)]
pub struct Aliases(HashMap<String, String>);

impl Aliases {
    /// Reads `seeds_aliases.json`: forms by document below each name. Forms that only their place
    /// in a text tells apart (“the Secretary”) are left out.
    pub fn read(path: &Path) -> Result<Self> {
        let names: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        let mut aliases = HashMap::new();
        for (name, entry) in names.as_object().into_iter().flatten() {
            let doubtful = entry["needs_context"].as_array();
            let forms = entry["forms"].as_object().into_iter().flatten();
            for form in forms.filter_map(|(_, forms)| forms.as_array()).flatten() {
                if doubtful.is_none_or(|doubtful| !doubtful.contains(form)) {
                    let form = form.as_str().unwrap_or_default().to_owned();
                    aliases.entry(form).or_insert_with(|| name.clone());
                }
            }
        }
        Ok(Self(aliases))
    }

    /// The last name of whom `name` stands for.
    pub fn last(&self, name: &str) -> String {
        last(self.0.get(name).map_or(name, String::as_str))
    }
}
