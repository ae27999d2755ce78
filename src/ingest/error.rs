//! What can be wrong with a file: where, what, and what to do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// A file or a record that could not be read as it stands.
#[derive(Debug)]
pub struct IngestError {
    /// The file or folder.
    pub path: PathBuf,
    /// Where in it, if not the whole.
    pub place: Option<Place>,
    /// What is wrong.
    pub fault: Fault,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// A line, from 1.
    Line(u64),
    /// A line and a byte of it, both from 1.
    Column(u64, u64),
    /// A byte of the file, from 0.
    Byte(u64),
    /// An element of a JSON array, from 1.
    Record(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Column(line, column) => write!(f, "line {line}, byte {column}"),
            Self::Byte(byte) => write!(f, "byte {byte}"),
            Self::Record(record) => write!(f, "record {record}"),
        }
    }
}

/// What it means for the run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Severity {
    /// Nothing is left out but what is wrong.
    Warning,
    /// A kind of file that is not read: counted, no failure.
    Unsupported,
    /// Left out because the user wants it so.
    Ignored,
    /// The file or record is left out.
    Broken,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing is there.
    #[error("there is no such file or folder")]
    Missing,
    /// A pattern of the user's leaves it out.
    #[error("a pattern in `{}` leaves it out", .by.display())]
    Ignored {
        /// The file that has the pattern.
        by: PathBuf,
        /// Whether it was given itself, and not found in a folder.
        given: bool,
    },
    /// Something wrong in a folder's settings.
    #[error("{reason}")]
    Settings {
        /// What is wrong.
        reason: String,
        /// What to write.
        hint: Option<String>,
    },
    /// A folder without a file in it.
    #[error("the folder holds no files")]
    Empty,
    /// The system would not let it be read.
    #[error("it cannot be read: {}", plainly(.0))]
    Unreadable(#[source] io::Error),
    /// A link that leads back to a folder it stands in.
    #[error("the link leads back to `{}`, which it is in", .0.display())]
    Loop(PathBuf),
    /// A link to nothing.
    #[error("the link leads to `{}`, which is not there", .0.display())]
    DeadLink(PathBuf),
    /// A pipe, a socket or a device: reading it could wait for ever.
    #[error("it is {0}, not a file, and was not opened")]
    Special(&'static str),
    /// A kind of file that is not read.
    #[error("{0} is not a kind of file that is read")]
    Unsupported(String),
    /// Bytes that are no text.
    #[error("it is a binary file: there is a zero byte in it")]
    Binary,
    /// Another format than the name says.
    #[error("it is {0}, whatever its name says")]
    Misnamed(&'static str),
    /// Text in an encoding that is not read.
    #[error("it is {0} text, which is not read")]
    Encoding(&'static str),
    /// An encoding declared that the text is not in.
    #[error("it says that it is in `{declared}`, but it is in {found}, and is read as that")]
    DeclaredEncoding {
        /// The encoding as the text calls it.
        declared: String,
        /// The one that its bytes are in.
        found: &'static str,
    },
    /// Lines in another encoding than the rest.
    #[error("lines in {found} among others in {others} are read as that: {lines}")]
    OtherEncoding {
        /// How many there are.
        lines: u64,
        /// What the first of them is in.
        found: &'static str,
        /// What the rest is in.
        others: &'static str,
    },
    /// Bytes that stand for no character.
    #[error(
        "bytes that are no character in {encoding} stand as `\u{fffd}`: {count}, the first 0x{byte:02x}"
    )]
    Undecoded {
        /// The first of them.
        byte: u8,
        /// How many there are.
        count: u64,
        /// What the text is in.
        encoding: &'static str,
    },
    /// More than is read at once.
    #[error("{what} is longer than {}", size(*.limit))]
    TooLong {
        /// The file, or the line.
        what: &'static str,
        /// How many bytes are read at most.
        limit: u64,
    },
    /// Nothing but white space.
    #[error("there is no text in it")]
    Blank,
    /// Front matter that cannot be read.
    #[error("the front matter cannot be read: {0}")]
    FrontMatter(String),
    /// Front matter that never ends.
    #[error("the front matter has no closing `---`")]
    OpenFrontMatter,
    /// Something that is no JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// Something that is no XML.
    #[error("it is not well-formed XML: {0}")]
    Xml(String),
    /// Elements in elements, deeper than is read.
    #[error("its elements stand more than {0} deep in each other; it is read up to there")]
    Bottomless(u32),
    /// An entity that only a DTD could define.
    #[error("`{0}` is defined nowhere but in a DTD, and was left as it is written")]
    Entity(String),
    /// JSON of another shape.
    #[error("a JSON object was expected, and this is {0}")]
    NotAnObject(&'static str),
    /// A table whose text cannot be found, with the names of its columns.
    #[error("none of its columns is known to hold the text: there are {0}")]
    NoTextColumn(String),
    /// A table that begins with its first row, with the fields of that.
    #[error("its first row is no header: {0}")]
    NoHeader(String),
    /// A header without a row below it.
    #[error("there is a header and no row below it")]
    HeaderOnly,
    /// Columns of one name.
    #[error("two columns are called `{0}`; the second is read where the first is empty")]
    SameColumn(String),
    /// A row with more or fewer fields than the header has.
    #[error("the row has {found} fields, and the header {expected}{}", left_out(*.read))]
    Ragged {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
        /// Whether the row was read all the same.
        read: bool,
    },
    /// A quotation mark that is never closed.
    #[error("the quotation mark that opens in this row is never closed{}", left_out(*.read))]
    OpenMark {
        /// Whether the row was read all the same.
        read: bool,
    },
    /// Rows or records whose text is empty.
    #[error("{what} without text: {n} of {of}")]
    WithoutText {
        /// What they are.
        what: &'static str,
        /// How many.
        n: u64,
        /// Of how many.
        of: u64,
    },
    /// JSON in JSON, deeper than anybody writes it.
    #[error("its lists and objects stand more than 127 deep in each other")]
    TooNested,
    /// A record of more values than texts have.
    #[error("there are more than 2,000,000 values in it")]
    TooManyValues,
    /// Dates of rows that are none: how many, and the first.
    #[error("rows whose date cannot be read, which leaves them undated: {0}, the first `{1}`")]
    RowDates(u64, String),
    /// A file of e-mails without any.
    #[error("it is no e-mail: nothing in front says who sent it or when")]
    NoMail,
    /// A record without text.
    #[error("the record has no text")]
    NoText,
    /// Pages of images, or fonts that do not say what their characters are.
    #[error("there is no text in its pages that could be read")]
    NoTextLayer,
    /// Packed bytes that end too early.
    #[error("it is cut off: its {0} data ends too early")]
    Cut(&'static str),
    /// Packed bytes that are wrong.
    #[error("its {what} data is damaged: {}", lower(.reason))]
    Damaged {
        /// How it is packed.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// More than is unpacked of one file.
    #[error("more than {} MiB are packed in it; the rest is left out", .0 >> 20)]
    Unpacked(u64),
    /// More than anything that people pack.
    #[error("it unpacks to more than {0} times its size; the rest is left out")]
    Ratio(u64),
    /// Archives in archives.
    #[error("it stands in {0} archives, one in the other, and is not unpacked")]
    Nested(u8),
    /// What only a password opens.
    #[error("it is encrypted")]
    Encrypted,
    /// A member packed in a way that is not read.
    #[error("it is packed with {0}, which is not unpacked")]
    Method(String),
    /// A name that is not of the shape the user gave.
    #[error("its name does not fit the pattern `{0}`, so the name tells nothing")]
    OtherName(String),
    /// Elements in elements, deeper than anybody writes them.
    #[error("its elements stand more than {0} deep in each other; the deeper ones are read as one")]
    TooDeep(u32),
    /// More elements than a page has.
    #[error("it has more elements than are read of a page; the rest is left out")]
    TooManyElements,
    /// A date that is none.
    #[error("`{0}` is not a date that can be read, so the document is undated")]
    Date(String),
}

fn left_out(read: bool) -> &'static str {
    if read { "" } else { ", so it is left out" }
}

/// A limit as a flag gives it: `64M`.
fn size(bytes: u64) -> String {
    let units = [(40, "T"), (30, "G"), (20, "M"), (10, "K")];
    let whole = units.into_iter().find(|(shift, _)| bytes.trailing_zeros() >= *shift && 0 < bytes);
    whole.map_or(format!("{bytes} bytes"), |(shift, unit)| format!("{}{unit}", bytes >> shift))
}

/// The reason of an I/O error in words, without the error's number.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "it is not there any more".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// `reason` as a part of a sentence, unless it begins with a name.
fn lower(reason: &str) -> String {
    let mut chars = reason.chars();
    let first = chars.next().unwrap_or_default();
    if chars.next().is_some_and(char::is_lowercase) {
        first.to_lowercase().chain(reason.chars().skip(1)).collect()
    } else {
        reason.to_owned()
    }
}

impl IngestError {
    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        Self { path: path.to_owned(), place: None, fault }
    }

    /// What it means for the run.
    pub fn severity(&self) -> Severity {
        match self.fault {
            Fault::Date(_)
            | Fault::Blank
            | Fault::TooDeep(_)
            | Fault::Entity(_)
            | Fault::DeclaredEncoding { .. }
            | Fault::OtherEncoding { .. }
            | Fault::Undecoded { .. }
            | Fault::OtherName(_)
            | Fault::HeaderOnly
            | Fault::SameColumn(_)
            | Fault::Ragged { read: true, .. }
            | Fault::OpenMark { read: true }
            | Fault::WithoutText { .. }
            | Fault::RowDates(..) => Severity::Warning,
            Fault::Unsupported(_) => Severity::Unsupported,
            Fault::Ignored { given: false, .. } => Severity::Ignored,
            _ => Severity::Broken,
        }
    }

    /// Whether it is only a kind of file that is not read.
    pub fn is_unsupported(&self) -> bool {
        self.severity() == Severity::Unsupported
    }

    /// Whether nothing is left out but what is wrong: a date, an empty file.
    pub fn is_warning(&self) -> bool {
        self.severity() == Severity::Warning
    }

    /// The kind of file that is not read, where that is all that is wrong: `XML`, "`.xyz`".
    pub fn unsupported_kind(&self) -> Option<&str> {
        match &self.fault {
            Fault::Unsupported(kind) => Some(kind),
            _ => None,
        }
    }

    /// What is wrong, without the place.
    pub fn reason(&self) -> String {
        self.fault.to_string()
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path.display())?;
        if let Some(place) = self.place {
            write!(f, ", {place}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        None // What an I/O error says is in the fault's own text.
    }
}
