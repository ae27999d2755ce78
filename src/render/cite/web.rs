//! References that lead straight to the words: Markdown, W3C selectors and text fragments.

use serde::Serialize;

use super::{described, in_order, listed, quote, standing_for_author};
use crate::{
    query::{Citation, day},
    render::sanitize::clean,
};

/// The quote as a block of Markdown and the line that says whose it is, ended by a line end.
pub fn markdown(citation: &Citation<'_>) -> String {
    let record = citation.record;
    let mut out = String::new();
    for (nth, paragraph) in paragraphs(&quote(citation)).into_iter().enumerate() {
        out.push_str(if nth == 0 { "> " } else { ">\n> " });
        out.extend([&escaped(&paragraph), "\n"]);
    }
    let mut parts = Vec::new();
    let speaker = record.speaker.as_ref().map(|agent| agent.name.trim());
    let speaker = speaker.filter(|name| !name.is_empty());
    let mut who = format!("— {}", escaped(speaker.unwrap_or("unknown speaker")));
    let to: Vec<String> = record.addressees.iter().map(|agent| escaped(&agent.name)).collect();
    if !to.is_empty() {
        who.extend([" to ", &to.join(", ")]);
    }
    parts.push(who);
    if let Some(said) = &record.said {
        let words = said.as_written.as_ref().map(|words| format!("“{}”", escaped(words)));
        parts.extend(said.date.map(|date| date.to_string()).or(words));
    }
    let via: Vec<String> = citation.via.iter().map(|name| escaped(&name.in_order())).collect();
    if !via.is_empty() {
        parts.push(format!("via {}", via.join(", ")));
    }
    let title = escaped(&citation.title.map_or_else(|| described(citation), str::to_owned));
    let mut work = match citation.url {
        Some(url) => format!("in [{title}]({})", target(url)),
        None => format!("in {title}"),
    };
    let outlet = standing_for_author(citation);
    if citation.quoted.is_some() && outlet.is_none() && !citation.authors.is_empty() {
        let authors: Vec<String> =
            in_order(&citation.authors).iter().map(|name| escaped(name)).collect();
        work.extend([" by ", &listed(&authors, "and")]);
    }
    parts.push(work);
    let outlet = outlet.or(citation.outlet);
    parts.extend(outlet.map(|outlet| format!("*{}*", escaped(outlet))));
    let same =
        day(record) == citation.date && record.said.as_ref().is_some_and(|it| it.date.is_some());
    match citation.date {
        Some(date) if !same => parts.push(date.to_string()),
        Some(_) => {}
        None => parts.push("n.d.".to_owned()),
    }
    out.extend([">\n> ", &parts.join(", "), "\n"]);
    out
}

fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(flat).collect()
}

/// Text in which Markdown sees nothing but text.
fn escaped(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let starts_list = at == 0 && matches!(char, '-' | '+' | '#' | '=');
        // `1.` begins a list, too.
        let ends_number = matches!(char, '.' | ')')
            && 0 < at
            && text[..at].bytes().all(|byte| byte.is_ascii_digit());
        let is_mark =
            matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '!' | '&');
        if starts_list || ends_number || is_mark && char != '!' || text[at..].starts_with("![") {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// An address that ends where its parenthesis does.
fn target(url: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_graphic() && !b"()<>\\\"`".contains(&byte);
    percent_encoded(url, keep)
}

/// An annotation of the W3C's Web Annotation Data Model whose targets are the quote's pieces.
#[derive(Debug, Serialize)]
pub struct Selection<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    r#type: &'static str,
    motivation: &'static str,
    target: Vec<Target<'a>>,
}

#[derive(Debug, Serialize)]
struct Target<'a> {
    source: String,
    selector: Selector<'a>,
}

#[derive(Debug, Serialize)]
struct Selector<'a> {
    r#type: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

/// Characters of a selector's prefix and suffix, as Hypothesis has them.
const BESIDE: usize = 32;

/// The selectors of `citation`, one a contiguous piece of the quote. Where the document has no
/// address the source is its path, relative to the folder it was read from. It has no `id`: the
/// server that takes it gives it one.
pub fn selection<'a>(citation: &Citation<'a>) -> Selection<'a> {
    let source = match citation.url {
        Some(url) => url.to_owned(),
        None => percent_encoded(&citation.record.document, |byte| {
            byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte)
        }),
    };
    let target = pieces(citation).into_iter().map(|(before, exact, after)| {
        let start = before.char_indices().rev().take(BESIDE).last();
        let end = after.char_indices().nth(BESIDE);
        Target {
            source: source.clone(),
            selector: Selector {
                r#type: "TextQuoteSelector",
                exact,
                prefix: &before[start.map_or(before.len(), |(at, _)| at)..],
                suffix: &after[..end.map_or(after.len(), |(at, _)| at)],
            },
        }
    });
    Selection {
        context: "http://www.w3.org/ns/anno.jsonld",
        r#type: "Annotation",
        motivation: "highlighting",
        target: target.collect(),
    }
}

