//! `onrecord people review`: unsure speakers, one key each.
//!
//! Every answer is written before the next question, so that whoever leaves in the middle loses
//! nothing; the index follows when the last one is given.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{
    Names, PeopleFile,
    change::{How, follow, refused},
    correct::Desk,
    keys::{Answer, KEYS, Keys},
};
use crate::{
    cli::{
        CliError, Outcome, Setting,
        output::{print, say},
        problems::counted,
        query_args::QueryArgs,
        store,
    },
    model::Attribution,
    people,
    query::{self, Unsure},
    render::{Style, cards, detail, json, wrap::Paragraph},
};

const EXAMPLES: &str = "\
Examples:
  onrecord people review                   the least sure first; an answer a key
  onrecord people review doc:transcripts   of some texts only
  onrecord people review --below 0.9 --json
  yes s | onrecord people review           answers a line each, from a pipe";

/// Walk through statements of which it is not sure who said them, one key each
///
/// Each is shown in its sentences with whom the text seems to give, how that is known, and the
/// other people of the document: y says that it is right, a number picks somebody else, o takes
/// another name, n says that nobody is known, s asks again another time, u takes the last answer
/// back, q ends. Every answer is saved at once.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct ReviewArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Those less sure than this, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    below: f32,
    /// This many at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    how: How,
}

#[derive(Serialize)]
struct ReviewJson<'a> {
    format: u32,
    total: u64,
    questions: Vec<QuestionJson<'a>>,
}

#[derive(Serialize)]
struct QuestionJson<'a> {
    statement: json::StatementJson<'a>,
    candidates: Vec<&'a str>,
}

pub(super) fn run(args: &ReviewArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let store = store::open_or_build(setting)?;
    let asked = args.query.resolve();
    for note in &asked.notes {
        say(&format!("note: {}", note.text));
    }
    let (unsure, total) = query::unsure(&store, &asked.query, args.below, args.limit)?;
    if args.how.json {
        let questions = unsure.iter().map(question).collect();
        let answer = ReviewJson { format: json::FORMAT, total, questions };
        print(|out| json::line(out, &answer))?;
        return Ok(Outcome::found(!unsure.is_empty()));
    }
    if unsure.is_empty() {
        say("there is no statement whose speaker is that unsure");
        return Ok(Outcome::Nothing);
    }
    let mut review = Review {
        file: PeopleFile::read(&setting.places)?,
        desk: Desk::new(&store)?,
        names: None,
        undo: Vec::new(),
        style: setting.screen.style,
        dry_run: args.how.dry_run,
    };
    let n_answers = review.walk(&unsure, &store)?;
    drop(store);
    if n_answers == 0 || args.how.dry_run {
        say("nothing was changed");
        return Ok(Outcome::Done);
    }
    let (documents, broken) = follow(&review.file.overlay, &args.how.topics, setting)?;
    say(&format!(
        "{} saved in `{}`; {} read again",
        counted(n_answers as u64, "answer"),
        review.file.path.display(),
        counted(documents, "document")
    ));
    Ok(Outcome::Done.unless_skipped(broken))
}

fn question(it: &Unsure) -> QuestionJson<'_> {
    let candidates = it.others.iter().map(|agent| agent.name.as_str()).collect();
    QuestionJson { statement: json::statement(&it.record, None), candidates }
}

struct Review {
    file: PeopleFile,
    desk: Desk,
    /// Made when somebody else is named.
    names: Option<Names>,
    /// What was asked, and the file before it was answered; nothing where it was skipped.
    undo: Vec<Option<String>>,
    style: Style,
    dry_run: bool,
}

