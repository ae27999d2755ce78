//! Files in, documents out.

mod counted;
mod dates;
mod decode;
mod error;
mod flags;
mod folders;
mod front_matter;
mod hint;
#[cfg(feature = "html")]
mod html;
#[cfg(not(feature = "html"))]
#[path = "without/html.rs"]
mod html;
mod json;
mod labels;
mod language;
mod lines;
mod mail;
mod markdown;
mod meta;
mod name_pattern;
mod office;
mod options;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(not(feature = "pdf"))]
#[path = "without/pdf.rs"]
mod pdf;
mod pieces;
mod prose;
mod raw;
mod read;
mod records;
mod sniff;
mod stamps;
mod table;
mod text;
mod told_by;
mod transcript;
mod unpack;
mod walk;
mod warc;
mod xml;

pub use error::{Fault, IngestError, Place, Severity};
pub use flags::{FlagError, size};
pub use folders::{IGNORE, SETTINGS};
pub use name_pattern::{NamePattern, NamePatternError};
pub use options::{Defaults, Limits, Mapping, MappingError, ReadOptions};
pub use raw::raw;
pub use read::{read, read_bytes};
pub use told_by::ToldBy;
pub use walk::{Source, Stamp, walk, walk_parts};
