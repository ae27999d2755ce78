//! `onrecord search`: ranked hits, one a statement.

use std::io::{self, Write};

use clap::Args;

use super::{
    CliError, Outcome, Setting, count,
    output::{print, say},
    problems::{counted, thousands},
    query_args::{Asked, QueryArgs, number},
    source::{Source, Sources},
    store,
};
use crate::{
    index::Store,
    model::{Document, Span},
    query::{self, Facet, Hit, Page, SearchOptions, Sort},
    render::{
        cards::{self, Around, CardOptions},
        csv, json, table,
    },
};

const EXAMPLES: &str = "\
Examples:
  onrecord search toll strait                 both words, in any form
  onrecord search '\"safe passage\" -harbor'    a phrase, without a word
  onrecord s toll --speaker marrane --since 3w
  onrecord search 'via:hale is:readout' --sort newest --jsonl";

/// Find statements by word, speaker, topic and date
///
/// Prints the best first, one card a statement. Where fewer than ten have every word, those that
/// have some of them follow below a line that says so, and are not counted. Where there is no index
/// yet but a `corpus/`, it is indexed first.
///
/// A query has at most 4096 bytes and 128 terms, parentheses nest 32 deep, and `word*` stands for
/// the 512 commonest words: what is beyond is left out, and a note says so.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct SearchArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Which of the statements found to show, in which order and with what.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct ViewArgs {
    /// Show this many at most [default: 10]
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    pub(super) limit: Option<usize>,
    /// Pass over the first N
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    pub(super) offset: usize,
    /// Order: relevance (the default), newest or oldest, undated last
    #[arg(long, value_name = "ORDER", hide_possible_values = true)]
    pub(super) sort: Option<SortArg>,
    /// Count all matches by this field too, as `count` does (can be repeated)
    #[arg(long, value_name = "FIELD", value_parser = count::facet())]
    pub(super) by: Vec<Facet>,
    /// Show the sentences around each statement, and N paragraphs before and after them
    #[arg(short = 'C', long, value_name = "N", value_parser = number)]
    pub(super) context: Option<usize>,
    /// Say what each score is made of
    #[arg(long)]
    pub(super) explain: bool,
    /// Find the outer and joint acts of saying as well
    #[arg(long)]
    pub(super) all_acts: bool,
    /// Show copies of one statement as hits of their own, as `--jsonl`, `--csv` and `-0` do
    #[arg(long)]
    pub(super) no_collapse: bool,
    /// Find passages outside statements instead
    #[arg(long, conflicts_with_all = ["all_acts", "explain", "by"])]
    pub(super) passages: bool,
}

impl ViewArgs {
    /// These, and where they leave something open, `saved`.
    pub(super) fn over(&self, saved: Self) -> Self {
        Self {
            limit: self.limit.or(saved.limit),
            offset: self.offset,
            sort: self.sort.or(saved.sort),
            by: if self.by.is_empty() { saved.by } else { self.by.clone() },
            context: self.context.or(saved.context),
            explain: self.explain || saved.explain,
            all_acts: self.all_acts || saved.all_acts,
            passages: self.passages || saved.passages,
            no_collapse: self.no_collapse || saved.no_collapse,
        }
    }

    pub(super) fn sort(&self) -> Sort {
        self.sort.map_or(Sort::Relevance, Sort::from)
    }

    pub(super) fn options(&self) -> SearchOptions {
        SearchOptions {
            limit: self.limit.unwrap_or(10),
            offset: self.offset,
            sort: self.sort(),
            all_acts: self.all_acts,
            facets: self.by.clone(),
            explain: self.explain,
            ..SearchOptions::default()
        }
    }
}

#[derive(Args, Debug)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and clap lets one through")]
pub(super) struct FormatArgs {
    /// Print one JSON object with all hits
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,
    /// Print one JSON object a line and hit
    #[arg(long, help_heading = "Output")]
    jsonl: bool,
    /// Print CSV with a heading, safe to open in a spreadsheet
    #[arg(long, help_heading = "Output")]
    csv: bool,
    /// Print only ids, each ended by a NUL byte: `… -0 | xargs -0 onrecord show`
    #[arg(short = '0', long, help_heading = "Output")]
    null: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

impl From<SortArg> for Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Relevance => Self::Relevance,
            SortArg::Newest => Self::Newest,
            SortArg::Oldest => Self::Oldest,
        }
    }
}

pub(super) fn run(args: &SearchArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    answer(&store, &args.query.resolve(), &args.view, &args.format, setting)
}

/// Answers `asked`.
pub(super) fn answer(
    store: &Store,
    asked: &Asked,
    view: &ViewArgs,
    format: &FormatArgs,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let mut options = view.options();
    notes(asked);
    if view.passages {
        return passages(store, asked, &options, format, setting);
    }
    // One line a hit is for programs, which want what they asked for and nothing else.
    let lines = format.jsonl || format.csv || format.null;
    options.collapse = !(view.no_collapse || lines);
    options.partly = !lines;
    let page = query::search(store, &asked.query, &options)?;
    show(store, asked, &page, view, format, setting)?;
    say(&summary(&page, options.sort));
    for note in &page.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < page.total))
}

