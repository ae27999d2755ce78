//! APA, 7th edition: the reference (chapters 9 and 10) and the citation in the text (chapter 8).
//!
//! Titles keep their capitals: which words are names cannot be told.

use super::{Reference, described, month};
use crate::{
    model::{ApproxDate, Precision},
    query::{Citation, Name, Work},
};

/// The reference: author, date, title, source.
pub fn apa(citation: &Citation<'_>) -> Reference {
    let mut out = Reference::default();
    let authors: Vec<String> = citation.authors.iter().map(initialed).collect();
    if authors.is_empty() {
        // The title moves to the place of the author.
        title(&mut out, citation);
        out.end('.');
        out.push(" ");
    } else {
        out.push(&joined(&authors));
        out.end('.');
        out.push(" ");
    }
    out.push(&format!("({}).", date(citation.date)));
    if !authors.is_empty() {
        out.push(" ");
        title(&mut out, citation);
        out.end('.');
    }
    if let Some(outlet) = citation.outlet {
        out.push(" ");
        if is_periodical(citation) {
            out.italic(outlet);
        } else {
            out.push(outlet);
        }
        out.end('.');
    }
    if let Some(url) = citation.url {
        out.push(" ");
        out.push(url);
    }
    out
}

/// The citation that goes where the words are quoted: `(Marrane, as cited in Sollers, 2031)`.
pub fn apa_in_text(citation: &Citation<'_>) -> String {
    let year = citation.date.map_or_else(|| "n.d.".to_owned(), year);
    let author = match citation.authors.as_slice() {
        [] => citation.title.map_or_else(|| described(citation), |title| format!("“{title}”")),
        [one] => one.short().to_owned(),
        [one, two] => format!("{} & {}", one.short(), two.short()),
        [first, ..] => format!("{} et al.", first.short()),
    };
    let author: Vec<&str> = author.split_whitespace().collect();
    let author = author.join(" ");
    match &citation.quoted {
        Some(quoted) => format!("({}, as cited in {author}, {year})", quoted.short()),
        None => format!("({author}, {year})"),
    }
}

/// Articles of a periodical stand upright and the periodical in italics; for what stands alone it
/// is the other way round.
fn is_periodical(citation: &Citation<'_>) -> bool {
    citation.work == Work::Article && citation.outlet.is_some()
}

fn title(out: &mut Reference, citation: &Citation<'_>) {
    match citation.title {
        Some(title) if is_periodical(citation) => out.push(title),
        Some(title) => {
            out.italic(title);
            if citation.work == Work::Transcript {
                out.push(" [Transcript]");
            }
        }
        None => out.push(&format!("[{}]", described(citation))),
    }
}

/// `Marrane, I. M., Jr.`
fn initialed(name: &Name) -> String {
    let Name::Person { given, family, suffix } = name else { return name.in_order() };
    let initial = |part: &str| part.chars().next().map(|char| format!("{char}."));
    let word = |word: &str| word.split('-').filter_map(initial).collect::<Vec<_>>().join("-");
    let initials: Vec<String> = given.split_whitespace().map(word).collect();
    let suffix = suffix.as_ref().map(|suffix| format!(", {suffix}")).unwrap_or_default();
    format!("{family}, {}{suffix}", initials.join(" "))
}

/// Up to twenty names; of more the first nineteen and the last.
fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if first.len() < 20 => format!("{}, & {last}", first.join(", ")),
        [first @ .., last] => format!("{}, . . . {last}", first[..19].join(", ")),
    }
}

fn year(date: ApproxDate) -> String {
    let (first, last) = (date.first().year(), date.last().year());
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

fn date(date: Option<ApproxDate>) -> String {
    let Some(date) = date else { return "n.d.".to_owned() };
    let (first, last) = (date.first(), date.last());
    let of = |day: jiff::civil::Date| format!("{} {}", month(day.month()), day.day());
    let (year, month_name) = (first.year(), month(first.month()));
    match date.precision() {
        Precision::Day => format!("{year}, {}", of(first)),
        Precision::Month => format!("{year}, {month_name}"),
        Precision::Year => year.to_string(),
        Precision::Range if year != last.year() => {
            format!("{year}, {}–{}, {}", of(first), last.year(), of(last))
        }
        Precision::Range if first.month() == last.month() => {
            format!("{year}, {}–{}", of(first), last.day())
        }
        Precision::Range => format!("{year}, {}–{}", of(first), of(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::cite::tests::{article, remarks};

    #[test]
    fn articles_remarks_and_readouts() {
        let of = |citation: &Citation<'_>| (apa(citation).plain(), apa_in_text(citation));
        let is = |one: &str, two: &str| (one.to_owned(), two.to_owned());
        article(|citation| {
            assert_eq!(
                of(citation),
                is(
                    "Sollers, W., & Núñez-Ávila, M.-L. (2031, June 2). Marrane: no toll. Harbor \
                     Courier. https://courier.example/toll",
                    "(Marrane, as cited in Sollers & Núñez-Ávila, 2031)"
                )
            );
            citation.authors = vec![Name::Whole("Harbor Courier".to_owned())];
            citation.outlet = None;
            citation.date = None;
            assert_eq!(
                of(citation),
                is(
                    "Harbor Courier. (n.d.). Marrane: no toll. https://courier.example/toll",
                    "(Marrane, as cited in Harbor Courier, n.d.)"
                )
            );
            citation.authors.clear();
            citation.url = None;
            assert_eq!(of(citation).0, "Marrane: no toll. (n.d.).");
            citation.title = None;
            assert_eq!(
                of(citation),
                is(
                    "[Untitled text, news/toll.md]. (n.d.).",
                    "(Marrane, as cited in Untitled text, news/toll.md, n.d.)"
                )
            );
        });
        remarks(|citation| {
            assert_eq!(
                of(citation),
                is(
                    "Marrane, I. (2031, March). What is the strait for? [Transcript]. Quay House.",
                    "(Marrane, 2031)"
                )
            );
        });
    }

    #[test]
    fn many_authors() {
        let names = |n: usize| (0..n).map(|n| format!("A{n}")).collect::<Vec<_>>();
        assert_eq!(joined(&names(3)), "A0, A1, & A2");
        assert!(joined(&names(20)).ends_with("A18, & A19"));
        assert!(joined(&names(25)).ends_with("A17, A18, . . . A24"));
    }

    #[test]
    fn dates_as_far_as_they_are_known() {
        let of = |text: &str| date(text.parse().ok());
        assert_eq!(of("2031"), "2031");
        assert_eq!(of("2031-03"), "2031, March");
        assert_eq!(of("2031-03-04"), "2031, March 4");
        assert_eq!(of("2031-03-04..2031-03-06"), "2031, March 4–6");
        assert_eq!(of("2031-03-30..2031-04-02"), "2031, March 30–April 2");
        assert_eq!(of("2031-12-30..2032-01-02"), "2031, December 30–2032, January 2");
        assert_eq!(of("soon"), "n.d.");
    }
}
