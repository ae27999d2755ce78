//! One key each on a terminal, one line each from a pipe.

use std::io::{self, BufRead, IsTerminal, Write, stdin, stdout};

use ratatui::crossterm::{
    event::{self, Event, KeyCode, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};

/// What the user says to a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// Whom the program gives.
    Right,
    /// The one of that number, from 1.
    Pick(usize),
    /// Somebody who is not listed.
    Other(String),
    /// Nobody that is known.
    Nobody,
    /// To be asked another time.
    Skip,
    /// Take the last answer back.
    Undo,
    /// Enough.
    Quit,
    /// What the keys are.
    Help,
}

/// What the keys are.
pub(super) const KEYS: &str =
    "y right · 1–9 that one · o other name · n nobody · s skip · u undo · q quit";

/// Where answers come from.
pub(super) enum Keys {
    Terminal,
    Lines,
}

impl Keys {
    pub(super) fn new() -> Self {
        if stdin().is_terminal() && stdout().is_terminal() { Self::Terminal } else { Self::Lines }
    }

    /// Waits for an answer; the end of a pipe is [`Answer::Quit`].
    pub(super) fn answer(&self) -> io::Result<Answer> {
        match self {
            Self::Lines => read_line().map(|line| line.map_or(Answer::Quit, |line| of_line(&line))),
            Self::Terminal => of_key(key()?).map_or_else(named, Ok),
        }
    }
}

/// Asks for a name.
fn named() -> io::Result<Answer> {
    let mut out = stdout().lock();
    out.write_all(b"name: ")?;
    out.flush()?;
    drop(out);
    let name = read_line()?.unwrap_or_default();
    let name = name.trim();
    Ok(if name.is_empty() { Answer::Help } else { Answer::Other(name.to_owned()) })
}

fn read_line() -> io::Result<Option<String>> {
    let mut line = String::new();
    Ok((0 < stdin().lock().read_line(&mut line)?).then_some(line))
}

/// The terminal's own handling of lines, given back whatever happens.
struct Raw;

impl Drop for Raw {
    fn drop(&mut self) {
        // Nothing can be done where a terminal does not take it back.
        let _ = disable_raw_mode();
    }
}

/// Waits for a key; Ctrl-C is `q`.
fn key() -> io::Result<char> {
    enable_raw_mode()?;
    let _raw = Raw;
    loop {
        let Event::Key(key) = event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c' | 'd') if control => return Ok('q'),
            KeyCode::Char(_) if control => {}
            KeyCode::Char(char) => return Ok(char),
            KeyCode::Enter => return Ok('y'),
            KeyCode::Esc => return Ok('q'),
            KeyCode::Backspace => return Ok('u'),
            _ => {}
        }
    }
}

/// What a key says; `None` where a name is to follow.
fn of_key(key: char) -> Option<Answer> {
    Some(match key {
        'y' | 'Y' => Answer::Right,
        '1'..='9' => Answer::Pick(key.to_digit(10).unwrap_or(0) as usize),
        'n' | 'N' | '0' => Answer::Nobody,
        's' | 'S' | ' ' => Answer::Skip,
        'u' | 'U' => Answer::Undo,
        'q' | 'Q' => Answer::Quit,
        'o' | 'O' => return None,
        _ => Answer::Help,
    })
}

/// What a line says: a key, a number, or `o` and a name.
fn of_line(line: &str) -> Answer {
    let line = line.trim();
    if let Some(name) = line.strip_prefix("o ").or_else(|| line.strip_prefix("O ")) {
        return Answer::Other(name.trim().to_owned());
    }
    if let Ok(number @ 1..) = line.parse() {
        return Answer::Pick(number);
    }
    let mut chars = line.chars();
    match (chars.next(), chars.next()) {
        (Some(key), None) => of_key(key).unwrap_or(Answer::Help),
        _ => Answer::Help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_keys_numbers_or_names() {
        let pick = Answer::Pick;
        for (line, answer) in [
            ("y\n", Answer::Right),
            (" 3 ", pick(3)),
            ("12", pick(12)),
            ("0", Answer::Nobody),
            ("n", Answer::Nobody),
            ("o Ada Okoye ", Answer::Other("Ada Okoye".to_owned())),
            ("o", Answer::Help),
            ("u", Answer::Undo),
            ("q", Answer::Quit),
            ("s", Answer::Skip),
            ("", Answer::Help),
            ("yes", Answer::Help),
        ] {
            assert_eq!(of_line(line), answer, "{line}");
        }
    }
}
