//! A page as it goes to the parser: scripts and styles left out, every tag closed in order, and
//! no deeper than the limit, which the parser's time grows with the square of.

use std::fmt::Write;

use super::{
    attributes::Attributes,
    tags::{self, Tag, Treatment},
};

/// What the parser gets, and what it does not.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The page, well-formed. Tags that begin a block have their place in the page in [`AT`].
    pub(super) html: String,
    /// What stands in its scripts of linked data.
    pub(super) linked_data: Vec<String>,
    /// Whether elements stood deeper than the limit; those were opened up into what they are in.
    pub(super) too_deep: bool,
    /// Whether there were more elements than the limit, and the rest was left out.
    pub(super) too_many: bool,
}

/// The attribute that says where in the page a tag began.
pub(super) const AT: &str = "at";

/// Elements of a page at most: each takes some hundred bytes once parsed.
const MOST_ELEMENTS: usize = 200_000;

/// Bytes of the parser's input at most.
const MOST_BYTES: usize = 24 << 20;

/// Bytes of linked data that are kept.
const MOST_LINKED_DATA: usize = 4 << 20;

/// The bit for `title`.
const TITLE: u8 = 8;

/// Scans `page`, with elements at most `depth` deep.
pub(super) fn scan(page: &str, depth: usize) -> Scanned {
    let mut scanner = Scanner {
        page,
        at: 0,
        depth,
        elements: 0,
        open: Vec::with_capacity(64),
        closed_over: 0,
        seen_root: 0,
        endless: Vec::new(),
        out: Scanned { html: String::with_capacity(page.len() / 2), ..Scanned::default() },
    };
    scanner.run();
    scanner.out
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    tag: Tag,
    /// What it is called in the output; `None` where only its content goes there.
    out: Option<&'a str>,
}

