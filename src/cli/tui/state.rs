//! What is on the screen, and what a key or an answer makes of it. Knows no terminal.

use super::{
    facets::Facets,
    input::{Edit, Input},
    keys::Command,
    row::Row,
};
use crate::query::{Facet, FacetCounts, Sort};

/// Rows that are asked for at first; at their end four times as many are.
const FIRST: usize = 100;

/// All there is to see.
#[derive(Debug)]
pub(super) struct State {
    pub(super) query: Input,
    pub(super) sort: Sort,
    pub(super) what: What,
    pub(super) rows: Vec<Row>,
    /// How many match in all; none before the first answer.
    pub(super) total: Option<u64>,
    /// What the search has to say, first things first.
    pub(super) notes: Vec<String>,
    pub(super) selected: usize,
    /// The first row on the screen, and how many there are; the view sets both.
    pub(super) top: usize,
    pub(super) n_visible: usize,
    /// Marked rows in the order they were marked, those of other queries, too.
    pub(super) marked: Vec<Row>,
    pub(super) facets: Facets,
    pub(super) preview: bool,
    pub(super) scroll: usize,
    pub(super) help: bool,
    /// What the last key came to, until the next one.
    pub(super) message: Option<String>,
    /// The number of the newest question, and of the one whose answer is shown.
    pub(super) asked: u64,
    pub(super) answered: u64,
    limit: usize,
    /// Whether the next answer is to the same question, and the cursor stays on its row.
    keep: bool,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum What {
    Statements,
    Passages,
}

/// A question to the index.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Question {
    pub(super) number: u64,
    pub(super) text: String,
    pub(super) what: What,
    pub(super) sort: Sort,
    pub(super) limit: usize,
    /// What to count, once the rows are there.
    pub(super) facets: &'static [Facet],
}

/// What the index says to the question of that number.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) number: u64,
    pub(super) found: Found,
}

#[derive(Debug)]
pub(super) enum Found {
    Rows { rows: Vec<Row>, total: u64, notes: Vec<String> },
    Counts(Vec<FacetCounts>),
}

/// What a key asks of the world.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    Nothing,
    Search,
    Copy,
    CopyMarkdown,
    Open,
    Redraw,
    End(Ending),
}

/// How it ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ending {
    Take,
    TakeJson,
    Leave,
}

impl State {
    pub(super) fn new(query: &str, what: What, sort: Sort) -> Self {
        Self {
            query: Input::new(query),
            sort,
            what,
            rows: Vec::new(),
            total: None,
            notes: Vec::new(),
            selected: 0,
            top: 0,
            n_visible: 1,
            marked: Vec::new(),
            facets: Facets::default(),
            preview: true,
            scroll: 0,
            help: false,
            message: None,
            asked: 0,
            answered: 0,
            limit: FIRST,
            keep: false,
        }
    }

    /// The question that the screen asks now, newer than all before.
    pub(super) fn ask(&mut self) -> Question {
        self.asked += 1;
        let is_counted = self.facets.open && self.what == What::Statements;
        self.facets.is_waiting = is_counted;
        Question {
            number: self.asked,
            text: self.query.text().to_owned(),
            what: self.what,
            sort: self.sort,
            limit: self.limit,
            facets: if is_counted { Facets::ALL } else { &[] },
        }
    }

    /// Takes an answer in, unless a newer one is shown.
    pub(super) fn receive(&mut self, answer: Answer) {
        if answer.number < self.answered {
            return;
        }
        self.answered = answer.number;
        match answer.found {
            Found::Rows { rows, total, notes } => {
                let same = self.current().filter(|_| self.keep).map(Row::key);
                self.rows = rows;
                self.total = Some(total);
                self.notes = notes;
                let at = same.and_then(|key| self.rows.iter().position(|row| row.key() == key));
                self.select(at.unwrap_or(0));
            }
            Found::Counts(counts) => self.facets.receive(counts),
        }
    }

    /// Whether an answer is still to come.
    pub(super) fn is_waiting(&self) -> bool {
        self.answered < self.asked || self.facets.is_waiting
    }

