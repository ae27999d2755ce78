//! Verdicts as SARIF 2.1.0, which code hosts and editors show beside the lines of a draft.
//!
//! A quote that stands is no result. Columns count characters, as the log says.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::verdict::{Checked, message};
use crate::query::Finding;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What is to be said of a sort of finding, once.
const RULES: &[(Finding, &str)] = &[
    (Finding::Shortened, "A quote leaves out what turns its sense around"),
    (Finding::OtherSpeaker, "A quote is by somebody else"),
    (Finding::Spliced, "A quote is put together from several places"),
    (Finding::Altered, "A quote has other words than were said"),
    (Finding::NotFound, "A quote is in no text of the index"),
];

/// A log of one run.
#[derive(Debug, Serialize)]
pub struct Log(Value);

/// The log of what was `checked`.
pub fn log(checked: &[Checked]) -> Log {
    let rule = |(finding, text): &(Finding, &str)| json!({ "id": finding.name(), "shortDescription": { "text": text } });
    let driver = json!({
        "name": "onrecord",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
    });
    let results: Vec<Value> =
        checked.iter().filter(|one| !one.verdict.stands).map(result).collect();
    Log(json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn result(one: &Checked) -> Value {
    let finding = one.verdict.finding;
    let mut text = format!("{}: {}: “{}”", finding.name(), message(one), one.text.trim());
    for found in &one.verdict.found {
        let id = found.short_id.as_deref().unwrap_or("text outside statements");
        let _ = write!(text, "\n{id}: “{}”", found.words());
    }
    for note in &one.verdict.notes {
        text.push_str("\nnote: ");
        text.push_str(note);
    }
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), finding.name().into());
    if let Some(nth) = RULES.iter().position(|(rule, _)| *rule == finding) {
        result.insert("ruleIndex".to_owned(), nth.into());
    }
    result.insert("level".to_owned(), "error".into());
    result.insert("message".to_owned(), json!({ "text": text }));
    let location = one.spot.as_ref().map(|spot| {
        let mut place = Map::new();
        place.insert("artifactLocation".to_owned(), json!({ "uri": uri(&spot.file) }));
        if let Some([line, column, end_line, end_column]) = spot.lines {
            let region = json!({
                "startLine": line, "startColumn": column,
                "endLine": end_line, "endColumn": end_column,
            });
            place.insert("region".to_owned(), region);
        }
        json!({ "physicalLocation": place })
    });
    result.insert("locations".to_owned(), location.into_iter().collect::<Vec<_>>().into());
    Value::Object(result)
}

/// A path as a relative reference: what has a sense of its own there is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte);
        if plain {
            uri.push(char::from(byte));
        } else if byte == b'\\' {
            uri.push('/');
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(
            uri("drafts/on the “strait”#1.md"),
            "drafts/on%20the%20%E2%80%9Cstrait%E2%80%9D%231.md"
        );
        assert_eq!(uri("drafts\\a.md"), "drafts/a.md");
    }
}