/// The quote's pieces with what stands before and after each.
fn pieces<'a>(citation: &Citation<'a>) -> Vec<(&'a str, &'a str, &'a str)> {
    let record = citation.record;
    let context = record.context.as_str();
    let pieces = citation.pieces();
    if pieces.is_empty() {
        return vec![("", record.quote.as_str(), "")];
    }
    let beside = |piece: std::ops::Range<usize>| {
        (&context[..piece.start], &context[piece.clone()], &context[piece.end..])
    };
    pieces.into_iter().map(beside).collect()
}

/// The document's address with a text fragment that leads to the quote; none where it has no
/// address. `text` is the document's, in which the fragment has to be unique; where it is not at
/// hand the sentences around the quote have to do.
pub fn link(citation: &Citation<'_>, text: Option<&str>) -> Option<String> {
    let url = percent_encoded(citation.url?, |byte| byte.is_ascii_graphic());
    let text = flat(text.unwrap_or(&citation.record.context)).to_lowercase();
    let directives: Vec<String> = pieces(citation)
        .into_iter()
        .filter(|(_, piece, _)| !piece.trim().is_empty())
        .map(|(before, piece, after)| directive(before, piece, after, &text))
        .collect();
    let hash = if url.contains('#') { "" } else { "#" };
    Some(format!("{url}{hash}:~:{}", directives.join("&")))
}

/// Characters of a text that is given whole; of a longer one its first and last words are.
const WHOLE: usize = 300;
/// Words of a start and an end.
const ENDS: usize = 5;
/// Words around a text that is not unique without them, at most.
const MOST_BESIDE: usize = 12;

/// `text=[prefix-,]start[,end][,-suffix]`, which leads to `piece` in `text`, flat and in small
/// letters.
fn directive(before: &str, piece: &str, after: &str, text: &str) -> String {
    let (before, after) = (flat(before), flat(after));
    let flat_piece = flat(piece.trim());
    let words: Vec<&str> = flat_piece.split(' ').collect();
    // A start and an end may lie in different blocks of the page, a whole text may not.
    let is_long = WHOLE < flat_piece.chars().count() || piece.trim().contains('\n');
    let n_times = |needle: &str| text.matches(&needle.to_lowercase()).count();
    let (start, end) = if is_long && 2 * ENDS <= words.len() {
        let start = words[..ENDS].join(" ");
        let end = (ENDS..words.len() - ENDS)
            .map(|n| words[words.len() - n..].join(" "))
            .find(|end| n_times(end) <= 1);
        (start, Some(end.unwrap_or_else(|| words[words.len() - ENDS..].join(" "))))
    } else {
        (flat_piece, None)
    };
    let beside = (0..=MOST_BESIDE).find_map(|n| {
        let (prefix, suffix) = (last_words(&before, n), first_words(&after, n));
        let suffix = if end.is_none() { suffix } else { "" };
        let is_all = prefix.len() == before.len() && suffix.len() == after.len();
        (is_all || n_times(&format!("{prefix}{start}{suffix}")) <= 1).then_some((prefix, suffix))
    });
    let (prefix, suffix) = beside.unwrap_or_default();
    let code = |text: &str| {
        percent_encoded(text, |byte| byte.is_ascii_alphanumeric() || b"._~".contains(&byte))
    };
    let mut out = "text=".to_owned();
    let is_word = |text: &str| text.contains(char::is_alphanumeric);
    if is_word(prefix) {
        out.extend([&code(prefix.trim()), "-,"]);
    }
    out.push_str(&code(&start));
    if let Some(end) = end {
        out.extend([",", &code(&end)]);
    }
    if is_word(suffix) {
        out.extend([",-", &code(suffix.trim())]);
    }
    out
}

/// As many words at the end of `text`, marks that stand alone not counted.
fn last_words(text: &str, n: usize) -> &str {
    let mut at = text.len();
    let mut left = n;
    while 0 < left && 0 < at {
        let start = text[..at].trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        left -= usize::from(text[start..at].contains(char::is_alphanumeric));
        at = start;
    }
    &text[at..]
}

/// As many words at the start of `text`, marks that stand alone not counted.
fn first_words(text: &str, n: usize) -> &str {
    let mut at = 0;
    let mut left = n;
    while 0 < left && at < text.len() {
        let rest = text[at..].trim_start();
        let start = text.len() - rest.len();
        let end = rest.find(' ').map_or(text.len(), |blank| start + blank);
        left -= usize::from(text[at..end].contains(char::is_alphanumeric));
        at = end;
    }
    &text[..at]
}

/// White space as single blanks, one at either end kept.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            char if !char.is_whitespace() => out.push(char),
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out
}