struct Scanner<'a> {
    page: &'a str,
    at: usize,
    depth: usize,
    elements: usize,
    open: Vec<Open<'a>>,
    /// How many elements over the limit are open.
    closed_over: usize,
    /// Bits for `html`, `head`, `body` and [`TITLE`], which come once.
    seen_root: u8,
    /// Elements whose content is left out that no end tag comes of any more.
    endless: Vec<&'a str>,
    out: Scanned,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        let page = self.page;
        let bytes = page.as_bytes();
        while let Some(length) = memchr::memchr(b'<', &bytes[self.at..]) {
            let open = self.at + length;
            self.text(self.at, open);
            self.at = open;
            if self.elements > MOST_ELEMENTS || self.out.html.len() > MOST_BYTES {
                self.out.too_many = true;
                self.at = bytes.len();
                break;
            }
            match bytes.get(open + 1) {
                Some(b'!') => self.declaration(),
                Some(b'/') if bytes.get(open + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.end_tag();
                }
                Some(b'?' | b'/') => self.skip_past(b'>'),
                Some(byte) if byte.is_ascii_alphabetic() => self.start_tag(),
                _ => {
                    self.out.html.push_str("&lt;");
                    self.at += 1;
                }
            }
        }
        self.text(self.at, bytes.len());
        while let Some(open) = self.open.pop() {
            self.close(&open);
        }
    }

    fn text(&mut self, from: usize, to: usize) {
        self.out.html.push_str(&self.page[from..to]);
    }

    /// Goes on behind the next `byte`, or at the end.
    fn skip_past(&mut self, byte: u8) {
        let rest = &self.page.as_bytes()[self.at..];
        self.at = memchr::memchr(byte, rest).map_or(self.page.len(), |length| self.at + length + 1);
    }

    fn declaration(&mut self) {
        let rest = &self.page[self.at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = if comment.starts_with('>') {
                Some(1)
            } else if comment.starts_with("->") {
                Some(2)
            } else {
                memchr::memmem::find(comment.as_bytes(), b"-->").map(|end| end + 3)
            };
            self.at = end.map_or(self.page.len(), |end| self.at + 4 + end);
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            // XHTML hides text in these.
            let end = memchr::memmem::find(data.as_bytes(), b"]]>").unwrap_or(data.len());
            let words = data[..end].replace('&', "&amp;").replace('<', "&lt;");
            self.out.html.push_str(&words);
            self.at = (self.at + "<![CDATA[".len() + end + 3).min(self.page.len());
        } else {
            let from = self.at;
            self.skip_past(b'>');
            if rest.get(2..9).is_some_and(|name| name.eq_ignore_ascii_case("doctype")) {
                // A short one is all there is.
                self.text(from, self.page.floor_char_boundary(self.at.min(from + 200)));
                if !self.out.html.ends_with('>') {
                    self.out.html.push('>');
                }
            }
        }
    }

    fn end_tag(&mut self) {
        let name = self.name(self.at + 2);
        self.skip_past(b'>');
        let mut lower = [0; tags::LONGEST];
        let tag = tags::tag(name, &mut lower);
        if self.closed_over > 0 && tag.is_block() {
            self.closed_over -= 1;
            return;
        }
        let found = self.open.iter().rposition(|open| {
            open.name.eq_ignore_ascii_case(name) || (tag == Tag::Heading && open.tag == tag)
        });
        let Some(found) = found else { return };
        if self.open[found..].iter().skip(1).any(|open| open.tag.keeps_in(tag)) {
            return;
        }
        self.close_from(found);
    }

    /// Closes the elements from the one at `index` on.
    fn close_from(&mut self, index: usize) {
        while index < self.open.len() {
            if let Some(open) = self.open.pop() {
                self.close(&open);
            }
        }
    }

    fn close(&mut self, open: &Open<'_>) {
        if open.tag == Tag::Quote {
            self.out.html.push('”');
        } else if let Some(name) = open.out {
            self.out.html.push_str("</");
            self.out.html.push_str(name);
            self.out.html.push('>');
        }
    }

    /// Closes the nearest open element that `closes` says of, unless one that keeps it in stands
    /// between.
    fn close_implied(&mut self, inner: Tag, closes: impl Fn(Tag) -> bool) {
        for index in (0..self.open.len()).rev() {
            let tag = self.open[index].tag;
            if closes(tag) {
                self.close_from(index);
                return;
            }
            if tag.keeps_in(inner) {
                return;
            }
        }
    }

    fn start_tag(&mut self) {
        let began = self.at;
        let name = self.name(began + 1);
        let mut lower = [0; tags::LONGEST];
        let tag = tags::tag(name, &mut lower);
        let attributes = Attributes::read(self.page, began + 1 + name.len());
        self.at = attributes.end;
        match tag.treatment() {
            Treatment::Skip => return self.raw(name, &attributes),
            Treatment::Leave => return,
            Treatment::Root(bit) => {
                if self.seen_root & bit == 0 {
                    self.seen_root |= bit;
                    self.write(name, tag, &attributes, None);
                }
                return;
            }
            Treatment::Void => {
                let place = (tag == Tag::Break).then_some(began);
                self.elements += 1;
                self.write(name, tag, &attributes, place);
                return;
            }
            Treatment::Title => {
                let seen = self.seen_root & TITLE > 0;
                self.seen_root |= TITLE;
                if seen {
                    return self.raw(name, &attributes);
                }
                let Some(end) = self.end_of(name) else { return };
                self.write(name, tag, &attributes, None);
                let words = self.page[self.at..end].replace('<', "&lt;");
                self.out.html.push_str(&words);
                self.out.html.push_str("</title>");
                self.at = end;
                self.skip_past(b'>');
                return;
            }
            Treatment::Element | Treatment::Inline => {}
        }
        if tag.is_block() {
            self.close_implied(Tag::Paragraph, |open| open == Tag::Paragraph);
        }
        match tag {
            Tag::Item => self.close_implied(tag, |open| open == Tag::Item),
            Tag::Term => self.close_implied(tag, |open| open == Tag::Term),
            Tag::Cell => self.close_implied(tag, |open| open == Tag::Cell),
            Tag::Row => self.close_implied(tag, |open| open == Tag::Row),
            Tag::Rows => self.close_implied(tag, |open| open == Tag::Rows),
            Tag::Link => self.close_implied(tag, |open| open == Tag::Link),
            Tag::Heading if self.open.last().is_some_and(|open| open.tag == Tag::Heading) => {
                self.close_from(self.open.len() - 1);
            }
            _ => {}
        }
        let bare = tag.treatment() == Treatment::Inline && !attributes.tells();
        if self.open.len() >= self.depth {
            self.open.retain(|open| open.out.is_some());
            if self.open.len() >= self.depth {
                if tag.is_block() {
                    self.closed_over += 1;
                    self.out.too_deep = true;
                }
                return;
            }
        }
        let in_link = tag == Tag::Link && self.open.iter().any(|open| open.tag == Tag::Link);
        let out = match tag {
            Tag::Quote => {
                self.out.html.push('“');
                None
            }
            _ if bare || in_link => None,
            Tag::Form => Some("div"),
            _ if tag.treatment() == Treatment::Inline => Some("span"),
            _ => Some(name),
        };
        if let Some(out) = out {
            self.elements += 1;
            self.write(out, tag, &attributes, tag.is_block().then_some(began));
        }
        self.open.push(Open { name, tag, out });
    }

    /// The name that begins at `from`.
    fn name(&self, from: usize) -> &'a str {
        let rest = &self.page.as_bytes()[from..];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        &self.page[from..from + length]
    }

    /// Leaves an element's content out, where it ends at all; keeps what it says of linked data.
    fn raw(&mut self, name: &'a str, attributes: &Attributes<'_>) {
        // Looking for what is not there again and again would take for ever.
        let known = self.endless.iter().any(|endless| endless.eq_ignore_ascii_case(name));
        let end = if known { None } else { self.end_of(name) };
        let Some(end) = end else {
            if !known {
                self.endless.push(name);
            }
            if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
                self.at = self.page.len();
            }
            return;
        };
        if attributes.value("type").is_some_and(|kind| kind.contains("ld+json")) {
            let data = &self.page[self.at..end];
            let kept: usize = self.out.linked_data.iter().map(String::len).sum();
            if kept + data.len() <= MOST_LINKED_DATA {
                self.out.linked_data.push(data.to_owned());
            }
        }
        self.at = end;
        self.skip_past(b'>');
    }

    /// Where the end tag of the element `name` that is open stands, others of its name within
    /// jumped over where they can be nested.
    fn end_of(&self, name: &str) -> Option<usize> {
        const DEEPEST: usize = 200;
        let nests = ["svg", "math", "template"].iter().any(|nest| name.eq_ignore_ascii_case(nest));
        let bytes = self.page.as_bytes();
        let (mut at, mut inner) = (self.at, 0_usize);
        while let Some(length) = memchr::memchr(b'<', &bytes[at..]) {
            let open = at + length;
            at = open + 1;
            let end = bytes.get(at) == Some(&b'/');
            if (end || nests) && self.is_named(at + usize::from(end), name) {
                match (end, inner) {
                    (true, 0) => return Some(open),
                    (true, _) => inner -= 1,
                    (false, _) if inner < DEEPEST => inner += 1,
                    (false, _) => return None,
                }
            }
        }
        None
    }

    fn is_named(&self, at: usize, name: &str) -> bool {
        let bytes = self.page.as_bytes();
        let found = bytes.get(at..at + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(at + name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    }

    fn write(&mut self, name: &str, tag: Tag, attributes: &Attributes<'_>, place: Option<usize>) {
        let html = &mut self.out.html;
        html.push('<');
        html.push_str(name);
        if let Some(place) = place {
            let _ = write!(html, " {AT}={place}");
        }
        attributes.write(tag, html);
        html.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, html: &str) {
        assert_eq!(scan(page, 8).html, html);
    }

    #[test]
    fn tags_are_closed_in_order() {
        check("<div><p>a<p>b</div>c", "<div at=0><p at=5>a</p><p at=9>b</p></div>c");
        check("<ul><li>a<li>b</ul>", "<ul at=0><li at=4>a</li><li at=9>b</li></ul>");
        check("</div>a</p></b>", "a");
        check("<i>a</i><b class=x>b</b>", "a<span class=\"x\">b</span>");
        check("<td><div></td>a</div>", "<td at=0><div at=4></div></td>a");
        check("<q>a</q> 1 < 2", "“a” 1 &lt; 2");
        check(
            "<table><tr><td>a</div><td>b</table>",
            "<table at=0><tr at=7><td at=11>a</td><td at=22>b</td></tr></table>",
        );
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        check("a<script>if (1 < 2) '</p>'</SCRIPT >b<!-- c -->d", "abd");
        check("<svg><path/><svg></svg>x</svg>a<style>p{}", "a");
        let page = "<script type='application/ld+json'>{}</script>";
        assert_eq!(scan(page, 8).linked_data, ["{}"]);
        check(
            "<p onclick=\"a>b\" Class='x\"y' style='DISPLAY: none'>",
            "<p at=0 hidden=\"\" class=\"x&quot;y\"></p>",
        );
    }

    #[test]
    fn nothing_stands_deeper_than_the_limit() {
        let page = "<div>".repeat(50) + "a" + &"</div>".repeat(50) + "<p>b";
        let scanned = scan(&page, 8);
        assert!(scanned.too_deep);
        assert!(scanned.html.ends_with("</div><p at=551>b</p>"), "{}", scanned.html);
        assert_eq!(scanned.html.matches("<div").count(), 8);
        assert_eq!(scanned.html.matches("</div>").count(), 8);
    }
}
