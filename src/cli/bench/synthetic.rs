//! A corpus made up for measuring: the same documents for the same number, on every machine.
//!
//! Names and places are invented. What is like real news is what costs time: the length of texts,
//! how much of them is quoted, and in which patterns words are given to speakers (in the shares
//! counted over real articles).

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use serde_json::json;

/// Documents in a JSON Lines file.
const SHARD: usize = 500;

/// Writes `n_documents` below `folder`: two thirds as JSON Lines, the rest as text files, every
/// sixth of them a transcript.
pub fn write(folder: &Path, n_documents: usize) -> io::Result<()> {
    let mut shard: Option<BufWriter<File>> = None;
    let mut n_in_shards = 0;
    for nth in 0..n_documents {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ nth as u64);
        match nth % 6 {
            0 => write_file(folder, "news", nth, &article(&mut dice, true))?,
            1 => write_file(folder, "briefings", nth, &transcript(&mut dice))?,
            _ => {
                if n_in_shards % SHARD == 0 {
                    let path = folder.join(format!("wire-{:04}.jsonl", n_in_shards / SHARD));
                    shard = Some(BufWriter::new(File::create(path)?));
                }
                n_in_shards += 1;
                if let Some(shard) = &mut shard {
                    let record = json!({
                        "title": headline(&mut dice),
                        "date": date(&mut dice),
                        "source_domain": dice.pick(OUTLETS),
                        "text": article(&mut dice, false),
                    });
                    writeln!(shard, "{record}")?;
                }
            }
        }
    }
    shard.map_or(Ok(()), |mut shard| shard.flush())
}

/// A news article in its parts.
pub(super) struct Story {
    pub(super) title: String,
    pub(super) date: String,
    pub(super) outlet: &'static str,
    pub(super) paragraphs: Vec<String>,
}

impl Story {
    /// The same for the same number.
    pub(super) fn nth(nth: usize) -> Self {
        let mut dice = Dice(0x51f1_5e5f ^ nth as u64);
        Self {
            title: headline(&mut dice),
            date: date(&mut dice),
            outlet: dice.pick(OUTLETS),
            paragraphs: article(&mut dice, false).lines().map(str::to_owned).collect(),
        }
    }
}

/// A day's debate: who spoke, and what.
pub(super) struct Debate {
    pub(super) title: String,
    pub(super) date: String,
    pub(super) turns: Vec<(String, String)>,
}

impl Debate {
    /// The same for the same number.
    pub(super) fn nth(nth: usize) -> Self {
        let mut dice = Dice(0x0dd5_10e5 ^ nth as u64);
        let members: Vec<String> = (0..30)
            .map(|_| {
                let member = person(&mut dice);
                format!("{} {}", member.first, member.surname)
            })
            .collect();
        let mut turn = || {
            let sentences: Vec<String> =
                (0..3 + dice.below(8)).map(|_| sentence(&mut dice)).collect();
            (members[dice.below(members.len())].clone(), format!("{}.", sentences.join(". ")))
        };
        let turns = (0..200).map(|_| turn()).collect();
        Self { title: headline(&mut dice), date: date(&mut dice), turns }
    }
}

fn write_file(folder: &Path, kind: &str, nth: usize, text: &str) -> io::Result<()> {
    let folder = folder.join(kind).join(format!("{:03}", nth / 1000));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{nth:06}.txt")), text)
}

fn article(dice: &mut Dice, header: bool) -> String {
    let mut text = if header { format!(" date {} ", date(dice)) } else { String::new() };
    let people = [person(dice), person(dice), person(dice)];
    text.extend([format!(
        "{}, {} — {} met {} on {} to talk about {}.\n",
        dice.pick(PLACES),
        dice.pick(PLACES),
        people[0].full(),
        people[1].full(),
        dice.pick(DAYS),
        dice.pick(SUBJECTS),
    )]);
    for nth in 0..8 + dice.below(10) {
        let who = &people[dice.below(3)];
        let name = if nth < 3 { who.full() } else { who.surname.clone() };
        text.push_str(&paragraph(dice, &name, who));
        text.push('\n');
    }
    text
}

