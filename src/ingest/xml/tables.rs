//! Paragraphs, lists and tables, which XML of all kinds calls by HTML's names.

use super::{sitting::Sitting, walk::Role};

/// What the element `name` is by HTML; the cells of a row are one line.
pub(super) fn role(name: &str, sitting: &mut Sitting) -> Option<Role> {
    match name {
        "p" | "para" | "li" | "item" | "tr" | "row" | "table" | "ul" | "ol" | "div" | "h1"
        | "h2" | "h3" | "h4" | "blockquote" | "list" | "quote" => Some(Role::Block),
        "td" | "th" | "entry" | "cell" => {
            let row = sitting.paragraph();
            if !row.is_empty() && !row.ends_with('|') {
                row.push_str(" |");
            }
            sitting.space(true);
            Some(Role::Inline)
        }
        "br" | "eol" | "lb" => {
            sitting.space(true);
            Some(Role::Inline)
        }
        _ => None,
    }
}
