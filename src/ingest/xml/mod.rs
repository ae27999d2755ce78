//! XML of parliaments, streamed: which vocabulary it is, and what all share.

mod akoma_ntoso;
mod feed;
mod hansard;
mod names;
mod people;
mod publicwhip;
mod shapes;
mod sitting;
mod source;
mod tables;
mod tei;
mod tokens;
mod walk;

use std::{io::BufRead, ops::ControlFlow};

use self::{
    akoma_ntoso::AkomaNtoso,
    feed::Feed,
    hansard::Hansard,
    publicwhip::PublicWhip,
    shapes::Shaped,
    sitting::Sitting,
    tei::Tei,
    tokens::{Token, Tokens},
    walk::{Vocabulary, Walk},
};
use super::{
    Fault, dates,
    read::{Each, Flow, Reading, Stop},
};
use crate::model::{ApproxDate, Language};

/// Hands on a document for every section of the debates in `input`.
pub(super) fn read(reading: &Reading, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
    let mut tokens = Tokens::new(input, &reading.limits)?;
    let mut walk = Walk::new(reading);
    let result = roots(&mut walk, &mut tokens, each);
    let is_broken_off = matches!(result, Ok(ControlFlow::Break(())));
    if !is_broken_off && reading.warn_all(tokens.faults(), each).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    result
}

/// Reads one root element after the other: files are put together of others.
fn roots(walk: &mut Walk<'_>, tokens: &mut Tokens<'_>, each: Each<'_>) -> Flow {
    loop {
        match tokens.next()? {
            Token::End if walk.handed_on == 0 => return Err((None, Fault::Blank)),
            Token::End => return Ok(ControlFlow::Continue(())),
            Token::Text | Token::Close => {}
            Token::Open => {
                let mut sitting = Sitting::default();
                let mut vocabulary = vocabulary(walk.reading, tokens, &mut sitting)?;
                let flow = walk.root(tokens, vocabulary.as_mut(), &mut sitting, each)?;
                if flow.is_break() {
                    return Ok(flow);
                }
            }
        }
    }
}

/// The vocabulary of the root element that `tokens` has just opened.
fn vocabulary(
    reading: &Reading,
    tokens: &mut Tokens<'_>,
    sitting: &mut Sitting,
) -> Result<Box<dyn Vocabulary>, Stop> {
    if let Some(shaped) = Shaped::new(tokens.written_name(), sitting) {
        return Ok(Box::new(shaped));
    }
    Ok(match tokens.name() {
        "rss" | "feed" | "rdf" => Box::new(Feed::new(reading.limits, sitting)),
        "akomantoso" => Box::new(AkomaNtoso::new(sitting)),
        "tei" | "teicorpus" | "tei.2" | "listperson" | "listorg" | "taxonomy" => {
            Box::new(Tei::new(reading))
        }
        "hansard" => {
            // The old ones are SGML.
            if tokens.written_name() == "HANSARD" {
                tokens.allow_open_elements();
            }
            Box::new(Hansard::new(sitting))
        }
        "publicwhip" => Box::new(PublicWhip::new(&reading.relative, sitting)),
        _ => {
            let root = tokens.written_name();
            return Err((None, Fault::Unsupported(format!("XML with the root `<{root}>`"))));
        }
    })
}

/// The first day written as 2016-05-12 in `text`.
fn day_within(text: &str) -> Option<ApproxDate> {
    let bytes = text.as_bytes();
    let shaped = |at: usize| {
        let day = &bytes[at..at + 10];
        let digits = day.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let alone = |byte: Option<&u8>| !byte.is_some_and(u8::is_ascii_digit);
        digits && alone(bytes.get(at.wrapping_sub(1))) && alone(bytes.get(at + 10))
    };
    let at = (0..(bytes.len() + 1).saturating_sub(10)).find(|at| shaped(*at))?;
    dates::parse(&text[at..at + 10])
}

/// The language of a code of two or three letters: `en`, `eng`, `en-GB`.
fn language_of(code: &str) -> Option<Language> {
    const THREE: &[(&str, &str)] = &[
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cze", "cs"),
        ("dan", "da"),
        ("deu", "de"),
        ("dut", "nl"),
        ("ell", "el"),
        ("eng", "en"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("ger", "de"),
        ("gle", "ga"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("isl", "is"),
        ("ita", "it"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("nor", "no"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tur", "tr"),
        ("ukr", "uk"),
    ];
    let code = code.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let two = THREE.iter().find(|(three, _)| *three == code).map_or(code.as_str(), |(_, two)| two);
    two.parse().ok()
}
