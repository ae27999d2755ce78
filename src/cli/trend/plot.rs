//! Draws a trend into a file.

use std::path::Path;

use crate::{
    cli::{CliError, picture},
    query::Trend,
    render::figures::chart::svg,
};

/// Draws `trend` of `query` into a file.
pub(super) fn write(path: &Path, query: &str, trend: &Trend) -> Result<(), CliError> {
    if trend.periods.is_empty() {
        return Err(CliError::user("there is nothing to draw: no statement has a date"));
    }
    picture::write(path, svg(query, trend)?)
}
