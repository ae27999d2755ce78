//! Whom a title, a byline or a label means: `MS. MOSS`, `Governor Berg`, `THE PRESIDENT`.

use super::{Gender, People, Person, compatible};
use crate::{
    extract::{
        lexicon::{Class, Lexicon},
        title::Named,
    },
    model::{Span, SpeakerKind},
    text::fold,
};

/// Somebody as a label calls them.
pub(in crate::extract) struct Called {
    /// The name without its titles, cased.
    pub(in crate::extract) name: String,
    /// The titles before it, cased.
    pub(in crate::extract) title: Option<String>,
    pub(in crate::extract) gender: Option<Gender>,
}

/// What a mention tells of somebody who speaks, the least first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(in crate::extract) enum Heard {
    /// It stands in their own words: it is of somebody else, most likely.
    Own,
    /// It stands elsewhere.
    Others,
    /// They say that it is their name.
    Introduced,
}

/// Forms of address and ranks, which say nothing of an office.
const ADDRESS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "madam",
    "madame",
    "lady",
    "lord",
    "dame",
    "hon",
    "admiral",
    "adm",
    "general",
    "gen",
    "colonel",
    "col",
    "major",
    "maj",
    "captain",
    "capt",
    "commander",
    "cmdr",
    "lieutenant",
    "lt",
    "sergeant",
    "sgt",
    "reverend",
    "rev",
    "rabbi",
    "coach",
];

/// Offices whose holders are seldom named in full where they speak.
const RULERS: &[&str] =
    &["president", "king", "queen", "prince", "princess", "emperor", "chancellor", "premier"];

/// Short forms of given names that are no beginning of the long one.
const SHORT: &str = "bill=william bob=robert dick=richard rick=richard jim=james jack=john ted=edward \
    ned=edward peggy=margaret meg=margaret betsy=elizabeth beth=elizabeth liz=elizabeth \
    tony=anthony tom=thomas mike=michael chuck=charles hank=henry harry=henry kate=katherine \
    kathy=katherine katie=katherine jenny=jennifer andy=andrew steve=stephen larry=lawrence \
    gus=august joe=joseph debbie=deborah sandy=sandra becky=rebecca nick=nicholas jerry=gerald \
    gerry=gerald terry=terence sally=sarah molly=mary jake=jacob gene=eugene ali=alejandro \
    dave=david danny=daniel cece=cecilia";

impl People {
    /// Takes in those whom labels name in full, unless the text has another of that surname:
    /// labels are misspelt more often than people share one.
    pub(in crate::extract) fn join_labels(&mut self, labels: Vec<Named>) {
        let new = |named: &Named| {
            let words: Vec<String> =
                named.name.split_whitespace().map(|word| fold(word).into_owned()).collect();
            words[0].chars().nth(1).is_some_and(char::is_alphabetic)
                && self.bearers(&words).all(|index| self.list[index].words.len() == 1)
        };
        let labels: Vec<Named> = labels.into_iter().filter(new).collect();
        self.join(labels);
    }

    /// Takes in the people of the document's title.
    pub(in crate::extract) fn join(&mut self, title: Vec<Named>) {
        for named in &title {
            let bare = !named.name.contains(' ');
            let last = fold(&named.name);
            if bare && self.labelled.is_some() && self.by_last.contains_key(last.as_ref()) {
                continue; // Whom a bare surname means in a speech, `called` tells.
            }
            let role = named.role.clone().filter(|_| self.labelled.is_some());
            let person = self.add(&cased(&named.name), SpeakerKind::Person, None, role);
            if named.role.is_some() {
                self.list[person].role.clone_from(&named.role);
            }
        }
        self.of_title.extend(title);
    }

    /// The first in the document's title to have just this office: `THE PRESIDENT`. Of two
    /// presidents the one that is named first is host to the other.
    pub(in crate::extract) fn of_office(&self, words: &[String]) -> Option<Called> {
        let plain = |word: &&str| {
            !matches!(*word, "the" | "of" | "mr" | "mrs" | "ms" | "madam" | "former" | "")
        };
        let wanted: Vec<&str> =
            words.iter().map(|word| word.trim_end_matches('.')).filter(plain).collect();
        let named = self.of_title.iter().find(|named| {
            named.role.as_ref().is_some_and(|role| {
                let role = fold(role);
                let parts: Vec<&str> =
                    role.split(|char: char| !char.is_alphanumeric()).filter(plain).collect();
                // "Secretary" is "Press Secretary", but "President" is not "Vice President".
                wanted.iter().all(|word| parts.contains(word))
                    && parts.contains(&"vice") == wanted.contains(&"vice")
            })
        })?;
        let title = named.role.as_deref().map(cased);
        Some(Called { name: cased(&named.name), title, gender: None })
    }

