//! What a folder says of the files below it: `onrecord.toml` and `.onrecordignore`.
//!
//! They hold for every file below their folder, however it is given, so that a file is read the
//! same way alone and with its folder. Of several on the way the nearest wins, key by key; what is
//! wrong in one is told, and the rest of it holds.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::{Spanned, Value};

use super::{Fault, IngestError, Place, options::Defaults};
use crate::text::nearest;

/// The name of the file with a folder's settings.
pub const SETTINGS: &str = "onrecord.toml";

/// The name of the file that lists what is left out, in gitignore's syntax.
pub const IGNORE: &str = ".onrecordignore";

const KEYS: &[&str] =
    &["date", "outlet", "speaker", "topics", "language", "name-pattern", "map", "ignore"];

/// The most bytes that such a file may have.
const LONGEST: u64 = 1 << 20;

/// The folders on the way to where a walk is.
#[derive(Debug)]
pub(super) struct Folders {
    /// How many of the levels are above the path given.
    above: usize,
    levels: Vec<Level>,
    /// What was wrong with their settings, not told yet.
    pub(super) faults: VecDeque<IngestError>,
}

/// What a folder says, together with those above it.
#[derive(Debug)]
struct Level {
    defaults: Arc<Defaults>,
    ignore: Option<Gitignore>,
}

impl Folders {
    /// The folders above the real place of a path given; what of them leaves the path out.
    pub(super) fn above(place: &Path) -> (Self, Option<PathBuf>) {
        let mut folders = Self { above: 0, levels: Vec::new(), faults: VecDeque::new() };
        let mut way: Vec<&Path> = place.ancestors().collect();
        way.reverse();
        let mut left_out = None;
        for pair in way.windows(2) {
            folders.enter_level(pair[0], pair[0]);
            left_out = left_out.or_else(|| folders.leave_out(pair[1], pair[1].is_dir()));
        }
        folders.above = folders.levels.len();
        (folders, left_out)
    }

    /// Goes on to the folder at `place`, so deep below the path given and called `shown` to the
    /// user.
    pub(super) fn enter(&mut self, depth: usize, shown: &Path, place: &Path) {
        self.leave(depth);
        self.enter_level(shown, place);
    }

    /// Goes back to the folder that something so deep below the path given stands in.
    pub(super) fn leave(&mut self, depth: usize) {
        self.levels.truncate(self.above + depth);
    }

    /// What the folders say of a file where the walk is.
    pub(super) fn defaults(&self) -> Arc<Defaults> {
        self.levels.last().map(|level| Arc::clone(&level.defaults)).unwrap_or_default()
    }

    /// The file that has the pattern by which what is at `place` is left out, if it is.
    pub(super) fn leave_out(&self, place: &Path, is_folder: bool) -> Option<PathBuf> {
        for ignore in self.levels.iter().rev().filter_map(|level| level.ignore.as_ref()) {
            match ignore.matched(place, is_folder) {
                ignore::Match::None => {}
                ignore::Match::Whitelist(_) => return None,
                ignore::Match::Ignore(by) => {
                    return Some(by.from().unwrap_or(ignore.path()).to_owned());
                }
            }
        }
        None
    }

    fn enter_level(&mut self, shown: &Path, place: &Path) {
        let mut ignore = GitignoreBuilder::new(place);
        let mut ignores = false;
        let mut defaults = self.defaults();
        let path = shown.join(SETTINGS);
        if let Some(text) = self.text(&path) {
            let mut settings = Settings::default();
            settings.read(&text);
            if settings.defaults != Defaults::default() {
                let mut both = settings.defaults.over(&defaults);
                if !settings.defaults.topics.is_empty() {
                    both.topics.clone_from(&settings.defaults.topics);
                }
                defaults = Arc::new(both);
            }
            for (line, pattern) in settings.ignore {
                if let Err(error) = ignore.add_line(Some(path.clone()), &pattern) {
                    settings.wrong.push((Some(line), glob_reason(&error), None));
                }
                ignores = true;
            }
            for (line, reason, hint) in settings.wrong {
                self.fault(&path, line, reason, hint);
            }
        }
        let path = shown.join(IGNORE);
        if let Some(text) = self.text(&path) {
            for (line, number) in text.lines().zip(1..) {
                if let Err(error) = ignore.add_line(Some(path.clone()), line) {
                    self.fault(&path, Some(number), glob_reason(&error), None);
                }
            }
            ignores = true;
        }
        let ignore = match ignore.build() {
            Ok(built) => Some(built).filter(|_| ignores),
            Err(error) => {
                self.fault(&path, None, glob_reason(&error), None);
                None
            }
        };
        self.levels.push(Level { defaults, ignore });
    }

    /// The text of a file of settings, where there is one.
    fn text(&mut self, path: &Path) -> Option<String> {
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let mut text = String::new();
        let read = if LONGEST < metadata.len() {
            Err(Fault::TooLong { what: "the file", limit: LONGEST })
        } else {
            let read =
                File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
            read.map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => {
                    Fault::Settings { reason: "it is not UTF-8".to_owned(), hint: None }
                }
                _ => Fault::Unreadable(error),
            })
        };
        match read {
            Ok(_) => Some(text),
            Err(fault) => {
                self.faults.push_back(IngestError::new(path, fault));
                None
            }
        }
    }

    fn fault(&mut self, path: &Path, line: Option<u64>, reason: String, hint: Option<String>) {
        let fault = Fault::Settings { reason, hint };
        let place = line.map(Place::Line);
        self.faults.push_back(IngestError { path: path.to_owned(), place, fault });
    }
}