fn percent_encoded(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(
                [
                    Some('%'),
                    char::from_digit(u32::from(byte >> 4), 16),
                    char::from_digit(u32::from(byte & 15), 16),
                ]
                .into_iter()
                .flatten()
                .map(|digit| digit.to_ascii_uppercase()),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::cite::tests::{article, remarks};

    #[test]
    fn markdown_has_the_quote_and_its_source() {
        article(|citation| {
            assert_snapshot!(markdown(citation), @r"
        > No toll, … not one-way \& not now.
        >
        > — Ilse Marrane, 2031-06-01, in [Marrane: no toll](https://courier.example/toll) by Wim Sollers and Marie-Louise Núñez-Ávila, *Harbor Courier*, 2031-06-02
        ");
        });
        remarks(|citation| {
            citation.date = None;
            assert_snapshot!(markdown(citation), @"
            > What is it for?
            >
            > For us.
            >
            > — Ilse Marrane, 2031-06-01, in What is the strait for?, *Quay House*, n.d.
            ");
        });
    }

    #[test]
    fn markdown_sees_only_text() {
        assert_eq!(
            escaped("*a* [b](c) <i> `d` ![e] _f_ 1. x!"),
            r"\*a\* \[b\](c) \<i\> \`d\` \!\[e\] \_f\_ 1. x!"
        );
        assert_eq!(escaped("12. x"), r"12\. x");
        assert_eq!(escaped("# x\ny"), r"\# x y");
        assert_eq!(target("https://a.example/(b) c"), "https://a.example/%28b%29%20c");
    }

    #[test]
    fn a_selector_has_a_target_a_piece() {
        article(|citation| {
            let json = serde_json::to_string_pretty(&selection(citation)).unwrap();
            assert_snapshot!(json, @r#"
            {
              "@context": "http://www.w3.org/ns/anno.jsonld",
              "type": "Annotation",
              "motivation": "highlighting",
              "target": [
                {
                  "source": "https://courier.example/toll",
                  "selector": {
                    "type": "TextQuoteSelector",
                    "exact": "No toll,",
                    "prefix": "“",
                    "suffix": "” she said, “not one-way & not n"
                  }
                },
                {
                  "source": "https://courier.example/toll",
                  "selector": {
                    "type": "TextQuoteSelector",
                    "exact": "not one-way & not now.",
                    "prefix": "“No toll,” she said, “",
                    "suffix": "” So it is."
                  }
                }
              ]
            }
            "#);
        });
        remarks(|citation| {
            let json = serde_json::to_value(selection(citation)).unwrap();
            assert_eq!(json["target"][0]["source"], "talks/a%20%26%20b.txt%232");
            assert_eq!(json["target"][0]["selector"]["prefix"], "");
        });
    }

    #[test]
    fn a_link_leads_to_the_words() {
        article(|citation| {
            assert_eq!(
                link(citation, None).unwrap(),
                "https://courier.example/toll#:~:text=No%20toll%2C&text=not%20one%2Dway%20%26%20not%20now."
            );
            citation.url = Some("https://courier.example/toll#top");
            let link = link(citation, Some("No toll, not one-way & not now. No toll, I say."));
            let wanted = "https://courier.example/toll#top:~:text=No%20toll%2C,-%E2%80%9D%20she&";
            assert!(link.unwrap().starts_with(wanted));
            citation.url = None;
            assert_eq!(super::link(citation, None), None);
        });
    }

    #[test]
    fn words_beside_it_make_a_fragment_unique() {
        let check = |before: &str, piece: &str, after: &str, wanted: &str| {
            let text = "He said no. She said “no”, he said yes, they said “no” twice.";
            assert_eq!(directive(before, piece, after, &text.to_lowercase()), wanted);
        };
        check("She said “", "no", "”, he said yes", "text=said%20%E2%80%9C-,no,-%E2%80%9D%2C%20he");
        check("", "He said no.", "", "text=He%20said%20no.");
        check("he said ", "yes", ", they", "text=yes");
        let words: Vec<String> = (0..90).map(|n| format!("word{n}")).collect();
        let long = words.join(" ");
        assert_eq!(
            directive("", &long, "", &long),
            "text=word0%20word1%20word2%20word3%20word4,word85%20word86%20word87%20word88%20word89"
        );
        assert_eq!(directive("", "One two.\n\nThree.", "", ""), "text=One%20two.%20Three.");
    }

    #[test]
    fn words_are_counted_off() {
        assert_eq!(last_words("a b c ", 2), "b c ");
        assert_eq!(first_words(" a b c", 2), " a b");
        assert_eq!(last_words("é", 3), "é");
        assert_eq!(first_words("é", 3), "é");
        assert_eq!((last_words("a", 0), first_words("a", 0)), ("", ""));
    }
}
