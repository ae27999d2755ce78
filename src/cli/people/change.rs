//! The verbs that change who is who: the file is written, and what it concerns read again.

use std::{path::PathBuf, thread, time::Duration};

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use serde::Serialize;
use similar::TextDiff;

use super::{Names, PeopleFile, file::line};
use crate::{
    cli::{
        CliError, Outcome, Setting, completions, index,
        output::{print, say},
        problems::counted,
        query_args::number,
        store,
        topic_args::TopicArgs,
    },
    extract::Extractor,
    index::{IndexError, Store},
    model::ApproxDate,
    people::{self, EditError, Edited, Overlay, Split},
    pipeline::{IndexOptions, PipelineError},
    render::json,
    text::slug,
};

const MERGE_EXAMPLES: &str = "\
Examples:
  onrecord people merge 'Halloran Voss' Voss            who was Voss is Halloran Voss
  onrecord people merge 'Halloran Voss' Voss --remove   they are two again";

/// Make two names one person, who is called by the first
#[derive(Args, Debug)]
#[command(before_help = MERGE_EXAMPLES)]
pub(super) struct MergeArgs {
    /// The name that stays
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(completions::speakers))]
    name: String,
    /// The name that is another one of theirs
    #[arg(value_name = "OTHER", add = ArgValueCompleter::new(completions::speakers))]
    other: String,
    /// Take that back
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    how: How,
}

const ALIAS_EXAMPLES: &str = "\
Examples:
  onrecord people alias 'Ilse Marrane' 'Secretary Marrane'   another name, met already or not
  onrecord people alias 'Ilse Marrane' 'Secretary Marrane' --remove";

/// Add another name of a person, whether a text has it yet or not
#[derive(Args, Debug)]
#[command(before_help = ALIAS_EXAMPLES)]
pub(super) struct AliasArgs {
    /// The person
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(completions::speakers))]
    name: String,
    /// What else they are called
    #[arg(value_name = "ALIAS")]
    alias: String,
    /// Take that name from them
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    how: How,
}

const SPLIT_EXAMPLES: &str = "\
Examples:
  onrecord people split Hale --where doc:transcripts --as 'Corin Hale'
  onrecord people split Hale --where role:mayor --where date:2031 --as 'Hale (mayor)'
  onrecord people split Hale --as 'Hale (mayor)' --remove";

/// Tell two people of one name apart by where it stands
#[derive(Args, Debug)]
#[command(before_help = SPLIT_EXAMPLES)]
pub(super) struct SplitArgs {
    /// The name that both have
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(completions::speakers))]
    name: String,
    /// What the one is to be called who is meant there
    #[arg(long = "as", value_name = "NAME", required_unless_present = "remove")]
    into: Option<String>,
    /// Where: `doc:PATH` (`*` is any text), `outlet:NAME`, `role:WORDS`, `date:2031`; all of several
    #[arg(
        long = "where",
        value_name = "WHERE",
        required_unless_present = "remove",
        conflicts_with = "remove"
    )]
    conditions: Vec<String>,
    /// Take that back
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    how: How,
}

const REMOVE_EXAMPLES: &str = "\
Examples:
  onrecord people remove --dry-run 1    what would go; `people list` prints the lines
  onrecord people remove 12             the rule that begins there";

/// Take the rule out that stands at a line of `speakers.toml`
#[derive(Args, Debug)]
#[command(before_help = REMOVE_EXAMPLES)]
pub(super) struct RemoveArgs {
    /// A line of the rule, from 1
    #[arg(value_name = "LINE", value_parser = number)]
    line: usize,
    #[command(flatten)]
    how: How,
}

/// How a change is made.
#[derive(Args, Debug)]
pub(super) struct How {
    /// Only say what would be changed
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) topics: TopicArgs,
}

pub(super) fn merge(args: &MergeArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    if args.remove {
        return drop_alias(&args.name, &args.other, &args.how, file, setting);
    }
    let names = Names::new(&store, &file.overlay)?;
    let name = names.exactly(&args.name)?;
    let text = file.overlay.text();
    let is_alias = slug(&file.overlay.name_of(&args.other)) != slug(&args.other);
    let other = if is_alias { &args.other } else { names.exactly(&args.other)? };
    two(name, other)?;
    let edited = people::merge(text, name, other);
    let done = format!("{other} is {name}");
    make(&done, edited, &args.how, file, setting)
}

