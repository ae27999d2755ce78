//! Folding: the form in which words that readers take for the same are the same.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds `text`: lower case, no accents, compatibility forms resolved, straight apostrophes,
/// plain hyphens, no soft hyphens. What is folded already is borrowed.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    Cow::Owned(folded)
}

/// Appends the folded form of `text` to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
        return;
    }
    for char in text.nfkd().filter(|char| !is_combining_mark(*char)) {
        match char {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' => folded.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => folded.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            'ß' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ı' => folded.push('i'),
            _ => folded.extend(char.to_lowercase()),
        }
    }
}

/// The folded words of a name joined by hyphens: `antony-blinken`.
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let mut slug = String::with_capacity(folded.len());
    for char in folded.chars() {
        if char.is_alphanumeric() {
            slug.push(char);
        } else if !matches!(char, '\'' | '.') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_and_typography() {
        assert_eq!(fold("État’s — “ÆON”"), "etat's - \"aeon\"");
        assert!(matches!(fold("plain words"), Cow::Borrowed(_)));
    }

    #[test]
    fn slugs_are_stable_keys() {
        assert_eq!(slug("Antony Blinken"), "antony-blinken");
        assert_eq!(slug("  Siobhán O’Néill, Jr. "), "siobhan-oneill-jr");
        assert_eq!(slug("…"), "");
    }
}
