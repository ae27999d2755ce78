//! Where a noun phrase meets its verb.

use crate::extract::{
    lexicon::Class,
    page::Page,
    token::{Kind, Token},
};

/// Whether the word at `at` is the verb of the phrase that began at `start`: `targets` of
/// `the ad targets a system`, not of `the two targets`.
pub(in crate::extract) fn acts(page: &Page, start: usize, at: usize) -> bool {
    let token = page.tokens[at];
    if at <= start || token.capital || token.is(Class::ROLE.or(Class::TITLE)) {
        return false;
    }
    if before_noun(page, start, at) {
        return false;
    }
    token.is(Class::ACT) || token.is(Class::EITHER) && governs(page, at)
}

/// Whether what stands before calls for a noun: `the embattled`, `his widely read`.
fn before_noun(page: &Page, start: usize, at: usize) -> bool {
    let before = page.tokens[at - 1];
    let opener = Class::DETERMINER.or(Class::POSSESSIVE);
    let adverb = before.word() && !before.capital && page.word(at - 1).ends_with("ly");
    before.is(opener)
        || before.kind == Kind::Possessive
        || adverb && at > start + 1 && page.tokens[at - 2].is(opener)
}

/// Whether what stands behind is what a verb takes.
fn governs(page: &Page, at: usize) -> bool {
    let plain = |next: &Token| {
        next.is(Class::DETERMINER.or(Class::POSSESSIVE).or(Class::PRONOUN))
            && !next.is(Class::SUBORDINATOR)
            || next.region().is_some()
    };
    page.tokens.get(at + 1).is_some_and(plain)
}
