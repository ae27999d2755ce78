//! What a page says of itself, in its head and around its headline.

use super::{
    super::dates,
    blocks::Block,
    linked_data::{self, LinkedData},
    noise::{self, Doubt},
    tree::Tree,
};
use crate::model::{ApproxDate, Language};

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Says {
    pub(super) title: Option<String>,
    pub(super) date: Option<ApproxDate>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<Language>,
    /// The text as the linked data has it.
    pub(super) text: Option<String>,
}

/// Names that dates of publication have in the head of a page, the better ones first.
const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publicationdate",
    "published_time",
    "published",
    "pubdate",
    "bt:pubdate",
    "rbpubdate",
    "article_date_original",
    "article.published",
    "dcterms.issued",
    "dc.date.issued",
    "dc.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "citation_publication_date",
    "citation_date",
    "search.date",
    "shareaholic:article_published_time",
    "ptime",
    "date",
    "datecreated",
    "og:pubdate",
    "og:release_date",
    "release_date",
];

const OUTLETS: &[&str] = &[
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_journal_title",
    "publisher",
    "application-name",
    "apple-mobile-web-app-title",
];

const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
];

const TOPICS: &[&str] = &[
    "article:section",
    "article:tag",
    "parsely-section",
    "parsely-tags",
    "news_keywords",
    "sailthru.tags",
    "keywords",
];

const DESCRIPTIONS: &[&str] = &["og:description", "description", "twitter:description"];

/// Topics of a page at most; some list hundreds of words to be found by.
const MOST_TOPICS: usize = 20;

/// The names and values in the head of a page.
struct Head<'a>(Vec<(String, &'a str)>);

impl<'a> Head<'a> {
    fn new(tree: &'a Tree) -> Self {
        const MOST: usize = 2000;
        let metas = tree.elements(0).filter(|(_, element)| element.is("meta"));
        let named = metas.flat_map(|(_, element)| {
            let content =
                element.attribute("content").map(str::trim).filter(|text| !text.is_empty());
            ["property", "name", "itemprop"]
                .iter()
                .filter_map(|key| element.attribute(key))
                .filter_map(move |name| Some((name.trim().to_lowercase(), content?)))
        });
        Self(named.take(MOST).collect())
    }

    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, content)| *content)
    }

    fn first(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.all(name).next())
    }
}

/// The language that the page says it is in.
fn language(tree: &Tree, head: &Head<'_>) -> Option<Language> {
    let page = tree.elements(0).find(|(_, element)| element.is("html"));
    let said = page.and_then(|(_, element)| element.attribute("lang"));
    said.or_else(|| head.first(&["og:locale"])).and_then(|code| code.parse().ok())
}

impl Says {
    /// Reads `tree`, its `blocks`, and the `scripts` of linked data that its page had.
    pub(super) fn new(tree: &Tree, blocks: &[Block], scripts: &[String]) -> Self {
        let head = Head::new(tree);
        let canonical = canonical(tree).or_else(|| {
            head.first(&["og:url"]).filter(|url| url.starts_with("http")).map(str::to_owned)
        });
        let data = linked_data::read(scripts, canonical.as_deref());
        let url = canonical.or_else(|| data.url.clone());
        let outlet = data
            .outlet
            .clone()
            .or_else(|| head.first(OUTLETS).map(str::to_owned))
            .filter(|outlet| !outlet.starts_with("http") && outlet.len() <= 80);
        let mut says = Self {
            date: date(tree, &head, &data, url.as_deref()),
            authors: authors(tree, &head, &data, outlet.as_deref()),
            topics: topics(&head, &data),
            description: head
                .first(DESCRIPTIONS)
                .map(str::to_owned)
                .or_else(|| data.description.clone()),
            language: language(tree, &head),
            title: None,
            text: data.text,
            outlet,
            url,
        };
        let titles = super::title::Titles {
            linked: data.title.as_deref(),
            shared: head.first(&[
                "og:title",
                "twitter:title",
                "dc.title",
                "dcterms.title",
                "title",
            ]),
            outlet: says.outlet.as_deref(),
            url: says.url.as_deref(),
        };
        says.title = titles.best(tree, blocks);
        says
    }
}