    /// The one that a label means; `heard` says how a mention in a range of bytes tells of them.
    pub(in crate::extract) fn called(
        &self,
        called: &Called,
        heard: impl Fn(Span) -> Heard,
    ) -> Option<usize> {
        let words: Vec<String> =
            called.name.split_whitespace().map(|word| fold(word).into_owned()).collect();
        let offices = offices(called.title.as_deref());
        // Of one whom everybody knows by the office alone, it is relatives that are named in full.
        let relatives = offices.iter().any(|office| RULERS.contains(&office.as_str()))
            || self.of_title.iter().any(|named| fold(&named.name) == words.join(" "));
        let mut full = self
            .bearers(&words)
            .map(|index| &self.list[index].words)
            .filter(|words| words.len() > 1);
        let first = full.next();
        let alone = first.is_some_and(|first| full.all(|other| one_given(first, other)));
        let mut best: Option<(u8, usize)> = None;
        let mut tied = false;
        for index in self.bearers(&words) {
            let person = &self.list[index];
            let fits = person.kind == SpeakerKind::Person
                && (person.words.len() > words.len() || words.len() > 1)
                && compatible(&person.words, &words)
                && (person.gender.is_none()
                    || called.gender.is_none()
                    || person.gender == called.gender);
            if !fits {
                continue;
            }
            let theirs = self::offices(person.role.as_deref());
            let same = same_office(&offices, &theirs);
            let mentions = self.seen.iter().filter(|seen| seen.person == index).map(|seen| {
                let end = seen.at + u32::try_from(person.name.len()).unwrap_or(0);
                heard(Span { start: seen.at, end })
            });
            let heard = mentions.max().unwrap_or(Heard::Own);
            let score = if words.len() > 1 {
                1
            } else if self.in_title(person) && (same || offices.is_empty()) {
                5
            } else if heard == Heard::Introduced {
                4
            } else if same {
                3
            } else if heard == Heard::Others && (offices.is_empty() || alone && !relatives) {
                2
            } else {
                continue;
            };
            match best {
                Some((known, other)) if known == score => {
                    tied |= !one_given(&self.list[other].words, &person.words);
                }
                Some((known, _)) if known > score => {}
                _ => {
                    best = Some((score, index));
                    tied = false;
                }
            }
        }
        best.filter(|_| !tied)
            .map(|(_, index)| index)
            .or_else(|| self.surname_first(&words, &offices))
    }

    /// The one in the document's title whose surname comes first: `President Yoon Suk Yeol`.
    fn surname_first(&self, words: &[String], offices: &[String]) -> Option<usize> {
        let [surname] = words else { return None };
        let named = self.of_title.iter().find(|named| {
            let first = named.name.split_whitespace().next().map(fold);
            named.name.contains(' ')
                && first.as_deref() == Some(surname)
                && same_office(offices, &self::offices(named.role.as_deref()))
        })?;
        self.find(&named.name)
    }

    /// The office of somebody whom a label gives that title, where the text says more of it.
    pub(in crate::extract) fn role_of(
        &self,
        person: usize,
        title: Option<String>,
    ) -> Option<String> {
        let known = self.list[person].role.as_deref().map(|role| {
            let loud = !role.chars().any(char::is_lowercase);
            if loud { cased(role) } else { role.to_owned() }
        });
        let given = offices(title.as_deref());
        let same = given.is_empty() || same_office(&given, &offices(known.as_deref()));
        if same { known.or(title) } else { title }
    }

    /// The name of the only one with these initials.
    pub(in crate::extract) fn of_initials(&self, letters: &str) -> Option<String> {
        let fits = |person: &&Person| {
            let mut initials = person.words.iter().filter_map(|word| word.chars().next());
            let first = initials.next();
            let wanted = letters.to_lowercase();
            person.kind == SpeakerKind::Person
                && first == wanted.chars().next()
                && first.is_some()
                && initials.next_back() == wanted.chars().next_back()
                && (wanted.len() == 2 || person.words.len() == wanted.len())
        };
        let mut all = self.list.iter().filter(fits);
        let found = all.next()?;
        all.next().is_none().then(|| found.name.clone())
    }

