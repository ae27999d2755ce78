//! How each file is read: by the flags given for it or a folder above it, now or before.

use std::{
    collections::BTreeMap,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
};

use xxhash_rust::xxh3::Xxh3;

use super::PipelineError;
use crate::{
    ingest::{ReadOptions, Source},
    model::Flags,
};

/// How files are read, by the paths that flags were given with.
pub struct ReadRules {
    /// Under each path all that holds there.
    below: BTreeMap<PathBuf, ReadOptions>,
    elsewhere: ReadOptions,
}

impl ReadRules {
    /// Takes flags by the real paths that they were given with; of several above a file the nearest
    /// wins, flag by flag.
    pub fn new(flags: &BTreeMap<PathBuf, Flags>) -> Result<Self, PipelineError> {
        let mut below = BTreeMap::new();
        for path in flags.keys() {
            let mut all = Flags::default();
            // Sorted, a folder stands before what is in it.
            for (_, flags) in flags.iter().filter(|(above, _)| path.starts_with(above)) {
                all.extend(flags);
            }
            below.insert(path.clone(), ReadOptions::from_flags(&all)?);
        }
        Ok(Self { below, elsewhere: ReadOptions::default() })
    }

    /// How the file is read that really is at `place`.
    pub fn of(&self, place: &Path) -> &ReadOptions {
        if self.below.is_empty() {
            return &self.elsewhere;
        }
        place.ancestors().find_map(|above| self.below.get(above)).unwrap_or(&self.elsewhere)
    }
}

/// What holds from now on: the flags of `before`, and `flags` for all of `given`.
pub fn all_flags(
    before: BTreeMap<PathBuf, Flags>,
    given: &[PathBuf],
    flags: &Flags,
    reset: bool,
) -> BTreeMap<PathBuf, Flags> {
    let mut all = before;
    if reset {
        all.retain(|path, _| !given.iter().any(|given| path.starts_with(given)));
    }
    for path in given.iter().filter(|_| !flags.is_empty()) {
        all.entry(path.clone()).or_default().extend(flags);
    }
    all
}

/// Hash of all that documents of `source` depend on beside the file, and `settings`.
pub(super) fn settings_of(source: &Source, options: &ReadOptions, settings: u64) -> u64 {
    let mut hasher = Xxh3::with_seed(settings);
    options.hash(&mut hasher);
    source.defaults.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_flag_wins() {
        let flags = |name: &str, value: &str| {
            let mut flags = Flags::default();
            flags.set(name, [value.to_owned()]);
            flags
        };
        let mut may = flags("outlet", "The Mayflower");
        may.extend(&flags("topic", "may"));
        let mut all = BTreeMap::from([
            (PathBuf::from("/news"), flags("outlet", "The Courier")),
            (PathBuf::from("/news/may"), may),
        ]);
        all.get_mut(Path::new("/news")).unwrap().extend(&flags("date", "2031"));
        let rules = ReadRules::new(&all).unwrap();
        let outlet = |place| rules.of(Path::new(place)).defaults.outlet.as_deref();
        assert_eq!(outlet("/news/a.txt"), Some("The Courier"));
        assert_eq!(outlet("/news/may/deep/a.txt"), Some("The Mayflower"));
        assert_eq!(outlet("/newsroom/a.txt"), None);
        assert!(rules.of(Path::new("/news/may/a.txt")).defaults.date.is_some());
        assert!(
            ReadRules::new(&BTreeMap::from([(PathBuf::new(), flags("date", "soon"))])).is_err()
        );
    }
}
