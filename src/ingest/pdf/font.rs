//! Fonts: what the bytes of a string say, and how wide that is.

use lopdf::{Dictionary, Document, Encoding, Object};
use rustc_hash::FxHashMap;

use super::cmap::Codes;

/// A font, as far as its text matters.
pub(super) struct Font {
    codes: Option<Codes>,
    /// What single bytes stand for, where the font's own map does not say.
    bytes: Vec<String>,
    /// Whether codes are two bytes of UTF-16.
    is_utf16: bool,
    is_wide: bool,
    widths: FxHashMap<u32, f32>,
    /// How wide a character is that is not among `widths`, in parts of the size.
    usual: Option<f32>,
}

/// A character shown.
pub(super) struct Shown {
    /// What it says; nothing where the font does not say.
    pub(super) text: Option<String>,
    /// In parts of the size.
    pub(super) width: f32,
    /// Whether it is the single byte that stretches with word spacing.
    pub(super) is_blank: bool,
}

/// The longest map of a font.
const LONGEST_MAP: usize = 4 << 20;

impl Font {
    pub(super) fn new(dictionary: &Dictionary, document: &Document) -> Self {
        let name = |key: &[u8]| dictionary.get_deref(key, document).and_then(Object::as_name).ok();
        let is_wide = name(b"Subtype") == Some(b"Type0");
        let map = dictionary.get_deref(b"ToUnicode", document).and_then(Object::as_stream);
        let map = map.and_then(|map| map.decompressed_content_with_limit(LONGEST_MAP)).ok();
        let encoding = name(b"Encoding").unwrap_or_default();
        let is_utf16 =
            is_wide && encoding.windows(4).any(|part| part == b"UCS2" || part == b"UTF1");
        let (widths, usual) =
            if is_wide { wide_widths(dictionary, document) } else { widths(dictionary, document) };
        Self {
            codes: map.map(|map| Codes::parse(&map)),
            bytes: if is_wide { Vec::new() } else { bytes(dictionary, document) },
            is_utf16,
            is_wide,
            widths,
            usual,
        }
    }

    /// Hands every character of `string` to `each`.
    pub(super) fn show(&self, string: &[u8], each: &mut dyn FnMut(Shown)) {
        let usual = if self.is_wide { 2 } else { 1 };
        let length = match &self.codes {
            Some(codes) if self.is_wide => codes.length(usual),
            _ => usual,
        };
        for code in string.chunks(length) {
            let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            let said = self.codes.as_ref().and_then(|codes| codes.get(number)).or_else(|| {
                if self.is_utf16 {
                    return char::from_u32(number).map(String::from);
                }
                self.bytes.get(number as usize).filter(|text| !text.is_empty()).cloned()
            });
            let text = said.map(plain).filter(|text| !text.is_empty());
            let width = self.widths.get(&number).copied().or(self.usual).unwrap_or_else(|| {
                guessed_width(text.as_deref().and_then(|text| text.chars().next()).unwrap_or('n'))
            });
            each(Shown { text, width, is_blank: length == 1 && number == u32::from(b' ') });
        }
    }
}

/// `text` with joined letters apart, without what stands for nothing.
fn plain(text: String) -> String {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            '\t' | '\n' | '\r' => plain.push(' '),
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => {}
            _ if char.is_control() => {}
            _ => plain.push(char),
        }
    }
    plain
}

