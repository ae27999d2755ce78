//! Chicago, 17th edition, notes and bibliography (chapter 14): the note and the entry.

use super::{Reference, described, in_order, listed, month, standing_for_author};
use crate::{
    model::{ApproxDate, Precision, Wording},
    query::{Citation, Name, Work},
};

/// The full note: who is quoted, in what, where and when.
pub fn chicago_note(citation: &Citation<'_>) -> Reference {
    let mut out = Reference::default();
    if let Some(quoted) = &citation.quoted {
        out.push(&quoted.in_order());
        let how = match citation.record.wording {
            Wording::Own => "quoted",
            Wording::Readout => "as reported",
            Wording::Paraphrase => "paraphrased",
        };
        out.push(&format!(", {how}"));
        if !citation.via.is_empty() {
            out.push(&format!(" by {}", listed(&in_order(&citation.via), "and")));
        }
        let by_author = citation.work == Work::Readout && citation.via.is_empty();
        out.push(if by_author { " by " } else { " in " });
    }
    // An outlet that stands for the author comes behind the title.
    let outlet = standing_for_author(citation);
    if outlet.is_none() && !citation.authors.is_empty() {
        let names = in_order(&citation.authors);
        match names.as_slice() {
            [first, _, _, _, ..] => out.push(&format!("{first} et al.")),
            few => out.push(&listed(few, "and")),
        }
        out.push(", ");
    }
    title(&mut out, citation, ',');
    published(&mut out, outlet.or(citation.outlet), citation);
    date_and_address(&mut out, citation, ", ");
    out
}

/// The entry of the bibliography.
pub fn chicago_bibliography(citation: &Citation<'_>) -> Reference {
    let mut out = Reference::default();
    let mut names: Vec<String> = citation.authors.iter().skip(1).map(Name::in_order).collect();
    if let Some(first) = citation.authors.first() {
        names.insert(0, first.inverted());
        match names.as_slice() {
            [one] if standing_for_author(citation).is_some() => out.italic(one),
            [one] => out.push(one),
            // The inverted first one is always set off by a comma.
            [one, two] => out.push(&format!("{one}, and {two}")),
            few if few.len() <= 10 => out.push(&listed(few, "and")),
            many => out.push(&format!("{}, et al.", many[..7].join(", "))),
        }
        out.end('.');
        out.push(" ");
    }
    title(&mut out, citation, '.');
    published(&mut out, citation.outlet, citation);
    let dot = if citation.outlet.is_some() { ", " } else { " " };
    out.push(dot);
    out.push(&date(citation.date));
    out.end('.');
    if let Some(url) = citation.url {
        out.push(&format!(" {url}."));
    }
    out
}

/// The title in quotation marks with `mark` inside them, quotes within it single.
fn title(out: &mut Reference, citation: &Citation<'_>, mark: char) {
    let Some(title) = citation.title else {
        let mut what = described(citation);
        if !out.pieces.is_empty() && mark == ',' {
            what = what.replacen(|char: char| char.is_uppercase(), &what[..1].to_lowercase(), 1);
        }
        out.push(&what);
        return out.end(mark);
    };
    let mut is_open = false;
    let single: String = title
        .chars()
        .map(|char| match char {
            '“' | '„' => '‘',
            '”' => '’',
            '"' => {
                is_open = !is_open;
                if is_open { '‘' } else { '’' }
            }
            char => char,
        })
        .collect();
    let ends = single.ends_with(['?', '!', '.']) || single.ends_with(mark);
    let mark = if ends { String::new() } else { mark.to_string() };
    out.push(&format!("“{single}{mark}”"));
}

fn published(out: &mut Reference, outlet: Option<&str>, citation: &Citation<'_>) {
    let Some(outlet) = outlet else { return };
    out.push(" ");
    if citation.work == Work::Article { out.italic(outlet) } else { out.push(outlet) }
}

fn date_and_address(out: &mut Reference, citation: &Citation<'_>, gap: &str) {
    let text = out.plain();
    let after_title = text.ends_with(",”") || text.ends_with(',');
    out.push(if after_title { " " } else { gap });
    out.push(&date(citation.date));
    if let Some(url) = citation.url {
        out.push(gap);
        out.push(url);
    }
    out.end('.');
}

