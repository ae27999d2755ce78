//! `SQLite` with FTS5: one table of texts, filled in one transaction.

use std::{hint::black_box, path::Path, sync::atomic::AtomicBool};

use rusqlite::{Connection, Error, ErrorCode, params};

use super::{
    Baseline,
    texts::{Tally, Texts},
};
use crate::cli::{
    CliError,
    bench::plain::{HITS, Plain, Searched},
};

/// The one file.
const FILE: &str = "texts.db";

/// As fast as it is without keeping what a crash would break, with as much memory as tantivy has.
const SETTINGS: &str = "\
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -262144;";

const TABLE: &str = "\
CREATE VIRTUAL TABLE texts USING fts5(content, id UNINDEXED, speaker UNINDEXED, date UNINDEXED)";

#[expect(clippy::unnecessary_wraps, reason = "its twin fails where SQLite is left out")]
pub(super) fn baseline() -> Result<Baseline, CliError> {
    let version = format!("SQLite {}", rusqlite::version());
    Ok(Baseline { name: "sqlite", version, build, open })
}

fn failed(error: Error) -> CliError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
            super::no_room(&error)
        }
        _ => CliError::internal(error),
    }
}

fn build(folder: &Path, texts: &Texts, asked_to: &AtomicBool) -> Result<Tally, CliError> {
    let mut connection = Connection::open(folder.join(FILE)).map_err(failed)?;
    connection.execute_batch(SETTINGS).map_err(failed)?;
    connection.execute_batch(TABLE).map_err(failed)?;
    let transaction = connection.transaction().map_err(failed)?;
    let mut insert = transaction
        .prepare("INSERT INTO texts (content, id, speaker, date) VALUES (?1, ?2, ?3, ?4)")
        .map_err(failed)?;
    let tally = texts.each(asked_to, &mut |row| {
        let row = params![row.text, row.id, row.speaker, row.date];
        insert.execute(row).map(drop).map_err(failed)
    })?;
    drop(insert);
    transaction.commit().map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))?;
    Ok(tally)
}

fn open(folder: &Path) -> Result<Box<dyn Searched>, CliError> {
    let connection = Connection::open(folder.join(FILE)).map_err(failed)?;
    connection.execute_batch(SETTINGS).map_err(failed)?;
    Ok(Box::new(Sqlite { connection }))
}

struct Sqlite {
    connection: Connection,
}

impl Searched for Sqlite {
    fn search(&self, query: &Plain) -> Result<usize, CliError> {
        let words: Vec<String> = query.words.iter().map(|word| format!("\"{word}\"")).collect();
        let matched = if query.is_phrase { query.typed() } else { words.join(" ") };
        let mut found = self
            .connection
            .prepare_cached(
                "SELECT id, speaker, date, content, snippet(texts, 0, '<b>', '</b>', '…', 30) \
                 FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT ?2",
            )
            .map_err(failed)?;
        let limit = i64::try_from(HITS).map_err(CliError::internal)?;
        let mut rows = found.query(params![matched, limit]).map_err(failed)?;
        let mut shown = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            for column in 0..3 {
                black_box(row.get::<_, Option<String>>(column).map_err(failed)?);
            }
            for column in 3..5 {
                black_box(row.get::<_, String>(column).map_err(failed)?);
            }
            shown += 1;
        }
        Ok(shown)
    }
}
