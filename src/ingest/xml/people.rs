//! Who is who by `listPerson` of TEI: names, and the offices that each held on a day.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use rustc_hash::FxHashMap;

use super::{
    language_of, names,
    sitting::Sitting,
    tokens::Tokens,
    walk::{self, Role, Vocabulary},
};
use crate::{
    ingest::{Limits, meta},
    model::{ApproxDate, Language, Speaker, SpeakerKind},
};

/// The people of a list, by their ids.
#[derive(Default)]
pub(super) struct People {
    known: FxHashMap<String, Person>,
    id: String,
    open: Person,
    /// The parts of the name that is open.
    given: Vec<String>,
    family: Vec<String>,
}

#[derive(Default)]
struct Person {
    name: String,
    offices: Vec<Office>,
}

/// What somebody was for a time.
#[derive(Clone, Default)]
struct Office {
    from: Option<String>,
    to: Option<String>,
    kind: String,
    language: Option<Language>,
    name: String,
}

impl Office {
    fn holds_on(&self, day: &str) -> bool {
        let same = |limit: &str| day.get(..limit.len().min(day.len())).unwrap_or(day).to_owned();
        let after = self.from.as_ref().is_none_or(|from| same(from) >= *from);
        after && self.to.as_ref().is_none_or(|to| same(to) <= *to)
    }

    /// How little it says of somebody who speaks from the chair, or from the floor.
    fn rank(&self, chair: bool) -> u8 {
        match (self.kind.as_str(), chair) {
            ("head" | "president" | "speaker", true) | ("primeMinister", false) => 0,
            ("deputyHead" | "vicePresident", true) | ("minister", false) => 1,
            ("deputyMinister" | "secretary", false) => 2,
            ("member", _) => 9,
            _ => 5,
        }
    }
}

impl People {
    /// An element that opens in or with a person.
    pub(super) fn open(&mut self, tokens: &Tokens<'_>) -> Role {
        let value = |name: &str| tokens.first_of(&[name]);
        match tokens.name() {
            "person" => {
                self.id = tokens.first_of(&["xml:id", "id"]).unwrap_or_default();
                self.open = Person::default();
                Role::Quiet
            }
            "persname" | "forename" | "surname" | "namelink" | "rolename" => {
                let language = value("xml:lang").and_then(|code| language_of(&code));
                if tokens.name() == "rolename"
                    && let Some(office) = self.open.offices.last_mut()
                {
                    // The same in several languages.
                    let next = Office { language, name: String::new(), ..office.clone() };
                    if office.name.is_empty() {
                        *office = next;
                    } else {
                        self.open.offices.push(next);
                    }
                }
                Role::Capture
            }
            "affiliation" => {
                let when = value("when");
                self.open.offices.push(Office {
                    from: value("from").or(when.clone()),
                    to: value("to").or(when),
                    kind: value("role").unwrap_or_default(),
                    ..Office::default()
                });
                Role::Quiet
            }
            _ => Role::Quiet,
        }
    }

    /// An element that closes in or with a person; returns whether it is the person.
    pub(super) fn close(&mut self, name: &str, words: Option<&str>) -> bool {
        let words = words.map(meta::tidy).unwrap_or_default();
        match name {
            "forename" => self.given.push(words),
            "surname" | "namelink" => self.family.push(words),
            "persname" => {
                let parts = [std::mem::take(&mut self.given), std::mem::take(&mut self.family)];
                let parts = parts.concat();
                let name = if parts.is_empty() { words } else { meta::tidy(&parts.join(" ")) };
                if self.open.name.is_empty() {
                    self.open.name = name;
                }
            }
            "rolename" => {
                if let Some(office) = self.open.offices.last_mut() {
                    office.name = words;
                }
            }
            "person" => {
                self.open.offices.retain(|office| !office.name.is_empty());
                let person = std::mem::take(&mut self.open);
                if !person.name.is_empty() {
                    self.known.insert(std::mem::take(&mut self.id), person);
                }
                return true;
            }
            _ => {}
        }
        false
    }

    /// Who `id` is, with an office held on `day`.
    pub(super) fn speaker(
        &self,
        id: &str,
        day: Option<ApproxDate>,
        language: Option<Language>,
        chair: bool,
    ) -> Option<Speaker> {
        let person = self.known.get(id)?;
        let day = day.map(|day| day.to_string());
        let offices = person.offices.iter();
        let held = offices.filter(|office| day.as_ref().is_some_and(|day| office.holds_on(day)));
        let rank = |office: &&Office| {
            let foreign = office.language.is_some() && office.language != language;
            (office.rank(chair), foreign, office.language != Some(Language::ENGLISH))
        };
        let role = held.min_by_key(rank).map(|office| office.name.clone());
        let turned = names::speaker(&person.name).filter(|_| person.name.contains(','));
        let name = turned.map_or_else(|| person.name.clone(), |turned| turned.name);
        Some(Speaker { name, as_written: None, kind: SpeakerKind::Person, role })
    }
}

/// Reads a list of people and nothing else.
#[derive(Default)]
struct Reader {
    people: People,
    in_person: bool,
}

impl Vocabulary for Reader {
    fn open(&mut self, tokens: &Tokens<'_>, _: &mut Sitting) -> Role {
        self.in_person |= tokens.name() == "person";
        match tokens.name() {
            _ if self.in_person => self.people.open(tokens),
            "text" | "encodingdesc" | "revisiondesc" | "listorg" => Role::Skip,
            _ => Role::Quiet,
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, _: &mut Sitting) {
        self.in_person = self.in_person && !self.people.close(tokens.name(), words);
    }
}

/// A list that was read, and what tells whether it has changed since.
type Read = (PathBuf, u64, Option<SystemTime>, Arc<People>);

/// The lists read last: every sitting of a corpus asks for the same one, of many megabytes.
static LAST: Mutex<Vec<Read>> = Mutex::new(Vec::new());

/// The people that a file beside that at `path`, or above it, lists for the whole corpus.
pub(super) fn beside(path: &Path) -> Option<Arc<People>> {
    const KEPT: usize = 4;
    let name = path.file_name()?.to_str()?;
    let corpus = name.split(['_', '.']).next()?;
    let folder = path.parent()?;
    let names = [
        format!("{corpus}-listPerson.xml"),
        "listPerson.xml".to_owned(),
        format!("{corpus}.xml"),
        format!("{corpus}.ana.xml"),
    ];
    let above = folder.parent();
    let mut places = [Some(folder), above]
        .into_iter()
        .flatten()
        .flat_map(|folder| names.iter().map(|name| folder.join(name)));
    places.find_map(|place| {
        let metadata = std::fs::metadata(&place).ok().filter(|_| place != path)?;
        let (size, changed) = (metadata.len(), metadata.modified().ok());
        let limits = Limits::default();
        if !metadata.is_file() || size > limits.document_bytes {
            return None;
        }
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |read: &Read| read.0 == place && read.1 == size && read.2 == changed;
        if !last.iter().any(same) {
            let mut input = BufReader::new(File::open(&place).ok()?);
            let mut reader = Reader::default();
            walk::skim(
                &mut Tokens::new(&mut input, &limits).ok()?,
                &mut reader,
                &mut Sitting::default(),
            );
            last.retain(|read| read.0 != place);
            last.truncate(KEPT - 1);
            last.push((place.clone(), size, changed, Arc::new(reader.people)));
        }
        let people = last.iter().find(|read| same(read)).map(|(.., people)| Arc::clone(people))?;
        (!people.known.is_empty()).then_some(people)
    })
}
