//! What the tags of a page mean for its text.

/// Bytes of a name of a tag or an attribute that is known.
pub(super) const LONGEST: usize = 16;

/// What kind of element a tag begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tag {
    /// `html`, `head` and `body`.
    Root(u8),
    /// `br` and `hr`.
    Break,
    /// `meta` and `link`.
    Meta,
    Title,
    /// `a`.
    Link,
    /// `q`, which a browser puts between quotation marks.
    Quote,
    /// `b`, `font` and the like, which change how words look.
    Look,
    /// `span`, and what is not known.
    Inline,
    Form,
    Paragraph,
    Heading,
    /// `ul`, `ol` and `dl`.
    List,
    /// `li`.
    Item,
    /// `dt` and `dd`.
    Term,
    Table,
    /// `tbody` and its like.
    Rows,
    Row,
    Cell,
    /// `div`, `section` and whatever else stands on lines of its own.
    Block,
    /// Nothing of it is text for reading.
    Skipped,
    /// Only its tags mean nothing.
    Left,
}

/// What becomes of an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Treatment {
    /// It is left out with all that stands in it.
    Skip,
    /// Its tags are left out.
    Leave,
    /// It comes once; the bit tells which it is.
    Root(u8),
    /// It has no content.
    Void,
    /// Its content is text whatever stands there.
    Title,
    /// It is written as it is.
    Element,
    /// It is written only where attributes say something of it.
    Inline,
}

/// Attributes that say something of an element.
pub(super) const KEPT: &[&str] = &[
    "id",
    "role",
    "itemprop",
    "itemtype",
    "href",
    "rel",
    "name",
    "property",
    "content",
    "datetime",
    "lang",
    "hidden",
    "aria-hidden",
];

/// Attributes that name an element for programs, as its class does for style sheets.
pub(super) const NAMING: &[&str] = &[
    "data-component",
    "data-testid",
    "data-test-id",
    "data-qa",
    "data-gu-name",
    "data-type",
    "data-block",
    "data-module",
    "aria-label",
];

/// `name` in lower case, or nothing where it is longer than any that is known.
pub(super) fn lower<'a>(name: &str, lower: &'a mut [u8; LONGEST]) -> &'a str {
    let Some(lower) = lower.get_mut(..name.len()) else { return "" };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).unwrap_or_default()
}

/// The kind of the element called `name`.
pub(super) fn tag(name: &str, buffer: &mut [u8; LONGEST]) -> Tag {
    match lower(name, buffer) {
        "html" => Tag::Root(1),
        "head" => Tag::Root(2),
        "body" => Tag::Root(4),
        "br" | "hr" => Tag::Break,
        "meta" | "link" => Tag::Meta,
        "title" => Tag::Title,
        "a" => Tag::Link,
        "q" => Tag::Quote,
        "b" | "i" | "u" | "s" | "em" | "strong" | "small" | "big" | "tt" | "strike" | "font"
        | "code" | "nobr" | "mark" | "ins" | "del" | "abbr" | "acronym" | "cite" | "dfn"
        | "sub" | "kbd" | "samp" | "var" | "bdi" | "bdo" | "label" | "data" => Tag::Look,
        "form" => Tag::Form,
        "p" => Tag::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Tag::Heading,
        "ul" | "ol" | "dl" | "menu" | "dir" => Tag::List,
        "li" => Tag::Item,
        "dt" | "dd" => Tag::Term,
        "table" => Tag::Table,
        "tbody" | "thead" | "tfoot" => Tag::Rows,
        "tr" => Tag::Row,
        "td" | "th" => Tag::Cell,
        "div" | "section" | "article" | "main" | "aside" | "header" | "footer" | "nav"
        | "blockquote" | "pre" | "listing" | "figure" | "figcaption" | "caption" | "address"
        | "center" | "fieldset" | "legend" | "details" | "summary" | "dialog" | "hgroup"
        | "search" => Tag::Block,
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "noembed"
        | "noframes" | "xmp" | "textarea" | "select" | "datalist" | "object" | "canvas"
        | "audio" | "video" | "rt" | "rp" | "map" | "applet" => Tag::Skipped,
        "img" | "image" | "source" | "track" | "input" | "embed" | "param" | "area" | "base"
        | "basefont" | "col" | "colgroup" | "wbr" | "frame" | "frameset" | "option"
        | "optgroup" | "plaintext" | "picture" | "bgsound" | "keygen" | "ruby" | "rb" => Tag::Left,
        _ => Tag::Inline,
    }
}

impl Tag {
    pub(super) fn treatment(self) -> Treatment {
        match self {
            Self::Root(bit) => Treatment::Root(bit),
            Self::Break | Self::Meta => Treatment::Void,
            Self::Title => Treatment::Title,
            Self::Look => Treatment::Inline,
            Self::Skipped => Treatment::Skip,
            Self::Left => Treatment::Leave,
            _ => Treatment::Element,
        }
    }

    /// Whether what stands in it stands on lines of its own.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Form
                | Self::Paragraph
                | Self::Heading
                | Self::List
                | Self::Item
                | Self::Term
                | Self::Table
                | Self::Rows
                | Self::Row
                | Self::Cell
                | Self::Block
        )
    }

    /// Whether an element of the kind `inner` that stands around this one stays open until this
    /// one is closed.
    pub(super) fn keeps_in(self, inner: Self) -> bool {
        match self {
            Self::Table => inner != Self::Table,
            Self::Cell => !matches!(inner, Self::Cell | Self::Row | Self::Rows | Self::Table),
            Self::List if matches!(inner, Self::Item | Self::Term) => true,
            _ => self.is_block() && (inner == Self::Paragraph || !inner.is_block()),
        }
    }
}
