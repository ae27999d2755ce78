//! Whether what stands between two marks is a statement at all, or a title, a term, a nickname.

use super::{
    features::{Context, bucketed, code, mix, word},
    model::Sink,
};
use crate::extract::{
    draft::Draft,
    lexicon::{Class, Lexicon},
    noun::Form,
    page::{Block, Page},
};

/// The features of the region at token `at`, one of `draft`'s.
#[allow(clippy::too_many_lines, reason = "a list")]
pub(super) fn region(
    page: &Page,
    block: &Block,
    draft: &Draft,
    context: &Context,
    at: usize,
    sink: &mut dyn Sink,
) {
    let Some(number) = page.tokens[at].region() else { return };
    let inner = page.regions[number].inner.of(page.text);
    let tokens = &block.tokens;
    let side = |at: Option<usize>| match at.filter(|at| tokens.contains(at)) {
        Some(at) => (u64::from(code(page, at)), word(page, at)),
        None => (1, 2),
    };
    let (before, before_word) = side(at.checked_sub(1));
    let (before_2, before_word_2) = side(at.checked_sub(2));
    let (after, after_word) = side(Some(at + 1));
    let (after_2, after_word_2) = side(Some(at + 2));
    let (mut n_words, mut n_capitals, mut n_small) = (0, 0, 0);
    let (mut first, mut last) = (0, 0);
    let mut person = 0;
    for each in inner.split_ascii_whitespace().take(40) {
        n_words += 1;
        let capital = each.chars().find(|char| char.is_alphanumeric());
        if capital.is_some_and(char::is_uppercase) {
            n_capitals += 1;
        } else if each.len() <= 4 {
            n_small += 1;
        }
        last = small(each);
        if first == 0 {
            first = last;
        }
        if matches!(each, "I" | "we" | "We" | "you" | "my" | "our" | "I’m" | "I'm" | "We’re") {
            person = 1;
        }
    }
    let shape = match () {
        () if n_capitals == n_words => 1,
        () if n_capitals + n_small == n_words && n_capitals > 1 => 2,
        () if n_capitals == 0 => 3,
        () if n_capitals == 1 => 4,
        () if n_capitals * 2 > n_words => 5,
        () => 6,
    };
    let length = bucketed(n_words);
    let contracted = u64::from(inner.contains("n’t") || inner.contains("n't"));
    let sure = draft.sureness.map_or(0, |sure| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
        let tenth = (sure * 10.0) as u64;
        tenth + 1
    });
    let doubtful = u64::from(draft.doubtful);
    let named = u64::from(draft.subject.is_some());
    let plain = u64::from(draft.spans != draft.quoted);
    let cue = draft.cue.map_or(0, |cue| {
        let here = page.tokens[at].start;
        let side = if cue.end <= here { 1 } else { 20 };
        side + bucketed((here.abs_diff(cue.end) / 8) as usize)
    });
    let place = bucketed(tokens.start.min(40));
    let closed = u64::from(page.regions[number].closed);
    let regions = block.regions.len().min(5) as u64;
    let inside = inner_path(inner);
    let subject = draft.subject.as_ref().map_or(0, |subject| match subject.form {
        Form::Nominal => word(page, crate::extract::resolve::head(page, subject)),
        Form::Name => 3,
        Form::Pronoun => 4,
    });
    let mut put = |tag: u64, value: u64| sink.put(mix(mix(7001, tag), value));
    put(0, 0);
    put(1, length);
    put(2, shape);
    put(3, mix(length, shape));
    put(4, context.evidence);
    put(5, mix(context.evidence, length));
    put(6, mix(context.evidence, mix(shape, length)));
    put(7, before);
    put(8, after);
    put(9, mix(before, after));
    put(10, mix(mix(before, after), length));
    put(11, before_word);
    put(12, after_word);
    put(13, mix(before_word, length));
    put(14, mix(after_word, length));
    put(15, mix(before_word, shape));
    put(16, mix(before_word, before_word_2));
    put(17, mix(after_word, after_word_2));
    put(18, mix(before, before_2));
    put(19, mix(after, after_2));
    put(20, mix(mix(before, before_2), mix(after, length)));
    put(21, before_word_2);
    put(22, after_word_2);
    put(23, context.cue_word);
    put(24, mix(context.cue_word, length));
    put(25, mix(cue, length));
    put(26, mix(cue, mix(plain, length)));
    put(27, sure);
    put(28, mix(sure, length));
    put(29, mix(sure, mix(shape, length)));
    put(30, doubtful);
    put(31, mix(doubtful, mix(shape, length)));
    put(32, mix(named, mix(length, context.evidence)));
    put(33, first);
    put(34, last);
    put(35, mix(first, length));
    put(36, mix(person, length));
    put(37, mix(contracted, length));
    put(38, mix(context.stand, length));
    put(39, mix(context.beside, length));
    put(40, mix(context.ending, mix(length, shape)));
    put(41, place);
    put(42, mix(closed, length));
    put(43, mix(regions, length));
    put(44, mix(plain, mix(context.evidence, length)));
    put(45, mix(doubtful, sure));
    put(46, inside);
    put(47, mix(inside, before));
    put(48, mix(inside, mix(before, after)));
    put(49, mix(subject, length));
}

/// What the words of a short region are; one number for all long ones.
fn inner_path(inner: &str) -> u64 {
    if inner.len() > 60 {
        return 1;
    }
    let lexicon = Lexicon::get();
    let known = [
        Class::PRONOUN,
        Class::DETERMINER.or(Class::POSSESSIVE),
        Class::AUXILIARY,
        Class::PREPOSITION,
        Class::CONJUNCTION.or(Class::SUBORDINATOR),
        Class::CUE.or(Class::ACT).or(Class::VERB),
        Class::EITHER,
        Class::ROLE.or(Class::TITLE),
        Class::ADVERB,
    ];
    let mut hash = 5;
    for word in inner.split_ascii_whitespace() {
        let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
        let class = lexicon.class(bare);
        let letter = match known.iter().position(|some| class.is(*some)) {
            Some(place) => place as u64 + 10,
            None if bare.starts_with(char::is_uppercase) => 2,
            None if bare.starts_with(|char: char| char.is_ascii_digit()) => 3,
            None if bare.ends_with("ed") => 4,
            None if bare.ends_with("ing") => 5,
            None if bare.ends_with("ly") => 6,
            None => 7,
        };
        hash = mix(hash, letter);
    }
    hash
}

/// A word in small letters; a capital stands for every word that has one.
fn small(word: &str) -> u64 {
    if word.starts_with(char::is_uppercase) {
        return 1;
    }
    let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
    bare.bytes().fold(13, |hash, byte| mix(hash, u64::from(byte)))
}
