//! JSON objects into documents, whatever shape they have: articles, records of speeches,
//! transcripts, and lists of any of them under some key.

pub(super) mod cut;
pub(super) mod node;
mod parts;
mod record;

use self::{node::Node, parts::Parts};
use super::{
    Fault, dates,
    meta::{self, Field, Meta},
    options::Mapping,
    prose,
};
use crate::model::{Document, Origin};

/// Keys of objects that only hold more of what is known of a document.
const NESTS: &[&str] = &[
    "meta",
    "metadata",
    "header",
    "fields",
    "attributes",
    "info",
    "data",
    "response",
    "result",
    "_source",
    "doc",
    "document",
    "record",
    "entry",
    "item",
];

/// Keys of lists that hold the documents, where there are several lists.
const LISTS: &[&str] = &[
    "articles",
    "documents",
    "docs",
    "data",
    "results",
    "items",
    "records",
    "entries",
    "rows",
    "hits",
    "stories",
    "posts",
];

/// What names in an object are worth less than those of the object it stands in.
const NESTED: u8 = 100;

/// What an object comes to.
pub(super) enum Found {
    /// The document is filled, and this is wrong with its date.
    Document(Option<Fault>),
    /// It holds documents in a list.
    List(Vec<Node>),
    /// Its text is empty.
    WithoutText,
}

/// Where a record stands, for people and as bytes.
pub(super) struct Place {
    pub(super) raw: (u64, u64),
    pub(super) name: String,
}

/// What was found in an object.
#[derive(Default)]
struct Gathered {
    meta: Meta,
    texts: Vec<(u8, Node)>,
    lists: Vec<(String, Vec<Node>)>,
}

/// Fills `document` from the members of an object, which stands at `place`.
pub(super) fn fill(
    members: Vec<(String, Node)>,
    map: &Mapping,
    place: Place,
    document: &mut Document,
) -> Result<Found, Fault> {
    let mut gathered = Gathered::default();
    gathered.add(members, "", 0, map);
    let Gathered { meta, texts, lists } = gathered;
    let has_text = !texts.is_empty();
    match best(texts, map, meta.has(Field::Speaker)) {
        Some(Text::Whole(text)) => prose::write(document, text),
        Some(Text::Parts(parts)) => parts.write(document, place.raw, &place.name),
        None => {
            return match documents(lists, map) {
                Some(list) => Ok(Found::List(list)),
                None if has_text => Ok(Found::WithoutText),
                None => Err(Fault::NoText),
            };
        }
    }
    if document.paragraphs.is_empty() {
        return Ok(Found::WithoutText);
    }
    if document.origins.first().is_none_or(|first| 0 < first.start) {
        document.origins.insert(0, Origin { start: 0, raw: place.raw, place: place.name });
    }
    let fault = meta.fill(document);
    if document.published.is_none() && !document.turns.is_empty() {
        // "Hearing - May 5, 2031"
        let title = document.title.as_deref().unwrap_or_default();
        let last = title.rsplit_once(" - ").or_else(|| title.rsplit_once(" – "));
        let date = last.and_then(|(_, last)| dates::parse(last));
        document.published = date.filter(|date| date.first() == date.last());
    }
    Ok(Found::Document(fault))
}

/// Whether an element of a list is a piece of a recording, and no document.
pub(super) fn is_segment(node: &Node, map: &Mapping) -> bool {
    let Node::Object(members) = node else { return false };
    let has = |wanted: Field| {
        members.iter().any(|(key, _)| map.field(key).is_some_and(|(field, _)| field == wanted))
    };
    node.get("start").is_some()
        && has(Field::Text)
        && ![Field::Title, Field::Date, Field::Url, Field::Outlet].into_iter().any(has)
}

enum Text {
    Whole(String),
    Parts(Parts),
}

