//! Hits and statements out: cards for the terminal, JSON, CSV. Knows no files and no index.

pub mod cards;
pub mod cite;
pub mod csv;
pub mod detail;
pub mod diff;
pub mod explain;
pub mod feed;
pub mod figures;
#[cfg(test)]
pub(crate) mod fixture;
pub mod json;
pub mod sanitize;
pub mod sarif;
pub mod table;
mod theme;
pub mod variants;
pub mod verdict;
pub mod wrap;

pub use theme::Theme;

/// How a terminal is written to.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// What is colored how.
    pub theme: Theme,
    /// Columns of a line.
    pub width: usize,
}

impl Style {
    /// The widths that text is set in; a terminal outside of them gets the nearest.
    pub const WIDTHS: std::ops::RangeInclusive<usize> = 40..=200;

    /// A style whose width lies within [`Self::WIDTHS`].
    pub fn new(theme: Theme, width: usize) -> Self {
        Self { theme, width: width.clamp(*Self::WIDTHS.start(), *Self::WIDTHS.end()) }
    }
}

/// `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let shown = [1, 12, 999, 1000, 1_234_567].map(thousands).join(" ");
        assert_eq!(shown, "1 12 999 1,000 1,234,567");
    }
}
