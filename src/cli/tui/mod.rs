//! `onrecord tui`: search while typing, in the whole terminal.
//!
//! ```text
//!  keys ─▶ Command ─▶ State::update ─▶ Effect ─▶ the world: search, copy, open, end
//!                          ▲                          │
//!                          └──── Answer ◀── worker ◀──┘      State ─▶ view ─▶ screen
//! ```
//!
//! Only this file, `terminal` and `open` touch the world.

mod facets;
mod input;
mod keys;
mod lines;
mod open;
mod preview;
mod row;
mod state;
mod terminal;
mod view;
mod worker;

use std::{
    env,
    io::{self, IsTerminal, Write, stdout},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, TryRecvError, channel},
    },
    thread,
    time::Duration,
};

use clap::{Args, builder::OsStringValueParser, builder::TypedValueParser};
use crossterm::event;

use self::{
    lines::Look,
    row::Row,
    state::{Answer, Effect, Ending, Found, Question, State, What},
    terminal::Screen,
    worker::Desk,
};
use super::{
    CliError, Outcome, Setting, interrupt,
    output::{print, say},
    query_args::number,
    search::SortArg,
    store, words,
};
use crate::{
    index::Store,
    query::{self, Citation, Hit, Page, PassageHit, PassagePage, QueryError, Sort},
    render::{cite, json, sanitize::clean},
};

const EXAMPLES: &str = "\
Examples:
  onrecord tui --filter toll               the list that it shows, for scripts and fzf
  onrecord tui                             type to search, F1 for the keys
  onrecord tui speaker:marrane             with a query to start from
  onrecord show $(onrecord tui toll)       with what was picked";

/// Search while you type, in the whole terminal
///
/// The keys are those of fzf; F1 lists them. Enter prints the ids of what is marked (Tab), or of
/// the row under the cursor, so that another command can take it; what is drawn goes to standard
/// error where standard output is piped. Leaving with Esc prints nothing, and the exit code is 130.
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct TuiArgs {
    /// A query to start with, as `search` reads it
    #[arg(value_name = "QUERY", value_parser = OsStringValueParser::new().map(|word| words::unmark(&word)))]
    words: Vec<String>,
    /// Draw nothing: print id, day, speaker and words of what matches, a line each, between tabs
    #[arg(short, long)]
    filter: bool,
    /// Start with this order: relevance, newest or oldest
    #[arg(long, value_name = "ORDER", hide_possible_values = true)]
    sort: Option<SortArg>,
    /// Start with passages outside statements
    #[arg(long)]
    passages: bool,
    /// Print this many at most with `--filter`
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100, value_parser = number, requires = "filter")]
    limit: usize,
    /// Print one JSON object with what was picked, as `search --json` has it
    #[arg(long)]
    json: bool,
    /// Print each id ended by a NUL byte
    #[arg(short = '0', long, conflicts_with = "json")]
    null: bool,
}

pub(super) fn run(args: &TuiArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let query = args.words.join(" ");
    let what = if args.passages { What::Passages } else { What::Statements };
    let sort = args.sort.map_or(Sort::Relevance, Sort::from);
    if args.filter {
        let store = store::open_or_build(setting)?;
        return filter(args, &store, query, what, sort);
    }
    terminal::check()?;
    let store = store::open_or_build(setting)?;
    let mut screen = Screen::take()?;
    let mut state = State::new(&query, what, sort);
    let look = if is_colored(setting) { Look::COLOR } else { Look::PLAIN };
    let ending = interrupt::asked(|wanted| converse(&store, &mut state, &mut screen, look, wanted));
    drop(screen);
    let rows: Vec<Row> = state.chosen().into_iter().cloned().collect();
    match ending? {
        Ending::Leave => return Ok(Outcome::Left),
        Ending::TakeJson => as_json(state.query.text(), &rows)?,
        Ending::Take if args.json => as_json(state.query.text(), &rows)?,
        Ending::Take => print(|out| {
            let end = if args.null { "\0" } else { "\n" };
            rows.iter().try_for_each(|row| write!(out, "{}{end}", clean(row.name())))
        })?,
    }
    Ok(Outcome::Done)
}

