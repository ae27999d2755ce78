//! Which folder a file belongs to, so that it has one key however it is given.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
};

use super::PipelineError;
use crate::ingest::Source;

/// The folders that are indexed: name and place.
pub(super) struct Roots {
    known: BTreeMap<String, PathBuf>,
    /// Folders already led back to their real place.
    places: HashMap<PathBuf, PathBuf>,
}

impl Roots {
    pub(super) fn new(known: BTreeMap<String, PathBuf>) -> Self {
        Self { known, places: HashMap::new() }
    }

    /// Name and place of all folders, those of this run included.
    pub(super) fn into_known(self) -> BTreeMap<String, PathBuf> {
        self.known
    }

    /// Makes `source` part of the innermost indexed folder that it is in. A folder that is not
    /// inside another becomes one itself, unless another one has its name.
    pub(super) fn adopt(&mut self, source: &mut Source) -> Result<(), PipelineError> {
        let given = self.folder_of(source);
        let file = below(&given, &source.relative);
        let inside = self.known.iter().filter(|(_, place)| file.starts_with(place));
        if let Some((name, place)) = inside.max_by_key(|(_, place)| place.components().count())
            && let Ok(relative) = file.strip_prefix(place)
        {
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            source.relative = parts.join("/");
            source.root.clone_from(name);
            return Ok(());
        }
        match self.known.get(&source.root) {
            // A folder that is no longer where it was has been moved.
            Some(indexed) if indexed.exists() => Err(PipelineError::SameName {
                name: source.root.clone(),
                indexed: indexed.clone(),
                given,
            }),
            _ => {
                self.known.insert(source.root.clone(), given);
                Ok(())
            }
        }
    }

    /// The real place of the folder that `source` was found below.
    fn folder_of(&mut self, source: &Source) -> PathBuf {
        let depth = source.relative.split('/').count();
        let folder = source.path.ancestors().nth(depth).unwrap_or(Path::new(""));
        if let Some(place) = self.places.get(folder) {
            return place.clone();
        }
        let real = place(folder);
        self.places.insert(folder.to_owned(), real.clone());
        real
    }
}

/// Where a file of a folder is.
pub(super) fn below(root: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(root.to_owned(), |path, part| path.join(part))
}

/// The real place of `path`, whether it is there or not.
pub fn place(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    if let Ok(place) = fs::canonicalize(path) {
        return place;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent().map(fs::canonicalize), absolute.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => absolute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Stamp;

    fn source(folder: &Path, relative: &str) -> Source {
        Source {
            path: below(folder, relative),
            root: folder.file_name().unwrap().to_string_lossy().into_owned(),
            relative: relative.to_owned(),
            stamp: Stamp::default(),
            named: false,
            defaults: std::sync::Arc::default(),
        }
    }

    #[test]
    fn a_file_keeps_its_folder_however_it_is_given() {
        let temp = tempfile::tempdir().unwrap();
        let news = temp.path().join("news");
        fs::create_dir_all(news.join("may")).unwrap();
        let mut roots = Roots::new(BTreeMap::new());
        let mut whole = source(&news, "may/a.txt");
        roots.adopt(&mut whole).unwrap();
        let mut part = source(&news.join("may"), "a.txt");
        roots.adopt(&mut part).unwrap();
        assert_eq!((part.root.as_str(), part.relative.as_str()), ("news", "may/a.txt"));
        assert_eq!(roots.known.len(), 1);
    }

    #[test]
    fn two_folders_of_one_name_are_refused() {
        let temp = tempfile::tempdir().unwrap();
        let (one, other) = (temp.path().join("x/news"), temp.path().join("y/news"));
        fs::create_dir_all(&one).unwrap();
        fs::create_dir_all(&other).unwrap();
        let mut roots = Roots::new(BTreeMap::new());
        roots.adopt(&mut source(&one, "a.txt")).unwrap();
        let error = roots.adopt(&mut source(&other, "a.txt")).unwrap_err();
        assert!(error.to_string().starts_with("two folders are called `news`"), "{error}");
        fs::remove_dir_all(&one).unwrap();
        roots.adopt(&mut source(&other, "a.txt")).unwrap();
        assert_eq!(roots.known["news"], place(&other), "a folder may move");
    }
}
