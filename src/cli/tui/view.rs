//! Draws the state: the query line, the facets, the list, the preview, and what is to be said.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
    widgets::{Block, Borders, Clear, Paragraph},
};

use super::{
    super::problems::{counted, thousands},
    facets::Facets,
    keys::HELP,
    lines::{Flow, Look, lies_in},
    preview,
    row::Row,
    state::{State, What},
};
use crate::query::{FacetCounts, Sort};

/// The smallest screen that there is room on.
const LEAST: (u16, u16) = (30, 8);
/// Columns from which on the preview stands beside the list, and lines to stand below it.
const BESIDE: u16 = 110;
const BELOW: u16 = 16;
/// Values of a facet that are seen at once, with the line that names it.
const FACET_LINES: u16 = 7;
const FACET_COLUMNS: u16 = 18;

/// Draws `state`, and tells it how many rows are in sight.
pub(super) fn draw(frame: &mut Frame<'_>, state: &mut State, look: Look) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let (width, height) = LEAST;
        let text = format!("too small: {}×{}, needs {width}×{height}", area.width, area.height);
        let mut flow = Flow::default();
        flow.push(&text, look.quote);
        frame.render_widget(Paragraph::new(flow.wrapped(area.width.into(), 0)), area);
        return;
    }
    let facet_lines = if state.facets.open { FACET_LINES.min(area.height / 3) } else { 0 };
    let [line, facets, body, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(facet_lines),
        Constraint::Min(1),
        Constraint::Length(1),
    ])
    .areas(area);
    draw_query(frame, state, line, look);
    if state.facets.open {
        draw_facets(frame, &state.facets, facets, look);
    }
    let (list, beside) = match state.preview {
        true if BESIDE <= area.width => {
            let [list, preview] =
                Layout::horizontal([Constraint::Percentage(50), Constraint::Percentage(50)])
                    .areas(body);
            (list, Some((preview, Borders::LEFT)))
        }
        true if BELOW <= area.height => {
            let [list, preview] =
                Layout::vertical([Constraint::Percentage(45), Constraint::Percentage(55)])
                    .areas(body);
            (list, Some((preview, Borders::TOP)))
        }
        _ => (body, None),
    };
    draw_list(frame, state, list, look);
    if let Some((area, borders)) = beside {
        draw_preview(frame, state, area, borders, look);
    }
    draw_foot(frame, state, foot, look);
    if state.help {
        draw_help(frame, area, look);
    }
}

