//! The document that a statement was lifted out of, read again.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::CliError;
use crate::{
    index::{DocumentRecord, Status, Store},
    ingest,
    model::{Document, Span},
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

impl Source {
    /// `read` is what is in the place of `document` now.
    fn of(read: Document, document: &DocumentRecord) -> Self {
        let read = Box::new(read);
        if read.hash() == document.hash { Self::Same(read) } else { Self::Changed(read) }
    }
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

    /// The documents of that path, or key; copies are documents, too.
    pub(super) fn by_path(&self, path: &str) -> Vec<&DocumentRecord> {
        let same = |document: &&DocumentRecord| document.path == path || document.key == path;
        let all = self.documents.iter().flat_map(|one| std::iter::once(one).chain(&one.copies));
        all.filter(same).collect()
    }

    /// Where `document` should be: its file, or a place in an archive.
    pub(super) fn file(&self, document: &DocumentRecord) -> Option<PathBuf> {
        let (_, folder) = self.root(document)?;
        Some(folder.join(split_record(&document.path).0))
    }

    fn root(&self, document: &DocumentRecord) -> Option<(&str, &Path)> {
        let root = document.key.strip_suffix(&document.path)?.trim_end_matches('/');
        let (root, folder) = self.status.roots.get_key_value(root)?;
        Some((root, folder))
    }

    /// The file that `document` is read from, under the name it was indexed by: itself, or the
    /// archive it is in.
    fn opened(&self, document: &DocumentRecord) -> Result<ingest::Source, String> {
        let (root, folder) = self.root(document).ok_or("its folder is not known")?;
        let path = self.file(document).unwrap_or_default();
        let file = path.ancestors().find(|path| path.is_file()).unwrap_or(&path).to_owned();
        let mut reason = "it is not there any more".to_owned();
        for source in ingest::walk(std::slice::from_ref(&file)) {
            match source {
                Ok(source) => {
                    let below = file.strip_prefix(folder).unwrap_or(&file);
                    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                    let (root, relative) = (root.to_owned(), parts.join("/"));
                    return Ok(ingest::Source { root, relative, ..source });
                }
                // What is wrong with its folder's settings is no reason not to read it.
                Err(error) => reason = error.reason(),
            }
        }
        Err(reason)
    }

    /// Reads all documents again, every file once, and hands each to `each`.
    pub(super) fn read_all(&self, each: &mut dyn FnMut(&DocumentRecord, Source)) {
        let mut files: BTreeMap<PathBuf, Vec<&DocumentRecord>> = BTreeMap::new();
        for document in &self.documents {
            let path = self.file(document).unwrap_or_default();
            let file = path.ancestors().find(|path| path.is_file()).unwrap_or(&path);
            files.entry(file.to_owned()).or_default().push(document);
        }
        for documents in files.into_values() {
            let opened = documents.first().map_or(Err(String::new()), |first| self.opened(first));
            let mut left: BTreeMap<&str, &DocumentRecord> =
                documents.into_iter().map(|document| (document.key.as_str(), document)).collect();
            let mut reason = "the file has no such record any more".to_owned();
            match opened {
                Ok(source) => {
                    ingest::read(&source, self.rules.of(&source.path), &mut |result| {
                        match result {
                            Ok(read) => {
                                if let Some(document) = left.remove(read.key.as_str()) {
                                    each(document, Source::of(read, document));
                                }
                            }
                            Err(error) => reason = error.reason(),
                        }
                        ControlFlow::Continue(())
                    });
                }
                Err(why) => reason = why,
            }
            for document in left.into_values() {
                each(document, Source::Gone(reason.clone()));
            }
        }
    }

    /// Reads `document` again.
    pub(super) fn read(&self, document: &DocumentRecord) -> Source {
        let source = match self.opened(document) {
            Ok(source) => source,
            Err(reason) => return Source::Gone(reason),
        };
        let mut found = None;
        let mut reason = "the file has no such record any more".to_owned();
        ingest::read(&source, self.rules.of(&source.path), &mut |result| match result {
            Ok(read) if read.key == document.key => {
                found = Some(read);
                ControlFlow::Break(())
            }
            Ok(_) => ControlFlow::Continue(()),
            Err(error) => {
                reason = error.reason();
                ControlFlow::Continue(())
            }
        });
        let Some(found) = found else { return Source::Gone(reason) };
        Source::of(found, document)
    }
}

/// A part of a file, as it is before anything is made of it.
pub(super) struct Raw {
    /// Where it stands: `row 12, bytes 1034–1300`.
    pub(super) place: String,
    /// Missing where all that is known is the place in words.
    pub(super) bytes: Option<Vec<u8>>,
}

impl Sources {
    /// The raw place of `spans` of a document that was read again and is unchanged.
    pub(super) fn raw(
        &self,
        document: &DocumentRecord,
        read: &Document,
        spans: &[Span],
    ) -> Result<Raw, String> {
        let first = spans.first().map_or(0, |span| span.start);
        let last = spans.last().map_or(first, |span| span.end).saturating_sub(1).max(first);
        if read.origins.is_empty() {
            return Ok(lines(&read.text, first as usize, last as usize));
        }
        let origins = read.origins_of(first, last);
        let mut places: Vec<&str> = origins.iter().map(|origin| origin.place.as_str()).collect();
        places.dedup();
        let place = match places.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first, .., last] => format!("{first} to {last}"),
        };
        let known: Vec<_> = origins.iter().filter(|origin| origin.raw.0 < origin.raw.1).collect();
        let start = known.iter().map(|origin| origin.raw.0).min();
        let end = known.iter().map(|origin| origin.raw.1).max();
        let (Some(start), Some(end)) = (start, end) else {
            return Ok(Raw { place, bytes: None });
        };
        let source = self.opened(document)?;
        let path = split_record(&document.path).0;
        let bytes = ingest::raw(&source, path, (start, end), self.rules.of(&source.path));
        let bytes = bytes.map_err(|error| {
            error.map_or("the file ends before it".to_owned(), |error| error.reason())
        })?;
        Ok(Raw { place: format!("{place}, bytes {start}–{end}"), bytes: Some(bytes) })
    }
}

/// The lines of a text that is its file that the bytes `first..=last` stand on.
fn lines(text: &str, first: usize, last: usize) -> Raw {
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline + 1);
    let number = 1 + text[..start].matches('\n').count();
    let n_lines = text[start..end].trim_end().matches('\n').count();
    let lines = match n_lines {
        0 => format!("line {number}"),
        more => format!("lines {number}–{}", number + more),
    };
    Raw {
        place: format!("{lines}, bytes {start}–{end}"),
        bytes: Some(text.as_bytes()[start..end].to_vec()),
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
