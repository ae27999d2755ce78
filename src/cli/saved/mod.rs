//! Saved searches: `searches.toml` beside the index, for people to read and write.
//!
//! ```toml
//! [tolls]
//! query = "toll is:own"
//! speaker = ["marrane"]
//! since = "3w"
//! sort = "newest"
//! ```
//!
//! Everything but `query` is a flag of `search`. What is counted from today is counted anew each
//! time.

mod shown;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process,
};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::{
    CliError,
    places::Places,
    query_args::{QueryArgs, days},
    search::{SortArg, ViewArgs},
};
use crate::{model::Kind, query::Facet, text::nearest};
pub(super) use shown::Shown;

const FILE: &str = "searches.toml";

const HEAD: &str = "# Saved searches: `onrecord run NAME` asks one again, `onrecord new NAME` shows what came in since.\n\n";

/// A search as it is written down.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of `search`")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Saved {
    pub(super) query: String,
    pub(super) speaker: Vec<String>,
    pub(super) via: Vec<String>,
    pub(super) topic: Vec<String>,
    pub(super) outlet: Vec<String>,
    pub(super) kind: Vec<String>,
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    pub(super) on: Option<String>,
    pub(super) min_confidence: Option<f64>,
    pub(super) sort: Option<String>,
    pub(super) limit: Option<usize>,
    pub(super) by: Vec<String>,
    pub(super) context: Option<usize>,
    pub(super) explain: bool,
    pub(super) all_acts: bool,
    pub(super) passages: bool,
    pub(super) no_collapse: bool,
}

/// All of them, and the text they were read from.
pub(super) struct Searches {
    path: PathBuf,
    text: DocumentMut,
    all: BTreeMap<String, Saved>,
}

/// The folder that an index lies in.
pub(super) fn beside(places: &Places) -> PathBuf {
    match places.index.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl Searches {
    /// Reads the file beside the index; without one there is none.
    pub(super) fn read(places: &Places) -> Result<Self, CliError> {
        let path = beside(places).join(FILE);
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(cannot("read", &path, &error)),
        };
        let wrong = |error: &dyn ToString| {
            let error = error.to_string();
            let error = error.trim_end();
            CliError::user(format!("cannot read `{}`: {error}", path.display()))
                .hint("correct it, or move it away and `save` the searches again")
        };
        let all = toml::from_str(&text).map_err(|error| wrong(&error))?;
        let text = text.parse().map_err(|error: toml_edit::TomlError| wrong(&error))?;
        Ok(Self { path, text, all })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Saved)> {
        self.all.iter().map(|(name, saved)| (name.as_str(), saved))
    }

    /// The search of that name.
    pub(super) fn find(&self, name: &str) -> Result<&Saved, CliError> {
        self.all.get(name).ok_or_else(|| {
            let error = CliError::user(format!("no search is saved as `{name}`"));
            match nearest(name, self.all.keys().map(String::as_str)).first() {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None if self.all.is_empty() => {
                    error.hint(format!("`onrecord save {name} QUERY` saves one"))
                }
                None => error.hint("`onrecord run` lists those that are"),
            }
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    /// Writes `saved` down, in place of what has that name.
    pub(super) fn put(&mut self, name: &str, saved: &Saved) -> Result<(), CliError> {
        let mut table = Table::new();
        table["query"] = value(&saved.query);
        let lists = [
            ("speaker", &saved.speaker),
            ("via", &saved.via),
            ("topic", &saved.topic),
            ("outlet", &saved.outlet),
            ("kind", &saved.kind),
            ("by", &saved.by),
        ];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            table[key] = value(list.iter().collect::<Array>());
        }
        let texts = [
            ("since", &saved.since),
            ("until", &saved.until),
            ("on", &saved.on),
            ("sort", &saved.sort),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                table[key] = value(text);
            }
        }
        if let Some(least) = saved.min_confidence {
            table["min-confidence"] = value(least);
        }
        for (key, number) in [("limit", saved.limit), ("context", saved.context)] {
            if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
                table[key] = value(number);
            }
        }
        let flags = [
            ("explain", saved.explain),
            ("all-acts", saved.all_acts),
            ("passages", saved.passages),
            ("no-collapse", saved.no_collapse),
        ];
        for (key, _) in flags.into_iter().filter(|(_, given)| *given) {
            table[key] = value(true);
        }
        if let Some(Item::Table(old)) = self.text.get(name) {
            *table.decor_mut() = old.decor().clone();
        } else {
            let is_first = self.text.to_string().trim().is_empty();
            table.decor_mut().set_prefix(if is_first { HEAD } else { "\n" });
        }
        self.text.insert(name, Item::Table(table));
        self.write()
    }

    /// Takes the search of that name out.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), CliError> {
        self.text.remove(name);
        self.write()
    }

    fn write(&self) -> Result<(), CliError> {
        replace(&self.path, self.text.to_string().as_bytes())
    }
}

/// Writes a file whole or not at all.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", process::id()));
    let part = path.with_file_name(name);
    let write = || -> io::Result<()> {
        let mut file = fs::File::create(&part)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(|error| {
        // What is left of it is of no use.
        let _ = fs::remove_file(&part);
        cannot("write", path, &error)
    })
}

fn cannot(verb: &str, path: &Path, error: &io::Error) -> CliError {
    let text = error.to_string();
    let reason = text.split(" (os error").next().unwrap_or_default().to_lowercase();
    CliError::user(format!("cannot {verb} `{}`: {reason}", path.display()))
}

