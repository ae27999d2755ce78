//! What kind of file it is, by its name and its first bytes, and whether it is text at all.

use std::{fs::File, io::Read, path::Path};

use super::Fault;

/// How a file is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Prose or a transcript.
    Text,
    /// The same with Markdown's marks.
    Markdown,
    /// One object, or an array of them.
    Json,
    /// An object a line.
    JsonLines,
    /// Rows under a header, whatever parts their columns.
    Csv,
    /// A web page.
    Html,
    /// XML of a vocabulary that its root element tells.
    Xml,
    /// Records of a web archive.
    Warc,
    /// Many e-mails.
    Mbox,
    /// One e-mail.
    Email,
    Docx,
    Odt,
    Pdf,
    /// Something compressed or packed.
    Packed(Packing),
}

/// How something is compressed, or packed together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packing {
    /// As one.
    Stream(Stream),
    Zip,
    Tar,
}

/// How one thing is compressed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stream {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

pub(super) const UTF8_BOM: &[u8] = &[0xef, 0xbb, 0xbf];

/// Bytes of a file that its kind is told by.
pub(super) const HEAD: usize = 4 << 10;

/// Returns how the file called `path` is read; one that was `named` by the user may lack an
/// extension.
pub(super) fn by_name(path: &Path, named: bool) -> Result<Kind, Fault> {
    let Some(extension) = path.extension() else {
        if named {
            return Ok(Kind::Text);
        }
        return Err(Fault::Unsupported("a file without an extension".to_owned()));
    };
    let extension = extension.to_string_lossy().to_ascii_lowercase();
    Ok(match extension.as_str() {
        "txt" | "text" => Kind::Text,
        "md" | "markdown" | "mdown" | "mkd" => Kind::Markdown,
        "json" => Kind::Json,
        "jsonl" | "ndjson" | "jsonlines" => Kind::JsonLines,
        "csv" | "tsv" | "tab" => Kind::Csv,
        "html" | "htm" | "xhtml" | "shtml" => Kind::Html,
        "xml" | "tei" | "akn" | "rss" | "atom" => Kind::Xml,
        "warc" => Kind::Warc,
        "mbox" => Kind::Mbox,
        "eml" => Kind::Email,
        "docx" => Kind::Docx,
        "odt" => Kind::Odt,
        "pdf" => Kind::Pdf,
        "gz" | "tgz" => Kind::Packed(Packing::Stream(Stream::Gzip)),
        "zst" | "tzst" => Kind::Packed(Packing::Stream(Stream::Zstd)),
        "bz2" | "tbz" | "tbz2" => Kind::Packed(Packing::Stream(Stream::Bzip2)),
        "xz" | "txz" => Kind::Packed(Packing::Stream(Stream::Xz)),
        "zip" => Kind::Packed(Packing::Zip),
        "tar" => Kind::Packed(Packing::Tar),
        "doc" | "rtf" | "pages" => {
            return Err(Fault::Unsupported("an old word processor's document".to_owned()));
        }
        other => return Err(Fault::Unsupported(format!("`.{other}`"))),
    })
}