fn draw_query(frame: &mut Frame<'_>, state: &State, area: Rect, look: Look) {
    let what = match state.what {
        What::Statements => "statement",
        What::Passages => "passage",
    };
    let total = state.total.map(|total| counted(total, what)).unwrap_or_default();
    let sort = match state.sort {
        Sort::Relevance => "",
        Sort::Newest => ", newest first",
        Sort::Oldest => ", oldest first",
    };
    let marked = match state.marked.len() {
        0 => String::new(),
        n => format!(", {n} marked"),
    };
    let mut count = Flow::default();
    count.push(&format!("{total}{sort}{marked}"), look.aside);
    let width = usize::from(area.width);
    let count = Line::from(count.cut(width / 2));
    let room = width.saturating_sub(3 + count.width());
    let (text, column) = state.query.shown(room);
    let mut typed = Flow::default();
    typed.push(text, look.quote);
    let mut spans = vec![Span::styled("> ", look.speaker)];
    spans.extend(typed.cut(room));
    frame.render_widget(Paragraph::new(Line::from(spans)), area);
    frame.render_widget(Paragraph::new(count).right_aligned(), area);
    if !state.help {
        let column = u16::try_from(2 + column).unwrap_or(u16::MAX).min(area.width - 1);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}

fn draw_facets(frame: &mut Frame<'_>, facets: &Facets, area: Rect, look: Look) {
    let n_columns = usize::from(area.width / FACET_COLUMNS).clamp(1, Facets::ALL.len());
    let first = (facets.column + 1).saturating_sub(n_columns);
    let columns = Layout::horizontal(vec![Constraint::Fill(1); n_columns]).spacing(1).split(area);
    for (nth, area) in columns.iter().enumerate() {
        let nth = first + nth;
        let is_focused = nth == facets.column;
        let name = Facets::ALL[nth].name();
        let style = if is_focused { look.speaker } else { look.aside };
        let mut lines = vec![Line::styled(name, style)];
        let room = usize::from(area.height.saturating_sub(1));
        if let Some(counts) = facets.counts.get(nth) {
            let cursor = if is_focused { Some(facets.line) } else { None };
            lines.extend(facet_lines(counts, cursor, room, area.width.into(), look));
        }
        frame.render_widget(Paragraph::new(lines), *area);
    }
}

fn facet_lines(
    counts: &FacetCounts,
    cursor: Option<usize>,
    room: usize,
    width: usize,
    look: Look,
) -> Vec<Line<'static>> {
    let top = cursor.map_or(0, |cursor| (cursor + 1).saturating_sub(room));
    let values = counts.values.iter().enumerate().skip(top).take(room);
    let line = |(nth, value): (usize, &crate::query::FacetValue)| {
        let count = thousands(value.count);
        let mut label = Flow::default();
        label.push(if cursor == Some(nth) { "▌" } else { "" }, look.speaker);
        label.push(if value.label.is_empty() { &value.id } else { &value.label }, look.quote);
        let room = width.saturating_sub(count.len() + 1);
        let mut spans = label.cut(room);
        let taken: usize = spans.iter().map(Span::width).sum();
        spans.push(Span::raw(" ".repeat(room.saturating_sub(taken) + 1)));
        spans.push(Span::styled(count, look.aside));
        let line = Line::from(spans);
        if cursor == Some(nth) { line.patch_style(look.cursor) } else { line }
    };
    values.map(line).collect()
}

fn draw_list(frame: &mut Frame<'_>, state: &mut State, area: Rect, look: Look) {
    // Beside a preview there is room below each speaker for the words.
    let height = if BESIDE <= frame.area().width { 2 } else { 1 };
    let n_visible = usize::from(area.height / height).max(1);
    state.n_visible = n_visible;
    state.top = state.top.clamp((state.selected + 1).saturating_sub(n_visible), state.selected);
    if state.rows.is_empty() {
        let text = match state.total {
            Some(_) if !state.is_waiting() => "nothing found",
            _ => "",
        };
        let mut flow = Flow::default();
        flow.push(text, look.aside);
        return frame.render_widget(Paragraph::new(Line::from(flow.cut(area.width.into()))), area);
    }
    let mut lines = Vec::new();
    let seen = state.rows.iter().enumerate().skip(state.top).take(n_visible);
    for (nth, row) in seen {
        let pointer = if nth == state.selected { "▌" } else { " " };
        let mark = if state.is_marked(row) { "●" } else { " " };
        let width = usize::from(area.width).saturating_sub(3);
        let start = Span::styled(format!("{pointer}{mark}"), look.speaker);
        let row_lines = if height == 2 {
            two_lines(row, width, look)
        } else {
            vec![one_line(row, width, look)]
        };
        for spans in row_lines {
            let mut all = vec![start.clone()];
            all.extend(spans);
            let line = Line::from(all);
            let bold = ratatui::style::Modifier::BOLD;
            lines.push(if nth == state.selected { line.patch_style(bold) } else { line });
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn one_line(row: &Row, width: usize, look: Look) -> Vec<Span<'static>> {
    let who_width = (width / 4).clamp(8, 24);
    let mut spans = padded(row.who(), who_width, look.speaker);
    if 60 <= width {
        spans.extend(padded(&row.day(), 10, look.date));
    }
    let taken: usize = spans.iter().map(Span::width).sum();
    spans.extend(words(row, width.saturating_sub(taken), look));
    spans
}

fn two_lines(row: &Row, width: usize, look: Look) -> Vec<Vec<Span<'static>>> {
    let day = row.day();
    let mut head = padded(row.who(), width.saturating_sub(day.chars().count() + 1), look.speaker);
    head.push(Span::styled(day, look.date));
    vec![head, words(row, width, look)]
}

/// `text` in just `width` columns, and a blank.
fn padded(text: &str, width: usize, style: ratatui::style::Style) -> Vec<Span<'static>> {
    let mut flow = Flow::default();
    flow.push(text, style);
    let mut spans = flow.cut(width);
    let taken: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat(width.saturating_sub(taken) + 1)));
    spans
}

