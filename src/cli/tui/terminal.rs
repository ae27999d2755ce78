//! The terminal in our hands: taken over, lent to an editor, and always given back.

use std::{
    io::{self, BufWriter, IsTerminal, Write, stderr, stdin, stdout},
    process::{Command, Stdio},
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{
    Frame, Terminal,
    backend::CrosstermBackend,
    layout::{Position, Rect},
};

use crate::cli::CliError;

type Stream = BufWriter<Box<dyn Write>>;

/// The whole terminal, given back when it is dropped.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stream>>,
}

/// Where the screen is drawn: standard output, or standard error where that is piped.
fn stream() -> Result<Box<dyn Write>, CliError> {
    let none = || {
        CliError::user("`onrecord tui` needs a terminal")
            .hint("`onrecord tui --filter QUERY` prints the list, `onrecord search` answers")
    };
    if !stdin().is_terminal() {
        return Err(none());
    }
    match (stdout().is_terminal(), stderr().is_terminal()) {
        (true, _) => Ok(Box::new(stdout())),
        (_, true) => Ok(Box::new(stderr())),
        _ => Err(none()),
    }
}

/// Whether there is a terminal to take.
pub(super) fn check() -> Result<(), CliError> {
    stream().map(drop)
}

impl Screen {
    /// Takes the terminal over.
    pub(super) fn take() -> Result<Self, CliError> {
        let backend = CrosstermBackend::new(BufWriter::new(stream()?));
        let mut screen = Self { terminal: Terminal::new(backend)? };
        screen.enter()?;
        Ok(screen)
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(self.terminal.backend_mut(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.clear()
    }

    fn leave(&mut self) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        // Whatever fails, the rest is tried.
        let shown = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, Show);
        disable_raw_mode().and(shown)
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(drop)
    }

    /// Draws all anew the next time.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // `Terminal::clear` asks where the cursor is, and on standard output, piped or not.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Lends the terminal to `command` and waits for it.
    pub(super) fn lend(&mut self, command: &mut Command) -> io::Result<()> {
        self.leave()?;
        // What is drawn on may not be where our answer goes.
        if !stdout().is_terminal() {
            command.stdout(Stdio::from(stderr()));
        }
        let status = crate::cli::interrupt::ignored(|| command.status());
        self.enter()?;
        status.map(drop)
    }

    /// Puts `text` into the clipboard: tmux's own where there is one, which passes it on, else
    /// through the terminal (OSC 52), which works over ssh as well.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        if std::env::var_os("TMUX").is_some() && load_into_tmux(text).is_ok() {
            return Ok(());
        }
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }
}

fn load_into_tmux(text: &str) -> io::Result<()> {
    let mut command = Command::new("tmux");
    command.args(["load-buffer", "-w", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
    let status = child.wait()?;
    written.and(if status.success() { Ok(()) } else { Err(io::Error::other("tmux took nothing")) })
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Where the terminal is gone there is nothing to give back.
        let _ = self.leave();
    }
}
