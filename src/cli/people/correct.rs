//! `onrecord people correct`: who said one statement, or all of a turn's label.

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::{Names, PeopleFile, change, clipped};
use crate::{
    cli::{
        CliError, Outcome, Setting, completions,
        source::{Source, Sources},
        store,
    },
    extract::Extractor,
    index::{Key, Store},
    model::{Document, Record, Statement},
    people::{self, Correction},
    query,
};

const EXAMPLES: &str = "\
Examples:
  onrecord people correct 9ebf/2 'Ines Calloway'   who said it
  onrecord people correct 9ebf/2 --nobody          nobody that the text names
  onrecord people correct 9ebf/2 --turn 'Jo Hale'  all under the same label of a transcript
  onrecord people correct 9ebf/2 --remove          what the text gives";

/// Say who said one statement
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct CorrectArgs {
    /// Id of the statement, as printed by `search`
    #[arg(value_name = "ID")]
    id: String,
    /// Who said it
    #[arg(value_name = "NAME", required_unless_present_any = ["nobody", "remove"], add = ArgValueCompleter::new(completions::speakers))]
    name: Option<String>,
    /// Nobody that is known
    #[arg(long, conflicts_with_all = ["name", "remove"])]
    nobody: bool,
    /// All that stands under the same label in this document
    #[arg(long)]
    turn: bool,
    /// Take that back
    #[arg(long, conflicts_with = "name")]
    remove: bool,
    #[command(flatten)]
    how: change::How,
}

pub(super) fn run(args: &CorrectArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    let record = query::find(&store, &args.id)?;
    if args.remove {
        let line = rule_of(&store, &record, &file)?;
        let edited = people::drop_at(file.overlay.text(), line);
        return change::make("as the text gives it", edited, &args.how, file, setting);
    }
    let names = Names::new(&store, &file.overlay)?;
    let name = args.name.as_deref().map(|typed| names.or_new(typed));
    let desk = Desk::new(&store)?;
    let correction = desk.correction(&record, name, args.turn)?;
    let edited = people::correct(file.overlay.text(), &correction);
    let what = clipped(correction.what());
    let who = name.map_or_else(|| "nobody".to_owned(), |name| format!("`{name}`"));
    let was = correction.was.as_deref().filter(|was| !was.is_empty()).unwrap_or("nobody");
    let done = format!("“{what}” is by {who}; the text gives {was}");
    change::make(&done, edited, &args.how, file, setting)
}

/// The line of the rule that a statement was corrected by.
fn rule_of(store: &Store, record: &Record, file: &PeopleFile) -> Result<usize, CliError> {
    let applied = store.people()?;
    let sources = Sources::new(store)?;
    let none = || {
        CliError::user(format!("`{}` is not corrected", record.id))
            .hint("`onrecord people list` prints the rules with their lines")
    };
    let document = sources.by_id(&record.id).ok_or_else(none)?;
    let key = Key::of_document_key(&document.key).hex();
    let outcome = applied.correction_of(&key, ordinal(record)).ok_or_else(none)?;
    let rule = file.overlay.corrections().iter().find(|it| it.id() == outcome.rule);
    rule.map(|rule| rule.line).ok_or_else(none)
}

pub(super) fn ordinal(record: &Record) -> u32 {
    record.id.rsplit('/').next().and_then(|ordinal| ordinal.parse().ok()).unwrap_or(0)
}

/// What corrections are made with: the texts, and what they give.
pub(super) struct Desk {
    sources: Sources,
    extractor: Extractor,
}

impl Desk {
    pub(super) fn new(store: &Store) -> Result<Self, CliError> {
        Ok(Self { sources: Sources::new(store)?, extractor: Extractor::default() })
    }

    /// The correction of a statement, or of its whole label.
    pub(super) fn correction(
        &self,
        record: &Record,
        speaker: Option<&str>,
        turn: bool,
    ) -> Result<Correction, CliError> {
        let (document, statements) = self.read(record)?;
        let make = if turn { Correction::of_turn } else { Correction::of_statement };
        make(&document, &statements, ordinal(record), speaker).ok_or_else(|| {
            if turn {
                CliError::user(format!("`{}` stands under no label", record.id))
                    .hint("leave `--turn` out to correct this statement alone")
            } else {
                CliError::user(format!("`{}` is not in its text any more", record.id))
                    .hint("bring the index up to date: `onrecord index`")
            }
        })
    }

    fn read(&self, record: &Record) -> Result<(Box<Document>, Vec<Statement>), CliError> {
        let path = &record.document;
        let source = self.sources.by_id(&record.id).map(|known| self.sources.read(known));
        match source {
            Some(Source::Same(document)) => {
                let statements = self.extractor.extract(&document);
                Ok((document, statements))
            }
            Some(Source::Changed(_)) => {
                Err(CliError::user(format!("`{path}` was changed since it was indexed"))
                    .hint("bring the index up to date first: `onrecord index`"))
            }
            Some(Source::Gone(reason)) => {
                Err(CliError::user(format!("cannot read `{path}` again: {reason}"))
                    .hint("a statement is corrected by its text, which has to be there"))
            }
            None => Err(CliError::user(format!("`{path}` is not in the index"))
                .hint("bring the index up to date first: `onrecord index`")),
        }
    }
}
