//! What a file's format is told by, for whoever asks before reading it.

use std::{fs::File, io::Read};

use super::{
    Source,
    sniff::{self, HEAD},
};

/// What a file's format is told by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ToldBy {
    /// The ending of its name.
    Ending,
    /// Its first bytes, which no other format begins with.
    FirstBytes,
    /// How its text looks.
    Content,
}

impl ToldBy {
    /// What `source` is told by, as it will be when it is read.
    pub fn of(source: &Source) -> Self {
        let mut head = Vec::with_capacity(HEAD);
        if let Ok(file) = File::open(&source.path) {
            // What was read before a failure is what there is to tell by.
            let _ = file.take(HEAD as u64).read_to_end(&mut head);
        }
        match sniff::by_name(&source.path, source.named) {
            Ok(kind) if source.path.extension().is_some() => {
                if sniff::corrected(kind, &head) == kind { Self::Ending } else { Self::FirstBytes }
            }
            _ if sniff::by_magic(&head).is_some() => Self::FirstBytes,
            _ => Self::Content,
        }
    }

    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ending => "ending",
            Self::FirstBytes => "first-bytes",
            Self::Content => "content",
        }
    }
}