/// One paragraph in one of the patterns of attribution, as often as each is found in news.
fn paragraph(dice: &mut Dice, name: &str, who: &Person) -> String {
    let cue = dice.pick(CUES);
    let (one, two) = (sentence(dice), sentence(dice));
    match dice.below(100) {
        0..24 => format!("{name} {cue} on {}, “{one}. {two}.”", dice.pick(DAYS)),
        24..40 => format!("“{one},” {name} {cue}. “{two}.”"),
        40..52 => format!("“{one},” {name} {cue}. {}", filler(dice)),
        52..56 => format!("“{one},” {cue} {name}."),
        56..66 => {
            let pronoun = if who.she { "She" } else { "He" };
            format!("{} {pronoun} {cue} that {}.", filler(dice), lower(&one))
        }
        66..74 => format!("{name} {cue} that {}, and called it “{}.”", lower(&one), fragment(dice)),
        74..79 => format!("According to {name}, {}. {}", lower(&one), filler(dice)),
        79..85 => {
            let other = person(dice);
            format!(
                "A spokesperson for the {}, {}, said in a statement that {name} “reaffirmed the \
                 need for {}” in a call with {}.",
                dice.pick(OFFICES),
                other.full(),
                fragment(dice),
                person(dice).full(),
            )
        }
        _ => format!("{} {}", filler(dice), filler(dice)),
    }
}

fn transcript(dice: &mut Dice) -> String {
    let speaker = person(dice);
    let label = if speaker.she { "MS." } else { "MR." };
    let mut text = format!(
        " date {} Daily press briefing by {} {}\n\n",
        date(dice),
        dice.pick(OFFICES),
        speaker.full(),
    );
    for _ in 0..10 + dice.below(12) {
        let question = sentence(dice);
        text.extend([format!("QUESTION: Is it true that {}?\n\n", lower(&question))]);
        let answer: Vec<String> = (0..2 + dice.below(4)).map(|_| sentence(dice)).collect();
        let surname = speaker.surname.to_uppercase();
        text.extend([format!("{label} {surname}: {}.\n\n", answer.join(". "))]);
    }
    text
}

fn sentence(dice: &mut Dice) -> String {
    let mut words = format!("{} {} {}", dice.pick(WE), dice.pick(WILL), dice.pick(DO));
    for _ in 0..=dice.below(3) {
        words = format!("{words} {} {}", fragment(dice), dice.pick(LINKS));
    }
    format!("{words} {}", dice.pick(SUBJECTS))
}

fn fragment(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(ADJECTIVES), dice.pick(NOUNS))
}

fn filler(dice: &mut Dice) -> String {
    format!(
        "The {} {} in {} has {} {} since {}, while {} {} for {}.",
        dice.pick(ADJECTIVES),
        dice.pick(NOUNS),
        dice.pick(PLACES),
        dice.pick(DONE),
        fragment(dice),
        dice.pick(DAYS),
        dice.pick(NOUNS),
        dice.pick(DONE),
        dice.pick(SUBJECTS),
    )
}

fn headline(dice: &mut Dice) -> String {
    format!("{} {} over {}", dice.pick(PLACES), dice.pick(NOUNS), dice.pick(SUBJECTS))
}

fn date(dice: &mut Dice) -> String {
    format!("{}-{:02}-{:02}", 2015 + dice.below(10), 1 + dice.below(12), 1 + dice.below(28))
}

fn lower(sentence: &str) -> String {
    sentence.to_lowercase()
}

struct Person {
    role: String,
    first: &'static str,
    surname: String,
    she: bool,
}

impl Person {
    fn full(&self) -> String {
        format!("{} {} {}", self.role, self.first, self.surname)
    }
}

fn person(dice: &mut Dice) -> Person {
    let she = dice.below(2) == 0;
    Person {
        role: format!("{} {}", dice.pick(OFFICES), dice.pick(ROLES)),
        first: dice.pick(if she { HER } else { HIS }),
        surname: format!("{}{}", dice.pick(HEADS), dice.pick(TAILS)),
        she,
    }
}

/// Numbers that look random and are the same everywhere (`SplitMix64`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    pub(super) fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

