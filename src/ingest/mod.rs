//! Files in, documents out.

mod error;
mod read;
mod sniff;
mod walk;

pub use error::{Fault, IngestError, Place, Severity};
pub use read::{ReadOptions, read, read_bytes};
pub use walk::{Source, Stamp, walk};
