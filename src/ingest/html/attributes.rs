//! The attributes of a page's tags, of which a few are kept.

use super::tags::{self, Tag};

/// Attributes of a tag that are looked at.
const MOST_ATTRIBUTES: usize = 64;

/// Bytes of an attribute's value that are kept.
const LONGEST_VALUE: usize = 4 << 10;

/// The attributes of a tag, and where it ends.
pub(super) struct Attributes<'a> {
    found: Vec<(&'a str, &'a str)>,
    /// The byte behind the tag.
    pub(super) end: usize,
}

impl<'a> Attributes<'a> {
    /// Reads those of the tag whose name ends at `at`.
    pub(super) fn read(page: &'a str, mut at: usize) -> Self {
        let bytes = page.as_bytes();
        let mut found = Vec::new();
        let is = |at: usize, ends: &[u8]| bytes.get(at).is_some_and(|byte| ends.contains(byte));
        loop {
            while is(at, b" \t\r\n\x0c/") {
                at += 1;
            }
            if at >= bytes.len() || bytes[at] == b'>' {
                break;
            }
            let from = at;
            at += 1; // An equals sign in front belongs to the name.
            while at < bytes.len() && !is(at, b" \t\r\n\x0c/>=") {
                at += 1;
            }
            let name = &page[from..at];
            let behind = at;
            while is(at, b" \t\r\n\x0c") {
                at += 1;
            }
            let mut value = "";
            if is(at, b"=") {
                at += 1;
                while is(at, b" \t\r\n\x0c") {
                    at += 1;
                }
                let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''));
                if let Some(quote) = quote {
                    let length = memchr::memchr(quote, &bytes[at + 1..]);
                    let end = length.map_or(bytes.len(), |length| at + 1 + length);
                    value = &page[at + 1..end];
                    at = (end + 1).min(bytes.len());
                } else {
                    let from = at;
                    while at < bytes.len() && !is(at, b" \t\r\n\x0c>") {
                        at += 1;
                    }
                    value = &page[from..at];
                }
            } else {
                at = behind;
            }
            if found.len() < MOST_ATTRIBUTES {
                found.push((name, value));
            }
        }
        Self { found, end: (at + 1).min(bytes.len()) }
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.found.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|found| found.1)
    }

    /// Whether anything is said of the element that its name does not tell.
    pub(super) fn tells(&self) -> bool {
        self.found.iter().any(|(name, _)| {
            ["class", "id", "itemprop", "hidden", "aria-hidden", "role", "style", "rel"]
                .iter()
                .any(|kept| name.eq_ignore_ascii_case(kept))
        })
    }

    /// Writes those that mean something; what names an element for programs goes to its class.
    pub(super) fn write(&self, tag: Tag, html: &mut String) {
        if tag == Tag::Form {
            html.push_str(" role=form");
        }
        let mut written = 0_u32;
        let mut class = String::new();
        for (name, value) in &self.found {
            let mut lower = [0; tags::LONGEST];
            let name = tags::lower(name, &mut lower);
            let value = &value[..value.floor_char_boundary(LONGEST_VALUE)];
            if let Some(index) = tags::KEPT.iter().position(|kept| *kept == name) {
                if written & 1 << index == 0 {
                    written |= 1 << index;
                    push_attribute(html, name, value);
                }
            } else if name == "class" || tags::NAMING.contains(&name) {
                class.push_str(value);
                class.push(' ');
            } else if name == "style" && hides(value) {
                push_attribute(html, "hidden", "");
            }
        }
        if !class.is_empty() {
            push_attribute(html, "class", class.trim_end());
        }
    }
}

fn push_attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    for part in value.split_inclusive('"') {
        match part.strip_suffix('"') {
            Some(before) => {
                html.push_str(before);
                html.push_str("&quot;");
            }
            None => html.push_str(part),
        }
    }
    html.push('"');
}

/// Whether a style keeps an element from being seen.
fn hides(style: &str) -> bool {
    style.split(';').any(|part| {
        let Some((property, value)) = part.split_once(':') else { return false };
        let value = value.trim();
        let first = value.split([' ', '!']).next().unwrap_or_default();
        (property.trim().eq_ignore_ascii_case("display") && first.eq_ignore_ascii_case("none"))
            || (property.trim().eq_ignore_ascii_case("visibility")
                && first.eq_ignore_ascii_case("hidden"))
    })
}
