//! What of a page is no part of its article, by the names of elements and by their words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{super::dates, tree::Element};

/// How sure it is that an element is no part of the article.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Doubt {
    /// Nothing speaks against it.
    None,
    /// It is left out where hardly anything to read stands in it.
    Slight,
    /// It is left out unless it holds most of what there is to read.
    Strong,
    /// It is left out unless it holds all there is to read.
    Sure,
}

/// Words of classes and ids.
type Words = LazyLock<FxHashSet<&'static str>>;

macro_rules! words {
    ($list:literal $(,)?) => {
        LazyLock::new(|| $list.split_whitespace().collect())
    };
}

static SURE: Words = words!(
    "comment comments commenting disqus livefyre kommentar kommentare kommentarer comentarios \
    comentario commentaires commenti reacties footer nav navbar navigation menu megamenu cookie \
    cookies consent gdpr onetrust breadcrumb breadcrumbs outbrain taboola"
);

static STRONG: Words = words!(
    "related recommended recommendation recommendations recirc recirculation share sharing \
    shares sharebar sharetools social socials newsletter newsletters signup subscribe \
    subscription promo promos promotion promoted advert adverts advertisement advertising ad ads \
    adslot adunit adbox dfp gpt sponsor sponsored sponsors banner sidebar rail masthead popup \
    popover modal overlay tooltip toolbar trending mostread popular tags taglist bio byline \
    bylines caption captions figcaption credit credits copyright timestamp teaser teasers \
    carousel slideshow lightbox rating poll quiz survey donate donation donations pagination \
    pager login register follow whatsapp telegram facebook twitter instagram tiktok pinterest \
    linkedin tweet pullquote ticker weather horoscope crossword coupon affiliate shop shopping \
    readmore alsoread seealso upnext infobox toc disclaimer player podcast kicker eyebrow \
    overline skip anzeige werbung publicite publicidad publicidade reklama reklam pubblicita \
    annons annonse annonce relacionadas relacionados relacionada correlati compartir \
    autor auteur autore redaktion backlink dateline complementary storypackage"
);

static SLIGHT: Words = words!(
    "paywall piano premium video image img photo picture gallery media audio meta metadata widget \
    tools tool app more next prev header author authors profile contact about cta button btn \
    links link date time published updated topic topics category categories keywords tag label \
    badge embed factbox promobox actions utility print feedback listen watch nota foto bild"
);

/// Beginnings of words that count as [`STRONG`] ones.
const STRONG_BEGINNINGS: &[&str] = &[
    "related",
    "recommend",
    "newsletter",
    "advert",
    "breadcrumb",
    "sponsor",
    "sharedaddy",
    "sharethis",
    "addtoany",
    "relacionad",
    "verwandt",
];

/// Words of classes that mean something only one after the other.
static PAIRS: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    [
        ("read", "more"),
        ("read", "next"),
        ("read", "also"),
        ("also", "read"),
        ("see", "also"),
        ("more", "on"),
        ("more", "stories"),
        ("more", "news"),
        ("most", "read"),
        ("most", "popular"),
        ("top", "stories"),
        ("latest", "news"),
        ("sign", "up"),
        ("pull", "quote"),
        ("sr", "only"),
        ("visually", "hidden"),
        ("screen", "reader"),
        ("author", "bio"),
        ("author", "info"),
        ("author", "box"),
        ("about", "author"),
        ("you", "may"),
        ("up", "next"),
        ("no", "print"),
        ("article", "tags"),
        ("article", "meta"),
        ("entry", "meta"),
        ("post", "meta"),
        ("post", "tags"),
        ("site", "header"),
        ("page", "header"),
        ("leia", "mais"),
        ("lire", "aussi"),
        ("mehr", "zum"),
        ("table", "of"),
    ]
    .into_iter()
    .collect()
});

/// Parts of classes, ids and properties of the element that holds an article's text.
const BODIES: &[&str] = &[
    "articlebody",
    "articlecontent",
    "articletext",
    "articlemaincontent",
    "articlefulltext",
    "storybody",
    "storycontent",
    "storytext",
    "entrycontent",
    "postcontent",
    "postbody",
    "posttext",
    "newsbody",
    "newstext",
    "newscontent",
    "contentbody",
    "bodycontent",
    "bodytext",
    "bodycopy",
    "fulltext",
    "artikeltext",
    "artikelinhalt",
    "textcontent",
    "textonoticia",
    "cuerponoticia",
    "cuerpoarticulo",
    "corpoarticolo",
    "livebody",
];