/// Prints a page of hits.
pub(super) fn show(
    store: &Store,
    asked: &Asked,
    page: &Page,
    view: &ViewArgs,
    format: &FormatArgs,
    setting: &Setting,
) -> Result<(), CliError> {
    if format.json {
        return print(|out| json::line(out, &json::page(&asked.text, page)));
    }
    if format.jsonl {
        return print(|out| page.hits.iter().try_for_each(|hit| json::line(out, &json::hit(hit))));
    }
    if format.csv {
        return print(|out| csv::hits(out, &page.hits));
    }
    if format.null {
        return print(|out| ids(out, &page.hits));
    }
    let style = setting.screen.style;
    let options = CardOptions { context: view.context.is_some(), explain: view.explain };
    let around = match view.context {
        Some(n) if 0 < n => around(store, &page.hits, n)?,
        _ => Vec::new(),
    };
    setting.screen.show(|out| {
        cards::write(out, &page.hits, &around, style, options)?;
        cards::partly(out, page, style, options)?;
        if !page.facets.is_empty() {
            if !page.hits.is_empty() || !page.partly.is_empty() {
                writeln!(out)?;
            }
            table::counts(out, &page.facets, style)?;
        }
        Ok(())
    })
}

fn passages(
    store: &Store,
    asked: &Asked,
    options: &SearchOptions,
    format: &FormatArgs,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let page = query::passages(store, &asked.query, options)?;
    if format.json {
        print(|out| json::line(out, &json::passages(&asked.text, &page)))?;
    } else if format.jsonl {
        print(|out| page.hits.iter().try_for_each(|hit| json::line(out, &json::passage(hit))))?;
    } else if format.csv {
        print(|out| csv::passages(out, &page.hits))?;
    } else if format.null {
        return Err(CliError::user("passages have no ids to print")
            .hint("use `--jsonl`, whose lines name the document and the bytes"));
    } else {
        let style = setting.screen.style;
        setting.screen.show(|out| cards::passages(out, &page.hits, style))?;
    }
    say(&format!("{} outside statements", counted(page.total, "passage")));
    for note in &page.notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(0 < page.total))
}

/// Says what of a query could not be read as meant.
pub(super) fn notes(asked: &Asked) {
    for note in &asked.notes {
        say(&format!("note: {}", note.text));
    }
}

/// Reads the documents again for the `n` paragraphs on either side of each hit.
fn around(store: &Store, hits: &[Hit], n: usize) -> Result<Vec<Around>, CliError> {
    let sources = Sources::new(store)?;
    let read = |hit: &Hit| {
        let Some(document) = sources.by_id(&hit.record.id) else { return Around::default() };
        match sources.read(document) {
            Source::Same(document) => beside(&document, hit.record.context_span, n),
            Source::Changed(_) => {
                say(&format!("note: `{}` has changed since it was indexed", document.path));
                Around::default()
            }
            Source::Gone(reason) => {
                say(&format!("note: `{}` cannot be read again: {reason}", document.path));
                Around::default()
            }
        }
    };
    Ok(hits.iter().map(read).collect())
}

fn beside(document: &Document, span: Span, n: usize) -> Around {
    let paragraphs = &document.paragraphs;
    let first = paragraphs.partition_point(|paragraph| paragraph.span.end <= span.start);
    let last = paragraphs.partition_point(|paragraph| paragraph.span.start < span.end);
    let texts = |range: std::ops::Range<usize>| {
        paragraphs[range].iter().map(|paragraph| document.plain(paragraph.span)).collect()
    };
    Around {
        before: texts(first.saturating_sub(n)..first),
        after: texts(last..paragraphs.len().min(last.saturating_add(n))),
    }
}

fn ids(out: &mut dyn Write, hits: &[Hit]) -> io::Result<()> {
    hits.iter().try_for_each(|hit| write!(out, "{}\0", hit.record.id))
}

fn summary(page: &Page, sort: Sort) -> String {
    let mut summary = match page.total {
        0 => "no statement".to_owned(),
        n => counted(n, "statement"),
    };
    if page.hits.len() as u64 != page.total && !page.hits.is_empty() {
        summary.extend([format!(", {} shown", page.hits.len())]);
        let copies = page.hits.iter().filter_map(|hit| hit.copies.as_ref());
        if copies.into_iter().any(|copies| !copies.ids.is_empty()) {
            summary.push_str(" with their copies");
        }
        if let Some(next) = page.next {
            summary.extend([format!(" (more: --offset {next})")]);
        }
    }
    let undated = page.hits.iter().any(undated);
    if undated && sort != Sort::Relevance {
        summary.push_str(" (undated last)");
    }
    if !page.partly.is_empty() {
        summary.extend([format!(", {} with some of the words", page.partly.len())]);
    }
    if 0 < page.undated_left_out {
        summary.extend([format!("; {} undated not shown", thousands(page.undated_left_out))]);
    }
    if 0 < page.passages {
        summary.extend([format!(", {} (--passages)", counted(page.passages, "passage"))]);
    }
    summary
}

fn undated(hit: &Hit) -> bool {
    query::day(&hit.record).is_none()
}
