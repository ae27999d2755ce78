//! What a page says of its article in linked data (JSON-LD after schema.org).

use dom_query::Document;
use serde_json::{Map, Value};

/// What is said of the article.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub(super) title: Option<String>,
    /// When it was published, as written.
    pub(super) date: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) description: Option<String>,
    /// The whole text; it may have markup in it.
    pub(super) text: Option<String>,
}

/// How deep objects are looked for in each other.
const DEEPEST: usize = 6;

/// Bytes of a text that are looked at.
const LONGEST_TEXT: usize = 1 << 20;

/// Reads the `scripts` of a page whose own address is `canonical`.
pub(super) fn read(scripts: &[String], canonical: Option<&str>) -> LinkedData {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let mut objects = Vec::new();
    for value in &values {
        gather(value, 0, &mut objects);
    }
    let articles: Vec<_> = objects.iter().copied().filter(|object| is_article(object)).collect();
    let its_own = |object: &&Object<'_>| {
        address(object).is_some_and(|url| canonical.is_some_and(|own| same_page(url, own)))
    };
    let article = articles
        .iter()
        .find(its_own)
        .or_else(|| articles.iter().find(|object| object.contains_key("articleBody")))
        .or_else(|| articles.first());
    let page = objects.iter().find(|object| is_of_kind(object, |kind| kind.ends_with("WebPage")));
    let mut data = LinkedData::default();
    if let Some(page) = page {
        data.date = string(page, "datePublished");
        data.url = address(page).map(str::to_owned);
    }
    // Of a list of articles none is this page.
    let Some(article) = article.filter(|object| articles.len() < 4 || its_own(object)) else {
        return data;
    };
    data.title = string(article, "headline").or_else(|| string(article, "name"));
    data.date = string(article, "datePublished").or(data.date);
    data.url = address(article).map(str::to_owned).or(data.url);
    data.description = string(article, "description");
    data.outlet = names(article.get("publisher"), &objects).into_iter().next();
    data.authors = names(article.get("author"), &objects);
    data.topics = strings(article.get("articleSection"));
    data.topics.extend(strings(article.get("keywords")));
    data.text = article
        .get("articleBody")
        .or_else(|| article.get("text"))
        .and_then(Value::as_str)
        .filter(|text| text.len() <= LONGEST_TEXT)
        .map(str::to_owned);
    data
}

type Object<'a> = &'a Map<String, Value>;

/// Reads a script, forgiving what browsers do not complain of: line breaks in strings, a comment
/// or a section mark around.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim();
    let script = script.strip_prefix("<!--").unwrap_or(script);
    let script = script.trim_start().trim_start_matches("//").trim_start();
    let script = script.strip_prefix("<![CDATA[").unwrap_or(script);
    let end = script.rfind(['}', ']'])? + 1;
    // A section mark's end is two brackets more.
    let ends = [end, script[..end].rfind('}').map_or(end, |brace| brace + 1)];
    ends.iter().find_map(|end| {
        let script = &script[..*end];
        serde_json::from_str(script).ok().or_else(|| {
            let plain = script.replace(char::is_control, " ");
            serde_json::from_str(&plain).ok()
        })
    })
}

fn gather<'a>(value: &'a Value, depth: usize, objects: &mut Vec<Object<'a>>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, depth + 1, objects)),
        Value::Object(object) => {
            objects.push(object);
            for (key, value) in object {
                // Other articles stand below other keys.
                if matches!(
                    key.as_str(),
                    "@graph" | "mainEntity" | "mainEntityOfPage" | "publisher" | "author" | "@set"
                ) {
                    gather(value, depth + 1, objects);
                }
            }
        }
        _ => {}
    }
}

fn is_of_kind(object: Object<'_>, is: impl Fn(&str) -> bool) -> bool {
    let kinds = object.get("@type").map(|kind| strings(Some(kind))).unwrap_or_default();
    kinds.iter().any(|kind| is(kind.rsplit('/').next().unwrap_or(kind)))
}

fn is_article(object: Object<'_>) -> bool {
    is_of_kind(object, |kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting") && kind != "JobPosting"
            || matches!(kind, "Report" | "PressRelease")
    })
}

