//! Where the pieces of a quote stand, and what lies between them.

use std::ops::Range;

use super::rows::Text;

/// How many words may be left out between two statements: those of a paragraph.
pub(super) const LEFT_OUT: usize = 200;

/// Whether no more is left out between statements than can be.
pub(super) fn is_near(text: &Text, places: &[Range<usize>]) -> bool {
    between(places).iter().all(|gap| {
        let within = text.parts.iter().any(|part| (gap.start..gap.end).contains(&part.first));
        !within || gap.len() <= LEFT_OUT
    })
}

pub(super) fn hull(places: &[Range<usize>]) -> Range<usize> {
    places.first().map_or(0, |it| it.start)..places.last().map_or(0, |it| it.end)
}

/// What lies between one place and the next.
pub(super) fn between(places: &[Range<usize>]) -> Vec<Range<usize>> {
    places.windows(2).map(|pair| pair[0].end..pair[1].start).collect()
}

pub(super) fn omitted(places: &[Range<usize>]) -> usize {
    between(places).iter().map(Range::len).sum()
}

/// Signs of money and shares beside the numbers of a text.
pub(super) fn signs(text: &str) -> String {
    let mut found = String::new();
    let mut before = ' ';
    for char in text.chars() {
        if matches!(before, '$' | '€' | '£' | '¥') && char.is_ascii_digit() {
            found.push(before);
        }
        if char == '%' && before.is_ascii_digit() {
            found.push(char);
        }
        before = char;
    }
    found
}
