//! Where the index and the texts are: as told, else looked for from the working folder upwards.

use std::path::{Path, PathBuf};

/// Where things are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Places {
    /// The index's folder, there or not.
    pub(super) index: PathBuf,
    /// The folder of texts beside it, if there is one.
    pub(super) corpus: Option<PathBuf>,
}

impl Places {
    /// Takes `index` where it was given; else the nearest folder that holds `index/current/` or
    /// `corpus/` decides. A bare `index/` does not: sources have such a folder, too.
    pub(super) fn find(index: Option<&Path>, working: &Path) -> Self {
        if let Some(index) = index {
            let corpus = index.parent().unwrap_or(Path::new("")).join("corpus");
            return Self {
                index: index.to_owned(),
                corpus: Some(corpus).filter(|corpus| working.join(corpus).is_dir()),
            };
        }
        let mut up = PathBuf::new();
        for folder in working.ancestors() {
            let corpus = folder.join("corpus").is_dir();
            if corpus || folder.join("index/current").is_dir() {
                return Self { index: up.join("index"), corpus: corpus.then(|| up.join("corpus")) };
            }
            up.push("..");
        }
        Self { index: PathBuf::from("index"), corpus: None }
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
        let found = |index: Option<&str>| Places::find(index.map(Path::new), &deep);
        let places = |index: &str, corpus: Option<&str>| Places {
            index: index.into(),
            corpus: corpus.map(PathBuf::from),
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
