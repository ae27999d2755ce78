//! Made-up speaking turns, as many as are asked for: short texts, each with a speaker and a day.
//!
//! For measuring at sizes at which nothing real is at hand. Every word but the commonest is
//! invented; what is like real speech is what an index costs by: how long turns are, how often each
//! word stands in them, and how much of the speaking is done by how few. All of it is reckoned in
//! whole numbers, so that it is the same bytes on every machine.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use serde::Serialize;

use super::synthetic::{Dice, HEADS, HER, HIS, TAILS};

/// Words of the language that are invented.
const INVENTED: usize = 30_000;
/// People who speak.
const SPEAKERS: usize = 2_000;
/// The first year of those that are spoken in, and how many there are.
const YEARS: (usize, usize) = (1990, 35);
/// Bytes written at once.
const BUFFER: usize = 256 << 10;

/// Writes `n` turns as JSON Lines.
pub(super) fn write(path: &Path, n: usize) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, File::create(path)?);
    let language = Language::new();
    for nth in 0..n {
        serde_json::to_writer(&mut out, &language.turn(nth))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// A record.
#[derive(Serialize)]
struct Turn<'a> {
    id: String,
    speaker: &'a str,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    text: String,
}

/// The words there are, those who speak, and how often each is heard.
struct Language {
    words: Vec<String>,
    word: Wheel,
    speakers: Vec<String>,
    speaker: Wheel,
}

impl Language {
    fn new() -> Self {
        // By rank, near Zipf's law: Mandelbrot's shift keeps the first ones from being too common.
        let mut weights: Vec<u64> =
            (1..=INVENTED as u64).map(|rank| (1 << 40) / (rank + 30)).collect();
        let invented: u64 = weights.iter().sum();
        let mut words: Vec<String> = (0..INVENTED).map(word).collect();
        let common: Vec<(&str, u64)> = common().collect();
        let rest = 10_000 - common.iter().map(|(_, share)| share).sum::<u64>();
        for (word, share) in common {
            words.push(word.to_owned());
            weights.push(share * (invented / rest));
        }
        let by_rank: Vec<u64> = (1..=SPEAKERS as u64).map(|rank| (1 << 40) / (rank + 3)).collect();
        Self {
            words,
            word: Wheel::new(&weights, 20),
            speakers: (0..SPEAKERS).map(name).collect(),
            speaker: Wheel::new(&by_rank, 16),
        }
    }

    /// The same for the same number.
    fn turn(&self, nth: usize) -> Turn<'_> {
        let mut dice = Dice(0x7e11_0f5a_11d0_a5e5 ^ nth as u64);
        let speaker = &self.speakers[self.speaker.turned(&mut dice)];
        let date = format!(
            "{}-{:02}-{:02}",
            YEARS.0 + dice.below(YEARS.1),
            1 + dice.below(12),
            1 + dice.below(28)
        );
        let title = (dice.below(4) == 0).then(|| {
            let words: Vec<&str> = (0..3 + dice.below(4)).map(|_| self.draw(&mut dice)).collect();
            opened(&words.join(" "))
        });
        Turn { id: format!("turn-{nth:07}"), speaker, date, title, text: self.text(&mut dice) }
    }

    fn text(&self, dice: &mut Dice) -> String {
        let mut left = length(dice);
        let mut text = String::with_capacity(left * 7);
        while 0 < left {
            let in_sentence = (6 + dice.below(18)).min(left);
            left -= in_sentence;
            for nth in 0..in_sentence {
                let word = self.draw(dice);
                if nth == 0 {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(&opened(word));
                } else {
                    text.push_str(if dice.below(14) == 0 { ", " } else { " " });
                    text.push_str(word);
                }
            }
            text.push(if dice.below(15) == 0 { '?' } else { '.' });
        }
        text
    }

    fn draw(&self, dice: &mut Dice) -> &str {
        &self.words[self.word.turned(dice)]
    }
}

/// A wheel of fortune: as many slots for each number as its weight is worth.
struct Wheel {
    slots: Vec<u16>,
}

impl Wheel {
    fn new(weights: &[u64], bits: u32) -> Self {
        let all: u128 = weights.iter().copied().map(u128::from).sum();
        let n_slots = 1_usize << bits;
        let mut slots = Vec::with_capacity(n_slots);
        let mut sum = 0;
        for (nth, weight) in (0..=u16::MAX).zip(weights) {
            sum += u128::from(*weight);
            let end = usize::try_from((sum << bits) / all).unwrap_or(n_slots);
            slots.resize(end, nth);
        }
        Self { slots }
    }

    fn turned(&self, dice: &mut Dice) -> usize {
        usize::from(self.slots[dice.below(self.slots.len())])
    }
}

/// How many words a turn has: drawn evenly from between two neighbors of [`LENGTHS`].
fn length(dice: &mut Dice) -> usize {
    let at = dice.below(LENGTHS.len() - 1);
    let (least, most) = (usize::from(LENGTHS[at]), usize::from(LENGTHS[at + 1]));
    least + dice.below(most - least + 1)
}