/// Words of classes of the lines between a headline and its article.
static LEADS: Words = words!(
    "standfirst dek deck lead lede leadtext subtitle subheading subheadline subhead subtitel \
    summary excerpt intro introduction description chapeau chapo sapo abstract ingress anriss \
    vorspann sumario bajada entradilla sottotitolo sommario summering lid manchet preamble \
    subline spot perex linkfondo strapline"
);

/// What the name, role, class and id of `element` tell.
pub(super) fn doubt(element: &Element) -> Doubt {
    let hidden = element.attribute("hidden").is_some_and(|value| value != "until-found")
        || element.attribute("aria-hidden") == Some("true");
    let by_name = match &*element.name {
        "html" | "body" | "main" => return Doubt::None,
        "nav" | "footer" | "button" | "dialog" | "rt" | "head" => Doubt::Sure,
        "aside" | "figure" | "figcaption" | "caption" => Doubt::Strong,
        "header" | "address" | "time" | "summary" => Doubt::Slight,
        _ if hidden => Doubt::Strong,
        _ => Doubt::None,
    };
    let by_role = match element.attribute("role") {
        Some("navigation" | "contentinfo" | "dialog" | "alertdialog" | "menu" | "menubar") => {
            Doubt::Sure
        }
        Some("complementary" | "banner" | "search" | "toolbar" | "tooltip" | "alert") => {
            Doubt::Strong
        }
        Some("form") => Doubt::Slight,
        _ => Doubt::None,
    };
    by_name.max(by_role).max(by_class(element))
}

/// Whether a piece of a line is for programs that read pages aloud, or for nobody.
pub(super) fn is_unseen(element: &Element) -> bool {
    let mut unseen = element.attribute("hidden").is_some();
    let mut before = String::new();
    words_of(element, |word| {
        let both = (before.as_str(), word);
        unseen |= matches!(both, ("sr", "only") | ("visually", "hidden") | ("screen", "reader"));
        before.clear();
        before.push_str(word);
    });
    unseen
}

fn by_class(element: &Element) -> Doubt {
    let mut doubt = Doubt::None;
    let mut before = String::new();
    words_of(element, |word| {
        let of_word = if SURE.contains(word) {
            Doubt::Sure
        } else if STRONG.contains(word)
            || STRONG_BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
        {
            Doubt::Strong
        } else if SLIGHT.contains(word) {
            Doubt::Slight
        } else {
            Doubt::None
        };
        doubt = doubt.max(of_word);
        if PAIRS.contains(&(before.as_str(), word)) {
            doubt = doubt.max(Doubt::Strong);
        }
        before.clear();
        before.push_str(word);
    });
    doubt
}

/// Whether an element says that it holds the article's text.
pub(super) fn is_body(element: &Element) -> bool {
    let property = element.attribute("itemprop").unwrap_or_default();
    if property.split(' ').any(|word| matches!(word, "articleBody" | "reviewBody" | "text")) {
        return true;
    }
    ["class", "id"].iter().filter_map(|name| element.attribute(name)).any(|names| {
        names.split_whitespace().any(|name| {
            let plain: String = name.chars().filter(char::is_ascii_alphabetic).collect();
            let plain = plain.to_ascii_lowercase();
            BODIES.iter().any(|body| plain.contains(body))
        })
    })
}

/// Whether an element says that it stands between the headline and the article.
pub(super) fn is_lead(element: &Element) -> bool {
    let mut lead =
        matches!(element.attribute("itemprop"), Some("description" | "alternativeHeadline"));
    words_of(element, |word| lead |= LEADS.contains(word));
    lead
}

/// Calls `each` with the words that an element's class and id are made of, in lower case, and its
/// name where that is the page's own.
fn words_of(element: &Element, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let own = Some(&*element.name).filter(|name| name.contains('-'));
    let given = ["class", "id"].iter().filter_map(|name| element.attribute(name));
    for names in own.into_iter().chain(given) {
        let mut small = false;
        for char in names.chars().chain([' ']) {
            let ends = !char.is_alphabetic() || (small && char.is_ascii_uppercase());
            if ends && !word.is_empty() {
                each(&word);
                word.clear();
            }
            small = char.is_lowercase();
            if char.is_alphabetic() {
                word.extend(char.to_lowercase());
            }
        }
    }
}

