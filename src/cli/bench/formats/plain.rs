//! Texts, records and tables.

use std::{fmt::Write as _, fs, io, path::Path};

use super::{Debate, Story, all, each_debate, each_story, put};

/// Records in a file of many.
const MANY: usize = 500;

pub(super) fn txt(folder: &Path, n: usize) -> io::Result<u64> {
    each_story(folder, "txt", n, |story| text(story).into_bytes())
}

/// A text as it is saved by hand.
pub(super) fn text(story: &Story) -> String {
    format!("{}\n\n{}\n", story.title, story.paragraphs.join("\n\n"))
}

pub(super) fn markdown(folder: &Path, n: usize) -> io::Result<u64> {
    each_story(folder, "md", n, |story| {
        let Story { title, date, outlet, paragraphs } = story;
        let text = paragraphs.join("\n\n").replace(" met ", " *met* ");
        format!("---\ntitle: {title}\ndate: {date}\noutlet: {outlet}\n---\n\n# {title}\n\n{text}\n")
            .into_bytes()
    })
}

pub(super) fn transcript(folder: &Path, n: usize) -> io::Result<u64> {
    each_debate(folder, "txt", n, |Debate { title, date, turns }| {
        let mut text = format!("{title}\n{date}\n\n");
        for (name, words) in turns {
            text.extend([format!("{}: {words}\n\n", name.to_uppercase())]);
        }
        text
    })
}

/// A story as a record.
fn record(story: &Story) -> serde_json::Value {
    serde_json::json!({
        "title": story.title,
        "date_publish": story.date,
        "source_domain": story.outlet,
        "url": format!("https://{}/{}", story.outlet, story.date),
        "maintext": story.paragraphs.join("\n"),
    })
}

pub(super) fn json(folder: &Path, n: usize) -> io::Result<u64> {
    shards(folder, "json", n, |stories| {
        let records: Vec<_> = stories.iter().map(record).collect();
        serde_json::Value::from(records).to_string()
    })
}

pub(super) fn jsonl(folder: &Path, n: usize) -> io::Result<u64> {
    shards(folder, "jsonl", n, lines)
}

/// Stories as JSON Lines.
pub(super) fn lines(stories: &[Story]) -> String {
    all(stories, |story| format!("{}\n", record(story)))
}

pub(super) fn csv(folder: &Path, n: usize) -> io::Result<u64> {
    shards(folder, "csv", n, |stories| {
        let mut table = "Date,Title,Topic,Speaker,Text\n".to_owned();
        for story in stories {
            let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let (title, text) = (cell(&story.title), cell(&story.paragraphs.join("\n")));
            // Memory takes whatever is written.
            let _ = writeln!(table, "{},{title},harbor,Ada Okoye,{text}", story.date);
        }
        table
    })
}

/// Writes a file for every so many stories.
pub(super) fn shards(
    folder: &Path,
    extension: &str,
    n: usize,
    text: impl Fn(&[Story]) -> String,
) -> io::Result<u64> {
    let starts = (0..n).step_by(MANY);
    let shard = |start: usize| {
        let stories: Vec<Story> = (start..n.min(start + MANY)).map(Story::nth).collect();
        put(folder, start, extension, text(&stories).as_bytes())
    };
    starts.map(shard).sum()
}

/// Writes the shards of JSON Lines, each packed by `pack`.
pub(super) fn packed_shards(
    folder: &Path,
    extension: &str,
    n: usize,
    pack: impl Fn(&[u8]) -> io::Result<Vec<u8>>,
) -> io::Result<u64> {
    let bytes = shards(folder, "jsonl", n, lines)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        fs::write(path.with_extension(format!("jsonl.{extension}")), pack(&fs::read(&path)?)?)?;
        fs::remove_file(path)?;
    }
    Ok(bytes)
}