/// As much of the words as fits, from the first match on where it would not be seen.
fn words(row: &Row, width: usize, look: Look) -> Vec<Span<'static>> {
    let (text, marks) = row.words();
    let first = marks.first().map_or(0, |mark| mark.start);
    let before = text[..first].chars().count();
    let start = if width * 3 / 4 < before {
        let back = text[..first].char_indices().rev().nth(width / 2).map_or(0, |(at, _)| at);
        text[back..first].find(' ').map_or(first, |blank| back + blank + 1)
    } else {
        0
    };
    let mut flow = Flow::default();
    flow.push(if start == 0 { "" } else { "…" }, look.aside);
    flow.push_by(
        &text[start..],
        |at| {
            if lies_in(marks, start + at) { look.mark } else { look.quote }
        },
    );
    flow.cut(width)
}

fn draw_preview(
    frame: &mut Frame<'_>,
    state: &mut State,
    area: Rect,
    borders: Borders,
    look: Look,
) {
    let block = Block::new().borders(borders).border_style(look.aside);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let inner = match borders {
        Borders::LEFT => Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner },
        _ => inner,
    };
    let Some(row) = state.current() else { return };
    let lines = preview::lines(row, inner.width.into(), look);
    let most = lines.len().saturating_sub(inner.height.into());
    state.scroll = state.scroll.min(most);
    let seen: Vec<_> = lines.into_iter().skip(state.scroll).take(inner.height.into()).collect();
    frame.render_widget(Paragraph::new(seen), inner);
}

fn draw_foot(frame: &mut Frame<'_>, state: &State, area: Rect, look: Look) {
    let keys = if state.facets.open {
        "Enter narrow · ←→↑↓ · Esc back"
    } else {
        "F1 help · Enter take · Tab mark · Ctrl-Y copy · Ctrl-O open · F2 narrow · F3 sort"
    };
    let mut flow = Flow::default();
    match (&state.message, state.notes.first()) {
        (Some(message), _) => flow.push(message, look.mark),
        (None, Some(note)) if !state.facets.open => flow.push(&format!("note: {note}"), look.date),
        _ => flow.push(keys, look.aside),
    }
    frame.render_widget(Paragraph::new(Line::from(flow.cut(area.width.into()))), area);
}

fn draw_help(frame: &mut Frame<'_>, area: Rect, look: Look) {
    let wide = HELP.iter().map(|(keys, _)| keys.chars().count()).max().unwrap_or(0);
    let width = area.width.min(76);
    let inside = usize::from(width.saturating_sub(4));
    let mut lines = Vec::new();
    for (keys, does) in HELP {
        let mut flow = Flow::default();
        // On a narrow screen what a key does stands closer.
        let pad = if 60 <= inside { wide } else { 0 };
        flow.push(&format!("{keys:pad$}  "), look.speaker);
        flow.push(does, look.quote);
        lines.push(Line::from(flow.cut(inside)));
    }
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let popup = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    let block = Block::bordered()
        .border_style(look.aside)
        .title(" Keys ")
        .title_bottom(" any key goes back ")
        .padding(ratatui::widgets::Padding::horizontal(1));
    frame.render_widget(Clear, popup);
    frame.render_widget(Paragraph::new(lines).block(block), popup);
}

#[cfg(test)]
mod tests;
