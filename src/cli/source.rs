//! The document that a statement was lifted out of, read again.

use std::{ops::ControlFlow, path::PathBuf};

use super::CliError;
use crate::{
    index::{DocumentRecord, Status, Store},
    ingest,
    model::Document,
    pipeline::ReadRules,
};

/// A document, read again.
#[derive(Debug)]
pub(super) enum Source {
    /// Its text is what was indexed.
    Same(Box<Document>),
    /// Its text is another one now.
    Changed(Box<Document>),
    /// It cannot be read, and why.
    Gone(String),
}

/// Finds the documents of an index on disk.
pub(super) struct Sources {
    documents: Vec<DocumentRecord>,
    status: Status,
    rules: ReadRules,
}

impl Sources {
    pub(super) fn new(store: &Store) -> Result<Self, CliError> {
        let status = store.status()?;
        let rules = ReadRules::new(&status.flags)?;
        Ok(Self { documents: store.documents()?, status, rules })
    }

    /// The document whose statements' ids begin with `hash`.
    pub(super) fn by_id(&self, id: &str) -> Option<&DocumentRecord> {
        let hash = u64::from_str_radix(id.split('/').next()?, 16).ok()?;
        self.documents.iter().find(|document| document.hash == hash)
    }

    /// The documents of that path, or key.
    pub(super) fn by_path(&self, path: &str) -> Vec<&DocumentRecord> {
        let same = |document: &&DocumentRecord| document.path == path || document.key == path;
        self.documents.iter().filter(same).collect()
    }

    /// Where the file of `document` should be.
    pub(super) fn file(&self, document: &DocumentRecord) -> Option<PathBuf> {
        let root = document.key.strip_suffix(&document.path)?.trim_end_matches('/');
        let folder = self.status.roots.get(root)?;
        Some(folder.join(split_record(&document.path).0))
    }

    /// Reads `document` again.
    pub(super) fn read(&self, document: &DocumentRecord) -> Source {
        let Some(file) = self.file(document) else {
            return Source::Gone("its folder is not known".to_owned());
        };
        let record = split_record(&document.path).1;
        let mut found = None;
        let mut reason = "the file has no such record any more".to_owned();
        for source in ingest::walk(std::slice::from_ref(&file)) {
            let source = match source {
                Ok(source) => source,
                // What is wrong with its folder's settings is no reason not to read it.
                Err(error) => {
                    reason = error.reason();
                    continue;
                }
            };
            ingest::read(&source, self.rules.of(&file), &mut |result| match result {
                Ok(read) if split_record(&read.path).1 == record => {
                    found = Some(read);
                    ControlFlow::Break(())
                }
                Ok(_) => ControlFlow::Continue(()),
                Err(error) => {
                    reason = error.reason();
                    ControlFlow::Continue(())
                }
            });
        }
        let Some(mut found) = found else { return Source::Gone(reason) };
        // A file named itself may have another root than the folder that was indexed.
        found.key.clone_from(&document.key);
        found.path.clone_from(&document.path);
        if found.hash() == document.hash {
            Source::Same(Box::new(found))
        } else {
            Source::Changed(Box::new(found))
        }
    }
}

/// A document's path without the number of its record, and that number.
pub(super) fn split_record(path: &str) -> (&str, Option<&str>) {
    match path.rsplit_once('#') {
        Some((file, number))
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (file, Some(number))
        }
        _ => (path, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_told_from_files() {
        assert_eq!(split_record("a/b.jsonl#12"), ("a/b.jsonl", Some("12")));
        assert_eq!(split_record("a/b#c.txt"), ("a/b#c.txt", None));
        assert_eq!(split_record("a/b#"), ("a/b#", None));
    }
}
