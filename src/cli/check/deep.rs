//! What the index says against the texts, which are read again.

use super::super::{
    CliError,
    output::say,
    places::Places,
    problems::counted,
    source::{Source, Sources},
    store,
};
use crate::index::{self, Check};

/// How many of the documents that cannot be looked at are named.
const NAMED: u64 = 5;

/// Adds to `check` what differs from the texts. Returns how many of them were looked at, in words.
pub(super) fn look(check: &mut Check, places: &Places) -> Result<String, CliError> {
    let store = store::open(places)?;
    let sources = Sources::new(&store)?;
    let (mut same, mut other) = (0, 0);
    let mut unseen = |key: &str, why: &str| {
        other += 1;
        if other <= NAMED {
            say(&format!("not compared: `{key}` {why}"));
        }
    };
    let mut failed = None;
    sources.read_all(&mut |record, source| match source {
        Source::Same(document) => match index::against_text(&store, &document) {
            Ok(wrong) => {
                same += 1;
                check.damage.extend(wrong);
            }
            Err(error) => failed = Some(error),
        },
        Source::Changed(_) => unseen(&record.key, "has changed since it was indexed"),
        Source::Gone(reason) => unseen(&record.key, &format!("cannot be read: {reason}")),
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let mut beside = format!(", {} compared with the texts", counted(same, "document"));
    if 0 < other {
        beside.extend([format!(", {} not (changed or gone)", counted(other, "document"))]);
    }
    Ok(beside)
}
