//! Changes of a quote, each of one sort; `None` where it has nothing to change so.

use std::ops::Range;

use onrecord::index::exact_words;

use super::random::Random;

/// Words that `not` can stand behind.
const BEFORE_NOT: &[&str] = &[
    "is", "are", "was", "were", "will", "can", "could", "should", "would", "must", "may", "might",
    "has", "have", "had", "do", "does", "did", "am",
];
const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty",
    "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "million", "billion", "trillion",
];
/// Words that a part keeps at least.
const PART: usize = 3;

fn words(text: &str) -> Vec<(Range<usize>, String)> {
    exact_words(text)
}

/// The first sentences of `text`, `most` words at most, and eight at least.
pub fn sentences(text: &str, most: usize) -> Option<&str> {
    let words = words(text);
    if words.len() <= most {
        return (8 <= words.len()).then_some(text.trim());
    }
    let ends = (8..=most).rev().find(|n| {
        let between = &text[words[n - 1].0.end..words[*n].0.start];
        between.starts_with(['.', '?', '!']) && between.contains(' ')
    });
    let n = ends?;
    Some(text[..words[n].0.start].trim())
}

/// Five words or more out of `text`.
pub fn piece(text: &str, random: &mut Random) -> Option<String> {
    let words = words(text);
    let least = 5;
    let spare = words.len().checked_sub(least)?;
    let start = random.below(spare + 1);
    let end = start + least + random.below(words.len() - start - least + 1);
    Some(text[words[start].0.start..words[end - 1].0.end].to_owned())
}

/// Other marks, dashes, blanks and capitals, and acronyms with and without dots.
pub fn typography(text: &str, random: &mut Random) -> String {
    let mut out = String::from(*random.of(&["“", "\"", "«", "‘", ""]));
    let apostrophe = *random.of(&['’', '\'']);
    for char in text.chars() {
        match char {
            '’' | '\'' => out.push(apostrophe),
            '“' | '”' | '"' => out.push(*random.of(&['“', '"', '’'])),
            '—' | '–' => {
                let mark: &str = random.of::<&str>(&["—", " – ", " -- ", " - "]);
                out.push_str(mark);
            }
            ' ' => {
                let mark: &str = random.of::<&str>(&[" ", " ", " ", "  ", "\n", "\u{a0}"]);
                out.push_str(mark);
            }
            char => out.push(char),
        }
    }
    let out = match random.below(3) {
        0 => out.replace("U.S.", "US").replace("U.N.", "UN"),
        1 => out.replace(" US ", " U.S. ").replace(" UN ", " U.N. "),
        _ => out,
    };
    out + *random.of(&["”", "\"", "»", ",”", ".", ""])
}

/// Words left out within, and that said.
pub fn shorten(text: &str, random: &mut Random) -> Option<String> {
    let words = words(text);
    let spare = words.len().checked_sub(2 * PART + 1)?;
    let start = PART + random.below(spare + 1);
    let most = words.len() - PART - start;
    let n = 1 + random.below(most);
    let (head, tail) = (&text[..words[start - 1].0.end], &text[words[start + n].0.start..]);
    let mark = *random.of(&[" … ", "… ", " ... ", "... ", " […] ", " . . . "]);
    let gone = &text[words[start].0.start..words[start + n - 1].0.end];
    // What is left out by an ellipsis of the text's own cannot be told from it.
    (!gone.contains('…') && !gone.contains("...")).then(|| format!("{head}{mark}{tail}"))
}

/// A word left out within, and nothing said.
pub fn drop_word(text: &str, random: &mut Random) -> Option<String> {
    let words = words(text);
    let inner = words.len().checked_sub(2)?;
    let at = 1 + random.below(inner);
    let (head, tail) = (&text[..words[at].0.start], &text[words[at].0.end..]);
    Some(format!("{}{}", head.trim_end_matches([' ', '-']), tail))
}

/// The clauses of a sentence the other way around.
pub fn swap(text: &str) -> Option<String> {
    let words = words(text);
    let cut = (PART..words.len().saturating_sub(PART - 1)).find(|at| {
        let between = &text[words[at - 1].0.end..words[*at].0.start];
        between.starts_with([',', ';', '—', '–', ':']) || between.contains('—')
    })?;
    let end = (cut + PART..words.len()).find(|at| {
        text[words[at - 1].0.end..words[*at].0.start].starts_with(['.', '?', '!', ',', ';'])
    });
    let end = end.unwrap_or(words.len());
    let first = &text[words[0].0.start..words[cut - 1].0.end];
    let second = &text[words[cut].0.start..words[end - 1].0.end];
    let rest = &text[words[end - 1].0.end..];
    (folded(first) != folded(second)).then(|| format!("{second}, {first}{rest}"))
}

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|(_, word)| word).collect()
}

/// Another number in the place of one.
pub fn number(text: &str, random: &mut Random) -> Option<String> {
    let words = words(text);
    let all: Vec<_> = words
        .iter()
        .filter(|(_, word)| {
            word.bytes().all(|byte| byte.is_ascii_digit()) || NUMBERS.contains(&word.as_str())
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let (range, old) = random.of(&all);
    let new = if let Ok(number) = old.parse::<u64>() {
        (number + 1 + random.below(9) as u64).to_string()
    } else {
        let others: Vec<&&str> = NUMBERS.iter().filter(|other| *other != old).collect();
        (**random.of(&others)).to_owned()
    };
    Some(format!("{}{new}{}", &text[..range.start], &text[range.end..]))
}

/// A `not` more, or one less.
pub fn negate(text: &str) -> Option<String> {
    let words = words(text);
    if let Some(at) = (1..words.len().saturating_sub(1)).find(|at| words[*at].1 == "not") {
        let (head, tail) = (&text[..words[at - 1].0.end], &text[words[at].0.end..]);
        return Some(format!("{head}{tail}"));
    }
    let at = words.iter().position(|(_, word)| BEFORE_NOT.contains(&word.as_str()))?;
    // At either end it would be a word more, and not a word within.
    (at + 1 < words.len()).then(|| {
        let (head, tail) = text.split_at(words[at].0.end);
        format!("{head} not{tail}")
    })
}

/// The beginning of one and the end of another.
pub fn splice(text: &str, other: &str, random: &mut Random) -> Option<String> {
    let (one, two) = (words(text), words(other));
    let least = 6;
    let n_one = least + random.below(one.len().checked_sub(least)?.min(14) + 1);
    let n_two = least + random.below(two.len().checked_sub(least)?.min(14) + 1);
    let head = &text[..one[n_one - 1].0.end];
    let start = two[two.len() - n_two].0.start;
    // No piece begins with the `s` of a possessive.
    let tail = &other[other[..start].rfind(char::is_whitespace).map_or(0, |at| at + 1)..];
    let joint = *random.of(&[" ", ", ", ". ", " … "]);
    Some(format!("{head}{joint}{tail}"))
}