/// `text` with a capital at its head.
fn opened(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The invented word of a rank: every third a stem, with two forms of it after it. Common ones are
/// short.
fn word(rank: usize) -> String {
    let (stem, form) = (rank / 3, rank % 3);
    // Multiplied by a prime, neighbors look nothing like each other and no two are the same.
    let (mut left, n_syllables) =
        if stem < 1_500 { (stem * 617 % 8_100, 2) } else { (stem * 7_919 % 729_000, 3) };
    let mut word = String::new();
    for _ in 0..n_syllables {
        let syllable = left % 90;
        left /= 90;
        word.push_str(ONSETS[syllable / 5]);
        word.push_str(VOWELS[syllable % 5]);
    }
    word.push_str(CODAS[stem % CODAS.len()]);
    word.push_str(["", "s", if stem % 2 == 0 { "ed" } else { "ing" }][form]);
    word
}

/// The name of the `nth` speaker, each another.
fn name(nth: usize) -> String {
    let firsts = HER.len() + HIS.len();
    let (first, family) = (nth % firsts, nth / firsts);
    let first = HER.iter().chain(HIS).nth(first).copied().unwrap_or_default();
    // Neighbors in rank are of different families.
    let family = family * 37 % (HEADS.len() * TAILS.len());
    format!("{first} {}{}", HEADS[family % HEADS.len()], TAILS[family / HEADS.len()])
}

/// The commonest words, and how many of ten thousand each is.
fn common() -> impl Iterator<Item = (&'static str, u64)> {
    let mut found = COMMON.split_whitespace();
    std::iter::from_fn(move || Some((found.next()?, found.next()?.parse().ok()?)))
}

/// Numbers of words such that as many turns are between any two neighbors: a log-normal law with a
/// mean of 56 and a deviation of 0.81 in the logarithm, as counted over real turns.
const LENGTHS: &[u16] = &[
    4, 7, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    31, 32, 33, 34, 35, 36, 38, 39, 40, 41, 43, 44, 46, 47, 49, 50, 52, 54, 55, 57, 60, 62, 64, 67,
    69, 72, 75, 78, 82, 86, 91, 96, 102, 108, 116, 126, 139, 156, 181, 229, 443,
];

const ONSETS: &[&str] =
    &["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "z", "br", "tr", "st", "pl"];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u"];
const CODAS: &[&str] = &["n", "r", "l", "t", "k", "m", "nd"];

/// Words that hold a language together, in the shares they have in English that is spoken.
const COMMON: &str = "\
the 560 of 270 and 275 to 265 a 205 in 190 that 120 is 115 I 95 it 95 for 92 you 70 \
was 70 with 66 on 66 be 66 this 60 we 62 have 58 are 56 as 55 not 50 they 46 he 46 by 44 \
at 44 but 42 from 36 or 33 an 32 will 31 our 31 what 29 there 28 has 28 can 26 if 25 \
all 25 his 25 their 25 would 25 so 25 one 24 do 24 who 24 about 23 were 23 my 22 \
which 21 been 20 more 20 when 20 had 19 no 18 your 18 out 18 up 18 she 18 her 18 \
because 17 them 17 me 16 some 15 just 15 people 15 us 14 how 14 said 14 than 13 like 13 \
other 13 also 13 into 12 these 12 very 12 its 12 time 11 could 11 now 11 any 11 those 11 \
only 10 then 10 think 10 should 10 where 9 over 9 him 9 know 9 make 9 going 9 need 8 \
want 8 many 8 most 8 get 8 here 8 did 8 even 8 two 8 well 8 after 8 first 8 such 7 way 7 \
being 7 must 7 through 7 much 7 does 7 right 7 made 6 back 6 may 6 see 6 good 6 say 6 \
work 6 before 6 why 6 take 5 go 5 down 5 still 5 own 5 every 5 same 5 come 5 off 5 \
between 5 too 5 last 5 both 4 under 4 against 4 never 4 while 4 each 4 again 4 during 3 \
without 3 whether 3 though 3 since 3 until 3 yet 2 among 2 within 2 upon 2 nor 1";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn turns_are_as_long_and_as_varied_as_they_should_be() {
        let language = Language::new();
        let distinct: BTreeSet<&String> = language.words.iter().collect();
        assert_eq!(distinct.len(), INVENTED + 150);
        assert_eq!(language.speakers.iter().collect::<BTreeSet<_>>().len(), SPEAKERS);
        let heard: BTreeSet<u16> = language.word.slots.iter().copied().collect();
        assert_eq!((heard.len(), language.word.slots.len()), (INVENTED + 150, 1 << 20));
        let turns: Vec<Turn<'_>> = (0..5_000).map(|nth| language.turn(nth)).collect();
        let words = |turn: &Turn<'_>| turn.text.split(' ').count();
        let n_words: usize = turns.iter().map(words).sum();
        assert!((54..=58).contains(&(n_words / turns.len())), "{n_words}");
        assert!(turns.iter().map(words).max() > Some(300));
        let of_first = turns.iter().filter(|turn| turn.speaker == language.speakers[0]).count();
        assert!((100..400).contains(&of_first), "{of_first}");
        let the = turns.iter().flat_map(|turn| turn.text.split(' ')).filter(|word| *word == "the");
        let the = the.count() * 1_000 / n_words;
        assert!((40..60).contains(&the), "{the}");
    }

    #[test]
    fn the_same_bytes_on_every_machine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("turns.jsonl");
        write(&path, 300).unwrap();
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(bytes.split(|byte| *byte == b'\n').count(), 301);
        assert_eq!(xxhash_rust::xxh3::xxh3_64(&bytes), 7_305_232_563_857_692_679);
    }
}
