//! The encoding that a page declares in its first bytes.

/// Bytes in which a declaration is looked for; the standard asks for 1,024, and many need more.
const HEAD: usize = 8 << 10;

/// The encoding in `<meta charset>`, `<meta http-equiv content>` or `<?xml encoding?>`.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let tags = memchr::memchr_iter(b'<', &head).map(|at| &head[at + 1..]);
    let mut found = tags.filter_map(|tag| {
        let tag = &tag[..memchr::memchr(b'>', tag)?];
        let key: &[u8] = if tag.starts_with(b"meta") {
            b"charset"
        } else if tag.starts_with(b"?xml") {
            b"encoding"
        } else {
            return None;
        };
        let at = memchr::memmem::find(tag, key)?;
        let rest = tag[at + key.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let label = &rest[..rest.iter().position(|byte| !is_label(byte)).unwrap_or(rest.len())];
        (!label.is_empty()).then(|| String::from_utf8_lossy(label).into_owned())
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_come_in_many_shapes() {
        for page in [
            "<!doctype html><META CHARSET=Windows-1252>",
            "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>",
            "<?xml version='1.0' encoding='windows-1252'?><html>",
            "<meta name=x content=charset><meta charset = \"windows-1252\" />",
        ] {
            assert_eq!(declared(page.as_bytes()).as_deref(), Some("windows-1252"), "{page}");
        }
        assert_eq!(declared(b"<p>charset=x</p><meta charset="), None);
    }
}
