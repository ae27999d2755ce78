//! The forms of each stem: a query's word is found as every form of it that any text has.
//!
//! Texts are indexed by their words as they are, once. What a stemmed field would hold is put
//! together when it is asked for: an index with `commitments` in any text has the term
//! `commit\tcommitments` in the field `forms`, so that its dictionary lists the forms behind each
//! stem. (Conflation at query time; Krovetz 1993 compares it with stemming what is indexed.) That
//! halves the postings of running text, and a word is stemmed when a thread first meets it instead
//! of wherever it stands.
//!
//! Pairs have rows of their own that belong to no document and stay when documents go: a form that
//! no text has any more finds nothing. A word that is its own stem needs no pair: it is looked up as
//! it is.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use tantivy::{
    Searcher,
    tokenizer::{Token, TokenStream, Tokenizer},
};

use super::{
    analyzer::{Piece, PieceKind, cut, put_stemmer, stem_into, take_stemmer, term},
    schema::Fields,
};
use crate::{
    model::Language,
    text::{Stemmer, WordCache, words},
};

/// Between a stem and its form: no word has it.
const BETWEEN: char = '\t';

/// Behind each pair of a row: neither has a word this.
pub(super) const END: char = '\n';

/// Pairs that a thread remembers at most.
const MOST_PAIRS: usize = 1 << 18;

/// The pairs of stem and form that a thread has met since a run began.
#[derive(Default)]
pub struct KnownForms {
    languages: Vec<(Language, Met)>,
}

#[derive(Default)]
struct Met {
    /// Words as they are written whose pairs were met.
    words: WordCache<bool>,
    pairs: FxHashSet<Box<str>>,
}

impl KnownForms {
    /// The pairs of all words of `texts` that were not met before, each with [`END`] behind it.
    pub(super) fn add<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str>,
        language: Language,
    ) -> String {
        let known = self.languages.iter().position(|(known, _)| *known == language);
        let at = known.unwrap_or_else(|| {
            self.languages.push((language, Met::default()));
            self.languages.len() - 1
        });
        self.languages[at].1.add(texts, language)
    }
}

impl Met {
    fn add<'a>(&mut self, texts: impl Iterator<Item = &'a str>, language: Language) -> String {
        if MOST_PAIRS < self.pairs.len() {
            // To tell of a pair again does no harm.
            *self = Self::default();
        }
        let mut out = String::new();
        let mut maker = Maker::new(language);
        // English words this short are their own stems.
        let shortest = if language == Language::ENGLISH { 3 } else { 1 };
        for (_, word) in texts.flat_map(words).filter(|(_, word)| shortest <= word.len()) {
            self.words.get_or_find(word, || {
                maker.make(word);
                for pair in maker.made.drain(..) {
                    if !self.pairs.contains(&pair) {
                        out.push_str(&pair);
                        out.push(END);
                        self.pairs.insert(pair);
                    }
                }
                true
            });
        }
        put_stemmer(language, maker.stemmer);
        out
    }
}

/// Makes the pairs of one word.
struct Maker {
    language: Language,
    stemmer: Stemmer,
    pieces: Vec<Piece>,
    form: String,
    stem: String,
    spare: String,
    made: Vec<Box<str>>,
}

impl Maker {
    fn new(language: Language) -> Self {
        let (form, stem, spare) = (String::new(), String::new(), String::new());
        let stemmer = take_stemmer(language);
        Self { language, stemmer, pieces: Vec::new(), form, stem, spare, made: Vec::new() }
    }

    fn make(&mut self, word: &str) {
        self.pieces.clear();
        self.made.clear();
        cut(word, 0, &mut self.pieces);
        for piece in &self.pieces {
            if matches!(piece.kind, PieceKind::Possessive | PieceKind::Mark) {
                continue;
            }
            self.form.clear();
            term(word, piece, &mut self.form);
            self.stem.clone_from(&self.form);
            let written = &word[piece.range.clone()];
            let stemmer = (self.language, &mut self.stemmer);
            stem_into(stemmer, written, &mut self.stem, &mut self.spare);
            if self.stem != self.form {
                self.made.push(format!("{}{BETWEEN}{}", self.stem, self.form).into());
            }
        }
    }
}

/// The words of texts that share a stem with `word`, itself included, in order. `stems` are its
/// stems in each of `languages`.
pub fn forms(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
    stems: &[String],
    languages: &[Language],
) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::from([word.to_owned()]);
    let mut spare = String::new();
    for (stem, language) in stems.iter().zip(languages) {
        let (mut of_stem, mut stemmer) = (stem.clone(), take_stemmer(*language));
        stem_into((*language, &mut stemmer), stem, &mut of_stem, &mut spare);
        put_stemmer(*language, stemmer);
        if of_stem == *stem {
            found.insert(of_stem);
        }
    }
    let starts: BTreeSet<String> = stems.iter().map(|stem| format!("{stem}{BETWEEN}")).collect();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.forms)?;
        for start in &starts {
            let mut pairs = inverted.terms().range().ge(start).into_stream()?;
            while let Some((pair, _)) = pairs.next() {
                let Some(form) = pair.strip_prefix(start.as_bytes()) else { break };
                found.extend(str::from_utf8(form).map(str::to_owned));
            }
        }
    }
    Ok(found)
}

/// Cuts the pairs of a row apart.
#[derive(Clone, Default)]
pub(super) struct Pairs {
    token: Token,
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        self.token.reset();
        PairStream { token: &mut self.token, rest: text }
    }
}

/// The pairs of one row.
pub(super) struct PairStream<'a> {
    token: &'a mut Token,
    rest: &'a str,
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((pair, rest)) = self.rest.split_once(END) else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(pair);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_told_of_once_and_words_that_are_their_stems_have_none() {
        let mut known_forms = KnownForms::default();
        let mut add =
            |texts: [&'static str; 3]| known_forms.add(texts.into_iter(), Language::ENGLISH);
        let first = add(["Commitments, commitment’s", "COMMITMENTS a_boats", "the ship"]);
        assert_eq!(first, "commit\tcommitments\ncommit\tcommitment\nboat\tboats\n");
        assert_eq!(add(["Boats", "ships", "commitments’"]), "ship\tships\n");
        let german = known_forms.add(["Boats"].into_iter(), "de".parse().unwrap());
        assert_eq!(german, "boat\tboats\n", "each language has its own");
    }

    #[test]
    fn pairs_come_apart() {
        let mut tokenizer = Pairs::default();
        let mut stream = tokenizer.token_stream("a\tab\nc\tcd\n");
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        assert_eq!(found, ["a\tab", "c\tcd"]);
    }
}
