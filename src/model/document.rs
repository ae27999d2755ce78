//! What ingest hands on: one text, with what its format says about it.

use super::{ApproxDate, Language, Span, Speaker};

/// One article, transcript, speech or record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is known by for good: its root's name, the path below it and the record,
    /// `news/2024/a.jsonl#3`.
    pub key: String,
    /// Its path below the folder that was given, `/`-separated, with `#N` for the N-th record
    /// (from 1) of a file that holds many.
    pub path: String,
    /// How it was read.
    pub format: Format,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// The day, month or year it carries itself; never a file's time.
    pub published: Option<ApproxDate>,
    /// Whose words the whole text is, where the metadata says so.
    pub speaker: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What the metadata says that it is about, as written.
    pub topics: Vec<String>,
    /// The text that every [`Span`] points into: for plain text and Markdown the file's bytes.
    pub text: String,
    /// Bytes of `text` that are markup and no words (Markdown's escapes and link targets, soft
    /// hyphens): sorted, apart from each other. Left out when searching and showing.
    pub hidden: Vec<Span>,
    /// Its paragraphs in order; what lies in none of them (headers, labels) is not text.
    pub paragraphs: Vec<Paragraph>,
    /// The speaking turns of a transcript, in order.
    pub turns: Vec<Turn>,
    /// The language of the text; `None` where there is too little of it to tell.
    pub language: Option<Language>,
    /// The encoding it was decoded from, by its WHATWG name; `None` for UTF-8.
    pub encoding: Option<&'static str>,
    /// Where the parts of a derived text come from, by `start`; empty where the text is the file.
    pub origins: Vec<Origin>,
}

/// Where a part of a derived text stands in what it was read from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Origin {
    /// The byte of [`Document::text`] that it begins at; it ends where the next one begins.
    pub start: u32,
    /// First byte and end of the raw place, in the file as it was before decoding (in the member
    /// of an archive, in what was compressed).
    pub raw: (u64, u64),
    /// What stands there, for people: `row 12`, `page 3`, `speech a695.4`.
    pub place: String,
}

/// A paragraph and whose turn it belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Paragraph {
    /// Where it stands, white space at the ends left out.
    pub span: Span,
    /// Index into [`Document::turns`], in a transcript.
    pub turn: Option<u32>,
}

/// A speaker's turn in a transcript or a record.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Turn {
    /// The label as it stands in the text, colon left out: `MR. MILLER`, `Q`.
    pub label: Option<Span>,
    /// The speaker as the format names them, where it is more than the label: an attribute of an
    /// XML element, say.
    pub name: Option<String>,
    /// Who it is beyond doubt, where the format keeps people and offices apart itself; nobody of
    /// the text is taken for them, and they for nobody of the text.
    pub speaker: Option<Box<Speaker>>,
    /// Whether the label stands for anyone of a crowd (`Q`, `QUESTION`, `REPORTER`).
    pub anonymous: bool,
}

impl Turn {
    /// The speaker as the format or the label names them.
    pub fn known_as<'a>(&'a self, document: &'a Document) -> Option<&'a str> {
        let known = self.speaker.as_ref().map(|speaker| speaker.name.as_str());
        known.or(self.name.as_deref()).or_else(|| Some(self.label?.of(&document.text)))
    }
}

/// How a document was read.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Format {
    /// Prose in a text file.
    #[default]
    Plain,
    /// Markdown, front matter or not.
    Markdown,
    /// Speakers' turns in a text or Markdown file.
    Transcript,
    /// An object of a JSON file.
    Json,
    /// A line of a JSON Lines file.
    JsonLines,
    /// A web page.
    Html,
    /// A row of a CSV or TSV file.
    Csv,
    /// A debate in TEI, as `ParlaMint` has it.
    Tei,
    /// A debate in Akoma Ntoso.
    AkomaNtoso,
    /// A debate in the XML of publicwhip and `TheyWorkForYou`.
    PublicWhip,
    /// A debate of an Australian Hansard.
    Hansard,
    /// An item of an RSS or Atom feed.
    Feed,
    /// An e-mail.
    Email,
    /// A Word document.
    Docx,
    /// An `OpenDocument` text.
    Odt,
    /// The text layer of a PDF.
    Pdf,
}

impl Format {
    /// Every format, in the order they are listed.
    pub const ALL: &[Self] = &[
        Self::Plain,
        Self::Markdown,
        Self::Transcript,
        Self::Json,
        Self::JsonLines,
        Self::Html,
        Self::Csv,
        Self::Tei,
        Self::AkomaNtoso,
        Self::PublicWhip,
        Self::Hansard,
        Self::Feed,
        Self::Email,
        Self::Docx,
        Self::Odt,
        Self::Pdf,
    ];

    /// The name it is stored and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Transcript => "transcript",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Tei => "tei",
            Self::AkomaNtoso => "akoma-ntoso",
            Self::PublicWhip => "publicwhip",
            Self::Hansard => "hansard",
            Self::Feed => "feed",
            Self::Email => "email",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Pdf => "pdf",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

impl Document {
    /// The 64-bit hash of its key and text that its statements' ids begin with.
    pub fn hash(&self) -> u64 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        hasher.update(self.key.as_bytes());
        hasher.update(&[0]);
        hasher.update(self.text.as_bytes());
        hasher.digest()
    }

    /// Where the bytes `first..=last` of its text come from.
    pub fn origins_of(&self, first: u32, last: u32) -> &[Origin] {
        let start = self.origins.partition_point(|origin| origin.start <= first).saturating_sub(1);
        let end = self.origins.partition_point(|origin| origin.start <= last);
        &self.origins[start..end.max(start)]
    }

    /// Whether its prose is in a language that statements are not found in.
    pub fn is_foreign(&self) -> bool {
        self.language.is_some_and(|language| language != Language::ENGLISH)
    }

    /// Where the byte `at` of its text comes from, where the text is derived.
    pub fn origin(&self, at: u32) -> Option<&Origin> {
        let after = self.origins.partition_point(|origin| origin.start <= at);
        self.origins.get(after.checked_sub(1)?)
    }

    /// Where in its file the byte `at` of its text stands, for people.
    pub fn place(&self, at: u32) -> Option<String> {
        self.origin(at).map(|origin| origin.place.clone()).filter(|place| !place.is_empty())
    }

    /// The words under `span`, markup left out, white space as it stands.
    pub fn plain(&self, span: Span) -> String {
        let mut plain = String::with_capacity(span.len());
        let mut at = span.start;
        let first = self.hidden.partition_point(|hidden| hidden.end <= span.start);
        for hidden in &self.hidden[first..] {
            if hidden.start >= span.end {
                break;
            }
            if at < hidden.start {
                plain.push_str(&self.text[at as usize..hidden.start as usize]);
            }
            at = at.max(hidden.end);
        }
        if at < span.end {
            plain.push_str(&self.text[at as usize..span.end as usize]);
        }
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_leaves_markup_out() {
        let text = r"He said \[no\] and left";
        let hidden = vec![Span::new(8, 9), Span::new(12, 13)];
        let document = Document { text: text.to_owned(), hidden, ..Document::default() };
        assert_eq!(document.plain(Span::new(0, text.len())), "He said [no] and left");
        assert_eq!(document.plain(Span::new(8, 14)), "[no]");
        assert_eq!(document.plain(Span::new(9, 12)), "[no");
    }
}
