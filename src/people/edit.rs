//! Changes to the text of `speakers.toml` that leave comments and order as they are.

use toml_edit::{Array, DocumentMut, Item, Value};

use super::{
    Correction, Overlay, Split, Target,
    rules::{entries, parse},
};
use crate::text::slug;

/// Why a file is not changed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// Something in it cannot be read, so that nobody knows what a change would do.
    #[error("{0}")]
    Broken(String),
    /// What was asked for would contradict a rule.
    #[error("{0}")]
    Contradicts(String),
    /// There is no such rule to take out.
    #[error("there is no such rule")]
    NoRule,
}

/// A file after a change, or nothing where it says that already.
pub type Edited = Result<Option<String>, EditError>;

/// Makes `other` another name of `keep`, with all its aliases.
pub fn merge(text: &str, keep: &str, other: &str) -> Edited {
    let overlay = whole(text)?;
    let (keep, id) = (overlay.name_of(keep), slug(other));
    if slug(&overlay.name_of(other)) == slug(&keep) && id != slug(&keep) {
        return Ok(None);
    }
    let mut aliases = vec![other.to_owned()];
    let mut text = text.to_owned();
    // Their own entries go, whose aliases are the other person's now.
    loop {
        let (rules, _) = parse(&text);
        let Some(person) = rules.people.into_iter().find(|person| slug(&person.name) == id) else {
            break;
        };
        aliases.extend(person.aliases);
        text = without_entry(&text, person.line);
    }
    if let Some(person) = overlay.people().iter().find(|it| has_alias(it, other)) {
        let name = &person.name;
        return Err(EditError::Contradicts(format!("`{other}` is an alias of `{name}` already")));
    }
    for alias in aliases {
        text = with_alias(&text, &keep, &alias)?;
    }
    checked(text)
}

/// Makes `alias` another name of `name`.
pub fn add_alias(text: &str, name: &str, alias: &str) -> Edited {
    merge(text, name, alias)
}

/// Takes `alias` from the names of `name`.
pub fn drop_alias(text: &str, name: &str, alias: &str) -> Edited {
    let overlay = whole(text)?;
    let (name, alias) = (slug(&overlay.name_of(name)), slug(alias));
    let mut document = document(text)?;
    let mut dropped = false;
    let mut empty = None;
    let people = document.get_mut("person").and_then(Item::as_array_of_tables_mut);
    for (nth, person) in people.into_iter().flat_map(|people| people.iter_mut()).enumerate() {
        if person.get("name").and_then(Item::as_str).map(slug) != Some(name.clone()) {
            continue;
        }
        let Some(aliases) = person.get_mut("aliases").and_then(Item::as_array_mut) else {
            continue;
        };
        let before = aliases.len();
        aliases.retain(|it| it.as_str().map(slug) != Some(alias.clone()));
        if aliases.len() < before {
            dropped = true;
            if aliases.is_empty() {
                empty = Some(overlay.people()[nth].line);
            }
        }
    }
    match (dropped, empty) {
        (false, _) => Err(EditError::NoRule),
        // A person of one name is no rule.
        (true, Some(line)) => checked(without_entry(text, line)),
        (true, None) => checked(document.to_string()),
    }
}

/// Adds a split.
pub fn split(text: &str, split: &Split) -> Edited {
    let overlay = whole(text)?;
    let same =
        |other: &Split| Split { line: 0, ..other.clone() } == Split { line: 0, ..split.clone() };
    if overlay.splits().iter().any(same) {
        return Ok(None);
    }
    let mut entry = vec![("name", string(&split.name)), ("as", string(&split.into))];
    for (key, value) in
        [("document", &split.document), ("outlet", &split.outlet), ("role", &split.role)]
    {
        entry.extend(value.as_ref().map(|value| (key, string(value))));
    }
    entry.extend(split.date.map(|date| ("date", string(&date.to_string()))));
    checked(with_entry(text, "split", &entry))
}

/// Takes the splits of `name` out, or those alone that make `into` of it.
pub fn drop_split(text: &str, name: &str, into: Option<&str>) -> Edited {
    let overlay = whole(text)?;
    let is_it = |split: &&Split| {
        slug(&split.name) == slug(name) && into.is_none_or(|into| slug(into) == slug(&split.into))
    };
    let lines: Vec<usize> = overlay.splits().iter().filter(is_it).map(|split| split.line).collect();
    if lines.is_empty() {
        return Err(EditError::NoRule);
    }
    // From the last, so that the lines before stay where they are.
    checked(lines.into_iter().rev().fold(text.to_owned(), |text, line| without_entry(&text, line)))
}