pub(super) fn alias(args: &AliasArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    if args.remove {
        return drop_alias(&args.name, &args.alias, &args.how, file, setting);
    }
    let names = Names::new(&store, &file.overlay)?;
    // A full name that no text has may be what a name is to be led back to.
    let name = match (names.exactly(&args.name), names.exactly(&args.alias)) {
        (Ok(name), _) => name,
        (Err(_), Ok(_)) => {
            say(&format!("no text has the name `{}` yet", args.name));
            &args.name
        }
        (Err(error), Err(_)) => return Err(error),
    };
    two(name, &args.alias)?;
    let edited = people::add_alias(file.overlay.text(), name, &args.alias);
    let done = format!("{} is {name}", args.alias);
    make(&done, edited, &args.how, file, setting)
}

fn two(name: &str, other: &str) -> Result<(), CliError> {
    if slug(other).is_empty() {
        return Err(
            CliError::user(format!("`{other}` is no name")).hint("a name has letters in it")
        );
    }
    if slug(name) == slug(other) {
        return Err(CliError::user(format!("`{name}` and `{other}` are one name already"))
            .hint("case, accents and punctuation make no difference"));
    }
    Ok(())
}

fn drop_alias(
    name: &str,
    alias: &str,
    how: &How,
    file: PeopleFile,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let edited = people::drop_alias(file.overlay.text(), name, alias);
    make(&format!("{alias} is not {name} any more"), edited, how, file, setting)
}

pub(super) fn split(args: &SplitArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let file = PeopleFile::read(&setting.places)?;
    let text = file.overlay.text();
    if args.remove {
        let edited = people::drop_split(text, &args.name, args.into.as_deref());
        let done = format!("{} is one person again", args.name);
        return make(&done, edited, &args.how, file, setting);
    }
    let names = Names::new(&store, &file.overlay)?;
    let is_split = file.overlay.splits().iter().any(|it| slug(&it.name) == slug(&args.name));
    let name = if is_split { &args.name } else { names.exactly(&args.name)? };
    let into = args.into.as_deref().unwrap_or_default();
    two(name, into)?;
    let split = conditions(name, into, &args.conditions)?;
    let edited = people::split(text, &split);
    let done = format!("{name} is {into} where {}", args.conditions.join(" "));
    make(&done, edited, &args.how, file, setting)
}

