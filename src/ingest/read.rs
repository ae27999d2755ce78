//! One file in, its documents out, one at a time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    Fault, IngestError, Place, Source,
    decode::{self, Warning},
    html, lines, mail, meta, office,
    options::{Defaults, Limits, ReadOptions},
    pdf,
    raw::Capture,
    sniff::{self, Kind},
    table, unpack, warc, xml,
};
use crate::model::Document;

/// Who gets the documents, and what is wrong.
pub(super) type Each<'a> = &'a mut dyn FnMut(Result<Document, IngestError>) -> ControlFlow<()>;

/// What ends the reading of a file early.
pub(super) type Stop = (Option<Place>, Fault);

/// How reading went: to its end, broken off by whoever gets the documents, or by a fault.
pub(super) type Flow = Result<ControlFlow<()>, Stop>;

/// Bytes read at once.
pub(super) const BUFFER: usize = 256 << 10;

/// Hands every document of `source` to `each`, and what is wrong with it; a broken record is one
/// error, and the rest goes on until `each` breaks off.
pub fn read(source: &Source, options: &ReadOptions, each: Each<'_>) {
    read_with(source, options, None, each);
}

/// The same, with bytes to be kept on the way.
pub(super) fn read_with(
    source: &Source,
    options: &ReadOptions,
    capture: Option<Rc<Capture>>,
    each: Each<'_>,
) {
    let reading = Reading {
        path: source.path.clone(),
        name: source.relative.clone(),
        key: source.key(),
        relative: source.relative.clone(),
        limits: options.limits,
        defaults: options.defaults.over(&source.defaults),
        archive_depth: 0,
        budget: Rc::new(unpack::Budget::new(source.stamp.size, options.limits)),
        record: None,
        capture,
    };
    let result = sniff::of_file(&source.path, source.named)
        .map_err(|fault| (None, fault))
        .and_then(|kind| reading.file(kind, source, each));
    reading.finish(result, each);
}

/// The same for bytes that were read already: `name` stands for the path, and its extension or
/// else their beginning gives the format.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions, each: Each<'_>) {
    let reading = Reading {
        path: PathBuf::from(name),
        name: name.to_owned(),
        key: name.to_owned(),
        relative: name.to_owned(),
        limits: options.limits,
        defaults: options.defaults.clone(),
        archive_depth: 0,
        budget: Rc::new(unpack::Budget::new(bytes.len() as u64, options.limits)),
        record: None,
        capture: None,
    };
    let kind = sniff::by_name(Path::new(name), false).unwrap_or_else(|_| sniff::by_content(bytes));
    let result = reading.input(kind, &mut &*bytes, Some(bytes.len() as u64), each);
    reading.finish(result, each);
}

/// A file, a member of an archive, or a record with a format of its own, that is being read.
#[derive(Clone)]
pub(super) struct Reading {
    /// What errors name: the file, or the archive's path with the member's below it.
    pub(super) path: PathBuf,
    /// What it is called once it is unpacked, which tells what it is.
    pub(super) name: String,
    /// What its documents' keys begin with.
    pub(super) key: String,
    /// What its documents' paths begin with.
    pub(super) relative: String,
    pub(super) limits: Limits,
    /// What the user says of it.
    pub(super) defaults: Defaults,
    /// How many archives it stands in.
    pub(super) archive_depth: u8,
    /// How much may still be unpacked.
    pub(super) budget: Rc<unpack::Budget>,
    /// Which record of a file of many it is.
    pub(super) record: Option<u64>,
    /// Bytes of it that are to be kept.
    pub(super) capture: Option<Rc<Capture>>,
}

impl Reading {
    pub(super) fn finish(&self, result: Flow, each: Each<'_>) {
        if let Err((place, fault)) = result {
            let _ = self.warn(place, Some(fault), each);
        }
    }

    /// What is to be kept of this file's bytes.
    pub(super) fn capture(&self) -> Option<&Rc<Capture>> {
        let capture = self.capture.as_ref()?;
        (capture.wants(&self.relative) && self.record.is_none()).then_some(capture)
    }

