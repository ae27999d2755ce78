//! The forms of each stem: a query's word is found as every form of it that any text has.
//!
//! Texts are indexed by their words as they are, once. What a stemmed field would hold is put
//! together when it is asked for: a document with `commitments` has the term `commit\tcommitments`
//! in the field `forms`, so that its dictionary lists the forms behind each stem. (Conflation at
//! query time; Krovetz 1993 compares it with stemming what is indexed.) That halves the postings of
//! running text, and a word is stemmed when a thread first meets it instead of wherever it stands.
//!
//! A word that is its own stem needs no such term: it is looked up as it is.

use std::{cell::RefCell, collections::BTreeSet};

use rustc_hash::FxHashMap;
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
const END: char = '\n';

/// Pairs that a thread remembers at most.
const MOST_PAIRS: usize = 1 << 18;

/// The number of a word without a pair.
const NONE: u32 = u32::MAX;

/// The number of a word that is cut into several with pairs of their own.
const SEVERAL: u32 = u32::MAX - 1;

/// The pairs of stem and form that a thread has met.
#[derive(Default)]
struct Met {
    /// By a word as it is written: the number of its pair, [`NONE`] or [`SEVERAL`].
    words: WordCache<u32>,
    pairs: Vec<Pair>,
    numbers: FxHashMap<Box<str>, u32>,
    /// Counts documents, so that each has a pair once.
    document: u64,
}

struct Pair {
    /// Both, with [`BETWEEN`] between them.
    text: Box<str>,
    /// The last document that had it.
    document: u64,
}

thread_local! {
    static MET: RefCell<Vec<(Language, Met)>> = const { RefCell::new(Vec::new()) };
}

/// The pairs of stem and form of all words of `texts`, each once and with [`END`] behind it.
pub(super) fn pairs<'a>(texts: impl Iterator<Item = &'a str>, language: Language) -> String {
    MET.with_borrow_mut(|all| {
        let known = all.iter().position(|(known, _)| *known == language);
        let at = known.unwrap_or_else(|| {
            all.push((language, Met::default()));
            all.len() - 1
        });
        let mut out = String::new();
        all[at].1.add(texts, language, &mut out);
        out
    })
}

impl Met {
    fn add<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str>,
        language: Language,
        out: &mut String,
    ) {
        if MOST_PAIRS < self.pairs.len() {
            *self = Self::default();
        }
        self.document += 1;
        let mut maker = Maker::new(language);
        let Self { words: known, pairs, numbers, document } = self;
        // English words this short are their own stems.
        let shortest = if language == Language::ENGLISH { 3 } else { 1 };
        for (_, word) in texts.flat_map(words).filter(|(_, word)| shortest <= word.len()) {
            let found = known.get_or_find(word, || {
                maker.make(word);
                match maker.made.as_slice() {
                    [] => NONE,
                    [pair] => number(pair, pairs, numbers),
                    _ => SEVERAL,
                }
            });
            match found {
                NONE => {}
                SEVERAL => {
                    maker.make(word);
                    for pair in &maker.made {
                        let nth = number(pair, pairs, numbers);
                        pairs[nth as usize].tell(*document, out);
                    }
                }
                nth => pairs[nth as usize].tell(*document, out),
            }
        }
        put_stemmer(language, maker.stemmer);
    }
}

impl Pair {
    /// Appends it to `out`, once a document.
    fn tell(&mut self, document: u64, out: &mut String) {
        if self.document != document {
            self.document = document;
            out.push_str(&self.text);
            out.push(END);
        }
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

/// The number of `pair`, new or not.
fn number(pair: &str, pairs: &mut Vec<Pair>, numbers: &mut FxHashMap<Box<str>, u32>) -> u32 {
    if let Some(number) = numbers.get(pair) {
        return *number;
    }
    let number = u32::try_from(pairs.len()).unwrap_or(NONE);
    numbers.insert(pair.into(), number);
    pairs.push(Pair { text: pair.into(), document: 0 });
    number
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
    fn a_document_has_each_pair_once_and_none_of_words_that_are_their_stems() {
        for _ in 0..2 {
            let texts = ["Commitments, commitment’s", "COMMITMENTS a_boats", "the ship"];
            let found = pairs(texts.into_iter(), Language::ENGLISH);
            assert_eq!(found, "commit\tcommitments\ncommit\tcommitment\nboat\tboats\n");
        }
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
