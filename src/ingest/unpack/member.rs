//! Names of members: which are left out, and what the others are called from outside.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashSet, FxHasher};

/// The names that an archive has had so far.
#[derive(Default)]
pub(super) struct Names {
    /// Their hashes: an archive may have millions.
    seen: FxHashSet<u64>,
}

impl Names {
    /// What the member called `name` is called below the archive, whatever way out of it the name
    /// describes; nothing where it is hidden. A name that came before gets a number.
    pub(super) fn clean(&mut self, name: &str) -> Option<String> {
        let parts: Vec<&str> = name
            .split(['/', '\\'])
            .filter(|part| !matches!(*part, "" | "." | ".."))
            .filter(|part| !is_drive(part))
            .collect();
        if parts.is_empty() || parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX")
        {
            return None;
        }
        let name = parts.join("/");
        if self.is_new(&name) {
            return Some(name);
        }
        let (stem, extension) = match name.rfind('.').filter(|dot| Some(*dot) > name.rfind('/')) {
            Some(dot) => name.split_at(dot),
            None => (name.as_str(), ""),
        };
        (2..=u64::MAX)
            .map(|number| format!("{stem}~{number}{extension}"))
            .find(|name| self.is_new(name))
    }

    fn is_new(&mut self, name: &str) -> bool {
        self.seen.insert(BuildHasherDefault::<FxHasher>::default().hash_one(name))
    }
}

fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// `name` as text; bytes that are none are written `\xff`, so that two names stay two.
pub(super) fn spelled(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_its_archive() {
        for (name, clean) in [
            ("a/b.txt", Some("a/b.txt")),
            ("../../etc/passwd.txt", Some("etc/passwd.txt")),
            ("/var/a.txt", Some("var/a.txt")),
            ("C:\\texts\\a.txt", Some("texts/a.txt")),
            ("./a//b.txt", Some("a/b.txt")),
            (".git/config.txt", None),
            ("__MACOSX/._a.txt", None),
            ("a/.hidden.txt", None),
            ("..", None),
        ] {
            assert_eq!(Names::default().clean(name).as_deref(), clean, "{name}");
        }
    }

    #[test]
    fn the_same_name_twice_is_two_names() {
        let mut names = Names::default();
        let mut clean = |name| names.clean(name).unwrap();
        assert_eq!(clean("a.b/c"), "a.b/c");
        assert_eq!(clean("a/b.txt"), "a/b.txt");
        assert_eq!(clean("../a/b.txt"), "a/b~2.txt");
        assert_eq!(clean("a/b.txt"), "a/b~3.txt");
        assert_eq!(clean("/a.b/c"), "a.b/c~2");
    }
}
