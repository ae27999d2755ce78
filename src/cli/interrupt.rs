//! Ctrl-C: work that can stop in good order does; a pager keeps it for itself.

use std::{
    process,
    sync::{
        Once,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
};

/// Whether somebody wants the work under way to stop.
static WANTED: AtomicBool = AtomicBool::new(false);
static MODE: AtomicU8 = AtomicU8::new(END);

/// End the program, as without a handler.
const END: u8 = 0;
/// Ask the work under way to stop; asked twice, end the program.
const ASK: u8 = 1;
/// Leave it to the pager.
const IGNORE: u8 = 2;

/// The exit code of a program that was interrupted.
pub(super) const CODE: u8 = 130;

/// Runs `work` such that an interrupt only sets the flag that it is handed.
pub(super) fn asked<R>(work: impl FnOnce(&'static AtomicBool) -> R) -> R {
    in_mode(ASK, || work(&WANTED))
}

/// Runs `wait` such that interrupts do nothing.
pub(super) fn ignored<R>(wait: impl FnOnce() -> R) -> R {
    in_mode(IGNORE, wait)
}

fn in_mode<R>(mode: u8, work: impl FnOnce() -> R) -> R {
    static INSTALLED: Once = Once::new();
    // Where no handler can be set, interrupts end the program, and the index stays whole.
    INSTALLED.call_once(|| drop(ctrlc::set_handler(handle)));
    let before = MODE.swap(mode, Ordering::SeqCst);
    let result = work();
    MODE.store(before, Ordering::SeqCst);
    result
}

#[expect(clippy::exit, reason = "an interrupt ends the program wherever it is")]
fn handle() {
    match MODE.load(Ordering::SeqCst) {
        IGNORE => {}
        ASK if !WANTED.swap(true, Ordering::SeqCst) => {}
        _ => process::exit(i32::from(CODE)),
    }
}
