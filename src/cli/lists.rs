//! `onrecord speakers`, `topics` and `documents`: what can be asked for.

use clap::Args;
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    problems::counted,
    query_args::number,
    store,
};
use crate::{
    index::DocumentRecord,
    model::Language,
    query::{self, Facet, FacetValue, Query, SearchOptions},
    render::{json, table},
    text::fold,
};

const SPEAKERS_EXAMPLES: &str = "\
Examples:
  onrecord speakers
  onrecord speakers -n 20 --json";

/// List who is quoted, most often first
#[derive(Args, Debug)]
#[command(before_help = SPEAKERS_EXAMPLES)]
pub(super) struct SpeakersArgs {
    #[command(flatten)]
    list: ListArgs,
}

const TOPICS_EXAMPLES: &str = "\
Examples:
  onrecord topics
  onrecord topics --json";

/// List what statements are about
#[derive(Args, Debug)]
#[command(before_help = TOPICS_EXAMPLES)]
pub(super) struct TopicsArgs {
    #[command(flatten)]
    list: ListArgs,
}

const DOCUMENTS_EXAMPLES: &str = "\
Examples:
  onrecord documents
  onrecord documents --json";

/// List the documents of the index by path
#[derive(Args, Debug)]
#[command(before_help = DOCUMENTS_EXAMPLES)]
pub(super) struct DocumentsArgs {
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Args, Debug)]
struct ListArgs {
    /// Only those with these words in them
    #[arg(value_name = "WORD")]
    having: Vec<String>,
    /// Show this many at most [default: all]
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    limit: Option<usize>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl ListArgs {
    fn takes(&self, texts: &[&str]) -> bool {
        let texts: Vec<_> = texts.iter().map(|text| fold(text)).collect();
        self.having.iter().all(|word| {
            let word = fold(word);
            texts.iter().any(|text| text.contains(&*word))
        })
    }
}

pub(super) fn speakers(args: &SpeakersArgs, setting: &Setting) -> Result<Outcome, CliError> {
    values(&args.list, Facet::Speaker, "speaker", setting)
}

pub(super) fn topics(args: &TopicsArgs, setting: &Setting) -> Result<Outcome, CliError> {
    values(&args.list, Facet::Topic, "topic", setting)
}

#[derive(Serialize)]
struct ValueJson<'a> {
    id: &'a str,
    label: &'a str,
    count: u64,
}

fn values(
    args: &ListArgs,
    facet: Facet,
    what: &str,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let options = SearchOptions { limit: 0, facets: vec![facet], ..SearchOptions::default() };
    let mut page = query::search(&store, &Query::All, &options)?;
    let mut n_all = 0;
    for counts in &mut page.facets {
        counts.values.retain(|value| args.takes(&[&value.label, &value.id]));
        counts.without = 0;
        n_all += counts.values.len();
        counts.values.truncate(args.limit.unwrap_or(usize::MAX));
    }
    if args.json {
        print(|out| {
            page.facets.iter().flat_map(|counts| &counts.values).try_for_each(|value| {
                let FacetValue { id, label, count, .. } = value;
                json::line(out, &ValueJson { id, label, count: *count })
            })
        })?;
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| table::counts(out, &page.facets, style))?;
    }
    say(&counted(n_all as u64, what));
    Ok(Outcome::found(0 < n_all))
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    id: String,
    document: &'a str,
    format: &'static str,
    language: Option<&'a str>,
    encoding: Option<&'a str>,
    undecoded: u64,
    copies: Vec<AddressJson<'a>>,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<String>,
    bytes: u64,
    statements: u64,
    passages: u64,
}

/// Where the same text stands, too.
#[derive(Serialize)]
struct AddressJson<'a> {
    document: &'a str,
    url: Option<&'a str>,
}

pub(super) fn documents(args: &DocumentsArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let args = &args.list;
    let store = store::open_or_build(setting)?;
    let mut documents = store.documents()?;
    documents.retain(|document| {
        let title = document.title.as_deref().unwrap_or_default();
        let outlet = document.outlet.as_deref().unwrap_or_default();
        let copies = document.copies.iter().map(|copy| copy.path.as_str());
        let texts: Vec<&str> =
            [document.path.as_str(), title, outlet].into_iter().chain(copies).collect();
        args.takes(&texts)
    });
    let n_all = documents.len();
    documents.truncate(args.limit.unwrap_or(usize::MAX));
    if args.json {
        print(|out| documents.iter().try_for_each(|record| json::line(out, &document(record))))?;
    } else {
        let rows: Vec<Vec<String>> = documents.iter().flat_map(rows).collect();
        setting.screen.show(|out| table::columns(out, &rows))?;
    }
    say(&counted(n_all as u64, "document"));
    Ok(Outcome::found(0 < n_all))
}

fn document(record: &DocumentRecord) -> DocumentJson<'_> {
    DocumentJson {
        id: format!("{:016x}", record.hash),
        document: &record.path,
        format: record.format.name(),
        language: record.language.as_ref().map(Language::code),
        encoding: record.encoding.as_deref(),
        undecoded: record.undecoded,
        copies: record.copies.iter().map(address).collect(),
        title: record.title.as_deref(),
        outlet: record.outlet.as_deref(),
        url: record.url.as_deref(),
        published: record.published.map(|date| date.to_string()),
        bytes: record.bytes,
        statements: record.statements,
        passages: record.passages,
    }
}

fn address(copy: &DocumentRecord) -> AddressJson<'_> {
    AddressJson { document: &copy.path, url: copy.url.as_deref() }
}

/// The row of a document, and one for each other address of it.
fn rows(record: &DocumentRecord) -> Vec<Vec<String>> {
    let date = record.published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let foreign = record.language.filter(|language| *language != Language::ENGLISH);
    let language = foreign.map(|language| format!(", in {}", language.name())).unwrap_or_default();
    let statements = counted(record.statements, "statement") + &language;
    let title = record.title.clone().unwrap_or_default();
    let first = vec![record.path.clone(), date, statements, title];
    let copies = record.copies.iter().map(|copy| {
        let url = copy.url.clone().unwrap_or_default();
        vec![format!("= {}", copy.path), String::new(), String::new(), url]
    });
    std::iter::once(first).chain(copies).collect()
}
