//! Bytes into text: the encoding by its mark, by what is declared, or by what the bytes look like.

use encoding_rs::{Encoding, UTF_8};

use super::{Fault, Place, read::Stop, sniff::UTF8_BOM};

/// A text, and what it was.
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding by its WHATWG name; `None` for UTF-8.
    pub(super) encoding: Option<&'static str>,
    /// What was wrong with the encoding declared.
    pub(super) fault: Option<Fault>,
}

/// Decodes `bytes`, which say themselves to be in `declared`.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Result<Decoded, Stop> {
    if let Some((encoding, _)) = Encoding::for_bom(&bytes)
        && encoding != UTF_8
    {
        return checked(decoded(&bytes, encoding));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return checked(Decoded { text, encoding: None, fault: None }),
        Err(error) => error.into_bytes(),
    };
    let label = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let guess = || {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(&bytes, true);
        detector.guess(None, chardetng::Utf8Detection::Allow)
    };
    checked(decoded(&bytes, label.filter(|label| *label != UTF_8).unwrap_or_else(guess)))
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, encoding, _) = encoding.decode(bytes);
    let encoding = (encoding != UTF_8).then(|| encoding.name());
    Decoded { text: text.into_owned(), encoding, fault: None }
}

/// Fails where there are zeros in the text.
fn checked(decoded: Decoded) -> Result<Decoded, Stop> {
    match memchr::memchr(0, decoded.text.as_bytes()) {
        Some(at) => Err((Some(Place::Byte(at as u64)), Fault::Binary)),
        None => Ok(decoded),
    }
}

/// The text of `bytes` without the mark in front.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes)
}
