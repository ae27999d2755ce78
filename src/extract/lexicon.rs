//! Word classes: what each known word can be, looked up once per token.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A set of word classes, one bit each.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Class(pub(super) u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal,)+) => {
        #[allow(dead_code, reason = "the table of classes is whole, used or not")]
        impl Class { $($(#[$doc])* pub(super) const $name: Self = Self(1 << $bit);)+ }
    };
}

classes! {
    // Forms and frames of verbs of saying; see `words/cues.txt`.
    CUE = 0, FINITE = 1, GERUND = 2, PARTICIPLE = 3, BASE = 4,
    QUOTES = 5, CLAUSE = 6, THAT_CLAUSE = 7, INFINITIVE = 8, OBJECT = 9, NOUN_CONTENT = 10,
    QUESTION = 11, READOUT = 12, JOINT = 13, SURE = 14, ALSO_NOUN = 15,
    PRONOUN_MALE = 16, PRONOUN_FEMALE = 17, PRONOUN_PLURAL = 18, PRONOUN_OTHER = 19,
    PRONOUN_SUBJECT = 20, DETERMINER = 21, POSSESSIVE = 22, PREPOSITION = 23, ATTACHING = 24,
    CONJUNCTION = 25, SUBORDINATOR = 26, AUXILIARY = 27, MODAL = 28, NEGATION = 29, ADVERB = 30,
    TITLE = 31, FEMALE_TITLE = 32, MALE_TITLE = 33, ROLE = 34, SUFFIX = 35, ABBREVIATION = 36,
    PARTICLE = 37, WEEKDAY = 38, MONTH = 39, TIME = 40, DOCUMENT = 41, ORGANIZATION = 42,
    PLACE = 43, VERB = 44, WORK_NOUN = 45, INNER_WORD = 46, READER_OF = 47, STATEMENT_NOUN = 48,
    JOINT_SUBJECT = 49, DEMONYM = 50, COUNTRY = 51, GIVEN_MALE = 52, GIVEN_FEMALE = 53,
    PAST = 54,
    // Other verbs, and what may be a noun as well; see `words/verbs.txt`.
    ACT = 55, EITHER = 56,
    // Says something with a particle behind it; see [`Lexicon::phrasal`].
    PHRASAL = 57,
}

impl Class {
    /// Whether it shares a class with `other`.
    pub(super) const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no list of its own holds the word: nothing is known of it but that it may be a verb.
    pub(super) const fn unlisted(self) -> bool {
        self.0 & !(Self::ACT.0 | Self::EITHER.0 | Self::PAST.0 | Self::PHRASAL.0) == 0
    }

    /// Any pronoun that can speak.
    pub(super) const PRONOUN: Self = Self(
        Self::PRONOUN_MALE.0
            | Self::PRONOUN_FEMALE.0
            | Self::PRONOUN_PLURAL.0
            | Self::PRONOUN_OTHER.0,
    );
}

const CUES: &str = include_str!("words/cues.txt");
const CLASSES: &str = include_str!("words/classes.txt");
const VERBS: &str = include_str!("words/verbs.txt");
const GIVEN: &str = include_str!("words/given.txt");

/// The words and their classes.
pub(super) struct Lexicon {
    classes: FxHashMap<&'static str, Class>,
    /// Verbs that say something only with a particle: `pointed out`.
    phrasal: FxHashMap<(&'static str, &'static str), Class>,
}

impl Lexicon {
    /// The one that is built in.
    pub(super) fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::load)
    }

    /// The classes of a word in lower case; none where it is not known.
    pub(super) fn class(&self, lower: &str) -> Class {
        self.classes.get(lower).copied().unwrap_or_default()
    }

    /// The classes that a [`Class::PHRASAL`] verb gains before a particle that makes it a cue.
    pub(super) fn phrasal(&self, verb: &str, particle: &str) -> Option<Class> {
        self.phrasal.get(&(verb, particle)).copied()
    }

    fn load() -> Self {
        let mut lexicon = Self { classes: FxHashMap::default(), phrasal: FxHashMap::default() };
        for line in lines(CUES) {
            let mut fields = line.split(' ');
            let forms = [
                Class::BASE,
                Class::FINITE,
                Class::FINITE.or(Class::PAST),
                Class::PARTICIPLE,
                Class::GERUND,
            ];
            let words: Vec<&'static str> = fields.by_ref().take(forms.len()).collect();
            let frames = fields.next().unwrap_or_default().chars().map(frame);
            let frames = frames.fold(Class::CUE, Class::or);
            let particle = fields.next();
            for (word, form) in words.into_iter().zip(forms) {
                match particle {
                    None => lexicon.add(word, frames.or(form)),
                    Some(particle) => {
                        lexicon.add(word, Class::PHRASAL);
                        let known = lexicon.phrasal.entry((word, particle)).or_default();
                        *known = known.or(frames).or(form);
                    }
                }
            }
        }
        for line in lines(CLASSES).chain(lines(VERBS)).chain(lines(GIVEN)) {
            let (name, words) = line.split_once(": ").unwrap_or((line, ""));
            let class = class_named(name);
            for word in words.split(' ') {
                lexicon.add(word, class);
            }
        }
        lexicon
    }

    fn add(&mut self, word: &'static str, class: Class) {
        let classes = self.classes.entry(word).or_default();
        *classes = classes.or(class);
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn frame(letter: char) -> Class {
    match letter {
        'q' => Class::QUOTES,
        't' => Class::CLAUSE.or(Class::THAT_CLAUSE),
        'T' => Class::THAT_CLAUSE,
        'i' => Class::INFINITIVE,
        'o' => Class::OBJECT,
        'n' => Class::NOUN_CONTENT,
        'w' => Class::QUESTION,
        'r' => Class::READOUT,
        'j' => Class::JOINT,
        's' => Class::SURE,
        'x' => Class::ALSO_NOUN,
        _ => unreachable!("the word lists are checked by a test"),
    }
}

fn class_named(name: &str) -> Class {
    match name {
        "pronoun_male" => Class::PRONOUN_MALE,
        "pronoun_female" => Class::PRONOUN_FEMALE,
        "pronoun_plural" => Class::PRONOUN_PLURAL,
        "pronoun_other" => Class::PRONOUN_OTHER,
        "pronoun_subject" => Class::PRONOUN_SUBJECT,
        "determiner" => Class::DETERMINER,
        "possessive" => Class::POSSESSIVE,
        "preposition" => Class::PREPOSITION,
        "attaching" => Class::ATTACHING,
        "conjunction" => Class::CONJUNCTION,
        "subordinator" => Class::SUBORDINATOR,
        "auxiliary" => Class::AUXILIARY,
        "modal" => Class::MODAL,
        "negation" => Class::NEGATION,
        "adverb" => Class::ADVERB,
        "title" => Class::TITLE,
        "female_title" => Class::FEMALE_TITLE,
        "male_title" => Class::MALE_TITLE,
        "role" => Class::ROLE,
        "suffix" => Class::SUFFIX,
        "abbreviation" => Class::ABBREVIATION,
        "particle" => Class::PARTICLE,
        "weekday" => Class::WEEKDAY,
        "month" => Class::MONTH,
        "time" => Class::TIME,
        "document" => Class::DOCUMENT,
        "organization" => Class::ORGANIZATION,
        "place" => Class::PLACE,
        "verb" => Class::VERB,
        "work_noun" => Class::WORK_NOUN,
        "inner_word" => Class::INNER_WORD,
        "reader_of" => Class::READER_OF,
        "statement_noun" => Class::STATEMENT_NOUN,
        "joint_subject" => Class::JOINT_SUBJECT,
        "demonym" => Class::DEMONYM,
        "country" => Class::COUNTRY,
        "act" => Class::ACT,
        "act_past" => Class::ACT.or(Class::PAST),
        "either" => Class::EITHER,
        "male" => Class::GIVEN_MALE,
        "female" => Class::GIVEN_FEMALE,
        _ => unreachable!("the word lists are checked by a test"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_class() {
        let lexicon = Lexicon::get();
        assert!(lexicon.class("said").is(Class::CUE));
        assert!(lexicon.class("said").is(Class::FINITE));
        assert!(lexicon.class("adding").is(Class::GERUND));
        assert!(lexicon.class("harriet").is(Class::GIVEN_FEMALE));
        assert_eq!(lexicon.class("qwxz"), Class::default());
    }
}
