//! What is wrong with the files read: said as it is found, once with what to do about it.

use std::collections::{BTreeMap, BTreeSet};

use super::output::say;
pub(super) use crate::render::thousands;
use crate::{ingest::Severity, render::sanitize::clean};

/// Problems said one by one; the rest are only counted.
const SAID: usize = 20;
/// Kinds of files passed over that are named.
const KINDS_NAMED: usize = 6;

/// What was wrong with the files of a run.
#[derive(Debug, Default)]
pub(super) struct Problems {
    n_broken: usize,
    n_warnings: usize,
    unsupported: BTreeMap<String, u64>,
    n_ignored: u64,
    hints: BTreeSet<String>,
}

/// One thing that is wrong.
#[derive(Debug)]
pub(super) struct Problem<'a> {
    /// What, where and why, in one line.
    pub(super) text: &'a str,
    /// What to try next.
    pub(super) hint: Option<&'a str>,
    /// What it means.
    pub(super) severity: Severity,
    /// The kind of file, where it is one that is not read.
    pub(super) unsupported: Option<&'a str>,
}

impl Problems {
    /// Takes note of `problem`, and says it unless it is only a kind of file that is not read.
    pub(super) fn add(&mut self, problem: &Problem<'_>) {
        let kind = match problem.severity {
            Severity::Unsupported => {
                self.add_unsupported(problem.unsupported.unwrap_or_default(), 1);
                return;
            }
            Severity::Ignored => {
                self.add_ignored(1);
                return;
            }
            Severity::Warning => {
                self.n_warnings += 1;
                "warning"
            }
            Severity::Broken => {
                self.n_broken += 1;
                "skipped"
            }
        };
        let n_said = self.n_broken + self.n_warnings;
        if SAID < n_said {
            return;
        }
        // A name may hold anything, and every problem is one line.
        say(&format!("{kind}: {}", clean(problem.text)));
        if let Some(hint) = problem.hint
            && self.hints.insert(hint.to_owned())
        {
            say(&format!("  hint: {}", clean(hint)));
        }
    }

    /// Takes note of `n` files of a kind that is not read.
    pub(super) fn add_unsupported(&mut self, kind: &str, n: u64) {
        *self.unsupported.entry(kind.to_owned()).or_default() += n;
    }

    /// Takes note of `n` files and folders that a pattern of the user's leaves out.
    pub(super) fn add_ignored(&mut self, n: u64) {
        self.n_ignored += n;
    }

    /// Says what was counted only. Returns whether anything was skipped as broken.
    pub(super) fn finish(&self) -> bool {
        let more = (self.n_broken + self.n_warnings).saturating_sub(SAID);
        if 0 < more {
            say(&format!("… and {}", counted(more as u64, "more problem")));
        }
        let n_unsupported: u64 = self.unsupported.values().sum();
        if 0 < n_unsupported {
            let mut kinds: Vec<(&String, &u64)> = self.unsupported.iter().collect();
            kinds.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
            let listed = kinds.iter().take(KINDS_NAMED).map(|(kind, n)| {
                let kind = if kind.is_empty() { "no ending" } else { kind };
                format!("{kind} {}", thousands(**n))
            });
            let mut listed: Vec<String> = listed.collect();
            if KINDS_NAMED < kinds.len() {
                listed.push("…".to_owned());
            }
            let files = counted(n_unsupported, "file");
            let listed = clean(&listed.join(", ")).into_owned();
            say(&format!("{files} passed over, of kinds that are not read: {listed}"));
        }
        if 0 < self.n_ignored {
            say(&format!("{} left out by patterns", counted(self.n_ignored, "path")));
        }
        0 < self.n_broken
    }
}

/// `1 file`, `2 files`, `1,000 files`.
pub(super) fn counted(n: u64, what: &str) -> String {
    let number = thousands(n);
    if n == 1 { format!("{number} {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_counted() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(1_000, "file"), "1,000 files");
    }
}
