//! The panel that narrows: who, what, when and where, counted, with one value under the cursor.
//!
//! Narrowing writes the filter into the query line, where it can be seen, changed and learned.

use crate::query::{Facet, FacetCounts};

/// The panel.
#[derive(Debug, Default)]
pub(super) struct Facets {
    pub(super) open: bool,
    /// Whether counts are still to come.
    pub(super) is_waiting: bool,
    pub(super) counts: Vec<FacetCounts>,
    pub(super) column: usize,
    pub(super) line: usize,
}

impl Facets {
    /// What is counted, in the order of the columns.
    pub(super) const ALL: &'static [Facet] =
        &[Facet::Speaker, Facet::Topic, Facet::Year, Facet::Outlet];

    pub(super) fn receive(&mut self, mut counts: Vec<FacetCounts>) {
        self.is_waiting = false;
        for facet in &mut counts {
            if facet.facet == Facet::Year {
                facet.values.sort_by(|one, other| other.id.cmp(&one.id));
            }
        }
        self.counts = counts;
        self.line = self.line.min(self.n_lines().saturating_sub(1));
    }

    fn n_lines(&self) -> usize {
        self.counts.get(self.column).map_or(0, |counts| counts.values.len())
    }

    pub(super) fn up(&mut self) {
        self.line = self.line.saturating_sub(1);
    }

    pub(super) fn down(&mut self) {
        self.line = (self.line + 1).min(self.n_lines().saturating_sub(1));
    }

    pub(super) fn left(&mut self) {
        self.column = self.column.checked_sub(1).unwrap_or(Self::ALL.len() - 1);
        self.line = 0;
    }

    pub(super) fn right(&mut self) {
        self.column = (self.column + 1) % Self::ALL.len();
        self.line = 0;
    }

    /// The filter of the value under the cursor, as a query has it.
    pub(super) fn filter(&self) -> Option<String> {
        let counts = self.counts.get(self.column)?;
        let value = counts.values.get(self.line)?;
        let quoted = |text: &str| format!("\"{}\"", text.replace(['"', '“', '”', '„'], " ").trim());
        Some(match counts.facet {
            Facet::Year => format!("date:{}", value.id),
            Facet::Topic => format!("topic:{}", value.id),
            facet => format!("{}:{}", facet.name(), quoted(&value.label)),
        })
    }
}

/// `query` with `filter`, or without it where it has it.
pub(super) fn toggled(query: &str, filter: &str) -> String {
    let query = query.trim();
    let is_whole = |at: usize| {
        let before = query[..at].chars().next_back().is_none_or(char::is_whitespace);
        let after = query[at + filter.len()..].chars().next().is_none_or(char::is_whitespace);
        before && after
    };
    if let Some((at, _)) = query.match_indices(filter).find(|(at, _)| is_whole(*at)) {
        let (before, after) = (query[..at].trim_end(), query[at + filter.len()..].trim_start());
        return [before, after].join(" ").trim().to_owned();
    }
    let is_choice = query.split_whitespace().any(|word| word == "OR");
    match query {
        "" => filter.to_owned(),
        query if is_choice => format!("({query}) {filter}"),
        query => format!("{query} {filter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::FacetValue;

    #[test]
    fn a_filter_is_written_and_taken_out_again() {
        let filter = "speaker:\"Ana Tull\"";
        assert_eq!(toggled("", filter), filter);
        assert_eq!(toggled("toll ", filter), "toll speaker:\"Ana Tull\"");
        assert_eq!(toggled("toll speaker:\"Ana Tull\" fee", filter), "toll fee");
        assert_eq!(toggled(filter, filter), "");
        assert_eq!(toggled("a OR b", "date:2031"), "(a OR b) date:2031");
        assert_eq!(toggled("date:2031-05", "date:2031"), "date:2031-05 date:2031");
    }

    #[test]
    fn the_cursor_stays_on_a_value() {
        let value = |label: &str, id: &str| FacetValue {
            label: label.to_owned(),
            id: id.to_owned(),
            count: 1,
            speeches: 1,
            documents: 1,
        };
        let counts = |facet, values| FacetCounts { facet, values, without: 0 };
        let mut facets = Facets::default();
        assert_eq!(facets.filter(), None);
        facets.down();
        facets.receive(vec![
            counts(Facet::Speaker, vec![value("Ana “A” Tull", "x"), value("Bo", "bo")]),
            counts(Facet::Topic, vec![value("health", "health")]),
            counts(Facet::Year, vec![value("2030", "2030"), value("2031", "2031")]),
            counts(Facet::Outlet, Vec::new()),
        ]);
        assert_eq!(facets.filter().unwrap(), "speaker:\"Ana  A  Tull\"");
        facets.down();
        facets.down();
        assert_eq!(facets.filter().unwrap(), "speaker:\"Bo\"");
        facets.right();
        assert_eq!(facets.filter().unwrap(), "topic:health");
        facets.right();
        assert_eq!(facets.filter().unwrap(), "date:2031");
        facets.right();
        assert_eq!(facets.filter(), None);
        facets.right();
        facets.left();
        assert_eq!(facets.column, 3);
    }
}