    /// A surname as the text writes it: `McDonough`, for a label in capitals.
    pub(in crate::extract) fn spelled(&self, name: &str) -> Option<String> {
        let words: Vec<String> =
            name.split_whitespace().map(|word| fold(word).into_owned()).collect();
        let bearer = self.bearers(&words).next()?;
        let parts: Vec<&str> = self.list[bearer].name.split_whitespace().collect();
        let tail = parts.get(parts.len().checked_sub(words.len())?..)?.join(" ");
        (fold(&tail) == fold(name)).then(|| cased(&tail))
    }

    fn in_title(&self, person: &Person) -> bool {
        self.of_title.iter().any(|named| {
            let words: Vec<String> =
                named.name.split_whitespace().map(|word| fold(word).into_owned()).collect();
            words.len() > 1 && compatible(&words, &person.words)
        })
    }

    fn bearers(&self, words: &[String]) -> impl Iterator<Item = usize> {
        let last = words.iter().rev().find(|word| !super::is_suffix(word));
        let all = last.and_then(|last| self.by_last.get(last));
        all.into_iter().flatten().copied()
    }
}

/// Whether somebody new of that surname is another person than a known one, in a speech: "Jill
/// Berg" where "President Berg" was named.
pub(super) fn apart(known: &Person, words: &[String], role: Option<&str>) -> bool {
    let (mut bare, mut full) = (known.role.as_deref(), role);
    if words.len() == 1 && known.words.len() > 1 {
        (bare, full) = (full, bare);
    } else if known.words.len() > 1 {
        return false;
    }
    let bare = offices(bare);
    !bare.is_empty() && !same_office(&bare, &offices(full))
}

/// The words of a title that name an office, folded.
fn offices(title: Option<&str>) -> Vec<String> {
    let lexicon = Lexicon::get();
    let words = title.unwrap_or_default().split_whitespace().map(|word| fold(word).into_owned());
    words
        .map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()).to_owned())
        .filter(|word| {
            lexicon.class(word).is(Class::TITLE.or(Class::ROLE))
                && !ADDRESS.contains(&word.as_str())
        })
        .collect()
}

fn same_office(one: &[String], other: &[String]) -> bool {
    let vice = |words: &[String]| words.iter().any(|word| word == "vice");
    let same = |one: &str, other: &str| {
        // "Sen." and "Senator", "Chair" and "Chairman".
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        short.len() >= 3 && long.starts_with(short)
    };
    vice(one) == vice(other)
        && one.iter().any(|one| one != "vice" && other.iter().any(|other| same(one, other)))
}

/// Whether two full names of one surname can be one person's: "Jeff" and "Jeffrey".
fn one_given(one: &[String], other: &[String]) -> bool {
    let (Some(one), Some(other)) = (one.first(), other.first()) else { return false };
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let cut = |name: &str, other: &str| {
        SHORT.split(' ').any(|pair| pair.split_once('=') == Some((name, other)))
    };
    short.len() >= 3 && long.starts_with(short.as_str()) || cut(short, long) || cut(long, short)
}

/// A name in capitals set in small letters; any other as it is: `JEAN-PIERRE` to `Jean-Pierre`,
/// `McDONOUGH` to `McDonough`.
pub(in crate::extract) fn cased(name: &str) -> String {
    let loud = !name.chars().any(char::is_lowercase);
    let words = name.split(' ').map(|word| {
        let capitals = word.chars().filter(|char| char.is_uppercase()).count();
        let shouted = capitals > 2 && word.chars().next_back().is_some_and(char::is_uppercase);
        // "JL" are initials, "II" counts.
        let vowels = word.contains(['A', 'E', 'I', 'O', 'U', 'Y', 'a']);
        let kept = matches!(word, "II" | "III" | "IV")
            || word.len() < 4
                && !vowels
                && !word.contains('.')
                && !matches!(word, "NG" | "JR" | "SR" | "DR");
        if kept || !(loud || shouted) { word.to_owned() } else { cased_word(word) }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn cased_word(word: &str) -> String {
    let word = match word.strip_prefix("MC") {
        Some(rest) if rest.chars().count() > 2 => &format!("Mc{rest}"),
        _ => word,
    };
    // "McDONOUGH", "DeFAZIO": what stands in small letters stays, and the capital behind it.
    let small = word.char_indices().rfind(|(_, char)| char.is_lowercase());
    let kept = small.map_or(0, |(at, char)| at + char.len_utf8());
    let mut cased = word[..kept].to_owned();
    let mut start = true;
    for (at, char) in word[kept..].char_indices() {
        if start {
            cased.push(char);
        } else {
            cased.extend(char.to_lowercase());
        }
        // "O’DELL", but "ANNE’S".
        start = !char.is_alphanumeric() && (!matches!(char, '\'' | '’') || at == 1);
    }
    cased
}
