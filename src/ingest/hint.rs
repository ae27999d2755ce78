//! What to do about what is wrong with a file.

use std::io;

use super::{Fault, IngestError};

/// What to do about a link that leads nowhere or in a circle.
const AT_LINK: &str = "remove the link, or name the folder that it should lead to";

impl IngestError {
    /// What to try next.
    pub fn hint(&self) -> Option<String> {
        let path = self.path.display();
        Some(match &self.fault {
            Fault::Settings { hint, .. } => return hint.clone(),
            Fault::Ignored { by, .. } => format!(
                "take the pattern out of `{}`, or add one that begins with `!`",
                by.display()
            ),
            Fault::Unreadable(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                format!("`chmod u+r '{path}'` makes it readable, if it is yours")
            }
            Fault::Unreadable(_) if self.path.is_symlink() => AT_LINK.to_owned(),
            Fault::Special(_) => {
                format!("pass its contents with `cat '{path}' | onrecord extract -`")
            }
            Fault::Encoding(encoding) => {
                format!("`iconv -f {encoding} -t UTF-8 '{path}'` converts it")
            }
            fault => fault.hint()?.to_owned(),
        })
    }
}

impl Fault {
    /// What to try next, where that is the same for all files.
    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Missing => "check the spelling, or the folder you are in",
            Self::Empty => "put texts in it; hidden ones are skipped",
            Self::Loop(_) | Self::DeadLink(_) => AT_LINK,
            Self::Unsupported(_) => {
                "`onrecord index --help` says which kinds of files are read; anything may be saved \
                 as a text and given again"
            }
            Self::Misnamed(_) => "save it as a text and give it again",
            Self::Binary => "it may be called by the wrong extension",
            Self::TooLong { what: "the line", .. } => {
                "is it one document a line? `--max-size` reads longer ones"
            }
            Self::TooLong { .. } => {
                "split it into one file a document, or read longer ones with `--max-size`"
            }
            Self::FrontMatter(_) => {
                "put values that hold `: `, `#` or quotation marks between quotation marks"
            }
            Self::OpenFrontMatter => "close it with a line `---`",
            Self::Json(_) => {
                "`jq . FILE` shows what is wrong; in `.jsonl` every line is one object"
            }
            Self::Xml(_) => "`xmllint --noout FILE` shows what is wrong",
            Self::NotAnObject(_) => {
                "write every document as an object: `{\"title\": …, \"text\": …}`"
            }
            Self::NoMail => "an e-mail begins with lines `From: …`, `Date: …`",
            Self::NoText => {
                "`--map text=KEY` says what holds it, where that is not `text`, `body`, `content` \
                 or the like; `text=KEY.KEY` for a key in an object"
            }
            Self::NoTextLayer => "if its pages are images, `ocrmypdf` puts a text behind them",
            Self::Cut(_) | Self::Damaged { .. } => {
                "fetch or make it again; what could be read of it is"
            }
            Self::Unpacked(_) | Self::Ratio(_) => {
                "if it is what you want, unpack it and name the folder"
            }
            Self::Nested(_) => "unpack the outer archives and name the folder",
            Self::Encrypted => "save or unpack it without its password",
            Self::Method(_) => "pack it again with plain deflate, as `zip` does",
            Self::OtherName(_) => {
                "folders are matched from the end of the path; `*` stands for anything"
            }
            Self::Date(_) | Self::RowDates(..) => "write dates as 2024-11-05",
            Self::NoTextColumn(_) => {
                "`--map text=COLUMN` says which one does; `--map text=A,speaker=B` maps more"
            }
            Self::NoHeader(_) => {
                "put the names of its columns in front, such as `date,speaker,text`"
            }
            Self::Ragged { .. } => {
                "put fields that hold what stands between fields, or a line break, between \
                 quotation marks"
            }
            Self::OpenMark { .. } => {
                "close it, and write a quotation mark within such a field twice"
            }
            Self::TooManyElements => "split it into one page a document",
            _ => return None,
        })
    }
}
