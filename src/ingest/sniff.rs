//! What kind of file it is, by its name and its first bytes, and whether it is text at all.

use std::path::Path;

use super::{Fault, Place};

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
}

pub(super) const UTF8_BOM: &[u8] = &[0xef, 0xbb, 0xbf];

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
    let what = match extension.as_str() {
        "txt" | "text" => return Ok(Kind::Text),
        "md" | "markdown" | "mdown" | "mkd" => return Ok(Kind::Markdown),
        "json" => return Ok(Kind::Json),
        "jsonl" | "ndjson" | "jsonlines" => return Ok(Kind::JsonLines),
        "csv" | "tsv" => "CSV",
        "html" | "htm" | "xhtml" => "HTML",
        "xml" | "tei" | "rss" | "atom" => "XML",
        "pdf" => "PDF",
        "doc" | "docx" | "odt" | "rtf" | "pages" => "a word processor's document",
        "gz" | "xz" | "zst" | "bz2" | "zip" | "tar" | "tgz" | "7z" => "an archive",
        other => return Err(Fault::Unsupported(format!("`.{other}`"))),
    };
    Err(Fault::Unsupported(what.to_owned()))
}

/// Returns how text that came without a name is read.
pub(super) fn by_content(bytes: &[u8]) -> Kind {
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

/// Returns the text of `bytes`, or what is wrong with them and where.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, (Option<Place>, Fault)> {
    refuse(&bytes)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (Some(Place::Byte(at as u64)), Fault::NotUtf8(error.as_bytes()[at]))
    })
}

/// Fails where `bytes` are no text in UTF-8 for a reason that can be named.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), (Option<Place>, Fault)> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Err((None, Fault::Encoding("UTF-32LE"))),
        [0xff, 0xfe, ..] => return Err((None, Fault::Encoding("UTF-16LE"))),
        [0xfe, 0xff, ..] => return Err((None, Fault::Encoding("UTF-16BE"))),
        _ => {}
    }
    match memchr::memchr(0, bytes) {
        Some(at) => Err((Some(Place::Byte(at as u64)), Fault::Binary)),
        None => Ok(()),
    }
}

/// Names the markup language that `text` is in, whatever its file is called.
pub(super) fn markup(text: &str) -> Option<&'static str> {
    let head = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |start: &str| {
        head.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    if begins("<!doctype html") || begins("<html") {
        Some("HTML")
    } else if begins("<?xml") {
        Some("XML")
    } else {
        None
    }
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
        assert_eq!(unsupported("a.Csv", true), "CSV is not a kind of file that is read");
        assert_eq!(unsupported("a.xyz", true), "`.xyz` is not a kind of file that is read");
    }

    #[test]
    fn bytes_that_are_no_text_are_named() {
        let fault = |bytes: &[u8]| text(bytes.to_vec()).unwrap_err();
        assert!(matches!(fault(b"caf\xe9"), (Some(Place::Byte(3)), Fault::NotUtf8(0xe9))));
        assert!(matches!(fault(b"GIF\0"), (Some(Place::Byte(3)), Fault::Binary)));
        assert!(matches!(fault(b"\xfe\xff\0T"), (None, Fault::Encoding("UTF-16BE"))));
        assert_eq!(markup(" <!DOCTYPE HTML>"), Some("HTML"));
        assert_eq!(markup("<b>The cranes</b>"), None);
    }
}
