//! tantivy alone: the words of each row with their places, the text stored, nothing else done.

use std::{hint::black_box, path::Path, sync::atomic::AtomicBool};

use tantivy::{
    Index, IndexWriter, Searcher, TantivyDocument, TantivyError,
    collector::TopDocs,
    query::QueryParser,
    schema::{Field, STORED, STRING, Schema, TEXT, Value},
    snippet::SnippetGenerator,
};

use super::{
    Baseline,
    texts::{Tally, Texts},
};
use crate::cli::{
    CliError,
    bench::plain::{HITS, Plain, Searched},
};

/// Bytes that it may collect before it writes a segment.
const HEAP: usize = 256 << 20;

pub(super) fn baseline() -> Baseline {
    Baseline { name: "tantivy", version: tantivy::version_string().to_owned(), build, open }
}

fn failed(error: TantivyError) -> CliError {
    match error {
        TantivyError::IoError(error) => super::no_room(&error),
        error => CliError::internal(error),
    }
}

fn build(folder: &Path, texts: &Texts, asked_to: &AtomicBool) -> Result<Tally, CliError> {
    let mut schema = Schema::builder();
    let [id, speaker, date] =
        ["id", "speaker", "date"].map(|name| schema.add_text_field(name, STRING | STORED));
    let text = schema.add_text_field("text", TEXT | STORED);
    let index = Index::create_in_dir(folder, schema.build()).map_err(failed)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, HEAP).map_err(failed)?;
    let tally = texts.each(asked_to, &mut |row| {
        let mut document = TantivyDocument::new();
        for (field, value) in [(id, row.id), (speaker, row.speaker), (date, row.date)] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        document.add_text(text, row.text);
        writer.add_document(document).map(drop).map_err(failed)
    })?;
    writer.commit().map_err(failed)?;
    writer.wait_merging_threads().map_err(failed)?;
    Ok(tally)
}

fn open(folder: &Path) -> Result<Box<dyn Searched>, CliError> {
    let index = Index::open_in_dir(folder).map_err(failed)?;
    let text = index.schema().get_field("text").map_err(failed)?;
    let mut parser = QueryParser::for_index(&index, vec![text]);
    parser.set_conjunction_by_default();
    let searcher = index.reader().map_err(failed)?.searcher();
    Ok(Box::new(Tantivy { searcher, parser, text }))
}

struct Tantivy {
    searcher: Searcher,
    parser: QueryParser,
    text: Field,
}

impl Searched for Tantivy {
    fn search(&self, query: &Plain) -> Result<usize, CliError> {
        let query = self.parser.parse_query(&query.typed()).map_err(CliError::internal)?;
        let best = TopDocs::with_limit(HITS).order_by_score();
        let best = self.searcher.search(&query, &best).map_err(failed)?;
        let snippets =
            SnippetGenerator::create(&self.searcher, &*query, self.text).map_err(failed)?;
        for (_, address) in &best {
            let document: TantivyDocument = self.searcher.doc(*address).map_err(failed)?;
            let text = document.get_first(self.text).and_then(|value| value.as_str());
            black_box(snippets.snippet(text.unwrap_or_default()).to_html());
        }
        Ok(best.len())
    }
}
