//! Copies of a statement, for people and for programs.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use serde::Serialize;

use super::{
    Style, cards, diff,
    json::{self, PassageJson, StatementJson},
    wrap::Paragraph,
};
use crate::{
    model::Record,
    query::{Alteration, Copies, First, Link, Order, Remark, Source, Variant, Variants},
};

const INDENT: usize = 2;

/// Where else a hit stands, beside it.
#[derive(Debug, Serialize)]
pub struct CopiesJson<'a> {
    copies: &'a [String],
    documents: usize,
}

impl<'a> From<&'a Copies> for CopiesJson<'a> {
    fn from(copies: &'a Copies) -> Self {
        Self { copies: &copies.ids, documents: copies.documents }
    }
}

/// A statement and its copies as they are written: `alteration` is `same`, `spelling`, `bracketed`,
/// `shorter`, `longer`, `reordered`, `reworded` or `part`; `remarks` may be `other-day`,
/// `other-speaker`, `no-marks` and `few-marks`; `diff` leads from `before` to `after`, which are the
/// words as far as they are compared. Either `statement` or `passage` is null.
#[derive(Debug, Serialize)]
pub struct VariantsJson<'a> {
    format: u32,
    statement: StatementJson<'a>,
    copies: Vec<VariantJson<'a>>,
    again: Vec<VariantJson<'a>>,
}

/// One document's copy.
#[derive(Debug, Serialize)]
pub struct VariantJson<'a> {
    alteration: &'static str,
    remarks: Vec<&'static str>,
    document: &'a str,
    statement: Option<StatementJson<'a>>,
    passage: Option<PassageJson<'a>>,
    others: &'a [String],
    before: &'a str,
    after: &'a str,
    diff: Vec<diff::ChangeJson<'a>>,
}

/// The earliest as it is written: `links` are all documents with the statement, the earliest in
/// this index first, the undated last. `order` is `earliest`, `same-day` (several documents of the
/// earliest day; which was first is unknown), `later` or `undated`; `nearest` is the place in
/// `links` of the earlier one with the nearest wording; `copy` is null for the statement asked for.
#[derive(Debug, Serialize)]
pub struct FirstJson<'a> {
    format: u32,
    among_documents: u64,
    statement: StatementJson<'a>,
    links: Vec<LinkJson<'a>>,
}

#[derive(Debug, Serialize)]
struct LinkJson<'a> {
    order: &'static str,
    published: Option<String>,
    document: &'a str,
    nearest: Option<usize>,
    copy: Option<VariantJson<'a>>,
}

/// Returns `variants` in the shape that is written.
pub fn variants(variants: &Variants) -> VariantsJson<'_> {
    VariantsJson {
        format: json::FORMAT,
        statement: json::statement(&variants.statement, None),
        copies: variants.copies.iter().map(variant).collect(),
        again: variants.again.iter().map(variant).collect(),
    }
}

/// Returns `first` of an index of `n_documents` in the shape that is written.
pub fn first(first: &First, n_documents: u64) -> FirstJson<'_> {
    let link = |link: &Link| LinkJson {
        order: link.order.name(),
        published: first.published(link).map(|date| date.to_string()),
        document: document(first, link),
        nearest: link.nearest,
        copy: link.copy.map(|nth| variant(&first.variants.copies[nth])),
    };
    FirstJson {
        format: json::FORMAT,
        among_documents: n_documents,
        statement: json::statement(&first.variants.statement, None),
        links: first.links.iter().map(link).collect(),
    }
}

fn variant(variant: &Variant) -> VariantJson<'_> {
    let (statement, passage) = match &variant.source {
        Source::Statement(record) => (Some(json::statement(record, None)), None),
        Source::Passage(passage) => (None, Some(json::passage(passage))),
    };
    VariantJson {
        alteration: variant.alteration.name(),
        remarks: variant.remarks.iter().map(|remark| remark.name()).collect(),
        document: variant.source.document(),
        statement,
        passage,
        others: &variant.others,
        before: &variant.before,
        after: &variant.after,
        diff: diff::json(&variant.before, &variant.after, &variant.diff),
    }
}

/// Writes a statement and its copies as cards; what was said `again` only where that is wanted.
pub fn write(
    out: &mut dyn Write,
    variants: &Variants,
    with_again: Option<&[Variant]>,
    style: Style,
) -> io::Result<()> {
    statement(out, &variants.statement, &variants.short_id, style)?;
    for (copies, what) in [(variants.copies.as_slice(), ""), (with_again.unwrap_or(&[]), "again")] {
        for copy in copies {
            writeln!(out)?;
            heading(out, copy, what, style)?;
            card(out, copy, style)?;
        }
    }
    Ok(())
}

