//! Sentences of a paragraph as a reader sees them, for setting two texts side by side.

use unicode_segmentation::UnicodeSegmentation;

/// What ends with a stop and no sentence, folded.
const ABBREVIATIONS: &[&str] = &[
    "adm", "amb", "approx", "brig", "capt", "cmdr", "co", "col", "corp", "cpl", "dept", "dr",
    "e.g", "etc", "fig", "gen", "gov", "hon", "i.e", "inc", "jr", "lt", "ltd", "maj", "messrs",
    "mr", "mrs", "ms", "mt", "no", "prof", "rep", "rev", "sec", "sen", "sgt", "sr", "st", "u.n",
    "u.s", "vs",
];

/// The sentences of `text`, trimmed, none empty.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, piece) in text.split_sentence_bound_indices() {
        let end = at + piece.len();
        if end < text.len() && goes_on(&text[start..end]) {
            continue;
        }
        let sentence = text[start..end].trim();
        if sentence.chars().any(char::is_alphanumeric) {
            found.push(sentence);
        }
        start = end;
    }
    let rest = text[start..].trim();
    if rest.chars().any(char::is_alphanumeric) {
        found.push(rest);
    }
    found
}

/// Whether the stop at the end of `text` is a title's or an initial's.
fn goes_on(text: &str) -> bool {
    let Some(text) = text.trim_end().strip_suffix('.') else { return false };
    let last = text.rsplit(|char: char| char.is_whitespace() || "(“\"".contains(char)).next();
    let last = last.unwrap_or_default();
    let is_initial = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.binary_search(&last.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_initials_end_no_sentence() {
        assert!(ABBREVIATIONS.is_sorted());
        assert_eq!(
            sentences("Brig. Gen. Maud Ferrant met J. R. Quill. “We agreed.” Did they? Yes"),
            ["Brig. Gen. Maud Ferrant met J. R. Quill.", "“We agreed.”", "Did they?", "Yes"]
        );
        assert!(sentences(" … ").is_empty());
    }
}
