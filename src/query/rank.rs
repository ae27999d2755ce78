//! Which hit comes first, and why.

use std::fmt;

/// One factor of a hit's score, for `--explain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it is about: `words`, `phrase`, `kind`, …
    pub factor: &'static str,
    /// What of the hit earned it.
    pub what: String,
    /// What the score is multiplied by; for `words` the score to begin with.
    pub weight: f32,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.2} ({})", self.factor, self.weight, self.what)
    }
}
