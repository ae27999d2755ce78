//! Lines of pages into paragraphs: heads, feet and numbers out, words that were broken whole.

use rustc_hash::{FxHashMap, FxHashSet};

use super::page::Line;
use crate::ingest::lines::ends_sentence;

/// A paragraph: its text, and from which byte of it on it stands on which page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) pages: Vec<(usize, u32)>,
    pub(super) size: f32,
}

/// The paragraphs of `pages`, numbered from 1.
pub(super) fn blocks(mut pages: Vec<Vec<Line>>) -> Vec<Block> {
    drop_heads(&mut pages);
    for page in &mut pages {
        drop_line_numbers(page);
    }
    let words = Words::of(&pages);
    let mut blocks: Vec<Block> = Vec::new();
    let mut before: Option<(&Line, &[Line])> = None;
    let leading = leading(&pages);
    for (number, page) in (1..).zip(&pages) {
        for (at, line) in page.iter().enumerate() {
            let goes_on = before.is_some_and(|(last, its_page)| {
                let right = right_edge(its_page, last);
                goes_on(last, line, at > 0, leading, right)
            });
            match blocks.last_mut().filter(|_| goes_on) {
                Some(block) => block.add(line, number, &words),
                None => blocks.push(Block {
                    text: line.text.clone(),
                    pages: vec![(0, number)],
                    size: line.size,
                }),
            }
            before = Some((line, page));
        }
    }
    blocks
}

impl Block {
    fn add(&mut self, line: &Line, page: u32, words: &Words) {
        let (first, rest) = line.text.split_at(line.text.find(' ').unwrap_or(line.text.len()));
        let last = self.text.rsplit(' ').next().unwrap_or_default();
        let broken = last.strip_suffix(['-', '\u{ad}']).filter(|head| words.is_broken(head, first));
        match broken.map(str::len) {
            Some(_) => {
                self.text.pop();
            }
            None if last.ends_with('-') && last.len() > 1 => {}
            None => self.text.push(' '),
        }
        if self.pages.last().is_none_or(|(_, last)| *last != page) {
            self.pages.push((self.text.len(), page));
        }
        self.text.push_str(first);
        self.text.push_str(rest);
    }
}

/// Whether `line` goes on with the paragraph of the line `last`, on the `same` page or the next.
fn goes_on(last: &Line, line: &Line, same: bool, leading: f32, right: f32) -> bool {
    let size = last.size.max(line.size);
    if (last.size - line.size).abs() > 0.12 * size || begins_item(&line.text) {
        return false;
    }
    let ended = ends_sentence(&last.text);
    let small = line.text.starts_with(char::is_lowercase);
    if ended && looks_labelled(&line.text) {
        return false;
    }
    let first_word = line.text.split(' ').next().unwrap_or_default();
    let n_chars = |text: &str| f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX));
    let char = (last.end - last.start).max(1.0) / n_chars(&last.text).max(1.0);
    let had_room = last.end + char * (n_chars(first_word) + 1.0) + 0.5 * size < right;
    let down = last.y - line.y;
    if !same || down < -size {
        // The next column or page.
        return !ended && (small || !had_room);
    }
    if down > 1.4 * leading.max(size) || down < 0.3 * size {
        return false;
    }
    let set_in = line.start - last.start;
    if (0.8 * size..8.0 * size).contains(&set_in) && !small {
        return false;
    }
    !had_room || small && !ended
}

/// Where the lines around `line` end.
fn right_edge(page: &[Line], line: &Line) -> f32 {
    let beside = page.iter().filter(|other| {
        other.start < line.end
            && line.start < other.end
            && (other.y - line.y).abs() < 12.0 * line.size
    });
    beside.map(|other| other.end).fold(line.end, f32::max)
}

/// How far lines stand from each other within paragraphs: many stand farther, few nearer.
fn leading(pages: &[Vec<Line>]) -> f32 {
    let pairs = pages.iter().flat_map(|page| page.windows(2));
    let downs = pairs.map(|pair| (pair[0].y - pair[1].y, pair[0].size));
    let mut downs: Vec<f32> = downs
        .filter(|(down, size)| (0.5 * size..3.0 * size).contains(down))
        .map(|(down, _)| down)
        .collect();
    downs.sort_unstable_by(f32::total_cmp);
    downs.get(downs.len() / 4).copied().unwrap_or_default()
}

fn begins_item(text: &str) -> bool {
    text.starts_with(['•', '▪', '■', '◦', '●', '·']) && text.chars().nth(1) == Some(' ')
}

/// Whether `text` begins as a speaker's turn does: `MR. BERG:`, `Jo Berg:`, `Q.`.
fn looks_labelled(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.starts_with("Q ") || text.starts_with("Q. ") || text.starts_with("A. ") {
        return true;
    }
    let label = text.split(':').next().filter(|label| label.len() < text.len());
    label.is_some_and(|label| {
        label.len() <= LONGEST
            && label.split(' ').count() <= 6
            && label.split(' ').all(|word| !word.starts_with(char::is_lowercase))
    })
}

/// The words of a text, to tell which were broken at a line's end.
struct Words(FxHashSet<String>);

impl Words {
    fn of(pages: &[Vec<Line>]) -> Self {
        // Words at the ends of lines may be broken themselves.
        let inner = pages.iter().flatten().flat_map(|line| {
            let words: Vec<&str> = line.text.split(' ').collect();
            let end = words.len().saturating_sub(1);
            words.into_iter().take(end)
        });
        Self(inner.map(bare).collect())
    }