fn glob_reason(error: &ignore::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit(": ").next().unwrap_or_default();
    format!("the pattern cannot be read: {text}")
}

/// What one `onrecord.toml` says.
#[derive(Debug, Default)]
struct Settings {
    defaults: Defaults,
    /// Patterns with their lines.
    ignore: Vec<(u64, String)>,
    /// What is wrong with it: line, reason and hint.
    wrong: Vec<(Option<u64>, String, Option<String>)>,
}

type Table = BTreeMap<Spanned<String>, Spanned<Value>>;

impl Settings {
    fn read(&mut self, text: &str) {
        let line = |at: usize| text[..at.min(text.len())].matches('\n').count() as u64 + 1;
        let table: Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                let reason = error.message().lines().next().unwrap_or_default();
                let line = error.span().map(|span| line(span.start));
                let hint = "text stands in quotation marks: `outlet = \"The Courier\"`".to_owned();
                self.wrong.push((line, format!("it is not TOML: {reason}"), Some(hint)));
                return;
            }
        };
        for (key, value) in table {
            let line = line(key.span().start);
            if let Err((reason, hint)) = self.take(key.get_ref(), value.get_ref(), line) {
                self.wrong.push((Some(line), reason, hint));
            }
        }
        self.wrong.sort_by_key(|(line, ..)| *line);
    }

    fn take(
        &mut self,
        key: &str,
        value: &Value,
        line: u64,
    ) -> Result<(), (String, Option<String>)> {
        let is_wrong = |example: &str| {
            let reason = format!("`{key}` cannot be of the type {}", value.type_str());
            (reason, Some(format!("write {example}")))
        };
        match key {
            "map" => {
                let wrong = || is_wrong("`[map]`, and below it `text = \"Body\"`");
                let columns = value.as_table().ok_or_else(wrong)?;
                for (field, column) in columns {
                    for column in texts(column).ok_or_else(wrong)? {
                        let named = self.defaults.map.name(field, &column);
                        named.map_err(|error| (error.to_string(), None))?;
                    }
                }
            }
            "ignore" => {
                let patterns = texts(value).ok_or_else(|| is_wrong("`ignore = [\"drafts/\"]`"))?;
                self.ignore.extend(patterns.into_iter().map(|pattern| (line, pattern)));
            }
            "topics" => {
                for topic in texts(value).ok_or_else(|| is_wrong("`topics = [\"budget\"]`"))? {
                    self.defaults.topics.push(topic);
                }
            }
            key if KEYS.contains(&key) => {
                let value = match value {
                    Value::String(text) => text.clone(),
                    // A day and a year stand without quotation marks, too.
                    Value::Datetime(date) if key == "date" => date.to_string(),
                    Value::Integer(year) if key == "date" => year.to_string(),
                    _ => return Err(is_wrong(&format!("`{key} = \"…\"`"))),
                };
                self.defaults.take(key, &value).map_err(|reason| (reason, None))?;
            }
            other => {
                let hint = match nearest(other, KEYS.iter().copied())[..] {
                    [near, ..] => format!("did you mean `{near}`?"),
                    [] => format!("there are {}", KEYS.join(", ")),
                };
                return Err((format!("`{other}` is not a setting"), Some(hint)));
            }
        }
        Ok(())
    }
}

/// A text, or a list of them.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|text| text.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Settings {
        let mut settings = Settings::default();
        settings.read(text);
        settings
    }

    #[test]
    fn settings_are_read_key_by_key() {
        let settings = read(
            "date = 2031-05-01\noutlet = \"The Courier\"\ntopics = [\"a\", \"b\"]\n\
             language = \"de\"\nignore = \"drafts/\"\n\n[map]\ntext = [\"Body\", \"Last, first\"]\n",
        );
        let defaults = &settings.defaults;
        assert_eq!(settings.wrong, []);
        assert_eq!(defaults.date.map(|date| date.to_string()).as_deref(), Some("2031-05-01"));
        assert_eq!(defaults.topics, ["a", "b"]);
        let map = &defaults.map;
        assert!(map.field("last, first").is_some() && map.field("Title x").is_none());
        assert_eq!(settings.ignore, [(5, "drafts/".to_owned())]);
    }

    #[test]
    fn what_is_wrong_has_its_line_and_the_rest_holds() {
        let settings =
            read("outlt = \"x\"\ndate = \"soon\"\nspeaker = 3\noutlet = \"y\"\nzz = 1\n");
        let wrong: Vec<String> = settings
            .wrong
            .iter()
            .map(|(line, reason, hint)| {
                format!("{} {reason} {}", line.unwrap_or(0), hint.as_deref().unwrap_or("–"))
            })
            .collect();
        assert_eq!(wrong[0], "1 `outlt` is not a setting did you mean `outlet`?");
        assert!(wrong[1].starts_with("2 `soon` is not a date"), "{wrong:?}");
        assert_eq!(wrong[2], "3 `speaker` cannot be of the type integer write `speaker = \"…\"`");
        assert!(
            wrong[3].starts_with("5 `zz` is not a setting there are date, outlet"),
            "{wrong:?}"
        );
        assert_eq!(settings.defaults.outlet.as_deref(), Some("y"));
        let broken = read("outlet = \"y\"\nspeaker = Ada\n");
        assert_eq!(broken.wrong[0].0, Some(2), "{:?}", broken.wrong);
        assert_eq!(broken.defaults, Defaults::default());
    }
}
