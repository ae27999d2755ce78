//! `onrecord cite`: references to statements.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde::Serialize;

use super::{
    CliError, Outcome, Setting,
    output::{print, say},
    source::{Source, Sources},
    store,
};
use crate::{
    model::Record,
    query::{self, Citation},
    render::{
        Style,
        cite::{self, CitationJson, ReferenceStyle},
        json,
        wrap::Paragraph,
    },
};

const EXAMPLES: &str = "\
Examples:
  onrecord cite 1c96/1                    in the common styles
  onrecord cite 1c96/1 --style bibtex >> refs.bib
  onrecord cite 1c96/1 --style link       an address that leads to the words
  onrecord search toll -0 | xargs -0 onrecord cite --style csl-json";

/// Print references to statements
///
/// Says whose work the words stand in and who is quoted there: the speaker is the author of
/// remarks and transcripts, the byline or else the outlet that of an article, the office that of a
/// readout. What is not known is left out, and so is the day of reading. Titles keep their
/// capitals.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CiteArgs {
    /// Ids of statements, as printed by `search`
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Print only this, as it is to be copied (can be repeated) [default: APA, Chicago, Markdown
    /// and the link]
    ///
    /// `apa` is the 7th edition, `chicago` the 17th (notes and bibliography), `selector` a
    /// text-quote selector of the W3C, `link` an address with a text fragment.
    #[arg(long, visible_alias = "as", value_name = "STYLE", value_parser = style())]
    style: Vec<ReferenceStyle>,
    /// Print one JSON object with every style, or those of `--style`
    #[arg(long)]
    json: bool,
}

fn style() -> impl TypedValueParser<Value = ReferenceStyle> {
    let names = ReferenceStyle::ALL.iter().map(|style| style.name());
    PossibleValuesParser::new(names)
        .map(|name| ReferenceStyle::from_name(&name).expect("only names of styles are let through"))
}

/// What is printed where no style was asked for.
const COMMON: &[ReferenceStyle] =
    &[ReferenceStyle::Apa, ReferenceStyle::Chicago, ReferenceStyle::Markdown, ReferenceStyle::Link];

#[derive(Serialize)]
struct CitationsJson<'a> {
    format: u32,
    citations: Vec<CitationJson<'a>>,
}

/// A statement with what its references are made of.
struct Cited<'a> {
    citation: Citation<'a>,
    /// The text of its document, where a link needs it and it can be read again.
    text: Option<String>,
}

pub(super) fn run(args: &CiteArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open(&setting.places)?;
    let records: Vec<Record> =
        args.ids.iter().map(|id| query::find(&store, id)).collect::<Result<_, _>>()?;
    let imprints = records
        .iter()
        .map(|record| query::imprint(&store, record))
        .collect::<Result<Vec<_>, _>>()?;
    let wanted = match (args.style.as_slice(), args.json) {
        ([], true) => ReferenceStyle::ALL,
        ([], false) => COMMON,
        (some, _) => some,
    };
    let needs_text = wanted.contains(&ReferenceStyle::Link);
    let sources = if needs_text { Some(Sources::new(&store)?) } else { None };
    let cited: Vec<Cited<'_>> = records
        .iter()
        .zip(&imprints)
        .map(|(record, imprint)| {
            let citation = Citation::new(record, imprint);
            let sources = sources.as_ref().filter(|_| citation.url.is_some());
            let text = sources.and_then(|sources| text(sources, record));
            Cited { citation, text }
        })
        .collect();
    if args.json {
        let citations = cited.iter().map(|it| cite::json(&it.citation, wanted, it.text.as_deref()));
        let json = CitationsJson { format: json::FORMAT, citations: citations.collect() };
        print(|out| json::line(out, &json))?;
        return Ok(Outcome::Done);
    }
    if args.style.is_empty() {
        let style = setting.screen.style;
        setting.screen.show(|out| overview(out, &cited, style))?;
        return Ok(Outcome::Done);
    }
    let mut without = false;
    print(|out| {
        for style in &args.style {
            without |= !write(out, *style, &cited)?;
        }
        Ok(())
    })?;
    for it in cited.iter().filter(|it| without && it.citation.url.is_none()) {
        let record = it.citation.record;
        say(&format!("note: `{}` of `{}` has no address on the web", record.document, record.id));
    }
    let any_link = cited.iter().any(|it| it.citation.url.is_some());
    Ok(Outcome::found(any_link || args.style != [ReferenceStyle::Link]))
}