fn conditions(name: &str, into: &str, conditions: &[String]) -> Result<Split, CliError> {
    let mut split = Split {
        name: name.to_owned(),
        into: into.to_owned(),
        document: None,
        outlet: None,
        role: None,
        date: None,
        line: 0,
    };
    for condition in conditions {
        let wrong = || {
            CliError::user(format!("`{condition}` says of no place where it holds"))
                .hint("write `doc:PATH`, `outlet:NAME`, `role:WORDS` or `date:2031`, each once")
        };
        let (key, value) = condition.split_once(':').ok_or_else(wrong)?;
        let value = value.trim();
        let place = match key {
            "doc" | "document" => &mut split.document,
            "outlet" => &mut split.outlet,
            "role" => &mut split.role,
            "date" | "on" if split.date.is_none() => {
                let date: ApproxDate = value.parse().map_err(CliError::user)?;
                split.date = Some(date);
                continue;
            }
            _ => return Err(wrong()),
        };
        if value.is_empty() || place.replace(value.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok(split)
}

pub(super) fn remove(args: &RemoveArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let file = PeopleFile::read(&setting.places)?;
    // On nothing at all there is nothing to do.
    if file.overlay.text().trim().is_empty() && args.how.dry_run {
        say(&format!("there are no rules in `{}`", file.path.display()));
        return Ok(Outcome::Done);
    }
    let edited = people::drop_at(file.overlay.text(), args.line);
    make("taken out", edited, &args.how, file, setting)
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    format: u32,
    file: String,
    done: &'a str,
    changed: bool,
    dry_run: bool,
    documents: u64,
    conflicts: Vec<super::list::ConflictJson>,
}

/// Writes the file and has the index follow, or says what that would do.
pub(super) fn make(
    done: &str,
    edited: Edited,
    how: &How,
    mut file: PeopleFile,
    setting: &Setting,
) -> Result<Outcome, CliError> {
    let shown = file.path.display().to_string();
    let text = edited.map_err(|error| refused(error, &shown))?;
    let changed = text.is_some();
    let before = file.overlay.text().to_owned();
    let mut documents = 0;
    let mut broken = false;
    if let Some(text) = &text {
        if how.dry_run {
            let (overlay, _) = Overlay::parse(text);
            documents = match Store::open(&setting.places.index) {
                Ok(store) => store.touched_by(&overlay)?,
                Err(IndexError::Missing { .. }) => 0,
                Err(error) => return Err(error.into()),
            };
        } else {
            file.write(text)?;
            (documents, broken) = follow(&file.overlay, &how.topics, setting)?;
        }
    }
    let conflicts = PeopleFile::applied(&setting.places)?.conflicts(&file.overlay);
    if how.json {
        let answer = ChangeJson {
            format: json::FORMAT,
            file: shown,
            done,
            changed,
            dry_run: how.dry_run,
            documents,
            conflicts: conflicts.iter().map(Into::into).collect(),
        };
        print(|out| json::line(out, &answer))?;
        return Ok(Outcome::Done.unless_skipped(broken));
    }
    let Some(text) = text else {
        say(&format!("`{shown}` says so already"));
        return Ok(Outcome::Done);
    };
    if how.dry_run {
        let diff = TextDiff::from_lines(before.as_str(), &text);
        let diff = diff.unified_diff().context_radius(2).header(&shown, &shown).to_string();
        setting.screen.show(|out| {
            diff.lines()
                .try_for_each(|line| writeln!(out, "{}", crate::render::sanitize::clean(line)))
        })?;
        say(&format!(
            "{} would be read again; nothing was changed",
            counted(documents, "document")
        ));
        return Ok(Outcome::Done);
    }
    say(&format!("{done}; {} read again", counted(documents, "document")));
    for conflict in &conflicts {
        say(&format!("conflict: {}", line(conflict, &setting.places)));
    }
    Ok(Outcome::Done.unless_skipped(broken))
}

pub(super) fn refused(error: EditError, file: &str) -> CliError {
    match &error {
        EditError::Broken(_) => CliError::user(format!("`{file}` is wrong in {error}"))
            .hint("put it right first, or take that rule out with `onrecord people remove LINE`"),
        EditError::NoRule => CliError::user(format!("`{file}` has no such rule"))
            .hint("`onrecord people list` prints the rules with their lines"),
        _ => CliError::user(error).hint("take the other rule back first: `--remove`"),
    }
}

/// How often, and how long from each other, an index is asked for that somebody else writes: where
/// that is `watch`, it is done soon.
const TRIES: usize = 15;
const AGAIN: Duration = Duration::from_millis(200);

/// Brings the index up to date with the rules: the documents concerned are read again. Returns how
/// many, and whether something was skipped as broken.
pub(super) fn follow(
    overlay: &Overlay,
    topics: &TopicArgs,
    setting: &Setting,
) -> Result<(u64, bool), CliError> {
    if !Store::exists(&setting.places.index) {
        return Ok((0, false));
    }
    let (topics, settings) = topics.resolve()?;
    let options = IndexOptions {
        index: setting.places.index.clone(),
        settings,
        people: overlay.clone(),
        parts: Some(Vec::<PathBuf>::new()),
        ..IndexOptions::default()
    };
    let extractor = Extractor::new(topics);
    let mut tries = 0..TRIES;
    let report = loop {
        match index::with_bar(&[], &extractor, &options) {
            Err(PipelineError::Index(IndexError::Locked { .. })) if tries.next().is_some() => {
                thread::sleep(AGAIN);
            }
            Err(error @ PipelineError::Index(IndexError::Locked { .. })) => {
                return Err(CliError::user(error).hint(
                    "the rule is written; the index follows with the next `onrecord index`",
                ));
            }
            report => break report?,
        }
    };
    Ok((report.changed + report.copies, index::tell_problems(&report)))
}
