//! Bytes into text: the encoding by its mark, by what is declared, by being UTF-8, or by what the
//! bytes look like.
//!
//! Files are put together of others: in an encoding that writes ASCII as ASCII every line is read
//! as what it is, UTF-8 or the encoding of the rest. What no encoding has a character for stands
//! as U+FFFD, and the first place and the number of such bytes are told. ASCII and UTF-8 come out
//! as they went in.

mod guess;
mod lines;
mod map;
mod stream;

use std::string::FromUtf8Error;

use encoding_rs::UTF_8;

use self::{guess::choose, lines::Lines, map::Map};
use super::{Fault, Place, read::Stop};
use crate::model::Language;

pub(super) use self::stream::Stream;

/// A text, and what it was.
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding by its WHATWG name; `None` for UTF-8.
    pub(super) encoding: Option<&'static str>,
    /// What is wrong with it, and where; nothing of the text is left out.
    faults: Vec<Warning>,
    map: Map,
}

/// What is told of a text that is read all the same.
pub(super) type Warning = (Option<Place>, Fault);

impl Decoded {
    /// A text that needs no decoding.
    pub(super) fn of(text: String) -> Self {
        Self { text, encoding: None, faults: Vec::new(), map: Map::default() }
    }

    /// What is wrong with it, to be told once.
    pub(super) fn take_faults(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.faults)
    }

    /// Whether the text is byte for byte the file.
    pub(super) fn is_the_file(&self) -> bool {
        self.map.is_same()
    }

    /// Which byte of the file the byte `at` of the text comes from.
    pub(super) fn raw(&self, at: usize) -> u64 {
        self.map.raw(at as u64)
    }
}

/// Decodes `bytes`, which say themselves to be in the encoding `declared`; what is known of the
/// language helps where nothing else does.
pub(super) fn decode(
    bytes: Vec<u8>,
    declared: Option<&str>,
    language: Option<Language>,
) -> Result<Decoded, Stop> {
    refuse_utf32(&bytes)?;
    let choice = choose(&bytes, declared, language);
    let (encoding, fault) =
        choice.map_or((UTF_8, None), |choice| (choice.encoding, choice.contradicted));
    let mut faults: Vec<Warning> = fault.into_iter().map(|fault| (None, fault)).collect();
    let mut map = Map::default();
    let as_it_is = if encoding == UTF_8 {
        String::from_utf8(bytes).map_err(FromUtf8Error::into_bytes)
    } else {
        Err(bytes)
    };
    let text = match as_it_is {
        Ok(text) => text,
        Err(bytes) => {
            let mut lines = Lines::new(encoding, language);
            let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
            lines.push(&bytes, true, &mut text);
            faults.extend(lines.faults());
            map = lines.into_map();
            text
        }
    };
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Err((Some(Place::Byte(map.raw(at as u64))), Fault::Binary));
    }
    let encoding = (encoding != UTF_8).then(|| encoding.name());
    Ok(Decoded { text, encoding, faults, map })
}

/// Fails on UTF-32, which nobody writes texts in, and which looks like UTF-16.
fn refuse_utf32(bytes: &[u8]) -> Result<(), Stop> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Err((None, Fault::Encoding("UTF-32LE"))),
        [0, 0, 0xfe, 0xff, ..] => Err((None, Fault::Encoding("UTF-32BE"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
