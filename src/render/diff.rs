//! Changes of wording, for people and for programs.

use anstyle::{AnsiColor, Style as Paint};
use serde::Serialize;

use super::{Style, wrap::Paragraph};
use crate::query::{Change, ChangeOp};

/// A stretch of two wordings.
#[derive(Debug, Serialize)]
pub struct ChangeJson<'a> {
    op: &'static str,
    before: &'a str,
    after: &'a str,
}

/// `changes` with the words under them.
pub fn json<'a>(before: &'a str, after: &'a str, changes: &[Change]) -> Vec<ChangeJson<'a>> {
    let stretch = |change: &Change| ChangeJson {
        op: change.op.name(),
        before: before.get(change.before.clone()).unwrap_or_default(),
        after: after.get(change.after.clone()).unwrap_or_default(),
    };
    changes.iter().map(stretch).collect()
}

/// Both wordings in one: `the [-toll-] {+fee+}`, or struck and underlined where there is color.
pub fn paragraph(before: &str, after: &str, changes: &[Change], style: Style) -> Paragraph {
    let gone = AnsiColor::Red.on_default().strikethrough();
    let new = AnsiColor::Green.on_default().underline();
    let mut out = Paragraph::new();
    for stretch in json(before, after, changes) {
        if !out.is_empty() {
            out.push(" ", Paint::new());
        }
        if stretch.op == ChangeOp::Same.name() {
            out.push(stretch.after, Paint::new());
            continue;
        }
        if !stretch.before.is_empty() {
            push(&mut out, ("[-", stretch.before, "-]"), gone, style);
        }
        if !stretch.before.is_empty() && !stretch.after.is_empty() {
            out.push(" ", Paint::new());
        }
        if !stretch.after.is_empty() {
            push(&mut out, ("{+", stretch.after, "+}"), new, style);
        }
    }
    out
}

fn push(out: &mut Paragraph, (open, text, close): (&str, &str, &str), paint: Paint, style: Style) {
    if style.theme.brackets {
        out.push(open, Paint::new());
        out.push(text, Paint::new());
        out.push(close, Paint::new());
    } else {
        out.push(text, paint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        query::{Worded, diff},
        render::Theme,
    };

    #[test]
    fn both_wordings_can_be_read() {
        let (before, after) = ("We will not pay a toll.", "We will pay a fee.");
        let changes = diff(&Worded::new(before), &Worded::new(after));
        let shown = |theme| {
            let mut out = Vec::new();
            paragraph(before, after, &changes, Style::new(theme, 80)).write(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(Theme::PLAIN), "We will [-not-] pay a [-toll-] {+fee+}");
        assert!(!shown(Theme::COLOR).contains("[-"));
    }
}
