//! Where answers go: colors, width, the pager, and a reader who has gone.

use std::{
    env,
    io::{self, BufWriter, IsTerminal, Write, stderr, stdout},
    process::{Child, Command, Stdio},
};

use super::{CliError, interrupt};
use crate::render::{Style, Theme, sanitize::clean};

/// When to use color.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, clap::ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Even into a pipe
    Always,
    /// Not at all
    Never,
}

/// The terminal, or what stands in for one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// How text is set.
    pub(super) style: Style,
    pager: bool,
}

/// Columns where nothing says how many there are.
const WIDTH: usize = 80;

impl Screen {
    pub(super) fn new(color: ColorChoice, pager: bool) -> Self {
        let color = match color {
            ColorChoice::Auto => {
                anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
            }
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let theme = if color { Theme::COLOR } else { Theme::PLAIN };
        Self { style: Style::new(theme, width()), pager: pager && stdout().is_terminal() }
    }

    /// Writes for programs if `plainly`, else for people.
    pub(super) fn show_unless(
        &self,
        plainly: bool,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        if plainly { print(write) } else { self.show(write) }
    }

    /// Writes for people: through a pager, on a terminal.
    pub(super) fn show(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let Some(mut child) = self.pager.then(pager).flatten() else {
            return print(write);
        };
        let result = interrupt::ignored(|| {
            let result = match child.stdin.take() {
                Some(stdin) => {
                    let mut out = BufWriter::new(stdin);
                    write(&mut out).and_then(|()| out.flush())
                }
                None => Ok(()),
            };
            child.wait().and(result)
        });
        match result {
            // The user has left the pager.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }
}

/// Writes for programs: straight to standard output.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
    write(&mut out)?;
    out.flush()?;
    Ok(())
}

/// Says `text` on standard error, cleaned: it may name files and words of other people's.
pub(super) fn say(text: &str) {
    let mut lines: String = text.lines().flat_map(|line| [clean(line), "\n".into()]).collect();
    if lines.is_empty() {
        lines.push('\n');
    }
    // Where nobody listens there is nobody to tell.
    let _ = stderr().write_all(lines.as_bytes());
}

fn width() -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || {
        let (width, _) = terminal_size::terminal_size_of(stdout())?;
        Some(usize::from(width.0))
    };
    columns.or_else(terminal).filter(|width| 0 < *width).unwrap_or(WIDTH)
}

fn pager() -> Option<Child> {
    let given = env::var("PAGER").ok();
    let line = given.as_deref().map_or("less -FRX", str::trim);
    let mut words = line.split_whitespace();
    let program = words.next().filter(|program| *program != "cat")?;
    Command::new(program).args(words).stdin(Stdio::piped()).spawn().ok()
}
