//! The rules of `speakers.toml`, read entry by entry, so that one that is wrong spoils no other.

use std::ops::Range;

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::{model::ApproxDate, text::slug};

/// Names that are one person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// What else they are called.
    pub aliases: Vec<String>,
    /// Where the rule begins, from 1.
    pub line: usize,
}

/// One name of several people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Split {
    /// The name.
    pub name: String,
    /// Whom it stands for where all of the following holds.
    pub into: String,
    /// The document's path or key, a folder above it, or either with `*` for any text.
    pub document: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Words of the role.
    pub role: Option<String>,
    /// When it was published.
    pub date: Option<ApproxDate>,
    /// Where the rule begins, from 1.
    pub line: usize,
}

/// Who said what a document says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Correction {
    /// The document's path or key.
    pub document: String,
    /// What in it.
    pub target: Target,
    /// Who said it; `None` for nobody that is known.
    pub speaker: Option<String>,
    /// Whom the text gave when the rule was written: empty for nobody, `None` where that is not
    /// known.
    pub was: Option<String>,
    /// Where the rule begins, from 1.
    pub line: usize,
}

/// What a correction is about.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Target {
    /// One statement.
    Quote {
        /// Its first words.
        words: String,
        /// [`quote_hash`] of all its words.
        hash: Option<u64>,
        /// Which of how many of the same words in the document, from 1.
        nth: Option<(u32, u32)>,
    },
    /// All that stands under a label of a transcript.
    Turn(String),
}

/// What is wrong with an entry, which does not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct RuleError {
    /// Where, from 1.
    pub line: usize,
    /// What.
    pub reason: String,
}

/// All entries that can be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub(super) people: Vec<Person>,
    pub(super) splits: Vec<Split>,
    pub(super) corrections: Vec<Correction>,
}

/// The hash that a statement is known by: of its folded words.
pub fn quote_hash(quote: &str) -> u64 {
    slug_hash(&slug(quote))
}