impl Review {
    /// Asks about all. Returns how many answers stand.
    fn walk(&mut self, unsure: &[Unsure], store: &crate::index::Store) -> Result<usize, CliError> {
        let keys = Keys::new();
        let mut at = 0;
        let mut ask = true;
        while let Some(it) = unsure.get(at) {
            if ask {
                print(|out| self.question(out, it, at, unsure.len()))?;
            }
            ask = true;
            let speaker = match keys.answer()? {
                Answer::Quit => break,
                Answer::Help => {
                    say(KEYS);
                    ask = false;
                    continue;
                }
                Answer::Undo => {
                    if self.take_back()? {
                        at -= 1;
                    } else {
                        say("there is nothing to take back");
                        ask = false;
                    }
                    continue;
                }
                Answer::Skip => {
                    self.undo.push(None);
                    at += 1;
                    continue;
                }
                Answer::Right => it.record.speaker.as_ref().map(|speaker| speaker.name.clone()),
                Answer::Nobody => None,
                Answer::Pick(number) => {
                    let Some(other) = number.checked_sub(1).and_then(|at| it.others.get(at)) else {
                        say(&format!("there is no number {number}"));
                        ask = false;
                        continue;
                    };
                    Some(other.name.clone())
                }
                Answer::Other(name) => Some(self.named(&name, store)?),
            };
            self.save(it, speaker.as_deref())?;
            at += 1;
        }
        Ok(self.undo.iter().flatten().count())
    }

    /// A name as it is spelt elsewhere.
    fn named(&mut self, typed: &str, store: &crate::index::Store) -> Result<String, CliError> {
        let names = match self.names.take() {
            Some(names) => names,
            None => Names::new(store, &self.file.overlay)?,
        };
        let name = names.or_new(typed).to_owned();
        self.names = Some(names);
        Ok(name)
    }

    fn save(&mut self, it: &Unsure, speaker: Option<&str>) -> Result<(), CliError> {
        let correction = match self.desk.correction(&it.record, speaker, false) {
            Ok(correction) => correction,
            // The next one may well be answered.
            Err(error) => {
                say(&error.to_string());
                self.undo.push(None);
                return Ok(());
            }
        };
        let before = self.file.text().to_owned();
        let shown = self.file.path.display().to_string();
        let edited = people::correct(&before, &correction);
        let text = edited.map_err(|error| refused(error, &shown))?;
        if let Some(text) = text.filter(|_| !self.dry_run) {
            self.file.write(&text)?;
        }
        self.undo.push(Some(before));
        let who = speaker.unwrap_or("nobody");
        say(&format!("→ {who}"));
        Ok(())
    }

    /// Takes the last answer back. Returns whether there was one.
    fn take_back(&mut self) -> Result<bool, CliError> {
        match self.undo.pop() {
            None => return Ok(false),
            Some(Some(before)) if !self.dry_run => self.file.write(&before)?,
            Some(_) => {}
        }
        Ok(true)
    }

    fn question(
        &self,
        out: &mut dyn Write,
        it: &Unsure,
        at: usize,
        all: usize,
    ) -> std::io::Result<()> {
        let Style { theme, width } = self.style;
        let record = &it.record;
        let plain = anstyle::Style::new();
        writeln!(out)?;
        cards::head(out, record, self.style)?;
        let mut context = Paragraph::new();
        let marks = detail::quote_in_context(record);
        cards::marked(&mut context, &record.context, &marks, 0..record.context.len(), self.style);
        context.write_wrapped(out, width, 2)?;
        let sure = record.confidence * 100.0;
        let how = match record.attribution {
            Attribution::Turn => "by the label of the turn",
            Attribution::Cue => "by a word of saying beside the name",
            Attribution::Reference => "by a mention led back to the name",
            Attribution::Continued => "by going on from the paragraph before",
            Attribution::Unknown => "by nothing in the text",
        };
        let written = record.speaker.as_ref().and_then(|speaker| speaker.as_written.as_deref());
        let written = written.map(|written| format!(", as “{written}”")).unwrap_or_default();
        let mut why = Paragraph::new();
        why.push(
            &format!(
                "{} of {all}: known {how}{written}, {sure:.0} % sure; {}",
                at + 1,
                record.document
            ),
            theme.aside,
        );
        why.write_wrapped(out, width, 2)?;
        let mut choice = Paragraph::new();
        let right = record.speaker.as_ref().map_or("nobody", cards::called);
        choice.push(&format!("y {right}"), theme.speaker);
        for (number, other) in (1..).zip(it.others.iter().take(9)) {
            choice.push(&format!(" · {number} {}", cards::called(other)), plain);
        }
        choice.push(" · o n s u q ?", theme.aside);
        choice.write_wrapped(out, width, 2)?;
        out.flush()
    }
}