    pub(super) fn current(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// What Enter prints and Ctrl-Y copies: the marked rows, or else the one under the cursor.
    pub(super) fn chosen(&self) -> Vec<&Row> {
        if self.marked.is_empty() {
            self.current().into_iter().collect()
        } else {
            self.marked.iter().collect()
        }
    }

    pub(super) fn is_marked(&self, row: &Row) -> bool {
        self.marked.iter().any(|marked| marked.key() == row.key())
    }

    fn select(&mut self, at: usize) {
        let at = at.min(self.rows.len().saturating_sub(1));
        if at != self.selected {
            self.scroll = 0;
        }
        self.selected = at;
    }

    fn mark(&mut self) {
        let Some(row) = self.current().cloned() else { return };
        let before = self.marked.len();
        self.marked.retain(|marked| marked.key() != row.key());
        if self.marked.len() == before {
            self.marked.push(row);
        }
    }

    /// Goes `n` rows down; asks for more near the end.
    fn down(&mut self, n: usize) -> Effect {
        self.select(self.selected.saturating_add(n));
        let is_near_end = self.rows.len() <= self.selected + self.n_visible;
        let is_more = self.total.is_some_and(|total| (self.rows.len() as u64) < total);
        if is_near_end && is_more && self.limit <= self.rows.len() {
            self.limit *= 4;
            self.keep = true;
            return Effect::Search;
        }
        Effect::Nothing
    }

    fn up(&mut self, n: usize) -> Effect {
        self.select(self.selected.saturating_sub(n));
        Effect::Nothing
    }

    /// Asks anew, from the top.
    fn search(&mut self) -> Effect {
        self.limit = FIRST;
        self.keep = false;
        self.selected = 0;
        self.top = 0;
        self.scroll = 0;
        Effect::Search
    }

    /// Does what is asked for here; what is asked of the world is returned.
    pub(super) fn update(&mut self, command: Command) -> Effect {
        self.message = None;
        if self.help && !matches!(command, Command::Leave | Command::Redraw) {
            self.help = false;
            return Effect::Nothing;
        }
        if self.facets.open
            && let Some(effect) = self.in_facets(&command)
        {
            return effect;
        }
        match command {
            Command::Insert(text) => {
                self.query.insert(&text);
                self.search()
            }
            Command::Edit(edit) => {
                let before = self.query.text().to_owned();
                self.query.edit(edit);
                if before == self.query.text() { Effect::Nothing } else { self.search() }
            }
            Command::Up => self.up(1),
            Command::Down => self.down(1),
            Command::PageUp => self.up(self.n_visible.max(1)),
            Command::PageDown => self.down(self.n_visible.max(1)),
            Command::MarkDown => {
                self.mark();
                self.down(1)
            }
            Command::MarkUp => {
                self.mark();
                self.up(1)
            }
            Command::ScrollUp => {
                self.scroll = self.scroll.saturating_sub(1);
                Effect::Nothing
            }
            Command::ScrollDown => {
                self.scroll += 1;
                Effect::Nothing
            }
            Command::TogglePreview => {
                self.preview = !self.preview;
                Effect::Nothing
            }
            Command::ToggleFacets => {
                self.facets.open = !self.facets.open;
                self.keep = true;
                if self.facets.open { Effect::Search } else { Effect::Nothing }
            }
            Command::ToggleSort => {
                self.sort = match self.sort {
                    Sort::Relevance => Sort::Newest,
                    Sort::Newest => Sort::Oldest,
                    Sort::Oldest => Sort::Relevance,
                };
                self.search()
            }
            Command::TogglePassages => {
                self.what = match self.what {
                    What::Statements => What::Passages,
                    What::Passages => What::Statements,
                };
                self.facets.open &= self.what == What::Statements;
                // The two are printed in different shapes.
                self.marked.clear();
                self.search()
            }
            Command::Help => {
                self.help = true;
                Effect::Nothing
            }
            Command::Accept | Command::AcceptJson if self.chosen().is_empty() => Effect::Nothing,
            Command::Accept => Effect::End(Ending::Take),
            Command::AcceptJson => Effect::End(Ending::TakeJson),
            Command::Copy => Effect::Copy,
            Command::CopyMarkdown => Effect::CopyMarkdown,
            Command::Open => Effect::Open,
            Command::Cancel | Command::Leave => Effect::End(Ending::Leave),
            Command::DeleteOrLeave if self.query.text().is_empty() => Effect::End(Ending::Leave),
            Command::DeleteOrLeave => self.update(Command::Edit(Edit::Delete)),
            Command::Redraw => Effect::Redraw,
        }
    }

    /// What a key does while the facets are open; nothing where it means the same as ever.
    fn in_facets(&mut self, command: &Command) -> Option<Effect> {
        match command {
            Command::Up => self.facets.up(),
            Command::Down => self.facets.down(),
            Command::Edit(Edit::Left) | Command::MarkUp => self.facets.left(),
            Command::Edit(Edit::Right) | Command::MarkDown => self.facets.right(),
            Command::Cancel => self.facets.open = false,
            Command::Accept => {
                let filter = self.facets.filter()?;
                let text = super::facets::toggled(self.query.text(), &filter);
                self.query = Input::new(&text);
                return Some(self.search());
            }
            _ => return None,
        }
        Some(Effect::Nothing)
    }
}

#[cfg(test)]
mod tests;
