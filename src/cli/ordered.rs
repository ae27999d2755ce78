//! Work spread over threads whose results come back in the order of their tasks.

use std::{
    ops::ControlFlow,
    sync::{
        Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

/// Tasks under way at most, which bounds the memory that results waiting for their turn take.
const IN_FLIGHT: usize = 64;

/// Runs `work` over what `produce` hands out and passes the results to `each`, in order, on the
/// calling thread. Stops handing out once `each` fails.
pub(super) fn in_order<T: Send, R: Send, E>(
    n_threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(T) -> ControlFlow<()>) + Send,
    work: impl Fn(T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (tasks, take) = sync_channel::<(T, SyncSender<R>)>(IN_FLIGHT);
    let (promises, waiting) = sync_channel::<Receiver<R>>(IN_FLIGHT);
    let take = Mutex::new(take);
    thread::scope(|scope| {
        scope.spawn(move || {
            produce(&mut |task| {
                let (done, result) = sync_channel(1);
                let sent = promises.send(result).is_ok() && tasks.send((task, done)).is_ok();
                if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        });
        for _ in 0..n_threads.max(1) {
            scope.spawn(|| {
                loop {
                    let task = take.lock().map_or(None, |take| take.recv().ok());
                    let Some((task, done)) = task else { return };
                    // Nobody waits for it where `each` has failed.
                    let _ = done.send(work(task));
                }
            });
        }
        // Moved in, so that it is dropped, and the producer stopped, when this block fails.
        let waiting = waiting;
        for result in &waiting {
            match result.recv() {
                Ok(result) => each(result)?,
                Err(_) => break,
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_tasks() {
        let mut seen = Vec::new();
        let produce = |hand_out: &mut dyn FnMut(u64) -> ControlFlow<()>| {
            for task in 0..500 {
                if hand_out(task).is_break() {
                    return;
                }
            }
        };
        let work = |task: u64| {
            thread::sleep(std::time::Duration::from_micros(task * 7 % 50));
            task * 2
        };
        let result: Result<(), ()> = in_order(4, produce, work, |result| {
            seen.push(result);
            Ok(())
        });
        assert_eq!(result, Ok(()));
        assert_eq!(seen, (0..500).map(|task| task * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_stops_the_producer() {
        let mut n_handed_out = 0;
        let produce = |hand_out: &mut dyn FnMut(u32) -> ControlFlow<()>| {
            while hand_out(0).is_continue() {
                n_handed_out += 1;
                assert!(n_handed_out < 10_000, "the producer was not stopped");
            }
        };
        assert_eq!(in_order(2, produce, |task| task, |_| Err("full")), Err("full"));
    }
}
