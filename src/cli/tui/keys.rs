//! Which key does what: those that fzf's users know, and F-keys for the rest.

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::input::Edit;

/// What somebody wants done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Command {
    Insert(String),
    Edit(Edit),
    Up,
    Down,
    PageUp,
    PageDown,
    /// Marks the row and goes down.
    MarkDown,
    MarkUp,
    ScrollUp,
    ScrollDown,
    TogglePreview,
    ToggleFacets,
    ToggleSort,
    TogglePassages,
    Help,
    Accept,
    AcceptJson,
    Copy,
    CopyMarkdown,
    Open,
    /// Closes what is open on top, else leaves.
    Cancel,
    Leave,
    /// Deletes a character; leaves where there is none.
    DeleteOrLeave,
    /// Draws all anew.
    Redraw,
}

/// What the help shows, and nothing else knows: keys and what they do.
pub(super) const HELP: &[(&str, &str)] = &[
    ("type", "search: words, \"phrases\", -without, speaker:…"),
    ("Enter", "print the id, or those marked, and leave"),
    ("Alt-Enter", "the same as JSON"),
    ("Esc, Ctrl-C", "leave and print nothing"),
    ("↑ ↓, Ctrl-P/N, Ctrl-K/J", "go up and down"),
    ("PgUp, PgDn", "go a page up and down"),
    ("Tab, Shift-Tab", "mark, and go down or up"),
    ("Shift-↑ ↓", "scroll the preview"),
    ("Ctrl-/", "show or hide the preview"),
    ("F2, Alt-N", "narrow by speaker, topic, year, outlet"),
    ("F3, Alt-S", "sort: relevance, newest, oldest"),
    ("F4, Alt-P", "passages outside statements"),
    ("Ctrl-Y", "copy quote and citation"),
    ("Alt-Y", "copy them as Markdown"),
    ("Ctrl-O", "open at the line, in $EDITOR"),
    ("Ctrl-W, Ctrl-U", "delete the word, the line"),
];

/// What `event` asks for, if anything; `is_empty` where nothing has been typed.
pub(super) fn command(event: Event, is_empty: bool) -> Option<Command> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => of_key(key, is_empty),
        Event::Paste(text) => Some(Command::Insert(text)),
        Event::Resize(..) => Some(Command::Redraw),
        _ => None,
    }
}

fn of_key(key: KeyEvent, is_empty: bool) -> Option<Command> {
    let has = |modifier| key.modifiers.contains(modifier);
    let (control, alt) = (has(KeyModifiers::CONTROL), has(KeyModifiers::ALT));
    let shift = has(KeyModifiers::SHIFT);
    if let KeyCode::Char(char) = key.code {
        return match (control, alt) {
            (true, false) => with_control(char.to_ascii_lowercase()),
            (false, true) => with_alt(char.to_ascii_lowercase()),
            _ if char == '?' && is_empty => Some(Command::Help),
            _ => Some(Command::Insert(char.to_string())),
        };
    }
    Some(match key.code {
        KeyCode::Enter if alt => Command::AcceptJson,
        KeyCode::Enter => Command::Accept,
        KeyCode::Esc => Command::Cancel,
        KeyCode::Up if shift || alt => Command::ScrollUp,
        KeyCode::Down if shift || alt => Command::ScrollDown,
        KeyCode::Up => Command::Up,
        KeyCode::Down => Command::Down,
        KeyCode::PageUp => Command::PageUp,
        KeyCode::PageDown => Command::PageDown,
        KeyCode::Tab => Command::MarkDown,
        KeyCode::BackTab => Command::MarkUp,
        KeyCode::Left if control || alt => Command::Edit(Edit::WordLeft),
        KeyCode::Right if control || alt => Command::Edit(Edit::WordRight),
        KeyCode::Left => Command::Edit(Edit::Left),
        KeyCode::Right => Command::Edit(Edit::Right),
        KeyCode::Home => Command::Edit(Edit::Start),
        KeyCode::End => Command::Edit(Edit::End),
        KeyCode::Backspace if control || alt => Command::Edit(Edit::EraseWord),
        KeyCode::Backspace => Command::Edit(Edit::Backspace),
        KeyCode::Delete => Command::Edit(Edit::Delete),
        KeyCode::F(1) => Command::Help,
        KeyCode::F(2) => Command::ToggleFacets,
        KeyCode::F(3) => Command::ToggleSort,
        KeyCode::F(4) => Command::TogglePassages,
        _ => return None,
    })
}

fn with_control(char: char) -> Option<Command> {
    Some(match char {
        'j' | 'n' => Command::Down,
        'k' | 'p' => Command::Up,
        'c' | 'g' | 'q' => Command::Leave,
        'd' => Command::DeleteOrLeave,
        'm' => Command::Accept,
        'i' => Command::MarkDown,
        'a' => Command::Edit(Edit::Start),
        'e' => Command::Edit(Edit::End),
        'b' => Command::Edit(Edit::Left),
        'f' => Command::Edit(Edit::Right),
        'h' => Command::Edit(Edit::Backspace),
        'w' => Command::Edit(Edit::EraseWord),
        'u' => Command::Edit(Edit::EraseLine),
        'y' => Command::Copy,
        'o' => Command::Open,
        'l' => Command::Redraw,
        // Terminals send one byte for all three.
        '/' | '_' | '7' => Command::TogglePreview,
        _ => return None,
    })
}

fn with_alt(char: char) -> Option<Command> {
    Some(match char {
        'b' => Command::Edit(Edit::WordLeft),
        'f' => Command::Edit(Edit::WordRight),
        'n' => Command::ToggleFacets,
        's' => Command::ToggleSort,
        'p' => Command::TogglePassages,
        'y' => Command::CopyMarkdown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: KeyCode, modifiers: KeyModifiers, wanted: Option<&Command>) {
        let event = Event::Key(KeyEvent::new(code, modifiers));
        assert_eq!(command(event, false).as_ref(), wanted, "{code:?} {modifiers:?}");
    }

    #[test]
    fn keys_do_what_they_do_in_fzf() {
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        check(KeyCode::Char('j'), control, Some(&Command::Down));
        check(KeyCode::Char('P'), control, Some(&Command::Up));
        check(KeyCode::Char('7'), control, Some(&Command::TogglePreview));
        check(KeyCode::Tab, none, Some(&Command::MarkDown));
        check(KeyCode::Esc, none, Some(&Command::Cancel));
        check(KeyCode::Enter, KeyModifiers::ALT, Some(&Command::AcceptJson));
        check(KeyCode::Backspace, KeyModifiers::ALT, Some(&Command::Edit(Edit::EraseWord)));
        check(KeyCode::Char('J'), KeyModifiers::SHIFT, Some(&Command::Insert("J".to_owned())));
        check(KeyCode::Char('x'), control, None);
        check(KeyCode::Char('?'), none, Some(&Command::Insert("?".to_owned())));
        // AltGr is both, and types.
        let alt_gr = control | KeyModifiers::ALT;
        check(KeyCode::Char('@'), alt_gr, Some(&Command::Insert("@".to_owned())));
        check(KeyCode::F(9), none, None);
    }

    #[test]
    fn a_question_mark_asks_for_help_before_anything_is_typed() {
        let event = Event::Key(KeyEvent::new(KeyCode::Char('?'), KeyModifiers::NONE));
        assert_eq!(command(event, true), Some(Command::Help));
        assert_eq!(command(Event::FocusGained, true), None);
    }
}