/// The best of several texts: one that says who speaks, or the one of the best name.
fn best(mut texts: Vec<(u8, Node)>, map: &Mapping, is_speech: bool) -> Option<Text> {
    texts.sort_by_key(|(rank, _)| *rank);
    let mut best = None;
    for (rank, node) in texts {
        let text = match node {
            Node::Text(text) if meta::says_nothing(&text) => continue,
            Node::Text(_) if is_speech && meta::is_summary(rank) => continue,
            Node::Text(text) => Text::Whole(plain(text)),
            node => {
                let parts = Parts::of(node, map);
                if parts.have_voices() {
                    return Some(Text::Parts(parts));
                }
                if parts.is_empty() {
                    continue;
                }
                Text::Parts(parts)
            }
        };
        best.get_or_insert(text);
    }
    best
}

/// The list whose elements are documents.
fn documents(mut lists: Vec<(String, Vec<Node>)>, map: &Mapping) -> Option<Vec<Node>> {
    const LOOKED_AT: usize = 100;
    let has_text = |node: &Node| {
        let Node::Object(members) = node else { return false };
        let mut gathered = Gathered::default();
        gathered.add(members.clone(), "", 0, map);
        gathered.texts.iter().any(|(_, text)| !matches!(text, Node::Nothing))
    };
    lists.retain(|(_, nodes)| nodes.iter().take(LOOKED_AT).any(has_text));
    let at = match lists.len() {
        0 => return None,
        1 => 0,
        _ => lists.iter().position(|(key, _)| LISTS.contains(&key.as_str()))?,
    };
    Some(lists.swap_remove(at).1)
}

impl Gathered {
    /// Adds the members of the object at `path`, whose names are worth `worse` less.
    fn add(&mut self, members: Vec<(String, Node)>, path: &str, worse: u8, map: &Mapping) {
        for (key, node) in members {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let given = map.paths().find(|(_, given)| given.eq_ignore_ascii_case(&path));
            let field = given.map(|(field, _)| (field, 0)).or_else(|| {
                let (field, rank) = map.field(&key)?;
                Some((field, rank.saturating_add(worse)))
            });
            match (field, node) {
                (Some((Field::Text, rank)), node @ Node::Object(_)) => match node.name() {
                    Some(text) if node.get("rendered").is_some() || node.get("value").is_some() => {
                        self.texts.push((rank, Node::Text(text)));
                    }
                    _ => self.nest(node, &path, worse, map),
                },
                (Some((Field::Text, rank)), node) => self.texts.push((rank, node)),
                (Some((field, rank)), node) => self.meta.set(field, rank, node.values()),
                (None, node @ Node::Object(_)) => {
                    let is_given = map.paths().any(|(_, given)| {
                        given.get(..=path.len()).is_some_and(|start| {
                            start.ends_with('.') && start[..path.len()].eq_ignore_ascii_case(&path)
                        })
                    });
                    if is_given || NESTS.contains(&key.as_str()) {
                        if let (Some(Node::Text(chamber)), "header") = (node.get("chamber"), &*key)
                        {
                            self.meta.set(Field::Topics, 0, vec![chamber.clone()]);
                            let record = "Congressional Record".to_owned();
                            self.meta.set(Field::Outlet, 0, vec![record]);
                        }
                        self.nest(node, &path, worse, map);
                    }
                }
                (None, Node::List(nodes))
                    if nodes.iter().any(|node| matches!(node, Node::Object(_))) =>
                {
                    self.lists.push((key, nodes));
                }
                _ => {}
            }
        }
    }

    fn nest(&mut self, node: Node, path: &str, worse: u8, map: &Mapping) {
        if let Node::Object(members) = node {
            self.add(members, path, worse.saturating_add(NESTED), map);
        }
    }
}

/// `text` without the marks of a web page, where it has any.
fn plain(text: String) -> String {
    let marked = ["</p>", "<br", "</div>", "</a>", "</em>", "</i>", "</b>", "</strong>", "<p>"];
    if marked.iter().any(|mark| text.contains(mark)) {
        mail_parser::decoders::html::html_to_text(&text)
    } else {
        text
    }
}