/// What the bytes of a simple font stand for.
fn bytes(dictionary: &Dictionary, document: &Document) -> Vec<String> {
    let encoding = dictionary.get_deref(b"Encoding", document).ok();
    let details = encoding.and_then(|encoding| encoding.as_dict().ok());
    let base =
        details.map_or(encoding, |details| details.get_deref(b"BaseEncoding", document).ok());
    let base = base.and_then(|base| base.as_name().ok());
    let is_true_type =
        dictionary.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"TrueType");
    let base = match base {
        Some(name @ (b"WinAnsiEncoding" | b"MacRomanEncoding" | b"MacExpertEncoding")) => name,
        _ if is_true_type => b"WinAnsiEncoding",
        _ => b"StandardEncoding",
    };
    let mut bytes = table(Object::Name(base.to_vec()), 0..=u8::MAX);
    let differences = details.and_then(|details| details.get_deref(b"Differences", document).ok());
    let mut code = 0_usize;
    for object in differences.and_then(|list| list.as_array().ok()).into_iter().flatten() {
        match object {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(byte) = bytes.get_mut(code) {
                    *byte = glyph(name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    bytes
}

/// What `codes` stand for in an encoding that is no map of the font's own.
fn table(encoding: Object, codes: std::ops::RangeInclusive<u8>) -> Vec<String> {
    let mut font = Dictionary::new();
    font.set("Type", "Font");
    font.set("Encoding", encoding);
    let document = Document::new();
    let encoding = font.get_font_encoding_with_limit(&document, 0);
    let said =
        |encoding: &Encoding<'_>, code| encoding.bytes_to_string(&[code]).unwrap_or_default();
    codes.map(|code| encoding.as_ref().map_or(String::new(), |known| said(known, code))).collect()
}

/// What the glyph of that name shows: `eacute`, `uni00E9`, `u1F600`, `f_i`, `a.alt`.
fn glyph(name: &[u8]) -> String {
    let name = name.split(|byte| *byte == b'.').next().unwrap_or_default();
    let hex = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        let known =
            (4..=6).contains(&digits.len()).then(|| u32::from_str_radix(digits, 16).ok())??;
        char::from_u32(known).map(String::from)
    };
    if let Some(char) = name.strip_prefix(b"uni").or(name.strip_prefix(b"u")).and_then(hex) {
        return char;
    }
    if name.contains(&b'_') {
        return name.split(|byte| *byte == b'_').map(glyph).collect();
    }
    if name.is_empty() || name == b"space" || name == b"nbspace" {
        return " ".repeat(usize::from(!name.is_empty()));
    }
    let mut details = Dictionary::new();
    let differences = vec![Object::Integer(0), Object::Name(name.to_vec())];
    details.set("Differences", differences);
    // An unknown name makes the crate take another encoding, in which zero stands for nothing.
    table(Object::Dictionary(details), 0..=0).concat()
}

type Widths = (FxHashMap<u32, f32>, Option<f32>);

fn widths(dictionary: &Dictionary, document: &Document) -> Widths {
    let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64);
    let first = first.ok().and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
    let list = dictionary.get_deref(b"Widths", document).and_then(Object::as_array);
    // Type 3 fonts measure in a space of their own.
    let scale = dictionary.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
    let scale = scale.and_then(|matrix| matrix.first()?.as_float().ok()).unwrap_or(0.001);
    let width = |object: &Object| document.dereference(object).ok()?.1.as_float().ok();
    let widths = (first..).zip(list.into_iter().flatten().take(256));
    (widths.filter_map(|(code, object)| Some((code, width(object)? * scale))).collect(), None)
}

fn wide_widths(dictionary: &Dictionary, document: &Document) -> Widths {
    const MOST: usize = 1 << 16;
    let font = dictionary.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
    let font =
        font.ok().and_then(|fonts| document.dereference(fonts.first()?).ok()?.1.as_dict().ok());
    let Some(font) = font else { return (FxHashMap::default(), Some(1.0)) };
    let usual = font.get_deref(b"DW", document).and_then(Object::as_float).unwrap_or(1000.0);
    let mut widths = FxHashMap::default();
    let list = font.get_deref(b"W", document).and_then(Object::as_array).ok();
    let mut list = list.map(Vec::as_slice).unwrap_or_default().iter();
    let code = |object: &Object| u32::try_from(object.as_i64().ok()?).ok();
    while let Some(first) = list.next().and_then(code) {
        let Some((_, next)) = list.next().and_then(|next| document.dereference(next).ok()) else {
            break;
        };
        if let Ok(each) = next.as_array() {
            let each = (first..).zip(each.iter().filter_map(|width| width.as_float().ok()));
            widths.extend(each.map(|(code, width)| (code, width / 1000.0)));
        } else if let (Some(last), Some(width)) =
            (code(next), list.next().and_then(|width| width.as_float().ok()))
        {
            widths.extend((first..=last).take(MOST).map(|code| (code, width / 1000.0)));
        }
        if widths.len() > MOST {
            break;
        }
    }
    (widths, Some(usual / 1000.0))
}

/// About how wide `char` is in the fonts that every reader has, whose widths files leave out.
fn guessed_width(char: char) -> f32 {
    match char {
        'i' | 'j' | 'l' | '.' | ',' | ';' | ':' | '\'' | '|' | '!' | ' ' | 'f' | 't' | 'I' => 0.28,
        'm' | 'M' | 'W' => 0.85,
        _ if char.is_uppercase() => 0.68,
        _ => 0.54,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_are_known() {
        let said =
            ["eacute", "A", "uni2019", "u1F600", "f_i", "a.alt", "g17", "space", "quoteright"]
                .map(|name| glyph(name.as_bytes()));
        assert_eq!(said, ["é", "A", "’", "😀", "fi", "a", "", " ", "’"]);
    }
}