impl Saved {
    /// What flags ask for, written down.
    pub(super) fn new(query: &QueryArgs, view: &ViewArgs) -> Self {
        let sort = view.sort.and_then(|sort| sort.to_possible_value());
        Self {
            query: query.words.join(" "),
            speaker: query.speaker.clone(),
            via: query.via.clone(),
            topic: query.topic.clone(),
            outlet: query.outlet.clone(),
            kind: query.kind.iter().map(|kind| kind.name().to_owned()).collect(),
            since: query.since.as_ref().map(|it| it.text.clone()),
            until: query.until.as_ref().map(|it| it.text.clone()),
            on: query.on.as_ref().map(|it| it.text.clone()),
            min_confidence: query.min_confidence.map(|least| f64::from(least) / 1000.0),
            sort: sort.map(|sort| sort.get_name().to_owned()),
            limit: view.limit,
            by: view.by.iter().map(|facet| facet.name().to_owned()).collect(),
            context: view.context,
            explain: view.explain,
            all_acts: view.all_acts,
            passages: view.passages,
            no_collapse: view.no_collapse,
        }
    }

    /// The flags of the search that is saved as `name`.
    pub(super) fn flags(&self, name: &str) -> Result<(QueryArgs, ViewArgs), CliError> {
        let wrong = |key: &str, value: &str, why: &str| {
            CliError::user(format!("cannot read `{key} = \"{value}\"` of `{name}`: {why}"))
                .hint(format!("correct it in `{FILE}`"))
        };
        let read_days = |key: &str, text: &Option<String>| match text {
            Some(text) => {
                days(text).map(Some).map_err(|error| wrong(key, text, &error.to_string()))
            }
            None => Ok(None),
        };
        let mut kinds = Vec::new();
        for kind in &self.kind {
            let read = Kind::from_name(kind);
            kinds.push(read.ok_or_else(|| wrong("kind", kind, "it is no kind of statement"))?);
        }
        let mut by = Vec::new();
        for facet in &self.by {
            let read = Facet::from_name(facet);
            by.push(read.ok_or_else(|| wrong("by", facet, "nothing is counted by that"))?);
        }
        let sort = match &self.sort {
            Some(sort) => Some(SortArg::from_str(sort, false).map_err(|_| {
                wrong("sort", sort, "it is neither relevance nor newest nor oldest")
            })?),
            None => None,
        };
        let min_confidence = match self.min_confidence {
            Some(share) => {
                let text = share.to_string();
                let read = crate::query::thousandths(&text);
                Some(read.ok_or_else(|| wrong("min-confidence", &text, "it is no share"))?)
            }
            None => None,
        };
        let query = QueryArgs {
            words: vec![self.query.clone()],
            speaker: self.speaker.clone(),
            via: self.via.clone(),
            topic: self.topic.clone(),
            outlet: self.outlet.clone(),
            kind: kinds,
            since: read_days("since", &self.since)?,
            until: read_days("until", &self.until)?,
            on: read_days("on", &self.on)?,
            min_confidence,
        };
        let view = ViewArgs {
            limit: self.limit,
            offset: 0,
            sort,
            by,
            context: self.context,
            explain: self.explain,
            all_acts: self.all_acts,
            passages: self.passages,
            no_collapse: self.no_collapse,
        };
        Ok((query, view))
    }

    /// The search in one line, as it would be typed.
    pub(super) fn line(&self) -> String {
        let mut line = self.query.clone();
        let mut add = |flag: &str, value: &str| {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str("--");
            line.push_str(flag);
            if !value.is_empty() {
                line.push(' ');
                let quote = value.contains(char::is_whitespace);
                let mark = if quote { "'" } else { "" };
                line.extend([mark, value, mark]);
            }
        };
        let lists = [
            ("speaker", &self.speaker),
            ("via", &self.via),
            ("topic", &self.topic),
            ("outlet", &self.outlet),
            ("kind", &self.kind),
            ("by", &self.by),
        ];
        for (flag, list) in lists {
            for value in list {
                add(flag, value);
            }
        }
        let texts = [("since", &self.since), ("until", &self.until), ("on", &self.on)];
        for (flag, text) in texts.into_iter().chain([("sort", &self.sort)]) {
            if let Some(value) = text {
                add(flag, value);
            }
        }
        let numbers = [
            ("min-confidence", self.min_confidence.map(|least| least.to_string())),
            ("limit", self.limit.map(|limit| limit.to_string())),
            ("context", self.context.map(|context| context.to_string())),
        ];
        for (flag, number) in numbers {
            if let Some(number) = number {
                add(flag, &number);
            }
        }
        let flags = [
            ("explain", self.explain),
            ("all-acts", self.all_acts),
            ("passages", self.passages),
            ("no-collapse", self.no_collapse),
        ];
        for (flag, _) in flags.into_iter().filter(|(_, given)| *given) {
            add(flag, "");
        }
        line
    }
}

/// Takes a name: letters, digits and `-`, `_`, `.` between them.
pub(super) fn name(text: &str) -> Result<String, &'static str> {
    let inside = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.');
    let ends = text.starts_with(char::is_alphanumeric) && text.ends_with(char::is_alphanumeric);
    if ends && text.chars().all(inside) && text.chars().count() <= 64 {
        Ok(text.to_owned())
    } else {
        Err("write a name of letters and digits, with `-`, `_` or `.` between them")
    }
}