fn statement(out: &mut dyn Write, record: &Record, id: &str, style: Style) -> io::Result<()> {
    cards::head(out, record, style)?;
    let mut quote = Paragraph::new();
    quote.push(&record.quote, Ansi::new());
    quote.write_wrapped(out, style.width, INDENT)?;
    cards::foot(out, record, id, style)
}

/// What became of the words, in a line: `shorter, other day`.
fn heading(out: &mut dyn Write, copy: &Variant, what: &str, style: Style) -> io::Result<()> {
    let mut words = vec![copy.alteration.name()];
    words.extend(copy.remarks.iter().map(|remark| match remark {
        Remark::OtherDay => "dated another day",
        Remark::OtherSpeaker => "another speaker",
        Remark::NoMarks => "no quotation marks",
        Remark::FewMarks => "few words in quotation marks",
    }));
    if !what.is_empty() {
        words.push(what);
    }
    let mut line = Paragraph::new();
    line.push(&words.join(", "), style.theme.mark);
    line.write_wrapped(out, style.width, 0)
}

fn card(out: &mut dyn Write, copy: &Variant, style: Style) -> io::Result<()> {
    let changes = diff::paragraph(&copy.before, &copy.after, &copy.diff, style);
    match &copy.source {
        Source::Statement(record) => {
            cards::head(out, record, style)?;
            changes.write_wrapped(out, style.width, INDENT)?;
            cards::foot(out, record, copy.short_id.as_deref().unwrap_or(&record.id), style)
        }
        Source::Passage(passage) => {
            cards::passages(out, std::slice::from_ref(passage), style)?;
            if copy.alteration == Alteration::Same {
                return Ok(());
            }
            changes.write_wrapped(out, style.width, INDENT)
        }
    }
}

/// Writes the documents with a statement, the earliest in an index of `n_documents` first.
pub fn write_first(
    out: &mut dyn Write,
    first: &First,
    n_documents: &str,
    style: Style,
) -> io::Result<()> {
    let mut line = |text: &str, paint: Ansi, indent: usize| {
        let mut paragraph = Paragraph::new();
        paragraph.push(text, paint);
        paragraph.write_wrapped(out, style.width, indent)
    };
    let opening = match first.links.first().map(|link| link.order) {
        Some(Order::Earliest) => "Earliest in this index",
        Some(Order::SameDay) => "Earliest day in this index; which was first is unknown",
        _ => "In this index without a date, so that which was first is unknown",
    };
    line(&format!("{opening} ({n_documents}):"), Ansi::new(), 0)?;
    for (nth, link) in first.links.iter().enumerate() {
        let date = first.published(link);
        let date = date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        let before = nth.checked_sub(1).map(|before| first.links[before].order);
        let begins = |order: Order| link.order == order && before != Some(order);
        if 0 < nth && begins(Order::Later) {
            line("Later, by date of publication:", Ansi::new(), 0)?;
        } else if 0 < nth && begins(Order::Undated) {
            line("Undated:", Ansi::new(), 0)?;
        }
        let mut text = format!("{date}   {}", place(first, link));
        match link.copy {
            None => text.push_str(", the statement asked for"),
            Some(copy) => {
                let copy = &first.variants.copies[copy];
                text.push_str(", ");
                text.push_str(copy.alteration.name());
            }
        }
        if let Some(nearest) = link.nearest {
            text.push_str("; nearest to ");
            text.push_str(&place(first, &first.links[nearest]));
        }
        line(&text, Ansi::new(), INDENT)?;
    }
    Ok(())
}

/// The outlet and the path of a link's document, with the id.
fn place(first: &First, link: &Link) -> String {
    let variants = &first.variants;
    let (outlet, id) = match link.copy {
        None => (variants.statement.outlet.as_deref(), Some(variants.short_id.as_str())),
        Some(nth) => {
            (variants.copies[nth].source.outlet(), variants.copies[nth].short_id.as_deref())
        }
    };
    let outlet = outlet.map(|outlet| format!("{outlet}, ")).unwrap_or_default();
    let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
    format!("{outlet}{}{id}", document(first, link))
}

fn document<'a>(first: &'a First, link: &Link) -> &'a str {
    match link.copy {
        None => &first.variants.statement.document,
        Some(nth) => first.variants.copies[nth].source.document(),
    }
}