/// Adds a correction, in the place of one of the same statement or turn.
pub fn correct(text: &str, correction: &Correction) -> Edited {
    let overlay = whole(text)?;
    let same = |other: &&Correction| {
        other.document == correction.document
            && match (&other.target, &correction.target) {
                (
                    Target::Quote { hash: Some(one), nth, .. },
                    Target::Quote { hash: Some(other), nth: other_nth, .. },
                ) => one == other && nth.map(|it| it.0) == other_nth.map(|it| it.0),
                (one, other) => one == other,
            }
    };
    let old: Vec<&Correction> = overlay.corrections().iter().filter(same).collect();
    if old.iter().any(|old| old.id() == correction.id()) {
        return Ok(None);
    }
    let mut entry = vec![("document", string(&correction.document))];
    match &correction.target {
        Target::Turn(label) => entry.push(("turn", string(label))),
        Target::Quote { words, hash, nth } => {
            entry.push(("quote", string(words)));
            entry.extend(hash.map(|hash| ("hash", string(&format!("{hash:016x}")))));
            if let Some((nth, of)) = nth {
                entry.push(("nth", nth.to_string()));
                entry.push(("of", of.to_string()));
            }
        }
    }
    match &correction.speaker {
        Some(speaker) => entry.push(("speaker", string(speaker))),
        None => entry.push(("nobody", "true".to_owned())),
    }
    entry.extend(correction.was.as_ref().map(|was| ("was", string(was))));
    let lines: Vec<usize> = old.iter().map(|old| old.line).collect();
    let text =
        lines.into_iter().rev().fold(text.to_owned(), |text, line| without_entry(&text, line));
    checked(with_entry(&text, "correction", &entry))
}

/// Takes the entry out that the line stands in, whatever is wrong with it.
pub fn drop_at(text: &str, line: usize) -> Edited {
    let n_lines = text.lines().count();
    let starts: Vec<usize> = entries(text).iter().skip(1).map(|(line, _)| *line).collect();
    match starts.iter().rev().find(|start| **start <= line && line <= n_lines) {
        Some(start) => Ok(Some(without_entry(text, *start))),
        None => Err(EditError::NoRule),
    }
}

/// The rules of a file without errors.
fn whole(text: &str) -> Result<Overlay, EditError> {
    let (overlay, errors) = Overlay::parse(text);
    match errors.into_iter().next() {
        Some(error) => Err(EditError::Broken(error.to_string())),
        None => Ok(overlay),
    }
}

/// A file that may be written.
fn checked(text: String) -> Edited {
    whole(&text).map_err(|error| EditError::Contradicts(error.to_string()))?;
    Ok(Some(text))
}

fn document(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        EditError::Broken(error.message().replace('\n', " "))
    })
}

fn has_alias(person: &super::Person, name: &str) -> bool {
    person.aliases.iter().any(|alias| slug(alias) == slug(name))
}

fn with_alias(text: &str, name: &str, alias: &str) -> Result<String, EditError> {
    let mut document = document(text)?;
    let people = document.get_mut("person").and_then(Item::as_array_of_tables_mut);
    let person = people
        .into_iter()
        .flat_map(|people| people.iter_mut())
        .find(|person| person.get("name").and_then(Item::as_str).map(slug) == Some(slug(name)));
    let Some(person) = person else {
        let aliases = format!("[{}]", string(alias));
        return Ok(with_entry(text, "person", &[("name", string(name)), ("aliases", aliases)]));
    };
    let aliases = person.entry("aliases").or_insert_with(|| Array::new().into());
    let Some(aliases) = aliases.as_array_mut() else {
        return Err(EditError::Broken(format!("the aliases of `{name}` are no list")));
    };
    let has = |value: &Value| value.as_str().map(slug) == Some(slug(alias));
    if !aliases.iter().any(has) {
        push(aliases, alias);
    }
    Ok(document.to_string())
}

/// Adds a value to a list; to one with a line for each, on a line of its own.
fn push(list: &mut Array, text: &str) {
    let before = list.iter().last().and_then(|last| last.decor().prefix()?.as_str());
    let Some(before) = before.filter(|before| before.contains('\n')) else {
        list.push(text);
        return;
    };
    // What stands behind the last comma is said of the value before it.
    let behind = list.trailing().as_str().filter(|_| list.trailing_comma()).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let prefix = format!("{}\n{line}", behind.trim_end());
    let mut value = Value::from(text);
    value.decor_mut().set_prefix(prefix);
    list.push_formatted(value);
    list.set_trailing_comma(true);
    list.set_trailing("\n");
}

fn string(text: &str) -> String {
    Value::from(text).to_string()
}

