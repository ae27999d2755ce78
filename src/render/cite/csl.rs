//! An item of CSL-JSON, for Zotero, pandoc, citeproc and their ten thousand styles.

use serde::Serialize;

use super::{described, remark};
use crate::{
    model::Precision,
    query::{Citation, Name, Work},
};

/// An item; null fields are left out, as the schema wants it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CslItem<'a> {
    id: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName>,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    note: String,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum CslName {
    Person {
        family: String,
        given: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
    },
    Whole {
        literal: String,
    },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslDate {
    date_parts: Vec<Vec<i16>>,
}

/// The item of `citation`.
pub fn csl<'a>(citation: &Citation<'a>) -> CslItem<'a> {
    let outlet = citation.outlet;
    let is_article = citation.work == Work::Article;
    let r#type = match (citation.work, outlet, citation.url) {
        (Work::Transcript | Work::Remarks, ..) => "speech",
        (Work::Article, Some(_), _) => "article-newspaper",
        (.., Some(_)) => "webpage",
        _ => "document",
    };
    let author = citation.authors.iter().map(|name| match name.clone() {
        Name::Person { given, family, suffix } => CslName::Person { family, given, suffix },
        Name::Whole(literal) => CslName::Whole { literal },
    });
    let issued = citation.date.map(|date| {
        let parts = |day: jiff::civil::Date| vec![day.year(), day.month().into(), day.day().into()];
        let (mut first, last) = (parts(date.first()), parts(date.last()));
        let date_parts = match date.precision() {
            Precision::Day => vec![first],
            Precision::Month => {
                first.truncate(2);
                vec![first]
            }
            Precision::Year => {
                first.truncate(1);
                vec![first]
            }
            Precision::Range => vec![first, last],
        };
        CslDate { date_parts }
    });
    CslItem {
        id: &citation.record.id,
        r#type,
        author: author.collect(),
        title: citation.title.map_or_else(|| described(citation), str::to_owned),
        container_title: outlet.filter(|_| is_article),
        publisher: outlet.filter(|_| !is_article),
        issued,
        url: citation.url,
        language: citation.language.map(|language| language.code().to_owned()),
        note: remark(citation),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::cite::tests::{article, remarks};

    fn written(citation: &Citation<'_>) -> String {
        serde_json::to_string_pretty(&csl(citation)).unwrap()
    }

    #[test]
    fn articles_and_remarks() {
        article(|citation| {
            assert_snapshot!(written(citation), @r#"
        {
          "id": "3f9a1c22d07be415/2",
          "type": "article-newspaper",
          "author": [
            {
              "family": "Sollers",
              "given": "Wim"
            },
            {
              "family": "Núñez-Ávila",
              "given": "Marie-Louise"
            }
          ],
          "title": "Marrane: no toll",
          "container-title": "Harbor Courier",
          "issued": {
            "date-parts": [
              [
                2031,
                6,
                2
              ]
            ]
          },
          "URL": "https://courier.example/toll",
          "note": "“No toll, … not one-way & not now.” — Ilse Marrane"
        }
        "#);
        });
        remarks(|citation| {
            assert_snapshot!(written(citation), @r#"
        {
          "id": "3f9a1c22d07be415/2",
          "type": "speech",
          "author": [
            {
              "family": "Marrane",
              "given": "Ilse"
            }
          ],
          "title": "What is the strait for?",
          "publisher": "Quay House",
          "issued": {
            "date-parts": [
              [
                2031,
                3
              ]
            ]
          },
          "note": "“What is it for? For us.” — Ilse Marrane"
        }
        "#);
        });
    }

    #[test]
    fn dates_as_far_as_they_are_known() {
        article(|citation| {
            for (date, parts) in [
                ("2031", "[[2031]]"),
                ("2031-03", "[[2031,3]]"),
                ("2031-03-04..2031-03-06", "[[2031,3,4],[2031,3,6]]"),
            ] {
                citation.date = date.parse().ok();
                let json = serde_json::to_string(&csl(citation)).unwrap();
                assert!(json.contains(&format!("\"date-parts\":{parts}")), "{json}");
            }
            citation.date = None;
            assert!(!serde_json::to_string(&csl(citation)).unwrap().contains("issued"));
        });
    }
}
