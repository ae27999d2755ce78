//! Where the index and the texts are: as told, else looked for from the working folder upwards.

use std::path::{Path, PathBuf};

/// Where things are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Places {
    /// The index's folder, there or not.
    pub(super) index: PathBuf,
    /// The folder of texts beside it, if there is one.
    pub(super) corpus: Option<PathBuf>,
    /// The file that says who is who, there or not: as told, else beside the index's folder.
    pub(super) people: PathBuf,
}

/// What the file that says who is who is called.
const PEOPLE: &str = "speakers.toml";

impl Places {
    /// Takes `index` where it was given; else the nearest folder that holds `index/current/` or
    /// `corpus/` decides. A bare `index/` does not: sources have such a folder, too.
    pub(super) fn find(index: Option<&Path>, people: Option<&Path>, working: &Path) -> Self {
        let (index, corpus) = Self::index_and_corpus(index, working);
        let beside = || index.parent().unwrap_or(Path::new("")).join(PEOPLE);
        let people = people.map_or_else(beside, Path::to_owned);
        Self { index, corpus, people }
    }

    fn index_and_corpus(index: Option<&Path>, working: &Path) -> (PathBuf, Option<PathBuf>) {
        if let Some(index) = index {
            let corpus = index.parent().unwrap_or(Path::new("")).join("corpus");
            let corpus = Some(corpus).filter(|corpus| working.join(corpus).is_dir());
            return (index.to_owned(), corpus);
        }
        let mut up = PathBuf::new();
        for folder in working.ancestors() {
            let corpus = folder.join("corpus").is_dir();
            if corpus || folder.join("index/current").is_dir() {
                return (up.join("index"), corpus.then(|| up.join("corpus")));
            }
            up.push("..");
        }
        (PathBuf::from("index"), None)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn looks_upwards() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/index/b");
        fs::create_dir_all(&deep).unwrap();
        let found = |index: Option<&str>| Places::find(index.map(Path::new), None, &deep);
        let places = |index: &str, corpus: Option<&str>| Places {
            index: index.into(),
            corpus: corpus.map(PathBuf::from),
            people: Path::new(index).with_file_name(PEOPLE),
        };
        assert_eq!(found(None), places("index", None));
        fs::create_dir_all(root.path().join("index/current")).unwrap();
        assert_eq!(found(None), places("../../../index", None));
        fs::create_dir(root.path().join("a/corpus")).unwrap();
        assert_eq!(found(None), places("../../index", Some("../../corpus")));
        assert_eq!(found(Some("x")), places("x", None));
        assert_eq!(found(Some("../../x")), places("../../x", Some("../../corpus")));
    }
}
