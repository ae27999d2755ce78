//! What the reading thread hands on, many small documents at once: waking a thread costs as much as
//! a short document.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::index::{Budget, Ticket};

use super::{queue::Queue, read::Item, work::Job};

/// Bytes of text that are handed on at once.
const BYTES: usize = 32 << 10;

/// How much is handed on at once at most.
const MOST: usize = 256;

/// Bytes that a document takes beside its text, about.
const BESIDE: usize = 256;

/// One thing to hand on.
pub(super) enum Step {
    /// A document to work on.
    Document(Box<Job>),
    /// Something that needs no work.
    Ready(Item),
}

/// Things in their order, whose bytes wait until the index has them.
pub(super) struct Batch<T> {
    pub(super) all: Vec<T>,
    pub(super) ticket: Option<Ticket>,
}

/// Fills batches and hands them on.
pub(super) struct Batches<'a> {
    queue: &'a Queue<Batch<Step>, Batch<Item>>,
    budget: Arc<Budget>,
    steps: Vec<Step>,
    bytes: usize,
    /// Time spent on waiting for room.
    pub(super) waited: Duration,
}

impl<'a> Batches<'a> {
    /// Hands on to `queue`, in which so many bytes may wait.
    pub(super) fn new(queue: &'a Queue<Batch<Step>, Batch<Item>>, most: usize) -> Self {
        let (budget, waited) = (Arc::new(Budget::new(most)), Duration::ZERO);
        Self { queue, budget, steps: Vec::new(), bytes: 0, waited }
    }

    pub(super) fn document(&mut self, job: Job) {
        self.bytes += job.document.text.len() + BESIDE;
        self.add(Step::Document(Box::new(job)));
    }

    pub(super) fn ready(&mut self, item: Item) {
        self.add(Step::Ready(item));
    }

    fn add(&mut self, step: Step) {
        self.steps.push(step);
        if BYTES <= self.bytes || MOST <= self.steps.len() {
            self.hand_on();
        }
    }

    /// Hands on what is there.
    pub(super) fn hand_on(&mut self) {
        if self.steps.is_empty() {
            return;
        }
        let start = Instant::now();
        let bytes = mem::take(&mut self.bytes);
        let ticket = (0 < bytes).then(|| self.budget.take(bytes));
        self.waited += start.elapsed();
        let all = mem::take(&mut self.steps);
        self.queue.give(Batch { all, ticket });
    }
}