    /// Whether `head` and `tail` are one word that was broken, and not two with a hyphen.
    fn is_broken(&self, head: &str, tail: &str) -> bool {
        let letters = head.ends_with(char::is_lowercase) && tail.starts_with(char::is_lowercase);
        if !letters || head.contains('-') {
            return false;
        }
        let (whole, hyphened) = (bare(&format!("{head}{tail}")), bare(&format!("{head}-{tail}")));
        self.0.contains(&whole) || !self.0.contains(&hyphened)
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase()
}

/// Drops what stands at the head or the foot of many pages, and the pages' numbers.
fn drop_heads(pages: &mut [Vec<Line>]) {
    const AT_EACH_END: usize = 3;
    let n_pages = pages.len();
    let outer = |page: &[Line]| {
        let mut order: Vec<usize> = (0..page.len()).collect();
        order.sort_by(|one, other| page[*other].y.total_cmp(&page[*one].y));
        let feet = order.len().saturating_sub(AT_EACH_END).max(AT_EACH_END);
        let feet = order.iter().skip(feet).copied().collect::<Vec<_>>();
        order.truncate(AT_EACH_END);
        order.extend(feet);
        order
    };
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for page in pages.iter() {
        let keys: FxHashSet<String> = outer(page).iter().map(|at| key(&page[*at].text)).collect();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    for page in pages {
        let alone = page.len() <= 1;
        let mut drop: Vec<usize> = outer(page)
            .into_iter()
            .filter(|at| {
                let key = key(&page[*at].text);
                let times = seen.get(&key).copied().unwrap_or_default();
                let many = times >= 3 && times * 4 >= n_pages || times == n_pages && times == 2;
                !alone && (many || is_page_number(&key))
            })
            .collect();
        drop.sort_unstable();
        drop.dedup();
        for at in drop.into_iter().rev() {
            page.remove(at);
        }
    }
}

/// `text` with every number alike.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for char in text.chars().flat_map(char::to_lowercase) {
        match char {
            _ if char.is_numeric() && key.ends_with('#') => {}
            _ if char.is_numeric() => key.push('#'),
            _ => key.push(char),
        }
    }
    key
}

fn is_page_number(key: &str) -> bool {
    let key = key.trim_matches(['-', '–', '—', '[', ']', '(', ')', '|', ' ', '.']);
    ["#", "page #", "page # of #", "# of #", "# / #", "#/#", "p. #"].contains(&key)
}

/// Drops the numbers of lines that courts put in front of each: `1`, `2`, …, `25`.
fn drop_line_numbers(page: &mut [Line]) {
    const FEWEST: usize = 8;
    let number = |line: &Line| {
        let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
        let followed = line.text[digits..].starts_with(' ') && digits <= 2;
        followed.then(|| line.text[..digits].parse::<u32>().ok()).flatten()
    };
    let numbers: Vec<Option<u32>> = page.iter().map(number).collect();
    let in_turn = |pair: &[Option<u32>]| pair[0].is_some_and(|one| pair[1] == Some(one + 1));
    let n_in_turn = numbers.windows(2).filter(|pair| in_turn(pair)).count();
    if n_in_turn < FEWEST || n_in_turn * 3 < page.len() * 2 {
        return;
    }
    for (line, number) in page.iter_mut().zip(numbers) {
        if number.is_some() {
            let end = line.text.find(' ').map_or(0, |blank| blank + 1);
            line.text.drain(..end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines 12 points apart, as wide as they have characters.
    fn page(lines: &[&str]) -> Vec<Line> {
        let line = |(at, text): (u16, &&str)| {
            let end = 72.0 + 5.0 * f32::from(u16::try_from(text.len()).unwrap());
            let y = 700.0 - 12.0 * f32::from(at);
            Line { text: (*text).to_owned(), start: 72.0, end, y, size: 10.0 }
        };
        (0..).zip(lines).filter(|(_, text)| !text.is_empty()).map(line).collect()
    }

    fn texts(pages: Vec<Vec<Line>>) -> Vec<String> {
        blocks(pages).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn lines_are_joined_and_broken_words_made_whole() {
        let lines = page(&[
            "The harbor board met on Tuesday to hear of well-known trans-",
            "portation needs, and it heard two engineers on the well-",
            "known cranes, who said that they would stand for another",
            "ten years.",
            "Members will meet again in the second week of the next one.",
        ]);
        assert_eq!(
            texts(vec![lines]),
            [
                "The harbor board met on Tuesday to hear of well-known transportation needs, and it \
                 heard two engineers on the well-known cranes, who said that they would stand for \
                 another ten years.",
                "Members will meet again in the second week of the next one."
            ]
        );
    }

    #[test]
    fn heads_and_numbers_of_pages_are_left_out() {
        let pages = ["The first page says that the cranes", "will not run.", "Nobody knew why."]
            .iter()
            .zip(1..)
            .map(|(text, number)| page(&["HARBOR BOARD", "", text, "", &format!("- {number} -")]));
        assert_eq!(
            texts(pages.collect()),
            ["The first page says that the cranes will not run.", "Nobody knew why."]
        );
    }

    #[test]
    fn numbers_of_lines_are_left_out() {
        let numbered: Vec<String> = (1..=12)
            .map(|number| format!("{number} Q. Did the crane run on day {number}?"))
            .collect();
        let lines: Vec<&str> = numbered.iter().map(String::as_str).collect();
        let texts = texts(vec![page(&lines)]);
        assert_eq!(texts.len(), 12);
        assert_eq!(texts[3], "Q. Did the crane run on day 4?");
    }
}