/// Returns what the first bytes of a file tell beyond doubt, whatever it is called.
pub(super) fn by_magic(head: &[u8]) -> Option<Kind> {
    let text = head.strip_prefix(UTF8_BOM).unwrap_or(head).trim_ascii_start();
    let begins = |start: &[u8]| {
        text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    Some(match head {
        [0x1f, 0x8b, ..] => Kind::Packed(Packing::Stream(Stream::Gzip)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Kind::Packed(Packing::Stream(Stream::Zstd)),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => {
            Kind::Packed(Packing::Stream(Stream::Bzip2))
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Kind::Packed(Packing::Stream(Stream::Xz)),
        [b'P', b'K', 3, 4, ..] => in_zip(head),
        [b'%', b'P', b'D', b'F', b'-', ..] => Kind::Pdf,
        [b'W', b'A', b'R', b'C', b'/', b'0' | b'1', b'.', ..] => Kind::Warc,
        [b'F', b'r', b'o', b'm', b' ', ..] if begins_mbox(head) => Kind::Mbox,
        _ if head.get(257..262) == Some(b"ustar") => Kind::Packed(Packing::Tar),
        _ if begins(b"<!doctype html") || begins(b"<html") => Kind::Html,
        _ if begins(b"<?xml") => Kind::Xml,
        _ => return None,
    })
}

/// What a ZIP archive is by its first member, which word processors put there for that.
fn in_zip(head: &[u8]) -> Kind {
    let name = head.get(30..).unwrap_or_default();
    if name.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.text") {
        Kind::Odt
    } else if name.starts_with(b"[Content_Types].xml") {
        Kind::Docx
    } else {
        Kind::Packed(Packing::Zip)
    }
}

/// Whether a text that begins `From ` is a mailbox: the line ends with a time and a year, and a
/// header follows.
fn begins_mbox(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let has_time = first.windows(3).any(|at| matches!(at, [b'0'..=b'9', b':', b'0'..=b'9']));
    let name = second.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    has_time && name.len() < second.len() && !name.is_empty() && name.iter().all(is_name)
}

/// What else than text the first bytes tell beyond doubt.
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    Some(match head {
        [0x89, b'P', b'N', b'G', ..] => "a PNG image",
        [0xff, 0xd8, 0xff, ..] => "a JPEG image",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "a GIF image",
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => "an old Office document",
        [b'{', b'\\', b'r', b't', b'f', b'1', ..] => "an RTF document",
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => "a 7-Zip archive",
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => "a RAR archive",
        [0x7f, b'E', b'L', b'F', ..] => "a program",
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', b'f', ..] => "an SQLite database",
        [b'P', b'A', b'R', b'1', ..] => "a Parquet table",
        _ => return None,
    })
}

/// Returns how the file at `path` is read: by its name, or where that tells nothing by its first
/// bytes.
pub(super) fn of_file(path: &Path, named: bool) -> Result<Kind, Fault> {
    by_name(path, named).or_else(|fault| {
        let mut head = Vec::with_capacity(HEAD);
        let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
        let found = read.ok().and_then(|_| by_magic(&head));
        // Much that has a name of its own is packed as ZIP: spreadsheets, books, programs.
        let is_zip =
            |kind: &Kind| matches!(kind, Kind::Packed(Packing::Zip) | Kind::Docx | Kind::Odt);
        found.filter(|kind| path.extension().is_none() || !is_zip(kind)).ok_or(fault)
    })
}

/// `kind`, unless the first bytes tell beyond doubt that a name or its lack misled.
pub(super) fn corrected(kind: Kind, head: &[u8]) -> Kind {
    let is_right = |found| match kind {
        Kind::Docx | Kind::Odt => found == Kind::Packed(Packing::Zip),
        Kind::Html => found == Kind::Xml, // XHTML
        Kind::Mbox | Kind::Email => matches!(found, Kind::Html | Kind::Xml | Kind::Mbox),
        Kind::Packed(Packing::Tar) => matches!(found, Kind::Html | Kind::Xml),
        _ => false,
    };
    by_magic(head).filter(|found| !is_right(*found)).unwrap_or(kind)
}

/// Returns how text that came without a name is read.
pub(super) fn by_content(bytes: &[u8]) -> Kind {
    if let Some(kind) = by_magic(&bytes[..bytes.len().min(HEAD)]) {
        return kind;
    }
    let bytes = bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes).trim_ascii_start();
    match bytes.first() {
        Some(b'{') if is_lines(bytes) => Kind::JsonLines,
        Some(b'{') => Kind::Json,
        Some(b'[') if matches!(bytes[1..].trim_ascii_start().first(), Some(b'{' | b']')) => {
            Kind::Json
        }
        _ => Kind::Text,
    }
}

/// Whether `bytes`, which begin an object, have it on one line and begin another on the next.
pub(super) fn is_lines(bytes: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', bytes) else { return false };
    let (first, rest) = bytes.split_at(end);
    first.trim_ascii_end().ends_with(b"}") && rest.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_kind() {
        assert_eq!(by_content(b"The cranes"), Kind::Text);
        assert_eq!(by_content(b"[sic] The cranes"), Kind::Text);
        assert_eq!(by_content(b"\xef\xbb\xbf [ {"), Kind::Json);
        assert_eq!(by_content(b"{\n  \"text\": 1\n}\n"), Kind::Json);
        assert_eq!(by_content(b"{\"text\": 1}\n"), Kind::Json);
        assert_eq!(by_content(b"{\"text\": 1}\r\n{\"text\": 2}"), Kind::JsonLines);
    }

    #[test]
    fn names_tell_the_kind_or_why_not() {
        let unsupported =
            |name: &str, named| by_name(Path::new(name), named).unwrap_err().to_string();
        assert_eq!(by_name(Path::new("a.MD"), false).unwrap(), Kind::Markdown);
        assert_eq!(by_name(Path::new("README"), true).unwrap(), Kind::Text);
        assert_eq!(
            unsupported("README", false),
            "a file without an extension is not a kind of file that is read"
        );
        assert_eq!(by_name(Path::new("a.Csv"), false).unwrap(), Kind::Csv);
        assert_eq!(unsupported("a.xyz", true), "`.xyz` is not a kind of file that is read");
    }
}
