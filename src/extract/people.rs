//! The people and bodies a document names, and which of them a mention means.

mod antecedent;
mod called;
mod gather;
mod place;

pub(super) use antecedent::Site;
pub(super) use place::verb_at;

use std::cell::{Ref, RefCell};

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use called::{Called, Heard, cased};

use super::{lexicon::Class, noun::Mention, page::Page, title::Named, token::Token};
use crate::{
    model::{Span, Speaker, SpeakerKind},
    text::fold,
};

/// What a text says of somebody's gender, by title or given name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Gender {
    Female,
    Male,
}

impl Gender {
    /// That of a title: `Mrs.`, `Congressman`.
    pub(super) fn of_title(token: Token) -> Option<Self> {
        if token.is(Class::FEMALE_TITLE) {
            Some(Self::Female)
        } else if token.is(Class::MALE_TITLE) {
            Some(Self::Male)
        } else {
            None
        }
    }
}

/// Somebody or something with a name.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The fullest name so far.
    pub(super) name: String,
    /// Its words, folded.
    words: Vec<String>,
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
    pub(super) kind: SpeakerKind,
    /// Whether the text shows that this is somebody: a given name, a title, a role, a cue.
    sure: bool,
}

/// A mention of a person in the narration.
#[derive(Clone, Copy, Debug)]
struct Seen {
    at: u32,
    person: usize,
    place: Place,
    /// Whether a statement is theirs here.
    speaks: bool,
    /// A surname alone.
    alone: bool,
    /// One of two names joined by “and”.
    joined: bool,
}

/// What part a mention plays in its sentence.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Place {
    /// `the Trump campaign`
    Modifier,
    /// `Trump’s campaign`
    Possessor,
    Object,
    /// `Trump’s role is unclear`
    Owner,
    /// “Lind asked Tveit whether …”
    Asked,
    /// Subject of a clause inside the sentence’s own.
    Clause,
    /// A pronoun that was led to the person, as a subject.
    Chain,
    /// Subject of the sentence.
    Subject,
    /// Subject of a cue.
    Speaker,
}

/// Everybody named in a document.
#[derive(Default)]
pub(super) struct People {
    pub(super) list: Vec<Person>,
    /// By the folded last word of the name.
    by_last: FxHashMap<String, Vec<usize>>,
    /// By the folded first word.
    by_first: FxHashMap<String, Vec<usize>>,
    seen: Vec<Seen>,
    /// Where those of `seen` stand that are more than a surname, and as what, by person, in order.
    full: FxHashMap<usize, Vec<(u32, Place)>>,
    /// Mentions inside quotation marks.
    told: Vec<Seen>,
    /// Where sentences and paragraphs begin.
    sentences: Vec<u32>,
    blocks: Vec<u32>,
    /// Those named in the document's title, in order.
    of_title: Vec<Named>,
    /// In a speech or a transcript its labels' surnames, folded; none in what tells of speech.
    labelled: Option<FxHashSet<String>>,
    /// Runs of capitals (tokens) that may be names: New York, Hanne Vildt.
    doubtful: Vec<(usize, usize)>,
    /// The words of roles that were asked for.
    roles: RefCell<FxHashMap<String, Vec<String>>>,
}

impl People {
    fn add(
        &mut self,
        name: &str,
        kind: SpeakerKind,
        gender: Option<Gender>,
        role: Option<String>,
    ) -> usize {
        let mut words: Vec<String> =
            name.split_whitespace().map(|word| fold(word).into_owned()).collect();
        while words.len() > 1 && words.last().is_some_and(|word| is_suffix(word)) {
            words.pop();
        }
        let last = words.last().cloned().unwrap_or_default();
        let same = self.by_last.get(&last).into_iter().flatten().copied().find(|index| {
            let known = &self.list[*index];
            compatible(&known.words, &words)
                && (known.gender.is_none() || gender.is_none() || known.gender == gender)
                && !(self.labelled.is_some() && called::apart(known, &words, role.as_deref()))
        });
        if let Some(index) = same {
            let person = &mut self.list[index];
            if words.len() > person.words.len()
                || words.len() == person.words.len() && name.len() > person.name.len()
            {
                name.clone_into(&mut person.name);
                if person.words.first() != words.first() {
                    let of = |words: &[String]| words.first().cloned().unwrap_or_default();
                    self.by_first.entry(of(&person.words)).or_default().retain(|it| *it != index);
                    self.by_first.entry(of(&words)).or_default().push(index);
                }
                person.words = words;
            }
            person.gender = person.gender.or(gender);
            if person.role.is_none() {
                person.role = role;
            }
            return index;
        }
        let index = self.list.len();
        let first = words.first().cloned().unwrap_or_default();
        self.by_first.entry(first).or_default().push(index);
        self.list.push(Person { name: name.to_owned(), words, role, gender, kind, sure: true });
        self.by_last.entry(last).or_default().push(index);
        index
    }

