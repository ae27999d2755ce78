//! How one wording came from another: the runs of words they share, and what was done to the rest.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap;
use similar::{Algorithm, capture_diff_slices};

use crate::query::Worded;

/// Words of a run that is told from chance, at least.
const LEAST: usize = 3;

/// Words that may stand between two runs of one quotation.
const APART: usize = 15;

/// What was done to the words of a statement.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Alteration {
    /// Nothing, typography aside.
    Same,
    /// Words are spelled as on the other side of the Atlantic.
    Spelling,
    /// Words in square brackets came in or went.
    Bracketed,
    /// Words went.
    Shorter,
    /// Words came in.
    Longer,
    /// Clauses changed places.
    Reordered,
    /// Other words stand in the place of some.
    Reworded,
    /// A part of both is the same.
    Part,
}

impl Alteration {
    /// The name it is printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Spelling => "spelling",
            Self::Bracketed => "bracketed",
            Self::Shorter => "shorter",
            Self::Longer => "longer",
            Self::Reordered => "reordered",
            Self::Reworded => "reworded",
            Self::Part => "part",
        }
    }

    /// Whether no word of the speaker's is another.
    pub fn keeps_words(self) -> bool {
        matches!(self, Self::Same | Self::Spelling | Self::Bracketed)
    }
}

/// Words that two texts share, in one order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Run {
    before: usize,
    after: usize,
    length: usize,
}

/// What two texts share.
#[derive(Clone, Debug)]
pub(super) struct Alignment {
    runs: Vec<Run>,
    /// Words shared, in runs.
    pub(super) shared: usize,
    /// Those of them that are more than grammar.
    pub(super) telling: usize,
    /// Words of the longest run.
    pub(super) longest: usize,
    /// Words of the first text from the first shared one to the last.
    pub(super) before: Range<usize>,
    /// The same of the second text.
    pub(super) after: Range<usize>,
}

/// Finds what `before` and `after` share in one place of `after`; `None` where that is not much.
pub(super) fn align(before: &Worded<'_>, after: &Worded<'_>) -> Option<Alignment> {
    let (a, b) = numbered(before, after);
    let mut runs = tiles(&a, &b);
    runs.sort_unstable_by_key(|run| run.after);
    let longest = *runs.iter().max_by_key(|run| run.length)?;
    let at = runs.iter().position(|run| *run == longest)?;
    let joins = |one: &Run, next: &Run| next.after <= one.after + one.length + APART;
    let first = (1..=at).rev().find(|nth| !joins(&runs[nth - 1], &runs[*nth])).unwrap_or(0);
    let end = (at + 1..runs.len()).find(|nth| !joins(&runs[nth - 1], &runs[*nth]));
    runs.truncate(end.unwrap_or(runs.len()));
    runs.drain(..first);
    let words = |run: &Run| run.before..run.before + run.length;
    let telling = runs.iter().flat_map(words).filter(|nth| is_telling(&before.words[*nth])).count();
    let start = runs.iter().map(|run| run.before).min()?;
    let stop = runs.iter().map(|run| run.before + run.length).max()?;
    let after = runs[0].after..runs.last().map(|run| run.after + run.length)?;
    let shared = runs.iter().map(|run| run.length).sum();
    Some(Alignment { shared, telling, longest: longest.length, before: start..stop, after, runs })
}

impl Alignment {
    /// How many of the shared words stand in another place.
    fn moved(&self) -> usize {
        // The heaviest runs in one order stand still.
        let mut best: Vec<usize> = Vec::with_capacity(self.runs.len());
        for (nth, run) in self.runs.iter().enumerate() {
            let before = self.runs[..nth].iter().zip(&best);
            let kept = before.filter(|(other, _)| other.before < run.before);
            let most = kept.map(|(_, weight)| *weight).max().unwrap_or(0);
            best.push(most + run.length);
        }
        self.shared - best.into_iter().max().unwrap_or(0)
    }

    /// What turned all words of `before` into the words `stretch` of `after`.
    pub(super) fn alteration(
        &self,
        before: &Worded<'_>,
        after: &Worded<'_>,
        stretch: &Range<usize>,
    ) -> Alteration {
        let (a, b) = numbered(before, after);
        let b = &b[stretch.clone()];
        if a == b {
            let same = before.words == after.words[stretch.clone()];
            return if same { Alteration::Same } else { Alteration::Spelling };
        }
        let (open_a, open_b) = (bracketed(before), bracketed(after));
        let plain = |words: &[u32], open: &[bool]| -> Vec<u32> {
            words.iter().zip(open).filter(|(_, open)| !**open).map(|(word, _)| *word).collect()
        };
        let (plain_a, plain_b) = (plain(&a, &open_a), plain(b, &open_b[stretch.clone()]));
        if plain_a == plain_b {
            return Alteration::Bracketed;
        }
        if LEAST < self.moved() {
            return Alteration::Reordered;
        }
        let same = in_order(&plain_a, &plain_b);
        let (gone, new) = (plain_a.len() - same, plain_b.len() - same);
        match (gone, new) {
            (gone, new) if new * 5 <= gone => Alteration::Shorter,
            (gone, new) if gone * 5 <= new => Alteration::Longer,
            _ if 12 <= self.longest && self.shared < gone.min(new) * 3 => Alteration::Part,
            _ => Alteration::Reworded,
        }
    }
}

