//! A bound, in bytes, on what waits between two threads.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// How long to wait for room before going over the bound: whoever should make room is dead or
/// busy, and only going on will show which.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes that may wait.
pub struct Budget {
    limit: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

/// Bytes that are waiting, free again when it is dropped.
pub struct Ticket {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// Makes one of `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, used: Mutex::new(0), freed: Condvar::new() }
    }

    /// Waits until there is room for `bytes`; what is larger than the bound goes alone.
    pub fn take(self: &Arc<Self>, bytes: usize) -> Ticket {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |used: &mut usize| *used > 0 && *used + bytes > self.limit;
        let (mut used, _) = self
            .freed
            .wait_timeout_while(used, PATIENCE, full)
            .unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
        Ticket { budget: Arc::clone(self), bytes }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut used = self.budget.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used -= self.bytes;
        drop(used);
        self.budget.freed.notify_one();
    }
}
