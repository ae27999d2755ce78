//! Feeds in RSS and Atom: an item a document, its words as far as the feed has them.

use super::{
    language_of,
    sitting::{Held, Sitting},
    tables,
    tokens::Tokens,
    walk::{self, Role, Vocabulary},
};
use crate::{
    ingest::{Limits, dates, meta},
    model::{Document, Format},
};

/// Elements that hold the words of an item, those with more of them first.
const TEXTS: &[&str] = &["encoded", "content", "description", "summary"];

#[derive(Default)]
pub(super) struct Feed {
    limits: Limits,
    /// What the item that is open says; nothing outside of one.
    item: Option<Item>,
}

#[derive(Default)]
struct Item {
    about: Document,
    text: Option<(usize, String)>,
    raw: u64,
    line: u64,
}

impl Feed {
    pub(super) fn new(limits: Limits, sitting: &mut Sitting) -> Self {
        sitting.about = Document { format: Format::Feed, ..Document::default() };
        Self { limits, item: None }
    }

    /// Makes a document of the item that closes.
    fn finish(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let Some(item) = self.item.take() else { return };
        let text = item.text.map(|(_, text)| text).unwrap_or_default();
        let mut page = Sitting::new(item.about);
        let text = with_tags_only(&text);
        let mut input = text.as_bytes();
        if let Ok(mut tokens) = Tokens::new(&mut input, &self.limits) {
            tokens.allow_open_elements();
            walk::skim(&mut tokens, &mut Page, &mut page);
        }
        page.finish();
        for Held { mut document, whos } in page.ready {
            for origin in &mut document.origins {
                origin.raw = (item.raw, tokens.end());
                origin.place = format!("item, line {}", item.line);
            }
            document.origins.truncate(1);
            sitting.ready.push(Held { document, whos });
        }
    }
}

impl Vocabulary for Feed {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let name = tokens.name();
        if matches!(name, "item" | "entry") {
            let (raw, line) = (tokens.at(), tokens.line());
            self.item = Some(Item { about: sitting.about.clone(), text: None, raw, line });
            return Role::Quiet;
        }
        let Some(item) = &mut self.item else {
            return match name {
                "title" | "language" => Role::Capture,
                "image" | "textinput" | "skipdays" | "skiphours" => Role::Skip,
                _ => Role::Quiet,
            };
        };
        match name {
            "link" => {
                let kind = tokens.attribute("rel").unwrap_or_default();
                let address = tokens.first_of(&["href"]);
                if let Some(address) = address.filter(|_| matches!(&*kind, "" | "alternate")) {
                    item.about.url.get_or_insert(address);
                }
                Role::Capture
            }
            "category" => {
                item.about.topics.extend(tokens.first_of(&["term"]));
                Role::Capture
            }
            "source" => Role::Skip,
            "author" => Role::Quiet,
            "title" | "pubdate" | "date" | "published" | "updated" | "creator" | "name" => {
                Role::Capture
            }
            _ if TEXTS.contains(&name) => Role::Capture,
            _ => Role::Quiet,
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let name = tokens.name();
        if matches!(name, "item" | "entry") {
            self.finish(tokens, sitting);
        }
        let Some(words) = words else { return };
        let tidy = Some(meta::tidy(words)).filter(|words| !words.is_empty());
        let Some(item) = &mut self.item else {
            match name {
                "title" => sitting.about.outlet = sitting.about.outlet.take().or(tidy),
                "language" => sitting.about.language = tidy.and_then(|code| language_of(&code)),
                _ => {}
            }
            return;
        };
        let about = &mut item.about;
        match name {
            "title" => about.title = about.title.take().or(tidy),
            "link" => about.url = about.url.take().or(tidy),
            "category" => about.topics.extend(tidy),
            "creator" | "name" => about.authors.extend(tidy),
            "pubdate" | "date" | "published" => {
                about.published = tidy.and_then(|day| dates::parse(&day)).or(about.published);
            }
            "updated" => {
                about.published =
                    about.published.or_else(|| tidy.and_then(|day| dates::parse(&day)));
            }
            _ => {
                let rank = TEXTS.iter().position(|text| *text == name).unwrap_or(usize::MAX);
                let better = item.text.as_ref().is_none_or(|(old, _)| rank < *old);
                if better && tidy.is_some() {
                    item.text = Some((rank, words.to_owned()));
                }
            }
        }
    }
}

/// HTML in which every `<` begins a tag.
fn with_tags_only(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let tag = part.starts_with(|char: char| char.is_ascii_alphabetic() || "/!".contains(char));
        text.push_str(if tag && part.contains('>') { "<" } else { "&lt;" });
        text.push_str(part);
    }
    text
}

/// The HTML of an item.
struct Page;

impl Vocabulary for Page {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        match tokens.name() {
            "script" | "style" | "figure" | "iframe" => Role::Skip,
            name => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, _: &Tokens<'_>, _: Option<&str>, _: &mut Sitting) {}
}
