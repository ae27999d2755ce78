//! A second opinion on which blocks are the article: what a browser's reading view would show.

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::{
    article::{View, plain},
    blocks::blocks,
    tree::Tree,
};

/// Nodes of a page that is worth the time.
const MOST_NODES: usize = 20_000;

/// The element that the reading view is put into.
const VIEW: &str = "readability-page-1";

/// The blocks of the reading view of `page`, with nothing but their letters.
pub(super) fn reading_view(page: Document) -> Option<View> {
    if page.tree.len() > MOST_NODES {
        return None;
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut view = Readability::with_document(page, None, Some(config)).ok()?;
    view.parse().ok()?;
    let tree = Tree::new(&view.doc);
    let (from, _) = tree.elements(0).find(|(_, element)| element.attribute("id") == Some(VIEW))?;
    let to = tree.nodes[from].end;
    let shown = blocks(&tree);
    let shown = shown.iter().filter(|block| (from..to).contains(&block.first));
    Some(shown.map(|block| plain(&block.text)).collect())
}
