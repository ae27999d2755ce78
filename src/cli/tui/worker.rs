//! Answers questions beside the screen, so that typing never waits: the newest one is taken, those
//! that it overtook are not answered at all.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc::Sender};

use super::{
    super::{
        problems::{counted, thousands},
        query_args::today,
    },
    row::Row,
    state::{Answer, Found, Question, What},
};
use crate::{
    index::Store,
    query::{self, FacetCounts, QueryError, SearchOptions},
};

/// Where the newest question waits to be answered.
#[derive(Default)]
pub(super) struct Desk {
    inbox: Mutex<Inbox>,
    bell: Condvar,
}

#[derive(Default)]
struct Inbox {
    question: Option<Question>,
    is_closed: bool,
}

impl Desk {
    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `question` in the place of one that still waits.
    pub(super) fn ask(&self, question: Question) {
        self.inbox().question = Some(question);
        self.bell.notify_one();
    }

    /// Lets [`work`] end.
    pub(super) fn close(&self) {
        self.inbox().is_closed = true;
        self.bell.notify_all();
    }

    /// Waits for a question; none where the desk is closed.
    fn take(&self) -> Option<Question> {
        let mut inbox = self.inbox();
        loop {
            if inbox.is_closed {
                return None;
            }
            if let Some(question) = inbox.question.take() {
                return Some(question);
            }
            inbox = self.bell.wait(inbox).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn is_overtaken(&self) -> bool {
        let inbox = self.inbox();
        inbox.is_closed || inbox.question.is_some()
    }
}

/// Answers the questions at `desk` until it is closed or nobody listens.
pub(super) fn work(store: &Store, desk: &Desk, answers: &Sender<Result<Answer, QueryError>>) {
    while let Some(question) = desk.take() {
        let number = question.number;
        let send = |found: Result<Found, QueryError>| {
            answers.send(found.map(|found| Answer { number, found })).is_ok()
        };
        if !send(rows(store, &question)) {
            return;
        }
        // Counting takes longer than finding, and nobody waits for it.
        if question.facets.is_empty() || desk.is_overtaken() {
            continue;
        }
        if !send(counts(store, &question).map(Found::Counts)) {
            return;
        }
    }
}

fn options(question: &Question) -> SearchOptions {
    SearchOptions {
        limit: question.limit,
        sort: question.sort,
        // The whole context: the preview cuts nothing.
        excerpt: usize::MAX,
        ..SearchOptions::default()
    }
}

/// The rows that answer `question`, with what is to be said of it.
pub(super) fn rows(store: &Store, question: &Question) -> Result<Found, QueryError> {
    let parsed = query::parse(&question.text, today());
    let mut notes: Vec<String> = parsed.notes.into_iter().map(|note| note.text).collect();
    let options = options(question);
    if question.what == What::Passages {
        let page = query::passages(store, &parsed.query, &options)?;
        notes.extend(page.notes);
        let rows = page.hits.into_iter().map(Box::new).map(Row::Passage).collect();
        return Ok(Found::Rows { rows, total: page.total, notes });
    }
    let page = query::search(store, &parsed.query, &options)?;
    notes.extend(page.notes);
    if 0 < page.undated_left_out {
        notes.push(format!("{} undated not shown", thousands(page.undated_left_out)));
    }
    if 0 < page.passages {
        let passages = counted(page.passages, "passage");
        notes.push(format!("{passages} outside statements (F4, --passages)"));
    }
    let rows = page.hits.into_iter().map(Box::new).map(Row::Statement).collect();
    Ok(Found::Rows { rows, total: page.total, notes })
}

fn counts(store: &Store, question: &Question) -> Result<Vec<FacetCounts>, QueryError> {
    let parsed = query::parse(&question.text, today());
    let facets = question.facets.to_vec();
    let options = SearchOptions { limit: 0, facets, ..options(question) };
    Ok(query::search(store, &parsed.query, &options)?.facets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Sort;

    fn question(number: u64) -> Question {
        Question {
            number,
            text: String::new(),
            what: What::Statements,
            sort: Sort::Relevance,
            limit: 1,
            facets: &[],
        }
    }

    #[test]
    fn the_newest_question_wins() {
        let desk = Desk::default();
        desk.ask(question(1));
        assert!(desk.is_overtaken());
        desk.ask(question(2));
        assert_eq!(desk.take(), Some(question(2)));
        assert!(!desk.is_overtaken());
        desk.ask(question(3));
        desk.close();
        assert!(desk.is_overtaken());
        assert_eq!(desk.take(), None);
    }
}
