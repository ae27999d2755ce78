//! An HTTP response as a web archive keeps it: its head, and the page in it as it was sent.

use std::io::{Cursor, Read};

use super::{
    super::{
        read::{Reading, Stop},
        sniff::{self, Kind, Packing, Stream},
        unpack,
    },
    Fault, damaged,
};

/// A page, and what was said of it.
pub(super) struct Page {
    /// The block of the record.
    block: Vec<u8>,
    /// Where in it the page begins.
    start: usize,
    /// Its type, `text/html`.
    pub(super) mime: String,
    pub(super) charset: Option<String>,
    chunked: bool,
    coding: String,
}

/// Heads of more lines are no heads.
const MOST_LINES: usize = 256;

impl Page {
    /// The page that is all of `block`.
    pub(super) fn new(block: Vec<u8>, content_type: Option<&str>) -> Self {
        let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
        let mut mime = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts
            .find_map(|part| {
                let (name, value) = part.split_once('=')?;
                name.trim().eq_ignore_ascii_case("charset").then_some(value)
            })
            .map(|charset| charset.trim().trim_matches(['"', '\'']).to_owned());
        if mime.is_empty() && sniff::by_magic(&block) == Some(Kind::Html) {
            "text/html".clone_into(&mut mime);
        }
        Self { block, start: 0, mime, charset, chunked: false, coding: String::new() }
    }

    /// The page that `block` answers with; nothing where it answers that there is none.
    pub(super) fn of_response(block: Vec<u8>) -> Result<Option<Self>, Stop> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_LINES];
        let mut response = httparse::Response::new(&mut headers);
        let mut config = httparse::ParserConfig::default();
        config
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_multiple_spaces_in_response_status_delimiters(true)
            .ignore_invalid_headers_in_responses(true);
        let wrong = |reason: String| (None, damaged(&format!("the HTTP head: {reason}")));
        let start = match config.parse_response(&mut response, &block) {
            Ok(httparse::Status::Complete(start)) => start,
            Ok(httparse::Status::Partial) => return Err(wrong("it does not end".to_owned())),
            Err(error) => return Err(wrong(error.to_string())),
        };
        if response.code != Some(200) {
            return Ok(None);
        }
        let value = |name: &str| {
            let header =
                response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
            header.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
        };
        let content_type = value("content-type");
        let coding = value("content-encoding").unwrap_or_default();
        let chunked = value("transfer-encoding").is_some_and(|value| value.contains("chunked"));
        if content_type.is_none() && sniff::by_magic(&block[start..]) != Some(Kind::Html) {
            return Err((None, Fault::Unsupported("a page without a type".to_owned())));
        }
        let content_type = content_type.as_deref().unwrap_or("text/html").to_owned();
        let page = Self::new(block, Some(&content_type));
        Ok(Some(Self { start, chunked, coding, ..page }))
    }

    /// The page's own bytes. Crawlers that undo chunks and codings often leave the head as it
    /// was, so that each is undone only where it is there.
    pub(super) fn unpacked(&self, reading: &Reading) -> Result<Vec<u8>, Stop> {
        let sent = &self.block[self.start..];
        let joined = self.chunked.then(|| joined(sent)).flatten();
        let sent = joined.as_deref().unwrap_or(sent);
        let stream = match (self.coding.as_str(), sniff::by_magic(sent)) {
            (_, Some(Kind::Packed(Packing::Stream(stream @ (Stream::Gzip | Stream::Zstd))))) => {
                stream
            }
            ("deflate", None) => return Ok(inflated(reading, sent).unwrap_or(sent.to_vec())),
            ("br", None) if std::str::from_utf8(sent).is_err() => {
                return Err((None, Fault::Method("Brotli".to_owned())));
            }
            _ => return Ok(sent.to_vec()),
        };
        // A page that ends too early is read as far as it goes.
        unpack::unpacked(reading, stream, &mut Cursor::new(sent)).map(|(bytes, _)| bytes)
    }
}

/// What `deflate` packed, in either of the two ways that servers take it.
fn inflated(reading: &Reading, sent: &[u8]) -> Option<Vec<u8>> {
    let limit = reading.limits.document_bytes;
    let mut bytes = Vec::new();
    let zlib = flate2::read::ZlibDecoder::new(sent).take(limit).read_to_end(&mut bytes);
    if zlib.is_ok() {
        return Some(bytes);
    }
    bytes.clear();
    let raw = flate2::read::DeflateDecoder::new(sent).take(limit).read_to_end(&mut bytes);
    raw.is_ok().then_some(bytes)
}

/// The chunks in `sent`, joined; nothing where it is not in chunks.
fn joined(sent: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(sent.len());
    let mut rest = sent;
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(64)]);
        let size = end.and_then(|end| {
            let size = rest[..end].split(|byte| *byte == b';').next()?.trim_ascii();
            usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()
        });
        let (Some(end), Some(size)) = (end, size) else {
            // What breaks off later is a page that was cut.
            return (!joined.is_empty()).then_some(joined);
        };
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(&rest[..size.min(rest.len())]);
        rest = rest.get(size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_where_there_are_any() {
        let text = |sent: &[u8]| joined(sent).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(
            text(b"4\r\nThe \r\n6;x=y\r\ncranes\r\n0\r\n\r\n").as_deref(),
            Some("The cranes")
        );
        assert_eq!(text(b"4\r\nThe \r\nff\r\ncra").as_deref(), Some("The cra"));
        assert_eq!(text(b"<html><p>The cranes"), None);
        assert_eq!(text(b""), None);
    }

    #[test]
    fn only_answers_with_a_page_have_one() {
        let page = |head: &str| Page::of_response(format!("{head}\r\n\r\n<html>").into_bytes());
        let html = page("HTTP/1.1 200 OK\r\nContent-Type: text/HTML; Charset=\"ISO-8859-1\"");
        let html = html.unwrap().unwrap();
        assert_eq!(
            (html.mime.as_str(), html.charset.as_deref()),
            ("text/html", Some("iso-8859-1"))
        );
        assert_eq!(page("HTTP/1.0 200").unwrap().unwrap().mime, "text/html");
        assert!(page("HTTP/1.1 404 Not Found").unwrap().is_none());
        assert!(page("SPDY 200").is_err());
    }
}