fn address(object: Object<'_>) -> Option<&str> {
    let page = object.get("mainEntityOfPage");
    let own = object.get("url").and_then(Value::as_str);
    let found = own
        .or_else(|| page.and_then(Value::as_str))
        .or_else(|| page?.get("@id").or(page?.get("url"))?.as_str());
    found.filter(|url| url.starts_with("http"))
}

/// Whether two addresses differ in nothing but their scheme, `www.` and what follows the path.
fn same_page(one: &str, other: &str) -> bool {
    fn path(url: &str) -> &str {
        let url = url.split(['?', '#']).next().unwrap_or(url);
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/')
    }
    path(one) == path(other)
}

fn string(object: Object<'_>, key: &str) -> Option<String> {
    strings(object.get(key)).into_iter().next()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => {
            Some(plain(text)).filter(|text| !text.is_empty()).into_iter().collect()
        }
        Some(Value::Array(values)) => {
            values.iter().flat_map(|value| strings(Some(value))).collect()
        }
        Some(Value::Object(object)) => object
            .get("@value")
            .or(object.get("name"))
            .map(|value| strings(Some(value)))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The names of persons or organisations, some of which are only referred to.
fn names(value: Option<&Value>, objects: &[Object<'_>]) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => {
            values.iter().flat_map(|value| names(Some(value), objects)).collect()
        }
        Some(Value::Object(object)) if !object.contains_key("name") => {
            let Some(id) = object.get("@id") else { return Vec::new() };
            let named = objects
                .iter()
                .find(|other| other.get("@id") == Some(id) && other.contains_key("name"));
            named.map(|named| strings(named.get("name"))).unwrap_or_default()
        }
        value => strings(value).into_iter().filter(|name| !name.starts_with("http")).collect(),
    }
}

/// `text` without the marks that some write into it as into a page.
pub(super) fn plain(text: &str) -> String {
    let marked = text.contains('&') && text.contains(';') || text.contains("</");
    if marked { Document::from(text).text().trim().to_owned() } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_in_any_shape() {
        for script in [
            r#"{"@type": "NewsArticle", "headline": "A &amp; B", "datePublished": "2031-05-06"}"#,
            r#"[{"@type": "Organization"}, {"@type": ["Article", "X"], "headline": "A & B",
                "datePublished": "2031-05-06"}]"#,
            r#"//<![CDATA[
               {"@graph": [{"@type": "WebPage", "datePublished": "2031-05-01"},
                {"@type": "http://schema.org/ReportageNewsArticle", "headline": "A
                 & B", "datePublished": "2031-05-06"}]}
               //]]>"#,
        ] {
            let data = read(&[script.to_owned()], None);
            assert_eq!(
                data.title
                    .as_deref()
                    .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
                    .as_deref(),
                Some("A & B"),
                "{script}"
            );
            assert_eq!(data.date.as_deref(), Some("2031-05-06"), "{script}");
        }
        assert!(read(&["{\"@type\": \"NewsArticle\", ".to_owned()], None).title.is_none());
    }

    #[test]
    fn names_are_referred_to() {
        let script = r##"{"@graph": [
            {"@type": "NewsArticle", "author": [{"@id": "#jo"}, {"name": "Ann Costa"}],
             "publisher": {"@id": "#herald"}},
            {"@id": "#jo", "@type": "Person", "name": "Jo Lind"},
            {"@id": "#herald", "@type": "Organization", "name": "The Herald"}]}"##;
        let data = read(&[script.to_owned()], None);
        assert_eq!(data.authors, ["Jo Lind", "Ann Costa"]);
        assert_eq!(data.outlet.as_deref(), Some("The Herald"));
    }

    #[test]
    fn of_many_articles_the_page_is_its_own() {
        let one = |number: usize| {
            format!(
                r#"{{"@type": "NewsArticle", "headline": "N{number}", "url": "https://a.example/{number}/"}}"#
            )
        };
        let script = format!("[{}]", (0..5).map(one).collect::<Vec<_>>().join(","));
        let title = |own| read(std::slice::from_ref(&script), own).title;
        assert_eq!(title(Some("http://www.a.example/3?x")).as_deref(), Some("N3"));
        assert_eq!(title(None), None);
    }
}