fn date(date: Option<ApproxDate>) -> String {
    let Some(date) = date else { return "n.d.".to_owned() };
    let (first, last) = (date.first(), date.last());
    let of = |day: jiff::civil::Date| format!("{} {}", month(day.month()), day.day());
    match date.precision() {
        Precision::Day => format!("{}, {}", of(first), first.year()),
        Precision::Month => format!("{} {}", month(first.month()), first.year()),
        Precision::Year => first.year().to_string(),
        Precision::Range if first.year() != last.year() => {
            format!("{}, {}–{}, {}", of(first), first.year(), of(last), last.year())
        }
        Precision::Range if first.month() == last.month() => {
            format!("{}–{}, {}", of(first), last.day(), last.year())
        }
        Precision::Range => format!("{}–{}, {}", of(first), of(last), last.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::cite::tests::{article, remarks};

    #[test]
    fn articles() {
        article(|citation| {
            assert_eq!(
                chicago_note(citation).plain(),
                "Ilse Marrane, quoted in Wim Sollers and Marie-Louise Núñez-Ávila, “Marrane: no \
                 toll,” Harbor Courier, June 2, 2031, https://courier.example/toll."
            );
            assert_eq!(
                chicago_bibliography(citation).plain(),
                "Sollers, Wim, and Marie-Louise Núñez-Ávila. “Marrane: no toll.” Harbor Courier, \
                 June 2, 2031. https://courier.example/toll."
            );
            citation.authors = vec![Name::Whole("Harbor Courier".to_owned())];
            citation.outlet = None;
            citation.url = None;
            citation.via = vec![Name::of_person("Corin Hale")];
            assert_eq!(
                chicago_note(citation).plain(),
                "Ilse Marrane, quoted by Corin Hale in “Marrane: no toll,” Harbor Courier, June \
                 2, 2031."
            );
            assert_eq!(
                chicago_bibliography(citation).plain(),
                "Harbor Courier. “Marrane: no toll.” June 2, 2031."
            );
            citation.authors.clear();
            citation.title = None;
            citation.date = None;
            citation.via.clear();
            assert_eq!(
                chicago_note(citation).plain(),
                "Ilse Marrane, quoted in untitled text, news/toll.md, n.d."
            );
            assert_eq!(chicago_bibliography(citation).plain(), "Untitled text, news/toll.md. n.d.");
        });
    }

    #[test]
    fn remarks_are_the_speakers() {
        remarks(|citation| {
            assert_eq!(
                chicago_note(citation).plain(),
                "Ilse Marrane, “What is the strait for?” Quay House, March 2031."
            );
            citation.title = Some("The “long” haul");
            assert_eq!(
                chicago_bibliography(citation).plain(),
                "Marrane, Ilse. “The ‘long’ haul.” Quay House, March 2031."
            );
        });
    }

    #[test]
    fn many_authors() {
        article(|citation| {
            citation.authors = (0..12).map(|n| Name::of_person(&format!("A Q{n}"))).collect();
            let note = chicago_note(citation).plain();
            assert!(note.starts_with("Ilse Marrane, quoted in A Q0 et al., “"), "{note}");
            let entry = chicago_bibliography(citation).plain();
            assert!(
                entry.starts_with("Q0, A, A Q1, A Q2, A Q3, A Q4, A Q5, A Q6, et al. “"),
                "{entry}"
            );
            citation.authors.truncate(3);
            let entry = chicago_bibliography(citation).plain();
            assert!(entry.starts_with("Q0, A, A Q1, and A Q2. “"), "{entry}");
        });
    }

    #[test]
    fn dates_as_far_as_they_are_known() {
        let of = |text: &str| date(text.parse().ok());
        assert_eq!(of("2031"), "2031");
        assert_eq!(of("2031-03-04..2031-03-06"), "March 4–6, 2031");
        assert_eq!(of("2031-03-30..2031-04-02"), "March 30–April 2, 2031");
        assert_eq!(of("2031-12-30..2032-01-02"), "December 30, 2031–January 2, 2032");
    }
}
