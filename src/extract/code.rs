//! What of a text is written for machines: fenced blocks, and paragraphs that look like code.

use crate::model::Span;

/// The blocks between lines of three backticks or tildes, in order.
pub(super) fn fenced(text: &str) -> Vec<Span> {
    let holds = |fence: &str| memchr::memmem::find(text.as_bytes(), fence.as_bytes()).is_some();
    if !holds("```") && !holds("~~~") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let fence = ["```", "~~~"].into_iter().find(|fence| start.starts_with(fence));
        match (open, fence) {
            (Some((from, own)), Some(fence)) if own == fence => {
                found.push(Span::new(from, at + line.len()));
                open = None;
            }
            // The word behind it names the language: a quotation never follows so.
            (None, Some(fence)) if start[3..].split_whitespace().nth(1).is_none() => {
                open = Some((at, fence));
            }
            _ => {}
        }
        at += line.len();
    }
    found
}

/// Whether a paragraph looks like code: brackets, signs and straight marks in such a number as
/// prose never has.
pub(super) fn is_code(paragraph: &str) -> bool {
    let bytes = paragraph.as_bytes();
    let logged = ["ERROR", "WARN", "INFO", "DEBUG", "FATAL", "Traceback (", "Exception in "];
    if logged.iter().any(|level| paragraph.starts_with(level)) && paragraph.contains(": ") {
        return true;
    }
    let signs = memchr::memchr3(b'{', b'<', b'=', bytes).is_some()
        || memchr::memchr_iter(b'(', bytes)
            .any(|at| matches!(bytes.get(at + 1), Some(b'"' | b'\'' | b')')));
    if !signs {
        return false;
    }
    let called = bytes.windows(3).any(|three| {
        three[0].is_ascii_alphanumeric()
            && three[1] == b'('
            && matches!(three[2], b'"' | b'\'' | b')')
    });
    let single =
        bytes.iter().filter(|byte| matches!(byte, b'{' | b'}' | b'<' | b'>' | b'=' | b'|' | b'\\'));
    let mut signs = single.count();
    for two in bytes.windows(2) {
        signs += match two {
            b"=\"" | b"\"$" | b"()" | b"=>" | b"->" | b"::" | b"()," | b");" | b"};" | b"\":" => 2,
            b"(\"" | b"('" | b"\")" | b"')" if called => 2,
            _ => 0,
        };
    }
    signs += bytes.split(|byte| *byte == b'\n').filter(|line| line.ends_with(b";")).count();
    let n_letters = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    signs > 2 && signs * 8 > n_letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose() {
        for code in [
            "print(\"Bellwater said hello\")",
            "raise ValueError(\"the mayor said no\")",
            "{\"speaker\": \"Ada Okoye\", \"said\": \"no\"}",
            "if (mayor.said(\"no\")) { return \"yes\"; }",
            "export GREETING=\"hello\"; echo \"$GREETING\"",
            "ERROR 14:22:07 harbor.db: could not open \"log.db\"",
            "<p class=\"quote\">She said no</p>",
        ] {
            assert!(is_code(code), "{code}");
        }
        for prose in [
            "The Harbor Act (\"the Act\") says: “No toll.”",
            "“2 + 2 = 4,” she said; “and 3 > 2.”",
            "Ada Okoye (Lathmoor): \"No.\"",
        ] {
            assert!(!is_code(prose), "{prose}");
        }
    }

    #[test]
    fn fences_come_in_pairs() {
        let text = "A\n```python\nprint(1)\n```\nB\n``` never closed\n";
        let found: Vec<&str> = fenced(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["```python\nprint(1)\n```\n"]);
    }
}
