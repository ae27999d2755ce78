//! Who speaks: people, organizations, documents, and those a text leaves unnamed.

use super::Span;
use crate::text::slug;

/// A speaker, a go-between or an addressee as one statement names them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Speaker {
    /// The fullest name that the document gives; for the unnamed, the words that stand for them;
    /// empty where a pronoun, label or “the statement” leads to nobody.
    pub name: String,
    /// The mention beside the cue, twelve words at most; none where metadata gave the name.
    pub as_written: Option<Span>,
    /// What sort of agent.
    pub kind: SpeakerKind,
    /// Their office as the document puts it: `State Department spokesperson`.
    pub role: Option<String>,
}

impl Speaker {
    /// The key that mentions of one name share, in documents and queries alike:
    /// `antony-blinken`.
    pub fn id(&self) -> String {
        slug(&self.name)
    }
}

/// What sort of agent a speaker is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SpeakerKind {
    /// A named human being.
    #[default]
    Person,
    /// A company, ministry, party, country.
    Organization,
    /// A text that speaks for itself: “the report”.
    Document,
    /// Somebody without a name: “a senior official”.
    Unnamed,
}

impl SpeakerKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Person, Self::Organization, Self::Document, Self::Unnamed];

    /// The name it is stored and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Document => "document",
            Self::Unnamed => "unnamed",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
