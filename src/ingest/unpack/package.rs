//! A document that is a ZIP archive of parts with known names.

use std::io::{BufReader, Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::{
    super::{
        Fault,
        read::{Reading, Stop},
    },
    limit::{Limited, Unpacking},
    zip::broken,
};

/// The parts of a document.
pub(in crate::ingest) struct Package(ZipArchive<Cursor<Vec<u8>>>);

/// A part, as far as it may be read.
pub(in crate::ingest) type Part<'a> = BufReader<Box<dyn Read + 'a>>;

impl Package {
    pub(in crate::ingest) fn open(bytes: Vec<u8>) -> Result<Self, Stop> {
        let is_zip = bytes.starts_with(b"PK");
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|error| match broken(error) {
            // The list of parts stands at the end.
            (_, Fault::Damaged { .. }) if is_zip => (None, Fault::Cut("ZIP")),
            stop => stop,
        })
    }

    /// The part called `name`, up to the longest that a text may be.
    pub(in crate::ingest) fn part<'a>(
        &'a mut self,
        name: &str,
        reading: &'a Reading,
    ) -> Result<Option<Part<'a>>, Stop> {
        let part = match self.0.by_name(name) {
            Ok(part) => Unpacking::new("ZIP", part),
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(error)),
        };
        let limited = Limited::new(part, &reading.budget);
        Ok(Some(BufReader::new(Box::new(limited.take(reading.limits.document_bytes)))))
    }
}