fn canonical(tree: &Tree) -> Option<String> {
    let links = tree.elements(0).filter(|(_, element)| element.is("link"));
    links
        .filter(|(_, link)| {
            link.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        })
        .filter_map(|(_, link)| link.attribute("href"))
        .find(|href| href.starts_with("http"))
        .map(|href| href.trim().to_owned())
}

/// The day of publication: what linked data says, then the head, the parts of the page that are
/// marked as it, a time beside the headline, and the address.
fn date(tree: &Tree, head: &Head<'_>, data: &LinkedData, url: Option<&str>) -> Option<ApproxDate> {
    let marked = || {
        tree.elements(0).find_map(|(at, element)| {
            let property = element.attribute("itemprop")?;
            let its = property.split(' ').any(|word| word == "datePublished");
            let value = || {
                let said = element.attribute("datetime").or(element.attribute("content"));
                dates::parse(said.unwrap_or(&tree.text(at)))
            };
            its.then(value).flatten()
        })
    };
    data.date
        .as_deref()
        .and_then(dates::parse)
        .or_else(|| DATES.iter().find_map(|name| head.all(name).find_map(dates::parse)))
        .or_else(marked)
        .or_else(|| beside_headline(tree))
        .or_else(|| url.and_then(in_address))
}

/// The first time that stands behind the headline, unless it is that of a change.
fn beside_headline(tree: &Tree) -> Option<ApproxDate> {
    const FARTHEST: usize = 400;
    let headline = tree.elements(0).find(|(_, element)| element.is("h1")).map(|(at, _)| at);
    let from = headline.unwrap_or(0);
    let near = |at: usize| at.abs_diff(from) < FARTHEST;
    let mut changed = None;
    for (at, element) in tree.elements(0).filter(|(at, element)| element.is("time") && near(*at)) {
        let outside = tree.ancestors(at).filter_map(|at| tree.element(at)).any(|around| {
            matches!(&*around.name, "aside" | "nav" | "footer" | "li")
                || noise::doubt(around) == Doubt::Sure
        });
        let text = tree.text(at);
        let date = element.attribute("datetime").and_then(dates::parse);
        let Some(date) = date.or_else(|| dates::parse(&text)).filter(|_| !outside) else {
            continue;
        };
        let around = tree.element(tree.nodes[at].parent);
        let class = around.into_iter().chain([element]).filter_map(|it| it.attribute("class"));
        let said = class.collect::<String>().to_lowercase() + &text.to_lowercase();
        if ["update", "modif", "change", "aktualis"].iter().any(|word| said.contains(word)) {
            changed = changed.or(Some(date));
        } else if at > from || headline.is_none() {
            return Some(date);
        }
    }
    let _ = changed; // A change tells no publication.
    None
}

/// The day in an address: `/2024/11/05/`, `/2024-11-05-`, `/20241105/`.
fn in_address(url: &str) -> Option<ApproxDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (_, path) = path.split_once('/')?;
    let starts = path.char_indices().filter(|(at, char)| {
        char.is_ascii_digit() && !path[..*at].ends_with(|before: char| before.is_ascii_digit())
    });
    starts.map(|(at, _)| &path[at..]).find_map(|rest| {
        let end = rest
            .find(|char: char| !char.is_ascii_digit() && !matches!(char, '/' | '-' | '_'))
            .unwrap_or(rest.len());
        let digits = rest[..end].trim_end_matches(['/', '-', '_']);
        let year: i16 = rest.get(..4)?.parse().ok()?;
        let (found, rest) = dates::leading(digits)?;
        let whole = rest.is_empty() && (1990..2100).contains(&year);
        let number = digits.bytes().all(|byte| byte.is_ascii_digit());
        (whole && (!number || digits.len() == 8)).then_some(found)
    })
}

