//! Files in, documents out.

mod dates;
mod error;
mod front_matter;
mod json;
mod labels;
mod lines;
mod markdown;
mod meta;
mod pieces;
mod prose;
mod read;
mod sniff;
mod stamps;
mod transcript;
mod walk;

pub use error::{Fault, IngestError, Place, Severity};
pub use read::{ReadOptions, read, read_bytes};
pub use walk::{Source, Stamp, walk};
