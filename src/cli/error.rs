//! What the user is told when something goes wrong, and the exit code.

use std::{error::Error, fmt, io};

/// Whose move it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    /// The user can put it right: a bad flag, query, path or file.
    User,
    /// Whoever read the output has gone; nothing is wrong.
    ClosedPipe,
    /// The user stopped it.
    Interrupted,
    /// A bug, or a machine out of order.
    Internal,
}

/// An error on its way to the terminal.
#[derive(Debug)]
pub struct CliError {
    kind: ErrorKind,
    error: Box<dyn Error + Send + Sync>,
    hint: Option<String>,
}

impl CliError {
    /// The exit code of a bug.
    pub const BUG: u8 = 70;

    /// Wraps an error that the user can put right.
    pub fn user(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::User, error: error.into(), hint: None }
    }

    /// Wraps an error that nobody expects.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Internal, error: error.into(), hint: None }
    }

    /// The user stopped it.
    pub fn interrupted(what: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Interrupted, error: what.into(), hint: None }
    }

    /// Adds the next thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whose move it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the exit code.
    pub fn code(&self) -> u8 {
        match self.kind {
            ErrorKind::ClosedPipe => 0,
            ErrorKind::User => 2,
            ErrorKind::Interrupted => 130,
            ErrorKind::Internal => Self::BUG,
        }
    }
}

/// What went wrong while the answer was being written.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { kind: ErrorKind::ClosedPipe, error: error.into(), hint: None };
        }
        let text = error.to_string();
        let reason = text.split(" (os error").next().unwrap_or_default().to_lowercase();
        Self::user(format!("cannot write the output: {reason}"))
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.error)?;
        let mut source = self.error.source();
        while let Some(error) = source {
            write!(f, "\n  caused by: {error}")?;
            source = error.source();
        }
        match &self.hint {
            Some(hint) => write!(f, "\n\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
