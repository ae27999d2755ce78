//! What comes out of annotated texts, measured: the rows of the table, and what was missed.
//!
//! Every figure is of the program's own output on the texts as they stand. PolNeAR is scored by
//! the `score.py` beside the gold, the sample documents by `seeds_check.py`; the rest by the
//! modules here: `pairing` lays what was found beside what was annotated, `gold::names` compares
//! names, both as `score.py` does.

mod agents;
mod briefings;
#[path = "../../gold/mod.rs"]
pub mod gold;
mod pairing;
mod polnear;
mod program;
mod pronouns;
mod readouts;
pub mod report;
mod seeds;

use std::path::{Path, PathBuf};

use gold::Result;
use report::Report;

/// Where things are.
pub struct Setting {
    /// The program to measure.
    pub program: PathBuf,
    /// The folder of the gold files and their scorers.
    pub gold: PathBuf,
    /// The folder of what was annotated for this project alone.
    pub own: PathBuf,
}

impl Setting {
    pub fn new(program: PathBuf, gold: PathBuf) -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
        Self { program, gold, own }
    }
}

type Part = fn(&Setting) -> Result<Report>;

/// Everything that is measured, a name and a function a set of texts.
pub const PARTS: &[(&str, Part)] = &[
    ("quoted", polnear::quoted),
    ("speech", polnear::speech),
    ("pronouns", pronouns::pronouns),
    ("seeds", seeds::seeds),
    ("readouts", readouts::readouts),
    ("briefings", briefings::briefings),
];