/// Beginnings of lines that lead to other pages or ask for something, in lower case.
const CALLS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "read next",
    "read:",
    "more:",
    "more on this",
    "more from",
    "related:",
    "related stor",
    "related art",
    "related news",
    "recommended",
    "see also",
    "watch:",
    "watch now",
    "listen:",
    "listen to this",
    "sign up",
    "subscribe",
    "follow us",
    "share this",
    "share on",
    "click here",
    "continue reading",
    "story continues below",
    "article continues",
    "advertisement",
    "advertising",
    "sponsored",
    "download our",
    "get the latest",
    "you may also",
    "you might also",
    "don't miss",
    "don’t miss",
    "top stories",
    "most read",
    "all rights reserved",
    "copyright ",
    "©",
    "(c) ",
    "photo:",
    "photo by",
    "image:",
    "image source",
    "picture:",
    "credit:",
    "filed under",
    "tags:",
    "topics:",
    "lesen sie auch",
    "lesen sie mehr",
    "mehr zum thema",
    "auch interessant",
    "anzeige",
    "foto:",
    "bild:",
    "quelle:",
    "lire aussi",
    "à lire aussi",
    "a lire aussi",
    "lire la suite",
    "voir aussi",
    "publicité",
    "lea también",
    "lee también",
    "leer más",
    "te puede interesar",
    "publicidad",
    "leia também",
    "leia mais",
    "veja também",
    "publicidade",
    "leggi anche",
    "pubblicità",
    "lees ook",
    "lees verder",
    "advertentie",
    "les også",
    "läs också",
    "läs mer",
    "læs også",
    "annons",
    "czytaj także",
    "czytaj też",
    "czytaj więcej",
    "zobacz też",
    "reklama",
    "читайте также",
    "читать также",
    "читайте також",
    "реклама",
    "إقرأ أيضا",
    "اقرأ أيضا",
    "reklam",
    "ayrıca oku",
    "関連記事",
    "広告",
    "相关阅读",
    "相關新聞",
    "관련기사",
];

/// A line that calls for something is no longer than this.
const LONGEST_CALL: usize = 140;

/// Whether a line leads elsewhere or asks for something, going by its words.
pub(super) fn is_call(text: &str, link_share: f64) -> bool {
    let head: String = text
        .chars()
        .skip_while(|char| !char.is_alphanumeric() && !matches!(char, '©' | '('))
        .take(40)
        .flat_map(char::to_lowercase)
        .collect();
    let calls = CALLS.iter().find(|call| head.starts_with(**call));
    calls.is_some_and(|call| {
        let bare = text.chars().count() <= call.chars().count() + 20;
        let colon = call.ends_with(':') || text[..text.floor_char_boundary(60)].contains(':');
        text.chars().count() <= LONGEST_CALL && (bare || link_share > 0.2 || colon)
    })
}

/// Whether a line tells no more than who wrote the text or when.
pub(super) fn is_byline(text: &str) -> bool {
    const MOST_WORDS: usize = 8;
    const BY: &[&str] =
        &["by", "von", "par", "por", "di", "door", "af", "av", "od", "yazan", "words"];
    let mut words = text.split_whitespace();
    let by =
        words.next().is_some_and(|first| BY.contains(&first.to_lowercase().trim_end_matches(':')));
    let named = words.clone().next().is_some_and(|word| word.starts_with(char::is_uppercase));
    let short = words.count() < MOST_WORDS;
    let dated = || {
        text.split(['|', '·', '•', '\n']).all(|part| {
            let part = part.split_once(": ").map_or(part, |(_, behind)| behind);
            dates::parse(part).is_some()
        })
    };
    let timed = [" min read", " minute read"].iter().any(|end| text.ends_with(end));
    (by && named && short && !text.ends_with('.')) || timed || dated()
}

/// Whether a line tells whose the text is.
pub(super) fn is_imprint(text: &str) -> bool {
    const LONGEST: usize = 250;
    let lower = text.to_lowercase();
    text.chars().count() <= LONGEST
        && (text.contains(['©', '™']) || lower.contains("all rights reserved"))
}
