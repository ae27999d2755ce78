//! `onrecord show`: one statement in its text, or a document's text itself.

use std::{
    borrow::Cow,
    io::{IsTerminal, stdout},
};

use clap::Args;
use encoding_rs::{Encoding, UTF_8};

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    source::{Source, Sources},
    store,
};
use crate::{
    index::{Key, Store},
    model::Record,
    people::Applied,
    query,
    render::{
        detail::{self, Detail},
        json,
        sanitize::clean,
    },
};

const EXAMPLES: &str = "\
Examples:
  onrecord show 9ebf/2              an id as a search prints it
  onrecord show 9ebf/2 --json
  onrecord show 9ebf/2 --source     what stands in the file there";

/// Show a statement with its evidence, or the text of a document
///
/// An id may be as short as it is unique. The document's file is read again; where its text is not
/// the one that was indexed, that is said.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// Ids of statements, as printed by `search`
    #[arg(value_name = "ID", required_unless_present = "text")]
    ids: Vec<String>,
    /// Print one JSON object a line
    #[arg(long, conflicts_with = "text")]
    json: bool,
    /// Print what stands in the file where the statement was read from, byte for byte
    ///
    /// The place (row, line, page or element, and bytes) goes to standard error. Of what is
    /// compressed or packed it is the bytes as unpacked.
    #[arg(long, conflicts_with_all = ["text", "json"])]
    source: bool,
    /// Print the text that the offsets of this document's statements point into
    #[arg(long, value_name = "DOCUMENT", conflicts_with = "ids")]
    text: Option<String>,
}

pub(super) fn run(args: &ShowArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open(&setting.places)?;
    if let Some(document) = &args.text {
        return text(&store, document);
    }
    let records: Vec<Record> =
        args.ids.iter().map(|id| query::find(&store, id)).collect::<Result<_, _>>()?;
    if args.json {
        print(|out| {
            records.iter().try_for_each(|record| json::line(out, &json::statement(record, None)))
        })?;
        return Ok(Outcome::Done);
    }
    let sources = Sources::new(&store)?;
    if args.source {
        return raw(&sources, &records);
    }
    let people = store.people()?;
    let mut shown = Vec::new();
    for record in &records {
        let key = sources.by_id(&record.id).map(|document| document.key.as_str());
        let corrected = corrected(&people, key, record);
        shown.push((chain(&store, record)?, file(&sources, record), corrected));
    }
    let style = setting.screen.style;
    setting.screen.show(|out| {
        for (nth, (record, (chain, file, corrected))) in records.iter().zip(&shown).enumerate() {
            if 0 < nth {
                writeln!(out)?;
            }
            let marks = detail::quote_in_context(record);
            detail::write(
                out,
                &Detail { record, chain, marks: &marks, file, corrected: *corrected },
                style,
            )?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}

/// Whom the text gives for `record`, in the document of that key, where the user said who it was.
fn corrected<'a>(people: &'a Applied, key: Option<&str>, record: &Record) -> Option<&'a str> {
    let ordinal = record.id.rsplit('/').next()?.parse().ok()?;
    let key = Key::of_document_key(key?).hex();
    people.correction_of(&key, ordinal).map(|outcome| outcome.text.as_str())
}

/// The acts that `record` is reported in, innermost first.
fn chain(store: &Store, record: &Record) -> Result<Vec<Record>, CliError> {
    let mut chain: Vec<Record> = Vec::new();
    if record.parent.is_none() {
        return Ok(chain);
    }
    let acts = query::acts_beside(store, record)?;
    let mut parent = record.parent.as_ref();
    while let Some(act) = parent.and_then(|id| acts.iter().find(|act| act.id == *id)) {
        if chain.iter().any(|seen| seen.id == act.id) {
            break;
        }
        chain.push(act.clone());
        parent = act.parent.as_ref();
    }
    Ok(chain)
}

fn file(sources: &Sources, record: &Record) -> String {
    let Some(document) = sources.by_id(&record.id) else {
        return "not in the index any more".to_owned();
    };
    let path = sources.file(document).map(|path| path.display().to_string()).unwrap_or_default();
    match sources.read(document) {
        Source::Same(_) => format!("{path} (unchanged)"),
        Source::Changed(_) => {
            format!("{path} (changed since it was indexed: offsets are those of the old text)")
        }
        Source::Gone(reason) => format!("{path} (cannot be read again: {reason})"),
    }
}

/// Prints the raw places of `records`.
fn raw(sources: &Sources, records: &[Record]) -> Result<Outcome, CliError> {
    for record in records {
        let failed = |reason: String| {
            let id = &record.id;
            CliError::user(format!("the source of `{id}` cannot be read again: {reason}"))
                .hint("`onrecord index` brings the index in step with the files")
        };
        let document =
            sources.by_id(&record.id).ok_or_else(|| failed("it is not in the index".to_owned()))?;
        let read = match sources.read(document) {
            Source::Same(read) => read,
            Source::Changed(_) => return Err(failed("the file has changed".to_owned())),
            Source::Gone(reason) => return Err(failed(reason)),
        };
        let found = sources.raw(document, &read, &record.spans).map_err(failed)?;
        let file = sources.file(document).unwrap_or_default();
        let raw = found.bytes.unwrap_or_default();
        say(&format!("{}, {}", file.display(), found.place));
        if raw.is_empty() {
            say(
                "note: which bytes of the file that is cannot be told; this is the text read there",
            );
        }
        let text = record.quote.as_bytes();
        let raw = if raw.is_empty() { text } else { &raw };
        if stdout().is_terminal() {
            let decoded = decoded(raw, read.encoding);
            let lines: Vec<_> = decoded.lines().map(clean).collect();
            print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        } else {
            print(|out| out.write_all(raw))?;
        }
    }
    Ok(Outcome::Done)
}

/// `raw` for a person to read.
fn decoded<'a>(raw: &'a [u8], encoding: Option<&str>) -> Cow<'a, str> {
    let known = encoding.and_then(|name| Encoding::for_label(name.as_bytes()));
    known.unwrap_or(UTF_8).decode_without_bom_handling(raw).0
}

fn text(store: &Store, name: &str) -> Result<Outcome, CliError> {
    let sources = Sources::new(store)?;
    let found = sources.by_path(name);
    let document = match found.as_slice() {
        [document] => document,
        [] => {
            return Err(CliError::user(format!("no document `{name}` in the index"))
                .hint("`onrecord documents` lists them"));
        }
        several => {
            let keys: Vec<String> = several.iter().map(|one| format!("`{}`", one.key)).collect();
            let keys = keys.join(", ");
            return Err(CliError::user(format!(
                "`{name}` is the path of {} documents",
                several.len()
            ))
            .hint(format!("write one of {keys}")));
        }
    };
    let read = match sources.read(document) {
        Source::Same(read) => read,
        Source::Changed(read) => {
            say("warning: the text has changed since it was indexed");
            read
        }
        Source::Gone(reason) => {
            return Err(CliError::user(format!("`{name}` cannot be read again: {reason}"))
                .hint("`onrecord index` brings the index in step with the files"));
        }
    };
    // As it stands, so that offsets hold.
    print(|out| out.write_all(read.text.as_bytes()))?;
    Ok(Outcome::Done)
}