    fn titles_gender(page: &Page, titles: std::ops::Range<usize>) -> Option<Gender> {
        titles.rev().find_map(|at| Gender::of_title(page.tokens[at]))
    }

    fn by_surname(&self, folded: &str, gender: Option<Gender>, at: u32) -> Option<usize> {
        let all = self.by_last.get(folded)?;
        let fits = |index: &&usize| {
            let known = self.list[**index].gender;
            gender.is_none() || known.is_none() || known == gender
        };
        let fitting: Vec<usize> = all.iter().filter(fits).copied().collect();
        if fitting.len() < 2 {
            return fitting.first().copied();
        }
        // Two people of one surname: whoever was named last in this paragraph or the one before,
        // else whoever the text names most.
        let near = self.blocks.partition_point(|start| *start <= at).saturating_sub(2);
        let near = self.blocks.get(near).copied().unwrap_or_default();
        let full = |person: usize| self.full.get(&person).map_or(&[][..], Vec::as_slice);
        let before = |person: usize| {
            let full = full(person);
            &full[..full.partition_point(|(seen, _)| *seen < at)]
        };
        let latest = |person: usize| before(person).last().map(|(seen, _)| *seen);
        // Of those, one who does something in its sentence rather than who is named by the way.
        let acting = |person: usize| {
            let mut close = before(person).iter().rev().take_while(|(seen, _)| *seen >= near);
            close.find(|(_, place)| *place >= Place::Clause).map(|(seen, _)| *seen)
        };
        let last = |when: &dyn Fn(usize) -> Option<u32>| {
            let each = fitting.iter().filter_map(|person| Some((when(*person)?, *person)));
            each.max_by_key(|(seen, _)| *seen)
        };
        let latest = last(&latest);
        if let Some((_, person)) = last(&acting).or(latest.filter(|(seen, _)| *seen >= near)) {
            return Some(person);
        }
        let (_, latest) = latest?;
        fitting.into_iter().max_by_key(|person| (full(*person).len(), *person == latest))
    }

    /// The mentions of more than a surname that are a person's, and the place of one at `at`.
    fn full_at(&mut self, at: u32, person: usize) -> (&mut Vec<(u32, Place)>, usize) {
        let full = self.full.entry(person).or_default();
        let index = full.partition_point(|(seen, _)| *seen < at);
        (full, index)
    }

    fn add_full(&mut self, at: u32, person: usize, place: Place) {
        let (full, index) = self.full_at(at, person);
        full.insert(index, (at, place));
    }

    /// Makes a later pronoun prefer the person of this mention.
    pub(super) fn weigh(&mut self, at: u32, person: usize, place: Place, speaks: bool) {
        match self.seen.binary_search_by_key(&at, |seen| seen.at) {
            Ok(index) if self.seen[index].person == person => {
                let seen = &mut self.seen[index];
                seen.place = seen.place.max(place);
                seen.speaks |= speaks;
                let (place, alone) = (seen.place, seen.alone);
                if !alone {
                    let (full, index) = self.full_at(at, person);
                    full[index].1 = place;
                }
            }
            Ok(index) if self.seen[index].place == Place::Chain => {
                let seen = &mut self.seen[index];
                let before = std::mem::replace(&mut seen.person, person);
                seen.speaks |= speaks;
                if !seen.alone {
                    let (full, index) = self.full_at(at, before);
                    let (_, place) = full.remove(index);
                    self.add_full(at, person, place);
                }
            }
            Ok(index) | Err(index) => {
                self.seen
                    .insert(index, Seen { at, person, place, speaks, alone: false, joined: false });
                self.add_full(at, person, place);
            }
        }
    }