fn authors(tree: &Tree, head: &Head<'_>, data: &LinkedData, outlet: Option<&str>) -> Vec<String> {
    let mut authors = data.authors.clone();
    if authors.is_empty() {
        authors = AUTHORS
            .iter()
            .map(|name| head.all(name).map(str::to_owned).collect::<Vec<_>>())
            .find(|found| found.iter().any(|name| is_name(name)))
            .unwrap_or_default();
    }
    if authors.is_empty() {
        let marked = tree.elements(0).filter(|(_, element)| {
            element.attribute("rel") == Some("author")
                || element.attribute("itemprop").is_some_and(|property| property == "author")
        });
        authors = marked.map(|(at, _)| tree.text(at)).take(4).collect();
    }
    let mut kept: Vec<String> = Vec::new();
    for author in authors {
        let author = super::super::meta::tidy(&author);
        let own = outlet.is_some_and(|outlet| outlet.eq_ignore_ascii_case(&author));
        if is_name(&author) && !own && !kept.contains(&author) {
            kept.push(author);
        }
    }
    kept
}

fn is_name(text: &str) -> bool {
    !text.contains("://")
        && !text.contains('@')
        && text.len() <= 100
        && text.contains(char::is_alphabetic)
}

fn topics(head: &Head<'_>, data: &LinkedData) -> Vec<String> {
    let mut topics = data.topics.clone();
    for name in TOPICS {
        if *name != "keywords" || topics.is_empty() {
            topics.extend(head.all(name).map(linked_data::plain));
        }
    }
    let parts = topics.iter().flat_map(|topic| topic.split([',', ';'])).map(str::trim);
    let mut kept: Vec<String> = Vec::new();
    for topic in parts.filter(|topic| !topic.is_empty() && topic.len() <= 60) {
        if !kept.iter().any(|known| known.eq_ignore_ascii_case(topic)) && kept.len() < MOST_TOPICS {
            kept.push(topic.to_owned());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::{super::blocks, *};

    fn says(html: &str) -> Says {
        let tree = Tree::new(&Document::from(html));
        Says::new(&tree, &blocks::blocks(&tree), &[])
    }

    #[test]
    fn addresses_may_have_a_day() {
        let day = |url| in_address(url).map(|date| date.to_string());
        for url in [
            "https://a.example/2031/05/06/cranes.html",
            "https://a.example/news/2031-05-06-cranes",
            "https://a.example/news/20310506/",
            "https://a.example/news/cranes-20310506.html",
            "https://a.example/12345/2031/5/6/x",
        ] {
            assert_eq!(day(url).as_deref(), Some("2031-05-06"), "{url}");
        }
        for url in [
            "https://a.example/news/203105061",
            "https://a.example/2031/05/",
            "https://20310506.example/",
            "https://a.example/12310506",
        ] {
            assert_eq!(day(url), None, "{url}");
        }
    }

    #[test]
    fn dates_are_those_of_publication() {
        let day = |html| says(html).date.map(|date| date.to_string());
        let time = "<nav><time datetime=2031-01-01>x</time></nav><h1>A</h1>\
                    <p class=updated><time datetime=2031-05-09>x</time></p>\
                    <p><time datetime=2031-05-06T10:00>x</time></p>";
        assert_eq!(day(time).as_deref(), Some("2031-05-06"));
        let marked = "<span itemprop=datePublished content=2031-05-06></span>";
        assert_eq!(day(marked).as_deref(), Some("2031-05-06"));
        let head = "<meta property=article:published_time content=2031-05-06T01:02:03Z>\
                    <meta name=date content=2031-05-08>";
        assert_eq!(day(head).as_deref(), Some("2031-05-06"));
        assert_eq!(day("<aside><time datetime=2031-01-01>x</time></aside>"), None);
    }

    #[test]
    fn authors_are_no_addresses() {
        let page =
            says("<meta name=author content='https://a.example/jo'><a rel=author> Jo\nLind</a>");
        assert_eq!(page.authors, ["Jo Lind"]);
    }
}
