//! Other people's text made fit for a terminal: nothing in it may move the cursor, change
//! colors, turn the reading direction around or hide.
//!
//! Used at the last step, on every text that a card or a table shows. JSON stays raw: it escapes
//! controls itself, and programs want what stands in the document.

use std::borrow::Cow;

/// Cleans `text` for one flowing paragraph: white space becomes blanks, controls and characters
/// that turn the direction become visible, those without width go.
pub fn clean(text: &str) -> Cow<'_, str> {
    let harmless = |byte: u8| (0x20..0x7f).contains(&byte);
    if text.bytes().all(harmless) || text.chars().all(|char| class(char) == Class::Plain) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    for char in text.chars() {
        match class(char) {
            Class::Plain => cleaned.push(char),
            Class::Blank => cleaned.push(' '),
            Class::Gone => {}
            Class::Shown => show(char, &mut cleaned),
        }
    }
    Cow::Owned(cleaned)
}

/// How many bytes are looked at at once.
const STRETCH: usize = 16;

/// The first character that [`clean`] would take out or make visible, for formats that have
/// escapes of their own.
pub(super) fn first_unsafe(text: &str) -> Option<(usize, char)> {
    let harmless = |byte: &u8| (0x20..0x7f).contains(byte);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let stretch = bytes[at..].first_chunk::<STRETCH>();
        // No early end, so that the compiler looks at all bytes at once.
        if stretch.is_some_and(|it| it.iter().fold(true, |all, byte| all & harmless(byte))) {
            at += STRETCH;
            continue;
        }
        at += bytes[at..].iter().position(|byte| !harmless(byte))?;
        let char = text[at..].chars().next()?;
        if matches!(class(char), Class::Gone | Class::Shown) {
            return Some((at, char));
        }
        at += char.len_utf8();
    }
    None
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Class {
    Plain,
    Blank,
    Gone,
    Shown,
}

fn class(char: char) -> Class {
    match char {
        ' '..='~' => Class::Plain,
        '\t'..='\r' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Class::Blank,
        // Soft hyphen, zero-width spaces and joiners, direction marks, variation and tag
        // characters, fillers, the byte-order mark.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Class::Gone,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Class::Shown,
        _ if char.is_control() => Class::Shown,
        _ => Class::Plain,
    }
}

fn show(char: char, cleaned: &mut String) {
    match char {
        '\0'..='\u{1f}' => {
            let picture = char::from_u32(0x2400 + u32::from(char));
            cleaned.push(picture.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        '\u{7f}' => cleaned.push('␡'),
        _ => cleaned.extend(format!("<U+{:04X}>", u32::from(char)).chars()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_is_borrowed() {
        for text in ["plain", "“Über” — naïve, 日本語 🙂", ""] {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn escapes_are_seen_and_do_nothing() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m"), "␛[31mred␛[0m");
        assert_eq!(clean("\u{9b}31m\u{7f}\0"), "<U+009B>31m␡␀");
        assert_eq!(clean("a\tb\r\nc\u{a0}d"), "a b  c d");
    }

    #[test]
    fn direction_is_seen_and_hidden_characters_go() {
        assert_eq!(clean("user\u{202e}txt.exe"), "user<U+202E>txt.exe");
        assert_eq!(clean("pass\u{200b}word\u{feff}\u{e0041}"), "password");
    }

    proptest! {
        #[test]
        fn nothing_dangerous_is_left(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().all(|char| class(char) == Class::Plain));
            prop_assert!(!cleaned.chars().any(char::is_control));
            let again = clean(&cleaned);
            prop_assert_eq!(&cleaned, &again);
        }
    }
}