    /// The person that a name means.
    pub(super) fn named(&self, page: &Page, mention: &Mention) -> Option<usize> {
        let name = mention.name..mention.name_end;
        let at = page.tokens[name.start].start;
        let mut last = name.end - 1;
        while last > name.start && page.tokens[last].is(Class::SUFFIX) {
            last -= 1;
        }
        let folded = fold(page.word(last)).into_owned();
        let gender = Self::titles_gender(page, mention.tokens.start..mention.name);
        if name.len() == 1 {
            return self
                .by_surname(&folded, gender, at)
                .or_else(|| self.by_given(&fold(page.word(name.start)), at));
        }
        let words: Vec<String> = name.clone().map(|at| fold(page.word(at)).into_owned()).collect();
        let all = self.by_last.get(&folded)?;
        let mut fitting =
            all.iter().copied().filter(|index| compatible(&self.list[*index].words, &words));
        let first = fitting.next()?;
        let exact = |index: &usize| self.list[*index].words == words;
        Some(if exact(&first) { first } else { fitting.find(exact).unwrap_or(first) })
    }

    /// A person called by the given name alone, where only one bears it.
    fn by_given(&self, folded: &str, at: u32) -> Option<usize> {
        let &[found] = self.by_first.get(folded)?.as_slice() else { return None };
        (self.list[found].words.len() > 1
            && self.seen.iter().any(|seen| seen.person == found && seen.at < at))
        .then_some(found)
    }

    /// The folded words of a role.
    fn words_of(&self, role: &str) -> Ref<'_, Vec<String>> {
        if !self.roles.borrow().contains_key(role) {
            let folded = fold(role);
            let words = folded.split(|char: char| !char.is_alphanumeric());
            let words = words.map(str::to_owned).collect();
            self.roles.borrow_mut().insert(role.to_owned(), words);
        }
        Ref::map(self.roles.borrow(), |roles| &roles[role])
    }

    /// The person whose office a phrase such as "the Secretary of Defense" names.
    pub(super) fn by_role(&self, page: &Page, mention: &Mention, at: u32) -> Option<usize> {
        let words: Vec<String> = mention
            .tokens
            .clone()
            .map(|at| page.tokens[at])
            .filter(|token| token.word() && !token.is(Class::DETERMINER.or(Class::PREPOSITION)))
            .map(|token| fold(token.span().of(page.text)).into_owned())
            .flat_map(|word| match word.as_str() {
                "veep" | "vp" => vec!["vice".to_owned(), "president".to_owned()],
                _ => vec![word],
            })
            .collect();
        if words.is_empty() {
            return None;
        }
        let fits = |person: &Person| {
            person.kind == SpeakerKind::Person
                && person.role.as_ref().is_some_and(|role| {
                    let role = self.words_of(role);
                    let has =
                        |word: &str| role.iter().any(|part| part == word.trim_end_matches('.'));
                    // "The president" is not the vice president, nor the president-elect.
                    let set_apart = |word: &&str| {
                        let asked = |own: &String| own.split('-').any(|part| part == *word);
                        has(word) != words.iter().any(asked)
                    };
                    let whole = |word: &String| word.split('-').all(has);
                    words.iter().all(whole) && !["vice", "elect", "deputy"].iter().any(set_apart)
                })
        };
        let before = self.seen.partition_point(|seen| seen.at < at);
        let mut fitting = self.seen[..before].iter().rev();
        let last = fitting.find(|seen| fits(&self.list[seen.person]))?;
        // Two of one office in a sentence: its subject, or nobody.
        let sentence = self.sentence(last.at);
        let mut others = fitting
            .take_while(|seen| self.sentence(seen.at) == sentence)
            .filter(|seen| seen.person != last.person && fits(&self.list[seen.person]));
        let Some(other) = others.next() else { return Some(last.person) };
        match (last.place >= Place::Clause, other.place >= Place::Clause) {
            (true, false) => Some(last.person),
            (false, true) => Some(other.person),
            _ => None,
        }
    }

    /// A person as a speaker.
    pub(super) fn speaker(&self, person: usize, as_written: Option<Span>) -> Speaker {
        let person = &self.list[person];
        Speaker {
            name: person.name.clone(),
            as_written,
            kind: person.kind,
            role: person.role.clone(),
        }
    }

    /// Whoever was named last before `at`.
    pub(super) fn latest(&self, at: u32) -> Option<usize> {
        let before = self.seen.partition_point(|seen| seen.at < at);
        let person = self.seen[..before].last()?.person;
        (self.list[person].kind == SpeakerKind::Person).then_some(person)
    }

    /// Who was the subject or the speaker last before `at`.
    pub(super) fn leading(&self, at: u32) -> Option<usize> {
        let before = self.seen.partition_point(|seen| seen.at < at);
        let leads = |seen: &&Seen| seen.speaks || seen.place >= Place::Chain;
        Some(self.seen[..before].iter().rev().take(12).find(leads)?.person)
    }

    /// Whether the text shows that this is a person.
    pub(super) fn sure(&self, person: usize) -> bool {
        self.list[person].sure
    }

    /// The people named between two places, in order.
    pub(super) fn between(&self, from: u32, to: u32) -> impl Iterator<Item = (u32, usize)> {
        let start = self.seen.partition_point(|seen| seen.at < from);
        self.seen[start..]
            .iter()
            .take_while(move |seen| seen.at < to)
            .filter(|seen| self.list[seen.person].sure)
            .map(|seen| (seen.at, seen.person))
    }

    /// The person of exactly that name, or of that surname alone.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let words: Vec<String> =
            name.split_whitespace().map(|word| fold(word).into_owned()).collect();
        let last = words.iter().rev().find(|word| !is_suffix(word))?;
        let all = self.by_last.get(last)?;
        let mut fitting = all
            .iter()
            .copied()
            .filter(|index| words.len() == 1 || compatible(&self.list[*index].words, &words));
        let found = fitting.next()?;
        let exact = |index: &usize| self.list[*index].words == words;
        match fitting.next() {
            Some(_) if words.len() > 1 => all.iter().copied().find(exact),
            Some(_) => None,
            None => Some(found),
        }
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv")
}

