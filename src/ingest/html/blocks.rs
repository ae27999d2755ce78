//! The lines of a page: runs of words that no element of its own line interrupts.

use super::{
    noise,
    tags::{self, Tag},
    tree::{Data, Tree},
};

/// A paragraph, a heading, an item of a list: whatever stands on lines of its own.
#[derive(Debug)]
pub(super) struct Block {
    /// The element that it stands in, of those on lines of their own.
    pub(super) node: usize,
    /// Its first piece of text.
    pub(super) first: usize,
    /// One past the last of its nodes.
    pub(super) end: usize,
    pub(super) text: String,
    /// The level of the heading that it is, from 1.
    pub(super) level: Option<u8>,
    /// How much there is to read, in characters of a script with letters.
    pub(super) weight: usize,
    /// How much of that is links.
    pub(super) linked: usize,
    /// Where in the page its element, or the line break in front of it, begins.
    pub(super) place: Option<usize>,
}

impl Block {
    /// The share of it that is links.
    pub(super) fn link_share(&self) -> f64 {
        ratio(self.linked, self.weight)
    }
}

/// `part` of `whole`, where that is not nothing.
#[expect(clippy::cast_precision_loss, reason = "shares of far less than 2^52")]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The blocks of `tree` in order; its head and what of a line is not seen are left out.
pub(super) fn blocks(tree: &Tree) -> Vec<Block> {
    let mut walk = Walk { tree, blocks: Vec::new(), current: Current::default() };
    let mut at = 0;
    while at < tree.nodes.len() {
        walk.leave(at);
        match &tree.nodes[at].data {
            Data::Text(text) => walk.text(at, text),
            Data::Element(element)
                if element.is("head") || (element.is("span") && noise::is_unseen(element)) =>
            {
                at = tree.nodes[at].end;
                continue;
            }
            Data::Element(element) => walk.enter(at, element.place()),
        }
        at += 1;
    }
    walk.flush(at);
    walk.blocks
}

/// The block that is being gathered.
#[derive(Default)]
struct Current {
    text: String,
    weight: usize,
    linked: usize,
    first: usize,
    place: Option<usize>,
    /// Elements that are open and stand on lines of their own, and links: node, end, kind.
    open: Vec<(usize, usize, Tag)>,
    /// A blank comes before the next word.
    blank: bool,
    /// The last thing was a line break.
    broken: bool,
}

struct Walk<'a> {
    tree: &'a Tree,
    blocks: Vec<Block>,
    current: Current,
}

impl Walk<'_> {
    fn kind(&self, at: usize) -> Tag {
        let name = self.tree.element(at).map_or("", |element| &*element.name);
        tags::tag(name, &mut [0; tags::LONGEST])
    }

    /// Ends what ended before the node `at`.
    fn leave(&mut self, at: usize) {
        while let Some((_, end, tag)) = self.current.open.last().copied()
            && end <= at
        {
            if tag.is_block() {
                self.flush(at);
            }
            self.current.open.pop();
        }
    }

    fn enter(&mut self, at: usize, place: Option<usize>) {
        let tag = self.kind(at);
        let end = self.tree.nodes[at].end;
        if tag.is_block() {
            self.flush(at);
            self.current.place = place.or(self.current.place);
            self.current.open.push((at, end, tag));
        } else if tag == Tag::Break {
            let rule = self.tree.element(at).is_some_and(|element| element.is("hr"));
            if self.current.broken || rule {
                self.flush(at);
                self.current.place = place.or(self.current.place);
            }
            self.current.broken = true;
        } else if tag == Tag::Link {
            self.current.open.push((at, end, tag));
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        let linked = self.current.open.iter().rev().any(|(node, _, tag)| {
            *tag == Tag::Link
                && self.tree.element(*node).is_some_and(|link| link.attribute("href").is_some())
        });
        let as_typed =
            self.tree.ancestors(at).take(3).any(|ancestor| {
                self.tree.element(ancestor).is_some_and(|element| element.is("pre"))
            });
        let current = &mut self.current;
        let mut weight = 0;
        for char in text.chars() {
            if char == '\n' && as_typed {
                current.broken = true;
            } else if char.is_ascii_whitespace() {
                current.blank = true;
            } else {
                if current.text.is_empty() {
                    current.first = at;
                } else if current.broken {
                    current.text.push('\n');
                } else if current.blank {
                    current.text.push(' ');
                    weight += 1;
                }
                current.blank = false;
                current.broken = false;
                current.text.push(char);
                weight += weight_of(char);
            }
        }
        current.weight += weight;
        current.linked += if linked { weight } else { 0 };
    }

    /// Ends the block before the node `at`.
    fn flush(&mut self, at: usize) {
        let current = &mut self.current;
        current.blank = false;
        current.broken = false;
        let text = std::mem::take(&mut current.text);
        let (weight, linked) = (current.weight, current.linked);
        (current.weight, current.linked) = (0, 0);
        if text.trim().is_empty() {
            return;
        }
        let node = current.open.iter().rev().find(|(_, _, tag)| tag.is_block());
        let node = node.map_or(0, |(node, _, _)| *node);
        let heading = current.open.iter().find(|(_, _, tag)| *tag == Tag::Heading);
        let level = heading.and_then(|(node, _, _)| {
            self.tree.element(*node)?.name.strip_prefix('h')?.parse().ok()
        });
        self.blocks.push(Block {
            node,
            first: current.first,
            end: at,
            text,
            level,
            weight,
            linked,
            place: current.place,
        });
    }
}

/// How much a character says: a syllable or a word of Chinese, Japanese or Korean as much as
/// several letters.
fn weight_of(char: char) -> usize {
    match char {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let tree = Tree::new(&Document::from(html));
        let blocks = blocks(&tree);
        let found: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn lines_are_parted_as_a_browser_would() {
        check("a <b>b</b> <a href=x> c </a>d", &["a b c d"]);
        check("<div>a<p>b</p>c<div>d</div></div>e", &["a", "b", "c", "d", "e"]);
        check("a<br>b<br> <br>c<hr>d", &["a\nb", "c", "d"]);
        check("<pre>a\n  b</pre>c\nd", &["a\nb", "c d"]);
        check("<ul><li>a<li>b</ul><h2>c</h2>", &["a", "b", "c"]);
        check("a <span class=sr-only>b</span>c", &["a c"]);
        check("<p> \u{a0} </p><p>a\u{a0}b</p>", &["a\u{a0}b"]);
    }

    #[test]
    fn links_are_weighed() {
        let tree = Tree::new(&Document::from("<p>ab <a href=x>cd</a> <a name=y>e</a>"));
        let blocks = blocks(&tree);
        assert_eq!((blocks[0].weight, blocks[0].linked), (7, 3));
    }
}