/// Whether each of two texts has a name or a number that the other has not: one is about something
/// else then, however alike the rest is.
pub(super) fn names_differ(
    (before, of_before): (&Worded<'_>, &Range<usize>),
    (after, of_after): (&Worded<'_>, &Range<usize>),
) -> bool {
    let has_own = |(one, range): (&Worded<'_>, &Range<usize>), other: &Worded<'_>| {
        let names = range.clone().filter(|nth| is_name(one, *nth)).map(|nth| &one.words[nth]);
        names
            .into_iter()
            .any(|name| !other.words.iter().any(|word| american(word) == american(name)))
    };
    has_own((before, of_before), after) && has_own((after, of_after), before)
}

/// Whether a word is written as a name or a number; the first of a sentence does not count, nor
/// the country, which is written in many ways.
fn is_name(text: &Worded<'_>, nth: usize) -> bool {
    const COUNTRY: &[&str] = &["u.s", "us", "united", "states", "america", "american"];
    let range = &text.ranges[nth];
    let written = &text.text[range.clone()];
    if written.contains(|char: char| char.is_ascii_digit()) {
        return true;
    }
    let before = text.text[..range.start].trim_end_matches(|char: char| {
        char.is_whitespace() || matches!(char, '“' | '"' | '‘' | '\'' | '[' | '(')
    });
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', ':', '…']);
    !opens
        && written.starts_with(char::is_uppercase)
        && 1 < written.len()
        && !COUNTRY.contains(&text.words[nth].as_str())
}

/// How many words of two texts are the same in the same order.
fn in_order(a: &[u32], b: &[u32]) -> usize {
    let ops = capture_diff_slices(Algorithm::Myers, a, b);
    let same = |op: &similar::DiffOp| match op {
        similar::DiffOp::Equal { len, .. } => *len,
        _ => 0,
    };
    ops.iter().map(same).sum()
}

/// How alike two wordings are: words shared in order, of those of the longer, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a share of a few hundred words")]
pub(super) fn likeness(before: &Worded<'_>, after: &Worded<'_>) -> f32 {
    let (a, b) = numbered(before, after);
    in_order(&a, &b) as f32 / a.len().max(b.len()).max(1) as f32
}

/// The words of both as numbers, equal where they are one word in either spelling.
fn numbered(before: &Worded<'_>, after: &Worded<'_>) -> (Vec<u32>, Vec<u32>) {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    let mut number = |words: &[String]| -> Vec<u32> {
        let number = |word: &String| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(american(word).into_owned()).or_insert(next)
        };
        words.iter().map(number).collect()
    };
    (number(&before.words), number(&after.words))
}

/// Greedy tiling (Wise 1993): the longest runs that two texts share, none over another.
fn tiles(a: &[u32], b: &[u32]) -> Vec<Run> {
    let mut found = Vec::new();
    // Every run that can be prolonged on neither side, one diagonal after the other.
    let mut above = vec![0_usize; b.len() + 1];
    for (i, word) in a.iter().enumerate() {
        let mut row = vec![0; b.len() + 1];
        for (j, other) in b.iter().enumerate() {
            if word == other {
                row[j + 1] = above[j] + 1;
                let ends = a.get(i + 1).is_none_or(|next| b.get(j + 1) != Some(next));
                if ends && LEAST <= row[j + 1] {
                    let length = row[j + 1];
                    found.push(Run { before: i + 1 - length, after: j + 1 - length, length });
                }
            }
        }
        above = row;
    }
    found.sort_unstable_by_key(|run| (std::cmp::Reverse(run.length), run.before, run.after));
    let (mut taken_a, mut taken_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut kept = Vec::new();
    for mut run in found {
        let free = |run: &Run, nth: usize| !taken_a[run.before + nth] && !taken_b[run.after + nth];
        let start = (0..run.length).find(|nth| free(&run, *nth)).unwrap_or(run.length);
        let end = (start..run.length).find(|nth| !free(&run, *nth)).unwrap_or(run.length);
        (run.before, run.after, run.length) = (run.before + start, run.after + start, end - start);
        if LEAST <= run.length {
            taken_a[run.before..run.before + run.length].fill(true);
            taken_b[run.after..run.after + run.length].fill(true);
            kept.push(run);
        }
    }
    kept
}

/// Which words stand in square brackets.
fn bracketed(text: &Worded<'_>) -> Vec<bool> {
    let is_open = |range: &Range<usize>| {
        let before = &text.text[..range.start];
        before.rfind('[').is_some_and(|open| before.rfind(']').is_none_or(|close| close < open))
            && text.text[range.end..].contains(']')
    };
    if !text.text.contains('[') {
        return vec![false; text.words.len()];
    }
    text.ranges.iter().map(is_open).collect()
}

/// `word` as it is spelled in America, near enough to compare.
fn american(word: &str) -> Cow<'_, str> {
    const PAIRS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("yse", "yze"),
        ("our", "or"),
        ("mme", "m"),
        ("ll", "l"),
        ("dgement", "dgment"),
    ];
    const ENDS: &[(&str, &str)] =
        &[("ise", "ize"), ("tre", "ter"), ("tres", "ters"), ("ence", "ense"), ("ogue", "og")];
    if word.len() < 5 {
        return Cow::Borrowed(word);
    }
    let mut out = Cow::Borrowed(word);
    for (from, to) in PAIRS {
        if out.contains(from) {
            out = Cow::Owned(out.replace(from, to));
        }
    }
    for (from, to) in ENDS {
        if let Some(stem) = out.strip_suffix(from) {
            out = Cow::Owned(format!("{stem}{to}"));
        }
    }
    out
}

/// Whether `word` is more than grammar.
pub(super) fn is_telling(word: &str) -> bool {
    const GRAMMAR: &[&str] = &[
        "about", "after", "all", "also", "and", "any", "are", "been", "before", "being", "but",
        "can", "could", "did", "does", "doing", "down", "each", "every", "for", "from", "get",
        "going", "got", "had", "has", "have", "having", "her", "here", "him", "his", "how", "into",
        "its", "just", "know", "let", "like", "many", "may", "more", "most", "much", "must", "not",
        "now", "off", "one", "only", "other", "our", "out", "over", "own", "said", "same", "say",
        "shall", "she", "should", "some", "such", "than", "that", "the", "their", "them", "then",
        "there", "these", "they", "this", "those", "too", "two", "very", "want", "was", "way",
        "well", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with",
        "would", "yet", "you", "your",
    ];
    2 < word.len() && GRAMMAR.binary_search(&word).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Option<&'static str> {
        let (before, after) = (Worded::new(before), Worded::new(after));
        let whole = 0..after.words.len();
        align(&before, &after).map(|found| found.alteration(&before, &after, &whole).name())
    }

    const SAID: &str = "We will honor the treaty that both ports signed, and no ship of ours will \
                        carry arms up the river while the talks go on.";

    #[test]
    fn alterations_are_told_apart() {
        for (after, name) in [
            (
                "We will honor the treaty that both ports signed – and no ship of ours will carry \
              arms up the river while the talks go on",
                "same",
            ),
            (
                "We will honour the treaty that both ports signed, and no ship of ours will carry \
              arms up the river while the talks go on.",
                "spelling",
            ),
            (
                "We will honor the treaty that both ports signed, and no ship of ours [in service] \
              will carry arms up the river while the talks go on.",
                "bracketed",
            ),
            ("no ship of ours will carry arms up the river", "shorter"),
            ("We will honor the treaty … while the talks go on.", "shorter"),
            (
                "I say it again: we will honor the treaty that both ports signed, and no ship of ours \
              will carry arms up the river while the talks go on, whatever the Front may do.",
                "longer",
            ),
            (
                "While the talks go on, no ship of ours will carry arms up the river, and we will \
              honor the treaty that both ports signed.",
                "reordered",
            ),
            (
                "We are going to keep the treaty that both ports signed, and none of our vessels will \
              carry arms up the river as long as there are talks.",
                "reworded",
            ),
        ] {
            assert_eq!(told(SAID, after), Some(name), "{after}");
        }
        assert_eq!(told(SAID, "Nobody asked me about any of it, and I have no more to say."), None);
    }

    #[test]
    fn spellings_are_one_word() {
        for (one, other) in [
            ("neighbours", "neighbors"),
            ("organisation", "organization"),
            ("centre", "center"),
            ("defence", "defense"),
            ("travelled", "traveled"),
            ("programmes", "programs"),
        ] {
            let programs = american(other).replace("mes", "ms");
            assert_eq!(american(one).replace("mes", "ms"), programs, "{one}");
        }
    }

    #[test]
    fn grammar_is_sorted() {
        for word in ["about", "your", "shall", "they"] {
            assert!(!is_telling(word), "{word}");
        }
        assert!(is_telling("treaty"));
    }
}