    /// The member that is called `name` below this archive.
    pub(super) fn inside(&self, name: &str) -> Self {
        Self {
            path: self.path.join(name),
            name: name.to_owned(),
            key: format!("{}/{name}", self.key),
            relative: format!("{}/{name}", self.relative),
            archive_depth: self.archive_depth + 1,
            ..self.clone()
        }
    }

    /// The `record` of this file, to be read by what it holds.
    pub(super) fn record(&self, record: u64) -> Self {
        Self { record: Some(record), ..self.clone() }
    }

    fn file(&self, kind: Kind, source: &Source, each: Each<'_>) -> Flow {
        let file = File::open(&source.path).map_err(unreadable)?;
        let size = source.stamp.size;
        let mut file = BufReader::with_capacity(BUFFER, file);
        let head = file.fill_buf().map_err(unreadable)?;
        if sniff::corrected(kind, head) == Kind::Packed(sniff::Packing::Zip) {
            return unpack::zip(self, file, each);
        }
        self.input(kind, &mut file, Some(size), each)
    }

    /// Reads what `input` holds, of `size` bytes where that is known.
    pub(super) fn input(
        &self,
        kind: Kind,
        input: &mut dyn BufRead,
        size: Option<u64>,
        each: Each<'_>,
    ) -> Flow {
        let head = input.fill_buf().map_err(unreadable)?;
        if kind != Kind::Docx
            && let Some(foreign) = sniff::foreign(head)
        {
            return Err((None, Fault::Misnamed(foreign)));
        }
        let kind = match sniff::corrected(kind, head) {
            Kind::Json if sniff::is_lines(head) => Kind::JsonLines,
            kind => kind,
        };
        let mut along;
        let packed = matches!(kind, Kind::Packed(_) | Kind::Docx | Kind::Odt);
        let input = match self.capture().filter(|_| !packed) {
            None => input,
            Some(capture) => {
                along = capture.along(input);
                &mut along as &mut dyn BufRead
            }
        };
        match kind {
            Kind::Json => return self.json(input, each),
            Kind::JsonLines => return self.json_lines(input, each),
            Kind::Csv => return table::read(self, input, each),
            Kind::Xml => return xml::read(self, input, each),
            Kind::Warc => return warc::read(self, input, each),
            Kind::Mbox => return mail::read_mbox(self, input, each),
            Kind::Packed(packing) => return unpack::read(self, packing, input, size, each),
            _ => {}
        }
        // Unpacked, many texts can be one small file.
        let is_text_file = matches!(kind, Kind::Text | Kind::Markdown)
            && size.is_some()
            && self.archive_depth == 0;
        let limit = if is_text_file { self.limits.text_bytes } else { self.limits.document_bytes };
        let (bytes, cut) = whole_or_cut(input, size, limit)?;
        let is_prose = matches!(kind, Kind::Text | Kind::Markdown | Kind::Html | Kind::Email);
        if let Some(fault) = cut {
            if !is_prose || bytes.is_empty() {
                return Err((None, fault));
            }
            let flow = self.bytes(kind, bytes, each)?;
            return if flow.is_break() { Ok(flow) } else { Err((None, fault)) };
        }
        self.bytes(kind, bytes, each)
    }

