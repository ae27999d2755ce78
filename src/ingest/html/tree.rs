//! The parser's tree laid flat, in the order of the page: what stands in a node is a range.

use dom_query::{Attr, Document, LocalName, NodeData, NodeId};

use super::scan::AT;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// An element or a piece of text.
#[derive(Debug)]
pub(super) struct Node {
    /// What it stands in; the first node stands in itself.
    pub(super) parent: usize,
    /// One past the last node that stands in it.
    pub(super) end: usize,
    pub(super) data: Data,
}

#[derive(Debug)]
pub(super) enum Data {
    Element(Element),
    Text(String),
}

#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: LocalName,
    attributes: Vec<Attr>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| &*attribute.name.local == name);
        found.map(|attribute| &*attribute.value)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        &*self.name == name
    }

    /// Where its tag begins in the page.
    pub(super) fn place(&self) -> Option<usize> {
        self.attribute(AT)?.parse().ok()
    }
}

impl Tree {
    pub(super) fn new(document: &Document) -> Self {
        let tree = &document.tree;
        let mut nodes: Vec<Node> = Vec::with_capacity(tree.len());
        let root = document.root().id;
        // What is open: its node, and its place among ours where it has one.
        let mut next = Some(root);
        let mut open: Vec<(NodeId, Option<usize>)> = Vec::new();
        while let Some(id) = next {
            let parent = open.iter().rev().find_map(|(_, index)| *index).unwrap_or(0);
            let index = nodes.len();
            let found = tree.query_node(&id, |node| {
                let data = match &node.data {
                    NodeData::Element(element) => Some(Data::Element(Element {
                        name: element.name.local.clone(),
                        attributes: element.attrs.clone(),
                    })),
                    NodeData::Text { contents } => Some(Data::Text(contents.to_string())),
                    _ => None,
                };
                (data, node.first_child, node.next_sibling)
            });
            let Some((data, child, sibling)) = found else { break };
            let ours = data.map(|data| {
                nodes.push(Node { parent, end: index + 1, data });
                index
            });
            if child.is_some() {
                open.push((id, ours));
                next = child;
                continue;
            }
            next = sibling;
            while next.is_none() {
                let Some((id, ours)) = open.pop() else { break };
                if let Some(ours) = ours {
                    nodes[ours].end = nodes.len();
                }
                next = tree.query_node(&id, |node| node.next_sibling).flatten();
            }
        }
        Self { nodes }
    }

    pub(super) fn element(&self, index: usize) -> Option<&Element> {
        match &self.nodes.get(index)?.data {
            Data::Element(element) => Some(element),
            Data::Text(_) => None,
        }
    }

    /// The elements within the node at `index`, itself included.
    pub(super) fn elements(&self, index: usize) -> impl Iterator<Item = (usize, &Element)> {
        let end = self.nodes.get(index).map_or(index, |node| node.end);
        (index..end).filter_map(|at| Some((at, self.element(at)?)))
    }

    /// What `index` stands in, from the inside out.
    pub(super) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        let mut at = index;
        std::iter::from_fn(move || {
            let parent = self.nodes[at].parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// All text in the node at `index`, with a blank between pieces that have elements between.
    pub(super) fn text(&self, index: usize) -> String {
        let mut text = String::new();
        for node in &self.nodes[index..self.nodes[index].end] {
            match &node.data {
                Data::Text(piece) => text.push_str(piece),
                Data::Element(element) if element.is("br") => text.push(' '),
                Data::Element(_) => {}
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_hold_a_range() {
        let document = Document::from("<title>x</title><div at=3>a<p>b<br>c</p></div>d");
        let tree = Tree::new(&document);
        let (div, element) = tree.elements(0).find(|(_, element)| element.is("div")).unwrap();
        assert_eq!(element.place(), Some(3));
        assert_eq!(tree.text(div), "ab c");
        let (paragraph, _) = tree.elements(div).nth(1).unwrap();
        assert!(tree.ancestors(paragraph).any(|ancestor| ancestor == div));
        assert_eq!(tree.nodes.last().map(|node| node.parent), Some(tree.nodes[div].parent));
    }
}
