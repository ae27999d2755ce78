//! Work handed out to many threads and taken back in its order.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Jobs that any thread may take, and results in the order the jobs were given.
pub(super) struct Queue<J, R> {
    inner: Mutex<Inner<J, R>>,
    /// A job came, or none will.
    work: Condvar,
    /// A result came, or none will.
    done: Condvar,
}

struct Inner<J, R> {
    jobs: VecDeque<(u64, J)>,
    results: BTreeMap<u64, R>,
    /// The number of the next job or result given.
    given: u64,
    /// The number of the next result taken.
    taken: u64,
    closed: bool,
}

impl<J, R> Queue<J, R> {
    pub(super) fn new() -> Self {
        let inner = Inner {
            jobs: VecDeque::new(),
            results: BTreeMap::new(),
            given: 0,
            taken: 0,
            closed: false,
        };
        Self { inner: Mutex::new(inner), work: Condvar::new(), done: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<J, R>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a job to whoever is free.
    pub(super) fn give(&self, job: J) {
        let mut inner = self.lock();
        let number = inner.given;
        inner.given += 1;
        inner.jobs.push_back((number, job));
        drop(inner);
        self.work.notify_one();
    }

    /// Says that nothing more will be given.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.work.notify_all();
        self.done.notify_all();
    }

    /// Takes the oldest job; `None` when there will be none.
    pub(super) fn take(&self) -> Option<(u64, J)> {
        let mut inner = self.lock();
        loop {
            if let Some(job) = inner.jobs.pop_front() {
                return Some(job);
            }
            if inner.closed {
                return None;
            }
            inner = self.work.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Hands in the result of job `number`.
    pub(super) fn put(&self, number: u64, result: R) {
        self.lock().results.insert(number, result);
        self.done.notify_one();
    }

    /// Takes the next result in order; `None` after the last.
    pub(super) fn next(&self) -> Option<R> {
        let mut inner = self.lock();
        loop {
            let number = inner.taken;
            if let Some(result) = inner.results.remove(&number) {
                inner.taken += 1;
                return Some(result);
            }
            if inner.closed && number == inner.given {
                return None;
            }
            inner = self.done.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_jobs() {
        let queue = Queue::new();
        let taken: Vec<u64> = thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Some((number, job)) = queue.take() {
                        thread::sleep(Duration::from_micros(job % 7 * 100));
                        queue.put(number, job);
                    }
                });
            }
            scope.spawn(|| {
                for job in 0..200 {
                    queue.give(job);
                }
                queue.close();
            });
            std::iter::from_fn(|| queue.next()).collect()
        });
        assert_eq!(taken, (0..200).collect::<Vec<_>>());
    }
}
