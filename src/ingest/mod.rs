//! Files in, documents out.

mod dates;
mod decode;
mod error;
mod front_matter;
mod html;
mod json;
mod labels;
mod lines;
mod mail;
mod markdown;
mod meta;
mod name_pattern;
mod office;
mod options;
mod pdf;
mod pieces;
mod prose;
mod read;
mod records;
mod sniff;
mod stamps;
mod table;
mod text;
mod transcript;
mod unpack;
mod walk;
mod warc;
mod xml;

pub use error::{Fault, IngestError, Place, Severity};
pub use name_pattern::{NamePattern, NamePatternError};
pub use options::{Defaults, Limits, Mapping, MappingError, ReadOptions};
pub use read::{read, read_bytes};
pub use walk::{Source, Stamp, walk};
