//! What is colored how; without color the words alone have to carry the meaning.

use anstyle::{AnsiColor, Style};

/// The styles of what cards and tables show.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Who speaks.
    pub speaker: Style,
    /// Days, and what they rest on.
    pub date: Style,
    /// Words that match.
    pub mark: Style,
    /// Where it stands, and how it is known.
    pub aside: Style,
    /// Whether matches are set in brackets.
    pub brackets: bool,
}

impl Theme {
    /// No color at all: matches stand in brackets.
    pub const PLAIN: Self = Self {
        speaker: Style::new(),
        date: Style::new(),
        mark: Style::new(),
        aside: Style::new(),
        brackets: true,
    };

    /// For a terminal with colors.
    pub const COLOR: Self = Self {
        speaker: AnsiColor::Cyan.on_default().bold(),
        date: AnsiColor::Green.on_default(),
        mark: AnsiColor::Yellow.on_default().bold(),
        aside: Style::new().dimmed(),
        brackets: false,
    };
}