pub(super) const HER: &[&str] = &[
    "Odile", "Maren", "Tamsin", "Ilka", "Renata", "Sunniva", "Dagny", "Perpetua", "Amara", "Lioba",
];
pub(super) const HIS: &[&str] =
    &["Corvin", "Anselm", "Tobiah", "Ruben", "Ivo", "Leopold", "Matthis", "Osric", "Kenji", "Bram"];
pub(super) const HEADS: &[&str] = &[
    "Hal", "Ver", "Tor", "Mar", "Quen", "Bel", "Dor", "Fen", "Gras", "Lun", "Nev", "Ost", "Pel",
    "Sand", "Ulm", "Wick",
];
pub(super) const TAILS: &[&str] = &[
    "loway", "ridge", "stead", "berg", "ova", "ander", "ington", "wick", "mire", "holt", "escu",
    "ford", "quist", "ley", "aro", "mond",
];
const OFFICES: &[&str] = &[
    "Harbor Ministry",
    "Treasury",
    "Interior Ministry",
    "Water Board",
    "Central Bank",
    "Transport Department",
    "Health Agency",
    "Northern Command",
    "City Council",
    "Energy Office",
];
const ROLES: &[&str] =
    &["spokesperson", "Secretary", "Minister", "Director", "Commissioner", "Deputy Chief"];
const OUTLETS: &[&str] =
    &["harborgazette.example", "northwire.example", "valleypost.example", "thecourier.example"];
const PLACES: &[&str] = &[
    "Port Selwyn",
    "Halvern",
    "Ostermark",
    "Lake Tarn",
    "Quillon",
    "the Vale",
    "East Brannock",
    "Saint Orla",
    "Merrow Bay",
    "Fenwick Cross",
];
const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SUBJECTS: &[&str] = &[
    "the ferry crossing",
    "humanitarian aid",
    "the budget deficit",
    "interest rates",
    "the hospital merger",
    "border security",
    "the harvest",
    "water quality",
    "school funding",
    "the ceasefire",
    "offshore wind",
    "the rail strike",
    "housing costs",
    "fishing rights",
    "the election",
    "vaccination",
    "flood defenses",
    "the trade agreement",
];
const CUES: &[&str] =
    &["said", "said", "said", "told reporters", "added", "noted", "warned", "argued"];
const WE: &[&str] =
    &["We", "The government", "Our partners", "The council", "Both sides", "Nobody here", "They"];
const WILL: &[&str] =
    &["will", "cannot", "should", "must", "are ready to", "have agreed to", "refuse to"];
const DO: &[&str] =
    &["support", "delay", "pay for", "accept", "rebuild", "question", "protect", "negotiate"];
const LINKS: &[&str] =
    &["because of", "in spite of", "together with", "as part of", "ahead of", "to end", "after"];
const DONE: &[&str] =
    &["lost", "gained", "kept", "raised", "cut", "reported", "planned", "opened", "closed"];
const ADJECTIVES: &[&str] = &[
    "urgent",
    "lasting",
    "ironclad",
    "modest",
    "unprecedented",
    "regional",
    "costly",
    "new",
    "temporary",
    "fair",
    "transparent",
    "fragile",
    "independent",
    "annual",
    "public",
];
const NOUNS: &[&str] = &[
    "commitment",
    "measures",
    "investment",
    "cooperation",
    "pressure",
    "reforms",
    "talks",
    "assistance",
    "oversight",
    "investigation",
    "progress",
    "concerns",
    "supplies",
    "capacity",
    "guarantees",
    "deadline",
    "corridor",
    "inquiry",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_documents_every_time() {
        let text = |nth| article(&mut Dice(nth), true);
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
        assert!(text(7).contains('“'));
        assert!(transcript(&mut Dice(1)).contains("QUESTION: "));
    }

    #[test]
    fn writes_as_many_as_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), 13).unwrap();
        let shard = fs::read_to_string(folder.path().join("wire-0000.jsonl")).unwrap();
        let n_news = fs::read_dir(folder.path().join("news/000")).unwrap().count();
        let n_briefings = fs::read_dir(folder.path().join("briefings/000")).unwrap().count();
        assert_eq!((shard.lines().count(), n_news, n_briefings), (8, 3, 2));
    }
}
