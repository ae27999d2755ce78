//! The vocabulary: documents, statements, speakers and dates. No files, no index, no terminal.

mod date;
mod document;
mod flags;
mod language;
mod record;
mod span;
mod speaker;
mod statement;

pub use date::{ApproxDate, DateError, MONTHS, Precision, month_by_letters};
pub use document::{Document, Format, Origin, Paragraph, Turn};
pub use flags::Flags;
pub use language::{Language, LanguageError};
pub use record::{Agent, Record, SaidRecord};
pub use span::Span;
pub use speaker::{Speaker, SpeakerKind};
pub use statement::{Attribution, DateBasis, Kind, Said, Statement, Wording};
