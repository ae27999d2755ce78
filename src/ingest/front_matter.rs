//! YAML between two lines `---` at the head of a text.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{
    Fault, Place,
    meta::{self, Field, Meta},
};

/// What stands in front of a text.
pub(super) struct FrontMatter {
    pub(super) meta: Meta,
    /// Where the text begins.
    pub(super) end: usize,
    /// The line that a field stands on, for messages about its value.
    pub(super) date_line: Option<u64>,
}

/// Reads the front matter of `text`; `None` where there is none.
pub(super) fn read(text: &str) -> Result<Option<FrontMatter>, (Place, Fault)> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let Some((first, mut at)) = line(text, start) else { return Ok(None) };
    if first.trim_end() != "---" {
        return Ok(None);
    }
    let from = at;
    if !line(text, at).is_some_and(|(line, _)| looks_like_yaml(line)) {
        return Ok(None); // A rule under nothing, as Markdown has them.
    }
    loop {
        let Some((line, next)) = line(text, at) else {
            return Err((Place::Line(1), Fault::OpenFrontMatter));
        };
        if matches!(line.trim_end(), "---" | "...") {
            let (meta, date_line) = fields(&text[from..at])?;
            return Ok(Some(FrontMatter { meta, end: next, date_line }));
        }
        at = next;
    }
}

/// The line of `text` at `start` and where the next begins; `None` behind the last.
fn line(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let length = memchr::memchr(b'\n', rest.as_bytes());
    Some(length.map_or((rest, text.len()), |length| (&rest[..length], start + length + 1)))
}

/// Whether `line` is `key: value`, a comment, the end or a brace: what YAML could begin with.
fn looks_like_yaml(line: &str) -> bool {
    let line = line.trim();
    let key = line.split(':').next().unwrap_or_default();
    let is_key = key.len() < line.len()
        && !key.is_empty()
        && key.chars().all(|char| char.is_alphanumeric() || "_-. \"'".contains(char))
        && key.split_whitespace().count() <= 3;
    is_key || line.starts_with('#') || line.starts_with('{') || line == "---"
}

/// Reads the keys of the outermost mapping that mean something, from the parser's events: no tree
/// is built, so that neither depth nor aliases can make it grow.
fn fields(yaml: &str) -> Result<(Meta, Option<u64>), (Place, Fault)> {
    let mut meta = Meta::default();
    let mut date_line = None;
    let mut depth = 0_usize;
    let mut key: Option<Option<(Field, u8)>> = None;
    let mut values = Vec::new();
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event.map_err(|error| {
            // The first line of the front matter is the second of the file.
            let line = error.marker().line() as u64 + 1;
            (Place::Line(line), Fault::FrontMatter(error.info().to_owned()))
        })?;
        let mut ended = false;
        match event {
            Event::Scalar(value, style, ..) => match key {
                None if depth == 1 => {
                    key = Some(meta::field(&value));
                    if matches!(key, Some(Some((Field::Date, _)))) {
                        date_line = Some(span.start.line() as u64 + 1);
                    }
                    continue;
                }
                None if depth == 0 && !value.trim().is_empty() => return Err(no_fields()),
                None => {}
                Some(_) => {
                    if style != ScalarStyle::Plain || !matches!(&*value, "~" | "") {
                        values.push(value.into_owned());
                    }
                    ended = depth == 1;
                }
            },
            Event::SequenceStart(..) if depth == 0 => return Err(no_fields()),
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => {
                depth = depth.saturating_sub(1);
                ended = depth == 1 && key.is_some();
            }
            Event::Alias(_) => ended = depth == 1 && key.is_some(),
            _ => {}
        }
        if ended {
            let values = std::mem::take(&mut values);
            if let Some((field, rank)) = key.take().flatten() {
                meta.set(field, rank, values);
            }
        }
    }
    Ok((meta, date_line))
}

fn no_fields() -> (Place, Fault) {
    let reason = "fields such as `title: …` were expected".to_owned();
    (Place::Line(2), Fault::FrontMatter(reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    fn filled(text: &str) -> (Document, usize) {
        let front = read(text).unwrap().unwrap();
        let mut document = Document::default();
        front.meta.fill(&mut document);
        (document, front.end)
    }

    #[test]
    fn reads_scalars_lists_and_what_is_quoted() {
        let text = "\u{feff}---\r\ntitle: \"Dam:\\_reopened\"\r\ndate: 2024-05-02\r\ntags:\r\n- water\r\n- dams\r\nnested:\r\n  title: no\r\n---\r\nText";
        let (document, end) = filled(text);
        assert_eq!(document.title.as_deref(), Some("Dam: reopened"));
        assert_eq!(document.published.unwrap().to_string(), "2024-05-02");
        assert_eq!(document.topics, ["water", "dams"]);
        assert_eq!(&text[end..], "Text");
    }

    #[test]
    fn says_where_it_is_broken() {
        let error = |text| read(text).map(|_| ()).unwrap_err();
        let (place, fault) = error("---\ntitle: Dam: reopened\n---\nText");
        assert_eq!(place, Place::Line(2));
        assert!(fault.to_string().starts_with("the front matter cannot be read: "), "{fault}");
        assert!(matches!(error("---\ntitle: Dam\n\nText"), (_, Fault::OpenFrontMatter)));
        assert!(matches!(error("---\n# list\n- a\n---\nText"), (_, Fault::FrontMatter(_))));
    }

    #[test]
    fn rules_and_aliases_do_no_harm() {
        assert!(read("---\n\nText").unwrap().is_none());
        assert!(read("---\nHe said that it was so.\n").unwrap().is_none());
        let (document, _) = filled("---\na: &a [x, x]\ntopics: [*a, *a, water]\n---\n");
        assert_eq!(document.topics, ["water"]);
        let deep = format!("---\na: {}\n---\n", "[".repeat(100_000));
        assert!(read(&deep).is_err());
        let deep = format!("---\na:\n  {}x\n---\n", "- ".repeat(100_000));
        let _ = read(&deep);
    }
}