fn text(sources: &Sources, record: &Record) -> Option<String> {
    match sources.read(sources.by_id(&record.id)?) {
        Source::Same(document) => Some(document.text),
        Source::Changed(_) | Source::Gone(_) => None,
    }
}

/// Writes all of one style as other programs take it; whether all had it.
fn write(out: &mut dyn Write, style: ReferenceStyle, cited: &[Cited<'_>]) -> io::Result<bool> {
    let mut all = true;
    if style == ReferenceStyle::CslJson {
        // Their programs read lists.
        let items: Vec<_> = cited.iter().map(|it| cite::csl(&it.citation)).collect();
        json::line(out, &items)?;
        return Ok(true);
    }
    for (nth, Cited { citation, text }) in cited.iter().enumerate() {
        if 0 < nth && matches!(style, ReferenceStyle::Bibtex | ReferenceStyle::Markdown) {
            writeln!(out)?;
        }
        match style {
            ReferenceStyle::Apa => line(out, &cite::apa(citation))?,
            ReferenceStyle::Chicago => line(out, &cite::chicago_bibliography(citation))?,
            ReferenceStyle::Bibtex => write!(out, "{}", cite::bibtex(citation))?,
            ReferenceStyle::CslJson => {}
            ReferenceStyle::Ris => write!(out, "{}", cite::ris(citation))?,
            ReferenceStyle::Markdown => write!(out, "{}", cite::markdown(citation))?,
            ReferenceStyle::Selector => json::line(out, &cite::selection(citation))?,
            ReferenceStyle::Link => match cite::link(citation, text.as_deref()) {
                Some(link) => writeln!(out, "{link}")?,
                None => all = false,
            },
        }
    }
    Ok(all)
}

fn line(out: &mut dyn Write, reference: &cite::Reference) -> io::Result<()> {
    reference.paragraph(Ansi::new()).write(out)?;
    writeln!(out)
}

/// Writes the common styles under their names, for people.
fn overview(out: &mut dyn Write, cited: &[Cited<'_>], style: Style) -> io::Result<()> {
    let aside = style.theme.aside;
    let italic = if style.theme.brackets { Ansi::new() } else { Ansi::new().italic() };
    let plain = |text: &str| {
        let mut paragraph = Paragraph::new();
        paragraph.push(text, Ansi::new());
        paragraph
    };
    for (nth, Cited { citation, text }) in cited.iter().enumerate() {
        if 0 < nth {
            writeln!(out)?;
        }
        let link = cite::link(citation, text.as_deref());
        let parts = [
            ("APA (7th edition)", cite::apa(citation).paragraph(italic)),
            ("APA, in the text", plain(&cite::apa_in_text(citation))),
            ("Chicago (17th edition), note", cite::chicago_note(citation).paragraph(italic)),
            (
                "Chicago (17th edition), bibliography",
                cite::chicago_bibliography(citation).paragraph(italic),
            ),
        ];
        for (name, paragraph) in parts {
            writeln!(out, "{aside}{name}{aside:#}")?;
            paragraph.write_wrapped(out, style.width, 2)?;
        }
        writeln!(out, "{aside}Markdown{aside:#}")?;
        for row in cite::markdown(citation).lines() {
            plain(row).write_wrapped(out, style.width, 2)?;
        }
        writeln!(out, "{aside}Link{aside:#}")?;
        let link = link.unwrap_or_else(|| "none: the document has no address".to_owned());
        plain(&link).write_wrapped(out, style.width, 2)?;
    }
    Ok(())
}