/// The same of what is folded already.
pub(super) fn slug_hash(slug: &str) -> u64 {
    xxh3_64(slug.as_bytes())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionsToml {
    #[serde(default)]
    person: Vec<PersonToml>,
    #[serde(default)]
    split: Vec<SplitToml>,
    #[serde(default)]
    correction: Vec<CorrectionToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonToml {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitToml {
    name: String,
    #[serde(rename = "as")]
    into: String,
    document: Option<String>,
    outlet: Option<String>,
    role: Option<String>,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionToml {
    document: String,
    quote: Option<String>,
    hash: Option<String>,
    nth: Option<u32>,
    of: Option<u32>,
    turn: Option<String>,
    speaker: Option<String>,
    #[serde(default)]
    nobody: bool,
    was: Option<String>,
}

/// Reads the entries of `text` one by one.
pub(super) fn parse(text: &str) -> (Rules, Vec<RuleError>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut rules, mut errors) = (Rules::default(), Vec::new());
    for (line, range) in entries(text) {
        if let Err(error) = rules.read(&text[range], line) {
            errors.push(error);
        }
    }
    (rules, errors)
}

/// Where the entries of `text` are, each from its heading to the next one, with the line of that.
/// What stands before the first is one, too.
pub(super) fn entries(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut starts = vec![(1, 0)];
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if line.trim_start().starts_with('[') && line.trim_end().contains(']') && is_heading(line) {
            starts.push((number, at));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| (*line, *start..end)).collect()
}

/// Whether a line that begins with a bracket is a heading, and no value of a list.
fn is_heading(line: &str) -> bool {
    let name = line.trim_start().trim_start_matches('[').trim_start();
    name.starts_with(|char: char| char.is_ascii_alphabetic())
}

impl Rules {
    fn read(&mut self, entry: &str, line: usize) -> Result<(), RuleError> {
        let heading = entry.trim_start();
        for kind in ["person", "split", "correction"] {
            if heading.starts_with(&format!("[{kind}]")) {
                let reason = format!("`[{kind}]` has to be `[[{kind}]]`, in double brackets");
                return Err(RuleError { line, reason });
            }
        }
        let sections: SectionsToml = toml::from_str(entry).map_err(|error| {
            let before = error.span().map_or(0, |span| span.start.min(entry.len()));
            let below = memchr::memchr_iter(b'\n', &entry.as_bytes()[..before]).count();
            RuleError { line: line + below, reason: error.message().replace('\n', " ") }
        })?;
        let wrong = |reason: String| RuleError { line, reason };
        for it in sections.person {
            self.people.push(person(it, line).map_err(wrong)?);
        }
        for it in sections.split {
            self.splits.push(split(it, line).map_err(wrong)?);
        }
        for it in sections.correction {
            self.corrections.push(correction(it, line).map_err(wrong)?);
        }
        Ok(())
    }
}

fn named(key: &str, name: &str) -> Result<(), String> {
    if slug(name).is_empty() { Err(format!("`{key}` has no letter in it")) } else { Ok(()) }
}

fn person(it: PersonToml, line: usize) -> Result<Person, String> {
    named("name", &it.name)?;
    it.aliases.iter().try_for_each(|alias| named("aliases", alias))?;
    Ok(Person { name: it.name, aliases: it.aliases, line })
}

fn split(it: SplitToml, line: usize) -> Result<Split, String> {
    named("name", &it.name)?;
    named("as", &it.into)?;
    if slug(&it.name) == slug(&it.into) {
        return Err(format!("`name` and `as` are the same name, `{}`", it.into));
    }
    let date = it.date.map(|date| date.parse()).transpose();
    let date = date.map_err(|error: crate::model::DateError| error.to_string())?;
    let SplitToml { name, into, document, outlet, role, .. } = it;
    if document.is_none() && outlet.is_none() && role.is_none() && date.is_none() {
        return Err("a split says where it holds: `document`, `outlet`, `role` or `date`".into());
    }
    Ok(Split { name, into, document, outlet, role, date, line })
}

fn correction(it: CorrectionToml, line: usize) -> Result<Correction, String> {
    let target = match (it.quote, it.turn) {
        (Some(words), None) => {
            named("quote", &words)?;
            let hash = it.hash.map(|hash| {
                u64::from_str_radix(&hash, 16).map_err(|_| format!("`{hash}` is no hash"))
            });
            let nth = match (it.nth, it.of) {
                (Some(nth), Some(of)) if 0 < nth && nth <= of => Some((nth, of)),
                (None, None) => None,
                _ => return Err("`nth` and `of` go together: `nth = 1` and `of = 2`".into()),
            };
            Target::Quote { words, hash: hash.transpose()?, nth }
        }
        (None, Some(turn)) => {
            named("turn", &turn)?;
            if it.hash.is_some() || it.nth.is_some() || it.of.is_some() {
                return Err("`hash`, `nth` and `of` go with `quote`".into());
            }
            Target::Turn(turn)
        }
        _ => return Err("a correction is about a `quote` or a `turn`".into()),
    };
    let speaker = match (it.speaker, it.nobody) {
        (Some(speaker), false) => {
            named("speaker", &speaker)?;
            Some(speaker)
        }
        (None, true) => None,
        _ => return Err("a correction says who: `speaker = \"…\"`, or `nobody = true`".into()),
    };
    Ok(Correction { document: it.document, target, speaker, was: it.was, line })
}

impl Correction {
    /// What tells it from other corrections, its line aside: 16 hex digits.
    pub fn id(&self) -> String {
        let nobody = String::new();
        let speaker = self.speaker.as_ref().unwrap_or(&nobody);
        let parts = format!("{}\0{:?}\0{speaker}\0{:?}", self.document, self.target, self.was);
        format!("{:016x}", xxh3_64(parts.as_bytes()))
    }

    /// The words it is about, for people.
    pub fn what(&self) -> &str {
        match &self.target {
            Target::Quote { words, .. } => words,
            Target::Turn(label) => label,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        parse(text).1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_wrong_entry_spoils_no_other() {
        let text = "# who is who\n[[person]]\nname = \"Ada Okoye\"\n\n[[person]]\nname = \"Ben\n\n\
                    [[split]]\nname = \"Ben Orme\"\nas = \"Ben Orme (poet)\"\nrole = \"poet\"\n";
        let (rules, errors) = parse(text);
        assert_eq!((rules.people.len(), rules.splits.len()), (1, 1));
        assert_eq!((rules.people[0].line, rules.splits[0].line), (2, 8));
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].line, 6);
    }

    #[test]
    fn says_what_is_wrong() {
        let correction = |rest: &str| format!("[[correction]]\ndocument = \"a\"\n{rest}");
        for (text, error) in [
            (
                "[person]\nname = \"A\"",
                "line 1: `[person]` has to be `[[person]]`, in double brackets",
            ),
            ("\n[[person]]\nname = \"…\"", "line 2: `name` has no letter in it"),
            (
                "[[person]]\nname = \"A\"\nalias = [\"B\"]",
                "line 3: unknown field `alias`, expected `name` or `aliases`",
            ),
            (
                "[[persons]]\nname = \"A\"",
                "line 1: unknown field `persons`, expected one of `person`, `split`, `correction`",
            ),
            (
                "[[split]]\nname = \"A\"\nas = \"a.\"\nrole = \"x\"",
                "line 1: `name` and `as` are the same name, `a.`",
            ),
            (
                "[[split]]\nname = \"A\"\nas = \"B\"",
                "line 1: a split says where it holds: `document`, `outlet`, `role` or `date`",
            ),
            (
                "[[split]]\nname = \"A\"\nas = \"B\"\ndate = \"soon\"",
                "line 1: `soon` is not a date: write 2024, 2024-05, 2024-05-14, or FIRST..LAST",
            ),
            (&correction("speaker = \"B\""), "line 1: a correction is about a `quote` or a `turn`"),
            (
                &correction("quote = \"No\""),
                "line 1: a correction says who: `speaker = \"…\"`, or `nobody = true`",
            ),
            (
                &correction("quote = \"No\"\nnobody = true\nnth = 2"),
                "line 1: `nth` and `of` go together: `nth = 1` and `of = 2`",
            ),
            (
                &correction("turn = \"Q\"\nnobody = true\nhash = \"0a\""),
                "line 1: `hash`, `nth` and `of` go with `quote`",
            ),
            (&correction("quote = \"No\"\nnobody = true\nhash = \"x\""), "line 1: `x` is no hash"),
        ] {
            assert_eq!(errors(text), [error], "{text}");
        }
    }

    #[test]
    fn lists_over_lines_are_no_headings() {
        let text = "[[person]]\nname = \"A\"\naliases = [\n  \"[B]\",\n  \"C\",\n]\n";
        let (rules, errors) = parse(text);
        assert_eq!(errors, []);
        assert_eq!(rules.people[0].aliases, ["[B]", "C"]);
    }
}
