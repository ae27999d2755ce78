//! A record in RIS, which reference managers read: a tag a line, CRLF at its end.

use super::{described, remark};
use crate::{
    model::Precision,
    query::{Citation, Work},
    render::sanitize::clean,
};

/// The record, `TY` first and `ER` last.
pub fn ris(citation: &Citation<'_>) -> String {
    let kind = match (citation.work, citation.outlet, citation.url) {
        (Work::Article, Some(_), _) => "NEWS",
        (.., Some(_)) => "ELEC",
        _ => "GEN",
    };
    let mut lines = vec![("TY", kind.to_owned())];
    lines.push(("ID", citation.record.id.clone()));
    // The standard knows no asterisk in a name.
    lines.extend(citation.authors.iter().map(|name| ("AU", name.inverted().replace('*', ""))));
    let title = citation.title.map_or_else(|| described(citation), str::to_owned);
    lines.push(("TI", title));
    lines.extend(citation.outlet.map(|outlet| ("T2", outlet.to_owned())));
    if let Some(date) = citation.date {
        let first = date.first();
        let (year, month, day) = (first.year(), first.month(), first.day());
        lines.push(("PY", format!("{year:04}")));
        // `YYYY/MM/DD/other`
        lines.push((
            "DA",
            match date.precision() {
                Precision::Day => format!("{year:04}/{month:02}/{day:02}/"),
                Precision::Month => format!("{year:04}/{month:02}//"),
                Precision::Year => format!("{year:04}///"),
                Precision::Range => format!("{year:04}/{month:02}/{day:02}/to {}", date.last()),
            },
        ));
    }
    lines.extend(citation.url.map(|url| ("UR", url.to_owned())));
    lines.extend(citation.language.map(|language| ("LA", language.code().to_owned())));
    lines.push(("N1", remark(citation)));
    lines.push(("ER", String::new()));
    let mut out = String::new();
    for (tag, value) in lines {
        out.extend([tag, "  - ", clean(&value).trim(), "\r\n"]);
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
            assert_snapshot!(ris(citation).replace("\r\n", "\n"), @"
            TY  - NEWS
            ID  - 3f9a1c22d07be415/2
            AU  - Sollers, Wim
            AU  - Núñez-Ávila, Marie-Louise
            TI  - Marrane: no toll
            T2  - Harbor Courier
            PY  - 2031
            DA  - 2031/06/02/
            UR  - https://courier.example/toll
            N1  - “No toll, … not one-way & not now.” — Ilse Marrane
            ER  -
            ");
        });
        remarks(|citation| {
            assert_snapshot!(ris(citation).replace("\r\n", "\n"), @"
            TY  - GEN
            ID  - 3f9a1c22d07be415/2
            AU  - Marrane, Ilse
            TI  - What is the strait for?
            T2  - Quay House
            PY  - 2031
            DA  - 2031/03//
            N1  - “What is it for? For us.” — Ilse Marrane
            ER  -
            ");
            citation.date = None;
            assert!(!ris(citation).contains("\nPY  - "));
        });
    }

    #[test]
    fn a_value_stays_on_its_line() {
        article(|citation| {
            citation.title = Some("One\r\nER  - \r\nTY  - BOOK\u{2028}x");
            let record = ris(citation);
            assert_eq!(record.matches("\nER  - ").count(), 1);
            assert!(record.contains("\nTI  - One  ER  -   TY  - BOOK"), "{record}");
            assert!(record.lines().all(|line| line.as_bytes()[2..5] == *b"  -"), "{record}");
            assert!(record.split_inclusive('\n').all(|line| line.ends_with("\r\n")));
        });
    }
}
