//! An entry for BibTeX, whose classic form biber reads as well.

use super::{described, month, remark};
use crate::{
    model::Precision,
    query::{Citation, Name, Work},
    render::sanitize::clean,
    text::slug,
};

/// The entry, ended by a line end.
pub fn bibtex(citation: &Citation<'_>) -> String {
    let is_article = citation.work == Work::Article && citation.outlet.is_some();
    let mut fields: Vec<(&str, String)> = Vec::new();
    let names: Vec<String> = citation.authors.iter().map(author).collect();
    if !names.is_empty() {
        fields.push(("author", format!("{{{}}}", names.join(" and "))));
    }
    // A second pair of braces keeps the capitals.
    let title = citation.title.map_or_else(|| described(citation), str::to_owned);
    fields.push(("title", format!("{{{{{}}}}}", escaped(&title))));
    if let Some(outlet) = citation.outlet {
        let name = if is_article { "journal" } else { "howpublished" };
        fields.push((name, format!("{{{{{}}}}}", escaped(outlet))));
    }
    if let Some(date) = citation.date {
        let text = date.to_string().replace("..", "/");
        fields.push(("date", format!("{{{text}}}")));
        let (first, last) = (date.first(), date.last());
        if first.year() == last.year() {
            fields.push(("year", format!("{{{}}}", first.year())));
        }
        let known = matches!(date.precision(), Precision::Day | Precision::Month);
        if known {
            // BibTeX's own macros: the first three letters.
            fields.push(("month", month(first.month())[..3].to_ascii_lowercase()));
        }
    }
    if let Some(url) = citation.url {
        fields.push(("url", format!("{{{}}}", verbatim(url))));
    }
    if let Some(language) = citation.language {
        fields.push(("langid", format!("{{{}}}", language.name().to_lowercase())));
    }
    fields.push(("note", format!("{{{}}}", escaped(&remark(citation)))));
    let kind = if is_article { "article" } else { "misc" };
    let mut entry = format!("@{kind}{{{},\n", key(citation));
    for (name, value) in fields {
        entry.extend(["  ", name, " = ", &value, ",\n"]);
    }
    entry.push_str("}\n");
    entry
}

/// A key of letters, digits and hyphens: `marrane-2031-9ebf043f9f5b945d-2`.
fn key(citation: &Citation<'_>) -> String {
    let who = citation.quoted.as_ref().or(citation.authors.first());
    let who: String =
        slug(who.map_or("", Name::short)).chars().filter(char::is_ascii).take(40).collect();
    let year = citation.date.map(|date| date.first().year().to_string());
    let id = citation.record.id.replace('/', "-");
    let parts = [Some(who).filter(|who| !who.is_empty()), year, Some(id)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("-")
}

fn author(name: &Name) -> String {
    match name {
        Name::Whole(name) => format!("{{{}}}", escaped(name)),
        // `Family, Suffix, Given`
        Name::Person { given, family, suffix } => {
            let part = |text: &str| {
                let text = escaped(text);
                let apart = |word: &str| word.eq_ignore_ascii_case("and");
                if text.contains(',') || text.split_whitespace().any(apart) {
                    format!("{{{text}}}")
                } else {
                    text
                }
            };
            let suffix = suffix.as_ref().map(|suffix| format!(", {}", part(suffix)));
            format!("{}{}, {}", part(family), suffix.unwrap_or_default(), part(given))
        }
    }
}

/// Text in which TeX sees nothing but text. Braces become commands: BibTeX counts even those
/// behind a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in clean(text).chars() {
        match char {
            '\\' => out.push_str(r"\textbackslash{}"),
            '{' => out.push_str(r"\textbraceleft{}"),
            '}' => out.push_str(r"\textbraceright{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '$' | '&' | '%' | '#' | '_' => out.extend(['\\', char]),
            char => out.push(char),
        }
    }
    out
}

/// An address, which is read as it stands: what would end the field is percent-encoded.
fn verbatim(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for char in clean(url).chars() {
        match char {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            char => out.push(char),
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
    fn articles_and_remarks() {
        article(|citation| {
            assert_snapshot!(bibtex(citation), @r"
            @article{marrane-2031-3f9a1c22d07be415-2,
              author = {Sollers, Wim and Núñez-Ávila, Marie-Louise},
              title = {{Marrane: no toll}},
              journal = {{Harbor Courier}},
              date = {2031-06-02},
              year = {2031},
              month = jun,
              url = {https://courier.example/toll},
              note = {“No toll, … not one-way \& not now.” — Ilse Marrane},
            }
            ");
        });
        remarks(|citation| {
            citation.date = None;
            citation.title = None;
            assert_snapshot!(bibtex(citation), @"
            @misc{marrane-3f9a1c22d07be415-2,
              author = {Marrane, Ilse},
              title = {{Transcript}},
              howpublished = {{Quay House}},
              note = {“What is it for? For us.” — Ilse Marrane},
            }
            ");
        });
    }

    #[test]
    fn nothing_in_it_is_a_command() {
        assert_eq!(
            escaped("50% of {A & B}\\input_x~#1^2 $\u{1b}\n"),
            "50\\% of \\textbraceleft{}A \\& B\\textbraceright{}\\textbackslash{}input\\_x\
             \\textasciitilde{}\\#1\\textasciicircum{}2 \\$␛ "
        );
        assert_eq!(verbatim("https://a.example/{x}\\y z"), "https://a.example/%7Bx%7D%5Cy%20z");
        article(|citation| {
            citation.title = Some("}, url = {javascript:x}, {");
            citation.authors = vec![Name::Person {
                given: "Ana and Co".to_owned(),
                family: "O’Tull".to_owned(),
                suffix: None,
            }];
            let entry = bibtex(citation);
            let open = entry.matches('{').count();
            assert_eq!(open, entry.matches('}').count(), "{entry}");
            assert_eq!(entry.matches("\n  url = ").count(), 1, "{entry}");
            assert!(entry.contains("author = {O’Tull, {Ana and Co}},"), "{entry}");
        });
    }
}