    /// Reads what is read as a whole.
    fn bytes(&self, kind: Kind, bytes: Vec<u8>, each: Each<'_>) -> Flow {
        let nameless = kind == Kind::Text && Path::new(&self.name).extension().is_none();
        let kind = if nameless { sniff::by_content(&bytes) } else { kind };
        let limit = self.limits.document_bytes;
        // What has no extension was read as far as a text may go.
        if !matches!(kind, Kind::Text | Kind::Markdown | Kind::JsonLines)
            && limit < bytes.len() as u64
        {
            return Err((None, Fault::TooLong { what: "the file", limit }));
        }
        match kind {
            Kind::JsonLines => self.json_lines(&mut bytes.as_slice(), each),
            Kind::Html => html::read(self, bytes, None, each),
            Kind::Email => mail::read(self, &bytes, each),
            Kind::Docx => office::read_docx(self, bytes, each),
            Kind::Odt => office::read_odt(self, bytes, each),
            Kind::Pdf => pdf::read(self, &bytes, each),
            Kind::Json if sniff::is_lines(&bytes) => self.json_lines(&mut bytes.as_slice(), each),
            Kind::Json => self.json(&mut bytes.as_slice(), each),
            _ => {
                let decoded = decode::decode(bytes, None, self.defaults.language)?;
                if decoded.text.trim_matches(lines::is_space).is_empty() {
                    return Err((None, Fault::Blank));
                }
                self.text(kind, decoded, each)
            }
        }
    }

    /// All bytes of `input`, if they are not too many.
    pub(super) fn whole(
        &self,
        input: &mut dyn BufRead,
        size: Option<u64>,
    ) -> Result<Vec<u8>, Stop> {
        match whole_or_cut(input, size, self.limits.document_bytes)? {
            (_, Some(fault)) => Err((None, fault)),
            (bytes, None) => Ok(bytes),
        }
    }

    /// A document of this file: the only one, or its `record`.
    pub(super) fn document(&self, record: Option<u64>) -> Document {
        let record = record.or(self.record);
        let numbered =
            |name: &str| record.map_or(name.to_owned(), |record| format!("{name}#{record}"));
        Document { key: numbered(&self.key), path: numbered(&self.relative), ..Document::default() }
    }

    /// Hands `document` to `each` with what the user and the file's name say where it is silent.
    pub(super) fn hand_on(
        &self,
        mut document: Document,
        record: Option<u64>,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        let record = record.or(self.record);
        let alone = record.is_none();
        let fault = meta::from_outside(&mut document, &self.relative, alone, &self.defaults);
        // What is wrong with a file's name is said once.
        self.warn(None, fault.filter(|_| record.is_none_or(|record| record == 1)), each)?;
        each(Ok(document))
    }

    pub(super) fn warn(
        &self,
        place: Option<Place>,
        fault: Option<Fault>,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        let place = place.or(self.record.map(Place::Record));
        match fault {
            Some(fault) => each(Err(IngestError { path: self.path.clone(), place, fault })),
            None => ControlFlow::Continue(()),
        }
    }

    /// Tells what is wrong with a text that is read all the same.
    pub(super) fn warn_all(&self, warnings: Vec<Warning>, each: Each<'_>) -> ControlFlow<()> {
        warnings.into_iter().try_for_each(|(place, fault)| self.warn(place, Some(fault), each))
    }
}

/// All bytes of `input`, of `size` where that is known, if they are no more than `limit`; of what
/// cannot be unpacked to its end, what came before, and what is wrong.
pub(super) fn whole_or_cut(
    input: &mut dyn BufRead,
    size: Option<u64>,
    limit: u64,
) -> Result<(Vec<u8>, Option<Fault>), Stop> {
    let too_long = || (None, Fault::TooLong { what: "the file", limit });
    if size.is_some_and(|size| limit < size) {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size.unwrap_or(0)).unwrap_or(0) + 1);
    let result = input.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable);
    match result {
        Ok(_) if limit < bytes.len() as u64 => Err(too_long()),
        Ok(_) => Ok((bytes, None)),
        Err((_, fault @ (Fault::Cut(_) | Fault::Damaged { .. }))) => {
            if let Err(error) = std::str::from_utf8(&bytes)
                && error.error_len().is_none()
            {
                bytes.truncate(error.valid_up_to()); // The cut may go through a character.
            }
            Ok((bytes, Some(fault)))
        }
        Err(stop) => Err(stop),
    }
}

/// The fault of an I/O error, or the one that it carries.
pub(super) fn unreadable(error: io::Error) -> Stop {
    (None, error.downcast::<Fault>().unwrap_or_else(Fault::Unreadable))
}