fn is_colored(setting: &Setting) -> bool {
    if stdout().is_terminal() {
        return !setting.screen.style.theme.brackets;
    }
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints what the list would show.
fn filter(
    args: &TuiArgs,
    store: &Store,
    text: String,
    what: What,
    sort: Sort,
) -> Result<Outcome, CliError> {
    let limit = args.limit;
    let question = Question { number: 1, text, what, sort, limit, facets: &[] };
    let Found::Rows { rows, notes, .. } = worker::rows(store, &question)? else {
        return Ok(Outcome::Nothing);
    };
    if args.json {
        as_json(&question.text, &rows)?;
    } else {
        print(|out| rows.iter().try_for_each(|row| line(out, row, args.null)))?;
    }
    for note in &notes {
        say(&format!("note: {note}"));
    }
    Ok(Outcome::found(!rows.is_empty()))
}

fn line(out: &mut dyn Write, row: &Row, is_null: bool) -> io::Result<()> {
    if is_null {
        return write!(out, "{}\0", row.name());
    }
    let (text, _) = row.words();
    let fields = [row.name(), &row.day(), row.who(), text].map(|field| clean(field).into_owned());
    writeln!(out, "{}", fields.join("\t"))
}

fn as_json(query: &str, rows: &[Row]) -> Result<(), CliError> {
    let total = rows.len() as u64;
    let hits: Vec<Hit> = rows
        .iter()
        .filter_map(|row| if let Row::Statement(hit) = row { Some((**hit).clone()) } else { None })
        .collect();
    if hits.len() == rows.len() {
        let page = Page { hits, total, ..Page::default() };
        return print(|out| json::line(out, &json::page(query, &page)));
    }
    let hits: Vec<PassageHit> = rows
        .iter()
        .filter_map(|row| if let Row::Passage(hit) = row { Some((**hit).clone()) } else { None })
        .collect();
    let page = PassagePage { hits, total, ..PassagePage::default() };
    print(|out| json::line(out, &json::passages(query, &page)))
}

/// How long to wait for a key: while an answer is awaited, and else.
const AWAITING: Duration = Duration::from_millis(5);
const IDLE: Duration = Duration::from_millis(100);

/// Draws and listens until it is over.
fn converse(
    store: &Store,
    state: &mut State,
    screen: &mut Screen,
    look: Look,
    wanted: &AtomicBool,
) -> Result<Ending, CliError> {
    let desk = Desk::default();
    let (send, answers) = channel();
    thread::scope(|scope| {
        scope.spawn(|| worker::work(store, &desk, &send));
        // Closed however it ends, or the scope would wait for the worker forever.
        let _closing = Closing(&desk);
        desk.ask(state.ask());
        loop {
            screen.draw(|frame| view::draw(frame, state, look))?;
            match wait(state, &answers, wanted)? {
                Heard::Stop => return Ok(Ending::Leave),
                Heard::Answer => {}
                Heard::Events(events) => {
                    for event in events {
                        let Some(command) = keys::command(event, state.query.text().is_empty())
                        else {
                            continue;
                        };
                        match state.update(command) {
                            Effect::Nothing => {}
                            Effect::Search => desk.ask(state.ask()),
                            Effect::Redraw => screen.clear()?,
                            Effect::End(ending) => return Ok(ending),
                            Effect::Open => open(store, state, screen),
                            Effect::Copy => copy(store, state, screen, as_text),
                            Effect::CopyMarkdown => copy(store, state, screen, cite::markdown),
                        }
                    }
                }
            }
        }
    })
}

struct Closing<'a>(&'a Desk);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

enum Heard {
    Events(Vec<event::Event>),
    Answer,
    /// A signal says to end.
    Stop,
}

/// Waits for keys, an answer or a signal.
fn wait(
    state: &mut State,
    answers: &Receiver<Result<Answer, QueryError>>,
    wanted: &AtomicBool,
) -> Result<Heard, CliError> {
    loop {
        match answers.try_recv() {
            Ok(answer) => {
                state.receive(answer?);
                return Ok(Heard::Answer);
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                return Err(CliError::internal("the search has stopped"));
            }
        }
        if wanted.load(Ordering::SeqCst) {
            return Ok(Heard::Stop);
        }
        let patience = if state.is_waiting() { AWAITING } else { IDLE };
        if event::poll(patience)? {
            let mut events = vec![event::read()?];
            // What was typed meanwhile is one question, not many.
            while event::poll(Duration::ZERO)? {
                events.push(event::read()?);
            }
            return Ok(Heard::Events(events));
        }
    }
}

fn open(store: &Store, state: &mut State, screen: &mut Screen) {
    let Some(row) = state.current() else { return };
    let result = open::opening(store, row).and_then(|mut opening| {
        let program = opening.command.get_program().to_string_lossy().into_owned();
        screen
            .lend(&mut opening.command)
            .map_err(|error| format!("`{program}` cannot be run: {error}"))
    });
    state.message = result.err();
}

fn copy(
    store: &Store,
    state: &mut State,
    screen: &mut Screen,
    write: impl Fn(&Citation<'_>) -> String,
) {
    let mut texts = Vec::new();
    for row in state.chosen() {
        texts.push(match row {
            Row::Statement(hit) => match query::imprint(store, &hit.record) {
                Ok(imprint) => write(&Citation::new(&hit.record, &imprint)),
                Err(error) => {
                    state.message = Some(error.to_string());
                    return;
                }
            },
            Row::Passage(hit) => format!("{}\n{}\n", hit.record.text, hit.record.document),
        });
    }
    let n = texts.len();
    state.message = match (n, screen.copy(texts.join("\n").trim_end())) {
        (0, _) => None,
        (1, Ok(())) => Some("copied the quote with its citation".to_owned()),
        (n, Ok(())) => Some(format!("copied {n} quotes with their citations")),
        (_, Err(error)) => Some(format!("cannot copy: {error}")),
    };
}

/// A quote and its note, as they go into a text.
fn as_text(citation: &Citation<'_>) -> String {
    let quote = cite::quote(citation);
    format!("“{}” {}\n", clean(&quote), clean(&cite::chicago_note(citation).plain()))
}
