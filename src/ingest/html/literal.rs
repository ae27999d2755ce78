//! Pages that somebody wrote to a file as Python prints bytes: `b'<p>\n\tR\xc3\xa9sum\xc3\xa9</p>'`.

/// A text in which such literals are read, and where its parts stood before.
pub(super) struct Unescaped {
    pub(super) text: String,
    /// Bytes of `text` from which on it stands as far behind as the second says, sorted.
    shifts: Vec<(usize, usize)>,
}

impl Unescaped {
    /// Where the byte `at` of the text stood in the one with literals.
    pub(super) fn before(&self, at: usize) -> usize {
        let index = self.shifts.partition_point(|(from, _)| *from <= at);
        at + index.checked_sub(1).map_or(0, |index| self.shifts[index].1)
    }
}

/// Reads the literals in `page` that are lines of their own; nothing where there are none.
pub(super) fn unescaped(page: &str) -> Option<Unescaped> {
    let mut bytes = Vec::new();
    let mut shifts = Vec::new();
    let (mut at, mut done) = (0, 0);
    for line in page.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let Some(inner) = literal(bare) else { continue };
        let from = start + (line.len() - line.trim_start().len()) + bare.len() - inner.len() - 1;
        bytes.extend_from_slice(&page.as_bytes()[done..start]);
        done = from + inner.len() + 1;
        shifts.push((bytes.len(), from - bytes.len()));
        unescape(inner, from, &mut bytes, &mut shifts);
        shifts.push((bytes.len(), done - bytes.len()));
    }
    if shifts.is_empty() {
        return None;
    }
    bytes.extend_from_slice(&page.as_bytes()[done..]);
    let text = String::from_utf8(bytes).ok()?;
    Some(Unescaped { text, shifts })
}

/// What stands between the marks of a line that is a literal with tags in it.
fn literal(line: &str) -> Option<&str> {
    let line = line.strip_prefix('b').unwrap_or(line);
    let mark = line.chars().next().filter(|char| matches!(char, '\'' | '"'))?;
    let inner = line.strip_prefix(mark)?.strip_suffix(mark)?;
    let escaped = inner.contains("\\n") || inner.contains("\\x") || inner.contains("\\'");
    (inner.trim_start().starts_with('<') && inner.contains('>') && escaped).then_some(inner)
}

fn unescape(inner: &str, from: usize, bytes: &mut Vec<u8>, shifts: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'\\', &inner.as_bytes()[at..]) {
        bytes.extend_from_slice(&inner.as_bytes()[at..at + length]);
        at += length;
        let rest = &inner[at + 1..];
        let (taken, byte) = match rest.bytes().next() {
            Some(b'n') => (1, Some(b'\n')),
            Some(b't') => (1, Some(b'\t')),
            Some(b'r') => (1, Some(b'\r')),
            Some(b'x') => {
                let byte = rest.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
                (if byte.is_some() { 3 } else { 0 }, byte)
            }
            Some(byte @ (b'\\' | b'\'' | b'"')) => (1, Some(byte)),
            _ => (0, None),
        };
        bytes.push(byte.unwrap_or(b'\\'));
        at += 1 + taken;
        if taken > 0 {
            shifts.push((bytes.len(), from + at - bytes.len()));
        }
    }
    bytes.extend_from_slice(&inner.as_bytes()[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_and_the_way_back_is_known() {
        let page = "<h1>A</h1>\nb'<p>\\n\\tR\\xc3\\xa9s \\'x\\' \\q</p>'\n<p>b</p>";
        let read = unescaped(page).unwrap();
        assert_eq!(read.text, "<h1>A</h1>\n<p>\n\tRés 'x' \\q</p>\n<p>b</p>");
        for words in ["<h1>", "<p>\n", "s ", "x", " \\q</p>", "<p>b"] {
            let at = read.text.find(words).unwrap();
            let before = read.before(at);
            assert!(page[before..].starts_with(&words[..1]), "{words} at {before}");
        }
        assert_eq!(&page[read.before(read.text.find("<p>b").unwrap())..], "<p>b</p>");
    }

    #[test]
    fn other_pages_are_left_alone() {
        for page in ["<p>b'x'</p>", "b'x\\n'", "<p>\nb'<p>'\n", "b'<p>\\n\\xff</p>'"] {
            assert!(unescaped(page).is_none(), "{page}");
        }
    }
}