/// Whether two names can be one person's: the shorter one's words stand in the longer one in
/// order, initials for names.
fn compatible(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut rest = long.iter();
    short.iter().all(|word| {
        let initial = word.trim_end_matches('.');
        rest.any(|full| full == word || initial.len() == 1 && full.starts_with(initial))
    })
}

pub(super) fn role_text(page: &Page, from: usize, to: usize) -> Option<String> {
    // "Remarks by Press Secretary", in a heading.
    let by = (from..to).rev().find(|at| page.says(*at, "by"));
    let mut from = by.map_or(from, |by| by + 1);
    while from < to && (page.tokens[from].is(Class::DETERMINER) || !page.tokens[from].word()) {
        from += 1;
    }
    // "press secretary Brig. Gen.": a rank says less than the office before it.
    let mut to = to;
    while to > from + 1 && page.tokens[to - 1].dotted && page.tokens[to - 1].is(Class::TITLE) {
        to -= 1;
    }
    let text = (from < to).then(|| name_text(page, &(from..to)))?;
    let honorific = ["mr", "mrs", "ms", "miss", "mx", "sir", "lady", "lord", "dame"];
    Some(text).filter(|text| !honorific.contains(&fold(text).trim_end_matches('.')))
}

/// The words of a name with single blanks; nothing where there are none.
pub(super) fn name_text(page: &Page, name: &std::ops::Range<usize>) -> String {
    if name.is_empty() {
        return String::new();
    }
    page.span(name.clone()).of(page.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What sort of agent a run of capitals names.
pub(super) fn kind_of(page: &Page, tokens: &std::ops::Range<usize>) -> SpeakerKind {
    let last = page.tokens[tokens.end - 1];
    let body = Class::ORGANIZATION.or(Class::COUNTRY).or(Class::PLACE);
    let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
    let titled = page.tokens[tokens.start].is(Class::TITLE);
    if last.is(Class::DOCUMENT) && tokens.len() > 1 && !last.is(Class::ORGANIZATION) {
        return SpeakerKind::Document;
    }
    let any_given = tokens.clone().any(|at| page.tokens[at].is(given));
    let acronym = tokens.len() == 1 && last.upper && last.end - last.start <= 6;
    let named = any_given && !last.is(Class::ORGANIZATION);
    if last.is(body) && !(named || titled) || acronym {
        return SpeakerKind::Organization;
    }
    let org_inside =
        tokens.clone().any(|at| page.tokens[at].is(Class::ORGANIZATION) && page.says(at + 1, "of"));
    if org_inside {
        return SpeakerKind::Organization;
    }
    SpeakerKind::Person
}
