//! The row under the cursor in its context, with its chain and where it stands.

use ratatui::text::{Line, Span};

use super::{
    lines::{Flow, Look, lies_in},
    row::Row,
};
use crate::{
    model::{Agent, Attribution, Record},
    query::{Excerpt, PassageHit},
    render::cards,
};

/// Columns of the names of fields.
const NAME: usize = 10;

/// The preview of `row` in lines of `width` columns.
pub(super) fn lines(row: &Row, width: usize, look: Look) -> Vec<Line<'static>> {
    match row {
        Row::Statement(hit) => statement(&hit.record, &hit.excerpt, &hit.short_id, width, look),
        Row::Passage(hit) => passage(hit, width, look),
    }
}

fn statement(
    record: &Record,
    excerpt: &Excerpt,
    id: &str,
    width: usize,
    look: Look,
) -> Vec<Line<'static>> {
    let mut head = Flow::default();
    head.push(record.speaker.as_ref().map_or("unknown speaker", cards::called), look.speaker);
    for agent in &record.joint_with {
        head.push(", ", look.quote);
        head.push(cards::called(agent), look.speaker);
    }
    for (nth, agent) in record.addressees.iter().enumerate() {
        head.push(if nth == 0 { " → " } else { ", " }, look.quote);
        head.push(cards::called(agent), look.quote);
    }
    head.push("  ", look.quote);
    head.push(&cards::day(record), look.date);
    let mut out = head.wrapped(width, 2);
    out.push(Line::default());
    out.extend(text(excerpt, width, look));
    out.push(Line::default());
    let mut fields: Vec<(&str, String)> = Vec::new();
    let role = record.speaker.as_ref().filter(|agent| agent.role.is_some());
    fields.extend(role.map(|agent| ("speaker", cards::named(agent))));
    let mut chain: Vec<String> = record.via.iter().map(cards::named).collect();
    chain.dedup();
    if !chain.is_empty() {
        fields.push(("via", chain.join(" ← ")));
    }
    let place = record.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    fields.push(("document", format!("{}{place}", record.document)));
    fields.push(("id", id.to_owned()));
    fields.push(("known by", known_by(record)));
    fields.push(("kind", format!("{}, {}", record.kind.name(), record.wording.name())));
    fields.extend(record.title.clone().map(|title| ("title", title)));
    fields.extend(record.outlet.clone().map(|outlet| ("outlet", outlet)));
    fields.extend(record.published.map(|date| ("published", date.to_string())));
    fields.extend(record.url.clone().map(|url| ("url", url)));
    if !record.topics.is_empty() {
        fields.push(("topics", record.topics.join(", ")));
    }
    out.extend(fields.into_iter().flat_map(|(name, value)| field(name, &value, width, look)));
    out
}

fn passage(hit: &PassageHit, width: usize, look: Look) -> Vec<Line<'static>> {
    let record = &hit.record;
    let mut head = Flow::default();
    head.push(record.title.as_deref().unwrap_or("passage"), look.speaker);
    let mut out = head.wrapped(width, 2);
    out.push(Line::default());
    out.extend(text(&hit.excerpt, width, look));
    out.push(Line::default());
    let mut fields: Vec<(&str, String)> = Vec::new();
    fields.extend(record.outlet.clone().map(|outlet| ("outlet", outlet)));
    fields.extend(record.published.map(|date| ("published", date.to_string())));
    fields.extend(record.url.clone().map(|url| ("url", url)));
    fields.push(("document", record.document.clone()));
    out.extend(fields.into_iter().flat_map(|(name, value)| field(name, &value, width, look)));
    out
}

/// The words around a quote stand back behind it, and what matches stands out.
fn text(excerpt: &Excerpt, width: usize, look: Look) -> Vec<Line<'static>> {
    let mut flow = Flow::default();
    flow.push_by(&excerpt.text, |at| {
        if lies_in(&excerpt.marks, at) {
            look.mark
        } else if excerpt.quote.is_empty() || lies_in(&excerpt.quote, at) {
            look.quote
        } else {
            look.aside
        }
    });
    flow.wrapped(width, 0)
}

fn field(name: &str, value: &str, width: usize, look: Look) -> Vec<Line<'static>> {
    let mut flow = Flow::default();
    flow.push(value, look.quote);
    let lines = flow.wrapped(width.saturating_sub(NAME), 0);
    let heads = std::iter::once(name).chain(std::iter::repeat(""));
    let named = lines.into_iter().zip(heads).map(|(line, head)| {
        let mut spans = vec![Span::styled(format!("{head:NAME$}"), look.aside)];
        spans.extend(line.spans);
        Line::from(spans)
    });
    named.collect()
}

fn known_by(record: &Record) -> String {
    let mention = |agent: &Agent| {
        let written = agent.as_written.as_deref().filter(|it| *it != cards::called(agent))?;
        Some(format!(" “{written}”"))
    };
    let mention = record.speaker.as_ref().and_then(mention);
    let evidence = match (record.attribution, &record.cue) {
        (Attribution::Cue | Attribution::Reference, Some(cue)) => format!("“{cue}”"),
        (attribution, _) => attribution.name().to_owned(),
    };
    format!("{evidence}{}, {:.0} % sure", mention.unwrap_or_default(), record.confidence * 100.0)
}
