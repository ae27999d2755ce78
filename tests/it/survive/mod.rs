//! Nothing lost and nothing silently wrong, whatever happens to a run or to the files of an index.
//!
//! Each test is a sweep with a short run and a long one: `ONRECORD_LONG=1 cargo test survive::`, as
//! `.ci/nightly` does.

mod calls;
mod damage;
mod kills;
mod model;
mod order;
mod soak;

use std::env;

/// How often to try: `short` as a rule, `long` where it may take hours.
pub fn amount(short: usize, long: usize) -> usize {
    if env::var_os("ONRECORD_LONG").is_some() { long } else { short }
}

/// Says from time to time how far a long run is.
pub fn tell(done: usize, what: &str) {
    if done.is_multiple_of(100) {
        println!("{done} {what}");
    }
}

/// Numbers that look like chance and are the same in every run.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