/// `text` with an entry more at its end.
fn with_entry(text: &str, kind: &str, entry: &[(&str, String)]) -> String {
    let mut out = text.trim_end().to_owned();
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    let lines = entry.iter().map(|(key, value)| format!("{key} = {value}\n"));
    out.extend(std::iter::once(format!("[[{kind}]]\n")).chain(lines));
    out
}

/// `text` without the entry that begins at `line`; comments after its last value stay.
fn without_entry(text: &str, line: usize) -> String {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let Some((_, range)) =
        entries(&text[bom..]).into_iter().rev().find(|(start, _)| *start == line)
    else {
        return text.to_owned();
    };
    let entry = &text[bom..][range.clone()];
    let mut end = 0;
    let mut at = 0;
    for line in entry.split_inclusive('\n') {
        at += line.len();
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            end = at;
        }
    }
    let after = entry[end..].trim_start_matches(['\r', '\n']);
    let (head, tail) = (&text[..bom + range.start], &text[bom + range.end..]);
    format!("{head}{after}{tail}")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const FILE: &str = "# Mine.\n\n# the mayor\n[[person]]\nname = \"Ada Okoye\" # of Oststadt\n\
        aliases = [\n  \"A. Okoye\", # early\n]\n\n# the poet\n[[person]]\nname = \"Ben Orme\"\n\
        aliases = [\"B. Orme\"]\n\n[[split]]\nname = \"Jo\"\nas = \"Jo (poet)\"\nrole = \"poet\"\n# the end\n";

    fn done(edited: Edited) -> String {
        edited.unwrap().unwrap()
    }

    #[test]
    fn merging_keeps_comments_and_order() {
        assert_snapshot!(done(merge(FILE, "a okoye", "Ben Orme")), @r#"
        # Mine.

        # the mayor
        [[person]]
        name = "Ada Okoye" # of Oststadt
        aliases = [
          "A. Okoye", # early
          "Ben Orme",
          "B. Orme",
        ]

        # the poet
        [[split]]
        name = "Jo"
        as = "Jo (poet)"
        role = "poet"
        # the end
        "#);
        assert_eq!(merge(FILE, "Ada Okoye", "a. okoye"), Ok(None));
        let error = merge(FILE, "Ada Okoye", "B. Orme").unwrap_err().to_string();
        assert_eq!(error, "`B. Orme` is an alias of `Ben Orme` already");
    }

    #[test]
    fn what_is_added_is_taken_out_again() {
        let text = done(add_alias(FILE, "Ben Orme", "Benny"));
        assert_eq!(done(drop_alias(&text, "Ben Orme", "benny")), FILE);
        let text = done(merge("", "Cy", "C."));
        assert_eq!(text, "[[person]]\nname = \"Cy\"\naliases = [\"C.\"]\n");
        assert_eq!(done(drop_alias(&text, "Cy", "C.")), "");
        assert_eq!(drop_alias(&text, "Cy", "X"), Err(EditError::NoRule));
        let text = done(drop_split(FILE, "jo", None));
        assert!(text.ends_with("aliases = [\"B. Orme\"]\n\n# the end\n"), "{text}");
        assert_eq!(drop_split(&text, "jo", None), Err(EditError::NoRule));
    }

    #[test]
    fn a_correction_takes_the_place_of_another() {
        let correction = |speaker: Option<&str>| Correction {
            document: "a \"b\".txt".to_owned(),
            target: Target::Quote { words: "No, no".to_owned(), hash: Some(10), nth: Some((1, 2)) },
            speaker: speaker.map(str::to_owned),
            was: Some(String::new()),
            line: 0,
        };
        let text = done(correct("# mine\n", &correction(Some("Ada"))));
        let text = done(correct(&text, &correction(None)));
        assert_snapshot!(text, @r#"
        # mine

        [[correction]]
        document = 'a "b".txt'
        quote = "No, no"
        hash = "000000000000000a"
        nth = 1
        of = 2
        nobody = true
        was = ""
        "#);
        assert_eq!(correct(&text, &correction(None)), Ok(None));
        assert_eq!(done(drop_at(&text, 7)), "# mine\n\n");
        assert_eq!(drop_at(&text, 1), Err(EditError::NoRule));
        assert_eq!(drop_at(&text, 99), Err(EditError::NoRule));
    }

    #[test]
    fn a_file_with_errors_is_left_alone() {
        let error = merge("[[person]]\nname = 3\n", "A", "B").unwrap_err().to_string();
        assert_eq!(error, "line 2: invalid type: integer `3`, expected a string");
        assert_eq!(done(drop_at("# x\n[[person]]\nname = 3\n", 3)), "# x\n");
    }
}
